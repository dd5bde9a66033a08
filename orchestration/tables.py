"""Tables of a DuckDB file, described for people: columns, size, first rows as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.transformation import CATALOG
from warehouse.connection import connect

PREVIEW_ROWS = 5
PREVIEW_COLUMNS = 8
LONGEST_CELL = 60


@dataclass(frozen=True)
class Table:
    """A table or view: its columns with their types, number of rows, first rows."""

    columns: Mapping[str, str]
    rows: int
    preview: Sequence[Mapping[str, object]]


@contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build file to be read, under the name it had when dbt wrote its views."""
    with connect() as connection:
        connection.execute(f"attach '{str(database).replace(chr(39), chr(39) * 2)}' as {CATALOG} (read_only)")
        connection.execute(f"use {CATALOG}")
        yield connection


def describe(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> Table:
    """What an open file holds under that name."""
    source = f'"{schema}"."{name}"'
    columns = {
        str(row[0]): str(row[1])
        for row in connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where schema_name = ? and table_name = ? and database_name = current_database() order by column_index",
            [schema, name],
        ).fetchall()
    }
    counted = connection.execute(f"select count(*) from {source}").fetchone()
    shown = list(columns)[:PREVIEW_COLUMNS]
    listed = ", ".join(f'"{column}"' for column in shown)
    rows = connection.execute(f"select {listed} from {source} limit {PREVIEW_ROWS}").fetchall() if shown else []
    preview = [dict(zip(shown, row, strict=True)) for row in rows]
    return Table(columns, int(counted[0]) if counted else 0, preview)


def markdown(rows: Sequence[Mapping[str, object]], longest: int = LONGEST_CELL) -> str:
    """Rows as a Markdown table; values are shown as they are, never as markup, and cut where they are longer.

    >>> print(markdown([{"city": "绵阳", "counties": 9}]))
    | city | counties |
    |---|---|
    | 绵阳 | 9 |
    """
    if not rows:
        return "no rows"
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["| " + " | ".join(_cell(name, longest) for name in names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(_cell(row.get(name), longest) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object, longest: int) -> str:
    text = "" if value is None else " ".join(str(value).split())
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{character}" if character in "\\`*_[]|" else character for character in text)
