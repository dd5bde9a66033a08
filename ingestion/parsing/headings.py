"""What headings say: kicker and title, and whether one opens an article or is a subhead.

A title tells who did what, with which work; a subhead is a slogan, a number, or a few words that name nobody.
"""

from __future__ import annotations

import re

from ingestion.parsing import people, units
from ingestion.parsing.layout import BULLETS, Line, is_slogan
from ingestion.parsing.numbers import number
from ingestion.reference import vocabulary

_LONGEST_KICKER = 12
_FEW_WORDS = 6  # characters
_A_NAME = 5  # characters within which a title that begins with a unit has named it
LONGEST_SUBHEAD = 8  # characters of one that names nobody but the field: 狠抓年鉴质量
_SHORTEST_SUBHEAD = 3  # shorter is how a title's second line ends: 综述
_LONGEST_PART = 5  # 存在的问题
_TWO_TITLES = 18  # characters of a line that is no motto any more where it names a unit
SHORTER = 4  # characters by which a line ends before the paper does, or by which two lines differ
_NUMBERED = re.compile(r"（[一二三四五六七八九十]+）|[一二三四五六七八九十]+[、是]|[0-9]{1,2}[.、．]")
ORDINALS = "一二三四五六七八九十"
COUNTED = re.compile(
    f"(?:([{ORDINALS}]{{1,2}})、|([0-9]{{1,2}})[.．、](?![0-9])|（([0-9]{{1,2}})）|（([{ORDINALS}]{{1,2}})）) ?"
    "(?=.{4})"
)
ACTS = re.compile(
    "全[省市州县区]|[我本][省市州县区]|[省市州县区](?:委|政府|人大|政协|地方志|地方史志|史志|党史|志办|方志)|各[地市州县区]|有关[市州县区]"
)
ACTION = re.compile("|".join(vocabulary("title_actions")))
# How a title ends that says what happened, which no subhead does: 全省综合年鉴质量评比结果揭晓.
_HAPPENED = re.compile(
    "(?:召开|举行|举办|揭晓|公布|开馆|首发|首发式|出版|出版发行|面世|问世|出刊|批示|通过[^，]{0,8}|获[^，]{2,14}奖|入选[^，]{2,12}"
    "|(?:调研|督导|考察|检查|走访)[^，]{0,16}|(?:会商|共商|交流|合作)[^，]{0,30})$"
)
_OFFICE_ACTS = re.compile("(?:自治区|[省市州县区])(?:委|政府|人民政府|人大|政协|地方志|地方史志|史志|党史|方志|志办)")
_ACTORS = re.compile("(?:[省市县州区]|部门|机构|系统|各地)$|[省市县州区地](?:创新|开展|推进|携手|联合)")
_PART_OF_REPORT = re.compile("([\u4e00-\u9fff]{2,9})([： ])")
_CLAUSES = re.compile("[，：、 ]+")
_QUOTED = re.compile("^“[^“”]+”$")
_ASKED = re.compile("？$")
_ASKS = re.compile("(?<=..)(?:为何|缘何|何以|为什么|怎[么样]|如何)")  # 一场球赛为何值得修志
_OF_A_REPORT = re.compile("下一?步|打算|问题|做法|启示|体会|建议")
_OCCASION = re.compile("(?:庆祝|纪念|喜迎|迎接|献礼).{2,}(?:周年|大会|召开|诞辰)")
# How the first line of a title ends that goes on below: with who acts, or with what is done to something.
GOES_ON = re.compile(
    "[、的与和及—，：对向为由赴到至]$|(?:办公?室?|研究室|研究院|编纂院|中心|[案志]局|[省市县区州]委|组|一行|率队|督查|督导|调研|考察)$"
)
_OF_A_SERIES = re.compile("[\u4e00-\u9fff“”]{2,12}(?:系列|专题|系列报道)(?:之?（?[一二三四五六七八九十]）?)?")
_SEAT = "办|办公室|中心|研究室|局|馆|院|主任|书记|[局馆院处省市县区州]长|主席|主编|教授|研究员|编审"
_SPOKEN_ON = re.compile("（(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日）")
_BY = re.compile("(?:口述|讲述|整理|采写|采访|撰稿|撰文|执笔|作者|记者|通讯员|本刊记者|特约记者)[人者]?[：/ ](?=.)")
_SPEAKER = re.compile("[^，。]{6,}时(?:强调|指出|要求|表示)$")  # a kicker: what was said is the title
ROUNDUP = re.compile(
    "[\u4e00-\u9fff（）、]{0,8}(?:(?:简讯|短讯|快讯|短波|要闻|信息)[一二三四五六七八九十]{1,2}[则条束组]"
    "|简讯|短讯|快讯|短波|集锦|简况|一句话新闻)"
)
_FIELD = re.compile("方志|史志|志书|志鉴|年鉴|地情|修志|[镇村乡]志|旧志|专志|领导")
_COMPLETE = re.compile(
    "《|“|第[一二三四五六七八九十0-9]+[届次]|(?:19|20)[0-9]{2}年|一批|多地|各地|近期|[两三四五六]{1,2}[部位县市家]|[省市县区州]领导"
)
_DOES = re.compile("率|调研|督导|到|赴|一行|在|对")
_A_PLACE = re.compile("[\u4e00-\u9fff]{1,10}[省市州县区旗]")  # 正定县, above 方志文化进古城 志书年鉴到身边
# 遂宁探索, and 甘孜州: no first line of a title is as short
_OF_A_PLACE = re.compile("[\u4e00-\u9fff]{2,4}(?:探索|实践|经验|样本|模式|行动|故事)|[\u4e00-\u9fff]{2,4}[市州县区旗]")
_URGES = re.compile(
    "[把让用以为]|(?:聚焦|坚持|深入|认真|全力|着力|奋力|扎实|凝心|强化|夯实|赓续|传承|服务|助力|擦亮|高质量)|[抓守做写讲用办走]好"
)
# What became of what the line above names: 德阳市镇村志编纂, and below it 取得新成效.
_OF_RESULTS = re.compile(
    "召开|举行|举办|开[馆班展幕]|启动|印发|出版|发行|首发|通过|获|完成|推进|开展|座谈|调研|考察|会[议商]?$|成效|成果|进展"
    "|突破|新|显著|提[质速]|增[效速]|有序|稳步|顺利|圆满|见效|收官|告捷|[喜丰]收|全面|再|走[出进向入]|落地|生根|亮相|惠及"
)
_WANTS_MORE = re.compile(  # 高县、万源市领导, 率队到重庆对接
    "(?:领导|机构|部门|系统|人员|单位|干部|对接|开展|推进|加快|启动|印发|出台|举办|组织|完成|推动|加强|提升|打造|部署"
    "|指导|学习|听取|审议|肯定|破解|试点|稳步|扎实|有序|全力|深入|积极|全面|持续)$"
)
_UNITS_LAST = re.compile("[市县区州旗]$")
_UNFINISHED = re.compile("[、的与和及—，：对向为由赴到至]$")
_GOING_ON = "在赴到对向与和及由"  # how a line begins that goes on with a title: “方志里的江淮”主题展｜在安徽方志馆开展
_OF_A_WORK = re.compile("[《》]|[0-9]{2}|第[一二三四五六七八九十0-9]+[届次]")
_SEASON = re.compile("周年?$|[年月日节]$")  # 喜迎建党100周年, 2022年“壮族三月三”活动周
_HALF_A_NAME = re.compile(
    "(?:(?<![兴立强治修编读用写存护传佳名良信])[志鉴书史]|[稿馆展会班奖]|工作|建设|编[纂修写辑]|活动|项目|工程|平台|试点|征集|整理|利用"
    "|成果|资料|队伍|业务|人员|技能|系统|体系|机[制构])$"
)
_HALF_A_TITLE = re.compile("|".join([_HALF_A_NAME.pattern, *vocabulary("title_actions")]))


