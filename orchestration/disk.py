"""Room on the disk that holds a home: asked for before a build, and the first suspect where one fails."""

from __future__ import annotations

import shutil
from pathlib import Path

from warehouse.settings import Settings

LEAST_BYTES = 64_000_000
"""What the smallest build writes: its database, dbt's and Dagster's records."""

FULL_BYTES = 1_000_000
"""With less than this free, whatever fails fails for it: SQLite then speaks of disk errors only."""

_SAID_OF_FULL_DISKS = ("no space left on device", "disk is full", "disk quota exceeded")


class DiskFull(RuntimeError):
    """A build ended for want of room on the disk; the message says how much there is and that readers lost nothing."""


def lack_of_room(settings: Settings) -> str | None:
    """Why a build should not begin; None where there is room for a file twice as large as the published one."""
    published = settings.published.stat().st_size if settings.published.exists() else 0
    needed = LEAST_BYTES + 2 * published
    free = _free(settings.home)
    if free >= needed:
        return None
    return f"the disk that holds {settings.home} has {_mb(free)} free; a build needs {_mb(needed)}"


def filled(settings: Settings, said: str) -> str | None:
    """The message where a build failed for want of room, as what was said or what is free shows; else None."""
    free = _free(settings.home)
    if free >= FULL_BYTES and not any(words in said.lower() for words in _SAID_OF_FULL_DISKS):
        return None
    return (
        f"the disk that holds {settings.home} was full during the build ({_mb(free)} free now)."
        " What is published was not touched; make room and build again."
    )


def clear_half_built(settings: Settings, build_file: Path) -> None:
    """Give back the room that a build took which was not finished."""
    for path in (*(settings.build / "dbt").glob("*.duckdb*"), *build_file.parent.glob(f"{build_file.name}*")):
        path.unlink(missing_ok=True)


def _free(home: Path) -> int:
    there = next(path for path in (home, *home.parents) if path.exists())
    return shutil.disk_usage(there).free


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
