"""Sections, articles, kickers, titles, subheads and source lines."""

from __future__ import annotations

from typing import Any

import pytest
from bulletin_texts import bulletin, tables

from ingestion.parsing import annotate

HEAD = "四川省地方志工作简报\n第40期（总第645期）\n四川省地方志工作办公室 2024年3月26日\n"


def articles(body: str, media_type: str = "text/plain") -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = annotate("x", HEAD + body, media_type)["articles"]
    return read


@pytest.mark.parametrize("section", ["【市州动态】", "市州动态", "〔市州动态〕", "◆市州动态", "[市州动态]"])
def test_a_section_however_it_is_marked(section: str) -> None:
    read = articles(f"{section}\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）")
    assert [(article["section"], article["title"]) for article in read] == [("市州动态", "德阳市召开会议")]


def test_an_article_ends_with_its_source_line() -> None:
    read = articles(
        "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）\n"
        "绵阳市召开会议\n3月2日，绵阳市召开会议。（绵阳市地方志办）\n自贡市召开会议\n3月3日，自贡市召开会议。\n（综合自贡市、泸州市地方志部门信息）"
    )
    assert [(article["title"], article["source"]) for article in read] == [
        ("德阳市召开会议", "德阳市地方志办"),
        ("绵阳市召开会议", "绵阳市地方志办"),
        ("自贡市召开会议", "综合自贡市、泸州市地方志部门信息"),
    ]


def test_a_slogan_above_the_title_is_its_kicker() -> None:
    read = articles(
        "【特别关注】\n以志为媒 以史为桥\n川浙两省地方志\n系统开展交流\n3月1日，座谈会召开。\n（省地方志办）"
    )
    assert [(article["kicker"], article["title"]) for article in read] == [
        ("以志为媒 以史为桥", "川浙两省地方志系统开展交流")
    ]


def test_headings_inside_an_article_are_its_subheads() -> None:
    subheads = ["压实责任 拧紧链条", "把牢质量 守住生命"]
    body = ["编纂工作有序推进。", subheads[0], "德阳市召开会议。", subheads[1], "绵阳市召开会议。", "（省地方志办）"]
    read = articles("\n".join(["【专题】", "各地推进扶贫志编纂", *body]))
    assert [article["subheads"] for article in read] == [subheads]


def test_markdown_levels_tell_articles_from_subheads() -> None:
    first = ["### 德阳市召开会议", "会议总结工作。", "#### 压实责任", "会议部署任务。"]
    read = articles("\n\n".join(["## 【市州动态】", *first, "### 绵阳市召开会议", "会议召开。"]), "text/markdown")
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("德阳市召开会议", ["压实责任"]),
        ("绵阳市召开会议", []),
    ]


def test_text_after_a_source_line_is_not_lost() -> None:
    rows = tables(bulletin("3月1日，绵阳市召开会议。") + "\n3月2日，德阳市召开会议。")
    assert [article["body"] for article in rows["articles"]] == ["3月1日，绵阳市召开会议。\n3月2日，德阳市召开会议。"]


@pytest.mark.parametrize("text", ["", "酱油2瓶\n带布袋", "404 您访问的页面不存在", "四川省地方志工作简报"])
def test_what_is_no_bulletin_has_no_articles(text: str) -> None:
    assert annotate("x", text, "text/plain")["articles"] == []
