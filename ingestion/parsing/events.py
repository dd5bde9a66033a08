"""Events: a thing that happened, with a verb in the completed sense, one row per unit whose event it is.

The verbs and objects of each type stand in ``events.toml``; a rule's id there is the ``rule_id`` of its rows. A clause
is read in turn: who acts (``context``), whether the verb is a plan (拟, 将) or an exhortation (要, 须), which date
governs it. 南充市、广安市印发《…》 gives an event for each city; a leader who attends belongs to the meeting; what a
speech or an instruction demands is no event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingestion.parsing import targets
from ingestion.parsing.event_dates import (
    dates_dealt,
    dates_each,
    governing_date,
    is_background,
    is_history,
    lasts_apart,
    of_its_past,
    took_several_times,
)
from ingestion.parsing.event_hosts import TRAINEES, end_of, last_visit, seat, whose
from ingestion.parsing.event_retelling import documents, elaborates, retold, separate
from ingestion.parsing.event_rules import (
    LOOKED_BACK_AT,
    PUSHED,
    Event,
    Rule,
    Telling,
    of_paragraph,
    same_paragraph,
    vocabulary,
)
from ingestion.parsing.event_tallies import tallied
from ingestion.parsing.signals import Places, anchored
from ingestion.parsing.units import reference

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.dates import Date
    from ingestion.parsing.statements import Clause, Statement
    from ingestion.parsing.titles import Title

_BY_YEAR = re.compile("(?:[^，。]{2,8}提出，)?到(20[0-9]{2})年(?:底|末)?，")
_ATTENDS = anchored(
    r"(?:出席|参加|参与|主持)(?:了)?(?:本次|此次|座谈|专题|工作)?(?:会议|学习|评审|评议|终审|初审|复审|审查|培训|座谈会|座谈|活动|会(?=[，。并])|培训会|开班式|推进会|仪式)|(?:会|会议|培训|仪式|活动)由[^，。]{2,40}主持"
)
_SPOKE = anchored("(?<!书面)(?:讲话|致辞|发言)(?=[，。；])")
_SAID_OF_NOUN = re.compile(r"(?:工作|任务|活动|库)?(?:的|以来)|情况|(?:当[天日]|之[际时])，")
_TOPIC = anchored(
    "(?:就|围绕|针对)[^，。；]{2,60}?(?:提出[^，。；]{0,6}(?:意见|要求|建议)|作出部署|交流|探讨|研讨|讨论|交换(?:了)?意见|磋商|沟通)|(?:询问|过问|问起)[^，。；]+|(?:了解|摸清|掌握)[^，。；]{2,40}情况"
    "|(?:介绍|讲述|分享|回顾)了[^，。；]+"
    "|对[^，。；]{2,60}?(?:(?:给予|表示|予以)(?:了)?[^，。；]{0,6}(?:肯定|赞赏|好评|祝贺)|(?=作(?:出|了)[^，。；]{0,8}批示))"
)
_STATE = re.compile("截至目前|目前，|至目前")
_NOW_HAS = re.compile("[^，。]{0,6}现(?:有|藏)")
_IN_PASSING = re.compile(
    "在(?:认真|详细|仔细|专题)?(?:听取|听完|查看|察看|观看|了解|实地|现场)[^，。]{0,40}(?:后|时|中|期间|之余|的同时|的?基础上)"
)
_PRAISED_WORK = re.compile("[就对]《※+》$")
_REACH = 60
_AGREED = ("约定", "商定", "议定")
_FEW_WORDS = 14
_SEATED = re.compile("(?:在)?(?:随后)?(?:[召举][开行])?的?(?:交流|专题|工作)?座谈(?:会|交流会|交流)?[上中时]")
_BOOKS = ("gazetteer", "yearbook", "chronicle", "history", "album", "book")
_SITES = re.compile(
    "(?:网|网站|平台|系统|数据库|小程序|公众号|视频号|抖音号|智能体|数字方志馆)(?:”|改版|升级|全新|[0-9月日上中下旬]*$)"
)
_PUT_THERE = re.compile("在[^，。]*$")
_OFFICES = re.compile("(?:中心|研究室|工作室|院|会|站|基地)”")
_ROOMS = re.compile("馆|角|驿站|[阅展]览室|专藏室|书屋|书吧|展厅")
_TEXTS = re.compile("(?<![史方])志|年鉴|稿|篇目")
_PROJECTS = re.compile("项目|工程|系统|数据库|平台|展陈|布展|改造")
_WANTED = re.compile(
    "[^，。；《已了]{0,12}(?:完成|(?<!编纂)(?<!编辑)出版|通过|启动|推出)[^，。；《已了]{0,4}《"
    "|通过[省市州县]?级?(?:初审|复审|终审|验收)"
)
_ORDINAL = re.compile("[一二三四五六七八九十]是?(?=要)|第[一二三四五六七八九十][，、]?(?=要)")
_THEN_FOUNDS = re.compile("，[^，。；]{0,3}(?:组建|成立|组成)")
_ENGAGED = ("event.other.hired", "event.other.staffed", "event.other.seconded")


def events(context: Context) -> list[Event]:
    """All events of an article in order, planned ones included."""
    found: list[Event] = []
    heads = silent_heads(context)
    places = vocabulary().signals.scan(context.article.plain)
    for statement in context.statements:
        if statement.sentence.start not in heads:
            _read_statement(context, places, statement, found)
    return found


def silent_heads(context: Context) -> set[int]:
    """Where the heads begin that tell nothing by themselves (开门修志，广泛征集资料。)."""
    run_in = {start for start, _, _, rule in context.heads if rule == "measure.run_in"}
    return run_in | {start for start, first, end, _ in context.heads if _says_nothing(context, first, end)}


def _says_nothing(context: Context, start: int, end: int) -> bool:
    """Whether a head (建立联动机制。) names nobody, no work and no figure: what was done stands behind it."""
    named = context.units_in(start, end) or context.titles_in(start, end)
    return not named and not re.search("[0-9]", context.article.plain[start:end])


def _read_statement(context: Context, places: Places, statement: Statement, found: list[Event]) -> None:
    """Adds a sentence's events to those found before it."""
    exhorted = False
    ahead = _lies_ahead(context, statement)
    planned = ahead
    covered = 0
    state = _STATE.match(context.article.plain, statement.sentence.start) is not None
    for clause in statement.clauses:
        if clause.end <= covered or _IN_PASSING.fullmatch(context.article.plain, clause.start, clause.end):
            continue
        spoken = clause.start >= statement.speech_from
        end = clause.end if spoken else min(clause.end, statement.speech_from)
        if exhorted and clause.subject and not clause.grouped:
            exhorted = False
        state = state or _NOW_HAS.match(context.article.plain, clause.start) is not None
        if state and not clause.subject and not context.titles_in(clause.start, end):
            continue  # 目前，方志馆已建成: how things stand
        matches = _matches(context, places, clause.start, end, statement.sentence.end, spoken)
        matches = [match for match in matches if match[1] >= covered]
        dealt = _dealt_out(context, clause, end, [start for _, start, _ in matches])
        for rule, start, stop in matches:
            if stop > end:
                end = next((c.end for c in statement.clauses if c.end >= stop), statement.sentence.end)
                covered = stop
            status = _status(context, clause, start)
            if status is None or (exhorted and not clause.subject):
                exhorted = True
                continue
            if is_background(context, statement, clause, start):
                continue
            if spoken and not clause.subject and _WANTED.match(context.article.plain, clause.start):
                continue  # 会议要求，一是压实责任，按时完成《…》复审
            if rule.id == "event.publication.printed" and PUSHED.search(context.article.plain, clause.start, stop):
                continue
            if ahead or (not clause.subject and (planned or _planned_before(context, statement, clause))):
                status = "planned"
            planned = planned or status == "planned"
            here = of_paragraph(context, found, clause.start)
            known = [event for event in here if event.start >= statement.sentence.start]
            told = Telling(context, statement, clause, rule, start, stop, end, found, here, known)
            if tallied(told) or targets.is_due(context, _due_from(context, statement, clause), stop):
                continue
            of_a_course = TRAINEES.match(context.article.plain, clause.start) and rule.event_type != "outreach"
            of_a_meeting = rule.event_type == "visit" and context.article.plain.startswith("与会", clause.start)
            if clause.grouped and not clause.subject and not (of_a_course or of_a_meeting):
                continue
            for event in _events_of(told, status):
                if dealt is None or dealt(start) in (None, event.unit):
                    found.append(event)
        agreed = context.article.plain.endswith(_AGREED, clause.start, clause.end)
        ordinal = _ORDINAL.match(context.article.plain, clause.start)
        if agreed or vocabulary().exhorted.match(context.article.plain, ordinal.end() if ordinal else clause.start):
            exhorted = True
        if not spoken and _SEATED.fullmatch(context.article.plain, clause.start, clause.end):
            found += _seated(context, statement, clause, found)
        elif not spoken and not _attendance(context, statement, clause, found):
            found += _attended_meeting(context, statement, clause, end, found)


