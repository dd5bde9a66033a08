"""Events: a thing that happened, with a verb in the completed sense, one row per unit whose event it is.

The verbs and objects of each type stand in ``events.toml``; a rule's id there is the ``rule_id`` of its rows. A clause
is read in turn: who acts (``context``), whether the verb is a plan (拟, 将) or an exhortation (要, 须), which date
governs it. 南充市、广安市印发《…》 gives an event for each city; a leader who attends belongs to the meeting; what a
speech or an instruction demands is no event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ingestion.parsing import targets
from ingestion.parsing.dates import Date
from ingestion.parsing.signals import Places, Signals, anchored
from ingestion.parsing.units import reference
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Clause, Context, Statement

_ATTENDS = re.compile(
    r"(?:出席|参加|参与|主持)(?:了)?(?:本次|此次|座谈)?(?:会议|学习|评审|评议|终审|初审|复审|审查|培训|座谈会|座谈|活动|会(?=[，。并])|培训会|开班式|推进会|仪式)|(?:会|会议|培训|仪式|活动)由[^，。]{2,40}主持"
)
_SPOKE = re.compile("(?<!书面)(?:讲话|致辞|发言)(?=[，。；])")
_ATTRIBUTIVE = re.compile(r"的?(?:全|工作|度|党史|地方志|史志|年鉴|编纂|重点|目标|任务|财政|卷|版|以来|间|期间)")
_SAID_OF_NOUN = re.compile(r"(?:工作|任务|活动|库)?(?:的|以来)")
_STATE = re.compile("截至目前|目前，|至目前")
_FIGURE = re.compile(
    r"[0-9][0-9.]*(?:余|多)?(?:万|亿)?(?:余|多)?(?:部|册|篇|件|期|条|场次?|人次|家|座|处|所|户|张|万字|幅|集|个(?:县|市|区)|名|套|种|本)|[0-9]+个(?:县|市|区)|(?<![0-9])[0-9]{1,3}卷"
)
_TALLY = re.compile(
    r"截至|全年|累计|共计|总计|共(?=[^同]{0,10}[0-9])|以来|年来|展览展出|(?:19|20)[0-9]{2}年(?:全|，?共|，全[省市县区州])|现已|至目前|目前已|21个|其中|各级|时间|已[^，。]{0,4}出版[0-9]"
)
_LOOKING = ("event.visit.looked", "event.visit.contact")
_GIVEN_AWAY = re.compile("赠|捐|配发|发放")
_COUNT = re.compile(
    "[0-9][0-9.]*(?:余|多)?(?:万|亿)?(?:余|多)?(?:部|册|篇|件|期|条|场|人|家|座|处|所|户|张|字|幅|个|名|套|种|本|份|章|段|位|次|集|堂|课|%)|(?<![0-9])[0-9]{1,3}卷"
)
_COUNTED = re.compile("截至|累计|全年|以来|年来|总计")
_JOURNEYS = ("event.visit.travelled", "event.visit.across", "event.visit.contact")
_SO_FAR = re.compile(
    "(?:[^，。]{2,8}[，：])?(?:截至|截止|自[^，。]{2,30}以来，|至[0-9]{1,2}月|到(?:(?:19|20)[0-9]{2}|[今去])年[^，。]{0,4}，)"
)
_ALL_TOLD = re.compile(
    "完成[^，。]{0,10}的[0-9.]+%|(?:付梓|面世|脱稿|完稿|出书|印行)[0-9]+(?:余|多)?部|在[0-9]+(?:余|多)?(?:所|个|家)[^，。]{0,20}(?:设立|设置|建成|投放)|入藏[^，。]{0,24}[0-9.]+(?:余|多)?万?(?:余|多)?(?:册|件|部|卷)|(?:已|共|现|中)有[0-9]+(?:余|多)?(?:个|部|家|人)|(?:个|部|家)[^，。]{0,8}有[0-9]+(?:余|多)?(?:个|部|家)|(?:目前|现)?已[^，。]{0,4}出版[^，。]{0,60}等[0-9]+(?:余|多)?(?:部|种|册|卷)|共有[0-9]|已达[0-9]|累计[^，。]{0,14}[0-9]|推送[^，。]{0,12}[0-9]|[0-9](?:部|件|篇|项)(?:作品|成果)?获奖|走访[^，。]{0,12}[0-9](?:余|多)?(?:人|户)|建成[^，。]{0,12}[0-9]+(?:余|多)?(?:个|座|家|处)"
)
_INSTRUCTED = re.compile("(?:批示|签批|批办)[^，。]{0,6}[0-9]+(?:余|多)?(?:次|件|篇|条|期)")
_FINISHED = ("event.other.finished", "event.other.completed")
_LENGTH = re.compile("稿[^，。]{0,4}[0-9.]+(?:余|多)?万?(?:余|多)?字")
_COUNTED_KINDS = ("publication", "review", "organization", "launch", "other")
_CEREMONIES = ("publication", "outreach", "training", "meeting")
_SEVERAL_WORKS = re.compile("[两二三四五六七八九十0-9]部[^，。]{0,8}(?:志|年鉴)")
_ALL_OF_THEM = re.compile("[0-9]+个(?:县|市|区)[^，。]{0,12}(?:均|都|全部|已)")
_ROSTER = re.compile(r"[0-9]+个(?:县|市|区)|各(?:县|市|区)")
_PARTNER = re.compile("(?<!参)[与同和](?=[^，。]{2,40}(?:座谈|会谈|交流|会商))")
_BETWEEN_TWO = re.compile("主持|双方")
_BOTH = re.compile("(?:最后|随后|会后|其间|期间|活动结束后)?，?(?:双方|双边)")
_WHERE_SEATED = re.compile("(?:在|出席(?:了)?)(?=[^与和同]{2,30}(?:与|和|同|主持|组织的|座谈会|参加座谈))")
_AT = re.compile("(?:并|还|又|随后|当晚|当天|当日|会后)?在")
_AT_MEETING = re.compile("会议|会上|座谈会|调研组|期间")
_WITH = re.compile("(?:并|还|又|同时|随后|当天|其间|期间|会后)?(?:与|同(?!时|日))")
_PLACE = re.compile("在[^，。]{2,12}，")
_IN_PASSING = re.compile(
    "在(?:认真|详细|仔细|专题)?(?:听取|听完|查看|察看|观看|了解|实地|现场)[^，。]{0,40}(?:后|时|中|期间|之余|的同时|的?基础上)"
)
_BY_THE_MEETING = re.compile("(?:会议|与会(?:专家|人员|代表)|评审组)")
_LECTURED = re.compile("(?:作|做|开展|进行)(?:了)?[^，。]*(?:报告|讲座|宣讲|党课)")
_EXPERTS = re.compile("[^，。]{0,8}(?:专家|评委|评审组|与会人员|会议)")
_OF_A_WORK = re.compile("《|该(?:志|书|年鉴|卷|丛书)|全书")
_FRAME = re.compile("(?:^|[，；：])在$")
_FRAMED = re.compile("[^，。；]{2,30}[中上]，")
_OF_MANY = re.compile("(?:其中|另有|另|有|已有|还有)?[0-9]+(?:余|多)?(?:部|个|家|卷|册)")
_AFTERWARDS = re.compile("[\u4e00-\u9fff]{2,}随后")
_SAT_DOWN = re.compile("(?:并|还|又|随后|之后)(?:现场|组织|在当地)?(?:召开|举行)(?:了)?[^，。]{0,8}座谈会")
_ROUNDS = re.compile("(?:展览|讲座|培训|活动|直播)[0-9]+(?:余|多)?(?:场|次|期)")
_SINCE = re.compile("(?:[^，。]{1,8})?以来[^，。]")
_ORGANISED = re.compile("由(?=[^，。；]{2,40}主办)")
_UNVEILED = re.compile("揭[幕牌]|剪彩")
_RETURNED = re.compile("返[回程]后|回来后|归来后|考察(?:结束)?后")
_HALF_A_YEAR = 180
_SEATED = re.compile("(?:在)?(?:随后)?(?:[召举][开行])?的?(?:交流)?座谈(?:会|交流会|交流)?[上中时]")
_ENGAGED = ("event.other.hired", "event.other.staffed")
_THIS_ONE = re.compile("[此本](?:次|届)(?!会议(?:还|决定))")
_LIST_OF_TITLES = re.compile(r"(?:《※+》(?:（[^）]*）)?[、和及与]{0,2}(?:画册|图册|读本|志书|年鉴|图书)?){2,}")

_THAT_WORK = re.compile("该(?:志|书|鉴|年鉴|卷|稿|志稿)")
_NEAR = 200  # characters back to the title that 该志 points to

_LOOKED_BACK_AT = 100  # events of one paragraph, of which no real one tells a quarter


@dataclass(slots=True)
class Event:
    """An event at ``start``..``end``; ``verb`` is where its verb stands."""

    start: int
    end: int
    verb: int
    rule: str
    event_type: str
    unit: str | None
    status: str
    date: Date | None
    title: str
    people: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``events.toml``.

    ``across``: its object may stand behind commas; ``fact``: also read in speech; ``after``: types of events that a
    clause without a subject or title of its own only goes on about.
    """

    id: str
    event_type: str
    pattern: re.Pattern[str]
    across: bool = False
    fact: bool = False
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``events.toml``, compiled."""

    rules: tuple[Rule, ...]
    signals: Signals
    planned: re.Pattern[str]
    exhorted: re.Pattern[str]
    obliged: re.Pattern[str]
    group: re.Pattern[str]
    background: re.Pattern[str]
    ahead: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    """The rules and words of ``events.toml``."""
    data = rules("events")
    compiled = []
    for rule in data["rule"]:
        verbs = "|".join(rule["verbs"])
        objects = "|".join(rule.get("objects", ()))
        across = rule.get("across", False)
        between = "。；！？" if across else "，。；：！？"
        pattern = (
            rf"(?:{verbs})(?![的、])(?:[^{between}]{{0,{rule['gap']}}}?)(?:{objects})" if objects else rf"(?:{verbs})"
        )
        compiled.append(
            Rule(
                rule["id"], rule["type"], anchored(pattern), across, rule.get("fact", False),
                tuple(rule.get("after", ())),
            )
        )  # fmt: skip
    return Vocabulary(
        tuple(compiled),
        Signals([rule.pattern.pattern for rule in compiled]),
        re.compile("|".join(data["planned"])),
        anchored("|".join([*data["exhorted"], *data["urged"]])),
        anchored("|".join(data["exhorted"])),
        re.compile("|".join(data["group"])),
        re.compile("|".join(data["background"])),
        re.compile("|".join(data["ahead"])),
    )


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
        if clause.start < covered or _IN_PASSING.fullmatch(context.article.plain, clause.start, clause.end):
            continue
        spoken = clause.start >= statement.speech_from
        end = clause.end if spoken else min(clause.end, statement.speech_from)
        if exhorted and clause.subject and not clause.grouped:
            exhorted = False
        if state and not clause.subject and not context.titles_in(clause.start, end):
            continue  # 目前，方志馆已建成: how things stand
        matches = _matches(context, places, clause.start, end, statement.sentence.end, spoken)
        dealt = _dealt_out(context, clause, end, [start for _, start, _ in matches])
        for rule, start, stop in matches:
            if stop > end:
                end = covered = next((c.end for c in statement.clauses if c.end >= stop), statement.sentence.end)
            status = _status(context, clause, start)
            if status is None or (exhorted and not clause.subject):
                exhorted = True
                continue
            if is_background(context, statement, clause, start):
                continue
            if ahead or (not clause.subject and (planned or _planned_before(context, statement, clause))):
                status = "planned"
            planned = planned or status == "planned"
            if _tallied(context, statement, clause, end, rule) or targets.is_due(context, clause.start, stop):
                continue
            if clause.grouped and not clause.subject:
                continue
            for event in _events_of(context, statement, clause, end, rule, start, stop, status, found):
                if dealt is None or dealt(start) in (None, event.unit):
                    found.append(event)
        if vocabulary().exhorted.match(context.article.plain, clause.start):
            exhorted = True
        if not spoken and _SEATED.fullmatch(context.article.plain, clause.start, clause.end):
            found += _seated(context, statement, clause, found)
        elif not spoken and not _attendance(context, statement, clause, found):
            found += _attended_meeting(context, statement, clause, end, found)


def _lies_ahead(context: Context, statement: Statement) -> bool:
    """Whether a sentence opens with what is yet to come: 下一步, or a day after the issue's own."""
    start = statement.sentence.start
    if vocabulary().ahead.match(context.article.plain, start):
        return True
    first = statement.dates[0] if statement.dates else None
    if first is None or first.first is None or context.issued is None or first.start > start + 1:
        return False
    return first.first > context.issued


