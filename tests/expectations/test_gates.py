"""A gate counts only once it has been seen to fail: each is, by one thing broken in a good warehouse.

The gates are those that a real build recorded in its audit, whoever judged them; the run's own are broken in
tests/orchestration, where there is a run.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from corruptions import DBT, GREAT_EXPECTATIONS, PIPELINE, PROOFS, Corruption

from expectations import adapter, data_docs
from expectations.findings import SAMPLE_ROWS, Findings, find
from expectations.outcome import ExpectationOutcome
from expectations.suites import all_suites, row_counts
from orchestration.cli.summary import checks_text
from orchestration.defs.assets import as_asset_check
from warehouse.audit import Run, record
from warehouse.releases import Refused, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import CheckResult, Verdict

CASES = {
    f"{name}{f'-{number}' if number else ''}": (name, corruption)
    for name, corruptions in {**DBT, **GREAT_EXPECTATIONS}.items()
    for number, corruption in enumerate(corruptions)
}
SUITES = all_suites(row_counts.TABLES)
WARNINGS = {
    "an_issue_has_articles",
    "an_issue_is_printed_on_or_after_its_date",
    "articles_have_a_body",
    "claims_agree_with_the_reference",
    "copies_is_in_range",
    "dates_rise_with_issue_numbers",
    "documents_are_recognised_as_bulletins",
    "documents_of_an_issue_agree",
    "every_file_was_read",
    "every_line_has_its_place",
    "issue_no_is_filled",
    "milestones_have_a_work",
    "names_look_like_names",
    "no_unit_is_silent",
    "rows_of_small_tables_do_not_fall",
    "total_number_minus_issue_number_is_constant_in_a_year",
}
"""What a bulletin itself may have wrong, and what a person has to follow up; all else is ours to get right."""


@dataclass(frozen=True)
class Gate:
    """A check of a real build, and the tables that it reads."""

    result: CheckResult

    @cached_property
    def reads(self) -> frozenset[str]:
        return tables_of(self.result.query)

    def findings(self, connection: duckdb.DuckDBPyConnection) -> Findings:
        return find(connection, self.result.query)

    def red(self, found: Findings) -> CheckResult:
        return replace(self.result, passed=False, failing_rows=found.count, sample=found.sample)


Gates = Mapping[str, Gate]
Red = Mapping[str, Findings]


def tables_of(sql: str) -> frozenset[str]:
    """Schema and name of each table that a statement names."""
    return frozenset(re.sub('"', "", name) for name in re.findall(r'"?(?:marts|staging|reference)"?\."?\w+"?', sql))


def changed(sql: str) -> frozenset[str]:
    """Those that it changes."""
    return frozenset(re.findall(r"(?:update|insert into|delete from) ((?:marts|staging|reference)\.\w+)", sql))


def recorded(warehouse: Path) -> dict[str, Gate]:
    """Every gate of a build, by name; row counts, which a first build has nothing to compare with, included."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select check_name, origin, table_name, severity, protects, query from audit.checks"
        ).fetchall()
    counted = [
        (rule.name, "great_expectations", rule.table, rule.severity, rule.protects, rule.query)
        for rule in row_counts.suite(row_counts.TABLES, 0.2).rules
    ]
    gates = [
        Gate(CheckResult(name, origin, table, severity, True, protects=protects, query=query))
        for name, origin, table, severity, protects, query in [*rows, *counted]
    ]
    assert len({gate.result.name for gate in gates}) == len(gates), "a name that two gates share proves neither"
    return {gate.result.name: gate for gate in gates}


@pytest.fixture(scope="module")
def gates(sample_warehouse: Path) -> Gates:
    return recorded(sample_warehouse)


@pytest.fixture(scope="module")
def judging(gates: Gates) -> Gates:
    """The gates that judge a file."""
    return {name: gate for name, gate in gates.items() if gate.result.origin != "pipeline"}


