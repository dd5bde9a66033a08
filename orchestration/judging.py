"""Great Expectations in a process of its own, which loads it while this one is still building.

Loading it takes as long as building the sample warehouse does. Where that process dies, this one judges by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from expectations.outcome import ExpectationOutcome

_LOST = (EOFError, OSError)
"""What is raised where the other end of a pipe is gone."""


@dataclass(frozen=True)
class Question:
    """The arguments of ``expectations.gate.run``."""

    database: Path
    docs_dir: Path | None
    previous: Path | None
    max_row_fall: float
    accept_row_fall: bool
    memory_limit: str

    def answer(self) -> list[ExpectationOutcome]:
        """Judge in this process."""
        from expectations import gate

        return gate.run(
            self.database, self.docs_dir, self.previous, self.max_row_fall, self.accept_row_fall, self.memory_limit
        )


class Judge:
    """A process that waits for files to judge; it ends with the process that started it."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        # Forking would copy this process' locks in whatever state its other threads left them.
        spawning = get_context("spawn")
        self._connection, theirs = spawning.Pipe()
        self._process: BaseProcess = spawning.Process(target=work, args=(theirs,), name="judge", daemon=True)
        self._process.start()
        theirs.close()
        self.asked: Question | None = None

    def begin(self, question: Question) -> None:
        """Have it judge meanwhile; OSError where the process is gone."""
        self._connection.send(question)
        self.asked = question

    def answer(self) -> list[ExpectationOutcome]:
        """The outcomes; EOFError or OSError where the process is gone, and whatever judging raised."""
        answer = self._connection.recv()
        self.asked = None
        if isinstance(answer, Exception):
            raise answer
        outcomes: list[ExpectationOutcome] = answer
        return outcomes

    def end(self) -> None:
        """Let the process go; it ends by itself, and at the latest with this one."""
        self._connection.close()


_judge: Judge | None = None


def warm_up() -> None:
    """Start the process that loads Great Expectations; does nothing where that was done before."""
    global _judge
    if _judge is None:
        _judge = Judge(serve)


def cool_down() -> None:
    """End that process."""
    global _judge
    if _judge is not None:
        _judge.end()
        _judge = None


@contextmanager
def closing_judge() -> Iterator[None]:
    """Leave no process behind, however the block ends."""
    try:
        yield
    finally:
        cool_down()


def begin(question: Question) -> None:
    """Have a file judged while this process goes on; ``judge`` with the same question gives the outcomes."""
    warm_up()
    assert _judge is not None
    with suppress(*_LOST):
        _judge.begin(question)


def judge(question: Question) -> list[ExpectationOutcome]:
    """The outcomes of all expectations on a file."""
    warm_up()
    assert _judge is not None
    try:
        if _judge.asked not in (None, question):
            _judge.answer()
        if _judge.asked is None:
            _judge.begin(question)
        return _judge.answer()
    except _LOST:
        return question.answer()
    finally:
        cool_down()


def seldom_collect() -> None:
    """Have Python look for garbage less often: loading makes hundreds of thousands of objects, none of them garbage."""
    gc.set_threshold(200_000, 50, 50)


def serve(connection: Connection) -> None:
    """Load Great Expectations, then answer until nobody asks any more."""
    seldom_collect()
    from expectations import adapter

    adapter.judge([], None)
    with suppress(*_LOST):
        while True:
            question: Question = connection.recv()
            try:
                answer: object = question.answer()
            except Exception as fault:  # told to whoever asked, who raises it
                answer = RuntimeError(f"{type(fault).__name__}: {fault}")
            connection.send(answer)
