"""Copies of the published tables for those who do not open DuckDB files.

What text becomes on the way: in CSV and Excel a text that a spreadsheet would take for a formula (it begins with
``=``, ``+``, ``-``, ``@``, in half or full width, a tab or a line end) gets an apostrophe before it, as spreadsheets
themselves do. A list is a JSON list in CSV and joined by ``; `` in Excel. Excel holds 32,767 characters in a cell, so
longer texts are cut there and end in ``…``; the characters that its format forbids are left out. Parquet has everything
as it is.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse.connection import connect
from warehouse.contents import columns, current_catalog, quoted, tables
from warehouse.contract import KEYS, REFERENCES

Format = Literal["parquet", "csv", "excel", "datapackage"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "excel", "datapackage")

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_ROWS_AT_ONCE = 5_000
_EXCEL_ROWS = 1_048_575
_EXCEL_CHARACTERS = 32_767
_EXCEL_SHEET_NAME = 31


def export(database: Path, out: Path, formats: Sequence[Format] = FORMATS) -> list[Path]:
    """Write every marts table into the folder ``out`` and return the files, each written whole or not at all.

    ``parquet`` and ``csv`` make a folder of that name with one file a table, ``excel`` makes ``warehouse.xlsx`` with
    one sheet a table, ``datapackage`` the folder ``datapackage`` with CSV files and their Frictionless descriptor.
    Raises ValueError for another format, duckdb.Error where the database cannot be opened.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ValueError(f"no such format: {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    writers: dict[Format, Callable[[duckdb.DuckDBPyConnection, Path], list[Path]]] = {
        "parquet": _parquet,
        "csv": _csv,
        "excel": _excel,
        "datapackage": _datapackage,
    }
    out.mkdir(parents=True, exist_ok=True)
    with connect(database, read_only=True) as connection:
        return [path for one in dict.fromkeys(formats) for path in writers[one](connection, out)]


def inert(value: str) -> str:
    """Text that no spreadsheet runs as a formula.

    >>> inert("=HYPERLINK(1)"), inert("《广元年鉴》")
    ("'=HYPERLINK(1)", '《广元年鉴》')
    """
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _parquet(connection: duckdb.DuckDBPyConnection, out: Path) -> list[Path]:
    written = []
    for table in tables(connection, current_catalog(connection)):
        path = out / "parquet" / f"{table}.parquet"
        with _whole(path) as partial:
            target = str(partial).replace("'", "''")
            connection.execute(f"copy marts.{quoted(table)} to '{target}' (format parquet, compression zstd)")
        written.append(path)
    return written


def _csv(connection: duckdb.DuckDBPyConnection, out: Path) -> list[Path]:
    return [
        _write_csv(connection, table, out / "csv" / f"{table}.csv")
        for table in tables(connection, current_catalog(connection))
    ]


def _write_csv(connection: duckdb.DuckDBPyConnection, table: str, path: Path, encoding: str = "utf-8-sig") -> Path:
    # The byte order mark of utf-8-sig lets spreadsheets read Chinese.
    with _whole(path) as partial, partial.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        names, rows = _rows(connection, table)
        writer.writerow(names)
        writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return path


