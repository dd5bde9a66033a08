r"""From the text as printed to logical lines: wrapped lines joined, furniture of page and web site set apart.

A logical line is a paragraph, a heading (or one line of a heading), a masthead line and so on. Every character of
it knows its place in the source, so that whatever is read later can be traced back. Two strings of equal length
are kept: ``text`` as printed (spaces between digits and Chinese characters removed) and ``norm`` for matching
(full-width letters and digits narrowed, half-width punctuation widened).

    >>> [line.text for line in read("3 月 12 日，召开 ２ 次会议。\n— 4 —\n完。").lines]
    ['3月12日，召开2次会议。', '完。']
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby, pairwise

from ingestion.reference import table, vocabulary

_WIDE_ALNUM = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_BLANKS = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Signs that print nothing but room: &nbsp;, &ensp;, &emsp; and full-width spaces among them."""
_NORM = str.maketrans(
    {
        **{chr(code): chr(narrow) for code, narrow in _WIDE_ALNUM.items()},
        ",": "，",
        ";": "；",
        ":": "：",
        "!": "！",
        "?": "？",
        "(": "（",
        ")": "）",
        "[": "【",
        "]": "】",
        "〔": "【",
        "〕": "】",
        **dict.fromkeys(_BLANKS, " "),
        "–": "—",
        "―": "—",
        "─": "—",
        "．": ".",
        "％": "%",
        "～": "—",
        "~": "—",
    }
)
_CHANGED = re.compile(f"[{re.escape(''.join(map(chr, _NORM)))}]")
_NARROW = str.maketrans({chr(code): chr(narrow) for code, narrow in _WIDE_ALNUM.items()})
_WIDE = re.compile(f"[{''.join(map(chr, _WIDE_ALNUM))}]")

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPACE = f" {_BLANKS}{_INVISIBLE}"
_PHYSICAL = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_INNER_SPACE = re.compile(
    rf"(?<![{_SPACE}])(?:(?<=[^\x00-\x7f])[{_SPACE}]++(?=[0-9０-９,;:!?)])"
    rf"|(?<=[0-9０-９,;:!?(])[{_SPACE}]++(?=[^\x00-\x7f])"
    rf"|(?<=[，。；：！？、（《“‘【〈—])[{_SPACE}]++"
    rf"|[{_SPACE}]++(?=[，。；：！？、）》”’】〉—]))"
    rf"|[{_INVISIBLE}]+"
)
_THOUSANDS = re.compile(r"(?<=[0-9０-９]),(?=[0-9０-９]{3}(?![0-9０-９]))")
_SINGLE_DIGITS = re.compile(rf"(?<![0-9])[0-9](?:[{_SPACE}][0-9])+(?![0-9])")
_PAGE_NUMBER = re.compile(
    r"[-—·.－\s]*[0-9０-９]{1,4}[-—·.－\s]*$|第\s*[0-9０-９]{1,4}\s*页(?:\s*[/，,]?\s*共\s*[0-9０-９]{1,4}\s*页)?$"
    r"|[0-9]{1,4}\s*/\s*[0-9]{1,4}$"
)
_INLINE_PAGE_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff，、；])\s*[—－-]\s?[0-9]{1,3}\s?[—－-]\s*(?=[\u4e00-\u9fff，、。；])"
)
_LINK = re.compile(r"(?:https?|ftp)://\S+$|www\.\S+$")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_RULE = re.compile(r"(?:[-*_=]\s?){3,}$|(?:[━─═—―﹏＿~～-]\s?){4,}$|([^\w\s])(?:\s?\1){3,}\s*$")
_MARKDOWN_MARK = re.compile(r"\*\*|__|`+|^\s*>\s?|^\s*[-*+]\s+(?=\S)|\\(?=[#*_\-.()\[\]])")
_EMPHASISED = re.compile(r"\s*[*_]([^*_\s][^*_]*)[*_]\s*")  # *（省地方志办综合处）*, the whole line
_MARKDOWN_LINK = re.compile(r"\[(?=[^\[\]]{1,60}\]\()|(?<=[^\[\]])\]\([^()\s]{0,300}\)")
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)$")
_CELL_END = re.compile(rf"[{_SPACE}]*\|[{_SPACE}]*|[{_SPACE}]+")
_OF_SENTENCES = re.compile("[，。；：！？]")
_PIPE = re.compile(rf"^(\|)[{_SPACE}]*|[{_SPACE}]*(\|)$|(\|)")
_TABLE_RULE = re.compile(r"\|?[\s:|-]{3,}\|?$")

