"""What a clause tells again or goes on about, and which second verb of a sentence is an event of its own.

Each case is a function of what is told; the first that knows an answer gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingestion.parsing.event_hosts import LOOKING, THAT_WORK
from ingestion.parsing.event_rules import LOOKED_BACK_AT, Event, Telling

if TYPE_CHECKING:
    from ingestion.parsing.dates import Date
    from ingestion.parsing.units import Mention

GIVEN_AWAY = re.compile("赠|捐|配发|配送|发放|案头|参阅")
_HANDED_OUT = re.compile("送到|分送|发到|发给")
_SHOWN = re.compile("展出(?=[^，。]{0,24}[0-9])")
_OF_THE_HALL = re.compile("(?:[该全展]?馆|(?:该|本次|此次)?展览)(?:总?(?:建筑|占地|展陈)?面积|位于|占地|[设分共由])")
_FREE = re.compile("免费[^，。]{0,6}开放|常年[^，。]{0,4}开放")
_UNDER_WAY = re.compile("正在?[^，。；]{0,8}$")
_BESIDE = re.compile("(?:并|还|同时|同步|活动)?现场|[并还]")
_GIVING = re.compile("(?:赠书|捐赠|赠送|送书)[^，。]{0,4}(?:仪式|活动)")
_CEREMONIES = ("publication", "outreach", "training", "meeting")
_AT_MEETING = re.compile("会议|会上|座谈会|调研组|期间")
_BY_THE_MEETING = re.compile("(?:会议|与会(?:专家|人员|代表)|评审组)")
_LECTURED = re.compile("(?:作|做|开展|进行|开设|举办)(?:了)?[^，。]*(?:报告|讲座|宣讲|党课)")
_TEACHERS = re.compile("(?:专家|教授|老师)[^，。]{0,6}授课")
_ON_ITS_TOPIC = re.compile("以[^，。]{2,60}为题[^，。]{0,4}$")
_EXPERTS = re.compile("[^，。]{0,8}(?:专家|评委|评审组|与会人员|会议)")
_AGREED = re.compile("(?:一致)?同意[^，。]{0,12}通过|经(?:表决|评议|审议)，[^，。]{0,6}通过")
_UNVEILED = re.compile("揭[幕牌]|剪彩")
_PUT_UP = re.compile(f"{_UNVEILED.pattern}|(?:推出|举[办行])[^，。；]{{0,24}}展")
_HALL_OPENS = re.compile("[馆室厅](?:也|亦|同时|同步|当日|当天|随即)[^，。]{0,4}开[放馆]")
_OPENED = re.compile("(?:正式)?开馆|(?:馆|[阅展]览室)”?[^，。]{0,6}揭牌|建成开[放馆]")
_GUESTS = re.compile("负责人|领导|嘉宾|代表")
_THIS_ONE = re.compile("[此本](?:次|届)(?!会议(?:还|决定))")
_COURSE_ITSELF = re.compile("(?:此次|本次)?(?:培训(?:班|会|期间)?|研修班|研讨班)")
_COURSE = re.compile("[^，。、]{2,20}?(?:培训班|培训会|研修班|研讨班)")
_LIST_OF_COURSES = re.compile(f"(?:{_COURSE.pattern}[、和及]?){{2,}}")
_LIST_OF_TITLES = re.compile(r"(?:《※+》(?:（[^）]*）)?[、和及与]{0,2}(?:画册|图册|读本|志书|年鉴|图书)?){2,}")
_JUST_NOW = 3  # events back to the ceremony or the course that a clause goes on about

_Case = Callable[[Telling, tuple[str, ...]], bool | None]


def elaborates(told: Telling, subjects: tuple[str, ...]) -> bool:
    """Whether a clause goes on about what the paragraph has told of already, and tells no event of its own."""
    for case in (*_OF_ANY_TYPE, *_OF_TYPE.get(told.rule.event_type, ())):
        answer = case(told, subjects)
        if answer is not None:
            return answer
    return False


def _this_time(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """此次培训邀请专家授课: of what was told last."""
    return True if told.here and _THIS_ONE.match(told.plain, told.clause.start) else None


def _by_people(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿出席并授牌: what people did at the meeting; not 万卷书等17人被授予…, honoured beside those told of before."""
    others = (
        told.rule.event_type == "commendation"
        and told.clause.subject
        and not any(e.event_type == "commendation" and e.unit in told.clause.subject for e in told.here)
    )
    return True if not others and _names_people(told) and _told_of(told.here, told.rule.after) else None


