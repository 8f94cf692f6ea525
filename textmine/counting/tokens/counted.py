"""Pages as received -> how often each term occurs in each segment, a chunk of pages at a time.

All that a worker does from page to counts, so that neither texts nor tokens travel back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from textmine.counting.tokens.tokenizer import Tokenizer
from textmine.reading.characters import narrow
from textmine.reading.many import parse
from textmine.reading.outline import Row
from textmine.reading.page import PageError, Raw

_BORDER = "\n"  # no word reaches over it


@dataclass(frozen=True, eq=False)
class Counted:
    """Counts of the segments of some pages.

    Attributes
    ----------
    terms : list of str
        In order of first appearance.
    codes, counts : ndarray of int32
        Of each segment in order: the terms that occur in it, as places in `terms`, and how often they do.
    borders : ndarray of int64
        Where the terms of each segment begin in `codes`, and the end of all.
    rows : list of list of Row
        The segments of each page.
    """

    terms: list[str]
    codes: np.ndarray
    counts: np.ndarray
    borders: np.ndarray
    rows: list[list[Row]]


def count_chunk(pages: Sequence[Raw], tokenizer: Tokenizer) -> Counted:
    """Read, clean, outline and cut pages, and count their terms.

    Raises
    ------
    PageError
        Names the page that cannot be read.
    """
    place: dict[str, int] = defaultdict(count().__next__)
    codes, segments, rows, first = [], [], [], 0
    for page, parsed in zip(pages, parse(pages), strict=True):
        if parsed.problem:
            raise PageError(parsed.problem)
        words = _words(page, parsed.cleaned.text, parsed.rows, tokenizer)
        codes.append(np.fromiter(map(place.__getitem__, words), dtype=np.int64, count=len(words)))
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        segments.append(first + _segment_of(lengths, parsed.rows))
        rows.append(parsed.rows)
        first += len(parsed.rows)
    return _counted(list(place), np.concatenate(codes), np.concatenate(segments), rows, tokenizer)


def _words(page: Raw, text: str, rows: list[Row], tokenizer: Tokenizer) -> list[str]:
    """The words of all segments of a page, cut at once, a border between each two."""
    text = narrow(text)
    try:
        return tokenizer.cut(_BORDER.join([text[start:end] for *_, start, end in rows])) if rows else []
    except Exception as error:
        error.add_note(f"while cutting {page.path}")
        raise


def _segment_of(lengths: np.ndarray, rows: list[Row]) -> np.ndarray:
    """The segment of each word: the words joined are the segments joined, so where they begin tells."""
    sizes = np.array([end - start + len(_BORDER) for *_, start, end in rows], dtype=np.int64)
    return np.searchsorted(np.cumsum(sizes), np.cumsum(lengths) - lengths, side="right")


def _counted(
    words: list[str], codes: np.ndarray, segments: np.ndarray, rows: list[list[Row]], tokenizer: Tokenizer
) -> Counted:
    """Count what is a term: neither number nor stop word, mark or blank."""
    is_term = np.array([tokenizer.kind(w) not in ("", "number") and w not in tokenizer.stopwords for w in words], bool)
    new_code = np.cumsum(is_term) - 1
    kept = is_term[codes]
    n_terms, n_rows = int(is_term.sum()), sum(map(len, rows))
    pairs, counts = np.unique(segments[kept] * max(n_terms, 1) + new_code[codes[kept]], return_counts=True)
    of_segment, of_term = np.divmod(pairs, max(n_terms, 1))
    borders = np.concatenate([[0], np.cumsum(np.bincount(of_segment, minlength=n_rows))])
    terms = [word for word, term in zip(words, is_term, strict=True) if term]
    return Counted(terms, of_term.astype(np.int32), counts.astype(np.int32), borders, rows)
