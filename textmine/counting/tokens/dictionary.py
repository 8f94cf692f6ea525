"""Text -> words as jieba cuts it, by its own dictionary and model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import inf, log
from operator import add

from textmine.counting.tokens.model import guess, jieba_folder

Lexicon = tuple[tuple[str, int | None], ...]

BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")  # what jieba looks up in its dictionary
_BLANK = re.compile(r"(\r\n|\s)")


class Jieba:
    """The words of jieba 0.42.1, with a lexicon, without jieba's global state and cache file.

    Parameters
    ----------
    lexicon : tuple of (str, int or None)
        Terms in the order in which `jieba.add_word` would get them.

    Notes
    -----
    The dictionary and the probabilities are read from the installed jieba, and every sum is taken in jieba's order, so
    that ties fall the same way. Only the book-keeping differs: one pass from the end of a block finds the best route, a
    table of the lengths that words behind each pair of characters have takes the place of jieba's prefixes, and what the
    model guessed for a run is remembered.
    """

    def __init__(self, lexicon: Lexicon = ()) -> None:
        fields = (jieba_folder() / "dict.txt").read_text(encoding="utf-8").split()
        words, counts = fields[::3], fields[1::3]
        number = {count: int(count) for count in set(counts)}
        self.total = sum(number[count] * times for count, times in Counter(counts).items())
        self.frequency = dict(zip(words, map(number.__getitem__, counts), strict=True))
        self.lengths = _lengths(words)
        self._weight = _Weights(self.total)
        self._single = _Singles(self.frequency, self._weight)
        self.counted_twice = 0
        for term, frequency in lexicon:
            self._add(term, frequency)

    def cut(self, text: str, hmm: bool) -> list[str]:
        """All words, marks and blanks of the text, in order."""
        words: list[str] = []
        cut_block = self._cut_block if hmm else self._cut_block_without_model
        for position, part in enumerate(BLOCK.split(text)):
            if position % 2:
                words += cut_block(part)
            elif part:
                words += _marks(part)
        return words

    def _add(self, term: str, frequency: int | None) -> None:
        if frequency is None:
            frequency = self.suggest_frequency(term)
        self.counted_twice += self.frequency.get(term, 0)  # jieba leaves the former frequency in the total
        self.frequency[term] = frequency
        self.total += frequency
        self._weight = _Weights(self.total)
        self._single = _Singles(self.frequency, self._weight)
        self.lengths[term[:2]] = tuple(sorted({*self.lengths.get(term[:2], ()), len(term)}))

    def suggest_frequency(self, term: str) -> int:
        """The smallest frequency with which jieba keeps the term whole."""
        share = 1.0
        for word in self.cut(term, hmm=False):
            share *= self.frequency.get(word, 1) / float(self.total)
        return max(int(share * self.total) + 1, self.frequency.get(term, 1))

    def _route(self, block: str) -> list[int]:
        """Where the word that begins at each position ends, on the likeliest way through the block."""
        count_of, weight, size = self.frequency.get, self._weight, len(block)
        lengths = [*map(self.lengths.get, map(add, block, block[1:])), None]
        singles = list(map(self._single.__getitem__, block))
        likelihood, ends, ahead = [0.0] * (size + 1), list(range(1, size + 1)), 0.0
        for start in range(size - 1, -1, -1):
            best = singles[start] + ahead
            if possible := lengths[start]:
                for length in possible:
                    if (end := start + length) > size:
                        break
                    if count := count_of(block[start:end]):
                        sum_ = weight[count] + likelihood[end]
                        if sum_ >= best:
                            best, ends[start] = sum_, end
            likelihood[start] = ahead = weight[1] + ahead if best == -inf else best
        return ends

    def _cut_block(self, block: str) -> list[str]:
        """Words of the dictionary; runs of single characters between them go to the model."""
        ends, words, start, single = self._route(block), [], 0, 0
        size = len(block)
        while start < size:
            end = ends[start]
            if end - start > 1:
                if single < start:
                    words += self._cut_run(block[single:start])
                words.append(block[start:end])
                single = end
            start = end
        if single < size:
            words += self._cut_run(block[single:])
        return words

    def _cut_run(self, run: str) -> tuple[str, ...] | str:
        return run if len(run) == 1 or self.frequency.get(run) else guess(run)

    def _cut_block_without_model(self, block: str) -> Iterator[str]:
        """Words of the dictionary; single Latin letters and digits side by side are one word."""
        ends, start, single = self._route(block), 0, 0
        while start < len(block):
            end = ends[start]
            if end - start > 1 or not (block[start].isascii() and block[start].isalnum()):
                if single < start:
                    yield block[single:start]
                yield block[start:end]
                single = end
            start = end
        if single < len(block):
            yield block[single:]


def _lengths(words: list[str]) -> dict[str, tuple[int, ...]]:
    """The first two characters of words -> how long words that begin so are, in rising order."""
    lengths: dict[str, tuple[int, ...]] = {word: (2,) for word in words if len(word) == 2}
    for word in sorted([word for word in words if len(word) > 2], key=len):
        known = lengths.get(word[:2], (0,))
        if known[-1] != len(word):
            lengths[word[:2]] = (*known, len(word)) if known[0] else (len(word),)
    return lengths


class _Weights(dict[int, float]):
    """Frequency -> log probability, worked out when first asked for."""

    def __init__(self, total: int) -> None:
        self._log_total = log(total)

    def __missing__(self, frequency: int) -> float:
        self[frequency] = log(frequency) - self._log_total
        return self[frequency]


class _Singles(dict[str, float]):
    """Character -> log probability, worked out when first asked for; minus infinity where it is no word by itself."""

    def __init__(self, frequency: dict[str, int], weight: _Weights) -> None:
        self._frequency, self._weight = frequency, weight

    def __missing__(self, character: str) -> float:
        count = self._frequency.get(character)
        self[character] = self._weight[count] if count else -inf
        return self[character]


def _marks(part: str) -> Iterator[str]:
    """Marks and blanks between blocks, one by one; a line end of two characters is one blank."""
    for piece in _BLANK.split(part):
        if piece == "\r\n":
            yield piece
        else:
            yield from piece
