"""A passage's sentences with their clauses: what of them is reported speech, and which date governs each.

Speech begins where somebody says something (会议指出, 主任周鸿表示) and ends with its paragraph, or where a sentence
tells of something again. A date governs the sentences that go on about the same; a year may govern a whole list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.parsing.article import Sentence
from ingestion.parsing.dates import Date, is_as_of
from ingestion.parsing.people import CAME
from ingestion.parsing.signals import anchored
from ingestion.parsing.units import all_inside

if TYPE_CHECKING:
    from ingestion.parsing.context import Context

_SPEECH = re.compile(
    r"(?:会议|会上|座谈会|与会|同志|领导|书记|主任|市长|县长|区长|镇长|乡长|局长|馆长|部长|院长|会长|主席|负责人|代表|专家|双方|(?<![达习实合照据彻])批示|文件|通知|方案|(?<![\u4e00-\u9fff、])[\u4e00-\u9fff]{1,4}?)(?:还|也|同时|一致|分别|进一步|对此|就此|并|郑重)?"
    r"(?:要求(?![和、及与等])|强调|指出|提出(?![^，。：]{0,8}(?:修改|审读|审核|审查|评审|完善|整改)(?:意见|建议)|[^，。：]{0,10}意见(?:建议)?[0-9])(?:[^，。：]{0,10}(?:要求|希望|意见))|表示|认为|希望|勉励|叮嘱|嘱咐|(?<!意见)(?<!相关)建议(?![0-9]|[一二三四五六七八九十两]+[余多]?[条项]|被|获|得到)|明确要求|提出如下要求|提出[一二两三四五六七八九十0-9]+[点项条](?:要求|意见|希望))[，：、]?"
    r"|(?:会议|会上)(?:还|并|同时|明确)?(?:决定|明确|确定|议定|号召|商定|提出(?=[，：]))[，：、]?|(?:致辞|讲话|发言|批示)(?:中|时)(?:说|称|讲)[，：]|批示(?:指出|强调|要求)?：|提出(?:[^，。：]{0,12}(?:要求|希望|意见|建议))：|(?:安排|部署)[^，。：]{0,8}：|》(?:还|同时|并)?(?:要求|强调|指出|提出|明确(?!了))[，：]|(?:并|还|同时|均|也)(?:强调|指出|要求)[，：]|(?:并|还|同时)(?:叮嘱|嘱咐)|(?:强调|指出)[，：]"
)
_DEMANDS = re.compile("(?:会议|[\u4e00-\u9fff]{2,4})(?:还|同时)?(?:强调|要求|明确|提出)")
_OF_EXPERTS = re.compile("(?:专家|评审|检查|督查|审读|验收)组|评委")  # what they find is said in one sentence
_RESUME = re.compile(
    r"(?:据(?:介绍|了解|悉|统计)|(?:会议|会上)(?:通报|还通报)|[\u4e00-\u9fff]{2,6}[式班]上|会上|(?:座谈)?会后|会前|[\u4e00-\u9fff]{2}仪式后|经(?:专家)?(?:评议|评审|审议|讨论|表决|审查)，|[\u4e00-\u9fff]{0,4}(?:签约|揭牌|开馆|启动|赠书|捐赠|首发)(?:仪式|式)后|随后|其后|批示(?:作出|下达|印发|传达)?(?:后|当[天日])|(?:收|接)到批示|期间|[\u4e00-\u9fff]{2,4}结束(?:后|当天|次日)|(?!建设|编纂|编修|编写|修志|筹[备建]|布展|征集|任职|在任|节假|春节|国庆|假日|战争|抗[战疫])[\u4e00-\u9fff]{2,4}期间|(?:[上下]午|晚上|傍晚|当晚)，|返程途中|返程中|途中|(?:随后|之后)?(?:召开|举行)?的?(?:专题|工作)?座谈会上|[\u4e00-\u9fff]{2,14}现场[向为]|会议(?:还|同时|并)?(?=[为对向](?!照|接)|听取|印发|审议|讨论|宣读|传达|现场)|会议(?:还|同时|并)?(?:表彰|通报表扬)|[\u4e00-\u9fff]{0,2}当[天日]|同日|其间|活动(?:现场|中)|仪式上|在[^，。]{2,14}(?:期间|时|现场|县|区|市|州)，|考察组|调研组|督导组|检查组|一行)"
)
_SAYS = re.compile(
    "(?:还|也|同时|分别|进一步|对此|就此|并|郑重|在讲话中|在致辞中|会上|同志)?(?:要求|强调|指出|表示|认为|希望|勉励|叮嘱|嘱咐|建议|谈到|提到)(?!了)"
)  # right behind a person's name
_TAKES_STOCK = anchored(
    "自[0-9去今本上][^，。]{1,16}以来，|过去(?:的)?一年|目前，|近年来|一年来|今年以来|今年上半年|上半年|“※+”(?:时期|以来|期间)|去年|上年|截至|(?:19|20)[0-9]{2}年(?:以来)?，(?!要)"
)  # 会议指出，过去一年，
_AT_THE_MEETING = re.compile("会议|会上|座谈会|推进会")
_CONVENED = anchored("(?:召开|举行|举办)[^。；]{0,50}会|会(?:议)?(?:于[^，。]{2,12})?(?:在[^，。]{2,20})?(?:召开|举行)")
_INSTRUCTS = anchored("(?:作出|做出)(?:了)?(?:重要|专门)?批示|批示[，：]")
_REPORTED = re.compile(
    "据(?:介绍|了解|悉|统计)|(?:会议|会上)(?:还)?通报(?!表扬|表彰|嘉奖)"
)  # told, not of the day it was said
_AT_THE_CEREMONY = re.compile("[^，。]{0,6}(?:式|仪式)上，")
_ON_A_JOURNEY = anchored("考察|调研|督导|督查|检查|走访|学习取经|来访")
_ON_THE_JOURNEY = re.compile(
    "在[^，。]期间|(?:在[^，。]{1,4})?(?:考察|调研|督导|督查|检查|走访|访问|交流|学习|参观)期间"
)
_SINCE_THEN = re.compile("[^，。]{2,20}以来，")
_ORDINAL = re.compile(
    "[一二三四五六七八九十]是|第[一二三四五六七八九十][，、]|（※{1,2}）|[一二三四五六七八九十]、|[0-9]{1,2}[.．、](?![0-9])"
)
_ITEM = re.compile(f"{_ORDINAL.pattern}|[一二三四五六七八九十]要")
_DEMANDS_LISTED = re.compile(
    "(?:提出?|作出?|作了|做出?|强调)[^，。：]{0,12}(?:要求|意见|希望|建议|强调)[：。]$|(?:要求|强调|希望|建议|批示)：$"
)  # what is demanded stands in paragraphs of its own below
_DONE_BY = re.compile("[^，。]{2,12}已(?:安排|完成|印发|成立|启动|收到|征集|建成|开通|出版)")
_BOTH_SIGN = re.compile("(?:双方|[两三][地市州县区省])[^，。；]{0,8}(?:签[订署约下]|会签)")
_LEADERS = re.compile("领导|书记|[省市县区州]长")
_QUOTED = re.compile("：“[^“”]*”[。；]?$")
_BEFORE_OR_AFTER = re.compile(
    "会前|会后|批示作出后|[暑寒]假|[暑寒]期|(?:春节|国庆|节日|节假日|假日)期间|(?:培训|开班|首发|活动|揭牌)前|此前|之前|之后|活动后|(?:建设|编纂|编修|编写|布展|筹备|筹建|征集|施工)(?:期间|过程中)"
)
_RIGHT_AFTER = re.compile(
    "(?:座谈|仪式|[\u4e00-\u9fff]{2}式)?会?(?:结束)?后，?[^。]{0,24}?(?:一行|座谈|参观|观摩|考察|踏访|走访|察看|培训|赠)"
)  # who had met goes on
_FACT_OF_WORK = re.compile(
    "该(?:志|书|鉴|年鉴|卷|丛书|画册)(?:历时|共|计|全书|记[述载]|由|于|为|是|[分设]|[12])"
    "|全[志书鉴卷](?:共|计|[分设]|约?[0-9])|该(?:志稿|书稿)(?:共|计|全|[分设由])|(?:志稿|书稿|全稿)(?:共|计|约)?[0-9]|该(?:馆|展|展览|展馆|平台|网站|基地)(?:位于|总?(?:建筑|占地)?面积|占地|展陈面积|设|分|共|展出|由|自|于)"
)
_PASSED = re.compile("通过|接受|评[议审]|审[查定]|验收")
_LATER_ON = anchored("随后|其后|此后|已|正在")
_EXCHANGED = anchored("签[订署约下]|赠送|互赠|捐赠")
_ANNOUNCED = anchored("公布|揭晓|发布|通报|表彰|颁奖|公示")
_PRIZE = anchored("[获得评][^，。]{0,12}(?:奖|称号|等次)|入选|(?:获评|评为|授予)")
_OF_THAT_ONE = re.compile("[本此这]次")
_RESULTS_OUT = anchored("(?:公布|揭晓|发布|通报|印发)[^。]{0,24}(?:评选|评比|评审|评奖|获奖|优秀成果)")
_PRAISED = anchored("(?:表彰|表扬)(?=[^。；]{0,24}[0-9]+[个名])")
_HONOURED = anchored("被授予|被评为|受到(?:通报)?(?:表扬|表彰)")
_ACTS_THERE = re.compile("[^，。；]{2,12}在会上(?!强调|指出|要求|表示|说|谈)")  # 阿坝州在会上赠送《若尔盖湿地志》
_TO_THE_HALL = anchored("向(?:该|本|方志)?馆(?:捐赠|赠送|移交)")
_IN_A_CONTEST = re.compile("在[^，。]{2,30}(?:评[比选审奖]|竞赛|大赛)(?:活动)?中，")
_AMONG = re.compile("其中，?《|在[^，。]{2,14}[中里]，|[^，。]{0,10}类(?:成果|作品|项目)?[中里]?，?《")
_TRAVELS = anchored("一行|率队|带队|考察|交流|座谈|回访|来访|到访|抵达|学习取经")
_ON_THAT_DAY = re.compile("[\u4e00-\u9fff]{0,4}(?:当[天日]|同日)，")
_LONGEST_HEAD = 30
_IN_MIND = re.compile("[\u4e00-\u9fff]{2,10}，")  # 带着这些问题，10月10日至13日，…
_HEAD = re.compile("[一二三四五六七八九十]是[^，。；]{2,24}。 ?")
_NEAR = 16  # characters from a sentence's beginning to what ties it to the one before
_CEREMONY = anchored("(?:首发|揭牌|揭幕|启动|开馆|开班|结业|捐赠|赠书)(?:式|仪式)")
_GOES_ON = re.compile(
    rf"会议|双方|活动|培训|仪式|论坛|{_OF_THAT_ONE.pattern}|[^，。]{{0,60}}(?:出席|参加|陪同|列席|观摩|旁听|到场|{CAME}|与会|主持(?:召开)?座谈)"
)
_ATTENDANCE = anchored(
    r"(?:(?:参加|出席|陪同|列席|主持)(?:了)?(?:会议|座谈|座谈会|调研|活动|培训|仪式)?|作(?:了)?(?:经验)?(?:交流)?发言)(?:并讲话)?。?$"
)
_CLAUSE = re.compile("[^，：。；！？ ][^，：。；！？]*")
_ATTENDED = anchored(
    "(?:交流|典型|表态|书面|大会)发言|介绍(?:了)?[^，。]{0,12}(?:经验|做法|情况)|致辞|致欢迎|出席|陪同|主持(?!召开|编|开展|举行|举办)|讲话|点评|参会|列席|"
    f"{CAME}"
    "|到场|与会|协办"
)
_WHO = re.compile("[\u4e00-\u9fff]{0,14}?(?:室|办|中心|院|馆|局|委|会|政府|部门|机构)?")
_QUOTATION = re.compile("“※+”")
_NO_DATE = Date(0, 0, None, None, None, None, "explicit", "date.vague")


class Clause:
    """A clause at ``start``..``end``: between commas, outside 《》, “” and （）. Who acts is read when asked for."""

    __slots__ = ("_actors", "_context", "end", "start")

    def __init__(self, context: Context, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self._context = context
        self._actors: tuple[tuple[str, ...], bool] | None = None

    @property
    def subject(self) -> tuple[str, ...]:
        """Unit codes of the clause's own noun phrase."""
        return self._read()[0]

    @property
    def grouped(self) -> bool:
        """Whether its subject is a group (各地)."""
        return self._read()[1]

    @property
    def attended(self) -> bool:
        """Whether it only says who attended or spoke: what follows is not what they did."""
        return _ATTENDED.search(self._context.article.plain, self.start, self.end) is not None

    def _read(self) -> tuple[tuple[str, ...], bool]:
        if self._actors is None:
            self._actors = self._context.actors(self.start, self.end)
        return self._actors


