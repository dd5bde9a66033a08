"""What a clause tells again or goes on about, and which second verb of a sentence is an event of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingestion.parsing.dates import Date
from ingestion.parsing.event_hosts import LOOKING, THAT_WORK
from ingestion.parsing.event_rules import LOOKED_BACK_AT, Event, Rule

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.statements import Clause, Statement

GIVEN_AWAY = re.compile("赠|捐|配发|发放|案头|参阅")
_SHOWN = re.compile("展出(?=[^，。]{0,24}[0-9])")
_GIVING = re.compile("(?:赠书|捐赠|赠送|送书)[^，。]{0,4}(?:仪式|活动)")
_CEREMONIES = ("publication", "outreach", "training", "meeting")
_AT_MEETING = re.compile("会议|会上|座谈会|调研组|期间")
_BY_THE_MEETING = re.compile("(?:会议|与会(?:专家|人员|代表)|评审组)")
_LECTURED = re.compile("(?:作|做|开展|进行)(?:了)?[^，。]*(?:报告|讲座|宣讲|党课)")
_EXPERTS = re.compile("[^，。]{0,8}(?:专家|评委|评审组|与会人员|会议)")
_UNVEILED = re.compile("揭[幕牌]|剪彩")
_THIS_ONE = re.compile("[此本](?:次|届)(?!会议(?:还|决定))")
_LIST_OF_TITLES = re.compile(r"(?:《※+》(?:（[^）]*）)?[、和及与]{0,2}(?:画册|图册|读本|志书|年鉴|图书)?){2,}")


def retold(
    context: Context, statement: Statement, rule: Rule, clause: Clause, date: Date | None, works: list[str], unit: str,
    found: list[Event],
) -> bool:  # fmt: skip
    """Whether a work's review or publication was told before, and this only says what came of it, or who printed it."""
    that_work = THAT_WORK.search(context.article.plain, clause.start, clause.end)
    if rule.event_type == "review" and not works:
        works = [title.title for title in context.titles_in(statement.sentence.start, clause.end)]
    if rule.event_type not in ("review", "publication") or not (works or that_work):
        return False
    if date and date.basis != "inherited":
        return False
    return any(
        e.event_type == rule.event_type and unit in e.units and e.date and set(works) <= set(e.works)
        for e in found[-LOOKED_BACK_AT:]
    )


def elaborates(
    context: Context, statement: Statement, clause: Clause, rule: Rule, verb: int, known: list[Event],
    paragraph: list[Event], subjects: tuple[str, ...], found: list[Event],
) -> bool:  # fmt: skip
    """Whether a clause goes on about a meeting, training or review that the paragraph has told of already."""
    plain = context.article.plain
    if _THIS_ONE.match(plain, clause.start) and paragraph:
        return True
    others = (
        rule.event_type == "commendation"
        and clause.subject
        and not any(e.event_type == "commendation" and e.unit in clause.subject for e in paragraph)
    )  # 万卷书等17人被授予“先进个人”称号: honoured beside those told of before
    if (
        not others
        and context.people_in(clause.start, clause.end)
        and any(e.event_type in rule.after for e in paragraph)
    ):
        return True
    if rule.event_type == "other" and known and context.article.plain.startswith(("共", "累计"), clause.start):
        return True
    anonymous = not context.people_in(clause.start, clause.end)
    led = clause.subject and (anonymous or rule.event_type == "commendation")
    if not led and any(e.event_type in rule.after for e in known):
        return not context.titles_in(clause.start, clause.end)
    goes_on = (rule.id in LOOKING or rule.id == "event.other.reported") and _by_the_same(context, statement, paragraph)
    if rule.id == "event.other.reported" and any(
        e.event_type in ("meeting", "visit")
        for e in (paragraph if goes_on or _AT_MEETING.match(plain, statement.sentence.start) else known)
    ):
        return True
    if rule.event_type == "publication" and not context.titles_in(clause.start, clause.end):
        told = [e for e in paragraph if e.event_type == "publication" and e.unit in subjects]
        days = [d for d in statement.dates if d.edtf and d.start < verb]
        another = any(clause.start <= d.start for d in days) or any(
            e.date and d.edtf != e.date.edtf for d in days for e in told
        )
        if told and not another:
            return True
    if rule.id == "event.commendation.given" and any(e.event_type in _CEREMONIES for e in known):
        return False
    if rule.event_type == "visit" and (not clause.subject or context.is_party(clause.start)):
        party = context.is_party(statement.sentence.start)
        seen = {
            code
            for e in (found[-LOOKED_BACK_AT:] if party else paragraph)
            if e.event_type == "visit" and e not in known
            for code in e.units
        }
        named = {m.code for m in context.units_in(statement.sentence.start, clause.end, titles=False)}
        if seen and named <= seen:
            return True
    if rule.id == "event.other.collected" and not clause.subject and any(e.event_type == "visit" for e in known):
        return True  # 走访老人，收集口述资料26段: what a journey brought home
    met = any(e.event_type == "meeting" for e in paragraph)
    if rule.id == "event.meeting.talks" and met and context.people_in(clause.start, clause.end):
        return True
    unveiled = _UNVEILED.match(plain, verb) and context.people_in(clause.start, clause.end)
    if unveiled and any(e.event_type in _CEREMONIES for e in found[-3:]):
        return True
    lectured = _LECTURED.match(plain, verb) and context.people_in(statement.sentence.start, clause.end)
    if lectured and any(e.event_type in ("training", "meeting") for e in found[-3:]):
        return True
    taught = rule.id == "event.training.taught" and context.people_in(statement.sentence.start, clause.end)
    if taught and any(e.event_type == "training" for e in found[-3:]):
        return True
    if rule.event_type == "outreach" and _gives(context, statement, clause, verb):
        return False
    looked_on = rule.id in LOOKING and goes_on
    if looked_on and not any(
        not m.relative for m in context.units_in(statement.sentence.start, clause.end, titles=False)
    ):
        return True  # 周鸿察看了展厅, after 周鸿到方志馆调研
    if rule.id in LOOKING and not clause.subject and any(e.event_type == "visit" for e in known):
        return not context.units_in(clause.start, clause.end, titles=False)
    shown = _SHOWN.match(plain, verb) and not clause.subject
    if shown and any(e.event_type == "outreach" and e.unit in subjects for e in paragraph):
        return True  # 展出图片180幅: what an exhibition told of before holds
    if rule.event_type == "outreach" and any(e.event_type in _CEREMONIES for e in known):
        given = GIVEN_AWAY.search(context.article.plain, clause.start, clause.end)
        return bool(context.people_in(clause.start, clause.end)) or not (clause.subject or given)
    if rule.event_type not in ("meeting", "training", "review"):
        return False
    if rule.id == "event.training.attended" and any(e.event_type == "training" for e in paragraph):
        return not re.match("选派|组织", context.article.plain[clause.start :])
    same = [e for e in known if e.event_type == rule.event_type]
    if same and context.people_in(clause.start, clause.end):
        return True
    if rule.event_type == "review" and _BY_THE_MEETING.match(plain, clause.start):
        return any(e.event_type == "review" and e.unit in subjects for e in found[-LOOKED_BACK_AT:])
    if rule.event_type == "review" and not context.titles_in(clause.start, clause.end):
        dated = any(clause.start <= d.start < clause.end for d in statement.dates)
        if same and not clause.subject and not dated:
            return True
        said = rule.id == "event.review.comments"
        if said and _EXPERTS.match(plain, clause.start) and any(e.event_type == "review" for e in found[-3:]):
            return True
        earlier = [e for e in (found[-LOOKED_BACK_AT:] if said else paragraph) if e.event_type == "review"]
        return any(e.unit in subjects for e in earlier) and not dated
    return False