_SERIES_LINE = re.compile(r"[\u4e00-\u9fff]{2,24}(?:简报|通讯|动态|工作|信息|专报|快报)(?![\u4e00-\u9fff]*[室厅局])")
_NUMBERING = re.compile(r"[0-9年第期总（）—·\-/页共 ]*")
_HARD_END = re.compile(r"[。！？…][”’）】》」』]*$|(?:^|[。！？”])（[^（）]{2,60}(?:（[^（）]*）[^（）]*)?）$|】$")
_OPENER = re.compile(
    r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}(?:日|[—-][0-9]+(?:日|月))|近日|日前|会议(?:要求|指出|强调|认为)|会上|下一步|截至|[一二三四五六七八九十]+、"
    r"|[^，。；：、0-9《》“”（）]{2,12}，[^，。；：0-9《》“”（）]{2,16}。"
)
_DATED = re.compile("(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}(?:日|[—-][0-9])|近日|日前")
_BODY = re.compile(
    r"[^《]*?[，。；]|[^《]*?(?<![年0-9])[0-9]{1,2}月[0-9]{1,2}日|.*》[^《]*[，。；]|在?(?:[0-9]{4}年)?[0-9]{1,2}月|(?:19|20)[0-9]{2}年[，是]|今年|近年|近日|日前"
)
_NAMED = re.compile("《[^》]+》")  # a sentence that begins with what the heading names
_LONGEST_MOTTO = 17  # characters
_TORN_DATE = re.compile(r"(?:19|20)[0-9]{2}年$|[0-9]月$")
_REST_OF_DATE = re.compile(r"[0-9]{1,2}(?:月|日)")
_TORN_DAY = re.compile(r"[0-9]月[0-9]{1,2}$")
_REST_OF_DAY = re.compile(r"[0-9]?日")
_TORN_FIGURE = re.compile(r"[，、；至到][0-9]{1,3}$")
_REST_OF_FIGURE = re.compile("[年月日个部名人次期册件场万亿余%]")
RECIPIENT_MARK = "(?:" + "|".join(" *".join(row["mark"]) for row in table("recipient_marks")) + ")"
"""A pattern of what stands before recipients: 报, 抄 送, 发至."""
_IMPRINT = re.compile(
    rf"信息公开(?:选项|方式|属性|类别|类型)|{RECIPIENT_MARK}：|(?:签发|审核|审定|核稿|校对|主编|编辑|责任编辑|执行编辑|联系电话|电话|传真|地址|邮箱)："
    r"|[^，。；：]{4,30}(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日印"
)
_DATED_LINE = re.compile("[^，。；：]*[0-9]{4} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日")
_STANDALONE = re.compile(
    r"【[^】]{1,20}】$|（[^（）]{2,60}(?:（[^（）]*）[^（）]*)?）$|（?(?:本期)?(?:共印|印数：?|印) ?[0-9]+ ?份"
    r"|([=＝~～｜|—>＞＊*※★◆■●□-])\1* ?[^，。；：《》]{2,12} ?\1+$"
    r"|(?:信息|文章|稿件)?来源：[^：。]{2,40}$|[^。]{4,60}…{2,}[0-9]{1,3}$"
    r"|(?:[^，。；：《》]{2,24}(?:简报|通讯|动态|信息|专报|快报|工作|月报) ?)?"
    r"（?(?:(?:19|20)[0-9]{2}年)?第[0-9]+期(?:[（，、 ·—-]*总第?[0-9]+期)?）?$"
    rf"|(?:19|20)[0-9]{{2}}年[0-9]{{1,2}}月[0-9]{{1,2}}日$|(?:{'|'.join(vocabulary('sections'))})$"
)
_OF_A_TEXT = re.compile("；|，.*，")  # no title has them
BULLETS = "·•●○◇◆■□▲△▼▽▶►★☆◎※▍▌"
"""Marks printed before a heading or an item."""
_FIRST_POINT = re.compile("一是|（一）|1[.、．](?![0-9])")
_NUMBERED_HEAD = re.compile("[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")
_BULLET = re.compile(f"[{BULLETS}]")
_LEAD = re.compile(r"[（《“‘【〈]*(?:[0-9A-Za-z.%]+|.)[，。、；：！？）》”’】〉％]*")
_REST_OF_TITLE = re.compile(r"[^《》]{0,60}》")
_REST_OF_BRACKET = re.compile(r"[^（）]{0,40}）")
_OPEN_TITLE = re.compile(r"《[^《》]{0,60}$")
_OPEN_QUOTE = re.compile(r"“[^“”]{0,20}$")
_REST_OF_QUOTE = re.compile(r"[^“”]{0,20}”")
_OPEN_BRACKET = re.compile(r"（[^（）]{0,40}$")
_OF_UNSURE_WIDTH = re.compile("[—…“”‘’·]")
_INDENT = 4  # columns at the beginning of a paragraph
_USUAL_WRAP = 56  # columns: 28 characters in a line (GB/T 9704-2012)
_LONGEST_HEADING = 50
_LONGEST_IN_NARROW = 40  # the same where a line is hardly longer than that
_SEEN = 160  # so many characters at either end of a line tell whether it goes on
_UNEVEN = 2  # columns by which lines wrapped by columns differ at most, punctuation aside
_TELLING = 4  # lines with digits that show how a text was cut
_BAND = 5  # wrapped lines differ by so many columns
_SPREAD = 8  # squeezed punctuation lets a line run over by so many
_FEWEST_CELLS = 3
_FEWEST_ROWS = 3
_FURNITURE = re.compile("|".join(vocabulary("web_furniture")))