def opens_article(block: list[Line], source_ahead: str | None) -> bool:
    """Whether a heading after an article's body opens the next one; a slogan or a numbered line is a subhead.

    Where articles end in source lines, only a heading that names a unit can open one without such a line before it;
    and not where it is a place's part of a report over several: those that the next source line lists, or 泸州市 with
    a slogan beside it. ``source_ahead``: that line, empty where there is none below, None where there is none at all.
    """
    text = "".join(line.norm for line in block).strip()
    if _says_nothing(text) or _NUMBERED.match(text):
        return False
    if source_ahead is None:
        below_a_motto = len(block) > 1 and is_slogan(block[0].norm, " ，")
        title = "".join(line.norm for line in block[1:]).strip()
        return _tells_of_somebody(text) or (below_a_motto and _tells_of_somebody(title))
    part = _PART_OF_REPORT.match(text)
    listed = part is not None and "、" in source_ahead and part[1] in source_ahead
    of_report = part is not None and units.names_unit(part[1]) and (part[2] == " " or listed)
    below_a_kicker = len(block) > 1 and is_slogan(block[0].norm.strip()) and not is_slogan(block[-1].norm.strip())
    named = (units.names_unit(text) and not of_report) or _OFFICE_ACTS.match(text)
    told = _HAPPENED.search(text) and (ACTS.match(text) or _tells_all(text))
    return bool(named or below_a_kicker or told)


