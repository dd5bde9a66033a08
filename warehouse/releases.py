"""Write, audit, publish: how a build file becomes the file that readers open, and how to go back.

Readers never meet a writer. A build file is finished and synchronised to disk first; then one atomic rename puts it in
place of the published file. Readers that hold the old file keep it until they close it. A release is what was once
published: a hard link under ``releases/``, so that keeping five costs the space of five files and going back is again
one rename. The build file's own audit is read here once more: what was not audited, or was refused, is not published.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import duckdb

from warehouse import differences
from warehouse.audit import verdict_of
from warehouse.connection import connect
from warehouse.contents import TableContent, contents, fingerprint, quoted
from warehouse.locks import hold
from warehouse.settings import Settings
from warehouse.verdict import Verdict

PUBLISHED_SCHEMAS = frozenset({"marts", "reference", "audit"})
"""Schemas that readers find; everything else in a build file is scaffolding."""

PUBLISH_WAIT_SECONDS = 60.0
"""How long a publication waits for another one, which takes seconds."""

_COMPARING = "comparing"
_COMMENTS = {
    "table audit.release": "Which release this file is · 本文件的发布版本",
    "column audit.release.release_id": "Release, sorted by time · 发布编号",
    "column audit.release.run_id": "Run that built it · 构建它的运行编号",
    "column audit.release.published_at": "When it was finished for publication · 发布时间",
    "column audit.release.fingerprint": "Hash over the content of all marts tables · 全部数据内容的哈希值",
    "table audit.tables": "Rows and content of every table of schema marts · marts 各表的行数与内容哈希",
    "column audit.tables.table_name": "Table · 表名",
    "column audit.tables.row_count": "Rows · 行数",
    "column audit.tables.content_hash": "Hash of the rows, not of their order or origin · 内容哈希(与行序和读取无关)",
}


_ID_TIME = "%Y%m%dT%H%M%S.%fZ"
_LOG = logging.getLogger(__name__)
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class Refused(RuntimeError):
    """The build file was not audited or a critical check failed; the published file is untouched."""


class NotARelease(RuntimeError):
    """A file without release metadata, a damaged one, one of another version, or an id that no release has."""


@dataclass(frozen=True)
class Release:
    """A published state of the warehouse."""

    release_id: str
    run_id: str
    published_at: datetime
    fingerprint: str
    tables: tuple[TableContent, ...]
    path: Path
    size_bytes: int
    project_version: str = ""
    is_current: bool = False

    @property
    def rows(self) -> int:
        """Rows in all marts tables."""
        return sum(table.rows for table in self.tables)

    @property
    def is_of_this_version(self) -> bool:
        """Whether it has the tables and columns that this version of the project promises."""
        return same_tables(self.project_version, version("fangzhi"))


def same_tables(one: str, other: str) -> bool:
    """Whether two versions of the project have the same marts, by semantic versioning; an unknown one is taken to.

    >>> same_tables("0.1.0", "0.1.7"), same_tables("0.1.0", "0.2.0"), same_tables("1.2.0", "1.9.1")
    (True, False, True)
    """
    return not (one and other) or _breaking(one) == _breaking(other)


def _breaking(name: str) -> tuple[str, ...]:
    """The part of a version that changes with what is renamed or removed: before 1.0 the second number, too."""
    numbers = name.split(".")
    return tuple(numbers[: 2 if numbers[0] == "0" else 1])


class ReleaseStore:
    """The build, release and published files under one home folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.ensure()

    @contextmanager
    def run(self, run_id: str) -> Iterator[Path]:
        """Hold the home folder for one building run; gives the path of its build file.

        Raises Busy where another run is building. Build files of runs that were killed or refused are cleared away,
        the newest excepted, which a person may want to look into.
        """
        path = self.build_file(run_id)
        with hold(self._settings.home / ".run.lock", f"run {run_id}"):
            self._sweep_builds()
            yield path

    def build_file(self, run_id: str) -> Path:
        """Where the run writes its database; ValueError for a run id that is no plain name."""
        if not _RUN_ID.fullmatch(run_id):
            raise ValueError(f"not a run id: {run_id!r} (letters, digits, - _ . only)")
        return self._settings.build / f"{run_id}.duckdb"

    def publish(self, build_file: Path, run_id: str) -> Release:
        """Finish the build file and put it in the published file's place.

        Raises Refused where its audit is missing or has a failed critical check, Busy where another publication does
        not end. Whatever interrupts it, the published file is the old one or the new one, whole.
        """
        with self._publishing(f"publication of run {run_id}"):
            _admit(build_file)
            _finalise(build_file, self._next_id(run_id), run_id)
            before = self.current()
            self._put_in_place(build_file)
            self._keep_published()
            release = self._expect_current()
            if before is not None:
                self._report(before, release)
            self._prune(release)
            return release

    def rollback(self, to: str | None = None) -> Release:
        """Publish an earlier release again: the one before the current, or the one named.

        Raises NotARelease where there is none, its content is not what it was when published, or another version of
        the project made it, whose tables are others than readers and this version expect.
        """
        with self._publishing("rollback"):
            target = self._target(to)
            _verify(target)
            incoming = self._settings.home / f".incoming-{os.getpid()}.duckdb"
            _link(target.path, incoming)
            self._put_in_place(incoming)
            # Renaming one link of a file over another link of it leaves both.
            incoming.unlink(missing_ok=True)
            return self._expect_current()

    def releases(self) -> list[Release]:
        """Every release that is kept and can be read, the newest first."""
        current = self.current()
        current_id = current.release_id if current else ""
        found = (_read(path) for path in self._release_files())
        return [replace(one, is_current=one.release_id == current_id) for one in found if one is not None]

    def current(self) -> Release | None:
        """What readers see now; None before the first publication."""
        published = self._settings.published
        release = _read(published) if published.exists() else None
        return None if release is None else replace(release, is_current=True)

    def difference(self, old: str, new: str) -> differences.Difference:
        """What the second of two kept releases has more, less or otherwise than the first."""
        return self._compare(self._find(old).path, self._find(new).path)

    def _compare(self, old: Path, new: Path) -> differences.Difference:
        return differences.compare(old, new, self._settings.memory_limit, self._settings.build / _COMPARING)

    @contextmanager
    def _publishing(self, purpose: str) -> Iterator[None]:
        with hold(self._settings.home / ".publish.lock", purpose, PUBLISH_WAIT_SECONDS):
            for stray in self._settings.home.glob(".incoming-*"):
                stray.unlink(missing_ok=True)
            self._keep_published()
            yield

    def _put_in_place(self, incoming: Path) -> None:
        published = self._settings.published
        incoming.chmod(0o444)
        # A reader that opened the old file for writing may have left a log that would be replayed into the new one.
        _wal(published).unlink(missing_ok=True)
        os.replace(incoming, published)
        _sync(published.parent)

    def _keep_published(self) -> None:
        """Have the published file among the releases, also where a run was killed just after putting it in place."""
        published = self._settings.published
        release = _read(published) if published.exists() else None
        if release is None:
            return
        kept = self._settings.releases / f"{release.release_id}.duckdb"
        if not kept.exists():
            partial = kept.with_suffix(".partial")
            partial.unlink(missing_ok=True)
            _link(published, partial)
            os.replace(partial, kept)
            _sync(kept.parent)

    def _report(self, before: Release, after: Release) -> None:
        kept = self._settings.releases / f"{before.release_id}.duckdb"
        try:
            if before.fingerprint == after.fingerprint:
                difference = differences.Difference(before.release_id, after.release_id, (), (), (), ())
            else:
                difference = self._compare(kept, after.path)
            differences.write(difference, self._settings.docs / "differences", after.release_id)
        except (duckdb.Error, OSError) as error:
            # The report informs; the release stands without it.
            _LOG.warning("release %s: no difference report was written: %s", after.release_id, error)

    def _prune(self, current: Release) -> None:
        others = [path for path in self._release_files() if path.stem != current.release_id]
        for path in others[self._settings.keep_releases - 1 :]:
            _remove(path)
        for partial in self._settings.releases.glob("*.partial"):
            partial.unlink(missing_ok=True)

    def _sweep_builds(self) -> None:
        builds = sorted(self._settings.build.glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in builds[1:]:
            _remove(path)
        shutil.rmtree(self._settings.build / _COMPARING, ignore_errors=True)
        for wal in self._settings.build.glob("*.duckdb.wal"):
            if not wal.with_suffix("").exists():
                wal.unlink(missing_ok=True)

    def _release_files(self) -> list[Path]:
        return sorted(self._settings.releases.glob("*.duckdb"), reverse=True)

    def _next_id(self, run_id: str) -> str:
        moment = datetime.now(UTC)
        newest = next((path.stem.partition("-")[0] for path in self._release_files()), None)
        if newest is not None:
            # Clocks go back; the order of releases does not.
            moment = max(moment, datetime.strptime(newest, _ID_TIME).replace(tzinfo=UTC) + timedelta(microseconds=1))
        return f"{moment.strftime(_ID_TIME)}-{run_id[:8]}"

    def _target(self, to: str | None) -> Release:
        if to is not None:
            return self._of_this_version(self._find(to))
        current = self.current()
        # Where the published file is damaged, the release before it is the newest that can be read.
        earlier = [
            release
            for release in self.releases()
            if (current is None or release.release_id < current.release_id) and release.is_of_this_version
        ]
        if not earlier:
            raise NotARelease(
                f"no release before the current one is kept that version {version('fangzhi')} can publish"
            )
        return earlier[0]

    def _of_this_version(self, release: Release) -> Release:
        if not release.is_of_this_version:
            raise NotARelease(
                f"release {release.release_id} was made by version {release.project_version} of the project, whose"
                f" tables are not those of version {version('fangzhi')}: build anew, or publish it with that version"
            )
        return release

    def _find(self, name: str) -> Release:
        found = self.releases()
        for release in found:
            if name in (release.release_id, release.run_id):
                return release
        known = ", ".join(release.release_id for release in found) or "none"
        raise NotARelease(f"no release {name}; kept are: {known}")

    def _expect_current(self) -> Release:
        current = self.current()
        if current is None:
            raise NotARelease(f"{self._settings.published} holds no release")
        return current


def _admit(build_file: Path) -> Verdict:
    """The build file's recorded verdict; Refused where it may not be published."""
    if not build_file.exists():
        raise Refused(f"nothing to publish: {build_file} does not exist")
    with connect(build_file, read_only=True) as connection:
        verdict = verdict_of(connection)
    if verdict is None:
        raise Refused(f"{build_file.name} was not audited: audit.checks is missing or empty")
    if verdict.refused:
        names = ", ".join(f"{check.table}: {check.name}" for check in verdict.failed_critical)
        raise Refused(f"{build_file.name} is not published, critical checks failed: {names}")
    return verdict


def _finalise(build_file: Path, release_id: str, run_id: str) -> None:
    """Leave only what readers shall find, and write down what it is; may be repeated after a crash."""
    with connect(build_file) as connection:
        connection.begin()
        _drop_scaffolding(connection)
        held = contents(connection)
        connection.execute(
            "create or replace table audit.release"
            " (release_id varchar not null, run_id varchar not null, published_at timestamptz not null,"
            " fingerprint varchar not null)"
        )
        connection.execute(
            "insert into audit.release values (?, ?, ?, ?)", [release_id, run_id, datetime.now(UTC), fingerprint(held)]
        )
        connection.execute(
            "create or replace table audit.tables"
            " (table_name varchar not null, row_count bigint not null, content_hash varchar not null)"
        )
        connection.executemany(
            "insert into audit.tables values (?, ?, ?)", [(one.table, one.rows, one.content_hash) for one in held]
        )
        for target, comment in _COMMENTS.items():
            connection.execute(f"comment on {target} is '{comment}'")
        connection.commit()
        connection.execute("checkpoint")
    _sync(build_file)


def _drop_scaffolding(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = current_database() and not internal"
    ).fetchall()
    for (schema,) in rows:
        if schema not in PUBLISHED_SCHEMAS and schema != "main":
            connection.execute(f"drop schema {quoted(schema)} cascade")
    for (view,) in connection.execute("select view_name from duckdb_views() where not internal").fetchall():
        connection.execute(f"drop view if exists {quoted(view)}")
    for (table,) in connection.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall():
        connection.execute(f"drop table {quoted(table)}")


def _verify(release: Release) -> None:
    try:
        with connect(release.path, read_only=True) as connection:
            found = fingerprint(contents(connection))
    except duckdb.Error as error:
        raise NotARelease(f"release {release.release_id} cannot be read: {error}") from error
    if found != release.fingerprint:
        raise NotARelease(f"release {release.release_id} is not what was published: its content has changed")


def _read(path: Path) -> Release | None:
    """The release that a file holds; None where it holds none or cannot be read."""
    try:
        with connect(path, read_only=True) as connection:
            row = connection.execute(
                "select release_id, run_id, published_at, fingerprint from audit.release"
            ).fetchone()
            rows = connection.execute(
                "select table_name, row_count, content_hash from audit.tables order by 1"
            ).fetchall()
            size_bytes = path.stat().st_size
            project_version = _project_version(connection)
    except (duckdb.Error, OSError):
        return None
    if row is None:
        return None
    release_id, run_id, published_at, content = row
    held = tuple(TableContent(*fields) for fields in rows)
    return Release(release_id, run_id, published_at.astimezone(UTC), content, held, path, size_bytes, project_version)


def _project_version(connection: duckdb.DuckDBPyConnection) -> str:
    """The version of the project that built the open file; empty where it did not tell."""
    with suppress(duckdb.CatalogException, duckdb.BinderException):
        found = connection.execute(
            "select project_version from audit.runs where run_id = (select run_id from audit.release)"
        ).fetchone()
        return str(found[0] or "") if found else ""
    return ""


def _link(source: Path, target: Path) -> None:
    """A second name for the file, or a copy where the file system has no links."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        target.chmod(0o444)
        _sync(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(database: Path) -> None:
    _wal(database).unlink(missing_ok=True)
    database.unlink(missing_ok=True)


def _wal(database: Path) -> Path:
    return database.with_name(database.name + ".wal")