@dataclass(slots=True)
class Line:
    """A logical line. ``breaks``: (offset in text, source offset) of each stretch taken from the source unchanged."""

    text: str
    norm: str
    breaks: list[tuple[int, int]]
    level: int = 0  # Markdown or Word heading level, 0 = none
    parts: list[int] = field(default_factory=list)  # lengths of the physical lines joined
    apart: bool = False  # by a blank line above, where such lines part paragraphs and none stands within one
    below_blank: bool = False  # whatever such lines part
    is_row: bool = False  # of a table
    centred: bool | None = None  # in its line, as titles are; None where that cannot be told

    def source(self, offset: int) -> int:
        """Source position of the character at ``offset`` of this line's text."""
        at, source = self.breaks[self.stretch(offset)]
        return source + offset - at

    def stretch(self, offset: int) -> int:
        """Which of ``breaks`` the character at ``offset`` belongs to."""
        return bisect_right(self.breaks, (offset, 1 << 62)) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span (0-based, end-exclusive) of ``text[start:end]``."""
        first = self.source(start)
        return first, (self.source(end - 1) + 1 if end > start else first)


@dataclass(slots=True)
class Layout:
    """A document's logical lines and the furniture set apart: (kind, source start, source end)."""

    lines: list[Line]
    furniture: list[tuple[str, int, int]]


@dataclass(slots=True)
class _Physical:
    text: str
    norm: str
    breaks: list[tuple[int, int]]
    count: int  # characters printed, spaces included
    width: int  # in half-width columns
    doubt: int  # columns more that it may have had in print: quotation marks and dashes, spaces left out
    lead: int  # columns at its beginning that no line break tears apart
    indent: int  # columns of the indent printed before it, 0 where none is
    level: int
    after_blank: bool
    after_page: bool  # a page number or running head stands above it
    cells: int = 0  # that spaces part, in a line without punctuation
    _ended: bool | None = None

    @property
    def ended(self) -> bool:
        """Whether it ends a sentence, or is a source line or a section."""
        if self._ended is None:
            self._ended = _ends(self.norm)
        return self._ended

    def span(self) -> tuple[int, int]:
        """Where it stands in the source."""
        at, source = self.breaks[-1]
        return self.breaks[0][1], source + len(self.text) - at


def normalise(text: str) -> str:
    """The matching form of a text: same length, widths unified.

    >>> normalise("第４０期(总第645期)")
    '第40期（总第645期）'
    """
    return text.translate(_NORM) if _CHANGED.search(text) else text


