"""One look at a folder of hostile files: each is rejected with a reason or read rightly, and the run goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import forged_archives
import forged_pdf
import forged_word
import odd_entries
import odd_headers
import odd_pages
import odd_texts
import polars as pl
import pytest
from cases import Case, Outcome, Rejected, Unlisted

from ingestion.readers import Unreadable
from ingestion.readers.confined import ConfinedReader
from ingestion.refresh import IngestReport, ParseReport, ingest, parse
from ingestion.sources import SourceUnreachable, Unobtainable, open_source
from ingestion.sources.origin import printable
from ingestion.staging import Staging

GROUPS: dict[str, list[Case]] = {
    "pdf": forged_pdf.CASES,
    "word": forged_word.CASES,
    "archives": forged_archives.CASES,
    "texts": odd_texts.CASES,
    "headers": odd_headers.CASES,
    "pages": odd_pages.CASES,
    "entries": odd_entries.CASES,
}
ALL = [(group, one) for group, some in GROUPS.items() for one in some]


@dataclass
class Look:
    """What one run over all cases left behind."""

    folder: Path
    home: Path
    ingested: IngestReport
    parsed: ParseReport
    staging: Staging
    files: dict[str, dict[str, Any]]
    before: dict[str, tuple[int, ...]]
    after: dict[str, tuple[int, ...]]


def snapshot(folder: Path) -> dict[str, tuple[int, ...]]:
    """Everything below a folder: kind, size and time of change of files, and which folders there are."""
    found: dict[str, tuple[int, ...]] = {}
    for at, _, names in os.walk(os.fsencode(folder)):
        found[repr(at)] = ()
        for name in names:
            seen = os.lstat(os.path.join(at, name))
            found[repr(os.path.join(at, name))] = (seen.st_mode, seen.st_size, seen.st_mtime_ns)
    return found


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    around = tmp_path_factory.mktemp("around")
    folder, home = around / "bulletins", around / "home"
    for group, one in ALL:
        one.put(folder / group)
    staging = Staging(home / "staging")
    before = snapshot(folder)
    with closing(open_source(str(folder))) as source:
        ingested = ingest([source], staging)
    parsed = parse(staging, workers=1)
    rows = staging.files().iter_rows(named=True)
    files = {row["source_uri"].removeprefix(f"{folder}/"): row for row in rows}
    return Look(folder, home, ingested, parsed, staging, files, before, snapshot(folder))


def judged(look: Look, address: str, expected: Outcome) -> None:
    found = look.files.get(address)
    if isinstance(expected, Unlisted):
        assert found is None
        return
    assert found is not None, sorted(one for one in look.files if one.startswith(address[:12]))
    if isinstance(expected, Rejected):
        assert found["outcome"] == "rejected", found
        assert expected.reason in found["reason"]
        return
    assert found["outcome"] == "read", found
    of_document = pl.col("document_id") == found["document_id"]
    [text] = look.staging.table("documents").filter(of_document)["text"]
    for words in expected.says:
        assert words in text
    for words in expected.without:
        assert words not in text
    for table, values in expected.rows.items():
        rows = look.staging.table(table).filter(of_document).select("document_id", *values).to_dicts()
        assert {"document_id": found["document_id"], **values} in rows, rows


@pytest.mark.parametrize(("group", "one"), ALL, ids=[one.name for _, one in ALL])
def test_a_hostile_file_is_rejected_with_a_reason_or_read_rightly(look: Look, group: str, one: Case) -> None:
    for suffix, expected in one.outcomes.items():
        judged(look, f"{group}/{printable(one.file)}{suffix}", expected)


def test_the_run_goes_on_and_accounts_for_every_file(look: Look) -> None:
    assert look.ingested.found == len(look.files) > len(ALL)
    outcomes = [row["outcome"] for row in look.files.values()]
    assert (outcomes.count("read"), outcomes.count("rejected")) == (look.ingested.read, len(look.ingested.rejected))
    assert "duplicate" not in outcomes, "cases with the same bytes would hide one another"
    assert all(row["reason"] for row in look.files.values() if row["outcome"] == "rejected")
    assert look.parsed.failures == []
    assert look.parsed.parsed == look.ingested.read


def test_nothing_is_written_beside_the_home_folder(look: Look) -> None:
    assert look.after == look.before
    assert sorted(one.name for one in look.folder.parent.iterdir()) == ["bulletins", "home"]
    assert [one.name for one in look.home.iterdir()] == ["staging"]


def test_folders_deeper_than_any_path_are_listed_once_as_too_deep(look: Look) -> None:
    deep = [row for address, row in look.files.items() if address.startswith("entries/deep/")]
    assert [row["outcome"] for row in deep] == ["rejected"]
    assert "File name too long" in deep[0]["reason"]


def test_a_line_of_a_hundred_megabytes_is_refused_even_where_such_files_are_wanted(look: Look) -> None:
    path = look.folder / "texts/line.txt"
    with closing(open_source({"path": str(path), "max_file_mb": 200})) as source:
        [file] = source.files()
        reader = ConfinedReader()
        with closing(reader), pytest.raises(Unreadable, match=r"more than 5,000,000|memory"):
            reader.read(file.name, file.read())


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/random", "/dev/tty", "/proc/self/mem"])
def test_a_device_is_refused_even_where_a_person_names_it(device: str) -> None:
    with closing(open_source(device)) as source, pytest.raises((Unobtainable, SourceUnreachable)) as refused:
        for file in source.files():
            assert file.read() == b"", "never more than a file says it holds"
            raise Unobtainable("empty")
    assert refused.value.reason


def test_what_its_owner_has_locked_is_refused() -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "open.txt").write_text("x", encoding="utf-8")
        (folder / "locked.txt").write_text("x", encoding="utf-8")
        (folder / "locked").mkdir(0o700)
        (folder / "locked.txt").chmod(0)
        (folder / "locked").chmod(0)
        with as_somebody(), closing(open_source({"path": made, "kind": "folder"})) as source:
            found = {}
            for file in source.files():
                try:
                    found[file.uri.removeprefix(f"{made}/")] = str(file.read())
                except Unobtainable as fault:
                    found[file.uri.removeprefix(f"{made}/")] = fault.reason
    assert "no permission" in found["locked.txt"]
    assert "cannot be listed" in found["locked"]
    assert found["open.txt"] == "b'x'"


@contextmanager
def as_somebody() -> Iterator[None]:
    """Without the superuser's rights, to whom nothing is forbidden."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(own)


def test_enough_cases_are_kept() -> None:
    assert len(ALL) >= 150
    assert len({one.name for _, one in ALL}) == len(ALL)
