"""Values and lengths of sections -> limits of their mean shares on the effective sample size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtri
from scipy.stats import t as student

_SMOOTHING = 0.5
_LEAST_BETWEEN = 0.05  # squared coefficient of variation of the design effects of shares, at least


@dataclass(frozen=True)
class Sample:
    """Sections of one side."""

    values: np.ndarray  # (n_sections, n_shares)
    lengths: np.ndarray  # (n_sections,)
    documents: np.ndarray  # (n_sections,)

    @property
    def n_documents(self) -> int:
        return len(pd.unique(self.documents))

    def mean(self, weights: np.ndarray) -> np.ndarray:
        """Mean shares under weights of the sections of shape (n, n_sections), shape (n, n_shares)."""
        total = (weights @ self.lengths)[:, None]
        return (weights @ self.values) / np.where(total > 0, total, np.nan)

    @property
    def estimate(self) -> np.ndarray:
        return self.mean(np.ones((1, len(self.lengths))))[0]

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
        if not own.any() or not values.shape[1]:
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
