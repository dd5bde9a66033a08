"""A build file with the marts that the release life cycle looks at, made with plain SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.verdict import CheckResult

TEXT = "四川省地方志工作简报\n第1期\n3月5日，虚构县召开修志会议。\n=SUM(A1)"
GOOD = CheckResult("keys_resolve", "dbt", "fct_events", "critical", passed=True, protects="joins")


def make_marts(
    path: Path, events: int, wording: str = "召开会议", shuffled: bool = False, read_at: str = "2024-01-01"
) -> None:
    """A build file with ``events`` events of two cities, staging views and a view that must not be published."""
    order = "order by md5(event_id)" if shuffled else "order by event_id"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as build (storage_version 'v1.0.0')")
        connection.execute("use build")
        for schema in ("marts", "staging", "intermediate", "reference"):
            connection.execute(f"create schema {schema}")
        connection.execute("create view staging.stg_events as select 1 as event_id")
        connection.execute("create table intermediate.int_events as select 1 as event_id")
        connection.execute("create table reference.programmes as select 'p' as programme_id")
        connection.execute(
            "create table marts.dim_admin_units as select * from (values"
            " ('510100', '成都市', '510100'), ('510104', '锦江区', '510100'), ('510700', '绵阳市', '510700'))"
            " as t(unit_code, unit_name, prefecture_code)"
        )
        connection.execute(
            "create table marts.dim_documents as select 'd0' as document_id, 'a.txt' as source_uri,"
            f" 'text/plain' as media_type, ? as text, timestamptz '{read_at} 00:00:00+00' as ingested_at"
            " union all select 'd1', 'shopping.txt', 'text/plain', '白菜', now()",
            [TEXT],
        )
        connection.execute("create table marts.bridge_issue_documents as select 'i0' as issue_id, 'd0' as document_id")
        connection.execute(
            "create table marts.dim_issues as select 'i0' as issue_id, 'd0' as document_id,"
            " date '2024-03-10' as issue_date, date '2024-03-11' as printed_date, ['省委', '省政府'] as report_to"
        )
        connection.execute(
            "create table marts.fct_events as select * from (select 'e' || lpad(i::varchar, 4, '0') as event_id,"
            " 'd0' as document_id, if(i % 2 = 0, '510104', '510700') as unit_code, ? as title,"
            " 15::bigint as char_start, 29::bigint as char_end, '3月5日，虚构县召开修志会议。' as quote,"
            f" 'event.meeting' as rule_id, i / 7 as weight from range({events}) as t(i)) {order}",
            [wording],
        )
        connection.execute("comment on table marts.fct_events is 'An event · 事件'")
        connection.execute("comment on column marts.fct_events.title is 'Short label · 简称'")
