"""Each of dbt's data tests, seen to turn red for the one thing it guards, and green before."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

A_CITY = "programme_id = 'poverty_alleviation_gazetteers' and unit_code = '510700'"

CORRUPTIONS = {
    "keys_identify_one_row": "insert into marts.fct_document_regions from marts.fct_document_regions",
    "units_resolve": "update marts.fct_events set unit_code = '999999' where event_type = 'visit'",
    "facts_belong_to_their_article": "update marts.fct_targets set issue_id = 'issue-b' where unit_code = '510000'",
    "links_resolve": "update marts.fct_person_mentions set person_id = 'nobody' where office = '市长'",
    "vocabularies_hold": "update marts.fct_events set event_type = 'party' where event_type = 'visit'",
    "one_preferred_document_an_issue": "update marts.bridge_issue_documents set is_preferred = true",
    "staged_rows_reach_the_marts": "delete from marts.fct_indicators",
    "rosters_have_their_stated_size": "update marts.dim_programmes set rostered_units = 109 where rostered_units = 110",
    "rosters_name_present_units": f"update reference.programme_rosters set unit_name = '安县' where {A_CITY}",
    "every_rostered_unit_has_a_row": (
        "delete from marts.rpt_programme_accounting"
        " where programme_id = 'poverty_alleviation_gazetteers' and unit_code = '510100'"
    ),
    "accounting_rests_on_evidence": f"delete from marts.fct_programme_evidence where {A_CITY}",
    "periods_run_forwards": (
        "update marts.fct_project_milestones set date_end = date '2024-04-30' where date_start is not null"
    ),
    "activity_covers_every_quarter": (
        "delete from marts.rpt_unit_activity where unit_code = '511000' and quarter = '2024Q2'"
    ),
    "missing_issues_are_absent": "update marts.rpt_missing_issues set issue_no = 5 where issue_no = 4",
    "target_status_follows_the_dates": "update marts.rpt_target_status set status = 'overdue' where status = 'open'",
    "documents_of_an_issue_agree": (
        "update staging.stg_issues set printed_date = date '2024-01-19' where issue_no = 2"
    ),
    "milestones_have_a_work": "update marts.fct_project_milestones set project_id = null where stage = 'planned'",
}
WARNINGS = {"documents_of_an_issue_agree", "milestones_have_a_work"}


def red(path: Path, gates: dict[str, str]) -> dict[str, list[Any]]:
    """The gates that fail on the file, each with the rows that break it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {name: connection.execute(query).fetchall() for name, query in gates.items()}
    return {name: rows for name, rows in found.items() if rows}


def test_all_gates_are_green_on_good_files(
    build: Path, reordered_build: Path, empty_build: Path, gates: dict[str, str]
) -> None:
    for path in (build, reordered_build, empty_build):
        assert red(path, gates) == {}


@pytest.mark.parametrize("gate", CORRUPTIONS)
def test_a_gate_turns_red_for_what_it_guards_and_no_other_does(
    gate: str, build: Path, gates: dict[str, str], tmp_path: Path
) -> None:
    broken = tmp_path / "build.duckdb"
    shutil.copyfile(build, broken)
    with duckdb.connect(str(broken)) as connection:
        (changed,) = connection.execute(CORRUPTIONS[gate]).fetchone() or (0,)
    assert changed
    assert set(red(broken, gates)) == {gate}


def test_no_gate_goes_without_a_corruption_that_proves_it(gates: dict[str, str]) -> None:
    assert set(gates) == set(CORRUPTIONS)


def test_every_gate_has_a_severity_and_says_what_it_protects(manifest: dict[str, Any]) -> None:
    tests = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    assert {name for name, node in tests.items() if node["config"]["severity"] == "warn"} == WARNINGS
    assert {node["config"]["severity"] for node in tests.values()} == {"error", "warn"}
    assert [name for name, node in tests.items() if len(node["config"]["meta"].get("protects", "")) < 20] == []