@dataclass(slots=True)
class Statement:
    """A sentence with its clauses, whether it reports speech, and the date that governs it."""

    sentence: Sentence
    clauses: list[Clause]
    speech_from: int  # where reported speech begins; the sentence's end where there is none
    dates: list[Date]
    previous: Statement | None  # the sentence whose subject this one takes over where it has none
    inherited: Date | None = None
    listed: bool = False  # whether a year governs it as one item of a list
    in_turn: bool = False  # whether its date goes on to govern the items that follow it behind a semicolon
    convened: tuple[str, ...] = ()  # whose meeting it was that said this
    meeting: tuple[str, ...] = ()  # whose meeting was told of last
    _own: tuple[str, ...] | None = None
    _after: tuple[str, ...] | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """The units that the sentence itself names as acting."""
        if self._own is None:
            told = (c for c in self.clauses if c.start < self.speech_from)
            self._own = next((c.subject for c in told if c.subject and not c.attended), ())
        return self._own

    @property
    def before(self) -> tuple[str, ...]:
        """The subject of the sentences before, in the same paragraph."""
        pending: list[Statement] = []
        statement = self.previous
        while statement is not None and statement._after is None:
            pending.append(statement)
            statement = statement.previous
        subject = statement._after or () if statement is not None else ()
        for statement in reversed(pending):
            grouped = bool(statement.clauses) and statement.clauses[0].grouped
            subject = statement._after = statement.own or (() if grouped else subject)
        return subject


