"""Sets reading beside the libraries a user would reach for to find places, on the same text in the same run.

cpca and JioNLP find names of places and nothing else; Fangzhi is timed reading every kind of row, in one process as
they are. Recall is that of the cities (prefecture level) annotated in each article; each library is given the article's
joined text, so that no name is broken by a line end. What JioNLP names without resolving it is resolved for it by our
table of names.

The libraries are the optional group ``peers``; they bring an old setuptools, so an environment of their own is best:

    uv venv build/peers && uv pip install --python build/peers --group peers
    python benchmarks/peers.py --python build/peers/bin/python
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import footprint
import polars as pl
import results
from corpus import frames

from ingestion.parsing import parse_documents
from ingestion.readers import read
from ingestion.schemas import TABLES

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("cpca", "jionlp")
NOT_INSTALLED = 3
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Compared:
    """What one library did: MB of text a second, its share of the annotated cities, of its cities those annotated."""

    name: str
    version: str
    reads: str
    mb_per_second: float
    load_seconds: float
    largest_mb: float
    recall: float
    precision: float


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article: its joined text, the cities annotated and those we read."""

    text: str
    annotated: frozenset[str]
    ours: frozenset[str]


def annotated_sets() -> tuple[str, Path, Path]:
    """Name, annotations and bulletins of the annotated set: the real bulletins where they are there."""
    shared = ROOT.parent / "shared"
    if (shared / "gold").is_dir() and (shared / "bulletins").is_dir():
        return "real bulletins", shared / "gold", shared / "bulletins"
    return "sample bulletins", ROOT / "tests/corpus/annotations", ROOT / "tests/corpus/bulletins"


def articles(annotations: Path, bulletins: Path) -> list[Article]:
    """The annotated articles, by their titles; LookupError where one was not read, as recall would leave it out."""
    cities = {row["unit_code"] for row in _rows("admin_units.csv") if row["level"] == "prefecture"}
    found = []
    for path in sorted(annotations.glob("[0-9]*.json")):
        annotation = json.loads(path.read_text("utf-8"))
        reading = read(annotation["doc"], (bulletins / annotation["doc"]).read_bytes())
        document = _document(annotation["doc"], reading.text, reading.media_type)
        tables = parse_documents(document)
        rows = {_squash(row["title"]): row for row in tables["articles"].iter_rows(named=True)}
        mentions = tables["unit_mentions"]
        for article in annotation["articles"]:
            row = rows.get(_squash(article["title"]))
            if row is None:
                raise LookupError(f"{path.name}: no article was read under the title {article['title']!r}")
            text = "\n".join(filter(None, (row["title"], row["body"], row["source_org"])))
            wanted = {one["unit"] for one in annotation["unit_mentions"] if one["article"] == article["id"]}
            ours = set(mentions.filter(pl.col("article_id") == row["article_id"])["unit_code"])
            found.append(Article(text, frozenset(wanted & cities), frozenset(ours & cities)))
    return found


def _document(name: str, text: str, media_type: str) -> pl.DataFrame:
    values = {"document_id": name, "source_uri": name, "media_type": media_type, "text": text, "char_count": len(text)}
    return pl.DataFrame({column: [values.get(column)] for column in TABLES["documents"]}, schema=TABLES["documents"])


def shares(asked: Sequence[Article], found: Sequence[frozenset[str]]) -> tuple[float, float]:
    """Recall and precision of the cities found in each article."""
    right = sum(len(article.annotated & cities) for article, cities in zip(asked, found, strict=True))
    annotated = sum(len(article.annotated) for article in asked)
    told = sum(len(cities) for cities in found)
    return right / max(1, annotated), right / max(1, told)


def resolver() -> Callable[[str, str], str | None]:
    """City code of a name where that name stands in the text, in full or short."""
    aliases: dict[str, set[str]] = {}
    short: dict[str, str] = {}
    prefectures = {row["unit_code"] for row in _rows("admin_units.csv") if row["level"] == "prefecture"}
    for row in _rows("admin_units.csv"):
        short[row["unit_code"]] = row["short_name"]
    for row in _rows("unit_aliases.csv"):
        if row["unit_code"] in prefectures:
            aliases.setdefault(row["alias"], set()).add(row["unit_code"])

    def resolve(name: str, text: str) -> str | None:
        codes = aliases.get(name, set())
        if len(codes) != 1:
            return None
        code = next(iter(codes))
        # A county found alone is told with its city, which the text need not name.
        return code if name in text or (short[code] and short[code] in text) else None

    return resolve


