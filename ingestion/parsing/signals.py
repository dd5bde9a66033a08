"""Where a rule can read anything at all: the words that its pattern cannot do without, found in one pass.

Most clauses hold no verb of most rules. Every pattern is reduced to literal words of which each match contains at
least one; an automaton finds all words of all patterns in an article at once, and a rule is tried only on the clauses
that hold one of its words. A pattern that has no such word is tried everywhere.

    >>> sorted(seeds("(?:作出|做出)(?:重要)?批示|签批意见"))
    ['批示', '签批意见']
"""

from __future__ import annotations

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
