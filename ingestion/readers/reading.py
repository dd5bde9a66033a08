"""What a reader gives back, and how its text is cleaned."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CHARACTERS = 5_000_000
"""Longest text that is taken: a bulletin has some ten thousand characters, a whole gazetteer two million."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


class Unreadable(Exception):
    """A file that holds no text that can be read; the reason is a sentence for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Reading:
    """A file's text.

    Lines end with a newline character, pages of a PDF with a form feed. ``encoding`` is a Python codec's name, None
    where the format settles it (PDF, Word).
    """

    text: str
    media_type: str
    encoding: str | None


def cleaned(text: str) -> str:
    """The text with line ends as newlines, without characters that no database takes or that steer a terminal.

    Unreadable where nothing is left, or more than any bulletin holds.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(
            f"the text has {len(text):,} characters; more than {MAX_CHARACTERS:,} are not read as a bulletin"
        )
    text = _UNSTORABLE.sub("", _LINE_ENDS.sub("\n", text))
    if not text.strip():
        raise Unreadable("the file holds no text")
    return text