def _says_nothing(text: str) -> bool:
    """Whether a heading is a slogan, and no title of two long halves: 毕节市培训史志业务骨干 各县区修志工作有新进展."""
    names_somebody = len(text) >= _TWO_TITLES and units.names_unit(text)
    return is_slogan(text, " ，") and not (names_somebody or text.endswith(("！", "？")))


def is_numbered(text: str) -> bool:
    """Whether a heading begins with a number: （一）, 二、, 3."""
    return _NUMBERED.match(text.strip()) is not None


def is_part_of_report(block: list[Line]) -> bool:
    """Whether a heading is a slogan, numbered, or what a report's part is called: 下一步打算."""
    text = "".join(line.norm for line in block).strip()
    named = len(text) <= _LONGEST_PART or _OF_A_REPORT.search(text)
    in_halves = " " in text and not (units.names_unit(text) or re.search("[《—]", text))  # 压实责任 上下同心抓推进
    return bool(named or in_halves or _says_nothing(text) or _NUMBERED.match(text))


def _tells_of_somebody(heading: str) -> bool:
    """Whether a heading names a unit, a work or a person, as titles do and few subheads: not 聚焦“实”字抓质量."""
    named = units.names_unit(heading) or ACTS.search(heading) or people.people(heading) or _tells_all(heading)
    # 把编纂进度细排到周，让承编单位看得见: a subhead
    of_the_field = len(heading) > LONGEST_SUBHEAD and "，" not in heading
    of_the_field = of_the_field and bool(_FIELD.search(heading) or ACTION.search(heading))
    return bool(named or of_the_field or re.search("[《—]", heading) or ROUNDUP.fullmatch(heading))


def _tells_all(title: str) -> bool:
    """Whether a line says by itself what was done with what or by whom: 《白水志》出版发行, 罗镜如调研修志工作."""
    name = next((n for n in (3, 2, 4) if people.is_name(title[:n]) and _DOES.match(title, n)), None)
    led = next((person.office_start == 0 for person in people.people(title)), False)
    return bool(ACTION.search(title) and (name or led or _COMPLETE.match(title)))


