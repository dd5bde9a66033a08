"""Measures: run-in heads and ordinal heads, with the passage each governs and the units named in it.

A run-in head is a short first sentence of a paragraph, two balanced halves closed by a full stop
(高位推动，强化安排部署。); an ordinal head is numbered (一是强化督查考核。). Rules: ``measure.run_in``,
``measure.ordinal``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingestion.parsing.signals import anchored
from ingestion.parsing.units import reference

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.units import Mention

_ORDINAL = anchored(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:是|要|、)|（[一二三四五六七八九十]{1,3}）|[0-9]{1,2}[.．、](?![0-9]) ?)"
    "(?=[^，。；： ]{2})"
)
_RUN_IN = re.compile(r"[^，。；：！？《0-9]{2,16}(?:，[^，。；：！？《0-9]{2,18}){0,2}。$")
_SHORT = re.compile("(?!第?[一二三四五六七八九十]{1,3}[是要])[\u4e00-\u9fff]{4,9}。")
_QUOTES = re.compile("[“”‘’]")
_LONGEST = 34
_LONGEST_PART = 10  # of a head inside a paragraph
_OFFICE = re.compile(r"(?:委|政府|人民政府|人大|政协|[\u4e00-\u9fff]{0,8}?(?:办|局|厅|室|中心|部门|馆))")
_ON_A_DAY = re.compile("[0-9]月[0-9]{1,2}日")  # 1.五常市方志馆7月18日正式开馆。
# 制度建设跟了上来; 书编出来，还得有人读; 稿子不硬，是当前的短板
_TOLD = re.compile("各[地市县区州]|了(?!解|然)|没有|什么|一度|只能|还得|他们|我们|，(?:就|才|正)?是")
_STARTS_SPOKEN = re.compile(r"会议|座谈|[\u4e00-\u9fff]{2,3}(?:指出|强调|要求)|同时|其中|此外|目前|近年|按照|根据|为")


@dataclass(slots=True)
class Measure:
    """A head and, at ``start``..``end``, the passage that it governs."""

    start: int
    end: int
    rule: str
    group: str | None
    head: str
    units: list[str]


def heads(context: Context) -> list[tuple[int, int, int, str]]:
    """The heads of an article in order: where the passage starts, where the head starts and ends, and the rule."""
    article = context.article
    found: list[tuple[int, int, int, str]] = []  # start, head start, head end, rule
    run_ins: list[tuple[int, int, int, str]] = []
    list_item = False
    paragraph = -1
    for sentence in article.sentences:
        text = article.norm[sentence.start : sentence.end].rstrip()
        ordinal = _ordinal(text)
        listed, list_item = list_item and paragraph != sentence.paragraph, text.endswith("；")
        first = sentence.start + (ordinal[1] if ordinal else 0)
        acts = context.units_in(first, first + 1, relative=False)  # 7.东宁市近日印发《…方案》。
        if ordinal and text.endswith("。") and not (listed or acts) and _is_head(text[ordinal[1] :]):
            found.append(
                (
                    sentence.start + ordinal[0],
                    sentence.start + ordinal[1],
                    sentence.start + len(text) - 1,
                    "measure.ordinal",
                )
            )
            paragraph = sentence.paragraph  # 一是坚持…。…；二是坚持…。: heads, and no list
        elif (
            sentence.first
            and len(text) <= _LONGEST
            and _RUN_IN.match(text)
            and not _names_actor(context, sentence.start, sentence.end)
        ):
            run_ins.append((sentence.start, sentence.start, sentence.start + len(text) - 1, "measure.run_in"))
    for first, last in pairwise([0, *(start for start, _ in article.subheads), len(article.norm)]):
        here = [head for head in run_ins if first <= head[0] < last]
        kept = _parallel(article.norm, here, bool(article.subheads) and first > 0)
        kept = kept[1:] if article.subheads and _introduces(context, kept) else kept
        found += [*kept, *_further(context, kept)]
    return sorted([*found, *_alike(context)])


def measures(context: Context) -> list[Measure]:
    """All measures of an article in order."""
    article = context.article
    found = context.heads
    result: list[Measure] = []
    for index, (start, head_start, head_end, rule) in enumerate(found):
        following = found[index + 1][0] if index + 1 < len(found) else len(article.text)
        end = min(following, _passage_end(context, start), _speech_end(context, start))
        result.append(
            Measure(
                start, end, rule, _group(context, start), article.text[head_start:head_end], _units(context, start, end)
            )
        )
    return result


def _further(context: Context, run_ins: list[tuple[int, int, int, str]]) -> list[tuple[int, int, int, str]]:
    """Heads built like the one their paragraph begins with: 阵地下沉，打通末梢。…。数字赋能，搭建平台。…."""
    article = context.article
    styles = {start: article.norm.count("，", start, end) for start, _, end, _ in run_ins}
    found: list[tuple[int, int, int, str]] = []
    if not any(styles.values()):
        return found
    style = 0
    for sentence in article.sentences:
        style = styles.get(sentence.start, 0) if sentence.first else style
        text = article.norm[sentence.start : sentence.end].rstrip()
        if sentence.first or not style or len(text) > _LONGEST or not _RUN_IN.match(text):
            continue
        parts = _QUOTES.sub("", text[:-1]).split("，")
        alike = len(parts) == style + 1 and _is_balanced(parts) and len(max(parts, key=len)) <= _LONGEST_PART
        if alike and not _names_actor(context, sentence.start, sentence.end):
            found.append((sentence.start, sentence.start, sentence.start + len(text) - 1, "measure.run_in"))
    return found


def _introduces(context: Context, run_ins: list[tuple[int, int, int, str]]) -> bool:
    """Whether the first of several run-in heads only opens its part (修志问道，以启未来。): no unit acts there."""
    whole = reference().get(context.about or "")
    if len(run_ins) < 2 or whole is None or whole.level != "province":
        return False
    passages = [(start, _passage_end(context, start)) for start, *_ in run_ins[:2]]
    opening, next_one = (bool(context.units_in(*passage, relative=False)) for passage in passages)
    return next_one and not opening


def _alike(context: Context) -> list[tuple[int, int, int, str]]:
    """Heads inside a paragraph: short sentences of one length, each with what it governs (坚持数字赋能。…)."""
    norm = context.article.norm
    found: list[tuple[int, int, int, str]] = []
    sentences = context.article.sentences
    starts = [sentence.start for sentence in sentences]
    for start, end in context.article.paragraphs:
        if "。" not in norm[start:end]:
            continue
        here = sentences[bisect_left(starts, start) : bisect_left(starts, end)]
        short = [
            (index, s.start, s.start + len(norm[s.start : s.end].rstrip()) - 1)
            for index, s in enumerate(here[1:-1], 1)
            if _SHORT.fullmatch(norm[s.start : s.end].rstrip()) and not _names_actor(context, s.start, s.end)
        ]
        alike = {last - first for _, first, last in short}
        apart = all(second[0] - one[0] > 1 for one, second in pairwise(short))
        if len(short) >= 2 and len(alike) == 1 and apart:
            found += [(first, first, last, "measure.run_in") for _, first, last in short]
    return found


def _parallel(norm: str, run_ins: list[tuple[int, int, int, str]], subheads: bool) -> list[tuple[int, int, int, str]]:
    """Run-in heads under one subhead are built alike: those stay that have the commonest number of balanced parts."""
    parts = [_QUOTES.sub("", norm[head[1] : head[2]]).split("，") for head in run_ins]
    built = [tuple(map(len, of_head)) for of_head in parts]
    openings = [(len(lengths), lengths[0]) for lengths in built]
    balanced = [
        head
        for head, of_head, lengths, opening in zip(run_ins, parts, built, openings, strict=True)
        # 借智，让专家请得来; 合编，让邻县联起来: built alike, or opening like most
        if _is_balanced(of_head) or (len(lengths) > 1 and (built.count(lengths) > 1 or openings.count(opening) > 2))
    ]
    styles = [norm.count("，", head[1], head[2]) for head in balanced]
    if not styles:
        return []
    style = max(sorted(set(styles), reverse=True), key=styles.count)
    kept = [head for head, count in zip(balanced, styles, strict=True) if count == style]
    return kept if len(kept) >= 2 or (subheads and style) else []


def _is_balanced(parts: list[str]) -> bool:
    """Whether a head's parts are about as long: 抓规划，绘好一张图."""
    lengths = [len(part) for part in parts]
    return lengths[0] <= 12 if len(lengths) == 1 else max(lengths) - min(lengths) <= 3


