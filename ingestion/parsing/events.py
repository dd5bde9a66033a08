"""Events: a thing that happened, with a verb in the completed sense, one row per unit whose event it is.

The verbs and objects of each type stand in ``events.toml``; a rule's id there is the ``rule_id`` of its rows. A clause
is read in turn: who acts (``context``), whether the verb is a plan (拟, 将) or an exhortation (要, 须), which date
governs it. 南充市、广安市印发《…》 gives an event for each city; a leader who attends belongs to the meeting; what a
speech or an instruction demands is no event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ingestion.parsing import measures, targets
from ingestion.parsing.dates import Date
from ingestion.parsing.signals import Places, Signals
from ingestion.parsing.units import reference
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Clause, Context, Statement

_ATTENDS = re.compile(
    r"(?:出席|参加|主持)(?:了)?(?:本次|此次|座谈)?(?:会议|座谈会|座谈|活动|会(?=[，。并])|培训会|开班式|推进会|仪式)"
)
_ATTRIBUTIVE = re.compile(r"的?(?:全|工作|度|党史|地方志|史志|年鉴|编纂|重点|目标|任务|财政|卷|版|以来|间|期间)")
_SAID_OF_NOUN = re.compile(r"(?:工作|任务|活动)?(?:的|以来)")
_STATE = re.compile("截至目前|目前，|至目前")
_FIGURE = re.compile(
    r"[0-9][0-9.]*(?:余|多)?(?:万|亿)?(?:余|多)?(?:部|册|篇|件|期|条|场次?|人次|家|座|处|所|户|张|万字|幅|个(?:县|市|区)|名|套|种|本)|[0-9]+个(?:县|市|区)"
)
_TALLY = re.compile(
    r"截至|全年|累计|共计|总计|共(?=[^同]{0,10}[0-9])|以来|年来|展览展出|(?:19|20)[0-9]{2}年(?:全|，?共)|21个|其中|各级|时间"
)
_JOURNEYS = ("event.visit.travelled", "event.visit.across", "event.visit.contact")
_CEREMONIES = ("publication", "outreach", "training", "meeting")
_ROSTER = re.compile(r"[0-9]+个(?:县|市|区)|各(?:县|市|区)")
_PLACE = re.compile("在[^，。]{2,12}，")
_LIST_OF_TITLES = re.compile(r"(?:《※+》(?:（[^）]*）)?[、和及与]{0,2}){2,}")

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
    """One rule of ``events.toml``. ``across``: its object may stand behind commas; ``fact``: also read in speech."""

    id: str
    event_type: str
    pattern: re.Pattern[str]
    across: bool = False
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``events.toml``, compiled."""

    rules: tuple[Rule, ...]
    signals: Signals
    planned: re.Pattern[str]
    exhorted: re.Pattern[str]
    obliged: re.Pattern[str]
    group: re.Pattern[str]


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
        pattern = rf"(?:{verbs})(?!的)(?:[^{between}]{{0,{rule['gap']}}}?)(?:{objects})" if objects else rf"(?:{verbs})"
        compiled.append(Rule(rule["id"], rule["type"], re.compile(pattern), across, rule.get("fact", False)))
    return Vocabulary(
        tuple(compiled),
        Signals([rule.pattern.pattern for rule in compiled]),
        re.compile("|".join(data["planned"])),
        re.compile("|".join([*data["exhorted"], *data["urged"]])),
        re.compile("|".join(data["exhorted"])),
        re.compile("|".join(data["group"])),
    )


def events(context: Context) -> list[Event]:
    """All events of an article in order, planned ones included."""
    found: list[Event] = []
    heads = {start for start, _, _, rule in measures.heads(context) if rule == "measure.run_in"}
    places = vocabulary().signals.scan(context.article.plain)
    for statement in context.statements:
        if statement.sentence.start not in heads:
            _read_statement(context, places, statement, found)
    return found


