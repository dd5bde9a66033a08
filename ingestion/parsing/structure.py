"""Sections, articles, kickers, titles, subheads and source lines of a bulletin.

The parts of a document are told apart by what they look like: a section stands in 【】 or is one of the names in
``sections.txt``; a heading is a line (or several) that does not end a sentence; a source line is a bracketed
organisation at the end of an article. A heading after a source line or section opens an article, other headings
are subheads, unless Markdown or Word levels say otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile

from ingestion.parsing import masthead, people, units
from ingestion.parsing.layout import BULLETS, Layout, Line, is_slogan
from ingestion.parsing.numbers import number
from ingestion.reference import vocabulary

_SECTIONS = frozenset(vocabulary("sections"))
_SECTION = re.compile(r"[【〖『「]([^】〗』」]{1,20})[】〗』」]$")
_BULLETED = re.compile(
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
_LONGEST_HEADER = 60  # lines, a list of contents included
_SECTION_LIKE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,4}}(?:{'|'.join(vocabulary('section_endings'))})"
    rf"|(?:{'|'.join(vocabulary('section_words'))}){{2,3}})$"
)
_ORDINAL_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、\s*([\u4e00-\u9fff \u3000]{2,12})$")
_LONGEST_KICKER = 12
_FEW_WORDS = 6  # characters; no kicker without a space is as short
_FOUR_CHARACTERS = 4  # 督查督办: what most sections' names have, and kickers more
_LONGEST_ARTICLE = 60  # lines
_LONGEST_LIST = 30
_LONGEST_NAME = 8  # of a section that only its mark tells
_LONGEST_SECTION = 24  # with its ornaments
_NUMBERED = re.compile(r"（[一二三四五六七八九十]+）|[一二三四五六七八九十]+[、是]|[0-9]{1,2}[.、．]")
_ORDINALS = "一二三四五六七八九十"
_COUNTED = re.compile(f"([{_ORDINALS}])、(?=.{{6}})")
_FIRST_OF_NUMBERED = re.compile("（一）|一、|1[.、．](?![0-9])")
_OFFICE_WORDS = re.compile("(?:党史|史志|地方志)?(?:研究|编纂|组织|建设|指导|参加)(?:室|中心|院|处|部|局|小组|委员会)")
# What tells the day tells what happened: no title of the genre says it.
_ON_A_DAY = re.compile("(?<![年0-9])[0-9]{1,2}月[0-9]{1,2}日")
_SENTENCE_END = re.compile(r"[。！？…；：，、]+[”’）】》]*$")
_SOURCE_TAIL = re.compile(r"（([^（）]{2,60}(?:（[^（）]{1,30}）[^（）]{0,30})*)）$")
_SOURCE_BEHIND = re.compile(
    "(?<=[。！？”])（((?![见附略完注含下]|以上|详|如)[\u4e00-\u9fff、 ]{3,24}(?:[（【][\u4e00-\u9fff]{2,12}[）】])?)）$"
)
_SOURCE = re.compile(
    rf"(?:综合|来源：|据|供稿：?|稿源：).+|.+(?:{'|'.join(vocabulary('source_endings'))})(?: .{{2,12}})?$"
)
_ACTS = re.compile(
    "全[省市州县区]|[我本][省市州县区]|[省市州县区](?:委|政府|人大|政协|地方志|地方史志|史志|党史|志办|方志)|各[地市州县区]|有关[市州县区]"
)
# How a title ends that says what happened, which no subhead does: 全省综合年鉴质量评比结果揭晓.
_HAPPENED = re.compile(
    "(?:召开|举行|举办|揭晓|公布|开馆|首发|首发式|出版|出版发行|面世|问世|出刊|批示|通过[^，]{0,8}|获[^，]{2,14}奖|入选[^，]{2,12}"
    "|(?:调研|督导|考察|检查|走访)[^，]{0,16}|(?:会商|共商|交流|合作)[^，]{0,30})$"
)
_OFFICE_ACTS = re.compile("(?:自治区|[省市州县区])(?:委|政府|人民政府|人大|政协|地方志|地方史志|史志|党史|方志|志办)")
_ACTORS = re.compile("(?:[省市县州区]|部门|机构|系统|各地)$|[省市县州区地](?:创新|开展|推进|携手|联合)")
_PART_OF_REPORT = re.compile("([\u4e00-\u9fff]{2,9})([： ])")
_SUBTITLE = re.compile(
    "——.*(?:小记|侧记|纪实|综述|见闻|掠影|巡礼|札记|回眸|速写|扫描|观察|述评|略记|手记|启示|做法|经验)"
)
_OCCASION = re.compile("(?:庆祝|纪念|喜迎|迎接|献礼).{2,}(?:周年|大会|召开|诞辰)")
# How the first line of a title ends that goes on below: with who acts, or with what is done to something.
_GOES_ON = re.compile(
    "[、的与和及—，：对向为由赴到至]$|(?:办公?室?|研究室|研究院|编纂院|中心|[案志]局|[省市县区州]委|组|一行|率队|督查|督导|调研|考察)$"
)
_SPEAKER = re.compile("[^，。]{6,}时(?:强调|指出|要求|表示)$")  # a kicker: what was said is the title
_EXCLAIMED = re.compile("(?!“)(?=.{,30}$)[^。，；：]+(?:，[^。，；：]+)?[！？]")  # 内江方志馆，我们来了！
_ROUNDUP = re.compile(
    "[\u4e00-\u9fff（）、]{0,8}(?:简讯|短讯|快讯|短波|集锦|简况|信息[一二三四五六七八九十]则|一句话新闻)"
)
_FIELD = re.compile("方志|史志|志书|志鉴|年鉴|地情|修志|[镇村乡]志|旧志|领导")
_LONGEST_SUBHEAD = 8  # characters of one that names nobody but the field: 狠抓年鉴质量
_OF_A_REPORT = re.compile("下一?步|打算|问题|做法|启示|体会|建议")
_TWO_TITLES = 18  # characters of a line that is no motto any more where it names a unit
_LONGEST_PART = 5  # 存在的问题
_COMPLETE = re.compile(
    "《|“|第[一二三四五六七八九十0-9]+[届次]|(?:19|20)[0-9]{2}年|一批|多地|各地|近期|[两三四五六]{1,2}[部位县市家]|[省市县区州]领导"
)
_DOES = re.compile("率|调研|督导|到|赴|一行|在|对")
_HALF_A_TITLE = re.compile(
    rf"(?:志|鉴|书|稿|馆|展|会|班|奖|工作|建设|编纂|活动|项目|工程|平台)$|{'|'.join(vocabulary('title_actions'))}"
)
_SHORTER = 4  # characters by which a line ends before the paper does, or by which two lines differ
_LABEL = re.compile("(?:(?:信息|文章|稿件)?来源|供稿(?:单位)?|来稿(?:单位)?|稿源)： ?")
_LABELLED = re.compile(f"{_LABEL.pattern}([^：。]{{2,60}})$")
_ACTION = re.compile("|".join(vocabulary("title_actions")))


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
    names = _by_mark(lines, _by_level(lines, [_section_at(lines, index) for index in range(len(lines))]))
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
    if masthead.is_contents_entry(lines[index]) and not _BULLETED.match(lines[index].norm):
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


def _section_at(lines: list[Line], index: int) -> str | None:
    """The section that opens at a line: marked, numbered, or a known name right above a heading."""
    line = lines[index]
    name = section_name(line)
    if name is not None and name == line.norm.strip("· 　"):
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below is not None and not _is_heading(below) and section_name(below) is None:
            return None  # 简讯 right above a paragraph is a title, under whatever section is open
    if name is not None and _BULLETED.match(line.norm) and _is_title_below(lines, index):
        return None
    if name is None and len(line.norm) <= _LONGEST_SECTION:
        like = _ornamented(line.norm.strip(), _SECTION_LIKE)
        name = like if like and index + 1 < len(lines) and _is_heading(lines[index + 1]) else None
    return name or _ordinal_section(lines, index)


def _is_title_below(lines: list[Line], index: int) -> bool:
    """Whether a line stands right below a section and right above a paragraph: ◆ 市县工作简讯, below （五）市县动态."""
    below = lines[index + 1 : index + 2]
    under = index > 0 and section_name(lines[index - 1]) is not None
    return bool(under and below) and not _is_heading(below[0])


def _ordinal_section(lines: list[Line], index: int) -> str | None:
    """The section's name where a numbered line (二、续志进展) stands right above another heading, or above items."""
    found = _ORDINAL_SECTION.match(lines[index].norm)
    if not found or index + 1 >= len(lines):
        return None
    name = lines[index].text[found.start(1) :].strip()
    items = lines[index + 1].norm.strip().startswith(tuple(BULLETS)) and (
        name in _SECTIONS or _SECTION_LIKE.match(name)
    )
    return name if bool(items) or _is_heading(lines[index + 1]) else None