def _planned_before(context: Context, statement: Statement, clause: Clause) -> bool:
    """Whether the clauses before, back to the one that says who acts, make a plan: 计划印刷5000册，免费发放."""
    for other in reversed([c for c in statement.clauses if c.start < clause.start][-2:]):
        if _said_at(context, vocabulary().planned, other) is not None:
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
    further = [index for index in places.patterns(end + 1, sentence_end) if rules[index].across]
    for index in sorted({*places.patterns(start, end + 1), *further}):
        rule = rules[index]
        if spoken and not (rule.fact and context.titles_in(max(start - 40, 0), end)):
            continue
        for match in rule.pattern.finditer(context.article.plain, start, sentence_end if rule.across else end + 1):
            if match.start() >= end:
                break
            if _SAID_OF_NOUN.match(context.article.plain, match.end()):
                continue  # 已开展编纂工作的昆明: said of a noun, not told
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
    # 遴选15名专家组建评审专家组 is one thing
    return [item for item in found if item[0].id not in _ENGAGED or not any(item[1] < at <= end for at in gathered)]


def is_background(context: Context, statement: Statement, clause: Clause, verb: int) -> bool:
    """Whether a clause tells what lies behind the news, by its own words or by when it happened: 早在1996年，."""
    plain = context.article.plain
    before = next((c for c in reversed(statement.clauses) if c.end < clause.start), None)
    adverbial = before is not None and before.end - before.start <= 10 and plain[before.end] == "，"
    start = before.start if before and adverbial else clause.start
    # What lies behind may be told by what follows (采取召开座谈会等形式), so the clause is read past the verb.
    lies_behind = vocabulary().background.search(plain, start, max(clause.end, verb))
    return lies_behind is not None and lies_behind.start() < verb


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


