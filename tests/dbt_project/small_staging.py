"""A hand-written staging set: two issues, one of them in two files, and a file that is no bulletin.

The people are fictitious; the works and cities are those of the programmes, since rosters are about real units.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.schemas import FILES, TABLES, conform, empty

FIRST_ISSUE = """四川省地方志工作简报
第2期（总第607期）
2024年1月17日
各地推进扶贫志编纂
全省21个市（州）参加。广元市召开《广元扶贫志》编纂启动会。
德阳市将《德阳市脱贫攻坚志》更名为《德阳市扶贫志》。宜宾市印发扶贫志编纂方案。
全省各级扶贫志须在2025年12月底前完成终审。《广元扶贫志》6月底前完成终审。
强化保障。绵阳市把扶贫志编纂列入预算。成都市推进全面小康志编纂。
市州动态
广元市副市长某甲到乐山市调研。《乐山年鉴（2023）》出版。达州市8个县（市、区）参加培训。全省建成方志馆60余个。广安参加。
"""
SECOND_ISSUE = """四川省地方志工作简报
第5期（总第610期）
2024年8月20日
要闻
《广元市扶贫志（1949—2021）》5月通过终审。某甲市长出席。《乐山年鉴（2024）》启动。
"""
PDF = "各地推进扶贫志编纂\n广元市召开《广元扶贫志》编纂启动会。\n"
NO_BULLETIN = "白菜两斤\n"

Row = dict[str, Any]


def day(first: date, last: date | None = None, prefix: str = "date") -> Row:
    """The five columns of a date that the text states."""
    return {
        f"{prefix}_edtf": first.isoformat() if last is None else f"{first}/{last}",
        f"{prefix}_start": first,
        f"{prefix}_end": last or first,
        f"{prefix}_precision": "day" if last is None else "range",
        f"{prefix}_basis": "explicit",
    }


class Staged:
    """Rows by table, each read from a passage of a document."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {table: [] for table in TABLES}
        self._texts: dict[str, str] = {}
        self._articles: dict[str, str] = {}

    def document(self, name: str, text: str) -> str:
        """The id of a new document."""
        document_id = hashlib.sha256(text.encode()).hexdigest()
        self._texts[document_id] = text
        self._add(
            "documents",
            document_id=document_id,
            source_uri=name,
            media_type="text/plain",
            encoding="utf-8",
            size_bytes=len(text.encode()),
            text=text,
            char_count=len(text),
            parser_version="test",
            ingested_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        return document_id

    def issue(self, document_id: str, issue_key: str, **values: Any) -> None:
        """The document is a copy of an issue."""
        header = {"series": "四川省地方志工作简报", "publisher": "四川省地方志工作办公室", "issue_year": 2024}
        lists = {"report_to": ["省委"], "send_to": [], "distribute_to": []}
        self._passage("issues", document_id, self._texts[document_id].splitlines()[0])
        self.rows["issues"][-1] |= {"issue_key": issue_key, **header, **lists, **values}

    def article(self, document_id: str, article_id: str, title: str) -> None:
        """An article from its title to the end of the text."""
        position = 1 + sum(row["document_id"] == document_id for row in self.rows["articles"])
        self._passage("articles", document_id, title)
        body = self._texts[document_id].partition(title)[2]
        self.rows["articles"][-1] |= {"article_id": article_id, "position": position, "title": title, "body": body}
        self.rows["articles"][-1] |= {"char_end": len(self._texts[document_id]), "subheads": []}
        self._articles[article_id] = document_id

    def fact(self, table: str, article_id: str, quote: str, **values: Any) -> None:
        """A row of a fact table, read from the quote; its id is made of all that it says."""
        self._passage(table, self._articles[article_id], quote)
        row = self.rows[table][-1]
        row |= {"article_id": article_id, **values}
        id_column = next(iter(TABLES[table]))
        if id_column != "article_id":
            row[id_column] = hashlib.md5(repr((table, sorted(row.items(), key=str))).encode()).hexdigest()

    def _passage(self, table: str, document_id: str, quote: str) -> None:
        start = self._texts[document_id].index(quote)
        span = {"char_start": start, "char_end": start + len(quote), "quote": quote}
        self._add(table, document_id=document_id, rule_id=f"{table}.test", confidence=1.0, **span)

    def _add(self, table: str, **values: Any) -> None:
        self.rows[table].append(dict.fromkeys(TABLES[table]) | values)

    def frames(self) -> dict[str, pl.DataFrame]:
        """Each table as the parser would hand it over."""
        return {table: conform(table, pl.DataFrame(rows, schema=TABLES[table])) for table, rows in self.rows.items()}


def small() -> Staged:
    """The staging set that the tests of the marts read."""
    staged = Staged()
    web = staged.document("first.html", FIRST_ISSUE)
    staged.issue(web, "issue-a", issue_no=2, total_no=607, issue_date=date(2024, 1, 17))
    pdf = staged.document("first.pdf", PDF)
    staged.issue(pdf, "issue-a", series=None, printed_date=date(2024, 1, 18))
    second = staged.document("second.txt", SECOND_ISSUE)
    staged.issue(second, "issue-b", issue_no=5, total_no=610, issue_date=date(2024, 8, 20))
    staged.document("shopping.txt", NO_BULLETIN)

    staged.article(web, "a1", "各地推进扶贫志编纂")
    staged.article(web, "a2", "市州动态")
    staged.article(pdf, "p1", "各地推进扶贫志编纂")
    staged.article(second, "b1", "要闻")
    for article in ("a1", "p1"):
        launch = "广元市召开《广元扶贫志》编纂启动会"
        _unit(staged, article, "广元市", "510800")
        _title(staged, article, "广元扶贫志", "gazetteer", "510800")
        _milestone(staged, article, launch, "广元扶贫志", "510800", "launched")
        _event(staged, article, launch, "meeting", "510800", works=["广元扶贫志"])

    renaming = "德阳市将《德阳市脱贫攻坚志》更名为《德阳市扶贫志》"
    _title(staged, "a1", "德阳市脱贫攻坚志", "gazetteer", "510600")
    _title(staged, "a1", "德阳市扶贫志", "gazetteer", "510600")
    _milestone(staged, "a1", renaming, "德阳市扶贫志", "510600", "renamed")
    _milestone(staged, "a1", "宜宾市印发扶贫志编纂方案", "扶贫志", "511500", "planned")
    _unit(staged, "a1", "绵阳市", "510700")
    _unit(staged, "a1", "成都市", "510100")
    staged.fact(
        "measures",
        "a1",
        "强化保障。绵阳市把扶贫志编纂列入预算。成都市推进全面小康志编纂。",
        measure="强化保障",
        unit_codes=["510700", "510100"],
    )
    staged.fact(
        "targets",
        "a1",
        "全省各级扶贫志须在2025年12月底前完成终审",
        what="全省各级扶贫志完成终审",
        unit_code="510000",
        due_date=date(2025, 12, 31),
    )
    staged.fact(
        "targets",
        "a1",
        "《广元扶贫志》6月底前完成终审",
        what="《广元扶贫志》完成终审",
        unit_code="510800",
        due_date=date(2024, 6, 30),
    )
    staged.fact("roster_claims", "a1", "全省21个市（州）", unit_code="510000", level="prefecture", stated_count=21)
    staged.fact("roster_claims", "a2", "达州市8个县（市、区）", unit_code="511700", level="county", stated_count=8)
    visit = "广元市副市长某甲到乐山市调研"
    staged.fact("person_mentions", "a2", "副市长某甲", name="某甲", office="副市长", unit_code="510800")
    _event(staged, "a2", visit, "visit", "510800", people=["某甲"], unit_codes=["510800", "511100"])
    _title(staged, "a2", "乐山年鉴（2023）", "yearbook", "511100", volume_year=2023)
    _milestone(staged, "a2", "《乐山年鉴（2023）》出版", "乐山年鉴（2023）", "511100", "published")
    staged.fact(
        "indicators",
        "a2",
        "全省建成方志馆60余个",
        subject="方志馆",
        value=60.0,
        unit_of_measure="个",
        qualifier="建成",
        approximate="余",
        scope_unit_code="510000",
    )
    staged.fact("unresolved_units", "a2", "广安", surface="广安", candidate_unit_codes=["511600", "511602"])

    review = "《广元市扶贫志（1949—2021）》5月通过终审"
    stated = day(date(2024, 5, 1), date(2024, 5, 31))
    _title(staged, "b1", "广元市扶贫志（1949—2021）", "gazetteer", "510800", years_covered="1949/2021")
    _milestone(staged, "b1", review, "广元市扶贫志（1949—2021）", "510800", "final_review", **stated)
    staged.fact("person_mentions", "b1", "某甲市长", name="某甲", office="市长")
    _title(staged, "b1", "乐山年鉴（2024）", "yearbook", "511100", volume_year=2024)
    staged.rows["regions"].append(
        {"document_id": second, "region": "header", "char_start": 0, "char_end": SECOND_ISSUE.index("要闻")}
    )
    return staged


def _unit(staged: Staged, article: str, surface: str, unit_code: str) -> None:
    staged.fact("unit_mentions", article, surface, surface=surface, unit_code=unit_code)


def _title(staged: Staged, article: str, title: str, kind: str, unit_code: str, **values: Any) -> None:
    staged.fact("title_mentions", article, f"《{title}》", title=title, kind=kind, unit_code=unit_code, **values)


def _milestone(staged: Staged, article: str, quote: str, work: str, unit_code: str, stage: str, **values: Any) -> None:
    staged.fact("milestones", article, quote, work=work, unit_code=unit_code, stage=stage, **values)


def _event(staged: Staged, article: str, quote: str, event_type: str, unit_code: str, **values: Any) -> None:
    lists = {"people": [], "works": [], "unit_codes": [unit_code]}
    said = {"event_type": event_type, "unit_code": unit_code, "status": "happened", "title": quote}
    staged.fact("events", article, quote, **said, **{**lists, **values})


def write(folder: Path, batches: Iterable[Mapping[str, pl.DataFrame]]) -> None:
    """The staging folder as ingestion leaves it, one file per batch and table."""
    for number, frames in enumerate([{table: empty(table) for table in TABLES}, *batches]):
        batch = folder / "batches" / f"{number:04}"
        batch.mkdir(parents=True)
        for table, frame in frames.items():
            frame.write_parquet(batch / f"{table}.parquet")
    pl.DataFrame(schema=FILES).write_parquet(folder / "files.parquet")


def in_two_batches(frames: Mapping[str, pl.DataFrame]) -> list[dict[str, pl.DataFrame]]:
    """The same rows in another order, a document in either batch."""
    documents = frames["documents"]["document_id"].sort(descending=True)
    halves = [documents[: len(documents) // 2].to_list(), documents[len(documents) // 2 :].to_list()]
    return [
        {table: frame.reverse().filter(pl.col("document_id").is_in(half)) for table, frame in frames.items()}
        for half in halves
    ]
