"""A home folder of each test's own, and publication in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from small_warehouse import GOOD, make_marts

from warehouse.audit import Run, record
from warehouse.releases import Release, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import CheckResult


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("FANGZHI_HOME", "FANGZHI_BULLETINS", "FANGZHI_KEEP_RELEASES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", keep_releases=3)


@pytest.fixture
def store(settings: Settings) -> ReleaseStore:
    return ReleaseStore(settings)


@pytest.fixture
def files_parquet(tmp_path: Path) -> Path:
    path = tmp_path / "files.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select * from (values ('a.txt', 'd0', 9::bigint, 'text/plain', 'read', null),"
            " ('b.txt', 'd0', 9, 'text/plain', 'duplicate', null),"
            " ('broken.pdf', 'd9', 3, 'application/pdf', 'rejected', 'the file ends in mid-object'))"
            " as t(source_uri, document_id, size_bytes, media_type, outcome, reason))"
            f" to '{path}' (format parquet)"
        )
    return path


Publisher = Callable[..., Release]


@pytest.fixture
def publish(store: ReleaseStore, settings: Settings, files_parquet: Path) -> Publisher:
    """Build, audit and publish in one go: ``publish("run1", events=5)``."""

    def run(run_id: str, events: int = 4, checks: tuple[CheckResult, ...] = (GOOD,), **marts: str) -> Release:
        with store.run(run_id) as build_file:
            make_marts(build_file, events, **marts)  # type: ignore[arg-type]
            record(build_file, Run(run_id, datetime.now(UTC)), checks, files_parquet, settings.published)
            return store.publish(build_file, run_id)

    return run
