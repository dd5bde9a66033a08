"""The suites, one module for each theme of the warehouse."""

from __future__ import annotations

from collections.abc import Collection

from expectations.rules import Suite
from expectations.suites import (
    articles,
    coverage,
    events,
    issues,
    mentions,
    programmes,
    projects,
    provenance,
    reports,
    roster_claims,
    row_counts,
)


def all_suites(
    before: Collection[str] = (), max_row_fall: float = 0.2, accept_row_fall: bool = False
) -> tuple[Suite, ...]:
    """Every suite; row counts are compared where the last release is attached, ``before`` being its tables."""
    suites = (
        issues.SUITE,
        articles.SUITE,
        mentions.SUITE,
        events.SUITE,
        projects.SUITE,
        programmes.SUITE,
        roster_claims.SUITE,
        reports.SUITE,
        provenance.SUITE,
        coverage.SUITE,
    )
    return (*suites, row_counts.suite(before, max_row_fall, accept_row_fall)) if before else suites
