"""The same bulletin gives the same rows however it is printed, and each row's span leads back into that printing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import printings
import pytest
from bulletin_texts import faults, squashed, tables

from ingestion import readers
from ingestion.parsing import annotate, layout

BULLETINS = printings.CORPUS / "bulletins"
NO_BULLETINS = {"92_shopping_list"}
SAMPLES = sorted(path.stem for path in BULLETINS.glob("*.txt") if path.stem not in NO_BULLETINS)
every_sample = pytest.mark.parametrize("name", SAMPLES)
PAGE_NUMBERS = ["— {} —", "-{}-", "{}", "第{}页", "· {} ·", "{} / 9", "—{}—", "第 {} 页 共 9 页"]
NARROW = range(18, 26, 2)
WIDTHS = range(26, 82, 6)
UNSURE_NARROW = {"14_hubei_plain": {20, 22, 24}}
"""Widths of 10 to 12 characters at which a heading fills its line, in texts without source lines to tell it by."""


@cache
def printed(name: str) -> str:
    path = BULLETINS / f"{name}.txt"
    return readers.read(path.name, path.read_bytes()).text


@cache
def paragraphs(name: str) -> list[printings.Paragraph]:
    return printings.paragraphs(printed(name))


def plain(value: Any) -> Any:
    """A row with white space and width of signs left out."""
    if isinstance(value, str):
        return squashed(layout.normalise(value))
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def rows(text: str, media_type: str = "text/plain") -> Counter[str]:
    read = plain(annotate("", text, media_type))
    titles = {article["id"]: article["title"] for article in read["articles"]}
    return Counter(
        json.dumps([kind, row if kind == "issue" else row | {"article": titles.get(row.get("article"))}])
        for kind, some in read.items()
        if kind != "doc"
        for row in ([some] if kind == "issue" else some)
    )


@cache
def expected(name: str) -> Counter[str]:
    return rows(printed(name))


def differences(name: str, text: str, media_type: str = "text/plain") -> list[str]:
    found = rows(text, media_type)
    return [f"- {row}" for row in expected(name) - found] + [f"+ {row}" for row in found - expected(name)]


def wrapped_with_indents() -> Iterator[Any]:
    for name in SAMPLES:
        for width in (*NARROW, *WIDTHS):
            unsure = width in UNSURE_NARROW.get(name, ())
            marks = [pytest.mark.xfail(strict=True, reason="a heading that fills a very narrow line")] if unsure else []
            yield pytest.param(name, width, marks=marks)


@pytest.mark.parametrize(("name", "width"), list(wrapped_with_indents()))
def test_any_width(name: str, width: int) -> None:
    lines = printings.with_indents(paragraphs(name), width)
    assert differences(name, "\n".join(lines)) == []
    assert differences(name, "\n\n".join(lines)) == []


@pytest.mark.parametrize("count", [30, 36, 42])
@every_sample
def test_lines_cut_by_count_and_not_by_width(name: str, count: int) -> None:
    assert differences(name, printings.cut_by_count(paragraphs(name), count)) == []


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("count", [30, 34])
@every_sample
def test_lines_cut_by_count_without_indents(name: str, count: int, between: str) -> None:
    assert differences(name, printings.cut_by_count_plainly(paragraphs(name), count, between)) == []


@pytest.mark.parametrize("width", [64, 68, 72])
@every_sample
def test_indents_lost_with_the_page(name: str, width: int) -> None:
    text = "\n\n".join(printings.with_lost_indents(paragraphs(name), width))
    assert differences(name, text) == []
    assert faults(text, tables(text)) == []


@pytest.mark.parametrize("number", PAGE_NUMBERS)
@every_sample
def test_page_numbers_between_the_lines_of_a_sentence(name: str, number: str) -> None:
    text = "\n".join(printings.paged(printings.with_indents(paragraphs(name), 56), number, every=5))
    assert differences(name, text) == []
    assert faults(text, tables(text)) == []


@pytest.mark.parametrize("signs", printings.SIGNS)
@every_sample
def test_other_signs(name: str, signs: str) -> None:
    text = printings.SIGNS[signs](printings.unwrapped(paragraphs(name)))
    assert differences(name, text) == []
    assert faults(text, tables(text)) == []


@every_sample
def test_markdown(name: str) -> None:
    text = printings.markdown(paragraphs(name))
    assert differences(name, text, "text/markdown") == []
    assert faults(text, tables(text, "text/markdown")) == []


@every_sample
def test_web_page(name: str) -> None:
    reading = readers.read("bulletin.html", printings.web_page(paragraphs(name)))
    assert differences(name, reading.text, reading.media_type) == []
    assert faults(reading.text, tables(reading.text, reading.media_type)) == []


@every_sample
def test_word_file(name: str, tmp_path: Path) -> None:
    pytest.importorskip("docx")
    pytest.importorskip("reportlab")
    reading = readers.read("bulletin.docx", printings.word_file(paragraphs(name), tmp_path))
    assert differences(name, reading.text, reading.media_type) == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[pytest.mark.xfail(strict=True, reason="pdfium leaves out a title's last line of one character")]
            if name == "19_roundups"
            else [],
        )
        for name in SAMPLES
    ],
)
def test_pdf_file(name: str, tmp_path: Path) -> None:
    pytest.importorskip("docx")
    pytest.importorskip("reportlab")
    reading = readers.read("bulletin.pdf", printings.pdf_file(paragraphs(name), tmp_path))
    assert differences(name, reading.text, reading.media_type) == []
    assert faults(reading.text, tables(reading.text, reading.media_type)) == []


@pytest.mark.parametrize("width", [36, 44, 48, 60, 64, 80])
@pytest.mark.parametrize("name", ["02_pdf_text_links", "03_numbered_text", "17_figures", "19_roundups"])
def test_paragraphs_that_never_had_an_indent(name: str, width: int) -> None:
    lines = [line for paragraph in paragraphs(name) for line in printings.wrapped(paragraph.text, width)]
    assert differences(name, "\n".join(lines)) == []


@pytest.mark.xfail(strict=True, reason="without indents, a paragraph whose last line is full looks as if it went on")
def test_a_paragraph_without_indent_that_happens_to_fill_its_last_line() -> None:
    name = "12_dash_number_2023"
    lines = [line for paragraph in paragraphs(name) for line in printings.wrapped(paragraph.text, 72)]
    cut = printings.cut_by_count_plainly(paragraphs(name), 36, "\n")
    assert differences(name, "\n".join(lines)) == []
    assert differences(name, cut) == []
