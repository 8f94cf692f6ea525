"""Counts of terms in sections -> how much of their variation lies between groups, between documents, within documents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.uncertainty.overdispersion import falling, summed


def variance_components(matrix: DocumentTermMatrix, by: str, *, terms: np.ndarray | None = None) -> pd.DataFrame:
    """Variance of the log rate of each term between groups, between documents of a group and within documents.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, with `document_id` and the column `by` in the row table.
    by : str
        Column of the groups, such as `level`.
    terms : ndarray, optional
        Mask or positions of the terms wanted; else all.

    Returns
    -------
    DataFrame
        `term`, `count`, `between_groups`, `between_documents` (of a group), `within_documents` (between the sections of a
        document), and `share_of_groups` (of the variance between all documents, the part between groups). In the order of
        `matrix.terms`. Variances are 0 where chance alone would make as much, and NaN where nothing tells: no group of two
        documents, no document of two sections, or a term that no two of them share.

    Notes
    -----
    The rate of a section is taken as r times an effect of its group, one of its document and one of its own, each with
    mean 1. Products of counts of two different sections of a document, of two different documents of a group, of two
    different groups have means that differ by the factor 1 + variance of the effect in between; a section's own y (y - 1)
    begins the chain. Each factor is a ratio of two such sums, with the same weights above and below, and the variance of
    the logarithm is ln(1 + variance of the effect), as of a lognormal effect. Rows without a group are left out.

    References
    ----------
    Searle, Casella and McCulloch (1992), Variance Components, chapter 3 (nested classifications); the moments are those
    of `textmine.measuring.uncertainty.overdispersion.overdispersion`.
    """
    positions = np.arange(len(matrix.terms))
    positions = positions if terms is None else positions[np.asarray(terms)]
    own = matrix.rows[by].notna().to_numpy()
    counts, rows = sparse.csr_array(matrix.counts[own][:, positions]), matrix.rows[own]
    documents = rows.groupby([by, "document_id"], sort=False, observed=True, dropna=False).ngroup().to_numpy()
    first = np.unique(documents, return_index=True)[1]
    groups = pd.factorize(rows[by].to_numpy()[first])[0]
    sections = _Nest(counts, falling(counts, 2), matrix.lengths[own].astype(float), np.ones(len(rows), dtype=bool))
    of_documents, within = sections.gathered(documents)
    of_groups, between = of_documents.gathered(groups)
    _, above = of_groups.gathered(np.zeros(len(of_groups.lengths), dtype=int))
    table = pd.DataFrame({"term": matrix.terms[positions], "count": np.asarray(counts.sum(axis=0)).ravel()})
    table = table.assign(between_groups=above, between_documents=between, within_documents=within)
    total = table["between_groups"] + table["between_documents"]
    return table.assign(share_of_groups=table["between_groups"] / total.where(total > 0))


@dataclass(frozen=True)
class _Nest:
    """Units of one level of the nesting."""

    counts: sparse.csr_array  # (n_units, n_terms)
    squares: sparse.csr_array  # (n_units, n_terms), of unbiased squares of the expected counts
    lengths: np.ndarray  # (n_units,)
    known: np.ndarray  # (n_units,), bool: whether its squares are

    def gathered(self, codes: np.ndarray) -> tuple[_Nest, np.ndarray]:
        """The units above these, and the variance of the log rate between the units of each of them."""
        n = int(codes.max(initial=-1)) + 1
        counts, lengths = summed(self.counts, codes, n), np.bincount(codes, self.lengths, minlength=n)
        squared = np.bincount(codes, self.lengths**2, minlength=n)
        several = lengths**2 - squared > 1e-9 * np.maximum(lengths, 1) ** 2
        pairs = sparse.csr_array(counts.multiply(counts) - summed(self.counts.multiply(self.counts).tocsr(), codes, n))
        each = np.divide(1, lengths**2 - squared, out=np.zeros(n), where=several)
        used = self.known & several[codes]
        above = self.squares.T @ used.astype(float)
        below = pairs.T @ (each * np.bincount(codes, self.lengths**2 * used, minlength=n))
        ratio = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
        squares = sparse.csr_array(pairs.multiply((each * lengths**2)[:, None]))
        return _Nest(counts, squares, lengths, several), np.log(np.maximum(ratio, 1))
