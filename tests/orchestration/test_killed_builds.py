"""Builds that are killed, and two that are started together: readers keep a release whole, the next build completes.

KILLS sets how many builds are killed (three in ordinary runs of the tests).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from killed_builds import ROOT, Build, Trial, tables_of

from warehouse.releases import ReleaseStore
from warehouse.settings import Settings

pytestmark = pytest.mark.slow

SAMPLES = ROOT / "tests" / "corpus" / "bulletins"
AIMS = ("parsed", "transformed", "warehouse")
ROUGHLY = {"loading": 4.0, "source_files": 0.4, "parsed": 0.4, "transformed": 6.0, "gate": 1.0, "warehouse": 0.3}
"""Seconds that the phases of a build of the samples take."""


@pytest.fixture(scope="module")
def trial(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A home with the release of the samples, in which nothing is staged: all is to be read and built anew."""
    folder = tmp_path_factory.mktemp("trial")
    home = folder / "home"
    shutil.copytree(sample_home, home, ignore=shutil.ignore_patterns("staging", "dagster", "*.lock"))
    published = tables_of(home / "warehouse.duckdb")
    yield Trial(folder, [str(SAMPLES)], published, published)


def test_after_each_kill_readers_find_a_release_and_the_next_build_completes(trial: Trial) -> None:
    before = ReleaseStore(Settings(home=trial.home)).current()
    assert before is not None
    asked = int(os.environ.get("KILLS", len(AIMS)))
    kills = list(trial.kills(1, asked, Random(7), ROUGHLY, AIMS if asked == len(AIMS) else ()))
    assert len(kills) == asked
    together = [Build(trial.home, trial.sources, trial.folder / name) for name in ("one", "two")]
    codes = [build.process.wait() for build in together]
    said = [build.said.read_text("utf-8") for build in together]
    assert sorted(codes) == [0, 3], f"one works, the other leaves: {said}"
    told = " ".join(said[codes.index(3)].split())
    assert told.startswith("fangzhi: run ") and "is under way" in told and "Try again when it has ended" in told
    trial.holds_what_an_undisturbed_build_gives()
    after = ReleaseStore(Settings(home=trial.home)).current()
    assert after is not None and after.release_id > before.release_id
    with closing(sqlite3.connect(trial.home / "dagster" / "history" / "runs.db")) as runs:
        unended = runs.execute("select count(*) from runs where status not in ('SUCCESS', 'FAILURE')").fetchone()
    assert unended == (0,), "a run whose process is dead is listed as one that goes on"
