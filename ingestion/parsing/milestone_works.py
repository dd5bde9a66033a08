"""Which works a passage is about: what is said to have reached a stage.

The work is the title printed in the clause, else one that the article prints for that unit, else the series spoken of
(扶贫志). The series' names stand in ``stages.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ingestion.parsing.signals import anchored
from ingestion.parsing.units import reference
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.event_rules import Event
    from ingestion.parsing.statements import Clause, Statement
    from ingestion.parsing.titles import Title

_FAR = 1000  # characters back to what a paragraph has named; a real one is shorter
_MOST_WORKS = 40  # told of in one clause; a real one names two dozen
_COMPILED = ("gazetteer", "yearbook", "chronicle", "history", "album", "book")
_TRADES = ("史志", "方志", "修志")
_OF_A_UNIT = re.compile("[省市县区州旗盟]志")  # 《内江糖业志》 is no work of the third round
_NESTED = re.compile(
    "(?<=〈)[^〈〉]{2,20}(?:志|年鉴)(?:（[^（）]*）)?(?=〉)"  # 《〈理塘县志（2006—2020）〉编纂工作方案》
    "|“[^“”]{2,20}”(?:丛书|文库)"  # 《“甬上口述”丛书编纂工作方案》
)
_SHOWN = ("published", "awarded", "final_review", "reviewing")
_OF_LEVELS = ("县志", "市志", "区志", "州志")
REVIEWS = ("reviewing", "final_review")
_BEFORE_DRAFTING = ("launched", "planned", "organized", "outline", "collecting")
_OF_ALL = re.compile("[0-9一二两三四五六七八九十]+个|各[市县区]|全[市省州]")  # 6个县的综合年鉴: not the city's own
_TRADE = anchored("修志|编纂|编修|编写|编辑|编委|资料(?:收集|征集)|篇目|大纲")
_DRAFTS = re.compile(
    "(?:[0-9]+个(?:县|市|区))?(?:[0-9]{4}年?卷?)?(?:综合年鉴|年鉴|志书|志|[县区市]志|扶贫志)?(?:送审|复审|初)?(?:稿件?|(?<=[志鉴]))"
)
_BEGINS = re.compile("(?:首[卷部]|其中)?《")
_AUDITED = re.compile("审核|审查|评审|评议|论证")
_CONTENTS = re.compile("(?:内|共|分别)?(?:收录?|辑[录入]|含|包括|囊括)(?:有|了)?")
POINTS_BACK = anchored(
    "(?:该|此|这部)(?:志|书|鉴|年鉴|卷|丛书|画册)|(?<![\u4e00-\u9fff])(?:志稿|书稿|鉴稿|丛书|全书)"
    "|(?<=[对将把])(?:志稿|书稿|鉴稿)(?=进行)"
)
_OF_NO_WORK = re.compile(
    "质量|创建|精品|抽查|评比|评选|培训|会议|竞赛|征文|考核|通报|名单|整改|督办|督查|保密|经费|扫尾|报审|组建|发展规划|批示|出版发行|发行工作|征订|防控"
    "|月报|收尾|攻坚”?(?:行动|任务)|活动的通知|编[写纂](?:出版)?规范|[复终]审(?:后|意见)"
    "|征集[^》]{0,8}资料的通知|资料(?:征集|收集)(?:工作|试点)?的通知"
    "|审查验收|进一步规范"
    "|加快(?:推进)?第?二轮(?:修志|市县志书|志书)"
)
_SERIES_IN_TITLE = re.compile(
    "第?[一二三四]轮(?:地方)?(?:志书|修志|地方志)|(?:乡?镇|村|县|市)（[^（）]{1,8}）志|[\u4e00-\u9fff]{0,12}?(?:扶贫志|小康志|脱贫攻坚志)"
    "|[\u4e00-\u9fff]{2,14}年鉴(?:（[^（）]*）)?"
    "|[\u4e00-\u9fff]{1,12}(?:志|史)(?:（[^（）]*）)?(?=编|资料|续修|总纂|评审|征集|篇目|工作)"
)
_OF_PEOPLE = re.compile("(?:扶贫志|小康志|脱贫攻坚志)$")
_PREPARING = re.compile(
    "^(?:关于|做好|加快|加强|切实|推动|全力|进一步|启动|组织|成立|调整|实施|和|开展|切实抓好|市|、|县级|推进|印发|编纂|征集|工程|建立|完善|落实|健全)+(?=..)"
)
_COUNTED = re.compile("[0-9]+(?:余|多)?[部卷册]")
_LONGEST_PASSAGE = 1000  # characters; a real one, a list of a province's counties, has 750
_NEAR = 300  # characters back to the title that 该志 points to
_OF_YEAR = re.compile("^年(?=[\u4e00-\u9fff]{2,}年鉴)|^年?(?:度|卷|版)(?=(?:地方)?(?:综合)?年鉴)")
_CAME_OUT = re.compile("创刊|出刊|出版")
_EACH = re.compile("分别|均|都|双双|先后")
_NEIGHBOURS = re.compile("[两二三四五六](?:方|地|省市|省|市|县)(?!级)|双方")
SKETCH = re.compile("大纲|篇目|纲目|框架")
_JOINTLY = anchored(
    "(?:联合|共同|合作|携手|联手|协同)(?:组织|牵头)?(?:编|纂|修|启动|推出|出版|组建)|合编|合纂|合撰|共编|共修|[两三四五]地编"
    "|双方[^，。；]{0,6}(?:就|围绕|议定|商定|审定)(?=《)"
    "|联席会(?:议)?，?(?:讨论|审议|研究|商定|确定)"
)


def joint_works(context: Context) -> set[str]:
    """The titles, naming no unit, that several units compile together: 遂宁市与潼南区合编的《涪江志》."""
    article = context.article
    joint: set[str] = set()
    for match in _JOINTLY.finditer(article.plain):
        start = article.after_last("，。；：\n", match.start())
        several = len({mention.code for mention in context.units_in(start, match.start(), titles=False)}) > 1
        if not several and not match.group().startswith("双方"):
            continue
        end = article.plain.find("，", match.end())
        named = context.titles_in(match.start(), end if end >= 0 else len(article.plain))
        told_from = article.after_last("。！？\n", match.start())
        if not named and POINTS_BACK.search(article.plain, told_from, match.start()):
            named = context.titles_in(max(0, start - _NEAR), start)[-1:]
        joint.update(t.title for t in named if t.kind in _COMPILED and context.owner(t) is None)
    if _NEIGHBOURS.search(article.plain) or any(m.rule == "unit.pair" for m in context.units):
        for t in context.titles:
            paragraph = max(article.after_last("\n", t.start), t.start - _NEAR)
            sketched = SKETCH.search(article.plain, t.end, article.plain.find("。", t.end))
            alone = len({m.code for m in context.units_in(paragraph, t.start, titles=False)}) == 1
            if sketched and not alone and t.kind in _COMPILED and context.owner(t) is None:
                joint.add(t.title)
    return joint


def owners_told(context: Context, unit: str | None, start: int, event: Event) -> list[str | None]:
    """The counties whose drafts a city has reviewed: 对阆中市、仪陇县2025卷年鉴稿进行集中评审."""
    told = [m for m in context.units_in(start, event.end, titles=False) if m.code]
    inner = [m for m in told if m.code != unit and unit in reference()[m.code or ""].above]
    drafts = _DRAFTS.match(context.article.plain, inner[-1].end, event.end) if inner else None
    return list(dict.fromkeys(m.code for m in inner)) if drafts else [unit]


def at_hand(context: Context, unit: str | None, start: int, stage: str) -> list[tuple[str, str | None]]:
    """The only work that the paragraph has named so far: 青阳县编《青阳黄精志》。…组建编写专班，于3月底完成初稿."""
    if stage in ("planned", "awarded", "renamed", "published"):
        return []
    paragraph = max(context.article.after_last("\n", start), start - _FAR)
    printed = {t.title: t for t in context.titles_in(paragraph, start) if t.kind in _COMPILED}
    if not printed and POINTS_BACK.search(context.article.plain, paragraph, start):
        referred = _referred(context, unit, paragraph, start)  # 启动该志编纂。2022年11月，编辑部完成初稿
        return [referred] if referred else []
    only = next(iter(printed.values())) if len(printed) == 1 else None
    if only is None or context.is_model(only) or context.owner(only) != unit:
        return []
    return [(only.title, unit)]


def told_on(context: Context, unit: str | None, event: Event) -> list[tuple[str, str | None]]:
    """The work whose course a sentence tells: 该志于2018年4月启动编纂，历经四易其稿，2020年12月通过终审."""
    sentence = max(context.article.after_last("。！？\n", event.verb), event.verb - _FAR)
    if not POINTS_BACK.search(context.article.plain, sentence, event.verb):
        return []
    referred = _referred(context, unit, sentence, event.verb)
    return [referred] if referred else []


def series_before(context: Context, unit: str | None, clause: int) -> list[tuple[str, str | None]]:
    """The series that a paragraph has spoken of (脱贫攻坚志): what its counties found committees and plans for."""
    start = max(context.article.after_last("\n", clause), clause - _NEAR)
    spoken = list(_series().finditer(context.article.plain, start, clause))
    series = context.article.norm[slice(*spoken[-1].span())] if spoken else ""
    return [(series, unit)] if series and series not in (*_OF_LEVELS, "年鉴", "志书") else []


def titles_before(context: Context, event: Event) -> list[str]:
    """The title that a sentence named before its clause (《天全年鉴》编纂体现了特色，得到省二等奖); all with 均."""
    sentence = context.article.after_last("。！？\n", event.verb)
    clause = context.article.after_last("，。；：\n", event.verb)
    kinds = (*_COMPILED, "media") if event.event_type == "commendation" else _COMPILED
    named = [t for t in context.titles_in(sentence, event.verb) if t.kind in kinds and not context.is_model(t)]
    if _EACH.search(context.article.plain, clause, event.end):
        named = [t for t in named if context.title_unit(t) == event.unit] or named
        return [t.title for t in named if context.title_unit(t) in (event.unit, None)]
    if named and context.title_unit(named[-1]) in (event.unit, None):
        run = [t for t in named if context.run_of_titles(t) == context.run_of_titles(named[-1])]
        return [t.title for t in run if context.title_unit(t) in (event.unit, None)]
    return [t.title for t in named if event.event_type == "commendation" and context.owner(t) == event.unit][-1:]


def heading(context: Context, clause: Clause, end: int) -> list[tuple[str, str | None]]:
    """The title that a clause without a unit begins with, of whatever unit it is: 首卷《茫崖年鉴》正在抓紧编写."""
    if clause.subject or not _BEGINS.match(context.article.plain, clause.start):
        return []
    first = [t for t in context.titles_in(clause.start, end) if t.kind in _COMPILED and not context.is_model(t)][:1]
    return [(t.title, context.title_unit(t)) for t in first if context.title_unit(t)]


def series_spoken_of(context: Context, unit: str, statement: Statement, clause: Clause) -> list[tuple[str, str | None]]:
    """The series that a roundup goes through, for a unit of which no work is named: 高坪区分纂过半，嘉陵区转入总纂."""
    printed = any(t.kind in _COMPILED for t in context.titles_of(unit))
    if unit not in clause.subject or printed or context.titles_in(clause.start, clause.end):
        return []
    article = context.article
    paragraph = max(article.after_last("\n", clause.start), clause.start - _FAR)
    for start, end in ((paragraph, clause.start), article.title):
        named = list(_series().finditer(article.plain if end == clause.start else article.norm, start, end))
        if named:
            return [(article.norm[slice(*named[-1].span())], unit)]
    return []


def works_of(
    context: Context, unit: str | None, start: int, end: int, stage: str, *, named: bool = False
) -> list[tuple[str, str | None]]:
    """The works that a passage is about, with the unit each belongs to, for one acting unit; ``named``: only in it."""
    start = max(start, end - _LONGEST_PASSAGE)
    issued = _issued(context, stage, start, end)
    titles = [
        title
        for title in context.titles_in(start, end)[-_MOST_WORKS:]
        if (title.kind in _COMPILED or title.kind in issued) and not context.is_model(title)
    ]
    if stage == "renamed" or (titles and re.search("更名|改名|改称|定名", context.article.plain[start:end])):
        renamed_from = stage != "renamed" and "而来" in context.article.plain[start:end]
        return [(titles[0 if renamed_from else -1].title, unit)] if titles else []
    dealt = _dealt_out(context, unit, titles)
    if dealt is not None:
        return [(dealt.title, unit)]
    own: list[Title] = []
    others: list[Title] = []
    for title in titles:
        (own if _belongs(context.title_unit(title), unit) else others).append(title)
    if own:
        inner = [(t.title, context.title_unit(t)) for t in others if _inside(context, t, unit)]
        return list(dict.fromkeys([*((t.title, unit) for t in own), *(inner if stage in _SHOWN else [])]))
    if titles:
        audited = stage == "outline" and _AUDITED.search(context.article.plain, start, end)
        founded = stage == "organized" and len(titles) == 1 and _inside(context, titles[0], unit)
        shown = stage in _SHOWN or audited or founded  # 甘孜州组建《色达县志》编纂专班
        return list(dict.fromkeys((t.title, context.title_unit(t)) for t in titles)) if shown else []
    referred = _referred(context, unit, start, end)
    if referred:
        return [referred]
    for document in context.titles_in(start, end):
        other = context.owner(document)
        if other != unit and other in context.clause_subject(document.start):
            continue  # A、B分别印发《A…方案》《B…方案》
        series = _concerned(document)
        if series and stage not in _SHOWN:
            return [(_by_name(context, unit, name), unit) for name in series]
    if stage == "planned" and _OF_NO_WORK.search(context.article.norm, start, end):
        return []
    if stage in _SHOWN and context.titles_in(start, end):
        return []  # what came out is named, and it is no such work: 编印《村志编写手册》
    series_name = _series_of(context, unit, start, end, named)
    spoken_of = _series().search(context.article.plain, start, end)
    if stage == "collecting" and spoken_of and _COUNTED.match(context.article.plain, spoken_of.end()):
        return []  # 已出版村志61部，征集家谱1200余件
    if stage == "collecting" and not (named or spoken_of):
        return _collected_for(context, unit, start, end, series_name)
    if not series_name:
        of_trade = stage in _BEFORE_DRAFTING and _TRADE.search(context.article.norm, start, end)
        only = only_work(context, unit) if of_trade else None
        return [(only, unit)] if only else []
    if "轮修志" in series_name:
        return [(_by_name(context, unit, series_name), unit)]
    if "年鉴" in series_name and not _OF_ALL.search(context.article.plain, start, end):
        return [(only_work(context, unit, "yearbook") or series_name, unit)]
    printed = [
        t.title
        for t in sorted([*context.titles_of(unit), *context.titles_of(None)[:_MOST_WORKS]], key=lambda t: t.start)
        if t.kind in _COMPILED and series_name in t.title and context.title_unit(t) == unit and not context.is_model(t)
    ]
    several = len(set(printed)) > 1 and stage not in ("organized", "planned", "outline")
    meant = printed[0] if printed and stage not in ("launched", "awarded") and not several else series_name
    return [(meant, unit)]


def _collected_for(
    context: Context, unit: str | None, start: int, end: int, series_name: str | None
) -> list[tuple[str, str | None]]:
    """The work that material was gathered for: 已收到38个单位报送的资料 beside the plan of 《理塘县志》."""
    only = only_work(context, unit)
    printed = only and context.article.norm.find(only, context.article.after_last("\n", start), start) >= 0
    if printed or (not series_name and _TRADE.search(context.article.norm, start, end)):
        series_name = only
    series_name = series_name or next(iter(series_before(context, unit, start)), (None,))[0]
    return [(series_name, unit)] if series_name else []


def only_work(context: Context, unit: str | None, *kinds: str) -> str | None:
    """The only compiled work of a unit that the article prints: whose committee it is that the unit founds."""
    own = context.titles_of(unit)
    meant = kinds or ("gazetteer", "yearbook")
    printed = {t.title for t in own if t.kind in meant and not context.is_model(t)}
    if not printed and not kinds:
        printed = {name for t in own if t.kind == "document" for name in _NESTED.findall(t.title)}
    return printed.pop() if len(printed) == 1 else None


def is_about_work_of(context: Context, unit: str) -> bool:
    """Whether the article's title tells of the unit's only work: 泸州市推进扶贫志编纂 beside 《泸州扶贫志》."""
    only, series = only_work(context, unit), _series().search(context.article.norm, *context.article.title)
    return only is not None and series is not None and series.group() in only


@cache
def _series() -> re.Pattern[str]:
    names = "|".join(sorted(rules("stages")["series"], key=len, reverse=True))
    return re.compile(f"(?:{names})(?![办书士鉴]|电子书)")


def _issued(context: Context, stage: str, start: int, end: int) -> tuple[str, ...]:
    """The kinds that are told of as works: honoured films and periodicals, a periodical come out (《巴蜀史志》出刊)."""
    if stage == "awarded":
        return ("media", "periodical")
    came_out = stage == "published" and _CAME_OUT.search(context.article.plain, start, end)
    return ("periodical",) if came_out else ()


def _concerned(document: Title) -> list[str]:
    """The works that an official paper says it is about: 《关于加快第二轮修志的通知》, 《〈理塘县志〉编纂方案》."""
    if document.kind != "document" or _OF_NO_WORK.search(document.title):
        return []
    named = [name for name in _SERIES_IN_TITLE.findall(document.title) if "轮" in name or not name.endswith(_TRADES)]
    return [_OF_YEAR.sub("", name) for name in named] + _NESTED.findall(document.title)


def _by_name(context: Context, unit: str | None, name: str) -> str:
    """The work that a document's title means by a series: the unit's only yearbook, or gazetteer of this round."""
    of_people = _OF_PEOPLE.search(name)
    if of_people:  # 《四川省扶贫志编纂方案》 beside 《四川扶贫志》
        printed = {t.title for t in context.titles_of(unit) if t.kind in _COMPILED and of_people.group() in t.title}
        return printed.pop() if len(printed) == 1 else _PREPARING.sub("", name)
    kinds = ("yearbook",) if name.endswith("年鉴") else ("gazetteer",) if "轮" in name else ()
    only = only_work(context, unit, *kinds) if kinds else None
    return only if only and ("轮" not in name or _OF_A_UNIT.search(only)) else _PREPARING.sub("", name)


def _referred(context: Context, unit: str | None, start: int, end: int) -> tuple[str, str | None] | None:
    """The work that a passage points back to: 该志, 志稿, 丛书首发式 after its title."""
    if not POINTS_BACK.search(context.article.plain, start, end):
        return None
    before = [
        title
        for title in context.titles_in(max(0, start - _NEAR), start)
        if title.kind in _COMPILED and not _is_contained(context, title)
    ]
    last = before[-1] if before and not context.is_model(before[-1]) else None
    if last is None:
        return None
    owner = context.title_unit(last)
    return (
        (last.title, unit) if owner in (unit, None) else (last.title, owner) if _inside(context, last, unit) else None
    )


def _is_contained(context: Context, title: Title) -> bool:
    """Whether a title is but what another work holds: 《…汇刊》出版，收《…州志》《…里志》3种."""
    clause = context.article.after_last("，。；：\n", title.start)
    return _CONTENTS.match(context.article.plain, clause) is not None


def _belongs(owner: str | None, unit: str | None) -> bool:
    """Whether a title's unit is the acting unit, or one that became it (《大丰县志》 of 大丰区)."""
    if owner is None or owner == unit:
        return True
    units = reference()
    before, after = units.get(owner), units.get(unit or "")
    return before is not None and after is not None and (before.short, before.parent) == (after.short, after.parent)


