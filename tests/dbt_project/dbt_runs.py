"""Dbt run in this process: the project parsed once, then built from one staging set after another."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@dataclass
class Dbt:
    """Runs of dbt over one staging path, which a link leads to the set to be built."""

    folder: Path

    def __post_init__(self) -> None:
        os.environ["FANGZHI_STAGING"] = str(self.folder / "staging")
        os.environ["FANGZHI_BUILD_FILE"] = str(self.folder / "build.duckdb")

    def point_to(self, staging: Path) -> None:
        link = self.folder / "staging"
        link.unlink(missing_ok=True)
        link.symlink_to(staging)

    def run(self, *arguments: str) -> list[Any]:
        """The results of the nodes that dbt ran."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        close: Any = DuckDBConnectionManager.close_all_connections
        try:
            outcome: Any = dbtRunner().invoke(
                [
                    "--log-level=none",
                    "--log-level-file=none",
                    *arguments,
                    f"--project-dir={PROJECT}",
                    f"--profiles-dir={PROJECT}",
                    f"--target-path={self.folder / 'target'}",
                    f"--log-path={self.folder / 'logs'}",
                ]
            )
        finally:
            close()
        if outcome.exception is not None:
            raise outcome.exception
        return list(outcome.result.results)

    def build(self, staging: Path, name: str) -> Path:
        """A build file of its own, its staging views turned into tables; every node but the tests must succeed."""
        self.point_to(staging)
        built = self.folder / "build.duckdb"
        built.unlink(missing_ok=True)
        results = self.run("build", "--resource-type", "seed", "--resource-type", "model")
        failed = [f"{one.node.name}: {one.message}" for one in results if str(one.status) != "success"]
        assert not failed, failed
        with duckdb.connect(str(built)) as connection:
            views = connection.execute("select view_name from duckdb_views() where schema_name = 'staging'").fetchall()
            for (view,) in views:
                connection.execute(f"create table staging.as_table as from staging.{view}")
                connection.execute(f"drop view staging.{view}")
                connection.execute(f"alter table staging.as_table rename to {view}")
        place = self.folder / name / "build.duckdb"
        place.parent.mkdir()
        return built.rename(place)
