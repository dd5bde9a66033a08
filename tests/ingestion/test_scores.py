"""What is read is as right as it was when the figures were last recorded."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

_PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "score.py"
_SPEC = importlib.util.spec_from_file_location("benchmarks_score", _PATH)
assert _SPEC is not None and _SPEC.loader is not None
score = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = score
sys.path.append(str(_PATH.parent))  # the modules beside it
_SPEC.loader.exec_module(score)


@pytest.mark.parametrize("name", [name for name in score.SETS if name != score.BLIND])
def test_no_kind_of_row_is_read_worse_than_recorded(name: str) -> None:
    if name not in score.available():
        pytest.skip(f"the {score.SETS[name][0]} are not beside this clone")
    assert score.fallen({name: score.measure(name)}) == []


def test_a_fall_is_noticed() -> None:
    tallies = {kind: score.Tally(matched=1, annotated=2, found=2) for kind in score.KINDS}
    assert any("events fell to 0.500" in line for line in score.fallen({"samples": tallies}))


def test_rows_are_matched_one_to_one_so_that_a_double_costs_precision() -> None:
    row = score.Row(("a1", "meeting", "510100", "2024-03-01"), quote="成都市召开会议")
    left, right = score.match([row], [row, row])
    assert (len(left), len(right)) == (1, 1)


def test_an_event_with_another_passage_is_another_event() -> None:
    key = ("a1", "meeting", "510100", "2024-03-01")
    assert not score.Row(key, quote="成都市召开会议").likeness(score.Row(key, quote="研究年鉴工作的具体安排"))


def test_a_rule_right_in_what_it_was_written_on_is_trusted_as_far_as_it_was_right_elsewhere() -> None:
    now = {"event.known": (99, 100), "event.rare": (5, 5), "unit.name": (100, 100)}
    first = {"event.known": (80, 100), "unit.name": (100, 100)}
    trusted = score.first_readings.confidences(now, first)
    assert trusted["event.known"] == pytest.approx(0.8, abs=0.01)
    assert 0.7 < trusted["event.rare"] < 0.8  # new to every bulletin: what its kind lost, it is expected to lose
    assert trusted["unit.name"] == 0.99  # nothing is certain


def test_confidences_follow_from_what_is_recorded() -> None:
    with score.CONFIDENCE.open(encoding="utf-8", newline="") as file:
        recorded = {row["rule_id"]: row for row in csv.DictReader(file)}
    now = {rule: (int(row["right"]), int(row["rows"])) for rule, row in recorded.items()}
    expected = score.first_readings.confidences(now, _first())
    assert {rule: float(row["confidence"]) for rule, row in recorded.items()} == expected


def test_a_first_reading_is_never_written_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "first_readings.csv"
    path.write_text("bulletin,rule_id,right,rows\n", "utf-8")
    monkeypatch.setattr(score.first_readings, "PATH", path)
    score.first_readings.add("900_sample", {"event.launch": [1, 4]})
    score.first_readings.add("900_sample", {"event.launch": [4, 4]})  # read again when the rules know it
    assert _first() == {"event.launch": [1, 4]}


def test_a_bulletins_own_first_reading_is_no_measure_of_the_confidence_of_its_rows() -> None:
    now = {"event.launch": (100, 100)}
    readings = {"900_sample": {"event.launch": (0, 50)}, "901_sample": {"event.launch": (50, 50)}}
    held = {right / total for _, right, total in score.first_readings.calibration(now, readings)}
    assert held == {0.0, 1.0}  # each judged by the other one


def _first() -> dict[str, list[int]]:
    found: dict[str, list[int]] = score.first_readings.summed(score.first_readings.by_bulletin().values())
    return found
