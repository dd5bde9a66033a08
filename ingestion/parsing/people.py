"""People with the office printed beside their name.

An office is a run of segments that end in a title (``office_titles.txt``), joined by 、, right before the name:
市委常委、组织部部长周鸿. A list of names after one office shares it; 副主任夏小平 after 重庆市地方志办公室主任刘文海、
keeps its own printed form. A name is a family name (``surnames.txt``, one or two characters) and one or two more
characters, followed by something that can follow a name (``name_followers.txt`` or punctuation).

Rules: ``person.office`` office before the name, ``person.list`` a further name under the same office,
``person.suffix`` office after the name (习近平总书记), ``person.appointed`` an office somebody is appointed to.

    >>> [(p.name, p.office) for p in people("市委常委、副市长吴伟出席会议，副主任林知远、欧阳清和参加。")]
    [('吴伟', '市委常委、副市长'), ('林知远', '副主任'), ('欧阳清和', '副主任')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

from ingestion.parsing.signals import anchored
from ingestion.reference import vocabulary


@dataclass(frozen=True, slots=True)
class Person:
    """A name at ``start``..``end`` with the office printed at ``office_start``..``office_end``."""

    start: int
    end: int
    name: str
    office: str
    office_start: int
    office_end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    titled: re.Pattern[str]
    ends_in_title: re.Pattern[str]
    family_two: frozenset[str]
    family_one: frozenset[str]
    mononyms: frozenset[str]
    followers: re.Pattern[str]
    follows_surely: re.Pattern[str]
    transliterated: re.Pattern[str]
    signs: frozenset[str]
    not_names: frozenset[str]
    titled_next: re.Pattern[str]
    leader_next: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    families = " ".join(vocabulary("surnames")).split()
    mononyms = frozenset(" ".join(vocabulary("mononyms")).split())
    two = mononyms | {name for name in families if len(name) == 2}
    one = frozenset(name for name in families if len(name) == 1)
    titles = "|".join(sorted(vocabulary("office_titles"), key=len, reverse=True))
    foreign = "".join(sorted(set("".join(vocabulary("transliterated_names"))) - {" "}))
    heads = "".join(sorted(one | {name[0] for name in two} | set(foreign)))
    followers = "|".join(sorted(map(re.escape, vocabulary("name_followers")), key=len, reverse=True))
    ends = rf"[^\u4e00-\u9fff]|$|{followers}"
    return _Vocabulary(
        titled=re.compile(rf"(?:{titles})(?:（[^（）]{{1,20}}）)?(?=[{heads}]|[\u4e00-\u9fff]{{1,6}}·)"),
        transliterated=re.compile(
            rf"(?:[\u4e00-\u9fff]{{1,6}}·[\u4e00-\u9fff]{{1,8}}?|[{foreign}]{{2,6}})(?<!等)(?={ends})"
        ),
        signs=frozenset(foreign),
        ends_in_title=re.compile(rf"(?:{titles})(?:（[^（）]{{1,20}}）)?$"),
        family_two=two,
        family_one=one,
        mononyms=mononyms,
        followers=re.compile(ends),
        follows_surely=re.compile("|".join(word for word in followers.split("|") if len(word) > 1)),
        not_names=frozenset(vocabulary("not_names")),
        titled_next=re.compile(titles),
        leader_next=anchored(rf"(?:{_LEADERS})(?=(?P<name>[\u4e00-\u9fff]{{3}})(?!·)(?:{ends}))"),
    )


_CLAUSE_START = re.compile(r"[，。；：！？“”（）《》〈〉\n—●○◆◇■□▲△★☆•]")
CAME = "到会(?![理昌东泽宁同])"
"""到会, and no journey to 会理, 会昌, 会东, 会泽, 会宁 or 会同."""
_LEAD = re.compile(
    r".*(?:(?<![\u4e00-\u9fff])据|随着|这是|[增新返]聘|特聘(?!专家|教授|研究员|编审|顾问)|请[回来到]|分管[^，。]{2,14}的|(?:一致)?(?:推选|推举)(?:产生)?|得到|受到|获得|(?:获|(?<!荥)经)(?=[省市县州区])|(?<=[\u4e00-\u9fff]{2})及(?=[副省市州县区])|(?:同行|同去|陪同|到场|"
    f"{CAME}"
    r"|出席|参加|与会)的有|(?:成立|组建|设立)(?:了)?以|(?<![\u4e00-\u9fff])是|(?<![\u4e00-\u9fff])在|传达学习|传达贯彻|学习贯彻|传达|学习|邀请到?|特邀|聘请|会见|陪同|感谢|(?<=[\u4e00-\u9fff]{2})率(?!先)|(?<=[市县区州])为(?=[省市县区州])|来自|拜访|听取了?|看望|(?<!理)由(?!于)|请|与|(?<![\u4e00-\u9fff])(?:访(?!问|谈)|记(?!者))|(?<!党史)(?<![泰太永崇仁])和(?!地方志|社会保障|改革|信息化|城乡|旅游|体育|草原|自然资源|科技|卫生|历史|田|平[县区，]|顺|硕|静|县|政|林|布|龙)|以及|，|随同?|(?<!大)同(?!志|仁|江|心县|德县|安区|官区)|时任|的是|迎来|(?:[0-9]{1,2}日))"
)
_SERVES_AS = re.compile("(?:[为兼由当]|(?<![主责])任)[^、，。]*$")
_OF_WORK = re.compile("《[^《》，。]{2,30}》[\u4e00-\u9fff]{0,4}$")
_NO_SIGN = re.compile("作|(?<![布苏])和")  # 努尔兰作动员, 司马义和专家; 布和 and 苏和 are names
_CHINESE = re.compile("[\u4e00-\u9fff·]+")
# A given name holds none of the characters that verbs, particles and offices are written with.
_GIVEN = re.compile(
    "[^\\W0-9A-Za-z的了在和与及等为对将以是也都并就从到向把被会议要求指出强调主任副正委员部门单位工作地方志史编纂县市区省州镇村乡党政府"
    "人民同志作用度全面大力推进开展召组织参加率带领赴讲话做好认真进行一二三四五六七八九十年月日个名位第各有关相应重点问题情况其]{2}"
)
_ALSO_WORDS = frozenset(
    "付资字木松昌良贡竹虎铁岩操秘越畅黑拓和任时连于常计全史方党安高强明关向段项单包代种国公国文成万经单查都展施位金章平由并同"
    ""
)
"""Family names that are more often words: accepted only where something known follows the name."""
_BEGINS_A_VERB = "率带到赴对在就作向与从及并将被等陪见任也亦已曾"
_AFTER_WORDS = "馆办编系事机书文队局院室委组处科站会所人员类化性者们家"
_DOES = ("说", "共同", "主讲", "担任", "兼任", "出任", "关于")
_JOINED = re.compile("[为和以于][0-9《“]")  # 何娥和11名专家, 饶新以《…》为题; but 陆景和对…
_WHEN = ("去年", "今年", "次日", "上月", "本月")
_TOGETHER = ("一同", "一起", "一道", "一并", "一行", "一边", "一一", "来到")
_JOINED_TO = "评责教退老青学村各有相部乡镇全干群社专编市县省区"
_APPOINTED = re.compile(
    r"(?:任命|聘任|聘请|推选|推举|选举|增选)(?P<name>[\u4e00-\u9fff]{2,4}?)(?:同志)?(?:为|担任|出任)(?P<office>[^，。；、《》\n]{2,24})"
)
_TAKES_OFFICE = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff]{2,4}?)(?:同志)?(?:出任|担任|升任|转任|调任|任)(?!命|务|教|期|何|职|用|意)"
    r"(?P<office>[^，。；、《》\n]{2,24})(?=[，。；\n])"
)
_NO_FAMILY = frozenset(
    "还要就曾先再多专亲当随特均也又已正仍应可须能不未没有并且而则即若如因为由和与同及"
    "向在到从自把被让给使对于按据经会来去说讲问听看请作抓"
)
"""What an adverb or a verb begins with: 书记|要亲自|把关, 主任|还专门|到."""
_NUMBERED = re.compile("[0-9]{1,2}[.．、]")
_SUFFIXED = re.compile(r"总书记(?!记)")
_OPENS = re.compile(r"(?:^|[，。；：、和与及\n]|[0-9]日|[上下]午)$")
_LEADERS = "市长|县长|区长|州长|省长|镇长|书记|主任|主席|部长|局长|处长|科长|馆长|院长|会长|秘书长|巡视员|教授|研究员"
_CALLED = anchored(
    rf"(?:副|常务副)?(?:{_LEADERS})"
    r"(?![\u4e00-\u9fff]{2,4}(?:[，。、]|出席|参加|主持|讲话))"
)


def people(norm: str, text: str | None = None) -> list[Person]:
    """All people with an office, in order; ``text`` is the printed form of ``norm`` (same length)."""
    words = _vocabulary()
    printed = norm if text is None else text
    found: list[Person] = []
    for match in words.titled.finditer(norm):
        end = _name_end(norm, match.end())
        if not end or match.group().startswith("总书记"):
            continue
        office_start = _office_start(norm, match.start(), match.end())
        numbered = _NUMBERED.match(norm, office_start)  # 8.勃利县委书记
        office_start = numbered.end() if numbered else office_start
        office = printed[office_start : match.end()]
        found.append(
            Person(match.end(), end, printed[match.end() : end], office, office_start, match.end(), "person.office")
        )
        while norm[end : end + 1] in ("、", "和", "及", "与"):
            after = 0 if words.titled_next.match(norm, end + 1) else _name_end(norm, end + 1)
            if not after or words.ends_in_title.search(norm[end + 1 : after + 2]):
                break
            behind = _CHINESE.match(norm, after)  # 处长顾怀瑾、衡阳师范学院教授曹以宁
            if behind and words.titled.search(norm, after, behind.end()):
                break
            found.append(
                Person(end + 1, after, printed[end + 1 : after], office, office_start, match.end(), "person.list")
            )
            end = after
    found += _of_rare_families(norm, printed)
    found += _appointed(norm, printed)
    for match in _SUFFIXED.finditer(norm):
        for length in (3, 2):
            start = match.start() - length
            if start >= 0 and norm[start] in words.family_one and norm[start : match.start()] not in words.not_names:
                found.append(
                    Person(
                        start,
                        match.start(),
                        printed[start : match.start()],
                        match.group(),
                        *match.span(),
                        "person.suffix",
                    )
                )
                break
    found += _called(norm, printed, {place for person in found for place in (person.start, person.office_start)})
    found.sort(key=lambda person: person.start)
    return found


def _of_rare_families(norm: str, printed: str) -> list[Person]:
    """Leaders whose family name is in no list: 副州长纳玉堂出席; read where the name ends for sure."""
    words = _vocabulary()
    found: list[Person] = []
    for match in words.leader_next.finditer(norm):
        name, end = match["name"], match.end("name")
        listed = name[0] in words.family_one or name[:2] in words.family_two or words.signs.issuperset(name)
        worded = name[0] in _NO_FAMILY or name[:2] in words.not_names or name[1:] in words.not_names
        if listed or worded or not _GIVEN.fullmatch(name, 1) or words.titled_next.search(name):
            continue
        start = _office_start(norm, match.start(), match.end())
        office = printed[start : match.end()]
        found.append(Person(match.end(), end, printed[match.end() : end], office, start, match.end(), "person.office"))
    return found


def _called(norm: str, printed: str, known: set[int]) -> list[Person]:
    """People called by name and office: 王中丙市长主持召开会议."""
    found: list[Person] = []
    for match in _CALLED.finditer(norm):
        for start in range(match.start() - 2, max(-1, match.start() - 5), -1):
            named = norm[start : match.start()]
            if start in known or not (_OPENS.search(norm, max(0, start - 2), start) and is_name(named)):
                continue
            name = printed[start : match.start()]
            found.append(Person(start, match.start(), name, match.group(), *match.span(), "person.suffix"))
            break
    return found


def _appointed(norm: str, printed: str) -> list[Person]:
    """People whose office is told after their name: 任命周鸿为县志办主任."""
    words = _vocabulary()
    found: list[Person] = []
    for match in chain(_APPOINTED.finditer(norm), _TAKES_OFFICE.finditer(norm)):
        name, office = match["name"], match["office"]
        if is_name(name) and words.ends_in_title.search(office):
            place = (match.start("office"), match.end("office"))
            found.append(
                Person(
                    match.start("name"), match.end("name"), printed[slice(*match.span("name"))],
                    printed[slice(*place)], *place, "person.appointed",
                )
            )  # fmt: skip
    return found


def is_name(norm: str) -> bool:
    """Whether a text is a person's name and nothing else.

    >>> is_name("汤玉衡"), is_name("欧阳清远"), is_name("任务"), is_name("会议")
    (True, True, False, False)
    """
    words = _vocabulary()
    family = 2 if norm[:2] in words.family_two else 1 if norm[:1] in words.family_one else 0
    given = norm[family:]
    return (
        bool(family)
        and 1 <= len(given) <= 2
        and norm not in words.not_names
        and norm[:2] not in words.not_names
        and bool(_GIVEN.fullmatch(given if len(given) == 2 else given * 2))
    )


def _name_end(norm: str, start: int) -> int:
    """Where a name that begins at ``start`` ends, 0 where none begins there."""
    words = _vocabulary()
    worded = norm[start : start + 2] in words.not_names and not _a_name_all_the_same(norm, start)
    if (
        worded
        or norm[start : start + 3] in words.not_names
        or (
            norm[start] == "任" and words.titled_next.match(norm, start + 1 + (norm[start + 1 : start + 2] in "双正副"))
        )
    ):
        return 0
    foreign = words.transliterated.match(norm, start)
    if foreign and "·" in foreign.group():
        end = foreign.end()
        # A sign that may follow a name belongs to it where something else that may follow comes next: 买买提|介绍.
        belongs = norm[end : end + 1] in words.signs and not _NO_SIGN.match(norm, end)
        return end + 1 if belongs and words.followers.match(norm, end + 1) else end
    two = norm[start : start + 2] in words.family_two
    ends_there = words.followers if norm[start : start + 2] in words.mononyms else words.follows_surely
    if two and ends_there.match(norm, start + 2):
        return start + 2  # 扎西|对, 阿西|指出
    if two or norm[start : start + 1] in words.family_one:
        end = _family_name_end(norm, start, two)
        if end:
            return end
    if foreign and len(foreign.group()) >= 3 and not words.titled_next.search(foreign.group()):
        end = foreign.end()
        verb = words.followers.match(norm, end - 1) and _CHINESE.match(norm, end)  # 阿苏木呷|作开班动员
        return end - 1 if verb and end - start > 3 else end
    if norm[start : start + 2] in words.mononyms and norm[start + 2 : start + 4] in words.mononyms:
        return start + 4
    if two and _GIVEN.fullmatch(norm, start + 2, start + 4):
        return start + 4  # 沙马建国|算了一笔账
    given = norm[start + 1 : start + 3]
    known = norm[start : start + 1] in words.family_one or norm[start : start + 1] in words.signs
    if known and words.signs.issuperset(norm[start + 1 : start + 4]) and words.followers.match(norm, start + 4):
        return start + 4  # 陶格斯图|主持
    if (
        norm[start : start + 1] in words.family_one
        and norm[start] not in _ALSO_WORDS
        and len(given) == 2
        and _GIVEN.fullmatch(given)
    ):
        return start + 3
    return 0


def _family_name_end(norm: str, start: int, two: bool) -> int:
    """The end of a family name (of two characters or one) with a given name that something known follows."""
    words = _vocabulary()
    for length in (4, 3) if two else (3, 2):
        name = norm[start : start + length]
        if len(name) < length or not _CHINESE.fullmatch(name):
            continue
        if name[0] == "和" and name[1] in _JOINED_TO:
            continue  # 负责人和村民代表
        if words.followers.match(norm, start + length):
            if (
                two
                and length == 4
                and norm[start + 3] in "在对就赴到率等也已曾作"
                and words.followers.match(norm, start + 3)
            ):
                return start + 3
            if length == 3 and not two and words.followers.match(norm, start + 2) and _splits(norm, start):
                return start + 2
            return start + length
    return 0


def _a_name_all_the_same(norm: str, start: int) -> bool:
    """Whether a word that begins like a name is one: 方志坚出席, but not 方志馆介绍."""
    given = norm[start + 1 : start + 3]
    known = len(given) == 2 and given[1] not in _AFTER_WORDS and _GIVEN.fullmatch(given[1] * 2) is not None
    return known and norm[start] not in _ALSO_WORDS and _vocabulary().followers.match(norm, start + 3) is not None


def _splits(norm: str, start: int) -> bool:
    """Whether the third character belongs to what follows a two-character name: 余松|对县, 李明|和张强, 周彬|一同."""
    if norm.startswith((*_TOGETHER, *_WHEN, *_DOES), start + 2):
        return True
    if _JOINED.match(norm, start + 2):
        return True
    return norm[start + 2] in _BEGINS_A_VERB and norm[start + 3 : start + 4] not in "，。、；：）"


def _office_start(norm: str, title_start: int, title_end: int) -> int:
    """Where the office that ends at ``title_end`` begins."""
    words = _vocabulary()
    work = _OF_WORK.search(norm, max(0, title_start - 44), title_start)
    if work:
        title_start = work.start()
    boundary = 0
    depth = 0
    for index in range(title_start - 1, max(-1, title_start - 80), -1):
        if norm[index] == "）":
            depth += 1
        elif norm[index] == "（" and depth:
            depth -= 1
        elif depth == 0 and _CLAUSE_START.match(norm[index]):
            boundary = index + 1
            break
    else:
        boundary = max(0, title_start - 80)
    start = title_end
    cut = title_end
    parts = norm[boundary:title_end].split("、")
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if index < len(parts) - 1 and not words.ends_in_title.search(part):
            break
        cut -= len(part)
        lead = _LEAD.match(part)
        if lead and lead.end() < len(part):
            return cut + lead.end()
        start = cut
        cut -= 1
    comma = start - 1 if start == boundary and norm[start - 1 : start] == "，" else 0
    if (
        comma
        and words.ends_in_title.search(norm, max(0, comma - 12), comma)
        and not _SERVES_AS.search(norm, max(0, comma - 16), comma)
    ):
        return _office_start(norm, comma - 2, comma)  # 党组成员、副主任，机关党委书记林知远
    return start