def _ordinal(text: str) -> tuple[int, int] | None:
    """Where the only ordinal of a sentence stands: at its beginning, or after 会议要求，."""
    found = [match for match in _ORDINAL.finditer(text) if match.start() == 0 or text[match.start() - 1] in "，："]
    return found[0].span() if len(found) == 1 else None


def _is_head(text: str) -> bool:
    """A head is short and complete in itself; a list item goes on after commas with requirements, news has its day."""
    bare = text.rstrip("。")
    return len(bare) <= 40 and bare.count("，") <= 1 and not _ON_A_DAY.search(bare)


def _names_actor(context: Context, start: int, end: int) -> bool:
    """Whether a short sentence says who did what, and is no head."""
    norm = context.article.norm
    told = _STARTS_SPOKEN.match(norm, start) or _TOLD.search(norm, start, end)
    return bool(context.units_in(start, end, relative=False)) or bool(told)


def _passage_end(context: Context, start: int) -> int:
    """The end of the paragraph, or of the last paragraph before the next subhead."""
    paragraphs = context.article.paragraphs
    at = bisect_right(paragraphs, start, key=lambda span: span[0]) - 1
    return paragraphs[at][1] if at >= 0 and start < paragraphs[at][1] else len(context.article.text)


def _speech_end(context: Context, start: int) -> int:
    """Where a speech ends that a measure was stated in: 会上，隆昌市作交流发言 is none of it."""
    said = context.speech_around(start)
    return said[1] if said and said[0] <= start else len(context.article.text)


def _group(context: Context, start: int) -> str | None:
    above = [span for span in context.article.subheads if span[0] < start]
    return context.article.text[slice(*above[-1])].strip() if above else None


def _units(context: Context, start: int, end: int) -> list[str]:
    named = dict.fromkeys(m.code for m in context.units_in(start, end) if m.code and not _is_rank(context, m))
    if named:
        return [code for code in named if code]
    acting = _acting(context, start)
    return [acting] if acting else []


def _acting(context: Context, position: int) -> str | None:
    """Who acts in a paragraph that names nobody at a place: who its first sentence says, or whose meeting it is."""
    start = context.article.after_last("\n", position)
    at = bisect_left(context.statements, start, key=lambda statement: statement.sentence.start)
    first = context.statements[at] if at < len(context.statements) else None
    said = (first.own or first.convened or first.meeting) if first and first.sentence.start < position else ()
    return said[0] if said else context.leading_unit(position)


def _is_rank(context: Context, mention: Mention) -> bool:
    """Whether a relative name says a rank or a whole (省精品, 全省先进), not an office (省地方志办)."""
    if not mention.relative:
        return False
    return len(mention.surface) == 2 or not _OFFICE.match(context.article.norm, mention.end)
