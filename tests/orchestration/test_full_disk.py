"""A full disk, a real one: what is published stays, the reason is told, and with room the next run completes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from killed_builds import ROOT, debris, tables_of

from orchestration import disk, home, judging
from orchestration.disk import DiskFull, lack_of_room
from orchestration.run import run_job
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings

pytestmark = pytest.mark.slow

SAMPLES = ROOT / "tests" / "corpus" / "bulletins"
MOUNTED_BYTES = 200_000_000
MOMENTS = ("files read", "documents parsed", "judged", "published")
"""When the disk gets full: before reading has written anything, before the tables are built, before the verdict, …"""


class Disk:
    """A disk in memory that can be filled up and cleared again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={MOUNTED_BYTES},mode=0700"
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a disk of its own can be mounted by the superuser only")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def taken_by(folder: Path) -> int:
    """Bytes in a home folder, the records of its last runs aside, which are kept to be looked at."""
    records = (folder / "dagster", folder / "logs")
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not any(path.is_relative_to(record) for record in records)
    )


def test_a_disk_that_fills_up_at_any_moment_costs_that_run_only(
    small_disk: Disk, sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("FANGZHI_HOME", "")
    settings = Settings(home=small_disk.folder / "home", keep_releases=1)
    shutil.copytree(sample_home, settings.home, ignore=shutil.ignore_patterns("staging", "dagster", "*.lock"))
    published = tables_of(settings.published)
    before = settings.published.stat()
    home.prepare(settings)

    def run(moment: str = "") -> str:
        """Build, the disk filled up at that moment; what is told."""

        def fill_before(work: Callable[..., object]) -> Callable[..., object]:
            def filled(*arguments: object) -> object:
                small_disk.fill()
                return work(*arguments)

            return filled

        with monkeypatch.context() as patched:
            if moment == "judged":
                patched.setattr(judging, "judge", fill_before(judging.judge))
            if moment == "published":
                patched.setattr(ReleaseStore, "publish", fill_before(ReleaseStore.publish))
            try:
                outcome = run_job(
                    settings, [str(SAMPLES)], False, lambda what, *_: small_disk.fill() if what == moment else None
                )
            except DiskFull as full:
                return str(full)
            finally:
                small_disk.clear()
        assert not outcome.refused
        return "completed" if outcome.success else outcome.failure

    taken = []
    for moment in MOMENTS:
        said = run(moment)
        assert said.startswith(f"the disk that holds {settings.home} was full"), f"{moment}: {said}"
        after = settings.published.stat()
        assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
        assert [release.is_current for release in ReleaseStore(settings).releases()] == [True]
        taken.append(taken_by(settings.home))
    assert taken[-1] < taken[0] + 5_000_000, f"what failed runs leave adds up: {taken}"
    assert run() == "completed"
    assert tables_of(settings.published) == published
    assert debris(settings.home) == []


def test_a_build_that_would_not_fit_is_not_begun(small_disk: Disk) -> None:
    settings = Settings(home=small_disk.folder / "home").ensure()
    assert lack_of_room(settings) is None
    small_disk.fill()
    ended = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "--home", str(settings.home), "build", str(SAMPLES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "a build needs 64.0 MB" in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr


def test_room_is_asked_for_twice_the_published_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path / "not" / "there" / "yet")
    assert lack_of_room(settings) is None
    settings.ensure().published.write_bytes(bytes(1_000_000))
    monkeypatch.setattr(disk, "_free", lambda home: disk.LEAST_BYTES + 1_999_999)
    assert "a build needs 66.0 MB" in str(lack_of_room(settings))
    monkeypatch.setattr(disk, "_free", lambda home: disk.LEAST_BYTES + 2_000_000)
    assert lack_of_room(settings) is None
