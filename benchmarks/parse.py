"""Times reading: from decoded documents that wait in staging to staging's Parquet files, every kind of row included.

Documents are generated into staging first, which is not timed. Then ``ingestion.refresh.parse`` runs with two worker
processes, as it does in a build, in a process of its own whose memory and whose workers' memory is watched. The start
(processes, vocabularies) is timed over a handful of documents and stated apart; the exponent is that of the time
without it.

    python benchmarks/parse.py --sizes 1000 10000
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import footprint
import results
from corpus import frames

from ingestion.refresh import parse
from ingestion.staging import CHUNK_DOCUMENTS, Staging

WORKERS = 2
A_HANDFUL = 2 * WORKERS


@dataclass(frozen=True, slots=True)
class Measured:
    """One corpus read: text in MB (UTF-8), seconds, MB of text a second, rows, peak memory and staging's size in MB.

    ``cpu_seconds`` are those of all processes, start and end included.
    """

    documents: int
    text_mb: float
    seconds: float
    cpu_seconds: float
    mb_per_second: float
    rows: int
    largest_mb: float
    all_mb: float | None
    staging_mb: float


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float | None:
    """How time grows with size: b of time = a · size^b, by least squares over the logarithms; None for one size.

    >>> exponent([10, 100, 1000], [2, 20, 200])
    1.0
    """
    if len(set(sizes)) < 2 or min(times) <= 0:
        return None
    x, y = [math.log(size) for size in sizes], [math.log(seconds) for seconds in times]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / sum(
        (a - middle_x) ** 2 for a in x
    )
    return round(slope, 3)


def fill(folder: Path, count: int) -> float:
    """Lets ``count`` generated documents wait in a staging folder; returns their text in MB."""
    staging = Staging(folder)
    size = 0
    with staging.held():
        for frame in frames(count, CHUNK_DOCUMENTS):
            staging.add_arrivals(frame)
            size += int(frame["size_bytes"].sum())
    return size / 1e6


def measure(count: int) -> Measured:
    """Generates so many documents and times their reading; RuntimeError where it failed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text_mb = fill(folder, count)
        taken = footprint.run([sys.executable, __file__, "--read", name])
        if taken.exit_code:
            raise RuntimeError(f"reading {count:,} documents failed: {taken.output}")
        told = json.loads(taken.output)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    seconds = told["seconds"]
    speed = text_mb / seconds
    cpu = taken.cpu_seconds
    return Measured(count, text_mb, seconds, cpu, speed, told["rows"], taken.largest_mb, taken.all_mb, size)


def read(folder: Path) -> None:
    """Reads what waits in a staging folder, and prints seconds and rows as JSON."""
    started = time.perf_counter()
    report = parse(Staging(folder), workers=WORKERS)
    seconds = time.perf_counter() - started
    if report.failures:
        raise RuntimeError(f"the parser broke down on {report.failures[0].uri}: {report.failures[0].reason}")
    rows = sum(count for table, count in report.rows.items() if table != "documents")
    print(json.dumps({"seconds": seconds, "rows": rows}))


def table(measured: Sequence[Measured]) -> list[str]:
    """The figures as the lines of a Markdown table."""
    lines = [
        "| bulletins | text, MB | seconds | CPU seconds | MB of text a second | rows "
        "| largest process, MB | all processes, MB | staging, MB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in measured:
        everything = "" if one.all_mb is None else f"{one.all_mb:,.0f}"
        lines.append(
            f"| {one.documents:,} | {one.text_mb:,.1f} | {one.seconds:,.1f} | {one.cpu_seconds:,.1f} "
            f"| {one.mb_per_second:.2f} | {one.rows:,} | {one.largest_mb:,.0f} | {everything} | {one.staging_mb:,.1f} |"
        )
    return lines


def benchmark(sizes: Sequence[int]) -> None:
    """Measures each size, keeps and prints the figures."""
    start = measure(A_HANDFUL)
    measured: list[Measured] = []
    for size in sizes:
        measured.append(measure(size))
        print(*table(measured[-1:])[2 if len(measured) > 1 else 0 :], sep="\n", flush=True)
    texts = [one.text_mb for one in measured]
    growth = {
        "exponent": exponent(texts, [one.seconds - start.seconds for one in measured]),
        "cpu_exponent": exponent(texts, [one.cpu_seconds - start.cpu_seconds for one in measured]),
    }
    print(f"start, within the seconds: {start.seconds:.1f} s ({start.cpu_seconds:.1f} CPU seconds)")
    print(f"exponents of the rest over size: {growth['exponent']} seconds, {growth['cpu_exponent']} CPU seconds\n")
    kept = {"workers": WORKERS, "start_seconds": start.seconds, "start_cpu_seconds": start.cpu_seconds, **growth}
    results.keep("parse", {**kept, "measured": [asdict(one) for one in measured]})


def main() -> None:
    """Measures the sizes given."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="how many bulletins")
    arguments.add_argument("--full", action="store_true", help="100,000 bulletins as well")
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.read:
        read(given.read)
    else:
        benchmark(sorted({*given.sizes, *([100_000] if given.full else [])}))


if __name__ == "__main__":
    main()
