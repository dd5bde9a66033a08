"""A frame of documents to the staging tables: the function that local runs and cluster workers share."""

from __future__ import annotations

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
    return {
        table: schemas.conform(table, pl.DataFrame(rows, schema=dict(schemas.TABLES[table]), orient="row"))
        for table, rows in collected.items()
    }
