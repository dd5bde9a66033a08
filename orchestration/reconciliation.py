"""What a run must account for by itself: every gate judged, every parsed row staged, every file read.

Dbt and Great Expectations judge what lies in the file; that a check was left out, or a row was lost before dbt looked,
they cannot see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from expectations.findings import find
from warehouse.verdict import CheckResult, Origin, Severity

PREFIX = "reconcile_"


@dataclass(frozen=True, order=True)
class Gate:
    """A check as it is found again in ``audit.checks``."""

    origin: Origin
    table: str
    name: str


@dataclass(frozen=True)
class Reconciliation:
    """A check of the run's own: where it belongs, how much it matters, what goes wrong without it."""

    name: str
    table: str
    severity: Severity
    protects: str

    def judged(self, count: int, sample: Sequence[Mapping[str, object]], query: str) -> CheckResult:
        """The check's result, given the rows that break it and how to list them."""
        return CheckResult(
            self.name,
            "pipeline",
            self.table,
            self.severity,
            passed=count == 0,
            failing_rows=count,
            sample=[dict(row) for row in sample[:20]],
            protects=self.protects,
            query=query,
        )


EVERY_GATE_WAS_JUDGED = Reconciliation(
    "every_gate_was_judged",
    "all",
    "critical",
    "A check that was left out looks like one that passed.",
)
PARSED_ROWS_ARE_STAGED = Reconciliation(
    "parsed_rows_are_staged",
    "all",
    "critical",
    "A staging file that was lost or changed after parsing takes its rows with it, and nothing after it can tell.",
)
EVERY_FILE_WAS_READ = Reconciliation(
    "every_file_was_read",
    "dim_documents",
    "warning",
    "What stands in a file that could not be read is missing; the reason tells what to do about it.",
)
RECONCILIATIONS = (EVERY_GATE_WAS_JUDGED, PARSED_ROWS_ARE_STAGED, EVERY_FILE_WAS_READ)


def every_gate_was_judged(expected: Collection[Gate], results: Iterable[CheckResult]) -> CheckResult:
    """No gate that this run should have is without a result."""
    judged = {Gate(one.origin, one.table, one.name) for one in results}
    unjudged = sorted(set(expected) - judged)
    rows = [{"origin": gate.origin, "table_name": gate.table, "check_name": gate.name} for gate in unjudged]
    query = "select origin, table_name, check_name, passed from audit.checks order by all"
    return EVERY_GATE_WAS_JUDGED.judged(len(rows), rows, query)


def parsed_rows_are_staged(connection: duckdb.DuckDBPyConnection, parsed: Mapping[str, int | None]) -> CheckResult:
    """As many rows of each table as the parser reported are in staging where dbt reads them; None is no report."""
    counted = " union all ".join(
        f"select '{table}' as table_name, {'null' if rows is None else rows} as parsed_rows,"
        f" (select count(*) from staging.stg_{table}) as staged_rows"
        for table, rows in sorted(parsed.items())
    )
    query = f"select * from ({counted}) where staged_rows is distinct from parsed_rows"
    found = find(connection, query)
    return PARSED_ROWS_ARE_STAGED.judged(found.count, found.sample, query)


def every_file_was_read(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    """No file was rejected."""
    found = find(
        connection, "select source_uri, reason from staging.stg_files where outcome = 'rejected' order by source_uri"
    )
    query = "select source_uri, reason from audit.rejected_documents where stage = 'reading' order by source_uri"
    return EVERY_FILE_WAS_READ.judged(found.count, found.sample, query)
