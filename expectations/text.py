"""SQL for comparing texts whatever their layout."""

from __future__ import annotations

import string

_NARROW = string.digits + string.ascii_letters
_WIDE = "".join(chr(ord(character) + 0xFEE0) for character in _NARROW)

FURNITURE = "'page_number', 'running_head', 'web_furniture', 'link'"
"""Kinds of region that are left out of a passage when they lie inside it."""


def squashed(expression: str) -> str:
    """SQL for the text without Unicode white space, full-width ASCII digits and letters made half-width."""
    spaceless = rf"regexp_replace({expression}, '[\s\x0b\x1c-\x1f\x{{85}}\p{{Z}}]', '', 'g')"
    return f"translate({spaceless}, '{_WIDE}', '{_NARROW}')"