def statements(context: Context) -> list[Statement]:
    """Every sentence of the body with its clauses, speech and governing date."""
    result: list[Statement] = []
    governed = _governing(context)
    plain = context.article.plain
    speech = False
    demanded = False  # whether the paragraphs are items of what somebody demanded
    paragraph = -1
    date: Date | None = None
    last_dated: Date | None = None
    previous: Statement | None = None
    meeting: Statement | None = None
    meeting_date: Date | None = None
    journey_date: Date | None = None
    ceremony_date: Date | None = None
    announced_date: Date | None = None
    journey: set[str] = set()  # guests and hosts of the journey whose date governs
    convened: tuple[str, ...] = ()  # 绵阳会议: one of several, until another one is named
    starts = [d.start for d in context.dates]
    for sentence in context.article.sentences:
        text = plain[sentence.start : sentence.end]
        resumed = _RESUME.match(plain, sentence.start) is not None or _on_the_way(context, sentence)
        if sentence.paragraph != paragraph:
            resumed = resumed or _among_the_announced(context, sentence, text)
            above = result[-1].sentence if result else None
            # 二是健全制度，…提出具体要求。三是抓好培训。: one more item, and none of what is demanded
            of_list = above is not None and _ITEM.match(plain, context.article.paragraphs[above.paragraph][0])
            asked = above is not None and not of_list and _DEMANDS_LISTED.search(plain, above.start, above.end)
            demanded = bool(demanded or asked) and _ITEM.match(text) is not None
            paragraph, speech = sentence.paragraph, demanded
            date = last_dated if resumed else None
            previous = previous if resumed else None
        date = date or (last_dated if resumed else None)
        if resumed and meeting_date is not None and _AT_THE_MEETING.match(text):
            date = meeting_date
        if resumed and ceremony_date is not None and _AT_THE_CEREMONY.match(text):
            date = ceremony_date
        if resumed and journey_date is not None and _ON_THE_JOURNEY.match(text):
            date = journey_date
        if announced_date is not None and _AMONG.match(text) and _PRIZE.search(text):
            date, resumed = announced_date, True
        if date is None and journey_date is not None and text.startswith("双方") and _EXCHANGED.search(text):
            date = journey_date  # 双方深入交换意见，并签订协议
        dates = context.dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        leading = _leading(context, sentence, dates)
        if date is not None and plain.startswith("以来", date.end - 2) and plain[sentence.start - 1] == "。":
            date = None  # 今年以来 governs its own sentence
        since = date is not None and date.precision == "year" and plain.startswith("以来", date.end - 2)
        if since and date and date.last and context.issued and date.last.year < context.issued.year:
            date = None  # 2022年以来，…；《…》获一等奖: some time since
        if leading is None and _SINCE_THEN.match(text):
            date = None  # 修志工作开展以来，: over years, not on the day told of before
        if date is not None and date.precision == "year" and _DEMANDS.match(text):
            date = None  # 会议指出，2021年，…。会议要求，…
        honoured = _PRIZE.search(text) or _PRAISED.search(text)
        date = None if _REPORTED.match(text) and (text[0] == "据" or not honoured) else date
        speech = speech and not (resumed or _TAKES_STOCK.match(text) or _ends_speech(context, sentence, text, dates))
        speech_from = sentence.start if speech else sentence.end
        if not speech:
            said = _said(context, sentence)
            if said and ("批示" in said.group() or not _TAKES_STOCK.match(plain, said.end())):
                goes_on = said.end() < sentence.end - 1 and not _OF_EXPERTS.search(plain, sentence.start, said.end())
                goes_on = goes_on and not said.group().startswith("》")  # what a paper asks for ends with its sentence
                speech_from, speech = said.end(), goes_on and not _QUOTED.search(text)
        anew = len(text) <= _LONGEST_HEAD and _HEAD.fullmatch(text) is not None
        taken_over = None if anew else previous  # 四是强化质量管控。: again of whoever the text is about
        statement = Statement(sentence, _clauses(context, sentence), speech_from, dates, taken_over)
        named = _meeting_of(context, sentence)
        if named:
            statement.convened = convened = named
        elif _AT_THE_MEETING.search(text, 0, 24) and meeting is not None:
            statement.convened = convened or meeting.own
        elif previous is not None and (speech_from == sentence.start or plain[previous.sentence.end - 1] == "；"):
            statement.convened = previous.convened  # 座谈会上，…首发；…受到表扬
        if meeting is not None:
            statement.meeting = meeting.own
        if _CONVENED.search(text):
            meeting, convened = statement, ()
        if leading is None and meeting_date is not None and _at_the_meeting(context, statement, meeting, text):
            date, resumed = meeting_date, True
        older = date or governed
        listed = date is not None and date.precision == "year" and leading is not None
        told_from = _behind_quotation(context, sentence)
        if leading and is_as_of(plain, leading):
            date = None  # how things stood on a day: it dates nothing that follows
        elif leading and not (listed and leading.start > told_from + 5):
            date = leading
            last_dated = last_dated if leading.precision == "year" or leading.edtf is None else leading
        elif date is not None and (_ORDINAL.match(text) or not _goes_on(context, statement, text, journey, resumed)):
            date = date if _at_the_opening(result, text) else None
        if leading:
            gathered = _TRAVELS.search(text) or _CEREMONY.search(text)
            journey = set(_met(context, sentence)) if gathered else set()
            ceremony_date = leading if _CEREMONY.search(text) else ceremony_date
            if _ON_A_JOURNEY.search(text) and not _falls_within(leading, journey_date):
                journey_date = leading
            results = _RESULTS_OUT.search(context.article.norm, sentence.start, sentence.end)
            announced_date = leading if results else announced_date
        elif len(dates) == 1 and dates[0].edtf and dates[0].start < speech_from and _ON_A_JOURNEY.search(text):
            journey_date = dates[0]  # 市地方志办于9月14日派员前往绵阳市考察
        elif held := _held_on(context, sentence, dates):
            last_dated = held  # 《…》于9月13日举行首发式。活动现场，…
        if meeting is statement:
            meeting_date = leading
        governing = date or governed
        if leading is not None and leading.start > told_from + 5:
            # 开江县方志馆9月开放，通川区方志馆完工: the year that governs the list still dates the rest
            governing = older if older is not None and older.precision == "year" else None
        elif leading is not None:
            governing = None
        if governing is not None:
            statement.inherited = governing.inherited()
        statement.listed = (leading or governing or _NO_DATE).precision == "year"
        that_day = date is not None and text.endswith("；") and _ON_THAT_DAY.match(text)  # 开馆当天，…开展；…赠书
        statement.in_turn = (
            bool(that_day) or _opens_list(context, statement, leading, text) or _in_list(statement, text)
        )
        result.append(statement)
        previous = statement
    return result


