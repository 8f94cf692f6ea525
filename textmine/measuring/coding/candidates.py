"""A text -> the patterns that can match in it; negators by the words they can end in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain
from operator import add

from textmine.measuring.coding.necessary import Words, matched_texts, necessary_words, strictest


class Candidates:
    """An index of patterns by the words without which they cannot match.

    Parameters
    ----------
    patterns : sequence of str
        Valid regular expressions.

    Notes
    -----
    The pairs of neighbouring characters of a text are looked up first: each word waits under the one of its pairs that is
    rarest among the words, which for want of the texts stands for rare in them.
    """

    def __init__(self, patterns: Sequence[str]):
        self._always: list[int] = []
        self._waiting: dict[str, list[tuple[int, list[Words]]]] = defaultdict(list)
        words: set[str] = set()
        for i, pattern in enumerate(patterns):
            ways = necessary_words(pattern)
            if ways is None:
                self._always.append(i)
                continue
            for way in ways:
                words.update(*way)
                self._wait(i, way)
        self._words = _by_rarest_pair(words)

    def of(self, text: str) -> set[int]:
        """Places, in the sequence, of all patterns that match in a text, and of few others."""
        pairs = {*text, *map(add, text, text[1:])}
        found = {word for pair in pairs & self._words.keys() for word in self._words[pair] if word in text}
        tried = set(self._always)
        for word in found & self._waiting.keys():
            for i, others in self._waiting[word]:
                if i not in tried and not any(map(found.isdisjoint, others)):
                    tried.add(i)
        return tried

    def _wait(self, i: int, way: tuple[Words, ...]) -> None:
        first = strictest(way)
        others = [words for words in way if words is not first]
        for word in first:
            self._waiting[word].append((i, others))


class Negator:
    """A pattern that strikes out what it stands right before.

    Parameters
    ----------
    pattern : str
        A valid regular expression.
    """

    def __init__(self, pattern: str):
        self._pattern = re.compile(pattern)
        words = matched_texts(pattern)
        self._words = words and tuple(words)
        self._longest = words and max(map(len, words))

    def ends(self, text: str, begin: int, end: int) -> bool:
        """Whether the clause from `begin` on has a match that ends right before `end`."""
        if self._words and not text.endswith(self._words, begin, end):
            return False
        clause = text[begin:end]
        first = max(0, len(clause) - self._longest) if self._words else 0
        return any(self._pattern.fullmatch(clause, i) for i in range(first, len(clause)))


def _by_rarest_pair(words: set[str]) -> dict[str, list[str]]:
    pairs = {word: [word] if len(word) == 1 else list(map(add, word, word[1:])) for word in words}
    uses = Counter(chain(*pairs.values()))
    waiting: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        waiting[min(pairs[word], key=lambda pair: uses[pair])].append(word)
    return dict(waiting)