def narrow(text: str) -> str:
    """Full-width letters and digits narrowed, everything else as printed."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


def read(text: str, media_type: str = "text/plain") -> Layout:
    """The logical lines of a document's text and its furniture.

    ``media_type`` matters for Markdown marks only ('text/markdown', and what the Word and HTML readers mark up alike).
    """
    furniture: list[tuple[str, int, int]] = []
    physical = _physical_lines(text, media_type, furniture)
    physical = _drop_running_heads(_drop_web_furniture(physical, furniture), furniture)
    furniture += _invisible(text, furniture)
    return Layout(_join(physical), furniture)


def _invisible(text: str, furniture: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Characters without width, which no line keeps, outside the furniture found."""
    if not any(char in text for char in _INVISIBLE):
        return []
    apart = sorted((start, end) for _, start, end in furniture)
    found: list[tuple[str, int, int]] = []
    index = last = 0
    for match in re.finditer(f"[{_INVISIBLE}]", text):
        while index < len(apart) and apart[index][0] <= match.start():
            last = max(last, apart[index][1])
            index += 1
        if match.start() >= last:
            found.append(("web_furniture", *match.span()))
    return found


def _physical_lines(text: str, media_type: str, furniture: list[tuple[str, int, int]]) -> list[_Physical]:
    lines: list[_Physical] = []
    previous_end = 0
    paged = False
    for match in _PHYSICAL.finditer(text):
        raw = match.group()
        stripped = raw.strip(_SPACE)
        if not stripped:
            continue
        start = match.start() + raw.index(stripped[0]) if raw[0] in _SPACE else match.start()
        end = start + len(stripped)
        kind = _furniture_kind(stripped)
        if kind is not None:
            furniture.append((kind, start, end))
            paged = paged or kind == "page_number"
            continue
        indent = _width(raw[: start - match.start()])
        after_blank = text.count("\n", previous_end, match.start()) > 1
        previous_end = match.end()
        cleaned, breaks, level = _clean(stripped, start, furniture)
        if not cleaned:
            furniture.append(("web_furniture", start, end))
            continue
        norm = normalise(_THOUSANDS.sub("\x00", cleaned)).replace("\x00", ",") if "," in cleaned else normalise(cleaned)
        width = _width(cleaned)
        doubt = len(_OF_UNSURE_WIDTH.findall(cleaned)) + (len(stripped) - len(cleaned)) // 2
        lead = _LEAD.match(cleaned)
        lines.append(
            _Physical(
                narrow(cleaned), norm, breaks, len(stripped), width, doubt, _width(lead.group()) if lead else 0,
                indent if indent >= 2 else 0, level, after_blank, paged, _cells(stripped),
            )
        )  # fmt: skip
        paged = False
    return lines


_LETTER_SPACED = re.compile(rf"[^\s0-9A-Za-z{_SPACE}](?:[{_SPACE}]+[^\s0-9A-Za-z{_SPACE}]){{3,}}$")


def _cells(line: str) -> int:
    return 0 if _OF_SENTENCES.search(line) else len(_CELL_END.findall(line)) + 1


def _width(text: str) -> int:
    return len(text) + sum(map("\u2e80".__le__, text))


def _furniture_kind(line: str) -> str | None:
    if len(line) <= 16 and _PAGE_NUMBER.match(line):
        return "page_number"
    if _LINK.match(line):
        return "link"
    if _RULE.match(line) or _MARKDOWN_IMAGE.match(line) or _TABLE_RULE.match(line):
        return "web_furniture"
    return None


