"""Who acts in a clause, and when: subjects left out, shared, or of a group."""

from __future__ import annotations

import pytest
from bulletin_texts import read


def events(sentence: str) -> list[tuple[str, str]]:
    return [(event["type"], event["unit"]) for event in read(sentence)["events"]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("3月1日，德阳市召开会议，印发《工作方案》。", [("meeting", "510600"), ("issuance", "510600")]),
        ("3月1日，德阳市召开会议。会后，制定《工作方案》。", [("meeting", "510600"), ("issuance", "510600")]),
        ("南充市、广安市以市政府办公室名义印发《工作方案》。", [("issuance", "511300"), ("issuance", "511600")]),
        ("德阳市、绵阳市分别召开会议。", [("meeting", "510600"), ("meeting", "510700")]),
        ("内江隆昌市召开会议。", [("meeting", "511083")]),
        ("各地召开会议。", []),
        ("各市（州）印发方案。", []),
    ],
)
def test_the_units_whose_event_it_is(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert events(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "德阳市要召开会议。",
        "会议要求，德阳市召开编纂会议，成立编委会。",
        "德阳市力争出版《德阳扶贫志》。",
        "下一步，将成立编委会。",
    ],
)
def test_what_is_demanded_has_not_happened(sentence: str) -> None:
    assert events(sentence) == []


def test_people_who_attend_belong_to_the_meeting() -> None:
    read_events = read("3月1日，德阳市召开会议。市委书记林知远出席会议并讲话，副市长周鸿主持会议。")["events"]
    assert [(event["type"], event["people"]) for event in read_events] == [("meeting", ["林知远", "周鸿"])]


def test_a_title_right_behind_a_units_name_is_that_units() -> None:
    text = "日前，省志办组织专家对花垣县《梨溪村志》、永顺县《石坝村志》进行验收。"
    works = read(text)["works"]
    assert [(work["title"], work["unit"]) for work in works] == [("梨溪村志", "433124"), ("石坝村志", "433127")]


def test_a_party_that_a_title_sends_off_is_of_who_sent_it_and_not_of_where_it_went() -> None:
    text = (
        "3月4—6日，四川省地方志办主任汤玉衡率队赴凉山州调研。凉山州召开座谈会，副州长周鸿出席会议。\n"
        "3月6日，调研组来到喜德县米市镇，向镇中心小学捐赠图书600册。"
    )
    found = read(text, title="汤玉衡率队赴凉山州调研地方志工作")["events"]
    assert [event["unit"] for event in found if event["type"] == "outreach"] == ["510000"]
