"""Targets: what a unit is to have done by when (年内, 年底前, 12月底前, 明年上半年, 2025年12月底前).

The due date is the last day of the stated period; 年内, 年度 and 今年内 are 31 December, 明年“两会” is 31 December of
the next year. Vague exhortations have none. Rules: ``target.date`` a dated obligation, ``target.year`` within the
year, ``target.session`` before next year's assemblies, ``target.planned`` a plan for this month.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.parsing import swallowed
from ingestion.parsing.dates import month_end
from ingestion.parsing.signals import anchored
from ingestion.parsing.units import all_inside, reference

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.statements import Clause, Statement

_DUE = anchored(
    r"(?P<y>(?:19|20)[0-9]{2}|今|明|本|当|次)?年?(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12][0-9]|0?[1-9])日|底|末|份|(?P<tenth>[上中下]旬))?(?:之?前|以前)"
    r"|(?<![0-9])(?P<run>[0-9]{3,4})日(?:之?前|以前)"
    r"|(?P<y2>(?:19|20)[0-9]{2}|今|明|本|当|次|后|到|(?<![一二两三四五六七八九十几数多来近]))年(?P<part>底前|底之前|末前|内|底|上半年|下半年|年底前|前三季度|第?[一二三四]季度(?:末|前|内)?|度(?=(?:目标|工作)?任务(?!清单|书|分工)|目标(?!考核|管理|责任|绩效)))"
    r"|(?P<y3>(?:19|20)[0-9]{2})年(?:之)?(?:前|以前)"
    r"|(?P<quarter>[一二三四]季度(?:末(?:前)?|前|内|(?=完成)))|(?P<plan>“※{3}”(?:规划)?期?末)|(?P<eoy>(?<![0-9今明本当次后到一二两三四五六七八九十几数多来近])年(?:底前|底之前|末前|内|终前|底(?=出齐|出版|完成|付印|建成|收官)))"
    r"|(?P<half>(?<!明年)(?<!今年)(?<!安排)(?<!部署)(?<!谋划)(?<!回看)(?<!回顾)(?<!总结)(?<!通报)(?<!汇报)(?<!盘点)[上下]半年(?!工作|任务|情况|总结|，))"
    r"|(?P<feast>(?:[今明]年)?(?:元旦|五一|七一|八一|国庆|春节)(?:节)?(?:之?前|期间|前夕)|(?:[今明]年)元旦)"
    r"|(?P<session>(?P<ys>今年|明年)?“※{2}”(?:节|国际劳动节)?(?P<by>之?前(?!后)|期间|前夕)?)"
    r"|到(?P<uy>20[0-9]{2}|今|明)年(?P<um>1[0-2]|0?[1-9])月(?:底|末)?(?=，|[^，。]{0,12}(?:力争|要|将|实现|建成|完成|基本|全面|达到))"
    r"|(?P<aim>20[0-9]{2})年(?![0-9])(?=[^，。；]{0,10}(?:出版|出齐|收官|出书)(?=[，。；])|(?:公开|正式)?出版|建成|竣工|全面完成)"
    r"|到(?P<until>20[0-9]{2})年(?:底|末)?(?=，|[^，。]{0,12}(?:力争|要|将|实现|建成|完成|基本|全面|达到|出齐|收官))"
    r"|(?P<soonest>(?:(?:提前|不晚|不迟|不得迟|不得晚|推迟|延期|延长|顺延|改期)(?:到|至|于)|(?:截止|截稿)(?:时间|日期)?(?:定)?为)(?P<me>1[0-2]|0?[1-9])月(?:(?P<de>3[01]|[12][0-9]|0?[1-9])日)?)"
    r"|(?P<plain>(?P<ym>(?:19|20)[0-9]{2}|今|明|本)?年?(?<![0-9])(?P<mp>1[0-2]|0?[1-9])月(?:(?P<dp>3[01]|[12][0-9]|0?[1-9])日|(?P<third>上旬|中旬|下旬|底|末|份)?(?!之?前|以?前|[0-9]|份?以来)))"
    r"|(?P<thisyear>今年(?!是|系|为)|明年|年内)(?=[^，。；]{0,3}(?:启动|完成|出版|开展|建成|举办|形成|实现))"
    r"|(?P<month>本月(?!初|[0-9]|[上中]旬)(?:底前|底|内|下旬)?|月底前|下(?:个)?月(?!发))"
)
_PLANNED = anchored(
    "最迟|最晚|拟(?!定|订)|将(?![^，。]{2,24}(?:落实|列入|纳入|写入|分解|细化|移交|分送))|计划|预计|定于|打算|约定|商定|议定|答应|承诺|争取|力争|确保|务必|(?<![主重需必])要(?!求)|决定|下一步|明年"
)
_ASKED = re.compile("(?:要求|督促)[^，。]{0,12}$|(?:按照?|根据)[^，。]{2,10}(?:安排|计划|部署|要求)，[^，。]{0,10}$")
_FORMER_PLAN = re.compile("原(?:定|计划|拟)")
_ALL_BELOW = re.compile(
    "各(?:市|县|区|州|盟|旗|地|级|单位|承编|部门|乡镇|镇|有关)|(?:有|相)关(?:单位|部门)|[市县]级(?:(?:综合)?年鉴|志书|[\u4e00-\u9fff]{2,4}志)"
)
_OF_THE_PROVINCE = re.compile("各(?:市|州|盟|设区)")
_OF_THE_CITY = re.compile("各(?:县|区|旗|地)")
_DEMANDED = re.compile("(?:并|还|同时)?(?:要求|督促|明确|责成|希望)")
_DONE_BY = re.compile(
    "由(?=(?:我|全)?[省市州县区](?:[\u4e00-\u9fff]{2,8})?[于在]|[\u4e00-\u9fff]{2,9}[省市州县区](?:[\u4e00-\u9fff]{2,8})?[于在])"
)
_OF_SEVERAL = re.compile("(?:要求|督促|希望|责成|请)(?=[两二三四五六七八九十][市县区州旗])")
_SOME = re.compile("[0-9]+个[县市区]|各[县市区]")
_LEVELS = re.compile("(?:[^，。]{2,10}，)?(?:(?:[省市州]、?[市县区州](?:、[县区])?|各)[两三]级|[市州]、县级)")
_ASKS = re.compile("要求|督促|责成|敦促")
_BY_PLAN = re.compile("按照?[^，。]{0,8}(?:方案|计划|安排|部署|进度表|时间表)[^，。]{0,4}，")
_NEAR = 200  # characters back to the title of the work whose draft is spoken of
_REVISED = re.compile("(?:按照?|根据)[^，。]{0,6}意见，|(?<![\u4e00-\u9fff])(?:修改稿|送审稿|定稿)")
_ITS_OWN = re.compile("确保该")
_LED_BY = re.compile("由(?=[\u4e00-\u9fff、]{2,24}(?:负责|牵头|承担|统稿|主编|先行试点|先行先试|开展试点))")
_HEADED_BY = re.compile("由(?=[^，。；、]{2,16}牵头，[^，。；]{2,60}(?:共同|联合|参与|协同))")
_SET_AGAINST = re.compile(
    "(?:对标|对照|围绕|紧扣|[去上前]|(?:下限|上限|断限)[^，。；]{0,8})$"
)  # 对标年度目标查找差距; 去年11月
_BOUND = re.compile("(?:须|应|务必|必须)(?:于|在)?$")  # was due before the issue, but is told as what was demanded
_IN_YEAR = re.compile("，|拟|将|要|计划|争取|力争|启动|全面启动")
_GONE_TO = re.compile("(?:赴|到|深入|督导|调研|检查|视察)$")
_MUST = re.compile("要|须|应|务必")
_ASKED_BY = re.compile("(?:按照|根据|按)[^，。]{2,24}(?:要求|部署|安排|通知)，")
_DONE = anchored(
    r"已(?:于|经|在|全部|完成)|截至|至今|(?<![各来亲])自(?=[0-9去今本年])|已有|以来(?!各)|基础上|取得|荣获|实现了|完成了|作出批示[0-9]"
)


@dataclass(slots=True)
class Target:
    """An obligation at ``start``..``end``, due on ``due`` at the latest."""

    start: int
    end: int
    rule: str
    what: str
    unit: str | None
    due: dt.date
    due_text: str


def targets(context: Context) -> list[Target]:
    """All targets of an article in order."""
    found: list[Target] = []
    if context.issued is None:
        return found
    for statement in context.statements:
        if not context.dues_in(statement.sentence.start, statement.sentence.end):
            continue
        for clause in statement.clauses:
            found += _of_clause(context, statement, clause, context.issued)
    return found


def due_expressions(plain: str) -> list[re.Match[str]]:
    """Every expression of a text that may say by when something is to be done, in order."""
    return list(_DUE.finditer(plain))


def is_due(context: Context, start: int, end: int) -> bool:
    """Whether a passage says by when something is to be done, so that it has not happened."""
    if context.issued is None:
        return False
    for match in context.dues_in(start, end):
        if _is_bare(match):
            continue
        read = _due(match, context.issued, context.article.norm)
        if read is not None and read[0] >= context.issued and not _DONE.search(context.article.plain, start, end):
            return True
    return False


def _of_clause(context: Context, statement: Statement, clause: Clause, issued: dt.date) -> list[Target]:
    plain = context.article.plain
    result: list[Target] = []
    dues = context.dues_in(clause.start, clause.end)
    for place, match in enumerate(dues):
        read = _due(match, issued, context.article.norm)
        led = clause.subject or clause.grouped or _SOME.search(plain, clause.start, clause.end)  # and a year anew
        earlier = dues[place - 1] if place else None if led else _due_before(context, statement, clause)
        if read is not None and earlier is not None:
            read = _same_year(match, read, _due(earlier, issued, context.article.norm))
        if read is not None and (ahead := _year_ahead(plain, statement, match.start(), issued)):
            read = _same_year(match, read, (dt.date(ahead, 1, 1), "target.year"))
        if read is None or _SET_AGAINST.search(plain, clause.start, match.start()):
            continue
        due, rule = read
        demanded = _BOUND.search(plain, clause.start, match.start()) is not None
        if (due < issued and not demanded) or _DONE.search(plain, clause.start, clause.end):
            continue
        if not match.group()[:4].isdigit() and _long_ago(statement, issued):
            continue
        frame = match.group("half") and plain.startswith(("要", "应", "须"), match.end())
        if frame and context.dues_in(clause.end, statement.sentence.end):
            continue  # 下半年要压实责任，各县年鉴须于12月底前出版
        if _FORMER_PLAN.search(plain, clause.start, match.start()) and not match.group("soonest"):
            continue
        if _is_bare(match) and not _is_planned(context, statement, clause, match.start()):
            continue
        told = clause
        if match.end() >= clause.end - 1 and match.start() <= clause.start + 2:
            told = next((c for c in statement.clauses if c.start > clause.start), clause)  # 9月底以前，X县将…
        start, end = _passage(statement, told)
        start = min(start, clause.start)
        for unit in _obliged(context, statement, told, match.start() if told is clause else told.end):
            if all((unit, due) != (known.unit, known.due) for known in result):
                result.append(Target(start, end, rule, context.article.text[start:end], unit, due, match.group()))
    return result


def _due_before(context: Context, statement: Statement, clause: Clause) -> re.Match[str] | None:
    """The last period named in the sentence before a clause."""
    before = context.dues_in(statement.sentence.start, clause.start)
    return before[-1] if before else None


def _same_year(
    match: re.Match[str], read: tuple[dt.date, str], before: tuple[dt.date, str] | None
) -> tuple[dt.date, str]:
    """A due date without a year of its own after one in a later year: 2020年6月底前…、9月底前…、当年年底前."""
    if before is None or before[0].year <= read[0].year or re.match("[0-9]{4}|[今明本次后]年", match.group()):
        return read
    later = read[0].replace(year=before[0].year) if (read[0].month, read[0].day) != (2, 29) else read[0]
    return (later, read[1]) if later >= before[0] else read


def _year_ahead(plain: str, statement: Statement, position: int, issued: dt.date) -> int | None:
    """The later year that a sentence plans for before a period: 2025年拟启动编纂，3月底前制定方案，年内完成篇目."""
    dates = (d for d in statement.dates if d.precision == "year" and d.end <= position and _IN_YEAR.match(plain, d.end))
    years = [d.first.year for d in dates if d.first]
    return years[-1] if years and years[-1] > issued.year else None


def _is_bare(match: re.Match[str]) -> bool:
    """Whether a period says nothing of a deadline by itself: 4月, 一季度, 本月, 今年; 4月底前 and 年内 do."""
    if match.group("plain") or match.group("thisyear") or match.group() in ("本月", "本月下旬", "下月", "下个月"):
        return True
    return match.group().endswith("期间") or (match.group("part") is not None and match.group().endswith("季度"))


def _obliged(context: Context, statement: Statement, clause: Clause, position: int) -> tuple[str | None, ...]:
    """Who is to do it: the units named before the period (要求威远县、资中县6月30日前), else the subject."""
    plain = context.article.plain
    if clause.subject:
        return _asked(context, clause, position) or clause.subject
    if context.about and _is_of_levels(plain, statement, clause):
        return (context.about,)
    if clause.grouped or _ALL_BELOW.search(plain, clause.start, clause.end):
        return (_above_all(context, statement),)
    named = context.units_in(clause.start, position, titles=False, relative=False)
    doer = _DONE_BY.search(plain, clause.start, position)
    if doer:
        return tuple(dict.fromkeys(m.code for m in context.units_in(doer.end(), position, titles=False)))
    demand = _OF_SEVERAL.search(plain, clause.start, position)
    together = context.together(demand.end(), clause.end) if demand else ()
    if together:
        return together
    close = [m for m in named if not re.search("[到赴在向报送]$", plain[clause.start : m.start])]
    if close:
        return tuple(dict.fromkeys(m.code for m in close))
    subject = context.subject(statement, clause, position)
    by_plan = _BY_PLAN.match(plain, statement.sentence.start)
    if by_plan and context.about and all_inside(subject, context.about):
        return (context.about,)  # 按方案要求，全部村志2026年底前出齐: whose plan it is, not who was told of last
    titled = [context.owner(title) for title in context.titles_in(clause.start, clause.end)]
    owners = tuple(dict.fromkeys(owner for owner in titled if owner))
    before = context.units_in(statement.sentence.start, clause.start, titles=False)
    told_to = any(_MUST.match(plain, mention.end) for mention in before)
    if len(subject) == 1 and all_inside(owners, subject[0]) and not told_to:
        return owners  # 督促《弋阳县志》年底前出版; but 西双版纳州要对照目标，在11月底前完成《勐腊年鉴》终审
    revised = _REVISED.search(plain, statement.sentence.start, clause.end)  # 按会议意见，修改稿须于明年1月底前报审
    of_draft = context.titles_in(max(0, statement.sentence.start - _NEAR), clause.start)[-1:] if revised else []
    about = tuple(owner for title in of_draft if (owner := context.owner(title)))
    about = about or ((context.about,) if context.about and (revised or clause.start >= statement.speech_from) else ())
    hosts = statement.convened or (statement.meeting if clause.start >= statement.speech_from else ())
    visited = _visited(context) if clause.start >= statement.speech_from else ()
    for host in (hosts, about, visited):
        if len(subject) == 1 and all_inside(host, subject[0]):
            subject = host  # who came from above speaks to those whose meeting it is
    asking = _ASKED_BY.match(plain, statement.sentence.start)
    if asking:
        asked = [m.code for m in context.units_in(statement.sentence.start, asking.end(), titles=False)]
        if asked:
            return (asked[-1],)
    if _ITS_OWN.match(plain, clause.start):
        return subject or statement.before or (context.leading_unit(clause.start),)
    headed = _HEADED_BY.search(plain, statement.sentence.start, clause.start)
    head = context.units_in(headed.end(), headed.end() + 1, titles=False) if headed else []
    if head:
        return (head[0].code,)  # 该年鉴由省地方志办牵头，广州、深圳共同编纂，计划于12月底前出版
    told = next((c for c in reversed(statement.clauses) if c.end < clause.start), None)
    led = _LED_BY.search(plain, told.start, told.end) if told else None
    leaders = context.units_in(led.end(), told.end, titles=False) if led and told else []
    if leaders and led and leaders[0].start == led.end():
        pilots = told is not None and "试点" in plain[led.end() : told.end]
        return tuple(dict.fromkeys(m.code for m in (context.listed(leaders) if pilots else leaders[:1])))
    for other in statement.clauses:
        due = other.start >= clause.start or context.dues_in(other.start, other.end)
        if not due and _DEMANDED.match(plain, other.start):
            asked = [m.code for m in context.units_in(other.start, other.end, titles=False, relative=False)]
            if asked:
                return tuple(dict.fromkeys(asked))
        several = _OF_SEVERAL.match(plain, other.start) if not due else None
        together = context.together(several.end(), other.end) if several else ()
        if together:
            return together
    if _DEMANDED.match(plain, clause.start) and not plain.startswith("明确", clause.start):
        seen = [m.code for m in context.units_in(statement.sentence.start, clause.start, titles=False)]
        asked = [code for code in seen if code not in subject]
        if asked:
            return (asked[-1],)
    owner = _of_the_work(context, statement, clause) if clause.start >= statement.speech_from else None
    if owner and len(subject) == 1 and all_inside((owner,), subject[0]):
        return (owner,)
    if not subject and any(other.grouped for other in statement.clauses if other.start < clause.start):
        return (_above_all(context, statement),)
    return subject or statement.before or (context.leading_unit(clause.start),)


def _is_of_levels(plain: str, statement: Statement, clause: Clause) -> bool:
    """Whether several levels are to do it, in the clause or one before: 市、区两级年鉴须于10月底前付印，年底前出版."""
    for before in reversed([c for c in statement.clauses if c.start <= clause.start]):
        if _LEVELS.match(plain, before.start):
            return True
        if before.subject or before.grouped:
            break
    return False


def _visited(context: Context) -> tuple[str, ...]:
    """The one place that an article's title says somebody went to: 省地方志办督导怒江州扶贫志编纂."""
    start, end = context.article.title
    gone_to = [
        m.code
        for m in context.units_in(start, end, titles=False)
        if m.code and _GONE_TO.search(context.article.norm, start, m.start)
    ]
    return tuple(gone_to) if len(gone_to) == 1 else ()


