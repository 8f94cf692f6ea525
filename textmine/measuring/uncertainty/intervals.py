"""Any weighted statistic -> estimate, interval over resampled sections, range and influence of documents."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from joblib import delayed

from textmine.measuring.uncertainty.resampling import (
    bca_tails,
    blocks,
    check_options,
    expanded_tails,
    percentile_tails,
    quantiles,
    resampled_sections,
)
from textmine.progress import in_parallel

Statistic = Callable[[np.ndarray], np.ndarray]
_CHUNK = 500


def section_intervals(
    statistic: Statistic,
    documents: np.ndarray,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    method: str = "expanded",
    seed: int = 0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Estimate, interval over resampled sections, and range over documents left out, of any weighted statistic.

    Parameters
    ----------
    statistic : callable
        Takes section weights of shape (n, n_sections) and returns values of shape (n, n_values); with all weights 1 it
        gives the estimate.
    documents : array_like of shape (n_sections,)
        The document of each section.
    n_resamples, confidence, seed
        Number of resamples, mass of the interval, seed of the generator.
    method : {"expanded", "percentile", "bca"}
        "expanded" takes quantiles farther out, as there are few sections; "bca" corrects for bias and skewness, with the
        jackknife over sections for the acceleration.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        One row a value: `estimate`, `low`, `high` (interval), `leave_out_low`, `leave_out_high` (smallest and largest
        value when one document is left out; a document without which there is no value is passed over, and both are
        missing where that is every document).

    Raises
    ------
    ValueError
        If the method is unknown, the confidence is not between 0 and 1, or there is no section.

    Notes
    -----
    Sections are drawn with replacement within their document: the interval says how far the value depends on which
    sections these documents happen to have. It says nothing of other documents; the leave-one-out range shows how far the
    value hangs on a single one. Values that are undefined in a resample are passed over; low and high are missing where
    they are undefined in all, or where the estimate is. Quantiles of resamples are too near to each other by a factor of
    sqrt(1 - D / S) for S sections of D documents, and take the variance as known: "expanded" takes them at the probabilities
    of -t sqrt(S / (S - D)) and its opposite under the normal distribution, t being Student's with S - D degrees of freedom.
    For shares and log ratios see `share_intervals` and `log_ratio_intervals`, which need no resampling and cover better.

    References
    ----------
    Hesterberg (2015), The American Statistician 69 (4) (expanded percentile interval);
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8 (cluster data); Efron (1987), JASA 82
    (BCa).
    """
    documents = np.asarray(documents)
    n = len(documents)
    check_options(method, confidence, n)
    estimate = statistic(np.ones((1, n)))[0]
    drawn = resampled_sections(documents, n_resamples=n_resamples, seed=seed)
    values = _values(statistic, lambda rows: drawn[rows], n_resamples, n, n_jobs).T
    tails = percentile_tails(confidence, len(estimate))
    if method == "expanded":
        tails = expanded_tails(tails, n, len(pd.unique(documents)))
    if method == "bca":
        left_out = _values(statistic, lambda rows: np.arange(n) != rows[:, None], n, n, n_jobs)
        tails = bca_tails(estimate, values, left_out, tails)
    low, high = quantiles(values, tails)
    codes, found = pd.factorize(documents, use_na_sentinel=False)
    without = _values(statistic, lambda rows: codes != rows[:, None], len(found), n, n_jobs)
    without = without[~np.isnan(without).all(axis=1)]
    if not len(without):
        without = np.full((1, len(estimate)), np.nan)
    return pd.DataFrame(
        {
            "estimate": estimate,
            "low": np.where(np.isnan(estimate), np.nan, low),
            "high": np.where(np.isnan(estimate), np.nan, high),
            "leave_out_low": without.min(axis=0),
            "leave_out_high": without.max(axis=0),
        }
    )


def _values(
    statistic: Statistic, weights: Callable[[np.ndarray], np.ndarray], n: int, n_sections: int, n_jobs: int | None
) -> np.ndarray:
    """The statistic of n rows of weights, in blocks that are made when their turn comes, through joblib."""
    parts = blocks(n, 8 * n_sections, most=_CHUNK)
    tasks = (delayed(statistic)(weights(rows).astype(float)) for rows in parts)
    return np.concatenate(in_parallel(tasks, n_jobs=n_jobs, what="resample", total=len(parts)))


def influence(statistic: Statistic, documents: np.ndarray, names: list[str] | None = None) -> pd.DataFrame:
    """What each document does to each value: the value without it, and the change.

    Parameters
    ----------
    statistic, documents
        As for `section_intervals`.
    names : list of str, optional
        Names of the values; else 0, 1, ....

    Returns
    -------
    DataFrame
        `document_id`, `value`, `estimate`, `without` (NaN where the value is not defined without the document), `change`
        (without - estimate); documents in order of appearance, then the values.
    """
    documents = np.asarray(documents)
    estimate = statistic(np.ones((1, len(documents))))[0]
    names = list(range(len(estimate))) if names is None else names
    parts = []
    for document in pd.unique(documents):
        without = statistic((documents != document).astype(float)[None])[0]
        columns = {"document_id": document, "value": names, "estimate": estimate, "without": without}
        parts.append(pd.DataFrame(columns))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(change=table["without"] - table["estimate"])