def _tallied(context: Context, statement: Statement, clause: Clause, end: int, rule: Rule) -> bool:
    """Whether a clause gives a count over a time or a roster (全年出版志书146部), which is a figure, not an event."""
    plain = context.article.plain
    so_far = any(_SO_FAR.match(plain, at) for at in (statement.sentence.start, clause.start))
    if rule.event_type == "meeting" or rule.id in _JOURNEYS:
        return False
    if (so_far and _COUNT.search(plain, clause.start, end)) or _ALL_TOLD.search(plain, clause.start, end):
        return True
    if rule.event_type in _COUNTED_KINDS and _OF_MANY.match(plain, clause.start):
        return True  # 其中57部交来初稿, 8个将经费列入预算
    if rule.event_type == "instruction":
        return _INSTRUCTED.search(plain, clause.start, end) is not None
    if rule.event_type == "commendation":
        return False
    if rule.id in _FINISHED and _LENGTH.search(plain, clause.start, end):
        return False  # 形成初稿320万字: how long it is, not how many there are
    if rule.event_type == "outreach" and _GIVEN_AWAY.search(plain, clause.start, end):
        return bool(_COUNTED.search(plain, statement.sentence.start, end))
    if rule.event_type == "organization" and _ALL_OF_THEM.match(plain, clause.start):
        return True
    if _ROSTER.search(plain, clause.start, end) and rule.event_type in ("publication", "review"):
        return True
    dated = any(d.precision in ("day", "range") and d.start < end for d in statement.dates)
    if _ROUNDS.search(plain, clause.start, end) and not dated:
        return True
    if not _FIGURE.search(plain, clause.start, end):
        return False
    dated = any(d.precision in ("day", "range") and d.start < end for d in statement.dates)
    if dated and not so_far:
        return False
    return bool(
        _TALLY.search(plain, clause.start, end)
        or _TALLY.search(plain, statement.sentence.start, min(clause.start, statement.sentence.start + 12))
    )


