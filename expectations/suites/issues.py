"""Bulletin issues: each there once, numbered and dated in order."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, between, filled, matching

_TABLE = "dim_issues"

_NUMBERING = """
with offsets as (
    select issue_id, series, issue_year, issue_no, total_no, total_no - issue_no as total_minus_issue
    from marts.dim_issues
    where issue_no is not null and total_no is not null
),
usual as (
    select series, issue_year, mode(total_minus_issue) as usual_offset
    from offsets group by all
),
expected as (
    select usual.series, usual.issue_year, coalesce(known.total_minus_issue, usual.usual_offset) as expected_offset
    from usual
    left join reference.issue_number_offsets as known
        on known.series = usual.series and known.issue_year = usual.issue_year
)
select offsets.*, expected.expected_offset
from offsets inner join expected
    on offsets.issue_year = expected.issue_year and offsets.series is not distinct from expected.series
where offsets.total_minus_issue <> expected.expected_offset
order by series, issue_year, issue_no"""

_DATES = """
with dated as (
    select series, issue_year, issue_no, issue_id, coalesce(issue_date, printed_date) as reported_on
    from marts.dim_issues
    where issue_no is not null and coalesce(issue_date, printed_date) is not null
),
neighbours as (
    select
        *,
        lag(issue_no) over by_number as earlier_issue_no,
        lag(reported_on) over by_number as earlier_reported_on
    from dated
    window by_number as (partition by series, issue_year order by issue_no)
)
select * from neighbours
where reported_on < earlier_reported_on and issue_no > earlier_issue_no"""

SUITE = Suite(
    name="issues",
    title="Bulletin issues · 简报各期",
    invariants=(
        Invariant(
            "an_issue_number_occurs_once",
            _TABLE,
            "critical",
            "The same issue counted twice doubles every event, milestone and figure it reports.",
            "select series, issue_year, issue_no, count(*) as issues, list(issue_id) as issue_ids"
            " from marts.dim_issues where issue_no is not null and series is not null and issue_year is not null"
            " group by series, issue_year, issue_no having count(*) > 1",
        ),
        Invariant(
            "total_number_minus_issue_number_is_constant_in_a_year",
            _TABLE,
            "warning",
            "A misread or misprinted number makes issues look missing that are there, and hides those that are.",
            _NUMBERING,
        ),
        Invariant(
            "dates_rise_with_issue_numbers",
            _TABLE,
            "warning",
            "A misread date puts an issue, and every date taken from it, in the wrong month.",
            _DATES,
        ),
        Invariant(
            "an_issue_is_printed_on_or_after_its_date",
            _TABLE,
            "warning",
            "One of the two dates is misread or misprinted; dates in the articles are completed from them.",
            "select issue_id, issue_no, issue_date, printed_date from marts.dim_issues where printed_date < issue_date",
        ),
        Invariant(
            "an_issue_is_dated_after_1949",
            _TABLE,
            "critical",
            "What the issue reports is measured by its dates: one that cannot be lets any other pass.",
            "select issue_id, issue_no, issue_date, printed_date from marts.dim_issues"
            " where issue_date not between date '1949-01-01' and date '2100-12-31'"
            " or printed_date not between date '1949-01-01' and date '2100-12-31'",
        ),
        Invariant(
            "an_issue_has_articles",
            _TABLE,
            "warning",
            "An issue without articles was recognised by its header only: what it reports is not in the warehouse.",
            "select issue_id, document_id, series, issue_year, issue_no from marts.dim_issues"
            " anti join marts.fct_articles using (issue_id)",
        ),
    ),
    columns=(
        between(_TABLE, "issue_year", 1949, 2100, "Numbering and missing issues are told by year."),
        between(_TABLE, "issue_no", 1, 999, "A number outside the range was misread."),
        between(_TABLE, "total_no", 1, 99999, "A number outside the range was misread."),
        between(_TABLE, "copies", 1, 1_000_000, "A print run outside the range was misread.", "warning"),
        filled(_TABLE, "issue_no", "Issues without number can not be put in order.", "warning"),
        matching("dim_documents", "document_id", "^[0-9a-f]{64}$", "The id proves which bytes were read."),
        filled("dim_documents", "source_uri", "A reader could not find the file."),
        filled("dim_documents", "parser_version", "Rows of different parsers could not be told apart."),
    ),
)
