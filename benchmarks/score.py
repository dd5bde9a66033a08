"""Measures what is read against annotated bulletins: precision, recall and F1 per kind of row, and every miss.

Rows are matched one to one on the keys of the annotation guidelines: an event by article, type, unit and date with at
least half of the shorter quote's character pairs in the other, an indicator by article, value and quote, a milestone
by article, unit, stage and one work's name holding the other, every other kind by its names and numbers alone. White
space never counts. The figures last recorded stand in ``tests/corpus/recorded_scores.json``; a kind that falls below
its recorded figure fails the run.

    make score                      tables, misses, comparison with the recorded figures
    make score ARGS=--record        record today's figures, the rules' confidence and the page docs/scores.md
    make score ARGS="--first-reading 179_sichuan_2021"
                                    write down what a bulletin new to the cross-check set is read at, before any rule
                                    is changed for it; a bulletin's first reading is never written twice
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import first_readings

from ingestion.parsing import annotate
from ingestion.readers import read

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
SHARED = ROOT.parent / "shared"
SETS = {
    "real": ("real bulletins", SHARED / "gold", SHARED / "bulletins"),
    "samples": ("sample bulletins", CORPUS / "annotations", CORPUS / "bulletins"),
    "cross_check": (
        "cross-check bulletins",
        CORPUS / "cross_check" / "annotations",
        CORPUS / "cross_check" / "bulletins",
    ),
    "held_out": ("held-out bulletins", CORPUS / "held_out" / "annotations", CORPUS / "held_out" / "bulletins"),
}
KINDS = (
    "issue", "articles", "unit_mentions", "people", "people_office", "works", "works_kind", "events_loose", "events",
    "milestones", "indicators", "measures", "measure_units", "targets", "claims",
)  # fmt: skip
RECORDED = CORPUS / "recorded_scores.json"
CONFIDENCE = ROOT / "ingestion" / "reference" / "rule_confidence.csv"
PAGE = ROOT / "docs" / "scores.md"
BLIND = "held_out"
"""The set whose rows are never shown nor used to adjust anything."""

_SPACE = re.compile(r"\s+")
_KIND_SOURCE = {
    "people_office": "people",
    "works_kind": "works",
    "events_loose": "events",
    "measure_units": "measures",
}


@dataclass(slots=True)
class Row:
    """A row as it is compared: equal keys, and where given a quote that overlaps or a name that is contained."""

    key: tuple[Any, ...]
    quote: str | None = None
    name: str | None = None
    rule: str | None = None

    def likeness(self, other: Row) -> float:
        """How alike two rows are, 0 (not the same) to 1."""
        if self.key != other.key:
            return 0.0
        if self.name is not None and other.name is not None:
            return float(self.name in other.name or other.name in self.name)
        if self.quote is not None and other.quote is not None:
            first, second = _pairs(self.quote), _pairs(other.quote)
            share = len(first & second) / max(1, min(len(first), len(second)))
            return share if share >= 0.5 else 0.0
        return 1.0


@dataclass(slots=True)
class Tally:
    """Counts of one kind over a set."""

    matched: int = 0
    annotated: int = 0
    found: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        total = self.annotated + self.found
        return 2 * self.matched / total if total else 1.0


def squash(text: str | None) -> str:
    """A text without white space."""
    return _SPACE.sub("", text or "")


def _pairs(text: str) -> set[str]:
    plain = squash(text)
    return {plain[i : i + 2] for i in range(max(1, len(plain) - 1))}


def _amount(row: dict[str, Any]) -> float:
    unit = row.get("unit_of_measure") or ""
    scale = 1e8 if unit.startswith("亿") else 1e4 if unit.startswith("万") else 1.0
    return round(float(row["value"]) * scale, 3)


def rows(document: dict[str, Any], kind: str) -> list[Row]:
    """The rows of one kind of an annotated (or extracted) bulletin."""
    if kind == "issue":
        return list(_issue_rows(document.get("issue") or {}))
    titles = {article["id"]: squash(article["title"])[:40] for article in document.get("articles", [])}
    return [made for item in document.get(_KIND_SOURCE.get(kind, kind), []) for made in _rows_of(kind, item, titles)]


def _issue_rows(issue: dict[str, Any]) -> Iterator[Row]:
    for name, value in issue.items():
        values = value if isinstance(value, list) else [value]
        yield from (Row((name, squash(str(one)))) for one in values if one not in (None, ""))


def _rows_of(kind: str, item: dict[str, Any], titles: dict[str, str]) -> Iterator[Row]:
    article = titles.get(item.get("article", ""), item.get("article"))
    rule, quote, unit = item.get("rule"), item.get("quote"), item.get("unit")
    if kind == "articles":
        yield Row((squash(item.get("section")), squash(item["title"])))
    elif kind == "unit_mentions":
        yield Row((article, unit), rule=rule)
    elif kind in ("people", "people_office"):
        office = (squash(item.get("office")),) if kind == "people_office" else ()
        yield Row((article, squash(item["name"]), *office), rule=rule)
    elif kind in ("works", "works_kind"):
        yield Row((article, squash(item["title"]), *((item.get("kind"),) if kind == "works_kind" else ())), rule=rule)
    elif kind == "events":
        yield Row((article, item["type"], unit, item.get("date")), quote, rule=rule)
    elif kind == "events_loose":
        yield Row((article, unit), quote, rule=rule)
    elif kind == "milestones":
        yield Row((article, unit, item["stage"]), name=squash(item["work"]), rule=rule)
    elif kind == "indicators":
        yield Row((article, _amount(item)), quote, rule=rule)
    elif kind == "measures":
        yield Row((article, squash(item["measure"]).strip("。，")), rule=rule)
    elif kind == "measure_units":
        yield from (Row((article, squash(item["measure"]).strip("。，"), code), rule=rule) for code in item["units"])
    elif kind == "targets":
        yield Row((article, item.get("due"), unit), rule=rule)
    elif kind == "claims":
        yield Row((article, unit, item.get("level"), item.get("value")), rule=rule)


def match(annotated: list[Row], found: list[Row]) -> tuple[set[int], set[int]]:
    """Pairs rows one to one, the most alike first: indexes of matched annotated and found rows."""
    likeness = sorted(
        ((-score, i, j) for i, a in enumerate(annotated) for j, b in enumerate(found) if (score := a.likeness(b)) > 0)
    )
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in likeness:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return left, right


def documents(
    annotations: Path, bulletins: Path, only: Collection[str] = ()
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, annotation and extraction of every annotated bulletin of a set, or of those named ``only``."""
    for path in sorted(annotations.glob("[0-9]*.json")):
        if only and path.stem not in only:
            continue
        annotation = json.loads(path.read_text("utf-8"))
        name = annotation["doc"]
        reading = read(name, (bulletins / name).read_bytes())
        yield path.stem, annotation, annotate(name, reading.text, reading.media_type)