def _inside(context: Context, title: Title, unit: str | None) -> bool:
    """Whether a title is the work of a unit inside the acting one: a prefecture presents its counties' books."""
    owner = reference().get(context.title_unit(title) or "")
    return owner is not None and unit in owner.above


def _dealt_out(context: Context, unit: str | None, titles: list[Title]) -> Title | None:
    """The acting unit's own title where as many titles as units follow 分别: A、B分别完成《…》和《…》的付印."""
    if len(titles) < 2:
        return None
    subject = context.clause_subject(titles[0].start)
    if unit not in subject or len(subject) != len(titles):
        return None
    clause_start = context.article.after_last("，。；：\n", titles[0].start)
    return titles[subject.index(unit)] if "分别" in context.article.plain[clause_start : titles[0].start] else None


def _series_of(context: Context, unit: str | None, start: int, end: int, named: bool) -> str | None:
    """The series spoken of for a unit: the one behind its name (成都市全面小康志), the first one, or the article's."""
    plain = context.article.plain
    found = list(_series().finditer(plain, start, end))
    whole = [match for match in found if not context.inside_unit(match.start())]
    of_title = _series().search(context.article.norm, *context.article.title)
    if found and not whole and of_title and of_title.group() not in _OF_LEVELS:
        return of_title.group()  # 第二轮志书：华蓥市志通过复审
    for match in found:
        before = context.units_in(start, match.start(), titles=False)
        if before and before[-1].code == unit and match.start() - before[-1].end <= 6:
            return context.article.norm[slice(*match.span())]
    if found:
        return context.article.norm[slice(*found[0].span())]
    if named:
        return None
    return of_title.group() if of_title else None
