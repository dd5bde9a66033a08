"""《》 titles: what kind of thing each is, whose it is, and the years it covers.

The kind follows from the title's ending (``title_kinds.csv``, brackets left out) or from the noun printed before it
(微纪录片《…》 is media). A title nested in 〈〉 is part of the outer one. The unit is the one in the title, else the
unit of the clause that names who compiles it. Rules: ``title.ending``, ``title.context``, ``title.other``.

    >>> [(t.title, t.kind, t.volume_year) for t in titles("印发《广元年鉴（2023）》")]
    [('广元年鉴（2023）', 'yearbook', 2023)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingestion.reference import table

_TITLE = re.compile(r"《([^《》\n]{1,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,80}){0,4})》")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]|(?:[—·-]|(?<=年鉴))[0-9]{4}年?卷?(?=[（(]|$)|[〈〉《》“”]")
_VOLUME_NAME = re.compile(r"(?<=[志鉴史])(?:·[^·]{1,12}[卷篇编册]|第?[一二三四五六七八九十上中下0-9]+[卷辑册])$")
_YEARS = re.compile(r"([12][0-9]{3})年?\s*[—\-～~至]+\s*([12][0-9]{3})")
_VOLUME = re.compile(r"[（(]\s*([12][0-9]{3})年?卷?\s*[）)]|([12][0-9]{3})年?卷?(?=$|[（(])|^([12][0-9]{3})")
_MEDIA = re.compile(
    r"(?:微?纪录片|专题片|宣传片|纪实片|教育片|警示片|短视频|微视频|视频|电影|微电影|短片|电视剧|清音|快板|曲艺|戏曲|小品|栏目|节目|广播剧|动画片?|歌曲|话剧|系列片|访谈|音频|公开课|直播|有声书|第[0-9一二三四五六七八九十]+集|H5)[“”、和及与]?$"
)
_ARTICLE = re.compile(r"(?:文章|论文|署名文|报道|专稿|稿件|消息|通讯|一文|征文|课题)[“”、和及与]?$")
_PERIODICAL = re.compile(r"(?:刊物|期刊|杂志|报刊|内刊|会刊|刊登在|刊发于|刊载于|在)$")
_LECTURE = re.compile(
    r"(?:开讲|讲了[^，。]{0,3}|(?<![演宣])讲|题为|主题为|题目是|题目为|以|讲授|讲解|作|作了|主讲|宣讲|(?:发表|撰写|作|讲|报告|讲座|授课)的)“?$"
)
_BOOK = re.compile(r"(?:图书|书籍|专著|著作|一书|丛书|读本|史料集|资料集|文集|选集)$")
_ALBUM = re.compile(r"(?:画册|图册|影集)$")
_AFTER_MEDIA = re.compile(
    r"(?:等?(?:专栏|专题节目|微课|网课|公开课|短剧|情景剧|话剧|舞台剧|动漫|动画|歌曲|专题片|纪录片|专题片|视频|节目|栏目|电视片|短片))"
)
_AFTER_ARTICLE = re.compile(r"(?:等?(?:文章|论文)|一文|一篇|等文(?!献|件|物|本|化))")
_AFTER_PERIODICAL = re.compile(r"(?:等?(?:刊物|期刊|杂志|[12][0-9]{3}年?第[0-9]+期|第[0-9]+期|创刊|编辑部))")
_ISSUE = re.compile("[12][0-9]{3}年?第[0-9]+期|第?[0-9]+期")
_IN_AN_ISSUE = re.compile("》(?:[12][0-9]{3}年?)?第[0-9]+期$")
_AFTER_LECTURE = re.compile(
    r"(?:[、和及与]?《[^《》]*》)*(?:等)?(?:[0-9]+[门个场]?)?(?:为题|(?:专题)?课程|专题讲座|(?:作|进行|开展)(?:了)?[^，。]{0,6}(?:报告|讲座|授课|辅导|讲授))"
)
_DOCUMENT = re.compile("(?:专报|报告|(?:呈送|报送|呈报|上报)的)$")
_AFTER_DOCUMENT = re.compile(r"(?:等?(?:文件|制度|规章|法规))")


@dataclass(frozen=True, slots=True)
class Title:
    """A title at ``start``..``end`` (with its 《》)."""

    start: int
    end: int
    title: str
    kind: str
    rule: str
    years_covered: str | None
    volume_year: int | None


@cache
def _endings() -> tuple[dict[str, str], tuple[int, ...]]:
    """The kind of each ending, and the lengths of endings, the longest first."""
    kinds = {row["ending"]: row["kind"] for row in table("title_kinds")}
    return kinds, tuple(sorted({len(ending) for ending in kinds}, reverse=True))


def spans(norm: str) -> list[tuple[int, int]]:
    """Spans of the outermost 《》 titles of a text."""
    return [match.span() for match in _TITLE.finditer(norm)]


def titles(norm: str, text: str | None = None) -> list[Title]:
    """All titles in order; ``text`` is the printed form of ``norm`` (same length)."""
    printed = norm if text is None else text
    found: list[Title] = []
    for match in _TITLE.finditer(norm):
        start, end = match.span()
        kind, rule = kind_of(match.group(1), norm[max(0, start - 12) : start], norm[end : end + 80])
        before = found[-1] if found and norm[found[-1].end : start] in ("", "、", "和", "与") else None
        if before and before.kind == "media" and rule == "title.other":
            kind, rule = "media", "title.context"  # 短视频《大荔记忆》《年鉴里的韩城》
        found.append(Title(start, end, printed[start + 1 : end - 1].strip(), kind, rule, *_years(match.group(1), kind)))
    return found


def kind_of(title: str, before: str = "", after: str = "") -> tuple[str, str]:
    """The kind of a title, and the rule that told it.

    >>> kind_of("四川扶贫志（1949—2021）")[0], kind_of("在朝鲜的日子", "微纪录片")[0], kind_of("关于做好工作的通知")[0]
    ('gazetteer', 'media', 'document')
    """
    bare = _BRACKET.sub("", title).strip(" 　")
    bare = _VOLUME_NAME.sub("", bare)
    if _MEDIA.search(before) or _AFTER_MEDIA.match(after):
        return "media", "title.context"
    if re.search(r"(?:刊物|期刊|杂志|内刊|会刊)“?$", before):
        return "periodical", "title.context"
    in_issues = bare.endswith(("专报", "参考", "参阅")) and (_ISSUE.match(after) or bare.endswith("工作专报"))
    if re.search(r"(?:工作)?简报$|通讯$", bare) or (in_issues and not title.startswith("关于")):
        return "periodical", "title.ending"
    if _IN_AN_ISSUE.search(before):
        return "article", "title.context"
    if _ARTICLE.search(before) or _AFTER_ARTICLE.match(after):
        return "article", "title.context"
    if title.startswith("关于"):
        return "document", "title.ending"
    if re.match("[^·]+志·", bare) and not title.startswith("〈"):  # 〈四川省志·水利志〉编纂方案
        return "gazetteer", "title.ending"
    kinds, lengths = _endings()
    ending = next((kind for length in lengths if (kind := kinds.get(bare[-length:]))), None)
    if ending and not (ending == "periodical" and bare.endswith(("研究", "方志")) and not _PERIODICAL.search(before)):
        return ending, "title.ending"
    if _AFTER_PERIODICAL.match(after) and not _BOOK.search(before):
        return "periodical", "title.context"
    if _LECTURE.search(before) or _AFTER_LECTURE.match(after):
        return "article", "title.context"
    if _ALBUM.search(before):
        return "album", "title.context"
    if _AFTER_DOCUMENT.match(after) or _DOCUMENT.search(before):
        return "document", "title.context"
    if bare.endswith(("方志", "史志")):
        return "periodical", "title.ending"
    return "book", "title.context" if _BOOK.search(before) else "title.other"


def _years(title: str, kind: str) -> tuple[str | None, int | None]:
    covered = _YEARS.search(title)
    if covered:
        return f"{covered.group(1)}/{covered.group(2)}", None
    volume = _VOLUME.search(title) if kind in ("yearbook", "chronicle") else None
    return None, int(next(group for group in volume.groups() if group)) if volume else None