def _due_from(context: Context, statement: Statement, clause: Clause) -> int:
    """Where a clause begins that says what is to be done, with one before it that only says by when (11月底前，)."""
    before = next((c for c in reversed(statement.clauses) if c.end < clause.start), None)
    only = before is not None and before.end - before.start <= _FEW_WORDS
    return before.start if before and only and context.article.plain[before.end - 1] == "前" else clause.start


def _lies_ahead(context: Context, statement: Statement) -> bool:
    """Whether a sentence opens with what is yet to come: 下一步, or a day after the issue's own."""
    start = statement.sentence.start
    if vocabulary().ahead.match(context.article.plain, start):
        return True
    by_year = _BY_YEAR.match(context.article.plain, start)
    if by_year and context.issued is not None and int(by_year[1]) >= context.issued.year:
        return True
    first = statement.dates[0] if statement.dates else None
    if first is None or first.first is None or context.issued is None or first.start > start + 1:
        return False
    return first.first > context.issued


def _planned_before(context: Context, statement: Statement, clause: Clause) -> bool:
    """Whether the clauses before, back to the one that says who acts, make a plan: 计划印刷5000册，免费发放."""
    for other in reversed([c for c in statement.clauses if c.start < clause.start][-2:]):
        if context.said_at(vocabulary().planned, other.start, other.end) is not None:
            return True
        if other.subject:
            break
    return False


