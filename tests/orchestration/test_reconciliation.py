"""What a run accounts for by itself, on the smallest file that shows it."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.reconciliation import Gate, every_file_was_read, every_gate_was_judged, parsed_rows_are_staged
from warehouse.verdict import CheckResult

KEYS = CheckResult("keys", "dbt", "fct_events", "critical", passed=True)
DATES = CheckResult("dates", "great_expectations", "fct_events", "critical", passed=False)


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_events as select unnest([1, 2, 3]) as event_id")
        connection.execute("create table staging.stg_targets as select 1 as target_id")
        connection.execute("create table staging.stg_files (source_uri varchar, outcome varchar, reason varchar)")
        yield connection


def test_a_gate_without_result_is_named_and_a_red_one_counts_as_judged() -> None:
    expected = [Gate("dbt", "fct_events", "keys"), Gate("great_expectations", "fct_events", "dates")]
    assert every_gate_was_judged(expected, [KEYS, DATES]).passed
    left_out = every_gate_was_judged(expected, [KEYS])
    assert (left_out.passed, left_out.severity, left_out.failing_rows) == (False, "critical", 1)
    assert left_out.sample == [{"origin": "great_expectations", "table_name": "fct_events", "check_name": "dates"}]


def test_rows_that_are_fewer_or_more_than_were_parsed_are_told_by_table(build: duckdb.DuckDBPyConnection) -> None:
    assert parsed_rows_are_staged(build, {"events": 3, "targets": 1}).passed
    wrong = parsed_rows_are_staged(build, {"events": 4, "targets": 0})
    assert (wrong.passed, wrong.severity) == (False, "critical")
    assert wrong.sample == [
        {"table_name": "events", "parsed_rows": 4, "staged_rows": 3},
        {"table_name": "targets", "parsed_rows": 0, "staged_rows": 1},
    ]
    assert build.execute(wrong.query).fetchall() == [("events", 4, 3), ("targets", 0, 1)]


def test_rows_that_nobody_counted_do_not_pass(build: duckdb.DuckDBPyConnection) -> None:
    uncounted = parsed_rows_are_staged(build, {"events": 3, "targets": None})
    assert uncounted.sample == [{"table_name": "targets", "parsed_rows": None, "staged_rows": 1}]


def test_a_rejected_file_is_a_warning_with_its_reason(build: duckdb.DuckDBPyConnection) -> None:
    build.execute("insert into staging.stg_files values ('a.pdf', 'read', null), ('b.pdf', 'duplicate', null)")
    assert every_file_was_read(build).passed
    build.execute("insert into staging.stg_files values ('c.pdf', 'rejected', 'cut off')")
    rejected = every_file_was_read(build)
    assert (rejected.passed, rejected.severity) == (False, "warning")
    assert rejected.sample == [{"source_uri": "c.pdf", "reason": "cut off"}]
