"""A statistic -> its interval over resampled sections and its range when one document is left out."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.stats import norm

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.compare import log_ratio, target_rows

Statistic = Callable[[np.ndarray], np.ndarray]
_CHUNK = 500
_LEVEL = 0.05
_DESCRIBING = ("level", "region", "province", "issuer", "genre", "issued", "period_start", "complete")


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
    ndarray of shape (n_resamples, n_sections), int64
        In each row the draws of a document add up to its number of sections.
    """
    generator = np.random.default_rng(seed)
    codes, values = pd.factorize(np.asarray(documents))
    drawn = np.zeros((n_resamples, len(codes)), dtype=np.int64)
    for document in range(len(values)):
        own = np.flatnonzero(codes == document)
        draws = generator.integers(0, len(own), size=(n_resamples, len(own)))
        flat = draws + len(own) * np.arange(n_resamples)[:, None]
        drawn[:, own] = np.bincount(flat.ravel(), minlength=n_resamples * len(own)).reshape(n_resamples, len(own))
    return drawn


def section_intervals(
    statistic: Statistic,
    documents: np.ndarray,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    method: str = "percentile",
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
    method : {"percentile", "bca"}
        "bca" corrects for bias and skewness, with the jackknife over sections for the acceleration.
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
    they are undefined in all, or where the estimate is.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8 (cluster data); Efron (1987), JASA 82
    (BCa).
    """
    documents = np.asarray(documents)
    if method not in ("percentile", "bca"):
        raise ValueError(f"method must be 'percentile' or 'bca'; got '{method}'")
    if not 0 < confidence < 1 or not len(documents):
        raise ValueError(
            f"needs a confidence between 0 and 1 and at least one section; got {confidence}, {len(documents)}"
        )
    estimate = statistic(np.ones((1, len(documents))))[0]
    values = _values(statistic, resampled_sections(documents, n_resamples=n_resamples, seed=seed), n_jobs)
    tails = np.full((2, len(estimate)), [[(1 - confidence) / 2], [(1 + confidence) / 2]])
    if method == "bca":
        tails = _bca_tails(estimate, values, _values(statistic, 1 - np.eye(len(documents)), n_jobs), tails)
    low, high = _quantiles(values, tails)
    without = statistic(np.array([documents != left for left in pd.unique(documents)], dtype=float))
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


def _values(statistic: Statistic, weights: np.ndarray, n_jobs: int | None) -> np.ndarray:
    """The statistic of every row of weights, in chunks through joblib."""
    chunks = np.array_split(weights.astype(float), max(len(weights) // _CHUNK, 1))
    return np.concatenate(Parallel(n_jobs=n_jobs)(delayed(statistic)(chunk) for chunk in chunks))


def _quantiles(values: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Quantiles (linear interpolation) of each column at its own two probabilities, undefined values left out."""
    ordered = np.sort(values, axis=0)  # NaN goes last
    known = (~np.isnan(values)).sum(axis=0)
    place = tails * np.maximum(known - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(known - 1, 0))
    columns = np.arange(values.shape[1])
    low, high = ordered[below, columns], ordered[above, columns]
    return np.where(known > 0, low + (place - below) * (high - low), np.nan)


def _bca_tails(estimate: np.ndarray, values: np.ndarray, left_out: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Probabilities at which the bootstrap distribution is cut, corrected for bias and acceleration."""
    known = np.maximum((~np.isnan(values)).sum(axis=0), 1)
    share = ((values < estimate).sum(axis=0) + (values == estimate).sum(axis=0) / 2) / known
    bias = norm.ppf(np.clip(share, 0.5 / known, 1 - 0.5 / known))
    distance = np.nanmean(left_out, axis=0) - left_out
    spread = np.nansum(distance**2, axis=0) ** 1.5
    acceleration = np.divide(np.nansum(distance**3, axis=0), 6 * spread, out=np.zeros_like(spread), where=spread > 0)
    shifted = bias + norm.ppf(tails)
    return norm.cdf(bias + shifted / (1 - acceleration * shifted))


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


def design_report(documents: pd.DataFrame, by: str = "level") -> pd.DataFrame:
    """What a comparison of groups of documents can support, before anything is compared.

    Parameters
    ----------
    documents : DataFrame
        One row a document, with `document_id`, the column `by`, and further columns that describe documents.
    by : str

    Returns
    -------
    DataFrame
        One row a group, in order of appearance: `by`, `n_target`, `n_reference` (documents in it and in the others),
        `smallest_p` (the smallest p that an exact permutation of documents between the two can reach: one over the number
        of ways to choose the group), `confounded_with` (columns in which the group shares no value with the others, so
        that its difference could as well be theirs), `claim` (what may be said).
    """
    described = [c for c in _DESCRIBING if c in documents and c != by]
    facts = documents[described].astype(object)
    if "issued" in described:
        facts["issued"] = facts["issued"].astype("string").str[:4]
    rows = []
    for group in pd.unique(documents[by]):
        own = documents[by].eq(group).to_numpy()
        n, m = int(own.sum()), int((~own).sum())
        apart = [c for c in described if _apart(set(facts.loc[own, c].dropna()), set(facts.loc[~own, c].dropna()))]
        p = 1 / comb(n + m, n) if m else np.nan
        claim = "a difference between these documents" if n > 1 else "a difference of this one document from the others"
        claim += "; no test" if not p <= _LEVEL else "; a test of documents is possible"
        rows.append((group, n, m, p, ", ".join(apart), claim))
    return pd.DataFrame(rows, columns=[by, "n_target", "n_reference", "smallest_p", "confounded_with", "claim"])


def _apart(own: set, others: set) -> bool:
    """Whether two groups share no value; unknown where one of them states none."""
    return bool(own and others and not own & others)


def log_ratio_intervals(matrix: DocumentTermMatrix, by: str, target: str, **options) -> pd.DataFrame:
    """Intervals of the log ratio of every term.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, with `document_id` in the row table.
    by, target
        As for `textmine.measuring.compare.keyness`.
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `section_intervals`.

    Returns
    -------
    DataFrame
        `term`, then the columns of `section_intervals`; in the order of `matrix.terms`.
    """
    inside = target_rows(matrix, by, target)
    counts, lengths = matrix.counts.astype(float), matrix.lengths.astype(float)

    def statistic(weights: np.ndarray) -> np.ndarray:
        parts = [weights * inside, weights * ~inside]
        return log_ratio(*(part @ counts for part in parts), *((part @ lengths)[:, None] for part in parts))

    table = section_intervals(statistic, matrix.rows["document_id"].to_numpy(), **options)
    table.insert(0, "term", matrix.terms)
    return table


def share_intervals(values: np.ndarray, lengths: np.ndarray, rows: pd.DataFrame, by: str, **options) -> pd.DataFrame:
    """Intervals of mean shares (of topics, of themes) within each group of sections.

    Parameters
    ----------
    values : ndarray of shape (n_sections, n_shares)
        What each section gives to each share, such as tokens of each topic.
    lengths : ndarray of shape (n_sections,)
        What a share is a share of, such as all tokens of the section.
    rows : DataFrame of length n_sections
        With `document_id` and the column `by`.
    by : str
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `section_intervals`.

    Returns
    -------
    DataFrame
        `by`, `share` (position among the columns of `values`), `n_documents`, then the columns of `section_intervals`
        (the leave-one-out range is missing for a group of one document). Sorted by group in order of appearance, then
        `share`.
    """
    tables = []
    for group in pd.unique(rows[by]):
        own = rows[by].eq(group).to_numpy()
        documents = rows.loc[own, "document_id"].to_numpy()

        def statistic(weights: np.ndarray, own: np.ndarray = own) -> np.ndarray:
            total = (weights @ lengths[own])[:, None]
            return (weights @ values[own]) / np.where(total > 0, total, np.nan)

        table = section_intervals(statistic, documents, **options)
        table.insert(0, by, group)
        table.insert(1, "share", np.arange(values.shape[1]))
        table.insert(2, "n_documents", len(set(documents)))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
