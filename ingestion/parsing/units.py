"""Administrative units named in an article, and which unit a name means there.

Read are official, short, historic and 州-forms of every unit of the country (``unit_aliases.csv``), central bodies
(``central_bodies.txt``), 川渝-style pairs, and relative names (全市, 市委, 该县, 我省, 省地方志办), which are resolved
by the units named around them. A name that fits several units is decided by its parent standing right before it, by the
units named in the article, and by the publisher's province; where these do not decide, it stays unresolved.

Rules: ``unit.name`` a name, ``unit.qualified`` a name right after its parent's (内江隆昌市), ``unit.central`` a central
body, ``unit.pair`` two provinces in one word, ``unit.relative`` a relative name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from ingestion.parsing.numbers import number
from ingestion.parsing.signals import anchored
from ingestion.reference import table, vocabulary

_PROVINCE_SIGNS = {
    "京": "110000", "津": "120000", "冀": "130000", "晋": "140000", "辽": "210000", "吉": "220000", "沪": "310000",
    "苏": "320000", "浙": "330000", "皖": "340000", "闽": "350000", "赣": "360000", "鲁": "370000", "豫": "410000",
    "鄂": "420000", "湘": "430000", "粤": "440000", "桂": "450000", "琼": "460000", "渝": "500000", "川": "510000",
    "黔": "520000", "滇": "530000", "藏": "540000", "陕": "610000", "甘": "620000", "青": "630000", "宁": "640000",
    "新": "650000",
}  # fmt: skip
_SIGNS = "".join(_PROVINCE_SIGNS)
_PAIR = re.compile(rf"([{_SIGNS}])([{_SIGNS}])(?=两|双方|二|携手|合作|共|党史|方志|地方志|史志|毗邻)")
_TRIPLE = re.compile(rf"([{_SIGNS}])([{_SIGNS}])([{_SIGNS}])(?=三)")
_ARRIVAL = re.compile(r"(?:来|在|驻|入|抵|莅)([京津沪渝川黔滇粤桂鄂湘浙闽赣鲁豫皖晋冀陕琼])(?![剧菜北南河江海西东中])")
_RELATIVE = anchored(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由经请向报与位名]))(?P<bare>省)(?=[、州市])"
    r"|(?<=[送报])(?P<higher>[省市州])(?=验收|审[查定核]|终审|复审)"
    r"|(?P<region>自治区)"
    r"|(?P<whole>[全我本该][省市州县区盟旗])(?!（|级|场|域|划)"
    r"|(?P<organ>[省市州县区盟旗])(?![市州县区旗]+(?:方志|史志|党史|地方志|两级|三级))(?=委|人民政府|政府|财政|人大|政协|地方志|方志|史志|党史|档案|志办|级(?!(?:综合)?年鉴|志书|(?:扶贫|全面小康|小康|脱贫攻坚)志)|直|本级|情网|情|内|乡村振兴|"
    r"[一二三]等奖|精品|领导|院(?![士校落线坝外内])|[市州县]+(?:决策|部署|党委|两级|三级)|[\u4e00-\u9fff]{1,8}?(?:厅|局|办|院|馆|会|中心|部门))"
)
_NOT_BEFORE_RELATIVE = frozenset(
    "各外跨出邻两诸多兄弟他先进本（省市州县区园新景社街山牧林灾矿校厂库片辖特郊城展院旗都门上发护范税"
)
_COMPOUND = re.compile(
    r"(?!(?:分别|先后|相继|共同|联合|还|也|均|已|并)?(?:抽调|聘请|聘任|邀请|邀|联合|会同|委托|依托|走进|组织|选派|派|请|将|把|由|从|为|对|参观|考察))"
    r"[^\W0-9A-Za-z_与和及同在向赴]{0,6}?(?:出版社|出版集团|大学|学院|公司|文献研究中心|经济圈|结合部|都市圈|城市群|经济区|自由贸易)"
    r"|[\u4e00-\u9fff]{0,2}(?:年鉴社|书社|书局|印书馆|酒店|宾馆|饭店|机场)"
    r"|起义|事变|会战|战役|条约|精神(?!文明)|合作组织"
)
_NAMESAKE = re.compile("社区|街道|村(?:志[》（]|简?史[》（]|村?民|委|支|党|[，。、；》])|场[镇乡村]|[州府厅卫]志")
_WATER = re.compile("江(?![油安津阳北])|河(?![东西南北])|湖(?![口北南])|山(?=志》|志（|[脉麓])")
_NAMED_FOR = re.compile("河(?![东西南北源])|山(?=[，。、镇乡村])|[东西南北中]?路(?![径演线子上过途桥])")
_TOWN = re.compile("镇(?![江平远雄赉安宁沅坪巴康原海])")
_SEATED = re.compile("在[\u4e00-\u9fff]{2,6}(?:召开|举行|举办)")  # 全市推进会在漳平召开: not 漳平's
_INVITED = re.compile("(?:邀请|特邀|聘请)[^，。；\n]*")  # 邀请昭通市专家授课，全市10个县: not theirs
_LONGEST_NAME = 16  # characters
_LEVELS = ("country", "province", "prefecture", "county")
_GONE_TO_LEARN = re.compile("(?:先后|分别|专程|组队)?[到赴]([^，。；\n]{2,40}?)(?:学习|取经|考察|参观|观摩)")
_AS_UNIT = re.compile(
    "[县市区]?委|[0-9一二两三四五六七八九十]{1,3}个?[县市区旗地](?!级)|史志|方志|地方志|年鉴|扶贫|[县区市]志|籍|、|等地|等[县市区旗州]|人民"
)
_COUNTED = re.compile("([两二三四五六七八九十]|[0-9]{1,2})[地县市区旗](?!级)")
_VISITS = re.compile(
    "[^，。；]{2,24}一行(?:[0-9]+人)?(?:[来到赴]|莅临|走进|深入)|[^，。；]{2,24}(?:到馆|来访|到访|来[^，。]{0,4}(?:取经|考察|学习|交流))"
)
_HELD_THERE = re.compile("(?:隆重|顺利|正式|成功)?(?:召开|举行|举办|开幕|启动)|[与同和]")
_ITS_WORK = re.compile("(?![江河湖])[\u4e00-\u9fff]{1,8}(?:志|年鉴|史)")
_OF_A_COUNTY = re.compile("(?![江河湖])[\u4e00-\u9fff]{0,6}(?:志|年鉴)(?=[（(·》0-9])")
_LOOKED_BACK_AT = 12  # names before an ambiguous one among which its parent is looked for


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit of the reference."""

    code: str
    name: str
    short: str
    level: str
    kind: str
    parent: str
    prefecture: str
    province: str

    @property
    def above(self) -> tuple[str, str, str]:
        """The codes of the units it lies in: its parent, its prefecture, its province."""
        return self.parent, self.prefecture, self.province


