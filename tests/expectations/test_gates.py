"""A gate counts only once it has been seen to fail: each rule is, by one thing broken in a good warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest
from corruptions import INVARIANTS, of_column

from expectations.findings import find
from expectations.rules import ColumnRule, Invariant
from expectations.suites import all_suites, row_counts

RULES = {
    (suite.name, rule.table, rule.name): rule
    for suite in all_suites(row_counts.TABLES)
    for rule in (*suite.invariants, *suite.columns)
}
COLUMN_RULES = [rule for rule in RULES.values() if isinstance(rule, ColumnRule)]


def label(rule: Invariant | ColumnRule) -> str:
    return rule.name if isinstance(rule, Invariant) else f"{rule.table}.{rule.name}"


def failing(connection: duckdb.DuckDBPyConnection, rules: Iterable[Invariant | ColumnRule]) -> dict[str, int]:
    """Rows that break each rule, by the rule's own query."""
    return {label(rule): find(connection, rule.query).count for rule in rules}


@pytest.fixture(scope="module")
def warehouse(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A good build file open for writing, beside the same as the last release."""
    path = tmp_path_factory.mktemp("gates") / "build.duckdb"
    shutil.copyfile(good, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{good}' as previous (read_only)")
        yield connection


@pytest.fixture(scope="module")
def baseline(warehouse: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return failing(warehouse, RULES.values())


@pytest.fixture
def breakable(warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a test breaks is whole again after it."""
    warehouse.begin()
    yield warehouse
    warehouse.rollback()


def test_the_sample_warehouse_is_good(baseline: dict[str, int]) -> None:
    red = {name for name, count in baseline.items() if count}
    critical = {label(rule) for rule in RULES.values() if rule.severity == "critical"}
    assert not red & critical


def test_every_invariant_has_a_proof() -> None:
    assert {rule.name for rule in RULES.values() if isinstance(rule, Invariant)} == set(INVARIANTS)


@pytest.mark.parametrize("name", INVARIANTS)
def test_an_invariant_turns_red_and_no_other(
    name: str, breakable: duckdb.DuckDBPyConnection, baseline: dict[str, int]
) -> None:
    corruption = INVARIANTS[name]
    breakable.execute(corruption.sql)
    after = failing(breakable, RULES.values())
    assert {rule for rule, count in after.items() if count > baseline[rule]} == {name, *corruption.others}


@pytest.mark.parametrize("rule", COLUMN_RULES, ids=label)
def test_a_column_rule_turns_red(
    rule: ColumnRule, breakable: duckdb.DuckDBPyConnection, baseline: dict[str, int]
) -> None:
    breakable.execute(of_column(rule))
    assert failing(breakable, [rule])[label(rule)] > baseline[label(rule)]
