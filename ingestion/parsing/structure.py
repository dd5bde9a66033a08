"""Sections, articles, kickers, titles, subheads and source lines of a bulletin, put together.

A heading after a source line or a section opens an article, and so does one that tells of somebody, or stands alone
among an article's paragraphs; other headings are subheads, unless Markdown or Word levels say otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from ingestion.parsing import masthead, people, units
from ingestion.parsing.headings import (
    ACTION,
    ACTS,
    LONGEST_SUBHEAD,
    ROUNDUP,
    SHORTER,
    are_alike,
    counts_on,
    is_a_place,
    is_byline,
    is_numbered,
    is_one_of_several,
    is_part_of_report,
    is_whole,
    kicker_and_title,
    opens_article,
)
from ingestion.parsing.layout import Layout, Line, is_slogan
from ingestion.parsing.lines import SOURCE, is_heading, source_of, unspaced
from ingestion.parsing.sections import (
    BULLETED,
    are_flat,
    are_set_off,
    has_titles_without_level,
    is_bare,
    is_in_brackets,
    is_one_more,
    named_sections,
    section_name,
)

_LONGEST_HEADER = 60  # lines, a list of contents included
_LONGEST_IN_LARGE_TYPE = 24  # characters of a title that a page of any width holds in one line
_LONGEST_ARTICLE = 60  # lines
_FEWEST_CENTRED = 2  # titles, and as many subheads that are not
_MOST_SUBHEADS = 100  # of what was taken for one article; no real bulletin has a third of that
_GOES_ON_BELOW = re.compile("[赴到在对向与和同]|召开|举行|举办|印发|组织|开展|推进|加快")
_NOTE = re.compile("编[者辑]?按：")
_SHORTEST_TITLE = 7  # characters
_DAY_FIRST = re.compile("(?:[今去]年|(?:19|20)[0-9]{2}年)?[0-9]{1,2}月|近日|日前|近期|连日来")
_WHEN = re.compile(
    "[^，。；]{0,20}(?:[月日]|近日|日前|近期|[年以]来|[上中下]旬|[底初])，|[0-9年月日至—、-]{2,16}(?:[上中下]旬)?"
)
_FIRST_OF_NUMBERED = re.compile("（一）|一、|1[.、．](?![0-9])")
_QUOTED = re.compile("“[^“”]+”")
_FIRST_PART = re.compile("(?:基本|主要|总体|工作)(?:情况|做法|成效|经验|特点|亮点|背景)|经验启示|几点启示")
_OFFICE_WORDS = re.compile("(?:党史|史志|地方志)?(?:研究|编纂|组织|建设|指导|参加)(?:室|中心|院|处|部|局|小组|委员会)")
_SOURCE_BEHIND = re.compile(
    "(?<=[。！？”])（((?![见附略完注含下]|以上|详|如)[\u4e00-\u9fff、 ]{3,24}(?:[（【][\u4e00-\u9fff]{2,12}[）】])?)）$"
)
SUBTITLE = re.compile(
    "——.*(?:小记|侧记|纪实|综述|见闻|掠影|巡礼|札记|回眸|速写|扫描|观察|述评|略记|手记|启示|做法|经验|记)"
)


@dataclass(slots=True)
class Article:
    """An article: its heading lines, its paragraphs (logical lines), and the lines it spans."""

    position: int
    section: str | None
    kicker: str | None
    title: str
    title_lines: list[Line]
    paragraphs: list[Line] = field(default_factory=list)
    subheads: list[tuple[int, str, Line]] = field(default_factory=list)  # paragraphs before it, text, line
    source: str | None = None
    source_line: tuple[Line, int] | None = None  # the line, and where in it the bracket opens


@dataclass(slots=True)
class Document:
    """A document taken apart."""

    issue: masthead.Issue
    header: list[Line]
    footer: list[Line]
    sections: list[tuple[str, Line]]
    articles: list[Article]
    stray: list[Line]  # lines that belong to no article


def read(layout: Layout) -> Document:
    """The parts of a document; without articles where it is no bulletin."""
    lines = layout.lines
    names = named_sections(lines)
    start = _header_end(lines, names)
    end = _footer_start(lines, start)
    issue = masthead.header(lines[:start])
    masthead.footer(lines[end:], issue)
    sections, articles, stray = _articles(lines[start:end], names[start:end])
    for position, article in enumerate(articles, 1):
        article.position = position
    return Document(issue, lines[:start], lines[end:], sections, articles, stray)


def _header_end(lines: list[Line], names: list[str | None]) -> int:
    """The number of lines before the first section or article: up to the last masthead line near the top."""
    last = listed = 0  # ``listed``: where the entries of a list of contents begin
    named = False  # the series has been named: what looks like another is a section
    for index, line in enumerate(lines[:_LONGEST_HEADER]):
        if masthead.is_contents(line):
            listed = last = index + 1
            continue
        if listed and _is_listed(lines, listed, index):
            last = index + 1
            continue
        listed = 0
        series = masthead.names_series(line)
        mastheads_own = (
            series and not last and any(masthead.is_header_line(one, 0) for one in lines[index + 1 : index + 3])
        )
        if names[index] is not None and not mastheads_own:
            return index if last or index < 12 else last
        if masthead.is_header_line(line, index - last) and not (named and series):
            last = index + 1
            named = named or series
        elif last and (len(line.norm) > 60 or index - last > 3):
            break
    return last


def _is_listed(lines: list[Line], first: int, index: int) -> bool:
    """Whether a line goes on a list of contents that begins at ``first``: marked as an entry, or printed again below.

    The list ends where its first entry is printed again, as a section or as the title of an article.
    """
    key = _entry(lines[index])
    if index > first and key == _entry(lines[first]):
        return False
    if masthead.is_contents_entry(lines[index]) and not BULLETED.match(lines[index].norm):
        return True
    return len(key) >= 2 and any(_entry(line) == key for line in lines[index + 1 :])


def _entry(line: Line) -> str:
    """What an entry of a list of contents has in common with the heading it stands for."""
    return re.sub(r"^[0-9]{1,2}[.、]|(?<=\W)[0-9]{1,3}(?=\W*$)|[\W_]+", "", line.norm.strip())


def _footer_start(lines: list[Line], start: int) -> int:
    for index in range(start, len(lines)):
        if masthead.is_footer_start(lines[index]):
            return index
    end = len(lines)
    while end > start and masthead.is_colophon(lines[end - 1]):
        end -= 1
    return end


def _source_behind(lines: list[Line], index: int) -> tuple[str, int] | None:
    """What stands in brackets behind an article's last sentence, whatever its words: （机关党委）."""
    line, below = lines[index], lines[index + 1 : index + 2]
    if below and not is_heading(below[0]) and section_name(below[0]) is None:
        return None
    found = _SOURCE_BEHIND.search(line.norm)
    if not found or people.is_name(found[1]):
        return None
    return line.text[found.start(1) : found.end(1)].strip(), found.start()