def _matches(
    context: Context, places: Places, start: int, end: int, sentence_end: int, spoken: bool
) -> list[tuple[Rule, int, int]]:
    """Rule matches of a clause, no two over the same verb or object, in order; in reported speech only told facts."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[Rule, int, int]] = []
    rules = vocabulary().rules
    here = places.patterns(start, end + 1)
    further = [index for index in places.patterns(end + 1, sentence_end) if rules[index].across]
    if not here and not further:
        return []
    topic = _TOPIC.search(context.article.plain, start, end)
    for index in sorted({*here, *further}):
        rule = rules[index]
        if spoken and not (rule.fact and context.titles_in(max(start - 40, 0), end)):
            continue
        for match in rule.pattern.finditer(context.article.plain, start, sentence_end if rule.across else end + 1):
            if match.start() >= end:
                break
            if _SAID_OF_NOUN.match(context.article.plain, match.end()):
                continue  # 已开展编纂工作的昆明: said of a noun, not told
            if context.inside_unit(match.start(), or_at_its_head=True):
                continue  # 来安县作交流发言
            talked_about = topic and topic.start() < match.start() and match.end() <= topic.end()
            if talked_about and not (rule.event_type == "commendation" and _speaks_of_a_prize(context, match.start())):
                continue  # 就编纂出版《…》交换意见: talked about, not told
            if all(match.end() <= a or match.start() >= b for a, b in taken):
                taken.append(match.span())
                found.append((rule, *match.span()))
    found.sort(key=lambda item: item[1])
    told = [at for rule, at, _ in found if rule.id != "event.other.completed"]
    # 完成《…》数字化录入 is told by what was completed
    found = [
        item for item in found if item[0].id != "event.other.completed" or not any(item[1] < at <= end for at in told)
    ]
    gathered = [at for rule, at, _ in found if rule.event_type == "organization"]
    engaged = [at for rule, at, _ in found if rule.id in _ENGAGED]
    founds = _THEN_FOUNDS.match(context.article.plain, end) is not None  # 抽调4名骨干，组建编纂专班
    # 遴选15名专家组建评审专家组 is one thing, and so is 抽调8人、返聘14人
    return [
        item
        for item in found
        if item[0].id not in _ENGAGED
        or not (founds or any(item[1] < at <= end for at in gathered) or any(at < item[1] for at in engaged))
    ]


def _speaks_of_a_prize(context: Context, verb: int) -> bool:
    """Whether a work's prize is what somebody speaks of: 就《…》荣获一等奖作出批示. It was won some time before."""
    return _PRAISED_WORK.search(context.article.plain, max(0, verb - _REACH), verb) is not None


