"""Milestones: a compiled work reaching a stage, one row per work, unit and stage.

The work is the title printed in the clause, else one that the article prints for that unit, else the series spoken of
(扶贫志). The words of each stage stand in ``stages.toml``; the rule id is ``milestone.<stage>``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingestion.parsing import targets
from ingestion.parsing.dates import Date
from ingestion.parsing.event_rules import PUSHED, spelt_out
from ingestion.parsing.signals import Places, Signals, anchored
from ingestion.parsing.titles import Title
from ingestion.parsing.units import reference
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.event_rules import Event
    from ingestion.parsing.statements import Clause, Statement

_COMPILED = ("gazetteer", "yearbook", "chronicle", "history", "album", "book")
_TRADES = ("史志", "方志", "修志")
_OF_A_UNIT = re.compile("[省市县区州旗盟]志")  # 《内江糖业志》 is no work of the third round
_NESTED = re.compile("〈([^〈〉]{2,20}(?:志|年鉴)(?:（[^（）]*）)?)〉")  # 《〈理塘县志（2006—2020）〉编纂工作方案》
_SHOWN = ("published", "awarded", "final_review", "reviewing")
_ATTRIBUTIVE = re.compile(r"(?:工作|任务)?(?:的|以来)")
_FOUNDED = re.compile(
    "编委会|委员会|(?<!试点工作)领导小组|编辑部|编写组|专班|(?:编纂|编写|编修)(?:办公室|班子|队伍|团队)"
)
_OF_LEVELS = ("县志", "市志", "区志", "州志")
_REVIEWS = ("reviewing", "final_review")
_SET_UP = ("planned", "organized", "collecting", "drafting")
_BEFORE_DRAFTING = ("launched", "planned", "organized", "outline", "collecting")
_OF_ALL = re.compile("[0-9一二两三四五六七八九十]+个|各[市县区]|全[市省州]")  # 6个县的综合年鉴: not the city's own
_TRADE = anchored("修志|编纂|编修|编写|编辑|编委|资料(?:收集|征集)|篇目|大纲")
_TALLY = re.compile(r"[0-9两二三四五六七八九十]+(?:余|多)?(?:部|册|个|卷)")
_TOPIC = anchored(
    "(?:就|围绕|针对|关于)[^，。；]*(?:交流|探讨|研讨|讨论|座谈|沟通|介绍|发言|汇报|说明|讲解|辅导|授课|指导)"
)
_TO_PEOPLE = re.compile("[为向对给][^，。]{0,8}[0-9]+(?:余|多)?(?:名|位)[^，。]{0,12}(?:颁|授|予以|进行)")
_CONTENTS = re.compile("(?:内|共|分别)?(?:收录?|辑[录入]|含|包括|囊括)(?:有|了)?")
_AND_THE_LIKE = re.compile("(?:[、和及][^，。；]{2,16})*等(?:工作|环节|程序|阶段|流程|方面|内容|业务)")
_LISTED = re.compile("[、和及](?!《)")
_COMPARED = 100  # milestones before, of which no real article has as many
_A_WORK = re.compile("该(?:志|书|年鉴)|《")
_POINTS_BACK = anchored("(?:该|此|这部)(?:志|书|鉴|年鉴|卷|丛书|画册)|(?<![\u4e00-\u9fff])(?:志稿|书稿|鉴稿|丛书|全书)")
_OF_NO_WORK = re.compile("质量|创建|精品|抽查|评比|评选|培训|会议|竞赛|征文|考核|通报")
_NEAR = 300  # characters back to the title that 该志 points to
_OF_YEAR = re.compile("^年(?=[\u4e00-\u9fff]{2,}年鉴)|^年?(?:度|卷|版)(?=年鉴)")
_CAME_OUT = re.compile("创刊|出刊|出版")
_EACH = re.compile("分别|均|都|双双|先后")
_HANDBOOKS = ("手册", "指南")
_REPEATED = re.compile(r"借鉴|参照|参考|学习|比照")
_NEIGHBOURS = re.compile("[两二三四五六](?:方|地|省市|省|市|县)(?!级)|双方")
_SKETCH = re.compile("大纲|篇目|纲目|框架")
_JOINTLY = anchored(
    "(?:联合|共同|合作|携手|联手|协同)(?:组织|牵头)?(?:编|纂|修|启动|推出|出版|组建)|合编|合纂|合撰|共编|共修|[两三四五]地编"
    "|联席会(?:议)?，?(?:讨论|审议|研究|商定|确定)"
)


@dataclass(slots=True)
class Milestone:
    """A work at a stage, read at ``start``..``end``."""

    start: int
    end: int
    rule: str
    work: str
    unit: str | None
    stage: str
    date: Date | None


@dataclass(frozen=True, slots=True)
class _Stage:
    stage: str
    events: tuple[str, ...]
    words: re.Pattern[str]


@cache
def _stages() -> tuple[_Stage, ...]:
    return tuple(
        _Stage(item["stage"], tuple(item.get("events", ())), anchored("|".join(spelt_out(item["words"]))))
        for item in rules("stages")["stage"]
    )


@cache
def _signals() -> Signals:
    return Signals([stage.words.pattern for stage in _stages()])


@cache
def _series() -> re.Pattern[str]:
    names = "|".join(sorted(rules("stages")["series"], key=len, reverse=True))
    return re.compile(f"(?:{names})(?![办书士])")


def milestones(context: Context, events: list[Event]) -> list[Milestone]:
    """All milestones of an article: of its events, and of clauses that tell of a stage without an event."""
    from ingestion.parsing.events import silent_heads

    found: list[Milestone] = []
    places = _signals().scan(context.article.norm)
    verbs = sorted(event.verb for event in events)
    for event in events:
        if event.status == "happened":
            for milestone in _of_event(context, places, event) or _of_plan(context, event, found):
                _add(found, milestone)
    heads = silent_heads(context)
    for statement in context.statements:
        if statement.sentence.start in heads:
            continue
        for clause in statement.clauses:
            told = bisect_left(verbs, clause.start) < bisect_left(verbs, min(clause.end, statement.speech_from))
            if clause.start < statement.speech_from and not told:
                for milestone in _of_clause(context, places, statement, clause):
                    _add(found, milestone)
    return _joined(found, _joint_works(context))


def _joint_works(context: Context) -> set[str]:
    """The titles, naming no unit, that several units compile together: 遂宁市与潼南区合编的《涪江志》."""
    article = context.article
    joint: set[str] = set()
    for match in _JOINTLY.finditer(article.plain):
        start = article.after_last("，。；：\n", match.start())
        if len({mention.code for mention in context.units_in(start, match.start(), titles=False)}) < 2:
            continue
        end = article.plain.find("，", match.end())
        named = context.titles_in(match.start(), end if end >= 0 else len(article.plain))
        if not named and _POINTS_BACK.search(article.plain, start, match.start()):
            named = context.titles_in(max(0, start - _NEAR), start)[-1:]
        joint.update(t.title for t in named if t.kind in _COMPILED and context.owner(t) is None)
    if _NEIGHBOURS.search(article.plain) or any(m.rule == "unit.pair" for m in context.units):
        for t in context.titles:
            sketched = _SKETCH.search(article.plain, t.end, article.plain.find("。", t.end))
            if sketched and t.kind in _COMPILED and context.owner(t) is None:
                joint.add(t.title)
    return joint


def _joined(found: list[Milestone], joint: set[str]) -> list[Milestone]:
    """Milestones with those of a joint work told once, of nobody's own."""
    if not joint:
        return found
    kept: list[Milestone] = []
    for milestone in found:
        if milestone.work in joint:
            milestone.unit = None
        _add(kept, milestone)
    return kept


