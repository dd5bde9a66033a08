"""The values that coded columns may take."""

from __future__ import annotations

EVENT_TYPES = (
    "meeting",
    "instruction",
    "visit",
    "training",
    "issuance",
    "commendation",
    "organization",
    "review",
    "publication",
    "launch",
    "outreach",
    "other",
)
EVENT_STATUSES = ("happened", "planned")
STAGES = (
    "launched",
    "organized",
    "planned",
    "outline",
    "collecting",
    "drafting",
    "reviewing",
    "final_review",
    "published",
    "awarded",
    "renamed",
)
WORK_KINDS = (
    "gazetteer",
    "yearbook",
    "chronicle",
    "history",
    "album",
    "periodical",
    "document",
    "article",
    "media",
    "book",
)
DATE_PRECISIONS = ("day", "month", "quarter", "half_year", "year", "range")
DATE_BASES = ("explicit", "inherited", "issue_date")
CLAIM_LEVELS = ("prefecture", "county", "poverty_county")
TARGET_STATUSES = ("open", "overdue", "met")
