"""What a warehouse file holds, as numbers that can be compared: rows and a content hash for each marts table.

The hash does not depend on the order of rows or columns, nor on when or from which folder a document was read (its id
is a hash of its bytes), so that two builds of the same bulletins give the same hashes on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

VOLATILE_COLUMNS = frozenset({"ingested_at", "source_uri"})
"""Columns that tell about the run and where it found its files, not about the bulletins."""


@dataclass(frozen=True)
class TableContent:
    """Rows and content hash (64 hexadecimal digits) of one table of schema marts."""

    table: str
    rows: int
    content_hash: str


def contents(connection: duckdb.DuckDBPyConnection, catalog: str | None = None) -> list[TableContent]:
    """Every table of schema marts in an open file, by name; ``catalog`` names an attached one."""
    connection.execute("set timezone = 'UTC'")
    database = catalog or current_catalog(connection)
    return [_content(connection, database, table) for table in tables(connection, database)]


def fingerprint(tables: Iterable[TableContent]) -> str:
    """One hash over all tables: equal where every table's rows are equal."""
    lines = sorted(f"{content.table} {content.content_hash}" for content in tables)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def current_catalog(connection: duckdb.DuckDBPyConnection) -> str:
    """The name DuckDB gave the open file."""
    row = connection.execute("select current_database()").fetchone()
    assert row is not None
    return str(row[0])


def tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    """Names of the tables in schema marts, sorted."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts' order by 1", [catalog]
    ).fetchall()
    return [name for (name,) in rows]


def columns(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> dict[str, str]:
    """Columns of a marts table in their order, each with its type as DuckDB writes it."""
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = ? and schema_name = 'marts' and table_name = ? order by column_index",
        [catalog, table],
    ).fetchall()
    return dict(rows)


def row_text(names: Iterable[str]) -> str:
    """SQL for a row as text: a JSON object of the columns that tell about the bulletins, in order of name."""
    kept = sorted(set(names) - VOLATILE_COLUMNS)
    return "to_json(struct_pack(" + ", ".join(f"{quoted(name)} := {quoted(name)}" for name in kept) + "))::varchar"


def quoted(identifier: str) -> str:
    """An identifier as SQL takes it, whatever characters it holds."""
    return '"' + identifier.replace('"', '""') + '"'


def _content(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> TableContent:
    found = columns(connection, catalog, table)
    source = f"{quoted(catalog)}.marts.{quoted(table)}"
    row = connection.execute(
        "select count(*), sum(md5_number_lower(line)), sum(md5_number_upper(line))"
        f" from (select {row_text(found)} as line from {source})"
    ).fetchone()
    assert row is not None
    rows, lower, upper = row
    shape = ",".join(f"{name}:{kind}" for name, kind in sorted(found.items()) if name not in VOLATILE_COLUMNS)
    digest = hashlib.sha256(f"{shape}|{rows}|{lower or 0}|{upper or 0}".encode()).hexdigest()
    return TableContent(table, rows, digest)
