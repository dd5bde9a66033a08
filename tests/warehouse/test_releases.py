from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from small_warehouse import GOOD, make_marts

from warehouse.locks import Busy
from warehouse.releases import NotARelease, Refused, Release, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import CheckResult

Publisher = Callable[..., Release]
RED = CheckResult("dates_are_possible", "dbt", "fct_events", "critical", passed=False, failing_rows=2)
AMBER = CheckResult("no_unit_is_silent", "great_expectations", "rpt", "warning", passed=False, failing_rows=2)


def events_seen(settings: Settings) -> int:
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        row = connection.execute("select count(*) from marts.fct_events").fetchone()
    assert row is not None
    return int(row[0])


def test_readers_see_what_was_published_last(publish: Publisher, settings: Settings) -> None:
    publish("run1", events=4)
    release = publish("run2", events=6)
    assert events_seen(settings) == 6
    assert release.is_current
    assert release.path == settings.published
    assert {table.table: table.rows for table in release.tables}["fct_events"] == 6


def test_published_files_hold_tables_only_and_older_drivers_read_them(publish: Publisher, settings: Settings) -> None:
    publish("run1")
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables() order by 1").fetchall()
        assert schemas == [("audit",), ("marts",), ("reference",)]
        assert connection.execute("select count(*) from duckdb_views() where not internal").fetchall() == [(0,)]
        ((tags,),) = connection.execute(
            "select tags from duckdb_databases() where database_name = current_database()"
        ).fetchall()
    assert tags["storage_version"].startswith("v1.0.0")


def test_a_failed_critical_check_leaves_the_published_file_untouched(publish: Publisher, settings: Settings) -> None:
    publish("run1", events=4)
    before = settings.published.read_bytes()
    with pytest.raises(Refused, match="fct_events: dates_are_possible"):
        publish("run2", events=9, checks=(GOOD, RED))
    assert settings.published.read_bytes() == before
    assert (settings.build / "run2.duckdb").exists(), "the refused file stays, to be looked into"


def test_a_warning_is_published_and_listed(publish: Publisher, settings: Settings) -> None:
    publish("run1", checks=(GOOD, AMBER))
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        assert connection.execute("select check_name from audit.checks where not passed").fetchall() == [
            ("no_unit_is_silent",)
        ]


def test_what_was_never_audited_is_not_published(store: ReleaseStore, settings: Settings) -> None:
    make_marts(store.build_file("run1"), events=3)
    with pytest.raises(Refused, match="not audited"):
        store.publish(store.build_file("run1"), "run1")
    with pytest.raises(Refused, match="does not exist"):
        store.publish(store.build_file("run2"), "run2")
    assert not settings.published.exists()


def test_the_last_releases_are_kept_and_the_oldest_goes(publish: Publisher, store: ReleaseStore) -> None:
    for number in range(5):
        publish(f"run{number}", events=number + 1)
    assert [release.run_id for release in store.releases()] == ["run4", "run3", "run2"]


def test_rollback_goes_one_back_or_to_the_named_one(
    publish: Publisher, store: ReleaseStore, settings: Settings
) -> None:
    for number in range(3):
        publish(f"run{number}", events=number + 1)
    assert store.rollback().run_id == "run1"
    assert events_seen(settings) == 2
    assert store.rollback().run_id == "run0"
    assert store.rollback(to="run2").run_id == "run2"
    assert events_seen(settings) == 3
    assert [release.is_current for release in store.releases()] == [True, False, False]


def test_rollback_to_the_current_release_changes_nothing(
    publish: Publisher, store: ReleaseStore, settings: Settings
) -> None:
    release = publish("run1")
    assert store.rollback(to=release.release_id).release_id == release.release_id
    assert not list(settings.home.glob(".incoming*"))


def test_rollback_says_what_there_is_to_go_back_to(publish: Publisher, store: ReleaseStore) -> None:
    release = publish("run1")
    with pytest.raises(NotARelease, match="no release before the current"):
        store.rollback()
    with pytest.raises(NotARelease, match=release.release_id):
        store.rollback(to="20200101")


