"""A file that somebody writes, replaces or removes while it is read gives one of its versions whole, or a reason."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingestion.refresh import ingest
from ingestion.sources import Unobtainable, open_source
from ingestion.staging import Staging

VERSIONS = tuple(f"简报 第{number}期\n".encode() + number * 4000 * "文".encode() for number in (1, 2, 3))

WRITE = """
import os, random, sys, time
path, manner, versions = sys.argv[1], sys.argv[2], [bytes.fromhex(one) for one in sys.argv[3:]]
longest = max(map(len, versions))
print("writing", flush=True)
while True:
    for version in versions:
        if manner == "replaced":
            with open(path + ".part", "wb") as file:
                file.write(version)
            os.replace(path + ".part", path)
        elif manner == "removed":
            if os.path.exists(path):
                os.unlink(path)
        with open(path, "r+b" if manner == "overwritten" else "wb") as file:
            file.write(version.ljust(longest) if manner == "overwritten" else version)
            if manner == "truncated":
                file.truncate(len(version) // 2)
                file.seek(0)
                file.write(version)
        time.sleep(random.choice((0, 0, 0.06)))
"""


@contextmanager
def writing(path: Path, manner: str) -> Iterator[None]:
    """Somebody who writes one version after the other, sometimes at once, sometimes after a moment."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path), manner, *(version.hex() for version in VERSIONS)],
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        yield
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.communicate()


@pytest.mark.parametrize("manner", ["overwritten", "truncated", "replaced", "removed"])
def test_what_is_read_is_never_a_mixture(manner: str, tmp_path: Path) -> None:
    longest = max(map(len, VERSIONS))
    wanted = {version.ljust(longest) if manner == "overwritten" else version for version in VERSIONS}
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(min(wanted))
    reasons: set[str] = set()
    found: list[bytes] = []
    with writing(folder / "a.txt", manner):
        for look in range(5_000):
            if look >= 60 and len({*found, *reasons}) > 1:
                break  # a busy machine can let the writer wait for longer than sixty looks
            for file in open_source(folder).files():
                if file.name == "a.txt":
                    try:
                        found.append(file.read())
                    except Unobtainable as fault:
                        assert fault.reason
                        reasons.add(fault.reason)
    assert len({*found, *reasons}) > 1, "nothing was written meanwhile: the test shows nothing"
    # An emptied or cut file is a version, too, where its writer leaves it so for longer than a step of its clock.
    assert all(data in wanted or any(version.startswith(data) for version in wanted) for data in found)


def test_a_run_takes_such_a_file_whole_or_names_it_and_the_next_one_takes_it_up(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(VERSIONS[0])
    (folder / "b.txt").write_text("简报 第9期")
    staging = Staging(tmp_path / "staging")
    texts = {version.decode() for version in VERSIONS}
    with writing(folder / "a.txt", "replaced"):
        for _ in range(5):
            report = ingest([open_source(folder)], staging)
            told = {Path(row["source_uri"]).name: row["outcome"] for row in staging.files().iter_rows(named=True)}
            assert told["b.txt"] == "read"
            assert "a.txt" in told or report.kept
            held = [staging.arrival(chunk)["text"].to_list() for chunk in staging.arrivals()]
            assert {text for texts in held for text in texts} - {"简报 第9期"} <= texts
    for stray in folder.glob("*.part"):
        stray.unlink()
    (folder / "a.txt").write_bytes(VERSIONS[1])
    ingest([open_source(folder)], staging)
    held = [text for chunk in staging.arrivals() for text in staging.arrival(chunk)["text"].to_list()]
    assert sorted(held) == sorted(["简报 第9期", VERSIONS[1].decode()])
