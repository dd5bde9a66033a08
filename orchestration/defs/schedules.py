"""When the warehouse is built by itself."""

from __future__ import annotations

import dagster as dg

from orchestration.defs.jobs import build_warehouse
from warehouse.settings import Settings


def daily(settings: Settings) -> dg.ScheduleDefinition:
    """The daily build, off until somebody switches it on."""
    return dg.ScheduleDefinition(
        name="daily_build",
        job=build_warehouse,
        cron_schedule=settings.schedule,
        execution_timezone=settings.schedule_timezone,
        description="Looks at every source; publishes what is new.",
    )
