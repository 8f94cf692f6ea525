"""Segments -> tokens, by a frozen tokenizer that owns a private jieba."""

from __future__ import annotations

import importlib.util
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from textmine.clean import narrow

TOKEN_KINDS = ("han", "latin", "number")
_KIND = re.compile(
    r"(?P<number>[\d.,]*\d[\d.,]*%?|[〇○零一二三四五六七八九十百千万亿两]+)"
    r"|(?P<han>[\u3400-\u9fff\U00020000-\U0003ffff]+\+?)"
    r"|(?P<latin>[A-Za-z0-9][\w.+#&-]*)"
)
_COMMENT = re.compile(r"\s*#.*|\s+$")


class LexiconError(ValueError):
    """A lexicon file that is missing or has a faulty line; the message names the file and the line."""


@dataclass(frozen=True)
class Tokenizer:
    """Words of a text, by jieba with a lexicon of its own.

    Parameters
    ----------
    lexicon : tuple of (str, int or None)
        Terms added to jieba's dictionary, in order, each with its frequency; None takes the smallest that keeps the term
        whole.
    stopwords : frozenset of str
        Words that are no terms.
    hmm : bool, default True
        Whether jieba may find words that no dictionary has.

    Notes
    -----
    The tokenizer is a value: equal contents make equal tokenizers, it can be pickled and hashed, and two of them never
    influence each other, nor a `jieba` used elsewhere in the process: the dictionary is read from jieba's own files into a
    private copy of the module, with no cache file.
    """

    lexicon: tuple[tuple[str, int | None], ...] = ()
    stopwords: frozenset[str] = field(default=frozenset())
    hmm: bool = True

    @classmethod
    def from_folder(cls, folder: str | Path = "corpus", *, hmm: bool = True) -> Tokenizer:
        """The tokenizer of a corpus folder: `lexicon/terms.txt` and `lexicon/stopwords.txt`.

        Raises
        ------
        LexiconError
            If a file is missing, a line is faulty, or a word comes twice.
        """
        lexicon = Path(folder) / "lexicon"
        return cls(read_terms(lexicon / "terms.txt"), read_stopwords(lexicon / "stopwords.txt"), hmm)

    def cut(self, text: str) -> list[str]:
        """All words, marks and blanks of the text, in order: joined, they are the text."""
        return _engine(self.lexicon).lcut(text, HMM=self.hmm)

    def terms(self, text: str) -> list[str]:
        """The terms of the text in order: Han and Latin words that are no stop words, full-width forms narrowed."""
        return [token for *_, token, kind in self.tokens(text) if kind != "number" and token not in self.stopwords]

    def tokens(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, token and kind of each token of the text; marks and blanks are no tokens.

        A term of the lexicon is a word even where it is all numerals (十四五).
        """
        known, start = _terms_of(self.lexicon), 0
        for token in self.cut(narrow(text)):
            end = start + len(token)
            if kind := "han" if token in known else token_kind(token):
                yield start, end, token, kind
            start = end


def tokenize(segments: pd.DataFrame, tokenizer: Tokenizer) -> pd.DataFrame:
    """Cut segments into tokens.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id` and `text`.
    tokenizer : Tokenizer

    Returns
    -------
    DataFrame
        One row a token, in the order of the segments and their text: `document_id`, `segment_id`, `start`, `end` (offsets
        into the segment's text), `token` (full-width forms narrowed), `kind` (han, latin or number; marks and blanks are
        no tokens), `stop` (whether it is a stop word).
    """
    rows = [
        (document_id, segment_id, *token, token[2] in tokenizer.stopwords)
        for document_id, segment_id, text in segments[["document_id", "segment_id", "text"]].itertuples(index=False)
        for token in tokenizer.tokens(text)
    ]
    columns = ["document_id", "segment_id", "start", "end", "token", "kind", "stop"]
    return pd.DataFrame(rows, columns=columns).astype({"start": int, "end": int, "stop": bool})


def token_kind(token: str) -> str:
    """`han`, `latin` or `number` (Chinese numerals too); empty for a mark or a blank."""
    match = _KIND.fullmatch(token)
    return match.lastgroup if match else ""


def read_terms(path: str | Path) -> tuple[tuple[str, int | None], ...]:
    """Terms of a jieba user dictionary with comments: `term [frequency] [# why]`.

    Raises
    ------
    LexiconError
        Names the file and the line.
    """
    terms: dict[str, int | None] = {}
    for where, words in _lines(path):
        if len(words) > 2 or (len(words) == 2 and not (words[1].isdecimal() and int(words[1]) > 0)):
            raise LexiconError(f"{where}: needs a term and, if at all, a frequency above 0; got '{' '.join(words)}'")
        if words[0] in terms:
            raise LexiconError(f"{where}: '{words[0]}' comes twice")
        terms[words[0]] = int(words[1]) if len(words) == 2 else None
    return tuple(terms.items())


def read_stopwords(path: str | Path) -> frozenset[str]:
    """Words of a stop list: one a line, `word [# class]`.

    Raises
    ------
    LexiconError
        Names the file and the line.
    """
    found: set[str] = set()
    for where, words in _lines(path):
        if len(words) > 1 or words[0] in found:
            raise LexiconError(f"{where}: needs one word that did not come before; got '{' '.join(words)}'")
        found.add(words[0])
    return frozenset(found)


def _lines(path: str | Path) -> Iterator[tuple[str, list[str]]]:
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise LexiconError(f"{path}: no such file; an empty one means 'none'") from None
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: is not UTF-8 ({error})") from None
    for number, line in enumerate(lines, start=1):
        if words := _COMMENT.sub("", line).split():
            yield f"{path}:{number}", words


@lru_cache(maxsize=1)
def _private_jieba() -> ModuleType:
    """A copy of the jieba package under a name of its own, so that nothing anybody does to `jieba` reaches it."""
    spec = importlib.util.find_spec("jieba")
    name = "textmine._jieba"
    private = importlib.util.spec_from_file_location(
        name, spec.origin, submodule_search_locations=list(spec.submodule_search_locations)
    )
    module = importlib.util.module_from_spec(private)
    sys.modules[name] = module
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source warns when it is compiled by Python 3.12 or later
        private.loader.exec_module(module)
    return module


@lru_cache(maxsize=8)
def _terms_of(lexicon: tuple[tuple[str, int | None], ...]) -> frozenset[str]:
    return frozenset(term for term, _ in lexicon)


@lru_cache(maxsize=8)
def _engine(lexicon: tuple[tuple[str, int | None], ...]) -> Any:
    jieba = _private_jieba()
    engine = jieba.Tokenizer()
    with (Path(jieba.__file__).parent / "dict.txt").open("rb") as file:
        engine.FREQ, engine.total = engine.gen_pfdict(file)
    engine.initialized = True  # else jieba would read, or plant, a cache in the shared temporary folder
    for term, frequency in lexicon:
        engine.add_word(term, frequency)
    return engine
