"""Roster claims: a stated number of subordinate units (全市9个县（市、区）, 21个市（州）, 88个贫困县).

Rules: ``claim.county``, ``claim.prefecture``, ``claim.poverty_county``. A number that the text limits (其中5个县, 部分)
is no claim about the whole roster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.parsing.numbers import number
from ingestion.parsing.signals import anchored
from ingestion.parsing.units import current_codes, reference
from ingestion.reference import table

if TYPE_CHECKING:
    from ingestion.parsing.context import Context

_COUNT = r"(?P<count>[0-9]{1,3}|[一二两三四五六七八九十百]{1,5})个"
_NOUNS = {
    level: "|".join(
        sorted((row["noun"] for row in table("roster_nouns") if row["level"] == level), key=len, reverse=True)
    )
    for level in ("poverty_county", "prefecture", "county")
}
_COUNTED = {level: anchored(rf"{_COUNT}(?:{nouns})") for level, nouns in _NOUNS.items()}
_ARE_POOR = re.compile(
    rf"{_COUNT}(?:县|县（市）)?(?:均|都|全部)?[是为](?:{_NOUNS['poverty_county']})"
)  # 其中7个为贫困县
_WHOLE_HAS = re.compile("全[省市州区]共?有$")
_AFTER_PREFECTURES = re.compile(rf"(?:{_NOUNS['prefecture']})[、和及，]$")
_PARTIAL = re.compile(
    r"(?:其中|部分|首批|第[一二三]批|有|余下|其余|剩余|沿[黄江河海边线]|近|约|超过?|另有|等|已有|新增|先后|名|优秀|先进|试点|已|了解|走访|检查|抽查|督查|调研|来自|未[\u4e00-\u9fff]{1,6}的|[0-9一二三][至—-])$"
)
_SOME_AND = re.compile("(?:[已仅另尚还]有|其中|已)[0-9]+[个家][^，。；、]{1,6}[、和及]$")
_SOME_SO_FAR = re.compile("(?:[已仅另尚还]有|其中)[0-9]+[个家][^。；，]{2,30}，$")
_NEAR = 14  # characters
_SENTENCE = 44
_SOME = re.compile("[尚仍还已]有$")
_WHOLE = re.compile("全(?:省|区|市|州|自治区)$|[省市州]内$|所?辖$")
_AND_COUNTIES = re.compile("(?<=市)[、和及][0-9]+个(?:县（|县、|县[市区])")  # 16个市、104个县（市、区）
_WHO_CAME = re.compile("的[0-9]+(?:余|多)?[位名人]")
_TRIED_IN = re.compile("[^，。；、]{0,4}(?:先行|率先|试点|[^，。；、]{0,12}试点)")
_MOST_OF_A_PREFECTURE = 30  # counties: 保定 has 24
_ALL_CITIES = re.compile("(?<=全[省区])(?P<count>[0-9]{2})(?=[市盟州](?![（级]))")  # 全省16市
_SUM = re.compile("(?P<counties>[两二三四五六七八九十])县(?P<districts>[一两二三四五六七八九十])[区市](?!级)")


@dataclass(slots=True)
class Claim:
    """A claim at ``start``..``end``; its number stands at ``figure``."""

    start: int
    end: int
    figure: int
    rule: str
    unit: str
    level: str
    count: int


def claims(context: Context) -> list[Claim]:
    """All roster claims of an article, one per unit, level and number."""
    norm = context.article.norm
    found: dict[tuple[str, str, int], Claim] = {}
    patterns = [*_COUNTED.items(), ("poverty_county", _ARE_POOR), ("prefecture", _ALL_CITIES)]
    for level, pattern in patterns:
        some: set[str] = set()  # 尚有9个县…, and then 9个县 alone
        for match in pattern.finditer(norm):
            if _SOME.search(norm, max(0, match.start() - 2), match.start()):
                some.add(match.group("count"))
            if match.group("count") in some:
                continue
            from_all = _came_from_all(context, norm, match, level)
            if not from_all and _WHO_CAME.match(norm, match.end()) and not _named(context, match.start()):
                continue  # 44个县的120名主编: those who came, not all there are
            if pattern is _ALL_CITIES and not _is_of_all(context, match, level):
                continue
            short = norm[match.end() - 2] == "个"  # 四个区: a word of one character
            whole = _WHOLE.search(norm, max(0, match.start() - 3), match.start())
            if short and not (whole or _AND_COUNTIES.match(norm, match.end()) or _is_of_all(context, match, level)):
                continue  # 16个市综合年鉴全部出版 is of Anhui, which has so many
            partial = _PARTIAL.search(norm, max(0, match.start() - 10), match.start())
            # 已有9个盟市、71个旗县完成初稿
            partial = partial or _SOME_AND.search(norm, max(0, match.start() - _NEAR), match.start())
            # 已有13个市（州）建立机构，41个县（市、区）落实经费
            partial = partial or _SOME_SO_FAR.search(norm, max(0, match.start() - _SENTENCE), match.start())
            has = _WHOLE_HAS.search(norm, max(0, match.start() - 5), match.start())  # 全州有11个贫困县。
            if partial and not (from_all or pattern is _ARE_POOR or (has and norm[match.end() :][:1] in "，。；、")):
                continue
            chosen = norm.endswith(("在", "选取", "选定", "选择"), 0, match.start())
            if chosen and _TRIED_IN.match(norm, match.end()):
                continue  # 在5个县（市）先行开展修志试点
            unit = _unit(context, match.start(), level)
            count = number(match.group("count"))
            if unit is None or count is None:
                continue
            if count > _MOST_OF_A_PREFECTURE:
                unit = reference()[unit].province or unit  # 在六安召开会议: 105个县（市、区）中有97个
            clause = context.article.after_last("，。；：\n", match.start())
            start = clause if clause >= match.start() - 60 else match.start()
            found.setdefault(
                (unit, level, int(count)),
                Claim(start, match.end(), match.start(), f"claim.{level}", unit, level, int(count)),
            )
    for match in _SUM.finditer(norm):
        close = [
            m
            for m in context.units_in(max(0, match.start() - 8), match.start(), titles=False)
            if match.start() - m.end <= 1
        ]
        unit = next((m.code for m in reversed(close) if m.code and reference()[m.code].level == "prefecture"), None)
        parts = [number(match[part]) for part in ("counties", "districts")]
        if unit and None not in parts:
            total = int(sum(part or 0 for part in parts))
            found.setdefault(
                (unit, "county", total),
                Claim(match.start(), match.end(), match.start(), "claim.county", unit, "county", total),
            )
    return sorted(found.values(), key=lambda claim: claim.start)


def _came_from_all(context: Context, norm: str, match: re.Match[str], level: str) -> bool:
    """Whether those who came are from all there are: 来自21个市（州）的150名, 凉山州's 17个县（市）的94名."""
    if level == "county" and _WHO_CAME.match(norm, match.end()):
        unit = _unit(context, match.start(), level)
        inside = (code for code in current_codes() if unit and unit in reference()[code].above)
        return number(match.group("count")) == sum(reference()[code].level == "county" for code in inside)
    came = norm.startswith("来自", match.start() - 2) or _WHO_CAME.match(norm, match.end())
    return bool(came) and _is_of_all(context, match, level)