def _read_statement(context: Context, places: Places, statement: Statement, found: list[Event]) -> None:
    """Adds a sentence's events to those found before it."""
    exhorted = False
    planned = False
    covered = 0
    if _STATE.match(context.article.plain, statement.sentence.start):
        return
    for clause in statement.clauses:
        if clause.start < covered:
            continue
        spoken = clause.start >= statement.speech_from
        end = clause.end if spoken else min(clause.end, statement.speech_from)
        if clause.subject and not clause.grouped:
            exhorted = False
        for rule, start, stop in _matches(context, places, clause.start, end, statement.sentence.end, spoken):
            if stop > end:
                end = covered = next((c.end for c in statement.clauses if c.end >= stop), statement.sentence.end)
            status = _status(context, clause, start)
            if status is None or (exhorted and not clause.subject):
                exhorted = True
                continue
            if planned and not clause.subject:
                status = "planned"
            planned = planned or status == "planned"
            if _tallied(context, statement, clause, end, rule) or targets.is_due(context, clause.start, stop):
                continue
            if clause.grouped and not clause.subject:
                continue
            found += list(_events_of(context, statement, clause, end, rule, start, stop, status, found))
        if vocabulary().exhorted.match(context.article.plain, clause.start):
            exhorted = True
        if not spoken and not _attendance(context, statement, clause, found):
            found += _attended_meeting(context, statement, clause, end, found)


