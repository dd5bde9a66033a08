"""For each rule of the gate, one thing broken in a good warehouse that turns it red.

``others`` are rules that must turn red with it, because the same fact breaks them too: a row that is gone is missed in
each table that names it.
"""

from __future__ import annotations

from dataclasses import dataclass

from expectations.rules import ColumnRule
from expectations.suites.provenance import FACTS


@dataclass(frozen=True)
class Corruption:
    sql: str
    others: frozenset[str] = frozenset()


def broken(sql: str, *others: str) -> Corruption:
    return Corruption(sql, frozenset(others))


def one(table: str, row_id: str, condition: str = "true") -> str:
    """SQL condition for the first row of a table that fulfils another condition."""
    return f"{row_id} = (select min({row_id}) from marts.{table} where {condition})"


def moved(table: str, row_id: str) -> Corruption:
    """A span moved by one character."""
    return broken(
        f"update marts.{table} set char_start = char_start + 1 where {one(table, row_id, 'char_end - char_start > 1')}"
    )


def orphaned(table: str, key: str) -> Corruption:
    """A key that leads nowhere."""
    return broken(
        f"update marts.{table} set {key} = 'nowhere' where rowid = (select min(rowid) from marts.{table}"
        f" where {key} is not null)"
    )


STAGED = {
    "articles": "article_id",
    "unit_mentions": "unit_mention_id",
    "person_mentions": "person_mention_id",
    "title_mentions": "title_mention_id",
    "events": "event_id",
    "milestones": "milestone_id",
    "indicators": "indicator_id",
    "measures": "measure_id",
    "targets": "target_id",
    "roster_claims": "roster_claim_id",
}
PREFERRED = "document_id in (select document_id from marts.bridge_issue_documents where is_preferred)"
DATED = "status = 'happened' and date_precision = 'day'"
DATED_MILESTONE = "date_start is not null"
WITH_MILESTONE = (
    "latest_stage is not null and project_id in (select project_id from marts.fct_project_milestones"
    " where stage <> 'renamed')"
)
_QUOTED = {**FACTS, "dim_issues": "issue_id"}