def _clean(line: str, start: int, furniture: list[tuple[str, int, int]]) -> tuple[str, list[tuple[int, int]], int]:
    """The line without inner layout spaces and Markdown marks, where its stretches stand, its heading level."""
    level = 0
    cuts: list[tuple[int, int]] = []
    if line[0] == "#":
        heading = _MARKDOWN_HEADING.match(line)
        if heading:
            level = len(heading.group(1))
            cuts.append(heading.span())
            furniture.append(("web_furniture", start, start + level))
    if line[0] == line[-1] == "|":
        for mark in _PIPE.finditer(line):
            cuts.append(mark.span())
            at = start + mark.start(mark.lastindex or 0)
            furniture.append(("web_furniture", at, at + 1))
    if any(mark in line for mark in "*_`>\\+-"):
        emphasised = _EMPHASISED.fullmatch(line)
        for at in (emphasised.start(1) - 1, emphasised.end(1)) if emphasised else ():
            cuts.append((at, at + 1))
            furniture.append(("web_furniture", start + at, start + at + 1))
        for mark in _MARKDOWN_MARK.finditer(line) if not emphasised else ():
            cuts.append(mark.span())
            solid = [i for i in range(*mark.span()) if line[i] not in _SPACE]
            furniture.append(("web_furniture", start + solid[0], start + solid[-1] + 1))
    if "](" in line:
        for mark in _MARKDOWN_LINK.finditer(line):
            cuts.append(mark.span())
            furniture.append(("link", start + mark.start(), start + mark.end()))
    if "—" in line or "-" in line or "－" in line:
        for number in _INLINE_PAGE_NUMBER.finditer(line):
            cuts.append(number.span())
            furniture.append(("page_number", start + number.start(), start + number.end()))
    if any(space in line for space in _SPACE):
        cuts += [space.span() for space in _INNER_SPACE.finditer(line)]
        if _LETTER_SPACED.match(line):
            cuts += [(i, i + 1) for i, char in enumerate(line) if char in _SPACE]
        for digits in _SINGLE_DIGITS.finditer(line):
            cuts += [(i, i + 1) for i in range(*digits.span()) if line[i] in _SPACE]
    if not cuts:
        return line, [(0, start)], level
    pieces: list[str] = []
    breaks: list[tuple[int, int]] = []
    at = done = 0
    for cut_start, cut_end in sorted(set(cuts)):
        if cut_start > done:
            breaks.append((at, start + done))
            pieces.append(line[done:cut_start])
            at += cut_start - done
        done = max(done, cut_end)
    if done < len(line):
        breaks.append((at, start + done))
        pieces.append(line[done:])
    return "".join(pieces), breaks, level


def _drop_web_furniture(lines: list[_Physical], furniture: list[tuple[str, int, int]]) -> list[_Physical]:
    """What a web page prints around a bulletin, unless a wrapped sentence goes on in that line (主办的展览…)."""
    if not any(_FURNITURE.match(line.norm) for line in lines):
        return lines
    wrap = _wrap_width(lines)
    kept: list[_Physical] = []
    for line in lines:
        goes_on = kept and not kept[-1].level and not _ends(kept[-1].norm) and _is_full(kept[-1], line, wrap)
        if _FURNITURE.match(line.norm) and not goes_on:
            furniture.append(("web_furniture", *line.span()))
        else:
            kept.append(line)
    return kept


def _drop_running_heads(lines: list[_Physical], furniture: list[tuple[str, int, int]]) -> list[_Physical]:
    """Short lines that stand again and again, but for their digits, between the lines of a paged text.

    A line further down that is the masthead's series again, alone or with year, number or page, is one too. In a narrow
    text a line of a paragraph can stand there again and again as well: it fills the width, and has no page number near.
    """
    keys = [
        re.sub(r"[0-9]+", "#", line.norm) if len(line.norm) <= 30 and not line.norm.startswith("【") else ""
        for line in lines
    ]
    counts = Counter(keys)
    repeated = {key for key, count in counts.items() if key and count >= 3 and not _HARD_END.search(key)}
    series = next((found.group() for line in lines[:6] if (found := _SERIES_LINE.match(line.norm))), None)
    wrap = _wrap_width(lines) if repeated else 0
    kept: list[_Physical] = []
    shown: set[str] = set()
    for index, (key, line) in enumerate(zip(keys, lines, strict=True)):
        again = series is not None and index > 6 and key and series in line.norm
        short = line.width < wrap - _SPREAD or not wrap or line.after_page
        below = lines[index + 1 : index + 2]
        above = kept[-1] if kept and not line.after_page else None
        of_title = above is not None and not (above.ended or above.level) and above.width < (wrap or above.width + 1)
        repeats = key in repeated and key in shown and not of_title  # 推进会在城区｜召开 completes the line above
        if (repeats and (short or any(one.after_page for one in below))) or (
            again and _NUMBERING.fullmatch(line.norm.replace(series or "", "", 1))
        ):
            furniture.append(("running_head", *line.span()))
            for one in below:
                one.after_page = True
            continue
        shown.add(key)
        kept.append(line)
    return kept


