"""Counts -> TF-IDF, and the terms that stand out by it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from textmine.counting.matrix.counts import DocumentTermMatrix, document_frequency, group

_COLUMNS = ["rank", "term", "tf_idf", "tf_idf_elsewhere", "difference", "count", "groups"]
_GROUPS_AT_ONCE = 16


def tf_idf(matrix: DocumentTermMatrix) -> sparse.csr_array:
    """TF-IDF weights of the counts, each row of unit length.

    Returns
    -------
    csr_array of shape (n_rows, n_terms), float64

    Notes
    -----
    tf_idf = count * (ln((1 + n) / (1 + document_frequency)) + 1), then each row divided by its Euclidean length:
    scikit-learn's `TfidfTransformer` with its defaults. Rows without terms stay zero.

    References
    ----------
    Manning, Raghavan, Schütze (2008), Introduction to Information Retrieval, section 6.2.
    """
    if 0 in matrix.counts.shape:
        return sparse.csr_array(matrix.counts.shape, dtype=float)
    return sparse.csr_array(TfidfTransformer().fit_transform(matrix.counts))


def distinctive_terms(matrix: DocumentTermMatrix, by: str, *, n: int = 10, min_count: int = 3) -> pd.DataFrame:
    """Terms whose TF-IDF stands out most in each group of rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are segments or passages: the weights are computed over these rows, then averaged.
    by : str
        Column of the row table that names the group.
    n : int
        Terms a group.
    min_count : int
        Terms that occur less often in the group are left out.

    Returns
    -------
    DataFrame
        `by`, `rank` (1 stands out most), `term`, `tf_idf` (mean over the group's rows, 0 to 1), `tf_idf_elsewhere` (mean
        over all other rows), `difference` (of the two; above 0 means more weight here), `count` (occurrences in the
        group), `groups` (groups that hold it). Sorted by group in order of appearance, then rank; ties go to the term
        first in code point order.
    """
    totals = group(matrix, by)
    spread = document_frequency(totals)
    tables = [pd.DataFrame(columns=[by, *_COLUMNS])]
    for i, (mean, elsewhere) in enumerate(_means(tf_idf(matrix), pd.factorize(matrix.rows[by])[0])):
        value, count = totals.rows[by].iloc[i], totals.counts[[i]].toarray()[0]
        order = np.argsort(-(mean - elsewhere).round(12), kind="stable")
        best = order[count[order] >= min_count][:n]
        tables.append(
            pd.DataFrame(
                {
                    by: value,
                    "rank": np.arange(1, len(best) + 1),
                    "term": matrix.terms[best],
                    "tf_idf": mean[best],
                    "tf_idf_elsewhere": elsewhere[best],
                    "difference": (mean - elsewhere)[best],
                    "count": count[best],
                    "groups": spread[best],
                }
            )
        )
    return pd.concat(tables[1:] or tables, ignore_index=True)


def _means(weights: sparse.csr_array, groups: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Means of the columns over the rows of each group, and over all other rows; zeros where there are none."""
    for first in range(0, groups.max(initial=-1) + 1, _GROUPS_AT_ONCE):
        numbers = np.arange(first, min(first + _GROUPS_AT_ONCE, groups.max() + 1))
        here = groups[:, None] == numbers
        sides = ((weights.T @ rows.astype(float)) / np.maximum(rows.sum(axis=0), 1) for rows in (here, ~here))
        yield from zip(*(side.T for side in sides), strict=True)
