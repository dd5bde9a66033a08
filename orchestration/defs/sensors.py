"""What starts a build, and what tells when one failed."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

import dagster as dg

from orchestration.alerts import alert_about, send
from orchestration.defs.jobs import build_warehouse
from orchestration.home import ABANDONED
from orchestration.run import TOLD_BY_COMMAND_LINE, innermost, recorded_verdict
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings


def all_of(settings: Settings) -> list[dg.SensorDefinition]:
    """The sensors of one home folder."""
    return [landing_folder(settings), failed_runs(settings), warned_runs(settings)]


def landing_folder(settings: Settings) -> dg.SensorDefinition:
    """Starts a build when the landing folder holds other files than at the last look."""
    status = dg.DefaultSensorStatus.RUNNING if settings.watch_landing else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(name="landing_folder", job=build_warehouse, minimum_interval_seconds=30, default_status=status)
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        state = state_of(settings.landing)
        if state == context.cursor:
            return dg.SkipReason("The landing folder is as it was.")
        if context.cursor is None and state == NOTHING:
            return dg.SensorResult(cursor=state)
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)], cursor=state)

    return watch


def failed_runs(settings: Settings) -> dg.SensorDefinition:
    """Says in the daemon's log what a failed run died of, and alerts whoever is to know."""

    @dg.run_failure_sensor(name="failed_runs", default_status=dg.DefaultSensorStatus.RUNNING)
    def tell(context: dg.RunFailureSensorContext) -> None:
        run_id, reason = context.dagster_run.run_id, _reason(context)
        context.log.error(f"Run {run_id} failed: {reason}")
        _alert(context, settings, False, reason, ReleaseStore(settings).build_file(run_id))

    return tell


def warned_runs(settings: Settings) -> dg.SensorDefinition:
    """Alerts where a release was published with warnings, if that is wanted."""
    status = dg.DefaultSensorStatus.RUNNING if settings.alert_warnings else dg.DefaultSensorStatus.STOPPED

    @dg.run_status_sensor(
        name="warned_runs",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[build_warehouse],
        default_status=status,
    )
    def tell(context: dg.RunStatusSensorContext) -> None:
        _alert(context, settings, True, "", settings.published)

    return tell


def _alert(context: dg.RunStatusSensorContext, settings: Settings, success: bool, reason: str, database: Path) -> None:
    run = context.dagster_run
    if TOLD_BY_COMMAND_LINE in run.tags and reason != ABANDONED:
        return
    alert = alert_about(settings, run.run_id, success, reason, recorded_verdict(database, run.run_id))
    for fault in send(settings, alert) if alert is not None else []:
        context.log.error(f"Run {run.run_id}: no alert arrived: {fault}")


def _reason(context: dg.RunFailureSensorContext) -> str:
    """What the failed steps said; where none did, what Dagster says of the run."""
    for event in context.get_step_failure_events():
        told = event.step_failure_data.user_failure_data
        if told is not None and told.description:
            return str(told.description)
        if event.step_failure_data.error is not None:
            return innermost(event.step_failure_data.error)
    return str(context.failure_event.message or "")


def state_of(folder: Path) -> str:
    """Hash over the names, sizes and times of the files below a folder; half-copied files change it again."""
    digest = hashlib.sha256()
    found: list[tuple[bytes, int, int]] = []
    for at, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = os.path.join(at, name)
            with suppress(OSError):  # gone meanwhile: the next look sees that
                seen = os.stat(path)
                if stat.S_ISREG(seen.st_mode) and not name.startswith(b"."):
                    found.append((os.path.relpath(path, os.fsencode(folder)), seen.st_size, seen.st_mtime_ns))
    for path, size, changed in sorted(found):
        digest.update(b"%b\0%d\0%d\n" % (path, size, changed))
    return digest.hexdigest()


NOTHING = hashlib.sha256().hexdigest()
"""The state of an empty folder."""
