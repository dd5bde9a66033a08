"""Whole bulletins: rows can be traced, are the same on every machine, and know the same issue in two files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bulletin_texts import bulletin, documents, faults, tables

from ingestion import readers
from ingestion.parsing import parse_documents
from ingestion.parsing.document import content_id

CORPUS = Path(__file__).parents[1] / "corpus"
REAL_BULLETINS = CORPUS.parents[2] / "shared" / "bulletins"


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "bulletins").iterdir() if path.name < "90"))
def test_rows_of_the_sample_bulletins_are_sound(name: str) -> None:
    reading = readers.read(name, (CORPUS / "bulletins" / name).read_bytes())
    rows = tables(reading.text, reading.media_type)
    assert rows["issues"]
    assert faults(reading.text, rows) == []


def test_rows_of_real_bulletins_are_sound() -> None:
    if not REAL_BULLETINS.is_dir():
        pytest.skip("the real bulletins (../shared/bulletins) are not here")
    for path in sorted(REAL_BULLETINS.iterdir()):
        text = path.read_text("utf-8")
        assert faults(text, tables(text)) == []


def test_the_same_issue_as_pdf_and_as_web_page_has_one_key() -> None:
    keys = set()
    for name in ("15_issue_as_pdf.pdf", "16_issue_as_web_page.html"):
        reading = readers.read(name, (CORPUS / "bulletins" / name).read_bytes())
        keys |= {row["issue_key"] for row in tables(reading.text, reading.media_type)["issues"]}
    assert len(keys) == 1


def test_ids_are_the_same_in_every_process() -> None:
    code = "from ingestion.parsing.document import content_id; print(content_id('甲', 1, None))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CORPUS.parents[1],
        env={"PYTHONHASHSEED": "7", "PATH": ""},
    )  # fmt: skip
    assert run.stdout.strip() == content_id("甲", 1, None)


def test_articles_of_one_title_and_rows_of_one_text_are_told_apart() -> None:
    body = "3月1日，德阳市召开会议。德阳市召开会议。"
    rows = tables(bulletin(body) + "\n各地推进地方志工作\n" + body + "\n（省地方志办）")
    assert len(rows["articles"]) == 2
    assert faults("", {name: [] for name in rows}) == []
    assert len({row["article_id"] for row in rows["articles"]}) == 2


def test_a_document_s_address_is_kept_only_where_it_is_one() -> None:
    frame = documents(bulletin("会议召开。"))
    assert parse_documents(frame)["issues"]["url"].to_list() == [None]
    online = frame.with_columns(source_uri=frame["source_uri"].str.replace("^", "https://example.org/"))
    assert parse_documents(online)["issues"]["url"].to_list() == ["https://example.org/bulletins/0.txt"]


def test_what_is_no_bulletin_keeps_its_regions_only() -> None:
    rows = tables("酱油2瓶\n— 1 —\n带布袋")
    assert [row["region"] for row in rows["regions"]] == ["page_number"]
    assert not any(rows[name] for name in rows if name != "regions")


@pytest.mark.parametrize(
    ("heading", "told", "expected"),
    [
        ("四川省地方志工作简报2020年第55期(总第306期)", "11月4日", "2020-11-04"),
        ("四川省地方志工作简报第83期(总第578期)", "11月10日", "2023-11-10"),
        ("四川省地方志工作简报第2期(总第834期)", "12月29日", "2025-12-29"),
        ("甘肃省地方志工作简报第83期(总第578期)", "11月10日", None),
    ],
)
def test_the_year_of_the_number_dates_a_bulletin_that_prints_no_day(
    heading: str, told: str, expected: str | None
) -> None:
    rows = tables(f"{heading}\n【市州动态】\n德阳市召开会议\n{told}，德阳市召开会议。\n（德阳市地方志办公室）\n")
    assert [row["issue_date"] for row in rows["issues"]] == [None]
    assert [row["date_edtf"] for row in rows["events"]] == [expected]


def test_a_bare_moment_on_a_web_page_is_no_date_of_the_issue() -> None:
    text = (
        "您的位置: 首页 >工作简报>详细内容\n2024-05-06 08:07:09\n\n四川省地方志工作简报第105期(总第600期)\n"
        "发布时间:2023-12-28 10:11:12 浏览次数: 【字体:\n【特别关注】\n德阳市召开会议\n12月10日,德阳市召开会议。\n"
    )
    rows = tables(text)
    assert [(row["issue_no"], row["issue_date"]) for row in rows["issues"]] == [(105, None)]
    assert [row["date_edtf"] for row in rows["events"]] == ["2023-12-10"]


def test_a_date_that_a_page_damaged_is_put_back_or_said_to_be_illegible() -> None:
    text = (
        "四川省地方志工作简报第2期（总第834期）\n发布时间：2026-01-20 09:00:00\n【市州动态】\n德阳市召开会议\n"
        "19日，德阳市召开会议。\n绵阳市召开会议\n117日，绵阳市召开会议。\n广元市召开会议\n2025年118日，广元市召开会议。\n"
    )
    rows = tables(text)
    found = [(row["unit_code"], row["date_edtf"], row["date_basis"]) for row in rows["events"]]
    assert found == [("510600", None, None), ("510700", "2026-01-17", "issue_date"), ("510800", None, "illegible")]


@pytest.mark.parametrize("before", ["", "来源：四川省地方志工作办公室 ", "作者：林知远 来源：本站 "])
def test_yearless_dates_of_a_web_page_are_read_against_its_day_of_publication(before: str) -> None:
    text = (
        f"四川省地方志工作简报第18期（总第850期）\n{before}发布时间：2026-02-27 16:48:56 浏览次数：\n【市州动态】\n"
        "德阳市召开会议\n2月10日，德阳市召开会议。\n（德阳市地方志办）"
    )
    rows = tables(text)
    assert [row["issue_date"] for row in rows["issues"]] == [None]
    assert [row["date_edtf"] for row in rows["events"]] == ["2026-02-10"]
