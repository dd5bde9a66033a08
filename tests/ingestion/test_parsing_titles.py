"""《》 titles: what kind of thing each is, whose, and the years it covers."""

from __future__ import annotations

import pytest
from bulletin_texts import read

from ingestion.parsing.titles import kind_of, titles


@pytest.mark.parametrize(
    ("before", "title", "after", "kind"),
    [
        ("", "德阳扶贫志（1949—2021）", "", "gazetteer"),
        ("", "剑门关镇志", "", "gazetteer"),
        ("", "德阳年鉴（2023）", "", "yearbook"),
        ("", "德阳大事记", "", "chronicle"),
        ("", "四川近代史", "", "history"),
        ("画册", "蜀地影像", "", "album"),
        ("", "巴蜀史志", "2024年第1期", "periodical"),
        ("", "四川省地方志工作简报", "", "periodical"),
        ("印发", "关于做好编纂工作的通知", "", "document"),
        ("", "扶贫志编纂工作方案", "", "document"),
        ("微纪录片", "在山那边的日子", "", "media"),
        ("发表文章", "修志札记", "", "article"),
        ("内部刊物", "德阳史话", "", "periodical"),
        ("", "四川地方志", "", "periodical"),
        ("", "〈德阳市志〉总纂进度专报", "", "document"),
        ("印发", "〈四川省志·水利志（1986—2005）〉编纂工作方案", "", "document"),
        ("", "四川省志·水利志（1986—2005）", "", "gazetteer"),
        ("印发", "供稿单位撰稿须知", "", "document"),
        ("开设", "旧影德阳", "专栏", "media"),
        ("授课，题目是", "年鉴框架的守与变", "", "article"),
        ("", "绵竹抗疫日志", "", "book"),
        ("", "德阳记忆丛书", "", "book"),
        ("", "德阳年鉴2019（英文版）", "", "yearbook"),
        ("", "2021—2025年乡村志编纂规划", "", "document"),
    ],
)
def test_kinds(before: str, title: str, after: str, kind: str) -> None:
    assert kind_of(title, before, after)[0] == kind


@pytest.mark.parametrize(
    ("text", "years", "volume"),
    [
        ("《四川扶贫志（1949—2021）》", "1949/2021", None),
        ("《德阳年鉴（2023）》", None, 2023),
        ("《德阳年鉴（2023年卷）》", None, 2023),
        ("《德阳市志》", None, None),
    ],
)
def test_years(text: str, years: str | None, volume: int | None) -> None:
    assert [(title.years_covered, title.volume_year) for title in titles(text)] == [(years, volume)]


def test_a_work_in_a_heading_is_of_the_unit_named_right_before_it() -> None:
    rows = read("近日，入选名单公布。", title="旌阳区《孝泉镇志》入选名镇志丛书")
    assert [(work["title"], work["unit"]) for work in rows["works"]] == [("孝泉镇志", "510603")]
    rows = read("近日，入选名单公布。", title="旌阳区、罗江区编纂的《孝泉镇志》入选名镇志丛书")
    assert [(work["title"], work["unit"]) for work in rows["works"]] == [("孝泉镇志", None)]


def test_a_town_s_work_in_a_heading_is_of_the_only_county_that_it_names() -> None:
    rows = read("近日，入选名单公布。", title="旌阳区编纂的《孝泉镇志》入选名镇志丛书")
    assert [(work["title"], work["unit"]) for work in rows["works"]] == [("孝泉镇志", "510603")]


def test_a_title_within_a_title_is_part_of_it() -> None:
    assert [title.title for title in titles("在《关于〈德阳扶贫志〉编纂进展的专报》上批示")] == [
        "关于〈德阳扶贫志〉编纂进展的专报"
    ]


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("3月1日，省地方志办转发《德阳扶贫志》样稿。", "510600"),
        ("3月1日，绵阳市印发《扶贫志编纂方案》。", "510700"),
        ("3月1日，绵阳市、德阳市联合编纂的《蜀道纪事》出版。", None),
    ],
)
def test_whose_a_title_is(sentence: str, unit: str | None) -> None:
    assert [work["unit"] for work in read(sentence)["works"]] == [unit]
