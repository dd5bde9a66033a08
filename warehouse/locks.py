"""One run at a time: advisory locks on files, released by the system when their process ends, however it ends."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTLING_SECONDS = 1.0  # within which who has taken a lock writes down who it is, or lets it go again
_LOOK_AGAIN_SECONDS = 0.05


class Busy(RuntimeError):
    """Somebody else holds the lock; the message says who and since when."""


@contextmanager
def hold(path: Path, purpose: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock file while the block runs.

    Raises Busy where another process, or another part of this one, still holds it after ``wait_seconds``.
    """
    with _locked(path, purpose, wait_seconds) as handle:
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
        os.pwrite(handle, json.dumps({"purpose": purpose, "pid": os.getpid(), "since": since}).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)


def look(path: Path, purpose: str) -> None:
    """Raise Busy where somebody holds the lock file; keeps nobody out."""
    with _locked(path, purpose, 0.0):
        pass


@contextmanager
def _locked(path: Path, purpose: str, wait_seconds: float) -> Iterator[int]:
    """The handle of the lock file, locked and without a note."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(handle, purpose, wait_seconds)
        os.ftruncate(handle, 0)  # the note of a holder that was killed
        yield handle
    finally:
        os.close(handle)


def _acquire(handle: int, purpose: str, wait_seconds: float) -> None:
    """Lock it. One that is held for a moment only, or whose holder says nothing yet, is tried for a while."""
    started, attempts = time.monotonic(), 0
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited, attempts = time.monotonic() - started, attempts + 1
            holder = _holder(handle) if attempts > 1 else None
            if waited >= wait_seconds and (holder or waited >= _SETTLING_SECONDS):
                who = holder or "Another process is at work on this home folder"
                raise Busy(f"{who}; {purpose} was not started. Try again when it has ended.") from None
            time.sleep(_LOOK_AGAIN_SECONDS)


def _holder(handle: int) -> str | None:
    """Who holds the lock, in words; None where its holder has not written it down."""
    try:
        note = json.loads(os.pread(handle, 4096, 0))
        return f"{note['purpose']} is under way (process {note['pid']}, since {note['since']})"
    except (ValueError, KeyError):
        return None
