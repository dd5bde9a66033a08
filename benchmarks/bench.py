"""Runs every measurement of speed over generated bulletins and writes docs/benchmarks.md from their figures.

make bench                                     1,000 bulletins
make bench ARGS="--sizes 1000 10000"           and 10,000: how time grows needs two sizes
make bench ARGS=--full                         1,000, 10,000 and 100,000
make bench ARGS="--peers-python PATH"          the interpreter that has cpca and JioNLP, see benchmarks/peers.py
make bench ARGS=--page                         only write the page again
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import build
import parse
import peers
import results

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
FULL = (1_000, 10_000, 100_000)


def page() -> Iterator[str]:
    """The lines of docs/benchmarks.md, from the figures kept."""
    yield """# How fast bulletins are read and built

Written by `make bench`, over bulletins that `benchmarks/corpus.py` generates: 6 to 14 KB of UTF-8 each, as a PDF's
text, plain text and Markdown, in several provinces' numbered series. Memory is that of the largest process and of all
processes together, what they share counted once. Seconds depend on what else a machine is doing; CPU seconds, those of
all processes together, hardly do."""
    if read := results.kept("parse"):
        yield from _reading(read)
    if compared := results.kept("peers"):
        yield from _peers(compared)
    if built := results.kept("build"):
        yield from _builds(built)


def _reading(read: Mapping[str, Any]) -> Iterator[str]:
    yield f"""
## Reading

From decoded documents to staging's Parquet files, every kind of row, {read["workers"]} worker processes.
"""
    yield from parse.table([parse.Measured(**one) for one in read["measured"]])
    yield f"""
Starting processes and loading vocabularies takes {read["start_seconds"]:.1f} s of these seconds
({read["start_cpu_seconds"]:.1f} CPU seconds)."""
    if read["exponent"] is not None:
        yield f"The rest grows with the size of the text to the power of {read['exponent']:.2f}"
        yield f"(CPU seconds: {read['cpu_exponent']:.2f})."
    yield from machine(read["machine"])


def _peers(compared: Mapping[str, Any]) -> Iterator[str]:
    yield f"""
## Beside other libraries

One process each over {compared["documents"]:,} bulletins ({compared["text_mb"]:.1f} MB). The others find places and
nothing else; the ratio is Fangzhi's speed over theirs. Cities are those annotated per article in the
{compared["annotated"]} ({compared["cities"]} of them), looked for in the article's joined text.
"""
    yield from peers.table(compared["compared"])
    yield from machine(compared["machine"])


def _builds(built: Mapping[str, Any]) -> Iterator[str]:
    yield """
## Whole builds

`fangzhi build`: reading files, parsing, dbt, the checks, publication. First into an empty home folder, then with
nothing new, then with one more bulletin.
"""
    yield from build.table([build.Built(**one) for one in built["built"]])
    yield ""
    for documents, ratio in built["one_more_ratio"].items():
        yield f"- {int(documents):,} bulletins and one more: {ratio:.2f} × the time of nothing new."
    if built["exponent"] is not None:
        yield f"- A first build's time grows with the size of the text to the power of {built['exponent']:.2f}."
    yield from machine(built["machine"])


def machine(facts: Mapping[str, Any]) -> Iterator[str]:
    """What the figures were measured on, in a paragraph."""
    libraries = ", ".join(f"{name} {version}" for name, version in facts["libraries"].items())
    yield ""
    yield (
        f"Measured {facts['measured']}: {facts['processor']}, {facts['cores']} cores, {facts['memory_gb']} GB, "
        f"load average {facts['busy_before']}; Python {facts['python']}, {libraries}."
    )


def main() -> None:
    """Measures, prints and writes the page."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000], help="how many bulletins")
    arguments.add_argument("--full", action="store_true", help="1,000, 10,000 and 100,000 bulletins")
    arguments.add_argument("--peers-python", default=sys.executable, help="the interpreter that has cpca and jionlp")
    arguments.add_argument("--page", action="store_true", help="only write docs/benchmarks.md again")
    given = arguments.parse_args()
    sizes = FULL if given.full else tuple(sorted(set(given.sizes)))
    if not given.page:
        parse.benchmark(sizes)
        peers.benchmark(min(200, *sizes), given.peers_python)
        build.benchmark(sizes)
    PAGE.write_text("\n".join(page()) + "\n", "utf-8")
    print(f"written: {PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE}")


if __name__ == "__main__":
    main()
