"""Sections: what stands in 【】, the names in ``sections.txt``, and what is marked as several others are.

Most offices call their sections as they please. So a section is told by where it stands as well: right above a title,
under a mark (（二）他乡, — 他乡 —) or at a level (# 他乡) that several lines share, or bare in a few words where others
stand bare.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

from ingestion.parsing import people, units
from ingestion.parsing.headings import ACTION, ACTS, COUNTED, GOES_ON, ORDINALS, ROUNDUP
from ingestion.parsing.layout import BULLETS, Line, is_slogan
from ingestion.parsing.lines import SECTION_LIKE, SECTION_NAMES, is_heading, turtle_source, unspaced
from ingestion.parsing.numbers import number

_SECTION = re.compile(r"[【〖『「]([^】〗』」]{1,20})[】〗』」]$")
_OF_A_KICKER = ("让", "把", "为", "与", "从", "向", "下好", "打好", "走好")  # how no section begins: 让志书活起来
BULLETED = re.compile(
    rf"(?:[{BULLETS}]\s*)+([\u4e00-\u9fff]{{2,8}}|[\u4e00-\u9fff]（[\u4e00-\u9fff、]{{1,5}}）[\u4e00-\u9fff]{{2,4}}"
    rf"|[\u4e00-\u9fff]{{2,4}} [\u4e00-\u9fff]{{2,4}})\s*[{BULLETS}]*$"
)
_ORNAMENTS = rf"[{BULLETS}［］\[\]〈〉《》｜|—–~～=＝>＞<＜＊*\-_＋+]+"
_NAME = r"([\u4e00-\u9fff](?:[\u4e00-\u9fff、 \u3000]|（[\u4e00-\u9fff、]{1,5}）){1,12}?)"
_NUMBERED_SECTION = re.compile(
    rf"(?:（[一二三四五六七八九十]{{1,3}}）|[一二三四五六七八九十]{{1,3}}、|[0-9]{{1,2}}[.、．]) ?{_NAME}：?$"
)
_ORNAMENTED = re.compile(rf"({_ORNAMENTS})? ?{_NAME} ?({_ORNAMENTS})?：?$")
"""A section's name among ornaments: == 市州动态 ==, ｜简讯｜, 简讯：."""
_IN_BRACKETS = re.compile(rf"（{_NAME}）$")
_ORDINAL_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、\s*([\u4e00-\u9fff \u3000]{2,12})$")
_FEW_WORDS = 6  # characters; no kicker without a space is as short
_FOUR_CHARACTERS = 4  # 督查督办: what most sections' names have, and kickers more
_LONGEST_NAME = 8  # of a section that only its mark tells, and no number that counts on
_LONGEST_SECTION = 24  # with its ornaments
_LONGEST_BLOCK = 6  # lines of headings


def named_sections(lines: list[Line]) -> list[str | None]:
    """The section that opens at each line, None where none does."""
    names = _by_mark(lines, _by_level(lines, [_section_at(lines, index) for index in range(len(lines))]))
    return _without_numbered_titles(lines, names)


def is_in_brackets(line: Line) -> bool:
    """Whether a section stands in 【】 and the like: no section of that bulletin stands bare then."""
    return _SECTION.match(line.norm) is not None and turtle_source(line) is None


def section_name(line: Line) -> str | None:
    """The section's name where the line is a section heading.

    >>> [section_name(Line(text, text, [])) for text in ("【市州动态】", "市州动态", "德阳市召开会议")]
    ['市州动态', '市州动态', None]
    """
    found = _SECTION.match(line.norm)
    if found and turtle_source(line):
        return None
    if found:
        return line.text[found.start(1) : found.end(1)].strip()
    bulleted = BULLETED.match(line.norm)
    if bulleted:
        return bulleted.group(1)
    text = line.norm.strip("· 　")
    if text in SECTION_NAMES:
        return text
    return _ornamented(line.norm.strip()) if len(line.norm) <= _LONGEST_SECTION else None


