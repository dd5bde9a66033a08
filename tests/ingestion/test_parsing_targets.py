"""What is to be done by when."""

from __future__ import annotations

import pytest
from bulletin_texts import read


def targets(sentence: str) -> list[tuple[str | None, str]]:
    return [(row["unit"], row["due"]) for row in read(sentence)["targets"]]


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("年底前", "2024-12-31"),
        ("年内", "2024-12-31"),
        ("6月底前", "2024-06-30"),
        ("2025年12月底前", "2025-12-31"),
        ("今年9月30日前", "2024-09-30"),
        ("上半年", "2024-06-30"),
        ("明年上半年", "2025-06-30"),
        ("三季度末", "2024-09-30"),
        ("2025年底前", "2025-12-31"),
        ("630日前", "2024-06-30"),  # of a web page that lost the 月
        ("1115日前", "2024-11-15"),
        ("112日前", "2024-11-02"),  # 1月12日 is past
    ],
)
def test_the_last_day_of_the_period(period: str, due: str) -> None:
    assert targets(f"会议要求，德阳市{period}完成《德阳扶贫志》编纂。") == [("510600", due)]


@pytest.mark.parametrize(
    "demand",
    [
        "3月1日，德阳市召开会议。会议要求，{}完成《德阳市志》初稿。",
        "德阳市确保{}出版《德阳年鉴（2023）》。",
        "德阳市力争{}形成《德阳扶贫志》初稿。",
        "会议强调，德阳市务必于{}报送资料。",
        "德阳市计划{}完成《德阳市志》终审。",
        "按照工作安排，德阳市{}完成资料收集。",
        "德阳市承诺，{}将《德阳年鉴》付印。",
    ],
)
@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("今年第三季度", "2024-09-30"),
        ("10月中旬前", "2024-10-20"),
        ("下月", "2024-04-30"),
        ("“十四五”期末", "2025-12-31"),
    ],
)
def test_a_period_is_due_however_it_is_asked_for(demand: str, period: str, due: str) -> None:
    assert [target["due"] for target in read(demand.format(period), source="德阳市地方志办公室")["targets"]] == [due]


@pytest.mark.parametrize(
    "sentence",
    [
        "会议指出，今年是完成“两全目标”的收官之年。",
        "德阳市已于2023年底前完成编纂。",
        "截至6月底，德阳市完成初稿。",
        "会议要求，德阳市要尽快完成编纂。",
    ],
)
def test_what_is_done_or_has_no_date_is_no_target(sentence: str) -> None:
    assert targets(sentence) == []
