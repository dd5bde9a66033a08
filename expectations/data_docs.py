"""Data Docs as a site that stands alone: nothing fetched from elsewhere, no script, every text shown as text."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from expectations.outcome import ExpectationOutcome

_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
    " img-src data:; base-uri 'none'; form-action 'none'\">"
)
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1rem 1.5rem;color:#1b1b1b}
table{border-collapse:collapse;margin:.6rem 0;width:100%}td,th{border-top:1px solid #d5d5d5;padding:.35rem .6rem;
text-align:left;vertical-align:top;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#f5f5f5;padding:.6rem}
.ge-section{margin:1.2rem 0}h5{font-size:1.1rem;margin:.4rem 0}.pass{color:#186a3b}.critical{color:#a61b1b;
font-weight:600}.warning{color:#8a5a00;font-weight:600}ul{padding-left:1.2rem}
"""
_FOREIGN = [
    re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"<link\b[^>]*>", re.IGNORECASE),
    re.compile(r"<img\b[^>]*>", re.DOTALL | re.IGNORECASE),
    re.compile(r"@import[^;]*;|@font-face\s*\{[^}]*\}", re.IGNORECASE),
    re.compile(r"<footer\b.*?</footer\s*>", re.DOTALL | re.IGNORECASE),
    re.compile(
        r'<div class="card mb-3">\s*<div class="card-header p-2">\s*<strong>Actions.*?</div>\s*</div>\s*</div>'
        r"\s*</div>\s*</div>",
        re.DOTALL,
    ),
    re.compile(r'\son[a-z]+="[^"]*"', re.IGNORECASE),
]


@contextmanager
def whole_site(folder: Path) -> Iterator[Path]:
    """A folder to write the site into; it takes the place of ``folder`` when the block has ended without error."""
    making = folder.with_name(f".{folder.name}-new")
    leaving = folder.with_name(f".{folder.name}-old")
    for stale in (making, leaving):
        shutil.rmtree(stale, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        yield making
        if folder.exists():
            os.rename(folder, leaving)
        os.rename(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(leaving, ignore_errors=True)


def finish(site: Path, outcomes: Sequence[ExpectationOutcome]) -> None:
    """Strip what the pages would fetch or run, and write the front page."""
    shutil.rmtree(site / "static", ignore_errors=True)
    for page in site.rglob("*.html"):
        page.write_text(_standalone(page.read_text(encoding="utf-8")), encoding="utf-8")
    write_front_page(site, outcomes)


def write_front_page(site: Path, outcomes: Sequence[ExpectationOutcome]) -> None:
    """The failed checks with their rows and the suites with their pages; a suite without a page is listed only."""
    pages = {_name_of(page): page.relative_to(site).as_posix() for page in site.glob("validations/**/*.html")}
    partial = site / f".index-{os.getpid()}"
    partial.write_text(_index(outcomes, pages), encoding="utf-8")
    os.replace(partial, site / "index.html")


def _standalone(page: str) -> str:
    for pattern in _FOREIGN:
        page = pattern.sub("", page)
    return page.replace("<head>", f"<head>{_POLICY}<style>{_STYLE}</style>", 1)


def _name_of(page: Path) -> str:
    """The suite that a page is about; its name's parts are folders, before those of the run."""
    parts = page.parts[page.parts.index("validations") + 1 :]
    return ".".join(parts[: parts.index("__none__")])


def _index(outcomes: Sequence[ExpectationOutcome], pages: dict[str, str]) -> str:
    failed = sorted((one for one in outcomes if not one.passed), key=lambda one: (one.severity, one.suite, one.name))
    critical = sum(one.severity == "critical" for one in failed)
    lines = [
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{_POLICY}<title>Data quality · 数据质量</title>",
        f"<style>{_STYLE}</style></head><body><h1>Data quality · 数据质量</h1>",
        f"<p>{len(outcomes)} checks, <span class='critical'>{critical} critical</span> and "
        f"<span class='warning'>{len(failed) - critical} warnings</span> failed.</p>",
    ]
    lines += [_failure(one) for one in failed]
    lines.append("<h2>Suites</h2><table><tr><th>suite</th><th>checks</th><th>failed</th></tr>")
    for suite in dict.fromkeys(one.suite for one in outcomes):
        own = [one for one in outcomes if one.suite == suite]
        red = sum(not one.passed for one in own)
        links = ", ".join(
            f"<a href='{html.escape(page, quote=True)}'>{html.escape(name.partition('.')[2] or 'invariants')}</a>"
            for name, page in sorted(pages.items())
            if name.partition(".")[0] == suite
        )
        lines.append(
            f"<tr><td>{html.escape(suite)}{': ' * bool(links)}{links}</td><td>{len(own)}</td><td>{red}</td></tr>"
        )
    return "\n".join([*lines, "</table></body></html>\n"])


def _failure(one: ExpectationOutcome) -> str:
    rows = "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in one.sample)
    return (
        f"<h3 class='{one.severity}'>{html.escape(one.severity)}: {html.escape(one.table)} · {html.escape(one.name)}"
        f" ({one.failing_rows} rows)</h3><p>{html.escape(one.protects)}</p>"
        f"<pre>{html.escape(rows)}</pre><p>All of them:</p><pre>{html.escape(one.query)}</pre>"
    )
