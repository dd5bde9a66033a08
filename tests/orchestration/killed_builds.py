"""Whole builds killed (SIGKILL) at random moments, one after the other, and then one that is left alone.

Each build is the command ``fangzhi build`` in a process group of its own. A seed decides in which phase it is killed
and how far into it, and whether all of its processes die or the first one only. After each death readers must find a
release whole and the home folder must list nothing else; after some deaths in a row the next build must complete by
itself, give the tables of a build that was never disturbed, and leave nothing behind.

    python tests/orchestration/killed_builds.py FOLDER --kills 120 --seed 1

makes two states of a collection, publishes the first, and kills builds of the second; prints what happened as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import duckdb

from warehouse.contents import contents, fingerprint

ROOT = Path(__file__).resolve().parents[2]
LOADING = "loading"
STEPS = ("source_files", "parsed", "transformed", "gate", "warehouse")
AIMED_AT = {LOADING: 1, "source_files": 5, "parsed": 5, "transformed": 6, "gate": 4, "warehouse": 5}
"""How often each phase is aimed at, in proportion: more often than its share of a build's time would have it."""

ENDS_WITHIN = 20.0
"""Seconds after which no process of a build may be left whose first process was killed."""

Tables = Mapping[str, str]
"""Content hash of each marts table."""


@dataclass(frozen=True)
class Kill:
    """One death: the phase it happened in, seconds since that phase began, and whom it hit."""

    series: int
    aimed_at: str
    phase: str
    seconds_into: float
    whole_group: bool
    processes: int
    readers_see: str


