"""Ways to an interval of a log ratio, each from the counts of terms in sections: those that were measured against each other."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.special import betaincinv, gammaincinv
from scipy.stats import norm, t

from textmine.measuring.compare import log_ratio
from textmine.measuring.uncertainty.overdispersion import overdispersion
from textmine.measuring.uncertainty.ratios import RatioOfRates, Sums
from textmine.measuring.uncertainty.resampling import bca_tails, percentile_tails, quantiles, resampled_sections

_DRAWS = 1000
_TAILS = 0.025, 0.975


@dataclass(frozen=True)
class Design:
    """The sections of a study, and which of them are the target."""

    lengths: np.ndarray  # (n_sections,)
    documents: np.ndarray  # (n_sections,), numbers from 0
    target: np.ndarray  # (n_sections,), bool

    @property
    def sides(self) -> tuple[np.ndarray, np.ndarray]:
        return self.target, ~self.target

    @cached_property
    def drawn(self) -> np.ndarray:
        """Weights of sections drawn within their documents, shape (n_draws, n_sections)."""
        return resampled_sections(self.documents, n_resamples=_DRAWS, seed=0).astype(float)

    def ratios(self, counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Log ratios with these weights, shape (n_terms, n_weights)."""
        (a, n), (b, m) = (((counts @ (weights * own).T), weights @ (self.lengths * own)) for own in self.sides)
        return log_ratio(a, b, n, m)


def percentile(counts: np.ndarray, design: Design) -> np.ndarray:
    """Sections drawn anew; quantiles of the values (what was done before)."""
    return np.quantile(design.ratios(counts, design.drawn), _TAILS, axis=1)


def bca(counts: np.ndarray, design: Design) -> np.ndarray:
    """The same, corrected for bias and acceleration (Efron 1987)."""
    values = design.ratios(counts, design.drawn)
    one, left_out = np.ones((1, len(design.lengths))), 1.0 - np.eye(len(design.lengths))
    estimate = design.ratios(counts, one)[:, 0]
    return quantiles(
        values, bca_tails(estimate, values, design.ratios(counts, left_out).T, percentile_tails(0.95, len(counts)))
    )


def studentized(counts: np.ndarray, design: Design) -> np.ndarray:
    """Sections drawn anew; quantiles of the distance over its standard error in the resample."""
    one = np.ones((1, len(design.lengths)))
    values, error = design.ratios(counts, design.drawn), np.sqrt(_linear_variance(counts, design, design.drawn))
    estimate, own = design.ratios(counts, one), np.sqrt(_linear_variance(counts, design, one))
    distance = (values - estimate) / np.maximum(error, 1e-6)
    return estimate[:, 0] - np.quantile(distance, _TAILS[::-1], axis=1) * own[:, 0]


def _linear_variance(counts: np.ndarray, design: Design, weights: np.ndarray) -> np.ndarray:
    """Variance of the log ratio by linearization, in each resample."""
    total = np.zeros((len(counts), len(weights)))
    for own in design.sides:
        a, n = counts @ (weights * own).T + 0.5, weights @ (design.lengths * own)
        rate = a / n
        for document in np.unique(design.documents[own]):
            here = weights * (own & (design.documents == document))
            size = int(here[0].sum())
            square = (
                counts**2 @ here.T
                - 2 * rate * (counts * design.lengths @ here.T)
                + rate**2 * (here @ design.lengths**2)
            )
            mean = (counts @ here.T - rate * (here @ design.lengths)) / max(size, 1)
            total += size / max(size - 1, 1) * (square - size * mean**2) / a**2
    return np.maximum(total, 0) / np.log(2) ** 2


def robust_t(counts: np.ndarray, design: Design) -> np.ndarray:
    """Cluster-robust variance of each log rate and Student's t with Satterthwaite's degrees of freedom."""
    parts = [_of_side(counts, design, own) for own in design.sides]
    variances = [variance / (a + 0.5) ** 2 for a, _, variance, _ in parts]
    freedom = sum(variances) ** 2 / np.maximum(
        sum(v**2 / f for v, (*_, f) in zip(variances, parts, strict=True)), 1e-12
    )
    half = t.ppf(0.975, np.maximum(freedom, 1)) * np.sqrt(sum(variances)) / np.log(2)
    return _opened(_estimate(parts) + np.array([-half, half]), parts)


def _of_side(counts: np.ndarray, design: Design, own: np.ndarray) -> tuple[np.ndarray, ...]:
    """Occurrences, tokens, variance of the occurrences given the tokens, its degrees of freedom."""
    a, n = counts[:, own].sum(axis=1), design.lengths[own].sum()
    variance, below = np.zeros(len(counts)), np.zeros(len(counts))
    for document in np.unique(design.documents[own]):
        here = own & (design.documents == document)
        rest = counts[:, here] - (a / n)[:, None] * design.lengths[here]
        part = here.sum() * rest.var(axis=1, ddof=1)
        variance, below = variance + part, below + part**2 / (here.sum() - 1)
    return a, n, variance, np.maximum(variance**2 / np.maximum(below, 1e-12), 1)


def _estimate(parts: list[tuple[np.ndarray, ...]]) -> np.ndarray:
    (a, n, *_), (b, m, *_) = parts
    return log_ratio(a, b, n, m)


