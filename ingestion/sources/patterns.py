"""Which relative paths a source takes: globs with ``*``, ``?``, ``[…]`` and ``**`` for any number of folders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NOISE = ("Thumbs.db", "desktop.ini", "~$*", "__MACOSX/**")
"""Left behind by operating systems and office programs; never bulletins."""


_ONE_OF = re.compile(r"\[([!^]?)([^\]]+)\]")


class Selection:
    """The include and exclude patterns of a source.

    A pattern without a slash is compared with the bare name at any depth, one with a slash (``/*.txt`` too) with the
    whole relative path. Names that begin with a dot are taken only if a pattern names them.

    >>> Selection(["*.txt"], ["drafts/**"]).takes("2024/a.txt")
    True
    >>> Selection(["*.txt"], ["drafts/**"]).takes("drafts/a.txt")
    False
    """

    def __init__(self, include: Sequence[str] = ("*",), exclude: Sequence[str] = ()) -> None:
        self._include = tuple(include)
        self._exclude = (*exclude, *NOISE)

    def takes(self, path: str) -> bool:
        """Whether the file at this relative path (slashes between folders) belongs to the source."""
        if any(_matches(pattern, path) for pattern in self._exclude):
            return False
        hidden = any(part.startswith(".") for part in path.split("/"))
        return any(_matches(pattern, path) and (not hidden or _names_dot(pattern)) for pattern in self._include)


def _names_dot(pattern: str) -> bool:
    return any(part.startswith(".") for part in pattern.split("/"))


def _matches(pattern: str, path: str) -> bool:
    subject = path if "/" in pattern else path.rsplit("/", 1)[-1]
    return _expression(pattern.removeprefix("/")).fullmatch(subject) is not None


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str]:
    written = ""
    position = 0
    while position < len(pattern):
        rest = pattern[position:]
        if rest.startswith("**/"):
            written, step = written + "(?:[^/]+/)*", 3
        elif rest.startswith("**"):
            written, step = written + ".*", 2
        elif rest.startswith("*"):
            written, step = written + "[^/]*", 1
        elif rest.startswith("?"):
            written, step = written + "[^/]", 1
        elif match := _ONE_OF.match(rest):
            negated, members = match.groups()
            one_of = "[" + ("^" if negated else "") + re.sub(r"([\\\[])", r"\\\1", members) + "]"
            written, step = written + one_of, match.end()
        else:
            written, step = written + re.escape(rest[0]), 1
        position += step
    return re.compile(written, re.DOTALL)