def _is_of_all(context: Context, match: re.Match[str], level: str) -> bool:
    """Whether a number of prefectures is that of the province."""
    if level != "prefecture" or context.province is None:
        return False
    within = (u for u in reference().values() if u.level == "prefecture" and u.parent == context.province)
    return number(match.group("count")) == sum(unit.code in current_codes() for unit in within)


def _named(context: Context, position: int) -> bool:
    """Whether it is said right before a number whose counties are counted: 全州13个县, 凉山州17个县."""
    return any(position - m.end <= 1 for m in context.units_in(max(0, position - 8), position, titles=False))


def _unit(context: Context, position: int, level: str) -> str | None:
    """The unit whose subordinate units are counted: the one right before the number, else of the sentence."""
    units = reference()
    wanted = ("province",) if level == "prefecture" else ("prefecture", "province")
    if level == "county" and _AFTER_PREFECTURES.search(context.article.norm, max(0, position - 14), position):
        return context.province
    close = [m for m in context.units_in(max(0, position - 8), position, titles=False) if position - m.end <= 4]
    for mention in reversed(close):
        if mention.code and units[mention.code].level in wanted:
            return mention.code
    acting = context.clause_subject(position)
    if len(acting) == 1 and units[acting[0]].level in wanted:
        return acting[0]
    if level == "prefecture":
        return context.province
    sentence = context.article.after_last("。；！？\n", position)
    if level == "poverty_county" and context.article.norm.endswith("其中", 0, position):
        prefectures = [m for m in context.units_in(sentence, position) if units[m.code or ""].level == "prefecture"]
        return prefectures[-1].code if prefectures else context.province  # 湘西州辖8个县（市），其中7个为贫困县
    whole = [m for m in context.units_in(sentence, position, titles=False) if m.surface.startswith("全")]
    if whole and units[whole[-1].code or ""].level in wanted:
        return whole[-1].code
    if level != "county":
        return context.province
    about = units.get(context.about or "")
    before = context.prefecture_before(position)
    if about is not None and about.level in wanted:
        acts = [m.code for m in context.units_in(sentence, position, titles=False)][:1] == [about.code]
        if acts or before is None or units[before].province != about.province:
            return about.code  # not where its office went: 赴遵义考察，向10个县（区）征求意见
    return before
