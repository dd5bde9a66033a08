"""Compiled works and the stages they reach."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, filled
from expectations.suites.events import dates_agree, dates_possible

SUITE = Suite(
    name="projects",
    title="Works and milestones · 志书年鉴及编纂进度",
    invariants=(
        dates_possible("fct_project_milestones", "milestone_id", "date"),
        dates_agree("fct_project_milestones", "milestone_id", "date"),
        Invariant(
            "a_work_is_one_project",
            "dim_projects",
            "critical",
            "A work split in two shows as two unfinished ones.",
            "select project_name, unit_code, kind, volume_year, years_covered, count(*) as projects,"
            " list(project_id order by project_id) as project_ids from marts.dim_projects"
            " group by project_name, unit_code, kind, volume_year, years_covered having count(*) > 1",
        ),
        Invariant(
            "the_latest_stage_was_reported",
            "dim_projects",
            "critical",
            "A stage that no milestone tells of is a claim without evidence.",
            "select project_id, project_name, latest_stage, latest_stage_date from marts.dim_projects as projects"
            " where latest_stage is not null and not exists (select 1 from marts.fct_project_milestones as milestones"
            " where milestones.project_id = projects.project_id and milestones.stage = projects.latest_stage)",
        ),
        Invariant(
            "a_work_with_milestones_has_a_latest_stage",
            "dim_projects",
            "critical",
            "A work that was reported on would be listed as not begun.",
            "select project_id, project_name, unit_code from marts.dim_projects where latest_stage is null"
            " and project_id in (select project_id from marts.fct_project_milestones where stage <> 'renamed')",
        ),
    ),
    columns=(filled("dim_projects", "project_name", "A work without a name."),),
)