def _asked(context: Context, clause: Clause, position: int) -> tuple[str, ...]:
    """The units that others ask by name: 温州市要求永嘉县、文成县今年年底前重新启动村志编纂."""
    asking = _ASKS.search(context.article.plain, clause.start, position)
    asked = context.units_in(asking.end(), position, titles=False, relative=False) if asking else []
    if not asking or not asked or asked[0].start != asking.end():
        return ()
    return tuple(dict.fromkeys(m.code for m in context.listed(asked) if m.code))


def _of_the_work(context: Context, statement: Statement, clause: Clause) -> str | None:
    """Whose the work is that a speech has named in the sentence before a clause (谋划《凉山…图志》，力争…形成初稿)."""
    named = context.titles_in(max(statement.sentence.start, statement.speech_from), clause.start)
    return context.owner(named[-1]) if named else None


def _above_all(context: Context, statement: Statement) -> str | None:
    """The unit that speaks to all of its own: of a city's or county's bulletin itself, else who began the passage."""
    units = reference()
    home = units.get(context.home or "")
    to_counties = _OF_THE_CITY.search(context.article.plain, statement.sentence.start, statement.sentence.end)
    # a county's meeting asks 各承编单位
    of_a_county = not to_counties and all_inside(statement.convened, context.home or "")
    if home is not None and home.level != "province" and not of_a_county:
        return home.code
    nearest = statement
    while nearest.previous is not None and not nearest.own:
        nearest = nearest.previous
    spoken = units.get(
        next(iter(statement.convened or nearest.own), None) or context.leading_unit(statement.sentence.start) or ""
    )
    if spoken is None:
        return context.home
    if _OF_THE_PROVINCE.search(context.article.plain, statement.sentence.start, statement.sentence.end):
        return spoken.province or spoken.code
    local = context.article.plain.find("当地", statement.sentence.start, statement.sentence.end) if to_counties else -1
    praised = context.units_in(max(statement.sentence.start, local - _NEAR), local, titles=False) if local >= 0 else []
    if praised and praised[-1].code and units[praised[-1].code].level == "prefecture":
        return praised[-1].code  # 对甘孜州的工作给予肯定，希望当地…，各县（市）年鉴须于9月底前送审
    return spoken.prefecture or spoken.code if spoken.level == "county" and to_counties else spoken.code


