"""What changed between two releases: rows added, gone and changed in each table, and which cities they tell about."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from warehouse.connection import connect
from warehouse.contents import columns, quoted, row_text, tables
from warehouse.contract import key_of

SAMPLE_ROWS = 5
"""Keys listed for each kind of change in a table."""


@dataclass(frozen=True)
class TableDifference:
    """Changes of one marts table; a row is told by its key. ``samples`` lists keys by kind of change."""

    table: str
    added: int
    gone: int
    changed: int
    samples: Mapping[str, list[str]]

    @property
    def any(self) -> bool:
        """True where a row differs."""
        return bool(self.added or self.gone or self.changed)


@dataclass(frozen=True)
class CityDifference:
    """Rows about a city or prefecture, or a county of it, that were added, gone or changed."""

    unit_code: str
    unit_name: str
    added: int
    gone: int
    changed: int


@dataclass(frozen=True)
class Difference:
    """What the new release has otherwise than the old one; ``tables`` lists every table, ``cities`` those touched."""

    old_release: str
    new_release: str
    tables: tuple[TableDifference, ...]
    cities: tuple[CityDifference, ...]
    new_tables: tuple[str, ...]
    gone_tables: tuple[str, ...]


def compare(old: Path, new: Path, memory_limit: str = "4GB", spill: Path | None = None) -> Difference:
    """The difference between two released files; columns that only one of them has are left out.

    What DuckDB can not hold in ``memory_limit`` goes to the folder ``spill``, which is made and removed; without one,
    duckdb.OutOfMemoryException where it is too little.
    """
    with _room(spill) as folder, connect() as connection:
        connection.execute(f"set memory_limit = '{memory_limit}'")
        connection.execute(f"set temp_directory = '{folder.replace(chr(39), chr(39) * 2)}'")
        for name, path in (("old", old), ("new", new)):
            connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {name}_file (read_only)")
        before, after = tables(connection, "old_file"), tables(connection, "new_file")
        common = [table for table in after if table in before]
        for table in common:
            _diff_table(connection, table)
        return Difference(
            old_release=_release_id(connection, "old_file"),
            new_release=_release_id(connection, "new_file"),
            tables=tuple(_summary(connection, table) for table in common),
            cities=tuple(_cities(connection, common)),
            new_tables=tuple(table for table in after if table not in before),
            gone_tables=tuple(table for table in before if table not in after),
        )


@contextmanager
def _room(spill: Path | None) -> Iterator[str]:
    try:
        yield "" if spill is None else str(spill)
    finally:
        if spill is not None:
            shutil.rmtree(spill, ignore_errors=True)


def write(difference: Difference, folder: Path, name: str) -> tuple[Path, Path]:
    """Write the report as ``name``.md and ``name``.json; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    text, data = folder / f"{name}.md", folder / f"{name}.json"
    _write_whole(text, markdown(difference))
    _write_whole(data, json.dumps(asdict(difference), ensure_ascii=False, indent=1) + "\n")
    return text, data


def markdown(difference: Difference) -> str:
    """The report for people."""
    changed = [table for table in difference.tables if table.any]
    lines = [f"# From release {difference.old_release} to {difference.new_release}", ""]
    if not (changed or difference.new_tables or difference.gone_tables):
        return "\n".join([*lines, "No row differs.", ""])
    if difference.new_tables:
        lines += [f"New tables: {', '.join(difference.new_tables)}", ""]
    if difference.gone_tables:
        lines += [f"Tables no longer there: {', '.join(difference.gone_tables)}", ""]
    lines += ["## Tables", "", "| table | added | gone | changed | for example |", "|---|---:|---:|---:|---|"]
    for table in changed:
        example = "; ".join(f"{kind}: {_cell(keys[0])}" for kind, keys in table.samples.items() if keys)
        lines.append(f"| {table.table} | {table.added} | {table.gone} | {table.changed} | {example} |")
    if difference.cities:
        lines += ["", "## Cities", "", "| city | added | gone | changed |", "|---|---:|---:|---:|"]
        lines += [
            f"| {_cell(city.unit_name)} ({_cell(city.unit_code)}) | {city.added} | {city.gone} | {city.changed} |"
            for city in difference.cities
        ]
    return "\n".join([*lines, ""])


