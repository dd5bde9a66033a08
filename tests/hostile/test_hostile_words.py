"""Words of bulletins that are code elsewhere: through dbt to the marts, exports and reports they stay words.

One build reads them all, together with hostile files of every kind, in a process whose surroundings are looked at
before and after. A listener on this machine is named in every address: nobody may ask it anything.
"""

from __future__ import annotations

import csv
import html
import json
import os
import re
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest
from cases import Case, bulletin
from test_hostile_files import GROUPS, snapshot

from warehouse import differences
from warehouse.export import export

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 300
MEMORY_BYTES = 3 * 1024**3

WORDS = {
    "SQL that drops": "'; DROP TABLE marts.fct_articles; --",
    "SQL that writes": "'); COPY (SELECT 1) TO 'pwned.csv'; --",
    "SQL that loads": "\" UNION SELECT * FROM read_text('CANARY'); INSTALL httpfs; --",
    "SQL that attaches": "$$; ATTACH 'pwned.duckdb' AS x; $$",
    "SQL in a comment": "*/ SELECT pg_sleep(9) /*",
    "a wildcard": "%_\\%' ESCAPE '",
    "Jinja that counts": "{{ 7 * 191 }}",
    "Jinja that writes": "{{ run_query(\"copy (select 1) to 'pwned.jinja'\") }}",
    "Jinja that reads the environment": "{{ env_var('HOME') }}",
    "Jinja that raises": "{{ exceptions.raise_compiler_error('x') }}",
    "Jinja that never ends": "{% for i in range(10**9) %}x{% endfor %}",
    "Jinja that is left open": "{% raw %}{{",
    "Jinja that climbs": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a template of Python": "${__import__('os').system('touch pwned')}",
    "a format": "{0.__class__.__init__.__globals__}",
    "a format of C": "%s%s%n%(password)s",
    "a shell": "$(touch pwned) `touch pwned` ; touch pwned |",
    "a formula": "=cmd|'/C calc'!A0",
    "a formula that asks": '=WEBSERVICE("CANARY")',
    "a formula that adds": "+1+1",
    "a formula that takes away": "-1+1",
    "a formula that refers": "@SUM(1+1)*cmd",
    "a formula behind a full-width sign": "\uff1d1+1",
    "a script": "<script src='CANARY'></script>",
    "a picture that fails": "<img src=x onerror=fetch('CANARY')>",
    "a drawing that loads": "<svg/onload=fetch('CANARY')>",
    "the end of a script": "</script></style></title><script>alert(1)</script>",
    "a handler in an attribute": '" onmouseover="alert(1)" x=\'',
    "a link of Markdown": "[here](javascript:alert(1)) ![x](CANARY)",
    "a table of Markdown": "a | b | c",
    "markup of a terminal's library": "[bold red][link=CANARY]x[/link][/bold red]",
    "an entity": "&lt;script&gt;&#60;script&#62;",
    "a null": "NULL",
    "a path": "../../../../etc/passwd",
    "a reference": "file:///etc/passwd",
    "JSON": '{"a": [1, null]}, "b": "\\u0000"',
    "a list": "['a', 'b']",
}
FORMULAS = [name for name, words in WORDS.items() if words[0] in "=+-@＝" and "CANARY" not in words]
MARKUP = "<img src=x onerror=alert(1)>.pdf"
"""The name of a file that is rejected, and so gets into every report."""

ISSUED = date(2024, 3, 5)

MARKS = re.compile(r"\*\*|__|`+")
"""Marks of Markdown, which reading takes out of titles and passages; the document's text keeps them."""


@dataclass
class Built:
    """One build, and what it left behind."""

    home: Path
    canary: str
    said: str
    code: int
    usage: resource.struct_rusage
    asked: int
    before: dict[str, tuple[int, ...]]
    after: dict[str, tuple[int, ...]]

    def words(self, name: str) -> str:
        """The words as they stand in the bulletin."""
        return WORDS[name].replace("CANARY", self.canary)

    def title(self, name: str) -> str:
        return f"{self.words(name)}德阳市第{list(WORDS).index(name)}次部署工作"


