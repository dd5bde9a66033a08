"""Reports: what a reader looks at first agrees with the facts beneath."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, filled

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
    ),
    columns=(filled("dim_admin_units", "unit_name", "A unit without a name."),),
)
