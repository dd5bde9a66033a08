"""The asset graph as reviewers see it: a change of assets, dependencies, groups or checks shows as a diff of a text."""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.composition import compose
from orchestration.home import DUCKDB_WRITER, JOB
from orchestration.transformation import Project
from warehouse.settings import Settings

SNAPSHOT = Path(__file__).with_name("asset_graph.txt")


@pytest.fixture(scope="module")
def definitions(sample_home: Path) -> dg.Definitions:
    """Of a home where dbt's project was parsed before, so that it is not parsed for this again."""
    return compose(Settings(home=sample_home))


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> list[dg.AssetSpec]:
    return sorted(definitions.resolve_all_asset_specs(), key=lambda spec: spec.key)


def drawn(definitions: dg.Definitions, specs: list[dg.AssetSpec]) -> Iterator[str]:
    graph = definitions.resolve_asset_graph()
    for spec in specs:
        yield f"{spec.key.to_user_string()} [{spec.group_name}; {', '.join(sorted(spec.kinds))}]"
        yield from sorted(f"  < {dep.asset_key.to_user_string()}" for dep in spec.deps)
        yield from sorted(f"  ? {key.name}" for key in graph.get_check_keys_for_assets({spec.key}))
    for job in sorted(definitions.resolve_all_job_defs(), key=lambda job: job.name):
        if not job.name.startswith("__"):
            yield f"job {job.name}"
    for name in sorted(one.name for one in [*(definitions.schedules or ()), *(definitions.sensors or ())]):
        yield f"starts {name}"


def test_the_graph_is_the_one_last_reviewed(definitions: dg.Definitions, specs: list[dg.AssetSpec]) -> None:
    now = "\n".join(drawn(definitions, specs)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    assert now == SNAPSHOT.read_text("utf-8"), "look at the difference; UPDATE_SNAPSHOTS=1 takes it over"


def test_every_asset_tells_what_it_is_whose_and_of_which_room(specs: list[dg.AssetSpec]) -> None:
    for spec in specs:
        assert spec.description and spec.owners and spec.kinds and spec.group_name != "default", spec.key
        assert spec.tags["fangzhi/room"], spec.key


def test_no_dbt_test_stops_the_run_before_everything_was_judged(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    blocking = {key.name for key in graph.asset_check_keys if graph.get_check_spec(key).blocking}
    assert blocking, "the gate must block"
    assert all(name.startswith(("expect_", "reconcile_")) for name in blocking)


def test_every_dbt_test_is_a_check_somewhere(definitions: dg.Definitions, sample_home: Path) -> None:
    nodes = Project(Settings(home=sample_home)).manifest["nodes"].values()
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    assert tests
    assert tests <= {key.name for key in definitions.resolve_asset_graph().asset_check_keys}


def test_writers_of_duckdb_take_turns(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(JOB)
    pools = {node.name: node.definition.pool for node in job.nodes}
    assert {name for name, pool in pools.items() if pool == DUCKDB_WRITER} == {"transformed", "gate", "warehouse"}


def test_what_may_go_stale_says_so(specs: list[dg.AssetSpec]) -> None:
    watched = {spec.key.to_user_string() for spec in specs if spec.freshness_policy is not None}
    assert watched == {"source_files", "warehouse"}


def test_reading_from_elsewhere_is_tried_again(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(JOB)
    [node] = [node for node in job.nodes if node.name == "source_files"]
    assert isinstance(node.definition, dg.OpDefinition)
    assert node.definition.retry_policy is not None and node.definition.retry_policy.max_retries == 2
