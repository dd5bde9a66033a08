"""Headings are told by where they stand: other names of sections, and mottoes above titles, change nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from bulletin_texts import squashed
from printings import INDENT, wrapped

from ingestion.parsing import annotate

CROSS_CHECK = Path(__file__).parents[1] / "corpus" / "cross_check"
NAMES = (
    "业务天地", "志苑纵横", "方志大观", "本期特稿", "基层风景", "史志春秋", "工作前沿", "他乡", "各方声音", "镇村修志",
    "市州扫描", "馆里馆外", "依法治志", "编修进度", "域外", "开门修志",
)  # fmt: skip
"""None of these is in a vocabulary."""


def _bare(annotation: dict[str, Any], text: str) -> list[str]:
    """The sections that stand on a line of their own without marks."""
    names = dict.fromkeys(article["section"] for article in annotation["articles"] if article["section"])
    return [name for name in names if re.search(rf"(?m)^[ \u3000]*{re.escape(name)}[ \u3000]*$", text)]


def _with_several(sections: Callable[[dict[str, Any], str], list[str]]) -> list[Path]:
    """The plain bulletins that have more than one of such sections."""
    found = []
    for path in sorted((CROSS_CHECK / "annotations").glob("*.json")):
        annotation = json.loads(path.read_text("utf-8"))
        bulletin = CROSS_CHECK / "bulletins" / annotation["doc"]
        if bulletin.suffix == ".txt" and len(sections(annotation, bulletin.read_text("utf-8"))) > 1:
            found.append(path)
    return found


@pytest.mark.parametrize("path", _with_several(_bare), ids=lambda path: path.stem)
@pytest.mark.parametrize("first", [0, 6, 11])
def test_sections_by_any_name(path: Path, first: int) -> None:
    annotation = json.loads(path.read_text("utf-8"))
    text = (CROSS_CHECK / "bulletins" / annotation["doc"]).read_text("utf-8")
    renamed = {name: NAMES[(first + at) % len(NAMES)] for at, name in enumerate(_bare(annotation, text))}
    for name, other in renamed.items():
        text = re.sub(rf"(?m)^([ \u3000]*){re.escape(name)}(?=[ \u3000]*$)", rf"\g<1>{other}", text)
    read = [
        (article["section"], squashed(article["title"])) for article in annotate("x", text, "text/plain")["articles"]
    ]
    assert read == [
        (renamed.get(article["section"], article["section"]), squashed(article["title"]))
        for article in annotation["articles"]
    ]


FORMS = ("（{numeral}）{name}", "{numeral}、{name}", "— {name} —", "｜{name}｜", "★{name}★", "■ {name}", "〖{name}〗")


def _in_brackets(annotation: dict[str, Any], text: str) -> list[str]:
    """The sections that stand in 【】, in order, where all of them do."""
    names = list(dict.fromkeys(article["section"] for article in annotation["articles"] if article["section"]))
    return names if all(re.search(rf"(?m)^[ \u3000]*【{re.escape(name)}】[ \u3000]*$", text) for name in names) else []


@pytest.mark.parametrize("path", _with_several(_in_brackets), ids=lambda path: path.stem)
def test_sections_in_any_mark(path: Path) -> None:
    annotation = json.loads(path.read_text("utf-8"))
    text = (CROSS_CHECK / "bulletins" / annotation["doc"]).read_text("utf-8")
    size = len(text)
    form = FORMS[size % len(FORMS)]
    renamed: dict[str | None, str] = {}
    for at, name in enumerate(_in_brackets(annotation, text)):
        renamed[name] = NAMES[(at * 3 + size) % len(NAMES)]
        heading = form.format(numeral="一二三四五六七八九"[at], name=renamed[name])
        text = re.sub(rf"(?m)^[ \u3000]*【{re.escape(name)}】[ \u3000]*$", heading, text)
    read = {
        (article["section"], squashed(article["title"])) for article in annotate("x", text, "text/plain")["articles"]
    }
    assert read == {
        (renamed.get(article["section"]), renamed.get(article["title"], squashed(article["title"])))
        for article in annotation["articles"]
    }


HALVES = (
    "保存城市记忆",
    "讲好家乡故事",
    "传承红色基因",
    "守护乡愁根脉",
    "激活方志资源",
    "服务中心大局",
    "抢救口述史料",
)
SHORT_NAMES = {"72_guizhou_2020", "73_lishui_2015_city"}
"""A title there begins with short names of counties, which a motto above it makes a word of its own."""


def _texts() -> list[Path]:
    paths = sorted((CROSS_CHECK / "annotations").glob("*.json"))
    return [p for p in paths if p.stem not in SHORT_NAMES and (CROSS_CHECK / "bulletins" / f"{p.stem}.txt").exists()]


def _titles(annotation: dict[str, Any], text: str) -> dict[str, int]:
    """Titles without a kicker that stand in a line of their own, numbered."""
    lines = [squashed(line) for line in text.splitlines()]
    titles = [squashed(article["title"]) for article in annotation["articles"] if not article["kicker"]]
    sections = {squashed(article["section"] or "") for article in annotation["articles"]}
    return {
        title: at
        for at, title in enumerate(titles)
        if lines.count(title) == 1 and title not in sections and len(title) > 6
    }


@pytest.mark.parametrize("parted_by", ["　", "，"])
@pytest.mark.parametrize("path", _texts(), ids=lambda path: path.stem)
def test_a_motto_above_each_title_is_its_kicker(path: Path, parted_by: str) -> None:
    annotation = json.loads(path.read_text("utf-8"))
    text = (CROSS_CHECK / "bulletins" / annotation["doc"]).read_text("utf-8")
    mottoes = [parted_by.join(pair) for pair in permutations(HALVES, 2)]
    put = {title: mottoes[(at * 5 + len(text)) % len(mottoes)] for title, at in _titles(annotation, text).items()}
    lines = [
        line for one in text.splitlines() for line in ([put[squashed(one)]] if squashed(one) in put else []) + [one]
    ]
    before, after = (annotate("x", printed, "text/plain")["articles"] for printed in (text, "\n".join(lines)))
    kickers = [squashed(put.get(squashed(article["title"]), article["kicker"] or "")) for article in before]
    assert [squashed(article["kicker"] or "") for article in after] == kickers
    assert [squashed(article["title"]) for article in after] == [squashed(article["title"]) for article in before]


HEAD = ["四川省地方志工作办公室　2024年1月17日", "【市州动态】"]
TOLD = (
    "5月6日，德阳市地方志办公室在旌阳区召开《德阳年鉴（2024）》编纂工作推进会，部署资料收集、初稿撰写和图片征集等工作，各承编单位撰稿人参加会议。",
    "5月20日，罗江区地方志办公室向全区中小学赠送《罗江县志》《罗江年鉴》等地情书籍320册，并在区图书馆开设方志阅览角，周末照常开放。",
    "6月1日，中江县地方志办公室召开《中江县志》评审会，来自省内的专家就篇目设置、资料取舍和行文规范提出意见，编纂人员逐条记录。",
)


@pytest.mark.parametrize(
    ("between", "title"),
    [("", "德阳市让地情资料走近群众"), (None, "德阳市让地情资料走近群众服务上门方便读者")],
)
def test_a_blank_line_parts_a_title_from_the_motto_below_it(between: str | None, title: str) -> None:
    heading = [line for line in ("德阳市让地情资料走近群众", between, "服务上门 方便读者") if line is not None]
    blocks = [*([line] for line in HEAD), heading, *(wrapped(text, 60) for text in TOLD), ["（德阳市地方志办公室）"]]
    text = "\n\n".join("\n".join(block) for block in blocks)
    assert [squashed(article["title"]) for article in annotate("x", text, "text/plain")["articles"]] == [title]


def test_a_sentence_that_begins_with_what_the_line_above_names_is_a_new_one() -> None:
    title = "省人大常委会检查《四川省地方志工作条例》贯彻实施情况"
    first = "《四川省地方志工作条例》自2003年7月1日起施行。5月10日，省人大常委会执法检查组到泸州市检查条例实施情况。"
    sourced = (*TOLD[:2], f"{TOLD[2]}（德阳市地方志办公室）", f"{first}（省志办秘书处）")
    *before, below = ([line.removeprefix(INDENT) for line in wrapped(INDENT + text, 58)] for text in sourced)
    text = "\n".join([*HEAD, "德阳市推进修志编鉴工作", *(line for block in before for line in block), title, *below])
    assert [article["title"] for article in annotate("x", text, "text/plain")["articles"]][1:] == [title]


@pytest.mark.parametrize(
    ("heading", "is_title"),
    [
        ("年鉴编纂出版提速", True),
        ("志书里的乡愁", True),
        ("下一步工作打算", False),
        ("存在的问题", False),
        ("服务上门 方便读者", False),
        ("（二）守牢质量底线", False),
    ],
)
def test_a_heading_alone_among_paragraphs_is_a_title(heading: str, is_title: bool) -> None:
    bodies = [TOLD[0], TOLD[1], heading, f"{TOLD[2]}（中江县地方志办公室）"]
    text = "\n".join([*HEAD, "德阳市推进修志编鉴工作", *bodies, "绵阳市召开修志会", f"{TOLD[0]}（绵阳市地方志办公室）"])
    first, *others = annotate("x", text, "text/plain")["articles"]
    assert [article["title"] for article in others] == [*([heading] if is_title else []), "绵阳市召开修志会"]
    assert (first["source"] is None) == is_title


def test_of_several_headings_among_paragraphs_none_is_a_title() -> None:
    bodies = [TOLD[0], "夯实修志编鉴主业", TOLD[1], "拓展服务大局渠道", f"{TOLD[2]}（中江县地方志办公室）"]
    articles = annotate("x", "\n".join([*HEAD, "德阳市推进修志编鉴工作", *bodies]), "text/plain")["articles"]
    assert [article["title"] for article in articles] == ["德阳市推进修志编鉴工作"]


def test_a_title_below_a_bare_section_opens_an_article_where_none_was_closed() -> None:
    lines = [HEAD[0], "工作动态", "德阳市推进修志编鉴工作", *TOLD[:2], "志书年鉴", "三部县志编纂取得新进展", TOLD[2]]
    lines += ["编纂质量", "绵阳市召开修志会", f"{TOLD[0]}（绵阳市地方志办公室）"]
    articles = annotate("x", "\n".join(lines), "text/plain")["articles"]
    assert [article["section"] for article in articles] == ["工作动态", "志书年鉴", "编纂质量"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("林知远在德阳市调研时强调", "把修志工作抓紧抓实抓出成效"),
        ("深入学习贯彻党的二十大精神", "德阳市举办地方志业务培训班"),
        ("把好出版前最后一关", "《河北省志·交通运输志（1979—2015）》通过终审"),
        ("正定县", "方志文化进古城 志书年鉴到身边"),
    ],
)
def test_a_line_that_says_nobody_s_deed_stands_above_the_title(first: str, second: str) -> None:
    article, *_ = annotate("x", "\n".join([*HEAD, first, second, *TOLD]), "text/plain")["articles"]
    assert (article["kicker"], article["title"]) == (first, second)


@pytest.mark.parametrize("title", ["毕节市培训史志业务骨干 各县区修志工作有新进展", "内江方志馆，我们来了！"])
def test_titles_of_two_halves_and_exclamations(title: str) -> None:
    bodies = [TOLD[0], TOLD[1], title, f"{TOLD[2]}（中江县地方志办公室）"]
    articles = annotate("x", "\n".join([*HEAD, "德阳市推进修志编鉴工作", *bodies]), "text/plain")["articles"]
    assert [article["title"] for article in articles] == ["德阳市推进修志编鉴工作", title]


def test_a_bulleted_line_between_a_section_and_its_text_is_a_title() -> None:
    lines = [HEAD[0], "（一）特别关注", "◆ 德阳市召开修志会", TOLD[0], "（二）市县动态", "◆ 市县工作简讯", TOLD[1]]
    articles = annotate("x", "\n".join(lines), "text/plain")["articles"]
    assert [(article["section"], article["title"]) for article in articles] == [
        ("特别关注", "德阳市召开修志会"),
        ("市县动态", "市县工作简讯"),
    ]


def test_sections_by_their_level_whatever_they_are_called() -> None:
    blocks = [("他乡", "德阳市召开修志会", 0), ("镇村修志", "绵阳市召开修志会", 1), ("域外", "成都市召开修志会", 2)]
    lines = [line for name, title, at in blocks for line in (f"# {name}", f"## {title}", TOLD[at])]
    articles = annotate("x", "\n\n".join([HEAD[0], *lines]), "text/markdown")["articles"]
    assert [(article["section"], article["title"]) for article in articles] == [block[:2] for block in blocks]
