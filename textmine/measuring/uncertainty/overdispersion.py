"""Counts in clusters -> how much more the rate of each term varies between them than chance alone would make it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

_LEAST_TERMS = 100  # of a class of terms with like counts, so that its mean and variance are known well
_ROUNDS = 12
_SMALLEST = 1e-4  # variance of the overdispersion between terms of a class


@dataclass(frozen=True)
class Overdispersion:
    """Squared coefficient of variation of a term's rate between clusters of a stratum, and how surely it is known."""

    value: np.ndarray  # (n_terms,), psi
    variance: np.ndarray  # (n_terms,), of psi


def overdispersion(counts: sparse.csr_array, lengths: np.ndarray, strata: np.ndarray) -> Overdispersion:
    """Overdispersion of each term between the clusters of a stratum, each shrunken towards that of terms as frequent.

    Parameters
    ----------
    counts : csr_array of shape (n_clusters, n_terms)
    lengths : ndarray of shape (n_clusters,)
        Tokens of each cluster (section or document).
    strata : ndarray of shape (n_clusters,)
        Number of the stratum of each cluster, from 0 (the document of sections, the group of documents).

    Returns
    -------
    Overdispersion
        0 means counts as of independent draws; a term says the more of its own, the more often it occurs.

    Notes
    -----
    A count y in a cluster of n tokens has mean m = n r and variance m + psi m^2. Then E[y (y - 1)] = (1 + psi) n^2 r^2,
    while products of counts of two clusters of a stratum have mean n n' r^2: the ratio of their sums gives 1 + psi without
    bias, for any distribution of the rates. Terms of like total count form a class; its mean psi and its variance come
    from the moments of all its terms, and each term's own psi is weighted against them by their variances (linear
    empirical Bayes). Between the centres of the classes the mean is interpolated in the logarithm of the count.

    References
    ----------
    Smyth (2004), Statistical Applications in Genetics and Molecular Biology 3 (1); Robinson and Smyth (2007),
    Bioinformatics 23 (21) (both: dispersion shrunken over many units); Bühlmann (1967), ASTIN Bulletin 4 (3) (linear Bayes).
    """
    moments = _Moments.of(counts, lengths, strata)
    total = np.asarray(counts.sum(axis=0)).ravel()
    known = np.flatnonzero(moments.pairs > 0)
    if not len(known):
        return Overdispersion(np.zeros(len(total)), np.zeros(len(total)))
    fits = [(np.log(total[own]).mean(), *_prior(moments.take(own))) for own in _classes(total, known)]
    centres, mean, between, surety = map(np.array, zip(*fits, strict=True))
    place = np.log(np.maximum(total, 1))
    mean, between, surety = (np.interp(place, centres, values) for values in (mean, between, surety))
    own, noise = moments.own(mean), moments.noise(mean)
    weight = np.divide(between, between + noise, out=np.zeros(len(total)), where=np.isfinite(noise))
    value = mean + weight * np.where(weight > 0, own - mean, 0)
    return Overdispersion(np.maximum(value, 0), between * (1 - weight) + surety * (1 - weight) ** 2)