def _sources_ahead(sources: list[tuple[str, int] | None]) -> list[str | None]:
    """The next source at or below each line: empty where there is none below, None where there is none at all."""
    ahead: list[str | None] = []
    below = "" if any(sources) else None
    for source in reversed(sources):
        below = source[0] if source else below
        ahead.append(below)
    return ahead[::-1]


def _articles(lines: list[Line], names: list[str | None]) -> tuple[list[tuple[str, Line]], list[Article], list[Line]]:
    sections: list[tuple[str, Line]] = []
    articles: list[Article] = []
    stray: list[Line] = []
    section: str | None = None
    article: Article | None = None
    heading: list[Line] = []
    note: list[Line] = []  # the editor's note above an article
    closed = True  # the article before ended with a source line, or a section opened
    sources = [source_of(line) for line in lines]
    sourced = any(sources)
    ahead = _sources_ahead(sources)
    # 【…】: no section stands bare then
    marked = any(is_in_brackets(line) for line in lines)
    bare = any(name is not None and name == line.norm.strip() for name, line in zip(names, lines, strict=True))
    mixed = has_titles_without_level(lines, names)
    set_off, flat = are_set_off(lines, names), are_flat(lines, names)
    room = max((len(line.norm.strip()) for line in lines if is_heading(line) and not line.level), default=0)
    page = max((length for line in lines for length in line.parts), default=0)
    widest = max(room, min(page, _LONGEST_IN_LARGE_TYPE))
    _settle_centred(lines, names, sources)
    title_level = 0
    under_title = False  # the article's source stood under its title: a heading without one below it is a subhead

    def open_article(block: list[Line]) -> Article:
        byline = list(takewhile(lambda line: is_byline(line, sourced), block[:0:-1]))[::-1]
        block = block[: len(block) - len(byline)]
        kicker, title = (
            (None, section or "") if block[0] in [line for _, line in sections[-1:]] else kicker_and_title(block, room)
        )
        opened = Article(len(articles) + 1, section, kicker, title, block, [*note, *byline])
        articles.append(opened)
        note.clear()
        return opened

    for index, line in enumerate(lines):
        name = names[index]
        if name is not None:
            stray += heading
            heading = []
            section, article, closed = name, None, True
            sections.append((name, line))
            continue
        if article is not None and not closed and not heading and article.paragraphs and _is_signature(lines, index):
            article.source, article.source_line = (sources[index] or (line.text.strip(), 0))[0], (line, 0)
            closed = True
            continue
        if is_heading(line):
            heading.append(line)
            continue
        if heading:
            block, heading = heading, []
            named = article is None and section is not None  # a section has just opened: a kicker, and no other one
            due = not (named or marked) and (closed or article is None)
            may_be = len(block) > 1 and (block[1].below_blank or not set_off)
            if may_be and (is_bare(block, due, flat) or (bare and is_one_more(block))):
                section, bare, closed = unspaced(block[0].text), True, True
                sections.append((section, block[0]))
                block = block[1:]
            # ### 展厅里的老地图 right under a title in ##, as the titles before: a subhead
            deeper = [at for at, item in enumerate(block) if 0 < title_level == block[0].level < item.level]
            level = max(item.level for item in block[: deeper[0] if deeper else None])
            within = under_title and article is not None and article.paragraphs and sources[index] is None
            still_empty = under_title and article is not None and not article.paragraphs
            # set like the titles, or like the subheads, where the two are set apart
            like_titles = _are_centred(block) if article is not None and article.paragraphs and not closed else None
            opens = (
                not still_empty
                and like_titles is not False
                and (
                    like_titles
                    or (closed and not (within and not opens_article(block, ahead[index])))
                    or article is None
                    or (level and level <= title_level)
                    or (len(block) == 1 and ROUNDUP.fullmatch(block[0].norm.strip()) is not None)
                    or (
                        not level
                        and (not title_level or (mixed and ACTION.search(block[-1].norm)))
                        and opens_article(block, ahead[index])
                        and not _is_one_more_subhead(article, block)
                        and not is_one_of_several(block[-1].norm.strip(), _next_heading(lines, index))
                    )
                    or counts_on(article.title_lines, block)
                )
            )
            if opens:
                aside = [at for at, item in enumerate(block) if at and item.centred is False and block[at - 1].centred]
                first = min([_first_subhead(block, _next_heading(lines, index), widest), *deeper, *aside])
                article, closed, under_title = open_article(block[:first]), False, False
                title_level = level
                block = block[first:]
            if not opens or block:
                assert article is not None
                text = "".join(item.text for item in block)
                article.subheads.append((len(article.paragraphs), text, block[0]))
                for more in block[1:]:
                    article.subheads.append((len(article.paragraphs), "", more))
        if (
            (article is None or closed)
            and _NOTE.match(line.norm)
            and lines[index + 1 :]
            and is_heading(lines[index + 1])
        ):
            note.append(line)
            continue
        if article is None and section is not None:
            # A section whose items have no titles of their own is one article, named like it.
            article, closed = open_article([sections[-1][1]]), False
        if article is None or closed:
            if article is not None and sources[index] is None:
                # Text after a source line without a heading of its own still belongs to that article.
                article.paragraphs.append(line)
            else:
                stray.append(line)
            continue
        source = sources[index] or _source_behind(lines, index)
        if source is not None:
            article.source, at = source
            under_title = at == 0 and not article.paragraphs
            article.source_line = (line, at)
            if at:
                article.paragraphs.append(line)
            closed = True
        else:
            article.paragraphs.append(line)
    stray += [*heading, *note]
    return sections, [part for article in articles for part in _parted(article, room)], stray


