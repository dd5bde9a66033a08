"""The state of a home folder, as data for one screen."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from warehouse.audit import verdict_of
from warehouse.connection import connect
from warehouse.releases import Release, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import CheckResult


@dataclass(frozen=True)
class RejectedDocument:
    """A file that was not read, or not recognised as a bulletin, and why."""

    source_uri: str
    stage: str
    reason: str


@dataclass(frozen=True)
class Status:
    """What readers see now and how it came about; ``current`` is None before the first publication."""

    current: Release | None
    age: timedelta | None
    newest_issue_date: str | None
    releases: tuple[Release, ...]
    checks_run: int
    failed_checks: tuple[CheckResult, ...]
    rejected: tuple[RejectedDocument, ...]
    waiting_builds: tuple[str, ...]
    disk_bytes: int


def status(settings: Settings, now: datetime | None = None) -> Status:
    """The state of the home folder that the settings name; reads only."""
    store = ReleaseStore(settings)
    current = store.current()
    checks: tuple[CheckResult, ...] = ()
    rejected: tuple[RejectedDocument, ...] = ()
    newest: str | None = None
    if current is not None:
        with connect(current.path, read_only=True) as connection:
            verdict = verdict_of(connection)
            checks = verdict.checks if verdict is not None else ()
            rows = connection.execute(
                "select source_uri, stage, reason from audit.rejected_documents order by source_uri"
            ).fetchall()
            rejected = tuple(RejectedDocument(*row) for row in rows)
            newest = _newest_issue_date(connection)
    return Status(
        current=current,
        age=None if current is None else (now or datetime.now(UTC)) - current.published_at,
        newest_issue_date=newest,
        releases=tuple(store.releases()),
        checks_run=len(checks),
        failed_checks=tuple(check for check in checks if not check.passed),
        rejected=rejected,
        waiting_builds=tuple(sorted(path.stem for path in settings.build.glob("*.duckdb"))),
        disk_bytes=_disk_bytes(settings),
    )


def _newest_issue_date(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        row = connection.execute(
            "select max(coalesce(issue_date, printed_date))::varchar from marts.dim_issues"
        ).fetchone()
    except duckdb.CatalogException:
        return None
    return None if row is None else row[0]


def _disk_bytes(settings: Settings) -> int:
    """Bytes that the home folder takes; a file with several names counts once."""
    sizes: dict[tuple[int, int], int] = {}
    for at, _, names in os.walk(settings.home):
        for name in names:
            with suppress(OSError):  # a run may be at work, and clear away what it no longer needs
                found = os.lstat(os.path.join(at, name))
                if stat.S_ISREG(found.st_mode):
                    sizes[(found.st_dev, found.st_ino)] = found.st_size
    return sum(sizes.values())
