"""Figures as printed: Arabic with 万 and 亿, decimals and separators, and Chinese numerals.

>>> number("171"), number("1.2万"), number("三"), number("二十一"), number("3,500"), number("3亿")
(171.0, 12000.0, 3.0, 21.0, 3500.0, 300000000.0)
"""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"([0-9][0-9,，]*(?:\.[0-9]+)?)([余多]?)(百|千)?(万|亿)?")


def number(text: str) -> float | None:
    """The value of a figure; None where the text is none."""
    match = _ARABIC.fullmatch(text)
    if match:
        value = float(match.group(1).replace(",", "").replace("，", ""))
        return value * _TENS.get(match.group(3) or "", 1) * _SCALES.get(match.group(4) or "", 1)
    total = section = digit = 0
    if not text:
        return None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        elif char in _SCALES:
            total += (section + digit) * _SCALES[char]
            section = digit = 0
        else:
            return None
    return float(total + section + digit)
