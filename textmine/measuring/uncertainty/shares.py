"""Values and lengths of sections -> mean shares of groups, their differences, and intervals on the effective sample size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtri
from scipy.stats import t as student

from textmine.measuring.uncertainty.design import chosen_unit
from textmine.measuring.uncertainty.intervals import Statistic, section_intervals

_SMOOTHING = 0.5
_LEAST_BETWEEN = 0.05  # squared coefficient of variation of the design effects of shares, at least
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
        table = _resampled(_mean(own), own.documents, method, confidence, options)
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
        return _mean(target)(weights[:, inside]) - _mean(reference)(weights[:, ~inside])

    table = _resampled(difference, both, method, confidence, options)
    if table is None:
        p, q = target.estimate, reference.estimate
        (low, high), (below, above) = target.limits(confidence, varied), reference.limits(confidence, varied)
        limits = p - q - np.hypot(p - low, above - q), p - q + np.hypot(high - p, q - below)
        without = np.concatenate([target.left_out - q, p - reference.left_out])
        table = _table(p - q, limits, without)
    return table.assign(unit=varied)


@dataclass(frozen=True)
class Sample:
    """Sections of one side."""

    values: np.ndarray  # (n_sections, n_shares)
    lengths: np.ndarray  # (n_sections,)
    documents: np.ndarray  # (n_sections,)

    @property
    def n_documents(self) -> int:
        return len(pd.unique(self.documents))

    @property
    def estimate(self) -> np.ndarray:
        return _mean(self)(np.ones((1, len(self.lengths))))[0]

    @property
    def left_out(self) -> np.ndarray:
        """Shares without each document in turn, shape (n_documents, n_shares); NaN where nothing is left."""
        sums, sizes = self._summed(pd.factorize(self.documents, use_na_sentinel=False)[0])
        left = sizes.sum() - sizes
        return (sums.sum(axis=0) - sums) / np.where(left > 0, left, np.nan)[:, None]

    def _summed(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values and lengths, added up over the sections with each code."""
        sums = np.zeros((codes.max(initial=-1) + 1, self.values.shape[1]))
        np.add.at(sums, codes, self.values)
        return sums, np.bincount(codes, self.lengths, minlength=len(sums))

    def limits(self, confidence: float, unit: str) -> np.ndarray:
        """Limits of the shares, shape (2, n_shares), where sections or documents vary."""
        strata, _ = pd.factorize(self.documents, use_na_sentinel=False)
        values, lengths = self.values.astype(float), self.lengths.astype(float)
        if unit == "document":
            values, lengths = self._summed(strata)
            strata = np.zeros(len(lengths), dtype=int)
        own = lengths > 0
        if not own.any():
            return np.full((2, values.shape[1]), np.nan)
        spread = _Spread.of(values[own] / lengths[own, None], lengths[own], strata[own])
        proper = ((values >= 0) & (values <= lengths[:, None] + 1e-9)).all(axis=0)
        limits = spread.by_student(confidence)
        limits[:, proper] = spread.take(proper).by_beta(confidence)
        return limits


@dataclass(frozen=True)
class _Spread:
    """Means of clusters, and how they vary within their strata."""

    mean: np.ndarray  # (n_shares,)
    variance: np.ndarray  # of the mean
    freedom: np.ndarray  # of the variance
    squares: float  # sum of the squared weights of all clusters

    @classmethod
    def of(cls, shares: np.ndarray, lengths: np.ndarray, strata: np.ndarray) -> _Spread:
        weights, (codes, _) = lengths / lengths.sum(), pd.factorize(strata)
        of_stratum = np.bincount(codes, weights)
        inner = weights / of_stratum[codes]
        squares = np.bincount(codes, inner**2)
        means = np.array([np.bincount(codes, inner * share) for share in shares.T]).T
        # E (x - mean)^2 = (1 - 2 h + sum of h^2) times the variance of a cluster with the share h of its stratum
        factor = 1 - 2 * inner + squares[codes]
        scaled = np.divide(weights**2, factor, out=np.zeros_like(weights), where=squares[codes] < 1 - 1e-9)
        rest = scaled[:, None] * (shares - means[codes]) ** 2
        parts = np.array([np.bincount(codes, column) for column in rest.T]).T
        known = np.bincount(codes, weights**2 * (scaled > 0)).sum()
        size = np.bincount(codes, weights**2) ** 2 / np.bincount(codes, weights**4)
        variance = parts.sum(axis=0)
        below = (parts**2 / np.maximum(size - 1, 1)[:, None]).sum(axis=0)
        freedom = np.divide(variance**2, below, out=np.zeros_like(variance), where=below > 0)
        whole = (weights**2).sum()
        variance = variance * whole / known if known else np.full_like(variance, np.nan)
        return cls(weights @ shares, variance, freedom, whole)

    def take(self, shares: np.ndarray) -> _Spread:
        return _Spread(self.mean[shares], self.variance[shares], self.freedom[shares], self.squares)

    def by_student(self, confidence: float) -> np.ndarray:
        half = student.ppf((1 + confidence) / 2, np.maximum(self.freedom, 1)) * np.sqrt(self.variance)
        return np.array([self.mean - half, self.mean + half])

    def by_beta(self, confidence: float) -> np.ndarray:
        tail = (1 - confidence) / 2
        effect, freedom = self._shrunken()
        lower = (ndtri(tail) / student.ppf(tail, np.maximum(freedom, 1))) ** 2
        size = np.divide(lower, effect * self.squares, out=np.full_like(effect, np.nan), where=effect > 0)
        a, b = self.mean * size + _SMOOTHING, (1 - self.mean) * size + _SMOOTHING
        low = np.where(self.mean <= 0, 0, betaincinv(a, b, tail))
        high = np.where(self.mean >= 1, 1, 1 - betaincinv(b, a, tail))
        return np.where(np.isnan(size), np.nan, [low, high])

    def _shrunken(self) -> tuple[np.ndarray, np.ndarray]:
        """Variances over those of as many draws of 0 and 1, each weighted against their mean; degrees of freedom."""
        base = self.mean * (1 - self.mean)
        known = (self.variance > 0) & (base > 0)
        if not known.any():  # nothing varies: as if each cluster were all or nothing
            return np.ones(len(base)) * np.where(np.isnan(self.variance), np.nan, 1), np.full(len(base), np.inf)
        own = np.divide(self.variance, base * self.squares, out=np.zeros_like(base), where=known)
        mean = np.average(own[known], weights=base[known])
        noise = 2 / np.maximum(self.freedom[known], 1)
        between = max(((own[known] / mean - 1) ** 2 - noise).mean(), _LEAST_BETWEEN)
        prior = min(2 / between, (known.sum() - 1) * self.freedom[known].mean())
        freedom = np.where(known, self.freedom, 0)
        if prior + freedom.min() <= 0:
            prior = 1.0
        return (prior * mean + freedom * own) / (prior + freedom), prior + freedom


def _mean(sample: Sample) -> Statistic:
    """The mean shares as a statistic of weights of sections."""

    def statistic(weights: np.ndarray) -> np.ndarray:
        total = (weights @ sample.lengths)[:, None]
        return (weights @ sample.values) / np.where(total > 0, total, np.nan)

    return statistic


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
