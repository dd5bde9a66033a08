"""A frame of documents to the staging tables: the function that local runs and cluster workers share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import polars as pl

from ingestion import schemas
from ingestion.parsing.document import parse


def parse_documents(documents: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Every staging table but ``documents``, for a frame with document_id, text, media_type and source_uri.

    Pure: the same documents give the same rows in the same order, whatever else is in the frame.
    """
    collected: dict[str, list[tuple[Any, ...]]] = {name: [] for name in schemas.TABLES if name != "documents"}
    columns = documents.select("document_id", "text", "media_type", "source_uri")
    for document_id, text, media_type, source_uri in columns.iter_rows():
        for table, rows in parse(document_id, text, media_type, source_uri).items():
            collected[table] += rows
    return {table: schemas.conform(table, _frame(table, rows)) for table, rows in collected.items()}


def _frame(table: str, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """The rows as a frame, built a column at a time."""
    schema = schemas.TABLES[table]
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pl.DataFrame(
        [_column(name, dtype, values) for (name, dtype), values in zip(schema.items(), columns, strict=True)]
    )


def _column(name: str, dtype: Any, values: Sequence[Any]) -> pl.Series:
    """A column; one of lists is cut from all their items at once, which is ten times as fast as list by list."""
    if not (isinstance(dtype, pl.List) and values) or None in values:
        return pl.Series(name, values, dtype=dtype)
    items = pl.Series([item for value in values for item in value], dtype=dtype.inner)
    ends = pl.Series(list(accumulate(map(len, values))), dtype=pl.Int64)
    starts = ends.shift(1, fill_value=0)
    return pl.select(pl.lit(items).implode().list.gather(pl.int_ranges(starts, ends)).alias(name)).to_series()