def _is_planned(context: Context, statement: Statement, clause: Clause, position: int) -> bool:
    """Whether a bare month (拟于3月下旬, 4月组织赴…) is of a plan: 拟, 将, 计划 before it in the sentence."""
    before = context.article.plain[statement.sentence.start : position]
    listed = any(not _is_bare(due) for due in context.dues_in(statement.sentence.start, clause.start))
    asked = position >= statement.speech_from or _ASKED.search(before) is not None
    return listed or asked or _PLANNED.search(before) is not None


def _long_ago(statement: Statement, issued: dt.date) -> bool:
    """Whether the passage tells of a year gone by: 当年10月底前 after 2022年."""
    governing = statement.inherited
    if governing is None or governing.last is None or governing.precision != "year":
        return False
    return governing.last.year < issued.year


def _passage(statement: Statement, clause: Clause) -> tuple[int, int]:
    """The clause, from the one that names who is obliged where the sentence is a list of obligations."""
    for other in reversed(statement.clauses):
        if clause.subject or clause.grouped:
            break
        if other.start < clause.start and clause.start - other.start < 90 and (other.grouped or other.subject):
            return other.start, clause.end
    return clause.start, clause.end


def _run_together(run: str, issued: dt.date) -> tuple[dt.date, str] | None:
    """A day that lost its 月 (630日前), where only one that it can have been still lies ahead."""
    read = (_DUE.fullmatch(text + "前") for text in swallowed.printings(run, None, None))
    due = [found for one in read if one and (found := _due(one, issued, "")) and found[0] >= issued]
    return due[0] if len(due) == 1 else None


