"""Only what changed is read and parsed, nothing is lost, and one bad file never ends a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import polars as pl
import pytest

from ingestion import readers, refresh
from ingestion.refresh import IngestReport, ParseReport, Rejection
from ingestion.schemas import TABLES, SchemaError, empty
from ingestion.sources import Source, SourceFile, SourceUnreachable, Unobtainable, open_source
from ingestion.staging import Staging, StagingBusy

ROOT = Path(__file__).resolve().parents[2]
NOTHING = {name: empty(name) for name in TABLES if name != "documents"}


def parse_documents(given: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """A parser that takes a document's first line for its series, and breaks down where a text says so."""
    if given["text"].str.contains("broken").any():
        raise RuntimeError("cannot go on")
    bulletins = given.filter(pl.col("text").str.contains("简报"))
    values = {
        "document_id": pl.col("document_id"),
        "issue_key": pl.col("document_id"),
        "series": pl.col("text").str.split("\n").list.first(),
    }
    issues = bulletins.select(
        values.get(name, pl.lit(None, dtype)).alias(name) for name, dtype in empty("issues").schema.items()
    )
    return {**NOTHING, "issues": issues}


def parses_nothing(given: pl.DataFrame) -> dict[str, pl.DataFrame]:
    raise AssertionError("there is nothing to parse")


def parse(staging: Staging, version: str = "1", **options: object) -> ParseReport:
    return refresh.parse(
        staging, parse_documents=options.pop("parser", parse_documents), parser_version=version, **options
    )


def state(staging: Staging) -> dict[str, object]:
    """Everything that staging tells dbt, the time of reading left out."""
    return {
        "files": staging.files().rows(),
        **{
            name: staging.table(name).drop("ingested_at", strict=False).sort(pl.all().exclude(pl.List)).rows()
            for name in TABLES
        },
    }


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "staging")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("简报 第1期\n文")
    (folder / "b.md").write_text("# 简报 第2期\n文")
    (folder / "c.txt").write_text("购物单")
    return folder


@pytest.fixture
def ingest(staging: Staging, folder: Path) -> Callable[[], IngestReport]:
    return lambda: refresh.ingest([open_source(folder)], staging)


class TestIncrements:
    def test_a_first_run_reads_and_parses_everything(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport]
    ) -> None:
        before = datetime.now(UTC) - timedelta(seconds=1)
        found = ingest()
        assert (found.found, found.read, found.new, found.unchanged, found.removed) == (3, 3, 3, 0, 0)
        done = parse(staging)
        assert (done.parsed, done.reparsed, done.not_understood, done.parser_version) == (3, 0, 1, "1")
        assert (done.rows["documents"], done.rows["issues"]) == (3, 2)
        assert staging.not_understood()["source_uri"].to_list() == [f"{folder}/c.txt"]
        documents = staging.table("documents").sort("source_uri")
        assert documents["text"][0] == "简报 第1期\n文"
        assert documents["char_count"][0] == 8
        assert documents["media_type"].to_list() == ["text/plain", "text/markdown", "text/plain"]
        assert before < documents["ingested_at"].min() <= datetime.now(UTC)

    def test_a_second_run_reads_and_parses_nothing(
        self, staging: Staging, ingest: Callable[[], IngestReport], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ingest()
        parse(staging)
        before = state(staging)
        monkeypatch.setattr("ingestion.readers.confined.read", None)
        found = ingest()
        done = parse(staging, parser=parses_nothing)
        assert (found.read, found.new, found.unchanged, done.parsed, done.reparsed, done.failures) == (
            0,
            0,
            3,
            0,
            0,
            [],
        )
        assert state(staging) == before

    def test_files_added_changed_and_removed_are_taken_up(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport]
    ) -> None:
        ingest()
        parse(staging)
        (folder / "d.txt").write_text("简报 第4期")
        (folder / "a.txt").write_text("简报 第1期 更正")
        (folder / "c.txt").unlink()
        found = ingest()
        assert (found.read, found.new, found.unchanged, found.removed) == (2, 2, 1, 2)
        done = parse(staging)
        assert (done.parsed, done.rows["documents"], done.not_understood) == (2, 3, 0)
        assert sorted(staging.table("issues")["series"]) == ["# 简报 第2期", "简报 第1期 更正", "简报 第4期"]
        assert len(staging.files()) == 3

    def test_another_version_of_the_parser_parses_everything_again_without_reading_it(
        self, staging: Staging, ingest: Callable[[], IngestReport]
    ) -> None:
        ingest()
        parse(staging)
        done = parse(staging, "2")
        assert (done.parsed, done.reparsed, done.rows["issues"]) == (0, 3, 2)
        assert set(staging.table("documents")["parser_version"]) == {"2"}

    def test_other_readers_read_everything_again(
        self, staging: Staging, ingest: Callable[[], IngestReport], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ingest()
        parse(staging)
        before = state(staging)
        monkeypatch.setattr(refresh, "READERS_VERSION", f"{readers.READERS_VERSION} and one")
        found = ingest()
        assert (found.read, found.new, found.unchanged) == (3, 0, 0)
        assert parse(staging).parsed == 3
        assert state(staging) == before
        assert ingest().read == 0

    def test_a_moved_file_is_read_anew_under_its_new_address(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport]
    ) -> None:
        ingest()
        parse(staging)
        (folder / "a.txt").rename(folder / "z.md")
        found = ingest()
        parse(staging)
        assert (found.read, found.new, found.removed) == (1, 0, 0)
        moved = staging.table("documents").filter(pl.col("source_uri") == f"{folder}/z.md")
        assert moved["media_type"].to_list() == ["text/markdown"]

    def test_many_small_increments_end_as_one_large_run_does(
        self, tmp_path: Path, folder: Path, staging: Staging, ingest: Callable[[], IngestReport]
    ) -> None:
        for number in range(20):
            (folder / f"{number}.txt").write_text(f"简报 第{number}期")
            ingest()
            parse(staging)
        at_once = Staging(tmp_path / "at once")
        refresh.ingest([open_source(folder)], at_once)
        parse(at_once)
        assert state(staging) == state(at_once)
        assert len(staging.batches()) < 16

    def test_progress_is_told(self, staging: Staging, folder: Path) -> None:
        told: list[tuple[int, int]] = []
        refresh.ingest([open_source(folder)], staging, lambda done, total: told.append((done, total)))
        parse(staging, progress=lambda done, total: told.append((done, total)))
        assert told == [(1, 3), (2, 3), (3, 3), (3, 3)]


