"""The job, run in this process, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import dagster as dg
import duckdb

from ingestion.staging import StagingBusy
from orchestration import home
from orchestration.disk import DiskFull, clear_half_built, filled
from orchestration.judging import closing_judge
from orchestration.progress import Listener, listening
from warehouse.audit import verdict_of
from warehouse.connection import connect
from warehouse.locks import Busy
from warehouse.releases import Release, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import Verdict

_BUSY = frozenset({Busy.__name__, StagingBusy.__name__})


TOLD_BY_COMMAND_LINE = "fangzhi/told_by_command_line"
"""Tag of runs whose end the command line tells, so that no sensor tells it again."""


@dataclass(frozen=True)
class Outcome:
    """A finished run: what each asset told, the verdict, and the release where one was published."""

    run_id: str
    success: bool
    seconds: float
    told: Mapping[str, Mapping[str, Any]]
    rows: Mapping[str, int]
    verdict: Verdict | None
    release: Release | None
    failure: str = ""
    build_file: Path | None = None
    sources: Sequence[str] = field(default_factory=tuple)
    turned_away: bool = False
    """True where another run was at work on the home folder."""

    @property
    def refused(self) -> bool:
        """True where the gate kept it from being published."""
        return not self.success and self.verdict is not None and self.verdict.refused


def run_job(settings: Settings, bulletins: Sequence[str], accept_row_fall: bool, tell: Listener) -> Outcome:
    """Run ``build_warehouse`` as the web interface would, in this process and in the same Dagster home.

    ``home.prepare(settings)`` comes first: it names the Dagster home. DiskFull where the run could not be recorded.
    """
    started = time.monotonic()
    run_id = str(uuid4())
    try:
        result = _executed(run_id, settings, bulletins, accept_row_fall, tell)
    except Exception as fault:
        full = filled(settings, str(fault))
        if full is None:
            raise
        clear_half_built(settings, ReleaseStore(settings).build_file(run_id))
        raise DiskFull(full) from fault
    outcome = _outcome(settings, result, time.monotonic() - started)
    full = None if outcome.success or outcome.refused else filled(settings, outcome.failure)
    if full is None:
        return outcome
    clear_half_built(settings, ReleaseStore(settings).build_file(run_id))
    return replace(outcome, failure=full, build_file=None)


def _executed(
    run_id: str, settings: Settings, bulletins: Sequence[str], accept_row_fall: bool, tell: Listener
) -> dg.ExecuteInProcessResult:
    from orchestration.composition import compose

    job = compose(settings).resolve_job_def(home.JOB)
    with dg.DagsterInstance.get() as instance, listening(tell), closing_judge():
        home.bring_up_to_date(instance)
        result = job.execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            tags={**home.REPOSITORY_TAGS, TOLD_BY_COMMAND_LINE: "true"},
            run_config={
                "ops": {
                    "source_files": {"config": {"bulletins": list(bulletins)}},
                },
                "resources": {"home": {"config": {"path": str(settings.home), "accept_row_fall": accept_row_fall}}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )
        home.forget_old_runs(instance)
    return result


def _outcome(settings: Settings, result: dg.ExecuteInProcessResult, seconds: float) -> Outcome:
    told: dict[str, dict[str, Any]] = {}
    for event in result.all_events:
        if event.is_step_materialization:
            materialization = event.step_materialization_data.materialization
            values = {name: value.value for name, value in materialization.metadata.items()}
            told[materialization.asset_key.to_user_string()] = values
    store = ReleaseStore(settings)
    build_file = store.build_file(result.run_id)
    return Outcome(
        run_id=result.run_id,
        success=result.success,
        seconds=seconds,
        told=told,
        rows={
            key.removeprefix("marts/"): int(values["dagster/row_count"])
            for key, values in sorted(told.items())
            if key.startswith("marts/")
        },
        verdict=recorded_verdict(settings.published if result.success else build_file, result.run_id),
        release=store.current() if result.success else None,
        failure=_failure(result),
        build_file=build_file if build_file.exists() else None,
        sources=told.get("source_files", {}).get("sources", ()),
        turned_away=any(name in _BUSY for name in _raised(result)),
    )


def recorded_verdict(database: Path, run_id: str) -> Verdict | None:
    """The verdict on a run that a file records; None where it records none."""
    with suppress(duckdb.Error), connect(database, read_only=True) as connection:
        recorded = connection.execute("select 1 from audit.checks where run_id = ? limit 1", [run_id]).fetchone()
        return verdict_of(connection) if recorded else None
    return None


def _raised(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    """Names of the exceptions behind a failed run, each with those that caused it."""
    for event in result.all_events:
        error = None
        if event.is_step_failure:
            error = event.step_failure_data.error
        elif event.is_job_failure:
            error = event.job_failure_data.error
        while error is not None:
            yield str(error.cls_name)
            error = error.cause


def _failure(result: dg.ExecuteInProcessResult) -> str:
    """What the first failed step said; the innermost error's text where it died unexpectedly."""
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data is not None and data.user_failure_data.description:
                return str(data.user_failure_data.description)
            if data.error is not None:
                return innermost(data.error)
    for event in result.all_events:
        if event.is_job_failure:
            error = event.job_failure_data.error
            return innermost(error) if error is not None else str(event.message)
    return ""


def innermost(error: Any) -> str:
    """What went wrong in the first place."""
    while error.cause is not None:
        error = error.cause
    name, _, said = str(error.message).strip().partition(": ")
    # An exception of this project's own speaks for itself.
    return said if said and name.endswith(f".{error.cls_name}") else str(error.message).strip()
