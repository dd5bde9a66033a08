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

from ingestion.reference import vocabulary

_WIDE_ALNUM = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
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
        "\u3000": " ",
        "\xa0": " ",
        "\t": " ",
        "–": "—",
        "―": "—",
        "─": "—",
        "～": "—",
        "~": "—",
    }
)
_NARROW = str.maketrans({chr(code): chr(narrow) for code, narrow in _WIDE_ALNUM.items()})

_SPACE = " \u3000\xa0\t\u2002\u2003\u2009\u200a\u202f\u200b\ufeff"
_PHYSICAL = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_INNER_SPACE = re.compile(
    rf"(?<=[^\x00-\x7f])[{_SPACE}]+(?=[0-9０-９])"
    rf"|(?<=[0-9０-９])[{_SPACE}]+(?=[^\x00-\x7f])"
    rf"|(?<=[，。；：！？、（《“【〈—])[{_SPACE}]+"
    rf"|[{_SPACE}]+(?=[，。；：！？、）》”】〉—])"
    rf"|(?<![0-9])(?<=[0-9])[{_SPACE}](?=[0-9](?![0-9]))"
    rf"|[\u200b\ufeff]+"
)
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
_MARKDOWN_RULE = re.compile(r"(?:[-*_=]\s?){3,}$")
_MARKDOWN_MARK = re.compile(r"\*\*|__|`+|^\s*>\s?|^\s*[-*+]\s+(?=\S)|\\(?=[#*_\-.()\[\]])")
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)$")
_TABLE_RULE = re.compile(r"\|?[\s:|-]{3,}\|?$")

_SERIES_LINE = re.compile(r"[\u4e00-\u9fff]{2,24}(?:简报|通讯|动态|工作|信息|专报|快报)(?![\u4e00-\u9fff]*[室厅局])")
_NUMBERING = re.compile(r"[0-9年第期总（）—·\-/页共 ]*")
_HARD_END = re.compile(r"[。！？…][”’）】》」』]*$|）$|】$")
_OPENER = re.compile(
    r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|近日|日前|会议(?:要求|指出|强调|认为)|会上|下一步|截至|[一二三四五六七八九十]+、"
    r"|[^，。；：、0-9《》“”（）]{2,12}，[^，。；：0-9《》“”（）]{2,16}。"
)
_STANDALONE = re.compile(
    r"【[^】]{1,20}】$|（[^（）]{2,60}(?:（[^（）]*）[^（）]*)?）$|信息公开选项|(?:主?报|送|发|抄送|抄报|分送|主送)：|（共印[0-9]+份）"
)
_FURNITURE = re.compile("|".join(vocabulary("web_furniture")))


@dataclass(slots=True)
class Line:
    """A logical line. ``breaks``: (offset in text, source offset) of each stretch taken from the source unchanged."""

    text: str
    norm: str
    breaks: list[tuple[int, int]]
    level: int = 0  # Markdown or Word heading level, 0 = none
    parts: list[int] = field(default_factory=list)  # lengths of the physical lines joined

    def source(self, offset: int) -> int:
        """Source position of the character at ``offset`` of this line's text."""
        index = bisect_right(self.breaks, (offset, 1 << 62)) - 1
        at, source = self.breaks[index]
        return source + offset - at

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
    width: int
    indented: bool
    level: int
    after_blank: bool


def normalise(text: str) -> str:
    """The matching form of a text: same length, widths unified.

    >>> normalise("第４０期(总第645期)")
    '第40期（总第645期）'
    """
    return text.translate(_NORM)


def narrow(text: str) -> str:
    """Full-width letters and digits narrowed, everything else as printed."""
    return text.translate(_NARROW)


def read(text: str, media_type: str = "text/plain") -> Layout:
    """The logical lines of a document's text and its furniture.

    ``media_type`` matters for Markdown marks only ('text/markdown', and what the Word and HTML readers mark up alike).
    """
    furniture: list[tuple[str, int, int]] = []
    physical = _physical_lines(text, media_type, furniture)
    physical = _drop_running_heads(physical, furniture)
    return Layout(_join(physical), furniture)


