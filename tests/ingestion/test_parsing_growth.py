"""No text, however odd, makes parsing cost more per character the longer it is: four times the text, about four times
the work. Work is measured as processor time of the same process, the least of several tries."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest
from bulletin_texts import bulletin, documents

from ingestion.parsing import layout, parse_documents, structure

CHARACTERS = 10_000
MOST = 6.0

REPEATED = {
    "titles opened": "《",
    "titles closed": "》",
    "titles": "《甲》",
    "brackets opened": "（",
    "brackets": "（甲）",
    "quotes opened": "“",
    "angles opened": "〈",
    "one clause": "德阳市召开地方志工作会议",
    "words": "的",
    "digits": "1",
    "digits spaced": "1 ",
    "thousands": "1,",
    "spaces": " ",
    "zero-width spaces": "\u200b",
    "letters spaced": "中 ",
    "commas": "，",
    "list marks": "、",
    "colons": "：",
    "dashes": "—",
    "inline page numbers": "中— 4 —",
    "stars": "*",
    "quotation marks of Markdown": "> ",
    "table rules": "|-",
    "images of Markdown": "![](",
    "units": "德阳市",
    "units in a list": "德阳市、旌阳区、市中区、",
    "units that nothing decides": "市中区",
    "relative names": "市委召开会议。",
    "pairs of provinces": "川渝",
    "offices": "市委常委、",
    "people": "主任李明、",
    "people who attend": "市委书记李明出席会议。",
    "events": "德阳市召开工作会议，绵阳市印发《工作方案》。",
    "events in one sentence": "德阳市召开工作会议，绵阳市印发《工作方案》，",
    "events of several units": "德阳市、绵阳市分别召开会议，",
    "semicolons": "德阳市召开会议；",
    "dates": "3月2日召开会议。",
    "spans of dates": "2023年3月2日至4日",
    "days that hang on one before": "3月4日召开会议。当日，5日，次日，",
    "dates run together": "210日，",
    "items after a day": "3月4日，德阳市召开会议；绵阳市印发方案；",
    "trainees": "德阳市举办培训班。学员到绵阳市考察。",
    "works at a stage": "《德阳扶贫志》通过终审。",
    "series": "扶贫志",
    "figures": "出版志书146部，",
    "claims": "全市9个县（市、区）。",
    "targets": "要求德阳市12月底前完成编纂，",
    "speech": "会议要求，要抓好编纂。",
    "ordinals": "一是强化督查考核。",
    "verbs": "召开",
    "regions that nobody named": "自治区地方志办召开会议，",
    "offices pointed back to": "石棉县地方志编纂中心召开会议，该中心完成初稿，",
    "townships": "龙潭镇召开会议，",
    "townships' gazetteers": "西充县义兴镇，《义兴镇志》《老观镇志》完成初稿，",
    "journeys to learn": "屏山县编辑部先后到叙永县学习，县地方志办公室召开会议。",
    "makers of works": "该志由正蓝旗地方志办公室编纂，",
    "names of several provinces": "海南、吉林、",
    "names behind 和": "和静宁县和静",
    "talks at a seat": "座谈会在西昌举行，凉山州副州长林知远出席，",
    "hopes for a place": "希望当地努力，各县（市）年鉴须于9月底前送审，",
    "papers in a list": "泸州市政府办公室于9月9日印发《泸州市志（2006—2025）编纂工作方案》、",
    "stages in a list": "2021年11月完成复审、",
    "prizes behind semicolons": "《石林年鉴（2019）》《河口年鉴（2019）》获一等奖，楚雄州获优秀组织奖；",
    "editorial teams without a full stop": "4月，平昌县启动《驷马镇志》《白衣镇志》编纂，成立联合编辑部，",
    "typographic spaces": "\u2003会\u2003",
    "NUL": "\x00",
    "combining marks": "\u0301",
    "line ends": "\n",
}
LINES = {
    "wrapped lines": "德阳市召开地方志工作会议市委副书记李明出席会议绵阳市",
    "wrapped lines without a mark": "德" * 28,
    "paragraphs with events": "3月2日，德阳市召开工作会议，市委副书记李明出席。",
    "run-in heads": "高位推动，强化部署。德阳市召开会议。",
    "articles": "德阳市召开会议\n3月2日召开会议。\n（德阳市地方志办）",
    "sections": "【市州动态】",
    "recipients": "报：省委，省政府。",
    "contents": "本期要目\n·德阳市召开会议…… 3",
    "page numbers": "德阳市召开会\n— 4 —",
    "mottoes": "保存城市记忆，讲好家乡故事",
    "subheads": "健全机制抓落实",
    "titles that tell all": "《剑阁县志》出版发行",
}
CASES: dict[str, Callable[[int], str]] = {
    **{name: lambda n, text=text: bulletin(text * (n // len(text))) for name, text in REPEATED.items()},
    **{name: lambda n, text=text: bulletin(*[text] * (n // len(text))) for name, text in LINES.items()},
    "brackets nested": lambda n: bulletin("（" * (n // 2) + "）" * (n // 2)),
    "titles nested": lambda n: bulletin("《" * (n // 2) + "》" * (n // 2)),
    "one office for many": lambda n: bulletin("主任" + "李明、" * (n // 3)),
    "many works": lambda n: bulletin("".join(f"《德阳{i}扶贫志》通过终审。" for i in range(n // 14))),
    "headings above news of other places": lambda n: bulletin(
        *(
            f"让乡愁可寻{chr(0x5B50 + i)}\n{('德阳市', '绵阳市')[i % 2]}召开第{i}次会议，部署工作。"
            for i in range(n // 24)
        )
    ),
    "spaces between a sign and a sign": lambda n: bulletin("德" + " " * n + "阳"),
    "dots before a page number": lambda n: "本期要目\n" + "…" * n + "\n" + bulletin("德阳市召开会议。"),
    "a masthead without end": lambda n: "四川省地方志" * (n // 6) + "简报\n" + bulletin("德阳市召开会议。"),
    "an issue number without end": lambda n: "第" + "1" * n + "期\n" + bulletin("德阳市召开会议。"),
    "recipients in one line": lambda n: bulletin("德阳市召开会议。") + "\n报：" + "省委，" * (n // 3),
}


def work(text: str) -> float:
    frame = documents(text)
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        parse_documents(frame)
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def vocabularies_are_loaded() -> None:
    work(bulletin("3月2日，德阳市委书记李明出席会议，出版《德阳年鉴（2023）》146部。"))


@pytest.mark.parametrize("case", CASES)
def test_work_grows_with_the_text_and_no_faster(case: str) -> None:
    short, long = CASES[case](CHARACTERS), CASES[case](4 * CHARACTERS)
    growth = []
    for _ in range(4):
        growth.append(work(long) / max(work(short), 0.005))
        if growth[-1] < MOST:
            break
    assert min(growth) < MOST


def test_telling_headings_apart_grows_with_their_number_and_no_faster() -> None:
    # Of different titles: the same heading again and again is a running head.
    lines = layout.read(
        "\n\n".join(
            f"德阳市{chr(0x4E00 + at // 100)}{chr(0x5E00 + at % 100)}志会议\n\n会议召开。（德阳市地方志办）"
            for at in range(12_000)
        )
    ).lines
    growth = []
    for _ in range(4):
        growth.append(_told_apart(lines) / max(_told_apart(lines[: len(lines) // 4]), 0.005))
        if growth[-1] < MOST:
            break
    assert min(growth) < MOST


def _told_apart(lines: list[layout.Line]) -> float:
    started = time.process_time()
    structure.read(layout.Layout(lines, []))
    return time.process_time() - started
