"""Texts + codebook -> the places that its patterns code."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import chain

import numpy as np
import pandas as pd
from joblib import delayed

from textmine.measuring.coding.candidates import Candidates, Negator
from textmine.measuring.coding.scheme import Codebook
from textmine.progress import in_parallel

_CLAUSE_END = re.compile("[，,。；;！!？?：:\n]")
_CHUNK = 500
_COLUMNS = ["document_id", "segment_id", "start", "end", "category", "pattern", "match"]


def code(texts: pd.DataFrame, codebook: Codebook, *, negated: bool = False, n_jobs: int | None = None) -> pd.DataFrame:
    """Code segments or sentences by the patterns of a codebook.

    Parameters
    ----------
    texts : DataFrame
        With `document_id`, `segment_id` and `text`: segments, or sentences (`textmine.measuring.compare.sentences`), whose `start` is
        then added.
    codebook : Codebook
    negated : bool
        True gives the places that negation has struck out, in place of those that are coded.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        One row a match: `document_id`, `segment_id`, `start`, `end` (offsets into the segment's text), `category`,
        `pattern`, `match`; in the order of the texts, then `start`. A text may have several codes, or none.

    Notes
    -----
    Longer matches go first and no character is coded twice: 科技馆 inside 流动科技馆 is found once. Where two patterns match
    the same words, the category first in code point order has them; `not_patterns` match as patterns do, and code nothing.
    A match is negated where one of its category's `negators` ends right before it, within the same clause.
    """
    coder = Coder(codebook)
    sentence = "start" in texts and "end" in texts and "clauses" in texts
    offsets = texts["start"].tolist() if sentence else [0] * len(texts)
    chunks = [texts["text"].tolist()[i : i + _CHUNK] for i in range(0, len(texts), _CHUNK)]
    work = [delayed(_matches)(coder, chunk, negated) for chunk in chunks]
    found = in_parallel(work, n_jobs=n_jobs, what="code")
    rows = [
        (document_id, segment_id, offset + start, offset + end, category, pattern, text[start:end])
        for (document_id, segment_id, text), offset, matches in zip(
            texts[["document_id", "segment_id", "text"]].itertuples(index=False), offsets, chain(*found), strict=True
        )
        for start, end, category, pattern in matches
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"start": int, "end": int})


def ties(texts: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Places that patterns of several categories match alike, so that only the order of their ids decides.

    Parameters
    ----------
    texts : DataFrame
        With `segment_id` and `text`.
    codebook : Codebook

    Returns
    -------
    DataFrame
        `segment_id`, `start`, `end` (offsets into the text), `match`, `categories` (joined by blanks; the first has the
        place); in the order of the texts.
    """
    coder = Coder(codebook)
    rows = [
        (segment_id, start, end, text[start:end], " ".join(owners))
        for segment_id, text in texts[["segment_id", "text"]].itertuples(index=False)
        for start, end, owners in coder.ties(text)
    ]
    return pd.DataFrame(rows, columns=["segment_id", "start", "end", "match", "categories"])


def _matches(coder: Coder, texts: list[str], negated: bool) -> list[list[tuple[int, int, str, str]]]:
    return [coder.matches(text, negated=negated) for text in texts]


class Coder:
    """The compiled patterns of a codebook.

    Parameters
    ----------
    codebook : Codebook
    """

    def __init__(self, codebook: Codebook):
        patterns = [(re.compile(p), c.id) for c in codebook.categories for p in c.patterns]
        self.patterns = patterns + [(re.compile(p), "") for c in codebook.categories for p in c.not_patterns]
        self.candidates = Candidates([pattern.pattern for pattern, _ in self.patterns])
        self.negators = {c.id: [Negator(negator) for negator in c.negators] for c in codebook.categories}

    def matches(self, text: str, *, negated: bool = False) -> list[tuple[int, int, str, str]]:
        """Start, end, category, pattern of the longest matches, leftmost first, none overlapping another."""
        coded = sorted(match for match in self._longest(self._all(text), len(text)) if match[2])
        if not any(self.negators[match[2]] for match in coded):
            return [] if negated else coded
        clauses = [0, *(end.end() for end in _CLAUSE_END.finditer(text))]
        return [match for match in coded if self._is_negated(text, clauses, match) == negated]

    def ties(self, text: str) -> list[tuple[int, int, list[str]]]:
        """Start, end and categories of the kept places that patterns of several categories match alike."""
        claims: dict[tuple[int, int], set[str]] = {}
        found = self._all(text)
        for start, end, category, _ in found:
            claims.setdefault((start, end), set()).add(category)
        kept = {match[:2] for match in self._longest(found, len(text))}
        return [
            (*span, sorted(owners))
            for span, owners in sorted(claims.items())
            if span in kept and len(owners - {""}) > 1
        ]

    def _all(self, text: str) -> list[tuple[int, int, str, str]]:
        tried = (self.patterns[i] for i in self.candidates.of(text))
        found = ((*m.span(), category, p.pattern) for p, category in tried for m in p.finditer(text))
        return [match for match in found if match[1] > match[0]]

    def _longest(self, found: list[tuple[int, int, str, str]], length: int) -> list[tuple[int, int, str, str]]:
        """The longest matches, leftmost first, that do not overlap another."""
        taken, kept = bytearray(length), []
        for match in sorted(found, key=lambda match: (match[0] - match[1], *match)):
            start, end = match[:2]
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                kept.append(match)
        return kept

    def _is_negated(self, text: str, clauses: list[int], match: tuple[int, int, str, str]) -> bool:
        begin = clauses[bisect_right(clauses, match[0]) - 1]
        return any(negator.ends(text, begin, match[0]) for negator in self.negators[match[2]])


def count_codes(coded: pd.DataFrame, codebook: Codebook, rows: pd.Series) -> np.ndarray:
    """How often each category was coded in each row.

    Parameters
    ----------
    coded : DataFrame
        From `code`.
    codebook : Codebook
    rows : Series
        Index: segment ids; values: the row (section, document) each belongs to.

    Returns
    -------
    ndarray of shape (n_rows, n_categories), int64
        Rows in order of first appearance in `rows`, categories in the order of the codebook.
    """
    codes, values = pd.factorize(rows)
    place = pd.Series(codes, index=rows.index)
    counts = np.zeros((len(values), len(codebook.categories)), dtype=np.int64)
    columns = {category.id: i for i, category in enumerate(codebook.categories)}
    inside = coded[coded["segment_id"].isin(place.index)]
    np.add.at(counts, (place[inside["segment_id"]].to_numpy(), inside["category"].map(columns).to_numpy(dtype=int)), 1)
    return counts
