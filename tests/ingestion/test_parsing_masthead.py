"""Header and imprint: number, dates, who publishes, who receives, in every form seen in print."""

from __future__ import annotations

import datetime as dt

import pytest
from bulletin_texts import bulletin

from ingestion.parsing import annotate, masthead
from ingestion.parsing.document import take_apart

IMPRINT = """
信息公开选项：主动公开
报：省政府，省政协。
省委党史研究室。
送：各区（县）党委、区（县）人民政府。
发：各区（县）史志机构（史志研究室，方志馆）。
四川省地方志工作办公室综合处 2024年3月27日印发
（共印30份）"""
ARTICLE = "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）"


def issue(head: str) -> masthead.Issue:
    return take_apart(
        f"{head}\n【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）", "text/plain"
    ).document.issue


@pytest.mark.parametrize(
    ("head", "series", "number", "total", "year"),
    [
        ("四川省地方志工作简报\n第40期（总第645期）\n2024年3月26日", "四川省地方志工作简报", 40, 645, 2024),
        ("四川省地方志工作简报第83期(总第578期)\n2023年9月27日", "四川省地方志工作简报", 83, 578, 2023),
        ("四川省地方志工作简报2020年第55期(总第306期)\n2020年11月6日", "四川省地方志工作简报", 55, 306, 2020),
        ("四川省地方志工作简报\n2023年第11期—总第506期\n2023年1月20日", "四川省地方志工作简报", 11, 506, 2023),
        ("四川地方志工作2011年第10期\n2011年10月20日", "四川地方志工作", 10, None, 2011),
        ("四川省地方志工作简报\n第 12 期\n（总第 623 期）\n2024年2月6日", "四川省地方志工作简报", 12, 623, 2024),
    ],
)
def test_number_and_total_number(head: str, series: str, number: int, total: int | None, year: int) -> None:
    read = issue(head)
    assert (read.series, read.issue_no, read.total_no, read.issue_year) == (series, number, total, year)


@pytest.mark.parametrize(
    ("line", "publisher", "day"),
    [
        ("四川省地方志工作办公室 2024年3月26日", "四川省地方志工作办公室", "2024-03-26"),
        ("四川省地方志工作办公室编　　二〇二四年三月二十六日", "四川省地方志工作办公室", "2024-03-26"),
        ("四川省地方志编纂委员会办公室主办\n2011年10月20日", "四川省地方志编纂委员会办公室", "2011-10-20"),
    ],
)
def test_publisher_and_date(line: str, publisher: str, day: str) -> None:
    read = issue(f"四川省地方志工作简报\n第1期\n{line}")
    assert (read.publisher, str(read.issue_date)) == (publisher, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年3月26日", dt.date(2024, 3, 26)),
        ("二○二四年十二月三十一日", dt.date(2024, 12, 31)),
        ("二〇二四年十月十日", dt.date(2024, 10, 10)),
        ("2023年2月30日", None),
        ("三月二十六日", None),
    ],
)
def test_a_day_that_no_calendar_has_is_none(text: str, day: dt.date | None) -> None:
    assert masthead.day(text) == day


def test_the_imprint_names_recipients_each_for_itself_and_the_printer() -> None:
    read = annotate("x", bulletin("3月1日，德阳市召开会议。") + IMPRINT, "text/plain")["issue"]
    assert read["disclosure"] == "主动公开"
    assert read["report_to"] == ["省政府", "省政协", "省委党史研究室"]
    assert read["send_to"] == ["各区（县）党委", "区（县）人民政府"]
    assert read["distribute_to"] == ["各区（县）史志机构（史志研究室，方志馆）"]
    assert (read["printed_by"], read["printed_date"]) == ("四川省地方志工作办公室综合处", "2024-03-27")
    assert read["copies"] == 30


def test_without_a_masthead_publisher_and_date_are_left_open_and_yearless_dates_follow_the_printing_date() -> None:
    read = annotate("x", ARTICLE + IMPRINT, "text/plain")
    assert (read["issue"]["publisher"], read["issue"]["issue_date"]) == (None, None)
    assert [event["date"] for event in read["events"]] == ["2024-03-01"]


def test_a_list_of_contents_is_no_article() -> None:
    contents = "本期要目\n·德阳市召开会议\n·绵阳市召开会议\n"
    text = bulletin("3月1日，德阳市召开会议。", title="德阳市召开会议").replace(
        "【市州动态】", contents + "【市州动态】"
    )
    assert [article["title"] for article in annotate("x", text, "text/plain")["articles"]] == ["德阳市召开会议"]
