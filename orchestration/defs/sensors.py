"""What starts a build, and what tells when one failed."""

import hashlib
from pathlib import Path

import dagster as dg

from orchestration.defs.jobs import build_warehouse
from warehouse.settings import Settings


def all_of(settings: Settings) -> list[dg.SensorDefinition]:
    """The sensors of one home folder."""
    return [landing_folder(settings), failed_runs()]


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


def failed_runs() -> dg.SensorDefinition:
    """Says in the daemon's log what a failed run died of."""

    @dg.run_failure_sensor(name="failed_runs", default_status=dg.DefaultSensorStatus.RUNNING)
    def tell(context: dg.RunFailureSensorContext) -> None:
        context.log.error(f"Run {context.dagster_run.run_id} failed: {context.failure_event.message}")

    return tell


def state_of(folder: Path) -> str:
    """Hash over the names, sizes and times of the files below a folder; half-copied files change it again."""
    digest = hashlib.sha256()
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                seen = path.stat()
                digest.update(f"{path.relative_to(folder)}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


NOTHING = hashlib.sha256().hexdigest()
"""The state of an empty folder."""
