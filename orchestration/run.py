"""The job, run in this process, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from orchestration import home
from orchestration.judging import closing_judge
from orchestration.progress import Listener, listening
from warehouse.audit import verdict_of
from warehouse.releases import Release, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import Verdict


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

    @property
    def refused(self) -> bool:
        """True where the gate kept it from being published."""
        return not self.success and self.verdict is not None and self.verdict.refused


def run_job(settings: Settings, bulletins: Sequence[str], accept_row_fall: bool, tell: Listener) -> Outcome:
    """Run ``build_warehouse`` as the web interface would, in this process and in the same Dagster home.

    ``home.prepare(settings)`` comes first: it names the Dagster home.
    """
    started = time.monotonic()
    from orchestration.composition import compose

    job = compose(settings).resolve_job_def(home.JOB)
    with dg.DagsterInstance.get() as instance, listening(tell), closing_judge():
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags=home.REPOSITORY_TAGS,
            run_config={
                "ops": {
                    "source_files": {"config": {"bulletins": list(bulletins)}},
                },
                "resources": {"home": {"config": {"path": str(settings.home), "accept_row_fall": accept_row_fall}}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )
        home.forget_old_runs(instance)
    return _outcome(settings, result, time.monotonic() - started)


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
        verdict=_verdict(settings.published if result.success else build_file, result.run_id),
        release=store.current() if result.success else None,
        failure=_failure(result),
        build_file=build_file if build_file.exists() else None,
        sources=told.get("source_files", {}).get("sources", ()),
    )


def _verdict(database: Path, run_id: str) -> Verdict | None:
    with suppress(duckdb.Error), duckdb.connect(str(database), read_only=True) as connection:
        recorded = connection.execute("select 1 from audit.checks where run_id = ? limit 1", [run_id]).fetchone()
        return verdict_of(connection) if recorded else None
    return None


def _failure(result: dg.ExecuteInProcessResult) -> str:
    """What the first failed step said; the innermost error's text where it died unexpectedly."""
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data is not None and data.user_failure_data.description:
                return str(data.user_failure_data.description)
            if data.error is not None:
                return _innermost(data.error)
    for event in result.all_events:
        if event.is_job_failure:
            error = event.job_failure_data.error
            return _innermost(error) if error is not None else str(event.message)
    return ""


def _innermost(error: Any) -> str:
    while error.cause is not None:
        error = error.cause
    return str(error.message).strip()