def are_alike(one: str, other: str) -> bool:
    """Whether two lines that name nobody are of one form: quoted, asked, a few words, or clauses of like lengths.

    >>> are_alike("以制度立规矩，让修志有章可循", "以课堂聚人气，让志书走到火塘边")
    True
    >>> are_alike("为什么修？", "怎么修？"), are_alike("山路弯弯", "灯下的红笔"), are_alike("山路弯弯", "德阳市开会")
    (True, True, False)
    """
    if one == other:
        return False
    clauses, others = ([len(part) for part in _CLAUSES.split(text)] for text in (one, other))
    built_alike = len(clauses) > 1 and clauses == others and one[0] == other[0]  # 抓质量 打造精品, 抓转化 讲好泸州故事
    told = (text[:_A_NAME] if built_alike else text for text in (one, other))
    if any(units.names_unit(text) or ACTS.search(text) or "《" in text for text in told):
        return False
    quoted, asked = ({bool(form.search(text)) for text in (one, other)} for form in (_QUOTED, _ASKED))
    if len(quoted) > 1 or len(asked) > 1:
        return False
    if quoted == {True} or asked == {True}:
        return True
    if len(clauses) != len(others):
        return False
    if len(clauses) == 1 and (one[0] == "“") != (other[0] == "“"):
        return False  # “纸上”留真 is like “指尖”传声
    few = len(clauses) == 1 and _SHORTEST_SUBHEAD <= min(clauses + others) <= max(clauses + others) <= LONGEST_SUBHEAD
    return few or all(abs(a - b) <= len(clauses) for a, b in zip(clauses, others, strict=True))


def is_one_of_several(line: str, other: str) -> bool:
    """Whether a line is a question or a quotation, and so is the next heading: 为什么修？ above 怎么修？."""
    return bool(_QUOTED.search(line) or _ASKED.search(line)) and are_alike(line, other)


def is_whole(title: list[Line], below: str, room: int) -> bool:
    """Whether a title is complete without the line below it, which is like the next heading.

    The line below has clauses of its own, which a title's second line has not; or the title names somebody or a work,
    and its last line ends before it is full.
    """
    last = title[-1].norm.strip()
    text = "".join(line.norm for line in title)
    acts = ACTION.search(re.sub("“[^”]*”", "", text))  # 南充市“四个到位”, and below it 推进市志编纂
    if _UNFINISHED.search(last) or (not acts and (ACTION.match(below) or _UNITS_LAST.search(last))):
        return False
    named = units.names_unit(text) or ACTS.search(text) or "《" in text
    half = _HALF_A_NAME.search(last)
    does = half and ACTION.search(text, 0, len(text) - len(half.group()))
    broken = (
        (half and (_OF_RESULTS.search(below) or not does))
        or GOES_ON.search(last)
        or below[:1] in _GOING_ON
        or _WANTS_MORE.search(last)
    )
    has_clauses = len(_CLAUSES.split(below)) > 1 or _QUOTED.search(below) or _ASKED.search(below)
    return bool(has_clauses or (named and not broken and len(last) + SHORTER <= room))


def counts_on(title: list[Line], block: list[Line]) -> bool:
    """Whether articles are numbered, and a heading is the one after a title: 二、… or 2.… after 一、… or 1.…."""
    last, here = (
        next((found for line in lines[:2] if (found := COUNTED.match(line.norm.strip()))), None)  # below a kicker
        for lines in (title, block)
    )
    if last is None or here is None or last.lastindex != here.lastindex:
        return False
    return number(here[here.lastindex or 0]) == (number(last[last.lastindex or 0]) or 0) + 1


def kicker_and_title(block: list[Line], room: int = 0) -> tuple[str | None, str]:
    """Kicker and title of a heading block: a slogan line above a title that is complete without it is the kicker.

    ``room``: how many characters the longest heading of the bulletin has in one line. A title is broken where its line
    is full; one that ends before, and names nobody, is a kicker: 川渝合作 above 携手共写巴蜀文章.
    """
    first, rest = block[0], block[1:]
    marked = bool(first.level and rest and rest[0].level)  # two headings in Markdown or Word: no line that was wrapped
    slogan = is_slogan(first.norm, " ，") and not (_ACTORS.search(first.norm) or _asks_for_more(first.norm.strip()))
    numbered = rest and COUNTED.match(rest[0].norm.strip()) and not COUNTED.match(first.norm.strip())
    unbroken = marked or len(first.norm.strip()) + SHORTER <= room
    above = rest and (
        slogan
        or numbered  # 精雕细琢出佳志, above 2. 《湖南扶贫志》复审会在长沙召开
        or (unbroken and _is_said_of_nobody(first.norm.strip(), rest[0].norm.strip(), room))
        or _stands_above(first.norm.strip(), "".join(line.norm.strip() for line in rest), marked)
    )
    if above and "——" not in first.norm and not rest[0].norm.startswith("——"):
        return first.text.strip(), _joined(rest)
    return None, _joined(block)