def _physical_lines(text: str, media_type: str, furniture: list[tuple[str, int, int]]) -> list[_Physical]:
    lines: list[_Physical] = []
    previous_end = 0
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
            continue
        lead = start - match.start()
        after_blank = text.count("\n", previous_end, match.start()) > 1
        previous_end = match.end()
        cleaned, breaks, level = _clean(stripped, start, furniture)
        if not cleaned:
            furniture.append(("web_furniture", start, end))
            continue
        norm = normalise(cleaned)
        if _FURNITURE.match(norm):
            furniture.append(("web_furniture", start, end))
            continue
        indented = lead >= 2 or (lead == 1 and raw[0] == "\u3000")
        width = len(cleaned) + sum(map("\u2e80".__le__, cleaned))
        lines.append(_Physical(narrow(cleaned), norm, breaks, width, indented, level, after_blank))
    return lines


_LETTER_SPACED = re.compile(rf"[^\s0-9A-Za-z](?:[{_SPACE}]+[^\s0-9A-Za-z]){{3,}}$")


def _furniture_kind(line: str) -> str | None:
    if len(line) <= 16 and _PAGE_NUMBER.match(line):
        return "page_number"
    if _LINK.match(line):
        return "link"
    if _MARKDOWN_RULE.match(line) or _MARKDOWN_IMAGE.match(line) or _TABLE_RULE.match(line):
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
    if any(mark in line for mark in "*_`>\\+-"):
        for mark in _MARKDOWN_MARK.finditer(line):
            cuts.append(mark.span())
            solid = [i for i in range(*mark.span()) if line[i] not in _SPACE]
            furniture.append(("web_furniture", start + solid[0], start + solid[-1] + 1))
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


def _drop_running_heads(lines: list[_Physical], furniture: list[tuple[str, int, int]]) -> list[_Physical]:
    """Short lines that stand again and again, but for their digits, between the lines of a paged text.

    A line further down that is the masthead's series again, alone or with year and number, is one too.
    """
    keys = [
        re.sub(r"[0-9]+", "#", line.norm) if len(line.norm) <= 30 and not line.norm.startswith("【") else ""
        for line in lines
    ]
    counts = Counter(keys)
    repeated = {key for key, count in counts.items() if key and count >= 3 and not _HARD_END.search(key)}
    series = next((found.group() for line in lines[:6] if (found := _SERIES_LINE.match(line.norm))), None)
    kept: list[_Physical] = []
    shown: set[str] = set()
    for index, (key, line) in enumerate(zip(keys, lines, strict=True)):
        again = series is not None and index > 6 and key and line.norm.startswith(series)
        if (key in repeated and key in shown) or (again and _NUMBERING.fullmatch(line.norm, len(series or ""))):
            _, source = line.breaks[0]
            last_at, last_source = line.breaks[-1]
            furniture.append(("running_head", source, last_source + len(line.text) - last_at))
            continue
        shown.add(key)
        kept.append(line)
    return kept


def _wrap_width(lines: list[_Physical]) -> int:
    """The width, in half-width columns, at which the text was wrapped; 0 where it was not."""
    open_ended = sorted(line.width for line in lines if not _HARD_END.search(line.norm) and not line.level)
    if len(open_ended) < 3 or len(open_ended) * 10 < len(lines) * 3:
        return 0
    width = open_ended[int(len(open_ended) * 0.8)]
    near = sum(1 for w in open_ended if abs(w - width) <= 6)
    return width if near * 10 >= len(open_ended) * 4 else 0


def _join(lines: list[_Physical]) -> list[Line]:
    wrap = _wrap_width(lines)
    slack = max(2, min(8, wrap // 7))
    result: list[Line] = []
    title_due = True
    open_line = False
    for line in lines:
        full = bool(wrap) and wrap - slack <= line.width <= wrap + 16
        ended = bool(_HARD_END.search(line.norm))
        alone = bool(line.level) or bool(_STANDALONE.match(line.norm))
        if open_line and not alone and not line.indented and _continues(result[-1].norm, line, full, ended, title_due):
            current = result[-1]
            offset = len(current.text)
            current.breaks += [(offset + at, source) for at, source in line.breaks]
            current.text += line.text
            current.norm += line.norm
            current.parts.append(len(line.text))
        else:
            title_due = not result or bool(_HARD_END.search(result[-1].norm))
            result.append(Line(line.text, line.norm, list(line.breaks), line.level, [len(line.text)]))
        open_line = not alone and (full or (line.width > 100 and not ended))
    return result


def _continues(before: str, line: _Physical, full: bool, ended: bool, title_due: bool) -> bool:
    """Whether a line goes on where the full line before it stopped."""
    if _HARD_END.search(before):
        # A paragraph ends in a full stop: a short line without one after a full stop is a heading.
        return not _OPENER.match(line.norm) and (full or ended)
    return not (title_due and not re.search("[，。；：]", before) and _OPENER.match(line.norm))