def _among_the_announced(context: Context, sentence: Sentence, text: str) -> bool:
    """Whether a paragraph names winners of prizes that the paragraph before announced: 其中，《…》获一等奖."""
    if not text.startswith("其中") or not _PRIZE.search(text):
        return False
    before = context.article.after_last("\n", sentence.start - 2)
    return _ANNOUNCED.search(context.article.norm, before, sentence.start) is not None


def _on_the_way(context: Context, sentence: Sentence) -> bool:
    """Whether a sentence opens with a place: 在遵义，与…座谈."""
    start = sentence.start
    if not context.article.plain.startswith("在", start):
        return False
    placed = context.units_in(start + 1, start + 2, titles=False)
    return bool(placed) and context.article.plain.startswith("，", placed[-1].end)


def _meeting_of(context: Context, sentence: Sentence) -> tuple[str, ...]:
    """Whose meeting a sentence begins with, where several were told of: 绵阳会议指出."""
    first = next(iter(context.units_in(sentence.start, sentence.start + 1, titles=False)), None)
    named = first is not None and context.article.plain.startswith("会议", first.end)
    return (first.code,) if first is not None and named and first.code else ()


def _said(context: Context, sentence: Sentence) -> re.Match[str] | None:
    """Where reported speech is announced first: 会议指出, 市地方志办主任周鸿表示."""
    plain = context.article.plain
    said = _SPEECH.search(plain, sentence.start, sentence.end)
    for person in context.people_in(sentence.start, said.start() if said else sentence.end):
        by_name = _SAYS.match(plain, person.end, sentence.end)
        if by_name:
            return by_name
    return said


