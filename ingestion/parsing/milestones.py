"""Milestones: a compiled work reaching a stage, one row per work, unit and stage.

Which work is meant is told in ``milestone_works.py``. The words of each stage stand in ``stages.toml``; the rule id is
``milestone.<stage>``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ingestion.parsing import targets
from ingestion.parsing.dates import Date
from ingestion.parsing.event_rules import PUSHED, spelt_out
from ingestion.parsing.milestone_works import (
    POINTS_BACK,
    REVIEWS,
    SKETCH,
    at_hand,
    heading,
    is_about_work_of,
    joint_works,
    owners_told,
    series_before,
    series_spoken_of,
    titles_before,
    told_on,
    works_of,
)
from ingestion.parsing.signals import Places, Signals, anchored
from ingestion.parsing.units import reference
from ingestion.reference import rules

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.event_rules import Event
    from ingestion.parsing.statements import Clause, Statement

_ATTRIBUTIVE = re.compile(r"(?:工作|任务)?(?:的|以来)")
_FOUNDED = re.compile(
    "编委会|委员会|(?<!试点工作)领导小组|编辑部|编写组|专班|(?:编纂|编写|编修)(?:办公室|班子|队伍|团队)"
)
_OF_PAPERS = ("planned", "awarded")  # told by titles' words too
_SET_UP = ("planned", "organized", "collecting", "drafting")
_OF_ROSTER = re.compile("(?:全[省市县区州旗]|自治[区州县])[^，。；]{0,4}(?:共|累计)")
_CEREMONY = re.compile("(?:首发|发行)(?:式|仪式)")
_TAUGHT = re.compile("讲授|讲解|授课|辅导")
_OF_DRAFT = re.compile("[初复终]审")
_ESSAYS = re.compile("征文|竞赛|大赛")
_TALLY = re.compile(r"[0-9两二三四五六七八九十]+(?:余|多)?(?:[部册卷]|个(?![^，。；]{0,4}(?:单位|部门)))")
_TOPIC = anchored(
    "(?:就|围绕|针对|关于)[^，。；]*(?:交流|探讨|研讨|讨论|座谈|沟通|介绍|发言|汇报|说明|讲解|辅导|授课|指导)"
)
_TO_PEOPLE = re.compile("[为向对给][^，。]{0,8}[0-9]+(?:余|多)?(?:名|位)[^，。]{0,12}(?:颁|授|予以|进行)")
_AND_THE_LIKE = re.compile("(?:[、和及][^，。；]{2,16})*等(?:工作|环节|程序|阶段|流程|方面|内容|业务)")
_LISTED = re.compile("[、和及](?!《)")
_TOOK_PART = re.compile("(?:参加|参与)[^，。；《]{0,4}$|(?:参加|参与)(?:评审|评议|审查|审读)|质量(?:评审|评议|审查)")
_HOW_REVIEWED = re.compile("[^，。；]{0,4}(?:机制|制度|办法)")
_NEAR = 6  # characters
_LONGEST_CLAUSE = 500  # characters
_COMPARED = 100  # milestones before, of which no real article has as many
_A_WORK = re.compile("该(?:志|书|年鉴)|《")


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
    titled: re.Pattern[str] | None  # read only where the title of the article says this of the unit
    before: re.Pattern[str] | None  # read only where the sentence has said this before


@cache
def _stages() -> tuple[_Stage, ...]:
    return tuple(
        _Stage(
            item["stage"],
            tuple(item.get("events", ())),
            anchored("|".join(spelt_out(item["words"]))),
            *(re.compile(item[key]) if key in item else None for key in ("titled", "before")),
        )
        for item in rules("stages")["stage"]
    )


@cache
def _signals() -> Signals:
    return Signals([stage.words.pattern for stage in _stages()])


def milestones(context: Context, events: list[Event]) -> list[Milestone]:
    """All milestones of an article: of its events, and of clauses that tell of a stage without an event."""
    from ingestion.parsing.events import silent_heads

    found: list[Milestone] = []
    places = _signals().scan(context.article.norm)
    verbs = sorted(event.verb for event in events)
    for event in events:
        if event.status == "happened":
            for milestone in _of_event(context, places, event) or _of_plan(context, event, found):
                _add(context.article.norm, found, milestone)
    heads = silent_heads(context)
    for statement in context.statements:
        if statement.sentence.start in heads:
            continue
        for clause in statement.clauses:
            told = bisect_left(verbs, clause.start) < bisect_left(verbs, min(clause.end, statement.speech_from))
            spoken = clause.start >= statement.speech_from
            if not told and (not spoken or _A_WORK.match(context.article.plain, clause.start)):
                for milestone in _of_clause(context, places, statement, clause):
                    _add(context.article.norm, found, milestone)
    return _joined(context, found)


def _joined(context: Context, found: list[Milestone]) -> list[Milestone]:
    """Milestones with those of a joint work told once, of nobody's own."""
    joint = joint_works(context)
    if not joint:
        return found
    kept: list[Milestone] = []
    for milestone in found:
        if milestone.work in joint:
            milestone.unit = None
        _add(context.article.norm, kept, milestone)
    return kept