def _status(context: Context, clause: Clause, verb: int) -> str | None:
    """happened, planned, or None for an exhortation."""
    # What makes a plan may be told by what follows (将经费列入 is none), so the clause is read past the verb.
    demanded = _said_at(context, vocabulary().exhorted, clause)
    if demanded is not None and demanded < verb:
        return None
    first = _said_at(context, vocabulary().planned, clause)
    return "planned" if first is not None and first < verb else "happened"


def _said_at(context: Context, words: re.Pattern[str], clause: Clause) -> int | None:
    """Where one of the words stands in a clause, outside people's names (主任方拟之 plans nothing)."""
    for match in words.finditer(context.article.plain, clause.start, clause.end):
        named = context.people_in(match.start() - 4, match.start() + 1)
        if not any(person.start <= match.start() < person.end for person in named):
            return match.start()
    return None


def _events_of(
    context: Context, statement: Statement, clause: Clause, end: int, rule: Rule, start: int, stop: int, status: str,
    found: list[Event],
) -> Iterator[Event]:  # fmt: skip
    here = _of_paragraph(context, found, clause.start)
    so_far = [event for event in here if event.start >= statement.sentence.start]
    subjects = _whose(context, statement, clause, end, rule, start, stop, found, here)
    if _elaborates(context, statement, clause, rule, start, so_far, here, subjects, found):
        return
    spoken = clause.start >= statement.speech_from
    # 《…》9月由…出版 begins with its title, 首发式5月30日举行 with what was held
    verb = stop if any(start < d.start < stop for d in statement.dates) else start
    silent = spoken and not any(statement.speech_from <= d.start < verb for d in statement.dates)
    date = None if silent else governing_date(context, statement, clause, verb, planned=status == "planned")
    first = _quote_start(context, statement, clause, subjects)
    sentence = statement.sentence
    works = [title.title for title in context.titles_in(clause.start, end)]
    names = context.names_in(sentence.start, min(sentence.end, statement.speech_from))
    named = [m.code for m in context.units_in(clause.start, end) if m.code]
    if (
        is_history(context, date)
        or _of_its_past(context, statement, rule, date)
        or _adopts_no_document(context, rule, start, end)
    ):
        return
    papers = rule.id == "event.publication.printed" and context.article.plain.startswith("编印", start)
    papers = papers and all(title.kind == "document" for title in context.titles_in(start, end))
    kind = "issuance" if papers else rule.event_type  # 编印《村志编纂规范》
    dealt = _dates_dealt(context, statement, clause, verb, len(subjects))
    for at, unit in enumerate(subjects):
        date = dealt[at] if dealt else date
        if _retold(
            context, rule, clause, date, works, unit, [e for e in found[-_LOOKED_BACK_AT:] if e.verb < clause.start]
        ):
            continue
        twins = [e for e in so_far if e.event_type == rule.event_type and e.unit == unit and e.start == first]
        if twins and not _separate(context, clause, rule, start, twins):
            continue
        for _ in range(_documents(context, rule, start, end)):
            yield Event(
                first, end, start, rule.id, kind, unit, status, date,
                _label(context, unit, start, end), names, works, list(dict.fromkeys([unit, *named])),
            )  # fmt: skip


def _whose(
    context: Context, statement: Statement, clause: Clause, end: int, rule: Rule, start: int, stop: int,
    found: list[Event], here: list[Event],
) -> tuple[str, ...]:  # fmt: skip
    """The units whose event it is: who acts, or whom the kind of event is about (host, visited, honoured, reviewed)."""
    subjects = context.subject(statement, clause, start)
    led = next((c for c in reversed(statement.clauses) if c.start <= clause.start and c.subject), clause)
    if _BOTH.match(context.article.plain, led.start) and rule.event_type in ("outreach", "other"):
        journey = next((e for e in reversed(found[-_LOOKED_BACK_AT:]) if e.event_type == "visit"), None)
        visited = _end_of(context, journey) if journey else None
        subjects = (journey.unit, visited) if journey and journey.unit and visited else subjects
    if rule.event_type == "visit":
        placed = _PLACE.match(context.article.plain, statement.sentence.start)
        reach = end if rule.id in _LOOKING else stop
        named_here = context.units_in(start, reach, titles=False)
        told_from = statement.sentence.start if placed or not (clause.subject or named_here) else start
        subjects = _visit_units(context, subjects, told_from, reach)
    elif rule.id == "event.other.hired" and _WITH.match(context.article.plain, clause.start):
        partners = [m.code for m in context.units_in(clause.start, start, titles=False) if m.code]
        subjects = tuple(dict.fromkeys([*subjects, *partners]))
    elif rule.id == "event.other.hired" and len(subjects) > 1:
        subjects = _without_inner(subjects)
    elif rule.event_type == "review":
        reviewed = _reviewed_units(context, subjects, clause.start, end)
        convened = rule.id != "event.review.passed" and (
            clause.subject or "组织" in context.article.plain[clause.start : stop]
        )
        subjects = subjects if convened and reviewed else reviewed
    elif rule.event_type == "commendation" and (owners := _several_owners(context, clause.start, start)):
        subjects = owners
    elif rule.id == "event.meeting.told_of" and (
        visit := next((e for e in found[-_LOOKED_BACK_AT:] if e.event_type == "visit"), None)
    ):
        subjects = (_end_of(context, visit) or subjects[0],) if subjects else ()
    elif rule.id.endswith(".convened") and (organisers := _organisers(context, clause, statement)):
        subjects = organisers
    elif rule.id == "event.commendation.given" and (praised := _praised(context, clause, start)):
        subjects = praised
    elif context.article.plain.startswith("授予", start):
        honoured = (
            mention.code for mention in context.units_in(start, end, titles=False, relative=False) if mention.code
        )
        subjects = tuple(dict.fromkeys(honoured)) or subjects
    elif rule.id == "event.meeting.held" and _met_on_the_way(context, statement, clause, found):
        here_at = context.units_in(clause.start, clause.start + 4, titles=False)
        subjects = (here_at[0].code or "",)
    elif rule.id == "event.meeting.held" and context.is_party(clause.start):
        named = [m.code for m in context.units_in(statement.sentence.start, clause.start, titles=False) if m.code]
        subjects = tuple(named[-1:]) if _PLACE.match(context.article.plain, statement.sentence.start) else subjects
    elif rule.id == "event.meeting.talks" or (
        rule.event_type == "meeting"
        and (
            _BETWEEN_TWO.search(context.article.plain, clause.start, stop)
            or _WITH.match(context.article.plain, clause.start)
            or _SAT_DOWN.match(context.article.plain, clause.start)
        )
    ):
        subjects = (
            _host(context, clause, start, stop)
            or _visited_partner(context, clause, start, stop, found)
            or _visited(context, clause, [e for e in here if e.start >= statement.sentence.start])
            or subjects
        )
    return subjects