def _ends_speech(context: Context, sentence: Sentence, text: str, dates: list[Date]) -> bool:
    """Whether a sentence after reported speech tells of something again: a date, attendance, a unit's act."""
    if dates and dates[0].start == sentence.start and dates[0].precision in ("day", "range", "month"):
        return True
    instructs = _INSTRUCTS.search(text)
    if instructs and (context.people_in(sentence.start, sentence.end) or _LEADERS.search(text, 0, instructs.start())):
        return True  # 泸州市政府分管领导对扶贫志编纂作出批示
    if _FACT_OF_WORK.match(text):
        return True
    if _ATTENDANCE.search(text) and text[0] not in "一二三四五六七八九十":
        return True
    if _DONE_BY.match(text) or _BOTH_SIGN.match(text) or _ACTS_THERE.match(text):
        return True
    return not text.rstrip().endswith("；") and _opens_anew(context, sentence)


def _met(context: Context, sentence: Sentence) -> list[str]:
    return [m.code for m in context.units_in(sentence.start, sentence.end, titles=False) if m.code]


def _goes_on(context: Context, statement: Statement, text: str, journey: set[str], resumed: bool) -> bool:
    """Whether a sentence without a date goes on about what the date before governs."""
    right_after = _RIGHT_AFTER.match(text) is not None
    if _BEFORE_OR_AFTER.match(text) and not right_after:
        return False
    if resumed or right_after or _GOES_ON.match(text) or "同步" in text[:_NEAR]:
        return True
    last = statement.previous
    if last is not None and _EXCHANGED.search(text) and _AT_THE_MEETING.match(_text_of(context, last)):
        return True  # 会上，…作交流发言。A市与B市签订协议
    if last is not None and text[0] == "《" and _PASSED.search(text) and _CONVENED.search(_text_of(context, last)):
        told = {title.title for title in context.titles_in(last.sentence.start, last.sentence.end)}
        titled = {title.title for title in context.titles_in(statement.sentence.start, statement.sentence.end)}
        return not told or bool(told & titled) or "一并" in text
    if _in_list(statement, text):
        return True  # 8月，阿坝州…；甘孜州…；凉山州…
    if last is not None and last.listed and context.article.norm[last.sentence.end - 1] == "；":
        return True
    if last is not None and _PRIZE.search(text):
        announced = _ANNOUNCED.search(context.article.norm, last.sentence.start, last.sentence.end)
        awarded = _PRIZE.search(context.article.plain, last.sentence.start, last.sentence.end)
        if announced or awarded or _OF_THAT_ONE.match(_text_of(context, last)):
            return True  # 公布评比结果。本次评比设特等奖1部。《南昌年鉴》获特等奖
        if _CONVENED.search(_text_of(context, last)) and len(last.own) == 1 and all_inside(statement.own, last.own[0]):
            return True  # 眉山市召开会议。东坡区、丹棱县获先进单位称号
    if _IN_A_CONTEST.match(text):
        return False  # 9月13日，《…志》通过复审。在全省年鉴质量评比中，《…年鉴》获一等奖
    own = set(statement.own)
    in_list = last is not None and last.dates and context.article.norm[last.sentence.end - 1] == "；"
    if in_list and last and own and own <= set(_met(context, last.sentence)):
        return True  # 13日，与会人员走进禹州市神垕镇；禹州市赠送志书
    if last is not None and own and _TRAVELS.search(_text_of(context, last)):
        journey = journey | set(_met(context, last.sentence))
    if own and own <= journey:
        return True  # guests and hosts: the one presents books, the other shows its archive
    return own <= set(statement.before)