def measure(name: str, rules: dict[str, list[int]] | None = None, only: Collection[str] = ()) -> dict[str, Tally]:
    """The tallies of a set (or its bulletins ``only``) per kind; ``rules`` collects right and all rows per rule."""
    _, annotations, bulletins = SETS[name]
    tallies = {kind: Tally() for kind in KINDS}
    for stem, annotation, extraction in documents(annotations, bulletins, only):
        for kind in KINDS:
            annotated, found = rows(annotation, kind), rows(extraction, kind)
            left, right = match(annotated, found)
            tally = tallies[kind]
            tally.matched += len(left)
            tally.annotated += len(annotated)
            tally.found += len(found)
            tally.misses += [f"missed   {stem} {_shown(row)}" for i, row in enumerate(annotated) if i not in left]
            tally.misses += [f"spurious {stem} {_shown(row)}" for j, row in enumerate(found) if j not in right]
            if rules is not None and kind not in ("events_loose", "people", "works", "measure_units"):
                for j, row in enumerate(found):
                    if row.rule:
                        rules[row.rule][0] += j in right
                        rules[row.rule][1] += 1
    return tallies


def _shown(row: Row) -> str:
    parts = [str(part) for part in row.key if part is not None]
    return " · ".join([*parts, *([row.name] if row.name else []), *([row.quote[:60]] if row.quote else [])])


def available() -> list[str]:
    """The sets whose annotations are there."""
    return [name for name, (_, annotations, _) in SETS.items() if annotations.is_dir()]


def table(tallies: dict[str, Tally]) -> list[str]:
    """The figures of a set as the lines of a Markdown table."""
    lines = ["| kind | precision | recall | F1 | annotated | found |", "|---|---:|---:|---:|---:|---:|"]
    for kind, tally in tallies.items():
        precision = tally.matched / tally.found if tally.found else 0.0
        recall = tally.matched / tally.annotated if tally.annotated else 0.0
        lines.append(
            f"| {kind} | {precision:.3f} | {recall:.3f} | {tally.f1:.3f} | {tally.annotated} | {tally.found} |"
        )
    return lines