def _opened(limits: np.ndarray, parts: list[tuple[np.ndarray, ...]]) -> np.ndarray:
    """Infinite where a side never has the term."""
    return np.array([np.where(parts[0][0] == 0, -np.inf, limits[0]), np.where(parts[1][0] == 0, np.inf, limits[1])])


def _joined(centres: list, lows: list, highs: list) -> np.ndarray:
    """MOVER: limits of a difference from those of its two parts (Zou and Donner 2008), in binary logarithms."""
    low = centres[0] - centres[1] - np.hypot(centres[0] - lows[0], highs[1] - centres[1])
    high = centres[0] - centres[1] + np.hypot(highs[0] - centres[0], centres[1] - lows[1])
    return np.array([low, high]) / np.log(2)


def korn_graubard(counts: np.ndarray, design: Design) -> np.ndarray:
    """Gamma limits of each rate on its effective sample size, of its own design effect alone, joined by MOVER."""
    parts, limits = [_of_side(counts, design, own) for own in design.sides], []
    for a, n, variance, freedom in parts:
        effect = (
            np.maximum(np.where(a > 0, variance / np.maximum(a, 1), 1), 1)
            * (t.ppf(0.975, freedom) / norm.ppf(0.975)) ** 2
        )
        effect = np.where(a > 0, effect, 1)
        own = (a + 0.5) / effect
        limits.append(
            [np.log(x * effect / n) for x in (own, gammaincinv(own, 0.025) + 1e-300, gammaincinv(own, 0.975))]
        )
    return _opened(_joined(*zip(*limits, strict=True)), parts)


def quasi_poisson(counts: np.ndarray, design: Design) -> np.ndarray:
    """Pearson dispersion shrunken over terms as by Smyth (2004), Wald interval of the log ratio."""
    member = np.eye(design.documents.max() + 1)[design.documents]
    expected = (counts @ member / (design.lengths @ member))[:, design.documents] * design.lengths
    freedom = len(design.lengths) - member.shape[1]
    squares = np.divide((counts - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0)
    own = squares.sum(axis=1) / freedom
    mean = own.mean()
    between = max(np.var(own / mean) - 2 / freedom, 1e-3)
    prior = 2 / between + 4
    dispersion = np.maximum((prior * mean + freedom * own) / (prior + freedom), 1)
    parts = [_of_side(counts, design, side) for side in design.sides]
    error = np.sqrt(dispersion * sum(1 / (a + 0.5) for a, *_ in parts)) / np.log(2)
    half = t.ppf(0.975, prior + freedom) * error
    return _opened(_estimate(parts) + np.array([-half, half]), parts)


def gamma_poisson(counts: np.ndarray, design: Design) -> np.ndarray:
    """Bayesian bootstrap of the sections of each document, gamma posteriors of the rates on top."""
    generator = np.random.default_rng(0)
    weights = generator.standard_exponential((_DRAWS, len(design.lengths)))
    for document in np.unique(design.documents):
        own = design.documents == document
        weights[:, own] *= own.sum() / weights[:, own].sum(axis=1, keepdims=True)
    sides = [(counts @ (weights * own).T, weights @ (design.lengths * own)) for own in design.sides]
    rates = [np.log(generator.standard_gamma(a + 0.5)) - np.log(n) for a, n in sides]
    limits = np.quantile(rates[0] - rates[1], _TAILS, axis=1) / np.log(2)
    return _opened(limits, [(counts[:, own].sum(axis=1),) for own in design.sides])


def _shrunken(counts: np.ndarray, design: Design) -> tuple:
    sparse_counts = sparse.csr_array(counts.T.astype(np.int64))
    psi = overdispersion(sparse_counts, design.lengths, design.documents)
    sums = Sums.of(sparse_counts, design.lengths, design.documents, np.where(design.target, 0, 1))
    return *(sums.side(np.arange(2) == i) for i in (0, 1)), psi


def negative_binomial(counts: np.ndarray, design: Design) -> np.ndarray:
    """Negative binomial limits of each rate, overdispersion shrunken over terms, joined by MOVER."""
    *sides, psi = _shrunken(counts, design)
    limits = []
    for side in sides:
        a, k = side.counts + 0.5, np.maximum(psi.value * side.concentration, 1e-6)
        up, down = betaincinv(1 / k, a, 0.025), betaincinv(a, 1 / k, 0.025)
        ends = np.log(a), np.log(down + 1e-300) - np.log1p(-down) - np.log(k), np.log1p(-up) - np.log(up) - np.log(k)
        limits.append([end - np.log(side.tokens) for end in ends])
    return _opened(_joined(*zip(*limits, strict=True)), [(side.counts,) for side in sides])


def effective_counts(counts: np.ndarray, design: Design) -> np.ndarray:
    """What `log_ratio_intervals` does: effective occurrences, overdispersion shrunken over terms, beta with tails of t."""
    return RatioOfRates.of(*_shrunken(counts, design)).limits(0.95)


METHODS: dict[str, Callable[[np.ndarray, Design], np.ndarray]] = {
    "percentile bootstrap": percentile,
    "BCa bootstrap": bca,
    "studentized bootstrap": studentized,
    "cluster-robust t": robust_t,
    "Korn-Graubard, MOVER": korn_graubard,
    "quasi-Poisson, shrunken": quasi_poisson,
    "gamma-Poisson bootstrap": gamma_poisson,
    "negative binomial, MOVER": negative_binomial,
    "effective counts": effective_counts,
}