def _at_the_meeting(context: Context, statement: Statement, meeting: Statement | None, text: str) -> bool:
    """Whether units are honoured in the paragraph of a superior's meeting (攀枝花市被授予先进市称号) or act in it."""
    if meeting is None:
        return False
    if _ACTS_THERE.match(text):
        return True
    if not _HONOURED.search(text):
        return False
    last = statement.previous
    goes_on = last is not None and "会上" in _text_of(context, last)  # …在会上作交流发言。攀枝花市被授予…
    if meeting.sentence.paragraph != statement.sentence.paragraph and not goes_on:
        return False
    return len(meeting.own) == 1 and all_inside(statement.own, meeting.own[0])


def _at_the_opening(before: list[Statement], text: str) -> bool:
    """Whether a gift is made to the hall whose opening was told right before: 阆中市、仪陇县向方志馆捐赠志书."""
    return bool(before) and bool(before[-1].dates or before[-1].inherited) and _TO_THE_HALL.search(text) is not None


def _opens_list(context: Context, statement: Statement, leading: Date | None, text: str) -> bool:
    """Whether a sentence begins with the one day or month of a list whose items follow behind semicolons.

    Behind a colon or a full stop they do only where nobody in particular acts before it: 8月，各地捷报频传：….
    """
    plain, start = context.article.plain, statement.sentence.start
    if leading is None or leading.start != start or leading.precision not in ("day", "month"):
        return False
    if text.endswith("。") and len(text) <= _LONGEST_HEAD and not statement.own:
        return context.group.search(plain, start, statement.sentence.end) is not None  # 同一天，各县也各出新招。
    if not text.endswith("；"):
        return False
    if not plain.startswith("，", leading.end) or len([d for d in statement.dates if d.edtf]) > 1:
        return False
    colon = text.find("：")
    return colon < 0 or context.group.search(plain, start, start + colon) is not None


