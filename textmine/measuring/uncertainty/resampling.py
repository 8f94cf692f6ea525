"""Documents of sections -> how often each section is drawn; the values of many draws -> their quantiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm, t

BUDGET = 2**28  # bytes that a block of weights or of values may take


def resampled_sections(documents: np.ndarray, *, n_resamples: int, seed: int) -> np.ndarray:
    """How often each section is drawn when the sections of every document are drawn anew with replacement.

    Parameters
    ----------
    documents : array_like of shape (n_sections,)
        The document of each section.
    n_resamples : int
    seed : int

    Returns
    -------
    ndarray of shape (n_resamples, n_sections), uint8
        In each row the draws of a document add up to its number of sections.
    """
    generator = np.random.default_rng(seed)
    codes, values = pd.factorize(np.asarray(documents))
    # One byte a draw: that a section is drawn more than 255 times has a probability below 1e-500.
    drawn = np.zeros((n_resamples, len(codes)), dtype=np.uint8)
    for document in range(len(values)):
        own = np.flatnonzero(codes == document)
        for rows in blocks(n_resamples, 24 * len(own)):  # in parts or at once, the generator gives the same draws
            draws = generator.integers(0, len(own), size=(len(rows), len(own)))
            flat = draws + len(own) * np.arange(len(rows))[:, None]
            times = np.bincount(flat.ravel(), minlength=flat.size)
            drawn[rows[0] : rows[-1] + 1, own] = times.reshape(flat.shape)
    return drawn


def blocks(n: int, size: int, *, most: int | None = None) -> list[np.ndarray]:
    """The numbers from 0 to n - 1 in blocks within the budget, each number taking `size` bytes; about `most` in a block."""
    fits = max(BUDGET // max(size, 1), 1)
    length = fits if most is None else min(fits, most)
    pieces = -(-n // fits) if length == fits else n // length
    return np.array_split(np.arange(n), max(pieces, 1)) if n else []


def quantiles(values: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Quantiles (linear interpolation) of each row at its own two probabilities, undefined values left out.

    Parameters
    ----------
    values : ndarray of shape (n_values, n_resamples)
    tails : ndarray of shape (2, n_values)

    Returns
    -------
    ndarray of shape (2, n_values)
        NaN for a row without defined values.
    """
    known = (~np.isnan(values)).sum(axis=1)
    place = tails * np.maximum(known - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(known - 1, 0))
    wanted = np.unique([below, above])
    # Where all rows want the same few places, they need not be sorted whole; NaN goes last in both.
    ordered = np.partition(values, wanted, axis=1) if 0 < len(wanted) <= 4 else np.sort(values, axis=1)
    rows = np.arange(len(values))
    low, high = ordered[rows, below], ordered[rows, above]
    return np.where(known > 0, low + (place - below) * (high - low), np.nan)


def percentile_tails(confidence: float, n_values: int) -> np.ndarray:
    """Probabilities of the two ends of a percentile interval, shape (2, n_values)."""
    return np.full((2, n_values), [[(1 - confidence) / 2], [(1 + confidence) / 2]])


def expanded_tails(tails: np.ndarray, n_sections: int, n_documents: int) -> np.ndarray:
    """The same probabilities, farther out for few sections; unchanged where no document has two of them."""
    free = n_sections - n_documents
    return norm.cdf(np.sqrt(n_sections / free) * t.ppf(tails, free)) if free else tails


def bca_tails(estimate: np.ndarray, values: np.ndarray, left_out: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Probabilities at which the bootstrap distribution is cut, corrected for bias and acceleration.

    Parameters
    ----------
    estimate : ndarray of shape (n_values,)
    values : ndarray of shape (n_values, n_resamples)
    left_out : ndarray of shape (n_sections, n_values)
        The values without each section.
    tails : ndarray of shape (2, n_values)
        As they are without correction.
    """
    known = np.maximum((~np.isnan(values)).sum(axis=1), 1)
    share = ((values < estimate[:, None]).sum(axis=1) + (values == estimate[:, None]).sum(axis=1) / 2) / known
    bias = norm.ppf(np.clip(share, 0.5 / known, 1 - 0.5 / known))
    mean = np.nansum(left_out, axis=0) / np.maximum((~np.isnan(left_out)).sum(axis=0), 1)
    distance = mean - left_out
    spread = np.nansum(distance**2, axis=0) ** 1.5
    acceleration = np.divide(np.nansum(distance**3, axis=0), 6 * spread, out=np.zeros_like(spread), where=spread > 0)
    shifted = bias + norm.ppf(tails)
    return norm.cdf(bias + shifted / (1 - acceleration * shifted))


def check_options(method: str, confidence: float, n_sections: int) -> None:
    """Raise ValueError for what `section_intervals` cannot do."""
    if method not in ("expanded", "percentile", "bca"):
        raise ValueError(f"method must be 'expanded', 'percentile' or 'bca'; got '{method}'")
    if not 0 < confidence < 1 or not n_sections:
        raise ValueError(f"needs a confidence between 0 and 1 and at least one section; got {confidence}, {n_sections}")
