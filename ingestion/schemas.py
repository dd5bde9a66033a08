"""The staging tables: one polars schema per table, the seam between parsing and dbt.

Every row of a fact table carries where it was read from (``document_id``, ``char_start``, ``char_end``:
0-based, end-exclusive Unicode code points into ``documents.text``), the passage itself (``quote``, layout noise
removed), the rule that read it (``rule_id``) and how often rows of that rule are right (``confidence``, 0 to 1).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from polars._typing import PolarsDataType

Schema = Mapping[str, PolarsDataType]

_TEXT = pl.String
_TEXTS = pl.List(pl.String)

_SPAN: Schema = {"char_start": pl.Int64, "char_end": pl.Int64}
_EVIDENCE: Schema = {**_SPAN, "quote": _TEXT, "rule_id": _TEXT, "confidence": pl.Float64}
_FACT: Schema = {"article_id": _TEXT, "document_id": _TEXT, **_EVIDENCE}


def _dated(prefix: str = "date") -> Schema:
    """The five columns of a date: EDTF text, first and last day, precision, and what it rests on."""
    return {
        f"{prefix}_edtf": _TEXT,  # ISO 8601-2 / EDTF, null where the text gives none
        f"{prefix}_start": pl.Date,
        f"{prefix}_end": pl.Date,
        f"{prefix}_precision": _TEXT,  # day, month, quarter, half_year, year, range
        f"{prefix}_basis": _TEXT,  # explicit, inherited, issue_date, illegible
    }


FILES: Schema = {
    "source_uri": _TEXT,  # where the file was found: path, URL, or archive!member
    "document_id": _TEXT,  # sha256 of the bytes, null where they could not be had
    "size_bytes": pl.Int64,
    "media_type": _TEXT,
    "outcome": _TEXT,  # read, duplicate (same bytes under another name), rejected
    "reason": _TEXT,  # why it was rejected, for a person
}

TABLES: dict[str, Schema] = {
    "documents": {
        "document_id": _TEXT,  # sha256 of the bytes, hexadecimal
        "source_uri": _TEXT,
        "media_type": _TEXT,
        "encoding": _TEXT,
        "size_bytes": pl.Int64,
        "text": _TEXT,
        "char_count": pl.Int64,
        "parser_version": _TEXT,
        "ingested_at": pl.Datetime("us", "UTC"),
    },
    # One row a document that was understood as a bulletin; a document without one is listed as not understood.
    "issues": {
        "document_id": _TEXT,
        "issue_key": _TEXT,  # content hash: the same issue as PDF and as web page has the same key
        "series": _TEXT,  # 四川省地方志工作简报
        "publisher": _TEXT,  # 发文机关标志
        "issue_no": pl.Int64,
        "total_no": pl.Int64,
        "issue_year": pl.Int64,
        "issue_date": pl.Date,  # the masthead's date; null where no masthead is printed
        "printed_by": _TEXT,  # 印发机关
        "printed_date": pl.Date,  # 印发日期
        "copies": pl.Int64,  # 份数
        "disclosure": _TEXT,  # 信息公开选项
        "url": _TEXT,
        "report_to": _TEXTS,  # 报
        "send_to": _TEXTS,  # 送
        "distribute_to": _TEXTS,  # 发
        **_SPAN,
        "quote": _TEXT,
        "rule_id": _TEXT,
        "confidence": pl.Float64,
    },
    # Stretches of the text that are no article: header, footer, and furniture of page and web site.
    # With the articles they cover every character that is not white space.
    "regions": {
        "document_id": _TEXT,
        "region": _TEXT,  # header, section, article, footer, page_number, running_head, web_furniture, link
        **_SPAN,
    },
    "sections": {"document_id": _TEXT, "position": pl.Int64, "section": _TEXT, **_SPAN, "quote": _TEXT},
    "articles": {
        "article_id": _TEXT,
        "document_id": _TEXT,
        "position": pl.Int64,  # 1, 2, 3 … within the document
        "section": _TEXT,
        "kicker": _TEXT,
        "title": _TEXT,
        "source_org": _TEXT,
        "subheads": _TEXTS,
        "body": _TEXT,  # logical text: lines joined, page furniture removed, one paragraph a line
        **_EVIDENCE,  # the span of the whole article; quote is its title
    },
    "unit_mentions": {"unit_mention_id": _TEXT, **_FACT, "surface": _TEXT, "unit_code": _TEXT},
    # Names of units that the text does not decide between; listed for a person, never guessed.
    "unresolved_units": {**_FACT, "surface": _TEXT, "candidate_unit_codes": _TEXTS},
    "person_mentions": {
        "person_mention_id": _TEXT,
        **_FACT,
        "name": _TEXT,
        "office": _TEXT,  # as printed next to the name
        "unit_code": _TEXT,  # the unit whose office it is
    },
    "title_mentions": {
        "title_mention_id": _TEXT,
        **_FACT,
        "title": _TEXT,  # without 《》
        "kind": _TEXT,  # gazetteer, yearbook, chronicle, history, album, periodical, document, article, media, book
        "unit_code": _TEXT,
        "years_covered": _TEXT,  # EDTF interval, 1978/2021
        "volume_year": pl.Int64,  # 年鉴（2023）
    },
    "events": {
        "event_id": _TEXT,
        **_FACT,
        "event_type": _TEXT,
        "unit_code": _TEXT,
        "status": _TEXT,  # happened, planned
        **_dated(),
        "title": _TEXT,  # a short label: 德阳市召开党史地方志工作会议
        "people": _TEXTS,  # names
        "works": _TEXTS,  # titles without 《》
        "unit_codes": _TEXTS,  # every unit named in the passage, the event's own first
    },
    "milestones": {
        "milestone_id": _TEXT,
        **_FACT,
        "work": _TEXT,  # title without 《》, or the series' name (扶贫志)
        "unit_code": _TEXT,
        "stage": _TEXT,
        **_dated(),
    },
    "indicators": {
        "indicator_id": _TEXT,
        **_FACT,
        "subject": _TEXT,
        "value": pl.Float64,  # 万 and 亿 expanded
        "unit_of_measure": _TEXT,
        "qualifier": _TEXT,  # 已出版, 终审, 累计 …
        "approximate": _TEXT,  # 余, 多, 近, 约, 超
        "scope_unit_code": _TEXT,
        **_dated("as_of"),
    },
    "measures": {
        "measure_id": _TEXT,
        **_FACT,  # span and quote: the passage that the head governs
        "measure_group": _TEXT,  # the subhead above
        "measure": _TEXT,  # the run-in head
        "unit_codes": _TEXTS,  # every unit named in the passage
    },
    "targets": {
        "target_id": _TEXT,
        **_FACT,
        "what": _TEXT,
        "unit_code": _TEXT,
        "due_date": pl.Date,  # last day of the stated period
        "due_text": _TEXT,  # 年底前, 12月底前
    },
    "roster_claims": {
        "roster_claim_id": _TEXT,
        **_FACT,
        "unit_code": _TEXT,
        "level": _TEXT,  # prefecture, county, poverty_county
        "stated_count": pl.Int64,
    },
}

ID_COLUMNS = {name: next(iter(schema)) for name, schema in TABLES.items() if "article_id" in schema}
"""Fact tables with their own id column, articles included."""
del ID_COLUMNS["unresolved_units"]


class SchemaError(TypeError):
    """A frame that does not have exactly the columns and types of its staging table."""


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its columns in the table's order; SchemaError where a name or type differs.

    >>> conform("sections", empty("sections")).columns[:3]
    ['document_id', 'position', 'section']
    """
    schema = FILES if table == "files" else TABLES[table]
    wanted = {name: dtype() if isinstance(dtype, type) else dtype for name, dtype in schema.items()}
    found = dict(frame.schema)
    wrong = [
        f"{name}: {found.get(name, 'missing')} instead of {wanted.get(name, 'nothing')}"
        for name in sorted({*wanted, *found})
        if wanted.get(name) != found.get(name)
    ]
    if wrong:
        raise SchemaError(f"staging table {table}: " + "; ".join(wrong))
    return frame.select(list(wanted))


def empty(table: str) -> pl.DataFrame:
    """A staging table without rows."""
    return pl.DataFrame(schema=FILES if table == "files" else TABLES[table])