def section_name(line: Line) -> str | None:
    """The section's name where the line is a section heading.

    >>> section_name(masthead._line("【市州动态】")), section_name(masthead._line("市州动态"))
    ('市州动态', '市州动态')
    """
    found = _SECTION.match(line.norm)
    if found and _turtle_source(line):
        return None
    if found:
        return line.text[found.start(1) : found.end(1)].strip()
    bulleted = _BULLETED.match(line.norm)
    if bulleted:
        return bulleted.group(1)
    text = line.norm.strip("· 　")
    if text in _SECTIONS:
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
        if name in _SECTIONS or (like and like.match(name)):
            return name
    found = _ORNAMENTED.match(norm)
    name = re.sub(r"[ \u3000]", "", found[2]) if found else ""
    if found is None or name in _SECTIONS:
        return name or None
    ornaments = sum(1 for ornament in (found[1], found[3], "：" if norm.endswith("：") else None) if ornament)
    return name if (ornaments > 1 and _SECTION_LIKE.match(name)) or (ornaments and like and like.match(name)) else None


def _turtle_source(line: Line) -> str | None:
    """The organisation in 〔〕 where the brackets hold no section: 〔年鉴科〕."""
    text = line.text.strip()
    inner = line.norm.strip()[1:-1].strip()
    if not (text.startswith("〔") and text.endswith("〕")) or inner in _SECTIONS or _SECTION_LIKE.match(inner):
        return None
    return text[1:-1].strip() if _SOURCE.match(inner) else None