def _diff_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    old, new = columns(connection, "old_file", table), columns(connection, "new_file", table)
    shared = [name for name in new if name in old]
    key = key_of(table, shared)
    key_text = "to_json([" + ", ".join(f"{quoted(name)}::varchar" for name in key) + "])::varchar"
    unit = quoted("unit_code") if "unit_code" in shared else "null::varchar"
    side = "select {key} as row_key, {line} as line, {unit} as unit_code from {name}_file.marts.{table}"
    # Rows whose key is not unique are told apart by their content, so that nothing is counted twice.
    parts = {
        name: "select row_key, line, any_value(unit_code) as unit_code, count(*) as copies from ("
        + side.format(key=key_text, line=f"md5({row_text(shared)})", unit=unit, name=name, table=quoted(table))
        + ") group by all"
        for name in ("old", "new")
    }
    connection.execute(
        f"create temp table {quoted('diff_' + table)} as"
        f" with o as ({parts['old']}), n as ({parts['new']}),"
        " o_only as (from o anti join n using (row_key, line, copies)),"
        " n_only as (from n anti join o using (row_key, line, copies))"
        " select row_key, list_distinct([o_only.unit_code, n_only.unit_code]) as unit_codes,"
        " case when o_only.row_key is null then 'added' when n_only.row_key is null then 'gone' else 'changed' end"
        " as change from o_only full join n_only using (row_key)"
    )


def _summary(connection: duckdb.DuckDBPyConnection, table: str) -> TableDifference:
    source = f"temp.{quoted('diff_' + table)}"
    counts: dict[str, int] = dict(
        connection.execute(f"select change, count(*) from {source} group by change").fetchall()
    )
    samples = {
        kind: [
            key
            for (key,) in connection.execute(
                f"select row_key from {source} where change = ? order by row_key limit {SAMPLE_ROWS}", [kind]
            ).fetchall()
        ]
        for kind in ("added", "gone", "changed")
    }
    return TableDifference(table, counts.get("added", 0), counts.get("gone", 0), counts.get("changed", 0), samples)


def _cities(connection: duckdb.DuckDBPyConnection, common: list[str]) -> list[CityDifference]:
    if "dim_admin_units" not in common:
        return []
    told = [table for table in common if table not in ("dim_admin_units",)]
    # A row that tells about another unit than before changed for both; for one city of both, once.
    union = " union all ".join(
        f"select '{table}' as told, row_key, change, unnest(unit_codes) as unit_code"
        f" from temp.{quoted('diff_' + table)}"
        for table in told
    )
    rows = connection.execute(
        "select city.unit_code, city.unit_name, count(distinct (told, row_key)) filter (change = 'added'),"
        " count(distinct (told, row_key)) filter (change = 'gone'),"
        f" count(distinct (told, row_key)) filter (change = 'changed') from ({union}) as touched"
        " join new_file.marts.dim_admin_units as unit on unit.unit_code = touched.unit_code"
        " join new_file.marts.dim_admin_units as city on city.unit_code = unit.prefecture_code"
        " group by all order by 1"
    ).fetchall()
    return [CityDifference(*row) for row in rows]


def _release_id(connection: duckdb.DuckDBPyConnection, catalog: str) -> str:
    row = connection.execute(f"select release_id from {catalog}.audit.release").fetchone()
    return "" if row is None else str(row[0])


def _cell(text: str) -> str:
    """Text from a bulletin as a cell of a Markdown table: shown as it is, never markup."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in "\\`*_[]|!~#" else c for c in " ".join(plain.split()))


def _write_whole(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
