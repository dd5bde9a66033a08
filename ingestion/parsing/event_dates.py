"""When what is told happened: the date that governs a verb, and what lies so far back that it is no news.

The nearest date before the verb governs it where it stands at the head of a clause or after 于; 分别于 deals out as
many dates as there are subjects; 近年来 and 已 date nothing.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingestion.parsing.dates import ILLEGIBLE, Date, is_as_of
from ingestion.parsing.event_rules import Rule, vocabulary

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.event_rules import Telling
    from ingestion.parsing.statements import Clause, Statement

_ATTRIBUTIVE = re.compile(r"的?(?:全|工作|度|党史|地方志|史志|年鉴|编纂|重点|目标|任务|财政|卷|版|以来|间|期间)")
FINISHED = ("event.other.finished", "event.other.completed")
_OF_PROSE = re.compile("[，；：]")
_OF_A_WORK = re.compile("《|该(?:志|书|年鉴|卷|丛书)|全[书志卷]")
_SEVERAL_TIMES = re.compile("先后[^，。；]{0,14}[0-9]+(?:余|多)?(?:期|场|次|轮)")
_FRAME = re.compile("(?:^|[，；：])在$")
_FRAMED = re.compile("[^，。；]{2,30}[中上]，")
_AFTERWARDS = re.compile("[\u4e00-\u9fff]{2,}随后")
_PURPOSE = re.compile("为(?:了|实现|确保|推进|推动|做好|加快|保证|提高|提升|完成)")
_AS_WHAT = re.compile("(?<![动当所极新])作为(?![、，。])")
_SINCE = re.compile("(?:[^，。]{1,8})?以来[^，。]")
_FROM_YEAR = re.compile("以来|起，")
_RETURNED = re.compile("返[回程]后|回来后|归来后|考察(?:结束)?后")
_COUNTED_SO_FAR = re.compile("已[^，。]{2,14}[0-9]+(?:余|多)?[部册卷种]，其中")
_ANNOUNCED = re.compile("(?:名单|结果)?(?:公布|揭晓|发布|公示|闭幕|落幕)(?=，)")
_NAMED = re.compile("榜上有名|入选|入围|获|摘|跻身|夺")  # 名单7月10日揭晓，《…》榜上有名
_IN_TURN = re.compile("先后|分别|[两二三]次|[两二三]度|相继")
_TOOK_LONG = re.compile("[，；](?:历时|历经|前后[一二三四五六七八九十]年|[几数四五六]易其稿)[^，。；的]*，")
_REPORTED = re.compile("(?:介绍|汇报|通报)[^，。：]*：|[。\n]据[^，。：]{0,14}(?:通报|介绍|了解|统计|悉)，")
_SAYS = re.compile("(?:通报|指出|介绍)，$")  # 会议通报，2023年全市…
_TIED = re.compile("会上|会议|现场|活动|仪式|同时|同步|同日|当[天日场]|其间|期间")
_HALF_A_YEAR = 180
_FAR = 600  # characters back to where what somebody reports begins; a real sentence is shorter


def is_background(context: Context, statement: Statement, clause: Clause, verb: int) -> bool:
    """Whether a clause tells what lies behind the news, by its own words or by when it happened: 早在1996年，."""
    plain = context.article.plain
    before = next((c for c in reversed(statement.clauses) if c.end < clause.start), None)
    adverbial = before is not None and before.end - before.start <= 10 and plain.startswith("，", before.end)
    start = before.start if before and adverbial else clause.start
    if _PURPOSE.match(plain, clause.start):
        return True
    as_what = plain.find("作为", clause.start, verb)
    named = plain[clause.start : max(as_what, clause.start)]
    if 0 <= as_what - clause.start <= 8 and _AS_WHAT.match(plain, as_what) and not re.search("[将把]", named):
        return True  # 罗田县作为首批试点县
    # What lies behind may be told by what follows (采取召开座谈会等形式), so the clause is read past the verb.
    lies_behind = context.said_at(vocabulary().background, start, max(clause.end, verb))
    if lies_behind is not None and plain.startswith("曾", lies_behind) and _of_this_year(context, statement, verb):
        return False  # 7月23日，市长也曾作出批示
    return lies_behind is not None and lies_behind < verb


def _of_this_year(context: Context, statement: Statement, verb: int) -> bool:
    """Whether a sentence gives the day or month of something, in the year of the issue."""
    told = (d.last for d in statement.dates if d.start < verb and d.precision in ("day", "range", "month"))
    return any(last and context.issued is not None and last.year == context.issued.year for last in told)


def dates_dealt(context: Context, statement: Statement, clause: Clause, verb: int, count: int) -> list[Date]:
    """The date of each of several where as many are given: 《A》《B》分别于5月、6月出版; 5月、6月，A、B先后启动编纂.

    Or each with its own: 罗江区5月、绵竹市6月先后通过终审.
    """
    if count < 2:
        return []
    plain = context.article.plain
    behind = {mention.end for mention in context.units_in(clause.start, verb, titles=False)}
    each = [d for d in statement.dates if clause.start < d.start < verb and d.start in behind]
    if len(each) == count:
        return each
    at = plain.find("分别", clause.start, verb)
    inside = plain.startswith("分别于", at) if at >= 0 else False
    given = [d for d in statement.dates if (at < d.start < verb if inside else d.end < max(at, clause.start))]
    if at < 0:
        run = all(plain[a.end : b.start] == "、" for a, b in pairwise(given))
        at = max(plain.find(word, clause.start, verb) for word in ("先后", "相继")) if run else -1
    return given if at >= 0 and len(given) == count else []


def dates_each(context: Context, statement: Statement, clause: Clause, verb: int) -> list[Date]:
    """The days on each of which one unit did the same: 4月12日、5月17日先后举办两期培训班."""
    plain = context.article.plain
    run: list[Date] = []
    for date in (d for d in statement.dates if d.edtf and d.end <= verb):
        run = [*run, date] if run and plain[run[-1].end : date.start] in ("、", "和", "及") else [date]
    near = len(run) > 1 and "，" not in plain[run[-1].end + 1 : verb]
    return run if near and _IN_TURN.search(plain, max(run[0].start - 4, statement.sentence.start), verb) else []


def is_history(context: Context, date: Date | None) -> bool:
    """Whether something happened so long before the issue that it is told as background."""
    long_ago = context.issued and date and date.last and date.last.year < context.issued.year - 1
    return bool(long_ago) and date is not None and date.precision == "year"


def of_its_past(context: Context, statement: Statement, rule: Rule, date: Date | None) -> bool:
    """Whether a sentence about a work recalls, in years, what it went through half a year ago: 该志2020年启动编纂."""
    if context.issued is None or date is None or date.last is None or date.basis == "inherited":
        return False
    recalled = rule.event_type in ("launch", "review") or rule.id in FINISHED
    about = _OF_A_WORK.match(context.article.plain, statement.sentence.start)
    in_years = any(d.precision == "year" and d.start <= date.start for d in statement.dates)
    return bool(recalled and about) and in_years and (context.issued - date.last).days > _HALF_A_YEAR


def took_several_times(told: Telling, date: Date | None) -> bool:
    """Whether what was done several times is told behind a day that dates another thing: 先后举办培训班6期."""
    inherited = date is not None and date.basis == "inherited"
    return inherited and _SEVERAL_TIMES.search(told.plain, told.clause.start, told.end) is not None


def lasts_apart(told: Telling, date: Date | None) -> bool:
    """Whether what lasts is told in a sentence of its own behind what happened on a day: the day does not date it.

    8月25日，市政府召开会议。市地方志办设立编辑部: since whenever; 会上，…设立编辑部 and an item of a list: then.
    """
    inherited = date is not None and date.basis == "inherited" and date.precision in ("day", "month", "range")
    if not (told.rule.lasting and inherited):
        return False
    start = told.statement.sentence.start
    own = told.statement.own or told.rule.event_type != "organization"
    return bool(own) and told.plain[start - 1] != "；" and _TIED.search(told.plain, start, told.start) is None


def governing_date(
    context: Context, statement: Statement, clause: Clause, verb: int, *, figures: bool = False, planned: bool = False
) -> Date | None:
    """The date of what a verb says: the nearest one before it that stands at the head of a clause or after 于."""
    plain = context.article.plain
    if (in_row := _in_a_cell_behind(plain, statement, verb)) is not None:
        return _told(context, in_row, planned)
    spoken = verb >= statement.speech_from
    dated = [d for d in statement.dates if d.start < verb and (not spoken or d.start >= statement.speech_from)]
    if any(d.precision in ("day", "range", "month") for d in dated):
        dated = [d for d in dated if d.precision != "year"]  # 8月22日，2024年精品工程名单公布
    for date in reversed(dated):
        if is_as_of(plain, date) and not figures:
            return None
        lead = plain[statement.sentence.start : date.start].rstrip()
        adverbial = plain.startswith(("，", "起，", "以来，"), date.end) and not re.search(
            "[\u4e00-\u9fff]{9}$", lead
        )  # 调研当日，
        earlier = date.start < clause.start
        done = "已" in plain[clause.start : verb + 1] and not plain.startswith("，", date.end)
        if earlier and (done or _AFTERWARDS.search(plain, clause.start, verb)):
            return None  # 4月通过评审，《…》则已出版; 8月印发分解表，两区随后成立编委会
        framed = _FRAME.search(lead) and _FRAMED.match(plain, date.end)  # 在上月揭晓的评比中，
        if earlier and not framed and _lists_others(context, statement, clause, date):
            return None
        since_then = date.end - 2 if plain.startswith("以来", date.end - 2) else date.end
        if earlier and _TOOK_LONG.search(plain, date.end, verb):
            return None  # 2016年8月启动编纂，历时三年，由方志出版社出版
        if earlier and _SINCE.match(plain, since_then):
            continue  # 9月28日开馆以来接待读者3.6万人次，两县分馆对外开放
        past = context.issued is not None and date.last is not None and date.last.year < context.issued.year
        since = plain.endswith("以来", 0, date.end) or _FROM_YEAR.match(plain, date.end)
        if date.precision == "year" and past and since:
            return None  # 2019年以来，编纂出版《…》: some time since
        announced = earlier and _ANNOUNCED.search(plain, date.end, clause.start)
        listed = announced and _NAMED.search(plain, clause.start, verb + 4)
        opening = bool(framed or listed) or len(lead) <= 1 or lead[-1] in "，；：”" or adverbial
        carried = (
            date.precision != "year"
            and not plain.startswith("的", date.end)
            and not plain.startswith("《", clause.start)
            and _goes_on(context, statement, clause, date)
        )
        if date.start < clause.start and not (opening or carried):
            continue
        at_head = date.start == statement.sentence.start or (
            lead and (lead[-1] in "，；：于自在（●○◆◇■□▲△★☆•·" or lead.endswith(("截至", "进入")))
        )
        if date.precision == "year" and (
            not (at_head or date.end == verb)
            or (
                lead != "在"
                and _ATTRIBUTIVE.match(plain, date.end)
                and date.start != statement.sentence.start
                and not _SAYS.search(lead)
            )
        ):
            continue
        if not at_head and _ATTRIBUTIVE.match(plain, date.end):
            continue
        return _told(context, date, planned)
    if _RETURNED.match(plain, statement.sentence.start) or _RETURNED.match(plain, clause.start):
        return None
    among = plain.startswith("其中", clause.start) and _COUNTED_SO_FAR.search(plain, statement.sentence.start, verb)
    if ("已" in plain[clause.start : verb + 1] or among) and not figures:
        return None  # 已将旧志扫描; 已编纂镇志6部，其中《…》入选: a state, reached at no stated time
    if _AFTERWARDS.match(plain, clause.start):
        return None  # 县长随后作出批示
    if plain.startswith("《", clause.start) and _follows_a_state(plain, statement, clause):
        return None  # 《A县志》已通过终审，《B县志》完成初稿: both as they stand
    begun = max(context.article.after_last("。！？\n", clause.start) - 1, clause.start - _FAR)
    if _REPORTED.search(plain, begun, clause.start):
        return None  # 会上，A县介绍情况：A县搭建起编写专班
    by_day = statement.inherited is not None and statement.inherited.precision in ("day", "range")
    if (
        by_day
        and plain.startswith("《", clause.start)
        and any(d.precision != "year" and d.start < clause.start and not is_as_of(plain, d) for d in dated)
    ):
        return None  # 《A村志》6月入选名录，《B年鉴》获一等奖: not on the day that the sentence before told of
    return _told(context, statement.inherited, planned)


def _in_a_cell_behind(plain: str, statement: Statement, verb: int) -> Date | None:
    """The date in a cell behind a verb in a table's row: 衢江区 《廿里镇志》 完成初稿 2022年7月 86万字."""
    start, end = statement.sentence.start, statement.sentence.end
    only = statement.dates[0] if len(statement.dates) == 1 else None
    if only is None or only.start < verb or _OF_PROSE.search(plain, start, end):
        return None
    return only if " " in plain[start:verb] and plain[only.start - 1] not in "于为至到自是在的" else None