def _are_centred(block: list[Line]) -> bool | None:
    """Whether a heading is centred, with a kicker that may not be; None where it cannot be told."""
    told = {line.centred for line in block if not is_numbered(line.norm)}
    return True in told or (False if told == {False} else None)


def _settle_centred(lines: list[Line], names: list[str | None], sources: list[tuple[str, int] | None]) -> None:
    """Leaves it open of all lines whether they are centred unless that tells the titles from the subheads.

    It does where the first headings of sections, and those behind source lines, are centred, each of them, and other
    headings are not.
    """
    for line in lines:
        if line.norm.lstrip().startswith("——"):
            line.centred = None  # subtitles stand where they will
    headings = [is_heading(line) and name is None for line, name in zip(lines, names, strict=True)]
    sure = [
        line.centred
        for index, line in enumerate(lines)
        if headings[index] and (index == 0 or names[index - 1] is not None or sources[index - 1] is not None)
    ]
    others = [line.centred for line, heading in zip(lines, headings, strict=True) if heading]
    if False in sure or min(sure.count(True), others.count(False)) < _FEWEST_CENTRED:
        for line in lines:
            line.centred = None


def _parted(article: Article, room: int, in_news: bool = False) -> list[Article]:
    """An article, or several where titles that name nobody stand among its paragraphs and were taken for subheads.

    ``room``: characters of the longest heading in one line. ``in_news``: all that it has for subheads are titles.
    """
    if len(article.subheads) > _MOST_SUBHEADS:
        return [article]
    in_news = in_news or _are_titles(article)
    first = 0 if in_news and article.subheads else _first_title(article)
    if first is None:
        return [article]
    at = article.subheads[first][0]
    block = [line for place, _, line in article.subheads if place == at]
    if block[0].level != article.title_lines[0].level or _are_centred(block) is False:
        return [article]
    halves = [" " in line.norm.strip() for line in (article.title_lines[-1], block[-1])]
    in_halves = all(halves) and not is_numbered(block[0].norm)
    text = article.paragraphs[at].norm if " " in block[-1].norm.strip() else ""
    alone = at == article.subheads[-1][0] and _DAY_FIRST.match(text) and _leading_unit(text) is None
    # in halves like the title above (借力改革 让旧志“醒”过来), alone in its article, or above news of another place
    if is_part_of_report(block) and not (in_halves or alone or _is_elsewhere(text, _place(article))):
        return [article]
    further = [(place - at, text, line) for place, text, line in article.subheads if place > at]
    ends = _first_subhead(block, further[0][1].strip() if further else "", room)
    further = [*((0, line.text, line) for line in block[ends:]), *further]
    kicker, title = kicker_and_title(block[:ends], room)
    block = block[:ends]
    below = Article(0, article.section, kicker, title, block, article.paragraphs[at:], further)
    if article.source_line is None or article.source_line[0].source(0) > block[0].source(0):
        below.source, below.source_line = article.source, article.source_line
        article.source = article.source_line = None
    elif len(title) <= LONGEST_SUBHEAD:
        return [article]  # where sources stand under titles, a few words without one are a subhead
    article.paragraphs, article.subheads = article.paragraphs[:at], article.subheads[:first]
    return [article, *_parted(below, room, in_news)]


