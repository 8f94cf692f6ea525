"""Counts of terms in documents -> p of their difference between groups, when whole documents change groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.compare import target_rows
from textmine.measuring.uncertainty.overdispersion import summed
from textmine.measuring.uncertainty.resampling import blocks

_TIED = 1e-9


def permutation_test(
    matrix: DocumentTermMatrix,
    by: str,
    target: str,
    *,
    terms: np.ndarray | None = None,
    within: str | Sequence[str] | None = None,
    n_permutations: int = 1999,
    seed: int = 0,
) -> pd.DataFrame:
    """How often documents put into groups at random differ as much as the groups do, for each term and for all of them.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section or document, with `document_id` and the columns `by` and `within` in the row table.
    by, target
        As for `textmine.measuring.compare.keyness`.
    terms : ndarray, optional
        Mask or positions of the terms tested together; else all.
    within : str or sequence of str, optional
        Columns, such as period or genre: documents change places only with those that have the same values.
    n_permutations : int
        All ways to choose the target are taken where they are not more than this; else so many are drawn.
    seed : int

    Returns
    -------
    DataFrame
        `term`, `z` (difference of the rates in standard deviations over all permutations; above 0 the term is more frequent
        in the target), `p` (two-sided), `p_adjusted` (for all terms together: the chance that any of them is wrongly found
        stays below it), `permutations` (how many were taken), `exact` (bool: all there are). In the order of `matrix.terms`.
        A term without variation has p = 1.

    Raises
    ------
    ValueError
        If no row, or every row, belongs to the target, or a document is on both sides or in two strata.

    Notes
    -----
    With e = y - n r, where y of the n tokens of a document are the term and r is its rate in all documents, z is the sum
    of e over the target, less its mean and over its standard deviation when documents of a stratum change places. If
    documents are exchangeable, p is uniform, whatever their lengths and however unevenly the term is spread; nothing is
    asked of the form of the counts. A drawn p is (1 + k) / (1 + n) for k of n draws at least as far from 0. p_adjusted
    compares each term with the largest absolute z among it and all terms nearer to 0 (step-down max-T).

    References
    ----------
    Westfall and Young (1993), Resampling-based Multiple Testing, algorithm 4.1; Phipson and Smyth (2010), Statistical
    Applications in Genetics and Molecular Biology 9 (1).
    """
    positions = np.arange(len(matrix.terms))
    positions = positions if terms is None else positions[np.asarray(terms)]
    score, inside, strata = _of_documents(matrix, target_rows(matrix, by, target), by, within, positions)
    sizes = [int(inside[own].sum()) for own in strata]
    ways = prod(comb(len(own), size) for own, size in zip(strata, sizes, strict=True))
    exact = ways <= n_permutations
    chosen = _all(strata, sizes, len(inside)) if exact else _drawn(strata, sizes, len(inside), n_permutations, seed)
    z = score.of_targets(inside[None])[:, 0]
    p, adjusted = _compared(z, score, chosen, exact)
    table = pd.DataFrame({"term": matrix.terms[positions], "z": z, "p": p, "p_adjusted": adjusted})
    return table.assign(permutations=len(chosen), exact=exact)


def _of_documents(
    matrix: DocumentTermMatrix, rows: np.ndarray, by: str, within: str | Sequence[str] | None, positions: np.ndarray
) -> tuple[_Score, np.ndarray, list[np.ndarray]]:
    """The score, which documents are the target, and the documents of each stratum."""
    codes, documents = pd.factorize(matrix.rows["document_id"], use_na_sentinel=False)
    columns = [within] if isinstance(within, str) else list(within or [])
    stratum = pd.factorize(pd.MultiIndex.from_frame(matrix.rows[columns].astype(str)))[0] if columns else 0 * codes
    for name, values in ((by, rows), (", ".join(columns), stratum)):
        _once(values, codes, documents, name)
    first = np.unique(codes, return_index=True)[1]
    inside, stratum = rows[first], stratum[first]
    counts = summed(sparse.csr_array(matrix.counts[:, positions]), codes, len(documents)).astype(float)
    score = _Score.of(counts, np.bincount(codes, matrix.lengths), stratum, inside)
    return score, inside, [np.flatnonzero(stratum == i) for i in range(stratum.max() + 1)]


def _once(values: np.ndarray, codes: np.ndarray, documents: pd.Index, name: str) -> None:
    """Raise ValueError for a document whose rows differ in a value."""
    pairs = np.unique(np.column_stack([codes, values]), axis=0)
    several = np.flatnonzero(np.bincount(pairs[:, 0]) > 1)
    if len(several):
        raise ValueError(
            f"each document must have one {name} to be permuted as a whole; '{documents[several[0]]}' has two"
        )


@dataclass(frozen=True)
class _Score:
    """The standardized difference of every term, for any choice of the target."""

    counts: sparse.csr_array  # (n_terms, n_documents)
    lengths: np.ndarray  # (n_documents,)
    rate: np.ndarray  # (n_terms,), in all documents
    mean: np.ndarray  # (n_terms,), over all permutations
    deviation: np.ndarray  # (n_terms,), infinite where no permutation changes anything

    @classmethod
    def of(cls, counts: sparse.csr_array, lengths: np.ndarray, stratum: np.ndarray, inside: np.ndarray) -> _Score:
        rate = counts.sum(axis=0) / max(lengths.sum(), 1)
        mean, variance = np.zeros(counts.shape[1]), np.zeros(counts.shape[1])
        for i in range(stratum.max() + 1):
            own = stratum == i
            y, n, size, taken = counts[own], lengths[own], own.sum(), inside[own].sum()
            sums = y.sum(axis=0) - rate * n.sum()
            squares = (y**2).sum(axis=0) - 2 * rate * (y.T @ n) + rate**2 * (n**2).sum()
            mean += taken / size * sums
            variance += taken * (size - taken) / (size * max(size - 1, 1)) * (squares - sums**2 / size)
        known = variance > _TIED
        deviation = np.where(known, np.sqrt(np.where(known, variance, 1)), np.inf)
        return cls(sparse.csr_array(counts.T), lengths, rate, mean, deviation)

    def take(self, terms: np.ndarray) -> _Score:
        """The same of some terms, in the order given."""
        per_term = (values[terms] for values in (self.rate, self.mean, self.deviation))
        return _Score(self.counts[terms], self.lengths, *per_term)

    def of_targets(self, chosen: np.ndarray) -> np.ndarray:
        """Of targets given as marks of documents, shape (n_choices, n_documents); the result (n_terms, n_choices)."""
        marks = chosen.T.astype(float)
        values = self.counts @ marks
        values -= np.outer(self.rate, self.lengths @ marks) + self.mean[:, None]
        values /= self.deviation[:, None]
        return values


def _all(strata: list[np.ndarray], sizes: list[int], n: int) -> np.ndarray:
    """Every choice of so many documents from each stratum."""
    ways = list(product(*(combinations(own, size) for own, size in zip(strata, sizes, strict=True))))
    chosen = np.zeros((len(ways), n), dtype=bool)
    for row, way in zip(chosen, ways, strict=True):
        row[[document for part in way for document in part]] = True
    return chosen


def _drawn(strata: list[np.ndarray], sizes: list[int], n: int, times: int, seed: int) -> np.ndarray:
    """Choices drawn at random."""
    generator = np.random.default_rng(seed)
    chosen = np.zeros((times, n), dtype=bool)
    for own, size in zip(strata, sizes, strict=True):
        order = generator.random((times, len(own))).argsort(axis=1)[:, :size]
        np.put_along_axis(chosen, own[order], True, axis=1)
    return chosen


def _compared(z: np.ndarray, score: _Score, chosen: np.ndarray, exact: bool) -> tuple[np.ndarray, np.ndarray]:
    """p of each term alone, and adjusted for all."""
    order = np.argsort(-np.abs(z), kind="stable")
    own = np.abs(z)[order, None] - _TIED
    alone, together = np.zeros(len(z)), np.zeros(len(z))
    for values in _blocks(score.take(order), chosen):
        alone += np.count_nonzero(values >= own, axis=1)
        np.maximum.accumulate(values[::-1], axis=0, out=values[::-1])  # the largest of a term and all nearer to 0
        together += np.count_nonzero(values >= own, axis=1)
    more = 0 if exact else 1
    p, adjusted = ((found + more) / (len(chosen) + more) for found in (alone, np.maximum.accumulate(together)))
    place = np.argsort(order)
    return p[place], adjusted[place]


def _blocks(score: _Score, chosen: np.ndarray) -> Iterator[np.ndarray]:
    """Absolute z of the terms, in blocks of permutations."""
    for rows in blocks(len(chosen), 40 * max(len(score.rate), 1)):
        values = score.of_targets(chosen[rows])
        yield np.abs(values, out=values)
