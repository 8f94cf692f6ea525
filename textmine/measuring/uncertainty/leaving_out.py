"""Counts of terms in documents of two sides -> range of their log ratios when one document is left out."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from textmine.measuring.compare import log_ratio
from textmine.measuring.uncertainty.overdispersion import summed
from textmine.measuring.uncertainty.resampling import blocks


def leave_out_ranges(
    counts: sparse.csr_array, lengths: np.ndarray, documents: np.ndarray, part: np.ndarray, n_targets: int
) -> np.ndarray:
    """Smallest and largest log ratio without a document, of each of the first parts against all other rows.

    Parameters
    ----------
    counts : csr_array of shape (n_rows, n_terms)
    lengths, documents, part : ndarray of shape (n_rows,)
        Tokens of each row, the number of its document and that of its part, from 0.
    n_targets : int

    Returns
    -------
    ndarray of shape (n_targets, 2, n_terms)
        A document without which a side is empty is passed over; NaN where that is every document.
    """
    n_parts, n_documents, n_terms = int(part.max()) + 1, int(documents.max()) + 1, counts.shape[1]
    by_document = [summed(counts[part == i], documents[part == i], n_documents) for i in range(n_parts)]
    size = np.array([np.bincount(documents[part == i], lengths[part == i], n_documents) for i in range(n_parts)])
    total = np.array([own.sum(axis=0) for own in by_document])
    low, high = np.full((n_targets, n_terms), np.inf), np.full((n_targets, n_terms), -np.inf)
    for rows in blocks(n_documents, 8 * n_terms * (n_parts + 6), most=64):
        left = np.array([all_ - own[rows].toarray() for own, all_ in zip(by_document, total, strict=True)])
        tokens = (size.sum(axis=1, keepdims=True) - size[:, rows])[:, :, None]
        for target in range(n_targets):
            a, n = left[target], tokens[target]
            values = log_ratio(a, left.sum(axis=0) - a, n, tokens.sum(axis=0) - n)
            low[target] = np.fmin(low[target], np.fmin.reduce(values, axis=0))
            high[target] = np.fmax(high[target], np.fmax.reduce(values, axis=0))
    ranges = np.stack([low, high], axis=1)
    return np.where(np.isinf(ranges), np.nan, ranges)