def _ornamented(norm: str, like: re.Pattern[str] | None = None) -> str | None:
    """A section's name among ornaments: a known one, or one like a section's between two of them.

    ``like``: what else is a name, where a heading stands below.

    >>> _ornamented("== 市州动态 =="), _ornamented("（一）要闻"), _ornamented("｜书院动态｜")
    ('市州动态', '要闻', '书院动态')
    """
    for pattern in (_NUMBERED_SECTION, _IN_BRACKETS):
        found = pattern.match(norm)
        name = re.sub(r"[ \u3000]", "", found[1]) if found else ""
        if name in SECTION_NAMES or (like and like.match(name)):
            return name
    found = _ORNAMENTED.match(norm)
    name = re.sub(r"[ \u3000]", "", found[2]) if found else ""
    if found is None or name in SECTION_NAMES:
        return name or None
    ornaments = sum(1 for ornament in (found[1], found[3], "：" if norm.endswith("：") else None) if ornament)
    return name if (ornaments > 1 and SECTION_LIKE.match(name)) or (ornaments and like and like.match(name)) else None


def _section_at(lines: list[Line], index: int) -> str | None:
    """The section that opens at a line: marked, numbered, or a known name right above a heading."""
    line = lines[index]
    name = section_name(line)
    if name is not None and name == line.norm.strip("· 　"):
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below is not None and not is_heading(below) and section_name(below) is None:
            return None  # 简讯 right above a paragraph is a title, under whatever section is open
    if name is not None and BULLETED.match(line.norm) and _is_title_below(lines, index):
        return None
    if name is None and len(line.norm) <= _LONGEST_SECTION:
        like = _ornamented(line.norm.strip(), SECTION_LIKE)
        name = like if like and index + 1 < len(lines) and is_heading(lines[index + 1]) else None
    return name or _ordinal_section(lines, index)


def _is_title_below(lines: list[Line], index: int) -> bool:
    """Whether a line stands right below a section and right above a paragraph: ◆ 市县工作简讯, below （五）市县动态."""
    below = lines[index + 1 : index + 2]
    under = index > 0 and section_name(lines[index - 1]) is not None
    return bool(under and below) and not is_heading(below[0])


def _ordinal_section(lines: list[Line], index: int) -> str | None:
    """The section's name where a numbered line (二、续志进展) stands right above another heading, or above items."""
    found = _ORDINAL_SECTION.match(lines[index].norm)
    if not found or index + 1 >= len(lines):
        return None
    name = lines[index].text[found.start(1) :].strip()
    items = lines[index + 1].norm.strip().startswith(tuple(BULLETS)) and (
        name in SECTION_NAMES or SECTION_LIKE.match(name)
    )
    return name if bool(items) or is_heading(lines[index + 1]) else None


def _by_level(lines: list[Line], names: list[str | None]) -> list[str | None]:
    """Sections with those told by their level: headings like the ones known by name, or most of the highest ones.

    Right below each stands a title, which is a deeper heading or none.
    """
    known = {line.level for line, name in zip(lines, names, strict=True) if name is not None}
    if are_flat(lines, names):
        return names
    level = min((line.level for line in lines if line.level), default=0)
    highest = [index for index, line in enumerate(lines[:-1]) if line.level == level]
    over = [index for index in highest if lines[index + 1].level != level and is_heading(lines[index + 1])]
    told = len(over) > 1 and 2 * len(over) > len(highest)
    if not level or not (known == {level} or (told and known <= {level})):
        return names
    named = list(names)
    for index in highest if told else over:
        block = takewhile(is_heading, lines[index + 1 : index + _LONGEST_BLOCK])
        if named[index] is None and (told or any(line.level > level for line in block)):
            named[index] = lines[index].text.strip()
    return named


def _by_mark(lines: list[Line], names: list[str | None]) -> list[str | None]:
    """Sections with those told by a mark that several share, each right above a heading: （二）他乡, — 他乡 —.

    Once a mark is known, it tells a section above a paragraph too; a number does where it counts on.
    """
    marks = [_marked(line.norm.strip()) for line in lines]
    above = {
        index
        for index, (mark, below) in enumerate(zip(marks, lines[1:], strict=False))
        if mark and marks[index + 1] is None and is_heading(below)
    }
    shared = Counter(mark.kind for index in above if (mark := marks[index]))
    named, last = list(names), 0
    for index, mark in enumerate(marks):
        if mark is None or shared[mark.kind] < 2:
            continue
        counts_on = mark.number == last + 1 if mark.number else len(mark.kind) > 1
        if counts_on or (index in above and len(mark.name) <= _LONGEST_NAME):
            named[index] = named[index] or mark.name
            last = mark.number
    return named