def _by_the_same(context: Context, statement: Statement, told: list[Event]) -> bool:
    """Whether a sentence begins with one who was told of on a visit before."""
    names = tuple(name for event in told if event.event_type == "visit" for name in event.people)
    return context.article.text.startswith(names, statement.sentence.start)


def _gives(context: Context, statement: Statement, clause: Clause, verb: int) -> bool:
    """Whether books are given away at what is no giving itself, and not only by the way: 出席首发式，并向学校赠书."""
    plain = context.article.plain
    if GIVEN_AWAY.search(plain, verb, clause.end) is None or plain.find("出席", clause.start, verb) >= 0:
        return False
    return _GIVING.search(plain, context.article.after_last("。\n", statement.sentence.start - 1), verb) is None


def documents(context: Context, rule: Rule, unit: str, start: int, verb: int, end: int) -> int:
    """One verb with two documents, or two works that came out, is two events of one unit (``start``: the clause's)."""
    came_out = rule.id == "event.publication.printed"
    if rule.event_type != "issuance" and not came_out:
        return 1
    listed = _LIST_OF_TITLES.search(context.article.plain, verb, end)
    if listed:
        owners = [context.owner(title) for title in context.titles_in(*listed.span())]
        dealt = unit in owners and None not in owners and len(set(owners)) > 1
        return owners.count(unit) if dealt else listed.group().count("《")
    listed = _LIST_OF_TITLES.search(context.article.plain, start, verb) if came_out else None
    works = context.titles_in(*listed.span()) if listed and listed.start() <= start + 14 else []
    owners = [context.owner(title) for title in works]
    return max(1, owners.count(unit) if any(owners) else len(owners))


def separate(context: Context, clause: Clause, rule: Rule, verb: int, twins: list[Event]) -> bool:
    """Whether a second verb of the same kind in a sentence is an event of its own, not an elaboration."""
    if rule.event_type == "visit":
        return context.article.plain[max(0, verb - 2) : verb].endswith(("并", "又", "先后", "分别", "后"))
    if rule.event_type == "other":
        another = clause.start > max(e.verb for e in twins) and all(e.rule != rule.id for e in twins)
        another = another or context.article.plain.startswith(("所需", "经费"), clause.start)
        return another or bool(clause.subject) or bool(context.titles_in(clause.start, clause.end))
    if rule.event_type == "commendation":
        given = rule.id == "event.commendation.given" and all(e.rule != rule.id for e in twins)
        return context.article.plain.startswith("《", clause.start) or (given and bool(clause.subject))
    return rule.event_type in ("issuance", "organization", "publication", "training")