def _is_heading(line: Line) -> bool:
    if _EXCLAIMED.fullmatch(line.norm.strip()):
        return True
    # …赴浙江、｜安徽考察: a title over two lines
    goes_on = line.norm.endswith("、") and len(line.norm) <= _LONGEST_LIST
    ended = (
        "。" in line.norm
        or (_SENTENCE_END.search(line.norm) and not goes_on)
        or (not line.level and _ON_A_DAY.search(line.norm))
    )
    return line.level > 0 or (len(line.norm) <= 60 and not ended and _source(line) is None)


def _source(line: Line) -> tuple[str, int] | None:
    """The organisation in the closing bracket of a line, or behind 来源：, and where the bracket opens."""
    labelled = _LABELLED.match(line.norm)
    if labelled:
        return line.text[labelled.start(1) :].strip(), 0
    found = _SOURCE_TAIL.search(line.norm)
    if not found:
        inner = _turtle_source(line)
        return (inner, 0) if inner else None
    label = _LABEL.match(line.norm, found.start(1))
    inner = line.text[label.end() if label else found.start(1) : found.end(1)].strip()
    norm = line.norm[found.start(1) : found.end(1)].strip()
    if people.is_name(norm):
        return None
    alone = found.start() == 0
    before = line.norm[: found.start()].rstrip()
    if alone or (before.endswith(("。", "！", "”", "？")) and _SOURCE.match(norm)):
        return inner, found.start()
    return None


