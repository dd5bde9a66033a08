"""What the checks of a run found, and whether that lets it be published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["dbt", "great_expectations", "pipeline"]
Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class CheckResult:
    """One check of one run: a dbt test, an expectation, or a reconciliation of the pipeline's own."""

    name: str
    origin: Origin
    table: str
    severity: Severity
    passed: bool
    failing_rows: int = 0
    sample: list[dict[str, object]] = field(default_factory=list)
    protects: str = ""
    query: str = ""


@dataclass(frozen=True)
class Verdict:
    """All checks of a run; the run is refused where a critical one failed.

    >>> Verdict.of([CheckResult("keys_resolve", "dbt", "fct_events", "critical", passed=False)]).refused
    True
    """

    checks: tuple[CheckResult, ...]

    @classmethod
    def of(cls, checks: Iterable[CheckResult]) -> Verdict:
        """The verdict over these checks, failed ones first, critical before warning, then by name."""
        order = {"critical": 0, "warning": 1}
        return cls(tuple(sorted(checks, key=lambda c: (c.passed, order[c.severity], c.origin, c.table, c.name))))

    @property
    def failed_critical(self) -> tuple[CheckResult, ...]:
        """What keeps the run from being published."""
        return tuple(c for c in self.checks if not c.passed and c.severity == "critical")

    @property
    def failed_warnings(self) -> tuple[CheckResult, ...]:
        """What is published all the same, and listed."""
        return tuple(c for c in self.checks if not c.passed and c.severity == "warning")

    @property
    def refused(self) -> bool:
        """True where a critical check failed."""
        return bool(self.failed_critical)