def _wrap_width(lines: list[_Physical]) -> int:
    """The width, in half-width columns, at which the text was wrapped; 0 where it was not.

    A wrapped text has many lines of about one width that stop in mid-sentence and go on in a line that is no longer,
    and more of it stands in these than in longer ones: a list of headings above whole paragraphs is not wrapped.
    """
    stops: dict[int, int] = {}
    for line, following in pairwise(lines):
        if following.width <= line.width + _SPREAD and not line.level and not line.ended:
            stops[line.width] = stops.get(line.width, 0) + 1
    best = most = 0
    for width in sorted(stops):
        near = sum(stops.get(width - less, 0) for less in range(_BAND))
        if near > most:
            best, most = width, near
    longer = sum(line.width for line in lines if line.width > best + 2 * _SPREAD)
    return best if most >= 3 and most * best >= longer else 0


class _Due(Enum):
    """What can stand in a line: a title (after a section, a source line, another line of the title), and so on."""

    TITLE = 1
    PARAGRAPH = 2  # or a subhead
    ANY = 3


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text shows where paragraphs begin; ``wrap``: its width in columns, 0 where each paragraph is one line."""

    wrap: int
    indented: bool = False  # by an indent
    narrowed: bool = False  # by a first line that is shorter by the indent that was lost with the page
    spaced: bool = False  # by a blank line


def _style(lines: list[_Physical]) -> _Style:
    wrap = _wrap_width(lines)
    indented = sum(line.indent > 0 for line in lines) >= 3
    if not wrap:  # or too few lines to tell
        return _Style(0, indented, spaced=sum(line.after_blank for line in lines) * 2 >= len(lines) > 0)
    going_on = [following for line, following in pairwise(lines) if not line.ended and _is_full(line, following, wrap)]
    within = [line.after_blank for line in going_on if not line.after_page]
    between = sum(line.after_blank for line in lines) - sum(within)
    begun = [
        line.width + line.doubt + following.lead > wrap - 2
        for above, line, following in zip(lines, lines[1:], lines[2:], strict=False)
        if above.width < wrap - 2 * _BAND
        and wrap - _INDENT - _BAND <= line.width
        and max(line.width, following.width) <= wrap + _SPREAD
        and not line.ended
        and "，" in line.norm
    ]
    return _Style(
        wrap,
        indented=indented,
        narrowed=len(begun) >= 2 and sum(begun) * 2 < len(begun),
        spaced=between >= 3 and sum(within) * 10 <= len(within),
    )


@dataclass(slots=True)
class _Joined:
    """Physical lines that make one logical line; how it begins and ends decides whether the next one belongs to it."""

    lines: list[_Physical]
    due: _Due
    head: str  # the first characters, all of them where there are fewer than _SEEN
    tail: str  # the last characters
    is_row: bool = False

    def add(self, line: _Physical) -> None:
        self.lines.append(line)
        if len(self.head) < _SEEN:
            self.head = (self.head + line.norm)[:_SEEN]
        self.tail = (self.tail + line.norm)[-_SEEN:]

    @property
    def ended(self) -> bool:
        return _ends(self.tail)

    @property
    def standalone(self) -> bool:
        return len(self.head) < _SEEN and bool(_STANDALONE.match(self.head))

    def line(self, style: _Style) -> Line:
        breaks: list[tuple[int, int]] = []
        offset = 0
        for line in self.lines:
            breaks += [(offset + at, source) for at, source in line.breaks]
            offset += len(line.text)
        text, norm = "".join(line.text for line in self.lines), "".join(line.norm for line in self.lines)
        first = self.lines[0]
        apart = bool(style.wrap) and style.spaced and first.after_blank and not first.after_page
        parts = [len(line.text) for line in self.lines]
        centred = first.indent > _INDENT or (None if self._fills(style.wrap or _USUAL_WRAP) else False)
        return Line(text, norm, breaks, first.level, parts, apart, first.after_blank, self.is_row, centred)

    def _fills(self, wrap: int) -> bool:
        """Whether a line has so little room left that it would not stand further in if it were centred."""
        return len(self.lines) > 1 or wrap - self.lines[0].width <= 4 * _INDENT


def _measure(lines: list[_Physical]) -> None:
    """Measures lines by their characters where these were counted to cut them, not their columns: digits tell.

    A text is wrapped by columns, two for a Chinese character and one for a digit; one that was cut after so many
    characters has lines with digits that are as long as the others in characters and shorter in columns.
    """
    stops = [line for line, following in pairwise(lines) if not line.level and not line.ended]
    width, _ = Counter(line.width for line in stops).most_common(1)[0] if stops else (0, 0)
    count, _ = Counter(line.count for line in stops).most_common(1)[0] if stops else (0, 0)
    telling = [line for line in stops if line.width < 2 * line.count - 1 and line.count >= count - 1]
    by_columns = sum(abs(line.width - width) <= _UNEVEN for line in telling)
    by_count = sum(abs(line.count - count) <= 1 for line in telling)
    if 2 * count < width - 1 or by_count < _TELLING or by_count <= 2 * by_columns:
        return
    for line in lines:
        lead = _LEAD.match(line.norm)
        line.width, line.doubt, line.lead = 2 * line.count, 0, 2 * len(lead.group()) if lead else 0


def _rows(lines: list[_Physical]) -> set[int]:
    """The indices of lines that are rows of a table: several in a row of as many cells, a column's heads above them."""
    rows: set[int] = set()
    for _, run in groupby(enumerate(lines), key=lambda item: (item[1].cells, item[1].level)):
        indices = [index for index, line in run if line.cells >= _FEWEST_CELLS and not line.level]
        if len(indices) >= _FEWEST_ROWS:
            above = indices[0] - 1
            heads = above >= 0 and lines[above].cells >= _FEWEST_CELLS
            rows.update([above, *indices] if heads else indices)
    return rows