def _in_list(statement: Statement, text: str) -> bool:
    """Whether a sentence is another item of a list that a date opened, without a date of its own."""
    last = statement.previous
    begun = last is not None and last.in_turn and not statement.dates and bool(statement.own)
    return begun and _LATER_ON.search(text) is None


def _text_of(context: Context, statement: Statement) -> str:
    return context.article.plain[statement.sentence.start : statement.sentence.end]


def _governing(context: Context) -> Date | None:
    """A year that opens the article and dates what it lists: 2022年，全市…."""
    if not context.article.paragraphs:
        return None
    start = context.article.paragraphs[0][0]
    first = next((d for d in context.dates if d.start == start and d.precision == "year"), None)
    return (
        first
        if first and context.article.plain.startswith("年，", first.end - 1) and len(context.article.paragraphs) > 1
        else None
    )


def _opens_anew(context: Context, sentence: Sentence) -> bool:
    """Whether a sentence inside reported speech begins with a unit that acts, which ends the speech."""
    begin = sentence.start + (3 if context.article.plain.startswith("今年，", sentence.start) else 0)
    first = next(iter(context.units_in(begin, begin + 2, titles=False, relative=False)), None)
    if first is None or first.code == "100000":
        return False
    return bool(
        re.search(
            r"(?:将[^，。]{2,30}(?:列入|纳入)|(?<!要)(?<!应)(?<!须)(?:制定|出台|编制|(?<!前)完成)(?=《)|召开|举行|举办|印发|成立|组建|完成了|启动了|荣获|入选|通过了|闻令而动|迅速|立即|随即|当即|派[员出人])",
            context.article.plain[first.end : sentence.end],
        )
    )


