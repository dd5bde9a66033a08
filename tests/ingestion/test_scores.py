"""What is read is as right as it was when the figures were last recorded."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

_PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "score.py"
_SPEC = importlib.util.spec_from_file_location("benchmarks_score", _PATH)
assert _SPEC is not None and _SPEC.loader is not None
score = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = score
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