def _without_inner(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A city that signs with its own counties signs for itself; neighbours sign each for their own."""
    units = reference()
    first = codes[0]
    inner = [code for code in codes[1:] if first in (units[code].parent, units[code].prefecture, units[code].province)]
    return (first,) if len(inner) == len(codes) - 1 else codes


def _praised(context: Context, clause: Clause, verb: int) -> tuple[str, ...]:
    """Whom a praise names: 对遂宁市、雅安市予以表扬."""
    at = context.article.plain.rfind("对", clause.start, verb)
    mentions = context.units_in(at + 1, at + 2, titles=False, relative=False) if at >= 0 else []
    listed = context.listed(context.units_in(at + 1, verb, titles=False, relative=False)) if mentions else []
    return tuple(dict.fromkeys(m.code for m in listed if m.code))


def _organisers(context: Context, clause: Clause, statement: Statement) -> tuple[str, ...]:
    """Who holds a meeting that is told of by its name: 座谈会在嘉兴市举行，由省地方志办主办."""
    held_by = _ORGANISED.search(context.article.plain, clause.start, statement.sentence.end)
    if held_by is None:
        return ()
    end = context.article.plain.find("主办", held_by.end())
    mentions = context.listed(context.units_in(held_by.end(), end, titles=False))
    return context.narrowed(mentions, tuple(dict.fromkeys(m.code for m in mentions if m.code)))


def _dates_dealt(context: Context, statement: Statement, clause: Clause, verb: int, count: int) -> list[Date]:
    """The date of each of several where 分别于 gives them as many: 《A》《B》分别于5月、6月出版."""
    plain = context.article.plain
    at = plain.find("分别", clause.start, verb)
    inside = plain.startswith("分别于", at) if at >= 0 else False
    given = [d for d in statement.dates if (at < d.start < verb if inside else d.end < max(at, clause.start))]
    return given if at >= 0 and len(given) == count > 1 else []


def _retold(
    context: Context, rule: Rule, clause: Clause, date: Date | None, works: list[str], unit: str, found: list[Event]
) -> bool:
    """Whether a work's review or publication was told before, and this only says what came of it, or who printed it."""
    that_work = _THAT_WORK.search(context.article.plain, clause.start, clause.end)
    if rule.event_type not in ("review", "publication") or not (works or that_work):
        return False
    if date and date.basis != "inherited":
        return False
    return any(
        e.event_type == rule.event_type and unit in e.units and e.date and set(works) <= set(e.works)
        for e in found[-_LOOKED_BACK_AT:]
    )


def _met_on_the_way(context: Context, statement: Statement, clause: Clause, found: list[Event]) -> bool:
    """Whether a meeting is told as part of a journey: 调查组走访了…，在防城区召开座谈会."""
    at = _AT.match(context.article.plain, clause.start)
    placed = at is not None and bool(context.units_in(clause.start, at.end() + 1, titles=False))
    travelling = any(e.event_type == "visit" for e in _of_paragraph(context, found, clause.start))
    return placed and travelling and not clause.subject and clause.start > statement.sentence.start


def is_history(context: Context, date: Date | None) -> bool:
    """Whether something happened so long before the issue that it is told as background."""
    long_ago = context.issued and date and date.last and date.last.year < context.issued.year - 1
    return bool(long_ago) and date is not None and date.precision == "year"


def _of_its_past(context: Context, statement: Statement, rule: Rule, date: Date | None) -> bool:
    """Whether a sentence about a work recalls what it went through half a year ago and more: 该志2020年启动编纂."""
    if context.issued is None or date is None or date.last is None or date.basis == "inherited":
        return False
    recalled = rule.event_type in ("launch", "review") or rule.id in _FINISHED
    about = _OF_A_WORK.match(context.article.plain, statement.sentence.start)
    return bool(recalled and about) and (context.issued - date.last).days > _HALF_A_YEAR


def _several_owners(context: Context, start: int, end: int) -> tuple[str, ...]:
    """The units of the works that are honoured together, where they are several: 我市《A年鉴》《B年鉴》榜上有名."""
    owners = [context.owner(title) for title in context.titles_in(start, end)]
    several = tuple(dict.fromkeys(owner for owner in owners if owner))
    return several if len(several) > 1 and None not in owners else ()


def _adopts_no_document(context: Context, rule: Rule, verb: int, end: int) -> bool:
    """Whether what is passed is a work or its outline, no regulation: 审议通过《…志》篇目."""
    if rule.id != "event.issuance.document" or not context.article.plain.startswith(("审议", "讨论"), verb):
        return False
    titles = context.titles_in(verb, end)
    return bool(titles) and titles[0].kind != "document"


def _host(context: Context, clause: Clause, verb: int, stop: int) -> tuple[str, ...]:
    """Where a talk was held: 在重庆市地方志办公室与主任座谈."""
    place = _WHERE_SEATED.search(context.article.plain[clause.start : max(stop, verb + 4)])
    if not place:
        return ()
    named = context.units_in(clause.start + place.end(), max(stop, verb + 1), titles=False)
    inner = context.narrowed(named, tuple(dict.fromkeys(m.code for m in named if m.code)))
    return inner[:1]


def _visited_partner(context: Context, clause: Clause, verb: int, stop: int, found: list[Event]) -> tuple[str, ...]:
    """With whom those who travelled sat down: 考察组与安庆市史志研究室进行座谈."""
    visitors = {e.unit for e in _of_paragraph(context, found, clause.start) if e.event_type == "visit"}
    alone = not clause.subject or context.is_party(clause.start) or set(clause.subject) <= visitors
    if not alone or not any(e.event_type == "visit" for e in _of_paragraph(context, found, clause.start)):
        return ()
    partner = _PARTNER.search(context.article.plain, clause.start, stop)
    named = context.units_in(partner.end(), partner.end() + 1, titles=False) if partner else []
    listed = context.units_in(partner.end(), stop, titles=False) if partner and named else []
    return tuple(dict.fromkeys(m.code for m in context.listed(listed) if m.code))


def _end_of(context: Context, journey: Event) -> str | None:
    """Where a journey led: to the event's own unit where another one set out, else to the next one that is named."""
    mentions = context.units_in(journey.start, journey.end, titles=False)
    named = context.narrowed(mentions, tuple(dict.fromkeys(m.code for m in mentions if m.code)))
    if named and named[0] != journey.unit:
        return journey.unit
    return named[1] if len(named) > 1 else None


def _seat(attendant: str | None, visited: str | None) -> str | None:
    """Whose meeting it is that those who accompany a visit attend: their own unit's, or the one visited inside it."""
    unit = reference().get(visited or "")
    return visited if unit and attendant in (unit.parent, unit.prefecture, unit.province) else attendant


def _visited(context: Context, clause: Clause, told: list[Event]) -> tuple[str, ...]:
    """Where a sentence's journey led, for the meeting held there: 到青神县调研，并主持召开座谈会; 双方举行座谈会."""
    journey = next((e for e in reversed(told) if e.event_type == "visit"), None)
    if journey is None or (clause.subject and not _BOTH.match(context.article.plain, clause.start)):
        return ()
    visited = _end_of(context, journey)
    return (visited,) if visited else ()


def _elaborates(
    context: Context, statement: Statement, clause: Clause, rule: Rule, verb: int, known: list[Event],
    paragraph: list[Event], subjects: tuple[str, ...], found: list[Event],
) -> bool:  # fmt: skip
    """Whether a clause goes on about a meeting, training or review that the paragraph has told of already."""
    plain = context.article.plain
    if _THIS_ONE.match(plain, clause.start) and paragraph:
        return True
    others = (
        rule.event_type == "commendation"
        and clause.subject
        and not any(e.event_type == "commendation" and e.unit in clause.subject for e in paragraph)
    )  # 万卷书等17人被授予“先进个人”称号: honoured beside those told of before
    if (
        not others
        and context.people_in(clause.start, clause.end)
        and any(e.event_type in rule.after for e in paragraph)
    ):
        return True
    if rule.event_type == "other" and known and context.article.plain.startswith(("共", "累计"), clause.start):
        return True
    anonymous = not context.people_in(clause.start, clause.end)
    led = clause.subject and (anonymous or rule.event_type == "commendation")
    if not led and any(e.event_type in rule.after for e in known):
        return not context.titles_in(clause.start, clause.end)
    if rule.id == "event.other.reported" and any(
        e.event_type in ("meeting", "visit")
        for e in (paragraph if _AT_MEETING.match(context.article.plain, statement.sentence.start) else known)
    ):
        return True
    if rule.event_type == "publication" and not context.titles_in(clause.start, clause.end):
        dated = any(clause.start <= d.start < clause.end for d in statement.dates)
        if not dated and any(e.event_type == "publication" and e.unit in subjects for e in paragraph):
            return True
    if rule.id == "event.commendation.given" and any(e.event_type in _CEREMONIES for e in known):
        return bool(context.people_in(clause.start, clause.end))
    if rule.event_type == "visit" and (not clause.subject or context.is_party(clause.start)):
        party = context.is_party(statement.sentence.start)
        seen = {
            code
            for e in (found[-_LOOKED_BACK_AT:] if party else paragraph)
            if e.event_type == "visit" and e not in known
            for code in e.units
        }
        named = {m.code for m in context.units_in(statement.sentence.start, clause.end, titles=False)}
        if seen and named <= seen:
            return True
    met = any(e.event_type == "meeting" for e in paragraph)
    if rule.id == "event.meeting.talks" and met and context.people_in(clause.start, clause.end):
        return True
    unveiled = _UNVEILED.match(plain, verb) and context.people_in(clause.start, clause.end)
    if unveiled and any(e.event_type in _CEREMONIES for e in found[-3:]):
        return True
    lectured = _LECTURED.match(plain, verb) and context.people_in(statement.sentence.start, clause.end)
    if lectured and any(e.event_type in ("training", "meeting") for e in found[-3:]):
        return True
    if rule.event_type == "outreach" and given_by_guests(context, statement, clause, paragraph):
        return True
    if rule.id in _LOOKING and not clause.subject and any(e.event_type == "visit" for e in known):
        return not context.units_in(clause.start, clause.end, titles=False)
    if rule.event_type == "outreach" and any(e.event_type in _CEREMONIES for e in known):
        given = _GIVEN_AWAY.search(context.article.plain, clause.start, clause.end)
        return bool(context.people_in(clause.start, clause.end)) or not (clause.subject or given)
    if rule.event_type not in ("meeting", "training", "review"):
        return False
    if rule.id == "event.training.attended" and any(e.event_type == "training" for e in paragraph):
        return not re.match("选派|组织", context.article.plain[clause.start :])
    same = [e for e in known if e.event_type == rule.event_type]
    if same and context.people_in(clause.start, clause.end):
        return True
    if rule.event_type == "review" and _BY_THE_MEETING.match(plain, clause.start):
        return any(e.event_type == "review" and e.unit in subjects for e in found[-_LOOKED_BACK_AT:])
    if rule.event_type == "review" and not context.titles_in(clause.start, clause.end):
        if same and not clause.subject:
            return True
        said = rule.id == "event.review.comments"
        if said and _EXPERTS.match(plain, clause.start) and any(e.event_type == "review" for e in found[-3:]):
            return True
        earlier = [e for e in (found[-_LOOKED_BACK_AT:] if said else paragraph) if e.event_type == "review"]
        return any(e.unit in subjects for e in earlier) and not any(
            clause.start <= d.start < clause.end for d in statement.dates
        )
    return False


def given_by_guests(context: Context, statement: Statement, clause: Clause, told: list[Event]) -> bool:
    """Whether those who attended a ceremony give books away at it: 副市长周鸿出席仪式，并向学生赠书."""
    before = next((c for c in reversed(statement.clauses) if c.end < clause.start), None)
    guests = before is not None and before.attended and bool(context.people_in(before.start, before.end))
    return guests and not clause.subject and any(e.event_type in _CEREMONIES for e in told)


def _documents(context: Context, rule: Rule, verb: int, end: int) -> int:
    """One verb with two documents, or two works that came out, is two events."""
    if rule.event_type != "issuance" and rule.id != "event.publication.printed":
        return 1
    listed = _LIST_OF_TITLES.search(context.article.plain, verb, end)
    return listed.group().count("《") if listed else 1


def _separate(context: Context, clause: Clause, rule: Rule, verb: int, twins: list[Event]) -> bool:
    """Whether a second verb of the same kind in a sentence is an event of its own, not an elaboration."""
    if rule.event_type == "visit":
        return context.article.plain[max(0, verb - 2) : verb].endswith(("并", "又", "先后", "分别", "后"))
    if rule.event_type == "other":
        another = clause.start > max(e.verb for e in twins) and all(e.rule != rule.id for e in twins)
        another = another or context.article.plain.startswith(("所需", "经费"), clause.start)
        return another or bool(clause.subject) or bool(context.titles_in(clause.start, clause.end))
    if rule.event_type == "commendation":
        return context.article.plain.startswith("《", clause.start)
    return rule.event_type in ("issuance", "organization", "publication", "training")


def _visit_units(context: Context, subjects: tuple[str, ...], start: int, stop: int) -> tuple[str, ...]:
    """The visitor when a unit travels to another, the visited unit when a leader inspects an office in his own area."""
    if len(subjects) != 1:
        return subjects
    visitor = subjects[0]
    units = reference()
    visited = [m.code for m in context.units_in(start, stop, titles=False) if m.code and m.code != visitor]
    if context.article.plain.startswith("等地", max((m.end for m in context.units_in(start, stop)), default=stop)):
        return subjects  # 分赴巴中市、甘孜州等地督导: not all who were visited are named
    visited = list(context.narrowed(context.units_in(start, stop, titles=False), tuple(dict.fromkeys(visited))))
    inside = [code for code in visited if visitor in (units[code].parent, units[code].prefecture, units[code].province)]
    return tuple(dict.fromkeys(inside)) if inside and len(inside) == len(visited) else subjects


def _reviewed_units(context: Context, subjects: tuple[str, ...], start: int, end: int) -> tuple[str, ...]:
    """Whose work is reviewed, where a city or province reviews the works of its counties that it names by title."""
    units = reference()
    owners = [owner for title in context.titles_in(start, end) if (owner := context.owner(title))]
    if not owners and _THAT_WORK.search(context.article.plain, start, end):
        before = [title for title in context.titles_in(max(0, start - _NEAR), start) if context.owner(title)]
        owners = [owner for title in before[-1:] if (owner := context.owner(title))]
    after = context.titles_in(end, min(end + 2, len(context.article.plain)))
    several = len(context.titles_in(end, context.article.plain.find("，" if after else "。", end + 2))) > 1
    named_next = bool(after) and context.title_unit(after[0]) not in subjects
    if not owners and named_next and (several or _SEVERAL_WORKS.search(context.article.plain, start, end)):
        return ()  # 对三部县志进行终审，《…》《…》获得通过: the works' own units are named next
    above = {unit for code in owners for unit in (units[code].parent, units[code].prefecture, units[code].province)}
    return tuple(dict.fromkeys(owners)) if owners and set(subjects) & above else subjects


def governing_date(
    context: Context, statement: Statement, clause: Clause, verb: int, *, figures: bool = False, planned: bool = False
) -> Date | None:
    """The date of what a verb says: the nearest one before it that stands at the head of a clause or after 于."""
    plain = context.article.plain
    dated = [d for d in statement.dates if d.start < verb]
    if any(d.precision in ("day", "range", "month") for d in dated):
        dated = [d for d in dated if d.precision != "year"]  # 8月22日，2024年精品工程名单公布
    for date in reversed(dated):
        if plain.startswith("截至", date.start - 2) and not figures:
            return None
        lead = plain[statement.sentence.start : date.start].rstrip()
        adverbial = plain.startswith(("，", "起，", "以来，"), date.end) and not re.search(
            "[\u4e00-\u9fff]{9}$", lead
        )  # 调研当日，
        earlier = date.start < clause.start
        done = "已" in plain[clause.start : verb + 1] and plain[date.end] != "，"
        if earlier and (done or _AFTERWARDS.search(plain, clause.start, verb)):
            return None  # 4月通过评审，《…》则已出版; 8月印发分解表，两区随后成立编委会
        if date.start < clause.start and _SINCE.match(plain, date.end):
            continue  # 9月28日开馆以来接待读者3.6万人次，两县分馆对外开放
        framed = _FRAME.search(lead) and _FRAMED.match(plain, date.end)  # 在上月揭晓的评比中，
        opening = bool(framed) or len(lead) <= 1 or lead[-1] in "，；：" or adverbial
        carried = (
            date.precision != "year"
            and not plain.startswith("的", date.end)
            and _goes_on(context, statement, clause, date)
        )
        if date.start < clause.start and not (opening or carried):
            continue
        at_head = date.start == statement.sentence.start or (
            lead and (lead[-1] in "，；：于自在（●○◆◇■□▲△★☆•·" or lead.endswith(("截至", "进入")))
        )
        if date.precision == "year" and (
            not (at_head or date.end == verb)
            or (lead != "在" and _ATTRIBUTIVE.match(plain, date.end) and date.start != statement.sentence.start)
        ):
            continue
        if not at_head and _ATTRIBUTIVE.match(plain, date.end):
            continue
        return _told(context, date, planned)
    if _RETURNED.match(plain, statement.sentence.start) or _RETURNED.match(plain, clause.start):
        return None
    if "已" in plain[clause.start : verb + 1] and not figures:
        return None  # 已将旧志扫描: a state, reached at no stated time
    return _told(context, statement.inherited, planned)


def _goes_on(context: Context, statement: Statement, clause: Clause, date: Date) -> bool:
    """Whether a clause goes on about what a clause with a date began: it has no subject, or none but the same."""
    dated = next((other.subject for other in statement.clauses if other.start <= date.start < other.end), ())
    spoken = not dated and bool(context.people_in(clause.start, clause.end))
    return not clause.subject or spoken or clause.subject == dated


def _told(context: Context, date: Date | None, planned: bool) -> Date | None:
    """The date where it can govern: what has happened does not lie after the issue, and a deadline dates nothing."""
    if date is None or date.edtf is None:
        return None
    late = context.issued is not None and date.first is not None and date.first > context.issued
    return None if late and not planned else date


def _quote_start(context: Context, statement: Statement, clause: Clause, subjects: tuple[str, ...]) -> int:
    """Where the passage that supports an event begins: the clause with its date or its subject."""
    start = clause.start
    for other in statement.clauses:
        if other.start >= clause.start:
            break
        dated = any(other.start <= d.start <= other.start + 2 for d in statement.dates)
        if dated or set(other.subject) & set(subjects):
            return other.start
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
            if _same_paragraph(context, event.start, clause.start):
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
        (e for e in reversed(before) if e.event_type == "visit" and _same_paragraph(context, e.start, clause.start)),
        None,
    )
    found = _ATTENDS.search(context.article.plain, clause.start, end)
    if visit is None or found is None:
        return []
    first = context.people_in(statement.sentence.start, clause.end)[0]
    unit = _seat(context.office_unit(first), _end_of(context, visit))
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
    recent = before[-_LOOKED_BACK_AT:]
    visit = next((e for e in reversed(recent) if e.event_type == "visit"), None)
    unit = _end_of(context, visit) if visit else None
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


def _of_paragraph(context: Context, found: list[Event], position: int) -> list[Event]:
    """The events told so far in the paragraph of ``position``, the last ones of very many."""
    start = context.article.after_last("\n", position)
    first = len(found)
    while first and found[first - 1].start >= start and len(found) - first < _LOOKED_BACK_AT:
        first -= 1
    return found[first:]


def _same_paragraph(context: Context, first: int, second: int) -> bool:
    return "\n" not in context.article.norm[first:second]
