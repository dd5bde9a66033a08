"""One bulletin as the JSON of the annotation guidelines."""

from __future__ import annotations

import json

from bulletin_texts import bulletin, read

from ingestion.parsing import annotate


def test_it_is_plain_json_with_every_kind_of_row() -> None:
    result = annotate("40.txt", bulletin("3月1日，德阳市召开会议。"), "text/plain")
    assert json.loads(json.dumps(result)) == result
    assert result["doc"] == "40.txt"
    assert result.keys() >= {
        "issue", "articles", "unit_mentions", "people", "works", "events", "milestones", "indicators", "measures",
        "targets", "claims",
    }  # fmt: skip


def test_a_person_a_title_and_a_unit_are_one_row_per_article() -> None:
    result = read("副市长周鸿在德阳市宣讲《德阳扶贫志》。市委常委、副市长周鸿在德阳市宣讲《德阳扶贫志》。")
    assert [(row["name"], row["office"]) for row in result["people"]] == [("周鸿", "副市长")]
    assert [row["title"] for row in result["works"]] == ["德阳扶贫志"]
    assert [row["unit"] for row in result["unit_mentions"]].count("510600") == 1


def test_every_row_belongs_to_an_article_and_shows_a_passage_of_it() -> None:
    text = bulletin("3月1日，德阳市召开会议，出版志书146部。年底前，德阳市完成《德阳扶贫志》终审。")
    result = annotate("x", text, "text/plain")
    for kind in ("events", "indicators", "targets"):
        assert result[kind]
        for row in result[kind]:
            assert row["article"] == "a1"
            assert row["quote"] in text


def test_a_span_of_days_has_its_first_and_last() -> None:
    event = read("3月25—26日，德阳市召开会议。")["events"][0]
    assert (event["date"], event["end_date"]) == ("2024-03-25", "2024-03-26")