class TestFiles:
    def test_the_same_bytes_twice_are_one_document(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport]
    ) -> None:
        (folder / "0 copy.txt").write_text("简报 第1期\n文")
        found = ingest()
        parse(staging)
        assert (found.found, found.new, found.duplicates) == (4, 3, 1)
        copies = staging.files().filter(pl.col("document_id") == staging.files()["document_id"][0])
        assert copies["outcome"].to_list() == ["read", "duplicate"]
        assert ingest().duplicates == 1
        assert staging.row_counts()["documents"] == 3

    def test_which_of_two_copies_is_the_document_does_not_depend_on_the_order_of_sources(
        self, tmp_path: Path, folder: Path
    ) -> None:
        (tmp_path / "more").mkdir()
        (tmp_path / "more/a.md").write_text("简报 第1期\n文")
        sources = [open_source(folder), open_source(tmp_path / "more"), open_source(folder / "a.txt")]
        states = []
        for number, order in enumerate((sources, sources[::-1])):
            staging = Staging(tmp_path / f"staging {number}")
            refresh.ingest(order, staging)
            parse(staging)
            states.append(state(staging))
        assert states[0] == states[1]

    def test_every_file_found_is_accounted_for_with_a_reason(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport]
    ) -> None:
        (folder / "d.pdf").write_bytes(b"%PDF-1.7 cut off")
        (folder / "e.jpg").write_bytes(b"\xff\xd8\xff\xe0")
        os.mkfifo(folder / "f.txt")
        (folder / "g.zip").write_bytes(b"no archive")
        with zipfile.ZipFile(folder / "h.zip", "w") as archive:
            archive.writestr("i.txt", "简报 第9期")
        found = ingest()
        assert (found.found, found.read, len(found.rejected)) == (8, 4, 4)
        rejected = staging.files().filter(pl.col("outcome") == "rejected")
        assert rejected["source_uri"].to_list() == [f"{folder}/{name}" for name in ("d.pdf", "e.jpg", "f.txt", "g.zip")]
        assert rejected["reason"].null_count() == 0
        assert rejected["document_id"].is_null().to_list() == [False, False, True, True]
        assert f"{folder}/h.zip!i.txt" in staging.files()["source_uri"]

    def test_a_rejected_file_is_not_tried_again_until_it_changes(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "d.pdf").write_bytes(b"%PDF-1.7 cut off")
        first = ingest()
        with monkeypatch.context() as patched:
            patched.setattr("ingestion.readers.confined.ConfinedReader.read", None)
            assert ingest().rejected == first.rejected
        (folder / "d.pdf").write_text("简报 第5期")
        assert "no PDF" in ingest().rejected[0].reason

    def test_a_document_on_which_the_parser_breaks_down_is_named_and_the_others_parsed(
        self, staging: Staging, folder: Path, ingest: Callable[[], IngestReport]
    ) -> None:
        (folder / "bad.txt").write_text("简报 broken")
        ingest()
        done = parse(staging)
        assert done.failures == [Rejection(f"{folder}/bad.txt", "the parser broke down: RuntimeError: cannot go on")]
        assert (done.rows["documents"], done.rows["issues"], done.not_understood) == (4, 2, 2)

    def test_tables_of_another_form_are_no_document_s_fault(
        self, staging: Staging, ingest: Callable[[], IngestReport]
    ) -> None:
        ingest()
        with pytest.raises(SchemaError):
            parse(staging, parser=lambda given: {**NOTHING, "issues": pl.DataFrame({"x": [1]})})
        assert parse(staging).parsed == 3


