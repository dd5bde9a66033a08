"""How long a command takes and how much memory it and the processes it starts hold at most, from /proc (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PERIOD = 0.2
"""Seconds between two looks at the processes."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a command took; memory in MB, ``all_mb`` counting what processes share once, None where it is not known.

    ``cpu_seconds`` are those of all its processes together: unlike ``seconds`` they hardly depend on what else runs.
    """

    seconds: float
    cpu_seconds: float
    largest_mb: float
    all_mb: float | None
    exit_code: int
    output: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, *, quiet: bool = True) -> Footprint:
    """Runs a command to its end; its output is kept, and printed where not ``quiet``."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    watch = _Watch(process.pid)
    watch.start()
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if not quiet:
            print(line, end="", flush=True)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    watch.done.set()
    watch.join()
    # What the system kept count of misses no moment, but knows only of processes that have ended.
    largest = max(usage.ru_maxrss / 1024, watch.largest_mb)
    cpu = usage.ru_utime + usage.ru_stime
    return Footprint(seconds, cpu, largest, watch.all_mb, process.returncode, "".join(lines))


class _Watch(threading.Thread):
    """Looks at a process and all below it until told that it is done."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.done = threading.Event()
        self.largest_mb = 0.0
        self.all_mb: float | None = None

    def run(self) -> None:
        """Keeps the largest figures seen."""
        while not self.done.wait(PERIOD):
            found = [_memory(pid) for pid in _family(self.pid)]
            if found:
                self.largest_mb = max(self.largest_mb, *(peak for peak, _ in found))
                self.all_mb = max(self.all_mb or 0.0, sum(share for _, share in found))


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text("ascii").split()
        ]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _memory(pid: int) -> tuple[float, float]:
    """Peak resident and present proportional memory of a process in MB; nothing where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8", "replace")
        share = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0, 0.0
    return _line(status, "VmHWM:"), _line(share, "Pss:")


def _line(text: str, name: str) -> float:
    values = [line.split()[1] for line in text.splitlines() if line.startswith(name)]
    return int(values[0]) / 1024 if values else 0.0
