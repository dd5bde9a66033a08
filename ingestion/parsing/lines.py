"""What a line is by itself: a heading, which ends no sentence, or a source line, an organisation in brackets."""

from __future__ import annotations

import re

from ingestion.parsing import people
from ingestion.parsing.layout import Line
from ingestion.reference import vocabulary

_LONGEST_LIST = 30
# What tells the day tells what happened: no title of the genre says it.
_ON_A_DAY = re.compile("(?<![年0-9])[0-9]{1,2}月[0-9]{1,2}日")
_A_DAY = re.compile("(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")  # of a speech
_SENTENCE_END = re.compile(r"[。！？…；：，、]+[”’）】》]*$")
_SOURCE_TAIL = re.compile(r"（([^（）]{2,60}(?:（[^（）]{1,30}）[^（）]{0,30})*)）$")
SOURCE = re.compile(
    rf"(?:综合|来源：|据|供稿：?|稿源：).+|.+(?:{'|'.join(vocabulary('source_endings'))})(?: .{{2,12}})?$"
)
_LABEL = re.compile("(?:(?:信息|文章|稿件)?来源|供稿(?:单位)?|来稿(?:单位)?|稿源)： ?")
_LABELLED = re.compile(f"{_LABEL.pattern}([^：。]{{2,60}})$")
_EXCLAIMED = re.compile("(?!“)(?=.{,30}$)[^。，；：]+(?:，[^。，；：]+)?[！？]")  # 内江方志馆，我们来了！
# An entry of a list of books: 《乐山年鉴（2024）》 方志出版社2024年9月出版 98万字 印1200册
_LONGEST_ENTRY = 120  # characters
_BOOK_ENTRY = re.compile(" *《[^》]+》.*(?:出版|书局|印).*[0-9](?:万字|册|页|元|套|幅)$")
SECTION_NAMES = frozenset(vocabulary("sections"))
SECTION_LIKE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,4}}(?:{'|'.join(vocabulary('section_endings'))})"
    rf"|(?:{'|'.join(vocabulary('section_words'))}){{2,3}})$"
)


def is_heading(line: Line) -> bool:
    """Whether a line can be one of a heading: short, and no sentence's end; or marked as one in Markdown or Word.

    >>> [is_heading(Line(text, text, [])) for text in ("德阳市召开会议", "德阳市召开会议。", "方志馆，我们来了！")]
    [True, False, True]
    """
    if line.is_row or (not line.level and len(line.norm) <= _LONGEST_ENTRY and _BOOK_ENTRY.match(line.norm)):
        return False
    if _EXCLAIMED.fullmatch(line.norm.strip()):
        return True
    # …赴浙江、｜安徽考察: a title over two lines
    goes_on = line.norm.endswith(("、", "，")) and len(line.norm) <= _LONGEST_LIST
    ended = (
        "。" in line.norm
        or (_SENTENCE_END.search(line.norm) and not goes_on)
        or (not line.level and _ON_A_DAY.search(line.norm))
    )
    return line.level > 0 or (len(line.norm) <= 60 and not ended and source_of(line) is None)


def source_of(line: Line) -> tuple[str, int] | None:
    """The organisation in the closing bracket of a line, or behind 来源：, and where the bracket opens."""
    labelled = _LABELLED.match(line.norm)
    if labelled:
        return line.text[labelled.start(1) :].strip(), 0
    found = _SOURCE_TAIL.search(line.norm)
    if not found:
        inner = turtle_source(line)
        return (inner, 0) if inner else None
    label = _LABEL.match(line.norm, found.start(1))
    inner = line.text[label.end() if label else found.start(1) : found.end(1)].strip()
    norm = line.norm[found.start(1) : found.end(1)].strip()
    if people.is_name(norm) or _A_DAY.fullmatch(norm):
        return None
    alone = found.start() == 0
    before = line.norm[: found.start()].rstrip()
    if alone or (before.endswith(("。", "！", "”", "？")) and SOURCE.match(norm)):
        return inner, found.start()
    return None


def turtle_source(line: Line) -> str | None:
    """The organisation in 〔〕 where the brackets hold no section: 〔年鉴科〕."""
    text = line.text.strip()
    inner = line.norm.strip()[1:-1].strip()
    if not (text.startswith("〔") and text.endswith("〕")) or inner in SECTION_NAMES or SECTION_LIKE.match(inner):
        return None
    return text[1:-1].strip() if SOURCE.match(inner) else None


def unspaced(text: str) -> str:
    """A heading without the spaces that part its letters: 要　闻."""
    text = text.strip()
    return re.sub(r"\s", "", text) if re.fullmatch(r"[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff])+", text) else text