class OneSource:
    """A source of given files, which can be out of reach."""

    uri = "test://"

    def __init__(self, files: dict[str, bytes | Unobtainable], fault: SourceUnreachable | None = None) -> None:
        self._files = files
        self._fault = fault
        self.closed = False

    def files(self) -> Iterator[SourceFile]:
        for name, data in self._files.items():
            yield SourceFile(self.uri + name, name, lambda data=data: self._read(data))
        if self._fault:
            raise self._fault

    @staticmethod
    def _read(data: bytes | Unobtainable) -> bytes:
        if isinstance(data, Unobtainable):
            raise data
        return data

    def covers(self, uri: str) -> bool:
        return uri.startswith(self.uri)

    def close(self) -> None:
        self.closed = True


class TestOutOfReach:
    ALL: ClassVar[dict[str, bytes | Unobtainable]] = {"a.txt": "简报 第7期".encode(), "b.txt": "简报 第8期".encode()}
    DOWN = SourceUnreachable("test://", "the server did not answer in time", passing=True)

    def ingest(self, staging: Staging, *sources: Source, **options: object) -> IngestReport:
        report = refresh.ingest(sources, staging, **options)
        parse(staging)
        return report

    def test_a_source_out_of_reach_is_reported_and_the_run_goes_on(self, staging: Staging, folder: Path) -> None:
        report = self.ingest(staging, open_source(folder / "gone"), open_source(folder))
        assert report.rejected == [Rejection(f"{folder}/gone", "there is no such file or folder")]
        assert (report.found, report.read) == (4, 3)

    def test_what_is_known_from_a_source_out_of_reach_stays(self, staging: Staging, folder: Path) -> None:
        self.ingest(staging, OneSource(self.ALL), open_source(folder))
        before = staging.table("documents").sort("document_id")
        report = self.ingest(staging, OneSource({}, self.DOWN), open_source(folder))
        assert [kept.uri for kept in report.kept] == ["test://a.txt", "test://b.txt"]
        assert (report.removed, report.unchanged, report.found) == (0, 3, 6)
        assert staging.table("documents").sort("document_id").equals(before)
        self.ingest(staging, OneSource({"a.txt": self.ALL["a.txt"]}, self.DOWN), open_source(folder))
        assert staging.table("documents").sort("document_id").equals(before)

    def test_a_source_named_twice_is_reported_once(self, staging: Staging, folder: Path) -> None:
        self.ingest(staging, open_source(folder / "a.txt"), open_source(folder / "gone"), open_source(folder / "gone"))
        (folder / "a.txt").unlink()
        report = self.ingest(staging, open_source(folder / "a.txt"), open_source(folder / "gone"))
        assert (len(report.kept), len(report.rejected)) == (1, 1)
        assert staging.files()["source_uri"].is_unique().all()

    def test_a_source_no_longer_named_takes_its_documents_along(self, staging: Staging, folder: Path) -> None:
        self.ingest(staging, OneSource(self.ALL), open_source(folder))
        assert self.ingest(staging, open_source(folder)).removed == 2

    def test_a_file_out_of_reach_for_now_stays_and_one_that_is_gone_goes(self, staging: Staging) -> None:
        self.ingest(staging, OneSource(self.ALL))
        busy, gone = Unobtainable("the server answers 503", passing=True), Unobtainable("the server answers 404")
        report = self.ingest(staging, OneSource({"a.txt": busy, "b.txt": gone, "c.txt": busy}))
        assert [kept.uri for kept in report.kept] == ["test://a.txt"]
        assert [rejection.uri for rejection in report.rejected] == ["test://b.txt", "test://c.txt"]
        assert staging.table("documents")["source_uri"].to_list() == ["test://a.txt"]

    def test_an_orchestrator_may_have_it_raised_to_try_again(self, staging: Staging) -> None:
        self.ingest(staging, OneSource(self.ALL))
        source = OneSource({}, self.DOWN)
        with pytest.raises(SourceUnreachable, match="in time"):
            self.ingest(staging, source, on_unreachable="raise")
        assert source.closed
        assert len(staging.files()) == 2

    def test_what_no_further_attempt_can_mend_is_recorded_even_then(self, staging: Staging, folder: Path) -> None:
        report = self.ingest(staging, open_source(folder / "gone"), on_unreachable="raise")
        assert len(report.rejected) == 1