def _follows_a_state(plain: str, statement: Statement, clause: Clause) -> bool:
    """Whether an earlier clause of a list of works says what one of them has reached already."""
    before = (c for c in statement.clauses if c.start < clause.start)
    return any(plain.startswith("《", c.start) and "已" in plain[c.start : c.end] for c in before)


def _lists_others(context: Context, statement: Statement, clause: Clause, date: Date) -> bool:
    """Whether what others did is listed behind a colon: 4月，市政府印发方案，各县压茬推进：A县聘请3名老同志."""
    listed = context.article.plain.rfind("：", date.end, clause.start)
    acts = next((c.subject for c in statement.clauses if date.start < c.end and c.subject), ())
    own = next((c.subject for c in reversed(statement.clauses) if listed < c.start <= clause.start and c.subject), ())
    return listed >= 0 and bool(acts and own) and not set(own) & set(acts)


def _goes_on(context: Context, statement: Statement, clause: Clause, date: Date) -> bool:
    """Whether a clause goes on about what a clause with a date began: it has no subject, or none but the same."""
    dated = next((other.subject for other in statement.clauses if other.start <= date.start < other.end), ())
    spoken = not dated and bool(context.people_in(clause.start, clause.end))
    return not clause.subject or spoken or clause.subject == dated


def _told(context: Context, date: Date | None, planned: bool) -> Date | None:
    """The date where it can govern: what has happened does not lie after the issue, and a deadline dates nothing."""
    if date is None or (date.edtf is None and date.basis != ILLEGIBLE):
        return None
    late = context.issued is not None and date.first is not None and date.first > context.issued
    return None if late and not planned else date