def _dealt_out(context: Context, clause: Clause, end: int, verbs: list[int]) -> Callable[[int], str | None] | None:
    """Whose each verb is where as many verbs as units follow 分别: A、B分别启动《…》编写、开设网页."""
    plain = context.article.plain
    at = plain.find("分别", clause.start, end)
    if at < 0 or len(verbs) < 2 or len(verbs) != len(clause.subject) or verbs[0] < at:
        return None
    if any(plain[verb - 1] not in "、和及别" for verb in verbs):
        return None
    owners = dict(zip(verbs, clause.subject, strict=True))
    return owners.get


def _status(context: Context, clause: Clause, verb: int) -> str | None:
    """happened, planned, or None for an exhortation."""
    # What makes a plan may be told by what follows (将经费列入 is none), so the clause is read past the verb.
    demanded = context.said_at(vocabulary().exhorted, clause.start, clause.end)
    if demanded is not None and demanded < verb:
        return None
    first = context.said_at(vocabulary().planned, clause.start, clause.end)
    return "planned" if first is not None and first < verb else "happened"


def _events_of(told: Telling, status: str) -> Iterator[Event]:
    """The events of a verb, one for each unit whose it is."""
    context, statement, clause, rule = told.context, told.statement, told.clause, told.rule
    subjects = whose(told)
    if elaborates(told, subjects):
        _date_later(told, subjects)
        return
    # 《…》9月由…出版 begins with its title, 首发式5月30日举行 with what was held
    verb = told.stop if any(told.start < d.start < told.stop for d in statement.dates) else told.start
    spoken = clause.start >= statement.speech_from
    silent = spoken and not any(statement.speech_from <= d.start < verb for d in statement.dates)
    silent = silent or (rule.event_type == "commendation" and _speaks_of_a_prize(context, told.start))
    date = None if silent else governing_date(context, statement, clause, verb, planned=status == "planned")
    date = None if lasts_apart(told, date) or took_several_times(told, date) else date
    if date is None and rule.id == "event.meeting.told_of" and (visit := last_visit(told.found)):
        date = visit.date.inherited() if visit.date else None
    if (
        is_history(context, date)
        or of_its_past(context, statement, rule, date)
        or _adopts_no_document(context, rule, told.start, told.end)
    ):
        return
    dates = statement.dates if date is not None else []
    first = _quote_start(statement, dates, clause, subjects, [e.verb for e in told.known])
    sentence = statement.sentence
    titles = context.titles_in(clause.start, told.end)
    works = [title.title for title in titles]
    names = context.names_in(sentence.start, min(sentence.end, statement.speech_from))
    named = [m.code for m in context.units_in(clause.start, told.end) if m.code]
    event_type = _type_of(told)
    dealt = dates_dealt(context, statement, clause, verb, len(subjects))
    in_turn = dates_each(context, statement, clause, verb) if len(subjects) == 1 else []
    for at, unit in enumerate(subjects):
        date = dealt[at] if dealt else date
        before = [e for e in told.found[-LOOKED_BACK_AT:] if e.verb < clause.start]
        if retold(told, date, works, unit, before):
            continue
        twins = [e for e in told.known if e.event_type == rule.event_type and e.unit == unit]
        dated = any(d.start == clause.start for d in statement.dates)
        of_its_own = date is not None and clause.start <= date.start and all(date != e.date for e in twins)
        if twins and not ((dated and first == clause.start) or of_its_own or separate(told, twins)):
            continue  # 稿件2月收齐，初稿3月完成 are two
        again = any(e.event_type == event_type and e.unit == unit for e in told.known)
        days: list[Date | None] = [*in_turn] or [date] * (1 if again else documents(told, unit))
        for day in days:
            yield Event(
                first, told.end, told.start, rule.id, event_type, unit, status,
                day, _label(context, unit, told.start, told.end), names,
                _own(context, titles or context.titles_in(first, told.end), unit, len(subjects)),
                list(dict.fromkeys([unit, *named])),
            )  # fmt: skip


