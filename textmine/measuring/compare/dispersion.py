"""Counts in the parts of a corpus -> how evenly each term is spread over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import xlogy

from textmine.counting.matrix import DocumentTermMatrix

_CELLS = 2**22  # of a block of rows by terms


def dispersion(matrix: DocumentTermMatrix, terms: Sequence[str] | None = None) -> pd.DataFrame:
    """Measures of dispersion of terms over the rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are the parts: sections, documents. Rows without tokens are left out.
    terms : sequence of str, optional
        Only these; else all.

    Returns
    -------
    DataFrame
        One row a term in the order of `terms`, else of `matrix.terms`: `term`, `count`, `parts` (rows that hold it),
        `juilland_d` (1 even, 0 in one part), `carroll_s` (1 even), `dp` (deviation of proportions, 0 even, towards 1 uneven),
        `dp_norm` (dp over its largest value), `kl` (Kullback-Leibler divergence from an even spread, in bits; 0 even). NaN
        for a term that never occurs, and for juilland_d and dp_norm where there is one part only.

    Notes
    -----
    With v the counts in the parts, f their sum, s the parts' shares of all tokens and p = v / part size:
    D = 1 - sd(p) / mean(p) / sqrt(parts - 1), sd of the population; S = sum(sqrt(s v))² / f; DP = sum |v / f - s| / 2,
    DPnorm = DP / (1 - min s); KL = sum (v / f) log2((v / f) / s).

    References
    ----------
    Gries (2008), International Journal of Corpus Linguistics 13 (4), 403-437, and the sources given there; Lijffijt and
    Gries (2012) for DPnorm; Gries (2020) for KL.
    """
    matrix = matrix.take(rows=matrix.lengths > 0)
    sizes, columns = matrix.lengths.astype(float), matrix.counts.tocsc()
    width = max(_CELLS // max(len(sizes), 1), 2)
    wanted = np.arange(len(matrix.terms)) if terms is None else pd.Index(matrix.terms).get_indexer(list(terms))
    names = matrix.terms if terms is None else np.array(list(terms), dtype=str)
    tables = []
    for places in np.array_split(np.arange(len(wanted)), max(len(wanted) // width, 1)):
        own = wanted[places]
        counts = np.zeros((len(sizes), len(own)))
        counts[:, own >= 0] = columns[:, own[own >= 0]].toarray()
        tables.append(_measures(counts, sizes))
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "term", names)
    return table


def _measures(counts: np.ndarray, sizes: np.ndarray) -> pd.DataFrame:
    """The measures of some terms from their counts, shape (n_parts, n_terms), and the sizes of the parts."""
    n_parts, totals = len(sizes), counts.sum(axis=0)
    f = np.where(totals > 0, totals, np.nan)
    share, proportion = (sizes / max(sizes.sum(), 1))[:, None], counts / f
    several = np.nan if n_parts < 2 else 1.0
    dp = np.abs(proportion - share).sum(axis=0) / 2
    held = counts > 0
    kl, carroll = np.zeros((2, *counts.shape))
    shares = np.broadcast_to(share, counts.shape)[held]
    kl[held] = xlogy(proportion[held], proportion[held]) - xlogy(proportion[held], shares)
    carroll[held] = np.sqrt(shares * counts[held])
    return pd.DataFrame(
        {
            "count": totals.astype(int),
            "parts": held.sum(axis=0),
            "juilland_d": several * (1 - _spread(counts / sizes[:, None], totals) / np.sqrt(max(n_parts - 1, 1))),
            "carroll_s": carroll.sum(axis=0) ** 2 / f,
            "dp": np.where(totals > 0, dp, np.nan),
            "dp_norm": several * dp / (1 - share.min() if n_parts > 1 else 1.0),
            "kl": np.where(totals > 0, kl.sum(axis=0) / np.log(2), np.nan),
        }
    )


def _spread(rates: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Standard deviation of the rates over their mean; NaN for a term that never occurs."""
    if not len(rates):
        return np.full(len(totals), np.nan)
    return rates.std(axis=0) / np.where(totals > 0, rates.mean(axis=0), np.nan)