def _first_title(article: Article) -> int | None:
    """Which of an article's subheads is a title: one that stands alone, for subheads come in several, the first one
    without a number behind numbered ones, one twice as long as those before, or one above news of another place.
    """
    heads = article.subheads
    if not heads or heads[-1][0] >= len(article.paragraphs):
        return None
    among = _stand_among_paragraphs(article)
    if among and heads[0][0] == heads[-1][0]:
        return 0
    own = _place(article)
    # below a subhead right under the title, news of its place
    begins = heads[0][0] == 0 and not _is_elsewhere(article.paragraphs[0].norm, _leading_unit(article.title))
    news = (index for index, (at, _, _) in enumerate(heads) if at and _is_elsewhere(article.paragraphs[at].norm, own))
    elsewhere = next(news, None) if among or begins else None
    if elsewhere is not None or not among:
        return elsewhere
    numbered = [is_numbered(text) for _, text, _ in heads]
    behind = numbered.index(False) if numbered[0] and False in numbered else 0
    if behind > 1:
        return behind
    lengths = [len(unspaced(text)) for _, text, _ in heads]
    far_longer = (index for index in range(2, len(heads)) if lengths[index] >= 2 * max(lengths[:index]))
    return next(far_longer, None)


def _place(article: Article) -> str | None:
    """The unit that an article's title or its first paragraph begins with."""
    return _leading_unit(article.title) or _leading_unit(article.paragraphs[0].norm)


