"""Counts and their documents -> what the usual words of a document give to each count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

BACKGROUND = 0.7  # share of every passage that the usual words of its document explain
SMOOTHING = 3_000  # tokens of the whole corpus that are added to those of each document
_VALUES_AT_ONCE = 2**16  # half a megabyte: what a processor keeps at hand, several times as fast as more


@dataclass(frozen=True, eq=False)
class Mixture:
    """Counts beside their background.

    Attributes
    ----------
    counts : csr_array of shape (n_rows, n_terms), float
    usual : csr_array of shape (n_rows, n_terms), float
        At each count, P(term | document) of the background times its share.
    share : float
        Of the background; the topics explain the rest.
    """

    counts: sparse.csr_array
    usual: sparse.csr_array
    share: float
    _blocks: dict[int, list[tuple[slice, Mixture]]] = field(default_factory=dict, init=False, repr=False)

    def rows(self, rows: np.ndarray | slice) -> Mixture:
        """The same of some rows."""
        return Mixture(self.counts[rows], self.usual[rows], self.share)

    def blocks(self, n_topics: int) -> list[tuple[slice, Mixture]]:
        """The rows in stretches whose counts, times the topics, take half a megabyte each; cut once."""
        if n_topics not in self._blocks:
            self._blocks[n_topics] = list(self._cut(n_topics))
        return self._blocks[n_topics]

    def _cut(self, n_topics: int) -> Iterator[tuple[slice, Mixture]]:
        ends, most = self.counts.indptr, max(_VALUES_AT_ONCE // n_topics, 1)
        if ends[-1] <= most:
            yield slice(0, len(ends) - 1), self
            return
        begin = 0
        while begin < len(ends) - 1:
            end = max(int(np.searchsorted(ends, ends[begin] + most, side="right")) - 1, begin + 1)
            yield slice(begin, end), self.rows(slice(begin, end))
            begin = end


def mixture(
    counts: sparse.csr_array,
    documents: np.ndarray,
    *,
    share: float = BACKGROUND,
    smoothing: float = SMOOTHING,
    known: tuple[sparse.csr_array, np.ndarray] | None = None,
) -> Mixture:
    """Set counts beside a background: the words of their own document, drawn towards those of all documents.

    Parameters
    ----------
    counts : csr_array of shape (n_rows, n_terms)
    documents : array_like of shape (n_rows,)
        The document of each row.
    share : float
        Of the background, from 0 (none) to below 1.
    smoothing : float
        The m of the formula, in tokens.
    known : tuple of csr_array and array_like, optional
        Counts and documents that the background is taken from, where these are not the rows themselves; each term then
        counts once more, since what they lack is rare, not impossible.

    Returns
    -------
    Mixture

    Notes
    -----
    P(w | d) = (n(d, w) + m P(w)) / (n(d) + m), with the counts n of a document and the share P(w) of a term in the whole
    corpus: Dirichlet smoothing. So a long document has a voice of its own, and a short one that of all.

    References
    ----------
    Zhai and Lafferty (2004), ACM Transactions on Information Systems 22 (2).
    """
    counts = counts.sorted_indices()  # from here on nothing sorts the positions that counts and background share
    held, of = (counts, documents) if known is None else known
    codes, names = pd.factorize(np.asarray(of))
    totals = np.asarray(held.sum(axis=0), dtype=float).ravel() + (known is not None)
    lengths = np.bincount(codes, held.sum(axis=1), minlength=len(names) + 1)  # the last: a document that is not known
    cells, at = np.unique(_cells(held, codes), return_inverse=True)
    sums = np.append(np.bincount(at, held.data, minlength=len(cells)), 0)
    own = pd.Index(names).get_indexer(np.asarray(documents))
    found = pd.Index(cells).get_indexer(_cells(counts, own))  # -1, the last, where it was not found
    length = np.repeat(lengths[own], np.diff(counts.indptr))
    probability = (sums[found] + smoothing * (totals / max(totals.sum(), 1))[counts.indices]) / (length + smoothing)
    return Mixture(_filled(counts, counts.data), _filled(counts, share * probability), share)


def _cells(counts: sparse.csr_array, codes: np.ndarray) -> np.ndarray:
    """The cell, of a table of documents and terms, that each count falls into; below 0 for a document that is not known."""
    return np.repeat(codes, np.diff(counts.indptr)).astype(np.int64) * counts.shape[1] + counts.indices


def _filled(counts: sparse.csr_array, values: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array((values.astype(float), counts.indices, counts.indptr), shape=counts.shape)
