"""Opening files of this machine: regular ones only, so that no pipe or device can hold up a run."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

from ingestion.sources.origin import MAX_FILE_BYTES, Unobtainable, too_large

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_CHANGED = "the file changed while it was read; the next run takes it up"
STEP_SECONDS = 0.03
"""Longer than any step in which file systems advance time stamps."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BinaryIO:
    """A regular file, open for reading; Unobtainable for anything else, symbolic links included.

    Opened without following a link and without waiting, then looked at, so that a file exchanged for a pipe or a
    link after it was listed is noticed.
    """
    try:
        opened = open(os.open(path, _FLAGS), "rb")  # noqa: SIM115 (handed to the caller)
    except FileNotFoundError:
        raise Unobtainable("the file is not there any more") from None
    except PermissionError:
        raise Unobtainable("no permission to read the file") from None
    except OSError as error:
        raise Unobtainable(f"the file cannot be opened: {error.strerror or error}") from error
    mode = os.fstat(opened.fileno()).st_mode
    if not stat.S_ISREG(mode):
        opened.close()
        raise Unobtainable(f"it is {kind_of(mode)}, not a regular file")
    return opened


def read_regular(path: Path, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a regular file; Unobtainable where there are too many or they change meanwhile."""
    with open_regular(path) as opened:
        before = _settled(opened)
        if before.st_size > max_bytes:
            raise Unobtainable(too_large(before.st_size, max_bytes))
        try:
            data = opened.read(max_bytes + 1)
        except OSError as error:
            raise Unobtainable(f"the file cannot be read: {error.strerror or error}", passing=True) from error
        after = os.fstat(opened.fileno())
    if len(data) != after.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unobtainable(_CHANGED, passing=True)
    return data


def _settled(opened: BinaryIO) -> os.stat_result:
    """The file's size and time, once the time is old enough for a later change to give it another one.

    Time stamps advance in steps of milliseconds: two writes within one step leave the same, and a file that is
    written over in place would be read half old, half new.
    """
    found = os.fstat(opened.fileno())
    if abs(time.time() - found.st_mtime) < STEP_SECONDS:
        time.sleep(STEP_SECONDS)
        found = os.fstat(opened.fileno())
        if abs(time.time() - found.st_mtime) < STEP_SECONDS:
            raise Unobtainable(_CHANGED, passing=True)
    return found


def kind_of(mode: int) -> str:
    """What an entry that is no regular file is, in a person's words."""
    return next((name for test, name in _KINDS if test(mode)), "something else")
