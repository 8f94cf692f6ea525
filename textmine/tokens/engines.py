"""Text -> words: jieba's algorithm on jieba's own dictionary and model, and `rjieba` held to the same words."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pickle
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from math import log
from pathlib import Path
from types import ModuleType

ENGINES = ("jieba", "rjieba")
Lexicon = tuple[tuple[str, int | None], ...]

# jieba's own patterns: what goes through the dictionary, what its model reads, what is no Chinese within that.
_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")
_BLANK = re.compile(r"(\r\n|\s)")
_HAN = re.compile(r"([\u4e00-\u9fd5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
# What rjieba reads otherwise than jieba: marks inside words (2022-2025 stays whole), Han characters beyond jieba's range.
_OTHERWISE = re.compile(r"[+#&._%\-\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff]")
_BEFORE = {"B": "ES", "M": "MB", "E": "BM", "S": "SE"}  # which states may come before each
_IMPOSSIBLE = -3.14e100  # jieba's logarithm of nought
_PLACEHOLDER = "\ue000"  # of Unicode's private use: never part of a block


class EngineError(ValueError):
    """An engine that does not exist or is not installed."""


@lru_cache(maxsize=8)
def engine_of(name: str, lexicon: Lexicon) -> Jieba | Rjieba:
    """The engine with the lexicon, built once a process."""
    return {"jieba": Jieba, "rjieba": Rjieba}[name](lexicon)


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
    table of the longest word behind each pair of characters takes the place of jieba's prefixes, and what the model
    guessed for a run is remembered.
    """

    def __init__(self, lexicon: Lexicon = ()) -> None:
        fields = (_jieba_folder() / "dict.txt").read_text(encoding="utf-8").split()
        words, counts = fields[::3], fields[1::3]
        number = {count: int(count) for count in set(counts)}
        self.total = sum(number[count] * times for count, times in Counter(counts).items())
        self.frequency = dict(zip(words, map(number.__getitem__, counts), strict=True))
        # Keyed by the first two characters; sorted by length, the longest word comes last and stays.
        self.longest = {word[:2]: len(word) for word in sorted(words, key=len)}
        self._weight = _Weights(self.total)
        self.counted_twice = 0
        for term, frequency in lexicon:
            self._add(term, frequency)

    def cut(self, text: str, hmm: bool) -> list[str]:
        """All words, marks and blanks of the text, in order."""
        words: list[str] = []
        cut_block = self._cut_block if hmm else self._cut_block_without_model
        for position, part in enumerate(_BLOCK.split(text)):
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
        self.longest[term[:2]] = max(len(term), self.longest.get(term[:2], 0))

    def suggest_frequency(self, term: str) -> int:
        """The smallest frequency with which jieba keeps the term whole."""
        share = 1.0
        for word in self.cut(term, hmm=False):
            share *= self.frequency.get(word, 1) / float(self.total)
        return max(int(share * self.total) + 1, self.frequency.get(term, 1))

    def _route(self, block: str) -> list[int]:
        """Where the word that begins at each position ends, on the likeliest way through the block."""
        frequency, longest, weight = self.frequency, self.longest, self._weight
        size = len(block)
        likelihood, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            best, best_end = None, start + 1
            if count := frequency.get(block[start]):
                best = weight[count] + likelihood[best_end]
            for end in range(start + 2, min(start + longest.get(block[start : start + 2], 0), size) + 1):
                if count := frequency.get(block[start:end]):
                    sum_ = weight[count] + likelihood[end]
                    if best is None or sum_ >= best:
                        best, best_end = sum_, end
            likelihood[start] = weight[1] + likelihood[start + 1] if best is None else best
            ends[start] = best_end
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
        return run if len(run) == 1 or self.frequency.get(run) else _guess(run)

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