def _due(match: re.Match[str], issued: dt.date, norm: str) -> tuple[dt.date, str] | None:
    group = match.group
    if group("run"):
        return _run_together(group("run"), issued)
    if group("session"):
        return _quoted(match, norm, issued)
    if group("plan"):
        year = _END_OF_PLAN.get(norm[match.start() + 1 : match.start() + 4])
        return (dt.date(year, 12, 31), "target.year") if year else None
    if group("feast"):
        return _feast(group("feast"), issued), "target.date"
    if group("aim"):
        return (dt.date(int(group("aim")), 12, 31), "target.year") if int(group("aim")) > issued.year else None
    if group("um"):
        return month_end(_year(group("uy"), issued.year), int(group("um"))), "target.date"
    if group("until"):
        return dt.date(int(group("until")), 12, 31), "target.year"
    if group("soonest"):
        month = int(group("me"))
        last = month_end(issued.year + (month < issued.month), month)
        return _day(last.year, month, int(group("de") or last.day))
    if group("month"):
        base = issued if not group("month").startswith("下") else (issued.replace(day=1) + dt.timedelta(days=32))
        return month_end(base.year, base.month), "target.planned"
    if group("plain"):
        year, number = _year(group("ym"), issued.year), int(group("mp"))
        if group("dp"):
            return _day(year, number, int(group("dp")))
        last = month_end(year, number)
        third = {"上旬": 10, "中旬": 20}.get(group("third") or "")
        return (last.replace(day=third) if third else last), "target.planned"
    if group("thisyear"):
        return dt.date(issued.year + (group("thisyear") == "明年"), 12, 31), "target.year"
    if group("eoy"):
        return dt.date(issued.year, 12, 31), "target.year"
    if group("quarter"):
        return month_end(issued.year, 3 * ("一二三四".index(group("quarter")[0]) + 1)), "target.date"
    if group("half"):
        return (month_end(issued.year, 6) if group("half")[0] == "上" else month_end(issued.year, 12)), "target.date"
    year = _year(group("y") or group("y2") or group("y3"), issued.year)
    if group("m"):
        month = int(group("m"))
        try:
            if group("d"):
                return dt.date(year, month, int(group("d"))), "target.date"
            day = {"上旬": 10, "中旬": 20}.get(group("tenth") or "")
            return dt.date(year, month, day) if day else month_end(year, month), "target.date"
        except ValueError:
            return None
    if group("y3"):
        return dt.date(year - 1, 12, 31) if "年前" in match.group() else None, "target.date"  # type: ignore[return-value]
    part = group("part") or ""
    quarter = re.search("[一二三四](?=季度)", part)  # 第一季度, 三季度末
    if quarter:
        return month_end(year, 3 * ("一二三四".index(quarter.group()) + 1)), "target.date"
    if part.startswith("前三"):
        return month_end(year, 9), "target.date"
    if part == "上半年":
        return month_end(year, 6), "target.date"
    return dt.date(year, 12, 31), "target.year"


