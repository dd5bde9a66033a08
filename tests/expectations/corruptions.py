"""For each gate, one thing broken in a good warehouse that turns it red: docs/gates.md lists them, the tests do them.

``others`` are gates that must turn red with it, because the same fact breaks them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.suites.provenance import FACTS


@dataclass(frozen=True)
class Corruption:
    """What is done to the file, in words and in SQL; no SQL where the run itself is what is broken."""

    says: str
    sql: str = ""
    others: frozenset[str] = frozenset()


def broken(says: str, sql: str, *others: str) -> Corruption:
    return Corruption(says, sql, frozenset(others))


def one(table: str, row_id: str, condition: str = "true") -> str:
    """SQL condition for the first row of a table that fulfils another condition."""
    return f"{row_id} = (select min({row_id}) from marts.{table} where {condition})"


def emptied(table: str, row_id: str, column: str) -> Corruption:
    """A value that is gone."""
    return broken(
        f"a row of {table} loses its {column}",
        f"update marts.{table} set {column} = null where {one(table, row_id, f'{column} is not null')}",
    )


def moved(table: str, row_id: str, *others: str) -> Corruption:
    """A span that begins one character late."""
    return broken(
        f"a span of {table} is moved by one character",
        f"update marts.{table} set char_start = char_start + 1 where {one(table, row_id, 'char_end - char_start > 1')}",
        *others,
    )


def likened(table: str, row_id: str, *columns: str) -> str:
    """SQL that gives one row of an article what another one of it says; each keeps its id."""
    copied = ", ".join(f"{column} = other.{column}" for column in columns)
    return (
        f"update marts.{table} as doubled set {copied} from marts.{table} as other"
        f" where other.article_id = doubled.article_id and other.{row_id} = (select min({row_id}) from marts.{table}"
        f" where article_id = (select article_id from marts.{table} group by article_id having count(*) > 1"
        f" order by article_id limit 1)) and doubled.{row_id} = (select max({row_id}) from marts.{table}"
        f" where article_id = other.article_id)"
    )


def shortened(staged: str, facts: str, report: str, row_id: str, kept: str) -> str:
    """SQL that takes rows out everywhere they are, so that nothing but their number tells."""
    gone = f"select {row_id} from marts.{facts} qualify row_number() over (order by {row_id}) > {kept}"
    return (
        f"create temp table gone as {gone};"
        f"delete from staging.{staged} where {row_id} in (from gone);"
        f"delete from marts.{report} where {row_id} in (from gone);"
        f"delete from marts.{facts} where {row_id} in (from gone);"
        "drop table gone"
    )


_UNRECOGNISED = "document_id not in (select document_id from marts.bridge_issue_documents)"
_UNRECOGNISED_DOCUMENT = f"(select min(document_id) from marts.dim_documents where {_UNRECOGNISED})"
_DATED = "status = 'happened' and date_precision = 'day'"
_OVERDUE = "status = 'overdue'"
_TO_THE_MONTH = "date_precision = 'month'"
_DATED_MILESTONE = "date_start is not null"
_WITH_MILESTONE = (
    "latest_stage is not null and project_id in (select project_id from marts.fct_project_milestones"
    " where stage <> 'renamed')"
)
_A_CITY = "programme_id = 'poverty_alleviation_gazetteers' and unit_code = '510500'"
_HEARD_OF = (
    "programme_id = 'poverty_alleviation_gazetteers' and unit_code = (select min(unit_code)"
    " from marts.rpt_programme_accounting where accounted_for and programme_id = 'poverty_alleviation_gazetteers'"
    " and level = 'prefecture')"
)
_QUOTED = {**FACTS, "dim_issues": "issue_id", "fct_programme_evidence": "evidence_id"}

DBT: Mapping[str, tuple[Corruption, ...]] = {
    "accounting_rests_on_evidence": (
        broken(
            "a passage that a city is accounted for by is deleted",
            f"delete from marts.fct_programme_evidence where {_HEARD_OF}"
            f" and evidence_id = (select min(evidence_id) from marts.fct_programme_evidence where {_HEARD_OF})",
        ),
    ),
    "activity_covers_every_quarter": (
        broken(
            "a city's row of one quarter is deleted",
            "delete from marts.rpt_unit_activity where unit_code = '511000'"
            " and quarter_start = (select max(quarter_start) from marts.rpt_unit_activity)",
        ),
        broken(
            "all quarters of a city are deleted",
            "delete from marts.rpt_unit_activity where unit_code = '511000'",
        ),
    ),
    "documents_of_an_issue_agree": (
        broken(
            "the second copy of an issue prints another number",
            "update staging.stg_issues set issue_no = 99"
            " where document_id in (select document_id from marts.bridge_issue_documents where not is_preferred)",
        ),
    ),
    "facts_belong_to_their_article": (
        broken(
            "a deadline's key leads to another issue",
            "update marts.fct_targets set issue_id = (select min(issue_id) from marts.dim_issues"
            " where issue_id <> fct_targets.issue_id)"
            f" where {one('fct_targets', 'target_id')}",
        ),
        broken(
            "a deadline's key is orphaned: there is no such article",
            f"update marts.fct_targets set article_id = 'nowhere' where {one('fct_targets', 'target_id')}",
        ),
    ),
    "keys_identify_one_row": (
        broken(
            "a row of fct_document_regions is there twice",
            "insert into marts.fct_document_regions from marts.fct_document_regions limit 1",
        ),
    ),
    "links_resolve": (
        broken(
            "a key is orphaned: the person it names is none",
            "update marts.bridge_event_people set person_id = 'nobody'"
            " where rowid = (select min(rowid) from marts.bridge_event_people)",
        ),
    ),
    "milestones_have_a_work": (
        broken(
            "a milestone loses its work",
            "update marts.fct_project_milestones set project_id = null where milestone_id = (select min(milestone_id)"
            " from marts.fct_project_milestones as milestones inner join marts.dim_projects as projects"
            " using (project_id) where projects.latest_stage <> milestones.stage)",
        ),
    ),
    "missing_issues_are_absent": (
        broken(
            "an issue that is at hand is listed as missing",
            "update marts.rpt_missing_issues set issue_no = issues.issue_no from marts.dim_issues as issues"
            " where issues.total_no = 841 and rpt_missing_issues.series = issues.series"
            " and rpt_missing_issues.issue_year = issues.issue_year and rpt_missing_issues.issue_no = 1",
        ),
    ),
    "one_preferred_document_an_issue": (
        broken(
            "an issue found twice has no preferred document any more",
            "update marts.bridge_issue_documents set is_preferred = false where is_preferred"
            " and issue_id = (select issue_id from marts.dim_issues where document_count = 2)",
        ),
        broken(
            "an issue found twice says that it was found three times",
            "update marts.dim_issues set document_count = 3 where document_count = 2",
        ),
    ),
    "periods_run_forwards": (
        broken(
            "a person is last heard of before the first time",
            "update marts.dim_people set last_reported = first_reported - interval 1 day"
            f" where {one('dim_people', 'person_id', 'first_reported is not null')}",
        ),
    ),
    "rosters_have_their_stated_size": (
        broken(
            "a roster of 110 units says that it has 109",
            "update marts.dim_programmes set rostered_units = 109 where rostered_units = 110",
        ),
        broken(
            "a programme states 111 works, its roster names 110",
            "update marts.dim_programmes set stated_units = 111 where stated_units = 110",
        ),
    ),
    "rosters_name_present_units": (
        broken(
            "a rostered city is called otherwise than the reference calls it",
            f"update reference.programme_rosters set unit_name = '虚构市' where {_A_CITY}",
        ),
    ),
    "staged_rows_reach_the_marts": (
        broken(
            "a parsed figure is in no mart",
            "insert into staging.stg_indicators by name select * replace ('lost' as indicator_id)"
            " from staging.stg_indicators where document_id in (select document_id from marts.dim_issues) limit 1",
        ),
        broken(
            "a figure is published that nobody parsed",
            "insert into marts.fct_indicators by name select * replace ('made up' as indicator_id)"
            " from marts.fct_indicators limit 1",
        ),
    ),
    "target_status_follows_the_dates": (
        broken(
            "a deadline that has passed is called open",
            "update marts.rpt_target_status set status = 'open'"
            f" where {one('rpt_target_status', 'target_id', _OVERDUE)}",
        ),
    ),
    "units_resolve": (
        broken(
            "a key is orphaned: a figure's unit is none",
            "update marts.fct_indicators set scope_unit_code = '999999'"
            f" where {one('fct_indicators', 'indicator_id', 'scope_unit_code is not null')}",
        ),
    ),
    "vocabularies_hold": (
        broken(
            "a title is of a kind that is none",
            "update marts.fct_title_mentions set kind = 'nonsense'"
            f" where {one('fct_title_mentions', 'title_mention_id')}",
        ),
        broken(
            "an event's date is of a precision that there is not",
            "update marts.fct_events set date_precision = 'nonsense'"
            f" where {one('fct_events', 'event_id', _TO_THE_MONTH)}",
        ),
    ),
}

GREAT_EXPECTATIONS: Mapping[str, tuple[Corruption, ...]] = {
    # issues
    "an_issue_number_occurs_once": (
        broken(
            "an issue is there a second time, under the number of another one",
            "update marts.dim_issues set issue_no = 5, total_no = 837 where total_no = 841",
        ),
    ),
    "total_number_minus_issue_number_is_constant_in_a_year": (
        broken(
            "the series of numbers is broken: one total number is too high by one",
            "update marts.dim_issues set total_no = total_no + 1 where total_no = 841",
        ),
    ),
    "dates_rise_with_issue_numbers": (
        broken(
            "an issue is dated before the one that precedes it",
            "update marts.dim_issues set issue_date = date '2026-01-02', printed_date = date '2026-01-30'"
            " where total_no = 841",
        ),
    ),
    "an_issue_is_printed_on_or_after_its_date": (
        broken(
            "an issue is dated the day after it was printed",
            "update marts.dim_issues set printed_date = issue_date - interval 1 day where total_no = 349",
        ),
    ),
    "an_issue_is_dated_after_1949": (
        broken(
            "an issue is printed in 2205",
            "update marts.dim_issues set printed_date = date '2205-01-30' where total_no = 841",
        ),
    ),
    "an_issue_has_articles": (
        broken(
            "a file without a bulletin passes for an issue",
            "insert into marts.dim_issues by name select 'empty' as issue_id, document_id, 2001 as issue_year,"
            " 1 as issue_no, 1 as document_count, 0 as char_start, 1 as char_end, text[1] as quote,"
            " 'header.test' as rule_id, 1.0 as confidence from marts.dim_documents"
            f" where document_id = {_UNRECOGNISED_DOCUMENT};"
            "insert into marts.fct_document_regions by name select document_id, 'header' as region, 0 as char_start,"
            " char_count as char_end from marts.dim_documents"
            " where document_id in (select document_id from marts.dim_issues where issue_id = 'empty');"
            "insert into staging.stg_issues by name select document_id from marts.dim_issues where issue_id = 'empty';"
            "insert into marts.bridge_issue_documents by name"
            " select issue_id, document_id, true as is_preferred from marts.dim_issues where issue_id = 'empty'",
        ),
    ),
    "issue_year_is_in_range": (
        broken(
            "an issue is of the year -1",
            f"update marts.dim_issues set issue_year = -1 where {one('dim_issues', 'issue_id', 'issue_no is null')}",
        ),
    ),
    "issue_no_is_in_range": (
        broken(
            "an issue has the number -1",
            f"update marts.dim_issues set issue_no = -1 where {one('dim_issues', 'issue_id', 'issue_no is null')}",
        ),
    ),
    "total_no_is_in_range": (
        broken(
            "an issue has the total number -1",
            f"update marts.dim_issues set total_no = -1 where {one('dim_issues', 'issue_id', 'issue_no is null')}",
        ),
    ),
    "copies_is_in_range": (
        broken(
            "an issue has a print run of -1",
            f"update marts.dim_issues set copies = -1 where {one('dim_issues', 'issue_id')}",
        ),
    ),
    "issue_no_is_filled": (
        broken("an issue loses its number", "update marts.dim_issues set issue_no = null where total_no = 349"),
    ),
    "document_id_is_well_formed": (
        broken(
            "a document's id is no hash",
            "create temp table unrecognised as select document_id from marts.dim_documents"
            f" where document_id = {_UNRECOGNISED_DOCUMENT};"
            + "".join(
                f"update {table} set document_id = '<b>nonsense</b>' where document_id in (from unrecognised);"
                for table in (
                    "staging.stg_files",
                    "staging.stg_documents",
                    "marts.fct_document_regions",
                    "marts.dim_documents",
                )
            )
            + "drop table unrecognised",
        ),
    ),
    "source_uri_is_filled": (emptied("dim_documents", "document_id", "source_uri"),),
    "parser_version_is_filled": (emptied("dim_documents", "document_id", "parser_version"),),
    # articles
    "positions_count_from_one": (
        broken(
            "an article is the eleventh of fewer",
            f"update marts.fct_articles set position = position + 10 where {one('fct_articles', 'article_id')}",
        ),
    ),
    "articles_do_not_overlap": (
        broken(
            "an article begins in the one before it",
            "update marts.fct_articles set char_start = char_start - 400 where position = 2"
            " and issue_id = (select issue_id from marts.dim_issues where total_no = 841)",
        ),
    ),
    "titles_are_not_blank": (
        broken(
            "an article's title is blank",
            f"update marts.fct_articles set title = '  ' where {one('fct_articles', 'article_id')}",
        ),
    ),
    "articles_have_a_body": (
        broken(
            "an article loses its text",
            f"update marts.fct_articles set body = '' where {one('fct_articles', 'article_id')}",
        ),
    ),
    # mentions
    "a_unit_is_named_once_at_a_place": (
        broken(
            "one name is read as the same unit twice",
            likened("fct_unit_mentions", "unit_mention_id", "char_start", "char_end", "quote", "surface", "unit_code"),
        ),
    ),
    "the_surface_stands_in_the_quote": (
        broken(
            "a unit is named as the text does not name it",
            "update marts.fct_unit_mentions set surface = '虚构市'"
            f" where {one('fct_unit_mentions', 'unit_mention_id')}",
        ),
    ),
    "the_name_stands_in_the_quote": (
        broken(
            "a person is named whom the text does not name",
            "update marts.fct_person_mentions set name = '无名氏'"
            f" where {one('fct_person_mentions', 'person_mention_id')}",
        ),
    ),
    "the_title_stands_in_the_quote": (
        broken(
            "a title is longer than printed",
            "update marts.fct_title_mentions set title = title || '增补'"
            f" where {one('fct_title_mentions', 'title_mention_id')}",
        ),
    ),
    "names_look_like_names": (
        broken(
            "a person's name has one character",
            "update marts.fct_person_mentions set name = right(name, 1)"
            f" where {one('fct_person_mentions', 'person_mention_id')}",
        ),
    ),
    "unit_code_is_filled": (emptied("fct_unit_mentions", "unit_mention_id", "unit_code"),),
    "name_is_filled": (emptied("dim_people", "person_id", "name"),),
    # events
    "events_lie_between_1949_and_printing": (
        broken(
            "an event is dated years after its bulletin was printed",
            "update marts.fct_events set date_start = date '2031-01-01', date_end = date '2031-01-01'"
            f" where {one('fct_events', 'event_id', _DATED)}",
        ),
        broken(
            "an event is dated before 1949",
            "update marts.fct_events set date_start = date '1904-01-01', date_end = date '1904-01-01'"
            f" where {one('fct_events', 'event_id', _DATED)}",
        ),
    ),
    "events_have_dates_that_agree": (
        broken(
            "an event loses the printed form of its date",
            f"update marts.fct_events set date_edtf = null where {one('fct_events', 'event_id', _DATED)}",
        ),
    ),
    "indicators_lie_between_1949_and_printing": (
        broken(
            "a figure is of 1904",
            "update marts.fct_indicators set as_of_start = date '1904-01-01'"
            f" where {one('fct_indicators', 'indicator_id', 'as_of_start is not null')}",
        ),
    ),
    "indicators_have_dates_that_agree": (
        broken(
            "a figure's date has no basis",
            "update marts.fct_indicators set as_of_basis = null"
            f" where {one('fct_indicators', 'indicator_id', 'as_of_start is not null')}",
        ),
    ),
    "an_event_is_told_once": (
        broken(
            "one passage is read as the same event twice",
            likened("fct_events", "event_id", "char_start", "char_end", "quote", "event_type", "unit_code", "title"),
        ),
    ),
    "a_target_is_due_after_1949": (
        broken(
            "a deadline is in the year 205",
            f"update marts.fct_targets set due_date = date '0205-12-31' where {one('fct_targets', 'target_id')}",
        ),
    ),
    "value_is_filled": (emptied("fct_indicators", "indicator_id", "value"),),
    "subject_is_filled": (emptied("fct_indicators", "indicator_id", "subject"),),
    "measure_is_filled": (emptied("fct_measures", "measure_id", "measure"),),
    "due_date_is_filled": (emptied("fct_targets", "target_id", "due_date"),),
    # projects
    "project_milestones_lie_between_1949_and_printing": (
        broken(
            "a stage is reached years after its bulletin was printed",
            "update marts.fct_project_milestones set date_start = date '2031-01-01', date_end = date '2031-01-31'"
            f" where {one('fct_project_milestones', 'milestone_id', _DATED_MILESTONE)}",
        ),
    ),
    "project_milestones_have_dates_that_agree": (
        broken(
            "a milestone's date ends before it begins",
            "update marts.fct_project_milestones set date_end = date_start - interval 1 day"
            f" where {one('fct_project_milestones', 'milestone_id', _DATED_MILESTONE)}",
        ),
    ),
    "a_work_is_one_project": (
        broken(
            "a work is there twice",
            "update marts.dim_projects set project_name = other.project_name, unit_code = other.unit_code,"
            " kind = other.kind, volume_year = other.volume_year, years_covered = other.years_covered"
            " from marts.dim_projects as other where other.project_id = (select min(project_id)"
            " from marts.dim_projects) and dim_projects.project_id = (select max(project_id) from marts.dim_projects)",
        ),
    ),
    "the_latest_stage_was_reported": (
        broken(
            "a work has won an award of which no milestone tells",
            "update marts.dim_projects set latest_stage = 'awarded'"
            f" where {one('dim_projects', 'project_id', 'latest_stage is null')}",
        ),
    ),
    "a_work_with_milestones_has_a_latest_stage": (
        broken(
            "a work that is reported on has no stage",
            "update marts.dim_projects set latest_stage = null"
            f" where {one('dim_projects', 'project_id', _WITH_MILESTONE)}",
        ),
    ),
    "project_name_is_filled": (emptied("dim_projects", "project_id", "project_name"),),
    # programmes
    "every_rostered_unit_has_one_row": (
        broken(
            "a city's row is deleted",
            f"delete from marts.rpt_programme_accounting where {_A_CITY}",
        ),
        broken(
            "a county is accounted for that is not on the roster",
            "update marts.rpt_programme_accounting set programme_id = 'moderate_prosperity_gazetteers'"
            " where programme_id = 'poverty_alleviation_gazetteers' and unit_code = '513322'",
        ),
    ),
    "every_city_is_rostered": (
        broken(
            "a city is taken off a roster, and out of the account with it",
            "".join(
                f"delete from {table} where {_A_CITY};"
                for table in (
                    "reference.programme_rosters",
                    "marts.rpt_programme_accounting",
                    "marts.bridge_programme_units",
                    "marts.fct_programme_evidence",
                )
            )
            + "update marts.dim_programmes set rostered_units = rostered_units - 1, stated_units = stated_units - 1"
            " where programme_id = 'poverty_alleviation_gazetteers'",
        ),
    ),
    "no_unit_is_silent": (
        broken(
            "a city falls silent",
            f"delete from marts.fct_programme_evidence where {_HEARD_OF};"
            "update marts.rpt_programme_accounting set accounted_for = false, evidence_count = 0, latest_stage = null"
            f" where {_HEARD_OF}",
        ),
    ),
    # roster claims
    "claims_agree_with_the_reference": (
        broken(
            "a claim is changed: the text counts 22 cities",
            "create temp table claim as select min(roster_claim_id) as roster_claim_id from marts.fct_roster_claims"
            " where stated_count = 21;"
            "update marts.fct_roster_claims set stated_count = 22 where roster_claim_id in (from claim);"
            "update marts.rpt_roster_reconciliation set stated_count = 22, agrees = false"
            " where roster_claim_id in (from claim);drop table claim",
        ),
    ),
    "agreement_is_equality": (
        broken(
            "the report counts otherwise than the text",
            "update marts.rpt_roster_reconciliation set stated_count = stated_count + 1"
            f" where {one('rpt_roster_reconciliation', 'roster_claim_id', 'agrees')}",
        ),
        broken(
            "a wrong claim is called right",
            "update marts.rpt_roster_reconciliation set reference_count = reference_count + 1"
            f" where {one('rpt_roster_reconciliation', 'roster_claim_id', 'agrees')}",
        ),
    ),
    "every_claim_is_reconciled_once": (
        broken(
            "a claim is compared with nothing",
            "delete from marts.rpt_roster_reconciliation"
            f" where {one('rpt_roster_reconciliation', 'roster_claim_id', 'agrees')}",
        ),
    ),
    "stated_count_is_filled": (
        broken(
            "a claim loses its number",
            "create temp table claim as select min(roster_claim_id) as roster_claim_id from marts.fct_roster_claims;"
            "update marts.fct_roster_claims set stated_count = null where roster_claim_id in (from claim);"
            "update marts.rpt_roster_reconciliation set stated_count = null, agrees = null"
            " where roster_claim_id in (from claim);drop table claim",
        ),
    ),
    "stated_count_is_in_range": (
        broken(
            "a claim counts -1 units",
            "create temp table claim as select min(roster_claim_id) as roster_claim_id"
            " from marts.rpt_roster_reconciliation where agrees;"
            "update marts.fct_roster_claims set stated_count = -1 where roster_claim_id in (from claim);"
            "update marts.rpt_roster_reconciliation set stated_count = -1, reference_count = -1"
            " where roster_claim_id in (from claim);drop table claim",
        ),
    ),
    # reports
    "every_target_has_one_status": (
        broken(
            "a deadline is not followed up",
            f"delete from marts.rpt_target_status where {one('rpt_target_status', 'target_id')}",
        ),
    ),
    "unit_name_is_filled": (
        broken("a city loses its name", "update marts.dim_admin_units set unit_name = null where unit_code = '110101'"),
    ),
    # provenance
    "spans_lie_in_the_text": (
        broken(
            "the last article of a document ends after the end of its text",
            "update marts.fct_articles set char_end = char_end + 100000 where article_id = (select max_by(article_id,"
            " char_end) from marts.fct_articles"
            " where document_id = (select document_id from marts.dim_issues where total_no = 841))",
        ),
    ),
    "evidence_is_complete": (
        broken(
            "an event does not tell which rule read it",
            f"update marts.fct_events set rule_id = null where {one('fct_events', 'event_id')}",
        ),
        broken(
            "an event does not tell how sure its rule is",
            f"update marts.fct_events set confidence = null where {one('fct_events', 'event_id')}",
        ),
    ),
    **{
        f"{table}_spans_reproduce_their_quotes": (moved(table, row_id),)
        for table, row_id in _QUOTED.items()
        if table not in ("fct_unresolved_units", "fct_articles")
    },
    "fct_articles_spans_reproduce_their_quotes": (
        # The character that is left out is in no article any more.
        moved("fct_articles", "article_id", "every_character_is_accounted_for"),
    ),
    "fct_unresolved_units_spans_reproduce_their_quotes": (
        broken(
            "an unresolved name is quoted in other words than printed",
            "insert into marts.fct_unresolved_units by name select 'u' as unresolved_unit_id, article_id, issue_id,"
            " document_id, char_start, char_end, '别的' as quote, rule_id, confidence from marts.fct_unit_mentions"
            " limit 1;"
            "insert into staging.stg_unresolved_units by name"
            " select article_id, document_id, char_start, char_end from marts.fct_unresolved_units"
            " where unresolved_unit_id = 'u'",
        ),
    ),
    "lengths_are_those_of_the_text": (
        broken(
            "a text is one character shorter than stated",
            f"update marts.dim_documents set char_count = char_count + 1 where {one('dim_documents', 'document_id')}",
        ),
        broken(
            "a document loses its text",
            f"update marts.dim_documents set text = null where document_id = {_UNRECOGNISED_DOCUMENT}",
        ),
    ),
    # coverage
    "files_found_are_documents_duplicates_or_rejected": (
        broken(
            "a file was found and read, and is no document",
            "insert into staging.stg_files by name"
            " select 'lost.txt' as source_uri, 'f' as document_id, 'read' as outcome",
        ),
    ),
    "documents_come_from_files": (
        broken(
            "a document's file is not among those found",
            "delete from staging.stg_files"
            " where document_id = (select min(document_id) from marts.bridge_issue_documents)",
        ),
    ),
    "documents_are_recognised_as_bulletins": (
        broken(
            "another file is read that is no bulletin",
            "insert into marts.dim_documents by name select * replace (sha256('menu') as document_id)"
            f" from marts.dim_documents where document_id = {_UNRECOGNISED_DOCUMENT};"
            "insert into staging.stg_documents by name select sha256('menu') as document_id;"
            "insert into staging.stg_files by name"
            " select 'menu.txt' as source_uri, sha256('menu') as document_id, 'read' as outcome",
        ),
    ),
    "sections_arrived": (
        broken(
            "no article stands under a section's heading",
            "update staging.stg_sections set section = '失落的栏目' where document_id = (select min(document_id)"
            " from staging.stg_sections where document_id in (select document_id from marts.dim_issues))"
            " and position = (select min(position) from staging.stg_sections)",
        ),
    ),
    "printed_titles_are_listed": (
        broken(
            "an article names a work that is not listed",
            "update marts.fct_articles set body = body || '《失落县志》' where position = 1"
            " and issue_id = (select issue_id from marts.dim_issues where total_no = 841)",
        ),
    ),
    "every_character_is_accounted_for": (
        broken(
            "the lines of a header belong to nothing",
            "delete from marts.fct_document_regions where region = 'header'"
            " and document_id = (select document_id from marts.dim_issues where total_no = 841)",
        ),
    ),
    "every_line_has_its_place": (
        broken(
            "a line of the imprint is taken for nothing",
            "update marts.fct_document_regions set region = 'unassigned' where region = 'footer'"
            " and rowid = (select min(rowid) from marts.fct_document_regions where region = 'footer')",
        ),
    ),
    # row counts
    "rows_do_not_fall": (
        broken(
            "the deadlines have fallen by a third",
            shortened(
                "stg_targets",
                "fct_targets",
                "rpt_target_status",
                "target_id",
                "(select count(*) * 2 / 3 from previous.marts.fct_targets)",
            ),
        ),
        broken(
            "the table of deadlines is emptied",
            shortened("stg_targets", "fct_targets", "rpt_target_status", "target_id", "0"),
        ),
    ),
    "rows_of_small_tables_do_not_fall": (
        broken(
            "the claims, fewer than twenty, have fallen by a third",
            shortened(
                "stg_roster_claims",
                "fct_roster_claims",
                "rpt_roster_reconciliation",
                "roster_claim_id",
                "(select count(*) * 2 / 3 from previous.marts.fct_roster_claims)",
            ),
        ),
    ),
}

PIPELINE: Mapping[str, tuple[Corruption, ...]] = {
    "every_gate_was_judged": (Corruption("a dbt test is left out of the run"),),
    "parsed_rows_are_staged": (Corruption("a row vanishes from a staging file after parsing"),),
    "every_file_was_read": (Corruption("a PDF is cut off"),),
}
"""What is done to a run rather than to its file: tests/orchestration/test_gates_end_to_end.py does it."""

PROOFS: Mapping[str, tuple[Corruption, ...]] = {**DBT, **GREAT_EXPECTATIONS, **PIPELINE}
