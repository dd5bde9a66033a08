"""Parsing: a bulletin's text to rows, each with its span, quote and rule."""

from __future__ import annotations

from ingestion.parsing.annotation import annotate
from ingestion.parsing.batch import parse_documents

PARSER_VERSION = "1"
"""Raised with every change of what is read: documents parsed by another version are parsed again."""

__all__ = ["PARSER_VERSION", "annotate", "parse_documents"]
