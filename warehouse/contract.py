"""What the published tables are keyed by and how they hang together: the part of the contract that code relies on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

KEYS: Mapping[str, tuple[str, ...]] = {
    "dim_admin_units": ("unit_code",),
    "dim_documents": ("document_id",),
    "dim_issues": ("issue_id",),
    "bridge_issue_documents": ("issue_id", "document_id"),
    "fct_articles": ("article_id",),
    "fct_unit_mentions": ("unit_mention_id",),
    "fct_person_mentions": ("person_mention_id",),
    "dim_people": ("person_id",),
    "fct_title_mentions": ("title_mention_id",),
    "dim_projects": ("project_id",),
    "fct_project_milestones": ("milestone_id",),
    "fct_events": ("event_id",),
    "bridge_event_people": ("event_id", "person_id"),
    "bridge_event_projects": ("event_id", "project_id"),
    "bridge_event_units": ("event_id", "unit_code"),
    "fct_indicators": ("indicator_id",),
    "fct_measures": ("measure_id",),
    "bridge_measure_units": ("measure_id", "unit_code"),
    "fct_targets": ("target_id",),
    "fct_roster_claims": ("roster_claim_id",),
    "dim_programmes": ("programme_id",),
    "rpt_programme_accounting": ("programme_id", "unit_code"),
    "rpt_unit_activity": ("unit_code", "quarter_start"),
    "rpt_office_holders": ("person_id", "office"),
    "fct_unresolved_units": ("unresolved_unit_id",),
    "fct_document_regions": ("document_id", "region", "char_start", "char_end"),
    "fct_programme_evidence": ("programme_id", "unit_code", "evidence_type", "evidence_id"),
    "bridge_project_aliases": ("project_id", "alias"),
    "bridge_programme_units": ("programme_id", "unit_code"),
    "rpt_target_status": ("target_id",),
    "rpt_missing_issues": ("series", "issue_year", "issue_no"),
    "rpt_roster_reconciliation": ("roster_claim_id",),
}
"""Columns that tell one row of a marts table from another."""

REFERENCES: Mapping[str, str] = {
    "unit_code": "dim_admin_units",
    "document_id": "dim_documents",
    "issue_id": "dim_issues",
    "article_id": "fct_articles",
    "person_id": "dim_people",
    "project_id": "dim_projects",
    "programme_id": "dim_programmes",
    "event_id": "fct_events",
    "measure_id": "fct_measures",
    "target_id": "fct_targets",
    "roster_claim_id": "fct_roster_claims",
}
"""Columns that point into another table, whose key has the same name."""


def key_of(table: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The table's key among the columns it has; every column where the contract names none."""
    key = tuple(name for name in KEYS.get(table, ()) if name in columns)
    return key if key and len(key) == len(KEYS[table]) else tuple(columns)
