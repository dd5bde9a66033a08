"""The staging store: what was read and parsed, as Parquet files that dbt takes up.

Layout below its folder::

    files.parquet               every file found in the last run (schemas.FILES)
    arrivals/<id>.parquet       documents read but not yet parsed, in bounded chunks
    batches/<id>/<table>.parquet  parsed batches, one file a table of schemas.TABLES, never changed once there
    work/, retired/             half-written and replaced batches, swept by the next run

A document lies in one batch. A batch appears by one rename; where it takes other batches' place, these are first
renamed to ``retired/<old>~<new>``, so that whatever moment a run is killed at, the next one can tell which to keep.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from ingestion.schemas import TABLES, conform, empty

CHUNK_DOCUMENTS = 2_000
CHUNK_BYTES = 32 * 1024 * 1024
SMALL_BATCHES = 16
"""So many batches below a quarter of a chunk are merged."""

Tables = Mapping[str, pl.DataFrame]

_EMPTY_BATCH = "0000-empty"
_KNOWN = ("document_id", "source_uri", "media_type", "size_bytes")


class StagingBusy(RuntimeError):
    """Another process is working on the same staging folder."""


class Staging:
    """A staging folder. Everything that changes it happens within ``with staging.held():``."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.files_path = self.path / "files.parquet"
        self.batches_path = self.path / "batches"
        self._arrivals = self.path / "arrivals"
        self._work = self.path / "work"
        self._retired = self.path / "retired"
        self._known_ids: dict[str, frozenset[str]] = {}

    @contextmanager
    def held(self) -> Iterator[Staging]:
        """Keep other processes out, after mending what a killed run left behind; StagingBusy where one is in."""
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / ".lock", "a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip()
                raise StagingBusy(
                    f"another run (process {holder or 'unknown'}) is working on {self.path}; wait for it to end"
                ) from None
            lock.seek(0)
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
            self._mend()
            yield self

    def files(self) -> pl.DataFrame:
        """The files of the last run; none before the first."""
        try:
            return conform("files", pl.read_parquet(self.files_path, glob=False))
        except (FileNotFoundError, PolarsError, TypeError):
            return empty("files")

    def write_files(self, files: pl.DataFrame) -> None:
        """Replace the list of files."""
        self._write(conform("files", files), self.files_path)

    def documents(self) -> pl.DataFrame:
        """Known documents without their texts, waiting ones included.

        Columns document_id, source_uri, media_type, size_bytes, parser_version (null: not yet parsed).
        """
        columns = [*_KNOWN, "parser_version"]
        frames = [
            pl.read_parquet(path, columns=columns, glob=False)
            for path in [*self._arrival_paths(), *self._batch_paths("documents")]
        ]
        found = pl.concat(frames) if frames else empty("documents").select(columns)
        return found.unique("document_id", keep="first", maintain_order=True).sort("document_id")

    def table(self, name: str) -> pl.DataFrame:
        """All rows of one table, parsed batches only."""
        return conform(name, pl.concat([pl.read_parquet(path, glob=False) for path in self._batch_paths(name)]))

    def row_counts(self) -> dict[str, int]:
        """Rows of each table, read from the files' footers."""
        return {
            name: sum(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item() for path in paths)
            for name in TABLES
            for paths in [self._batch_paths(name)]
        }

    def not_understood(self) -> pl.DataFrame:
        """Parsed documents in which no bulletin was recognised: document_id, source_uri."""
        ids = [self._column(path, "document_id") for path in self._batch_paths("issues")]
        understood = pl.concat(ids) if ids else empty("issues").select("document_id")
        frames = [
            pl.read_parquet(path, columns=["document_id", "source_uri"], glob=False)
            for path in self._batch_paths("documents")
        ]
        known = pl.concat(frames) if frames else empty("documents").select("document_id", "source_uri")
        return known.join(understood, on="document_id", how="anti").sort("source_uri")

    def add_arrivals(self, documents: pl.DataFrame) -> None:
        """Keep documents that were read until they are parsed; what waits under the same ids already is dropped."""
        documents = conform("documents", documents).sort("document_id")
        self._drop_arrivals(set(documents["document_id"]))
        self._write_arrivals(documents)

    def _write_arrivals(self, documents: pl.DataFrame) -> None:
        self._write(documents, self._arrivals / f"{_fingerprint(documents)}.parquet")

    def _drop_arrivals(self, ids: set[str]) -> None:
        for path in self._arrival_paths():
            if ids.isdisjoint(self._ids(path.stem, path)):
                continue
            kept = pl.read_parquet(path, glob=False).filter(~pl.col("document_id").is_in(ids))
            if not kept.is_empty():
                self._write_arrivals(kept)
            path.unlink()

    def arrivals(self) -> list[str]:
        """The chunks of documents that wait to be parsed."""
        return [path.stem for path in self._arrival_paths()]

    def arrival(self, chunk: str) -> pl.DataFrame:
        """One chunk's documents."""
        return conform("documents", pl.read_parquet(self._arrivals / f"{chunk}.parquet", glob=False))

    def settle(self, chunk: str, tables: Tables) -> None:
        """Put a chunk's parsed tables in place, instead of what was known of its documents before."""
        ids = set(tables["documents"]["document_id"])
        successor = _batch_id(tables["documents"])
        for batch in self.batches():
            if batch != successor and not ids.isdisjoint(self._batch_ids(batch)):
                self._without(batch, ids)
        self.replace([successor] if (self.batches_path / successor).exists() else [], tables)
        (self._arrivals / f"{chunk}.parquet").unlink()

    def batches(self) -> list[str]:
        """The parsed batches' ids, the standing empty one left out."""
        return sorted(path.name for path in self._batch_folders() if path.name != _EMPTY_BATCH)

    def outdated(self, parser_version: str) -> list[str]:
        """Batches written by another version of the parser, or for other tables than today's."""
        return [
            batch
            for batch in self.batches()
            if set(self._column(self._table_path(batch, "documents"), "parser_version")["parser_version"])
            != {parser_version}
            or not all(self._is_current(batch, table) for table in TABLES)
        ]

    def batch_documents(self, batch: str) -> pl.DataFrame:
        """One batch's documents with their texts."""
        return conform("documents", pl.read_parquet(self._table_path(batch, "documents"), glob=False))

    def replace(self, old: Sequence[str], tables: Tables | None) -> str | None:
        """Put a new batch in the place of old ones, all at once; None only removes them. Returns the new one's id."""
        new = None if tables is None or tables["documents"].is_empty() else _batch_id(tables["documents"])
        if new is not None and tables is not None:
            folder = self._work / new
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in TABLES:
                _write_parquet(conform(name, tables[name]), folder / f"{name}.parquet")
            _settle_on_disk(folder)
        self._retired.mkdir(exist_ok=True)
        for batch in old:
            os.rename(self.batches_path / batch, self._retired / f"{batch}~{new or ''}")
        if new is not None:
            os.rename(self._work / new, self.batches_path / new)
            _settle_on_disk(self.batches_path)
        self._sweep_retired()
        return new

    def remove(self, document_ids: Collection[str]) -> None:
        """Take documents out, with every row that was read from them."""
        ids = set(document_ids)
        if not ids:
            return
        self._drop_arrivals(ids)
        for batch in self.batches():
            if not ids.isdisjoint(self._batch_ids(batch)):
                self._without(batch, ids)

    def compact(self) -> int:
        """Merge small batches where there are many; returns how many went into others."""
        sizes = {batch: self._batch_size(batch) for batch in self.batches()}
        small = [
            batch for batch, (rows, size) in sizes.items() if rows < CHUNK_DOCUMENTS // 4 and size < CHUNK_BYTES // 4
        ]
        if len(small) < SMALL_BATCHES:
            return 0
        merged = 0
        for group in _grouped(small, sizes):
            if len(group) > 1:
                self.replace(group, self._merged(group))
                merged += len(group)
        return merged

    def reader_version(self) -> str | None:
        """The version of the readers that read what is here."""
        try:
            return (self.path / "readers").read_text("utf-8")
        except FileNotFoundError:
            return None

    def set_reader_version(self, version: str) -> None:
        """Note the readers' version, once everything was read with it."""
        self._work.mkdir(exist_ok=True)
        half_written = self._work / "readers"
        half_written.write_text(version, "utf-8")
        half_written.replace(self.path / "readers")

    def _mend(self) -> None:
        for folder in (self.batches_path, self._arrivals, self._work, self._retired):
            folder.mkdir(exist_ok=True)
        self._sweep_retired()
        for leftover in self._work.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        for path in self._arrival_paths():
            if _schema(path) != empty("documents").schema:
                path.unlink()  # its documents count as unknown again, and are read anew
        for batch in self.batches():
            if not self._is_current(batch, "documents"):
                self.replace([batch], None)
        if not all(self._is_current(_EMPTY_BATCH, table) for table in TABLES):
            self._write_empty_batch()
        if not self.files_path.exists():
            self.write_files(empty("files"))

    def _sweep_retired(self) -> None:
        for retired in sorted(self._retired.iterdir()):
            old, _, new = retired.name.partition("~")
            if new and not (self.batches_path / new).exists():
                os.rename(retired, self.batches_path / old)
            else:
                shutil.rmtree(retired)

    def _write_empty_batch(self) -> None:
        folder = self._work / _EMPTY_BATCH
        folder.mkdir()
        for name in TABLES:
            _write_parquet(empty(name), folder / f"{name}.parquet")
        shutil.rmtree(self.batches_path / _EMPTY_BATCH, ignore_errors=True)
        os.rename(folder, self.batches_path / _EMPTY_BATCH)

    def _without(self, batch: str, ids: set[str]) -> None:
        if not all(self._is_current(batch, table) for table in TABLES):
            self.replace([batch], None)  # of an older release: the rest is read anew rather than guessed at
            return
        kept = {
            name: frame.filter(~pl.col("document_id").is_in(ids)) for name, frame in self._batch_tables(batch).items()
        }
        self.replace([batch], kept)

    def _merged(self, batches: Iterable[str]) -> Tables:
        parts = [self._batch_tables(batch) for batch in batches]
        return {
            name: pl.concat([part[name] for part in parts]).sort("document_id", maintain_order=True) for name in TABLES
        }

    def _batch_tables(self, batch: str) -> dict[str, pl.DataFrame]:
        return {name: conform(name, pl.read_parquet(self._table_path(batch, name), glob=False)) for name in TABLES}

    def _batch_ids(self, batch: str) -> frozenset[str]:
        return self._ids(batch, self._table_path(batch, "documents"))

    def _ids(self, fingerprint: str, path: Path) -> frozenset[str]:
        """The ids in a file named after them: read once, or every chunk would read all files there are."""
        if fingerprint not in self._known_ids:
            self._known_ids[fingerprint] = frozenset(self._column(path, "document_id")["document_id"])
        return self._known_ids[fingerprint]

    def _batch_size(self, batch: str) -> tuple[int, int]:
        path = self._table_path(batch, "documents")
        sizes = self._column(path, "char_count")["char_count"]
        return len(sizes), int(sizes.sum() or 0) * 3

    def _is_current(self, batch: str, table: str) -> bool:
        return _schema(self._table_path(batch, table)) == empty(table).schema

    def _table_path(self, batch: str, table: str) -> Path:
        return self.batches_path / batch / f"{table}.parquet"

    def _batch_folders(self) -> list[Path]:
        return (
            sorted(path for path in self.batches_path.iterdir() if path.is_dir()) if self.batches_path.exists() else []
        )

    def _batch_paths(self, table: str) -> list[Path]:
        return [path / f"{table}.parquet" for path in self._batch_folders()]

    def _arrival_paths(self) -> list[Path]:
        return sorted(self._arrivals.glob("*.parquet"))

    def _column(self, path: Path, name: str) -> pl.DataFrame:
        return pl.read_parquet(path, columns=[name], glob=False)

    def _write(self, frame: pl.DataFrame, path: Path) -> None:
        for folder in (self._work, path.parent):
            folder.mkdir(parents=True, exist_ok=True)
        half_written = self._work / path.name
        _write_parquet(frame, half_written)
        os.replace(half_written, path)
        _settle_on_disk(path.parent)


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    with open(path, "wb") as opened:
        frame.write_parquet(opened, compression="zstd", compression_level=3)
        opened.flush()
        os.fsync(opened.fileno())


