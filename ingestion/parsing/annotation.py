"""One bulletin as the JSON of the annotation guidelines: what ``fangzhi extract`` writes and the scorer reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ingestion.parsing.article import ArticleText
from ingestion.parsing.dates import Date
from ingestion.parsing.document import take_apart


def annotate(doc_name: str, text: str, media_type: str) -> dict[str, Any]:
    """A bulletin's rows as plain data; ``doc_name`` is the file's name. Lists are empty where it is no bulletin."""
    parsed = take_apart(text, media_type)
    issue = parsed.document.issue
    result: dict[str, Any] = {
        "doc": doc_name,
        "issue": {
            "issue_no": issue.issue_no,
            "total_no": issue.total_no,
            "publisher": issue.publisher,
            "issue_date": _day(issue.issue_date),
            "printed_by": issue.printed_by,
            "printed_date": _day(issue.printed_date),
            "copies": issue.copies,
            "disclosure": issue.disclosure,
            "report_to": issue.report_to,
            "send_to": issue.send_to,
            "distribute_to": issue.distribute_to,
        },
        **{
            kind: []
            for kind in (
                "articles", "unit_mentions", "people", "works", "events", "milestones", "indicators", "measures",
                "targets", "claims",
            )
        },
    }  # fmt: skip
    articles = parsed.document.articles if parsed.readings else []
    for article, (_, assembled, reading) in zip(articles, parsed.readings, strict=True):
        name = f"a{article.position}"
        result["articles"].append(
            {
                "id": name,
                "section": article.section,
                "kicker": article.kicker,
                "title": article.title,
                "source": article.source,
                "subheads": [assembled.text[start:end] for start, end in assembled.subheads],
            }
        )
        codes = {mention.code: mention.rule for mention in reversed(reading.units) if mention.code}
        result["unit_mentions"] += [{"article": name, "unit": code, "rule": rule} for code, rule in codes.items()]
        first = {person.name: person for person in reversed(reading.people)}
        people = sorted(first.values(), key=lambda person: person.start)
        result["people"] += [{"article": name, "name": p.name, "office": p.office, "rule": p.rule} for p in people]
        works = {title.title: title for title in reversed(reading.titles)}
        result["works"] += [
            {"article": name, "title": t.title, "kind": t.kind, "unit": reading.title_unit(t), "rule": t.rule}
            for t in sorted(works.values(), key=lambda title: title.start)
        ]
        result["events"] += [
            {
                "article": name, "type": e.event_type, **_dates(e.date), "unit": e.unit, "people": e.people,
                "works": e.works, "quote": _quote(assembled, e.start, e.end), "rule": e.rule,
            }
            for e in reading.events
            if e.status == "happened"
        ]  # fmt: skip
        result["milestones"] += [
            {
                "article": name, "work": m.work, "unit": m.unit, "stage": m.stage, "date": _dates(m.date)["date"],
                "quote": _quote(assembled, m.start, m.end), "rule": m.rule,
            }
            for m in reading.milestones
        ]  # fmt: skip
        result["indicators"] += [
            {
                "article": name, "subject": i.subject, "value": i.value, "unit_of_measure": i.unit_of_measure,
                "as_of": _as_of(i.as_of), "scope": i.scope,
                "quote": _quote(assembled, i.start, i.end), "rule": i.rule,
            }
            for i in reading.indicators
        ]  # fmt: skip
        result["measures"] += [
            {"article": name, "group": m.group, "measure": m.head, "units": m.units, "rule": m.rule}
            for m in reading.measures
        ]
        result["targets"] += [
            {
                "article": name,
                "what": t.what,
                "unit": t.unit,
                "due": str(t.due),
                "quote": _quote(assembled, t.start, t.end),
                "rule": t.rule,
            }
            for t in reading.targets
        ]
        result["claims"] += [
            {
                "article": name,
                "unit": c.unit,
                "level": c.level,
                "value": c.count,
                "quote": _quote(assembled, c.start, c.end),
                "rule": c.rule,
            }
            for c in reading.claims
        ]
    return result


def _quote(article: ArticleText, start: int, end: int) -> str:
    return article.text[start:end].replace("\n", "")


def _day(day: dt.date | None) -> str | None:
    return str(day) if day else None


def _as_of(date: Date | None) -> str | None:
    """The day a figure is told as of, the last of its period (截至2022年底: 2022-12-31); a year as it stands."""
    if date is None or date.edtf is None or date.last is None:
        return None
    return date.edtf if date.precision == "year" and not date.edtf.endswith("~") else str(date.last)


def _dates(date: Date | None) -> dict[str, str | None]:
    if date is None or date.edtf is None:
        return {"date": None, "end_date": None}
    first, _, last = date.edtf.partition("/")
    return {"date": first.rstrip("~"), "end_date": last or None}