def _source_behind(lines: list[Line], index: int) -> tuple[str, int] | None:
    """What stands in brackets behind an article's last sentence, whatever its words: （机关党委）."""
    line, below = lines[index], lines[index + 1 : index + 2]
    if below and not _is_heading(below[0]) and section_name(below[0]) is None:
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
    closed = True  # the article before ended with a source line, or a section opened
    sources = [_source(line) for line in lines]
    sourced = any(sources)
    ahead = _sources_ahead(sources)
    # 【…】: no section stands bare then
    marked = any(_SECTION.match(line.norm) and not _turtle_source(line) for line in lines)
    bare = any(name is not None and name == line.norm.strip() for name, line in zip(names, lines, strict=True))
    mixed = _has_titles_without_level(lines, names)
    title_level = 0
    under_title = False  # the article's source stood under its title: a heading without one below it is a subhead

    def open_article(block: list[Line]) -> Article:
        byline = block[-1:] if len(block) > 1 and _is_byline(block[-1], sourced) else []
        block = block[: len(block) - len(byline)]
        kicker, title = (
            (None, section or "") if block[0] in [line for _, line in sections[-1:]] else _heading_text(block)
        )
        opened = Article(len(articles) + 1, section, kicker, title, block, byline)
        articles.append(opened)
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
        if _is_heading(line):
            heading.append(line)
            continue
        if heading:
            block, heading = heading, []
            named = article is None and section is not None  # a section has just opened: a kicker, and no other one
            due = not (named or marked) and (closed or article is None)
            if len(block) > 1 and (_is_bare_section(block, due) or (bare and _is_one_more_section(block))):
                section, bare, closed = _unspaced(block[0].text), True, True
                sections.append((section, block[0]))
                block = block[1:]
            level = max(item.level for item in block)
            within = under_title and article is not None and article.paragraphs and sources[index] is None
            opens = (
                (closed and not (within and not _opens_article(block, ahead[index])))
                or article is None
                or (level and level <= title_level)
                or (len(block) == 1 and _ROUNDUP.fullmatch(block[0].norm.strip()) is not None)
                or (
                    not level
                    and (not title_level or (mixed and _ACTION.search(block[-1].norm)))
                    and _opens_article(block, ahead[index])
                    and not _is_one_more_subhead(article, block)
                )
                or _counts_on(article.title_lines, block)
            )
            if opens:
                first = _first_subhead(block, lines, index)
                article, closed, under_title = open_article(block[:first]), False, False
                title_level = level
                block = block[first:]
            if not opens or block:
                assert article is not None
                text = "".join(item.text for item in block)
                article.subheads.append((len(article.paragraphs), text, block[0]))
                for more in block[1:]:
                    article.subheads.append((len(article.paragraphs), "", more))
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
    stray += heading
    return sections, [part for article in articles for part in _parted(article)], stray


def _parted(article: Article) -> list[Article]:
    """An article, or two where a heading stands alone among its paragraphs: subheads come in several, a title alone."""
    at = article.subheads[0][0] if article.subheads else 0
    block = [line for _, _, line in article.subheads]
    alone = 0 < at < len(article.paragraphs) and all(place == at for place, _, _ in article.subheads)
    if not alone or block[0].level != article.title_lines[0].level or _is_part_of_report(block):
        return [article]
    kicker, title = _heading_text(block)
    below = Article(0, article.section, kicker, title, block, article.paragraphs[at:])
    if article.source_line is None or article.source_line[0].source(0) > block[0].source(0):
        below.source, below.source_line = article.source, article.source_line
        article.source = article.source_line = None
    elif len(title) <= _LONGEST_SUBHEAD:
        return [article]  # where sources stand under titles, a few words without one are a subhead
    article.paragraphs, article.subheads = article.paragraphs[:at], []
    return [article, below]