def _excel(connection: duckdb.DuckDBPyConnection, out: Path) -> list[Path]:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables(connection, current_catalog(connection)):
        names, rows = _rows(connection, table)
        sheet = None
        for number, row in enumerate(rows):
            if number % _EXCEL_ROWS == 0:
                sheet = _sheet(book, table, number // _EXCEL_ROWS, names)
            assert sheet is not None
            sheet.append([_excel_cell(value) for value in row])
        if sheet is None:
            _sheet(book, table, 0, names)
    path = out / "warehouse.xlsx"
    with _whole(path) as partial:
        book.save(partial)
    return [path]


def _sheet(book: Any, table: str, part: int, names: list[str]) -> Any:
    suffix = f"_{part + 1}" if part else ""
    sheet = book.create_sheet(table[: _EXCEL_SHEET_NAME - len(suffix)] + suffix)
    sheet.freeze_panes = "A2"
    sheet.append(names)
    return sheet


def _datapackage(connection: duckdb.DuckDBPyConnection, out: Path) -> list[Path]:
    from frictionless import Package, Resource, Schema

    folder = out / "datapackage"
    catalog = current_catalog(connection)
    present = tables(connection, catalog)
    written, resources = [], []
    for table in present:
        path = _write_csv(connection, table, folder / f"{table}.csv", "utf-8")
        written.append(path)
        content = path.read_bytes()
        resource = Resource(
            name=table.replace("_", "-"),
            path=path.name,
            schema=Schema.from_descriptor(_schema(connection, catalog, table, present)),
            description=_comment(connection, table) or None,
            format="csv",
            mediatype="text/csv",
            encoding="utf-8",
        )
        resource.hash = f"sha256:{hashlib.sha256(content).hexdigest()}"
        resource.bytes = len(content)
        resources.append(resource)
    package = Package(
        name="fangzhi-warehouse",
        title="Local-chronicles bulletins · 地方志工作简报",
        description="Every row leads back to the characters of the bulletin that it was read from.",
        resources=resources,
    )
    path = folder / "datapackage.json"
    with _whole(path) as partial:
        descriptor = json.dumps(package.to_descriptor(), ensure_ascii=False, indent=1)
        partial.write_text(descriptor + "\n", encoding="utf-8")
    return [*written, path]


def _schema(connection: duckdb.DuckDBPyConnection, catalog: str, table: str, present: list[str]) -> dict[str, object]:
    types = columns(connection, catalog, table)
    comments = dict(
        connection.execute(
            "select column_name, comment from duckdb_columns()"
            " where schema_name = 'marts' and table_name = ? and comment is not null",
            [table],
        ).fetchall()
    )
    fields: list[dict[str, object]] = []
    for name, kind in types.items():
        described: dict[str, object] = {"name": name, "type": _field_type(kind)}
        if name in comments:
            described |= {"title": comments[name].partition(" · ")[0], "description": comments[name]}
        fields.append(described)
    key = KEYS.get(table, ())
    foreign = [
        {
            "fields": [name],
            "reference": {"resource": target.replace("_", "-"), "fields": [name]},
        }
        for name, target in REFERENCES.items()
        if name in types and target in present and target != table
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if key and set(key) <= set(types):
        schema["primaryKey"] = list(key)
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _field_type(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    kind = kind.partition("(")[0]
    return {
        "BIGINT": "integer",
        "INTEGER": "integer",
        "SMALLINT": "integer",
        "HUGEINT": "integer",
        "DOUBLE": "number",
        "FLOAT": "number",
        "DECIMAL": "number",
        "BOOLEAN": "boolean",
        "DATE": "date",
        "TIMESTAMP": "datetime",
        "TIMESTAMP WITH TIME ZONE": "datetime",
    }.get(kind, "string")


def _comment(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    row = connection.execute(
        "select comment from duckdb_tables() where schema_name = 'marts' and table_name = ?", [table]
    ).fetchone()
    return "" if row is None or row[0] is None else str(row[0])


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    result = connection.execute(f"select * from marts.{quoted(table)}")
    names = [column[0] for column in result.description]

    def batches() -> Iterator[tuple[object, ...]]:
        while rows := result.fetchmany(_ROWS_AT_ONCE):
            yield from rows

    return names, batches()


def _csv_cell(value: object) -> object:
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, datetime):
        return _utc(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def _excel_cell(value: object) -> object:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", inert(value))
        return text if len(text) <= _EXCEL_CHARACTERS else text[: _EXCEL_CHARACTERS - 1] + "…"
    if isinstance(value, datetime):
        return _utc(value).replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return inert(str(value))


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file to write into that takes the name ``path`` when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
