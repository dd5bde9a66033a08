"""The commands that read what is published, or put another release in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import duckdb
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from orchestration.cli.console import BUSY, Stop, errors, output
from orchestration.cli.summary import LISTED, checks_text, listed
from warehouse.connection import connect
from warehouse.locks import Busy
from warehouse.releases import NotARelease, Release, ReleaseStore
from warehouse.settings import Settings
from warehouse.verdict import Verdict

BUILD_FIRST = "Build one first: fangzhi build <folder with bulletins>"


def status(settings: Settings, as_json: bool) -> None:
    """Age, size, rows, checks, rejected files and releases on one screen."""
    from warehouse.status import status as read_status

    published_file(settings)
    found = read_status(settings)
    assert found.current is not None
    if as_json:
        _print_json(asdict(found))
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    current = found.current
    grid.add_row("Release", f"{current.release_id} · published {_age(found.age)} ago · run {current.run_id}")
    grid.add_row(
        "File", f"{settings.published} · {current.size_bytes / 1e6:.1f} MB · home {found.disk_bytes / 1e6:.0f} MB"
    )
    grid.add_row("Newest", f"bulletin of {found.newest_issue_date or 'an unknown date'}")
    grid.add_row("Content", current.fingerprint)
    tables = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for left, right in _paired(current):
        tables.add_row(*left, *right)
    grid.add_row("Tables", tables)
    grid.add_row("Checks", checks_text(Verdict.of(found.failed_checks), found.checks_run))
    rejected = Text(str(len(found.rejected)))
    grid.add_row(
        "Rejected", rejected.append_text(listed([(r.source_uri, r.reason) for r in found.rejected], "✗", "red"))
    )
    if found.waiting_builds:
        grid.add_row("Refused", f"{', '.join(found.waiting_builds)} in {settings.build}")
    kept = ", ".join(release.release_id for release in found.releases[:LISTED])
    grid.add_row("Releases", f"{len(found.releases)} kept: {kept}")
    output().print(grid)


def explain(settings: Settings, row_id: str, as_json: bool) -> None:
    """A row and the passages it was read from."""
    from warehouse.lookup import NoSuchRow
    from warehouse.lookup import explain as look_up

    try:
        found = look_up(published_file(settings), row_id)
    except NoSuchRow as fault:
        raise Stop(str(fault), "For example: select event_id from marts.fct_events limit 1") from fault
    if as_json:
        _print_json(asdict(found))
        return
    console = output()
    table = Table("column", "value", title=f"{found.table} {found.row_id}", title_justify="left")
    for name, value in found.row.items():
        if value is not None:
            table.add_row(name, Text(str(value)))
    console.print(table)
    for passage in found.passages:
        text = Text(passage.before).append(passage.text, style="bold black on yellow").append(passage.after)
        place = f"{passage.source_uri} · characters {passage.char_start}–{passage.char_end} · rule {passage.rule_id}"
        console.print(Panel(text, title=Text(place), title_align="left", subtitle=Text(passage.document_id[:12])))
        if not console.is_terminal:
            console.print(Text(f"passage: {' '.join(passage.text.split())}"))
    if not found.passages:
        console.print(Text("This row rests on no passage: it comes from the reference data or from counting."))


def releases(settings: Settings, as_json: bool) -> None:
    """The releases that are kept."""
    found = ReleaseStore(settings).releases()
    if as_json:
        _print_json([asdict(release) for release in found])
        return
    if not found:
        raise Stop("no release is kept.", BUILD_FIRST)
    table = Table("release", "published", "rows", "MB", "content", "", box=None)
    for release in found:
        table.add_row(
            release.release_id,
            release.published_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            f"{release.rows:,}",
            f"{release.size_bytes / 1e6:.1f}",
            release.fingerprint[:12],
            "current" if release.is_current else "",
        )
    output().print(table)


def rollback(settings: Settings, release: str | None) -> None:
    """Publish an earlier release again."""
    try:
        now = ReleaseStore(settings).rollback(release)
    except NotARelease as fault:
        raise Stop(str(fault), "fangzhi releases lists those that are kept.") from fault
    except Busy as fault:
        raise Stop(str(fault), code=BUSY) from fault
    output().print(Text(f"Readers now see release {now.release_id}: {now.path}"))


def export(settings: Settings, out: Path, formats: Sequence[str]) -> None:
    """Write the published tables into a folder."""
    from warehouse.export import Format
    from warehouse.export import export as write

    database = published_file(settings)
    with errors().status("Exporting"):
        try:
            files = [path for one in formats for path in write(database, out, [cast(Format, one)])]
        except OSError as fault:
            raise Stop(f"{out} cannot be written: {fault.strerror or fault}", "Name another folder.") from fault
    size = sum(path.stat().st_size for path in files) / 1e6
    output().print(Text(f"{len(files)} files, {size:.1f} MB, in {out}: {', '.join(formats)}"))


def published_file(settings: Settings) -> Path:
    """The file that readers open; Stop where there is none that this version can read."""
    if not settings.published.exists():
        raise Stop(f"nothing is published in {settings.home}.", BUILD_FIRST)
    current = ReleaseStore(settings).current()
    if current is None:
        raise Stop(f"{settings.published} is not a release.", "fangzhi rollback puts the last good one in its place.")
    if not current.is_of_this_version:
        raise Stop(
            f"{settings.published} was made by version {current.project_version} of the project, whose tables are not"
            f" those of this version ({version('fangzhi')}).",
            "Readers may go on with it until you build anew: fangzhi build",
        )
    try:
        connect(settings.published, read_only=True).close()
    except duckdb.Error as fault:
        raise Stop(f"{settings.published} cannot be opened: {fault}", "Close the program that writes to it.") from fault
    return settings.published


def _paired(release: Release) -> list[tuple[tuple[str, str, str], tuple[str, str, str]]]:
    cells = [(one.table, f"{one.rows:,}", one.content_hash[:12]) for one in release.tables]
    half = (len(cells) + 1) // 2
    right = [*cells[half:], *[("", "", "")] * (2 * half - len(cells))]
    return list(zip(cells[:half], right, strict=True))


def _age(age: timedelta | None) -> str:
    if age is None:
        return "an unknown time"
    hours, seconds = divmod(int(age.total_seconds()), 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {seconds // 60} min" if hours else f"{seconds // 60} min"


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1, default=str))
