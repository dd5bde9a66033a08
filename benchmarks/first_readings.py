"""What rows were worth when a bulletin was read for the first time, and the confidence of a rule that follows from it.

Rules are written on annotated bulletins and are nearly always right there; on the next bulletin they are not.
``tests/corpus/first_readings.csv`` keeps, for bulletins that joined the cross-check set, how many rows of each rule
were right before anything was changed for them. A confidence is that share; where a rule had few rows then, its share
on all annotated bulletins stands in, less what its kind of row lost on first readings.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

PATH = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "first_readings.csv"
_EXPECTED_ROWS = 10
"""How many rows of a first reading weigh as much as what is expected of a rule without any."""
_HIGHEST = 0.99
_BANDS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.0)

Counts = Mapping[str, tuple[int, int]]
"""Right and all rows per rule id."""


def add(bulletin: str, rules: Mapping[str, Iterable[int]]) -> None:
    """Writes down a bulletin's first reading; one that is there already stays as it is."""
    if any(row["bulletin"] == bulletin for row in _read()):
        return
    with PATH.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            (bulletin, rule, *counts) for rule, counts in sorted(rules.items())
        )


def counts() -> dict[str, tuple[int, int]]:
    """Right and all rows per rule over all first readings."""
    summed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in _read():
        summed[row["rule_id"]][0] += int(row["right"])
        summed[row["rule_id"]][1] += int(row["rows"])
    return {rule: (right, total) for rule, (right, total) in summed.items()}


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


def calibration(first: Counts, confidence: Mapping[str, float]) -> list[tuple[str, int, int]]:
    """Bands of confidence, the highest first: which, how many of its rows were right on first reading, of how many."""
    bands: dict[float, list[int]] = {lowest: [0, 0] for lowest in _BANDS}
    for rule, (right, total) in first.items():
        if rule in confidence:
            band = next(lowest for lowest in _BANDS if confidence[rule] >= lowest)
            bands[band][0] += right
            bands[band][1] += total
    tops = dict(zip(_BANDS, (1.0, *_BANDS), strict=False))
    return [(f"{lowest:.2f} to {tops[lowest]:.2f}", right, total) for lowest, (right, total) in bands.items() if total]


def _read() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _kind(rule: str) -> str:
    return rule.partition(".")[0]


def _kinds(rules: Counts) -> dict[str, float]:
    summed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rule, (right, total) in rules.items():
        summed[_kind(rule)][0] += right
        summed[_kind(rule)][1] += total
    return {kind: right / total for kind, (right, total) in summed.items()}