def _leading_unit(text: str) -> str | None:
    """The unit that a text begins with, behind the day it tells of: 3月5日，德阳市…."""
    text = text.strip()
    when = _WHEN.match(text)
    return units.unit_of(text) or units.unit_of(text[when.end() if when else 0 :].lstrip("由《"))


def _is_elsewhere(paragraph: str, own: str | None) -> bool:
    """Whether a paragraph begins with a unit that has nothing to do with the article's own, nor tells of that one."""
    here, known = _leading_unit(paragraph), units.reference()
    if own is None or here is None:
        return False
    if here == own or own in known[here].above or here in known[own].above:
        return False
    return known[own].short not in paragraph  # 广东省地方志办副主任率队到林芝市方志馆考察: in an article about 林芝市


def _are_titles(article: Article) -> bool:
    """Whether several subheads are titles: long or of unlike lengths, and news of a day stands below them.

    So it does below the article's own title; of the parts of one article few begin with a day.
    """
    if not _stand_among_paragraphs(article) or article.subheads[0][0] == article.subheads[-1][0]:
        return False
    heads = [(at, text.strip()) for at, text, _ in article.subheads if text]  # further lines of one have none
    places, texts = [0, *(at for at, _ in heads)], [text for _, text in heads]
    if any("：" in text or is_numbered(text) for text in texts):
        return False
    in_one_line = len(heads) == len(article.subheads)
    alike = all(
        is_one_of_several(one, other) or (("，" in one or one[0] == other[0]) and are_alike(one, other))
        for one, other in pairwise(texts)
    )
    if in_one_line and alike:
        return False  # 把任务分解到人，让承编单位心中有数, 把资料征集到户，让志书血肉丰满
    lengths = [len(text) for text in texts]
    begin_alike = len({text[:2] for text in texts}) < len(texts)  # 聚焦“快”字…, 聚焦“实”字…
    unlike = max(lengths) - min(lengths) > 1 or (min(lengths) > LONGEST_SUBHEAD and not begin_alike)
    undated = [at for at in places if not _DAY_FIRST.match(article.paragraphs[at].norm)]
    news = undated[:1] != [0] and len(undated) <= len(texts) // 4
    return news and unlike and min(lengths) >= _SHORTEST_TITLE


def _stand_among_paragraphs(article: Article) -> bool:
    """Whether an article has subheads, none of which stands above its first or below its last paragraph."""
    heads = article.subheads
    if not heads or heads[-1][0] >= len(article.paragraphs):
        return False
    return not all(is_byline(line, sourced=True) for line in article.paragraphs[: heads[0][0]])


