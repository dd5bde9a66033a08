"""A good build file: the warehouse of the sample bulletins as it was before publication, with its staging tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def good(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "build.duckdb"
    shutil.copyfile(sample_home / "warehouse.duckdb", path)
    as_build(path, sample_home / "staging")
    return path


def as_build(path: Path, staging: Path) -> None:
    """Undo what publication did. Staging becomes tables, so that one of its rows can be changed."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop schema audit cascade")
        connection.execute("create schema staging")
        connection.execute(f"create table staging.stg_files as from read_parquet('{staging}/files.parquet')")
        batch = next((staging / "batches").iterdir())
        for table in sorted(file.stem for file in batch.glob("*.parquet")):
            connection.execute(
                f"create table staging.stg_{table} as from read_parquet('{staging}/batches/*/{table}.parquet')"
            )


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    """A copy of the good file, to break."""
    path = tmp_path / "broken.duckdb"
    shutil.copyfile(good, path)
    return path