INVARIANTS: dict[str, Corruption] = {
    # issues
    "an_issue_number_occurs_once": broken(
        "update marts.dim_issues set issue_no = 5, total_no = 837 where total_no = 841"
    ),
    "one_preferred_document_per_issue": broken(
        "update marts.bridge_issue_documents set is_preferred = false where is_preferred"
        " and issue_id = (select issue_id from marts.dim_issues where document_count = 2)"
    ),
    "total_number_minus_issue_number_is_constant_in_a_year": broken(
        "update marts.dim_issues set total_no = total_no + 1 where total_no = 841"
    ),
    "dates_rise_with_issue_numbers": broken(
        "update marts.dim_issues set issue_date = date '2026-01-02', printed_date = date '2026-01-30'"
        " where total_no = 841"
    ),
    "an_issue_is_printed_on_or_after_its_date": broken(
        "update marts.dim_issues set printed_date = issue_date - interval 1 day where total_no = 349"
    ),
    "an_issue_has_articles": broken(
        "insert into marts.dim_issues by name"
        " select * replace ('empty' as issue_id, 2001 as issue_year, null as total_no)"
        " from marts.dim_issues where total_no = 841;"
        "insert into marts.bridge_issue_documents by name"
        " select 'empty' as issue_id, document_id, true as is_preferred from marts.dim_issues where issue_id = 'empty'"
    ),
    # articles
    "positions_count_from_one": broken(
        f"update marts.fct_articles set position = position + 10 where {one('fct_articles', 'article_id')}"
    ),
    "articles_do_not_overlap": broken(
        "update marts.fct_articles set char_start = char_start - 400 where position = 2"
        " and issue_id = (select issue_id from marts.dim_issues where total_no = 841)"
    ),
    "titles_are_not_blank": broken(
        f"update marts.fct_articles set title = '  ' where {one('fct_articles', 'article_id')}"
    ),
    "articles_have_a_body": broken(
        f"update marts.fct_articles set body = '' where {one('fct_articles', 'article_id')}"
    ),
    # mentions
    "a_unit_is_named_once_at_a_place": broken(
        "insert into marts.fct_unit_mentions by name select * replace ('doubled' as unit_mention_id)"
        " from marts.fct_unit_mentions limit 1"
    ),
    "the_surface_stands_in_the_quote": broken(
        f"update marts.fct_unit_mentions set surface = '虚构市' where {one('fct_unit_mentions', 'unit_mention_id')}"
    ),
    "the_name_stands_in_the_quote": broken(
        f"update marts.fct_person_mentions set name = '无名氏' where {one('fct_person_mentions', 'person_mention_id')}"
    ),
    "the_title_stands_in_the_quote": broken(
        "update marts.fct_title_mentions set title = title || '增补'"
        f" where {one('fct_title_mentions', 'title_mention_id')}"
    ),
    "names_look_like_names": broken(
        "update marts.fct_person_mentions set name = right(name, 1)"
        f" where {one('fct_person_mentions', 'person_mention_id')}"
    ),
    # events
    "events_lie_between_1949_and_printing": broken(
        "update marts.fct_events set date_start = date '2031-01-01', date_end = date '2031-01-01'"
        f" where {one('fct_events', 'event_id', DATED)}"
    ),
    "events_have_dates_that_agree": broken(
        f"update marts.fct_events set date_edtf = null where {one('fct_events', 'event_id', DATED)}"
    ),
    "indicators_lie_between_1949_and_printing": broken(
        "update marts.fct_indicators set as_of_start = date '1904-01-01'"
        f" where {one('fct_indicators', 'indicator_id', 'as_of_start is not null')}"
    ),
    "indicators_have_dates_that_agree": broken(
        "update marts.fct_indicators set as_of_basis = null"
        f" where {one('fct_indicators', 'indicator_id', 'as_of_start is not null')}"
    ),
    "an_event_is_told_once": broken(
        "insert into marts.fct_events by name select * replace ('doubled' as event_id) from marts.fct_events limit 1"
    ),
    "a_target_is_due_after_1949": broken(
        f"update marts.fct_targets set due_date = date '0205-12-31' where {one('fct_targets', 'target_id')}"
    ),
    # projects
    "project_milestones_lie_between_1949_and_printing": broken(
        "update marts.fct_project_milestones set date_start = date '2031-01-01', date_end = date '2031-01-31'"
        f" where {one('fct_project_milestones', 'milestone_id', DATED_MILESTONE)}"
    ),
    "project_milestones_have_dates_that_agree": broken(
        "update marts.fct_project_milestones set date_end = date_start - interval 1 day"
        f" where {one('fct_project_milestones', 'milestone_id', DATED_MILESTONE)}"
    ),
    "a_work_is_one_project": broken(
        "insert into marts.dim_projects by name select * replace ('doubled' as project_id, null as latest_stage)"
        f" from marts.dim_projects where {one('dim_projects', 'project_id')}"
    ),
    "the_latest_stage_was_reported": broken(
        "update marts.dim_projects set latest_stage = 'awarded'"
        f" where {one('dim_projects', 'project_id', 'latest_stage is null')}"
    ),
    "a_work_with_milestones_has_a_latest_stage": broken(
        f"update marts.dim_projects set latest_stage = null where {one('dim_projects', 'project_id', WITH_MILESTONE)}"
    ),
    # programmes
    "every_rostered_unit_has_one_row": broken(
        "delete from marts.rpt_programme_accounting where unit_code = '513322'"
        " and programme_id = 'poverty_alleviation_gazetteers'"
    ),
    "every_city_is_accounted_for": broken(
        "delete from marts.rpt_programme_accounting where unit_code = '510500'"
        " and programme_id = 'poverty_alleviation_gazetteers'",
        "every_rostered_unit_has_one_row",
    ),
    "a_complete_roster_has_the_stated_size": broken(
        "update reference.programmes set stated_units = 111 where programme_id = 'poverty_alleviation_gazetteers'"
    ),
    "no_unit_is_silent": broken(
        "update marts.rpt_programme_accounting set accounted_for = false, evidence_count = 0"
        " where unit_code = (select min(unit_code) from marts.rpt_programme_accounting where accounted_for)"
    ),
    "accounted_for_means_evidence": broken(
        "update marts.rpt_programme_accounting set evidence_count = 0"
        " where unit_code = (select min(unit_code) from marts.rpt_programme_accounting where accounted_for)"
    ),
    # roster claims
    "claims_agree_with_the_reference": broken(
        "update marts.rpt_roster_reconciliation set stated_count = 22, agrees = false"
        f" where {one('rpt_roster_reconciliation', 'roster_claim_id', 'agrees')}"
    ),
    "agreement_is_equality": broken(
        "update marts.rpt_roster_reconciliation set stated_count = stated_count + 1"
        f" where {one('rpt_roster_reconciliation', 'roster_claim_id', 'agrees')}"
    ),
    "every_claim_is_reconciled_once": broken(
        "delete from marts.rpt_roster_reconciliation"
        f" where {one('rpt_roster_reconciliation', 'roster_claim_id', 'agrees')}"
    ),
    # reports
    "every_target_has_one_status": broken(
        f"delete from marts.rpt_target_status where {one('rpt_target_status', 'target_id')}"
    ),
    "a_missing_issue_is_missing": broken(
        "insert into marts.rpt_missing_issues by name"
        " select series, issue_year, issue_no from marts.dim_issues where total_no = 841"
    ),
    # provenance
    "spans_lie_in_the_text": broken(
        "update marts.dim_issues set char_end = char_start where total_no = 841",
        "dim_issues_spans_reproduce_their_quotes",
    ),
    "evidence_is_complete": broken(f"update marts.fct_events set rule_id = null where {one('fct_events', 'event_id')}"),
    **{
        f"{table}_spans_reproduce_their_quotes": moved(table, row_id)
        for table, row_id in _QUOTED.items()
        if table != "fct_unresolved_units"
    },
    "fct_unresolved_units_spans_reproduce_their_quotes": broken(
        "insert into marts.fct_unresolved_units by name select 'u' as unresolved_unit_id, article_id, issue_id,"
        " document_id, char_start, char_end, '别的' as quote, rule_id, confidence from marts.fct_unit_mentions limit 1"
    ),
    "article_id_resolves": orphaned("fct_targets", "article_id"),
    "document_id_resolves": orphaned("fct_targets", "document_id"),
    "issue_id_resolves": orphaned("fct_targets", "issue_id"),
    "unit_code_resolves": orphaned("fct_indicators", "scope_unit_code"),
    "person_id_resolves": orphaned("bridge_event_people", "person_id"),
    "project_id_resolves": orphaned("bridge_event_projects", "project_id"),
    "programme_id_resolves": orphaned("fct_programme_evidence", "programme_id"),
    "event_id_resolves": orphaned("bridge_event_units", "event_id"),
    "measure_id_resolves": orphaned("bridge_measure_units", "measure_id"),
    "lengths_are_those_of_the_text": broken(
        "update marts.dim_documents set char_count = char_count + 1 where document_id = (select min(document_id) from"
        " marts.dim_documents)"
    ),
    # coverage
    "files_found_are_documents_duplicates_or_rejected": broken(
        "insert into staging.stg_files by name select 'lost.txt' as source_uri, 'f' as document_id, 'read' as outcome"
    ),
    "documents_come_from_files": broken(
        "delete from staging.stg_files where document_id = (select min(document_id) from marts.bridge_issue_documents)"
    ),
    "documents_are_recognised_as_bulletins": broken(
        "insert into marts.dim_documents by name"
        " select * replace (sha256('menu') as document_id) from marts.dim_documents where source_uri like '%shopping%';"
        "insert into staging.stg_files by name"
        " select 'menu.txt' as source_uri, sha256('menu') as document_id, 'read' as outcome"
    ),
    **{
        f"staged_{staged}_arrived": broken(
            f"insert into staging.stg_{staged} by name select * replace ('lost' as {row_id}) from staging.stg_{staged}"
            f" where {PREFERRED} limit 1"
        )
        for staged, row_id in STAGED.items()
    },
    "sections_arrived": broken(
        f"update staging.stg_sections set section = '失落的栏目' where document_id = (select min(document_id)"
        f" from staging.stg_sections where {PREFERRED}) and position = (select min(position) from staging.stg_sections)"
    ),
    "printed_titles_are_listed": broken(
        "update marts.fct_articles set body = body || '《失落县志》' where position = 1"
        " and issue_id = (select issue_id from marts.dim_issues where total_no = 841)"
    ),
    "every_character_is_accounted_for": broken(
        "delete from marts.fct_document_regions where region = 'header'"
        " and document_id = (select document_id from marts.dim_issues where total_no = 841)"
    ),
    # row counts
    "rows_do_not_fall": broken(
        "delete from marts.rpt_programme_accounting where programme_id = 'poverty_alleviation_gazetteers'",
        "every_rostered_unit_has_one_row",
        "every_city_is_accounted_for",
    ),
    "rows_of_small_tables_do_not_fall": broken(
        "delete from marts.dim_programmes where programme_id = 'poverty_alleviation_gazetteers'",
        "programme_id_resolves",
    ),
}


def of_column(rule: ColumnRule, row: int = 0) -> str:
    """SQL that breaks a rule about a column in one row, the ``row``-th of the table; a doubled row is the last."""
    source = f"marts.{rule.table}"
    if rule.expectation in ("ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"):
        return f"insert into {source} select * from {source} where rowid = (select max(rowid) from {source})"
    value = {
        "ExpectColumnValuesToNotBeNull": "null",
        "ExpectColumnValuesToBeInSet": "'<b>nonsense</b>'",
        "ExpectColumnValuesToMatchRegex": "'nonsense'",
        "ExpectColumnValuesToBeBetween": "-1",
    }[rule.expectation]
    place = f"rowid = (select rowid from {source} order by rowid limit 1 offset {row})"
    return f"update {source} set {rule.columns[0]} = {value} where {place}"