class Rjieba:
    """The same words by `rjieba` (Rust), several times as fast.

    Notes
    -----
    Three things are evened out. Frequencies come from the jieba engine, because rjieba rounds its own suggestions
    otherwise. A term that the dictionary has already counts twice in jieba's total and once in rjieba's: a placeholder
    that occurs in no block makes up for it. And parts with characters that rjieba groups otherwise go to the jieba
    engine.
    """

    def __init__(self, lexicon: Lexicon = ()) -> None:
        rjieba = import_rjieba()
        self._reference = Jieba(lexicon)
        self._fast = rjieba.Jieba()
        for term, _ in lexicon:
            self._fast.add_word(term, self._reference.frequency[term], None)
        if self._reference.counted_twice:
            self._fast.add_word(_PLACEHOLDER, self._reference.counted_twice, None)

    def cut(self, text: str, hmm: bool) -> list[str]:
        """All words, marks and blanks of the text, in order."""
        if not _OTHERWISE.search(text):
            return self._fast.cut(text, hmm)
        words: list[str] = []
        for line in text.splitlines(keepends=True):  # no word and no `\r\n` reaches over these ends
            if not _OTHERWISE.search(line):
                words += self._fast.cut(line, hmm)
                continue
            for part in _BLOCK.split(line):
                words += (self._reference if _OTHERWISE.search(part) else self._fast).cut(part, hmm)
        return words


class _Weights(dict[int, float]):
    """Frequency -> log probability, worked out when first asked for."""

    def __init__(self, total: int) -> None:
        self._log_total = log(total)

    def __missing__(self, frequency: int) -> float:
        self[frequency] = log(frequency) - self._log_total
        return self[frequency]


def _marks(part: str) -> Iterator[str]:
    """Marks and blanks between blocks, one by one; a line end of two characters is one blank."""
    for piece in _BLANK.split(part):
        if piece == "\r\n":
            yield piece
        else:
            yield from piece


@lru_cache(maxsize=2**16)
def _guess(run: str) -> tuple[str, ...]:
    """Words of a run that the dictionary does not know, by jieba's hidden Markov model."""
    words: list[str] = []
    for position, part in enumerate(_HAN.split(run)):
        words += _decode(part) if position % 2 else filter(None, _LATIN.split(part))
    return tuple(words)


def _decode(run: str) -> Iterator[str]:
    """Cut a run of Han characters where the likeliest states (begin, middle, end, single) say."""
    start = 0
    for end, state in enumerate(_likeliest_states(run), start=1):
        if state in "ES":
            yield run[start:end]
            start = end


def _likeliest_states(run: str) -> str:
    """The likeliest way through begin (B), middle (M), end (E) and single (S); of equals, the later letter."""
    starts, moves, emissions = _model()
    likelihood = {state: starts[state] + emissions[state].get(run[0], _IMPOSSIBLE) for state in "BMES"}
    path = {state: state for state in "BMES"}
    for character in run[1:]:
        best = {
            state: max(
                (likelihood[before] + moves[before][state] + emissions[state].get(character, _IMPOSSIBLE), before)
                for before in befores
            )
            for state, befores in _BEFORE.items()
        }
        likelihood = {state: value for state, (value, _) in best.items()}
        path = {state: path[before] + state for state, (_, before) in best.items()}
    return path[max("ES", key=lambda state: (likelihood[state], state))]


@lru_cache(maxsize=1)
def _model() -> tuple[dict[str, float], dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Log probabilities of the first state, of each next state, and of each character in each state."""
    files = (_jieba_folder() / "finalseg" / f"prob_{name}.p" for name in ("start", "trans", "emit"))
    return tuple(pickle.loads(path.read_bytes()) for path in files)


@lru_cache(maxsize=2)
def engine_versions(name: str) -> dict[str, str]:
    """What besides a tokenizer's contents decides its words: jieba's data by their hash, rjieba by its version."""
    data = ["dict.txt", *(f"finalseg/prob_{part}.p" for part in ("start", "trans", "emit"))]
    versions = {file: hashlib.sha256((_jieba_folder() / file).read_bytes()).hexdigest() for file in data}
    if name == "rjieba":
        versions["rjieba"] = version("rjieba")
    return versions


@lru_cache(maxsize=1)
def _jieba_folder() -> Path:
    """Where jieba is installed, found without importing it: its import logs, warns and sets global state."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise EngineError("jieba, whose dictionary both engines use, is not installed; pip install jieba==0.42.1")
    return Path(spec.origin).parent


def import_rjieba() -> ModuleType:
    """The module rjieba, or an error that tells how to install it."""
    try:
        return importlib.import_module("rjieba")
    except ImportError:
        raise EngineError(
            "engine 'rjieba' is not installed: pip install textmine[fast], or use engine 'jieba'"
        ) from None