def _add(found: list[Milestone], new: Milestone) -> None:
    """One row per work, unit and stage: 扶贫志 and 宜宾市扶贫志 of one unit are one work, the fuller name stays."""
    for known in found[-_COMPARED:]:
        same = known.work in new.work or new.work in known.work
        undated = known.work == new.work and None in (known.date, new.date)
        near = undated or _edtf(known) == _edtf(new) or abs(known.end - new.end) < 120
        passed = (new.stage, known.stage) == ("reviewing", "final_review") and new.unit == known.unit
        if same and passed:
            return  # what was said of the draft at its final review
        if same and near and (known.unit, known.stage) == (new.unit, new.stage):
            if len(new.work) > len(known.work):
                known.work = new.work
            return
    found.append(new)


def _edtf(milestone: Milestone) -> str | None:
    return milestone.date.edtf if milestone.date else None


def _of_event(context: Context, places: Places, event: Event) -> list[Milestone]:
    clause_start = context.article.after_last("，。；：\n", event.verb)
    shares = _shares(context, event, clause_start)
    whole = context.article.norm[clause_start : event.end]
    result: list[Milestone] = []
    own = context.about if _reviewed_from_above(context, event) else event.unit
    for index in places.patterns(clause_start, event.end):
        stage = _stages()[index]
        fits = event.event_type in stage.events if stage.events else True
        words = whole if stage.stage in ("planned", "awarded") else context.article.plain[clause_start : event.end]
        said = stage.words.finditer(words) if fits else ()
        match = next((match for match in said if not _ATTRIBUTIVE.match(words, match.end())), None)
        if match is None:
            continue
        if stage.stage in _REVIEWS and _only_sketched(words, 0, match.end()):
            continue
        ends = (clause_start + match.start(), clause_start + match.end() - 1)
        share = shares if stage.stage not in ("planned", "awarded") else None
        if share and not any(share[0] <= end < share[1] for end in ends):
            continue
        titled = context.titles_in(clause_start, event.end)
        works = [] if titled else _titles_before(context, event)
        named = [(work, own) for work in works] or _works(
            context, event.unit if titled else own, clause_start, event.end, stage.stage, named=stage.stage == "awarded"
        )
        points_back = _POINTS_BACK.search(context.article.plain, clause_start, event.end)
        if stage.stage == "awarded" and not (titled or works or points_back):
            continue  # a prize for a unit's work on yearbooks is no yearbook's
        if stage.stage == "awarded" and _TO_PEOPLE.search(context.article.plain, clause_start, event.end):
            continue  # 为12名编纂人员颁发荣誉证书
        if not (named or titled) and stage.stage in _SET_UP:
            named = _series_before(context, own, clause_start)
        if not (named or titled):
            named = _told_on(context, own, event)
        for work, unit in named:
            whose = own if unit == event.unit else unit
            result.append(
                Milestone(event.start, event.end, f"milestone.{stage.stage}", work, whose, stage.stage, event.date)
            )
    return result


