"""One document's text to the rows of every staging table: layout, structure, then each kind of row.

``parse`` is pure and knows nothing of files, frames or Dagster; ``batch.parse_documents`` runs it over a frame.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingestion.parsing import layout, masthead, people, structure, titles, units
from ingestion.parsing.article import ArticleText, assemble
from ingestion.parsing.confidence import confidence
from ingestion.parsing.dates import ILLEGIBLE
from ingestion.parsing.layout import Line
from ingestion.parsing.reading import Reading, read_article
from ingestion.parsing.reference_day import numbered_year, reference_day
from ingestion.parsing.structure import Document

_SPACE = re.compile(r"\s+")
_PUBLISHED = re.compile(r"(?:发布|发表|发稿)(?:时间|日期)")
_NOT_WORD = re.compile(r"[\W_]+")

_LONGEST_LIST = 400  # characters between an office and the last of the names that share it, to quote them all

Rows = dict[str, list[tuple[Any, ...]]]


def content_id(*parts: object) -> str:
    """A content hash (24 hexadecimal digits): the same parts give the same id on every machine.

    >>> content_id("a", 1) == content_id("a", 1) != content_id("a", 2)
    True
    """
    joined = "\x1f".join(["" if part is None else str(part) for part in parts])
    return hashlib.blake2b(joined.encode("utf-8", "replace"), digest_size=12).hexdigest()


@dataclass(slots=True)
class Parsed:
    """A document taken apart: its structure and, per article, text and what was read in it."""

    document: Document
    furniture: list[tuple[str, int, int]]
    readings: list[tuple[str, ArticleText, Reading]] = field(default_factory=list)  # article_id, text, rows

    @property
    def understood(self) -> bool:
        """Whether the document is a bulletin: it has articles and something of a masthead or imprint."""
        issue = self.document.issue
        told = issue.issue_no or issue.total_no or issue.date or issue.publisher or issue.printed_by
        return bool(told) and any(article.paragraphs for article in self.document.articles)


def take_apart(text: str, media_type: str) -> Parsed:
    """Structure and readings of a document's text."""
    laid_out = layout.read(text, media_type)
    document = structure.read(laid_out)
    parsed = Parsed(document, laid_out.furniture)
    if not parsed.understood:
        return parsed
    key = issue_key(document)
    home = home_unit(document)
    issue = document.issue
    issue.issue_year = issue.issue_year or numbered_year(issue)
    paragraphs = (line.norm for article in document.articles for line in article.paragraphs)
    issued = reference_day(issue, _published(text, laid_out.furniture), paragraphs)
    seen: dict[str, int] = {}
    for article in document.articles:
        assembled = assemble(article)
        squashed = _SPACE.sub("", article.title)
        seen[squashed] = seen.get(squashed, 0) + 1
        article_id = content_id(key, squashed, seen[squashed])
        parsed.readings.append((article_id, assembled, read_article(assembled, issued, home)))
    return parsed


def _published(text: str, furniture: list[tuple[str, int, int]]) -> dt.date | None:
    """The day on which a web page says it was published, against which yearless dates are read where no other is."""
    lines = (text[start:end] for kind, start, end in furniture if kind == "web_furniture")
    told = ((line, _PUBLISHED.search(line)) for line in lines)  # 来源：… 发布时间：2022-08-02
    return next((day for line, said in told if said and (day := masthead.day(line[said.start() :]))), None)


def issue_key(document: Document) -> str:
    """What the same issue has in common as PDF and as web page: its date and its first article's title."""
    issue = document.issue
    first = document.articles[0].title if document.articles else ""
    return content_id(issue.date, _NOT_WORD.sub("", layout.normalise(first)))


def home_unit(document: Document) -> str | None:
    """The publisher's own unit, from publisher, series or printing office; else the province of the first source."""
    issue = document.issue
    for name in (issue.publisher, issue.series, issue.printed_by):
        code = units.unit_of(name) if name else None
        if code:
            return code
    for article in document.articles:
        code = units.unit_of(article.source) if article.source else None
        if code:
            return code[:2] + "0000"
    return None


def parse(document_id: str, text: str, media_type: str, source_uri: str) -> Rows:
    """All staging rows of one document, as tuples in the order of ``schemas.TABLES``."""
    parsed = take_apart(text, media_type)
    rows: Rows = {"regions": _regions(document_id, text, parsed)}
    if not parsed.understood:
        return rows
    document = parsed.document
    rows["issues"] = [_issue_row(document_id, text, source_uri, document)]
    rows["sections"] = [
        (document_id, position, name, *line.span(0, len(line.text)), line.text)
        for position, (name, line) in enumerate(document.sections, 1)
    ]
    rows["articles"] = []
    for article, (article_id, assembled, reading) in zip(document.articles, parsed.readings, strict=True):
        span = _article_span(assembled)
        rows["articles"].append(
            (
                article_id, document_id, article.position, article.section, article.kicker, article.title,
                article.source,
                [assembled.text[start:end] for start, end in assembled.subheads] if article.subheads else [],
                assembled.body, *span, article.title, "article.heading", confidence("article.heading"),
            )
        )  # fmt: skip
        _fact_rows(rows, article_id, document_id, assembled, reading)
    return rows


