"""The audit schema of a warehouse file: which run made it, what was checked, what was not read or not understood."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.connection import connect
from warehouse.verdict import CheckResult, Verdict

SAMPLE_ROWS = 20
"""Failing rows kept for a check."""

RUNS_KEPT = 1000
"""Earlier runs carried over from the last release."""

_DDL: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "runs": (
        "A run that built a warehouse file, this one and those before it · 构建过数据库文件的每次运行",
        {
            "run_id": ("VARCHAR NOT NULL", "Run · 运行编号"),
            "started_at": ("TIMESTAMPTZ", "Start of the run · 开始时间"),
            "audited_at": ("TIMESTAMPTZ", "When its checks were recorded · 审核时间"),
            "parser_version": ("VARCHAR", "Version of the parser · 解析程序版本"),
            "project_version": ("VARCHAR", "Version of the project · 项目版本"),
            "corpus": ("VARCHAR", "Sources that were read · 资料来源"),
            "files_found": ("BIGINT", "Files found · 发现的文件数"),
            "files_read": ("BIGINT", "Files read · 读取的文件数"),
            "files_duplicate": ("BIGINT", "Files with the bytes of another one · 内容相同的重复文件数"),
            "files_rejected": ("BIGINT", "Files that could not be read · 无法读取的文件数"),
            "checks_run": ("BIGINT", "Checks made · 检查项数"),
            "critical_failed": ("BIGINT", "Critical checks that failed · 未通过的关键检查数"),
            "warnings_failed": ("BIGINT", "Warnings · 警告数"),
            "refused": ("BOOLEAN", "True where the file may not be published · 是否拒绝发布"),
        },
    ),
    "checks": (
        "A check of this run: dbt test, expectation or reconciliation · 本次运行的每项检查",
        {
            "run_id": ("VARCHAR NOT NULL", "Run · 运行编号"),
            "check_name": ("VARCHAR NOT NULL", "Name of the check · 检查名称"),
            "origin": ("VARCHAR NOT NULL", "dbt, great_expectations or pipeline · 检查来源"),
            "table_name": ("VARCHAR", "Table that is checked · 被检查的表"),
            "severity": ("VARCHAR NOT NULL", "critical blocks publication, warning does not · 严重程度"),
            "passed": ("BOOLEAN NOT NULL", "True where it passed · 是否通过"),
            "failing_rows": ("BIGINT NOT NULL", "Rows that break the rule · 违反规则的行数"),
            "sample": ("VARCHAR", "Some of those rows, as a JSON list of objects · 违规行样本(JSON)"),
            "protects": ("VARCHAR", "What goes wrong for a reader where the rule is broken · 保护的内容"),
            "query": ("VARCHAR", "SQL that lists all those rows · 列出违规行的 SQL"),
        },
    ),
    "rejected_documents": (
        "A file that was not read, or read but not recognised as a bulletin · 未能读取或未能识别为简报的文件",
        {
            "run_id": ("VARCHAR NOT NULL", "Run · 运行编号"),
            "source_uri": ("VARCHAR", "Where the file was found · 文件位置"),
            "document_id": ("VARCHAR", "sha256 of its bytes, null where they could not be had · 文件内容的 sha256"),
            "media_type": ("VARCHAR", "Kind of file · 文件类型"),
            "size_bytes": ("BIGINT", "Size in bytes · 字节数"),
            "stage": ("VARCHAR NOT NULL", "reading or understanding · 失败环节"),
            "reason": ("VARCHAR NOT NULL", "Why, in words · 原因"),
        },
    ),
}

NOT_RECOGNISED = (
    "read, but not recognised as a bulletin: neither masthead nor issue number nor imprint was found"
    " · 已读取，但未识别为工作简报"
)


@dataclass(frozen=True)
class Run:
    """A run as the audit schema records it."""

    run_id: str
    started_at: datetime
    parser_version: str = ""
    project_version: str = ""
    corpus: str = ""


def record(
    database: Path,
    run: Run,
    checks: Iterable[CheckResult],
    files_parquet: Path,
    previous: Path | None = None,
) -> Verdict:
    """Write the audit schema into a build file, anew, and return the verdict over the checks.

    ``files_parquet`` lists every file that was found; ``previous`` is the published file whose list of runs goes on.
    """
    verdict = Verdict.of(checks)
    earlier = _runs_of(previous, run.run_id)
    with connect(database) as connection:
        connection.begin()
        connection.execute("create schema if not exists audit")
        for table in _DDL:
            _create(connection, table)
        if earlier:
            _insert(connection, "runs", earlier)
        files = _file_counts(connection, files_parquet)
        _insert(connection, "runs", [_run_row(run, files, verdict)])
        connection.execute("update audit.runs set audited_at = current_timestamp where run_id = ?", [run.run_id])
        if verdict.checks:
            _insert(connection, "checks", [_check_row(run.run_id, check) for check in verdict.checks])
        _reject_unread(connection, run.run_id, files_parquet)
        _reject_not_understood(connection, run.run_id)
        connection.commit()
    return verdict


def verdict_of(connection: duckdb.DuckDBPyConnection) -> Verdict | None:
    """The recorded verdict of the newest run in an open file; None where nothing was recorded."""
    if not _exists(connection, "audit", "checks"):
        return None
    rows = connection.execute(
        "select check_name, origin, table_name, severity, passed, failing_rows, sample, protects, query"
        " from audit.checks where run_id = (select run_id from audit.runs order by audited_at desc limit 1)"
    ).fetchall()
    if not rows:
        return None
    return Verdict.of(
        CheckResult(name, origin, table, severity, passed, failing, json.loads(sample), protects, query)
        for name, origin, table, severity, passed, failing, sample, protects, query in rows
    )


def _run_row(run: Run, files: tuple[int, int, int, int], verdict: Verdict) -> tuple[object, ...]:
    return (
        run.run_id,
        run.started_at,
        None,
        run.parser_version,
        run.project_version,
        run.corpus,
        *files,
        len(verdict.checks),
        len(verdict.failed_critical),
        len(verdict.failed_warnings),
        verdict.refused,
    )


def _check_row(run_id: str, check: CheckResult) -> tuple[object, ...]:
    sample = json.dumps(check.sample[:SAMPLE_ROWS], ensure_ascii=False, default=str)
    return (
        run_id,
        check.name,
        check.origin,
        check.table,
        check.severity,
        check.passed,
        check.failing_rows,
        sample,
        check.protects,
        check.query,
    )


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    comment, columns = _DDL[table]
    body = ", ".join(f"{name} {kind}" for name, (kind, _) in columns.items())
    connection.execute(f"create or replace table audit.{table} ({body})")
    connection.execute(f"comment on table audit.{table} is {_literal(comment)}")
    for name, (_, text) in columns.items():
        connection.execute(f"comment on column audit.{table}.{name} is {_literal(text)}")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" for _ in _DDL[table][1])
    connection.executemany(f"insert into audit.{table} values ({marks})", rows)


def _file_counts(connection: duckdb.DuckDBPyConnection, files_parquet: Path) -> tuple[int, int, int, int]:
    row = connection.execute(
        "select count(*), count(*) filter (outcome = 'read'), count(*) filter (outcome = 'duplicate'),"
        " count(*) filter (outcome = 'rejected') from read_parquet(?)",
        [str(files_parquet)],
    ).fetchone()
    assert row is not None
    found, read, duplicate, rejected = row
    return found, read, duplicate, rejected


def _reject_unread(connection: duckdb.DuckDBPyConnection, run_id: str, files_parquet: Path) -> None:
    connection.execute(
        "insert into audit.rejected_documents"
        " select ?, source_uri, document_id, media_type, size_bytes, 'reading', coalesce(reason, 'unknown')"
        " from read_parquet(?) where outcome = 'rejected' order by source_uri",
        [run_id, str(files_parquet)],
    )


def _reject_not_understood(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    if not _exists(connection, "marts", "bridge_issue_documents"):
        return
    connection.execute(
        "insert into audit.rejected_documents"
        " select ?, source_uri, document_id, media_type, null, 'understanding', ?"
        " from marts.dim_documents anti join marts.bridge_issue_documents using (document_id) order by source_uri",
        [run_id, NOT_RECOGNISED],
    )


def _runs_of(previous: Path | None, run_id: str) -> list[tuple[object, ...]]:
    """Earlier runs; of a file that another version of the project made, what both versions tell about them."""
    if previous is None or not previous.exists():
        return []
    # A damaged file has no history to go on with, and is no reason not to publish a sound one.
    with suppress(duckdb.Error), connect(previous, read_only=True) as connection:
        rows = connection.execute(
            "select column_name from duckdb_columns() where schema_name = 'audit' and table_name = 'runs'"
        ).fetchall()
        held = {name for (name,) in rows}
        if {"run_id", "started_at"} <= held:
            columns = ", ".join(name if name in held else f"null as {name}" for name in _DDL["runs"][1])
            return connection.execute(
                f"select {columns} from audit.runs where run_id <> ? order by started_at desc limit {RUNS_KEPT}",
                [run_id],
            ).fetchall()
    return []


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, table]
        ).fetchall()
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
