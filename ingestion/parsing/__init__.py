"""Parsing: a bulletin's text to rows, each with its span, quote and rule."""

from __future__ import annotations

from ingestion.parsing.annotation import annotate
from ingestion.parsing.batch import parse_documents
from ingestion.parsing.version import PARSER_VERSION

__all__ = ["PARSER_VERSION", "annotate", "parse_documents"]