def fallen(measured: dict[str, dict[str, Tally]]) -> list[str]:
    """Which kinds fell below their recorded figures, in words."""
    recorded = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    return [
        f"{SETS[name][0]}: {kind} fell to {tallies[kind].f1:.3f}, recorded is {figure:.3f}"
        for name, tallies in measured.items()
        for kind, figure in recorded.get(name, {}).items()
        if tallies[kind].f1 < figure - 0.0005
    ]


def record(measured: dict[str, dict[str, Tally]], rules: dict[str, list[int]]) -> None:
    """Writes down figures, confidence per rule and the page of scores."""
    known = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    known.update(
        {
            name: {kind: round(t.f1, 3) for kind, t in tallies.items()}
            for name, tallies in measured.items()
            if name != BLIND
        }
    )
    RECORDED.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    with CONFIDENCE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rule_id", "confidence", "right", "rows"])
        confidence = first_readings.confidences(rules, first_readings.summed(first_readings.by_bulletin().values()))
        writer.writerows((rule, f"{share:.2f}", *rules[rule]) for rule, share in sorted(confidence.items()))
    PAGE.write_text("\n".join(page(measured, rules)) + "\n", "utf-8")


def page(measured: dict[str, dict[str, Tally]], rules: dict[str, list[int]]) -> Iterable[str]:
    """The page docs/scores.md."""
    yield "# How well bulletins are read"
    yield ""
    yield "Written by `make score ARGS=--record`; the keys that rows are matched on stand in `benchmarks/score.py`."
    yield "The held-out bulletins were written apart from the rules and are used for nothing but this table."
    for name, tallies in measured.items():
        yield ""
        yield f"## {SETS[name][0].capitalize()}"
        yield ""
        yield from table(tallies)
        if name in (BLIND, "real"):
            continue  # real sentences are not carried into the repository
        yield ""
        yield "<details><summary>Every row missed or read too much</summary>"
        yield ""
        for kind, tally in tallies.items():
            if kind not in ("events_loose", "people", "works"):
                yield from (f"- {kind}: {miss}" for miss in tally.misses)
        yield ""
        yield "</details>"
    yield ""
    yield "## Rules"
    yield ""
    yield "Of the rows that a rule reads in all sets but the held-out one, how many are right; and how many were,"
    yield "in bulletins that were new to it, before anything was changed for them. Its confidence follows from the"
    yield "latter, and where those are few, from what its kind of row lost there. What each rule reads stands in"
    yield "[grammar.md](grammar.md), its module and its vocabulary."
    yield ""
    readings = first_readings.by_bulletin()
    first = first_readings.summed(readings.values())
    confidence = first_readings.confidences(rules, first)
    yield "| rule | right | rows | right on first reading | rows then | confidence |"
    yield "|---|---:|---:|---:|---:|---:|"
    for rule, (right, total) in sorted(rules.items()):
        then = first.get(rule, (0, 0))
        yield f"| `{rule}` | {right} | {total} | {then[0]} | {then[1]} | {confidence[rule]:.2f} |"
    yield ""
    yield "How well confidences hold: for the first reading of each bulletin, the confidence that follows from those of"
    yield "all the others, and how many rows of so much confidence were right."
    yield ""
    yield "| confidence | right on first reading | rows then | share |"
    yield "|---|---:|---:|---:|"
    for band, right, total in first_readings.calibration(rules, readings):
        yield f"| {band} | {right} | {total} | {right / total:.2f} |"


def main() -> int:
    """Prints the tables; 1 where a kind fell below its recorded figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="record today's figures and the rules' confidence")
    parser.add_argument("--quiet", action="store_true", help="no missed and spurious rows")
    parser.add_argument(
        "--first-reading", nargs="+", default=[], metavar="STEM", help="bulletins new to the cross-check"
    )
    arguments = parser.parse_args()
    for stem in arguments.first_reading:
        read_first: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        print(f"\n{stem}\n" + "\n".join(table(measure("cross_check", read_first, {stem}))))
        first_readings.add(stem, read_first)
    if arguments.first_reading:
        return 0
    rules: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    measured = {name: measure(name, None if name == BLIND else rules) for name in available()}
    for name, tallies in measured.items():
        print(f"\n{SETS[name][0]}\n" + "\n".join(table(tallies)))
        if not arguments.quiet and name != BLIND:
            for kind, tally in tallies.items():
                print(*(f"  {kind}: {miss}" for miss in tally.misses), sep="\n")
    if arguments.record:
        record(measured, rules)
        return 0
    fell = fallen(measured)
    print(*fell, sep="\n")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
