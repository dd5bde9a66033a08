"""Reports: what a reader looks at first agrees with the facts beneath."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, filled, one_of, unique
from expectations.vocabularies import TARGET_STATUSES

SUITE = Suite(
    name="reports",
    title="Reports · 报表",
    invariants=(
        Invariant(
            "every_target_has_one_status",
            "rpt_target_status",
            "critical",
            "A deadline that is not followed up is forgotten.",
            "select targets.target_id, targets.what, targets.due_date, count(status.target_id) as statuses"
            " from marts.fct_targets as targets"
            " left join marts.rpt_target_status as status on status.target_id = targets.target_id"
            " group by all having count(status.target_id) <> 1",
        ),
        Invariant(
            "a_missing_issue_is_missing",
            "rpt_missing_issues",
            "critical",
            "Somebody would search for a bulletin that is in the collection.",
            "select missing.* from marts.rpt_missing_issues as missing inner join marts.dim_issues as issues"
            " on issues.series = missing.series and issues.issue_year = missing.issue_year"
            " and issues.issue_no = missing.issue_no",
        ),
    ),
    columns=(
        one_of("rpt_target_status", "status", TARGET_STATUSES, "Overdue targets are asked about."),
        filled("rpt_target_status", "status", "Overdue targets are asked about."),
        unique("dim_admin_units", ["unit_code"], "Joins over a code that occurs twice multiply rows."),
        filled("dim_admin_units", "unit_name", "A unit without a name."),
        filled("dim_admin_units", "level", "Cities and counties could not be told apart."),
    ),
)
