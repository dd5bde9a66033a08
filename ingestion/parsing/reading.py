"""What is read in one article: every kind of row, over one shared context."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ingestion.parsing import claims, dates, events, indicators, measures, milestones, people, targets, titles, units
from ingestion.parsing.article import ArticleText
from ingestion.parsing.context import Context
from ingestion.parsing.event_rules import Event
from ingestion.parsing.people import Person
from ingestion.parsing.titles import Title

_SUFFIXES = "省市县区州旗盟"


@dataclass(slots=True)
class Reading:
    """The rows of one article, with places in the article's text."""

    context: Context
    events: list[Event]
    milestones: list[milestones.Milestone]
    indicators: list[indicators.Indicator]
    measures: list[measures.Measure]
    targets: list[targets.Target]
    claims: list[claims.Claim]

    @property
    def units(self) -> list[units.Mention]:
        """Every unit named, decided or not."""
        return self.context.units

    @property
    def people(self) -> list[Person]:
        """Every person with an office."""
        return self.context.people

    @property
    def titles(self) -> list[Title]:
        """Every 《》 title."""
        return self.context.titles

    def office_unit(self, person: Person) -> str | None:
        """The unit whose office a person holds: named in the office, else the unit spoken of there."""
        return self.context.office_unit(person)

    def title_unit(self, title: Title) -> str | None:
        """The unit a title belongs to: named in it, else the one unit of its clause."""
        return self.context.title_unit(title)


def _outside(mentions: list[units.Mention], found: list[Person]) -> list[units.Mention]:
    """The mentions of units that are no part of a person's name (both lists are in order of place)."""
    kept: list[units.Mention] = []
    first = 0
    for mention in mentions:
        while first < len(found) and found[first].end <= mention.start:
            first += 1
        if first == len(found) or found[first].start >= mention.end:
            kept.append(mention)
    return kept


def _named_after_none(found: list[Person], mentions: list[units.Mention]) -> list[Person]:
    """The people whose names are no part of a unit's full name: 西安市长安区 names no mayor 安区."""
    whole = {place for m in mentions if m.surface[-1] in _SUFFIXES for place in range(m.start, m.end)}
    return [person for person in found if person.start not in whole or person.end - 1 not in whole]


def _outside_works(found: list[Person], works: list[titles.Title]) -> list[Person]:
    """The people who are named outside works' titles: 《贺州长寿志》 names no mayor 寿志."""
    inside = {place for title in works if title.kind != "document" for place in range(title.start, title.end)}
    return [person for person in found if person.start not in inside]


def read_article(article: ArticleText, issued: dt.date | None, home: str | None) -> Reading:
    """Reads an article; ``issued``: the issue's date, ``home``: the publisher's own unit."""
    found_titles = titles.titles(article.norm, article.text)
    found_units = units.mentions(article.norm, [(t.start, t.end) for t in found_titles], home, article.source[0])
    found_people = _outside_works(people.people(article.norm, article.text), found_titles)
    found_people = _named_after_none(found_people, found_units)
    context = Context(
        article=article,
        issued=issued,
        home=home,
        titles=found_titles,
        units=_outside(found_units, found_people),
        people=found_people,
        dates=dates.dates(article.plain, issued),
    )
    found_events = events.events(context)
    found_claims = claims.claims(context)
    return Reading(
        context=context,
        events=found_events,
        milestones=milestones.milestones(context, found_events),
        indicators=indicators.indicators(context, {claim.figure for claim in found_claims}),
        measures=measures.measures(context),
        targets=targets.targets(context),
        claims=found_claims,
    )