def _settle_on_disk(folder: Path) -> None:
    """Make renames in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _schema(path: Path) -> pl.Schema | None:
    """The columns a Parquet file holds; None where there is none or it is damaged."""
    try:
        return pl.Schema(pl.read_parquet_schema(path))
    except (OSError, PolarsError):
        return None


def _batch_id(documents: pl.DataFrame) -> str:
    """The same documents parsed by the same version have the same batch, on every machine."""
    return _fingerprint(documents.select("document_id", "parser_version").sort("document_id"))


def _fingerprint(documents: pl.DataFrame) -> str:
    digest = hashlib.sha256()
    for document_id, version in documents.select("document_id", "parser_version").iter_rows():
        digest.update(f"{document_id} {version}\n".encode())
    return digest.hexdigest()[:16]


def _grouped(batches: Sequence[str], sizes: Mapping[str, tuple[int, int]]) -> Iterator[list[str]]:
    """Batches in groups that stay below a chunk's bounds."""
    group: list[str] = []
    rows = size = 0
    for batch in batches:
        if group and (rows + sizes[batch][0] > CHUNK_DOCUMENTS or size + sizes[batch][1] > CHUNK_BYTES):
            yield group
            group, rows, size = [], 0, 0
        group.append(batch)
        rows, size = rows + sizes[batch][0], size + sizes[batch][1]
    if group:
        yield group