def test_the_release_rolled_back_to_is_not_pruned(publish: Publisher, store: ReleaseStore) -> None:
    for number in range(3):
        publish(f"run{number}", events=number + 1)
    store.rollback(to="run0")
    publish("run3", events=9)
    assert {"run3", "run2"} <= {release.run_id for release in store.releases()}
    assert store.rollback().run_id == "run2"


def test_a_damaged_release_is_not_published_again(publish: Publisher, store: ReleaseStore, settings: Settings) -> None:
    publish("run1")
    publish("run2", events=7)
    kept = next(release for release in store.releases() if release.run_id == "run1")
    kept.path.chmod(0o644)
    with duckdb.connect(str(kept.path)) as connection:
        connection.execute("delete from marts.fct_events where event_id = 'e0001'")
    with pytest.raises(NotARelease, match="content has changed"):
        store.rollback()
    kept.path.write_bytes(b"not a database")
    with pytest.raises(NotARelease):
        store.rollback()
    assert events_seen(settings) == 7


def test_the_same_bulletins_give_the_same_fingerprint_in_any_order_at_any_time(publish: Publisher) -> None:
    first = publish("run1", events=9, read_at="2024-01-01")
    again = publish("run2", events=9, shuffled=True, read_at="2025-06-30")
    other = publish("run3", events=9, wording="召开大会")
    assert first.fingerprint == again.fingerprint
    changed = {
        table.table
        for table, before in zip(other.tables, first.tables, strict=True)
        if table.content_hash != before.content_hash
    }
    assert changed == {"fct_events"}


