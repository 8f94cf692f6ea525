"""The frozen tokenizer: words of one text, and what decides them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from textmine.counting.tokens.dictionary import Lexicon
from textmine.counting.tokens.engines import ENGINES, engine_of, engine_versions, import_rjieba
from textmine.counting.tokens.lists import LexiconError, read_stopwords, read_terms
from textmine.counting.tokens.model import EngineError
from textmine.reading.characters import narrow

TOKEN_KINDS = ("han", "latin", "number")
_KIND = re.compile(
    r"(?P<number>[\d.,]*\d[\d.,]*%?|[〇○零一二三四五六七八九十百千万亿两]+)"
    r"|(?P<han>[\u3400-\u9fff\U00020000-\U0003ffff]+\+?)"
    r"|(?P<latin>[A-Za-z0-9][\w.+#&-]*)"
)


@dataclass(frozen=True)
class Tokenizer:
    """Words of a text, by jieba with a lexicon of its own.

    Parameters
    ----------
    lexicon : tuple of (str, int or None)
        Terms added to jieba's dictionary, in order, each with its frequency (above 0); None takes the smallest that keeps
        the term whole.
    stopwords : frozenset of str
        Words that are no terms.
    hmm : bool, default True
        Whether words may be found that no dictionary has, by jieba's hidden Markov model.
    engine : {"jieba", "rjieba"}, default "jieba"
        What cuts. "rjieba" gives the same words several times as fast and needs `pip install textmine[fast]`.

    Raises
    ------
    EngineError
        If the engine is unknown or not installed.
    LexiconError
        If a frequency is not above 0.

    Notes
    -----
    The tokenizer is a value: equal contents make equal tokenizers, it can be pickled and hashed, and two of them never
    influence each other, nor a `jieba` used elsewhere in the process: only the files of the installed jieba are read, its
    module is never imported, and no cache file is read or written.
    """

    lexicon: Lexicon = ()
    stopwords: frozenset[str] = field(default=frozenset())
    hmm: bool = True
    engine: str = "jieba"

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise EngineError(f"engine '{self.engine}' is none of {', '.join(ENGINES)}")
        if self.engine == "rjieba":
            import_rjieba()
        for term, frequency in self.lexicon:
            if not term or (frequency is not None and frequency < 1):
                raise LexiconError(f"lexicon: needs a term and a frequency above 0 or None; got {(term, frequency)}")

    @classmethod
    def from_folder(cls, folder: str | Path = "corpus", *, hmm: bool = True, engine: str = "jieba") -> Tokenizer:
        """The tokenizer of a corpus folder: `lexicon/terms.txt` and `lexicon/stopwords.txt`.

        Raises
        ------
        LexiconError
            If a file is missing, a line is faulty, or a word comes twice.
        EngineError
            If the engine is unknown or not installed.
        """
        lexicon = Path(folder) / "lexicon"
        return cls(read_terms(lexicon / "terms.txt"), read_stopwords(lexicon / "stopwords.txt"), hmm, engine)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stand for all that decides the tokens.

        Lexicon, stop list, options and engine, the engine's version, and the contents of jieba's dictionary and model;
        the same in every process and on every platform.
        """
        return _fingerprint(self)

    def cut(self, text: str) -> list[str]:
        """All words, marks and blanks of the text, in order: joined, they are the text."""
        return engine_of(self.engine, self.lexicon).cut(text, self.hmm)

    def terms(self, text: str) -> list[str]:
        """The terms of the text in order: Han and Latin words that are no stop words, full-width forms narrowed."""
        return [token for *_, token, kind in self.tokens(text) if kind != "number" and token not in self.stopwords]

    def tokens(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, token and kind of each token of the text; marks and blanks are no tokens.

        A term of the lexicon is a word even where it is all numerals (十四五).
        """
        start = 0
        for token in self.cut(narrow(text)):
            end = start + len(token)
            if kind := self.kind(token):
                yield start, end, token, kind
            start = end

    def kind(self, token: str) -> str:
        """`han`, `latin` or `number`; empty for a mark or a blank. A term of the lexicon is `han`."""
        return "han" if token in _terms_of(self.lexicon) else token_kind(token)


@lru_cache(maxsize=2**16)  # a language has few words, and each is asked for in every chunk of pages
def token_kind(token: str) -> str:
    """`han`, `latin` or `number` (Chinese numerals too); empty for a mark or a blank."""
    match = _KIND.fullmatch(token)
    return match.lastgroup if match else ""


@lru_cache(maxsize=8)
def _terms_of(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(term for term, _ in lexicon)


@lru_cache(maxsize=8)
def _fingerprint(tokenizer: Tokenizer) -> str:
    contents = {
        "lexicon": tokenizer.lexicon,
        "stopwords": sorted(tokenizer.stopwords),
        "hmm": tokenizer.hmm,
        "engine": tokenizer.engine,
        "versions": engine_versions(tokenizer.engine),
    }
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()[:16]
