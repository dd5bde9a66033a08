"""Stated figures about the work itself."""

from __future__ import annotations

import pytest
from bulletin_texts import bulletin, tables


def indicators(sentence: str) -> list[tuple[float, str, str | None]]:
    rows = tables(bulletin(sentence))["indicators"]
    return [(row["value"], row["unit_of_measure"], row["approximate"]) for row in rows]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("德阳市出版志书146部。", [(146, "部", None)]),
        ("全省规划的21部市（州）志，已出版16部。", [(21, "部", None), (16, "部", None)]),
        ("该书入选202602期书单。", []),
        ("德阳市录制口述史26段，全书总字数612万。", [(26, "段", None), (6_120_000, "字", None)]),
        ("德阳市方志馆接待观众1.2万人次。", [(12_000, "人次", None)]),
        ("德阳市赠书320余册。", [(320, "册", "余")]),
        ("德阳市培训骨干近百人，编印简报约1,200份。", [(1200, "份", "约")]),
        ("德阳市出版率达98%。", [(98, "%", None)]),
        ("市政府先后召开三次会议。", [(3, "次", None)]),
        (
            "林知远指出，自去年4月启动以来，编辑部查阅档案2300余卷，走访企业80余家。",
            [(2300, "卷", "余"), (80, "家", "余")],
        ),
    ],
)
def test_figures(sentence: str, expected: list[tuple[float, str, str | None]]) -> None:
    assert [row for row in indicators(sentence) if row in expected] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "会议抓好“三个服务”。",
        "德阳市聘请2—3名专家。",
        "第3期培训结束。",
        "全市9个县（市、区）参加。",
        "德阳市拟出版志书5部。",
    ],
)
def test_slogans_ranges_ordinals_rosters_and_plans_are_no_figures(sentence: str) -> None:
    assert indicators(sentence) == []


def test_a_figure_has_a_scope_a_date_and_the_words_before_it() -> None:
    row = tables(bulletin("3月1日，德阳市累计出版志书146部。"))["indicators"][0]
    assert (row["scope_unit_code"], row["as_of_end"].isoformat()) == ("510600", "2024-03-01")
    assert (row["qualifier"], row["rule_id"]) == ("累计", "indicator.figure")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "2023年，德阳市、绵阳市分别出版志书12部、8部。",
            [("出版志书", 12, "510600"), ("出版志书", 8, "510700")],
        ),
        (
            "旌阳区《孝泉镇志》150万字、中江县《仓山镇志》168万字，分别通过终审。",
            [("旌阳区《孝泉镇志》", 1_500_000, "510603"), ("中江县《仓山镇志》", 1_680_000, "510623")],
        ),
        ("德阳市馆藏志书2万余册、年鉴3000册。", [("德阳市馆藏志书", 20_000, "510600"), ("年鉴", 3000, "510600")]),
    ],
)
def test_each_figure_of_several_is_about_its_own_words_and_unit(
    sentence: str, expected: list[tuple[str, float, str]]
) -> None:
    rows = tables(bulletin(sentence))["indicators"]
    assert [(row["subject"], row["value"], row["scope_unit_code"]) for row in rows] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "粉丝由1.2万增至3.6万，总播放量超520万。",
            [("粉丝", 12_000, "人"), ("粉丝", 36_000, "人"), ("播放量", 5_200_000, "次")],
        ),
        ("德阳市召开两场座谈会。", [("座谈会", 2, "场")]),
        ("德阳市将编纂经费60万元列入财政预算。", [("列入财政预算", 600_000, "元")]),
        ("与会人员认为，志稿框架合理，同时提出86条修改意见。", [("修改意见", 86, "条")]),
    ],
)
def test_figures_that_stand_alone_or_are_told_in_passing(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    rows = tables(bulletin(sentence))["indicators"]
    assert [(row["subject"], row["value"], row["unit_of_measure"]) for row in rows] == expected


def test_the_sessions_of_a_congress_are_not_counted() -> None:
    assert indicators("德阳市第十七届人大四次会议审议通过报告。") == []


def test_those_of_a_roster_that_have_come_so_far_are_a_figure() -> None:
    assert indicators("截至2月底，全省已有127个县（市、区）启动续志工作。") == [(127, "个", None)]


def test_works_that_stand_in_a_plan_are_counted() -> None:
    assert indicators("德阳市列入编纂计划的有镇志21部。") == [(21, "部", None)]
