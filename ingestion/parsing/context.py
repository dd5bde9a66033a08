"""What the readers of an article share: its names in order, and who acts where.

The subject of a clause is the noun phrase before its verb; where it is left out it is the one of the clause before,
of the sentence before in the same paragraph, and at last the unit that the article is about.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import ahocorasick_rs

from ingestion.parsing.article import ArticleText, Sentence
from ingestion.parsing.dates import Date
from ingestion.parsing.people import Person
from ingestion.parsing.titles import Title
from ingestion.parsing.units import Mention, reference

_SPEECH = re.compile(
    r"(?:会议|会上|座谈会|与会|同志|领导|专家|双方|批示|文件|通知|方案|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,4}?)(?:还|也|同时|一致|分别|进一步|对此|就此|并|郑重)?"
    r"(?:要求|强调|指出|提出(?:[^，。：]{0,10}(?:要求|希望|意见))|表示|认为|希望|介绍|勉励|建议|明确要求|提出如下要求|提出[一二两三四五六七八九十0-9]+[点项条](?:要求|意见|希望))[，：、]?"
    r"|批示(?:指出|强调|要求)?：|提出(?:[^，。：]{0,12}(?:要求|希望|意见|建议))：|(?:并|还|同时|均|也)(?:强调|指出|要求)[，：]|(?:强调|指出)[，：]"
)
_RESUME = re.compile(
    r"(?:会上|随后|期间|[\u4e00-\u9fff]{2,4}期间|座谈会上|当天|当日|同日|其间|活动(?:现场|中)|仪式上|在[^，。]{2,14}(?:期间|时|现场|县|区|市|州)，|考察组|调研组|督导组|检查组|一行)"
)
_BEFORE_OR_AFTER = re.compile("会前|会后|此前|之后|活动前|活动后")
_GOES_ON = re.compile(r"会议|双方|活动|培训|仪式|[^，。]{0,60}(?:出席|参加|陪同)")
_ATTENDANCE = re.compile(
    r"(?:(?:参加|出席|陪同|列席|主持)(?:了)?(?:会议|座谈|座谈会|调研|活动|培训|仪式)?|作(?:了)?(?:经验)?(?:交流)?发言)(?:并讲话)?。?$"
)
_SUBJECT_STOP = re.compile(
    r"到(?!位)|赴|前往|(?<![存现])在|对(?!接)|向(?!阳)|就(?!业)|将|以(?!来)|由|从|为(?!民)|按|经(?!开|济|验)|采取|采用|积极|先后|相继|分别|陆续|正式|联合|共同|组织(?!部)|借鉴|充分|"
    r"与|同(?!志)|率|来(?!源)|于|高度|多次|还|已|并|召开|举行|举办|印发|成立|制定|开展|拟|(?<![主重需必])要(?!求)|邀请|把|被|给|深入|进一步|专题|参加|出席|"
    r"获评|获得|荣获|喜获|入选|评为|推出|出版|完成|启动|建成|建立|通过|开设|实现|形成|收到|安排|也推|也印|同步|则(?![^，]{0,2}市)"
)
_JOINT = re.compile("签订|签署|达成|联合主办|共同(?:举办|主办)")
_JOINT_STOP = re.compile("|".join(word for word in _SUBJECT_STOP.pattern.split("|") if word not in ("与", "同(?!志)")))
_CLAUSE = re.compile("[^，：。；！？ ][^，：。；！？]*")
_ISSUES = re.compile("印发|制定|出台|下发|发布|转发|报送|拟定|起草|发出|制发|颁布|编制|修订|宣读|形成")
_PARTY = re.compile("考察组|调研组|督导组|检查组|一行")
_BY = re.compile(r"由(?=[^，。]{2,60}(?:主办|承办|举办|编纂|组织|编写|推出|开展|协办|策划|摄制|拍摄|制作))")
_PREAMBLE = re.compile(
    r"(?:其中|同时|此外|另外|据悉|中共|近日|日前|截至目前|截至[^，]{2,12}|目前|今年|去年|经[^，]{2,10}同意)*"
    r"[^\u4e00-\u9fff]{0,2}"
)


_LOOKED_AT = 200  # units of one paragraph, of which no real one names a tenth


class Clause:
    """A clause at ``start``..``end``: between commas, outside 《》, “” and （）. Who acts is read when asked for."""

    __slots__ = ("_actors", "_context", "end", "start")

    def __init__(self, context: Context, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self._context = context
        self._actors: tuple[tuple[str, ...], bool] | None = None

    @property
    def subject(self) -> tuple[str, ...]:
        """Unit codes of the clause's own noun phrase."""
        return self._read()[0]

    @property
    def grouped(self) -> bool:
        """Whether its subject is a group (各地)."""
        return self._read()[1]

    def _read(self) -> tuple[tuple[str, ...], bool]:
        if self._actors is None:
            self._actors = self._context.actors(self.start, self.end)
        return self._actors


