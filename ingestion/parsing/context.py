"""What the readers of an article share: its names in order, and who acts where.

The subject of a clause is the noun phrase before its verb; where it is left out it is the one of the clause before,
of the sentence before in the same paragraph, and at last the unit that the article is about.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

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
_ATTENDANCE = re.compile(
    r"(?:(?:参加|出席|陪同|列席|主持)(?:了)?(?:会议|座谈|座谈会|调研|活动|培训|仪式)?|作(?:了)?(?:经验)?(?:交流)?发言)(?:并讲话)?。?$"
)
_SUBJECT_STOP = re.compile(
    r"到(?!位)|赴|前往|(?<![存现])在|对(?!接)|向(?!阳)|就(?!业)|将|以(?!来)|由|从|为(?!民)|按|经(?!开|济|验)|采取|采用|积极|先后|相继|分别|陆续|正式|联合|共同|组织(?!部)|借鉴|充分|"
    r"与|同(?!志)|率|来(?!源)|于|高度|多次|还|已|并|召开|举行|举办|印发|成立|制定|开展|拟|(?<![主重需必])要(?!求)|邀请|把|被|给|深入|进一步|专题|参加|出席"
)
_JOINT = re.compile("签订|签署|达成|联合主办|共同(?:举办|主办)")
_JOINT_STOP = re.compile("|".join(word for word in _SUBJECT_STOP.pattern.split("|") if word not in ("与", "同(?!志)")))
_PARTY = re.compile("考察组|调研组|督导组|检查组|一行")
_BY = re.compile(r"由(?=[^，。]{2,60}(?:主办|承办|举办|编纂|组织|编写|推出|开展|协办|策划|摄制|拍摄|制作))")
_PREAMBLE = re.compile(
    r"(?:其中|同时|此外|另外|据悉|中共|近日|日前|截至目前|截至[^，]{2,12}|目前|今年|去年|经[^，]{2,10}同意|[^，]{0,8}，)*[^\u4e00-\u9fff]{0,2}"
)


@dataclass(slots=True)
class Clause:
    """A clause at ``start``..``end``: between commas, outside 《》, “” and （）."""

    start: int
    end: int
    subject: tuple[str, ...]  # unit codes of its own noun phrase
    grouped: bool  # its subject is a group (各地)


@dataclass(slots=True)
class Statement:
    """A sentence with its clauses, whether it reports speech, and the date that governs it."""

    sentence: Sentence
    clauses: list[Clause]
    speech_from: int  # where reported speech begins; the sentence's end where there is none
    dates: list[Date]
    inherited: Date | None
    before: tuple[str, ...]  # the subject of the sentence before, in the same paragraph


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

    def names_in(self, start: int, end: int) -> list[str]:
        """Names of people, in order of first mention with office in the article, that stand in a passage."""
        passage = self.article.text[start:end]
        names = dict.fromkeys(person.name for person in self.people)
        return [name for name in names if name in passage]

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
        paragraph = self.article.norm.rfind("\n", 0, position) + 1
        for mention in self.units_in(paragraph, position, titles=False, relative=False):
            if mention.code != "100000":
                return mention.code
        return self.about

    def office_unit(self, person: Person) -> str | None:
        """The unit whose office it is: the last one named in the office, else of the office before it in the clause."""
        named = self.units_in(person.office_start, person.office_end)
        if named:
            return named[-1].code
        earlier = [p for p in self.people if p.start < person.start and person.start - p.end < 30]
        for other in reversed(earlier):
            named = self.units_in(other.office_start, other.office_end)
            if named:
                return named[-1].code
        return self.about

    def title_unit(self, title: Title) -> str | None:
        """The unit named first in the title, else the only one that acts in its clause."""
        inside = [m for m in self.units_in(title.start, title.end) if not m.relative]
        if inside:
            return inside[0].code
        for statement in self.statements:
            sentence = statement.sentence
            if sentence.start <= title.start < sentence.end:
                clause = next((c for c in statement.clauses if c.start <= title.start < c.end), None)
                if clause is None:
                    return None
                codes = dict.fromkeys(m.code for m in self.units_in(clause.start, title.start, titles=False))
                if len(codes) == 1:
                    return next(iter(codes))
                return self.subject(statement, clause)[0] if len(self.subject(statement, clause)) == 1 else None
        return None

    @cached_property
    def statements(self) -> list[Statement]:
        """Every sentence of the body with its clauses, speech and governing date."""
        result: list[Statement] = []
        plain = self.article.plain
        speech = False
        paragraph = -1
        date: Date | None = None
        last_dated: Date | None = None
        subject: tuple[str, ...] = ()
        starts = [d.start for d in self.dates]
        for sentence in self.article.sentences:
            if sentence.paragraph != paragraph:
                paragraph, speech = sentence.paragraph, False
                resumed = _RESUME.match(plain, sentence.start)
                date = last_dated if resumed else None
                if not resumed:
                    subject = ()
            dates = self.dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            dated = bool(dates) and dates[0].start == sentence.start and dates[0].precision in ("day", "range", "month")
            text = plain[sentence.start : sentence.end]
            if speech and (
                dated
                or _RESUME.match(text)
                or (_ATTENDANCE.search(text) and not re.match("[一二三四五六七八九十]", text))
            ):
                speech = False
            if speech and not text.rstrip().endswith("；") and self._opens_anew(sentence):
                speech = False
            clauses = self._clauses(sentence)
            speech_from = sentence.start if speech else sentence.end
            if not speech:
                said = _SPEECH.search(text)
                if said:
                    speech_from, speech = sentence.start + said.end(), True
            leading = self._leading(sentence, dates)
            own = next((clause.subject for clause in clauses if clause.subject and clause.start < speech_from), ())
            if leading:
                date = last_dated = leading
            elif _BEFORE_OR_AFTER.match(text) or not (
                _RESUME.match(text)
                or re.match(r"会议|双方|活动|培训|仪式|[^，。]{0,60}(?:出席|参加|陪同)", text)
                or not own
                or set(own) <= set(subject)
            ):
                date = None
            inherited = date.inherited() if date and not leading else None
            if inherited is None and not leading and self._governing is not None:
                inherited = self._governing.inherited()
            grouped = bool(clauses) and clauses[0].grouped and not own
            result.append(Statement(sentence, clauses, speech_from, dates, inherited, subject))
            if own:
                subject = own
            elif grouped:
                subject = ()
        return result

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
        plain = self.article.plain
        result: list[Clause] = []
        start = sentence.start
        for index in range(sentence.start, sentence.end):
            if plain[index] in "，：。；！？" or index == sentence.end - 1:
                end = index if plain[index] in "，：。；！？" else index + 1
                if end > start:
                    result.append(self._clause(start, end))
                start = index + 1
        return result

    def _clause(self, start: int, end: int) -> Clause:
        text = self.article.plain[start:end]
        date = next((d for d in self.dates if start <= d.start <= start + 2), None)
        begin = date.end if date and date.end < end else start
        if _BY.match(self.article.plain, begin, end):
            begin += 1
        limit = self._subject_end(begin, end)
        mentions = self.units_in(begin, limit, titles=False)
        if (
            mentions
            and mentions[0].start - begin > 2
            and not _PREAMBLE.fullmatch(self.article.plain, begin, mentions[0].start)
        ):
            mentions = []
        codes = tuple(dict.fromkeys(m.code for m in mentions if m.code))
        title = next((t for t in self.titles_in(begin, begin + 2)), None) if not mentions else None
        if title is not None:
            mentions = [m for m in self.units_in(title.start, title.end) if not m.relative][:1]
            codes = tuple(m.code for m in mentions if m.code)
        if not mentions:
            person = next((p for p in self.people if self.article.norm.startswith(p.name, begin)), None)
            unit = (
                self.office_unit(person) if person else self.about if _PARTY.match(self.article.plain, begin) else None
            )
            if unit:
                return Clause(start, end, (unit,), False)
        grouped = not any(not m.relative for m in mentions) and bool(self.group.search(text[: limit - start]))
        if grouped:
            codes = ()
        return Clause(start, end, self._narrowed(mentions, codes), grouped)

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
            nested = before.code in kept and after.code in units and units[after.code or ""].parent == before.code
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