def _date_later(told: Telling, subjects: tuple[str, ...]) -> None:
    """Gives an event the day that only what goes on about it names: 联合举办图片展，自6月14日起展出."""
    undated = [e for e in told.known if e.date is None and e.event_type == told.rule.event_type and e.unit in subjects]
    date = governing_date(told.context, told.statement, told.clause, told.start) if undated else None
    if date is not None and told.clause.start <= date.start and date.precision in ("day", "range"):
        for event in undated:
            event.date = date


def _own(context: Context, titles: list[Title], unit: str, count: int) -> list[str]:
    """The titles of a unit's event: its own where several units have theirs, else all."""
    own = [title.title for title in titles if context.owner(title) == unit] if count > 1 else []
    return own or [title.title for title in titles]


def _type_of(told: Telling) -> str:
    """The type of an event by what it is about.

    Papers that are printed are issued (编印《村志编纂规范》), a gazetteer that is issued comes out (发布《…志》), and a
    building or a database is inspected, not reviewed (数据库建设项目通过验收).
    """
    printed = told.rule.id == "event.publication.printed" and told.plain.startswith("编印", told.start)
    titles = told.context.titles_in(told.start, told.end) if printed else []
    if printed and titles and all(title.kind == "document" for title in titles):
        return "issuance"
    if told.rule.event_type == "issuance" and told.plain.startswith("会签", told.start):
        signed = told.context.article.norm[told.start : told.end]
        return "other" if re.search("协议|备忘录|合同|责任书", signed) else "issuance"
    if told.rule.event_type == "issuance" and told.plain.startswith(("发布", "推出"), told.start):
        works = told.context.titles_in(told.start, told.end)
        return "publication" if works and all(title.kind in _BOOKS for title in works) else "issuance"
    if told.rule.id == "event.commendation.won" and told.plain.startswith(("被列", "列"), told.start):
        return "other" if _PROJECTS.search(told.plain, told.clause.start, told.start) else "commendation"
    if told.rule.event_type == "outreach" and told.plain.startswith("上线", told.start):
        begins = told.clause.start if told.start - told.clause.start > _FEW_WORDS else told.statement.sentence.start
        named = told.context.article.norm[begins : told.start]
        of_site = _SITES.search(named) and not _PUT_THERE.search(named)
        return "other" if of_site else "outreach"  # “黄石地情网”改版上线; 短视频在视频号上线
    if told.rule.event_type == "outreach" and told.plain.startswith("“", told.start):
        named = told.context.article.norm[told.start : told.stop]
        return "organization" if _OFFICES.search(named) else "outreach"  # 为“方志角”揭牌
    if told.plain.startswith("正式揭牌", told.start):
        named = told.context.article.norm[told.clause.start : told.clause.end]
        return "outreach" if _ROOMS.search(named) and not _OFFICES.search(named) else "organization"
    if told.rule.event_type == "review" and "验收" in told.plain[told.start : told.stop]:
        lead = told.plain[told.statement.sentence.start : told.start]
        of_works = _TEXTS.search(lead) or told.context.titles_in(told.statement.sentence.start, told.end)
        return "other" if not of_works and _PROJECTS.search(lead) else "review"
    return told.rule.event_type