def test_release_order_survives_a_clock_that_goes_back(
    publish: Publisher, store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("run1", events=1)
    from datetime import datetime as real

    class Earlier(real):
        @classmethod
        def now(cls, tz: object = None) -> Earlier:
            return cls(2001, 1, 1, tzinfo=tz)  # type: ignore[arg-type]

    monkeypatch.setattr("warehouse.releases.datetime", Earlier)
    publish("run2", events=2)
    assert [release.run_id for release in store.releases()] == ["run2", "run1"]


def test_a_log_left_by_somebody_who_wrote_into_the_old_file_does_no_harm(
    publish: Publisher, settings: Settings
) -> None:
    publish("run1", events=4)
    settings.published.with_name("warehouse.duckdb.wal").write_bytes(b"left behind")
    publish("run2", events=6)
    assert events_seen(settings) == 6


@pytest.mark.parametrize("name", ["../outside", "a/b", "", ".hidden", "x" * 200])
def test_a_run_id_cannot_lead_out_of_the_build_folder(store: ReleaseStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a run id"):
        store.build_file(name)


def test_build_files_of_dead_runs_are_cleared_the_newest_excepted(store: ReleaseStore, settings: Settings) -> None:
    for number in range(3):
        path = store.build_file(f"dead{number}")
        path.write_bytes(b"x")
        os.utime(path, (number, number))
    with store.run("alive"):
        assert [path.name for path in settings.build.iterdir()] == ["dead2.duckdb"]


HOLD = """
import sys, time
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings
with ReleaseStore(Settings(home=sys.argv[1])).run("first"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_says_who_is_at_work_and_leaves(store: ReleaseStore, settings: Settings) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.home)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy, match=rf"run first is under way \(process {holder.pid}"), store.run("second"):
            pytest.fail("two runs at once")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with store.run("second"):
            pass
    finally:
        holder.kill()
        holder.wait()


READ = """
import os, sys, pathlib, duckdb
os.nice(19)  # eight readers without pause leave the publisher its turn
published, stop, holds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3] == "holds"
QUERY = '''
    select
        (select row_count from audit.tables where table_name = 'fct_events'),
        (select count(*) from marts.fct_events),
        (select count(distinct title) from marts.fct_events),
        (select min(title) from marts.fct_events),
        (select run_id from audit.release)
'''
seen, queries, opened = [], 0, 0

def look(connection):
    global queries
    told, counted, wordings, wording, run = connection.execute(QUERY).fetchone()
    if not (told == counted and wordings == 1 and wording == run):
        sys.exit(f"parts of several releases: {told} told, {counted} counted, {wording} in {run}")
    queries += 1
    return run

while not stop.exists():
    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")  # drawn on standard output where a machine is slow
        opened += 1
        run = look(connection)
        if run not in seen:
            seen.append(run)
        for _ in range(20 if holds else 0):
            if look(connection) != run:
                sys.exit("another release in an open connection")
    if opened == 1:
        print("reading", flush=True)
print(queries, *seen)
"""


def test_eight_readers_are_not_disturbed_by_ten_publications_and_a_rollback(
    publish: Publisher, store: ReleaseStore, settings: Settings, tmp_path: Path
) -> None:
    """Half of them open the file for each query, the others go on in one connection; each row names its release."""
    publish("run00", events=3, wording="run00")
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READ, str(settings.published), str(stop), "holds" if number % 2 else "reopens"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(8)
    ]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "reading\n"
        for number in range(1, 11):
            publish(f"run{number:02}", events=3 + number, wording=f"run{number:02}")
        assert store.rollback().run_id == "run09"
    finally:
        stop.touch()
        said = [reader.communicate(timeout=120) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * 8, said
    seen = [out.split()[1:] for out, _ in said]
    assert len({run for runs in seen for run in runs}) > 2, "the releases went by unseen: the test shows nothing"
    assert all(runs[0] == "run00" for runs in seen)


def test_a_killed_publication_leaves_one_release_whole_and_the_next_run_works(tmp_path: Path) -> None:
    """Killed before each thing it does to the file system, one after the other, until it gets through."""
    driver = Path(__file__).with_name("killed_publications.py")
    result = subprocess.run(
        [sys.executable, str(driver), str(tmp_path / "home")],
        capture_output=True,
        text=True,
        timeout=240,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), str(driver.parent)])},
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["killed"] >= 12
    assert told["old"] >= 3, "killed before the new file was in place"
    assert told["new"] >= 3, "killed after it"


def made_by(version: str, path: Path) -> None:
    """Let a released file say that another version of the project made it, and record less about runs than this one."""
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"update audit.runs set project_version = '{version}'")
        connection.execute("alter table audit.runs drop column corpus")


def test_a_release_of_a_version_with_other_tables_is_not_published_again(
    publish: Publisher, store: ReleaseStore, settings: Settings
) -> None:
    for number in range(3):
        publish(f"run{number}", events=number + 1)
    old = next(release for release in store.releases() if release.run_id == "run1")
    made_by("0.0.9", old.path)
    assert [release.is_of_this_version for release in store.releases()] == [True, False, True]
    with pytest.raises(NotARelease, match=r"made by version 0\.0\.9 of the project"):
        store.rollback(to="run1")
    assert events_seen(settings) == 3
    assert store.rollback().run_id == "run0", "the newest that this version can publish"


def test_a_build_goes_on_from_a_release_of_another_version(
    publish: Publisher, store: ReleaseStore, settings: Settings
) -> None:
    publish("run1", events=4)
    made_by("0.0.9", settings.published)
    current = store.current()
    assert current is not None and not current.is_of_this_version
    publish("run2", events=5)
    with duckdb.connect(str(settings.published), read_only=True) as connection:
        runs = connection.execute("select run_id, project_version from audit.runs order by 1").fetchall()
    assert runs == [("run1", "0.0.9"), ("run2", "")]


def test_a_damaged_published_file_stops_neither_rollback_nor_the_next_publication(
    publish: Publisher, store: ReleaseStore, settings: Settings
) -> None:
    for number in range(1, 4):
        publish(f"run{number}", events=number)
    settings.published.chmod(0o644)
    settings.published.write_bytes(b"damaged")
    assert store.current() is None
    assert store.rollback().run_id == "run2"
    settings.published.chmod(0o644)
    settings.published.write_bytes(b"damaged")
    publish("run4", events=9)
    assert events_seen(settings) == 9
