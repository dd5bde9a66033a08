"""The plain result of one expectation, free of any library's types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class ExpectationOutcome:
    """One expectation on one warehouse file.

    ``sample`` holds up to 20 of the ``failing_rows``; ``query`` is SQL that lists them all; ``protects`` says what goes
    wrong for a reader where the expectation is broken.
    """

    name: str
    suite: str
    table: str
    severity: Severity
    passed: bool
    failing_rows: int
    sample: list[dict[str, object]] = field(default_factory=list)
    protects: str = ""
    query: str = ""
