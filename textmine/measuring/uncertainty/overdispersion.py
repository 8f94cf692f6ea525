"""Counts in clusters -> how much more the rate of each term varies between them than chance alone would make it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import gammaln

_GRID = np.concatenate([[0], np.geomspace(0.05, 20, 14)])  # values of psi that are looked at
_POINTS = 128  # at which a sum over clusters is known exactly; between them it is interpolated
_LEAST_TERMS = 50  # of a class of terms with like counts
_EVEN = 0.2  # terms' worth of the even distribution in that of all terms
_COMMON = 50.0  # terms' worth of the latter in that of a class
_ROUNDS = 200


@dataclass(frozen=True)
class Overdispersion:
    """Squared coefficient of variation of a term's rate between clusters of a stratum, and how surely it is known."""

    value: np.ndarray  # (n_terms,), psi
    variance: np.ndarray  # (n_terms,), of psi


def overdispersion(counts: sparse.csr_array, lengths: np.ndarray, strata: np.ndarray) -> Overdispersion:
    """Overdispersion of each term between the clusters of a stratum, from its own counts and those of terms as frequent.

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
        0 means counts as of independent draws. Where no stratum of several clusters has any term twice, nothing tells of
        it, and it is taken as 0.

    Notes
    -----
    A count in a cluster of n tokens has a negative binomial distribution with mean m = n r and variance m + psi m^2, r being
    the rate of the stratum. What the total of the stratum says is divided out: the likelihood of psi is that of the counts,
    over that of their total, a negative binomial with psi times the sum of the squared shares of the clusters, both at the
    rate observed. How psi is distributed over a grid among all terms, and in each class of terms of like count, is found by
    maximum likelihood (empirical Bayes with a free prior), the class being held near to all terms; between the centres of
    classes it is interpolated in the logarithm of the count. Each term then has the mean and the variance of psi given its
    own counts: a rare term says little and has those of its class, a frequent one its own. With rates of another form than
    the gamma distribution, the likelihood is off by a part of psi that does not vanish with more counts; so the mean is
    weighed against an estimate that asks for no form, by psi^2 to the variance of the latter. That one comes from
    E[y (y - 1)] = (1 + psi) n^2 r^2, while products of counts of two clusters of a stratum have the mean n n' r^2.

    References
    ----------
    Robbins (1956), Proceedings of the Third Berkeley Symposium 1; Laird (1978), JASA 73 (364) (free prior, by the EM
    algorithm); Robinson and Smyth (2007), Bioinformatics 23 (21) (overdispersion shrunken over many units).
    """
    total = np.asarray(counts.sum(axis=0)).ravel()
    logs = _log_likelihood(counts, lengths, strata)
    known = np.flatnonzero(logs.any(axis=1))
    if not len(known):
        return Overdispersion(np.zeros(len(total)), np.zeros(len(total)))
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
    classes = _classes(total, known)
    common = _prior(likelihood[known], np.full(len(_GRID), 1 / len(_GRID)), _EVEN)
    priors = np.array([_prior(likelihood[own], common, _COMMON) for own in classes])
    centres, place = [np.log(total[own]).mean() for own in classes], np.log(np.maximum(total, 1))
    posterior = likelihood * np.array([np.interp(place, centres, weights) for weights in priors.T]).T
    posterior /= posterior.sum(axis=1, keepdims=True)
    value = posterior @ _GRID
    variance = np.maximum(posterior @ _GRID**2 - value**2, 0)
    own, noise = _by_moments(counts, lengths, strata, value)
    weight = value**2 / (value**2 + noise)
    return Overdispersion(np.maximum(value + weight * (own - value), 0), variance)


def _by_moments(
    counts: sparse.csr_array, lengths: np.ndarray, strata: np.ndarray, psi: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """psi whatever the distribution of the rates, one step from a value, and its variance; infinite where it says nothing."""
    tokens = np.bincount(strata, lengths)
    shares = lengths / np.maximum(tokens, 1)[strata]
    powers = [np.bincount(strata, shares**k) for k in (2, 3, 4)]
    several = powers[0] < 1 - 1e-9
    by_stratum = summed(counts, strata, len(tokens))
    pairs, triples, quadruples = (
        falling(by_stratum, k).T @ (power * several) for k, power in enumerate(powers, start=2)
    )
    squares, apart = falling(counts, 2), np.where(several, powers[0] / np.where(several, 1 - powers[0], 1), 0)
    within = squares.T @ several[strata].astype(float)
    across = falling(by_stratum, 2).T @ apart - squares.T @ apart[strata]
    scale = pairs / (1 + psi * (powers[0][several].mean() if several.any() else 0))
    one, two, three = (1 + k * psi for k in (1, 2, 3))
    noise = (one * two * three - one**2) * quadruples + 4 * one * two * triples + 2 * one * pairs
    known = pairs > 0
    own = psi + np.divide(within - one * across, scale, out=np.zeros_like(scale), where=known)
    return own, np.divide(noise, scale**2, out=np.full_like(scale, np.inf), where=known)


def _log_likelihood(counts: sparse.csr_array, lengths: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Of each psi of the grid, up to a constant, given the totals of the strata, shape (n_terms, n_grid)."""
    total = np.zeros((counts.shape[1], len(_GRID)))
    order = np.argsort(strata, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(strata[order])) + 1):
        n, y = lengths[own].astype(float), sparse.coo_array(counts[own])
        sums = np.bincount(y.coords[1], y.data, minlength=len(total))
        terms = np.flatnonzero(sums > 1)  # a single occurrence says nothing
        if (n > 0).sum() > 1 and len(terms):
            total[terms] += _of_stratum(y, n, sums, terms)
    return total


def _of_stratum(y: sparse.coo_array, n: np.ndarray, sums: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Logarithms of the likelihood of some terms in the clusters of a stratum, shape (n_some, n_grid)."""
    kept = sums[y.coords[1]] > 1
    cluster, times = y.coords[0][kept], y.data[kept]
    place, expected = np.searchsorted(terms, y.coords[1][kept]), n[cluster] * sums[y.coords[1][kept]] / n.sum()
    whole, rate, squares = sums[terms], sums[terms] / n.sum(), (n**2).sum() / n.sum() ** 2
    points = np.geomspace(rate.min() * _GRID[1], rate.max() * _GRID[-1], _POINTS)
    known = np.log(np.log1p(np.outer(points, n[n > 0])).sum(axis=1))
    found = np.zeros((len(terms), len(_GRID)))
    for i, psi in enumerate(_GRID[1:], start=1):
        inside = np.bincount(place, _rising(times, psi) - times * np.log1p(psi * expected), minlength=len(terms))
        inside -= np.exp(np.interp(np.log(psi * rate), np.log(points), known)) / psi
        less = psi * squares
        found[:, i] = inside - _rising(whole, less) + (whole + 1 / less) * np.log1p(less * whole)
    return found


def _rising(times: np.ndarray, psi: float) -> np.ndarray:
    """Logarithm of 1 (1 + psi) (1 + 2 psi) ..., one factor an occurrence."""
    return gammaln(times + 1 / psi) - gammaln(1 / psi) + times * np.log(psi)


def _prior(likelihood: np.ndarray, before: np.ndarray, terms: float) -> np.ndarray:
    """How psi is distributed over the grid in a class, by the EM algorithm, from a distribution worth so many terms."""
    weights = before
    for _ in range(_ROUNDS):
        given = likelihood * weights
        given /= given.sum(axis=1, keepdims=True)
        weights = (given.sum(axis=0) + terms * before) / (len(given) + terms)
    return weights


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
