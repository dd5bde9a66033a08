"""``fangzhi build``: the job in this process, with a bar meanwhile and one screen at the end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from orchestration.cli.console import BAD_INPUT, BUSY, CHECK_FAILED, Stop, errors, output
from orchestration.disk import lack_of_room
from orchestration.sources import absolute, missing, named, sources_of
from warehouse.locks import Busy, look
from warehouse.settings import Settings

if TYPE_CHECKING:
    from orchestration.run import Outcome

STAGES = {
    "source_files": "Looking at the sources",
    "parsed": "Parsing",
    "transformed": "Building the tables",
    "gate": "Judging",
    "warehouse": "Publishing",
}


def build(settings: Settings, sources: Sequence[str], accept_row_fall: bool) -> None:
    """Run the job; Stop where nothing could be read or another run is at work, exit code 1 where the gate refused."""
    outcome = run(settings, sources, accept_row_fall)
    if outcome.turned_away:
        raise Stop(outcome.failure, code=BUSY)
    from orchestration.cli.summary import summary

    output().print(summary(outcome, settings))
    _alert(settings, outcome)
    if outcome.refused:
        raise SystemExit(CHECK_FAILED)
    if not outcome.success:
        raise SystemExit(BAD_INPUT)


def _alert(settings: Settings, outcome: Outcome) -> None:
    """Tell whoever is to know; what does not arrive is told here."""
    from orchestration.alerts import alert_about, send

    alert = alert_about(settings, outcome.run_id, outcome.success, outcome.failure, outcome.verdict)
    for fault in send(settings, alert) if alert is not None else []:
        errors().print(Text("fangzhi: ", style="yellow"), Text(f"no alert arrived: {fault}"), sep="")


def run(settings: Settings, sources: Sequence[str], accept_row_fall: bool = False) -> Outcome:
    """Run the job in this process with a progress bar; Stop for sources that are not there."""
    _look_first(settings, sources)
    asked = [absolute(source) for source in sources]
    with _bar(hidden=settings.log_format == "json") as bar:
        task = bar.add_task("Loading Dagster and dbt", total=None)
        from orchestration import home, judging

        home.prepare(settings)
        judging.warm_up()
        judging.seldom_collect()
        from orchestration.disk import DiskFull
        from orchestration.run import run_job
        from orchestration.transformation import DbtFailed

        def tell(what: str, done: int, total: int) -> None:
            if what in STAGES:
                bar.reset(task, description=STAGES[what], total=None)
            else:
                bar.update(task, completed=done, total=total)

        try:
            return run_job(settings, asked, accept_row_fall, tell)
        except DbtFailed as fault:
            raise Stop(str(fault), "The models in dbt_project cannot be read; correct what dbt names.") from fault
        except DiskFull as fault:
            raise Stop(str(fault)) from fault


def _look_first(settings: Settings, asked: Sequence[str]) -> None:
    """Stop for what is wrong before the seconds that loading takes."""
    gone = missing(asked)
    if gone:
        raise Stop(f"not there: {', '.join(gone)}", "Name a folder, a file, a zip archive or an address.")
    lack = lack_of_room(settings)
    if lack is not None:
        raise Stop(f"{lack}.", "Make room, or name another home: fangzhi --home FOLDER build")
    if settings.home.is_dir():
        try:
            look(settings.home / ".run.lock", "this build")
        except Busy as busy:
            raise Stop(str(busy), code=BUSY) from busy
    chosen = sources_of(settings, asked)
    if len(chosen) > 1 or settings.published.exists():
        return
    with suppress(FileNotFoundError), os.scandir(settings.landing) as found:
        if any(not entry.name.startswith(".") for entry in found):
            return
    raise Stop(
        f"no bulletins: nothing was named, and {named(chosen)[0]} is empty.",
        "Name a folder (fangzhi build tests/corpus/bulletins) or put bulletins into the landing folder.",
    )


def _bar(hidden: bool) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors(),
        transient=True,
        disable=hidden,
    )
