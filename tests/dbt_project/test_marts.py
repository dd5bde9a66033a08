"""What the marts answer, built from a staging set small enough to be checked by eye."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

Rows = list[dict[str, Any]]
Read = Callable[..., Rows]


def test_an_issue_found_twice_is_counted_once(read: Read) -> None:
    issues = read("select issue_id, issue_no, printed_date, document_count from marts.dim_issues order by issue_no")
    assert issues == [
        {"issue_id": "issue-a", "issue_no": 2, "printed_date": date(2024, 1, 18), "document_count": 2},
        {"issue_id": "issue-b", "issue_no": 5, "printed_date": None, "document_count": 1},
    ]
    launches = read("select article_id from marts.fct_project_milestones where stage = 'launched'")
    assert launches == [{"article_id": "a1"}]
    assert read("select source_uri from marts.dim_documents where is_preferred order by source_uri") == [
        {"source_uri": "first.html"},
        {"source_uri": "second.txt"},
    ]


def test_a_file_that_is_no_bulletin_stays_listed_as_a_document(read: Read) -> None:
    assert read("select source_uri from marts.dim_documents where issue_id is null") == [{"source_uri": "shopping.txt"}]


def test_a_work_is_one_project_under_all_its_names(read: Read) -> None:
    works = {row["project_name"]: row for row in read("select * from marts.dim_projects where unit_code != '511100'")}
    assert set(works) == {"广元扶贫志", "德阳市扶贫志", "宜宾市扶贫志"}
    assert works["广元扶贫志"]["aliases"] == ["广元市扶贫志（1949—2021）", "广元扶贫志"]
    assert works["广元扶贫志"]["years_covered"] == "1949/2021"
    assert works["广元扶贫志"]["latest_stage"] == "final_review"
    assert works["广元扶贫志"]["latest_stage_date"] == date(2024, 5, 31)
    assert works["德阳市扶贫志"]["aliases"] == ["德阳市扶贫志", "德阳市脱贫攻坚志"]
    assert works["宜宾市扶贫志"]["name_basis"] == "series"


def test_a_yearbook_is_one_work_a_volume(read: Read) -> None:
    volumes = read(
        "select volume_year, latest_stage, programme_id from marts.dim_projects"
        " where unit_code = '511100' order by volume_year"
    )
    assert volumes == [
        {"volume_year": 2023, "latest_stage": "published", "programme_id": "comprehensive_yearbooks"},
        {"volume_year": 2024, "latest_stage": None, "programme_id": "comprehensive_yearbooks"},
    ]


def test_every_rostered_unit_is_accounted_for_or_listed_as_silent(read: Read) -> None:
    sizes = read("select programme_id, count(*) as units from marts.rpt_programme_accounting group by all order by all")
    assert sizes == [
        {"programme_id": "comprehensive_yearbooks", "units": 205},
        {"programme_id": "moderate_prosperity_gazetteers", "units": 2},
        {"programme_id": "poverty_alleviation_gazetteers", "units": 110},
        {"programme_id": "second_round_gazetteers", "units": 22},
    ]
    heard_of = read(
        "select unit_name, strongest_basis, latest_stage from marts.rpt_programme_accounting"
        " where programme_id = 'poverty_alleviation_gazetteers' and accounted_for order by unit_code"
    )
    assert heard_of == [
        {"unit_name": "德阳市", "strongest_basis": "work", "latest_stage": "renamed"},
        {"unit_name": "绵阳市", "strongest_basis": "passage", "latest_stage": None},
        {"unit_name": "广元市", "strongest_basis": "work", "latest_stage": "final_review"},
        {"unit_name": "宜宾市", "strongest_basis": "work", "latest_stage": "planned"},
    ]


def test_a_city_named_for_another_programme_stays_silent(read: Read) -> None:
    chengdu = read(
        "select programme_id, accounted_for from marts.rpt_programme_accounting"
        " where unit_code = '510100' order by programme_id"
    )
    assert {row["programme_id"]: row["accounted_for"] for row in chengdu} == {
        "comprehensive_yearbooks": False,
        "moderate_prosperity_gazetteers": True,
        "poverty_alleviation_gazetteers": False,
        "second_round_gazetteers": False,
    }


def test_a_deadline_shows_what_met_it_and_how_many_are_still_to_come(read: Read) -> None:
    targets = read(
        "select t.unit_code, t.status, t.met_on, t.expected_units, t.finished_units, m.quote"
        " from marts.rpt_target_status as t"
        " left join marts.fct_project_milestones as m on t.met_by_milestone_id = m.milestone_id order by t.due_date"
    )
    assert targets == [
        {
            "unit_code": "510800",
            "status": "met",
            "met_on": date(2024, 5, 31),
            "expected_units": 1,
            "finished_units": 1,
            "quote": "《广元市扶贫志（1949—2021）》5月通过终审",
        },
        {
            "unit_code": "510000",
            "status": "open",
            "met_on": None,
            "expected_units": 110,
            "finished_units": 1,
            "quote": None,
        },
    ]


def test_missing_bulletins_are_listed_with_the_reason_they_are_known(read: Read) -> None:
    missing = read(
        "select issue_no, total_no, reason from marts.rpt_missing_issues where issue_no < 7 order by issue_no"
    )
    assert missing == [
        {"issue_no": 1, "total_no": 606, "reason": "before_first_known"},
        {"issue_no": 3, "total_no": 608, "reason": "between_known"},
        {"issue_no": 4, "total_no": 609, "reason": "between_known"},
        {"issue_no": 6, "total_no": 611, "reason": "year_total"},
    ]
    # 2025 begins with the running total 733, so 2024 had 127 issues, two of which are at hand.
    assert read("select count(*) as missing from marts.rpt_missing_issues") == [{"missing": 125}]


def test_a_wrong_claim_is_named_with_its_difference(read: Read) -> None:
    wrong = read("select quote, reference_count, difference from marts.rpt_roster_reconciliation where not agrees")
    assert wrong == [{"quote": "达州市8个县（市、区）", "reference_count": 7, "difference": 1}]


def test_a_person_is_followed_through_offices(read: Read) -> None:
    held = read("select name, unit_code, office, first_reported from marts.rpt_office_holders order by first_reported")
    assert held == [
        {"name": "某甲", "unit_code": "510800", "office": "副市长", "first_reported": date(2024, 1, 17)},
        {"name": "某甲", "unit_code": "510800", "office": "市长", "first_reported": date(2024, 8, 20)},
    ]
    taking_part = read(
        "select e.event_type, p.offices from marts.bridge_event_people as b"
        " join marts.fct_events as e using (event_id) join marts.dim_people as p using (person_id)"
    )
    assert taking_part == [{"event_type": "visit", "offices": ["副市长", "市长"]}]


def test_silence_is_told_by_quarter(read: Read) -> None:
    guangyuan = read(
        "select quarter, issues_at_hand, meeting_events, visit_events, milestones, is_silent"
        " from marts.rpt_unit_activity where unit_code = '510800' order by quarter"
    )
    assert guangyuan == [
        {
            "quarter": "2024Q1",
            "issues_at_hand": 1,
            "meeting_events": 1,
            "visit_events": 1,
            "milestones": 1,
            "is_silent": False,
        },
        {
            "quarter": "2024Q2",
            "issues_at_hand": 0,
            "meeting_events": 0,
            "visit_events": 0,
            "milestones": 0,
            "is_silent": None,
        },
        {
            "quarter": "2024Q3",
            "issues_at_hand": 1,
            "meeting_events": 0,
            "visit_events": 0,
            "milestones": 1,
            "is_silent": False,
        },
    ]
    assert read("select distinct silent_quarter_share from marts.rpt_unit_activity where unit_code = '511000'") == [
        {"silent_quarter_share": 1.0}
    ]


def test_an_ambiguous_name_is_listed_with_its_candidates(read: Read) -> None:
    assert read("select surface, candidate_unit_codes from marts.fct_unresolved_units") == [
        {"surface": "广安", "candidate_unit_codes": ["511600", "511602"]}
    ]


def test_every_fact_can_be_read_again_in_its_document(read: Read) -> None:
    spanned = read(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name in ('char_start', 'quote')"
        " group by table_name having count(*) = 2"
    )
    assert len(spanned) >= 12
    for table in (row["table_name"] for row in spanned):
        wrong = read(
            f"select f.quote from marts.{table} as f join marts.dim_documents as d using (document_id)"
            " where not starts_with(substr(d.text, f.char_start + 1, f.char_end - f.char_start), f.quote)"
        )
        assert not wrong, table


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return {table: connection.execute(f"from marts.{table}").fetchall() for (table,) in tables}


def test_the_same_rows_in_another_order_give_the_same_tables(build: Path, reordered_build: Path) -> None:
    first, second = content(build), content(reordered_build)
    assert sum(len(rows) for rows in first.values()) > 3000
    assert [table for table in first if first[table] != second[table]] == []


def test_a_warehouse_without_bulletins_lists_every_unit_as_silent(empty_build: Path) -> None:
    tables = content(empty_build)
    filled = {table for table, rows in tables.items() if rows}
    assert filled == {"dim_admin_units", "dim_programmes", "bridge_programme_units", "rpt_programme_accounting"}
    assert len(tables["rpt_programme_accounting"]) == 339


@pytest.mark.parametrize("schema", ["marts", "reference"])
def test_the_published_schemas_hold_tables_only(read: Read, schema: str) -> None:
    assert read("select count(*) as views from duckdb_views() where schema_name = ?", schema) == [{"views": 0}]
    assert read("select count(*) > 5 as tables from duckdb_tables() where schema_name = ?", schema) == [
        {"tables": True}
    ]
