"""Counts in the parts of a corpus -> how evenly each term is spread over them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import xlogy

from textmine.counting.matrix import DocumentTermMatrix


def dispersion(matrix: DocumentTermMatrix) -> pd.DataFrame:
    """Measures of dispersion of every term over the rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are the parts: sections, documents. Rows without tokens are left out.

    Returns
    -------
    DataFrame
        One row a term in the order of `matrix.terms`: `term`, `count`, `parts` (rows that hold it), `juilland_d` (1 even,
        0 in one part), `carroll_s` (1 even), `dp` (deviation of proportions, 0 even, towards 1 uneven), `dp_norm` (dp over
        its largest value), `kl` (Kullback-Leibler divergence from an even spread, in bits; 0 even). NaN for a term that
        never occurs, and for juilland_d and dp_norm where there is one part only.

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
    counts, sizes = matrix.counts.toarray().astype(float), matrix.lengths.astype(float)
    n_parts, totals = len(sizes), counts.sum(axis=0)
    f = np.where(totals > 0, totals, np.nan)
    with np.errstate(invalid="ignore"):
        share, proportion, rate = (sizes / sizes.sum())[:, None], counts / f, counts / sizes[:, None]
        dp = np.abs(proportion - share).sum(axis=0) / 2
        several = np.nan if n_parts < 2 else 1.0
        spread = rate.std(axis=0) / np.where(totals > 0, rate.mean(axis=0), np.nan)
        kl = (xlogy(proportion, proportion) - xlogy(proportion, share)).sum(axis=0) / np.log(2)
    return pd.DataFrame(
        {
            "term": matrix.terms,
            "count": totals.astype(int),
            "parts": (counts > 0).sum(axis=0),
            "juilland_d": several * (1 - spread / np.sqrt(max(n_parts - 1, 1))),
            "carroll_s": np.sqrt(share * counts).sum(axis=0) ** 2 / f,
            "dp": dp,
            "dp_norm": several * dp / (1 - share.min() if n_parts > 1 else 1.0),
            "kl": kl,
        }
    )
