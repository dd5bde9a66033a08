"""Row counts against the last release: what was published does not vanish unnoticed."""

from __future__ import annotations

from collections.abc import Collection

from expectations.outcome import Severity
from expectations.rules import Invariant, Suite
from expectations.suites.provenance import FACTS

TABLES = (
    "bridge_event_people",
    "bridge_event_projects",
    "bridge_event_units",
    "bridge_issue_documents",
    "bridge_measure_units",
    "bridge_programme_units",
    "bridge_project_aliases",
    "dim_admin_units",
    "dim_documents",
    "dim_issues",
    "dim_people",
    "dim_programmes",
    "dim_projects",
    *FACTS,
    "fct_document_regions",
    "fct_programme_evidence",
    "rpt_office_holders",
    "rpt_programme_accounting",
    "rpt_roster_reconciliation",
    "rpt_target_status",
    "rpt_unit_activity",
)
"""Every mart that grows with the collection; rpt_missing_issues is to shrink."""

SMALL = 20
"""Below this many rows a share says little: the fall of such a table is a warning unless it is emptied."""


def suite(before: Collection[str], max_row_fall: float, accept_row_fall: bool = False) -> Suite:
    """The suite for a permitted fall (share of rows, 0 to 1).

    Needs the last release attached as ``previous``; ``before`` names its tables, so that a table this release is the
    first to have is not missed in the last one.
    """
    counts = " union all ".join(
        f"select '{table}' as table_name, (select count(*) from previous.marts.{table}) as rows_before,"
        f" (select count(*) from marts.{table}) as rows_now"
        for table in TABLES
        if table in before
    )
    fallen = f"select * from ({counts}) where rows_before - rows_now > {max_row_fall:.6f} * rows_before"
    emptied_or_large = f"(rows_now = 0 or rows_before >= {SMALL})"
    severity: Severity = "warning" if accept_row_fall else "critical"
    protects = "Rows that were published and are gone: a source that could not be reached, or a rule that broke."
    return Suite(
        name="row_counts",
        title="Row counts · 行数变化",
        invariants=(
            Invariant("rows_do_not_fall", "all", severity, protects, f"{fallen} and {emptied_or_large}"),
            Invariant(
                "rows_of_small_tables_do_not_fall", "all", "warning", protects, f"{fallen} and not {emptied_or_large}"
            ),
        ),
    )
