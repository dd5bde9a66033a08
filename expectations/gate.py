"""The gate: every suite on one warehouse file, judged before it is published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from expectations import adapter, data_docs, work_lists
from expectations.outcome import ExpectationOutcome
from expectations.rules import ColumnRule, Invariant, Suite
from expectations.suites import all_suites

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_ROWS = 20
"""Failing rows kept for each expectation."""

_LONGEST_VALUE = 300
_BUILD_SCHEMA = "staging"


@dataclass(frozen=True)
class _Findings:
    """The rows that break a rule: how many, and the first of them."""

    count: int
    sample: list[dict[str, object]]


def run(
    database: Path,
    docs_dir: Path | None = None,
    previous: Path | None = None,
    max_row_fall: float = 0.2,
    accept_row_fall: bool = False,
) -> list[ExpectationOutcome]:
    """Judge a warehouse file; reads only.

    ``database`` is a build file, or a published one, for which the rules that compare with staging do not apply.
    ``previous`` is the last release, which ``max_row_fall`` (a share, 0 to 1) compares row counts with;
    ``accept_row_fall`` turns a greater fall into a warning. Data Docs go to ``docs_dir``/data_docs, lists of what a
    person has to follow up to ``docs_dir``/work_lists. Raises duckdb.Error where the file cannot be opened.
    """
    with _opened(database, previous) as connection:
        rules = all_suites(previous is not None, max_row_fall, accept_row_fall)
        suites = [_applicable(suite, _has_schema(connection, _BUILD_SCHEMA)) for suite in rules]
        found = {rule.name: _find(connection, rule.query) for suite in suites for rule in suite.invariants}
        batches = [batch for suite in suites for batch in _batches(connection, suite, found)]
        outcomes = _judge(connection, batches, found, docs_dir)
        if docs_dir is not None:
            work_lists.write(connection, docs_dir / "work_lists")
    return outcomes


@contextmanager
def _opened(database: Path, previous: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        if previous is not None:
            location = str(previous).replace("'", "''")
            connection.execute(f"attach '{location}' as previous (read_only)")
        yield connection


def _has_schema(connection: duckdb.DuckDBPyConnection, schema: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from duckdb_schemas() where schema_name = ? and database_name = current_database()", [schema]
        ).fetchall()
    )


def _applicable(suite: Suite, is_build: bool) -> Suite:
    return replace(suite, invariants=tuple(rule for rule in suite.invariants if is_build or not rule.needs_build))


def _find(connection: duckdb.DuckDBPyConnection, query: str) -> _Findings:
    try:
        result = connection.execute(f"select *, count(*) over () as all_rows_ from ({query}) limit {SAMPLE_ROWS}")
        names = [column[0] for column in result.description][:-1]
        rows = result.fetchall()
    except duckdb.Error as error:
        return _Findings(1, [{"error": str(error)}])
    sample = [dict(zip(names, map(_plain, row), strict=False)) for row in rows]
    return _Findings(rows[0][-1] if rows else 0, sample)


def _batches(
    connection: duckdb.DuckDBPyConnection, suite: Suite, found: Mapping[str, _Findings]
) -> list[adapter.Batch]:
    batches = []
    if suite.invariants:
        lines = {
            rule.name: [json.dumps(row, ensure_ascii=False, default=str) for row in found[rule.name].sample]
            for rule in suite.invariants
        }
        batches.append(adapter.Batch(suite.name, adapter.findings_frame(lines), suite.invariants))
    for table in dict.fromkeys(rule.table for rule in suite.columns):
        rules = [rule for rule in suite.columns if rule.table == table]
        batches.append(adapter.Batch(f"{suite.name}.{table}", _frame(connection, table, rules), rules))
    return batches


def _frame(connection: duckdb.DuckDBPyConnection, table: str, rules: Sequence[ColumnRule]) -> pd.DataFrame:
    """The columns that the rules speak of, as far as the table has them; text HTML-escaped."""
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
    return connection.execute(f"select {selected} from marts.{table}").df()


def _escaped(column: str) -> str:
    return f"replace(replace(replace({column}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') as {column}"


def _judge(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[adapter.Batch],
    found: Mapping[str, _Findings],
    docs_dir: Path | None,
) -> list[ExpectationOutcome]:
    if docs_dir is None:
        return _outcomes(connection, batches, adapter.judge(batches, None), found)
    with data_docs.whole_site(docs_dir / "data_docs") as site:
        outcomes = _outcomes(connection, batches, adapter.judge(batches, site), found)
        data_docs.finish(site, outcomes)
    return outcomes


def _outcomes(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[adapter.Batch],
    judged: Sequence[Sequence[adapter.Judged]],
    found: Mapping[str, _Findings],
) -> list[ExpectationOutcome]:
    outcomes = []
    for batch, verdicts in zip(batches, judged, strict=True):
        for rule, verdict in zip(batch.rules, verdicts, strict=True):
            findings = _Findings(0, [])
            if isinstance(rule, Invariant):
                findings = found[rule.name]
            elif not verdict.passed:
                findings = _find(connection, rule.query)
            if verdict.error is not None and not findings.sample:
                findings = _Findings(1, [{"error": verdict.error}])
            outcomes.append(_outcome(batch.name.partition(".")[0], rule, verdict, findings))
    return outcomes


def _outcome(
    suite: str, rule: Invariant | ColumnRule, verdict: adapter.Judged, findings: _Findings
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


def _plain(value: object) -> object:
    """A value as JSON takes it, long text cut."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
