"""Bringing staging up to date with the sources: read what is new, drop what is gone, parse what was not parsed."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context, parent_process
from typing import Literal

import polars as pl

from ingestion.readers import READERS_VERSION, Unreadable
from ingestion.readers.confined import ConfinedReader
from ingestion.schemas import TABLES, SchemaError, conform, empty
from ingestion.sources import Source, SourceFile, SourceUnreachable, Unobtainable
from ingestion.staging import CHUNK_BYTES, CHUNK_DOCUMENTS, Staging

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is: files while reading, documents while parsing."""

ParseDocuments = Callable[[pl.DataFrame], dict[str, pl.DataFrame]]

Failures = list[tuple[str, str]]
"""Address and reason of the documents on which the parser broke down."""

Parsed = tuple[dict[str, pl.DataFrame], Failures]

SLICE_DOCUMENTS = 100
SLICE_BYTES = 4 * 1024 * 1024
"""What the parser is given at once; the same slices whatever the number of workers."""

WORKERS_FROM = 400
"""With fewer documents than this, starting other processes takes longer than it saves."""


@dataclass(frozen=True)
class Rejection:
    """A file or source that was not taken, and why, for a person."""

    uri: str
    reason: str


@dataclass(frozen=True)
class IngestReport:
    """What a look at the sources found.

    ``found`` files, of which ``duplicates`` have the same bytes as another and ``rejected`` were not read;
    ``read`` documents were decoded this time, ``new`` of them not known before; ``unchanged`` ones were not decoded
    again; ``removed`` ones are in no source any more; ``kept`` ones could not be reached this time and stay as known.
    """

    found: int
    read: int
    new: int
    unchanged: int
    duplicates: int
    removed: int
    rejected: list[Rejection]
    kept: list[Rejection]
    seconds: float


@dataclass(frozen=True)
class ParseReport:
    """What the parser did.

    ``parsed`` documents for the first time, ``reparsed`` because another version of the parser had read them;
    ``rows`` counts each staging table as it now stands, ``not_understood`` the documents in which no bulletin was
    recognised; ``failures`` are documents on which the parser broke down: they are staged without rows.
    """

    parser_version: str
    parsed: int
    reparsed: int
    not_understood: int
    rows: dict[str, int]
    failures: list[Rejection]
    seconds: float


def ingest(
    sources: Iterable[Source],
    staging: Staging,
    progress: Progress | None = None,
    *,
    on_unreachable: Literal["record", "raise"] = "record",
) -> IngestReport:
    """Read every file that is new, into staging.

    A file's fault, or a source's, becomes a row of ``files.parquet`` with a reason; with ``on_unreachable="raise"``
    a source that another attempt may reach raises SourceUnreachable before anything is changed. What is known from a
    source or file that is out of reach stays; it leaves once the source is no longer named.
    StagingBusy where another run is at work.
    """
    started = time.monotonic()
    with staging.held(), ExitStack() as opened:
        listing = _listed([_closing(source, opened) for source in sources], on_unreachable)
        look = _Look(staging, listing, opened.enter_context(closing(ConfinedReader())))
        total = len(listing.files)
        for done, file in enumerate(listing.files, 1):
            look.take(file)
            if progress is not None:
                progress(done, total)
        return look.conclude(started)


def parse(
    staging: Staging,
    progress: Progress | None = None,
    *,
    parse_documents: ParseDocuments | None = None,
    parser_version: str | None = None,
    workers: int | None = None,
) -> ParseReport:
    """Parse every document that waits, and again those that another version of the parser read.

    The parser is ``ingestion.parsing``'s unless another is given. ``workers`` processes share the work (by default
    two from a few hundred documents on); the result does not depend on their number.
    """
    started = time.monotonic()
    if parse_documents is None or parser_version is None:
        from ingestion import parsing  # loading its vocabularies takes a while, and tests bring their own

        parse_documents = parse_documents or parsing.parse_documents
        parser_version = parser_version or parsing.PARSER_VERSION
    with staging.held(), ExitStack() as opened:
        chunks = {chunk: len(staging.arrival(chunk)) for chunk in staging.arrivals()}
        outdated = {batch: len(staging.batch_documents(batch)) for batch in staging.outdated(parser_version)}
        waiting = sum(chunks.values()) + sum(outdated.values())
        if workers is None:
            workers = min(2, os.cpu_count() or 1) if waiting >= WORKERS_FROM else 1
        work = _Work(parse_documents, parser_version, opened, workers, progress, waiting)
        work.do(
            [
                *(_Job(partial(staging.batch_documents, one), partial(staging.replace, [one])) for one in outdated),
                *(_Job(partial(staging.arrival, one), partial(staging.settle, one)) for one in chunks),
            ]
        )
        staging.compact()
        return ParseReport(
            parser_version=parser_version,
            parsed=sum(chunks.values()),
            reparsed=sum(outdated.values()),
            not_understood=len(staging.not_understood()),
            rows=staging.row_counts(),
            failures=work.failures,
            seconds=time.monotonic() - started,
        )