def _is_part_of_report(block: list[Line]) -> bool:
    """Whether a heading is a slogan, numbered, or what a report's part is called: 下一步打算."""
    text = "".join(line.norm for line in block).strip()
    named = len(text) <= _LONGEST_PART or _OF_A_REPORT.search(text)
    in_halves = " " in text and not (units.names_unit(text) or re.search("[《—]", text))  # 压实责任 上下同心抓推进
    return bool(named or in_halves or _says_nothing(text) or _NUMBERED.match(text))


def _says_nothing(text: str) -> bool:
    """Whether a heading is a slogan, and no title of two long halves: 毕节市培训史志业务骨干 各县区修志工作有新进展."""
    return is_slogan(text, " ，") and not (len(text) >= _TWO_TITLES and units.names_unit(text))


def _by_level(lines: list[Line], names: list[str | None]) -> list[str | None]:
    """Sections with those told by their level: headings like the ones known by name, or most of the highest ones.

    Right below each stands a title, which is a deeper heading or none.
    """
    known = {line.level for line, name in zip(lines, names, strict=True) if name is not None}
    level = min((line.level for line in lines if line.level), default=0)
    highest = [index for index, line in enumerate(lines[:-1]) if line.level == level]
    over = [index for index in highest if lines[index + 1].level != level and _is_heading(lines[index + 1])]
    told = len(over) > 1 and 2 * len(over) > len(highest)
    if not level or not (known == {level} or (told and known <= {level})):
        return names
    named = list(names)
    for index in highest if told else over:
        block = takewhile(_is_heading, lines[index + 1 :])
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
        if mark and marks[index + 1] is None and _is_heading(below)
    }
    shared = Counter(mark.kind for index in above if (mark := marks[index]))
    named, last = list(names), 0
    for index, mark in enumerate(marks):
        if mark is None or shared[mark.kind] < 2:
            continue
        counts_on = mark.number == last + 1 if mark.number else len(mark.kind) > 1
        if index in above or counts_on:
            named[index] = named[index] or mark.name
            last = mark.number
    return named


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
    if not mark or len(name) > _LONGEST_NAME:
        return None
    digits = re.search(f"[{_ORDINALS}0-9]+", mark)
    return _Mark(re.sub(f"[{_ORDINALS}0-9]", "", mark), int(number(digits[0]) or 0) if digits else 0, name)


def _has_titles_without_level(lines: list[Line], names: list[str | None]) -> bool:
    """Whether a title without a mark stands right under a section somewhere: in bold, where others are headings."""
    return any(
        name is not None and _is_heading(title) and not title.level and not _is_heading(text)
        for name, title, text in zip(names, lines[1:], lines[2:], strict=False)
    )


def _is_bare_section(block: list[Line], due: bool) -> bool:
    """Whether a heading block begins with a section printed without marks: like one, or short where one is due."""
    first = _unspaced(block[0].norm)
    second = block[1].norm.strip()
    short = due and (
        len(first) <= _FEW_WORDS
        and len(second) >= len(first)
        and not (_GOES_ON.search(first) or people.people(first))
        and not (units.names_unit(first) or second.startswith("——"))
    )
    return (short or bool(_SECTION_LIKE.match(first))) and (
        not block[0].level or block[0].level < block[1].level or not block[1].level
    )


def _is_one_more_section(block: list[Line]) -> bool:
    """Whether a heading block begins with a few words that say nothing, above a title, where sections stand bare."""
    first, second, third = (_unspaced(line.norm) for line in [*block, block[-1]][:3])
    title = third if is_slogan(second) else second
    words = re.sub("[“”]", "", first)
    few = re.fullmatch(f"[\u4e00-\u9fff]{{2,{_FEW_WORDS}}}", words) and len(second) >= 2 * len(words)
    if not few or block[0].level or units.names_unit(first):
        return False
    says = _ACTS.search(first) or _ACTION.search(first)
    begins = units.unit_of(title) is not None or _ACTS.match(title) or title.startswith("《")
    return len(words) <= _FOUR_CHARACTERS or bool(begins and not says)


