"""The one Dagster home that the command line, the web interface and the tests share."""

from __future__ import annotations

import os
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.locks import hold
from warehouse.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance

DUCKDB_WRITER = "duckdb_writer"
"""The concurrency pool of everything that writes a DuckDB file: one at a time."""

JOB = "build_warehouse"
CODE_LOCATION = "orchestration.definitions"
REPOSITORY_TAGS = {".dagster/repository": f"__repository__@{CODE_LOCATION}"}
"""Ties a run made on the command line to the job in the web interface."""

RUNS_KEPT = 100

ABANDONED = "Its process ended without a word: killed, or the machine went down."

MIGRATION_WAIT_SECONDS = 300.0
"""How long a run waits for another one that brings Dagster's storage up to date."""

_CONFIGURATION = """\
# Written by fangzhi at every start; changes here are overwritten.
telemetry:
  enabled: false
nux:
  enabled: false
storage:
  custom:
    module: orchestration.event_log
    class: HeldOpenSqliteStorage
    config:
      base_dir: {base_dir}
python_logs:
  managed_python_loggers: [ingestion, warehouse, orchestration]
concurrency:
  pools:
    default_limit: 1
    granularity: op
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    dequeue_interval_seconds: 1
freshness:
  enabled: true
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 30
      success: 90
"""


def quiet() -> None:
    """Switch off what the libraries would report home."""
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["GX_ANALYTICS_ENABLED"] = "false"


def prepare(settings: Settings) -> Path:
    """Write dagster.yaml, point this process and those it starts at the home; returns the home's folder."""
    quiet()
    settings.ensure()
    home = settings.dagster_home
    text = _CONFIGURATION.format(base_dir=_quoted(str(home)))
    target = home / "dagster.yaml"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        partial = home / f".dagster.yaml.{os.getpid()}"
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, target)
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["FANGZHI_HOME"] = str(settings.home)
    os.environ["FANGZHI_LOG_FORMAT"] = settings.log_format
    return home


def bring_up_to_date(instance: DagsterInstance) -> bool:
    """Have Dagster's storage in the form of the installed version; True where another version had written it."""
    home = Path(instance.root_directory)
    written_by, installed = home / "written_by", version("dagster")

    def is_current() -> bool:
        return written_by.exists() and written_by.read_text(encoding="utf-8") == installed

    if is_current():
        return False
    with hold(home / ".migration.lock", "the migration of Dagster's storage", MIGRATION_WAIT_SECONDS):
        if is_current():
            return False
        outdated = instance.get_runs_count() > 0
        if outdated:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                instance.upgrade()
        partial = home / ".written_by.partial"
        partial.write_text(installed, encoding="utf-8")
        os.replace(partial, written_by)
        return outdated


def end_abandoned_runs(instance: DagsterInstance, own_run_id: str | None) -> list[str]:
    """Mark runs as failed whose process was killed, and free what they held; returns their ids.

    To be called by whoever holds the home folder's run lock: nobody else can be running then.
    """
    from dagster import DagsterRunStatus, RunsFilter

    under_way = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    ended = []
    for run in instance.get_runs(RunsFilter(statuses=under_way)):
        if run.run_id == own_run_id:
            continue
        instance.report_run_failed(run, ABANDONED)
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        ended.append(run.run_id)
    return ended


def forget_old_runs(instance: DagsterInstance, keep: int = RUNS_KEPT) -> int:
    """Delete all but the newest runs with their events; returns how many went."""
    from dagster import DagsterRunStatus, RunsFilter

    finished = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
    old = instance.get_runs(RunsFilter(statuses=finished))[keep:]
    for run in old:
        instance.delete_run(run.run_id)
    return len(old)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