def _join(lines: list[_Physical]) -> list[Line]:
    _measure(lines)
    style = _style(lines)
    rows = _rows(lines)
    joined: list[_Joined] = []
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        in_table = index in rows or index - 1 in rows
        if joined and not in_table and _continues(joined[-1], line, below, style):
            joined[-1].add(line)
        else:
            due = _what_is_due(joined[-1]) if joined else _Due.TITLE
            joined.append(_Joined([line], due, line.norm[:_SEEN], line.norm[-_SEEN:], index in rows))
    return [one.line(style) for one in joined]


def _what_is_due(before: _Joined) -> _Due:
    """What may follow a line."""
    if before.standalone or (before.due is _Due.TITLE and _is_motto(before.head)):
        return _Due.TITLE
    of_title = before.due is _Due.TITLE and not _is_body(before.head)
    return _Due.PARAGRAPH if before.ended or of_title else _Due.ANY


def _ends(norm: str) -> bool:
    """Whether a line ends a sentence, or is a source line or a section."""
    return bool(_HARD_END.search(norm, max(0, len(norm) - _SEEN)))


def _continues(joined: _Joined, line: _Physical, below: _Physical | None, style: _Style) -> bool:
    """Whether a line goes on where the one above it stopped."""
    above, head = joined.lines[-1], joined.head
    if line.level or line.indent or above.level:
        return False
    if _is_torn(joined.tail, line.norm):
        return True
    if joined.standalone or any(mark.match(line.norm) for mark in (_STANDALONE, _IMPRINT, _BULLET)):
        return False
    ended = joined.ended
    if joined.due is _Due.TITLE and _DATED_LINE.fullmatch(joined.tail):
        return False  # the masthead's last line: 四川省地方志工作办公室 2024年7月31日
    if _FIRST_POINT.match(line.norm) and _NUMBERED_HEAD.match(head) and not _is_full(above, line, style.wrap):
        return False  # 一、统筹谋划，搭好架子: a head, and its first point below
    if not ended and "，" in head and (_OPENER.match(head) or above.width + above.doubt > _LONGEST_HEADING):
        return True
    paragraph = style.indented and 0 < joined.lines[0].indent <= _INDENT and not ended
    torn_by_page = paragraph and _is_body(head) and _is_full(above, line, style.wrap)
    if style.spaced and line.after_blank and not line.after_page and not torn_by_page:
        return False
    if style.spaced and not ended and len(joined.lines) > 1 and _OF_A_TEXT.search(head):
        return True  # a paragraph's line of any width: 《甲年鉴（2022）》《乙年鉴（2022）》｜评为优秀等次
    if style.spaced and not (style.wrap or line.after_blank or ended) and _is_body(head):
        return True  # a paragraph cut into lines where the others stand in one each
    within = paragraph and joined.lines[0].indent == _INDENT
    if within and ((style.spaced and not line.after_blank) or _is_full(above, line, style.wrap)):
        return True  # a paragraph's lines: of any width where headings have blank lines around them
    if _IMPRINT.match(head):
        return not ended and _is_full(above, line, style.wrap)
    if joined.due is not _Due.ANY and not _is_body(head):
        if (named := _NAMED.match(line.norm)) and named[0] in joined.tail:
            return False
        opens = _BODY if joined.due is _Due.TITLE else _OPENER
        full = _is_full(above, line, style.wrap)
        longest = min(_LONGEST_HEADING, max(_LONGEST_IN_NARROW, style.wrap - _SPREAD))
        wide = joined.due is _Due.PARAGRAPH and above.width + above.doubt > longest
        if wide and not (ended or _DATED.match(line.norm)):
            return full or (style.narrowed and _is_full(above, line, style.wrap, _INDENT))
        return full and not opens.match(line.norm, 0, _SEEN) and not is_slogan(head)
    first = len(joined.lines) == 1
    full = _is_full(above, line, style.wrap, _INDENT if first and style.narrowed else 0)
    if not full and not (above.width > 100 and not ended):
        return line.after_page and not ended and bool(re.search("[，；]", head))
    return not ended or _goes_on(line, below, style)