class Build:
    """A running ``fangzhi build``."""

    def __init__(self, home: Path, sources: Sequence[str], scratch: Path) -> None:
        self.home = home
        self._before = set(_logs(home))
        scratch.mkdir(exist_ok=True)
        self.said = scratch / "said.txt"
        self.started = time.time()
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.cli", "build", *sources],
                cwd=ROOT,
                env={**os.environ, "FANGZHI_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def events(self) -> dict[tuple[str, str], float]:
        """When each step began and ended, as far as this build got."""
        found: dict[tuple[str, str], float] = {}
        for log in sorted(set(_logs(self.home)) - self._before):
            with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{log}?mode=ro", uri=True)) as database:
                for kind, step, moment in database.execute(
                    "select dagster_event_type, step_key, (julianday(timestamp) - 2440587.5) * 86400 from event_logs"
                    " where dagster_event_type in ('STEP_START', 'STEP_SUCCESS', 'STEP_FAILURE') order by id"
                ):
                    found[kind, step] = moment
        return found

    def reached(self, phase: str) -> bool:
        """Wait until the phase begins; False where the build ended before."""
        if phase == LOADING:
            return True
        while self.process.poll() is None:
            if ("STEP_START", phase) in self.events():
                return True
            time.sleep(0.005)
        return False

    def kill(self, whole_group: bool) -> int:
        """Kill, and see that nothing of it goes on; returns how many processes there were."""
        members = _processes(self.process.pid)
        (os.killpg if whole_group else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait()
        give_up_at = time.monotonic() + ENDS_WITHIN
        while _processes(self.process.pid):
            assert time.monotonic() < give_up_at, f"still at work: {_processes(self.process.pid)}"
            time.sleep(0.01)
        return len(members)

    def phase(self, at: float) -> tuple[str, float]:
        """The phase it was in at its end, and the seconds since that began."""
        events = self.events()
        begun = [(moment, step) for (kind, step), moment in events.items() if kind == "STEP_START"]
        if not begun:
            return LOADING, at - self.started
        moment, step = max(begun)
        ended = events.get(("STEP_SUCCESS", step))
        if ended is None:
            return step, at - moment
        return ("ending" if step == STEPS[-1] else f"after {step}"), at - ended

    def durations(self) -> dict[str, float]:
        """Seconds that each phase of a finished build took."""
        events = self.events()
        steps = {step: events["STEP_SUCCESS", step] - events["STEP_START", step] for step in STEPS}
        return {LOADING: events["STEP_START", STEPS[0]] - self.started, **steps}


class Trial:
    """A home folder whose builds are killed, and what must come of them."""

    def __init__(self, folder: Path, sources: Sequence[str], before: Tables, after: Tables) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.sources = list(sources)
        self._known = {json.dumps(dict(before)): "before", json.dumps(dict(after)): "after"}
        self._after = after

    def kills(
        self, series: int, count: int, random: Random, durations: Mapping[str, float], aims: Sequence[str] = ()
    ) -> Iterator[Kill]:
        """Kill so many builds one after the other, at given phases or at such as chance decides."""
        for number in range(count):
            [chosen] = random.choices(list(AIMED_AT), weights=list(AIMED_AT.values()))
            aim = aims[number] if aims else chosen
            whole_group = random.random() < 0.8
            while True:
                build = Build(self.home, self.sources, self.folder)
                if build.reached(aim):
                    time.sleep(random.random() * durations[aim])
                if build.process.poll() is None:
                    break
                assert build.process.returncode == 0, build.said.read_text("utf-8")
            moment = time.time()
            processes = build.kill(whole_group)
            phase, seconds = build.phase(moment)
            yield Kill(series, aim, phase, round(seconds, 3), whole_group, processes, self.readers_see())

    def completes(self) -> None:
        """The next build, left alone: it must end well, with the same tables, and clear up."""
        build_whole(self.home, self.sources, self.folder)
        self.holds_what_an_undisturbed_build_gives()

    def holds_what_an_undisturbed_build_gives(self) -> None:
        """Fail where the published tables are others, or anything is left of the builds that were killed."""
        tables = tables_of(self.home / "warehouse.duckdb")
        differing = sorted(name for name in {*tables, *self._after} if tables.get(name) != self._after.get(name))
        assert not differing, f"other than of an undisturbed build: {differing}"
        left = debris(self.home)
        assert not left, f"left behind: {left}"

    def readers_see(self) -> str:
        """Which of the known states is published; fails where it is none of them, or a listed release is not whole."""
        for path in sorted((self.home / "releases").glob("*.duckdb")):
            assert json.dumps(dict(tables_of(path))) in self._known, f"{path.name} is none of the releases"
        return self._known[json.dumps(dict(tables_of(self.home / "warehouse.duckdb")))]


def build_whole(home: Path, sources: Sequence[str], scratch: Path) -> Build:
    """A build that is left alone."""
    build = Build(home, sources, scratch)
    code = build.process.wait()
    assert code == 0, build.said.read_text("utf-8")
    return build


def tables_of(published: Path) -> Tables:
    """What a released file holds; fails where that is not what it says it holds."""
    with duckdb.connect(str(published), read_only=True) as connection:
        found = contents(connection)
        told = connection.execute("select fingerprint from audit.release").fetchall()
        listed = connection.execute("select table_name, content_hash from audit.tables order by 1").fetchall()
    tables = {one.table: one.content_hash for one in found}
    assert told == [(fingerprint(found),)], f"{published.name} is not what it says it is"
    assert dict(listed) == tables, f"{published.name} lists other tables than it holds"
    return tables


def debris(home: Path) -> list[str]:
    """What no finished build leaves in its home folder. One build file may stay, to be looked into."""
    patterns = (
        ".incoming*", ".sources.json.*", "releases/*.partial",
        *(f"staging/{folder}/*" for folder in ("work", "retired", "arrivals")), "build/comparing",
        "build/dbt/fangzhi.duckdb*", "build/dbt/*.partial", "dbt/.parsing-*",
        "dagster/.dagster.yaml.*", "docs/**/.*", "*.wal", "releases/*.wal", "dbt/parsed-*/.*",
    )  # fmt: skip
    left = [path for pattern in patterns for path in home.glob(pattern)]
    left += sorted((home / "build").glob("*.duckdb"))[1:]
    left += [log for log in (home / "build").glob("*.duckdb.wal") if not log.with_suffix("").exists()]
    return [path.relative_to(home).as_posix() for path in left]


def bulletin(number: int, wording: str = "召开") -> str:
    """A small bulletin of 2024 or 2025."""
    year, issue = 2024 + number // 240, number % 240 + 1
    month, day = issue % 12 + 1, issue % 27 + 1
    city = ("成都市", "绵阳市", "遂宁市", "南充市", "宜宾市", "达州市")[number % 6]
    return "\n".join(
        [
            "四川省地方志工作简报",
            f"第{issue}期（总第{issue + 800 + 240 * (number // 240)}期）",
            f"四川省地方志工作办公室 {year}年{month}月{day}日",
            "【市州动态】",
            f"{city}{wording}扶贫志编纂推进会",
            f"    {month}月{day}日，{city}{wording}《{city[:2]}扶贫志》编纂推进会，{10 + number % 50}人参加会议。",
            f"    （{city}地方志办公室）",
        ]
    )


def write_collection(folder: Path, documents: int, changed: bool) -> None:
    """The first or the second state of a collection: twice as many, and of ten old ones one is gone, one reworded."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(2 * documents if changed else documents):
        if not changed or number % 10 != 3:
            wording = "举行" if changed and number % 10 == 5 else "召开"
            (folder / f"{number:05}.txt").write_text(bulletin(number, wording), "utf-8")


def main() -> int:
    """Kill as many builds as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--in-a-row", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=420, help="from 400 on, parsing has processes of its own")
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    home, prepared, bulletins = folder / "home", folder / "prepared", folder / "bulletins"
    folder.mkdir(parents=True)
    write_collection(bulletins, asked.documents, changed=False)
    build_whole(home, [str(bulletins)], folder)
    before = tables_of(home / "warehouse.duckdb")
    shutil.copytree(home, prepared)
    write_collection(bulletins, asked.documents, changed=True)
    durations = build_whole(home, [str(bulletins)], folder).durations()
    after = tables_of(home / "warehouse.duckdb")
    assert before != after
    trial = Trial(folder, [str(bulletins)], before, after)
    random = Random(asked.seed)
    kills: list[Kill] = []
    series = 0
    while len(kills) < asked.kills:
        series += 1
        shutil.rmtree(home)
        shutil.copytree(prepared, home)
        for kill in trial.kills(series, min(asked.in_a_row, asked.kills - len(kills)), random, durations):
            kills.append(kill)
            with (folder / "kills.jsonl").open("a") as log:
                log.write(json.dumps(asdict(kill)) + "\n")
        trial.completes()
    told = {
        "kills": len(kills),
        "series": series,
        "seed": asked.seed,
        "phases": dict(sorted(Counter(kill.phase for kill in kills).items())),
        "first process only": sum(not kill.whole_group for kill in kills),
        "readers saw": dict(Counter(kill.readers_see for kill in kills)),
        "most processes at once": max(kill.processes for kill in kills),
    }
    print(json.dumps(told))
    return 0


def _logs(home: Path) -> list[Path]:
    return [path for path in (home / "dagster" / "history" / "runs").glob("*.db") if path.name != "index.db"]


def _processes(group: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, process_group = path.read_text().rsplit(")", 1)[1].split()[:3]
            if int(process_group) == group and state != "Z":
                found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