@pytest.fixture(scope="module")
def warehouse(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A good build file open for writing, beside the same as the last release."""
    path = tmp_path_factory.mktemp("gates") / "build.duckdb"
    shutil.copyfile(good, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set threads = 1")
        connection.execute(f"attach '{good}' as previous (read_only)")
        yield connection


@pytest.fixture(scope="module")
def baseline(warehouse: duckdb.DuckDBPyConnection, judging: Gates) -> Red:
    return {name: gate.findings(warehouse) for name, gate in judging.items()}


@pytest.fixture(scope="module")
def seen(warehouse: duckdb.DuckDBPyConnection, judging: Gates, baseline: Red) -> dict[str, dict[str, Findings]]:
    """For each corruption the gates that it turns red, and the rows they find."""
    return {case: after(warehouse, corruption, judging, baseline) for case, (_, corruption) in CASES.items()}


def after(
    warehouse: duckdb.DuckDBPyConnection, corruption: Corruption, gates: Gates, baseline: Red
) -> dict[str, Findings]:
    """What is red once the file is broken; it is whole again afterwards."""
    touched = changed(corruption.sql)
    warehouse.begin()
    try:
        warehouse.execute(corruption.sql)
        found = {name: gate.findings(warehouse) for name, gate in gates.items() if gate.reads & touched}
    finally:
        warehouse.rollback()
    return {name: one for name, one in found.items() if one.count > baseline[name].count}


def test_every_gate_has_a_proof_and_every_proof_a_gate(gates: Gates) -> None:
    assert set(PROOFS) == set(gates)
    origins = {"dbt": DBT, "great_expectations": GREAT_EXPECTATIONS, "pipeline": PIPELINE}
    assert {gate.result.origin for gate in gates.values()} == set(origins)
    for name, gate in gates.items():
        assert name in origins[gate.result.origin]


def test_every_gate_says_what_it_protects(gates: Gates) -> None:
    assert [name for name, gate in gates.items() if len(gate.result.protects) < 20] == []
    assert {name for name, gate in gates.items() if gate.result.severity == "warning"} == WARNINGS


def test_the_sample_warehouse_is_good(baseline: Red) -> None:
    assert {name for name, found in baseline.items() if found.count} <= WARNINGS


@pytest.mark.parametrize("case", CASES)
def test_that_gate_turns_red_and_no_other(case: str, seen: dict[str, dict[str, Findings]], baseline: Red) -> None:
    name, corruption = CASES[case]
    assert set(seen[case]) == {name, *corruption.others}
    found, before = seen[case][name], baseline[name]
    assert found.sample and "error" not in found.sample[0]
    assert found.sample != before.sample or before.count >= SAMPLE_ROWS, "the broken row is among those named"


@pytest.fixture(scope="module")
def red(gates: Gates, seen: dict[str, dict[str, Findings]]) -> dict[str, CheckResult]:
    """The result of each gate that judges a file, as its own corruption left it."""
    return {
        name: gates[name].red(seen[case][name])
        for case, (name, _) in CASES.items()
        if case == name and name in seen[case]
    }


def test_a_critical_gate_alone_refuses_and_a_warning_does_not(gates: Gates, red: dict[str, CheckResult]) -> None:
    for name, result in red.items():
        others = [gate.result for other, gate in gates.items() if other != name]
        verdict = Verdict.of([*others, result])
        assert verdict.refused == (name not in WARNINGS), name
        assert [*verdict.failed_critical, *verdict.failed_warnings] == [result]


def test_the_audit_keeps_each_red_gate_with_its_rows_and_query(
    copy: Path, sample_home: Path, red: dict[str, CheckResult]
) -> None:
    record(copy, Run("run", datetime(2026, 11, 1, tzinfo=UTC)), red.values(), sample_home / "staging" / "files.parquet")
    with duckdb.connect(str(copy), read_only=True) as connection:
        rows = connection.execute(
            "select check_name, severity, passed, failing_rows, sample, query from audit.checks where run_id = 'run'"
        ).fetchall()
    assert len(rows) == len(red)
    for name, severity, passed, failing_rows, sample, query in rows:
        result = red[name]
        assert (severity, passed, failing_rows) == (result.severity, False, result.failing_rows)
        assert json.loads(sample) == json.loads(json.dumps(result.sample, default=str))
        assert query == result.query


def test_nothing_is_published_with_a_critical_gate_red_and_all_is_with_every_warning(
    copy: Path, sample_home: Path, red: dict[str, CheckResult], tmp_path: Path
) -> None:
    files = sample_home / "staging" / "files.parquet"
    run = Run("run", datetime(2026, 11, 1, tzinfo=UTC))
    store = ReleaseStore(Settings(home=tmp_path / "home"))
    refused = store.build_file("refused")
    for origin in ("dbt", "great_expectations"):
        critical = next(result for result in red.values() if result.origin == origin and result.name not in WARNINGS)
        record(refused, run, [critical], files)
        with pytest.raises(Refused, match=f"{critical.table}: {critical.name}$"):
            store.publish(refused, "refused")
    assert store.current() is None
    record(copy, run, [red[name] for name in set(red) & WARNINGS], files)
    published = copy.rename(store.build_file("run"))
    assert store.publish(published, "run").rows > 1000


def test_the_summary_names_each_red_gate_and_its_first_row(red: dict[str, CheckResult]) -> None:
    for name, result in red.items():
        said = checks_text(Verdict.of([result])).plain
        column, value = next(iter(result.sample[0].items()))
        assert f"{result.table}: {name} · {result.failing_rows} rows · {result.protects}" in said
        assert f"{column}={value}"[:200] in said

        assert said.splitlines()[1].startswith("!" if name in WARNINGS else "✗")


def test_dagster_shows_each_red_gate_as_a_failed_check_with_its_rows(red: dict[str, CheckResult]) -> None:
    for name, result in red.items():
        shown = as_asset_check(dg.AssetCheckSpec(name, asset=result.table), result)
        assert not shown.passed
        assert shown.severity == (dg.AssetCheckSeverity.WARN if name in WARNINGS else dg.AssetCheckSeverity.ERROR)
        assert shown.metadata["failing_rows"].value == result.failing_rows
        assert str(next(iter(result.sample[0]))).replace("_", "\\_") in str(shown.metadata["sample"].value)
        assert result.query in str(shown.metadata["query"].value)


def test_great_expectations_and_its_data_docs_show_each_red_invariant_with_its_rows(
    red: dict[str, CheckResult], tmp_path: Path
) -> None:
    """Each invariant's findings as its own corruption left them, judged by the library itself."""
    batches = []
    for suite in SUITES:
        lines = {rule.name: in_lines(red[rule.name]) for rule in suite.invariants}
        if lines:
            batches.append(adapter.Batch(suite.name, adapter.findings_frame(lines), suite.invariants))
    judged = adapter.judge(batches, tmp_path)
    assert not [one for _, _, verdicts in judged for one in verdicts if one.passed or one.error]
    outcomes = [as_outcome(result) for result in red.values()]
    data_docs.finish(tmp_path, outcomes)
    for batch in batches:
        [page] = (tmp_path / "validations" / batch.name).rglob("*.html")
        text = page.read_text(encoding="utf-8")
        for rule in batch.rules:
            assert rule.name in text
            assert html.escape(in_lines(red[rule.name])[0])[:60] in text, rule.name
    front = (tmp_path / "index.html").read_text(encoding="utf-8")
    for name, result in red.items():
        assert f"{result.severity}: {result.table} · {name} ({result.failing_rows} rows)" in front
        assert html.escape(in_lines(result)[0]) in front
        assert html.escape(result.query) in front


def in_lines(result: CheckResult) -> list[str]:
    return [json.dumps(row, ensure_ascii=False, default=str) for row in result.sample]


def as_outcome(result: CheckResult) -> ExpectationOutcome:
    values: dict[str, Any] = {
        field: getattr(result, field)
        for field in ("name", "table", "severity", "passed", "failing_rows", "sample", "protects", "query")
    }
    return ExpectationOutcome(suite=result.origin, **values)


# Gates of several branches: each table, key and span has one that guards it.


def catalogue(warehouse: duckdb.DuckDBPyConnection, condition: str) -> list[tuple[str, str]]:
    """Tables and columns of the marts."""
    return warehouse.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        f" and database_name = 'build' and {condition} order by all"
    ).fetchall()


