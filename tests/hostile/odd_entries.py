"""Names that lie, and entries of a folder that are no files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from cases import Case, Outcome, Rejected, Unlisted, bulletin, meeting

OUT = Rejected("leads out of the folder")
CIRCLE = Rejected("leads in a circle")
PIPE = Rejected("a pipe, not a regular file")


def _named(name: str, file: str) -> Case:
    return Case(name, file, bulletin(name).encode(), {"": meeting(name)})


def _entry(name: str, file: str, make: Callable[[Path], None], outcome: Outcome, beneath: str = "") -> Case:
    return Case(name, file, make, {beneath: outcome})


def _link(name: str, file: str, target: str, outcome: Outcome) -> Case:
    return _entry(name, file, lambda path: path.symlink_to(target), outcome)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)  # a socket's own address may have a hundred characters only
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "inside.txt").write_text(bulletin("folder with a file's name"), encoding="utf-8")


def _empty_folder(path: Path) -> None:
    path.mkdir()


def _too_deep(path: Path) -> None:
    """Folders in folders, further down than any path can name."""
    path.mkdir()
    at = os.open(path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=at)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(os.open("deep.txt", os.O_WRONLY | os.O_CREAT, dir_fd=at))
    os.close(at)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)


CASES = [
    _named("name with a line end", "line\nend.txt"),
    _named("name with bytes of no encoding", os.fsdecode(b"bytes\xff\xfe\x80.txt")),
    _named("name in GB18030", os.fsdecode("简报".encode("gb18030") + b".txt")),
    _named("name that runs backwards", "gnp.\u202etxt.txt"),
    _named("name as long as names may be", "n" * 251 + ".txt"),
    _named("name that begins like an option", "-rf --help.txt"),
    _named("name of a command", "$(touch pwned);`id`&&|.txt"),
    _named("name of SQL", "'; DROP TABLE x; --.txt"),
    _named("name of a template", "{{ 7 * 7 }}{% raw %}.txt"),
    _named("name of a format", "%s%n{0.__class__}.txt"),
    _named("name of markup", "<img src=x onerror=alert(1)>.txt"),
    _named("name of a formula", "=1+1.txt"),
    _named("name for a terminal", "\x1b]0;title\x07\x1b[2J.txt"),
    _named("name of a pattern", "[a-z]*?.txt"),
    _named("name with a backslash", "back\\..\\slash.txt"),
    _named("name with marks of an archive", "a.zip!b#2.txt"),
    _named("name that looks like an address", "http:..127.0.0.1.txt"),
    _named("name of a quarter of nothing", "\u200b\u200d\ufeff.txt"),
    _named("name of Windows' own", "CON.txt"),
    _named("name with an accent apart", "e\u0301.txt"),
    _named("name of spaces", "   .txt"),
    _link("link out of the folder", "out.txt", "/etc/passwd", OUT),
    _link("link that climbs out", "climb.txt", "../../../../../../../../../../../../etc/passwd", OUT),
    _link("link to a folder elsewhere", "etc", "/etc", OUT),
    _link("link to all there is", "root", "/", OUT),
    _link("link to a device", "zero.txt", "/dev/zero", OUT),
    _link("link to a process", "environ.txt", "/proc/self/environ", OUT),
    _link("link to itself", "self.txt", "self.txt", CIRCLE),
    _link("link to the folder above", "up", "..", Unlisted()),
    _link("link to nothing", "nothing.txt", "no-such-file", Rejected("leads nowhere")),
    _entry("pipe", "pipe.txt", _pipe, PIPE),
    _entry("pipe under the name of a PDF", "pipe.pdf", _pipe, PIPE),
    _entry("pipe under the name of an archive", "pipe.zip", _pipe, PIPE),
    _entry("socket", "socket.txt", _socket, Rejected("a socket, not a regular file")),
    _entry("folder with a file's name", "folder.pdf", _folder, meeting("folder with a file's name"), "/inside.txt"),
    _entry("empty folder with an archive's name", "folder.zip", _empty_folder, Unlisted()),
    _entry("folders deeper than any path", "deep", _too_deep, Unlisted()),
    _entry("file of a terabyte of nothing", "sparse.txt", _sparse, Rejected("more than the 67 MB")),
]
