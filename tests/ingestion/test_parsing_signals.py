"""Signals only save work: a rule is tried wherever it could read something."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.event_rules import vocabulary
from ingestion.parsing.signals import Signals, anchored, beginnings, seeds

WORDS = [
    "召开",
    "会议",
    "印发",
    "《",
    "》",
    "方案",
    "批示",
    "成立",
    "编委会",
    "入选",
    "到",
    "调研",
    "，",
    "。",
    "了",
    "德阳市",
]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
def test_no_match_of_any_rule_is_missed(text: str) -> None:
    places = vocabulary().signals.scan(text)
    for index, rule in enumerate(vocabulary().rules):
        for match in rule.pattern.finditer(text):
            assert index in places.patterns(match.start(), max(match.end(), match.start() + 1))


def test_every_match_holds_one_of_the_words() -> None:
    pattern = "(?:作出|做出)(?:重要)?批示|签批意见"
    words = seeds(pattern)
    for text in ("作出批示", "做出重要批示", "签批意见"):
        assert re.fullmatch(pattern, text)
        assert any(word in text for word in words)


def test_a_pattern_without_such_a_word_is_tried_everywhere() -> None:
    assert Signals(["[甲乙]?"]).scan("丙").patterns(0, 1) == [0]


PATTERNS = [
    "(?<!工)作出|[做签]?批示",
    "(?:重要)?(?:批示|[一-乙]{0,2}会)$",
    "[^，]会",
    ".?会",
    "(?:年)*",
    "(?P<a>年|月)?(?!日)会",
]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(PATTERNS), st.text(alphabet="工作出做签批示重要甲乙会年月日，\n", max_size=30))
def test_anchoring_changes_no_match(pattern: str, text: str) -> None:
    found = [match.span() for match in re.finditer(pattern, text)]
    assert [match.span() for match in anchored(pattern).finditer(text)] == found


@pytest.mark.parametrize("pattern", ["[^，]会", ".?会", "(?:年)*", "(?i:a)?"])
def test_a_pattern_that_can_begin_anywhere_has_no_beginnings(pattern: str) -> None:
    assert beginnings(pattern) == ""