def some_of_each_kind() -> list[Case]:
    """A few hostile files of every kind, so that a build has to reject as well as to read."""
    some = [one for name in ("pdf", "word", "archives", "entries") for one in GROUPS[name][::6]]
    some += [one for one in GROUPS["entries"] if one.name in ("name of markup", "name of a formula")]
    return list({one.name: one for one in some}.values())


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    around = tmp_path_factory.mktemp("words")
    bulletins, home, user = (around / name for name in ("bulletins", "home", "user"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        found = Built(home, f"http://127.0.0.1:{listener.getsockname()[1]}/pwned", "", 0, None, 0, {}, {})  # type: ignore[arg-type]
        (bulletins / "words").mkdir(parents=True)
        for number, name in enumerate(WORDS):
            words = found.words(name)
            text = bulletin(
                name,
                f"3月2日，德阳市召开地方志工作会议，出版《德阳{words}志》。会议指出{words}的问题。",
                title=found.title(name),
                number=f"第{number + 1}期（总第{number + 601}期）",
                issued=f"{ISSUED + timedelta(days=number):%Y年%-m月%-d日}",
                printed=f"{ISSUED + timedelta(days=number):%Y年%-m月%-d日}",
            )
            (bulletins / "words" / f"{number}.txt").write_text(text, encoding="utf-8")
        for one in some_of_each_kind():
            one.put(bulletins)
        (bulletins / MARKUP).write_bytes(b"")
        (user / "tmp").mkdir(parents=True)
        found.before = snapshot(bulletins) | snapshot(user)
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "build", str(bulletins)],
            cwd=user,
            env={**os.environ, "FANGZHI_HOME": str(home), "HOME": str(user), "TMPDIR": str(user / "tmp"),
                 "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=limited,
        )  # fmt: skip
        assert process.stdout is not None
        found.said = process.stdout.read()
        _, status, found.usage = os.wait4(process.pid, 0)
        process.returncode = found.code = os.waitstatus_to_exitcode(status)
        found.after = snapshot(bulletins) | snapshot(user)
        try:
            listener.accept()
            found.asked = 1
        except BlockingIOError:
            pass
        yield found


def test_the_build_publishes_whatever_its_bulletins_say(built: Built) -> None:
    assert built.code == 0, built.said
    with duckdb.connect(str(built.home / "warehouse.duckdb"), read_only=True) as database:
        assert database.execute("select count(*) from marts.dim_issues").fetchone() == (len(WORDS) + honest(),)
        rejected = database.execute("select count(*) from audit.rejected_documents").fetchone()
    assert rejected is not None and rejected[0] >= 10


def honest() -> int:
    """Bulletins among the hostile files."""
    return sum("issues" in getattr(o, "rows", ()) for one in some_of_each_kind() for o in one.outcomes.values())


def test_nothing_of_it_is_run_and_nothing_is_written_but_the_home_folder(built: Built) -> None:
    assert built.asked == 0, "an address in a bulletin was asked"
    assert built.after == built.before
    assert not [path for path in built.home.rglob("*pwned*")]
    assert "1337" not in built.said


def test_memory_stays_bounded(built: Built) -> None:
    assert built.usage.ru_maxrss * 1024 < MEMORY_BYTES


@pytest.mark.parametrize("name", WORDS)
def test_words_reach_the_marts_as_they_are(built: Built, name: str) -> None:
    words, title = built.words(name), built.title(name)
    with duckdb.connect(str(built.home / "warehouse.duckdb"), read_only=True) as database:
        [(text, article_id, read, body)] = database.execute(
            "select document.text, article_id, article.title, article.body from marts.fct_articles as article"
            " join marts.dim_documents as document using (document_id)"
            " where document.source_uri like '%/words/' || ? || '.txt'",
            [str(list(WORDS).index(name))],
        ).fetchall()
        works = database.execute("select title from marts.fct_title_mentions where article_id = ?", [article_id])
        titles = {work for (work,) in works.fetchall()}
    assert f"\n{title}\n" in text
    assert f"会议指出{words}的问题。" in text
    if built.canary not in words:  # addresses are set apart when a passage is read, as Markdown's marks are
        assert MARKS.sub("", title) in f"{read}\n{body}"
        assert MARKS.sub("", f"会议指出{words}的问题。") in body
        assert MARKS.sub("", f"德阳{words}志") in titles


class TestExports:
    @pytest.fixture(scope="class")
    def exported(self, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
        out = tmp_path_factory.mktemp("exported")
        export(built.home / "warehouse.duckdb", out, ["csv", "excel"])
        return out

    @pytest.mark.parametrize("name", FORMULAS)
    def test_no_formula_reaches_a_table_of_text(self, built: Built, exported: Path, name: str) -> None:
        with (exported / "csv" / "fct_articles.csv").open(encoding="utf-8-sig", newline="") as file:
            titles = [row["title"] for row in csv.DictReader(file)]
        assert f"'{built.title(name)}" in titles
        assert not [title for title in titles if title.startswith(("=", "+", "-", "@", "\t", "\r"))]

    def test_no_cell_of_a_workbook_is_a_formula_or_a_link(self, built: Built, exported: Path) -> None:
        book = openpyxl.load_workbook(exported / "warehouse.xlsx")
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert {f"'{built.title(name)}" for name in FORMULAS} <= {cell.value for cell in cells}

    def test_other_words_are_exported_unchanged(self, built: Built, exported: Path) -> None:
        with (exported / "csv" / "fct_articles.csv").open(encoding="utf-8-sig", newline="") as file:
            titles = {row["title"] for row in csv.DictReader(file)}
        assert {
            built.title(name) for name in ("SQL that drops", "Jinja that reads the environment", "an entity")
        } <= titles


class TestReports:
    def test_data_docs_show_markup_as_text(self, built: Built) -> None:
        pages = [path.read_text("utf-8") for path in (built.home / "docs" / "data_docs").rglob("*.html")]
        assert any(MARKUP in html.unescape(page) for page in pages)

    def test_no_word_is_markup_in_what_is_written_for_people(self, built: Built) -> None:
        written = [path for path in (built.home / "docs").rglob("*") if path.suffix in (".html", ".md")]
        assert written
        for path in written:
            page = path.read_text("utf-8")
            for words in ("<script src='http", "<img src=x onerror", "<svg/onload", "</title><script>"):
                assert words not in page, path

    def test_a_difference_report_shows_markup_and_runs_none(
        self, built: Built, sample_warehouse: Path, tmp_path: Path
    ) -> None:
        difference = differences.compare(sample_warehouse, built.home / "warehouse.duckdb")
        text, data = differences.write(difference, tmp_path, "x")
        assert "<script" not in text.read_text("utf-8") and "<img" not in text.read_text("utf-8")
        assert json.loads(data.read_text("utf-8"))["new_release"] == difference.new_release

    def test_the_terminal_is_sent_no_orders(self, built: Built) -> None:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", built.said)

    def test_explaining_a_row_shows_its_words(self, built: Built) -> None:
        with duckdb.connect(str(built.home / "warehouse.duckdb"), read_only=True) as database:
            row = database.execute(
                "select article_id from marts.fct_articles where title = ?",
                [built.title("SQL that drops")],
            ).fetchone()
        assert row is not None
        from warehouse.lookup import explain

        found = explain(built.home / "warehouse.duckdb", row[0])
        assert found.row["title"] == built.title("SQL that drops")
