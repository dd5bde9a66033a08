"""Events beyond one rule each: plans, tallies, visits, two documents of one verb."""

from __future__ import annotations

import pytest
from bulletin_texts import bulletin, read, tables


@pytest.mark.parametrize(
    "sentence", ["德阳市拟于4月召开会议。", "德阳市将于5月举办培训班。", "德阳市计划印发《工作方案》。"]
)
def test_plans_are_kept_as_plans(sentence: str) -> None:
    assert {row["status"] for row in tables(bulletin(sentence))["events"]} <= {"planned"}
    assert read(sentence)["events"] == []


def test_one_verb_with_two_documents_is_two_events() -> None:
    events = read("3月1日，德阳市印发《扶贫志编纂方案》《扶贫志任务分工表》。")["events"]
    assert [event["type"] for event in events] == ["issuance", "issuance"]


def test_a_count_over_a_year_is_a_figure_and_no_event() -> None:
    rows = read("全年，全省出版志书146部。")
    assert rows["events"] == []
    assert [(row["value"], row["unit_of_measure"]) for row in rows["indicators"]] == [(146.0, "部")]


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("3月1日，德阳市地方志办赴绵阳市考察。", "510600"),
        ("3月1日，德阳市委书记林知远到广汉市调研地方志工作。", "510681"),
    ],
)
def test_a_visit_is_the_visitor_s_abroad_and_the_visited_unit_s_at_home(sentence: str, unit: str) -> None:
    visits = [event for event in read(sentence)["events"] if event["type"] == "visit"]
    assert [event["unit"] for event in visits] == [unit]


def test_an_event_names_its_people_works_and_evidence() -> None:
    row = tables(bulletin("3月1日，德阳市召开《德阳扶贫志》复审会，副市长周鸿出席。"))["events"][0]
    assert (row["people"], row["works"], row["unit_codes"][0]) == (["周鸿"], ["德阳扶贫志"], "510600")
    assert (row["date_start"].isoformat(), row["date_precision"], row["date_basis"]) == (
        "2024-03-01",
        "day",
        "issue_date",
    )
    assert "复审会" in row["quote"]
    assert 0 < row["confidence"] <= 1