def _matches(
    context: Context, places: Places, start: int, end: int, sentence_end: int, spoken: bool
) -> list[tuple[Rule, int, int]]:
    """Rule matches of a clause, no two over the same verb or object, in order; in reported speech only told facts."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[Rule, int, int]] = []
    for index in places.patterns(start, sentence_end):
        rule = vocabulary().rules[index]
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
    return sorted(found, key=lambda item: item[1])


def _tallied(context: Context, statement: Statement, clause: Clause, end: int, rule: Rule) -> bool:
    """Whether a clause gives a count over a time or a roster (全年出版志书146部), which is a figure, not an event."""
    plain = context.article.plain
    if rule.event_type in ("commendation", "meeting", "instruction") or rule.id in _JOURNEYS:
        return False
    if _ROSTER.search(plain, clause.start, end) and rule.event_type in ("publication", "review"):
        return True
    if not _FIGURE.search(plain, clause.start, end):
        return False
    dated = any(d.precision in ("day", "range") and d.start < end for d in statement.dates)
    if dated and not plain.startswith("截至", statement.sentence.start):
        return False
    return bool(
        _TALLY.search(plain, clause.start, end)
        or (clause.start > statement.sentence.start and _TALLY.match(plain, statement.sentence.start))
    )


def _status(context: Context, clause: Clause, verb: int) -> str | None:
    """happened, planned, or None for an exhortation."""
    before = context.article.plain[clause.start : verb]
    if vocabulary().exhorted.search(before):
        return None
    return "planned" if vocabulary().planned.search(before) else "happened"


def _events_of(
    context: Context, statement: Statement, clause: Clause, end: int, rule: Rule, start: int, stop: int, status: str,
    found: list[Event],
) -> Iterator[Event]:  # fmt: skip
    subjects = context.subject(statement, clause, start)
    if rule.event_type == "visit":
        subjects = _visit_units(
            context,
            subjects,
            statement.sentence.start if _PLACE.match(context.article.plain, statement.sentence.start) else start,
            stop,
        )
    elif rule.id == "event.meeting.talks" or (
        rule.event_type == "meeting" and "主持" in context.article.plain[clause.start : stop]
    ):
        subjects = _host(context, clause, start) or subjects
    here = _of_paragraph(context, found, clause.start)
    so_far = [event for event in here if event.start >= statement.sentence.start]
    if _elaborates(context, statement, clause, rule, so_far, here, subjects):
        return
    date = (
        None
        if clause.start >= statement.speech_from
        else governing_date(context, statement, clause, start, planned=status == "planned")
    )
    first = _quote_start(context, statement, clause, subjects)
    sentence = statement.sentence
    works = [title.title for title in context.titles_in(clause.start, end)]
    names = context.names_in(sentence.start, min(sentence.end, statement.speech_from))
    named = [m.code for m in context.units_in(clause.start, end) if m.code]
    for unit in subjects:
        twin = any(e.event_type == rule.event_type and e.unit == unit and e.start == first for e in so_far)
        if twin and not _separate(context, clause, rule, start):
            continue
        for _ in range(_documents(context, rule, start, end)):
            yield Event(
                first, end, start, rule.id, rule.event_type, unit, status, date,
                _label(context, unit, start, end), names, works, list(dict.fromkeys([unit, *named])),
            )  # fmt: skip


def _host(context: Context, clause: Clause, verb: int) -> tuple[str, ...]:
    """Where a talk was held: 在重庆市地方志办公室与主任座谈."""
    place = re.search("在(?=[^与和同]{2,30}(?:与|和|同|主持))", context.article.plain[clause.start : verb + 4])
    if not place:
        return ()
    named = context.units_in(clause.start + place.end(), verb + 1, titles=False)
    return (named[0].code,) if named and named[0].code else ()


def _elaborates(
    context: Context, statement: Statement, clause: Clause, rule: Rule, known: list[Event], paragraph: list[Event],
    subjects: tuple[str, ...],
) -> bool:  # fmt: skip
    """Whether a clause goes on about a meeting, training or review that the paragraph has told of already."""
    if rule.id == "event.other.reported" and any(e.event_type in ("meeting", "visit") for e in known):
        return True
    if rule.event_type == "outreach" and any(e.event_type in _CEREMONIES for e in known):
        return bool(context.people_in(clause.start, clause.end)) or not clause.subject
    if rule.event_type not in ("meeting", "training", "review"):
        return False
    if rule.id == "event.training.attended" and any(e.event_type == "training" for e in paragraph):
        return not re.match("选派|组织", context.article.plain[clause.start :])
    same = [e for e in known if e.event_type == rule.event_type]
    if same and context.people_in(clause.start, clause.end):
        return True
    if rule.event_type == "review" and not context.titles_in(clause.start, clause.end):
        earlier = [e for e in paragraph if e.event_type == "review"]
        return any(e.unit in subjects for e in earlier) and not any(
            clause.start <= d.start < clause.end for d in statement.dates
        )
    return False


def _documents(context: Context, rule: Rule, verb: int, end: int) -> int:
    """One verb with two documents, or two works that came out, is two events."""
    if rule.event_type != "issuance" and rule.id != "event.publication.printed":
        return 1
    listed = _LIST_OF_TITLES.search(context.article.plain, verb, end)
    return listed.group().count("《") if listed else 1


def _separate(context: Context, clause: Clause, rule: Rule, verb: int) -> bool:
    """Whether a second verb of the same kind in a sentence is an event of its own, not an elaboration."""
    if rule.event_type == "visit":
        return context.article.plain[max(0, verb - 2) : verb].endswith(("并", "又", "先后", "分别", "后"))
    if rule.event_type == "other":
        return bool(clause.subject) or bool(context.titles_in(clause.start, clause.end))
    return rule.event_type in ("issuance", "organization", "publication", "training")


def _visit_units(context: Context, subjects: tuple[str, ...], start: int, stop: int) -> tuple[str, ...]:
    """The visitor when a unit travels to another, the visited unit when a leader inspects an office in his own area."""
    if len(subjects) != 1:
        return subjects
    visitor = subjects[0]
    units = reference()
    visited = [m.code for m in context.units_in(start, stop, titles=False) if m.code and m.code != visitor]
    inside = [code for code in visited if visitor in (units[code].parent, units[code].prefecture, units[code].province)]
    return tuple(dict.fromkeys(inside)) if inside and len(inside) == len(visited) else subjects


def governing_date(
    context: Context, statement: Statement, clause: Clause, verb: int, *, figures: bool = False, planned: bool = False
) -> Date | None:
    """The date of what a verb says: the nearest one before it that stands at the head of a clause or after 于."""
    plain = context.article.plain
    for date in reversed([d for d in statement.dates if d.start < verb]):
        if plain.startswith("截至", date.start - 2) and not figures:
            return None
        lead = plain[statement.sentence.start : date.start].rstrip()
        opening = len(lead) <= 1 or lead[-1] in "，；："
        if date.start < clause.start and not opening:
            continue
        at_head = date.start == statement.sentence.start or (lead and lead[-1] in "，；：于自在（")
        if date.precision == "year" and (
            not at_head or (_ATTRIBUTIVE.match(plain, date.end) and date.start != statement.sentence.start)
        ):
            continue
        if not at_head and _ATTRIBUTIVE.match(plain, date.end):
            continue
        return _told(context, date, planned)
    return _told(context, statement.inherited, planned)


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
    found = _ATTENDS.search(context.article.plain, clause.start, clause.end)
    if not found:
        return True
    for event in reversed(before):
        if event.event_type in ("meeting", "training", "review", "outreach", "publication", "organization"):
            if _same_paragraph(context, event.start, clause.start):
                names = context.names_in(statement.sentence.start, clause.end)
                event.people = list(dict.fromkeys([*event.people, *names]))
                return True
            break
    return not context.people_in(statement.sentence.start, clause.end)


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
    unit = context.office_unit(first)
    names = list(dict.fromkeys([*visit.people, *context.names_in(statement.sentence.start, clause.end)]))
    return [
        Event(
            statement.sentence.start, end, found.start(), "event.meeting.attended", "meeting", unit, "happened",
            visit.date.inherited() if visit.date else None, _label(context, unit, found.start(), end), names, [],
            [unit] if unit else [],
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
