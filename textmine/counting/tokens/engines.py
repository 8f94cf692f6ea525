"""The engines by name: jieba's words by jieba's algorithm, or by `rjieba` held to the same words."""

from __future__ import annotations

import hashlib
import importlib
import re
from functools import lru_cache
from importlib.metadata import version
from types import ModuleType

from textmine.counting.tokens.dictionary import BLOCK, Jieba, Lexicon
from textmine.counting.tokens.model import EngineError, guess, jieba_folder

ENGINES = ("jieba", "rjieba")

# What rjieba reads otherwise than jieba: marks inside words (2022-2025 stays whole), Han characters beyond jieba's range.
_OTHERWISE = re.compile(r"[\0+#&._%\-\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff]")
# Single characters side by side, each behind a border; the first two written out, because most places fail there.
_RUN = re.compile(r"\0[\u4e00-\u9fd5]\0[\u4e00-\u9fd5](?=\0)(?:\0[\u4e00-\u9fd5](?=\0))*")
_PLACEHOLDER = "\ue000"  # of Unicode's private use: never part of a block


@lru_cache(maxsize=8)
def engine_of(name: str, lexicon: Lexicon) -> Jieba | Rjieba:
    """The engine with the lexicon, built once a process."""
    return {"jieba": Jieba, "rjieba": Rjieba}[name](lexicon)


class Rjieba:
    """The same words by `rjieba` (Rust), several times as fast.

    Notes
    -----
    Four things are evened out. Frequencies come from the jieba engine, because rjieba rounds its own suggestions
    otherwise. A term that the dictionary has already counts twice in jieba's total and once in rjieba's: a placeholder
    that occurs in no block makes up for it. rjieba holds the model's probabilities in fewer digits, which decides close
    calls otherwise (常在乡): runs of single characters go to jieba's model. And parts with characters that rjieba groups
    otherwise go to the jieba engine.
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
        words: list[str] = []
        done = 0
        while odd := _OTHERWISE.search(text, done):  # line by line: no word and no `\r\n` reaches over a line's end
            start = max(text.rfind("\n", done, odd.start()) + 1, done)
            end = text.find("\n", odd.end()) + 1 or len(text)
            words += self._cut_plain(text[done:start], hmm)
            for part in BLOCK.split(text[start:end]):
                words += self._reference.cut(part, hmm) if _OTHERWISE.search(part) else self._cut_plain(part, hmm)
            done = end
        return words + self._cut_plain(text[done:], hmm)

    def _cut_plain(self, text: str, hmm: bool) -> list[str]:
        words = self._fast.cut(text, False)
        if not hmm or len(words) < 2:
            return words
        joined = "\0".join(["", *words, ""])
        return _RUN.sub(self._recut, joined)[1:-1].split("\0")

    def _recut(self, match: re.Match[str]) -> str:
        """A run of single Han characters, each behind a border, as jieba cuts it."""
        run = match[0].replace("\0", "")
        if self._reference.frequency.get(run) and not self._reaches_further(match):
            return match[0]
        return "".join(f"\0{word}" for word in guess(run))

    def _reaches_further(self, match: re.Match[str]) -> bool:
        """Whether Latin letters or digits beside the run are no word of the dictionary: jieba then sees a longer run."""
        joined, (start, end) = match.string, match.span()
        beside = joined[joined.rfind("\0", 0, start) + 1 : start], joined[end + 1 : joined.find("\0", end + 1)]
        return any(
            word.isascii() and word.isalnum() and (len(word) == 1 or not self._reference.frequency.get(word))
            for word in beside
        )


@lru_cache(maxsize=2)
def engine_versions(name: str) -> dict[str, str]:
    """What besides a tokenizer's contents decides its words: jieba's data by their hash, rjieba by its version."""
    data = ["dict.txt", *(f"finalseg/prob_{part}.p" for part in ("start", "trans", "emit"))]
    versions = {file: hashlib.sha256((jieba_folder() / file).read_bytes()).hexdigest() for file in data}
    if name == "rjieba":
        versions["rjieba"] = version("rjieba")
    return versions


def import_rjieba() -> ModuleType:
    """The module rjieba, or an error that tells how to install it."""
    try:
        return importlib.import_module("rjieba")
    except ImportError:
        raise EngineError(
            "engine 'rjieba' is not installed: pip install textmine[fast], or use engine 'jieba'"
        ) from None
