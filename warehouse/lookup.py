"""Explain a row: where it stands in which bulletin, and which rule read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import connect
from warehouse.contents import columns, current_catalog, quoted, tables
from warehouse.contract import KEYS

CONTEXT_CHARACTERS = 120
"""Characters shown before and after a passage."""

_SEARCHED_FIRST = ("dim_issues", "dim_documents", "fct_articles")
_WITHOUT_PASSAGE = frozenset({"text", "body"})


class NoSuchRow(LookupError):
    """No marts table has a row with this id."""


@dataclass(frozen=True)
class Passage:
    """Characters ``char_start`` to ``char_end`` of a document's text, with what stands before and after them."""

    document_id: str
    source_uri: str
    char_start: int
    char_end: int
    before: str
    text: str
    after: str
    quote: str
    rule_id: str


@dataclass(frozen=True)
class Explained:
    """A row of a marts table and the passages that it rests on.

    A fact rests on one passage. A work, a person or another row without a span of its own rests on those of the facts
    that name it, up to ten of them.
    """

    table: str
    row_id: str
    row: Mapping[str, object]
    passages: tuple[Passage, ...]

    @property
    def passage(self) -> Passage | None:
        """The first passage."""
        return self.passages[0] if self.passages else None


def explain(database: Path, row_id: str) -> Explained:
    """The row of any marts table that has this id, with its source; raises NoSuchRow where none has."""
    with connect(database, read_only=True) as connection:
        catalog = current_catalog(connection)
        present = tables(connection, catalog)
        keyed = [table for table in KEYS if len(KEYS[table]) == 1 and table in present]
        for table in sorted(keyed, key=lambda name: (name not in _SEARCHED_FIRST, name.startswith("rpt_"), name)):
            row = _row(connection, table, KEYS[table][0], row_id)
            if row is not None:
                return Explained(table, row_id, row, _passages(connection, catalog, present, table, row_id, row))
    raise NoSuchRow(f"no row has the id {row_id}; ids stand in the first column of each marts table")


def _row(connection: duckdb.DuckDBPyConnection, table: str, key: str, row_id: str) -> dict[str, object] | None:
    result = connection.execute(f"select * from marts.{quoted(table)} where {quoted(key)} = ? limit 1", [row_id])
    names = [column[0] for column in result.description]
    values = result.fetchone()
    if values is None:
        return None
    return {name: value for name, value in zip(names, values, strict=True) if name not in _WITHOUT_PASSAGE}


def _passages(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    present: list[str],
    table: str,
    row_id: str,
    row: Mapping[str, object],
) -> tuple[Passage, ...]:
    key = KEYS[table][0]
    if "char_start" in row:
        return tuple(_select(connection, table, key, row_id))
    found: list[Passage] = []
    for fact in present:
        names = columns(connection, catalog, fact)
        if fact.startswith("fct_") and key in names and {"char_start", "quote", "rule_id"} <= set(names):
            found += _select(connection, fact, key, row_id)
    return tuple(found[:10])


def _select(connection: duckdb.DuckDBPyConnection, table: str, key: str, row_id: str) -> list[Passage]:
    rows = connection.execute(
        "select facts.document_id, documents.source_uri, facts.char_start, facts.char_end,"
        f" substr(documents.text, greatest(1, char_start + 1 - {CONTEXT_CHARACTERS}),"
        f" least(char_start, {CONTEXT_CHARACTERS})),"
        " substr(documents.text, char_start + 1, char_end - char_start),"
        f" substr(documents.text, char_end + 1, {CONTEXT_CHARACTERS}), facts.quote, facts.rule_id"
        f" from marts.{quoted(table)} as facts inner join marts.dim_documents as documents"
        " on documents.document_id = facts.document_id"
        f" where facts.{quoted(key)} = ? and facts.char_start is not null"
        " order by facts.document_id, facts.char_start limit 10",
        [row_id],
    ).fetchall()
    return [Passage(*row) for row in rows]
