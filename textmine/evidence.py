"""A number in a table -> the segments and sentences behind it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from textmine.matrix import DocumentTermMatrix


def holding_segments(
    matrix: DocumentTermMatrix, terms: list[str] | pd.Series, rows: np.ndarray | None = None
) -> list[str]:
    """For each term the segments that hold it, joined by blanks.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are segments, or groups of them that carry `segment_ids`.
    terms : sequence of str
    rows : ndarray of shape (n_rows,), bool, optional
        Only these rows.

    Returns
    -------
    list of str
        In the order of `terms`; empty strings for terms that no such row holds.
    """
    ids = matrix.rows["segment_id" if "segment_id" in matrix.rows else "segment_ids"].to_numpy()
    allowed = np.ones(len(ids), dtype=bool) if rows is None else np.asarray(rows)
    position = {term: i for i, term in enumerate(matrix.terms)}
    columns = matrix.counts.tocsc()
    held = []
    for term in terms:
        i = position.get(term)
        own = (
            np.array([], dtype=int)
            if i is None
            else np.sort(columns.indices[columns.indptr[i] : columns.indptr[i + 1]])
        )
        held.append(" ".join(ids[own[allowed[own]]]))
    return held


def concordance(segments: pd.DataFrame, pattern: str, *, window: int = 20) -> pd.DataFrame:
    """Every place where a pattern occurs, with what stands around it (keyword in context).

    Parameters
    ----------
    segments : DataFrame
        With `segment_id`, `path` and `text`.
    pattern : str
        Regular expression.
    window : int
        Characters shown on each side; they end with the segment.

    Returns
    -------
    DataFrame
        `segment_id`, `left`, `match`, `right`, `path`, `start` (offset into the segment's text); in the order of the
        segments and their text.

    Raises
    ------
    ValueError
        If the pattern is no regular expression, or matches nothing at all (an empty match).
    """
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"'{pattern}' is no regular expression: {error}") from None
    if compiled.match(""):
        raise ValueError(f"'{pattern}' matches the empty text; name at least one character")
    rows = [
        (
            segment_id,
            text[max(m.start() - window, 0) : m.start()],
            m[0],
            text[m.end() : m.end() + window],
            path,
            m.start(),
        )
        for segment_id, path, text in segments[["segment_id", "path", "text"]].itertuples(index=False)
        for m in compiled.finditer(text)
    ]
    return pd.DataFrame(rows, columns=["segment_id", "left", "match", "right", "path", "start"])
