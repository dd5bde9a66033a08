"""Whatever a file holds, parsing neither stops nor loses a character, and each row shows where it was read."""

from __future__ import annotations

from typing import Any

import polars as pl
from bulletin_texts import bulletin, documents, faults, tables
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingestion import schemas
from ingestion.parsing import annotate, parse_documents

PHRASES = [
    "四川省地方志工作简报", "第40期（总第645期）", "2024年3月26日", "四川省地方志工作办公室 2024年3月26日",
    "【市州动态】", "〔简讯〕", "《德阳年鉴（2023）》", "《", "》", "〈", "（", "）", "“", "”", "德阳市",
    "内江隆昌市", "市中区", "全市", "该县", "省地方志办", "川渝两地", "召开工作会议", "分别印发《关于A的通知》",
    "完成初稿", "更名为《德阳市扶贫志》", "。", "，", "、", "；", "：", "\n", "\n\n", "\u3000\u3000", " ",
    "市委常委、组织部部长", "周鸿", "欧阳清和", "习近平总书记", "一是强化督查考核。", "高位推动，强化安排部署。",
    "会议要求，", "年底前完成编纂", "明年“两会”", "12月底前", "9个县（市、区）", "21个市（州）", "出版志书146部",
    "约1.2万册", "99999999999999999999部", "0.5%", "3月25—26日", "近日", "同日", "29日下午，", "2月30日",
    "13月32日", "二〇二四年三月二十六日", "— 4 —", "第 3 页 共 9 页", "信息公开选项：主动公开", "报：省委。",
    "发：各市（州）。", "综合处 2024年3月26日印发", "（共印30份）", "（省地方志办）", "本期要目", "·", "# ", "**",
    "> ", "|---|", "![图](x)", "https://example.org/b", "当前位置：首页", "３", "\u200b", "\ufeff", "\xad", "\x00",
    "\x1c", "\x85", "\u2028", "\u202e", "𠮷", "e\u0301", "\t", "\u3000", "\xa0", "\r\n", "\x0c",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=4)), max_size=50).map("".join)
bulletins = st.builds(
    lambda body, title, tail: bulletin(*body.split("\n"), title=title) + tail, texts, st.just("要闻"), texts
)
media_types = st.sampled_from(["text/plain", "text/markdown"])
bounded = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@bounded
@given(st.one_of(texts, bulletins), media_types)
@example(bulletin("3月1日，绵阳市召开会议。") + "\n3月2日，德阳市召开会议。", "text/plain")
@example(bulletin("德阳市\u200b召开\u200b会议。\u200b"), "text/plain")
@example(bulletin("德阳市出版《德阳年鉴（2023）\n　　绵阳市》召开会议"), "text/plain")
@example(bulletin("会议印发《德阳年鉴") + "\n绵阳市》，召开会议。", "text/plain")
@example("", "text/plain")
def test_rows_of_any_text_are_sound(text: str, media_type: str) -> None:
    assert faults(text, tables(text, media_type)) == []


@settings(bounded, max_examples=60)
@given(st.text(max_size=400), media_types)
def test_text_that_was_never_a_bulletin_is_listed_as_not_understood(text: str, media_type: str) -> None:
    rows = tables(text, media_type)
    assert faults(text, rows) == []
    assert rows["issues"] == []
    assert annotate("x.txt", text, media_type)["articles"] == []


@settings(bounded, max_examples=12)
@given(st.lists(bulletins, min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_a_bulletin_reads_the_same_whatever_else_is_in_the_batch(some: list[str], chance: Any) -> None:
    frame = documents(*some)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=chance.randrange(1000))
    together, otherwise = parse_documents(frame), parse_documents(shuffled)
    for table, rows in together.items():
        for document_id in frame["document_id"]:
            own = rows.filter(pl.col("document_id") == document_id)
            alone = parse_documents(frame.filter(pl.col("document_id") == document_id))[table]
            assert own.equals(alone)
            assert own.equals(otherwise[table].filter(pl.col("document_id") == document_id))


@settings(bounded, max_examples=30)
@given(bulletins)
def test_tables_have_the_columns_that_the_warehouse_expects(text: str) -> None:
    parsed = parse_documents(documents(text))
    assert parsed.keys() == schemas.TABLES.keys() - {"documents"}
    for table, rows in parsed.items():
        assert schemas.conform(table, rows).schema == rows.schema
