"""Connections to DuckDB files."""

from __future__ import annotations

from pathlib import Path

import duckdb


def connect(database: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to a file, or to memory: times in UTC, and no progress bar drawn over what a command says.

    Raises duckdb.Error where the file cannot be opened.
    """
    connection = duckdb.connect(":memory:" if database is None else str(database), read_only=read_only)
    connection.execute("set timezone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    return connection