def _told_on(context: Context, unit: str | None, event: Event) -> list[tuple[str, str | None]]:
    """The work whose course a sentence tells: 该志于2018年4月启动编纂，历经四易其稿，2020年12月通过终审."""
    sentence = context.article.after_last("。！？\n", event.verb)
    if not _POINTS_BACK.match(context.article.plain, sentence):
        return []
    referred = _referred(context, unit, sentence, event.verb)
    return [referred] if referred else []


def _series_before(context: Context, unit: str | None, clause: int) -> list[tuple[str, str | None]]:
    """The series that a paragraph has spoken of (脱贫攻坚志): what its counties found committees and plans for."""
    start = max(context.article.after_last("\n", clause), clause - _NEAR)
    spoken = list(_series().finditer(context.article.plain, start, clause))
    series = spoken[-1].group() if spoken else ""
    return [(series, unit)] if series and series not in (*_OF_LEVELS, "年鉴", "志书") else []


def _reviewed_from_above(context: Context, event: Event) -> bool:
    """Whether a city reviews works of the county that the article is about, whose titles name nobody else."""
    if event.event_type != "review" or context.about is None or event.unit not in reference()[context.about].above:
        return False
    titles = context.titles_in(event.start, event.end)
    by_it = context.article.plain.startswith("由", event.verb)  # 由绵阳市地方志办公室审查验收
    return by_it or (bool(titles) and not any(context.owner(title) for title in titles))


