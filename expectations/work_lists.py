"""Lists of what a person has to follow up, as CSV files that a spreadsheet opens."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path

import duckdb

from expectations.suites import programmes

WORK_LISTS: Mapping[str, str] = {"silent_units": programmes.SILENT_UNITS}
"""File name without ending, and the query whose rows it lists."""

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write every list anew, header only where nothing is to be done; returns the files' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_one(connection, folder / f"{name}.csv", query) for name, query in WORK_LISTS.items()]


def _write_one(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> Path:
    try:
        result = connection.execute(query)
    except duckdb.Error:
        # The gate reports the broken table; an old list must not pass for a new one.
        path.unlink(missing_ok=True)
        return path
    partial = path.with_name(f".{path.name}.partial")
    # The byte order mark lets spreadsheets read the Chinese names.
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column[0] for column in result.description])
        writer.writerows([_inert(value) for value in row] for row in result.fetchall())
    os.replace(partial, path)
    return path


def _inert(value: object) -> object:
    """Text that a spreadsheet would take for a formula, as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
