"""What rows were worth when a bulletin was read for the first time, and the confidence of a rule that follows from it.

Rules are written on annotated bulletins and are nearly always right there; on the next bulletin they are not.
``tests/corpus/first_readings.csv`` keeps, for bulletins that joined the cross-check set, how many rows of each rule
were right before anything was changed for them. A confidence is that share; where a rule had few rows then, its share
on all annotated bulletins stands in, less what its kind of row lost on first readings.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PATH = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "first_readings.csv"
_EXPECTED_ROWS = 10
"""How many rows of a first reading weigh as much as what is expected of a rule without any."""
_HIGHEST = 0.99
_BANDS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.0)

Counts = Mapping[str, Sequence[int]]
"""Right and all rows per rule id."""


def add(bulletin: str, rules: Counts) -> None:
    """Writes down a bulletin's first reading; one that is there already stays as it is."""
    if any(row["bulletin"] == bulletin for row in _read()):
        return
    with PATH.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            (bulletin, rule, *counts) for rule, counts in sorted(rules.items())
        )


def by_bulletin() -> dict[str, Counts]:
    """Right and all rows per rule, for each bulletin's first reading."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in _read():
        found[row["bulletin"]][row["rule_id"]] = int(row["right"]), int(row["rows"])
    return dict(found)


def summed(readings: Iterable[Counts]) -> Counts:
    """Right and all rows per rule over several readings."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for reading in readings:
        for rule, (right, total) in reading.items():
            found[rule][0] += right
            found[rule][1] += total
    return dict(found)


def confidences(now: Counts, first: Counts) -> dict[str, float]:
    """A confidence (0 to 1) per rule in ``now``, its counts over all annotated bulletins, from its first readings.

    >>> confidences({"event.a": (99, 100)}, {"event.a": (80, 100)})
    {'event.a': 0.8}
    """
    share_now, share_first = _kinds(now), _kinds(first)
    result = {}
    for rule, (right, total) in now.items():
        kind = _kind(rule)
        fall = min(1.0, share_first.get(kind, 1.0) / share_now[kind]) if share_now[kind] else 1.0
        # Two rows at 0.8 stand for what is not known of a rule with few rows.
        expected = (right + 1.6) / (total + 2) * fall
        first_right, first_total = first.get(rule, (0, 0))
        measured = (first_right + _EXPECTED_ROWS * expected) / (first_total + _EXPECTED_ROWS)
        result[rule] = min(round(measured, 2), _HIGHEST)
    return result


def calibration(now: Counts, readings: Mapping[str, Counts]) -> list[tuple[str, int, int]]:
    """Bands of confidence, the highest first: which, how many of its rows were right on first reading, of how many.

    The confidence of a bulletin's rows is that which follows from the first readings of all the others.
    """
    bands: dict[float, list[int]] = {lowest: [0, 0] for lowest in _BANDS}
    for bulletin, reading in readings.items():
        others = summed(other for name, other in readings.items() if name != bulletin)
        confidence = confidences(now, others)
        for rule, (right, total) in reading.items():
            if rule in confidence:
                band = next(lowest for lowest in _BANDS if confidence[rule] >= lowest)
                bands[band][0] += right
                bands[band][1] += total
    return [
        (f"{lowest:.2f} to {top:.2f}", bands[lowest][0], bands[lowest][1])
        for lowest, top in zip(_BANDS, (1.0, *_BANDS), strict=False)
        if bands[lowest][1]
    ]


def _read() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _kind(rule: str) -> str:
    return rule.partition(".")[0]


def _kinds(rules: Counts) -> dict[str, float]:
    kinds = summed({_kind(rule): counted} for rule, counted in rules.items())
    return {kind: right / total for kind, (right, total) in kinds.items()}
