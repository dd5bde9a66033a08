"""Counts over a time or a roster (全年出版志书146部), which are figures and no events.

The words are those of ``[tally]`` in ``events.toml``. A day makes an event of most counts (6月3日捐书200册); each case
is a function of what is told, and the first that knows an answer gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache

from ingestion.parsing.event_dates import FINISHED
from ingestion.parsing.event_retelling import GIVEN_AWAY
from ingestion.parsing.event_rules import Telling
from ingestion.parsing.signals import anchored
from ingestion.reference import rules

_JOURNEYS = ("event.visit.travelled", "event.visit.across", "event.visit.contact")
_COUNTED_TYPES = ("publication", "review", "organization", "launch", "other")
_NEAR_HEAD = 12  # characters from a sentence's beginning within which it says that it counts

_Case = Callable[[Telling], bool | None]


@dataclass(frozen=True, slots=True)
class _Words:
    """``[tally]`` of ``events.toml``, compiled."""

    so_far: re.Pattern[str]
    by_months: re.Pattern[str]
    of_many: re.Pattern[str]
    some_of: re.Pattern[str]
    all_of_them: re.Pattern[str]
    as_it_stands: re.Pattern[str]
    all_told: re.Pattern[str]
    instructed: re.Pattern[str]
    gathered: re.Pattern[str]
    length: re.Pattern[str]
    roster: re.Pattern[str]
    rounds: re.Pattern[str]
    over_time: re.Pattern[str]
    counting: re.Pattern[str]
    count: re.Pattern[str]
    figure: re.Pattern[str]
    works: re.Pattern[str]
    times: re.Pattern[str]


@cache
def _words() -> _Words:
    tally = rules("events")["tally"]
    return _Words(*(anchored("|".join(tally[field.name])) for field in fields(_Words)))


def tallied(told: Telling) -> bool:
    """Whether a clause gives a count over a time or a roster."""
    for case in _CASES:
        answer = case(told)
        if answer is not None:
            return answer
    return False


def _met(told: Telling) -> bool | None:
    """累计召开推进会12次."""
    return "累计" in told.plain[told.clause.start : told.start] if told.rule.event_type == "meeting" else None


def _once(told: Telling) -> bool | None:
    """赴12个县调研, 发函21个市（州）: one journey, one letter; not 到编辑部走访16次."""
    if told.rule.event_type == "visit" and _holds(told, _words().times) and not _on_a_day(told):
        return True
    return False if told.rule.id in _JOURNEYS or told.plain.startswith("发函", told.start) else None


def _all_told(told: Telling) -> bool | None:
    """截至6月，出版志书12部; 完成规划任务的80%."""
    return True if (_is_so_far(told) and _holds(told, _words().count)) or _holds(told, _words().all_told) else None


def _by_months(told: Telling) -> bool | None:
    """今年1—5月，编发《…》16期."""
    by_months = told.rule.event_type == "publication" and _at_a_head(told, _words().by_months)
    return _holds(told, _words().count) if by_months else None


def _of_many(told: Telling) -> bool | None:
    """其中57部交来初稿, 8个将经费列入预算."""
    counted = told.rule.event_type in _COUNTED_TYPES
    return True if counted and _words().of_many.match(told.plain, told.clause.start) else None


def _instructed(told: Telling) -> bool | None:
    """获领导批示12次."""
    if told.rule.event_type != "instruction":
        return None
    named = told.plain.startswith("其中《", told.clause.start)  # 编发专报4篇，其中《…》得到批示
    return _holds(told, _words().instructed) and not named


def _as_it_stands(told: Telling) -> bool | None:
    """目前，该志已收集资料580万字."""
    collected = told.rule.id == "event.other.collected" and _holds(told, _words().gathered)
    return True if collected and _at_a_head(told, _words().as_it_stands) else None


def _some_of(told: Telling) -> bool | None:
    """其中3部获奖, with no title."""
    if told.rule.event_type != "commendation":
        return None
    if _words().over_time.search(told.plain, told.statement.sentence.start, told.end) and _holds(told, _words().works):
        return True  # 近年来先后有《…》等12部志鉴获奖
    untitled = not told.context.titles_in(told.clause.start, told.end)
    return untitled and _words().some_of.match(told.plain, told.clause.start) is not None


def _length(told: Telling) -> bool | None:
    """形成初稿320万字: how long it is, not how many there are."""
    return False if told.rule.id in FINISHED and _holds(told, _words().length) else None


def _given_away(told: Telling) -> bool | None:
    """全年赠书1.2万册; a gift of so many books is an event."""
    given = told.rule.event_type == "outreach" and _holds(told, GIVEN_AWAY)
    if given and told.clause.subject and not _holds(told, _words().figure):
        return False  # 征集以来，收到旧志60件，其中，泸州市赠送《…》
    return bool(_words().over_time.search(told.plain, told.statement.sentence.start, told.end)) if given else None


def _of_a_roster(told: Telling) -> bool | None:
    """9个县（市、区）均成立编委会; 各县通过终审."""
    founded = told.rule.event_type in ("organization", "outreach")
    organized = founded and _words().all_of_them.match(told.plain, told.clause.start)
    done_to = told.plain.find("对", told.clause.start, told.start) >= 0  # 对6个县的年鉴篇目进行审查
    came_out = told.rule.event_type in ("publication", "review") and not done_to and _holds(told, _words().roster)
    return True if organized or came_out else None


def _in_rounds(told: Telling) -> bool | None:
    """开展活动12场; not on a day or in a month, and not what a county did without one: 晴隆县…宣讲9场."""
    if not _holds(told, _words().rounds):
        return None
    sentence = told.statement.sentence
    counted = _words().counting.search(told.plain, sentence.start, told.end) or _words().over_time.search(
        told.plain, sentence.start, told.end
    )
    dated = any(d.precision in ("day", "range", "month") and d.start < told.end for d in told.statement.dates)
    return bool(counted) or not (dated or told.statement.own)


def _over_time(told: Telling) -> bool | None:
    """全年编发简报48期; 6月3日编发简报2期 is an event."""
    if not _holds(told, _words().figure) or (_on_a_day(told) and not _is_so_far(told)):
        return False
    first = told.statement.sentence.start
    if told.rule.event_type == "publication" and "累计" in told.plain[first : told.clause.start]:
        return True  # 累计出版年鉴30部，编发《…》20期
    at_head = _words().counting.search(told.plain, first, min(told.clause.start, first + _NEAR_HEAD))
    return _holds(told, _words().counting) or at_head is not None


_CASES: tuple[_Case, ...] = (
    _met, _once, _all_told, _by_months, _of_many, _instructed, _as_it_stands, _some_of, _length, _given_away,
    _of_a_roster, _in_rounds, _over_time,
)  # fmt: skip


def _holds(told: Telling, words: re.Pattern[str]) -> bool:
    return words.search(told.plain, told.clause.start, told.end) is not None


def _at_a_head(told: Telling, words: re.Pattern[str]) -> bool:
    plain = told.plain
    return bool(words.match(plain, told.statement.sentence.start) or words.match(plain, told.clause.start))


def _is_so_far(told: Telling) -> bool:
    named = told.statement.dates or told.context.titles_in(told.clause.start, told.end)
    behind_semicolon = told.plain.startswith("；", told.statement.sentence.start - 1) and not named
    whole = told.context.article.after_last("。！？\n", told.clause.start) if behind_semicolon else -1
    earlier = (c.start for c in told.statement.clauses if c.start < told.clause.start)
    return (
        _at_a_head(told, _words().so_far)
        or any(_words().so_far.match(told.plain, start) for start in earlier)
        or told.plain.endswith("年以来，", 0, told.clause.start)
        or (whole >= 0 and _words().so_far.match(told.plain, whole) is not None)
    )


def _on_a_day(told: Telling) -> bool:
    return any(d.precision in ("day", "range") and d.start < told.end for d in told.statement.dates)