def is_slogan(norm: str, parted_by: str = " ") -> bool:
    """Whether a line is two or three parts of equal length, or nearly, without saying who does what.

    >>> is_slogan("以志为媒 以史为桥"), is_slogan("稳进度 提质量 强服务"), is_slogan("德阳市 绵阳市")
    (True, True, False)
    """
    parts = re.split(f"[{parted_by}]+", re.sub("[“”‘’]", "", norm).strip())
    shortest = {2: 4, 3: 3}.get(len(parts), len(norm) + 1)
    lengths = [len(part) for part in parts]
    even = max(lengths) - min(lengths) <= (len(parts) == 3 and min(lengths) >= 4)  # 展览入巷 好书下乡 短视频出圈
    return even and min(lengths) >= shortest


def _is_motto(head: str) -> bool:
    """Whether a line is a slogan, or one whose halves a comma parts: 保存城市记忆，讲好家乡故事."""
    return is_slogan(head) or (len(head) <= _LONGEST_MOTTO and is_slogan(head, "，"))


def _is_body(head: str) -> bool:
    """Whether a line begins like one of a paragraph."""
    return _BODY.match(head) is not None and not _is_motto(head)


def _goes_on(line: _Physical, below: _Physical | None, style: _Style) -> bool:
    """Whether a line after a full line that ends a sentence belongs to the same paragraph."""
    if line.norm.startswith(("（", "【")) or is_slogan(line.norm):
        return False
    ended = line.ended
    if not ended and line.width < style.wrap - _BAND:
        return False  # neither full nor ended: a heading
    if style.indented or style.spaced:
        return True
    if style.narrowed and not ended and below is not None and below.width <= style.wrap + _SPREAD:
        narrower = style.wrap - line.width - line.doubt
        return narrower < _INDENT - 1 and not (narrower > 0 and _OPENER.match(line.norm))
    return not _OPENER.match(line.norm)


def _is_full(line: _Physical, following: _Physical, wrap: int, lost: int = 0) -> bool:
    """Whether a line ends where it does because what follows would not have fitted; ``lost``: columns of an indent."""
    indent = min(line.indent or lost, _SPREAD)
    return (
        bool(wrap)
        and max(line.width, following.width) <= wrap + _SPREAD
        and indent + line.width + line.doubt + following.lead >= wrap - 2
    )


def _is_torn(before: str, after: str) -> bool:
    """Whether a title or bracket that is open at a line's end is closed in the next one, or a date goes on there."""
    if _TORN_DATE.search(before[-5:]) and _REST_OF_DATE.match(after):
        return True
    if _REST_OF_DAY.match(after) and _TORN_DAY.search(before[-5:]):
        return True
    if _REST_OF_FIGURE.match(after) and _TORN_FIGURE.search(before[-5:]):
        return True
    return bool(
        (_OPEN_TITLE.search(before[-80:]) and _REST_OF_TITLE.match(after))
        or (_OPEN_BRACKET.search(before[-60:]) and _REST_OF_BRACKET.match(after))
        or (_OPEN_QUOTE.search(before[-40:]) and _REST_OF_QUOTE.match(after))
    )
