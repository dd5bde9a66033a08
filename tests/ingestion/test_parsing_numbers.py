"""Figures as printed."""

from __future__ import annotations

import pytest

from ingestion.parsing.numbers import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("171", 171), ("3,500", 3500), ("1.2万", 12_000), ("3亿", 300_000_000), ("三", 3), ("十", 10),
        ("二十一", 21), ("一百零五", 105), ("两千三百", 2300), ("五万", 50_000), ("1.2亿", 120_000_000),
    ],
)  # fmt: skip
def test_values(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "几", "第三", "万人", "3月"])
def test_what_is_no_figure_has_no_value(text: str) -> None:
    assert number(text) is None