def _add(text: str, found: list[Milestone], new: Milestone) -> None:
    """One row per work, unit and stage: 扶贫志 and 宜宾市扶贫志 of one unit are one work, the fuller name stays."""
    for known in found[-_COMPARED:]:
        same = known.work in new.work or new.work in known.work
        undated = known.work == new.work and None in (known.date, new.date)
        near = undated or _edtf(known) == _edtf(new) or abs(known.end - new.end) < 120
        passed = (new.stage, known.stage) == ("reviewing", "final_review") and new.unit == known.unit
        if same and passed and (None in (known.date, new.date) or _edtf(known) == _edtf(new)):
            return  # what was said of the draft at its final review
        came_of_it = (known.stage, new.stage) == ("reviewing", "final_review") and new.unit == known.unit
        same_stage = (known.unit, known.stage) == (new.unit, new.stage)
        named = same_stage and new.stage in REVIEWS and known.work not in text[known.start : known.end]
        if ((same and came_of_it) or named) and new.start <= known.start and known.end <= new.end:
            found.remove(known)  # 召开《泸州屯堡志》评审会，志稿通过终审; 召开志书复审会，对《潼关县志》进行审查
            break
        once = known.work == new.work and new.stage == "published"
        if same and (near or once) and (known.unit, known.stage) == (new.unit, new.stage):
            if len(new.work) > len(known.work):
                known.work = new.work
            return
    found.append(new)


def _edtf(milestone: Milestone) -> str | None:
    return milestone.date.edtf if milestone.date else None


def _of_event(context: Context, places: Places, event: Event) -> list[Milestone]:
    clause_start = context.article.after_last("，。；：\n", event.verb)
    shares = _shares(context, event, clause_start)
    result: list[Milestone] = []
    for index in places.patterns(clause_start, event.end):
        stage = _stages()[index]
        said = _said(context, stage, event, clause_start)
        if said is None or not (_is_titled(context, stage, event.unit) and _is_after(context, stage, clause_start)):
            continue
        share = shares if stage.stage not in _OF_PAPERS else None
        if share and not any(share[0] <= end < share[1] for end in said):
            continue
        for work, unit in _works_of_event(context, event, stage.stage, clause_start):
            rule = f"milestone.{stage.stage}"
            result.append(Milestone(event.start, event.end, rule, work, unit, stage.stage, event.date))
    return result


def _is_titled(context: Context, stage: _Stage, unit: str | None) -> bool:
    """Whether an article's title says what the stage needs of it: 动员会, under 成都市启动全面小康志编纂."""
    start, end = context.article.title
    if stage.titled is None:
        return True
    named = any(mention.code == unit for mention in context.units_in(start, end))
    return named and stage.titled.search(context.article.norm, start, end) is not None


def _is_after(context: Context, stage: _Stage, clause: int) -> bool:
    """Whether a clause's sentence has said what the stage needs before it: 组织终审, of 志稿全部通过."""
    start = context.article.after_last("。！？\n", clause)
    return stage.before is None or stage.before.search(context.article.plain, start, clause) is not None


def _said(context: Context, stage: _Stage, event: Event, start: int) -> tuple[int, int] | None:
    """Where an event's clause says that a stage was reached: its first and last character."""
    if stage.events and event.event_type not in stage.events:
        return None
    start = max(start, event.verb - _LONGEST_CLAUSE)
    plain, norm = context.article.plain[start : event.end], context.article.norm[start : event.end]
    words = norm if stage.stage in _OF_PAPERS else plain
    said = stage.words.finditer(words)
    if stage.stage == "outline":
        said = chain(said, stage.words.finditer(norm))  # 印发《〈绵阳年鉴〉编纂大纲》
    match = next((match for match in said if not _ATTRIBUTIVE.match(words, match.end())), None)
    if match is None or (stage.stage == "outline" and _OF_DRAFT.search(plain)):
        return None  # 召开复审会，专家围绕篇目结构提出修改意见
    stop = words.find("，", match.end())
    sketched = _only_sketched(words, 0, stop if stop >= 0 else len(words))
    if stage.stage in REVIEWS and (sketched or _is_no_review(words, match)):
        return None
    return start + match.start(), start + match.end() - 1