def _issue_row(document_id: str, text: str, source_uri: str, document: Document) -> tuple[Any, ...]:
    issue = document.issue
    lines = document.header or document.footer
    start, end = (lines[0].source(0), lines[-1].span(0, len(lines[-1].text))[1]) if lines else (0, 0)
    rule = "issue.masthead" if document.header else "issue.imprint"
    quote = "".join(line.text for line in lines)
    return (
        document_id, issue_key(document), issue.series, issue.publisher, issue.issue_no, issue.total_no,
        issue.issue_year,
        issue.issue_date, issue.printed_by, issue.printed_date, issue.copies, issue.disclosure,
        source_uri if source_uri.startswith(("http://", "https://")) else None,
        issue.report_to, issue.send_to, issue.distribute_to, start, end, quote, rule, confidence(rule),
    )  # fmt: skip


def _article_span(article: ArticleText) -> tuple[int, int]:
    """From the first character to the last: an editor's note stands above the title, text goes on below the source."""
    parts = [article.title, *article.paragraphs, *article.subheads, article.source]
    spans = [article.span(*part) for part in parts if part[0] < part[1]]
    return min(article.span(0, 1)[0], *(start for start, _ in spans)), max(end for _, end in spans)


def _regions(document_id: str, text: str, parsed: Parsed) -> list[tuple[Any, ...]]:
    document = parsed.document
    regions: list[tuple[str, int, int]] = list(parsed.furniture)

    def lines(kind: str, some: Iterable[Line]) -> None:
        regions.extend((kind, *line.span(0, len(line.text))) for line in some)

    if parsed.understood:
        lines("header", document.header)
        lines("section", (line for _, line in document.sections))
        lines("footer", document.footer)
        lines("unassigned", document.stray)
        regions.extend(("article", *_article_span(assembled)) for _, assembled, _ in parsed.readings)
    return [(document_id, *region) for region in sorted(regions, key=lambda region: region[1:])]


def _fact_rows(rows: Rows, article_id: str, document_id: str, article: ArticleText, reading: Reading) -> None:
    used: set[str] = set()

    def add(table: str, start: int, end: int, rule: str, *values: Any) -> None:
        span = article.span(start, end)
        key = content_id(table, article_id, *span, *values)
        if key in used:
            return
        used.add(key)
        quote = article.text[start:end].replace("\n", "")
        row = (article_id, document_id, *span, quote, rule, confidence(rule), *values)
        rows.setdefault(table, []).append(row if table == "unresolved_units" else (key, *row))

    for mention in reading.units:
        if mention.code:
            add("unit_mentions", mention.start, mention.end, mention.rule, mention.surface, mention.code)
        else:
            add("unresolved_units", mention.start, mention.end, mention.rule, mention.surface, list(mention.candidates))
    for person in reading.people:
        start, end = min(person.start, person.office_start), max(person.end, person.office_end)
        if end - start > _LONGEST_LIST:
            start, end = person.start, person.end
        add("person_mentions", start, end, person.rule, person.name, person.office, reading.office_unit(person))
    for title in reading.titles:
        add(
            "title_mentions", title.start, title.end, title.rule,
            title.title, title.kind, reading.title_unit(title), title.years_covered, title.volume_year,
        )  # fmt: skip
    for event in reading.events:
        add(
            "events", event.start, event.end, event.rule, event.event_type, event.unit, event.status,
            *_date(event.date),
            event.title, event.people, event.works, event.units,
        )  # fmt: skip
    for milestone in reading.milestones:
        add(
            "milestones",
            milestone.start,
            milestone.end,
            milestone.rule,
            milestone.work,
            milestone.unit,
            milestone.stage,
            *_date(milestone.date),
        )
    for indicator in reading.indicators:
        add(
            "indicators", indicator.start, indicator.end, indicator.rule, indicator.subject, indicator.value,
            indicator.unit_of_measure, indicator.qualifier, indicator.approximate, indicator.scope,
            *_date(indicator.as_of),
        )  # fmt: skip
    for measure in reading.measures:
        add("measures", measure.start, measure.end, measure.rule, measure.group, measure.head, measure.units)
    for target in reading.targets:
        add("targets", target.start, target.end, target.rule, target.what, target.unit, target.due, target.due_text)
    for claim in reading.claims:
        add("roster_claims", claim.start, claim.end, claim.rule, claim.unit, claim.level, claim.count)


def _date(date: Any) -> tuple[Any, ...]:
    if date is None or date.edtf is None:
        return (None, None, None, None, date.basis if date is not None and date.basis == ILLEGIBLE else None)
    return (date.edtf, date.first, date.last, date.precision, date.basis)


__all__ = ["Parsed", "Rows", "content_id", "parse", "people", "take_apart", "titles"]