@dataclass(slots=True)
class Mention:
    """A unit named at ``start``..``end`` of the article's text."""

    start: int
    end: int
    surface: str
    code: str | None
    candidates: tuple[str, ...]
    rule: str
    in_title: bool = False
    relative: bool = False


@cache
def reference() -> dict[str, Unit]:
    """Every unit, present and former, by code."""
    return {
        row["unit_code"]: Unit(
            row["unit_code"], row["unit_name"], row["short_name"], row["level"], row["kind"],
            row["parent_unit_code"], row["prefecture_code"], row["province_code"],
        )
        for row in table("admin_units")
    }  # fmt: skip


@cache
def current_codes() -> frozenset[str]:
    """The codes of the units that exist today."""
    return frozenset(row["unit_code"] for row in table("admin_units") if row["is_current"] == "1")


@dataclass(frozen=True, slots=True)
class _Names:
    automaton: ahocorasick_rs.AhoCorasick
    meanings: tuple[tuple[tuple[str, str, bool], ...], ...]  # per pattern: (code, alias kind, needs context)
    surfaces: tuple[str, ...]
    former: frozenset[str]  # names that a present unit may have borne at another rank


@cache
def _names() -> _Names:
    meanings: dict[str, list[tuple[str, str, bool]]] = {}
    for row in table("unit_aliases"):
        meanings.setdefault(row["alias"], []).append((row["unit_code"], row["alias_kind"], row["needs_context"] == "1"))
    former = _former_forms(meanings)
    meanings.update(former)
    for body in vocabulary("central_bodies"):
        meanings.setdefault(body, []).append(("100000", "central", False))
    for word in vocabulary("unit_blockers"):
        meanings[word] = []
    surfaces = tuple(meanings)
    automaton = ahocorasick_rs.AhoCorasick(surfaces, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    guessed = frozenset(form for form, borne in former.items() if borne[0][1] == "former")
    return _Names(automaton, tuple(tuple(meanings[surface]) for surface in surfaces), surfaces, guessed)


def _former_forms(meanings: dict[str, list[tuple[str, str, bool]]]) -> dict[str, list[tuple[str, str, bool]]]:
    """祁阳县 of 祁阳市, 章丘市 of 章丘区: what a county was called at another rank, where one alone bears its name."""
    former: dict[str, list[tuple[str, str, bool]]] = {}
    for unit in reference().values():
        rank = unit.name[-3:]
        if rank in ("自治县", "自治旗") and unit.code in current_codes():
            form = unit.short.removesuffix("族") + rank  # 务川自治县
            if form not in meanings:
                former.setdefault(form, []).append((unit.code, "short_suffixed", False))
    for short, borne in meanings.items():
        codes = {code for code, _, _ in borne}
        if len(codes) > 1 or len(short) < 2 or any(kind != "short_county" for _, kind, _ in borne):
            continue
        unit = reference()[codes.pop()]
        for rank in _RANK_BEFORE.get(unit.kind, ""):
            form = short + rank
            if form not in meanings and not short.endswith(("县", "市", "区", "旗")):
                former[form] = [(unit.code, "former", False)]
    return former


@cache
def _generic() -> frozenset[str]:
    return frozenset(vocabulary("generic_unit_names"))


def all_inside(codes: Sequence[str], above: str) -> bool:
    """Whether there are units and all of them lie inside another one."""
    units = reference()
    return bool(codes) and all(above in units[code].above for code in codes)


def _rank(code: str) -> int:
    """How low a unit stands: 河北地方志办公室 is the province's and no district's."""
    return _LEVELS.index(reference()[code].level)


def unit_of(organisation: str) -> str | None:
    """The unit whose organisation it is, by code: the last of the units that its name begins with.

    >>> unit_of("四川省地方志工作办公室"), unit_of("内江市地方志办公室"), unit_of("中共山东省委党史研究院")
    ('510000', '511000', '370000')
    """
    code: str | None = None
    end = 2 if organisation.startswith("中共") else 0
    for pattern, start, stop in _names().automaton.find_matches_as_indexes(organisation):
        named = [
            meaning for meaning in _names().meanings[pattern] if meaning[1] != "central" and meaning[0] != "100000"
        ]
        if not named or start > end:
            break
        inside = [meaning[0] for meaning in named if code and reference()[meaning[0]].parent == code]
        code, end = (inside or [min((m[0] for m in named), key=_rank)])[0], stop
    return code


def names_unit(norm: str) -> bool:
    """Whether a text holds the name of a unit: one that needs no context, whole (鼓楼区, there are four), or a county's
    short form that opens a list.

    >>> names_unit("苏州市志书出版"), names_unit("强化组织领导"), names_unit("道真、松桃史志机构有新变化")
    (True, False, True)
    >>> names_unit("鼓楼区开展读志活动"), names_unit("打造新城区")
    (True, False)
    """
    meanings = _names().meanings
    for pattern, start, end in _names().automaton.find_matches_as_indexes(norm):
        whole = end - start > 2 and norm[end - 1] in "市县区旗" and norm[start:end] not in _generic()
        if any(whole or not needs for _, _, needs in meanings[pattern]):
            return True
        if meanings[pattern] and start == 0 and norm[end : end + 1] in ("、", "："):
            return True
    return False


def mentions(norm: str, titles: Sequence[tuple[int, int]], home: str | None, source_start: int) -> list[Mention]:
    """All units named in an article, in order; ``code`` is None where the text does not decide.

    ``norm``: the article's matching text; ``titles``: spans of 《》 titles; ``home``: the publisher's own unit;
    ``source_start``: where the source line begins (relative names look there when nothing else is named).
    """
    found = _scan(norm)
    _mark_titles(found, titles)
    _decide(norm, found, home)
    found += _pairs(norm, found)
    found += _relatives(norm, found, home, source_start)
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return found


def _scan(norm: str) -> list[Mention]:
    names = _names()
    result: list[Mention] = []
    for pattern, start, end in _matches(norm):
        meaning = names.meanings[pattern]
        if not meaning:
            continue
        if _COMPOUND.match(norm, end):
            compound = _COMPOUND.match(norm, end)
            assert compound is not None
            if not re.search("[，。、；：》]", compound.group()):
                continue
        central = meaning[0][1] == "central"
        candidates = tuple(dict.fromkeys(code for code, _, _ in meaning))
        strict = all(needs for _, _, needs in meaning) or names.surfaces[pattern] in _generic()
        code = candidates[0] if len(candidates) == 1 and not strict else None
        if code == "100000" and (not central or norm[end - 1 : end + 1] == "部门"):
            continue  # 县文化和旅游部门 is no ministry
        if _NAMESAKE.match(norm, end) and norm[end - 1] not in "省市州县区旗盟":
            continue  # a place that bears the same name: 玉林社区, 兴安州志
        if _WATER.match(norm, end) and all(_is_short_county(one, norm[start:end]) for one in candidates):
            continue  # 嘉陵江 is no 嘉陵区
        if _NAMED_FOR.match(norm, end) and all(reference()[one].name != norm[start:end] for one in candidates):
            continue  # 苏州河, 南京东路
        if _TOWN.match(norm, end) and all(reference()[one].level == "prefecture" for one in candidates):
            continue  # 金华镇, in 射洪市
        result.append(
            Mention(start, end, norm[start:end], code, candidates, "unit.central" if central else "unit.name")
        )
    return result


def _matches(norm: str) -> Iterator[tuple[int, int, int]]:
    """The names in a text, the longest at each place; 和静宁县 holds 静宁县, and no 和静 of 新疆."""
    names = _names()
    done = 0
    for found in names.automaton.find_matches_as_indexes(norm):
        pattern, start, end = found
        if start < done:
            continue
        if norm[start] == "和" and start and all(needs for _, _, needs in names.meanings[pattern]):
            after = names.automaton.find_matches_as_indexes(norm[start + 1 : end + _LONGEST_NAME])
            other, first, last = after[0] if after else (pattern, 1, 0)
            whole = any(not needs for _, _, needs in names.meanings[other])
            if first == 0 and whole and start + 1 + last > end:
                found = other, start + 1, start + 1 + last
        done = found[2]
        yield found


def _is_short_county(code: str, surface: str) -> bool:
    unit = reference()[code]
    return unit.level == "county" and unit.short == surface


def _mark_titles(found: Iterable[Mention], titles: Sequence[tuple[int, int]]) -> None:
    spans = iter(titles)
    span = next(spans, None)
    for mention in found:
        while span and span[1] <= mention.start:
            span = next(spans, None)
        mention.in_title = bool(span and span[0] <= mention.start)


def _decide(norm: str, found: list[Mention], home: str | None) -> None:
    """Decides the names that need it, in place; names that stay undecided keep ``code`` None."""
    units = reference()
    _forget_far_ones(found, home)
    named = {mention.code for mention in found if mention.code}
    official = {code for code in named if units[code].level == "county"}
    parents = {units[code].parent for code in named} | named | {home}
    spoken_of = {units[code].province for code in (*named, home) if code}
    today = {units[code].short for code in official if code in current_codes()}
    former = {
        units[code].short: code for code in official if code not in current_codes() and units[code].short not in today
    }
    for index, mention in enumerate(found):
        if mention.surface in former:
            mention.code = former[mention.surface]  # 双流 beside 双流县 is the former county
        if mention.code:
            before = found[index - 1] if index else None
            if before and before.end == mention.start and before.code == units[mention.code].parent:
                mention.rule = "unit.qualified"
            continue
        short = not mention.surface.endswith(("市", "县", "区", "旗", "州", "省", "盟"))
        generic = mention.surface in _generic()
        before = found[index - 1] if index else None
        if before and before.code and before.end == mention.start:
            children = [
                code
                for code in mention.candidates
                if units[code].parent == before.code or units[code].prefecture == before.code
            ]
            if len(children) == 1 and not (short and generic):
                mention.code, mention.rule = children[0], "unit.qualified"
                continue
        city = [
            code for code in mention.candidates if units[code].level == "prefecture" and code[:2] == (home or "")[:2]
        ]
        if short and len(city) == 1:
            listed = "、" in (norm[mention.start - 1 : mention.start], norm[mention.end : mention.end + 1])
            of_province = home in mention.candidates and not listed  # 《吉林年鉴》, but 长春、吉林 are cities
            mention.code = home if of_province else city[0]  # 本溪 is the city, also beside 本溪满族自治县
            continue
        renamed = [code for code in official if units[code].short == mention.surface] if short else []
        choices = renamed or [code for code in mention.candidates if code in official]
        if len(choices) == 1:
            mention.code = choices[0]
            continue
        wide = [code for code in mention.candidates if units[code].level in ("province", "prefecture")]
        at_home = [code for code in wide if home and code[:2] == home[:2]]
        if len(wide) == 1 or len(at_home) == 1:
            mention.code = (at_home or wide)[0]
            continue
        if province := _far_province(wide, spoken_of):
            mention.code = province
            continue
        near = [code for code in mention.candidates if units[code].parent in parents]
        if len(near) > 1:
            before_it = [m.code for m in found[max(0, index - _LOOKED_BACK_AT) : index] if m.code]
            led = next((code for above in reversed(before_it) for code in near if units[code].parent == above), None)
            near = [led] if led else near
        titled = norm[mention.start - 1 : mention.start] == "《" and _OF_A_COUNTY.match(norm, mention.end)
        at_home = [code for code in mention.candidates if home and code[:2] == home[:2]]
        if titled and len(at_home) == 1:
            mention.code = at_home[0]
            continue
        if len(near) == 1 and not generic and (not short or _reads_as_unit(norm, mention, units[near[0]])):
            mention.code = near[0]
            continue
        if not short and not generic:
            homely = [code for code in mention.candidates if home and code[:2] == home[:2]]
            if len(homely) > 1 and len({units[code].name for code in homely}) == 1:
                homely = [code for code in homely if code in current_codes()]  # 简阳市 moved from 资阳 to 成都
            if len(homely) == 1:
                mention.code = homely[0]
        elif not short and home and not home.endswith("0000"):
            inside = [code for code in mention.candidates if home in units[code].above]
            mention.code = inside[0] if len(inside) == 1 else None  # 市中区, in a bulletin of 内江
    for index, mention in enumerate(found):
        # 东区、西区: a generic name beside a sister unit that is decided; 《曹州牡丹图志》 is of flowers.
        common = mention.in_title and not mention.surface.endswith(("市", "县", "区", "旗"))
        if mention.code is None and mention.surface in _generic() and not common:
            sisters = [other for other in found[max(0, index - 2) : index + 3] if other.code and other is not mention]
            options = {
                code for code in mention.candidates for s in sisters if units[code].parent == units[s.code or ""].parent
            }
            if len(options) == 1:
                mention.code = options.pop()
    _decide_counted(norm, found, home)
    # A county's short form that nothing supports is an ordinary word, not an open question.
    found[:] = [
        m for m in found if m.code or (m.surface.endswith(("市", "县", "区", "旗")) and m.surface not in _generic())
    ]


def _far_province(wide: list[str], spoken_of: set[str]) -> str | None:
    """The province among those that bear a name, where nothing speaks of the others: 赴海南考察, 吉林省 and 吉林市."""
    units = reference()
    provinces = [code for code in wide if units[code].level == "province"]
    others = {units[code].province for code in wide} - set(provinces)
    return provinces[0] if len(provinces) == 1 and not others & spoken_of else None


def _decide_counted(norm: str, found: list[Mention], home: str | None) -> None:
    """Decides a list of short forms that is as long as it says: 海安、张家港、沛县、仪征四地."""
    ends = {mention.end: index for index, mention in enumerate(found)}
    for match in _COUNTED.finditer(norm):
        index = ends.get(match.start())
        if index is None:
            continue
        listed = [found[index]]
        while index and norm[found[index - 1].end : found[index].start] in ("、", "和"):
            index -= 1
            listed.append(found[index])
        if len(listed) != number(match[1]):
            continue
        for mention in listed:
            near = [code for code in mention.candidates if home and code[:2] == home[:2]]
            if mention.code is None and len(near) == 1:
                mention.code = near[0]


def _forget_far_ones(found: list[Mention], home: str | None) -> None:
    """Leaves names of another rank undecided whose province nothing speaks of: 《海阳县志》 of 潮州 is not 山东's."""
    units, former = reference(), _names().former
    spoken_of = {units[m.code].province for m in found if m.code and m.surface not in former} | {
        (home or "")[:2] + "0000"
    }
    for mention in found:
        if mention.code and mention.surface in former and units[mention.code].province not in spoken_of:
            mention.code = None


def _reads_as_unit(norm: str, mention: Mention, unit: Unit) -> bool:
    """Whether a county's short form is used as a name: before an office, a list mark, a gazetteer's noun."""
    before, end = norm[mention.start - 1 : mention.start], mention.end
    return bool(
        _AS_UNIT.match(norm, end)
        or (before in ("", "\n") and norm.startswith("：", end))  # 普宁：23日晚，…
        or (before in "到赴抵往至" and norm[end : end + 1] in "，。；、")  # 22日转赴康定，
        or (before == "在" and _HELD_THERE.match(norm, end))
        or (before in "《〈“、" and _ITS_WORK.match(norm, end))
    )


def _pairs(norm: str, found: list[Mention]) -> list[Mention]:
    result: list[Mention] = []
    named = {mention.start for mention in found}
    for match in [*_PAIR.finditer(norm), *_TRIPLE.finditer(norm)]:
        if match.start() in named:
            continue  # 辽宁史志 is no history of 辽 and 宁
        for group in range(1, match.re.groups + 1):
            code = _PROVINCE_SIGNS[match.group(group)]
            result.append(Mention(match.start(), match.end(), match.group(), code, (code,), "unit.pair"))
    for match in _ARRIVAL.finditer(norm):
        code = _PROVINCE_SIGNS[match.group(1)]
        result.append(Mention(match.start(1), match.end(1), match.group(1), code, (code,), "unit.pair"))
    return result


_RANK_BEFORE = {"county_city": "县", "district": "县市", "autonomous_county": "县", "autonomous_banner": "旗"}
# what such a unit may have been before, or is called for short
_LEVEL = {
    "省": ("province",),
    "市": ("province", "prefecture", "county"),
    "州": ("prefecture",),
    "县": ("county",),
    "区": ("county",),
    "盟": ("prefecture",),
    "旗": ("county",),
}


def _relatives(norm: str, found: list[Mention], home: str | None, source_start: int) -> list[Mention]:
    taken = {position for mention in found for position in range(mention.start, mention.end)}
    sentences = [match.end() for match in re.finditer("[。！？；\n]", norm)]
    paragraphs = [match.end() for match in re.finditer("\n", norm)]
    province = home[:2] + "0000" if home else None
    spoken_of = {m.code[:2] + "0000" for m in found if m.code and m.code != "100000"}
    first = min((m.start for m in found if m.code and m.code != "100000"), default=len(norm))
    if len(spoken_of) == 1 and province not in spoken_of and not re.search("省(?!份)", norm[:first]):
        province = next(iter(spoken_of))  # news that begins with another province, in which 省 is that one
    if province is None:
        province = next((m.code[:2] + "0000" for m in found if m.code and m.code != "100000"), None)
    fitting: dict[str, _Fitting] = {}
    title = norm.find("\n")
    guests = [match.span() for match in _INVITED.finditer(norm)]
    found = sorted(found, key=lambda mention: mention.start)
    hosts = [m for m in found if not any(start <= m.start < end for start, end in guests)]
    hosts = _without_visitors(norm, hosts, source_start)
    at_home = _without_visited(norm, hosts)
    result: list[Mention] = []
    for match in _RELATIVE.finditer(norm):
        start, end = match.span()
        if start in taken or (end - 1) in taken:
            continue
        if match.lastgroup == "organ" and start and norm[start - 1] in _NOT_BEFORE_RELATIVE:
            continue
        if (
            match.lastgroup == "organ"
            and norm[start - 1 : start] == "、"
            and norm[start - 2 : start - 1] in tuple("省市州县区")
        ):
            continue  # 市、县两级: levels, not units
        sign = match.group()[-1]
        if start and (start - 1) in taken and match.lastgroup == "organ":
            continue  # 泸州市政府: the unit itself stands there
        code = province
        if match.lastgroup == "region":
            code = province if _is_region(province) else _region_before(found, start)
        elif sign != "省":
            if sign not in fitting:
                fitting[sign] = _Fitting(sign, at_home, source_start, home, title)
            if match.group().startswith("该") and sign + "T" not in fitting:
                fitting[sign + "T"] = _Fitting(sign, hosts, source_start, home, title)
            if match.lastgroup == "whole" and sign + "W" not in fitting:
                seated = [m for m in at_home if not _SEATED.match(norm, m.start - 1)]
                fitting[sign + "W"] = _Fitting(sign, seated, source_start, home, title)
            meant = fitting[sign + "W" if match.lastgroup == "whole" else sign]
            sentence, paragraph = _last(sentences, start), _last(paragraphs, start)
            last = fitting[sign + "T"].last(start, paragraph) if match.group().startswith("该") else None
            code = last or meant.nearest(start, sentence, paragraph) or _own(sign, home)
        if code:
            result.append(Mention(start, end, match.group(), code, (code,), "unit.relative", relative=True))
    return result


def _is_region(code: str | None) -> bool:
    """Whether a province is an autonomous region."""
    unit = reference().get(code or "")
    return unit is not None and unit.name.endswith("自治区")


def _region_before(found: Sequence[Mention], position: int) -> str | None:
    """The autonomous region named last before a place, or whose city is: 在南宁，与自治区地方志办座谈."""
    last = bisect_left(found, position, key=lambda mention: mention.start)
    before = found[max(0, last - _LOOKED_BACK_AT) : last]
    regions = (reference()[m.code].province for m in reversed(before) if m.code)
    return next((code for code in regions if _is_region(code)), None)


def _without_visitors(norm: str, found: list[Mention], source_start: int) -> list[Mention]:
    """Leaves out who came to the unit that tells of it: 眉山市…一行来内，市地方志办陪同 is 内江's office."""
    units = reference()
    told_by = {m.code for m in found if m.code and m.start >= source_start}
    host = units.get(told_by.pop() or "") if len(told_by) == 1 else None
    if host is None or host.level not in ("prefecture", "county"):
        return found
    return [
        m
        for m in found
        if m.code in (None, host.code) or units[m.code or ""].level != host.level or not _VISITS.match(norm, m.end)
    ]


def _without_visited(norm: str, found: list[Mention]) -> list[Mention]:
    """Leaves out where those went to learn who were told of before: 屏山县…到叙永县学习，县地方志办 is 屏山's."""
    units = reference()
    titled = {m.code for m in found if m.start < norm.find("\n")}
    gone_to = iter([match.span(1) for match in _GONE_TO_LEARN.finditer(norm)])
    start, end = next(gone_to, (len(norm), len(norm)))
    told_of: set[str] = set()  # the levels of those told of before they went
    kept: list[Mention] = []
    for mention in found:
        while mention.start >= end:
            start, end = next(gone_to, (len(norm), len(norm)))
        level = units[mention.code].level if mention.code else ""
        if mention.start < start or mention.code in titled or level not in told_of:
            kept.append(mention)
        if mention.start < start:
            told_of.add(level)
    return kept


def _last(places: Sequence[int], position: int) -> int:
    """The last of some places that does not lie behind a position; 0 where there is none."""
    index = bisect_right(places, position)
    return places[index - 1] if index else 0


class _Fitting:
    """The units of one article that a sign (市, 州, 县, 区) can mean, for look-up by place."""

    def __init__(self, sign: str, found: Sequence[Mention], source_start: int, home: str | None, title: int) -> None:
        fitting = [(m.start, code, m.in_title) for m in found if (code := _meant(sign, m.code))]
        own = _own(sign, home)
        self._own = own if own and home and own[:2] == home[:2] and (own == home or own[2:] != "0000") else None
        if own and reference()[own].level == "province" and sign == "市":
            fitting = [item for item in fitting if item[1] == own]  # Chongqing's own bulletin: the municipality alone
        elif own and home and reference()[home].level != "province":
            # In a city's or county's own bulletin 市 and 县 are itself, or a unit inside it, never a neighbour.
            fitting = [item for item in fitting if own in (item[1], reference()[item[1]].prefecture)]
        if any(reference()[code].name.endswith(sign) for _, code, _ in fitting):
            fitting = [item for item in fitting if reference()[item[1]].name.endswith(sign)]  # 县 is no 市 beside one
        body = sorted((start, code) for start, code, in_title in fitting if start < source_start and not in_title)
        self._starts = [start for start, _ in body]
        self._codes = [code for _, code in body]
        self._source = next((code for start, code, _ in sorted(fitting) if start >= source_start), None)
        self._titled = next((code for start, code, _ in sorted(fitting) if start < title), None)

    def last(self, position: int, paragraph: int) -> str | None:
        """The last one before a place in its paragraph: whom 该县 points back to."""
        before = bisect_left(self._starts, position)
        return self._codes[before - 1] if before and self._starts[before - 1] >= paragraph else None

    def nearest(self, position: int, sentence: int, paragraph: int) -> str | None:
        """The last one before a place in its sentence, the first one of its paragraph, then those further away."""
        before = bisect_left(self._starts, position)
        if before and self._starts[before - 1] >= sentence:
            return self._codes[before - 1]
        leading = bisect_left(self._starts, paragraph)
        if leading < len(self._starts) and self._starts[leading] < sentence:
            return self._codes[leading]
        if leading:
            # Of those that the paragraphs before name, the one whose article it is; not the last guest at its meeting.
            last = self._codes[leading - 1]
            if self._titled and self._titled in reference()[last].above:
                return self._titled  # 市地方志办 below a paragraph on 江油市, in an article on 绵阳市
            return self._source if self._source in self._codes[:leading] else last
        after = bisect_right(self._starts, position)
        return self._source or self._own or (self._codes[after] if after < len(self._codes) else None)


def _meant(sign: str, code: str | None) -> str | None:
    """The unit that a sign alone means where a unit was named: itself, or the prefecture of a county."""
    unit = reference().get(code or "")
    if unit is None:
        return None
    if unit.level in _LEVEL[sign] and _fits(sign, unit):
        return unit.code
    above = reference().get(unit.prefecture)
    if sign in "市州" and unit.level == "county" and above is not None and _fits(sign, above):
        return above.code
    return None


def _own(sign: str, home: str | None) -> str | None:
    """The publisher's own unit, or its prefecture, where the sign fits it."""
    own = reference().get(home or "")
    for code in (own.code, own.prefecture) if own else ():
        unit = reference().get(code)
        if unit is not None and unit.level in _LEVEL[sign] and _fits(sign, unit):
            return code
    return None


def _fits(sign: str, unit: Unit) -> bool:
    if sign == "区":
        return unit.kind == "district"
    if sign == "县":
        return unit.kind in ("county", "autonomous_county", "county_city", "district")
    if sign == "州":
        return unit.kind == "autonomous_prefecture"
    return unit.name.endswith("市")
