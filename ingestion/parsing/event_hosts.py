"""Whose event it is: the unit that acts, or whom the kind of event is about.

A meeting is its host's, a journey the traveller's or, inside his own area, that of the place he inspects, a prize the
recipient's, a review the unit's that convenes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingestion.parsing.event_rules import LOOKED_BACK_AT, Event, Telling
from ingestion.parsing.signals import anchored
from ingestion.parsing.units import all_inside, reference

if TYPE_CHECKING:
    from ingestion.parsing.context import Context
    from ingestion.parsing.statements import Clause

LOOKING = ("event.visit.looked", "event.visit.contact")
_SEVERAL_WORKS = re.compile("[两二三四五六七八九十0-9]部[^，。]{0,8}(?:志|年鉴)")
_PARTNER = re.compile("(?<!参)[与同和](?=[^，。]{2,40}(?:座谈|会谈|交流|会商))")
_BETWEEN_TWO = re.compile("主持|双方|[与同](?:主人|主方|东道主|对方|当地)")
_BOTH = re.compile("(?:最后|随后|会后|其间|期间|当[天日]|同日|活动结束后)?，?(?:双方|双边|两地(?!级))")
_WHERE_SEATED = re.compile(
    "(?:在|往|出席(?:了)?|参加(?:了)?)(?=[^与和同]{2,30}(?:与|和|同|主持|组织的|举办的|座谈会|参加座谈))"
)
_TO_WHOM = re.compile("[为向给](?=[^，。]{4})")
_MANY_PRAISED = re.compile("(?:并|同时)?对[^，。]{0,40}[0-9]+(?:个|名)")
_ONLY_PLACED = re.compile("在[^，。]{2,12}(?:召开|举行)的")
_AT = re.compile(
    "(?:并|还|又|先后|分别|随后|当晚|当天|当日|会后)?(?:于?(?:[0-9]{1,2}月)?[0-9]{1,2}日(?:[上下]午|晚)?)?在"
)
_BELOW_COUNTIES = re.compile("[^，。；]{1,6}(?:镇|乡|村|街道|社区)(?:召开|举行|组织)")
_MEANWHILE = re.compile("(?:调研|督导|考察|检查)?(?:期间|其间)，")
_WITH = re.compile("(?:并|还|又|同时|随后|当天|其间|期间|会后)?(?:与|同(?!时|日))")
_PLACE = re.compile("在[^，。]{2,12}，")
_SAT_DOWN = re.compile("(?:并|还|又|随后|之后)(?:现场|组织|在当地)?(?:召开|举行)(?:了)?[^，。]{0,8}座谈会")
_OF_SEVERAL = re.compile("片区|[两三四五六七八九十各][市州县]")  # 在张掖市召开座谈会，听取五市工作汇报
_ORGANISED = anchored("由(?=[^，。；]{2,40}主办)")
THAT_WORK = anchored("该(?:志|书|鉴|年鉴|卷|稿|志稿)")
_EXPERTS = re.compile("(?:会上，)?(?:与会|评审|评议|审稿|验收)?(?:专家|评委|评审组|验收组|专家组|人员)")
TRAINEES = re.compile(
    "(?:全体|参训|[0-9]+(?:余|多)?名)?学员|参训人员(?=[到赴])|(?:培训|研修|讲习)班(?=还|并|[为向对]|通报|表扬|表彰|评选|组织|邀请)"
)
_SENT = re.compile("派(?:出)?[^，。]{0,8}?(?:员|人|组|队)|(?:抽调|组织)[^，。]{0,8}?(?:员|专家|骨干|编辑|力量)")
_LED = re.compile("率|带队|带领|督导组|督查组|带[^，。]{2,20}人员(?=[赴到前])")
_OFFICE_GOES = re.compile(
    "(?:地方志|史志|方志|志)(?:编纂)?(?:编委会)?(?:办|办公室|中心|研究室|局|研究院|部门|机构)(?:[组派][^，。]{0,12}，?|机关[^，。]{0,16}|(?:编辑|编纂|采编|工作)人员|[\u4e00-\u9fff]{0,6}[处科组])?(?:(?:会同|联合)[^，。]{2,20})?(?:先后|分别|于[0-9月日至—、]{2,16})?(?:到|赴|深入|走进|来到|前往)"
)
_EDITORS_GO = re.compile(
    "(?:编辑部|编写组|编纂组|编辑组|采编组|课题组|专班|(?:编辑|编纂|采编|修志|编写)人员)[^，。]{0,6}(?:到|赴|前往|走进)"
)
_IN_GROUPS = re.compile("分(?:头|组|路)?赴")
_TO_HELP = re.compile("[^，。；]*(?:联系村|帮扶村|贫困户|脱贫户|困难(?:群众|党员|职工))")
_CHRONICLES = re.compile("地方志|史志|方志|志办|志编")
_SOMEBODY = re.compile("领导|负责|主任|局长|馆长|院长|书记|[市县区州]长|一行")
_OF_AN_OFFICE = re.compile(
    "(?:地方志|史志|方志|党史)[^，。]*(?:率|带队|带领|一行|主任|组织人员|派员|业务人员)|(?:调研|督导|督查)组|由本?办领导"
)
_COUNTRY = "100000"
_CAPITAL = "0100"  # how the codes of provinces' capitals end (GB/T 2260)
_REVIEW_PANEL = re.compile("(?:会后，)?评(?:审|议)(?:专家)?组")
_OFFICE_COMPLETES = re.compile("(?:地方志|史志|方志)[^，。《]{0,10}完成《")  # 阿坝州地方志办完成《红原县志》复审
_READS = re.compile("(?:终审|复审|初审|评审|审查|审读)《")
# 4月至6月对《…》开展复审
_ON_A_WORK = re.compile("(?:[0-9年月日至—、底初旬上中下]{2,16})?对(?=[^，。]{0,8}《|[志书鉴]稿)")
_CARRIED_OUT = re.compile("进行|开展")
_AGAIN = re.compile("(?:[又再还]|随后|随即)对")
_NEIGHBOURS_MET = re.compile("(?:协作|联席|片区)会")
_TO_GUESTS = re.compile("向(?:考察|调研|学习|交流|来访)[^，。]{0,4}(?:组|团|队|一行)")
_NEAR = 200  # characters back to the title that 该志 points to
_FAR = 600  # characters back to who travels


def whose(told: Telling) -> tuple[str, ...]:
    """The units whose event it is: who acts, or whom the kind of event is about (host, visited, honoured, reviewed)."""
    course = _of_the_course(told)
    if course:
        return course
    subjects = told.context.subject(told.statement, told.clause, told.start)
    case = _OF_TYPE.get(told.rule.event_type)
    if case is not None:
        return case(told, subjects)
    return _ceremony(told, subjects) if told.rule.id.endswith(".convened") else subjects


def _of_the_course(told: Telling) -> tuple[str, ...]:
    """Whose course it is that trainees attend who do something, or the course itself: 25日，全体学员到崇州市考察."""
    if not TRAINEES.match(told.plain, told.clause.start):
        return ()
    course = _last_of(told.found, "training")
    return (course.unit,) if course and course.unit else ()


def _visitors(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Who travelled, or the place in his own area that a leader inspected."""
    context, first = told.context, told.statement.sentence.start
    if told.plain.startswith("与会", told.clause.start):
        return told.statement.meeting  # 会议期间，与会人员参观了方志馆: the meeting's own way
    party, at_home = _party_of(told)
    if at_home:
        return party  # 在竹山县，督导组实地察看: the office's one journey goes on
    if goes_on := _one_of_the_journeys(told):
        return goes_on
    reach = told.end if told.rule.id in LOOKING else told.stop
    named_here = context.units_in(told.start, reach, titles=False)
    placed = _PLACE.match(told.plain, first)
    told_from = first if placed or not (told.clause.subject or named_here) else told.start
    at = told.plain.rfind("在", told.clause.start, told.start) if told.rule.id in LOOKING else -1
    if at >= 0 and context.units_in(at + 1, at + 2, titles=False):
        told_from = at  # 苏临川在汉源县地方志编纂中心查看志稿
    visitors = party or subjects
    journey = last_visit(told.found)
    received = journey is not None and journey.unit not in visitors  # the journey so far was told of those visited
    if not received and _is_a_county_visited_by_the_office(context, visitors, told_from, reach):
        return visitors
    return _visit_units(context, visitors, told_from, reach)


