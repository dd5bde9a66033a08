"""Invented bulletins in any number, for measuring: the same number and seed give the same bytes on every machine.

Bulletin ``i`` depends on ``i`` and the seed alone, so that 10,000 bulletins begin with the same 1,000 that a smaller
corpus holds. Each belongs to a province's series, whose issues are numbered through the years (240 a year; total minus
issue number is constant within a year), and is printed as a PDF's text, as plain text or as Markdown. Units are those
of the reference table; people, works, figures and what is told of them are invented, from ``phrases.toml``.

    python benchmarks/corpus.py FOLDER --count 1000
"""

from __future__ import annotations

import argparse
import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from ingestion.schemas import TABLES

ISSUES_A_YEAR = 240
FIRST_YEAR = 2006
YEARS = 20
SERIES_SIDE_BY_SIDE = 4
PROVINCES = (
    "51", "52", "42", "53", "61", "62", "43", "36", "41", "34", "45", "37",
    "13", "14", "21", "22", "23", "32", "33", "35", "44", "63", "64", "54",
)  # fmt: skip
"""Whose series appear, by the first digits of their codes; the first four until they have 20 years of issues each."""

MOST_BULLETINS = len(PROVINCES) * ISSUES_A_YEAR * YEARS

_HERE = Path(__file__).resolve().parent
_PHRASES: dict[str, Any] = tomllib.loads((_HERE / "phrases.toml").read_text("utf-8"))
_WORDS = {name: words.split() for name, words in _PHRASES["words"].items()}
_ADMIN_UNITS = _HERE.parent / "ingestion" / "reference" / "admin_units.csv"
_ORDINALS = "一二三四"
_KINSOKU = "，。、；：？！）》”’〉】"
_UNBROKEN = re.compile(r"[0-9.]+|.", re.DOTALL)
_BESIDE_DIGITS = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
_AFTER_DIGITS = re.compile(r"(?<=[0-9])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One invented bulletin: its path within the corpus, text and media type."""

    path: str
    text: str
    media_type: str


@dataclass(frozen=True)
class _Unit:
    """An administrative unit with the words that its offices and its whole are called by."""

    name: str
    short: str
    party: str  # 市委
    government: str  # 市政府
    whole: str  # 全市
    parts: tuple[_Unit, ...] = ()


@dataclass
class _Article:
    title: str
    paragraphs: list[str]
    source: str
    kicker: str | None = None
    subheads: set[int] = field(default_factory=set)  # which paragraphs are subheads

    @property
    def size(self) -> int:
        """Bytes, about: nearly every character has three."""
        return 3 * (len(self.title) + len(self.source) + sum(map(len, self.paragraphs)))


@cache
def _provinces() -> tuple[_Unit, ...]:
    """The provinces of PROVINCES with their cities, and these with their counties."""
    units = pl.read_csv(_ADMIN_UNITS, infer_schema=False).filter(pl.col("is_current") == "1")
    below: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in units.iter_rows(named=True):
        below[row["parent_unit_code"]].append(row)

    def unit(row: dict[str, str]) -> _Unit:
        lower = {"province": "prefecture", "prefecture": "county"}.get(row["level"])
        parts = tuple(unit(part) for part in below[row["unit_code"]] if part["level"] == lower)
        kind = row["kind_zh"]
        word = kind if kind in ("自治区", "地区") else {"地级市": "市", "市辖区": "区"}.get(kind, kind[-1])
        party, government = ("地委", "行署") if word == "地区" else (f"{word}委", f"{word}政府")
        whole = "全区" if word == "自治区" else f"全{word}"
        return _Unit(row["unit_name"], row["short_name"] or row["unit_name"], party, government, whole, parts)

    known = {row["unit_code"]: unit(row) for row in below["100000"] if row["unit_code"][:2] in PROVINCES}
    return tuple(
        replace(known[f"{code}0000"], parts=tuple(city for city in known[f"{code}0000"].parts if city.parts))
        for code in PROVINCES
    )


def bulletin(index: int, seed: int = 0) -> Bulletin:
    """The bulletin of this number, 0 up to MOST_BULLETINS - 1; ValueError beyond."""
    if not 0 <= index < MOST_BULLETINS:
        raise ValueError(f"there are {MOST_BULLETINS:,} bulletins, number {index:,} is not among them")
    block, within = divmod(index, SERIES_SIDE_BY_SIDE * ISSUES_A_YEAR * YEARS)
    position, column = divmod(within, SERIES_SIDE_BY_SIDE)
    series = block * SERIES_SIDE_BY_SIDE + column
    year, issue = divmod(position, ISSUES_A_YEAR)
    issue_date = date(FIRST_YEAR + year, 1, 4) + timedelta(days=issue * 355 // ISSUES_A_YEAR)
    total = 40 + 37 * series + position + 1
    rng = Random(f"{seed}/{index}")
    layout = rng.choices(("pdf", "plain", "markdown"), (5, 3, 2))[0]
    text = _Printer(_Author(rng, _provinces()[series], issue_date), issue + 1, total).text(layout)
    name = f"{PROVINCES[series]}/{issue_date.year}/{issue + 1:03}_{total:05}"
    if layout == "markdown":
        return Bulletin(f"{name}.md", text, "text/markdown")
    return Bulletin(f"{name}.txt", text, "text/plain")


class _Author:
    """Writes the articles of one bulletin: fills the slots of ``phrases.toml``."""

    def __init__(self, rng: Random, province: _Unit, issue_date: date) -> None:
        self.rng = rng
        self.province = province
        self.date = issue_date
        self.seat = "自治区" if province.name.endswith("自治区") else "省"

    def articles(self) -> list[_Article]:
        """Articles until the bulletin is as long as bulletins are (6 to 14 KB)."""
        size = self.rng.uniform(5_000, 13_000)
        articles = [self.thematic()] if self.rng.random() < 0.3 else []
        while not articles or sum(article.size for article in articles) < size - 600:
            articles.append(self.article(self.rng.choice(_PHRASES["article"])))
        return articles

    def article(self, phrases: Mapping[str, Any]) -> _Article:
        few, many = phrases.get("units", (1, 1))
        units = [self.unit() for _ in range(self.rng.randint(few, many))]
        slots = _Slots(self, unit=units[0], guest=self.rng.choice(self.province.parts))
        parts = units[0].parts or (units[0],)
        for part in ("part", "second_part", "third_part"):
            slots.known[part] = _Told(self, self.rng.choice(parts))
        slots.known["names"] = "、".join(dict.fromkeys(unit.name for unit in units))
        slots.let(phrases)
        passages = [slots.fill(passage) for passage in phrases.get("passages", ())]
        passages += [_Slots(self, unit=unit).fill(phrases["each"]) for unit in units if "each" in phrases]
        if "sometimes" in phrases and self.rng.random() < 0.5:
            passages.append(slots.fill(phrases["sometimes"]))
        source = slots.fill(phrases.get("source", "{unit.agency}"))
        return _Article(slots.fill(phrases["title"]), passages, source)

    def thematic(self) -> _Article:
        phrases = _PHRASES["thematic"]
        slots = _Slots(self, province=self.province)
        slots.let(phrases)
        paragraphs = [slots.fill(phrases["opening"])]
        subheads: set[int] = set()
        for subhead in self.rng.sample(_WORDS["subhead"], 2):
            subheads.add(len(paragraphs))
            paragraphs.append(subhead.replace("·", " "))
            for _ in range(2):
                cities = self.rng.sample(self.province.parts, 4)
                for name, city in zip(("unit", "guest", "third", "fourth"), cities, strict=True):
                    slots.known[name] = _Told(self, city)
                slots.known["part"] = _Told(self, self.rng.choice(cities[-1].parts))
                paragraphs.append(slots.fill(phrases["under_head"]))
        paragraphs.append(slots.fill(phrases["closing"]))
        kicker, title, source = (slots.fill(phrases[part]) for part in ("kicker", "title", "source"))
        return _Article(title, paragraphs, source, kicker, subheads)

    def unit(self) -> _Unit:
        city = self.rng.choice(self.province.parts)
        return self.rng.choice(city.parts) if self.rng.random() < 0.4 else city

    def day(self) -> date:
        return self.date - timedelta(days=self.rng.randint(2, 18))


class _Slots(Mapping[str, Any]):
    """What stands for a slot: a value known to the article, a word of a list, or something made up on the spot."""

    def __init__(self, author: _Author, **units: _Unit) -> None:
        self.author = author
        self.known: dict[str, Any] = {name: _Told(author, unit) for name, unit in units.items()}
        self.made: dict[str, Callable[[], object]] = {
            "n": lambda: _Number(author.rng),
            "any": lambda: _Choice(author.rng),
            "year": lambda: author.date.year,
            "last_year": lambda: author.date.year - 1,
            "month": lambda: author.date.month,
            "office": lambda: f"{author.seat}地方志办",
            "cities": lambda: len(author.province.parts),
            "person": lambda: self["surname"] + self["given"],
            "place": lambda: self["town_part"] + self["town_part"],
            "town": lambda: self["place"] + author.rng.choice(("镇", "乡", "街道")),
            "on": lambda: _month_day(author.day()),
            "when": lambda: author.rng.choice((_month_day(author.day()), "近日", f"{author.day().month}月")),
            "days": self._days,
            "due": self._due,
        }

    def let(self, phrases: Mapping[str, Any]) -> None:
        """Draw what stays the same throughout an article."""
        for name, phrase in phrases.get("let", {}).items():
            self.known[name] = self.fill(phrase)

    def fill(self, phrase: str) -> str:
        return phrase.format_map(self)

    def _days(self) -> str:
        first = self.author.day()
        last = first + timedelta(days=1)
        return f"{_month_day(first)}至{_month_day(last)}" if last.day == 1 else f"{_month_day(first)[:-1]}—{last.day}日"

    def _due(self) -> str:
        month = self.author.rng.randint(self.author.date.month, 12)
        return self.author.rng.choice(("年底前", "年内", "今年内", f"{month}月底前"))

    def __getitem__(self, name: str) -> Any:
        if name in self.known:
            return self.known[name]
        return self.made[name]() if name in self.made else self.author.rng.choice(_WORDS[name])

    def __iter__(self) -> Iterator[str]:
        return iter({**self.known, **self.made, **_WORDS})

    def __len__(self) -> int:
        return len({**self.known, **self.made, **_WORDS})


class _Told:
    """What a phrase may say of a unit: its names, or another invention each time."""

    def __init__(self, author: _Author, unit: _Unit) -> None:
        self._author = author
        self._unit = unit

    def __getattr__(self, name: str) -> str:
        if name in _PHRASES["unit"]:
            return self._filled(self._author.rng.choice(_PHRASES["unit"][name]))
        return str(getattr(self._unit, name))

    def _filled(self, phrase: str) -> str:
        return _Slots(self._author, unit=self._unit).fill(phrase)

    @property
    def head(self) -> str:
        return "专员" if self._unit.government == "行署" else f"{self._unit.government[:-2]}长"

    @property
    def county(self) -> str:
        return self._author.rng.choice(self._unit.parts or (self._unit,)).name

    @property
    def claim(self) -> str:
        count = len(self._unit.parts)
        return f"{self._unit.whole}{count}个县（市、区）" if count else self._filled("{unit.whole}{n[9 40]}个乡镇")

    @property
    def speech(self) -> str:
        """What is urged: a list, often with ordinals that have heads of their own, sometimes with a date due."""
        rng = self._author.rng
        wishes = [self.wish for _ in range(rng.randint(2, 4))]
        if rng.random() < 0.45:
            heads = rng.sample(_WORDS["ground"], len(wishes))
            told = "".join(f"{_ORDINALS[i]}是{heads[i]}。{wish}。" for i, wish in enumerate(wishes))
        else:
            told = "；".join(f"{_ORDINALS[i]}要{wish}" for i, wish in enumerate(wishes)) + "。"
        return told + (self.target if rng.random() < 0.5 else "")


class _Number:
    """``{n[3 90]}``: a number from 3 to 90."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def __getitem__(self, bounds: str) -> int:
        low, high = bounds.split()
        return self._rng.randint(int(low), int(high))


class _Choice:
    """``{any[甲|乙]}``: one of these words."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def __getitem__(self, words: str) -> str:
        return self._rng.choice(words.split("|"))


class _Printer:
    """Lays a bulletin's articles out between masthead and imprint."""

    def __init__(self, author: _Author, issue_no: int, total_no: int) -> None:
        self.rng = author.rng
        self.seat = author.seat
        self.publisher = f"{author.province.name}地方志工作办公室"
        self.day = f"{author.date.year}年{_month_day(author.date)}"
        year = author.date.year
        number = self.rng.choice(
            (
                f"第{issue_no}期（总第{total_no}期）",
                f"{year}年第{issue_no}期(总第{total_no}期)",
                f"{year}年第{issue_no}期—总第{total_no}期",
            )
        )
        self.masthead = (f"{author.province.name}地方志工作简报", number)
        self.articles = author.articles()
        names = self.rng.sample(_WORDS["section"], min(len(self.articles), self.rng.randint(1, 3)))
        starts = [0, *sorted(self.rng.sample(range(1, len(self.articles)), len(names) - 1))]
        self.sections = dict(zip(starts, names, strict=True))

    def text(self, layout: str) -> str:
        """The bulletin as one of pdf, plain, markdown."""
        lines = {"pdf": self._pdf, "plain": self._plain, "markdown": self._markdown}[layout]
        return "\n".join(lines()) + "\n"

    def _imprint(self) -> list[str]:
        return [
            "信息公开选项：主动公开",
            f"报：中国地方志工作办公室，{self.seat}委办公厅，{self.seat}政府办公厅。",
            f"送：各市（州）人民政府，{self.seat}直有关部门。",
            "发：各市（州）地方志工作机构，各县（市、区）地方志工作机构。",
            f"{self.publisher}综合处　{self.day}印发",
            f"（共印{self.rng.randint(15, 90)}份）",
        ]

    def _plain(self) -> Iterator[str]:
        yield from (*self.masthead, f"{self.publisher}\t{self.day}")
        for position, article in enumerate(self.articles):
            yield ""
            if position in self.sections:
                yield from (f"【{self.sections[position]}】", "")
            if article.kicker:
                yield article.kicker
            yield from (article.title, "")
            for number, paragraph in enumerate(article.paragraphs):
                yield paragraph if number in article.subheads else f"　　{paragraph}"
            yield f"（{article.source}）"
        yield from ("", *self._imprint())

    def _markdown(self) -> Iterator[str]:
        series, number = self.masthead
        yield from (f"# {series}", "", _spaced(number), "", self.publisher, "", _spaced(self.day), "")
        for position, article in enumerate(self.articles):
            if position in self.sections:
                yield from (f"## 【{self.sections[position]}】", "")
            if article.kicker:
                yield from (article.kicker, "")
            yield from (f"### {article.title}", "")
            for place, paragraph in enumerate(article.paragraphs):
                yield from (f"**{paragraph}**" if place in article.subheads else _spaced(paragraph), "")
            yield from (f"（{article.source}）", "")
        for line in self._imprint():
            yield from (_spaced(line), "")

    def _pdf(self) -> Iterator[str]:
        """Lines as a PDF's text gives them: wrapped, a blank line after each, page numbers in mid-sentence."""
        width = self.rng.randint(27, 36)
        lines: list[str] = [*(self.masthead if self.rng.random() < 0.5 else ())]
        lines.append(f"{self.publisher} {_before_digits(self.day)}")
        for position, article in enumerate(self.articles):
            if position in self.sections:
                lines.append(f"【{self.sections[position]}】")
            if article.kicker:
                lines.append(article.kicker)
            lines += _wrapped(article.title, width - 6)
            for number, paragraph in enumerate(article.paragraphs):
                indent = "" if number in article.subheads else "　　"
                lines += _wrapped(indent + _before_digits(paragraph), width)
            lines.append(f"（{article.source}）")
        for line in self._imprint():
            lines += _wrapped(_before_digits(line), width)
        for position, line in enumerate(lines):
            if position and position % 26 == 0:
                yield from (f"—{position // 26}—", "")
            yield from (line.lstrip("　"), "")


def _month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _before_digits(text: str) -> str:
    return _BESIDE_DIGITS.sub(" ", text)


def _spaced(text: str) -> str:
    return _AFTER_DIGITS.sub(" ", _BESIDE_DIGITS.sub(" ", text))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines as wide as so many Chinese characters, a Latin one being half as wide.

    No line begins with closing punctuation, and no number is broken.
    """
    line, filled = "", 0.0
    for piece in _UNBROKEN.findall(text):
        room = sum(0.5 if char.isascii() else 1.0 for char in piece)
        if filled + room > width and piece[0] not in _KINSOKU:
            yield line.rstrip(" ")
            line, filled = "", 0.0
        line, filled = line + piece, filled + room
    yield line


def frames(count: int, size: int, *, start: int = 0, seed: int = 0) -> Iterator[pl.DataFrame]:
    """Decoded documents, as they wait to be parsed, in frames of ``size``; ``count`` of them from ``start`` on."""
    schema = dict(TABLES["documents"])
    arrived = datetime(2026, 1, 1, tzinfo=UTC)
    for first in range(start, start + count, size):
        rows = []
        for index in range(first, min(first + size, start + count)):
            written = bulletin(index, seed)
            data = written.text.encode("utf-8")
            rows.append(
                (
                    hashlib.sha256(data).hexdigest(), f"generated/{written.path}", written.media_type, "utf-8",
                    len(data), written.text, len(written.text), None, arrived,
                )
            )  # fmt: skip
        yield pl.DataFrame(rows, schema=schema, orient="row")


def write(folder: Path, count: int, *, start: int = 0, seed: int = 0) -> int:
    """Writes ``count`` bulletins from ``start`` on as files into a folder; returns their bytes."""
    total = 0
    for index in range(start, start + count):
        written = bulletin(index, seed)
        path = folder / written.path
        path.parent.mkdir(parents=True, exist_ok=True)
        data = written.text.encode("utf-8")
        path.write_bytes(data)
        total += len(data)
    return total


def main() -> None:
    """Writes a corpus into a folder."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--count", type=int, default=1_000)
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    total = write(given.folder, given.count, seed=given.seed)
    print(f"{given.count:,} bulletins, {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
