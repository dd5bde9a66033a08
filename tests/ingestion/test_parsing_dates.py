"""Dates as they are printed, read against the issue's date."""

from __future__ import annotations

import datetime as dt

import pytest
from bulletin_texts import read

from ingestion.parsing.dates import dates

ISSUED = dt.date(2024, 3, 26)


@pytest.mark.parametrize(
    ("text", "edtf", "precision"),
    [
        ("2024年3月25日", "2024-03-25", "day"),
        ("3月25日", "2024-03-25", "day"),
        ("2022年初", "2022", "year"),
        ("2月份，", "2024-02", "month"),
        ("3月25—26日", "2024-03-25/2024-03-26", "range"),
        ("3月25日至26日", "2024-03-25/2024-03-26", "range"),
        ("2月28日至3月1日", "2024-02-28/2024-03-01", "range"),
        ("12月28日至1月3日", "2023-12-28/2024-01-03", "range"),
        ("12月25日", "2023-12-25", "day"),
        ("2023年12月", "2023-12", "month"),
        ("2月", "2024-02", "month"),
        ("2023年", "2023", "year"),
        ("去年", "2023", "year"),
        ("本月", "2024-03", "month"),
        ("去年12月", "2023-12", "month"),
    ],
)
def test_what_a_date_says(text: str, edtf: str, precision: str) -> None:
    assert [(date.edtf, date.precision) for date in dates(f"{text}，召开会议。", ISSUED)] == [(edtf, precision)]


@pytest.mark.parametrize("text", ["近日", "日前", "截至目前", "近年来"])
def test_a_vague_date_says_none(text: str) -> None:
    assert [date.edtf for date in dates(f"{text}，召开会议。", ISSUED)] == [None]


@pytest.mark.parametrize("text", ["2月30日", "2023年2月29日", "13月32日", "2024卷", "1949—2021年"])
def test_what_no_calendar_has_is_no_day(text: str) -> None:
    assert all(date.precision != "day" for date in dates(f"{text}，召开会议。", ISSUED))


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        ("210日，召开会议。", dt.date(2026, 2, 27), ["2026-02-10"]),
        ("210—12日，召开会议。", dt.date(2026, 2, 27), ["2026-02-10/2026-02-12"]),
        ("228—31日，召开会议。", dt.date(2026, 3, 5), ["2026-02-28/2026-03-01"]),
        ("1231日，召开会议。", dt.date(2026, 1, 5), ["2025-12-31"]),
        ("2025年613日，召开会议。", dt.date(2026, 2, 27), ["2025-06-13"]),
        ("2025613日，召开会议。", dt.date(2026, 2, 27), ["2025-06-13"]),
        ("截至20262月，出版6部。", dt.date(2026, 2, 27), ["2026-02"]),
        ("194910月，新中国成立。", dt.date(2026, 2, 27), ["1949-10"]),
        ("20262月10日，召开会议。", dt.date(2026, 2, 27), ["2026-02-10"]),
        ("111日，召开会议。", dt.date(2026, 1, 20), ["2026-01-11"]),  # 11月1日 lies 80 days back
        ("111日，召开会议。", None, [None]),
        ("111日，召开会议。", dt.date(2026, 12, 20), ["2026-11-01"]),  # 1月11日 lies far back
        ("2025年118日，召开会议。", dt.date(2026, 1, 20), [None]),  # 1月18日 or 11月8日
        ("24日入选，20261月出版。", dt.date(2026, 2, 9), ["2026-02-04", "2026-01"]),  # the 24th was yet to come
        ("24日入选，20261月出版。", dt.date(2026, 2, 27), [None, "2026-01"]),  # 2月4日 or the 24th
        ("20261月出版，24日入选。", dt.date(2026, 2, 9), ["2026-01", None]),  # 2月4日 or 24 January
        ("2月4日出版，24日入选。", dt.date(2026, 2, 27), ["2026-02-04", "2026-02-24"]),  # nothing was lost
    ],
)
def test_what_a_page_swallowed_of_a_date_is_put_back_where_it_is_certain(
    text: str, issued: dt.date | None, expected: list[str | None]
) -> None:
    assert [date.edtf for date in dates(text, issued)] == expected


@pytest.mark.parametrize("text", ["历时210日", "第330日", "共计120日", "总第850期", "2012日", "450日"])
def test_a_number_of_days_is_no_swallowed_date(text: str) -> None:
    assert [date for date in dates(f"{text}，完成普查。", dt.date(2026, 2, 27)) if date.edtf] == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("3月1日，德阳市召开会议。会上，市地方志办印发《工作方案》。", ["2024-03-01", "2024-03-01"]),
        ("近日，德阳市召开会议。", [None]),
        ("3月25—26日，德阳市召开会议。", ["2024-03-25"]),
    ],
)
def test_events_take_over_the_date_that_governs_them(sentence: str, expected: list[str | None]) -> None:
    assert [event["date"] for event in read(sentence)["events"]] == expected


def test_a_date_says_what_its_year_rests_on() -> None:
    found = dates("2023年3月4日启动，同日召开会议，同年9月成稿。去年12月验收，3月5日出版，次日首发。", ISSUED)
    assert [(date.edtf, date.basis) for date in found] == [
        ("2023-03-04", "explicit"),
        ("2023-03-04", "explicit"),
        ("2023-09", "explicit"),
        ("2023-12", "issue_date"),
        ("2024-03-05", "issue_date"),
        ("2024-03-06", "issue_date"),
    ]


def test_without_an_issue_date_a_yearless_date_stays_open() -> None:
    assert [date.edtf for date in dates("3月25日，召开会议。", None)] == [None]


def test_a_deadline_dates_nothing_that_is_told_after_it() -> None:
    from ingestion.parsing import annotate

    text = (
        "四川省地方志工作简报\n第1期（总第252期）\n四川省地方志工作办公室\n2020年1月10日\n【市州动态】\n德阳市部署年鉴工作\n"
        "2020年12月底前要完成年鉴编纂。德阳市举办培训班，培训编辑30人。\n（德阳市地方志办公室）\n"
    )
    read = annotate("x", text, "text/plain")
    assert [target["due"] for target in read["targets"]] == ["2020-12-31"]
    assert read["events"] and read["indicators"]
    assert all(event["date"] is None for event in read["events"])
    assert all(indicator["as_of"] is None for indicator in read["indicators"])