def _one_of_the_journeys(told: Telling) -> tuple[str, ...]:
    """The province's office whose leaders travel its area, in an article that has told of one of their journeys.

    9月8日，省地方志办主任程守义率队赴甘孜州督导。9月10日，副主任韩素英赴巴中市督导; 程守义一行到道孚县调研.
    """
    first, own, units = told.statement.sentence.start, told.statement.own, reference()
    if told.rule.id in LOOKING or (own and told.clause.subject != own):
        return ()
    earlier = last_visit([event for event in told.found[-LOOKED_BACK_AT:] if event.verb < first])
    if earlier is None or earlier.unit is None or units[earlier.unit].level != "province":
        return ()
    led = any(earlier.unit in units[code].above for code in earlier.units)
    goes_on = told.context.is_party(told.clause.start) or told.plain[first - 1] == "；"
    same = own == (earlier.unit,) if own else goes_on or bool(told.context.people_in(first, told.start))
    return (earlier.unit,) if led and same else ()


def _party_of(told: Telling) -> tuple[tuple[str, ...], bool]:
    """Whose the party is that goes on (次日，考察组到隆昌市参观), and whether it travels in its own area.

    It is of who set out, where that is no unit it came to.
    """
    context = told.context
    if _REVIEW_PANEL.match(told.plain, told.clause.start):
        review = _last_of(told.found, "review")
        return ((review.unit,), True) if review and review.unit else ((), False)
    journey = last_visit(told.found)
    if journey is None or journey.unit is None:
        return (), False
    guided = next((c for c in told.statement.clauses if told.plain[c.start : c.end].endswith("陪同下")), None)
    # 周鸿一行在…陪同下，到渠县考察
    begins = guided.start if guided and guided.end < told.start else told.clause.start
    party = context.is_party(begins)
    if not (party or context.article.text.startswith(tuple(journey.people), begins)):
        return (), False
    named = context.units_in(journey.start, journey.verb, titles=False)
    named = [m for m in named if context.article.plain[m.start - 1] != "在"]  # 苏临川在汉源县查看志稿
    first = context.narrowed(named, tuple(dict.fromkeys(m.code for m in named if m.code)))[:1]
    if first != (journey.unit,):
        return (), False
    units = reference()
    reached = [m.code for m in context.units_in(journey.start, journey.end, titles=False) if m.code]
    there = [units[code] for code in reached if code != journey.unit]
    at_home = all(journey.unit in u.above for u in there)
    return first, at_home and (party or bool(there))


