"""An article's text in one piece: heading, paragraphs, source line, each character traceable to the document."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.parsing.layout import BULLETS, Line
from ingestion.parsing.structure import Article

_TITLE_INNER = re.compile(r"(?<=《)[^《》\n]{1,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,80}){0,4}(?=》)")
_BRACKETED = re.compile(r"（[^（）\n]{0,80}）|“[^“”\n]{0,80}”")
_SENTENCE = re.compile(rf"[^。！？；\n{BULLETS} ][^。！？；\n]*[。！？；]?[”’）】]*")
_LONGEST_SENTENCE = 1200  # six times the longest in print; what is longer is no prose, and is read in pieces


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or a part closed by a semicolon) at ``start``..``end`` of the article's text."""

    start: int
    end: int
    paragraph: int
    first: bool  # the first of its paragraph


@dataclass(slots=True)
class ArticleText:
    """``text`` as printed, ``norm`` for matching, ``plain``: norm with what stands in 《》, “” and （） blanked out.

    All three have equal length. ``title``, ``body`` and ``source`` are spans; ``paragraphs`` are spans of body
    paragraphs, ``subheads`` spans of subheads.
    """

    text: str = ""
    norm: str = ""
    plain: str = ""
    kicker_end: int = 0
    title: tuple[int, int] = (0, 0)
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    subheads: list[tuple[int, int]] = field(default_factory=list)
    source: tuple[int, int] = (0, 0)
    sentences: list[Sentence] = field(default_factory=list)
    _at: list[int] = field(default_factory=list)
    _source: list[int] = field(default_factory=list)
    _marks: dict[str, list[int]] = field(default_factory=dict)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of ``text[start:end]``: 0-based, end-exclusive code points into the document's text."""
        first = self._place(start)
        return first, (self._place(end - 1) + 1 if end > start else first)

    def after_last(self, marks: str, position: int) -> int:
        """The place after the last of some marks before a position, outside 《》, “” and （）; 0 where none stands.

        Where what is asked for is a sentence or a clause, no further back than the longest one reaches.
        """
        places = self._marks.get(marks)
        if places is None:
            places = self._marks[marks] = [match.end() for match in re.finditer(f"[{re.escape(marks)}]", self.plain)]
        index = bisect_right(places, position)
        last = places[index - 1] if index else 0
        return last if marks == "\n" else max(last, position - _LONGEST_SENTENCE)

    def _place(self, offset: int) -> int:
        index = bisect_right(self._at, offset) - 1
        return self._source[index] + offset - self._at[index]

    @property
    def body(self) -> str:
        """Paragraphs and subheads, one a line."""
        spans = sorted([*self.paragraphs, *self.subheads])
        return "\n".join(self.text[start:end] for start, end in spans)


def assemble(article: Article) -> ArticleText:
    """The article's text with the places of its parts."""
    result = ArticleText()
    texts: list[str] = []
    norms: list[str] = []
    length = 0

    def add(line: Line, start: int, end: int, newline: bool) -> tuple[int, int]:
        nonlocal length
        for index in range(line.stretch(start), bisect_left(line.breaks, (end, -1))):
            at, source = line.breaks[index]
            result._at.append(length + max(at, start) - start)
            result._source.append(source + max(at, start) - at)
        texts.append(line.text[start:end] + ("\n" if newline else ""))
        norms.append(line.norm[start:end] + ("\n" if newline else ""))
        span = (length, length + end - start)
        length += end - start + newline
        return span

    heading = article.title_lines
    if article.kicker is not None:
        add(heading[0], 0, len(heading[0].text), True)
        heading = heading[1:]
    title_start = length
    for index, line in enumerate(heading):
        last = index == len(heading) - 1
        result.title = (title_start, add(line, 0, len(line.text), last)[1])
    subheads = list(article.subheads)
    for index, line in enumerate(article.paragraphs):
        while subheads and subheads[0][0] <= index:
            _, _, head = subheads.pop(0)
            result.subheads.append(add(head, 0, len(head.text), True))
        closing = article.source_line
        end = closing[1] if closing and closing[0] is line else len(line.text)
        result.paragraphs.append(add(line, 0, end, True))
    for _, _, head in subheads:
        result.subheads.append(add(head, 0, len(head.text), True))
    result.source = (length, length)
    if article.source_line:
        line, at = article.source_line
        result.source = add(line, at, len(line.text), False)
    result.text, result.norm = "".join(texts), "".join(norms)
    result.plain = blank(result.norm)
    result.sentences = _sentences(result)
    return result


def blank(norm: str) -> str:
    """The text with the inside of 《》, （） and “” replaced by ※, same length: punctuation there splits nothing.

    >>> blank("印发《关于A，B的通知》。")
    '印发《※※※※※※※※》。'
    >>> blank("批示：“很好。”次日，召开会议。")
    '批示：“※※。”次日，召开会议。'
    """
    norm = _TITLE_INNER.sub(lambda match: "※" * len(match.group()), norm)
    return _BRACKETED.sub(_blanked, norm)


def _blanked(match: re.Match[str]) -> str:
    """A bracketed passage blanked out; what ends a quotation after a colon (批示：“…。”) ends the sentence."""
    passage = match.group()
    quoted = passage[-2] in "。！？" and match.string[match.start() - 1 : match.start()] == "："
    kept = (
        passage[-2:]
        if quoted and match.string[match.end() : match.end() + 1] not in tuple("，、；：。")
        else passage[-1]
    )
    return passage[0] + "※" * (len(passage) - 1 - len(kept)) + kept


def _sentences(article: ArticleText) -> list[Sentence]:
    result: list[Sentence] = []
    for number, (start, end) in enumerate(article.paragraphs):
        first = True
        for match in _SENTENCE.finditer(article.plain, start, end):
            for piece_start, piece_end in _pieces(article.plain, *match.span()):
                result.append(Sentence(piece_start, piece_end, number, first))
                first = False
    return result


def _pieces(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence in pieces of bounded length, cut after a comma where there is one."""
    while end - start > _LONGEST_SENTENCE:
        cut = plain.rfind("，", start, start + _LONGEST_SENTENCE) + 1 or start + _LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end