def _day(year: int, month: int, day: int) -> tuple[dt.date, str] | None:
    return (dt.date(year, month, day), "target.date") if day <= month_end(year, month).day else None


_END_OF_PLAN = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_FEASTS = {
    "元旦": (1, 1), "三八": (3, 8), "五一": (5, 1), "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "国庆": (10, 1),
    "十一": (10, 1), "春节": (2, 1),
}  # fmt: skip


def _quoted(match: re.Match[str], norm: str, issued: dt.date) -> tuple[dt.date, str] | None:
    """A day or session in quotation marks: 明年“两会”, “七一”前."""
    name = norm[match.start() : match.end()]
    if "两会" in name and name.startswith("明年"):
        return dt.date(issued.year + 1, 12, 31), "target.session"
    if match.group("by") and any(feast in name for feast in _FEASTS):
        return _feast(name.replace("“", "").replace("”", ""), issued), "target.date"
    return None


def _feast(text: str, issued: dt.date) -> dt.date:
    """The day before the next such feast, the last of its days, or the day: 国庆节前, 国庆期间, 明年元旦."""
    month, day = next(date for name, date in _FEASTS.items() if name in text)
    feast = dt.date(issued.year + (text.startswith("明年")), month, day)
    if feast <= issued and not text.startswith("今年"):
        feast = feast.replace(year=issued.year + 1)
    if text.endswith(("前", "前夕")):
        return feast - dt.timedelta(days=1)
    return feast + dt.timedelta(days=6) if text.endswith("期间") else feast


def _year(text: str | None, issued: int) -> int:
    if text and text[0] in "12":
        return int(text)
    return issued + {"明": 1, "次": 1, "后": 2}.get(text or "", 0)
