"""Text and Markdown files."""

from __future__ import annotations

from ingestion.readers.reading import Reading, Unreadable, cleaned

TEXT = "text/plain"
MARKDOWN = "text/markdown"

_CONTROLS = frozenset(map(chr, [*range(9), 11, *range(14, 32), 127]))
_TOLERATED_CONTROLS = 0.01


def read_text(text: str, encoding: str, media_type: str = TEXT) -> Reading:
    """The reading of decoded text; Unreadable where control characters show that it is a program's data."""
    controls = sum(text.count(control) for control in _CONTROLS)
    if controls > max(2, len(text) * _TOLERATED_CONTROLS):
        raise Unreadable("it is binary data, not text")
    return Reading(cleaned(text), media_type, encoding)
