"""A run's log as JSON lines, each with the run's id: a file a run below ``logs/``, and standard error where wanted."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dagster import DagsterEvent, EventLogEntry

FORMAT_VARIABLE = "FANGZHI_LOG_FORMAT"
"""How this process and those it starts log: ``json`` has every line on standard error, too."""

_TOLD_OTHERWISE = ("ASSET_MATERIALIZATION_PLANNED", "ASSET_CHECK_EVALUATION_PLANNED", "HANDLED_OUTPUT", "LOADED_INPUT")
"""Events about events to come, and about values that no step of ours hands on."""


class RunLog:
    """Writes what Dagster is told, line by line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # While steps run, Dagster has standard error go through a process that it ends before the last lines are out.
        wanted = os.environ.get(FORMAT_VARIABLE) == "json" and sys.__stderr__ is not None
        self._standard_error = os.dup(2) if wanted else None

    def close(self) -> None:
        """Let go of standard error; what is written from here on goes into the file alone."""
        if self._standard_error is not None:
            os.close(self._standard_error)
            self._standard_error = None

    def write(self, entry: EventLogEntry) -> None:
        """Add the entry's line, unless it is one for whoever mends the program."""
        if not worth_a_line(entry):
            return
        text = json.dumps(dict(fields(entry)), ensure_ascii=False, default=str)
        line = f"{text}\n".encode("utf-8", "backslashreplace")
        with suppress(OSError):  # a full disk is told by whoever needs the space, not by the log
            self._folder.mkdir(parents=True, exist_ok=True)
            with self.path(entry.run_id).open("ab") as file:
                file.write(line)
        if self._standard_error is not None:
            with suppress(OSError), open(self._standard_error, "wb", closefd=False) as standard_error:
                standard_error.write(line)

    def forget(self, run_id: str) -> None:
        """Delete a run's file."""
        self.path(run_id).unlink(missing_ok=True)

    def path(self, run_id: str) -> Path:
        """Where a run's lines are."""
        return self._folder / f"{run_id}.jsonl"


def worth_a_line(entry: EventLogEntry) -> bool:
    """Whether an operator wants to read it: events that have come to pass, and messages from INFO on."""
    if entry.dagster_event is None:
        return int(entry.level) >= logging.INFO
    return entry.dagster_event.event_type_value not in _TOLD_OTHERWISE


def fields(entry: EventLogEntry) -> Iterator[tuple[str, Any]]:
    """What a line tells, in this order."""
    event = entry.dagster_event
    yield "time", datetime.fromtimestamp(entry.timestamp, UTC).isoformat(timespec="milliseconds")
    yield "level", _level(entry)
    yield "run_id", entry.run_id
    yield "job", entry.job_name
    yield "step", entry.step_key
    yield "event", None if event is None else event.event_type_value
    yield "message", entry.user_message or (event.message if event is not None else "")
    if event is not None:
        yield from _details(event)


def _level(entry: EventLogEntry) -> str:
    """How much it matters to an operator; Dagster has most of its own events matter to none."""
    event = entry.dagster_event
    if event is not None and event.event_type_value == "ASSET_CHECK_EVALUATION":
        judged = event.asset_check_evaluation_data
        if not judged.passed:
            return "ERROR" if judged.severity.value == "ERROR" else "WARNING"
    return str(logging.getLevelName(max(int(entry.level), logging.INFO)))


def _details(event: DagsterEvent) -> Iterator[tuple[str, Any]]:
    if event.is_step_materialization:
        made = event.step_materialization_data.materialization
        yield "asset", made.asset_key.to_user_string()
        if "dagster/row_count" in made.metadata:
            yield "rows", made.metadata["dagster/row_count"].value
    elif event.event_type_value == "ASSET_CHECK_EVALUATION":
        judged = event.asset_check_evaluation_data
        yield "asset", judged.asset_key.to_user_string()
        yield "check", judged.check_name
        yield "passed", judged.passed
        yield "severity", judged.severity.value
    elif event.is_step_failure and event.step_failure_data.error is not None:
        error = event.step_failure_data.error
        while error.cause is not None:
            error = error.cause
        yield "error", error.message.strip()