def _of_plan(context: Context, event: Event, found: list[Milestone]) -> list[Milestone]:
    """What is founded for the work whose plan the sentence told of: 印发《…志编纂方案》，成立领导小组."""
    start = context.article.after_last("。！？；\n", event.verb)
    clause = context.article.after_last("，。；：\n", event.verb)
    founded = event.event_type == "organization" and _FOUNDED.search(context.article.plain, clause, event.end)
    above = reference()[event.unit].above if event.unit else ()
    planned = [
        m
        for m in found[-3:]
        if m.stage == "planned" and m.start >= start and (m.unit == event.unit or (m.unit in above and "轮" in m.work))
    ]
    if not founded or not planned or context.titles_in(clause, event.end):
        return []
    work = planned[-1].work
    return [Milestone(event.start, event.end, "milestone.organized", work, event.unit, "organized", event.date)]


def _titles_before(context: Context, event: Event) -> list[str]:
    """The title that a sentence named before its clause (《天全年鉴》编纂体现了特色，得到省二等奖); all with 均."""
    sentence = context.article.after_last("。！？\n", event.verb)
    clause = context.article.after_last("，。；：\n", event.verb)
    kinds = (*_COMPILED, "media") if event.event_type == "commendation" else _COMPILED
    named = [t for t in context.titles_in(sentence, event.verb) if t.kind in kinds and not _is_model(context, t)]
    if _EACH.search(context.article.plain, clause, event.end):
        named = [t for t in named if context.title_unit(t) == event.unit] or named
        return [t.title for t in named if context.title_unit(t) in (event.unit, None)]
    if named and context.title_unit(named[-1]) in (event.unit, None):
        run = [t for t in named if context.run_of_titles(t) == context.run_of_titles(named[-1])]
        return [t.title for t in run if context.title_unit(t) in (event.unit, None)]
    return [t.title for t in named if event.event_type == "commendation" and context.owner(t) == event.unit][-1:]


def _of_clause(context: Context, places: Places, statement: Statement, clause: Clause) -> list[Milestone]:
    """A stage told without an event of its own: 转入资料收集阶段."""
    from ingestion.parsing.event_dates import governing_date, is_background, is_history
    from ingestion.parsing.event_rules import vocabulary

    plain = context.article.plain
    end = min(clause.end, statement.speech_from)
    candidates = places.patterns(clause.start, end)
    if not candidates:
        return []
    if targets.is_due(context, clause.start, end) or context.people_in(clause.start, end):
        return []
    tally = _TALLY.search(plain, clause.start, end)
    named = bool(context.titles_in(clause.start, end)) or len(clause.subject) > 1
    listed = tally is not None and plain[tally.start() - 1] == "等" and named
    if tally and not listed and "全部" not in plain[clause.start : end]:
        return []
    words = vocabulary()
    if not clause.subject and _demanded_before(words.obliged, statement, clause, plain):
        return []
    pushed = statement.own and plain.startswith(("加快推进", "有序推进", "扎实推进"), clause.start)
    wanted = words.obliged if clause.subject or pushed else words.exhorted  # 安岳县加快推进村志编纂 is told of it
    if any(not_told.search(plain, clause.start, end) for not_told in (wanted, words.planned)):
        return []
    if words.ahead.match(plain, statement.sentence.start):
        return []
    told_of = statement.sentence.start if not clause.subject else clause.start
    of_a_work = _A_WORK.match(plain, told_of)  # 该志自去年3月启动编纂: no news, but what became of it
    if not of_a_work and is_background(context, statement, clause, end):
        return []
    result: list[Milestone] = []
    for index in candidates:
        stage = _stages()[index]
        if stage.events and stage.stage not in ("launched", "published"):
            continue
        match = stage.words.search(plain, clause.start, end)
        if stage.stage == "outline":
            match = match or stage.words.search(context.article.norm, clause.start, end)
        if stage.stage in _REVIEWS and match and _only_sketched(plain, clause.start, match.end()):
            continue
        if stage.stage != "outline" and _TOPIC.search(plain, clause.start, end):
            continue
        if stage.stage == "published" and PUSHED.search(plain, clause.start, end):
            continue
        if not match or _ATTRIBUTIVE.match(plain, match.end()) or _AND_THE_LIKE.match(plain, match.end()):
            continue
        date = governing_date(context, statement, clause, match.start())
        if not of_a_work and is_history(context, date):
            continue
        for unit in context.subject(statement, clause, match.start()):
            works = _works(context, unit, clause.start, end, stage.stage, named=True)
            works = works or _works(context, unit, statement.sentence.start, end, stage.stage)
            for work, owner in works or _spoken_of(context, unit, statement, clause):
                result.append(
                    Milestone(statement.sentence.start, end, f"milestone.{stage.stage}", work, owner, stage.stage, date)
                )
    return result


