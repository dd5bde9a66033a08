"""A frame of documents to staging tables."""

from __future__ import annotations

import pytest
from bulletin_texts import bulletin, documents

from ingestion import schemas
from ingestion.parsing import PARSER_VERSION, parse_documents


def test_an_empty_batch_gives_empty_tables_of_the_right_form() -> None:
    for table, frame in parse_documents(documents()).items():
        assert frame.is_empty()
        assert frame.equals(schemas.empty(table))


def test_rows_stand_in_the_order_of_the_documents() -> None:
    frame = documents(bulletin("3月1日，德阳市召开会议。"), "没有简报", bulletin("3月2日，绵阳市召开会议。"))
    events = parse_documents(frame)["events"]
    assert events["unit_code"].to_list() == ["510600", "510700"]
    assert parse_documents(frame)["issues"]["document_id"].to_list() == [
        frame["document_id"][0],
        frame["document_id"][2],
    ]


def test_columns_that_parsing_does_not_need_do_no_harm_and_missing_ones_are_named() -> None:
    frame = documents(bulletin("3月1日，德阳市召开会议。"))
    assert parse_documents(frame.with_columns(size_bytes=1))["events"].equals(parse_documents(frame)["events"])
    with pytest.raises(Exception, match="media_type"):
        parse_documents(frame.drop("media_type"))


def test_the_parser_has_a_version_by_which_old_rows_are_known() -> None:
    assert PARSER_VERSION
