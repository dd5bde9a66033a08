"""``fangzhi check``: the gate for CI, which publishes nothing."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from xml.etree import ElementTree as Xml

from rich.text import Text

from orchestration.cli.console import CHECK_FAILED, Stop, output
from orchestration.cli.reading import published_file
from orchestration.cli.summary import checks_text, listed
from warehouse.audit import verdict_of
from warehouse.connection import connect
from warehouse.settings import Settings
from warehouse.status import RejectedDocument
from warehouse.verdict import CheckResult, Verdict


def check(settings: Settings, sources: Sequence[str], style: str, target: Path | None, strict: bool) -> None:
    """Judge, tell in the style asked for, and exit with 1 where a critical check failed (strict: any)."""
    verdict, rejected = _bulletins(settings, sources) if sources else _published(settings)
    failed = verdict.refused or (strict and bool(verdict.failed_warnings or rejected))
    if style == "text" and target is None:
        output().print(_text(verdict, rejected, failed))
    else:
        told = {"text": _plain, "json": _json, "junit": _junit}[style](verdict, rejected, failed)
        if target is None:
            print(told)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(told + "\n", encoding="utf-8")
    if failed:
        raise SystemExit(CHECK_FAILED)


def _bulletins(settings: Settings, sources: Sequence[str]) -> tuple[Verdict, list[RejectedDocument]]:
    """Build the bulletins in a home that is thrown away."""
    from orchestration.cli.building import run

    with tempfile.TemporaryDirectory(prefix="fangzhi-check-") as folder:
        apart = settings.model_copy(update={"home": Path(folder).resolve(), "bulletins": [], "source": []})
        outcome = run(apart, sources)
        if outcome.verdict is None:
            raise Stop(f"nothing could be judged: {outcome.failure}", "fangzhi build shows the same step by step.")
        database = apart.published if outcome.success else outcome.build_file
        assert database is not None
        return outcome.verdict, _rejected(database)


def _published(settings: Settings) -> tuple[Verdict, list[RejectedDocument]]:
    from orchestration import home

    if not settings.published.exists():
        raise Stop(f"nothing is published in {settings.home}.", "Name bulletins to judge: fangzhi check <folder>")
    published_file(settings)
    home.quiet()
    from expectations import gate

    outcomes = gate.run(settings.published)
    checks = _tested_again(settings.published)
    checks += [
        CheckResult(
            one.name, "great_expectations", one.table, one.severity, one.passed, one.failing_rows, one.sample,
            one.protects, one.query,
        )
        for one in outcomes
    ]  # fmt: skip
    return Verdict.of(checks), _rejected(settings.published)


def _tested_again(database: Path) -> list[CheckResult]:
    """Dbt's tests by the queries that were recorded with them; what compares with staging has nothing to compare."""
    from expectations.findings import find, opened

    with opened(database, None) as connection:
        recorded = verdict_of(connection)
        results = []
        for one in recorded.checks if recorded is not None else ():
            if one.origin == "dbt" and '"staging"' not in one.query:
                found = find(connection, one.query)
                results.append(replace(one, passed=not found.count, failing_rows=found.count, sample=found.sample))
    return results


def _rejected(database: Path) -> list[RejectedDocument]:
    with connect(database, read_only=True) as connection:
        rows = connection.execute(
            "select source_uri, stage, reason from audit.rejected_documents order by source_uri"
        ).fetchall()
    return [RejectedDocument(*row) for row in rows]


def _text(verdict: Verdict, rejected: Sequence[RejectedDocument], failed: bool) -> Text:
    text = checks_text(verdict)
    text.append_text(listed([(one.source_uri, one.reason) for one in rejected], "✗", "red"))
    return text.append("\nfailed" if failed else "\npassed", style="bold red" if failed else "bold green")


def _plain(verdict: Verdict, rejected: Sequence[RejectedDocument], failed: bool) -> str:
    return _text(verdict, rejected, failed).plain


def _json(verdict: Verdict, rejected: Sequence[RejectedDocument], failed: bool) -> str:
    told = {
        "passed": not failed,
        "checks": [asdict(one) for one in verdict.checks],
        "rejected": [asdict(one) for one in rejected],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def _junit(verdict: Verdict, rejected: Sequence[RejectedDocument], failed: bool) -> str:
    """Critical checks and rejected files as failures; warnings pass with their text, or fail where all shall."""
    suite = Xml.Element("testsuite", name="fangzhi", tests=str(len(verdict.checks) + len(rejected)))
    failures = 0
    for one in verdict.checks:
        case = Xml.SubElement(suite, "testcase", classname=f"{one.origin}.{one.table}", name=one.name)
        if one.passed:
            continue
        if one.severity == "critical":
            failures += 1
            Xml.SubElement(case, "failure", message=_clean(one.protects)).text = _clean(_rows(one))
        else:
            Xml.SubElement(case, "system-out").text = _clean(f"warning: {one.protects}\n{_rows(one)}")
    for file in rejected:
        case = Xml.SubElement(suite, "testcase", classname="rejected_documents", name=_clean(file.source_uri))
        Xml.SubElement(case, "system-out").text = _clean(file.reason)
    suite.set("failures", str(failures))
    if failed and not failures:
        case = Xml.SubElement(suite, "testcase", classname="fangzhi", name="strict")
        Xml.SubElement(case, "failure", message="warnings or rejected files, and --strict was given")
        suite.set("failures", "1")
        suite.set("tests", str(len(verdict.checks) + len(rejected) + 1))
    return Xml.tostring(suite, encoding="unicode", xml_declaration=True)


def _rows(check: CheckResult) -> str:
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in check.sample]
    return "\n".join([f"{check.failing_rows} rows", *lines, check.query])


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