def ours(documents: pl.DataFrame, asked: Sequence[Article]) -> Compared:
    """Fangzhi over the same text, in a process of its own as the others are."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.parquet"
        documents.write_parquet(path)
        taken = footprint.run([sys.executable, __file__, "--ours", str(path)])
    if taken.exit_code:
        raise RuntimeError(f"reading failed: {taken.output}")
    told = json.loads(taken.output)
    recall, precision = shares(asked, [article.ours for article in asked])
    speed = _mb(documents) / told["seconds"]
    reads = "every kind of row"
    return Compared("Fangzhi", "", reads, speed, told["load_seconds"], taken.largest_mb, recall, precision)


def peer(name: str, python: str, documents: pl.DataFrame, asked: Sequence[Article]) -> Compared | None:
    """A peer library over the same text; None where the interpreter does not have it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        texts = {"speed": documents["text"].to_list(), "articles": [article.text for article in asked]}
        path.write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
        worker = Path(__file__).with_name("peer_worker.py")
        taken = footprint.run([python, str(worker), name, str(path)])
    if taken.exit_code == NOT_INSTALLED:
        return None
    if taken.exit_code:
        raise RuntimeError(f"{name} failed: {taken.output}")
    told = json.loads(taken.output)
    resolve = resolver()
    found = []
    for article, cities in zip(asked, told["found"], strict=True):
        named = {resolve(one, article.text) for one in cities["names"]}
        found.append(frozenset({*cities["codes"], *(code for code in named if code)}))
    recall, precision = shares(asked, found)
    speed = _mb(documents) / told["seconds"]
    return Compared(name, told["version"], "places", speed, told["load_seconds"], taken.largest_mb, recall, precision)


def time_ours(path: Path) -> None:
    """Reads documents and prints the seconds as JSON, those of loading apart."""
    documents = pl.read_parquet(path)
    started = time.perf_counter()
    parse_documents(documents[:2])
    load = time.perf_counter() - started
    started = time.perf_counter()
    parse_documents(documents)
    print(json.dumps({"load_seconds": load, "seconds": time.perf_counter() - started}))


def table(figures: Sequence[dict[str, Any]]) -> list[str]:
    """The figures as the lines of a Markdown table; the ratio is our speed over theirs."""
    lines = [
        "| library | reads | MB of text a second | ratio of speeds | load, s | largest process, MB | cities: recall "
        "| precision |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    base = figures[0]["mb_per_second"]
    for one in figures:
        lines.append(
            f"| {one['name']} {one['version']} | {one['reads']} | {one['mb_per_second']:.2f} "
            f"| {base / one['mb_per_second']:.2f} | {one['load_seconds']:.1f} | {one['largest_mb']:,.0f} "
            f"| {one['recall']:.3f} | {one['precision']:.3f} |"
        )
    return lines


def benchmark(count: int, python: str) -> None:
    """Compares over ``count`` generated bulletins, keeps and prints the figures."""
    documents = pl.concat(frames(count, count))
    title, annotations, bulletins = annotated_sets()
    asked = articles(annotations, bulletins)
    compared = [ours(documents, asked)]
    for name in PEERS:
        one = peer(name, python, documents, asked)
        if one is None:
            print(f"{name} is not installed in {python}: left out")
        else:
            compared.append(one)
    figures = [asdict(one) for one in compared]
    print(*table(figures), "", sep="\n")
    cities = sum(len(article.annotated) for article in asked)
    kept = {"documents": count, "text_mb": _mb(documents), "annotated": title, "cities": cities, "compared": figures}
    results.keep("peers", kept)


def _mb(documents: pl.DataFrame) -> float:
    return float(documents["size_bytes"].sum()) / 1e6


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "ingestion" / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _squash(text: str) -> str:
    return _SPACE.sub("", text)


def main() -> None:
    """Compares over as many bulletins as are asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=200, help="how many generated bulletins to time over")
    arguments.add_argument("--python", default=sys.executable, help="the interpreter that has cpca and jionlp")
    arguments.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.ours:
        time_ours(given.ours)
    else:
        benchmark(given.count, given.python)


if __name__ == "__main__":
    main()