@dataclass
class _Listing:
    """Every file of all sources, and the sources that could not be listed in full."""

    files: list[SourceFile] = field(default_factory=list)
    unreachable: list[tuple[Source, SourceUnreachable]] = field(default_factory=list)


def _closing(source: Source, opened: ExitStack) -> Source:
    opened.callback(source.close)
    return source


def _listed(sources: Sequence[Source], on_unreachable: str) -> _Listing:
    listing = _Listing()
    for source in sources:
        try:
            listing.files.extend(source.files())
        except SourceUnreachable as fault:
            if on_unreachable == "raise" and fault.passing:
                raise
            listing.unreachable.append((source, fault))
    # In the order of their addresses, each address once, so that it is never the sources' order that decides which
    # of two files with the same bytes is the document.
    unique = {file.uri: file for file in reversed(listing.files)}
    listing.files = [unique[uri] for uri in sorted(unique)]
    return listing


class _Look:
    """One look at all files: compares them with what is known and gathers what is new."""

    def __init__(self, staging: Staging, listing: _Listing, reader: ConfinedReader) -> None:
        self._staging = staging
        self._reader = reader
        self._listing = listing
        known = staging.documents()
        self._stored = set(known["document_id"])
        reread = staging.reader_version() != READERS_VERSION
        # With other readers the same bytes may give another text: nothing counts as known.
        self._known = {} if reread else {row["document_id"]: row for row in known.iter_rows(named=True)}
        last = empty("files") if reread else staging.files()
        self._last = {row["source_uri"]: row for row in last.iter_rows(named=True)}
        self._present: set[str] = set()
        self._rows: dict[str, list[object]] = {name: [] for name in empty("files").columns}
        self._noted: set[str] = set()
        self._arriving: list[dict[str, object]] = []
        self._arriving_bytes = 0
        self._counts = dict.fromkeys(("read", "new", "unchanged", "duplicates"), 0)
        self._rejected: list[Rejection] = []
        self._kept: list[Rejection] = []

    def take(self, file: SourceFile) -> None:
        """Read one file, decode it if it is new, and note what became of it."""
        try:
            data = file.read()
        except Unobtainable as fault:
            if not (fault.passing and self._keep(file.uri, fault.reason)):
                self._reject(file.uri, fault.reason)
            return
        document_id = hashlib.sha256(data).hexdigest()
        known = self._known.get(document_id)
        last = self._last.get(file.uri)
        if document_id in self._present:
            self._counts["duplicates"] += 1
            self._note(file.uri, document_id, len(data), None, "duplicate")
        elif known is not None and known["source_uri"] == file.uri:
            self._present.add(document_id)
            self._counts["unchanged"] += 1
            self._note(file.uri, document_id, len(data), known["media_type"], "read")
        elif last is not None and last["document_id"] == document_id and last["outcome"] == "rejected":
            self._reject(file.uri, last["reason"], document_id, len(data))
        else:
            self._decode(file, document_id, data)

    def conclude(self, started: float) -> IngestReport:
        """Write what was gathered, remove what is gone, and report."""
        for source, fault in self._listing.unreachable:
            for uri in [uri for uri in self._last if source.covers(uri) and uri not in self._noted]:
                self._keep(uri, fault.reason)
            if fault.uri not in self._noted:
                self._reject(fault.uri, fault.reason)
        self._flush()
        gone = self._stored - self._present
        self._staging.remove(gone)
        files = pl.DataFrame(self._rows, schema=empty("files").schema).sort("source_uri", maintain_order=True)
        self._staging.write_files(files)
        self._staging.set_reader_version(READERS_VERSION)
        return IngestReport(
            found=len(files),
            removed=len(gone),
            rejected=self._rejected,
            kept=self._kept,
            seconds=time.monotonic() - started,
            **self._counts,
        )

    def _decode(self, file: SourceFile, document_id: str, data: bytes) -> None:
        try:
            reading = self._reader.read(file.name, data)
        except Unreadable as fault:
            self._reject(file.uri, fault.reason, document_id, len(data))
            return
        self._present.add(document_id)
        self._counts["read"] += 1
        self._counts["new"] += document_id not in self._stored
        self._note(file.uri, document_id, len(data), reading.media_type, "read")
        self._arriving.append(
            {
                "document_id": document_id,
                "source_uri": file.uri,
                "media_type": reading.media_type,
                "encoding": reading.encoding,
                "size_bytes": len(data),
                "text": reading.text,
                "char_count": len(reading.text),
                "parser_version": None,
                "ingested_at": datetime.now(UTC),
            }
        )
        self._arriving_bytes += 3 * len(reading.text)
        if len(self._arriving) >= CHUNK_DOCUMENTS or self._arriving_bytes >= CHUNK_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._arriving:
            self._staging.add_arrivals(pl.DataFrame(self._arriving, schema=empty("documents").schema))
        self._arriving = []
        self._arriving_bytes = 0

    def _keep(self, uri: str, reason: str) -> bool:
        """Go on with what is known of a file that is out of reach; False where nothing is."""
        last = self._last.get(uri)
        if last is None or last["outcome"] == "rejected" or last["document_id"] not in self._stored:
            return False
        document_id = last["document_id"]
        is_document = document_id not in self._present
        self._present.add(document_id)
        self._kept.append(Rejection(uri, reason))
        self._note(uri, document_id, last["size_bytes"], last["media_type"], "read" if is_document else "duplicate")
        return True

    def _reject(self, uri: str, reason: str, document_id: str | None = None, size: int | None = None) -> None:
        self._rejected.append(Rejection(uri, reason))
        self._note(uri, document_id, size, None, "rejected", reason)

    def _note(
        self,
        uri: str,
        document_id: str | None,
        size: int | None,
        media_type: str | None,
        outcome: str,
        reason: str | None = None,
    ) -> None:
        self._noted.add(uri)
        row = (uri, document_id, size, media_type, outcome, reason)
        for column, value in zip(self._rows.values(), row, strict=True):
            column.append(value)


