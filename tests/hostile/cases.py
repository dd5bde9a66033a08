"""What a hostile case is: something put into a folder of bulletins, and what must become of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Rejected:
    """Not read, and the reason says this."""

    reason: str

    def __str__(self) -> str:
        return f"rejected: {self.reason}"


@dataclass(frozen=True)
class Read:
    """Read: the text says this and not that, and of each table named one row has these values."""

    says: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        rows = "; ".join(f"{table}: {dict(row)}" for table, row in self.rows.items())
        return "read" + (f": {rows}" if rows else "") + (", nothing of it run or followed" if self.without else "")


@dataclass(frozen=True)
class Unlisted:
    """Not a file at all: neither read nor rejected."""

    def __str__(self) -> str:
        return "not listed"


Outcome = Rejected | Read | Unlisted


Content = bytes | Callable[[Path], bytes | None]
"""A file's bytes, or what makes them, or what puts something else at a path."""


@dataclass(frozen=True)
class Case:
    """One thing in the folder: bytes under a name, or whatever ``make`` puts at its path.

    ``outcomes`` lists what becomes of it by what is added to its address: nothing for the file itself, ``!member``
    for a file in an archive, ``/name`` for one in a folder.
    """

    name: str
    file: str
    make: Content
    outcomes: Mapping[str, Outcome]

    def put(self, folder: Path) -> None:
        """Make it in the folder."""
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        made = self.make if isinstance(self.make, bytes) else self.make(path)
        if made is not None:
            path.write_bytes(made)


def case(name: str, suffix: str, content: Content, outcome: Outcome | Mapping[str, Outcome]) -> Case:
    """A file called after what is the matter with it."""
    outcomes = outcome if isinstance(outcome, Mapping) else {"": outcome}
    return Case(name, name.replace(" ", "_").replace("/", "-") + suffix, content, outcomes)


def number_of(name: str) -> int:
    """An issue number made from the case's name."""
    return 100 + zlib.crc32(name.encode()) % 899


def bulletin(
    name: str,
    body: str = "3月2日，德阳市召开地方志工作会议。",
    *,
    title: str | None = None,
    number: str | None = None,
    issued: str = "2024年3月26日",
    printed: str = "2024年3月26日",
    copies: str = "（共印30份）",
) -> str:
    """A whole bulletin with one article, its number made from the case's name."""
    count = number_of(name)
    return "\n".join(
        [
            "四川省地方志工作简报",
            f"第{count}期（总第{count + 600}期）" if number is None else number,
            f"四川省地方志工作办公室 {issued}",
            "【市州动态】",
            title or f"德阳市推进地方志工作之{zlib.crc32(name.encode()) % 10**6}",
            body,
            "（德阳市地方志办公室）",
            "报：省委、省政府。",
            f"四川省地方志工作办公室综合处 {printed}印发",
            copies,
        ]
    )


def meeting(name: str, **issue: Any) -> Read:
    """The bulletin's issue and event came through whole."""
    return Read(
        rows={
            "issues": {"issue_no": number_of(name), **issue},
            "events": {"unit_code": "510600", "date_edtf": "2024-03-02"},
        }
    )
