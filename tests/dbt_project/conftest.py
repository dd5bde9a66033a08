"""One build of the dbt project for each staging set that the tests look at."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_runs import Dbt
from small_staging import in_two_batches, small, write


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dbt]:
    before = {name: os.environ.get(name) for name in ("FANGZHI_STAGING", "FANGZHI_BUILD_FILE")}
    yield Dbt(tmp_path_factory.mktemp("dbt"))
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def build(dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file built from the small staging set."""
    staging = tmp_path_factory.mktemp("small")
    write(staging, [small().frames()])
    return dbt.build(staging, "small")


@pytest.fixture(scope="session")
def reordered_build(dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file built from the same rows in another order, in two batches."""
    staging = tmp_path_factory.mktemp("reordered")
    write(staging, in_two_batches(small().frames()))
    return dbt.build(staging, "reordered")


@pytest.fixture(scope="session")
def empty_build(dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file built before any document has arrived."""
    staging = tmp_path_factory.mktemp("empty")
    write(staging, [])
    return dbt.build(staging, "empty")


@pytest.fixture(scope="session")
def manifest(dbt: Dbt, build: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((dbt.folder / "target" / "manifest.json").read_text())
    return loaded


@pytest.fixture(scope="session")
def gates(dbt: Dbt, build: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Each data test's name with its SQL, which selects the rows that break it."""
    dbt.run("compile", "--select", "test_type:data", "--no-introspect")
    compiled = json.loads((dbt.folder / "target" / "manifest.json").read_text())["nodes"]
    return {node["name"]: node["compiled_code"] for node in compiled.values() if node["resource_type"] == "test"}


@pytest.fixture(scope="session")
def read(build: Path) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """Rows of a query over the small build."""
    with duckdb.connect(str(build), read_only=True) as connection:

        def rows(query: str, *values: Any) -> list[dict[str, Any]]:
            found = connection.execute(query, values)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        yield rows
