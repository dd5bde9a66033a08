"""All Dagster definitions of a home folder, put together."""

from __future__ import annotations

import dagster as dg

from orchestration.defs import assets, backfills, checks, jobs, schedules, sensors
from orchestration.defs.resources import Home
from orchestration.transformation import Project
from warehouse.settings import Settings


def compose(settings: Settings) -> dg.Definitions:
    """The definitions for one home folder."""
    project = Project(settings)
    reading_again = backfills.read_year_again(settings)
    return dg.Definitions(
        assets=[
            assets.source_files,
            assets.parsed,
            assets.transformation_assets(project),
            assets.warehouse_asset(project),
            *checks.audit_assets(project),
        ],
        asset_checks=[checks.gate(project)],
        jobs=[jobs.build_warehouse, reading_again],
        schedules=[schedules.daily(settings)],
        sensors=[*sensors.all_of(settings), backfills.build_afterwards(reading_again, jobs.build_warehouse)],
        resources={"home": Home(path=str(settings.home))},
        executor=dg.in_process_executor,
    )
