"""Times whole builds over generated bulletins: the first, one with nothing new, and one with one more bulletin.

Each runs in a process of its own, as ``fangzhi build`` does; memory is that of the largest process and of all together.

    python benchmarks/build.py --sizes 1000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import footprint
import results
from corpus import write
from parse import exponent

MOST_FOR_ONE_MORE = 3.0
"""A build with one more bulletin may take so many times as long as one with nothing new."""


@dataclass(frozen=True, slots=True)
class Built:
    """One build: seconds, peak memory and the home folder's size afterwards in MB."""

    documents: int
    text_mb: float
    build: str
    seconds: float
    cpu_seconds: float
    largest_mb: float
    all_mb: float | None
    home_mb: float | None


def folder_mb(folder: Path) -> float:
    """The size of a folder's files in MB, each counted once: the published file and its release are one."""
    files = (path.stat() for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum({(file.st_dev, file.st_ino): file.st_size for file in files}.values()) / 1e6


def measure(count: int) -> list[Built]:
    """The three builds over so many bulletins; RuntimeError where one failed."""
    built = []
    with tempfile.TemporaryDirectory() as name:
        bulletins, home = Path(name) / "bulletins", Path(name) / "home"
        size = write(bulletins, count)
        for label in ("first", "nothing new", "one more bulletin"):
            if label == "one more bulletin":
                size += write(bulletins, 1, start=count)
            command = [sys.executable, "-m", "orchestration.cli", "build", str(bulletins)]
            taken = footprint.run(command, {"FANGZHI_HOME": str(home)})
            if taken.exit_code:
                raise RuntimeError(f"the build ({label}, {count:,} bulletins) failed:\n{taken.output}")
            built.append(
                Built(
                    count,
                    size / 1e6,
                    label,
                    taken.seconds,
                    taken.cpu_seconds,
                    taken.largest_mb,
                    taken.all_mb,
                    folder_mb(home),
                )
            )
    return built


def table(built: Sequence[Built]) -> list[str]:
    """The figures as the lines of a Markdown table."""
    lines = [
        "| bulletins | text, MB | build | seconds | CPU seconds | largest process, MB | all processes, MB "
        "| home folder, MB |",
        "|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for one in built:
        everything = "" if one.all_mb is None else f"{one.all_mb:,.0f}"
        home = "" if one.home_mb is None else f"{one.home_mb:,.1f}"
        lines.append(
            f"| {one.documents:,} | {one.text_mb:,.1f} | {one.build} | {one.seconds:,.1f} | {one.cpu_seconds:,.1f} "
            f"| {one.largest_mb:,.0f} | {everything} | {home} |"
        )
    return lines


def ratios(built: Sequence[Built]) -> dict[int, float]:
    """For each size, how many times as long one more bulletin takes as nothing new."""
    seconds = {(one.documents, one.build): one.seconds for one in built}
    return {
        documents: round(seconds[documents, "one more bulletin"] / seconds[documents, "nothing new"], 2)
        for documents, build in seconds
        if build == "first"
    }


def benchmark(sizes: Sequence[int]) -> None:
    """Measures each size, keeps and prints the figures."""
    built: list[Built] = []
    for size in sizes:
        built += measure(size)
        print(*table(built[-3:])[2 if len(built) > 3 else 0 :], sep="\n", flush=True)
    first = [one for one in built if one.build == "first"]
    growth = exponent([one.text_mb for one in first], [one.seconds for one in first])
    one_more = ratios(built)
    for documents, ratio in one_more.items():
        verdict = "within" if ratio <= MOST_FOR_ONE_MORE else "beyond"
        print(f"{documents:,} bulletins and one more: {ratio} × nothing new, {verdict} {MOST_FOR_ONE_MORE:g} ×")
    results.keep("build", {"exponent": growth, "one_more_ratio": one_more, "built": [asdict(one) for one in built]})


def main() -> None:
    """Measures the sizes given."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000], help="how many bulletins")
    arguments.add_argument("--full", action="store_true", help="100,000 bulletins as well")
    given = arguments.parse_args()
    benchmark(sorted({*given.sizes, *([100_000] if given.full else [])}))


if __name__ == "__main__":
    main()