def _unspaced(text: str) -> str:
    """A heading without the spaces that part its letters: 要　闻."""
    text = text.strip()
    return re.sub(r"\s", "", text) if re.fullmatch(r"[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff])+", text) else text


def _is_signature(lines: list[Line], index: int) -> bool:
    """Whether a line is an office's name under an article, without brackets: right above a heading or the end."""
    norm = lines[index].norm.strip()
    if (
        not (4 <= len(norm) <= 30 and _SOURCE.fullmatch(norm))
        or re.search("[《》“”，。：]", norm)
        or is_slogan(norm)
        or _ACTION.search(_OFFICE_WORDS.sub("", norm))
    ):
        return False
    if index + 1 == len(lines) or section_name(lines[index + 1]) is not None:
        return True
    return _is_heading(lines[index + 1]) and not lines[index + 1].norm.strip().startswith("——")


def _first_subhead(block: list[Line], lines: list[Line], below: int) -> int:
    """Where a heading's title ends because its article's first subhead stands right below: 一、…, or a slogan.

    A slogan under a title's first line is one where a blank line parts the two, as it parts paragraphs, or where a
    second slogan stands among the article's paragraphs, which begin at ``below``.
    """
    if len(block) == 2 and _is_slogan_below(block) and (block[1].apart or _is_one_of_several(lines, below)):
        return 1
    for at, line in enumerate(block):
        norm = line.norm.strip()
        if at and _SUBTITLE.fullmatch(block[at - 1].norm.strip()) and not norm.startswith("——"):
            return at
        numbered = at and _FIRST_OF_NUMBERED.match(norm)
        under_title = at == len(block) - 1 > 1 and is_slogan(norm) and not is_slogan(block[at - 1].norm)
        if numbered or under_title:
            return at
    return len(block)


def _is_slogan_below(block: list[Line]) -> bool:
    """Whether the second line of a heading is a slogan, and the first one a title that names a unit."""
    title, slogan = (line.norm.strip() for line in block)
    return is_slogan(slogan) and not is_slogan(title) and units.names_unit(title)


def _is_one_of_several(lines: list[Line], below: int) -> bool:
    """Whether the next heading below a slogan, in the same article, is another one."""
    for line in lines[below + 1 : below + _LONGEST_ARTICLE]:
        if _source(line) or section_name(line) is not None:
            return False
        if _is_heading(line):
            return is_slogan(line.norm.strip())
    return False


def _opens_article(block: list[Line], source_ahead: str | None) -> bool:
    """Whether a heading after an article's body opens the next one; a slogan or a numbered line is a subhead.

    Where articles end in source lines, only a heading that names a unit can open one without such a line before it;
    and not where it is a place's part of a report over several: those that the next source line lists, or 泸州市 with
    a slogan beside it. ``source_ahead``: that line, empty where there is none below, None where there is none at all.
    """
    text = "".join(line.norm for line in block).strip()
    if _says_nothing(text) or _NUMBERED.match(text):
        return False
    if source_ahead is None:
        return _tells_of_somebody(text)
    part = _PART_OF_REPORT.match(text)
    listed = part is not None and "、" in source_ahead and part[1] in source_ahead
    of_report = part is not None and units.names_unit(part[1]) and (part[2] == " " or listed)
    below_a_kicker = len(block) > 1 and is_slogan(block[0].norm.strip()) and not is_slogan(block[-1].norm.strip())
    named = (units.names_unit(text) and not of_report) or _OFFICE_ACTS.match(text)
    told = _HAPPENED.search(text) and (_ACTS.match(text) or _tells_all(text))
    return bool(named or below_a_kicker or told)


def _tells_of_somebody(heading: str) -> bool:
    """Whether a heading names a unit, a work or a person, as titles do and few subheads: not 聚焦“实”字抓质量."""
    named = units.names_unit(heading) or _ACTS.search(heading) or people.people(heading) or _tells_all(heading)
    of_the_field = len(heading) > _LONGEST_SUBHEAD and (_FIELD.search(heading) or _ACTION.search(heading))
    return bool(named or of_the_field or re.search("[《—]", heading) or _ROUNDUP.fullmatch(heading))


