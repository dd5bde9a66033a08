"""The same bulletins give the same tables, wherever, in whatever order and on whatever machine they are read.

One circumstance of each kind is changed in one build; with SAMENESS=all, several such builds are made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from killed_builds import tables_of

from ingestion.refresh import ingest, parse
from ingestion.schemas import TABLES
from ingestion.sources import open_source
from ingestion.staging import Staging

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "corpus" / "bulletins"


def one_folder(target: Path) -> list[Path]:
    """The samples in a folder of another name, written in another order, younger ones first."""
    folder = target / "简报 z"
    folder.mkdir()
    for number, path in enumerate(sorted(SAMPLES.iterdir(), reverse=True)):
        copy = folder / path.name
        shutil.copyfile(path, copy)
        os.utime(copy, (number, number))
    return [folder]


def parted(target: Path) -> list[Path]:
    """Half of them in a folder, the others in an archive, named in the order of neither; some twice."""
    paths = sorted(SAMPLES.iterdir())
    folder, archive = target / "z", target / "a.zip"
    folder.mkdir()
    for path in paths[::2]:
        shutil.copyfile(path, folder / path.name)
    with zipfile.ZipFile(archive, "w") as packed:
        for path in reversed([*paths[1::2], *paths[:4]]):
            packed.write(path, f"{path.stem[:2]}/{path.name}")
    return [folder, archive]


@dataclass(frozen=True)
class Circumstances:
    """What may differ from one machine to another."""

    locale: str
    time_zone: str
    hash_seed: str
    threads: int
    home: str
    laid_out: Callable[[Path], list[Path]]


MACHINES = (
    Circumstances("zh_CN.GB18030", "Asia/Shanghai", "1", 1, "家 'a'", one_folder),
    Circumstances("tr_TR.UTF-8", "America/New_York", "2", 2, "b", parted),
    Circumstances("C", "Pacific/Apia", "3", 2, "c", parted),
    Circumstances("zh_CN.UTF-8", "UTC", "0", 1, "d", one_folder),
)


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the locales that are not installed; empty where they cannot be made here."""
    folder = tmp_path_factory.mktemp("locales")
    compiler = shutil.which("localedef")
    for name in {machine.locale for machine in MACHINES} - {"C"}:
        language, _, charset = name.partition(".")
        if compiler:
            subprocess.run(
                [compiler, "-i", language, "-f", charset, str(folder / name)], capture_output=True, check=False
            )
    return folder


@pytest.mark.parametrize(
    "machine", MACHINES if os.environ.get("SAMENESS") == "all" else MACHINES[:1], ids=lambda machine: machine.locale
)
def test_a_build_gives_the_same_tables_on_any_machine(
    machine: Circumstances, sample_warehouse: Path, tmp_path: Path, locales: Path
) -> None:
    home = tmp_path / machine.home
    environment = {
        **os.environ,
        "FANGZHI_HOME": str(home),
        "FANGZHI_DBT_THREADS": str(machine.threads),
        "LC_ALL": machine.locale,
        "LOCPATH": str(locales),
        "PYTHONHASHSEED": machine.hash_seed,
        "POLARS_MAX_THREADS": str(machine.threads),
        "TZ": machine.time_zone,
    }
    processors = sorted(os.sched_getaffinity(0))[: machine.threads]
    built = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "build", *map(str, machine.laid_out(tmp_path))],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        # DuckDB takes as many threads as it may use processors.
        preexec_fn=lambda: os.sched_setaffinity(0, processors),
        check=False,
    )
    assert built.returncode == 0, (built.stdout + built.stderr).decode(errors="replace")
    assert tables_of(home / "warehouse.duckdb") == tables_of(sample_warehouse)


def rows(staging: Staging) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every staging table, the time of reading left out."""
    return {
        name: staging.table(name).drop("ingested_at", strict=False).sort(pl.all().exclude(pl.List)).rows()
        for name in TABLES
    }


def test_parsing_in_one_process_or_two_gives_the_same_rows(sample_home: Path, tmp_path: Path) -> None:
    staging = Staging(tmp_path / "staging")
    ingest([open_source(SAMPLES)], staging)
    parse(staging, workers=2)
    assert rows(staging) == rows(Staging(sample_home / "staging"))


def older_parser(batch: Path) -> None:
    """The batch as another version of the parser leaves it, which sees no events."""
    documents, events = batch / "documents.parquet", batch / "events.parquet"
    pl.read_parquet(documents).with_columns(parser_version=pl.lit("an older one")).write_parquet(documents)
    pl.read_parquet(events).clear().write_parquet(events)


def older_columns(batch: Path) -> None:
    """The batch as a version leaves it whose tables have other columns."""
    events = batch / "events.parquet"
    pl.read_parquet(events).drop("status").with_columns(mood=pl.lit("")).write_parquet(events)


def older_document_columns(batch: Path) -> None:
    """The batch as a version leaves it that tells less about documents."""
    documents = batch / "documents.parquet"
    pl.read_parquet(documents).drop("encoding").write_parquet(documents)


def older_readers(batch: Path) -> None:
    """The batch as other readers leave it, which lose every second line."""
    documents = batch / "documents.parquet"
    every_second = pl.col("text").str.split("\n").list.gather_every(2).list.join("\n")
    pl.read_parquet(documents).with_columns(text=every_second).write_parquet(documents)
    (batch.parents[1] / "readers").write_text("older ones", "utf-8")


@pytest.mark.parametrize("made_older", [older_parser, older_columns, older_document_columns, older_readers])
def test_what_another_version_staged_is_made_anew_and_never_mixed(
    made_older: Callable[[Path], None], sample_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_home / "staging", tmp_path / "staging")
    staging = Staging(tmp_path / "staging")
    for batch in staging.batches():
        made_older(staging.batches_path / batch)
    ingest([open_source(SAMPLES)], staging)
    parse(staging, workers=1)
    assert rows(staging) == rows(Staging(sample_home / "staging"))