def _in_figures(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """共征集资料300件: how much it came to."""
    counted = told.rule.event_type == "other" and told.plain.startswith(("共", "累计"), told.clause.start)
    return True if counted and told.known else None


def _without_subject(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """召开推进会，部署编纂工作: more of the same, unless it names a title."""
    led = told.clause.subject and (not _names_people(told) or told.rule.event_type == "commendation")
    return None if led or not _told_of(told.known, told.rule.after) else not _names_titles(told)


def _unveiled(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿为展馆揭幕: part of its opening."""
    guests = _GUESTS.search(told.plain, told.clause.start, told.start) is not None
    unveiled = _UNVEILED.search(told.plain, told.start, told.stop) and (guests or _names_people(told))
    return True if unveiled and _told_of(told.found[-_JUST_NOW:], _CEREMONIES) else None


def _lectured(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿作专题讲座: part of the course; 以《…》为题开讲: of the lecture told of."""
    titled = _ON_ITS_TOPIC.search(told.plain, told.clause.start, told.start)
    invited = _people_so_far(told) or _TEACHERS.search(told.plain, told.statement.sentence.start, told.start)
    lectured = (titled or _LECTURED.match(told.plain, told.start)) and invited
    types = ("training", "meeting", "outreach") if titled else ("training", "meeting")
    return True if lectured and _told_of(told.found[-_JUST_NOW:], types) else None


def _reported(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """会议听取了编纂情况汇报: part of the meeting or the visit."""
    if told.rule.id != "event.other.reported":
        return None
    at_it = _by_the_same(told) or _AT_MEETING.match(told.plain, told.statement.sentence.start)
    return True if _told_of(told.here if at_it else told.known, ("meeting", "visit")) else None


def _brought_home(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """走访老人，收集口述资料26段: what a journey brought home."""
    travelled = {e.unit for e in told.known if e.event_type == "visit"}
    collected = told.rule.id == "event.other.collected" and set(told.clause.subject) <= travelled
    return True if collected and _told_of(told.known, ("visit",)) else None


def _gathered_meanwhile(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """召开座谈会，现场征集资料46份; 编辑部走村入户，收集照片300张: by nobody named, on no day of its own."""
    if told.rule.id != "event.other.collected":
        return None
    if _UNDER_WAY.search(told.plain[told.clause.start : told.start]):
        return True  # 城口县正在全面收集资料: how things stand
    if told.clause.subject:
        return None
    dated = any(told.clause.start <= d.start < told.start for d in told.statement.dates)
    of_province = all(unit.endswith("0000") for unit in subjects)
    return True if not dated and (told.known or not told.statement.own or of_province) else None


def _put_online(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """开通网站，上线旧志31种: what stands on the site that was opened."""
    sites = ("event.other.online", "event.other.system")
    opened = any(event.rule in sites for event in told.known) and not told.clause.subject
    return True if opened and told.plain.startswith("上线", told.start) else None


def _agreed_at_the_review(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """与会专家一致同意通过终审: what came of the review that the article told of before."""
    agreed = _AGREED.search(told.plain, told.clause.start, told.stop) and not _names_titles(told)
    undated = not any(d.edtf and d.start < told.start for d in told.statement.dates)
    held = any(e.event_type == "review" and e.unit in subjects for e in told.found[-LOOKED_BACK_AT:])
    return True if agreed and undated and held else None


def _passed_there(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """自治区地方志办召开终审会，《程阳村志》顺利通过终审: what came of the review that the sentence told of."""
    last = told.known[-1] if told.known else None
    held = last is not None and last.event_type == "review" and not told.context.titles_in(last.start, last.end)
    by_another = told.context.units_in(told.clause.start, told.clause.end, titles=False)
    passed = told.rule.id == "event.review.passed" and _names_titles(told) and not by_another
    return True if held and passed else None


def _came_out_again(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """该书由方志出版社出版: of the unit's work that came out the sentence before, on no other day."""
    told_of = [e for e in told.here if e.event_type == "publication" and e.unit in subjects]
    if not told_of or _names_titles(told) or told.rule.id in ("event.publication.held", "event.publication.convened"):
        return None  # 举行首发式: a ceremony for what came out
    days = [d for d in told.statement.dates if d.edtf and d.start < told.start]
    of_the_clause = any(told.clause.start <= d.start for d in days)
    another = of_the_clause or any(e.date and d.edtf != e.date.edtf for d in days for e in told_of)
    return None if another else True


def _same_journey(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """考察组一行还参观了…: the party goes on where it was said to be."""
    if told.clause.subject and not told.context.is_party(told.clause.start):
        return None
    party = told.context.is_party(told.statement.sentence.start)
    hall = told.context.units_in(told.start, told.clause.end, titles=False, relative=False)
    first = next(iter(told.statement.dates), None)
    if first is not None and first.start == told.statement.sentence.start and first.basis != "inherited":
        return None  # 16日转到龙川县: a station on a day of its own
    named = party or told.context.is_party(told.clause.start)
    if named and hall and told.plain.startswith(("参观", "实地参观"), told.start):
        return None  # 考察组实地参观渝北区方志馆: a station that is told of by itself
    journeys = [
        e
        for e in (told.found[-LOOKED_BACK_AT:] if party else told.here)
        if e.event_type == "visit" and e not in told.known
    ]
    seen = {code for e in journeys for code in e.units}
    return True if seen and {m.code for m in _units_so_far(told)} <= seen else None


def _looked(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿察看了展厅, after 周鸿到方志馆调研: what the visit was about."""
    if told.rule.id not in LOOKING:
        return None
    if _by_the_same(told) and all(m.relative for m in _units_so_far(told)):
        return True
    if told.clause.subject or not _told_of(told.known, ("visit",)):
        return None
    return not told.context.units_in(told.clause.start, told.clause.end, titles=False)


def _talked(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿与专家座谈: at the meeting told of."""
    talked = told.rule.id == "event.meeting.talks" and _names_people(told)
    return True if talked and _told_of(told.here, ("meeting",)) else None


def _taught(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿授课，培训业务骨干40人, 培训班邀请7名专家授课: part of the course told of."""
    by_whom = _people_so_far(told) or _COURSE_ITSELF.match(told.plain, told.statement.sentence.start)
    taught = told.rule.id == "event.training.taught" and by_whom
    return True if taught and _told_of(told.found[-_JUST_NOW:], ("training",)) else None


def _took_part(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """各县40余人参加培训: who attended, unless somebody was sent there."""
    if told.rule.id != "event.training.attended" or not _told_of(told.here, ("training",)):
        return None
    return not told.plain.startswith(("选派", "组织"), told.clause.start)


def _by_people_there(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """周鸿主持评审会: who did what at the meeting that the sentence tells of."""
    return True if _names_people(told) and _told_of(told.known, (told.rule.event_type,)) else None


def _given(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """出席首发式，并向学校赠书: books given away are an event of their own, and so is what is unveiled beside them."""
    return False if _gives(told) or _puts_up_beside_a_gift(told, told.known) else None


def _shown(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """展出图片180幅: what an exhibition told of before holds, or a hall that is described; 方志馆免费开放: told of."""
    described = not told.clause.subject and _OF_THE_HALL.match(told.plain, told.statement.sentence.start)
    if described and told.plain.startswith("展出", told.start):
        return True
    shown = not told.clause.subject and _SHOWN.match(told.plain, told.start)
    free = _FREE.search(told.plain, told.clause.start, told.end) and not told.statement.dates
    opened = any(e.event_type == "outreach" and e.unit in subjects for e in told.here)
    return True if (shown or free) and opened else None


def _at_a_ceremony(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """举行首发式，开展宣传活动: part of the ceremony."""
    if not _told_of(told.known, _CEREMONIES):
        return None
    if _HALL_OPENS.search(told.plain, told.clause.start, told.stop):
        return None  # 举行首发式，村史馆同时开放
    printed = told.known[-1].rule == "event.publication.printed"
    given = GIVEN_AWAY.search(told.plain, told.clause.start, told.clause.end) or (
        printed and _HANDED_OUT.search(told.plain, told.clause.start, told.clause.end)  # 编印读本，5000册发到村
    )
    return _names_people(told) or not (told.clause.subject or given)


def _by_the_meeting(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """与会专家对志稿进行评议: at the review told of."""
    if not _BY_THE_MEETING.match(told.plain, told.clause.start):
        return None
    return any(e.event_type == "review" and e.unit in subjects for e in told.found[-LOOKED_BACK_AT:])


def _commented(told: Telling, subjects: tuple[str, ...]) -> bool | None:
    """专家提出修改意见120条: of a review told of before; not on a day of its own."""
    if _names_titles(told):
        return None
    last = max((e.verb for e in told.known), default=told.statement.sentence.start - 1)
    dated = any(last < d.start < told.clause.end for d in told.statement.dates)
    if not told.clause.subject and not dated and _told_of(told.known, ("review",)):
        return True
    if _EXPERTS.match(told.plain, told.clause.start) and not dated and _told_of(told.known, ("review",)):
        return True  # 进行终审，专家组一致同意该志通过验收: whosever work it is
    said = told.rule.id == "event.review.comments"
    by_experts = said and _EXPERTS.match(told.plain, told.clause.start)
    if by_experts and _told_of(told.found[-_JUST_NOW:], ("review",)):
        return True
    earlier = [e for e in (told.found[-LOOKED_BACK_AT:] if said else told.here) if e.event_type == "review"]
    return any(e.unit in subjects for e in earlier) and not dated


_OF_ANY_TYPE: tuple[_Case, ...] = (_this_time, _by_people, _in_figures, _without_subject, _unveiled, _lectured)
_OF_TYPE: dict[str, tuple[_Case, ...]] = {
    "other": (_reported, _brought_home, _gathered_meanwhile),
    "publication": (_came_out_again,),
    "visit": (_same_journey, _looked),
    "meeting": (_talked, _by_people_there),
    "training": (_taught, _took_part, _by_people_there),
    "outreach": (_given, _shown, _put_online, _at_a_ceremony),
    "review": (_agreed_at_the_review, _passed_there, _by_people_there, _by_the_meeting, _commented),
}


def _told_of(events: list[Event], types: tuple[str, ...]) -> bool:
    return any(event.event_type in types for event in events)


def _names_people(told: Telling) -> bool:
    return bool(told.context.people_in(told.clause.start, told.clause.end))


def _people_so_far(told: Telling) -> bool:
    return bool(told.context.people_in(told.statement.sentence.start, told.clause.end))


def _names_titles(told: Telling) -> bool:
    return bool(told.context.titles_in(told.clause.start, told.clause.end))


def _units_so_far(told: Telling) -> list[Mention]:
    return told.context.units_in(told.statement.sentence.start, told.clause.end, titles=False)


def _by_the_same(told: Telling) -> bool:
    """Whether a sentence begins with one who was told of on a visit before."""
    names = tuple(name for event in told.here if event.event_type == "visit" for name in event.people)
    return told.context.article.text.startswith(names, told.statement.sentence.start)


def _gives(told: Telling) -> bool:
    """Whether books are given away at what is no giving itself, and not only by the way: 出席首发式，并向学校赠书."""
    plain = told.plain
    if GIVEN_AWAY.search(plain, told.start, told.clause.end) is None:
        return False
    if plain.find("出席", told.clause.start, told.start) >= 0:
        return False
    told_from = told.context.article.after_last("。\n", told.statement.sentence.start - 1)
    return _GIVING.search(plain, told_from, told.start) is None


def _puts_up_beside_a_gift(told: Telling, told_of: list[Event]) -> bool:
    """向学校捐赠图书，并为“方志角”揭牌; 赠送年鉴，并在馆内推出图片展."""
    given = any(e.event_type == "outreach" and GIVEN_AWAY.match(told.plain, e.verb) for e in told_of)
    return given and _PUT_UP.search(told.plain, told.start, told.stop) is not None


def retold(told: Telling, date: Date | None, works: list[str], unit: str, before: list[Event]) -> bool:
    """Whether a work's review or publication was told before, and this only says what came of it, or who printed it."""
    begins = told.clause.start if told.clause.subject else told.statement.sentence.start
    that_work = THAT_WORK.search(told.plain, begins, told.clause.end)
    if told.rule.event_type == "review" and not works:
        works = [t.title for t in told.context.titles_in(told.statement.sentence.start, told.clause.end)]
    if told.rule.event_type not in ("review", "publication") or not (works or that_work):
        return False
    own = date is not None and date.basis != "inherited"
    return any(
        e.event_type == told.rule.event_type and unit in e.units and e.date and set(works) <= set(e.works)
        for e in before[-LOOKED_BACK_AT:]
        if not own or (that_work and e.date == date)
    )


def documents(told: Telling, unit: str) -> int:
    """One verb with two documents, two courses, or two works launched or come out, is two events of one unit."""
    context = told.context
    if told.rule.id == "event.training.held":
        if len(told.clause.subject) > 1 and "分别" in told.plain[told.clause.start : told.start]:
            return 1  # A、B分别举办供稿人员培训班和主编培训班
        courses = _LIST_OF_COURSES.search(told.plain, told.start, told.clause.end)
        return len(_COURSE.findall(courses.group())) if courses else 1
    came_out = told.rule.id in ("event.publication.printed", "event.review.passed", "event.review.comments")
    launched = told.rule.event_type == "launch" and len(told.clause.subject) < 2
    if not (launched or came_out or told.rule.event_type == "issuance"):
        return 1
    begins = told.plain.rfind("《", 0, told.start) if told.plain.startswith("》", told.start) else told.start
    listed = _LIST_OF_TITLES.search(told.plain, begins, told.end)
    if listed:
        owners = [context.owner(title) for title in context.titles_in(*listed.span())]
        dealt = unit in owners and None not in owners and len(set(owners)) > 1
        return owners.count(unit) if dealt else listed.group().count("《")
    listed = _LIST_OF_TITLES.search(told.plain, told.clause.start, told.stop) if came_out else None
    works = context.titles_in(*listed.span()) if listed and listed.start() <= told.clause.start + 14 else []
    owners = [context.owner(title) for title in works]
    return max(1, owners.count(unit) if any(owners) else len(owners))


def separate(told: Telling, twins: list[Event]) -> bool:
    """Whether a second verb of the same kind in a sentence is an event of its own, not an elaboration."""
    clause, rule = told.clause, told.rule
    if rule.event_type == "visit":
        return told.plain[max(0, told.start - 2) : told.start].endswith(
            ("并", "又", "先后", "分别", "后", "期间", "其间")
        )
    another_rule = all(e.rule != rule.id for e in twins)
    if rule.event_type == "other":
        spent = rule.id == "event.other.written" and any(e.rule == "event.other.budget" for e in twins)
        if rule.id == "event.other.hired" and not another_rule:
            return False  # 渠县、大竹县聘请退休教师，渠县聘请6名，大竹县聘请4名
        another = another_rule and not spent and clause.start > max(e.verb for e in twins)
        another = another or told.plain.startswith(("所需", "经费"), clause.start)
        return another or bool(clause.subject) or _names_titles(told)
    if rule.event_type == "commendation":
        given = rule.id == "event.commendation.given" and another_rule
        return told.plain.startswith("《", clause.start) or (given and bool(clause.subject))
    if rule.event_type == "publication":
        last = max(e.verb for e in twins)  # 付印成书, 付梓问世: of one work
        return last < clause.start or bool(told.context.titles_in(last, told.start))
    if rule.event_type == "outreach":
        opened = any(_OPENED.match(told.plain, e.verb) for e in twins)
        beside = _BESIDE.match(told.plain, clause.start) is not None  # 开展活动，向学校赠书: the gift is the activity
        beside = beside and all(GIVEN_AWAY.search(told.plain, e.verb, e.end) is None for e in twins)
        return ((opened or beside) and _gives(told)) or _puts_up_beside_a_gift(told, twins)
    return rule.event_type in ("issuance", "organization", "training")
