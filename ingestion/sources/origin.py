"""What every source offers: files that can be read once, each under a name that says where it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Largest file that is read, unless a source says otherwise: a scanned bulletin stays far below."""


class Unobtainable(Exception):
    """The bytes of one file cannot be had; the message says why, for a person.

    ``passing`` tells whether another attempt later may succeed (a server that was busy) or not (a broken archive).
    """

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing


class SourceUnreachable(Exception):
    """A whole source cannot be listed: no such folder, no answer from the server.

    ``passing`` as for :class:`Unobtainable`: only then is another attempt worth its while.
    """

    def __init__(self, uri: str, reason: str, *, passing: bool = False) -> None:
        super().__init__(f"{uri}: {reason}")
        self.uri = uri
        self.reason = reason
        self.passing = passing


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source.

    ``uri`` is where it was found (a path, a URL, or ``archive!member``), free of line ends and other control
    characters; ``name`` is its bare name, whose ending the readers look at.
    """

    uri: str
    name: str
    fetch: Callable[[], bytes] = field(repr=False, compare=False)

    def read(self) -> bytes:
        """The file's bytes; Unobtainable where they cannot be had."""
        return self.fetch()


class Source(Protocol):
    """A place where bulletins come from."""

    @property
    def uri(self) -> str:
        """The place itself, for messages."""
        ...

    def files(self) -> Iterator[SourceFile]:
        """Every file of the source, in an order that depends on nothing but their names.

        SourceUnreachable where the place cannot be listed. A file known to be unreadable is listed all the same:
        reading it says why.
        """
        ...

    def covers(self, uri: str) -> bool:
        """Whether a file listed under this address would be one of this source's."""
        ...

    def close(self) -> None:
        """Let go of open files and connections."""
        ...


def refused(uri: str, reason: str) -> SourceFile:
    """A file that is listed only to say why it is not read."""

    def fetch() -> bytes:
        raise Unobtainable(reason)

    return SourceFile(uri, PurePosixPath(uri).name, fetch)


def printable(name: str) -> str:
    r"""A file's name as text that can be stored and shown: invalid bytes and control characters escaped.

    >>> printable("简报\n第1期.txt")
    '简报\\n第1期.txt'
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(_shown(character) for character in name)


def _shown(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if "\udc80" <= character <= "\udcff":  # a byte of the name that is not UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isprintable() or character == "\u3000":
        return character
    return character.encode("unicode_escape").decode("ascii")


def too_large(size: int, limit: int) -> str:
    """The reason given for a file above the size limit."""
    return f"the file is {size / 1e6:,.0f} MB, more than the {limit / 1e6:,.0f} MB that are read"
