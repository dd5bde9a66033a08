"""Events, figures, measures and targets: what happened, when and to whom."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, filled


def dates_possible(table: str, row_id: str, prefix: str, happened: str = "true") -> Invariant:
    """Dates lie between the founding of the state and the day of printing; a month may reach beyond it."""
    start, end, precision = f"{prefix}_start", f"{prefix}_end", f"{prefix}_precision"
    return Invariant(
        f"{table.removeprefix('fct_')}_lie_between_1949_and_printing",
        table,
        "critical",
        "What is reported lies before the report: a later date was misread, and puts the past into the future.",
        f"select facts.{row_id}, facts.document_id, facts.{prefix}_edtf, {start}, {end}, issues.issue_date,"
        f" issues.printed_date, facts.quote from marts.{table} as facts"
        " inner join marts.dim_issues as issues on issues.document_id = facts.document_id"
        f" where {happened} and ({start} < date '1949-01-01'"
        f" or {start} > greatest(issues.printed_date, issues.issue_date)"
        f" or ({precision} = 'day' and {end} > greatest(issues.printed_date, issues.issue_date)))",
    )


def dates_agree(table: str, row_id: str, prefix: str) -> Invariant:
    """The five date columns tell one story."""
    start, end, edtf = f"{prefix}_start", f"{prefix}_end", f"{prefix}_edtf"
    return Invariant(
        f"{table.removeprefix('fct_')}_have_dates_that_agree",
        table,
        "critical",
        "A date that ends before it begins, or is there in one column only, is counted in one report and not the next.",
        f"select {row_id}, document_id, {edtf}, {start}, {end}, {prefix}_precision, {prefix}_basis from marts.{table}"
        f" where {start} > {end} or ({start} is null) <> ({end} is null)"
        f" or ({start} is not null and ({edtf} is null or {prefix}_precision is null or {prefix}_basis is null))",
    )


SUITE = Suite(
    name="events",
    title="Events, figures, measures, targets · 事件、指标、举措、时限",
    invariants=(
        dates_possible("fct_events", "event_id", "date", "facts.status = 'happened'"),
        dates_agree("fct_events", "event_id", "date"),
        dates_possible("fct_indicators", "indicator_id", "as_of"),
        dates_agree("fct_indicators", "indicator_id", "as_of"),
        Invariant(
            "an_event_is_told_once",
            "fct_events",
            "critical",
            "The same passage read twice as the same kind of event for the same unit counts it double.",
            "select document_id, char_start, char_end, event_type, unit_code, title, count(*) as events"
            " from marts.fct_events group by all having count(*) > 1",
        ),
        Invariant(
            "a_target_is_due_after_1949",
            "fct_targets",
            "critical",
            "A deadline that was misread shows as overdue for ever.",
            "select target_id, document_id, what, unit_code, due_date from marts.fct_targets"
            " where due_date not between date '1949-01-01' and date '2100-12-31'",
        ),
    ),
    columns=(
        filled("fct_indicators", "value", "A figure without its number."),
        filled("fct_indicators", "subject", "A number that nobody knows the meaning of."),
        filled("fct_measures", "measure", "A measure without its name."),
        filled("fct_targets", "due_date", "A deadline without its day is never overdue."),
    ),
)