def _spoken_of(context: Context, unit: str, statement: Statement, clause: Clause) -> list[tuple[str, str | None]]:
    """The series that a roundup goes through, for a unit of which no work is named: 高坪区分纂过半，嘉陵区转入总纂."""
    printed = any(t.kind in _COMPILED and context.owner(t) == unit for t in context.titles)
    if unit not in clause.subject or printed or context.titles_in(clause.start, clause.end):
        return []
    article = context.article
    for start, end in ((article.after_last("\n", clause.start), clause.start), article.title):
        named = list(_series().finditer(article.plain if end == clause.start else article.norm, start, end))
        if named:
            return [(named[-1].group(), unit)]
    return []


def _only_sketched(plain: str, start: int, end: int) -> bool:
    """Whether what is reviewed is but an outline: 将《…志》纲目提交专家评议."""
    return _SKETCH.search(plain, start, end) is not None and "稿" not in plain[start:end]


def _demanded_before(demand: re.Pattern[str], statement: Statement, clause: Clause, plain: str) -> bool:
    """Whether the clauses before, back to the one that says who acts, make a demand: 各镇要重视修志，推进《…》编纂."""
    for other in reversed([c for c in statement.clauses if c.start < clause.start]):
        if demand.search(plain, other.start, other.end):
            return True
        if other.subject:
            break
    return False


def _works(
    context: Context, unit: str | None, start: int, end: int, stage: str, *, named: bool = False
) -> list[tuple[str, str | None]]:
    """The works that a passage is about, with the unit each belongs to, for one acting unit; ``named``: only in it."""
    titles = [
        title
        for title in context.titles_in(start, end)
        if (title.kind in _COMPILED or _is_issued(context, title, stage, start, end)) and not _is_model(context, title)
    ]
    if stage == "renamed" or (titles and re.search("更名|改名|改称|定名", context.article.plain[start:end])):
        return [(titles[-1].title, unit)] if titles else []
    dealt = _dealt_out(context, unit, titles)
    if dealt is not None:
        return [(dealt.title, unit)]
    own = [title for title in titles if _belongs(context.title_unit(title), unit)]
    if own:
        inner = [(t.title, context.title_unit(t)) for t in titles if t not in own and _inside(context, t, unit)]
        return list(dict.fromkeys([*((t.title, unit) for t in own), *(inner if stage in _SHOWN else [])]))
    if titles:
        return list(dict.fromkeys((t.title, context.title_unit(t)) for t in titles)) if stage in _SHOWN else []
    referred = _referred(context, unit, start, end)
    if referred:
        return [referred]
    for document in context.titles_in(start, end):
        series = re.findall(
            r"第?[一二三四]轮(?:地方)?(?:志书|修志|地方志)|[\u4e00-\u9fff]{0,12}?(?:扶贫志|小康志|脱贫攻坚志)|[\u4e00-\u9fff]{2,8}年鉴(?:（[^（）]*）)?|[\u4e00-\u9fff]{2,12}(?:志|史)(?:（[^（）]*）)?(?=编|资料|续修|总纂|评审|征集|篇目|工作)",
            document.title,
        )
        series = [_OF_YEAR.sub("", name) for name in series if "轮" in name or not name.endswith(_TRADES)]
        series += _NESTED.findall(document.title)
        other = context.owner(document)
        if other != unit and other in context.clause_subject(document.start):
            continue  # A、B分别印发《A…方案》《B…方案》
        if document.kind == "document" and not _OF_NO_WORK.search(document.title) and series and stage not in _SHOWN:
            return [(_by_name(context, unit, name), unit) for name in series]
    if stage == "planned" and any(_OF_NO_WORK.search(document.title) for document in context.titles_in(start, end)):
        return []
    if stage in _SHOWN and context.titles_in(start, end):
        return []  # what came out is named, and it is no such work: 编印《村志编写手册》
    series_name = _series_of(context, unit, start, end, named)
    if not series_name:
        only = (
            _only_work(context, unit)
            if stage in _BEFORE_DRAFTING and _TRADE.search(context.article.norm, start, end)
            else None
        )
        return [(only, unit)] if only else []
    if "年鉴" in series_name and not _OF_ALL.search(context.article.plain, start, end):
        only = _only_work(context, unit, "yearbook")
        return [(only or series_name, unit)]
    printed = [
        t.title
        for t in context.titles
        if t.kind in _COMPILED and series_name in t.title and context.title_unit(t) == unit
    ]
    return [(printed[0] if printed and stage in ("organized", "planned", "outline") else series_name, unit)]


