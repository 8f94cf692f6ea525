"""Rows of a matrix -> their documents, an order that is their own, and a sample of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.counting.matrix import DocumentTermMatrix


def documents_of(matrix: DocumentTermMatrix) -> np.ndarray:
    """The document of each row; one for all where the row table has no `document_id`."""
    rows = matrix.rows
    return rows["document_id"].astype(str).to_numpy() if "document_id" in rows else np.full(len(rows), "")


def by_contents(matrix: DocumentTermMatrix) -> np.ndarray:
    """Positions of the rows in an order of their documents and counts, whatever the order they come in."""
    counts, documents = matrix.counts.sorted_indices(), documents_of(matrix)
    bounds = list(zip(counts.indptr[:-1], counts.indptr[1:], strict=True))
    keys = [
        (documents[i], counts.indices[a:b].tobytes(), counts.data[a:b].tobytes()) for i, (a, b) in enumerate(bounds)
    ]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=int)


def sample_rows(matrix: DocumentTermMatrix, n: int, *, seed: int) -> np.ndarray:
    """Draw rows at random, from each document in proportion to its rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        With `document_id` in the row table; without, all rows are taken as one document.
    n : int
    seed : int

    Returns
    -------
    ndarray of shape (min(n, n_rows),), int
        Positions in rising order; all of them where there are no more than n.

    Notes
    -----
    The rows, in order of their documents, are divided into n stretches of equal length, and one row is drawn from each.
    """
    n_rows = len(matrix.rows)
    if n_rows <= n:
        return np.arange(n_rows)
    documents = matrix.rows["document_id"] if "document_id" in matrix.rows else np.zeros(n_rows)
    borders = np.arange(n + 1) * n_rows // n
    drawn = np.random.default_rng(seed).integers(borders[:-1], borders[1:])
    return np.sort(np.argsort(pd.factorize(documents)[0], kind="stable")[drawn])
