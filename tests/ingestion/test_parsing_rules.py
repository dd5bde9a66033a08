"""Every rule of the vocabularies reads at least one sentence written for it, as the event and the work it is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from bulletin_texts import bulletin, tables

from ingestion.reference import rules

EXAMPLES = tomllib.loads(Path(__file__).with_name("rule_examples.toml").read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES["event"], ids=[example["rule"] for example in EXAMPLES["event"]])
def test_an_event_is_read_by_its_rule(example: dict[str, Any]) -> None:
    events = tables(bulletin(example["text"]))["events"]
    of_rule = [row for row in events if row["rule_id"] == example["rule"]]
    assert [(row["unit_code"], row["date_edtf"], row["status"]) for row in of_rule] == [
        (example["unit"], example.get("date"), "happened")
    ]


@pytest.mark.parametrize("example", EXAMPLES["milestone"], ids=[example["stage"] for example in EXAMPLES["milestone"]])
def test_a_work_is_seen_at_its_stage(example: dict[str, Any]) -> None:
    milestones = tables(bulletin(example["text"]))["milestones"]
    assert (example["stage"], example["unit"], example["work"]) in {
        (row["stage"], row["unit_code"], row["work"]) for row in milestones
    }
    assert {row["rule_id"] for row in milestones} == {f"milestone.{row['stage']}" for row in milestones}


def test_no_rule_is_without_an_example() -> None:
    assert {rule["id"] for rule in rules("events")["rule"]} == {example["rule"] for example in EXAMPLES["event"]}
    assert {stage["stage"] for stage in rules("stages")["stage"]} == {
        example["stage"] for example in EXAMPLES["milestone"]
    }