def _is_issued(context: Context, title: Title, stage: str, start: int, end: int) -> bool:
    """Whether a film or a periodical is told of as a work: honoured, or come out itself (《巴蜀史志》第3期出刊)."""
    if stage == "awarded":
        return title.kind in ("media", "periodical")
    came_out = _CAME_OUT.search(context.article.plain, start, end)
    return title.kind == "periodical" and stage == "published" and came_out is not None


def _by_name(context: Context, unit: str | None, name: str) -> str:
    """The work that a document's title means by a series: the unit's only yearbook, or gazetteer of this round."""
    kinds = ("yearbook",) if name.endswith("年鉴") else ("gazetteer",) if "轮" in name else ()
    only = _only_work(context, unit, *kinds) if kinds else None
    return only if only and ("轮" not in name or _OF_A_UNIT.search(only)) else _bare(name)


def _only_work(context: Context, unit: str | None, *kinds: str) -> str | None:
    """The only compiled work of a unit that the article prints: whose committee it is that the unit founds."""
    printed = {
        t.title
        for t in context.titles
        if t.kind in (kinds or ("gazetteer", "yearbook")) and not _is_model(context, t) and context.owner(t) == unit
    }
    return printed.pop() if len(printed) == 1 else None


def _referred(context: Context, unit: str | None, start: int, end: int) -> tuple[str, str | None] | None:
    """The work that a passage points back to: 该志, 志稿, 丛书首发式 after its title."""
    if not _POINTS_BACK.search(context.article.plain, start, end):
        return None
    before = [
        title
        for title in context.titles_in(max(0, start - _NEAR), start)
        if title.kind in _COMPILED and not _is_contained(context, title)
    ]
    last = before[-1] if before and not _is_model(context, before[-1]) else None
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


def _shares(context: Context, event: Event, clause_start: int) -> tuple[int, int] | None:
    """The part of a clause that is the event's unit's own: A、B分别召开资料验收会和统稿会."""
    plain = context.article.plain
    at = plain.find("分别", clause_start, event.end)
    subject = context.clause_subject(clause_start) if at >= 0 else ()
    if len(subject) < 2 or event.unit not in subject or plain.startswith(("分别于", "分别以"), at):
        return None
    marks = [at, *(m.start() for m in _LISTED.finditer(plain, at, event.end)), event.end]
    parts = list(pairwise(marks))
    return parts[subject.index(event.unit)] if len(parts) == len(subject) else None


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


def _bare(name: str) -> str:
    return re.sub(
        r"^(?:关于|做好|加快|加强|切实|推动|全力|进一步|启动|组织|成立|调整|实施|和|开展|切实抓好|市|、|县级|推进|印发|编纂|工程)+(?=..)",
        "",
        name,
    )


def _is_model(context: Context, title: Title) -> bool:
    """Whether a title is no work at hand: a model that was drawn on (借鉴《…》), or a handbook of the trade."""
    if title.title.endswith(_HANDBOOKS):
        return True
    plain = context.article.plain
    clause_start = context.article.after_last("，。；：\n", title.start)
    return bool(_REPEATED.search(plain, clause_start, title.start))
