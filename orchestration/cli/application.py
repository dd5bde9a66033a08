"""All commands and their options."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from warehouse.settings import Settings

application = typer.Typer(
    name="fangzhi",
    help="A warehouse of local-chronicles bulletins (地方志工作简报): every row traceable to the characters it was"
    " read from.",
    epilog="Exit codes: 0 success, 1 a check failed, 2 bad usage or input, 3 another run is at work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCES]...",
        help="Folders, files, zip archives, patterns or addresses with bulletins. None: as in fangzhi.toml or"
        " FANGZHI_BULLETINS, else as in the last build. The landing folder is always read.",
    ),
]


class CheckFormat(StrEnum):
    """How check tells its results."""

    text = "text"
    json = "json"
    junit = "junit"


class ExportFormat(StrEnum):
    """What export writes."""

    parquet = "parquet"
    csv = "csv"
    excel = "excel"
    datapackage = "datapackage"


@application.callback()
def everywhere(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            envvar="FANGZHI_HOME", help="Folder of everything made at run time.", show_default="./data", file_okay=False
        ),
    ] = None,
) -> None:
    """Options of every command."""
    context.obj = home


def _settings(context: typer.Context) -> Settings:
    from orchestration.cli.configuration import settings_of

    return settings_of(context.obj)


@application.command()
def build(
    context: typer.Context,
    sources: Sources = None,
    accept_row_fall: Annotated[
        bool, typer.Option("--accept-row-fall", help="Publish although rows fell by more than the settings permit.")
    ] = False,
) -> None:
    """Read bulletins, build the warehouse, judge it, publish it."""
    from orchestration.cli.building import build as run

    run(_settings(context), sources or [], accept_row_fall)


@application.command()
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Bulletins: text, Markdown, HTML, PDF, Word.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the JSON files.", file_okay=False)],
) -> None:
    """Write what each bulletin says as one JSON file, without any warehouse."""
    from orchestration.cli.extracting import extract as run

    run(files, out)


@application.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Show on one screen what is published: age, size, rows, checks, rejected files, releases."""
    from orchestration.cli.reading import status as run

    run(_settings(context), as_json)


@application.command()
def check(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCES]...",
            help="Bulletins to judge, as for build, in a temporary home. None: the published warehouse.",
        ),
    ] = None,
    style: Annotated[CheckFormat, typer.Option("--format", help="How to tell the results.")] = CheckFormat.text,
    output: Annotated[
        Path | None, typer.Option("--output", help="File for the results instead of the terminal.", dir_okay=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings and rejected files too.")] = False,
) -> None:
    """Judge bulletins, or what is published, and publish nothing: the data-quality gate for CI."""
    from orchestration.cli.checking import check as run

    run(_settings(context), sources or [], style.value, output, strict)


@application.command()
def explain(
    context: typer.Context,
    row_id: Annotated[str, typer.Argument(metavar="ID", help="First column of any marts table.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Show a row's source, the passage highlighted that it was read from."""
    from orchestration.cli.reading import explain as run

    run(_settings(context), row_id, as_json)


@application.command()
def releases(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """List the releases that are kept, the newest first."""
    from orchestration.cli.reading import releases as run

    run(_settings(context), as_json)


@application.command()
def rollback(
    context: typer.Context,
    release: Annotated[
        str | None, typer.Argument(metavar="[RELEASE]", help="Release to go back to; none: the one before.")
    ] = None,
) -> None:
    """Publish an earlier release again."""
    from orchestration.cli.reading import rollback as run

    run(_settings(context), release)


@application.command()
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder for the files.", file_okay=False)],
    formats: Annotated[
        list[ExportFormat] | None,
        typer.Option("--format", help="Format, may be given several times.", show_default="all of them"),
    ] = None,
) -> None:
    """Write the published tables as Parquet, CSV, Excel or a Frictionless data package."""
    from orchestration.cli.reading import export as run

    run(_settings(context), out, [one.value for one in formats or list(ExportFormat)])


@application.command()
def dev(
    context: typer.Context,
    sources: Sources = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on.", show_default="3000")] = None,
) -> None:
    """Open Dagster's web interface on this machine, with schedule and landing-folder sensor."""
    from orchestration.cli.serving import dev as run

    run(_settings(context), sources or [], host, port)