def filled(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts that hold rows."""
    tables = sorted({table for table, _ in catalogue(warehouse, "true")})
    return [table for table in tables if warehouse.execute(f"from marts.{table} limit 1").fetchone()]


def refusing(warehouse: duckdb.DuckDBPyConnection, sql: str, gates: Iterable[Gate]) -> str | None:
    """The first critical gate among these that is red once the file is broken."""
    touched = changed(sql)
    warehouse.begin()
    try:
        warehouse.execute(sql)
        for gate in gates:
            if gate.result.severity == "critical" and gate.reads & touched and gate.findings(warehouse).count:
                return gate.result.name
    finally:
        warehouse.rollback()
    return None


def unguarded(
    warehouse: duckdb.DuckDBPyConnection, breaks: Mapping[str, str], gates: Gates, likeliest: Collection[str]
) -> set[str]:
    """What can be broken without any critical gate turning red; the likeliest are asked first."""
    ordered = [gates[name] for name in likeliest] + [gate for name, gate in gates.items() if name not in likeliest]
    return {what for what, sql in breaks.items() if refusing(warehouse, sql, ordered) is None}


def test_no_table_can_be_emptied_unseen(warehouse: duckdb.DuckDBPyConnection, judging: Gates) -> None:
    tables = set(filled(warehouse)) - {"rpt_missing_issues"}
    assert len(tables) > 25
    breaks = {table: f"delete from marts.{table}" for table in tables}
    assert unguarded(warehouse, breaks, {"rows_do_not_fall": judging["rows_do_not_fall"]}, ()) == set()


def test_no_table_can_lose_a_third_of_its_rows_unseen(warehouse: duckdb.DuckDBPyConnection, judging: Gates) -> None:
    fallen = [judging[name] for name in ("rows_do_not_fall", "rows_of_small_tables_do_not_fall")]
    for table in set(filled(warehouse)) - {"rpt_missing_issues"}:
        warehouse.begin()
        warehouse.execute(
            f"delete from marts.{table} where rowid in (select rowid from marts.{table} order by rowid"
            f" limit (select greatest(1, ceil(count(*) / 3))::bigint from marts.{table}))"
        )
        found = [row["table_name"] for gate in fallen for row in gate.findings(warehouse).sample]
        warehouse.rollback()
        assert found == [table]


def test_no_row_can_be_there_twice_unseen(warehouse: duckdb.DuckDBPyConnection, judging: Gates) -> None:
    breaks = {table: f"insert into marts.{table} select * from marts.{table} limit 1" for table in filled(warehouse)}
    assert unguarded(warehouse, breaks, {"keys_identify_one_row": judging["keys_identify_one_row"]}, ()) == set()


def test_no_key_can_be_orphaned_unseen(warehouse: duckdb.DuckDBPyConnection, judging: Gates) -> None:
    keys = catalogue(warehouse, "(column_name like '%\\_id' escape '\\' or column_name like '%\\_code' escape '\\')")
    breaks = {
        f"{table}.{key}": f"update marts.{table} set {key} = 'nowhere'"
        f" where rowid = (select min(rowid) from marts.{table} where {key} is not null)"
        for table, key in keys
        if key != "rule_id" and warehouse.execute(f"select {key} from marts.{table} where {key} is not null").fetchone()
    }
    assert len(breaks) > 80
    likeliest = ("facts_belong_to_their_article", "units_resolve", "links_resolve", "staged_rows_reach_the_marts")
    assert unguarded(warehouse, breaks, judging, likeliest) == set()


def test_no_span_can_be_moved_unseen(warehouse: duckdb.DuckDBPyConnection, judging: Gates) -> None:
    spanned = {table for table, _ in catalogue(warehouse, "column_name = 'char_start'")}
    quoted = {table for table, _ in catalogue(warehouse, "column_name = 'quote'")}
    assert {f"{table}_spans_reproduce_their_quotes" for table in spanned & quoted} <= set(judging)
    assert spanned - quoted == {"fct_document_regions"}, "its characters are accounted for one by one"
