"""A bulletin printed in other ways: wrapped at a width, paged, with other signs, as Markdown, HTML, Word, PDF."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ingestion.parsing import layout, structure

CORPUS = Path(__file__).parents[1] / "corpus"
NEVER_FIRST = "，。、；：！？）》”’】〉％%"
NEVER_LAST = "（《“‘【〈"
INDENT = "\u3000\u3000"
_IMPRINT = re.compile("(?:主?报|送|发)：|信息公开|（")


@dataclass(frozen=True)
class Paragraph:
    """A line of a bulletin as its writer wrote it, and what it is there for: masthead, title, body or line."""

    text: str
    role: str


def paragraphs(text: str) -> list[Paragraph]:
    """The lines of a bulletin as its writer wrote them; a title over several lines in one."""
    lines = layout.read(text).lines
    document = structure.read(layout.Layout(lines, []))
    titles = [article.title_lines[article.kicker is not None :] for article in document.articles]
    begins = {id(title[0]) for title in titles}
    goes_on = {id(line) for title in titles for line in title[1:]}
    header = {id(line) for line in document.header}
    found: list[Paragraph] = []
    for line in lines:
        if id(line) in goes_on:
            found[-1] = Paragraph(found[-1].text + line.text, "title")
        elif id(line) in begins:
            found.append(Paragraph(line.text, "title"))
        elif id(line) in header:
            found.append(Paragraph(line.text, "masthead"))
        else:
            body = re.search("[，。；]", line.norm) and not _IMPRINT.match(line.norm)
            found.append(Paragraph(line.text, "body" if body else "line"))
    return found


def columns(text: str) -> int:
    """Width in half-width columns."""
    return sum(2 if ord(char) >= 0x2E80 or char in "—…“”‘’·" else 1 for char in text)


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph cut into lines as print does: numbers whole, no closing mark at a line's beginning."""
    lines, line = [], ""
    for piece in re.findall(r"[0-9A-Za-z.,]+|.", text):
        if line and columns(line + piece) > width and piece not in NEVER_FIRST:
            kept = line.rstrip(NEVER_LAST) or line
            lines.append(kept)
            line = line[len(kept) :] + piece
        else:
            line += piece
    return [*lines, line]


def unwrapped(some: list[Paragraph]) -> str:
    """Each paragraph in one line."""
    return "\n".join(paragraph.text for paragraph in some)


def with_indents(some: list[Paragraph], width: int) -> list[str]:
    """Lines wrapped at a width, paragraphs indented."""
    return [
        line
        for paragraph in some
        for line in wrapped(INDENT * (paragraph.role == "body") + paragraph.text, width)
    ]  # fmt: skip


def cut_by_count(some: list[Paragraph], count: int) -> str:
    """Lines of so many characters whatever their width, paragraphs indented and parted by blank lines."""
    whole = (INDENT * (paragraph.role == "body") + paragraph.text for paragraph in some)
    return "\n\n".join("\n".join(text[at : at + count] for at in range(0, len(text), count)) for text in whole)


def cut_by_count_plainly(some: list[Paragraph], count: int, between: str) -> str:
    """The same without indents and blank lines between paragraphs: nothing but the lines' lengths shows these."""
    return between.join(p.text[at : at + count] for p in some for at in range(0, len(p.text), count))


def with_lost_indents(some: list[Paragraph], width: int) -> list[str]:
    """Lines as text taken from a page has them: wrapped for an indent that is no longer there."""
    return [line.lstrip("\u3000") for line in with_indents(some, width)]


def paged(lines: list[str], number: str, every: int) -> list[str]:
    """Lines with a page number after so many of them, wherever a sentence stands there."""
    result = []
    for index, line in enumerate(lines, 1):
        result.append(line)
        if index % every == 0:
            result.append(number.format(index // every))
    return result


def translated(**signs: str) -> Callable[[str], str]:
    """A change of signs, each of ``old`` to its like in ``new``."""
    table = str.maketrans(signs["old"], signs["new"])
    return lambda text: text.translate(table)


SIGNS: dict[str, Callable[[str], str]] = {
    "spaces around figures": lambda text: re.sub(
        "(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9])(?=[\u4e00-\u9fff])", " ", text
    ),
    "full-width figures": translated(old="0123456789", new="０１２３４５６７８９"),
    "half-width brackets": translated(old="（）", new="()"),
    "half-width punctuation": translated(old="（），；：", new="(),;:"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "zero-width spaces": lambda text: text.replace("市", "市\u200b"),
}


def markdown(some: list[Paragraph]) -> str:
    """A bulletin as Markdown: headings marked, paragraphs parted by blank lines."""
    marks = {"masthead": "# ", "title": "### "}
    return "\n\n".join(
        ("## " if paragraph.text.startswith("【") else marks.get(paragraph.role, "")) + paragraph.text
        for paragraph in some
    )


def web_page(some: list[Paragraph]) -> bytes:
    """A bulletin as a web page with some furniture around it."""
    body = "\n".join(f"<p>{html.escape(paragraph.text)}</p>" for paragraph in some)
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>工作简报</title></head><body>
<div>当前位置：<a href="/">首页</a> &gt; 工作简报</div><div class="content">{body}</div>
<div>版权所有：样本</div></body></html>"""
    return page.encode()


def _made_by(kind: str, some: list[Paragraph], folder: Path) -> bytes:
    script: Any = _script()
    script.SOURCES = folder
    marks = {"masthead": "# ", "title": "## " if kind == "word" else "=", "line": "="}
    lines = [marks.get(paragraph.role, "") + paragraph.text for paragraph in some]
    (folder / "source.txt").write_text("\n".join(lines), encoding="utf-8")
    return getattr(script, kind)("source.txt")  # type: ignore[no-any-return]


def word_file(some: list[Paragraph], folder: Path) -> bytes:
    """A bulletin as a Word file, made like the sample corpus' own; ``folder`` takes its source."""
    return _made_by("word", some, folder)


def pdf_file(some: list[Paragraph], folder: Path) -> bytes:
    """A bulletin as a PDF of 28 characters a line with page numbers, made like the sample corpus' own."""
    return _made_by("pdf", some, folder)


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_files", CORPUS / "make_files.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
