"""Where a rule can read anything at all: the words that its pattern cannot do without, found in one pass.

Most clauses hold no verb of most rules. Every pattern is reduced to literal words of which each match contains at
least one; an automaton finds all words of all patterns in an article at once, and a rule is tried only on the clauses
that hold one of its words. A pattern that has no such word is tried everywhere.

    >>> sorted(seeds("(?:作出|做出)(?:重要)?批示|签批意见"))
    ['批示', '签批意见']

Within its clause, or the whole article, a pattern is tried only at the characters that a match can begin with; the
regular expression engine does that by itself for the plainest patterns alone.

    >>> beginnings("(?<!工)作出|[做签]?批示")
    '作做签批'
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import ahocorasick_rs


def seeds(pattern: str) -> frozenset[str]:
    """Literal words of which every match of ``pattern`` contains one; empty where the pattern has none."""
    return _of_sequence(_parser.parse(pattern))


def _of_sequence(sequence: Any) -> frozenset[str]:
    """The best choice among what a sequence cannot match without: the one whose shortest word is longest."""
    choices: list[frozenset[str]] = []
    run = ""
    for operation, argument in [*sequence, (None, None)]:
        if operation is sre.LITERAL:
            run += chr(argument)
            continue
        if run:
            choices.append(frozenset({run}))
            run = ""
        if operation is sre.SUBPATTERN:
            choices.append(_of_sequence(argument[3]))
        elif operation is sre.BRANCH:
            branches = [_of_sequence(branch) for branch in argument[1]]
            choices.append(frozenset().union(*branches) if all(branches) else frozenset())
        elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT) and argument[0] >= 1:
            choices.append(_of_sequence(argument[2]))
    found = [choice for choice in choices if choice]
    return max(found, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())


def anchored(pattern: str) -> re.Pattern[str]:
    """A pattern compiled to be tried only where a match can begin; it matches just what it matches without."""
    first = beginnings(pattern)
    return re.compile(f"(?=[{first}])(?:{pattern})" if first else pattern)


def beginnings(pattern: str) -> str:
    """The characters that a match of ``pattern`` can begin with, as the inside of []; empty where it can be any."""
    first, empty = _inside(_parser.parse(pattern))
    if first is None or empty:
        return ""
    return "".join(
        re.escape(chr(low)) if low == high else f"{chr(low)}-{chr(high)}" for low, high in dict.fromkeys(first)
    )


_First = list[tuple[int, int]] | None  # ranges of code points; None: any character


def _first_of(operation: Any, argument: Any) -> tuple[_First, bool]:
    if operation is sre.LITERAL:
        return [(argument, argument)], False
    if operation is sre.IN:
        ranges = [(item, item) if kind is sre.LITERAL else item for kind, item in argument]
        plain = all(kind in (sre.LITERAL, sre.RANGE) for kind, _ in argument)
        return (ranges if plain else None), False
    if operation is sre.SUBPATTERN:
        return _inside(argument[3])
    if operation is sre.BRANCH:
        branches = [_inside(branch) for branch in argument[1]]
        ranges = [one for first, _ in branches for one in first or []]
        return (None if any(first is None for first, _ in branches) else ranges), any(empty for _, empty in branches)
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        first, empty = _inside(argument[2])
        return first, empty or argument[0] == 0
    if operation in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
        return [], True
    return None, False


def _inside(sequence: Any) -> tuple[_First, bool]:
    """What a match of a sequence can begin with, and whether it can be empty."""
    found: list[tuple[int, int]] = []
    for operation, argument in sequence:
        first, empty = _first_of(operation, argument)
        if first is None:
            return None, False
        found += first
        if not empty:
            return found, False
    return found, True


class Signals:
    """The words of several patterns, to be found together; patterns are known by their place in the sequence given."""

    def __init__(self, patterns: Sequence[str]) -> None:
        owners: dict[str, set[int]] = {}
        self._everywhere: set[int] = set()
        for index, pattern in enumerate(patterns):
            words = seeds(pattern)
            if not words:
                self._everywhere.add(index)
            for word in words:
                owners.setdefault(word, set()).add(index)
        self._owners = tuple(tuple(sorted(indexes)) for indexes in owners.values())
        self._automaton = ahocorasick_rs.AhoCorasick(tuple(owners))

    def scan(self, text: str) -> Places:
        """Where the words stand in a text."""
        found = sorted(
            (start, end, word) for word, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        )
        return Places([start for start, _, _ in found], [self._owners[word] for _, _, word in found], self._everywhere)


class Places:
    """The words found in one text."""

    def __init__(self, starts: list[int], owners: list[tuple[int, ...]], everywhere: set[int]) -> None:
        self._starts = starts
        self._owners = owners
        self._everywhere = everywhere

    def patterns(self, start: int, end: int) -> list[int]:
        """The patterns that can match in ``start``..``end``, by their place in the sequence given to ``Signals``."""
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end, low)
        if low == high and not self._everywhere:
            return []
        return sorted(self._everywhere.union(*self._owners[low:high]))