class TestInterruptions:
    def test_what_was_read_before_a_kill_is_not_read_again(
        self, tmp_path: Path, staging: Staging, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(refresh, "CHUNK_DOCUMENTS", 2)

        class Killed(BaseException):
            pass

        def stop(done: int, total: int) -> None:
            if done == 3:
                raise Killed

        with pytest.raises(Killed):
            refresh.ingest([open_source(folder)], staging, stop)
        report = refresh.ingest([open_source(folder)], staging)
        assert report.unchanged + report.read == 3
        parse(staging)
        undisturbed = Staging(tmp_path / "undisturbed")
        refresh.ingest([open_source(folder)], undisturbed)
        parse(undisturbed)
        assert state(staging) == state(undisturbed)

    def test_two_runs_at_once_are_kept_apart(self, staging: Staging, folder: Path) -> None:
        with staging.held():
            with pytest.raises(StagingBusy):
                refresh.ingest([open_source(folder)], staging)
            with pytest.raises(StagingBusy):
                parse(staging)


def slow_to_break(given: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Ends its process, unless that is the test's own."""
    if os.getpid() != int(os.environ["FANGZHI_TEST_PROCESS"]):
        time.sleep(0.05)
        os._exit(1)
    return parse_documents(given)


class TestWorkers:
    @pytest.fixture
    def many(self, tmp_path: Path) -> Path:
        folder = tmp_path / "many"
        folder.mkdir()
        for number in range(30):
            (folder / f"{number:02}.txt").write_text(f"简报 第{number}期" + (" broken" if number == 7 else ""))
        return folder

    def test_the_result_does_not_depend_on_their_number(
        self, tmp_path: Path, many: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(refresh, "SLICE_DOCUMENTS", 4)
        states, failures = [], []
        for workers in (1, 2):
            staging = Staging(tmp_path / f"{workers}")
            refresh.ingest([open_source(many)], staging)
            failures.append(parse(staging, workers=workers).failures)
            states.append(state(staging))
        assert states[0] == states[1]
        assert failures[0] == failures[1]
        assert len(failures[0]) == 1

    def test_a_worker_that_dies_does_not_end_the_run(
        self, staging: Staging, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FANGZHI_TEST_PROCESS", str(os.getpid()))
        refresh.ingest([open_source(folder)], staging)
        assert parse(staging, workers=2, parser=slow_to_break).rows["issues"] == 2

    def test_workers_end_with_the_run_that_was_killed(self) -> None:
        script = (
            "import os, signal\n"
            "from concurrent.futures import ProcessPoolExecutor\n"
            "from multiprocessing import get_context\n"
            "from ingestion.refresh import end_with_parent\n"
            "pool = ProcessPoolExecutor(1, mp_context=get_context('spawn'), initializer=end_with_parent)\n"
            "print(pool.submit(os.getppid).result() == os.getpid(), flush=True)\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        # Its output ends once the last process that holds it has ended.
        ended = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=120, check=False
        )
        assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "True\n")

    def test_portions_are_bounded_in_number_and_length(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(refresh, "SLICE_DOCUMENTS", 3)
        monkeypatch.setattr(refresh, "SLICE_BYTES", 300)
        lengths = [1, 1, 1, 1, 200, 1, 99, 1]
        frame = pl.DataFrame({"char_count": lengths})
        assert [part["char_count"].to_list() for part in refresh.slices(frame)] == [[1, 1, 1], [1], [200], [1, 99], [1]]
        assert list(refresh.slices(frame.clear())) == []
