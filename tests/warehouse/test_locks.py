"""One run at a time, and who comes second is told who came first."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from threading import Timer

import pytest

from warehouse.locks import Busy, hold, look


def test_who_comes_second_waits_until_the_first_has_said_who_it_is(tmp_path: Path) -> None:
    # Two builds started together: the lock is taken a moment before its note is written.
    lock = tmp_path / "home.lock"
    with lock.open("wb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        note = {"purpose": "run first", "pid": os.getpid(), "since": "2024-03-26 08:00:00 UTC"}
        Timer(0.2, lambda: lock.write_text(json.dumps(note), "utf-8")).start()
        with pytest.raises(Busy, match="run first is under way"), hold(lock, "run second"):
            pytest.fail("two runs at once")


def test_a_lock_whose_holder_says_nothing_is_refused_all_the_same(tmp_path: Path) -> None:
    lock = tmp_path / "home.lock"
    with lock.open("wb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="Another process is at work"), hold(lock, "run second"):
            pytest.fail("two runs at once")


def test_a_lock_that_was_held_for_a_moment_only_turns_nobody_away(tmp_path: Path) -> None:
    # Two builds started together: each looks whether another is at work before it loads anything.
    lock = tmp_path / "home.lock"
    lock.write_text(json.dumps({"purpose": "a run that was killed", "pid": 1, "since": "2024-03-26 08:00:00 UTC"}))
    first = os.open(lock, os.O_RDWR)
    fcntl.flock(first, fcntl.LOCK_EX)
    os.ftruncate(first, 0)
    Timer(0.2, os.close, [first]).start()
    look(lock, "run second")
    with hold(lock, "run second"):
        pass


def test_who_looks_is_told_who_is_at_work_and_keeps_nobody_out(tmp_path: Path) -> None:
    lock = tmp_path / "home.lock"
    with hold(lock, "run first"), pytest.raises(Busy, match=r"run first is under way .*; run second was not started"):
        look(lock, "run second")
    look(lock, "run second")
    assert not lock.read_bytes(), "who looks leaves no note"
    with hold(lock, "run third"):
        pass
