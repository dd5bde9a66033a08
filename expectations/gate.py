"""The gate: every suite on one warehouse file, judged before it is published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from expectations import adapter, data_docs, work_lists
from expectations.findings import Findings, find, opened, tables
from expectations.outcome import ExpectationOutcome
from expectations.rules import ColumnRule, Invariant, Suite
from expectations.suites import all_suites

if TYPE_CHECKING:
    import pandas as pd

FRAME_ROWS = 100_000
"""Rows of a table that its column rules are shown, besides every row that breaks one."""


def run(
    database: Path,
    docs_dir: Path | None = None,
    previous: Path | None = None,
    max_row_fall: float = 0.2,
    accept_row_fall: bool = False,
    memory_limit: str = "4GB",
) -> list[ExpectationOutcome]:
    """Judge a warehouse file; reads only.

    ``database`` is a build file, or a published one, for which the rules that compare with staging do not apply.
    ``previous`` is the last release, which ``max_row_fall`` (a share, 0 to 1) compares row counts with;
    ``accept_row_fall`` turns a greater fall into a warning. DuckDB takes ``memory_limit`` and spills the rest. Data
    Docs go to ``docs_dir``/data_docs, lists of what a person has to follow up to ``docs_dir``/work_lists. Raises
    duckdb.Error where the file cannot be opened.
    """
    with opened(database, previous, memory_limit) as connection:
        is_build = "release" not in tables(connection, "audit")
        before = tables(connection, "marts", "previous") if previous is not None else ()
        suites = [_applicable(suite, is_build) for suite in all_suites(before, max_row_fall, accept_row_fall)]
        found = {rule.name: find(connection, rule.query) for suite in suites for rule in suite.invariants}
        batches = (batch for suite in suites for batch in _batches(connection, suite, found))
        outcomes = _judge(connection, batches, found, docs_dir)
        if docs_dir is not None:
            work_lists.write(connection, docs_dir / "work_lists")
    return outcomes


def _applicable(suite: Suite, is_build: bool) -> Suite:
    return replace(suite, invariants=tuple(rule for rule in suite.invariants if is_build or not rule.needs_build))


def _batches(
    connection: duckdb.DuckDBPyConnection, suite: Suite, found: Mapping[str, Findings]
) -> Iterator[adapter.Batch]:
    if suite.invariants:
        lines = {
            rule.name: [json.dumps(row, ensure_ascii=False, default=str) for row in found[rule.name].sample]
            for rule in suite.invariants
        }
        yield adapter.Batch(suite.name, adapter.findings_frame(lines), suite.invariants)
    for table in dict.fromkeys(rule.table for rule in suite.columns):
        rules = [rule for rule in suite.columns if rule.table == table]
        yield adapter.Batch(f"{suite.name}.{table}", _frame(connection, table, rules), rules)


def _frame(connection: duckdb.DuckDBPyConnection, table: str, rules: Sequence[ColumnRule]) -> pd.DataFrame:
    """The columns that the rules speak of, as far as the table has them; text HTML-escaped.

    Of a large table these are its first rows and, so that no verdict differs, every row that breaks a rule.
    """
    wanted = dict.fromkeys(column for rule in rules for column in rule.columns)
    types = dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where schema_name = 'marts' and table_name = ? and database_name = current_database()",
            [table],
        ).fetchall()
    )
    present = [name for name in wanted if name in types]
    if not present:
        return adapter.findings_frame({})
    selected = ", ".join(_escaped(name) if types[name] == "VARCHAR" else name for name in present)
    broken = " or ".join(f"({rule.condition})" for rule in rules if set(rule.columns) <= set(present))
    return connection.execute(
        f"select {selected} from marts.{table} where rowid < {FRAME_ROWS}{f' or {broken}' if broken else ''}"
    ).df()


def _escaped(column: str) -> str:
    return f"replace(replace(replace({column}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') as {column}"


def _judge(
    connection: duckdb.DuckDBPyConnection,
    batches: Iterable[adapter.Batch],
    found: Mapping[str, Findings],
    docs_dir: Path | None,
) -> list[ExpectationOutcome]:
    if docs_dir is None:
        return _outcomes(connection, adapter.judge(batches, None), found)
    with data_docs.whole_site(docs_dir / "data_docs") as site:
        outcomes = _outcomes(connection, adapter.judge(batches, site), found)
        data_docs.finish(site, outcomes)
    return outcomes


def _outcomes(
    connection: duckdb.DuckDBPyConnection,
    judged: Sequence[tuple[str, Sequence[Invariant | ColumnRule], Sequence[adapter.Judged]]],
    found: Mapping[str, Findings],
) -> list[ExpectationOutcome]:
    outcomes = []
    for name, rules, verdicts in judged:
        for rule, verdict in zip(rules, verdicts, strict=True):
            findings = Findings(0, [])
            if isinstance(rule, Invariant):
                findings = found[rule.name]
            elif not verdict.passed:
                findings = find(connection, rule.query)
            if verdict.error is not None and not findings.sample:
                findings = Findings(1, [{"error": verdict.error}])
            outcomes.append(_outcome(name.partition(".")[0], rule, verdict, findings))
    return outcomes


def _outcome(
    suite: str, rule: Invariant | ColumnRule, verdict: adapter.Judged, findings: Findings
) -> ExpectationOutcome:
    return ExpectationOutcome(
        name=rule.name,
        suite=suite,
        table=rule.table,
        severity=rule.severity,
        passed=verdict.passed,
        failing_rows=findings.count,
        sample=findings.sample,
        protects=rule.protects,
        query=rule.query,
    )
