"""Counts beside a background -> topics of least Kullback-Leibler divergence, from the best of several starts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from textmine.measuring.topics.background import Mixture

MAX_ITER, TOLERANCE = 10_000, 1e-7
N_STARTS, START_ROWS = 10, 2_000
MANY_TOLERANCE = 1e-4  # of more rows than that: their means are looked at, not each of them
_FOLD_ITER, _FOLD_TOLERANCE = 300, 1e-4
_TRIALS = ((30, 3), (100, 1))  # iterations, then how many starts are kept
_FEW_STARTS, _FEW_TRIALS = 3, ((15, 1),)
ROUGH = 1e-3  # tolerance of fits that are matched with others and averaged: they find the same topics
_EVERY, _DECIMALS, _LONGEST, _VANISHED = 10, 6, 64, 1e-30


class Factors(NamedTuple):
    """Terms of topics, topics of rows, and how well they explain the counts."""

    phi: np.ndarray
    theta: np.ndarray
    likelihood: float


def factorize(
    data: Mixture,
    n_topics: int,
    *,
    seed: int,
    max_iter: int = MAX_ITER,
    tolerance: float = TOLERANCE,
    few_starts: bool = False,
) -> tuple[np.ndarray, np.ndarray, int]:
    """Phi, theta and the number of iterations until they rest; `max_iter` if they did not.

    Notes
    -----
    Each start takes passages that are unlike each other and gives every topic the passages that are most like one of
    them. Ten such starts go some way, on at most 2,000 rows; the one of the greatest likelihood goes on until it rests:
    until ten steps, at the last pace, would move no phi and theta by more than the tolerance (1e-4 where there are more than 2,000 rows). Plain steps creep towards a share of
    0, so they are extrapolated where that raises the likelihood. With `few_starts` there are three starts of fifteen steps:
    enough where many fits are matched and averaged.

    References
    ----------
    Arthur and Vassilvitskii (2007), SODA (k-means++, for the start); Varadhan and Roland (2008), Scandinavian Journal of
    Statistics 35 (2) (SQUAREM).
    """
    few = _some(data, seed)
    generator = np.random.default_rng(seed)
    n_starts, trials = (_FEW_STARTS, _FEW_TRIALS) if few_starts else (N_STARTS, _TRIALS)
    tried = [_uniform(few, start) for start in (_start(few.counts, n_topics, generator) for _ in range(n_starts))]
    for n_iter, kept in trials:
        tried = [_iterated(few, factors, n_iter) for factors in tried]
        tried = sorted(tried, key=lambda factors: -round(factors.likelihood, _DECIMALS))[:kept]
    best = tried[0] if few is data else _uniform(data, tried[0].phi)
    return _rested(data, best, max_iter, tolerance if few is data else max(tolerance, MANY_TOLERANCE))


def anchored(data: Mixture, anchors: np.ndarray, *, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """As `factorize`, with tokens that the terms of topics hold beforehand; no topic changes its place.

    Parameters
    ----------
    data : Mixture
    anchors : ndarray of shape (n_topics, n_terms)
        Tokens added to each term of a topic in every step: a Dirichlet prior. Rows of 0 are topics without anchors.
    seed : int
        Of the start of topics without anchors.
    """
    common = data.counts.sum(axis=0) / max(data.counts.sum(), 1)
    start = _rows_of_one(_rows_of_one(anchors) + 0.5 * common)
    free = np.flatnonzero(anchors.sum(axis=1) == 0)
    if len(free):
        start[free] = _start(data.counts, len(free), np.random.default_rng(seed))
    return _rested(data, _uniform(data, start), MAX_ITER, TOLERANCE, anchors)


def step(data: Mixture, factors: Factors, anchors: np.ndarray | float = 0.0, *, learn: bool = True) -> Factors:
    """One iteration: the topics' part of each count, then phi and theta from these parts.

    Notes
    -----
    With c the share of the background b, P(w | row) = c b(w | d) + (1 - c) sum_k theta_k phi_kw. The divergence of the
    counts n from it falls by theta_k <- theta_k sum_w n phi_kw / P, phi_kw <- phi_kw sum_row n theta_k / P, each then
    divided by its sum (phi only where it is to `learn`). Without a background these are the multiplicative updates of NMF by Kullback-Leibler divergence,
    and the EM algorithm of probabilistic latent semantic analysis. The likelihood given is that before the step.
    """
    phi, theta, likelihood = factors.phi, np.zeros_like(factors.theta), 0.0
    by_term = np.ascontiguousarray(phi.T)
    terms = np.zeros_like(by_term)
    for rows, part in data.blocks(len(phi)):
        own, counts = factors.theta[rows], part.counts
        at_counts = np.repeat(own, np.diff(counts.indptr), axis=0)
        explained = (1 - data.share) * np.einsum("nk,nk->n", at_counts, by_term[counts.indices]) + part.usual.data
        explained = np.maximum(explained, 1e-300)
        ratio = sparse.csr_array((counts.data / explained, counts.indices, counts.indptr), shape=counts.shape)
        likelihood += float(counts.data @ np.log(explained))
        theta[rows] = own * (ratio @ by_term)
        if learn:
            terms += ratio.T @ own
    if not learn:
        return Factors(phi, _rows_of_one(theta), likelihood)
    terms = phi * terms.T * (1 - data.share) + anchors
    likelihood += float(np.sum(anchors * np.log(np.maximum(phi, 1e-300))))
    return Factors(_rows_of_one(terms), _rows_of_one(theta), likelihood)


def fold_in(data: Mixture, phi: np.ndarray) -> np.ndarray:
    """Theta of rows with the terms of the topics fixed; each row rests when ten steps move it by no more than 1e-4."""
    theta = np.zeros((data.counts.shape[0], len(phi)))
    for rows, part in data.blocks(len(phi)):
        still = np.arange(rows.start, rows.stop)
        factors = _uniform(part, phi)
        for _ in range(_FOLD_ITER // _EVERY):
            before = factors.theta
            for _ in range(_EVERY):
                factors = step(part, factors, learn=False)
            theta[still] = factors.theta
            moves = np.abs(factors.theta - before).max(axis=1) > _FOLD_TOLERANCE
            if not moves.any():
                break
            still, part = still[moves], part.rows(moves)
            factors = factors._replace(theta=factors.theta[moves])
    return theta


def _iterated(data: Mixture, factors: Factors, n_iter: int) -> Factors:
    for _ in range(n_iter):
        factors = step(data, factors)
    return factors


def _rested(
    data: Mixture, factors: Factors, max_iter: int, tolerance: float, anchors: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray, int]:
    """Steps in threes, the third from where the first two point to, until the second moves nothing any more."""
    for n_iter in range(3, max_iter, 3):
        first = step(data, factors, anchors)
        second = step(data, first, anchors)
        moved = max(np.abs(second.phi - first.phi).max(), np.abs(second.theta - first.theta).max())
        if moved <= tolerance / _EVERY:
            return second.phi, second.theta, n_iter
        ahead = step(data, _extrapolated(factors, first, second), anchors)
        factors = _rounded(ahead if ahead.likelihood >= second.likelihood else step(data, second, anchors))
    return factors.phi, factors.theta, max_iter


def _rounded(factors: Factors) -> Factors:
    """To nine decimals: what processors differ in, in the last of some 16 digits, is not carried on and enlarged."""
    return Factors(_rows_of_one(factors.phi.round(9)), _rows_of_one(factors.theta.round(9)), factors.likelihood)


def _extrapolated(start: Factors, first: Factors, second: Factors) -> Factors:
    """Where two steps point to: x0 - 2 a r + a^2 v with r = x1 - x0, v = x2 - 2 x1 + x0, a = -|r| / |v| (SQUAREM, S3)."""
    r = [first[i] - start[i] for i in (0, 1)]
    v = [second[i] - first[i] - r[i] for i in (0, 1)]
    length = np.sqrt(sum((x**2).sum() for x in r) / max(sum((x**2).sum() for x in v), 1e-300))
    a = -float(np.clip(length, 1, _LONGEST))
    # A share of 0 could never grow again: none falls below a thousandth of what it was.
    ahead = [np.maximum(start[i] - 2 * a * r[i] + a**2 * v[i], 1e-3 * second[i]) for i in (0, 1)]
    return Factors(_rows_of_one(ahead[0]), _rows_of_one(ahead[1]), -np.inf)


def _some(data: Mixture, seed: int) -> Mixture:
    n = data.counts.shape[0]
    if n <= START_ROWS:
        return data
    return data.rows(np.sort(np.random.default_rng(seed).choice(n, START_ROWS, replace=False)))


def _start(counts: sparse.csr_array, n_topics: int, generator: np.random.Generator) -> np.ndarray:
    """Phi from passages that are unlike: each next one is drawn by the squared distance to the nearest taken (k-means++)."""
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    weights = counts * np.log((1 + counts.shape[0]) / (1 + spread))[None, :]
    norms = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    weights = sparse.csr_array(weights.multiply(1 / np.maximum(norms, 1e-300)[:, None]))
    likeness = np.zeros((counts.shape[0], n_topics))
    apart = np.ones(counts.shape[0])
    for topic in range(n_topics):
        chance = np.cumsum(np.where(norms > 0, apart, 0).round(_DECIMALS) ** 2 + 1e-9)
        taken = int(np.searchsorted(chance, generator.random() * chance[-1]))
        likeness[:, topic] = (weights @ weights[[taken]].toarray()[0]).round(_DECIMALS)
        apart = np.clip(np.minimum(apart, 1 - likeness[:, topic]), 0, None)
    member = np.eye(n_topics)[likeness.argmax(axis=1)]
    phi = _rows_of_one((counts.T @ member).T)
    return _rows_of_one(phi + 0.5 * counts.sum(axis=0) / max(counts.sum(), 1)).round(_DECIMALS) + 10.0**-_DECIMALS


def _uniform(data: Mixture, phi: np.ndarray) -> Factors:
    theta = np.full((data.counts.shape[0], len(phi)), 1 / len(phi))
    return Factors(_rows_of_one(phi), theta * (data.counts.sum(axis=1) > 0)[:, None], -np.inf)


def _rows_of_one(values: np.ndarray) -> np.ndarray:
    """The rows divided by their sums; rows of 0 stay so, and what has all but vanished becomes 0."""
    values = np.where(values < _VANISHED, 0, values)
    total = values.sum(axis=1, keepdims=True)
    return np.divide(values, total, out=np.zeros_like(values), where=total > 0)
