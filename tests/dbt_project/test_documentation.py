"""Whoever opens the file in a BI tool finds every table and column explained in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dbt_runs import Dbt

CONTRACT = {
    "dim_admin_units": "unit_code unit_name short_name level kind parent_unit_code prefecture_code province_code"
    " is_poverty_county poverty_class is_current valid_from valid_to successor_unit_code",
    "dim_documents": "document_id source_uri media_type encoding text char_count parser_version ingested_at",
    "dim_issues": "issue_id document_id series publisher issue_no total_no issue_year issue_date printed_by"
    " printed_date copies disclosure url report_to send_to distribute_to",
    "fct_articles": "article_id issue_id position section kicker title source_org body",
    "fct_unit_mentions": "article_id unit_code surface",
    "fct_person_mentions": "name office unit_code",
    "dim_people": "name unit_code",
    "fct_title_mentions": "title kind unit_code project_id",
    "dim_projects": "project_name kind unit_code programme_id aliases latest_stage latest_stage_date",
    "fct_project_milestones": "project_id unit_code stage date_edtf date_start date_end date_precision date_basis",
    "fct_events": "event_type unit_code status date_edtf date_start date_end date_precision date_basis title quote",
    "bridge_event_people": "event_id person_id",
    "bridge_event_projects": "event_id project_id",
    "bridge_event_units": "event_id unit_code",
    "fct_indicators": "subject value unit_of_measure qualifier as_of_edtf as_of_start as_of_end as_of_precision"
    " as_of_basis scope_unit_code approximate",
    "fct_measures": "measure_group measure",
    "bridge_measure_units": "measure_id unit_code",
    "fct_targets": "what unit_code due_date",
    "fct_roster_claims": "unit_code level stated_count",
    "dim_programmes": "programme_id name deadline",
    "rpt_programme_accounting": "accounted_for evidence_count first_reported last_reported latest_stage",
    "rpt_unit_activity": "unit_code quarter measures milestones silent_quarter_share",
    "rpt_target_status": "status met_by_milestone_id",
    "rpt_missing_issues": "issue_year issue_no total_no reason",
    "rpt_roster_reconciliation": "stated_count reference_count agrees",
}
EVIDENCE = "article_id document_id char_start char_end quote rule_id"
ENGLISH_AND_CHINESE = re.compile(r"[A-Za-z].* · .*[\u4e00-\u9fff]", re.DOTALL)

Read = Callable[..., list[dict[str, Any]]]


def columns(read: Read) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in read(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        " order by table_name, column_index"
    ):
        found.setdefault(row["table_name"], []).append(row["column_name"])
    return found


def test_the_contract_with_bi_tools_is_kept(read: Read) -> None:
    present = columns(read)
    for table, named in CONTRACT.items():
        wanted = f"{named} {EVIDENCE}" if table.startswith("fct_") else named
        assert set(wanted.split()) <= set(present[table]), table


def test_every_table_and_column_carries_its_comment_in_the_file(read: Read) -> None:
    tables = read("select table_name as name, comment from duckdb_tables() where schema_name = 'marts'")
    fields = read(
        "select table_name || '.' || column_name as name, comment from duckdb_columns() where schema_name = 'marts'"
    )
    bare = [row["name"] for row in [*tables, *fields] if not ENGLISH_AND_CHINESE.search(row["comment"] or "")]
    assert bare == []
    assert len(tables) >= len(CONTRACT)


def test_the_documentation_lists_exactly_the_columns_there_are(read: Read, manifest: dict[str, Any]) -> None:
    documented = {
        node["name"]: list(node["columns"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    assert documented == columns(read)


def test_every_seed_source_and_test_says_what_it_is_for(manifest: dict[str, Any]) -> None:
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values(), *manifest["exposures"].values()]
    described = {"seed", "source", "test", "exposure"}
    bare = [
        node["name"]
        for node in nodes
        if node["resource_type"] in described and not ENGLISH_AND_CHINESE.search(node["description"])
    ]
    assert bare == []
    silent = [unit["name"] for unit in manifest["unit_tests"].values() if len(unit["description"] or "") < 60]
    assert silent == []


def test_every_rule_that_decides_something_is_tried_on_examples(dbt: Dbt, manifest: dict[str, Any], build: Any) -> None:
    dbt.run("build", "--resource-type", "seed", "--resource-type", "model", "--empty")
    results = dbt.run("test", "--select", "test_type:unit")
    assert [f"{one.node.name}: {one.message}" for one in results if str(one.status) != "pass"] == []
    assert len(results) == len(manifest["unit_tests"]) >= 20
    tried = {unit["model"] for unit in manifest["unit_tests"].values()}
    assert {
        "int_issue_documents",
        "int_work_names",
        "int_people",
        "int_project_programmes",
        "fct_programme_evidence",
        "rpt_programme_accounting",
        "rpt_unit_activity",
        "rpt_target_status",
        "rpt_missing_issues",
        "rpt_roster_reconciliation",
    } <= tried
