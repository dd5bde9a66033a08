"""From a file's bytes to its text, one module a media type."""

from ingestion.readers.media import read
from ingestion.readers.reading import Reading, Unreadable

READERS_VERSION = "2"
"""Raised whenever a reader gives another text for the same bytes: every file is then read again."""

__all__ = ["READERS_VERSION", "Reading", "Unreadable", "read"]
