"""A statistic -> its interval over resampled sections and its range when one document is left out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from textmine.compare import log_ratio, target_rows
from textmine.matrix import DocumentTermMatrix

Statistic = Callable[[np.ndarray], np.ndarray]


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
    statistic: Statistic, documents: np.ndarray, *, n_resamples: int = 2000, confidence: float = 0.95, seed: int = 0
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

    Returns
    -------
    DataFrame
        One row a value: `estimate`, `low`, `high` (percentile interval), `leave_out_low`, `leave_out_high` (smallest and
        largest value when one document is left out; a document without which there is no value is passed over, and
        both are missing where that is every document).

    Notes
    -----
    Sections are drawn with replacement within their document: the interval says how far the value depends on which
    sections these documents happen to have. It says nothing of other documents; the leave-one-out range shows how far the
    value hangs on a single one.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8 (cluster data).
    """
    documents = np.asarray(documents)
    estimate = statistic(np.ones((1, len(documents))))[0]
    values = statistic(resampled_sections(documents, n_resamples=n_resamples, seed=seed).astype(float))
    tail = 100 * (1 - confidence) / 2
    low, high = np.nanpercentile(values, [tail, 100 - tail], axis=0)
    without = statistic(np.array([documents != left for left in pd.unique(documents)], dtype=float))
    without = without[~np.isnan(without).all(axis=1)]
    if not len(without):
        without = np.full((1, len(estimate)), np.nan)
    return pd.DataFrame(
        {
            "estimate": estimate,
            "low": low,
            "high": high,
            "leave_out_low": without.min(axis=0),
            "leave_out_high": without.max(axis=0),
        }
    )


def log_ratio_intervals(matrix: DocumentTermMatrix, by: str, target: str, **options) -> pd.DataFrame:
    """Intervals of the log ratio of every term.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, with `document_id` in the row table.
    by, target
        As for `textmine.compare.keyness`.
    **options
        `n_resamples`, `confidence`, `seed` of `section_intervals`.

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
        `n_resamples`, `confidence`, `seed` of `section_intervals`.

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
