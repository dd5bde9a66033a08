"""The staging folder keeps what was parsed, whatever moment a run is stopped at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion import staging as staging_module
from ingestion.schemas import TABLES, SchemaError, empty
from ingestion.staging import Staging, StagingBusy


def documents(ids: Iterable[str], version: str | None = None) -> pl.DataFrame:
    rows = [
        {
            "document_id": name,
            "source_uri": f"{name}.txt",
            "media_type": "text/plain",
            "encoding": "utf-8",
            "size_bytes": 3,
            "text": name * 3,
            "char_count": 3,
            "parser_version": version,
            "ingested_at": datetime(2024, 1, 9, tzinfo=UTC),
        }
        for name in ids
    ]
    return pl.DataFrame(rows, schema=empty("documents").schema)


def parsed(ids: Iterable[str], version: str = "1") -> dict[str, pl.DataFrame]:
    """Tables of documents with one region each."""
    ids = list(ids)
    regions = pl.DataFrame(
        {"document_id": ids, "region": ["header"] * len(ids), "char_start": [0] * len(ids), "char_end": [3] * len(ids)},
        schema=empty("regions").schema,
    )
    return {**{name: empty(name) for name in TABLES}, "documents": documents(ids, version), "regions": regions}


def contents(staging: Staging) -> dict[str, list[str]]:
    """The documents of each table, sorted: what dbt would see."""
    return {name: sorted(staging.table(name)["document_id"]) for name in ("documents", "regions")}


def holding(staging: Staging, document_id: str) -> list[str]:
    """The batches that hold a document."""
    return [batch for batch in staging.batches() if document_id in set(staging.batch_documents(batch)["document_id"])]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "staging")


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


class TestStore:
    def test_a_fresh_store_has_every_table_for_dbt(self, staging: Staging) -> None:
        with staging.held():
            pass
        for name in TABLES:
            found = pl.read_parquet(staging.batches_path / "*" / f"{name}.parquet")
            assert found.schema == empty(name).schema
        assert staging.files().is_empty()
        assert staging.batches() == []

    def test_documents_wait_then_settle_in_one_batch(self, staging: Staging) -> None:
        with staging.held():
            staging.add_arrivals(documents("ba"))
            assert staging.documents()["parser_version"].to_list() == [None, None]
            [chunk] = staging.arrivals()
            assert staging.arrival(chunk)["document_id"].to_list() == ["a", "b"]
            staging.settle(chunk, parsed("ab"))
        assert staging.arrivals() == []
        assert contents(staging) == {"documents": ["a", "b"], "regions": ["a", "b"]}
        assert staging.row_counts()["regions"] == 2
        assert staging.not_understood()["document_id"].to_list() == ["a", "b"]

    def test_the_same_documents_make_the_same_bytes(self, tmp_path: Path) -> None:
        written = []
        for name in ("one", "two"):
            staging = Staging(tmp_path / name)
            with staging.held():
                staging.replace([], parsed("ab"))
            written.append(
                {path.relative_to(staging.path): path.read_bytes() for path in staging.path.rglob("*.parquet")}
            )
        assert written[0] == written[1]

    def test_a_document_read_anew_takes_the_old_one_s_place(self, staging: Staging) -> None:
        with staging.held():
            staging.replace([], parsed("abc"))
            staging.add_arrivals(documents("b").with_columns(source_uri=pl.lit("moved.txt")))
            moved = staging.documents().filter(pl.col("document_id") == "b")
            assert moved["source_uri"].to_list() == ["moved.txt"]
            staging.add_arrivals(documents("bd"))
            [chunk] = staging.arrivals()
            staging.settle(chunk, parsed("bd"))
        assert contents(staging) == {"documents": ["a", "b", "c", "d"], "regions": ["a", "b", "c", "d"]}

    def test_removed_documents_take_their_rows_along(self, staging: Staging) -> None:
        with staging.held():
            staging.replace([], parsed("abc"))
            staging.replace([], parsed("d"))
            staging.add_arrivals(documents("ef"))
            staging.add_arrivals(documents("g"))
            staging.remove({"b", "d", "e", "g", "unknown"})
            assert staging.documents()["document_id"].to_list() == ["a", "c", "f"]
            assert len(staging.batches()) == 1
        assert contents(staging) == {"documents": ["a", "c"], "regions": ["a", "c"]}

    def test_tables_of_another_form_are_not_written(self, staging: Staging) -> None:
        tables = parsed("a")
        tables["regions"] = tables["regions"].rename({"region": "area"})
        with staging.held(), pytest.raises(SchemaError, match="regions"):
            staging.replace([], tables)
        assert contents(staging) == {"documents": [], "regions": []}

    def test_batches_of_another_parser_are_told(self, staging: Staging) -> None:
        with staging.held():
            old = staging.replace([], parsed("a", "1"))
            staging.replace([], parsed("b", "2"))
        assert staging.outdated("2") == [old]

    def test_a_batch_with_other_columns_is_parsed_again(self, staging: Staging) -> None:
        with staging.held():
            batch = staging.replace([], parsed("a"))
            assert batch is not None
            path = staging.batches_path / batch / "events.parquet"
            pl.read_parquet(path).drop("status").write_parquet(path)
        assert staging.outdated("1") == [batch]

    def test_many_small_batches_are_merged_within_bounds(
        self, staging: Staging, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(staging_module, "CHUNK_DOCUMENTS", 20)
        names = [f"{number:02}" for number in range(30)]
        with staging.held():
            staging.replace([], parsed(f"large {number}" for number in range(5)))
            for name in names[:15]:
                staging.replace([], parsed([name]))
            assert staging.compact() == 0
            for name in names[15:]:
                staging.replace([], parsed([name]))
            assert staging.compact() == 30
        assert len(staging.batches()) == 3
        assert contents(staging)["regions"] == sorted([*names, *(f"large {number}" for number in range(5))])


class TestHealing:
    CHANGES: tuple[Callable[[Staging], object], ...] = (
        lambda staging: staging.settle(staging.arrivals()[0], parsed("xa")),
        lambda staging: staging.remove({"a", "c"}),
        lambda staging: staging.replace(staging.batches(), parsed("abcd", "2")),
        lambda staging: staging.replace(holding(staging, "a"), None),
        lambda staging: staging.write_files(empty("files")),
        lambda staging: staging.set_reader_version("2"),
    )

    @pytest.mark.parametrize("change", CHANGES)
    def test_a_change_stopped_at_any_moment_is_whole_or_can_be_done_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Staging], object]
    ) -> None:
        """Stopped before each of its renames and removals in turn, and then repeated, a change has its full effect."""

        def prepared(name: str) -> Staging:
            staging = Staging(tmp_path / name)
            with staging.held():
                staging.replace([], parsed("ab"))
                staging.replace([], parsed("cd"))
                staging.add_arrivals(documents("xa"))
            return staging

        undisturbed = prepared("undisturbed")
        with undisturbed.held():
            change(undisturbed)
        wanted = contents(undisturbed)
        for allowed in range(20):
            staging = prepared(f"stopped {allowed}")
            with monkeypatch.context() as patched:
                stop_after(patched, allowed)
                try:
                    with staging.held():
                        change(staging)
                    finished = True
                except Killed:
                    finished = False
            with staging.held():
                found = contents(staging)
                assert len(found["documents"]) == len(set(found["documents"]))
                assert found["documents"] == found["regions"]
                assert list((staging.path / "retired").iterdir()) == []
                assert list((staging.path / "work").iterdir()) == []
                if found != wanted:
                    change(staging)
            assert contents(staging) == wanted
            if finished:
                return
        pytest.fail("the change never came to its end")

    def test_half_a_document_table_makes_its_documents_unknown(self, staging: Staging) -> None:
        with staging.held():
            batch = staging.replace([], parsed("a"))
            staging.add_arrivals(documents("b"))
            assert batch is not None
        for path in (staging.batches_path / batch / "documents.parquet", *(staging.path / "arrivals").iterdir()):
            path.write_bytes(path.read_bytes()[:50])
        with staging.held():
            assert staging.documents().is_empty()
        assert contents(staging) == {"documents": [], "regions": []}

    def test_a_damaged_list_of_files_counts_as_none(self, staging: Staging) -> None:
        with staging.held():
            staging.files_path.write_bytes(b"PAR1")
        assert staging.files().is_empty()

    def test_a_full_disk_leaves_what_was_there(self, staging: Staging, monkeypatch: pytest.MonkeyPatch) -> None:
        with staging.held():
            batch = staging.replace([], parsed("ab"))
            assert batch is not None

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with staging.held(), pytest.raises(OSError, match="No space"):
                staging.replace([batch], parsed("abc"))
        with staging.held():
            assert contents(staging)["documents"] == ["a", "b"]

    def test_a_killed_update_is_completed_by_the_next_one(self, tmp_path: Path) -> None:
        """With SIGKILL, before some effects on the file system or, where KILL_STRIDE is 1, before each of them."""
        driver = Path(__file__).with_name("killed_refreshes.py")
        stride = os.environ.get("KILL_STRIDE", "37")
        result = subprocess.run(
            [sys.executable, str(driver), str(tmp_path / "trial"), "--stride", stride],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        told = json.loads(result.stdout.splitlines()[-1])
        assert told["effects"] > 250, "the update has not much to do any more: this test shows less than it says"
        assert told["killed"] >= told["effects"] // int(stride)


def stop_after(patched: pytest.MonkeyPatch, allowed: int) -> None:
    """Let so many renames, replacements and removals happen, then stop as a kill would."""
    left = [allowed]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return real(*args, **kwargs)

        return call

    patched.setattr(os, "rename", counted(os.rename))
    patched.setattr(os, "replace", counted(os.replace))
    patched.setattr(staging_module.shutil, "rmtree", counted(staging_module.shutil.rmtree))
    patched.setattr(Path, "unlink", counted(Path.unlink))
    patched.setattr(Path, "replace", counted(Path.replace))


class TestLock:
    def test_a_second_process_is_told_and_leaves(self, staging: Staging) -> None:
        script = f"from ingestion.staging import Staging\nwith Staging({str(staging.path)!r}).held(): pass"
        command = [sys.executable, "-c", script]
        root = Path(__file__).parents[2]
        with staging.held():
            second = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert f"StagingBusy: another run (process {os.getpid()})" in second.stderr
        assert subprocess.run(command, cwd=root, check=False).returncode == 0

    def test_the_same_process_is_told_too(self, staging: Staging) -> None:
        with staging.held(), pytest.raises(StagingBusy, match="another run"), staging.held():
            pass
        with staging.held():
            pass
