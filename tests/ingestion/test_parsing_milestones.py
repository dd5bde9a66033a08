"""A compiled work at a stage: one row per work, unit and stage."""

from __future__ import annotations

import pytest
from bulletin_texts import read


def milestones(sentence: str) -> list[tuple[str, str | None, str]]:
    return [(row["work"], row["unit"], row["stage"]) for row in read(sentence)["milestones"]]


def test_the_series_stands_for_a_work_that_is_not_named() -> None:
    assert milestones("3月3日，雅安市成立扶贫志编纂委员会。") == [("扶贫志", "511800", "organized")]


def test_works_of_several_units_told_one_after_another() -> None:
    assert milestones("3月4日，《德阳扶贫志》通过终审。3月5日，《绵阳扶贫志》通过终审。") == [
        ("德阳扶贫志", "510600", "final_review"),
        ("绵阳扶贫志", "510700", "final_review"),
    ]


def test_the_same_stage_told_twice_is_one_row_with_the_fuller_name() -> None:
    assert milestones("3月4日，德阳市启动扶贫志编纂。启动会上，《德阳市扶贫志》编纂启动。") == [
        ("德阳市扶贫志", "510600", "launched")
    ]


@pytest.mark.parametrize(
    "sentence",
    ["会议要求，要加快出版《德阳扶贫志》。", "德阳市力争年底前完成《德阳扶贫志》终审。", "全省共110部扶贫志完成初稿。"],
)
def test_exhortations_targets_and_tallies_are_no_stage(sentence: str) -> None:
    assert milestones(sentence) == []