def _is_one_more_subhead(article: Article, block: list[Line]) -> bool:
    """Whether a heading is like the subhead that stands right under the article's title, and names nobody either."""
    if len(block) > 1 or not article.subheads or article.subheads[0][0]:
        return False
    first, here = article.subheads[0][1], block[0].norm.strip()
    return abs(len(first) - len(here)) < _SHORTER and not (units.names_unit(first) or units.names_unit(here))


def _counts_on(title: list[Line], block: list[Line]) -> bool:
    """Whether articles are numbered, and a heading is the one after a title: 二、… after an article called 一、…."""
    last, here = (_COUNTED.match(lines[0].norm.strip()) if lines else None for lines in (title, block))
    return last is not None and here is not None and _ORDINALS.find(here[1]) == _ORDINALS.find(last[1]) + 1


def _heading_text(block: list[Line]) -> tuple[str | None, str]:
    """Kicker and title of a heading block: a slogan line above a title that is complete without it is the kicker."""
    first, rest = block[0], block[1:]
    marked = bool(first.level and rest and rest[0].level)  # two headings in Markdown or Word: no line that was wrapped
    slogan = is_slogan(first.norm, " ，") and not _ACTORS.search(first.norm)
    above = rest and (slogan or _stands_above(first.norm.strip(), "".join(line.norm.strip() for line in rest), marked))
    if above and not rest[0].norm.startswith("——"):
        return first.text.strip(), _joined(rest)
    return None, _joined(block)


def _stands_above(first: str, second: str, marked: bool) -> bool:
    """Whether a short line, or a heading, without a unit (志载沧桑七十年) stands above a title that begins with one.

    A longer one does where its end was not the paper's: the title below is longer, and whoever acts stands there.
    """
    if _SPEAKER.fullmatch(first):
        return True
    if _OCCASION.fullmatch(first):
        return second.startswith("“") or units.unit_of(second) is not None
    if units.names_unit(first) or _GOES_ON.search(first) or people.people(first):
        return False
    begins = units.unit_of(second) is not None or _ACTS.match(second)
    if not begins and not (_tells_all(second) and not _HALF_A_TITLE.search(first)):
        return False
    unfinished = _ACTION.search(first[-3:]) or re.search("[0-9《》]", first)
    alone = not (unfinished or _ACTS.search(first))
    parted = " " in first or len(second) >= len(first) + _SHORTER
    short = len(first) <= _LONGEST_KICKER and "《" not in first  # 《华山图志》通过终审: a title's first line
    return bool(marked or short or is_slogan(first) or (alone and (parted or _ACTION.search(second))))


def _tells_all(title: str) -> bool:
    """Whether a line says by itself what was done with what or by whom: 《白水志》出版发行, 罗镜如调研修志工作."""
    name = next((n for n in (3, 2, 4) if people.is_name(title[:n]) and _DOES.match(title, n)), None)
    led = next((person.office_start == 0 for person in people.people(title)), False)
    return bool(_ACTION.search(title) and (name or led or _COMPLETE.match(title)))


def _is_byline(line: Line, sourced: bool) -> bool:
    """Whether the last line of a heading is its author's name: 李明远, 文/李明远, 某县志办 李明远.

    Where articles end in source lines, and for two characters anywhere, the bare words are the title's last ones more
    often than a name: 取得新｜成果, 学｜习取经.
    """
    norm = line.norm.strip()
    name = re.sub(r"^(?:文|作者|撰文)[/：]|^\S+(?:办|办公室|中心|研究室|局|馆|院) +|[ （）]", "", norm)
    if name == norm and (sourced or len(name) <= 2):
        return False
    return 2 <= len(name) <= 4 and not line.level and people.is_name(name)


def _joined(block: list[Line]) -> str:
    text = "".join(line.text.strip() for line in block).lstrip(f"{BULLETS} \u3000")
    return _COUNTED.sub("", text, count=1) if _COUNTED.match(text) else text