def _reviewers(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Who convened a review, or whose work passed it."""
    subjects = _party_of(told)[0] or subjects
    if told.plain.startswith("由", told.start):
        named = told.context.units_in(told.start + 1, told.start + 2, titles=False)
        return tuple(m.code for m in named if m.code) or subjects  # 由绵阳市地方志办公室审查验收
    if not subjects and _EXPERTS.match(told.plain, told.statement.sentence.start):
        # 与会专家一致同意该志稿通过复审: of whoever convened them
        review, about = _last_of(told.here, "review"), told.context.about
        subjects = (review.unit,) if review and review.unit else told.statement.before or ((about,) if about else ())
    plain, first = told.plain, told.clause.start
    of_a_panel = _ON_A_WORK.match(plain, first) is not None
    if of_a_panel:
        subjects = told.statement.own or subjects  # 市地方志办组织专家组，对《…》进行复审
    if subjects and (_READS.match(plain, told.start) or _OFFICE_COMPLETES.search(plain, first, told.stop)):
        return subjects
    reviewed = _reviewed_units(told.context, subjects, first, told.end)
    carried_out = _CARRIED_OUT.search(plain, first, told.stop)
    reviews = told.rule.id != "event.review.passed" or (
        carried_out is not None and plain.find("对", first, carried_out.start()) >= 0
    )
    begins = first if told.clause.subject and not of_a_panel else told.statement.sentence.start
    organized = re.search("组织|邀请", plain[begins : told.stop])
    again = _AGAIN.match(plain, first)  # 8月23日，又对《…》进行审查: who reviewed the first
    led = reviews and (told.clause.subject or again or of_a_panel)
    convened = led or (organized and "通过" not in plain[first : told.stop])
    return subjects if convened and reviewed else reviewed


def _honoured(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a prize, a praise or a title is given to, where that is not who acts."""
    context, plain, clause = told.context, told.plain, told.clause
    given = told.rule.id == "event.commendation.given"
    behind = told.stop + plain.startswith("了", told.stop)
    if given and context.units_in(behind, behind + 1, titles=False, relative=False):
        listed = context.listed(context.units_in(behind, told.end, titles=False, relative=False))
        return tuple(dict.fromkeys(m.code for m in listed if m.code))  # 表扬了绵阳市、泸州市
    if plain.startswith("通报", clause.start):
        told_of = context.listed(context.units_in(clause.start, told.start, titles=False, relative=False))
        return tuple(dict.fromkeys(m.code for m in told_of if m.code)) or subjects  # 通报某县年鉴获评
    owners = _several_owners(context, clause.start, told.start)
    if owners:
        return owners
    if given and (praised := _praised(context, clause, told.start)):
        return praised
    if given and not clause.subject and _MANY_PRAISED.match(plain, clause.start):
        before = [c.subject for c in told.statement.clauses if c.start < clause.start and c.subject]
        return before[0] if before else subjects  # who issued the praise
    to_whom = _TO_WHOM.search(plain, clause.start, told.stop) if given else None
    if to_whom is not None:
        handed = [m.code for m in context.units_in(to_whom.end(), told.stop, titles=False, relative=False) if m.code]
        if len(handed) > 1:
            return tuple(dict.fromkeys(handed))  # 会议为先进单位安居区、射洪市颁发奖牌
    if not plain.startswith("授予", told.start):
        return subjects
    given_to = context.units_in(told.start, told.end, titles=False, relative=False)
    outside = (m for m in given_to if plain[m.start] != "※")  # “凉山州先进集体” names no recipient
    works = (context.owner(title) for title in context.titles_in(told.start, told.end))
    named = tuple(dict.fromkeys(mention.code for mention in outside if mention.code))
    return named or tuple(dict.fromkeys(owner for owner in works if owner)) or subjects


def _seated_at(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Whose meeting it is: who acts, or its organiser, or those who were visited."""
    case = _OF_MEETING.get(told.rule.id, _sat_down)
    return case(told) or subjects


def _told_of(told: Telling) -> tuple[str, ...]:
    """当天下午召开的座谈会上，: of those who were visited; 在遵义市召开的座谈会上: of the place."""
    there = told.context.units_in(told.start, told.stop, titles=False)
    if there and there[0].code and told.plain.startswith("在", told.start):
        return (there[0].code,)
    visit = next((e for e in told.found[-LOOKED_BACK_AT:] if e.event_type == "visit"), None)
    visited = end_of(told.context, visit) if visit else None
    return (visited,) if visited else ()


def _convened(told: Telling) -> tuple[str, ...]:
    """座谈会在嘉兴市举行，由省地方志办主办; 皖北协作会在亳州举行."""
    return _organisers(told) or _talked_at(told) or _of_neighbours(told)


def _of_neighbours(told: Telling) -> tuple[str, ...]:
    """Where neighbours met who take turns, where nobody else is named to have held it."""
    at = told.plain.find("在", told.start, told.stop)
    met = at >= 0 and not told.clause.subject and _NEIGHBOURS_MET.search(told.plain, told.clause.start, at)
    return _seats(told, at + 1) if met else ()


def _held(told: Telling) -> tuple[str, ...]:
    """召开座谈会, on a journey: of the place."""
    context, plain = told.context, told.plain
    station = _station(told)
    if station:
        partner = _visited_partner(told)
        seated = len(partner) == 1 and partner[0] in reference()[station[-1]].above
        return partner if seated else station  # 在杭州，考察组与浙江省地方志办公室座谈
    if here := _met_on_the_way(told):
        return here
    if context.is_party(told.clause.start):
        where = plain.find("在", told.clause.start, told.start)
        there = _seats(told, where + 1) if where >= 0 else ()
        partner = _visited_partner(told)
        if len(partner) == 1 and there and partner[0] in reference()[there[0]].above:
            return partner  # 考察组与浙江省地方志办公室在杭州举行座谈会
        if there and not _OF_SEVERAL.search(plain, told.start, told.statement.sentence.end):
            return there  # 考察组在常州市地方志办公室召开座谈会
        if partner:
            return partner
        first = told.statement.sentence.start
        named = [m.code for m in context.units_in(first, told.clause.start, titles=False) if m.code]
        return tuple(named[-1:]) if _PLACE.match(plain, first) else ()
    return _sat_down(told)


def _sat_down(told: Telling) -> tuple[str, ...]:
    """Whose talk it is between guests and hosts: 双方进行座谈, 与主任座谈."""
    plain, first = told.plain, told.clause.start
    led_by = next((c.subject for c in told.statement.clauses if c.end < first and c.attended and c.subject), ())
    if led_by and not told.clause.subject and plain.find("主持", first, told.stop) >= 0:
        return led_by  # 市地方志办副主任周鸿陪同察看，并主持了座谈
    between = _BETWEEN_TWO.search(plain, first, told.stop) or _WITH.match(plain, first) or _BOTH.match(plain, first)
    if told.rule.id != "event.meeting.talks" and not between and not _SAT_DOWN.match(plain, first):
        return ()
    return _of_the_visited(told) or _host(told) or _visited_partner(told) or _visited(told)


def _of_the_visited(told: Telling) -> tuple[str, ...]:
    """Whose talk it is that both sides hold on a journey told of before: 双方召开座谈会."""
    if not _BOTH.match(told.plain, told.clause.start):
        return ()
    journeys = [e for e in reversed(told.found[-LOOKED_BACK_AT:]) if e.event_type == "visit"]
    ends = [(journey.unit, host) for journey in journeys if (host := end_of(told.context, journey))]
    apart = [host for guest, host in ends if host != guest]  # 考察团先后到华池县、环县参观 names no host
    return tuple((apart or [host for _, host in ends])[:1])


def _talked_at(told: Telling) -> tuple[str, ...]:
    """Whose talk with guests it is that is told of by its name: 19日上午，座谈会在省方志馆举行."""
    visit = last_visit(told.found)
    if visit is None or told.clause.subject or "座谈" not in told.plain[told.clause.start : told.stop]:
        return ()
    at = told.plain.find("在", told.start, told.stop)
    there = [m.code for m in told.context.units_in(at, told.stop, titles=False) if m.code] if at >= 0 else []
    host = there[0] if there else end_of(told.context, visit)
    hosts = told.context.people_in(told.stop, min(told.stop + _NEAR, told.statement.sentence.end))
    above = told.context.office_unit(hosts[0]) if hosts and there else None
    if above is not None and above != visit.unit and above in reference()[there[0]].above:
        host = above  # 座谈会在西昌举行，凉山州副州长出席
    return (host,) if host else ()


def _ceremony(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Whose ceremony or course it is that is told of by its name."""
    return _organisers(told) or _held_elsewhere(told, subjects) or subjects


def _did_good(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Who gave books or showed something: at a work's first presentation, whose that was."""
    if told.rule.id.endswith(".convened"):
        return _ceremony(told, subjects)
    if hosts := _thanked_by(told) or _not_the_guests(told, subjects):
        return hosts
    held = [e for e in told.known if e.rule == "event.publication.convened"]
    since = [c for c in told.statement.clauses if held and c.start > held[-1].verb]
    if held and not any(c.subject and not c.attended for c in since):
        return (held[-1].unit,) if held[-1].unit else subjects
    return _both(told) or subjects


def _thanked_by(told: Telling) -> tuple[str, ...]:
    """Whose gift to guests it is: of whoever spoke to them before, 主任马听澜介绍做法，并向调研组赠送志书."""
    if told.clause.subject or not _TO_GUESTS.search(told.plain, told.clause.start, told.start):
        return ()
    before = [c for c in told.statement.clauses if c.end < told.clause.start and c.subject]
    spoke = bool(before) and before[-1].attended and not told.context.is_party(before[-1].start)
    return before[-1].subject if spoke else ()


def _not_the_guests(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Who gives where those who acts last receive: 南阳市地方史志办副主任介绍了情况，并向十堰市赠送志书."""
    to_whom = _TO_WHOM.search(told.plain, told.clause.start, told.stop) if not told.clause.subject else None
    handed = told.context.units_in(to_whom.end(), told.start, titles=False) if to_whom else []
    before = [c for c in told.statement.clauses if c.end < told.clause.start and c.subject]
    received = len(subjects) == 1 and handed and handed[0].code == subjects[0]
    return before[-1].subject if received and before and before[-1].subject != subjects else ()


def _did_together(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """双方交流…，并联合印发行动方案: of guests and hosts."""
    return _both(told) or subjects


def _did_else(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Who did what has no type of its own; an agreement is all its partners'."""
    signed = told.rule.id == "event.other.agreed"
    if signed and _WITH.match(told.plain, told.clause.start):
        named = told.context.units_in(told.clause.start, told.start, titles=False)
        return tuple(dict.fromkeys([*_both(told), *subjects, *(m.code for m in named if m.code)]))
    subjects = _both(told) or subjects
    if signed and (parts := tuple(code for code in subjects if code != subjects[-1])):
        return parts if all_inside(parts, subjects[-1]) else _without_inner(subjects)  # 两县与市地方志办签订责任书
    return subjects


_OF_MEETING: dict[str, Callable[[Telling], tuple[str, ...]]] = {
    "event.meeting.told_of": _told_of,
    "event.meeting.convened": _convened,
    "event.meeting.held": _held,
}
_OF_TYPE: dict[str, Callable[[Telling, tuple[str, ...]], tuple[str, ...]]] = {
    "visit": _visitors,
    "review": _reviewers,
    "commendation": _honoured,
    "meeting": _seated_at,
    "outreach": _did_good,
    "issuance": _did_together,
    "other": _did_else,
}


def _both(told: Telling) -> tuple[str, ...]:
    """Guests and hosts of the journey told of last, where both do something: 双方互赠志书."""
    clauses = told.statement.clauses
    so_far = [c for c in clauses if c.start <= told.clause.start]
    led = next((c for c in reversed(so_far) if c.subject or _BOTH.match(told.plain, c.start)), told.clause)
    if not _BOTH.match(told.plain, led.start):
        return ()
    journey = last_visit(told.found)
    met = _last_of(told.known, "meeting")  # 赴汶川县、都江堰市考察，与都江堰市座谈，双方签订协议
    seated = met.unit if met and journey and met.verb > journey.verb and met.unit != journey.unit else None
    visited = seated or (end_of(told.context, journey) if journey else None)
    return tuple(dict.fromkeys((journey.unit, visited))) if journey and journey.unit and visited else ()


def _without_inner(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A city that signs with its own counties signs for itself; neighbours sign each for their own."""
    units = reference()
    first = codes[0]
    inner = [code for code in codes[1:] if first in units[code].above]
    return (first,) if len(inner) == len(codes) - 1 else codes


def _praised(context: Context, clause: Clause, verb: int) -> tuple[str, ...]:
    """Whom a praise names: 对遂宁市、雅安市予以表扬."""
    at = context.article.plain.rfind("对", clause.start, verb)
    mentions = context.units_in(at + 1, verb, titles=False, relative=False) if at >= 0 else []
    if mentions and mentions[0].start > at + 1 and context.article.plain[mentions[0].start - 1] != "的":
        return ()
    listed = context.listed(mentions)
    return tuple(dict.fromkeys(m.code for m in listed if m.code))


def _organisers(told: Telling) -> tuple[str, ...]:
    """Who holds a meeting that is told of by its name: 座谈会在嘉兴市举行，由省地方志办主办."""
    held_by = _ORGANISED.search(told.plain, told.clause.start, told.statement.sentence.end)
    if held_by is None:
        return ()
    end = told.plain.find("主办", held_by.end())
    mentions = told.context.listed(told.context.units_in(held_by.end(), end, titles=False))
    return told.context.narrowed(mentions, tuple(dict.fromkeys(m.code for m in mentions if m.code)))


def _station(told: Telling) -> tuple[str, ...]:
    """Where a traveller sat down who is named again after the place: 在房县，林知远主持召开座谈会."""
    before = next((c for c in reversed(told.statement.clauses) if c.end < told.clause.start), None)
    if before is None or not told.plain.startswith("在", before.start):
        return ()
    there = told.context.units_in(before.start + 1, before.end, titles=False)
    travelling = any(e.event_type == "visit" for e in told.found[-LOOKED_BACK_AT:])
    placed = travelling and there and there[-1].end == before.end and there[0].start == before.start + 1
    stations = there if told.plain.startswith("各", told.start - 1) else there[-1:]  # 调研组各召开一场座谈会
    return tuple(m.code for m in stations if m.code) if placed else ()


def _held_elsewhere(told: Telling, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Where a ceremony without a host was held, outside the area of whoever was told of before, or a county's own."""
    at = told.plain.find("在", told.clause.start, told.end)
    there = told.context.units_in(at + 1, told.end, titles=False, relative=False) if at >= 0 else []
    named = told.context.narrowed(there, tuple(dict.fromkeys(m.code for m in there if m.code)))
    place = reference().get(named[0]) if named and there[0].start == at + 1 else None
    if place is None or told.clause.subject or len(subjects) != 1:
        return ()
    at_home = subjects[0] in (place.code, *place.above)
    its_own = told.rule.event_type == "publication" and place.level == "county" and not told.statement.before
    return (place.code,) if its_own or not at_home else ()


def _met_on_the_way(told: Telling) -> tuple[str, ...]:
    """Where a meeting was held that is told as part of a journey: 调查组走访了…，在防城区召开座谈会."""
    first = told.clause.start
    at = _AT.match(told.plain, first)
    begun = told.statement.sentence.start
    meanwhile = _MEANWHILE.match(told.plain, begun) and last_visit(told.found)
    travelling = meanwhile or any(e.event_type == "visit" for e in told.here)
    on_the_way = travelling and not told.clause.subject and first > begun
    if not (at and on_the_way):
        return ()
    journey = last_visit(told.here)
    visited = end_of(told.context, journey) if journey and _BELOW_COUNTIES.match(told.plain, at.end()) else None
    return _seats(told, at.end()) or ((visited,) if visited else ())  # 到大英县调研，并在卓筒井镇召开座谈会


def _seats(told: Telling, at: int) -> tuple[str, ...]:
    """The places where meetings were held, named from ``at`` on: 先后在江安县、隆昌市召开座谈会."""
    context = told.context
    if not context.units_in(at, at + 1, titles=False):
        return ()
    there = context.listed(context.units_in(at, told.stop, titles=False))
    return context.narrowed(there, tuple(dict.fromkeys(m.code for m in there if m.code)))


def _several_owners(context: Context, start: int, end: int) -> tuple[str, ...]:
    """The units of the works that are honoured together, where they are several: 我市《A年鉴》《B年鉴》榜上有名."""
    owners = [context.owner(title) for title in context.titles_in(start, end)]
    several = tuple(dict.fromkeys(owner for owner in owners if owner))
    return several if len(several) > 1 and None not in owners else ()


def _host(told: Telling) -> tuple[str, ...]:
    """Where a talk was held: 在重庆市地方志办公室与主任座谈."""
    context, first = told.context, told.clause.start
    place = _WHERE_SEATED.search(told.plain[first : max(told.stop, told.start + 4)])
    if not place:
        return ()
    named = context.units_in(first + place.end(), max(told.stop, told.start + 1), titles=False)
    inner = context.narrowed(named, tuple(dict.fromkeys(m.code for m in named if m.code)))
    where = reference().get(inner[0]) if inner else None
    if where is not None and _ONLY_PLACED.search(told.plain, first + place.start(), told.stop):
        attending = context.people_in(first, first + place.start())
        own = context.office_unit(attending[0]) if attending else None
        if own in where.above:
            return (own,) if own else ()  # 省地方志办主任出席在成都召开的座谈会
    above = where.parent if where is not None and where.code.endswith(_CAPITAL) else None
    if above in told.clause.subject and told.plain.startswith("主持", named[0].end):
        return told.clause.subject  # 省地方志办副主任在成都主持召开反馈会: where his office is seated
    if len(inner) > 1 and told.plain.startswith("、", named[0].end):
        return tuple(dict.fromkeys(m.code for m in context.listed(named) if m.code))  # 在江都区、高邮市与当地同行座谈
    if where is not None and len(inner) > 1 and inner[1] in (where.parent, where.prefecture):
        return inner[1:2]  # 在广汉与德阳市地方志办座谈
    return inner[:1]


def _visited_partner(told: Telling) -> tuple[str, ...]:
    """With whom those who travelled sat down: 考察组与安庆市史志研究室进行座谈."""
    context = told.context
    visitors = {e.unit for e in told.here if e.event_type == "visit"}
    alone = not told.clause.subject or context.is_party(told.clause.start) or set(told.clause.subject) <= visitors
    if not alone or not (visitors or context.is_party(told.clause.start)):
        return ()
    partner = _PARTNER.search(told.plain, told.clause.start, told.stop)
    named = context.units_in(partner.end(), partner.end() + 1, titles=False) if partner else []
    listed = context.units_in(partner.end(), told.stop, titles=False) if partner and named else []
    if partner and not named:
        return context.together(partner.end(), told.stop)  # 与两区地方志办公室座谈
    return tuple(dict.fromkeys(m.code for m in context.listed(listed) if m.code))


def _visited(told: Telling) -> tuple[str, ...]:
    """Where a sentence's journey led, for the meeting held there: 到青神县调研，并主持召开座谈会; 双方举行座谈会."""
    journey = last_visit(told.known)
    if journey is None or (told.clause.subject and not _BOTH.match(told.plain, told.clause.start)):
        return ()
    visited = end_of(told.context, journey)
    return (visited,) if visited else ()


def last_visit(found: list[Event]) -> Event | None:
    """The journey told of last."""
    return _last_of(found, "visit")


def _last_of(found: list[Event], event_type: str) -> Event | None:
    return next((e for e in reversed(found[-LOOKED_BACK_AT:]) if e.event_type == event_type), None)


def end_of(context: Context, journey: Event) -> str | None:
    """Where a journey led: to the event's own unit where one above it set out, else to the next one that is named."""
    mentions = context.units_in(journey.start, journey.end, titles=False)
    named = context.narrowed(mentions, tuple(dict.fromkeys(m.code for m in mentions if m.code)))
    guests = {m.code for m in context.listed(mentions)} - {journey.unit}
    if len(guests) < len({m.code for m in context.listed(mentions)}) < len(named):
        named = tuple(code for code in named if code not in guests)  # 和平、河西两区来到滨海新区
    inner = reference().get(journey.unit or "")
    if named and named[0] != journey.unit:
        if journey.unit in reference()[named[0]].above:
            return named[0]  # 温若谷带队到崇州市调研
        inspected = inner is not None and named[0] in inner.above
        return journey.unit if inspected or not context.names_party(journey.start, journey.verb) else named[0]
    if len(named) > 1:
        return named[1]
    there = (m for m in mentions if m.start >= journey.verb or context.article.plain[m.start - 1] == "在")
    at_home = any(m.code == journey.unit for m in there)
    return journey.unit if at_home else None  # 州委副书记到州地方志办公室调研


def seat(attendant: str | None, visited: str | None) -> str | None:
    """Whose meeting it is that those who accompany a visit attend: their own unit's, or the one visited inside it."""
    unit = reference().get(visited or "")
    return visited if unit and attendant in unit.above else attendant


def _visit_units(context: Context, subjects: tuple[str, ...], start: int, stop: int) -> tuple[str, ...]:
    """The visitor when a unit travels to another, the visited unit when a leader inspects an office in his own area."""
    if len(subjects) != 1 or subjects[0] == _COUNTRY:
        return subjects  # a central body is no county's superior that inspects it
    visitor = subjects[0]
    units = reference()
    visited = [m.code for m in context.units_in(start, stop, titles=False) if m.code and m.code != visitor]
    if context.article.plain.startswith("等地", max((m.end for m in context.units_in(start, stop)), default=stop)):
        return subjects  # 分赴巴中市、甘孜州等地督导: not all who were visited are named
    visited = list(context.narrowed(context.units_in(start, stop, titles=False), tuple(dict.fromkeys(visited))))
    inside = [code for code in visited if visitor in units[code].above]
    first = _lead_of(context, start)
    lead = context.article.plain[first:stop]
    if inside and _SENT.search(lead):
        return subjects  # 派出工作组到勉县、略阳县: who sent them
    if inside and _IN_GROUPS.search(context.article.plain, first, stop):
        return subjects  # 专家组分赴白银市、华池县督导: the office's one journey
    if inside and _TO_HELP.match(context.article.plain, start):
        return subjects  # 州地方志办主任到昭觉县走访贫困户: no office is inspected
    led_there = _SOMEBODY.search(lead) or context.people_in(first, stop)
    if inside and (_OFFICE_GOES.search(lead) or _EDITORS_GO.search(lead)) and not led_there:
        return subjects  # 州地方志办到马尔康市走访3所学校: no leader inspects
    led, province = _LED.search(lead), units[visitor].level == "province"
    cities = sum(units[code].level == "prefecture" for code in inside)
    if inside and province and (led or cities > 1):
        return subjects  # 省地方志办副主任带队到怒江州督导: the office's journey
    far = len(inside) > 2 or (led and len(inside) > 1)
    if far and (province or not led_there) and _OF_AN_OFFICE.search(lead):
        return subjects  # 省地方志办副主任带队赴阿克苏、喀什、和田调研: the office's one journey
    return tuple(dict.fromkeys(inside)) if inside and len(inside) == len(visited) else subjects


def _lead_of(context: Context, position: int) -> int:
    """Where what is said of who travels begins; a real sentence is shorter than what is looked back at."""
    return max(context.article.after_last("。；：\n", position), position - _FAR)


def _is_a_county_visited_by_the_office(context: Context, visitors: tuple[str, ...], start: int, stop: int) -> bool:
    """Whether somebody of the province's office goes to one county: 省地方志办副主任周鸿到大英县."""
    units = reference()
    if len(visitors) != 1 or units[visitors[0]].level != "province":
        return False
    named = context.units_in(start, stop, titles=False)
    there = context.narrowed(named, tuple(dict.fromkeys(m.code for m in named if m.code and m.code != visitors[0])))
    if len(there) != 1 or units[there[0]].level != "county" or visitors[0] not in units[there[0]].above:
        return False
    names = context.names_in(_lead_of(context, start), stop)
    return any(_CHRONICLES.search(person.office) for person in context.people if person.name in names)


def _reviewed_units(context: Context, subjects: tuple[str, ...], start: int, end: int) -> tuple[str, ...]:
    """Whose work is reviewed, where a city or province reviews the works of its counties that it names by title."""
    units = reference()
    owners = [owner for title in context.titles_in(start, end) if (owner := context.owner(title))]
    if not owners and THAT_WORK.search(context.article.plain, start, end):
        before = [title for title in context.titles_in(max(0, start - _NEAR), start) if context.owner(title)]
        owners = [owner for title in before[-1:] if (owner := context.owner(title))]
    after = context.titles_in(end, min(end + 2, len(context.article.plain)))
    several = len(context.titles_in(end, context.article.plain.find("，" if after else "。", end + 2))) > 1
    named_next = bool(after) and context.title_unit(after[0]) not in subjects
    if not owners and named_next and (several or _SEVERAL_WORKS.search(context.article.plain, start, end)):
        return ()  # 对三部县志进行终审，《…》《…》获得通过: the works' own units are named next
    above = {unit for code in owners for unit in units[code].above}
    return tuple(dict.fromkeys(owners)) if owners and set(subjects) & above else subjects