def _asks_for_more(line: str) -> bool:
    """Whether a line says who does, and not what: 留住冰雪记忆 张家口市启动, above 《张家口冬奥志》编纂工作."""
    return _WANTS_MORE.search(line) is not None and units.names_unit(line)


def is_a_place(line: str) -> bool:
    """Whether a line is a unit's name and nothing else: 正定县, above 方志文化进古城 志书年鉴到身边."""
    return _A_PLACE.fullmatch(line) is not None and units.unit_of(line) is not None


def _is_said_of_nobody(first: str, second: str, room: int) -> bool:
    """Whether a line names nobody and no work, and is no half of a title that the line below goes on with.

    修志路上的接力跑, above 九位老人和一部村志.
    """
    urges = _URGES.match(first) is not None  # 讲好四川黄河故事
    somebody = units.names_unit(first) or ACTS.search(first) or people.people(first)
    if (somebody and not urges) or (_OF_A_WORK.search(first) and not _SEASON.search(first)):
        return False
    # Together they would have had one line: no title that had to be broken.
    one_line = len(second) > _FEW_WORDS and len(first) + len(second) <= room
    if GOES_ON.search(first) or second[:1] in _GOING_ON or (ACTION.match(second) and not one_line):
        return False
    half = ACTION.search(first[-3:]) or _HALF_A_NAME.search(first)
    asks = _ASKS.search(second) is not None
    if half and not (urges or asks):
        return False
    return asks or one_line or len(second) >= len(first) or not _FIELD.search(first)


def _stands_above(first: str, second: str, marked: bool) -> bool:
    """Whether a short line, or a heading, without a unit (志载沧桑七十年) stands above a title that begins with one.

    A longer one does where it is parted into halves, or urges: such a line is no title's beginning.
    """
    if _SPEAKER.fullmatch(first) or _OF_A_SERIES.fullmatch(first):
        return True
    if _OCCASION.fullmatch(first):
        return second.startswith("“") or "——" in second or bool(_URGES.match(second) or units.unit_of(second))
    if is_slogan(second) and is_a_place(first):
        return True
    if _OF_A_PLACE.fullmatch(first) and units.names_unit(first) and not ACTION.match(second):
        return len(second) >= len(first) + SHORTER
    if units.names_unit(first) or GOES_ON.search(first) or people.people(first):
        return False
    if second[:1] in _GOING_ON:
        return False  # “方志里的江淮”主题展｜在安徽方志馆开展
    begins = units.names_unit(second[:_A_NAME]) and not units.names_unit(second[1:_A_NAME])  # 六安市、亳州市…
    if begins or units.unit_of(second) is not None or ACTS.match(second):
        short = len(first) <= _LONGEST_KICKER and "《" not in first  # 《华山图志》通过终审: a title's first line
        return bool(marked or short or " " in first or _URGES.match(first))
    half = _HALF_A_TITLE.search(first) and not _URGES.match(first)
    return bool(_tells_all(second) or ROUNDUP.fullmatch(second)) and not half


def is_byline(line: Line, sourced: bool) -> bool:
    """Whether a heading's last line is its author's name (文/李明远, 某县志办 李明远, 讲述人：…), or a speech's day.

    Where articles end in source lines, and for two characters anywhere, the bare words are the title's last ones more
    often than a name: 取得新｜成果, 学｜习取经.
    """
    norm = line.norm.strip()
    if (_BY.match(norm) or _SPOKEN_ON.fullmatch(norm)) and not line.level:
        return True
    name = re.sub(rf"^(?:文|作者|撰文)[/：]|^\S+(?:{_SEAT}) +|[ （）]", "", norm)
    if name == norm and (sourced or len(name) <= 2):
        return False
    return 2 <= len(name) <= 4 and not line.level and people.is_name(name)


def _joined(block: list[Line]) -> str:
    text = "".join(line.text.strip() for line in block).lstrip(f"{BULLETS} \u3000")
    return COUNTED.sub("", text, count=1) if COUNTED.match(text) else text
