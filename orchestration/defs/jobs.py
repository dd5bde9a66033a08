"""The jobs."""

from __future__ import annotations

import dagster as dg

from orchestration.defs.assets import PARSER_TAG
from orchestration.home import JOB

build_warehouse = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    description="Read what is new, parse it, build the whole warehouse, judge it, publish it.",
    run_tags=PARSER_TAG,
    # One process: Dagster, dbt and Great Expectations take longer to load than to run.
    executor_def=dg.in_process_executor,
)
