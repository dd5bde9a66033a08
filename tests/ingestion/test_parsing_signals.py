"""Signals only save work: a rule is tried wherever it could read something."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.events import vocabulary
from ingestion.parsing.signals import Signals, seeds

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
