"""Bring staging up to date in child processes that are killed (SIGKILL) before their nth effect on the file system.

n = 1, 2, 3 … until a child gets through. What is brought up to date has everything that can be met at once: a file
gone, one changed, one moved, some new, documents that wait to be parsed, batches of another parser version, and small
batches to be merged. After each death the next process must complete, whatever moment it is itself killed at, and
end with the rows of one that was never disturbed. Prints how many were killed.

Children are forked before this process has used polars, whose threads a fork would leave behind.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from ingestion import refresh, staging
from ingestion.schemas import TABLES, empty
from ingestion.sources import open_source
from ingestion.staging import Staging

EFFECTS = (
    (os, "replace"), (os, "rename"), (os, "fsync"), (os, "mkdir"), (os, "unlink"), (os, "rmdir"),
    (pathlib.Path, "unlink"), (pathlib.Path, "replace"), (pathlib.Path, "write_text"), (shutil, "rmtree"),
)  # fmt: skip


def in_child(work: Callable[[], str], answer: Path) -> int:
    """Run in a forked process, which leaves what it returns in a file; its exit status, or minus its signal."""
    child = os.fork()
    if child == 0:
        try:
            answer.write_text(work(), "utf-8")
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def parse_documents(given: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """A bulletin's first line as its series, its characters as one region."""
    columns: dict[str, dict[str, pl.Expr]] = {
        "issues": {"issue_key": pl.col("document_id"), "series": pl.col("text").str.split("\n").list.first()},
        "regions": {"region": pl.lit("header"), "char_start": pl.lit(0), "char_end": pl.col("char_count")},
    }
    found = {name: empty(name) for name in TABLES if name != "documents"}
    for name, made in columns.items():
        known = {"document_id": pl.col("document_id"), **made}
        schema = empty(name).schema
        found[name] = given.select(
            known.get(column, pl.lit(None)).cast(kind).alias(column) for column, kind in schema.items()
        )
    return found


def first_state(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"简报 第{number}期\n文", "utf-8")


def second_state(folder: Path) -> None:
    (folder / "0.txt").unlink()
    (folder / "1.txt").write_text("简报 第1期\n改", "utf-8")
    (folder / "2.txt").rename(folder / "moved.txt")
    for number in range(6, 10):
        (folder / f"{number}.txt").write_text(f"简报 第{number}期\n文", "utf-8")


def bring_up_to_date(home: Path, version: str) -> str:
    """Ingest and parse; what staging then tells dbt, as text."""
    store = Staging(home / "staging")
    refresh.ingest([open_source(home / "in")], store)
    refresh.parse(store, parse_documents=parse_documents, parser_version=version, workers=1)
    left = [path.name for name in ("work", "retired", "arrivals") for path in (store.path / name).iterdir()]
    assert not left, f"left behind: {left}"
    told: dict[str, Any] = {name: store.table(name).drop("ingested_at", strict=False) for name in TABLES}
    told["files"] = store.files().with_columns(pl.col("source_uri").str.split("/").list.last())
    told["documents"] = told["documents"].with_columns(pl.col("source_uri").str.split("/").list.last())
    lines = [f"{name} {row}" for name, frame in told.items() for row in sorted(map(str, frame.rows()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def prepared(home: Path) -> str:
    """The first state, read by an older parser, some of it not parsed yet."""
    first_state(home / "in")
    bring_up_to_date(home, "1")
    (home / "in" / "waiting.txt").write_text("简报 第99期\n文", "utf-8")
    refresh.ingest([open_source(home / "in")], Staging(home / "staging"))
    second_state(home / "in")
    return ""


def killed_at(step: int, work: Callable[[], str]) -> Callable[[], str]:
    """The same work, ended by SIGKILL before its effect number ``step``."""

    def done() -> str:
        remaining = step

        def deadly(function: Callable[..., Any], name: str) -> Callable[..., Any]:
            def wrapped(*args: Any, **kwargs: Any) -> Any:
                nonlocal remaining
                remaining -= 1
                if remaining == 0:
                    sys.stdout.write(f"{name}\n")
                    sys.stdout.flush()
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **kwargs)

            return wrapped

        for owner, name in EFFECTS:
            setattr(owner, name, deadly(getattr(owner, name), name))
        return work()

    return done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stride", type=int, default=1, help="kill before every nth effect only")
    asked = parser.parse_args()
    # Small bounds make a few documents several chunks and batches.
    staging.CHUNK_DOCUMENTS = refresh.CHUNK_DOCUMENTS = 3
    staging.SMALL_BATCHES = 2
    random = Random(1)
    folder: Path = asked.folder
    base, answer = folder / "base", folder / "answer"
    assert in_child(lambda: prepared(base), answer) == 0
    undisturbed = folder / "undisturbed"
    shutil.copytree(base, undisturbed)
    assert in_child(lambda: bring_up_to_date(undisturbed, "2"), answer) == 0
    wanted = answer.read_text("utf-8")
    killed = again = 0
    step = 1
    while True:
        home = folder / "killed"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(base, home)
        work = lambda: bring_up_to_date(home, "2")  # noqa: B023, E731
        ended = in_child(killed_at(step, work), answer)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL, f"step {step} ended with {ended}"
        killed += 1
        ended = in_child(killed_at(random.randint(1, 2 * step + 20), work), answer)
        assert ended in (0, -signal.SIGKILL), f"after a kill at step {step} the next run ended with {ended}"
        again += ended != 0
        assert in_child(work, answer) == 0, f"killed at step {step}: the next run does not complete"
        assert answer.read_text("utf-8") == wanted, f"killed at step {step}: the next run gives other rows"
        step += asked.stride
    print(json.dumps({"effects": step - 1, "killed": killed, "killed again": again}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
