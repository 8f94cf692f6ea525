"""Counts of a term in two groups -> scores of association and sizes of effect.

Every function takes `a`, `b` (occurrences in target and reference) and `n`, `m` (all tokens of target and reference), scalars or
arrays that broadcast, and returns float64. Above the neutral value the term is more frequent in the target. NaN where a group
has no tokens or the measure is not defined.
"""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy
from scipy.stats import beta

SMOOTHING = 0.5


def _rates(a, b, n, m) -> tuple[np.ndarray, ...]:
    values = tuple(np.asarray(x, dtype=float) for x in (a, b, n, m))
    empty = (values[2] <= 0) | (values[3] <= 0)
    return tuple(np.where(empty, np.nan, x) for x in values) if empty.any() else values


def _signed(score: np.ndarray, a, b, n, m) -> np.ndarray:
    return np.where(a * m < b * n, -score, score)


def g2(a, b, n, m) -> np.ndarray:
    """Signed log-likelihood ratio of the 2 by 2 table (all four cells).

    Notes
    -----
    2 * sum(observed * ln(observed / expected)); negative where the term is rarer in the target. As a chi-square statistic
    it takes every token as an independent draw, which tokens of a text are not: read it as a rank, not as a test.

    References
    ----------
    Dunning (1993), Computational Linguistics 19 (1), 61-74.
    """
    a, b, n, m = _rates(a, b, n, m)
    share = (a + b) / (n + m)
    cells = ((a, n * share), (b, m * share), (n - a, n * (1 - share)), (m - b, m * (1 - share)))
    score = 2 * sum(xlogy(observed, observed) - xlogy(observed, expected) for observed, expected in cells)
    return _signed(np.maximum(score, 0), a, b, n, m)


def chi2(a, b, n, m, *, yates: bool = False) -> np.ndarray:
    """Signed Pearson chi-square of the 2 by 2 table; with Yates' correction on request. NaN where a margin is zero.

    References
    ----------
    Pearson (1900); Yates (1934), Supplement to the JRSS 1 (2).
    """
    a, b, n, m = _rates(a, b, n, m)
    total = n + m
    margins = n * m * (a + b) * (total - a - b)
    distance = np.abs(a * (m - b) - b * (n - a))
    if yates:
        distance = np.maximum(distance - total / 2, 0)
    score = np.divide(total * distance**2, margins, out=np.full_like(margins, np.nan), where=margins > 0)
    return _signed(score, a, b, n, m)


def log_ratio(a, b, n, m) -> np.ndarray:
    """Binary logarithm of the ratio of the relative frequencies: 1 is twice as frequent, -1 half as frequent.

    Notes
    -----
    log2(((a + s) / (n + s)) / ((b + s) / (m + s))), s = 0.5, so that a term that one group lacks has a finite value.

    References
    ----------
    Hardie (2014), Log Ratio: an informal introduction. The smoothing is the usual correction for zero cells.
    """
    a, b, n, m = _rates(a, b, n, m)
    return np.log2((a + SMOOTHING) / (n + SMOOTHING)) - np.log2((b + SMOOTHING) / (m + SMOOTHING))


def percent_diff(a, b, n, m) -> np.ndarray:
    """%DIFF: by how many percent the relative frequency exceeds that in the reference; infinite where that is 0.

    References
    ----------
    Gabrielatos and Marchi (2011), Keyness: matching metrics to definitions.
    """
    a, b, n, m = _rates(a, b, n, m)
    return 100 * (_ratio(a / n, b / m) - 1)


def odds_ratio(a, b, n, m) -> np.ndarray:
    """Odds of the term in the target over those in the reference; infinite where the latter are 0.

    References
    ----------
    Pojanapunya and Watson Todd (2018), Corpus Linguistics and Linguistic Theory 14 (1).
    """
    a, b, n, m = _rates(a, b, n, m)
    return _ratio(a * (m - b), b * (n - a))


def difference_coefficient(a, b, n, m) -> np.ndarray:
    """(p - q) / (p + q) of the relative frequencies: from -1 (only in the reference) to 1 (only in the target).

    References
    ----------
    Hofland and Johansson (1982), Word frequencies in British and American English.
    """
    a, b, n, m = _rates(a, b, n, m)
    return _ratio(a / n - b / m, a / n + b / m)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Quotient; infinite for a positive over zero, NaN for zero over zero."""
    over_zero = np.where(above > 0, np.inf, np.nan)
    return np.divide(above, below, out=over_zero, where=(below != 0) | np.isnan(below))


def conservative_log_ratio(a, b, n, m, *, confidence: float = 0.95, terms: int = 1) -> np.ndarray:
    """LRC: the end of the log ratio's confidence interval that is nearer to 0, or 0 where the interval holds 0.

    Parameters
    ----------
    a, b, n, m
        As everywhere in this room.
    confidence : float
        Of the family of all terms.
    terms : int
        Number of terms compared (Bonferroni).

    Notes
    -----
    Clopper-Pearson interval of a / (a + b), turned into a ratio of relative frequencies. NaN where the term never occurs.

    References
    ----------
    Evert, Dykes and Peters (2018), A quantitative evaluation of keyword measures for corpus-based discourse analysis.
    """
    a, b, n, m = _rates(a, b, n, m)
    tail = (1 - confidence) / terms / 2
    low = np.where(a > 0, beta.ppf(tail, np.maximum(a, 1e-9), b + 1), 0)
    high = np.where(b > 0, beta.ppf(1 - tail, a + 1, np.maximum(b, 1e-9)), 1)
    with np.errstate(divide="ignore"):
        bounds = [np.log2(p) - np.log2(1 - p) + np.log2(m) - np.log2(n) for p in (low, high)]
    nearest = np.where(bounds[0] > 0, bounds[0], np.where(bounds[1] < 0, bounds[1], 0.0))
    return np.where(a + b > 0, nearest, np.nan)


def log_odds(a, b, n, m, prior) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratio with an informative Dirichlet prior, and its z-score.

    Parameters
    ----------
    a, b, n, m
        As everywhere in this room; arrays over the whole vocabulary.
    prior : array_like
        Pseudo-counts of each term; one number stands for the same of all.

    Returns
    -------
    delta, z : ndarray
        delta is a difference of natural logarithms of odds; z = delta / sqrt(1 / (a + prior) + 1 / (b + prior)).

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Political Analysis 16 (4), equations 15, 19 and 22.
    """
    a, b, n, m = _rates(a, b, n, m)
    prior = np.broadcast_to(np.asarray(prior, dtype=float), a.shape)
    mass = prior.sum()
    delta = np.log((a + prior) / (n + mass - a - prior)) - np.log((b + prior) / (m + mass - b - prior))
    return delta, delta / np.sqrt(1 / (a + prior) + 1 / (b + prior))