def _without_numbered_titles(lines: list[Line], names: list[str | None]) -> list[str | None]:
    """Sections, without titles that are called like one and count on from a title: 5. 各地简讯, after 4. 德阳市开会."""
    kept: list[str | None] = []
    opened: dict[tuple[int | None, float | None], bool] = {}  # by form and number: whether a section bears it
    for line, name in zip(lines, names, strict=True):
        counted = COUNTED.match(line.norm.strip())
        if counted is None or not (name or is_heading(line)):
            kept.append(name)
            continue
        form, here = counted.lastindex, number(counted[counted.lastindex or 0]) or 0
        kept.append(name if opened.get((form, here - 1), True) else None)
        opened[form, here] = opened.get((form, here), False) or kept[-1] is not None
    return kept


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str  # what it is without the name and the number
    number: int  # 0 where none is printed
    name: str


def _marked(norm: str) -> _Mark | None:
    """The mark that a short line bears.

    >>> _marked("（二）他乡"), _marked("— 他乡 —").kind, _marked("他乡")
    (_Mark(kind='（）', number=2, name='他乡'), '——', None)
    """
    numbered = _NUMBERED_SECTION.match(norm)
    found = numbered or _ORNAMENTED.match(norm)
    name = re.sub("[ \u3000]", "", found[1 if numbered else 2]) if found else ""
    mark = re.sub("[ \u3000]", "", norm).replace(name, "") if name else ""
    if not mark or (len(name) > _LONGEST_NAME and not numbered):
        return None
    digits = re.search(f"[{ORDINALS}0-9]+", mark)
    return _Mark(re.sub(f"[{ORDINALS}0-9]", "", mark), int(number(digits[0]) or 0) if digits else 0, name)


def are_flat(lines: list[Line], names: list[str | None]) -> bool:
    """Whether sections and titles are headings of one level, right above each other: levels tell nothing then."""
    over = zip(lines, names, lines[1:], strict=False)
    return any(name is not None and line.level and line.level == below.level for line, name, below in over)


def is_bare(block: list[Line], due: bool, flat: bool = False) -> bool:
    """Whether a heading block begins with a section printed without marks: like one, or short where one is due.

    ``flat``: levels do not tell sections from titles.
    """
    first = unspaced(block[0].norm)
    second = block[1].norm.strip()
    short = due and (
        len(first) <= _FEW_WORDS
        and max(len(line.norm.strip()) for line in block[1:3]) >= len(first)
        and not (GOES_ON.search(first) or people.people(first) or first.startswith(_OF_A_KICKER))
        and not (units.names_unit(first) or second.startswith("——"))
    )
    return (short or bool(SECTION_LIKE.match(first))) and (
        flat or not block[0].level or block[0].level < block[1].level or not block[1].level
    )


def is_one_more(block: list[Line]) -> bool:
    """Whether a heading block begins with a few words that say nothing, above a title, where sections stand bare."""
    first, second, third = (unspaced(line.norm) for line in [*block, block[-1]][:3])
    title = third if is_slogan(second) else second
    words = re.sub("[“”]", "", first)
    longer = max(len(second), len(third)) >= 2 * len(words) or ROUNDUP.fullmatch(title)
    few = re.fullmatch(f"[\u4e00-\u9fff]{{2,{_FEW_WORDS}}}", words) and longer
    if not few or block[0].level or units.names_unit(first) or first.startswith(_OF_A_KICKER):
        return False
    says = ACTS.search(first) or ACTION.search(first)
    begins = units.unit_of(title) is not None or ACTS.match(title) or title.startswith("《")
    return len(words) <= _FOUR_CHARACTERS or bool(begins and not says)


def are_set_off(lines: list[Line], names: list[str | None]) -> bool:
    """Whether a blank line stands below every section, so that what stands right above a title is its kicker.

    Where none is known by name, some headings are parted from those below them and others are not.
    """
    below = [line.below_blank for name, line in zip(names, lines[1:], strict=False) if name is not None]
    headings = [is_heading(line) for line in lines]
    parted = [line.below_blank for line, *both in zip(lines[1:], headings, headings[1:], strict=False) if all(both)]
    return all(below) if below else any(parted) and not all(parted)


def has_titles_without_level(lines: list[Line], names: list[str | None]) -> bool:
    """Whether a title without a mark stands right under a section somewhere: in bold, where others are headings."""
    return any(
        name is not None and is_heading(title) and not title.level and not is_heading(text)
        for name, title, text in zip(names, lines[1:], lines[2:], strict=False)
    )
