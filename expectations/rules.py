"""What an expectation is before it is run: a rule over several rows or tables, or a rule about one table's column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expectations.outcome import Severity

Value = str | int | float


@dataclass(frozen=True)
class Invariant:
    """A rule told by the rows that break it: its query, which must give none.

    ``needs_build`` marks rules that compare with what was staged, which only a build file still has.
    """

    name: str
    table: str
    severity: Severity
    protects: str
    query: str
    needs_build: bool = False


@dataclass(frozen=True)
class ColumnRule:
    """A rule about a table's column (or columns), judged by one of Great Expectations' own expectations.

    ``condition`` is the same rule in SQL, true for a row that breaks it.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    expectation: str
    arguments: Mapping[str, Any]
    severity: Severity
    protects: str
    condition: str

    @property
    def query(self) -> str:
        """SQL that lists the rows that break the rule."""
        return f"select * from marts.{self.table} where {self.condition}"


@dataclass(frozen=True)
class Suite:
    """Expectations that belong together: one module, one part of the Data Docs."""

    name: str
    title: str
    invariants: tuple[Invariant, ...] = ()
    columns: tuple[ColumnRule, ...] = ()

    @property
    def rules(self) -> tuple[Invariant | ColumnRule, ...]:
        """All of them."""
        return (*self.invariants, *self.columns)


def filled(table: str, column: str, protects: str, severity: Severity = "critical") -> ColumnRule:
    """The column is never null."""
    return ColumnRule(
        f"{column}_is_filled",
        table,
        (column,),
        "ExpectColumnValuesToNotBeNull",
        {"column": column},
        severity,
        protects,
        f"{column} is null",
    )


def between(
    table: str,
    column: str,
    low: Value | None,
    high: Value | None,
    protects: str,
    severity: Severity = "critical",
) -> ColumnRule:
    """The column is null or a number from low to high, both included; None leaves that side open."""
    bounds = [f"{column} < {low}"] * (low is not None) + [f"{column} > {high}"] * (high is not None)
    return ColumnRule(
        f"{column}_is_in_range",
        table,
        (column,),
        "ExpectColumnValuesToBeBetween",
        {"column": column, "min_value": low, "max_value": high},
        severity,
        protects,
        " or ".join(bounds),
    )


def matching(table: str, column: str, pattern: str, protects: str, severity: Severity = "critical") -> ColumnRule:
    """The column is null or matches the regular expression from its first character."""
    return ColumnRule(
        f"{column}_is_well_formed",
        table,
        (column,),
        "ExpectColumnValuesToMatchRegex",
        {"column": column, "regex": pattern},
        severity,
        protects,
        f"not regexp_matches({column}, {_literal(pattern)})",
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
