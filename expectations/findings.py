"""The rows of a warehouse file that break a rule, found by DuckDB alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

SAMPLE_ROWS = 20
"""Failing rows kept for each rule."""

_LONGEST_VALUE = 300


@dataclass(frozen=True)
class Findings:
    """The rows that break a rule: how many, and the first of them."""

    count: int = 0
    sample: list[dict[str, object]] = field(default_factory=list)


@contextmanager
def opened(database: Path, previous: Path | None, memory_limit: str = "4GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse file, reading only, with the last release attached as ``previous`` where there is one."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set memory_limit = '{memory_limit}'")
        if previous is not None:
            location = str(previous).replace("'", "''")
            connection.execute(f"attach '{location}' as previous (read_only)")
        yield connection


def tables(connection: duckdb.DuckDBPyConnection, schema: str, catalog: str | None = None) -> tuple[str, ...]:
    """Names of the tables in a schema of the open file, or of an attached one; none where there is no such schema."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where schema_name = ?"
        " and database_name = coalesce(?, current_database()) order by 1",
        [schema, catalog],
    ).fetchall()
    return tuple(name for (name,) in rows)


def find(connection: duckdb.DuckDBPyConnection, query: str) -> Findings:
    """The rows a rule's query gives; one finding that tells the error where the query cannot be run."""
    try:
        result = connection.execute(f"select *, count(*) over () as all_rows_ from ({query}) limit {SAMPLE_ROWS}")
        names = [column[0] for column in result.description][:-1]
        rows = result.fetchall()
    except duckdb.Error as error:
        return Findings(1, [{"error": str(error)}])
    sample = [dict(zip(names, map(_plain, row), strict=False)) for row in rows]
    return Findings(rows[0][-1] if rows else 0, sample)


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