def _works_of_event(context: Context, event: Event, stage: str, start: int) -> list[tuple[str, str | None]]:
    """The works that an event carries to a stage, with the unit each belongs to."""
    plain = context.article.plain
    own = context.about if _reviewed_from_above(context, event) else event.unit
    titled = context.titles_in(start, event.end)
    before = [] if titled else titles_before(context, event)
    if stage == "awarded" and not (titled or before or POINTS_BACK.search(plain, start, event.end)):
        return []  # a prize for a unit's work on yearbooks is no yearbook's
    if stage == "awarded" and _TO_PEOPLE.search(plain, start, event.end):
        return []  # 为12名编纂人员颁发荣誉证书
    acting = event.unit if titled else own
    named = [(work, own) for work in before] or works_of(
        context, acting, start, event.end, stage, named=stage == "awarded"
    )
    if not (named or titled) and stage in _SET_UP:
        named = series_before(context, own, start)
    if not (named or titled):
        named = told_on(context, own, event) or at_hand(context, own, start, stage)
    if stage in REVIEWS and not titled:
        named = [
            (work if inner == unit else meant, inner)
            for work, unit in named
            for inner in owners_told(context, unit, start, event)
            for meant, _ in (works_of(context, inner, start, event.end, stage) or [(work, inner)])[:1]
        ]
    if stage == "published" and _CEREMONY.search(plain, start, event.end):
        unowned = {title.title for title in titled if context.owner(title) is None}
        named = [(work, event.unit if work in unowned else unit) for work, unit in named]  # 首发式在仪陇县举行
    return [(work, own if unit == event.unit else unit) for work, unit in named]


def _reviewed_from_above(context: Context, event: Event) -> bool:
    """Whether a city reviews works of the county that the article is about, whose titles name nobody else, or the one
    that the article's title tells of: 《程阳村志》编纂侧记.
    """
    if event.event_type != "review" or context.about is None or event.unit not in reference()[context.about].above:
        return False
    titles = context.titles_in(event.start, event.end)
    by_it = context.article.plain.startswith("由", event.verb)  # 由绵阳市地方志办公室审查验收
    if not titles and [context.owner(t) for t in context.titles_in(*context.article.title)] == [context.about]:
        return True
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


def _of_clause(context: Context, places: Places, statement: Statement, clause: Clause) -> list[Milestone]:
    """A stage told without an event of its own: 转入资料收集阶段."""
    from ingestion.parsing.event_dates import governing_date, is_background, is_history
    from ingestion.parsing.event_rules import vocabulary

    plain = context.article.plain
    end = clause.end if clause.start >= statement.speech_from else min(clause.end, statement.speech_from)
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
        if stage.titled or (stage.events and stage.stage not in ("launched", "published")):
            continue
        match = stage.words.search(plain, clause.start, end) if _is_after(context, stage, clause.start) else None
        if stage.stage == "outline":
            match = match or stage.words.search(context.article.norm, clause.start, end)
        if stage.stage in REVIEWS and match and _only_sketched(plain, clause.start, match.end()):
            continue
        if stage.stage in REVIEWS and match and _is_no_review(plain, match):
            continue
        if stage.stage != "outline" and _TOPIC.search(plain, clause.start, end):
            continue
        if stage.stage == "collecting" and _ESSAYS.search(plain, statement.sentence.start, end):
            continue
        of_roster = stage.stage == "collecting" and _OF_ROSTER.search(plain, clause.start, end)
        if stage.stage == "published" and PUSHED.search(plain, clause.start, end):
            continue
        if match and _TAUGHT.search(plain, clause.start, match.start()):
            continue  # 专家讲授篇目拟定、资料收集
        if not match or _ATTRIBUTIVE.match(plain, match.end()) or _AND_THE_LIKE.match(plain, match.end()):
            continue
        date = governing_date(context, statement, clause, match.start())
        if not of_a_work and is_history(context, date):
            continue
        for unit in context.subject(statement, clause, match.start()):
            if of_roster and not is_about_work_of(context, unit):
                continue
            works = works_of(context, unit, clause.start, end, stage.stage, named=True)
            works = works or heading(context, clause, end)
            works = works or works_of(context, unit, statement.sentence.start, end, stage.stage)
            for work, owner in works or series_spoken_of(context, unit, statement, clause):
                result.append(
                    Milestone(statement.sentence.start, end, f"milestone.{stage.stage}", work, owner, stage.stage, date)
                )
    return result


def _is_no_review(plain: str, match: re.Match[str]) -> bool:
    """Whether who came (参加评审) or how reviews are done (建立互审机制) is told, or yearbooks' quality is compared."""
    lead = plain[max(0, match.start() - _NEAR) : match.end()]
    return _TOOK_PART.search(lead) is not None or _HOW_REVIEWED.match(plain, match.end()) is not None


def _only_sketched(plain: str, start: int, end: int) -> bool:
    """Whether what is reviewed is but an outline: 将《…志》纲目提交专家评议."""
    return SKETCH.search(plain, start, end) is not None and "稿" not in plain[start:end]


def _demanded_before(demand: re.Pattern[str], statement: Statement, clause: Clause, plain: str) -> bool:
    """Whether the clauses before, back to the one that says who acts, make a demand: 各镇要重视修志，推进《…》编纂."""
    for other in reversed([c for c in statement.clauses if c.start < clause.start]):
        if demand.search(plain, other.start, other.end):
            return True
        if other.subject:
            break
    return False


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
