"""Indicators: stated figures about the work itself (works published, readers, letters, training sessions, honours).

余, 多, 近, 约 and 超 are dropped from the value and kept in ``approximate``; 万 and 亿 are expanded. Ranges (2—3名),
ordinals, calendar numbers, slogans (“三个服务”) and rosters (9个县（市、区）) are no indicators. Rules:
``indicator.figure`` Arabic figures, ``indicator.chinese`` Chinese numerals, ``indicator.percent``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingestion.parsing.dates import Date
from ingestion.parsing.numbers import number
from ingestion.parsing.signals import anchored
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.statements import Clause, Statement

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_NUMBER_OF_YEAR = re.compile("20[0-9]{2}(?:[0-9]{2}){0,2}")
_SUBJECT = re.compile(r"(?![0-9])[^，。；：、！？“”]{1,30}")


@dataclass(slots=True)
class Indicator:
    """A figure at ``start``..``end`` (the clause that states it)."""

    start: int
    end: int
    rule: str
    subject: str
    value: float
    unit_of_measure: str
    qualifier: str | None
    approximate: str | None
    scope: str | None
    as_of: Date | None


@dataclass(frozen=True, slots=True)
class _Words:
    figure: re.Pattern[str]
    bare: dict[str, str]
    bare_nouns: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    rosters: re.Pattern[str]


@cache
def _words() -> _Words:
    data = rules("indicator_words")
    counters = "|".join(sorted(map(re.escape, data["counters"]), key=len, reverse=True))
    lead = "|".join(sorted(data["approximate"], key=len, reverse=True))
    figure = anchored(
        rf"(?P<lead>{lead})?(?P<figure>(?<![0-9.—\-])[0-9][0-9,]*(?:\.[0-9]+)?|[一二两三四五六七八九十百千]{{1,5}})"
        rf"(?P<mid>余|多)?(?P<scale>百万|千万|万|亿)?(?P<tail>余|多)?(?P<counter>{counters}|(?<=[万亿余多])(?=[，。；、）]|增至|增加到))(?P<late>余|多)?"
    )
    bare = {noun: counter for counter, nouns in data["counted_bare"].items() for noun in nouns}
    return _Words(
        figure,
        bare,
        re.compile("|".join(bare)),
        re.compile(rf"(?:{'|'.join(data['excluded_before'])})$"),
        re.compile("|".join(data["excluded_after"])),
        re.compile("|".join(data["rosters"])),
    )


_QUALIFIER = re.compile(
    r"已出版|公开出版|出版|终审|复审|初审|累计|共计|完成|审定|收录|规划|计划|发放|刊发|编发|采用|接待|培训|参加|获"
)
_COMMENTS = re.compile("提出[^，。]{0,12}[0-9]+(?:余|多)?条|(?:意见|建议)[0-9]+(?:余|多)?条")
_UNITS = re.compile("[县市区州旗]")
_SOME_OF_THEM = re.compile(
    "(?:[已尚仍还]有|完成的|启动的|出版的|了解|走访|已)$"
)  # 已有127个县启动: no roster, a figure
_SO_FAR = re.compile("(?:全[省市州县区])?(?:累计|已(?:连续|累计))")
_DESIGNED = re.compile("拟(?:设|分|收录)")  # 该志拟设12篇: how it is laid out, no deed ahead
_ALL_THERE_ARE = re.compile("(?:全[省市州县区]|该[市县区州])$")
_OF_THEM = re.compile("(?:乡镇|乡|镇|街道|村|社区)(?:（※*）)?(?:中|已|有|均|全部|志)")
_SESSION = re.compile("届[^，。]{0,12}$")
_ENGAGED = re.compile("(?:召开|举办|举行|聘请|返聘|选聘|选派|邀请|组织)(?:了)?$")


def indicators(context: Context, rosters: Collection[int] = ()) -> list[Indicator]:
    """All indicators of an article in order; ``rosters``: where the numbers stand that say how many units there are."""
    found: list[Indicator] = []
    every = _words().figure.finditer(context.article.plain)
    figures = [match for match in every if match.start("figure") not in rosters]
    starts = [match.start() for match in figures]
    for statement in context.statements:
        first = bisect_left(starts, statement.sentence.start)
        last = bisect_left(starts, statement.sentence.end)
        if first == last:
            continue
        for clause in statement.clauses:
            here = [
                match for match in figures[first:last] if clause.start <= match.start() and match.end() <= clause.end
            ]
            told = clause.start < statement.speech_from and (not here or here[0].start() < statement.speech_from)
            told = told or _SO_FAR.match(context.article.plain, clause.start) is not None
            if here and (told or _COMMENTS.search(context.article.plain, clause.start, clause.end)):
                found += _of_clause(context, statement, clause, here)
    return found


def _of_clause(context: Context, statement: Statement, clause: Clause, figures: list[re.Match[str]]) -> list[Indicator]:
    from ingestion.parsing.event_dates import governing_date
    from ingestion.parsing.event_rules import vocabulary

    plain = context.article.plain
    words = _words()
    result: list[Indicator] = []
    previous, counted = clause.start, ""  # where the last figure ended, and what it counted
    owners = _owners(context, clause, figures)
    for match in figures:
        lead = max(0, match.start() - 6)
        if words.before.search(plain, lead, match.start()):
            continue
        if (
            words.rosters.match(plain, match.end())
            and match.group("counter") == "个"
            and not (_UNITS.match(plain, match.end()) and _SOME_OF_THEM.search(plain, lead, match.start()))
        ):
            continue
        if words.after.match(plain, match.end()):
            continue
        text = match.group("figure")
        chinese = not text[0].isdigit()
        if chinese and not _counts(plain, match):
            continue
        ahead = vocabulary().planned.search(plain, clause.start, clause.end)  # 将经费60万元列入预算 is no plan
        ahead = None if ahead and _DESIGNED.match(plain, ahead.start()) else ahead
        if vocabulary().obliged.search(plain, clause.start, match.start()) or (ahead and ahead.start() < match.start()):
            continue
        whole = match.group("counter") == "个" and _ALL_THERE_ARE.search(plain, clause.start, match.start())
        if whole and _OF_THEM.match(plain, match.end()):
            continue
        if match.group("counter") == "期" and _NUMBER_OF_YEAR.fullmatch(text):
            continue  # 202602期
        if match.group("counter") in ("卷", "版", "年", "集") and _YEAR.fullmatch(text):
            continue  # 2020卷
        value = number(text.replace(",", "") + (match.group("scale") or ""))
        if value is None:
            continue
        bare = None if match.group("counter") else _bare(plain[clause.start : match.start()])
        counter = match.group("counter") or (bare and words.bare[bare])
        if not counter:
            continue
        if counter in ("%", "％"):
            counter = "%"
        approximate = match.group("lead") or match.group("mid") or match.group("tail") or match.group("late")
        named = context.units_in(previous, match.start()) if result else []
        unit = (
            owners.get(match.start())
            or tuple(m.code for m in named[-1:] if m.code)
            or context.subject(statement, clause, match.start())
        )
        counted = bare or _subject(context, clause, match, previous) or counted
        previous = match.end()
        rule = "indicator.percent" if counter == "%" else "indicator.chinese" if chinese else "indicator.figure"
        qualifier = _QUALIFIER.search(plain, clause.start, match.start())
        result.append(
            Indicator(
                clause.start, clause.end, rule, counted, value, counter,
                qualifier.group() if qualifier else None, approximate, unit[0] if unit else context.home,
                governing_date(context, statement, clause, match.start(), figures=True),
            )
        )  # fmt: skip
    return result


def _bare(before: str) -> str | None:
    """The noun that says what a figure without a counting word counts: 粉丝由1.2万增至3.6万."""
    nouns = _words().bare_nouns.findall(before)
    return nouns[-1] if nouns else None


def _counts(plain: str, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral counts something: 先后召开三次会议, 聘请两名干部, not 一部精品 or 人大四次会议."""
    start = match.start()
    if match.group("figure") == "一":
        return False
    if match.group("counter") == "次":
        return not _SESSION.search(plain, max(0, start - 14), start)
    return match.group("counter") in ("名", "位", "场", "期") and bool(_ENGAGED.search(plain, max(0, start - 4), start))


def _owners(context: Context, clause: Clause, figures: list[re.Match[str]]) -> dict[int, tuple[str, ...]]:
    """Whose each figure is where as many figures as units follow 分别: A、B分别出版志书12部、8部."""
    at = context.article.plain.find("分别", clause.start, figures[0].start())
    if at < 0 or len(figures) != len(clause.subject) or len(figures) < 2:
        return {}
    return {match.start(): (code,) for match, code in zip(figures, clause.subject, strict=True)}


def _subject(context: Context, clause: Clause, match: re.Match[str], previous: int) -> str:
    """What is counted: the noun after the counting word, else the words since the figure before; empty for none."""
    article = context.article
    after = _SUBJECT.match(article.text, match.end(), clause.end)
    noun = after.group() if after else ""
    if len(noun) >= 2:
        return noun
    if previous > clause.start:
        return article.text[previous : match.start()].strip("、，和及与")[-30:]
    dealt = article.plain.find("分别", clause.start, match.start())
    before = article.text[dealt + 2 if dealt >= 0 else clause.start : match.start()]
    return before[-30:] or article.text[clause.start : clause.end]