@dataclass(frozen=True, slots=True)
class _Job:
    """Documents to be parsed, and where their tables go."""

    documents: Callable[[], pl.DataFrame]
    put: Callable[[dict[str, pl.DataFrame]], object]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A job whose slices the workers have, where there are any."""

    job: _Job
    documents: pl.DataFrame
    parts: list[tuple[pl.DataFrame, Future[Parsed] | None]]


class _Work:
    """The parser at work on slices of documents, in this process or in others."""

    def __init__(
        self,
        parse_documents: ParseDocuments,
        parser_version: str,
        opened: ExitStack,
        workers: int,
        progress: Progress | None,
        total: int,
    ) -> None:
        self._parse = partial(parse_slice, parse_documents)
        self._version = parser_version
        self._progress = progress
        self._total = total
        self._done = 0
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            # Forking a process that runs polars' threads would leave its locks held.
            self._pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=end_with_parent)
            opened.callback(self._pool.shutdown, cancel_futures=True)
        self.failures: list[Rejection] = []

    def do(self, jobs: Iterable[_Job]) -> None:
        """Parse all, one job after the other; the workers have the next one while a job's tables are written."""
        begun: _Begun | None = None
        for job in jobs:
            following = self._begin(job)
            if begun is not None:
                self._finish(begun)
            begun = following
        if begun is not None:
            self._finish(begun)

    def _begin(self, job: _Job) -> _Begun:
        documents = job.documents()
        return _Begun(job, documents, [(part, self._submitted(part)) for part in slices(documents)])

    def _finish(self, begun: _Begun) -> None:
        parts: list[Mapping[str, pl.DataFrame]] = []
        for part, future in begun.parts:
            tables, failures = self._parsed(part, future)
            parts.append(tables)
            self.failures += [Rejection(uri, reason) for uri, reason in failures]
            self._done += len(part)
            if self._progress is not None:
                self._progress(self._done, self._total)
        stamped = begun.documents.with_columns(parser_version=pl.lit(self._version, pl.String))
        found = {
            name: pl.concat([empty(name), *(part[name] for part in parts)]) for name in TABLES if name != "documents"
        }
        begun.job.put({"documents": stamped, **found})

    def _submitted(self, part: pl.DataFrame) -> Future[Parsed] | None:
        try:
            return None if self._pool is None else self._pool.submit(self._parse, part)
        except BrokenProcessPool:
            self._pool = None  # a worker was killed: go on without
            return None

    def _parsed(self, part: pl.DataFrame, future: Future[Parsed] | None) -> Parsed:
        if future is not None:
            try:
                return future.result()
            except BrokenProcessPool:
                self._pool = None
        return self._parse(part)


def end_with_parent() -> None:
    """Have this process end with the one that started it: a worker whose run was killed would wait for ever."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def slices(documents: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Documents in portions for the parser, bounded in number and in length of text."""
    start = size = 0
    for position, length in enumerate(documents["char_count"]):
        if position > start and (position - start >= SLICE_DOCUMENTS or size + 3 * length > SLICE_BYTES):
            yield documents[start:position]
            start, size = position, 0
        size += 3 * length
    if start < len(documents):
        yield documents[start:]


def parse_slice(parse_documents: ParseDocuments, documents: pl.DataFrame) -> Parsed:
    """The rows of some documents; a document on which the parser breaks down is left without rows and named.

    SchemaError where the parser gives tables of another form than agreed: that is no document's fault.
    """
    try:
        found = parse_documents(documents)
    except SchemaError:
        raise
    except Exception as error:
        if len(documents) == 1:
            nothing = {name: empty(name) for name in TABLES if name != "documents"}
            return nothing, [(documents["source_uri"][0], f"the parser broke down: {type(error).__name__}: {error}")]
        middle = len(documents) // 2
        first, failed_first = parse_slice(parse_documents, documents[:middle])
        second, failed_second = parse_slice(parse_documents, documents[middle:])
        return {name: pl.concat([first[name], second[name]]) for name in first}, failed_first + failed_second
    return {name: conform(name, found[name]) for name in TABLES if name != "documents"}, []
