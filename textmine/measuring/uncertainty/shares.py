"""Values and lengths of sections -> mean shares of groups and their differences, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.measuring.uncertainty.design import chosen_unit
from textmine.measuring.uncertainty.intervals import Statistic, section_intervals
from textmine.measuring.uncertainty.samples import Sample

_COLUMNS = ["estimate", "low", "high", "leave_out_low", "leave_out_high"]


def share_intervals(
    values: np.ndarray,
    lengths: np.ndarray,
    rows: pd.DataFrame,
    by: str,
    *,
    unit: str | None = None,
    method: str = "effective",
    confidence: float = 0.95,
    **options,
) -> pd.DataFrame:
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
    unit : {"section", "document"}, optional
        What varies: sections of these documents, or documents of the group; else the document where a group has enough of
        them (see `design_report`).
    method : {"effective", "percentile", "expanded", "bca"}
        All but the first are those of `section_intervals`, with sections resampled.
    confidence : float
    **options
        `n_resamples`, `seed`, `n_jobs` of `section_intervals`, for the methods that resample.

    Returns
    -------
    DataFrame
        `by`, `share` (position among the columns of `values`), `n_documents`, `estimate`, `low`, `high`, `leave_out_low`,
        `leave_out_high` (missing for a group of one document), `unit`. Sorted by group in the order of its categories,
        else of appearance, then `share`. Sections without a group are left out; without any section, no rows. A group
        whose documents have one section each says nothing of how sections vary: its low and high are missing.

    Notes
    -----
    The variance of a mean share p is estimated from what sections differ within their document, with the weights of their
    lengths; as a multiple of p (1 - p) times the sum of the squared weights it is shrunken over the shares of the group
    (Smyth 2004). It makes the effective sample size, lowered by the squared ratio of quantiles of Student's t and the
    normal distribution (Korn and Graubard 1998), and the interval is that of Jeffreys on this size. A share that no
    section has is bounded above. Values that are no shares, because some are negative or exceed the length (means of
    other things, shares corrected by hand codes), have the interval of Student's t.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24 (2); Smyth (2004), Statistical Applications in Genetics and Molecular
    Biology 3 (1); Brown, Cai and DasGupta (2001), Statistical Science 16 (2).
    """
    columns = [by, "share", "n_documents", *_COLUMNS, "unit"]
    tables = []
    codes, groups = pd.factorize(rows[by], sort=isinstance(rows[by].dtype, pd.CategoricalDtype))
    for i, group in enumerate(groups):
        own = Sample(values[codes == i], lengths[codes == i], rows["document_id"].to_numpy()[codes == i])
        varied = chosen_unit([own.n_documents], unit, method, confidence, options)
        table = _resampled(own.mean, own.documents, method, confidence, options)
        if table is None:
            table = _table(own.estimate, own.limits(confidence, varied), own.left_out)
        table.insert(0, by, group)
        table.insert(1, "share", np.arange(values.shape[1]))
        table.insert(2, "n_documents", own.n_documents)
        tables.append(table.assign(unit=varied))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def share_differences(
    target: Sample,
    reference: Sample,
    *,
    unit: str | None = None,
    method: str = "effective",
    confidence: float = 0.95,
    **options,
) -> pd.DataFrame:
    """Differences of mean shares of two sets of sections, target minus reference.

    Parameters
    ----------
    target, reference : Sample
    unit, method, confidence, **options
        As for `share_intervals`; without a unit, the document where both sides have enough of them.

    Returns
    -------
    DataFrame
        One row a share: `estimate`, `low`, `high`, `leave_out_low`, `leave_out_high`, `unit`.

    Notes
    -----
    The limits of the two shares are joined: from the difference, low is as far as the root of the sum of the squared
    distances from the target's share to its lower limit and from the reference's to its upper one; high vice versa.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17 (8), method 10; Zou and Donner (2008), Statistics in Medicine 27 (10).
    """
    sizes = [target.n_documents, reference.n_documents]
    varied = chosen_unit(sizes, unit, method, confidence, options)
    both = np.concatenate([target.documents, reference.documents])
    inside = np.arange(len(both)) < len(target.documents)

    def difference(weights: np.ndarray) -> np.ndarray:
        return target.mean(weights[:, inside]) - reference.mean(weights[:, ~inside])

    table = _resampled(difference, both, method, confidence, options)
    if table is None:
        p, q = target.estimate, reference.estimate
        (low, high), (below, above) = target.limits(confidence, varied), reference.limits(confidence, varied)
        limits = p - q - np.hypot(p - low, above - q), p - q + np.hypot(high - p, q - below)
        without = np.concatenate([target.left_out - q, p - reference.left_out])
        table = _table(p - q, limits, without)
    return table.assign(unit=varied)


def _resampled(
    statistic: Statistic, documents: np.ndarray, method: str, confidence: float, options: dict
) -> pd.DataFrame | None:
    if method == "effective":
        return None
    return section_intervals(statistic, documents, method=method, confidence=confidence, **options)


def _table(estimate: np.ndarray, limits: tuple | np.ndarray, left_out: np.ndarray) -> pd.DataFrame:
    known = left_out[~np.isnan(left_out).all(axis=1)]
    known = known if len(known) else np.full((1, len(estimate)), np.nan)
    ends = np.where(np.isnan(estimate), np.nan, limits)
    return pd.DataFrame(dict(zip(_COLUMNS, (estimate, *ends, known.min(axis=0), known.max(axis=0)), strict=True)))
