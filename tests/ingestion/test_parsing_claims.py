"""How many units a text says there are below a unit."""

from __future__ import annotations

import pytest
from bulletin_texts import read


def claims(sentence: str) -> list[tuple[str, str, int]]:
    return [(row["unit"], row["level"], row["value"]) for row in read(sentence)["claims"]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("绵阳市9个县（市、区）参加。", ("510700", "county", 9)),
        ("全省21个市（州）参加。", ("510000", "prefecture", 21)),
        ("全省88个贫困县编纂扶贫志。", ("510000", "poverty_county", 88)),
        ("全省183个县（市、区）参加。", ("510000", "county", 183)),
        ("达州市七个县（市、区）参加。", ("511700", "county", 7)),
        ("巴中市三县两区都是主战场。", ("511900", "county", 5)),
        ("阿坝州13个县（市）的80余名编辑参训。", ("513200", "county", 13)),
        ("绵阳市地方志办邀请成都市地方志办专家，对9个县（区、市）年鉴进行评审。", ("510700", "county", 9)),
        ("成都市20个区（市）县参加。", ("510100", "county", 20)),
        ("全省21个地（市）参加。", ("510000", "prefecture", 21)),
    ],
)
def test_stated_numbers(sentence: str, expected: tuple[str, str, int]) -> None:
    assert claims(sentence) == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "来自44个县（市、区）的120名主编参加。",
        "绵阳市其中5个县（市、区）完成初稿。",
        "绵阳市已有3个县（市、区）完成。",
        "3月9个工作日。",
    ],
)
def test_a_part_is_no_roster(sentence: str) -> None:
    assert claims(sentence) == []


def test_cities_counted_beside_counties_are_all_there_are() -> None:
    assert claims("16个市、104个县（市、区）综合年鉴全部出版。")[0] == ("510000", "prefecture", 16)
