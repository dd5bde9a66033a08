"""Articles of all sample bulletins, set side by side in new ones and printed in other ways, keep their titles.

What opens an article is told by what stands around it: the line above, the source behind the article before, the widths
of the lines. Recombining articles at random tries neighbours and line ends that no bulletin of the corpus has.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import printings

from ingestion.parsing import annotate, layout, structure

BULLETINS = 120
ARTICLES = 8
MISREAD = 1 / 480
"""Titles that may be misread: a wrapped line now and then looks like a heading even to a reader."""

SECTIONS = ("特别关注", "市州动态", "区县传真")
HEADS = (
    " 四川省地方志工作办公室 2024年 1月 17日",
    "四川省地方志工作简报\n第 12 期（总第 617 期）\n四川省地方志工作办公室　2024年1月17日",
)


@dataclass(frozen=True)
class _Article:
    kicker: str | None
    title: str
    parts: tuple[tuple[str, str], ...]  # role (subhead or body) and text
    source: str


@dataclass(frozen=True)
class _Print:
    width: int  # columns
    title_width: int | None
    indent: str  # kept, lost or none
    blank: str  # behind every line, every paragraph, or none
    source: str  # in a line of its own, or behind the last paragraph
    page: int  # lines between page numbers, 0 without any


def test_titles_are_found_whatever_articles_stand_side_by_side() -> None:
    misread: list[str] = []
    told = 0
    for seed in range(BULLETINS):
        chance = random.Random(seed)
        articles = [_shortened(article, chance) for article in chance.sample(_articles(), ARTICLES)]
        text = _printed(articles, _style(chance), chance.choice(HEADS))
        found = Counter(_squashed(article["title"]) for article in annotate("x", text, "text/plain")["articles"])
        wanted = Counter(_squashed(article.title) for article in articles)
        misread += [f"{seed}: {title}" for title in (wanted - found) + (found - wanted)]
        told += ARTICLES
    assert len(misread) <= told * MISREAD, misread


@cache
def _articles() -> tuple[_Article, ...]:
    """The articles of the plain cross-check bulletins whose titles are read as they are annotated."""
    found = []
    folder = printings.CORPUS / "cross_check"
    for path in sorted((folder / "bulletins").glob("*.txt")):
        annotation = json.loads((folder / "annotations" / f"{path.stem}.json").read_text("utf-8"))
        annotated = {_squashed(article["title"]) for article in annotation["articles"]}
        found += [article for article in _read(path) if _squashed(article.title) in annotated]
    return tuple(found)


def _read(path: Path) -> list[_Article]:
    articles = []
    for article in structure.read(layout.read(path.read_text("utf-8"))).articles:
        if len(_squashed(article.title)) <= 8 or not article.paragraphs or len(article.paragraphs[0].text) <= 30:
            continue
        parts: list[tuple[str, str]] = []
        for at, paragraph in enumerate(article.paragraphs):
            parts += [("subhead", text) for before, text, _ in article.subheads if before == at and text]
            line, bracket = article.source_line or (None, 0)
            parts.append(("body", paragraph.text[:bracket] if line is paragraph else paragraph.text))
        kept = tuple((role, text.strip()) for role, text in parts if text.strip())
        articles.append(_Article(article.kicker, article.title.strip(), kept, article.source or "德阳市地方志办"))
    return articles


def _shortened(article: _Article, chance: random.Random) -> _Article:
    """Its first paragraphs; with all of them where a cut would leave one subhead alone, as no article has it."""
    parts = article.parts[: chance.choice((1, 2, 4, 9))]
    parts = parts if parts[-1][0] == "body" else article.parts[: len(parts) + 1]
    alone = [role for role, _ in parts].count("subhead") == 1
    return article if alone else replace(article, parts=parts)


def _style(chance: random.Random) -> _Print:
    return _Print(
        chance.choice((54, 56, 58, 60, 64, 68, 72, 76)),
        chance.choice((None, 30, 34, 36, 40, 44)),
        chance.choice(("none", "none", "lost", "kept")),
        chance.choice(("lines", "lines", "lines", "none", "paragraphs")),
        chance.choice(("line", "line", "behind")),
        chance.choice((0, 0, 23, 37)),
    )


def _printed(articles: list[_Article], style: _Print, head: str) -> str:
    blocks: list[list[str]] = []
    for at, article in enumerate(articles):
        if at % 3 == 0:
            blocks.append([f"【{SECTIONS[at // 3]}】"])
        if article.kicker:
            blocks.append(printings.wrapped(article.kicker, style.width))
        blocks.append(printings.wrapped(article.title, style.title_width or style.width))
        parts = list(article.parts)
        if style.source == "behind" and parts[-1][0] == "body":
            parts[-1] = ("body", f"{parts[-1][1]}（{article.source}）")
        blocks += [_wrapped(role, text, style) for role, text in parts]
        if style.source == "line" or parts[-1][0] != "body":
            blocks.append([f"（{article.source}）"])
    lines = head.split("\n")
    for block in blocks:
        for line in block:
            lines += [line, ""] if style.blank == "lines" else [line]
        lines += [""] if style.blank == "paragraphs" else []
    if style.page:
        lines = printings.paged(lines, "—{}—", style.page)
    return "\n".join([*lines, "报：省委，省政府", "送：各市（州）地方志办", "编辑：省地方志办秘书处"])


def _wrapped(role: str, text: str, style: _Print) -> list[str]:
    indented = role == "body" and style.indent != "none"
    lines = printings.wrapped(printings.INDENT * indented + text, style.width)
    return [line.lstrip("\u3000") for line in lines] if style.indent == "lost" else lines


def _squashed(text: str) -> str:
    return re.sub(r"\s", "", text)