def _is_signature(lines: list[Line], index: int) -> bool:
    """Whether a line is an office's name under an article, without brackets: right above a heading or the end."""
    norm = lines[index].norm.strip()
    if (
        not (4 <= len(norm) <= 30 and SOURCE.fullmatch(norm))
        or re.search("[《》“”，。：]", norm)
        or is_slogan(norm)
        or ACTION.search(_OFFICE_WORDS.sub("", norm))
    ):
        return False
    if index + 1 == len(lines) or section_name(lines[index + 1]) is not None:
        return True
    if _GOES_ON_BELOW.match(lines[index + 1].norm.strip()):
        return False  # 安庆市委党史和地方志研究室｜赴江苏、浙江学习考察: a title over two lines
    return is_heading(lines[index + 1]) and not lines[index + 1].norm.strip().startswith("——")


def _first_subhead(block: list[Line], other: str, room: int) -> int:
    """Where a heading's title ends because its article's first subhead stands right below: 一、…, or a slogan.

    A slogan under a title's first line is one where a blank line parts the two, as it parts paragraphs, or where a
    second slogan stands among the article's paragraphs. ``other``: the next heading there, empty where there is none.
    """
    if len(block) == 2 and is_slogan_below(block) and (block[1].apart or is_slogan(other)):
        return 1
    for at, line in enumerate(block):
        norm = line.norm.strip()
        if at and is_byline(line, sourced=True):
            continue
        below_subtitle = at and block[at - 1].norm.strip().startswith("——")
        ended = SUBTITLE.fullmatch(block[at - 1].norm.strip()) if below_subtitle else None
        if at > 1 and is_byline(block[at - 1], sourced=True):
            return at
        if below_subtitle and (ended or _QUOTED.fullmatch(norm)):
            return at
        if " " in norm and any("——" in above.norm for above in block[:at]):
            return at  # no subtitle is in halves
        if at and at == len(block) - 1 and (_FIRST_PART.fullmatch(norm) or _is_first_of_its_like(block, other, room)):
            return at
        below_kicker = at == 1 and is_slogan(block[0].norm, " ，") and bool(ACTS.search(norm) or units.names_unit(norm))
        numbered = at and _FIRST_OF_NUMBERED.match(norm) and not below_kicker  # 1．全省会议召开, below a motto
        under_title = at == len(block) - 1 > 1 and is_slogan(norm) and not is_slogan(block[at - 1].norm)
        if numbered or under_title:
            return at
    return len(block)


def is_slogan_below(block: list[Line]) -> bool:
    """Whether the second line of a heading is a slogan, and the first one a title that names a unit."""
    title, slogan = (line.norm.strip() for line in block)
    return is_slogan(slogan) and not (is_slogan(title) or is_a_place(title)) and units.names_unit(title)


def _is_first_of_its_like(block: list[Line], other: str, room: int) -> bool:
    """Whether the line below a title is of one form with the next heading in the same article: 组织到位, 培训到位."""
    norm = block[-1].norm.strip()
    if other != norm and len(other) == len(norm) <= LONGEST_SUBHEAD and other[-2:] == norm[-2:]:
        return True
    first = block[0].norm.strip()
    if is_slogan(first, " ，") and (first == other or are_alike(first, other)):
        return False  # a motto like the one above the next title is a kicker
    return bool(other) and are_alike(norm, other) and is_whole(block[:-1], norm, room)


def _next_heading(lines: list[Line], below: int) -> str:
    """The next heading in the article whose paragraphs begin at ``below``; empty where there is none."""
    for line in lines[below + 1 : below + _LONGEST_ARTICLE]:
        if source_of(line) or section_name(line) is not None:
            break
        if is_heading(line):
            return line.norm.strip()
    return ""


def _is_one_more_subhead(article: Article, block: list[Line]) -> bool:
    """Whether a heading names nobody and is like the article's last subhead, or like the one right under its title."""
    if len(block) > 1 or not article.subheads:
        return False
    first, here = article.subheads[0][1], block[0].norm.strip()
    if is_part_of_report([article.subheads[-1][2]]) and are_alike(article.subheads[-1][1].strip(), here):
        return True
    if article.subheads[0][0]:
        return False
    return abs(len(first) - len(here)) < SHORTER and not (units.names_unit(first) or units.names_unit(here))
