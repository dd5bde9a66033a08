"""The kinds of event and the words that tell of them (``events.toml``), and an event as it is read.

A rule's id there is the ``rule_id`` of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ingestion.parsing.dates import Date
from ingestion.parsing.signals import Signals, anchored
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.statements import Clause, Statement


LOOKED_BACK_AT = 100  # events of one paragraph, of which no real one tells a quarter


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
class Telling:
    """What a rule reads at ``start``..``stop`` of a clause that is read to ``end``, and the events told before it.

    ``found``: all of the article; ``here``: those of its paragraph; ``known``: those of its sentence.
    """

    context: Context
    statement: Statement
    clause: Clause
    rule: Rule
    start: int
    stop: int
    end: int
    found: list[Event]
    here: list[Event]
    known: list[Event]

    @property
    def plain(self) -> str:
        """The article's text, the words of 《》 titles blanked."""
        return self.context.article.plain


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``events.toml``.

    ``across``: its object may stand behind commas; ``fact``: also read in speech; ``after``: types of events that a
    clause without a subject or title of its own only goes on about; ``lasting``: what it makes lasts (a budget line,
    an office), and the day of what was told before does not date it.
    """

    id: str
    event_type: str
    pattern: re.Pattern[str]
    across: bool = False
    fact: bool = False
    after: tuple[str, ...] = ()
    lasting: bool = False


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


# 加快《…》编纂出版: what is pushed on has not come out.
PUSHED = re.compile("(?:加快|推进|推动|抓好|做好|抓紧|力促|统筹|谋划|筹备|督促)(?!了)[^，。；《]{0,10}《")


# What a pattern allows between two words, wide enough for a title: [^，。]{0,24}.
_WIDE = re.compile(r"\[\^([^]《※]*)\](\{[0-9]*,[0-9]{2,}\}\??)")


def _room(stops: str, size: str) -> str:
    """A pattern of ``size`` characters that are none of ``stops``; a title counts as one, however long it is."""
    return f"(?:※++|[^{stops}※]){size}"


def spelt_out(patterns: Iterable[str]) -> list[str]:
    """Patterns with what {when} stands for (words between a thing and what became of it), a title counted as one."""
    when = f"(?:{'|'.join(rules('events')['when'])}){{0,3}}"
    return [_WIDE.sub(lambda m: _room(*m.groups()), pattern.replace("{when}", when)) for pattern in patterns]


@cache
def vocabulary() -> Vocabulary:
    """The rules and words of ``events.toml``."""
    data = rules("events")
    compiled = []
    for rule in data["rule"]:
        verbs = "|".join(spelt_out(rule["verbs"]))
        objects = "|".join(rule.get("objects", ()))
        across = rule.get("across", False)
        between = "。；！？" if across else "，。；：！？"
        pattern = f"(?:{verbs})"
        if objects:
            room = f"{{0,{rule['gap']}}}?"
            pattern += f"(?![的、]){_room(between, room)}(?:{objects})"
        compiled.append(
            Rule(
                rule["id"], rule["type"], anchored(pattern), across, rule.get("fact", False),
                tuple(rule.get("after", ())), rule.get("lasting", False),
            )
        )  # fmt: skip
    return Vocabulary(
        tuple(compiled),
        Signals([rule.pattern.pattern for rule in compiled]),
        anchored("|".join(data["planned"])),
        anchored("|".join([*data["exhorted"], *data["urged"]])),
        anchored("|".join(data["exhorted"])),
        anchored("|".join(data["group"])),
        anchored("|".join(data["background"])),
        re.compile("|".join(data["ahead"])),
    )


def of_paragraph(context: Context, found: list[Event], position: int) -> list[Event]:
    """The events told so far in the paragraph of ``position``, the last ones of very many."""
    start = context.article.after_last("\n", position)
    first = len(found)
    while first and found[first - 1].start >= start and len(found) - first < LOOKED_BACK_AT:
        first -= 1
    return found[first:]


def same_paragraph(context: Context, first: int, second: int) -> bool:
    """Whether two places stand in one paragraph."""
    return "\n" not in context.article.norm[first:second]
