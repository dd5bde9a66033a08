"""Reading a year's bulletins again.

Nothing here is needed in everyday work: a file whose bytes changed, a new version of the parser or of the readers is
noticed by itself, and a warehouse is always built whole, so that its tables have no partitions. What remains is a
person who wants part of the collection read again although nothing seems to have changed: a web site repaired its
pages behind the cache, a PDF library was exchanged. Such a person thinks in issues, which are numbered and filed by
year; a month is three or four of them, and reading a whole year again takes seconds. So the partitions are the years
of issue that staging holds, and a backfill over some of them ends in one build.
"""

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.home import DUCKDB_WRITER, JOB
from warehouse.locks import Busy, hold
from warehouse.settings import Settings

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

YEARS = dg.DynamicPartitionsDefinition(name="issue_years")
UNDATED = "undated"
WAIT_SECONDS = 600
JOB_NAME = "read_year_again"


def years_in(staging_path: object) -> dict[str, list[str]]:
    """Ids of the documents in staging by year of issue; those without one under ``undated``."""
    from ingestion.staging import Staging

    staging = Staging(str(staging_path))
    found: dict[str, list[str]] = {}
    dated = dict(staging.table("issues").select("document_id", "issue_year").iter_rows())
    for document_id in staging.documents()["document_id"]:
        year = dated.get(document_id)
        found.setdefault(UNDATED if year is None else str(year), []).append(document_id)
    return found


def read_year_again(settings: Settings) -> dg.JobDefinition:
    """The job that has staging forget a year's documents, so that the next build reads them from their sources."""

    @dg.op(name="forget_year", pool=DUCKDB_WRITER)
    def forget_year(context: dg.OpExecutionContext) -> None:
        """Take the year's documents out of staging; the published file keeps them until the next build."""
        from ingestion.staging import Staging

        try:
            with hold(settings.home / ".run.lock", f"forgetting {context.partition_key}", WAIT_SECONDS):
                ids = years_in(settings.staging).get(context.partition_key, [])
                with Staging(settings.staging).held() as staging:
                    staging.remove(ids)
        except Busy as busy:
            raise dg.Failure(description=str(busy)) from busy
        context.log.info(f"{len(ids)} documents of {context.partition_key} will be read again")

    @dg.job(
        name=JOB_NAME,
        partitions_def=YEARS,
        executor_def=dg.in_process_executor,
        description="Have the bulletins of a year read again from their sources; a build follows by itself.",
    )
    def job() -> None:
        forget_year()

    return job


def build_afterwards(forgetting: dg.JobDefinition, building: "UnresolvedAssetJobDefinition") -> dg.SensorDefinition:
    """Starts one build after the last year of a backfill was forgotten."""

    @dg.run_status_sensor(
        name="build_after_reading_again",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[forgetting],
        request_job=building,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def build(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        unfinished = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
        others = context.instance.get_runs(dg.RunsFilter(job_name=JOB_NAME, statuses=unfinished), limit=1)
        if others:
            return dg.SkipReason("Other years are still to be forgotten.")
        return dg.RunRequest(run_key=context.dagster_run.run_id, job_name=JOB)

    return build
