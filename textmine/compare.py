"""Two groups of rows -> how much more often each term is used in one than in the other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.matrix import DocumentTermMatrix, document_frequency, group

SMOOTHING = 0.5


def log_ratio(count_target, count_reference, n_target, n_reference):
    """Binary logarithm of the ratio of two relative frequencies.

    Parameters
    ----------
    count_target, count_reference : array_like of int
        Occurrences of a term in the two groups.
    n_target, n_reference : array_like of int
        All tokens of the two groups; broadcast against the counts.

    Returns
    -------
    ndarray of float64
        0: equally frequent; 1: twice as frequent in the target; -1: half as frequent. NaN where a group has no tokens.

    Notes
    -----
    log2(((count_target + s) / (n_target + s)) / ((count_reference + s) / (n_reference + s))), s = 0.5, so that a term that
    one group lacks has a finite value.

    References
    ----------
    Hardie (2014), Log Ratio: an informal introduction. The smoothing follows the usual correction for zero cells.
    """
    n_target, n_reference = np.asarray(n_target, dtype=float), np.asarray(n_reference, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        target = (count_target + SMOOTHING) / np.where(n_target > 0, n_target + SMOOTHING, np.nan)
        reference = (count_reference + SMOOTHING) / np.where(n_reference > 0, n_reference + SMOOTHING, np.nan)
        return np.log2(target / reference)


def keyness(matrix: DocumentTermMatrix, by: str, target: str) -> pd.DataFrame:
    """Compare the terms of one group of rows with those of all other rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    by : str
        Column of the row table that names the group.
    target : str
        Value of that column.

    Returns
    -------
    DataFrame
        One row a term in the order of `matrix.terms`: `term`, `count_target`, `count_reference`, `n_target`,
        `n_reference` (tokens), `rate_target`, `rate_reference` (per 1,000 tokens), `log_ratio`, `documents_target` (how
        many documents of the target hold the term).

    Raises
    ------
    ValueError
        If no row, or every row, belongs to the target.
    """
    inside = target_rows(matrix, by, target)
    counts = [np.asarray(matrix.counts[rows].sum(axis=0)).ravel() for rows in (inside, ~inside)]
    n = [int(count.sum()) for count in counts]
    return pd.DataFrame(
        {
            "term": matrix.terms,
            "count_target": counts[0],
            "count_reference": counts[1],
            "n_target": n[0],
            "n_reference": n[1],
            "rate_target": 1000 * counts[0] / n[0] if n[0] else np.nan,
            "rate_reference": 1000 * counts[1] / n[1] if n[1] else np.nan,
            "log_ratio": log_ratio(*counts, *n),
            "documents_target": document_frequency(group(matrix.take(rows=inside), "document_id")),
        }
    )


def target_rows(matrix: DocumentTermMatrix, by: str, target: str) -> np.ndarray:
    """Which rows belong to the target, shape (n_rows,), bool; see `keyness`."""
    inside = matrix.rows[by].eq(target).to_numpy()
    if inside.all() or not inside.any():
        values = ", ".join(map(str, pd.unique(matrix.rows[by])))
        raise ValueError(f"'{target}' must be the {by} of some rows and not of all; the rows have {values}")
    return inside
