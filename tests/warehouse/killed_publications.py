"""Publish in child processes that are killed (SIGKILL) before their nth effect on the file system, n = 1, 2, 3 …

After every death another child sees to it that readers find the old release or the new one, whole. Prints how many
were killed, and how many deaths left the old and the new release. Children are forked before any database is opened.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

# DuckDB imports these at its first query with parameters: here once instead of in every child.
import pandas as pd
import pyarrow as pa
from small_warehouse import GOOD, make_marts

from warehouse import audit
from warehouse.contents import contents, fingerprint
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings

PRELOADED = (pd, pa)
OLD, NEW = 3, 5


def in_child(work: Callable[[], int]) -> int:
    """Run in a forked process; its exit status, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def build(settings: Settings, run_id: str, events: int) -> ReleaseStore:
    store = ReleaseStore(settings)
    files = settings.home / "files.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 'a' as source_uri, 'd0' as document_id, 1::bigint as size_bytes, 't' as media_type,"
            f" 'read' as outcome, null::varchar as reason) to '{files}' (format parquet)"
        )
    path = store.build_file(run_id)
    path.unlink(missing_ok=True)
    make_marts(path, events)
    audit.record(path, audit.Run(run_id, datetime.now(UTC)), [GOOD], files, settings.published)
    return store


def publish(settings: Settings, run_id: str, events: int) -> int:
    store = build(settings, run_id, events)
    store.publish(store.build_file(run_id), run_id)
    return 0


def publish_and_die(settings: Settings, step: int) -> int:
    store = build(settings, "new", NEW)
    remaining = step

    def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal remaining
            remaining -= 1
            if remaining == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return wrapped

    os.replace, os.link, os.fsync = deadly(os.replace), deadly(os.link), deadly(os.fsync)
    pathlib.Path.unlink = deadly(pathlib.Path.unlink)  # type: ignore[method-assign]
    pathlib.Path.chmod = deadly(pathlib.Path.chmod)  # type: ignore[method-assign]
    pathlib.Path.write_text = deadly(pathlib.Path.write_text)  # type: ignore[method-assign]
    duckdb.connect = deadly(duckdb.connect)
    store.publish(store.build_file("new"), "new")
    return 0


def whole(settings: Settings) -> int:
    """Number of events that readers see; fails where the file is not what it says it is."""
    release = ReleaseStore(settings).current()
    assert release is not None, "no release to read"
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        assert fingerprint(contents(connection)) == release.fingerprint, "half a release"
    return next(table.rows for table in release.tables if table.table == "fct_events")


def next_run_works(settings: Settings) -> int:
    publish(settings, "next", NEW + 1)
    assert whole(settings) == NEW + 1
    left = [path.name for path in settings.home.iterdir() if path.name.startswith(".incoming")]
    left += [path.name for path in settings.releases.glob("*.partial")]
    return 1 if left else 0


def main(root: Path) -> int:
    base = Settings(home=root / "base", keep_releases=3)
    assert in_child(lambda: publish(base, "old", OLD)) == 0
    seen = {OLD: 0, NEW: 0}
    step = 0
    while True:
        step += 1
        settings = Settings(home=root / str(step), keep_releases=3)
        shutil.copytree(base.home, settings.home)
        ended = in_child(lambda: publish_and_die(settings, step))  # noqa: B023
        if ended == 0:
            break
        assert ended == -signal.SIGKILL, f"step {step} ended with {ended}"
        events = in_child(lambda: whole(settings))  # noqa: B023
        assert events in seen, f"killed at step {step}: readers see {events} events"
        seen[events] += 1
        assert in_child(lambda: next_run_works(settings)) == 0, f"killed at step {step}: the next run fails"  # noqa: B023
        shutil.rmtree(settings.home)
    print(json.dumps({"killed": step - 1, "old": seen[OLD], "new": seen[NEW]}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