@dataclass(slots=True)
class Statement:
    """A sentence with its clauses, whether it reports speech, and the date that governs it."""

    sentence: Sentence
    clauses: list[Clause]
    speech_from: int  # where reported speech begins; the sentence's end where there is none
    dates: list[Date]
    previous: Statement | None  # the sentence whose subject this one takes over where it has none
    inherited: Date | None = None
    _after: tuple[str, ...] | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """The units that the sentence itself names as acting."""
        return next(
            (clause.subject for clause in self.clauses if clause.start < self.speech_from and clause.subject), ()
        )

    @property
    def before(self) -> tuple[str, ...]:
        """The subject of the sentences before, in the same paragraph."""
        pending: list[Statement] = []
        statement = self.previous
        while statement is not None and statement._after is None:
            pending.append(statement)
            statement = statement.previous
        subject = statement._after or () if statement is not None else ()
        for statement in reversed(pending):
            grouped = bool(statement.clauses) and statement.clauses[0].grouped
            subject = statement._after = statement.own or (() if grouped else subject)
        return subject


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
        return [
            m for m in self.units[low:high] if m.code and (titles or not m.in_title) and (relative or not m.relative)
        ]

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
            for mention in self.units_in(start, end, titles=False):
                if mention.code != "100000":
                    return mention.code
        return self.home

    def leading_unit(self, position: int) -> str | None:
        """The unit that a paragraph began with, for what is said in it without a subject of its own."""
        low = bisect_left(self._starts, self.article.after_last("\n", position))
        for mention in self.units[low : min(bisect_left(self._starts, position), low + _LOOKED_AT)]:
            if mention.code and mention.code != "100000" and not mention.in_title and not mention.relative:
                return mention.code
        return self.about

    def office_unit(self, person: Person) -> str | None:
        """The unit whose office it is: the last one named in the office, else of the office before it in the clause."""
        named = self.units_in(person.office_start, person.office_end)
        if named:
            return named[-1].code
        for other in reversed(self.people_in(person.start - 34, person.start)):
            named = self.units_in(other.office_start, other.office_end)
            if named:
                return named[-1].code
        return self.about

    def title_unit(self, title: Title) -> str | None:
        """The unit named first in the title, else the only one that acts in its clause."""
        inside = [m for m in self.units_in(title.start, title.end) if not m.relative]
        if inside:
            return inside[0].code
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
        codes = dict.fromkeys(m.code for m in self.units_in(clause.start, title.start, titles=False))
        if len(codes) == 1:
            return next(iter(codes))
        subject = self.subject(statement, clause)
        return subject[0] if len(subject) == 1 else None

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
    def _statement_starts(self) -> list[int]:
        return [statement.sentence.start for statement in self.statements]

    @cached_property
    def statements(self) -> list[Statement]:
        """Every sentence of the body with its clauses, speech and governing date."""
        result: list[Statement] = []
        plain = self.article.plain
        speech = False
        paragraph = -1
        date: Date | None = None
        last_dated: Date | None = None
        previous: Statement | None = None
        starts = [d.start for d in self.dates]
        for sentence in self.article.sentences:
            resumed = _RESUME.match(plain, sentence.start) is not None
            if sentence.paragraph != paragraph:
                paragraph, speech = sentence.paragraph, False
                date = last_dated if resumed else None
                previous = previous if resumed else None
            dates = self.dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            leading = self._leading(sentence, dates)
            text = plain[sentence.start : sentence.end]
            speech = speech and not (resumed or self._ends_speech(sentence, text, dates))
            speech_from = sentence.start if speech else sentence.end
            if not speech:
                said = _SPEECH.search(text)
                if said:
                    speech_from, speech = sentence.start + said.end(), True
            statement = Statement(sentence, self._clauses(sentence), speech_from, dates, previous)
            if leading:
                date = last_dated = leading
            elif date is not None and not self._goes_on(statement, text, resumed):
                date = None
            governing = date or self._governing
            if governing is not None and not leading:
                statement.inherited = governing.inherited()
            result.append(statement)
            previous = statement
        return result

    def _ends_speech(self, sentence: Sentence, text: str, dates: list[Date]) -> bool:
        """Whether a sentence after reported speech tells of something again: a date, attendance, a unit's act."""
        if dates and dates[0].start == sentence.start and dates[0].precision in ("day", "range", "month"):
            return True
        if _ATTENDANCE.search(text) and text[0] not in "一二三四五六七八九十":
            return True
        return not text.rstrip().endswith("；") and self._opens_anew(sentence)

    def _goes_on(self, statement: Statement, text: str, resumed: bool) -> bool:
        """Whether a sentence without a date goes on about what the date before governs."""
        if _BEFORE_OR_AFTER.match(text):
            return False
        if resumed or _GOES_ON.match(text):
            return True
        own = statement.own
        return not own or set(own) <= set(statement.before)

    @cached_property
    def _governing(self) -> Date | None:
        """A year that opens the article and dates what it lists: 2022年，全市…."""
        if not self.article.paragraphs:
            return None
        start = self.article.paragraphs[0][0]
        first = next((d for d in self.dates if d.start == start and d.precision == "year"), None)
        return (
            first
            if first and self.article.plain[first.end : first.end + 1] == "，" and len(self.article.paragraphs) > 1
            else None
        )

    def _opens_anew(self, sentence: Sentence) -> bool:
        """Whether a sentence inside reported speech begins with a unit that acts, which ends the speech."""
        first = next(iter(self.units_in(sentence.start, sentence.start + 2, titles=False, relative=False)), None)
        if first is None or first.code == "100000":
            return False
        return bool(
            re.search(
                r"(?:召开|举行|举办|印发|成立|组建|完成了|启动了|荣获|入选|通过了)",
                self.article.plain[first.end : sentence.end],
            )
        )

    def _leading(self, sentence: Sentence, dates: list[Date]) -> Date | None:
        for date in dates:
            before = self.article.plain[sentence.start : date.start]
            return (
                date
                if not before or (len(before) <= 5 and before.endswith(("，", "于", "在", "早在", "截至")))
                else None
            )
        return None

    def _clauses(self, sentence: Sentence) -> list[Clause]:
        found = _CLAUSE.finditer(self.article.plain, sentence.start, sentence.end)
        return [Clause(self, *match.span()) for match in found]

    def actors(self, start: int, end: int) -> tuple[tuple[str, ...], bool]:
        """Who acts in a clause by its own words: unit codes, and whether it is a group such as 各地."""
        plain = self.article.plain
        first = bisect_left(self._date_starts, start)
        dated = first < len(self.dates) and self.dates[first].start <= start + 2 and self.dates[first].end < end
        begin = self.dates[first].end if dated else start
        if _BY.match(plain, begin, end):
            begin += 1
        limit = self._subject_end(begin, end)
        mentions = self.units_in(begin, limit, titles=False)
        if mentions and mentions[0].start - begin > 2 and not _PREAMBLE.fullmatch(plain, begin, mentions[0].start):
            mentions = []
        if not mentions:
            for title in self.titles_in(begin, begin + 2)[:1]:
                mentions = [m for m in self.units_in(title.start, title.end) if not m.relative][:1]
        if not mentions:
            unit = self._person_at(begin) or (self.about if _PARTY.match(plain, begin) else None)
            if unit:
                return (unit,), False
        grouped = all(m.relative for m in mentions) and bool(self.group.search(plain, start, limit))
        if grouped:
            return (), True
        return self._narrowed(mentions, tuple(dict.fromkeys(m.code for m in mentions if m.code))), False

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

    def _narrowed(self, mentions: list[Mention], codes: tuple[str, ...]) -> tuple[str, ...]:
        """内江隆昌市 is one unit, and so are the two offices of one person: a parent before its child is left out."""
        if len(codes) < 2:
            return codes
        units = reference()
        kept = list(codes)
        for before, after in pairwise(mentions):
            inner = units.get(after.code or "")
            nested = (
                inner is not None
                and before.code in kept
                and before.code in (inner.parent, inner.prefecture, inner.province)
            )
            if nested and (before.end == after.start or self.people_in(after.end, after.end + 12)):
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
                if self.article.plain[other.end : other.end + 1] != "：":  # 盐城： opens a passage, it does not act
                    gathered.update(dict.fromkeys(other.subject))
            if gathered:
                return tuple(gathered)
        for other in reversed([c for c in statement.clauses if c.start <= clause.start]):
            if other.subject:
                return other.subject
            if other.grouped:
                return ()
        if statement.before:
            return statement.before
        return (self.about,) if self.about else ()


def _group() -> re.Pattern[str]:
    from ingestion.parsing.events import vocabulary

    return vocabulary().group
