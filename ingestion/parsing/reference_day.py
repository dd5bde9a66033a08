"""The day against which a bulletin's yearless dates are read: the one it prints, else one that is told otherwise.

A web page says when it was published. Where nothing is dated, the year of the number governs (2020年第55期), or the
year in which the running total stands so far above the number (第83期（总第578期）, ``issue_number_offsets.csv``); the
issue then came out in the last month whose days its sentences open with, at the earliest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache

from ingestion.parsing.dates import month_end
from ingestion.parsing.masthead import Issue
from ingestion.reference import table

_TOLD_ON = re.compile("(?:^|[。；])(1[0-2]|[1-9])月(?:3[01]|[12][0-9]|[1-9])日(?!前|以前|之前)")
_FIRST_ISSUES = 4  # of a year: they tell of the end of the year before as well
_BEFORE_JULY = 2  # the second issue of a quarterly comes out before


def reference_day(issue: Issue, published: dt.date | None, paragraphs: Iterable[str]) -> dt.date | None:
    """The day that yearless dates are read against; None where nothing tells the year.

    1 January of the numbered year where no sentence opens with a day.

    >>> reference_day(Issue(issue_no=55, issue_year=2020), None, ["11月4日，德阳市召开会议。"])
    datetime.date(2020, 11, 30)
    >>> reference_day(Issue(issue_no=1, issue_year=2021), None, ["12月28日，德阳市召开会议。1月5日，绵阳市召开会议。"])
    datetime.date(2021, 1, 31)
    """
    printed = issue.date or published
    if printed is not None or issue.issue_year is None:
        return printed
    months = {int(found[1]) for text in paragraphs for found in _TOLD_ON.finditer(text)}
    number = issue.issue_no or 0
    if 0 < number <= (_FIRST_ISSUES if months & {1, 2, 3} else _BEFORE_JULY):
        months -= {11, 12}
    return month_end(issue.issue_year, max(months)) if months else dt.date(issue.issue_year, 1, 1)


def numbered_year(issue: Issue) -> int | None:
    """The year in which a series' running total stands so far above the number of the issue.

    >>> numbered_year(Issue(series="四川省地方志工作简报", issue_no=83, total_no=578))
    2023
    """
    if issue.series is None or issue.issue_no is None or issue.total_no is None:
        return None
    return _years().get(("".join(issue.series.split()), issue.total_no - issue.issue_no))


@cache
def _years() -> dict[tuple[str, int], int]:
    return {
        (row["series"], int(row["total_minus_issue"])): int(row["issue_year"]) for row in table("issue_number_offsets")
    }
