"""The generated corpus: what the speed of reading is measured on has to be alike everywhere, and like bulletins."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from ingestion.parsing import parse_documents
from ingestion.schemas import TABLES, conform

ROOT = Path(__file__).resolve().parents[2]
COUNT = 60


@pytest.fixture(scope="module")
def corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmarks_corpus", ROOT / "benchmarks" / "corpus.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def documents(corpus: ModuleType) -> pl.DataFrame:
    return pl.concat(corpus.frames(COUNT, 25))


def test_frames_are_documents_as_staging_keeps_them(documents: pl.DataFrame) -> None:
    conform("documents", documents)
    assert documents["document_id"].n_unique() == COUNT


def test_a_larger_corpus_begins_with_the_smaller_one(corpus: ModuleType, documents: pl.DataFrame) -> None:
    later = pl.concat(corpus.frames(10, 3, start=20))
    assert later["document_id"].to_list() == documents["document_id"][20:30].to_list()
    assert corpus.bulletin(3, seed=1).text != corpus.bulletin(3).text


def test_files_hold_the_same_bulletins_as_frames(corpus: ModuleType, documents: pl.DataFrame, tmp_path: Path) -> None:
    size = corpus.write(tmp_path, COUNT)
    texts = {path.read_text("utf-8") for path in tmp_path.rglob("*.*")}
    assert texts == set(documents["text"])
    assert size == documents["size_bytes"].sum()


def test_bulletins_are_as_long_as_real_ones(documents: pl.DataFrame) -> None:
    assert 6_000 < documents["size_bytes"].mean() < 14_000  # type: ignore[operator]
    assert documents["size_bytes"].max() < 20_000  # type: ignore[operator]


def test_few_sentences_occur_twice(documents: pl.DataFrame) -> None:
    sentences = Counter(
        sentence
        for text in documents["text"]
        for sentence in re.split("。", re.sub(r"\s+", "", text))
        if len(sentence) > 12
    )
    repeated = sum(times for sentence, times in sentences.items() if times > 1)
    imprint = 6 * COUNT
    assert repeated - imprint < 0.03 * sum(sentences.values())


def test_every_kind_of_row_is_read_in_them(documents: pl.DataFrame) -> None:
    tables = parse_documents(documents)
    missing = {name for name in TABLES if name not in ("documents", "unresolved_units") and tables[name].is_empty()}
    assert missing == set()
    assert tables["issues"]["document_id"].n_unique() == COUNT


def test_numbering_goes_on_over_the_years(corpus: ModuleType) -> None:
    issues = [
        (int(path[1]), int(path[2].split("_")[0]), int(path[2].split("_")[1].split(".")[0]))
        for index in range(0, 4 * corpus.ISSUES_A_YEAR * 3, 4)
        for path in [corpus.bulletin(index).path.split("/")]
    ]
    assert [total for _, _, total in issues] == list(range(issues[0][2], issues[0][2] + len(issues)))
    assert len({(year, total - number) for year, number, total in issues}) == 3


def test_the_largest_corpus_fits(corpus: ModuleType) -> None:
    assert corpus.MOST_BULLETINS > 100_001
    assert corpus.bulletin(100_000).text
    with pytest.raises(ValueError, match="not among them"):
        corpus.bulletin(corpus.MOST_BULLETINS)