def _behind_quotation(context: Context, sentence: Sentence) -> int:
    """Where a sentence begins to tell, behind what it opens with in “”: “…！”4月15日，某县开展活动."""
    quotation = _QUOTATION.match(context.article.plain, sentence.start, sentence.end)
    return quotation.end() if quotation else sentence.start


def _leading(context: Context, sentence: Sentence, dates: list[Date]) -> Date | None:
    for date in dates:
        if context.article.plain.startswith(("前", "之前", "以前"), date.end):
            continue  # by when something is due dates nothing that is told
        before = context.article.plain[_behind_quotation(context, sentence) : date.start]
        if date.precision in ("day", "range", "month") and _says_who(context, sentence.start, date):
            return date
        return (
            date
            if not before
            or (len(before) <= 5 and before.endswith(("，", "于", "在", "早在", "截至", "进入")))
            or (before.startswith("为") and before.endswith("，"))
            or (_IN_MIND.fullmatch(before) and not context.units_in(sentence.start, date.start))
            else None
        )
    return None


def _falls_within(day: Date, journey: Date | None) -> bool:
    """Whether a day is one of a journey's: 19日 of 6月18日至20日."""
    if journey is None or journey.first is None or journey.last is None or day.first is None:
        return False
    return journey.first < journey.last and journey.first <= day.first <= journey.last


def _held_on(context: Context, sentence: Sentence, dates: list[Date]) -> Date | None:
    """The day in a sentence's first clause on which something took place: 于9月13日举行."""
    plain = context.article.plain
    first = next((d for d in dates if d.precision == "day"), None)
    if first is None or plain[first.start - 1] not in "于班会式展" or "，" in plain[sentence.start : first.start]:
        return None
    return first if plain.startswith(("举行", "召开", "举办", "在", "结业", "开班"), first.end) else None


def _says_who(context: Context, start: int, date: Date) -> bool:
    """Whether nothing but who acts stands before a date: 运城市9月编印《…》."""
    if date.start - start > 18 or context.article.plain.startswith(("的", "—", "至"), date.end):
        return False
    named = context.units_in(start, start + 1, titles=False)
    return bool(named) and _WHO.fullmatch(context.article.plain, named[0].end, date.start) is not None


def _clauses(context: Context, sentence: Sentence) -> list[Clause]:
    found = _CLAUSE.finditer(context.article.plain, sentence.start, sentence.end)
    return [Clause(context, *match.span()) for match in found]
