"""Run-in heads and ordinal heads, with the units named in the passage each governs."""

from __future__ import annotations

from bulletin_texts import read


def measures(*paragraphs: str) -> list[tuple[str | None, str, list[str]]]:
    return [(row["group"], row["measure"], row["units"]) for row in read("\n".join(paragraphs))["measures"]]


def test_run_in_heads_with_their_group_and_units() -> None:
    assert measures(
        "各地扎实推进编纂。",
        "压实责任 拧紧链条",
        "高位推动，强化安排部署。德阳市召开会议。绵阳市印发方案。",
        "健全机构，充实编纂力量。宜宾市成立编委会。",
    ) == [
        ("压实责任 拧紧链条", "高位推动，强化安排部署", ["510600", "510700"]),
        ("压实责任 拧紧链条", "健全机构，充实编纂力量", ["511500"]),
    ]


def test_ordinal_heads_and_the_acting_unit_where_none_is_named() -> None:
    found = measures("3月1日，德阳市召开会议。会议强调，一是强化督查考核。定期通报进度。二是加强队伍建设。举办培训。")
    assert [(measure, units) for _, measure, units in found] == [
        ("强化督查考核", ["510600"]),
        ("加强队伍建设", ["510600"]),
    ]


def test_ordinals_that_go_on_are_no_heads() -> None:
    assert measures("会议要求，一要提高站位，加强领导，明确责任；二要抓住重点，补齐短板；三要严把质量关。") == []


def test_a_measure_ends_where_the_speech_ends_that_stated_it() -> None:
    found = measures(
        "3月1日，德阳市召开会议。会议强调，一是抓紧补齐短板。什邡市要配齐人员。"
        "二是从严加强督导。对进度滞后的实行约谈。会上，广汉市、绵竹市地方志办作交流发言。"
    )
    assert [(measure, units) for _, measure, units in found] == [
        ("抓紧补齐短板", ["510682"]),
        ("从严加强督导", ["510600"]),
    ]


def test_quotation_marks_do_not_unbalance_a_head_and_a_second_one_may_follow_in_its_paragraph() -> None:
    assert measures(
        "各地扎实推进编纂。",
        "抓规划，绘好“一张图”。德阳市召开会议。增投入，配强修志队伍。绵阳市印发方案。",
        "抓运营，建好“一支队”。宜宾市成立编委会。",
    ) == [
        (None, "抓规划，绘好“一张图”", ["510600"]),
        (None, "增投入，配强修志队伍", ["510700"]),
        (None, "抓运营，建好“一支队”", ["511500"]),
    ]


def test_a_sentence_that_tells_how_it_went_is_no_head() -> None:
    assert (
        measures(
            "入秋以来，各地年鉴陆续出版。",
            "制度建设跟了上来。德阳市印发管理办法。",
            "书编出来，还得有人读。绵阳市向学校赠书。",
        )
        == []
    )
