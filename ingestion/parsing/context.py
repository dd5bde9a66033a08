"""What the readers of an article share: its names in order, and who acts where.

The subject of a clause is the noun phrase before its verb; where it is left out it is the one of the clause before,
of the sentence before in the same paragraph, and at last the unit that the article is about.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import ahocorasick_rs

from ingestion.parsing.article import ArticleText
from ingestion.parsing.dates import Date
from ingestion.parsing.people import Person
from ingestion.parsing.signals import anchored
from ingestion.parsing.statements import Clause, Statement, statements
from ingestion.parsing.titles import Title
from ingestion.parsing.units import Mention, all_inside, reference

_THE_WORK = re.compile("该(?:志|书|鉴|年鉴|卷|丛书|画册)")
_STOPS = (
    r"到(?!位)|听取|赴|前往|(?<![存现])在|对(?!接)|向(?!阳)|就(?!业)|将|以(?!来)|由|从|为(?!民)|按|经(?!开|济|验)|采取|采用|积极|先后|相继|分别|陆续|正式|联合|共同|组织(?!部)|借鉴|充分|"
    r"与(?!会)|同(?!志)|率|来(?!源)|于|高度|多次|还|已|并|召开|举行|举办|印发|成立|制定|开展|拟|(?<![主重需必])要(?!求)|邀请|把|被|给|深入|进一步|专题|参加|出席|"
    r"获评|获得|荣获|喜获|入选|评为|推出|出版|完成|启动|确定(?=[^，。]{2,40}为)|选定|建成|建立|通过|开设|实现|形成|收到|安排|也推|也印|同步|则(?![^，]{0,2}市)"
)
_SUBJECT_STOP = anchored(_STOPS)
_JOINT = anchored(
    "签订|签署|签约|签下|达成|缔结|结成|结为|合办|合编|合纂"
    "|(?:联合|共同|携手|联手)(?:举办|主办|召开|举行|开展|编|启动|推出|印发|组建|成立)"
)
_JOINT_STOP = anchored("|".join(word for word in _STOPS.split("|") if word not in ("与(?!会)", "同(?!志)")))
_ISSUES = re.compile("印发|制定|出台|下发|发布|转发|报送|拟定|起草|发出|制发|颁布|编制|修订|宣读|形成")
_VENUE = re.compile("(?<=在)[\u4e00-\u9fff]{2,12}?(?:召开|举行|举办|开幕|开班|落幕)")  # 会议在成都召开: nobody's doing
_BOUND_FOR = re.compile("率队|带队|率[^，。]{0,6}[组团]|一行|[组团][赴到]")
_PARTY = re.compile(
    "(?:调研|考察|督导|检查|督查|学习|指导|交流){2,3}组|考察组|调研组|学习组|调查组|督导组|督查组|检查组|工作组|专家组|慰问组|采访组|课题组|一行"
)
_BY = re.compile(
    "由(?=[^，。]{2,60}(?:主办|承办|承担|牵头|统稿|举办|编纂|组织|编写|推出|开展|协办|策划|摄制|拍摄|制作))"
)
_LONGEST_NAME = 16  # characters of an office's name behind its unit's
_NEAR = 200  # characters back to the office, the county or the work that a clause goes on about
_MADE_BY_WHOM = re.compile(
    "(?:该(?:志|书|鉴|年鉴|丛书|画册)|全[书志]|》(?:（[^）]*）)?[0-9年月日]{0,9})由(?=[^，。]{2,24}(?:编纂|编写|编修|主编|组织))"
)
_TOWNSHIP_ACTS = re.compile(
    "[\u4e00-\u9fff]{1,3}(?:镇|乡|街道)(?=返聘|聘|成立|组建|启动|举|召开|完成|印发|出版|编|征集|抽调|将|率先|还|也|已)"
)
_THAT_OFFICE = re.compile("该(中心|研究室|办公室|办|室|院|局)")
_OF_A_PLACE = re.compile("([\u4e00-\u9fff]{1,7}(?:镇|乡|村|街道|社区|苏木|嘎查))(?:图)?志")
_LAUNCHED_AT = re.compile("(?:首发式|首发仪式)?在([^，。；]{2,9}[县市区旗])(?:首发|发行|举行)")
_PLAN_FOR = re.compile("〈?(.{2,30}(?:志|史|鉴|图录|全书))〉?(?:续修|编纂|编修|编写|编撰)(?:工作|实施)*方案")
_OF_A_TOWN = re.compile("[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道)")
_MADE_BY = re.compile("由[^，。]{2,24}(?:出版|编纂|编写|承编|改造|改建|摄制|拍摄)(?:而成)?的")
_OF_IT = ("的", "所属的", "所辖的", "下辖的", "所属", "下辖")
_DIVISION = "第[一二三四五六七八九十]{1,3}师"  # of the Corps: 第三师图木舒克市
_PREAMBLE = re.compile(
    r"(?:其中|所属|所辖|下辖|同时|此外|随后|最后|其间|会后|会前|至此|此前|目前|现|当天|又|而|由|另外|据悉|中共|近日|日前|截至目前|截至[^，]{2,12}|目前|今年|去年|经[^，]{2,10}同意"
    rf"|(?:新疆生产建设)?(?:兵团)?{_DIVISION})*"
    r"[^\u4e00-\u9fff]{0,2}"
)
_BELONGS = re.compile(
    "(?:同属|同为|隶属)于?[^，。的]{2,8}的|[\u4e00-\u9fff]{2,8}?[市州盟](?:所辖|下辖|辖区内)的?(?![0-9各])"
)
_GLUE = re.compile(f"(?:[、和与及暨同]|以及|会同|联合|携手|中共|联同|[市州县]委|政府)(?:{_DIVISION})?$")
_ATTRIBUTED = re.compile("[\u4e00-\u9fff0-9]{2,16}的")
_NOUN_OF_TITLE = re.compile(
    "(?:其中|同时|随后|随即|随着|继)?，?(?:新编|新修|重修|续修|首部|志书|年鉴|读本|画册|图册|图书|丛书|专著|口袋书|微?纪录片|专题片|微视频|系列片|期刊|杂志|内刊|随着|继)(?=《)"
)
_TITLE_MARK = re.compile("[、和与及]?")
_THEN_A_TITLE = re.compile("[ \u3000：]*(?=《)")
_TOGETHER = re.compile(
    "(?P<both>双方|双边|两家(?=确认|商定|约定|共同|联合|签))|(?P<one>前者|后者)"
    "|(?P<number>[两二三四五六七八九十])(?P<kind>[地市州县区旗省])(?:（※*）)?(?![级会志立直])"
)
_STRUCK = re.compile("(?:[0-9.]+级)?(?:强烈|特大|大)?(?:地震|抗震)")  # an earthquake's name is no author's
_HANDBOOKS = ("手册", "指南")
_MODEL = re.compile("借鉴|参照|参考|学习|比照")
_OF_A_SERIES = ("丛书", "文库", "书系", "工程", "系列")
_NUMBERS = {"两": 2, **{sign: number for number, sign in enumerate("二三四五六七八九十", start=2)}}


_LOOKED_AT = 200  # units or titles of one paragraph, of which no real one names a tenth


@dataclass
class Context:
    """An article's text and the names found in it, each list in order of place."""

    article: ArticleText
    issued: dt.date | None
    home: str | None
    titles: list[Title]
    units: list[Mention]
    people: list[Person]
    dates: list[Date]
    group: re.Pattern[str] = field(default_factory=lambda: _group())
    _first_named: dict[int, str | None] = field(default_factory=dict)  # the unit of each paragraph, by its place

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.start for mention in self.units]

    @cached_property
    def _title_starts(self) -> list[int]:
        return [title.start for title in self.titles]

    @cached_property
    def _person_starts(self) -> list[int]:
        return [person.start for person in self.people]

    def units_in(self, start: int, end: int, *, titles: bool = True, relative: bool = True) -> list[Mention]:
        """Decided mentions that begin in ``start``..``end``."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        if low == high:
            return []
        return [
            m for m in self.units[low:high] if m.code and (titles or not m.in_title) and (relative or not m.relative)
        ]

    def inside_unit(self, position: int, *, or_at_its_head: bool = False) -> bool:
        """Whether a place lies inside a unit's name, behind its first character (or on it)."""
        before = position + or_at_its_head
        return any(position < m.end for m in self.units_in(position - 8, before, relative=False))

    def titles_in(self, start: int, end: int) -> list[Title]:
        """Titles that begin in ``start``..``end``."""
        starts = self._title_starts
        return self.titles[bisect_left(starts, start) : bisect_left(starts, end)]

    def people_in(self, start: int, end: int) -> list[Person]:
        """People named in ``start``..``end``: with an office there, or by a name that has one elsewhere."""
        starts = self._person_starts
        return self.people[bisect_left(starts, start) : bisect_left(starts, end)]

    def dues_in(self, start: int, end: int) -> list[re.Match[str]]:
        """Expressions of a due date that lie in ``start``..``end``."""
        starts = self._due_starts
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        return [match for match in self._dues[low:high] if match.end() <= end]

    @cached_property
    def _dues(self) -> list[re.Match[str]]:
        from ingestion.parsing.targets import due_expressions

        return due_expressions(self.article.plain)

    @cached_property
    def heads(self) -> list[tuple[int, int, int, str]]:
        """The heads of measures, as ``measures.heads`` gives them."""
        from ingestion.parsing.measures import heads

        return heads(self)

    @cached_property
    def _due_starts(self) -> list[int]:
        return [match.start() for match in self._dues]

    def names_in(self, start: int, end: int) -> list[str]:
        """Names of people, in order of first mention with office in the article, that stand in a passage."""
        names, places = self._named
        low, high = bisect_left(places, (start, 0)), bisect_left(places, (end, 0))
        inside = {name for at, name in places[low:high] if at + len(names[name]) <= end}
        return [names[name] for name in sorted(inside)]

    @cached_property
    def _named(self) -> tuple[list[str], list[tuple[int, int]]]:
        """The names of people, and where each of them (by its place in that list) stands in the article."""
        names = list(dict.fromkeys(person.name for person in self.people))
        if not names:
            return [], []
        found = ahocorasick_rs.AhoCorasick(names).find_matches_as_indexes(self.article.text, overlapping=True)
        return names, sorted((start, name) for name, start, _ in found)

    @property
    def province(self) -> str | None:
        """The publisher's province."""
        return self.home[:2] + "0000" if self.home else None

    def prefecture_before(self, position: int) -> str | None:
        """The prefecture or city above counties that was named last before a place."""
        starts, codes = self._prefectures
        index = bisect_left(starts, position)
        return codes[index - 1] if index else None

    @cached_property
    def _prefectures(self) -> tuple[list[int], list[str]]:
        named = [(m.start, m.code) for m in self.units if m.code and not m.in_title]
        of_level = [(start, code) for start, code in named if reference()[code].level == "prefecture"]
        return [start for start, _ in of_level], [code for _, code in of_level]

    @cached_property
    def about(self) -> str | None:
        """The unit an article is about: named in its title, else its source's, else the first one named."""
        spans = (self.article.title, self.article.source, (0, len(self.article.text)))
        for start, end in spans:
            here = [m for m in self.units_in(start, end, titles=False) if m.code != "100000"]
            named = [m for m in here if not self._is_venue(m)]
            if named:
                inner = self.narrowed(named[:2], tuple(dict.fromkeys(m.code for m in named[:2] if m.code)))
                return inner[0] if inner else None
        return self.home

    def leading_unit(self, position: int) -> str | None:
        """The unit that a paragraph began with, for what is said in it without a subject of its own."""
        low = bisect_left(self._starts, self.article.after_last("\n", position))
        for mention in self.units[low : min(bisect_left(self._starts, position), low + _LOOKED_AT)]:
            if not mention.code or mention.code == "100000" or mention.in_title or mention.relative:
                continue
            if not self._is_venue(mention):
                return mention.code
        return self.about

    def _is_venue(self, mention: Mention) -> bool:
        """Whether a unit is but the place of a meeting: 论证会在成都召开."""
        return _VENUE.match(self.article.plain, mention.start) is not None

    def office_unit(self, person: Person) -> str | None:
        """The unit whose office it is: the last one named in the office, else of the office before it in the clause."""
        named = self.units_in(person.office_start, person.office_end)
        if named:
            return named[-1].code
        for other in reversed(self.people_in(person.start - 34, person.start)):
            named = self.units_in(other.office_start, other.office_end)
            if named:
                return named[-1].code
        return self.leading_unit(person.office_start)

    def owner(self, title: Title) -> str | None:
        """The unit named first in a title, the inner one of two that stand together (佳木斯市郊区志)."""
        dot = self.article.norm.rfind("·", title.start, title.end)
        if dot >= 0 and not "\u4e00" <= self.article.norm[dot - 1] <= "\u9fff":
            dot = -1  # “4·20”芦山强烈地震
        # 《中国名镇志丛书·孟河镇志》 is no work of China's, 《四川省志·川茶志》 is one of Sichuan's
        inside = [m for m in self.units_in(max(title.start, dot), title.end) if not m.relative]
        if not inside and not self.article.norm.endswith(_OF_A_SERIES, title.start, max(title.start, dot)):
            inside = [m for m in self.units_in(title.start, title.end) if not m.relative]
        inside = [m for m in inside if not _STRUCK.match(self.article.norm, m.end)]
        if not inside:
            return self._made_by.get(title.title) or self._of_places.get(title.title)
        if len(inside) > 1 and inside[0].end == inside[1].start:
            outer, inner = reference()[inside[0].code or ""], reference()[inside[1].code or ""]
            if outer.code in inner.above:
                return inner.code
        return inside[0].code if inside else None

    def titles_of(self, unit: str | None) -> list[Title]:
        """The titles that name a unit, in order, each once as a model and once as none; all of those that name none."""
        return self._by_owner.get(unit, [])

    @cached_property
    def _by_owner(self) -> dict[str | None, list[Title]]:
        by_owner: dict[str | None, dict[tuple[str, bool | int], Title]] = {}
        for title in self.titles:
            owner = self.owner(title)
            times = self.is_model(title) if owner else title.start
            by_owner.setdefault(owner, {}).setdefault((title.title, times), title)
        return {owner: list(titles.values()) for owner, titles in by_owner.items()}

    def is_model(self, title: Title) -> bool:
        """Whether a title is no work at hand: a model that was drawn on (借鉴《…》), or a handbook of the trade."""
        if title.title.endswith(_HANDBOOKS):
            return True
        clause = max(self.article.after_last("，。；：\n", title.start), title.start - _NEAR)
        return _MODEL.search(self.article.plain, clause, title.start) is not None

    @cached_property
    def _of_places(self) -> dict[str, str]:
        """Whose townships and villages they are whose gazetteers are told of: 西充县义兴镇, and then 《义兴镇志》."""
        named = {place[1]: title.title for title in self.titles if (place := _OF_A_PLACE.match(title.title))}
        lengths = sorted({len(name) for name in named})
        found: dict[str, str] = {}
        for mention in self.units if named else ():
            if not mention.code or mention.in_title or mention.relative:
                continue
            town = _OF_A_TOWN.match(self.article.norm, mention.end)  # 三江侗族自治县林溪镇程阳村
            for end in (mention.end, *([town.end()] if town else [])):
                for name in (self.article.norm[end : end + length] for length in lengths):
                    if name in named:
                        found.setdefault(named[name], mention.code)
        whose = {m.end: m.code for m in self.units if m.code and not (m.in_title or m.relative)} if named else {}
        for title in self.titles if named else ():
            code = whose.get(title.start)
            if code:
                whose[title.end] = code  # 永顺县《司城村志》《芙蓉镇志》
            there = _LAUNCHED_AT.match(self.article.plain, title.end)  # 《竿子坪村志》在凤凰县首发
            if there and not code:
                seats = self.units_in(there.start(1), there.end(1))
                code = next((m.code for m in seats if m.end == there.end(1)), None)
            if code and title.title in named.values():
                found.setdefault(title.title, code)
        told_of = {m.code for m in self.units_in(*self.article.title) if m.code} if named else set()
        if len(told_of) == 1 and reference()[(county := told_of.pop())].level == "county":
            found |= {title: county for title in named.values() if title not in found}  # 柯桥区编修镇村志见闻
        return found

    def _county_before(self, title: Title) -> str | None:
        """The only county that is named before a title in its clause: 州委副书记到贡山县调研《独龙江乡志》."""
        clause = max(self.article.after_last("，。；：\n", title.start), title.start - _NEAR)
        named = {mention.code for mention in self.units_in(clause, title.start, titles=False)}
        counties = [code for code in named if code and reference()[code].level == "county"]
        return counties[0] if len(counties) == 1 else None

    def _that_office(self, begin: int) -> str | None:
        """Whose office a clause goes on about: 该中心, after 石棉县地方志编纂中心 in the same paragraph."""
        plain = self.article.plain
        that = _THAT_OFFICE.match(plain, begin)
        if that is None:
            return None
        named = self.units_in(max(self.article.after_last("\n", begin), begin - _NEAR), begin, titles=False)
        offices = [m for m in named if that[1] in plain[m.end : m.end + _LONGEST_NAME]]
        return offices[-1].code if offices else None

    def _township_at(self, begin: int) -> str | None:
        """Whose township a clause begins with: 龙潭镇返聘退休教师, after 在酉阳自治县召开座谈会 before it."""
        if not _TOWNSHIP_ACTS.match(self.article.plain, begin):
            return None
        named = self.units_in(max(self.article.after_last("\n", begin), begin - _NEAR), begin, titles=False)
        counties = [m.code for m in named if m.code and reference()[m.code].level == "county"]
        return counties[-1] if counties else None

    def _of_place(self, begin: int) -> str | None:
        """Whose township or village it is whose gazetteer begins a clause, or who made the work that does."""
        titles = self.titles_in(begin, begin + 1)
        return self._of_places.get(titles[0].title) or self._made_by.get(titles[0].title) if titles else None

    def title_unit(self, title: Title) -> str | None:
        """The unit named first in the title, else the only one that acts in its clause."""
        inside = self.owner(title)
        if inside:
            return inside
        if title.start < self.article.title[1]:
            before = self.units_in(self.article.title[0], title.start, titles=False)
            directly = before and before[-1].end == self.run_of_titles(title)
            return before[-1].code if directly else None  # 旌阳区《孝泉镇志》入选
        at = bisect_right(self._statement_starts, title.start) - 1
        if at < 0 or title.start >= self.statements[at].sentence.end:
            return None
        statement = self.statements[at]
        clause = next((c for c in statement.clauses if c.start <= title.start < c.end), None)
        if clause is None:
            return None
        if title.kind == "document" and not _ISSUES.search(self.article.plain, clause.start, title.start):
            return None  # a regulation that is studied or carried out is not the reader's own
        if clause.start >= statement.speech_from:
            return self._spoken_of(title.start)
        before = self.units_in(clause.start, title.start, titles=False)
        if before and before[-1].end == self.run_of_titles(title):
            return before[-1].code  # 永顺县《司城村志》《芙蓉镇志》
        codes = dict.fromkeys(mention.code for mention in before)
        if len(codes) == 1:
            return next(iter(codes))
        if _OF_A_PLACE.match(title.title) and (county := self._county_before(title)):
            return county
        subject = self.subject(statement, clause)
        return subject[0] if len(subject) == 1 else None

    def run_of_titles(self, title: Title) -> int:
        """Where the run of titles begins that one stands in, nothing but a mark between them."""
        start = title.start
        before = bisect_left(self._title_starts, start)
        for earlier in reversed(self.titles[max(0, before - _LOOKED_AT) : before]):
            if _TITLE_MARK.fullmatch(self.article.plain, earlier.end, start) is None or self.owner(earlier):
                break
            start = earlier.start
        return start

    def _spoken_of(self, position: int) -> str | None:
        """The unit that a speech is about at a place: the last one below the province named before it there."""
        low = bisect_left(self._starts, self.article.after_last("\n", position))
        high = bisect_left(self._starts, position)
        for mention in reversed(self.units[max(low, high - _LOOKED_AT) : high]):
            below = mention.code is not None and reference()[mention.code].level in ("prefecture", "county")
            if below and not mention.in_title and not mention.relative:
                return mention.code
        return self.leading_unit(position)

    def clause_subject(self, position: int) -> tuple[str, ...]:
        """The units that the clause around a place itself names as acting."""
        at = bisect_right(self._statement_starts, position) - 1
        clauses = self.statements[at].clauses if at >= 0 else []
        return next((clause.subject for clause in clauses if clause.start <= position < clause.end), ())

    @cached_property
    def statements(self) -> list[Statement]:
        """Every sentence of the body with its clauses, speech and governing date."""
        return statements(self)

    @cached_property
    def _statement_starts(self) -> list[int]:
        return [statement.sentence.start for statement in self.statements]

    def speech_around(self, position: int) -> tuple[int, int] | None:
        """Where the speech begins and ends that the sentence at a place belongs to, within its paragraph."""
        at = bisect_right(self._statement_starts, position) - 1
        return self._speeches[at] if at >= 0 else None

    @cached_property
    def _speeches(self) -> list[tuple[int, int] | None]:
        speeches: list[tuple[int, int] | None] = []
        for statement in reversed(self.statements):
            after = speeches[-1] if speeches else None
            start, end = statement.speech_from, statement.sentence.end
            if after is not None and after[0] <= end + 1 and "\n" not in self.article.norm[end : after[0]]:
                end = after[1]
            speeches.append((start, end) if start < statement.sentence.end else None)
        return speeches[::-1]

    def actors(self, start: int, end: int) -> tuple[tuple[str, ...], bool]:
        """Who acts in a clause by its own words: unit codes, and whether it is a group such as 各地."""
        plain = self.article.plain
        first = bisect_left(self._date_starts, start)
        dated = first < len(self.dates) and self.dates[first].start <= start + 2 and self.dates[first].end < end
        begin = self.dates[first].end if dated else start
        begin += 1 if dated and plain.startswith("前", begin) else 0  # 6月底前康定市率先完成
        if _BY.match(plain, begin, end):
            begin += 1
            first = plain.find("主办", begin, end)
            end = first if first >= 0 else end  # 由A主办、B承办: A's
        made = _MADE_BY.match(plain, begin, end) or _BELONGS.match(plain, begin, end)
        begin = made.end() if made else begin  # 由海峡书局出版的政和县《石圳村志》, 同属眉山市的丹棱县
        limit = self._subject_end(begin, end)
        begin = plain.rfind("——", begin, limit) + 2 if "——" in plain[begin:limit] else begin  # 首个方志馆——X县方志馆
        mentions = self.units_in(begin, limit, titles=False)
        if mentions and mentions[0].start > begin and not self._opens(begin, mentions[0].start):
            mentions = []
        of_it = mentions[1:2] and plain[mentions[0].end : mentions[1].start] in _OF_IT
        if of_it and mentions[0].code in reference()[mentions[1].code or ""].above:
            mentions = mentions[1:]  # 揭阳市的普宁市、惠来县
        mentions = self.listed(mentions)
        if len(mentions) == 1 and (behind := _THEN_A_TITLE.match(plain, mentions[0].end)):
            inner = self._titled(behind.end())  # 抚顺市《清原满族自治县年鉴》出版: the county's
            above = mentions[0].code
            mentions = inner if inner and all(above in reference()[m.code or ""].above for m in inner) else mentions
        if not mentions:
            together = self.together(begin, end)
            if together:
                return together, False
            mentions = self._titled(begin)
        if not mentions:
            unit = self._person_at(begin) or self._of_work(start) or self._of_place(begin)
            unit = unit or self._that_office(begin) or self._township_at(begin)
            unit = unit or (self._whose_party if _PARTY.match(plain, begin) else None)
            if unit:
                return (unit,), False
        group = self.group.search(plain, start, limit)
        if group is not None and all(m.relative for m in mentions) and plain[group.start() - 1] not in "与同":
            sent = bool(mentions) and plain.endswith(("组织", "邀请"), begin, group.start())
            if not sent:  # 省地方志办组织部分市（州）编纂人员赴武汉市考察: the office's
                return (), True
        return self.narrowed(mentions, tuple(dict.fromkeys(m.code for m in mentions if m.code))), False

    @cached_property
    def _whose_party(self) -> str | None:
        """Whose party an article is about: of the unit in its title, or who set out where that is where it went."""
        start, end = self.article.title
        if _BOUND_FOR.search(self.article.norm, start, end) and self.article.paragraphs:
            first = self.article.paragraphs[0]
            named = self.units_in(*first, titles=False)
            return next((m.code for m in named if m.code and m.code != "100000"), self.about)
        return self.about

    def _opens(self, begin: int, start: int) -> bool:
        """Whether what stands before a unit's name leaves it the subject: 据悉, 同时, 撤县设市的."""
        plain = self.article.plain
        return bool(_PREAMBLE.fullmatch(plain, begin, start) or _ATTRIBUTED.fullmatch(plain, begin, start))

    def listed(self, mentions: list[Mention]) -> list[Mention]:
        """The units that one list names: A市、B县和C区, not what the first of them goes to see."""
        kept = mentions[:1]
        for before, after in pairwise(mentions):
            between = self.article.plain[before.end : after.start]
            if between.strip() and not _GLUE.search(self.article.plain, before.end, after.start):
                break
            if "暨" in between and _one_inside_other(before, after):
                break  # 乡城县方志馆暨甘孜州首个县级方志馆 is one
            kept.append(after)
        return kept

    def _titled(self, begin: int) -> list[Mention]:
        """The units of the titles that a clause begins with, one each: 《A县志》《B县志》通过终审."""
        found: list[Mention] = []
        begin += 2 if self.article.plain.startswith("其中《", begin) else 0
        noun = _NOUN_OF_TITLE.match(self.article.plain, begin)
        at = noun.end() if noun else begin + 1
        for title in self.titles_in(begin, begin + 240):
            if title.start > at or (title.start > begin and title.kind == "document"):
                break  # 对《四川省地方志工作条例》实施情况开展检查
            inside = (m for m in self.units_in(title.start, title.end) if not m.relative)
            named = [m for m in inside if not _STRUCK.match(self.article.norm, m.end)]
            inner = named[1:2] if len(named) > 1 and named[0].surface.endswith(("市", "州", "盟", "地区")) else []
            # 《乌鲁木齐市米东区志》 is the district's, 《眉山东坡志》 the city's
            found += inner if inner and named[0].end == inner[0].start else named[:1]
            mark = _TITLE_MARK.match(self.article.plain, title.end)
            at = mark.end() if mark else title.end
        return found

    def together(self, begin: int, end: int) -> tuple[str, ...]:
        """The units meant by 双方, 两地, 三县, 前者: as many as it says, named last before it in the paragraph."""
        lead = _PREAMBLE.match(self.article.plain, begin, end)
        found = _TOGETHER.match(self.article.plain, begin, end) or (
            _TOGETHER.match(self.article.plain, lead.end(), end) if lead else None
        )
        if found is None:
            return ()
        number = _NUMBERS.get(found["number"] or "", 2)
        low = bisect_left(self._starts, self.article.after_last("\n", begin))
        high = bisect_left(self._starts, begin)
        before = self.units[max(low, high - _LOOKED_AT) : high]
        codes = self._list_of(number, before, found) if found["number"] else []
        for mention in reversed(before if not codes else []):
            if len(codes) == number:
                break
            if self._fits_together(mention, found, codes):
                codes.insert(0, mention.code or "")
        if len(codes) != number and found["number"]:
            codes = self._list_of(number, [replace(m, in_title=False) for m in before if m.in_title], found)
        if len(codes) != number:
            return ()
        return (codes[found["one"] == "后者"],) if found["one"] else tuple(codes)

    def _list_of(self, number: int, mentions: list[Mention], found: re.Match[str]) -> list[str]:
        """The last list of exactly so many units that fit: 齐齐哈尔市、大庆市 for 两市, not what they went to see."""
        runs: list[list[Mention]] = []
        for mention in mentions:
            joined = runs and self.listed([runs[-1][-1], mention])[1:]
            if joined:
                runs[-1].append(mention)
            else:
                runs.append([mention])
        for run in reversed(runs):
            codes: list[str] = []
            for mention in reversed(run):
                if self._fits_together(mention, found, codes):
                    codes.insert(0, mention.code or "")
            if len(codes) == number:
                return codes
        return []

    @staticmethod
    def _fits_together(mention: Mention, found: re.Match[str], codes: list[str]) -> bool:
        """Whether a unit can be one of those that 两县 or 双方 means."""
        unit = reference().get(mention.code or "")
        if unit is None or mention.in_title or unit.code in codes or (mention.relative and not found["both"]):
            return False
        kind = found["kind"] or "地"
        if kind == "省":
            return unit.level == "province"
        if kind == "州":
            return unit.kind == "autonomous_prefecture"
        if kind in "县区旗":
            return unit.level == "county"
        inner = [reference()[code] for code in codes]
        above = any(unit.code in one.above for one in inner)
        return unit.level in ("prefecture", "county") and not above and (kind == "地" or unit.name.endswith("市"))

    def _of_work(self, begin: int) -> str | None:
        """Whose work a clause goes on about: 该志, after a title."""
        if not _THE_WORK.match(self.article.plain, begin):
            return None
        before = self._title_before(begin)
        if before is None:
            return next(iter(self._made_by.values()), None)
        return self.owner(before) or (self._county_before(before) if _OF_A_PLACE.match(before.title) else None)

    def _title_before(self, position: int) -> Title | None:
        """The title that 该志 means at a place."""
        before = bisect_left(self._title_starts, position)
        return self.titles[before - 1] if before else None

    @cached_property
    def _made_by(self) -> dict[str, str]:
        """Who made a work, by its title (《元上都遗址志》首发。该志由正蓝旗地方志办公室编纂), or issued its plan."""
        found: dict[str, str] = {}
        for made in _MADE_BY_WHOM.finditer(self.article.plain):
            by = self.units_in(made.end(), made.end() + 1, titles=False)
            meant = self._title_before(made.start())
            if by and by[0].code:
                found.setdefault(meant.title if meant else "", by[0].code)
        works = {title.title for title in self.titles}
        for title in self.titles:
            planned = _PLAN_FOR.fullmatch(title.title)
            if planned and planned[1] in works:
                clause = max(self.article.after_last("，。；：\n", title.start), title.start - _NEAR)
                whose = {mention.code for mention in self.units_in(clause, title.start, titles=False)}
                if len(whose) == 1 and (code := whose.pop()):
                    found.setdefault(planned[1], code)
        return found

    def _person_at(self, begin: int) -> str | None:
        """The unit of a person known by office whose name begins a clause."""
        for length in (4, 3, 2):
            person = self._people_by_name.get(self.article.text[begin : begin + length])
            if person is not None:
                return self.office_unit(person)
        return None

    @cached_property
    def _people_by_name(self) -> dict[str, Person]:
        return {person.name: person for person in reversed(self.people)}

    @cached_property
    def _date_starts(self) -> list[int]:
        return [date.start for date in self.dates]

    def _subject_end(self, begin: int, end: int) -> int:
        """Where the noun phrase that begins a clause ends: at the first verb or preposition outside a unit's name."""
        plain = self.article.plain
        stops = _JOINT_STOP if _JOINT.search(plain, begin, end) else _SUBJECT_STOP
        for stop in stops.finditer(plain, begin, end):
            inside = any(
                m.start <= stop.start() < m.end for m in self.units_in(stop.start() - 8, stop.end(), relative=False)
            )
            if not inside:
                return stop.start()
        return end

    def said_at(self, words: re.Pattern[str], start: int, end: int) -> int | None:
        """Where one of the words stands in a passage, outside people's names (主任方拟之 plans nothing)."""
        for match in words.finditer(self.article.plain, start, end):
            named = self.people_in(match.start() - 4, match.start() + 1)
            if not any(person.start <= match.start() < person.end for person in named):
                return match.start()
        return None

    def is_party(self, position: int) -> bool:
        """Whether those who travelled are named there without a unit: 调研组, 考察组一行."""
        return _PARTY.match(self.article.plain, position) is not None

    def names_party(self, start: int, end: int) -> bool:
        """Whether a passage says no more of who travelled than 考察组."""
        return _PARTY.search(self.article.plain, start, end) is not None

    def narrowed(self, mentions: list[Mention], codes: tuple[str, ...]) -> tuple[str, ...]:
        """内江隆昌市 is one unit, and so are the two offices of one person: a parent before its child is left out."""
        if len(codes) < 2:
            return codes
        units = reference()
        kept = list(codes)
        for before, after in pairwise(mentions):
            inner = units.get(after.code or "")
            nested = inner is not None and before.code in kept and before.code in inner.above
            nested = nested and after.code != before.code
            beside = not self.article.plain[before.end : after.start].strip()  # 威海　荣成市编纂《…》
            if nested and (beside or self.people_in(after.end, after.end + 12)):
                kept.remove(before.code or "")
        return tuple(kept)

    def subject(self, statement: Statement, clause: Clause, verb: int | None = None) -> tuple[str, ...]:
        """The units that act in a clause (unit codes); empty where a group or nobody does."""
        end = clause.end if verb is None else verb
        if "分别" in self.article.plain[clause.start : end] or "均" in self.article.plain[clause.start : end]:
            gathered: dict[str, None] = {}
            for other in statement.clauses:
                if other.start > clause.start:
                    break
                listed = (
                    other is clause or len(clause.subject) < 2 or self._subject_end(other.start, other.end) == other.end
                )
                if listed and self.article.plain[other.end : other.end + 1] != "：":  # 盐城： opens a passage
                    gathered.update(dict.fromkeys(other.subject))
            if gathered:
                # 西安市　碑林区、雁塔区分别召开评议会: the city heads an item
                # 汉中市、勉县分别: both; 湛江市所属的廉江市、徐闻县分别: the two
                named = self.units_in(clause.start, end, titles=False)
                listed_too = {m.code for m in named if self.article.plain[m.end : m.end + 1] in ("、", "和", "与")}
                return tuple(
                    code
                    for code in gathered
                    if code in listed_too or not all_inside([c for c in gathered if c != code], code)
                )
        for other in reversed([c for c in statement.clauses if c.start <= clause.start]):
            if other.subject and (other is clause or not other.attended):
                return other.subject
            if other.grouped:
                return ()
        if statement.convened or statement.before:
            return statement.convened or self._or_all_of(statement)
        unit = self.about if self._about_all else self._of_paragraph(clause.start) or self.about
        return (unit,) if unit else ()

    def _or_all_of(self, statement: Statement) -> tuple[str, ...]:
        """The subject of the sentences before, or the article's own unit where a new date follows on its parts."""
        units, above = reference(), self.about
        dated = bool(statement.dates) and statement.dates[0].start == statement.sentence.start
        if not ((dated or statement.sentence.first) and above and self._about_all):
            return statement.before
        parts = [units[code] for code in statement.before if code in units]
        if len(parts) > 1 and all(above in (part.parent, part.prefecture) for part in parts):
            return (above,)
        return statement.before

    @cached_property
    def _about_all(self) -> bool:
        """Whether the article's title or source says whose it is, so that every paragraph is about that unit."""
        spans = (self.article.title, self.article.source)
        return any(self.units_in(start, end, titles=False) for start, end in spans)

    def _of_paragraph(self, position: int) -> str | None:
        """The unit that a paragraph names first, in a title where nowhere else."""
        start = self.article.after_last("\n", position)
        if start not in self._first_named:
            end = self.article.plain.find("\n", start)
            named = self.units_in(start, end if end >= 0 else len(self.article.plain))
            plainly = [m for m in named if not (m.in_title or m.code == "100000" or self._is_venue(m))]
            first = next(iter(plainly or named), None)
            bound_for = first is not None and self.article.plain[first.start - 1] in "赴到往"  # 编辑部赴十堰市调研
            self._first_named[start] = self.about if bound_for or first is None else first.code
        return self._first_named[start]


def _one_inside_other(first: Mention, second: Mention) -> bool:
    """Whether one of two units lies in the other."""
    units = reference()
    one, other = units[first.code or ""], units[second.code or ""]
    return one.code in other.above or other.code in one.above


def _group() -> re.Pattern[str]:
    from ingestion.parsing.event_rules import vocabulary

    return vocabulary().group