def _adopts_no_document(context: Context, rule: Rule, verb: int, end: int) -> bool:
    """Whether what is passed or revised is a work or its outline, no regulation: 审议通过《…志》篇目, 修订《…志》."""
    titles = context.titles_in(verb, end) if rule.id == "event.issuance.document" else []
    if context.article.plain.startswith(("审议", "讨论"), verb):
        return bool(titles) and titles[0].kind != "document"
    revised = context.article.plain.startswith(("修订", "拟定", "起草"), verb)
    return bool(titles) and revised and titles[0].kind in _BOOKS[:-1]


def _quote_start(
    statement: Statement, dates: list[Date], clause: Clause, subjects: tuple[str, ...], told: list[int]
) -> int:
    """Where the passage that supports an event begins: the clause with its date or its subject.

    A clause that tells of something else (``told``: the verbs read so far) is no part of it.
    """
    start = clause.start
    if any(d.start == start for d in dates):
        return start  # 6月形成初稿，9月通过终审
    for other in statement.clauses:
        if other.start >= clause.start:
            break
        dated = any(other.start <= d.start <= other.start + 2 for d in dates)
        if dated or set(other.subject) & set(subjects):
            return start if any(other.start <= verb < clause.start for verb in told) else other.start
    return start


def _label(context: Context, unit: str | None, verb: int, end: int) -> str:
    name = reference()[unit].name if unit in reference() else ""
    return (name + context.article.text[verb:end])[:80]


def _attendance(context: Context, statement: Statement, clause: Clause, before: list[Event]) -> bool:
    """Adds people who attend to the meeting they attend; False where no such meeting was reported."""
    plain = context.article.plain
    found = _ATTENDS.search(plain, clause.start, clause.end)
    spoke = found or _SPOKE.search(plain, clause.start, clause.end + 1)
    if not spoke:
        return True
    for event in reversed(before):
        if event.event_type in ("meeting", "training", "review", "outreach", "publication", "organization"):
            if same_paragraph(context, event.start, clause.start):
                names = context.names_in(statement.sentence.start, clause.end)
                event.people = list(dict.fromkeys([*event.people, *names]))
                return True
            break
    return not found or not context.people_in(statement.sentence.start, clause.end)


def _attended_meeting(
    context: Context, statement: Statement, clause: Clause, end: int, before: list[Event]
) -> list[Event]:
    """A meeting that is only told of by who attended it, after a visit: its unit is the attendants' own."""
    visit = next(
        (e for e in reversed(before) if e.event_type == "visit" and same_paragraph(context, e.start, clause.start)),
        None,
    )
    found = _ATTENDS.search(context.article.plain, clause.start, end)
    if visit is None or found is None:
        return []
    here = context.people_in(clause.start, clause.end)
    first = here[0] if here else context.people_in(statement.sentence.start, clause.end)[0]
    unit = seat(context.office_unit(first), end_of(context, visit))
    names = list(dict.fromkeys([*visit.people, *context.names_in(statement.sentence.start, clause.end)]))
    return [
        Event(
            statement.sentence.start, end, found.start(), "event.meeting.attended", "meeting", unit, "happened",
            visit.date.inherited() if visit.date else None, _label(context, unit, found.start(), end), names, [],
            [unit] if unit else [],
        )
    ]  # fmt: skip


def _seated(context: Context, statement: Statement, clause: Clause, before: list[Event]) -> list[Event]:
    """The meeting of a visit that nothing tells of but what was said at it: 在随后召开的座谈会上，."""
    recent = before[-LOOKED_BACK_AT:]
    visit = last_visit(recent)
    unit = end_of(context, visit) if visit else None
    if visit is None or unit is None or any(e.event_type in ("meeting", "training", "review") for e in recent):
        return []
    stop = statement.clauses[1].end if len(statement.clauses) > 1 else clause.end
    names = context.names_in(statement.sentence.start, stop)
    return [
        Event(
            clause.start, stop, clause.start, "event.meeting.seated", "meeting", unit, "happened",
            visit.date.inherited() if visit.date else None, _label(context, unit, clause.start, clause.end), names, [],
            [unit],
        )
    ]  # fmt: skip
