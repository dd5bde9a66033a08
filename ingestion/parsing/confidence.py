"""How often a rule's rows are right in bulletins it has not seen, as far as measured (``rule_confidence.csv``)."""

from __future__ import annotations

from functools import cache

from ingestion.reference import table

UNMEASURED = 0.8


@cache
def _measured() -> dict[str, float]:
    return {row["rule_id"]: float(row["confidence"]) for row in table("rule_confidence")}


def confidence(rule: str) -> float:
    """Confidence (0 to 1) of a rule's rows; ``UNMEASURED`` for a rule that the annotated sets hardly use."""
    return _measured().get(rule, UNMEASURED)