@dataclass(frozen=True)
class _Moments:
    """Sums over strata of falling factorials of counts."""

    within: np.ndarray  # (n_terms,), of y (y - 1) of clusters
    across: np.ndarray  # the same, expected from products of different clusters
    pairs: np.ndarray  # y (y - 1) of strata, times the sum of the squared shares of their clusters
    triples: np.ndarray
    quadruples: np.ndarray
    concentration: float  # mean sum of squared shares of a stratum

    @classmethod
    def of(cls, counts: sparse.csr_array, lengths: np.ndarray, strata: np.ndarray) -> _Moments:
        n_strata = int(strata.max(initial=-1)) + 1
        tokens = np.bincount(strata, lengths, minlength=n_strata)
        shares = lengths / np.maximum(tokens, 1)[strata]
        sums = {power: np.bincount(strata, shares**power, minlength=n_strata) for power in (2, 3, 4)}
        several = sums[2] < 1 - 1e-9
        scale = np.divide(sums[2], 1 - sums[2], out=np.zeros(n_strata), where=several)
        by_stratum = summed(counts, strata, n_strata)
        squares = falling(counts, 2)
        factorials = {power: falling(by_stratum, power).T @ (sums[power] * several) for power in (2, 3, 4)}
        within = squares.T @ several[strata].astype(float)
        across = falling(by_stratum, 2).T @ scale - squares.T @ scale[strata]
        concentration = float(sums[2][several].mean()) if several.any() else 0.0
        return cls(within, across, *(factorials[power] for power in (2, 3, 4)), concentration)

    def take(self, terms: np.ndarray) -> _Moments:
        names = ("within", "across", "pairs", "triples", "quadruples")
        return _Moments(*(getattr(self, name)[terms] for name in names), self.concentration)

    def scale(self, mean: np.ndarray | float) -> np.ndarray:
        """What `across` is expected to be, given the counts of the strata."""
        return self.pairs / (1 + mean * self.concentration)

    def own(self, mean: np.ndarray | float) -> np.ndarray:
        """psi of each term by itself: one step from the mean, finite wherever a stratum has the term twice."""
        step = self.within - (1 + mean) * self.across
        return mean + np.divide(step, self.scale(mean), out=np.zeros_like(step), where=self.pairs > 0)

    def noise(self, mean: np.ndarray | float) -> np.ndarray:
        """Variance of `own` where the rates are gamma distributed with this mean psi; infinite where it says nothing."""
        p1, p2, p3 = (1 + k * mean for k in (1, 2, 3))
        variance = (p1 * p2 * p3 - p1**2) * self.quadruples + 4 * p1 * p2 * self.triples + 2 * p1 * self.pairs
        infinite = np.full_like(variance, np.inf)
        return np.divide(variance, self.scale(mean) ** 2, out=infinite, where=self.pairs > 0)


def _prior(moments: _Moments) -> tuple[float, float, float]:
    """Mean psi of terms, its variance between them, and the variance of the mean, from the moments."""
    mean, between = 0.3, 0.1
    for _ in range(_ROUNDS):
        noise, scale = moments.noise(mean), moments.scale(mean)
        weight = 1 / (between + noise)
        expected = weight / scale @ moments.across
        if expected <= 0:
            break
        mean = max(float(weight / scale @ (moments.within - moments.across) / expected), 0.0)
        distance = (moments.own(mean) - mean) ** 2 - moments.noise(mean)
        between = max(float(weight**2 @ distance / (weight**2).sum()), _SMALLEST)
    return mean, between, float(1 / weight.sum())


def _classes(total: np.ndarray, known: np.ndarray) -> list[np.ndarray]:
    """Terms of like counts: doublings of the count, the rarest first, joined until they hold enough terms."""
    doubling = np.floor(np.log2(total[known])).astype(int)
    classes: list[np.ndarray] = []
    for step in np.unique(doubling):
        own = known[doubling == step]
        if classes and (len(classes[-1]) < _LEAST_TERMS or (doubling >= step).sum() < _LEAST_TERMS):
            classes[-1] = np.concatenate([classes[-1], own])
        else:
            classes.append(own)
    return classes


def falling(counts: sparse.csr_array, power: int) -> sparse.csr_array:
    """Falling factorials y (y - 1) ... of every count."""
    result = counts.astype(float)
    once = result.data.copy()  # of the copy: astype may order the entries anew
    for less in range(1, power):
        result.data *= np.maximum(once - less, 0)
    return result


def summed(counts: sparse.csr_array, codes: np.ndarray, n: int) -> sparse.csr_array:
    """Sums of the rows with each code, shape (n, n_terms)."""
    member = sparse.csr_array((np.ones(len(codes), counts.dtype), (codes, np.arange(len(codes)))), (n, len(codes)))
    return sparse.csr_array(member @ counts)
