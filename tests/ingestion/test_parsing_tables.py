"""Tables: a row a passage of its own, whatever parts its cells, its date in the last one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bulletin_texts import faults, tables

from ingestion.parsing import annotate

HEAD = (
    "浙江地方志工作简报\n\n2022年第5期\n\n浙江省地方志办公室　　2022年9月28日\n\n"
    "【志鉴编修】\n\n衢州市镇村志编纂取得成果\n\n衢州市把编修镇村志作为实事来抓。\n\n"
)
TAIL = "\n\n9月2日，衢州市委党史研究室举办全市镇村志主编培训班。\n"
ROWS = (
    ("县（市、区）", "志书名称", "工作进展", "时间"),
    ("柯城区", "《航埠镇志》", "通过终审", "2022年6月"),
    ("衢江区", "《廿里镇志》", "完成初稿", "2022年7月"),
    ("龙游县", "《溪口镇志》", "正式出版", "2022年3月"),
    ("常山县", "《球川镇志》", "资料收集", "进行中"),
)
EVENTS = [
    ("330802", "review", "2022-06"),
    ("330803", "other", "2022-07"),
    ("330825", "publication", "2022-03"),
    ("330800", "training", "2022-09-02"),
]
MILESTONES = [
    ("330802", "final_review", "航埠镇志"),
    ("330803", "drafting", "廿里镇志"),
    ("330825", "published", "溪口镇志"),
    ("330822", "collecting", "球川镇志"),
]


def _columns(row: tuple[str, ...]) -> str:
    return "".join(f"{cell}{' ' * (18 - 2 * len(cell))}" for cell in row).rstrip()


def _piped(row: tuple[str, ...]) -> str:
    return f"| {' | '.join(row)} |"


@pytest.mark.parametrize(
    "printed",
    [_columns, "  ".join, " ".join, "\t".join, "　".join, _piped],
    ids=["columns", "spaces", "space", "tab", "wide", "pipes"],
)
@pytest.mark.parametrize("numbered", [False, True])
def test_rows_of_a_table_are_read_each_for_itself(printed: Callable[[tuple[str, ...]], str], numbered: bool) -> None:
    rows = [(str(at), *row) for at, row in enumerate(ROWS)] if numbered else ROWS
    text = HEAD + "\n".join(map(printed, rows)) + TAIL
    read = annotate("x", text, "text/markdown" if printed is _piped else "text/plain")
    assert [article["title"] for article in read["articles"]] == ["衢州市镇村志编纂取得成果"]
    assert [(row["unit"], row["type"], row.get("date")) for row in read["events"]] == EVENTS
    assert [(row["unit"], row["stage"], row["work"]) for row in read["milestones"]] == MILESTONES


def test_a_row_has_its_date_in_any_cell_behind_what_was_done_and_nobody_is_named_in_a_title() -> None:
    rows = (
        "单位\t书名\t进度\t日期\t规模",
        "柯城区\t《柯城长寿志》\t完成初稿\t7月5日\t86万字",
        "衢江区\t《衢江志》\t正式出版\t6月8日\t—",
        "龙游县\t《龙游志》\t启动编纂\t7月3日\t—",
    )
    read = annotate("x", HEAD + "\n".join(rows) + TAIL, "text/plain")
    dated = [(row["unit"], row["date"]) for row in read["events"]]
    assert dated[:3] == [("330802", "2022-07-05"), ("330803", "2022-06-08"), ("330825", "2022-07-03")]
    assert read["people"] == []


def test_rows_are_traced_to_their_characters() -> None:
    text = HEAD + "\n".join(map(_piped, ROWS)) + TAIL
    assert faults(text, tables(text, "text/markdown")) == []
