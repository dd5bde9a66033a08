"""Bulletins made for one test: a sentence set in a whole bulletin, its rows, and what must hold of any rows."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import polars as pl

from ingestion import schemas
from ingestion.parsing import annotate, parse_documents

FURNITURE = ("page_number", "running_head", "web_furniture", "link")
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WHITE = re.compile(r"\s+")

Tables = dict[str, list[dict[str, Any]]]


def bulletin(
    *paragraphs: str,
    title: str = "各地推进地方志工作",
    source: str | None = "省地方志办",
    issued: str = "2024年3月26日",
    publisher: str = "四川省地方志工作办公室",
) -> str:
    """A bulletin of one article; paragraphs and subheads as given."""
    masthead = ["四川省地方志工作简报", "第40期（总第645期）", f"{publisher} {issued}"]
    closing = [f"（{source}）"] if source else []
    return "\n".join([*masthead, "【市州动态】", title, *paragraphs, *closing])


def read(sentence: str, **bulletin_of: Any) -> dict[str, Any]:
    """What is read in a bulletin that holds these paragraphs only (parted by line ends), as annotated rows."""
    return annotate("sample.txt", bulletin(*sentence.split("\n"), **bulletin_of), "text/plain")


def documents(*texts: str, media_type: str = "text/plain") -> pl.DataFrame:
    """A frame of documents as staging hands them to the parser."""
    return pl.DataFrame(
        {
            "document_id": [f"{number:064x}" for number in range(len(texts))],
            "text": list(texts),
            "media_type": [media_type] * len(texts),
            "source_uri": [f"bulletins/{number}.txt" for number in range(len(texts))],
        },
        schema=dict.fromkeys(("document_id", "text", "media_type", "source_uri"), pl.String),
    )


def tables(text: str, media_type: str = "text/plain") -> Tables:
    """All staging rows of one text, as dictionaries."""
    return {name: frame.to_dicts() for name, frame in parse_documents(documents(text, media_type=media_type)).items()}


def squashed(text: str) -> str:
    """A text without white space, full-width letters and digits as half-width: what two passages are compared by."""
    return _WHITE.sub("", text).translate(_NARROW)


def faults(text: str, rows: Tables) -> list[str]:
    """What is wrong with the rows of a text: spans, quotes, ids, characters lost; empty where all is well."""
    found = [
        f"{table}: span {row['char_start']}..{row['char_end']} of {len(text)}"
        for table, some in rows.items()
        for row in some
        if not 0 <= row["char_start"] <= row["char_end"] <= len(text)
    ]
    set_apart = bytearray(len(text))
    covered = bytearray(len(text))
    for region in rows["regions"]:
        start, end = region["char_start"], region["char_end"]
        covered[start:end] = b"\x01" * (end - start)
        if region["region"] in FURNITURE:
            set_apart[start:end] = b"\x01" * (end - start)
    for table, some in rows.items():
        if "quote" not in schemas.TABLES[table] or table == "articles":
            continue
        for row in some:
            span = range(row["char_start"], row["char_end"])
            passage = squashed("".join(text[at] for at in span if not set_apart[at]))
            if passage != squashed(row["quote"]):
                found.append(f"{table}: {row['quote']!r} is not {passage!r}")
    if rows["issues"]:
        lost = [at for at, char in enumerate(text) if not covered[at] and not char.isspace()]
        if lost:
            found.append(f"lost: {[text[at] for at in lost[:20]]} at {lost[:20]}")
    for table, identifier in schemas.ID_COLUMNS.items():
        doubled = [key for key, count in Counter(row[identifier] for row in rows[table]).items() if count > 1]
        if doubled:
            found.append(f"{table}: {len(doubled)} ids given twice")
    articles = {row["article_id"] for row in rows["articles"]}
    found += [
        f"{table}: row of an unknown article"
        for table, some in rows.items()
        for row in some
        if "article_id" in row and row["article_id"] not in articles
    ]
    return found
