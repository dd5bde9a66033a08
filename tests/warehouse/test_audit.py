from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from small_warehouse import GOOD, make_marts

from warehouse.audit import SAMPLE_ROWS, Run, record, verdict_of
from warehouse.verdict import CheckResult, Verdict

RED = CheckResult(
    "spans_reproduce_quotes",
    "great_expectations",
    "fct_events",
    "critical",
    passed=False,
    failing_rows=40,
    sample=[{"event_id": f"e{i}", "quote": "《'引号'》"} for i in range(40)],
    protects="the reader",
    query="select * from marts.fct_events",
)
AMBER = CheckResult("no_unit_is_silent", "great_expectations", "rpt", "warning", passed=False, failing_rows=1)
RUN = Run("run1", datetime(2024, 3, 1, tzinfo=UTC), parser_version="7", corpus="samples")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    make_marts(path, events=3)
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_critical_failure_refuses_a_warning_does_not() -> None:
    assert not Verdict.of([GOOD, AMBER]).refused
    verdict = Verdict.of([GOOD, AMBER, RED])
    assert verdict.refused
    assert [check.name for check in verdict.checks] == ["spans_reproduce_quotes", "no_unit_is_silent", "keys_resolve"]


def test_checks_are_kept_with_their_failing_rows_and_how_to_see_them_all(build: Path, files_parquet: Path) -> None:
    record(build, RUN, [GOOD, RED], files_parquet)
    name, failing, sample, query = rows(
        build, "select check_name, failing_rows, sample, query from audit.checks where not passed"
    )[0]
    assert (name, failing, query) == ("spans_reproduce_quotes", 40, "select * from marts.fct_events")
    assert len(json.loads(str(sample))) == SAMPLE_ROWS
    assert json.loads(str(sample))[0] == {"event_id": "e0", "quote": "《'引号'》"}


def test_what_was_recorded_is_what_the_publication_reads_back(build: Path, files_parquet: Path) -> None:
    recorded = record(build, RUN, [GOOD, AMBER], files_parquet)
    with duckdb.connect(str(build), read_only=True) as connection:
        assert verdict_of(connection) == recorded


def test_a_file_without_audit_has_no_verdict(build: Path) -> None:
    with duckdb.connect(str(build), read_only=True) as connection:
        assert verdict_of(connection) is None


def test_unread_and_unrecognised_files_are_listed_with_reasons(build: Path, files_parquet: Path) -> None:
    record(build, RUN, [GOOD], files_parquet)
    listed = rows(build, "select source_uri, stage, reason from audit.rejected_documents order by stage")
    assert listed[0] == ("broken.pdf", "reading", "the file ends in mid-object")
    assert listed[1][:2] == ("shopping.txt", "understanding")
    assert "not recognised as a bulletin" in str(listed[1][2])
    assert len(listed) == 2


def test_a_run_says_what_it_found(build: Path, files_parquet: Path) -> None:
    record(build, RUN, [GOOD, AMBER, RED], files_parquet)
    assert rows(
        build,
        "select run_id, parser_version, corpus, files_found, files_read, files_duplicate, files_rejected, checks_run,"
        " critical_failed, warnings_failed, refused from audit.runs",
    ) == [("run1", "7", "samples", 3, 1, 1, 1, 3, 1, 1, True)]


def test_recording_again_replaces(build: Path, files_parquet: Path) -> None:
    record(build, RUN, [GOOD, RED], files_parquet)
    record(build, RUN, [GOOD], files_parquet)
    assert rows(build, "select count(*) from audit.checks") == [(1,)]
    assert rows(build, "select count(*) from audit.runs") == [(1,)]


def test_every_table_and_column_is_described_in_both_languages(build: Path, files_parquet: Path) -> None:
    record(build, RUN, [GOOD], files_parquet)
    described = rows(build, "select comment from duckdb_columns() where schema_name = 'audit'")
    described += rows(build, "select comment from duckdb_tables() where schema_name = 'audit'")
    assert len(described) > 20
    assert all(comment and " · " in str(comment) for (comment,) in described)
