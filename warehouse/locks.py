"""One run at a time: advisory locks on files, released by the system when their process ends, however it ends."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOTE_SECONDS = 1.0  # within which who has taken a lock writes down who it is


class Busy(RuntimeError):
    """Somebody else holds the lock; the message says who and since when."""


@contextmanager
def hold(path: Path, purpose: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock file while the block runs.

    Raises Busy where another process, or another part of this one, still holds it after ``wait_seconds``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(handle, purpose, time.monotonic() + wait_seconds)
        note = {"purpose": purpose, "pid": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(note).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _acquire(handle: int, purpose: str, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy(f"{_holder(handle)}; {purpose} was not started. Try again when it has ended.") from None
            time.sleep(0.05)


def _holder(handle: int) -> str:
    """Who holds the lock, in words; one that has only just taken it is given time to say so."""
    deadline = time.monotonic() + _NOTE_SECONDS
    while True:
        try:
            note = json.loads(os.pread(handle, 4096, 0))
            return f"{note['purpose']} is under way (process {note['pid']}, since {note['since']})"
        except (ValueError, KeyError):
            if time.monotonic() >= deadline:
                return "Another process is at work on this home folder"
            time.sleep(0.02)
