"""A run on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.columns import Columns
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from warehouse.settings import Settings
from warehouse.verdict import CheckResult, Verdict

if TYPE_CHECKING:
    from orchestration.run import Outcome

LISTED = 8


def summary(outcome: Outcome, settings: Settings) -> RenderableType:
    """Files, documents, rows, checks, release, and what to do next."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for head, body in _parts(outcome, settings):
        grid.add_row(head, body)
    return grid


def checks_text(verdict: Verdict, checks_run: int | None = None) -> Text:
    """How many checks passed, and each failed one with its first row.

    ``checks_run``: how many were run, where the verdict holds the failed ones only.
    """
    critical, warnings = verdict.failed_critical, verdict.failed_warnings
    total = len(verdict.checks) if checks_run is None else checks_run
    passed = total - len(critical) - len(warnings)
    text = Text(f"{passed} passed · {len(warnings)} warnings · {len(critical)} critical")
    for check in (*critical, *warnings[:LISTED]):
        text.append_text(_failed(check))
    if len(warnings) > LISTED:
        text.append(f"\n… and {len(warnings) - LISTED} more warnings: see audit.checks")
    return text


def listed(pairs: Sequence[Sequence[str]], mark: str, style: str) -> Text:
    """One line for each file and its reason."""
    text = Text()
    for uri, reason in pairs[:LISTED]:
        text.append(f"\n{mark} ", style=style).append(f"{uri}: {reason}")
    if len(pairs) > LISTED:
        text.append(f"\n… and {len(pairs) - LISTED} more: see audit.rejected_documents")
    return text


def _parts(outcome: Outcome, settings: Settings) -> Iterator[tuple[str, RenderableType]]:
    files, documents = outcome.told.get("source_files"), outcome.told.get("parsed/documents")
    yield "Run", Text(f"{outcome.run_id} · {outcome.seconds:.0f} s · {', '.join(outcome.sources)}")
    if files:
        yield "Files", _files(files)
    if documents:
        yield "Documents", _documents(files or {}, documents)
    if outcome.rows:
        yield "Rows", Columns([Text(f"{name} {count:,}") for name, count in outcome.rows.items()], padding=(0, 3))
    if outcome.verdict is not None:
        yield "Checks", checks_text(outcome.verdict)
    yield from _ending(outcome, settings)


def _files(files: Any) -> Text:
    rejected = files["rejected"]
    text = Text(
        f"{files['files_found']} found · {files['documents_read']} read · {files['unchanged']} known already"
        f" · {files['duplicates']} duplicates · {rejected} rejected"
    )
    text.append_text(listed(files["rejections"], "✗", "red"))
    return text.append_text(listed(files["kept"], "… kept, out of reach:", "yellow"))


def _documents(files: Any, documents: Any) -> Text:
    text = Text(
        f"{files.get('new', 0)} new · {files.get('removed', 0)} removed · {documents['reparsed']} re-parsed"
        f" · {documents['parsed']} parsed · {documents['not_understood']} not recognised as bulletins"
    )
    if not (files.get("new") or files.get("removed") or documents["reparsed"] or documents["parsed"]):
        text.append("\nnothing new")
    return text.append_text(listed(documents["failures"], "✗", "red"))


def _ending(outcome: Outcome, settings: Settings) -> Iterator[tuple[str, RenderableType]]:
    if outcome.success and outcome.release is not None:
        release = outcome.release
        same = " · content as in the release before" if outcome.told.get("warehouse", {}).get("unchanged") else ""
        yield "Release", Text(f"{release.release_id} · {release.size_bytes / 1e6:.1f} MB{same}")
        yield "Published", Text(str(settings.published), style="green")
        yield "Next", Text("fangzhi status · fangzhi explain ID · fangzhi dev · docs/connecting.md")
        return
    if outcome.refused:
        yield "Release", Text("refused; readers keep the last release", style="bold red")
        yield "Look at", Text(f"{outcome.build_file}\n{settings.docs / 'data_docs'}")
        yield "Next", Text(_after_refusal(outcome))
        return
    yield "Failed", Text(outcome.failure or "for a reason that Dagster did not tell", style="red")
    yield "Next", Text(f"fangzhi dev shows the run {outcome.run_id} step by step; what is published was not touched")


def _after_refusal(outcome: Outcome) -> str:
    failed = {check.name for check in outcome.verdict.failed_critical} if outcome.verdict else set()
    if failed == {"rows_do_not_fall"}:
        return (
            "where other bulletins were meant, build them in a home of their own (fangzhi --home FOLDER build …);\n"
            "where rows are rightly gone, fangzhi build --accept-row-fall"
        )
    return "correct the bulletins or the rule named above, and build again"


def _failed(check: CheckResult) -> Text:
    critical = check.severity == "critical"
    text = Text("\n✗ " if critical else "\n! ", style="bold red" if critical else "yellow")
    text.append(f"{check.table}: {check.name}", style="bold").append(f" · {check.failing_rows} rows")
    if check.protects:
        text.append(f" · {check.protects}")
    if check.sample:
        first = ", ".join(f"{name}={value}" for name, value in list(check.sample[0].items())[:6])
        text.append(f"\n    {first[:200]}", style="dim")
    if critical and check.query:
        text.append(f"\n    {' '.join(check.query.split())[:400]}", style="dim")
    return text
