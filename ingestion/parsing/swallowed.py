"""Dates of web pages that have lost what stands between digits: 210日 for 2月10日, 20262月 for 2026年2月.

A run of digits is cut into every month and day that a calendar has; the day of publication decides between several.

    >>> printings("210", None, "12")
    ['2月10—12日']
    >>> printings("111", "2026", None)
    ['2026年1月11日', '2026年11月1日']
    >>> printings("228", None, "31")
    ['2月28—3月1日']
"""

from __future__ import annotations

import datetime as dt
import re

_LAG = dt.timedelta(days=60)  # what a bulletin tells of with no year is seldom older
_DAYS_OF_LONG_MONTHS = 31
_DAYS_OF_SHORT_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}

RUN = (
    r"(?<![0-9第至到近逾满期时达续每共约计])(?:(?P<runyear>(?:19|20)[0-9]{2})年?)?(?P<run>[0-9]{3,4})"
    r"(?:(?:—|-|至|到)(?P<rununtil>[0-9]{1,4}))?日(?![内后间游常均益]|之内|以[内上]|左右)"
)
UNMARKED_YEAR = r"(?<![0-9])(?P<runyear2>(?:19|20)[0-9]{2})(?=(?:1[0-2]|0?[1-9])月)"
_EVIDENCE = re.compile(rf"{RUN}|{UNMARKED_YEAR}")


def is_lossy(norm: str) -> bool:
    """Whether a text has a date with nothing left between its numbers."""
    return _EVIDENCE.search(norm) is not None


def printings(run: str, year: str | None, until: str | None) -> list[str]:
    """What a run of digits before 日 can have been, in full: every cut into a month and a day that a calendar has."""
    found: list[str] = []
    for month, day in _cuts(run):
        if until is None:
            ends = [""]
        elif _is_day(month, until) and int(until) > int(day):
            ends = [f"—{until}"]
        else:
            ends = [f"—{int(later)}月{last}" for later, last in _cuts(until)]
        found += [f"{year + '年' if year else ''}{int(month)}月{day}{end}日" for end in ends]
    return found


def certain(days: list[dt.date], issued: dt.date | None, *, recent: bool) -> dt.date | None:
    """The one of several days that the day of publication leaves; None where it leaves more or none.

    ``recent``: told of without a year, so that it lies a bulletin's usual lag back at most.

    >>> certain([dt.date(2026, 1, 11), dt.date(2025, 11, 1)], dt.date(2026, 1, 20), recent=True)
    datetime.date(2026, 1, 11)
    """
    if len(days) == 1:
        return days[0]
    if issued is None:
        return None
    left = [day for day in days if day <= issued and (not recent or issued - day <= _LAG)]
    return left[0] if len(left) == 1 else None


def _cuts(run: str) -> list[tuple[str, str]]:
    return [(run[:at], run[at:]) for at in (1, 2) if len(run) > at and _is_day(run[:at], run[at:])]


def _is_day(month: str, day: str) -> bool:
    number = int(month)
    return (
        len(day) <= 2 and 1 <= number <= 12 and 1 <= int(day) <= _DAYS_OF_SHORT_MONTHS.get(number, _DAYS_OF_LONG_MONTHS)
    )
