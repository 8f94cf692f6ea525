"""Texts -> how varied their words are and how long their sentences, whatever the length of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.reading.characters import narrow

_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;]*")
_CLAUSE = re.compile(r"[^,:。!?;\n]+")


def type_token_ratios(terms: Sequence[str], *, window: int = 100) -> np.ndarray:
    """Share of different words in every run of `window` words.

    Parameters
    ----------
    terms : sequence of str
        The words in order.
    window : int
        Words a run.

    Returns
    -------
    ndarray of shape (len(terms) - window + 1,), float64
        The run that begins with each word; empty for a text shorter than the window.
    """
    if window < 1:
        raise ValueError(f"window must be at least 1; got {window}")
    if len(terms) < window:
        return np.empty(0)
    inside = Counter(terms[:window])
    kinds = [len(inside)]
    for left, right in zip(terms, terms[window:], strict=False):
        inside[right] += 1
        inside[left] -= 1
        if not inside[left]:
            del inside[left]
        kinds.append(len(inside))
    return np.array(kinds) / window


def mattr(terms: Sequence[str], *, window: int = 100) -> float:
    """Moving-average type-token ratio: the mean of `type_token_ratios`.

    Returns
    -------
    float
        From 1 / window (one word repeated) to 1 (no repetition); higher means more varied. NaN for a text shorter than
        the window: its ratio could not be compared.

    References
    ----------
    Covington and McFall (2010), Journal of Quantitative Linguistics 17 (2).
    """
    ratios = type_token_ratios(terms, window=window)
    return float(ratios.mean()) if len(ratios) else float("nan")


def sentences(segments: pd.DataFrame) -> pd.DataFrame:
    """Cut segments into sentences (at 。！？； and line breaks).

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id` and `text`.

    Returns
    -------
    DataFrame
        `document_id`, `segment_id`, `start`, `end` (offsets into the segment's text), `text`, `characters` (without blanks
        and the closing mark), `clauses` (runs between ，：and the sentence's end); in the order of the text. Sentences
        without a letter or digit are left out.
    """
    rows = []
    for document_id, segment_id, text in segments[["document_id", "segment_id", "text"]].itertuples(index=False):
        for match in _SENTENCE.finditer(narrow(text)):
            body = match[0].rstrip("。!?; ").replace(" ", "")
            if any(character.isalnum() for character in body):
                clauses = len(_CLAUSE.findall(body))
                row = (
                    document_id,
                    segment_id,
                    match.start(),
                    match.end(),
                    text[slice(*match.span())],
                    len(body),
                    clauses,
                )
                rows.append(row)
    columns = ["document_id", "segment_id", "start", "end", "text", "characters", "clauses"]
    return pd.DataFrame(rows, columns=columns)
