"""Counts of two sides with overdispersion -> limits of the log ratio of their rates, and how surely it is not 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import betainc, betaincinv, expit, ndtr, ndtri
from scipy.stats import t as student

from textmine.measuring.uncertainty.overdispersion import Overdispersion, falling, summed

SMOOTHING = 0.5  # of the counts, as in the log ratio
_LEAST_FREEDOM, _MOST_FREEDOM = 2.0, 1e6


@dataclass(frozen=True)
class Side:
    """Occurrences of terms on one side of a comparison."""

    counts: np.ndarray  # (n_terms,)
    tokens: float
    concentration: np.ndarray  # (n_terms,), sum of the squared shares of the clusters in the expected occurrences


@dataclass(frozen=True)
class Sums:
    """Sums over the clusters of each part of the rows; those of several parts add up."""

    counts: np.ndarray  # (n_parts, n_terms)
    pairs: np.ndarray  # (n_parts, n_terms), y (y - 1) of strata, times the sum of the squared shares of their clusters
    singles: np.ndarray  # (n_parts, n_terms), the same of y times tokens
    squares: np.ndarray  # (n_parts,), the same of squared tokens
    tokens: np.ndarray  # (n_parts,)

    @classmethod
    def of(cls, counts: sparse.csr_array, lengths: np.ndarray, strata: np.ndarray, part: np.ndarray) -> Sums:
        """Of clusters, each in a stratum, each stratum in a part (numbers from 0)."""
        n_strata, n_parts = int(strata.max()) + 1, int(part.max()) + 1
        tokens = np.bincount(strata, lengths, minlength=n_strata)
        concentration = np.bincount(strata, lengths**2.0, minlength=n_strata) / np.maximum(tokens, 1) ** 2
        of_stratum = np.zeros(n_strata, dtype=int)
        of_stratum[strata] = part
        by_stratum = summed(counts, strata, n_strata)

        def added(values: sparse.csr_array, weights: np.ndarray) -> np.ndarray:
            member = sparse.csr_array((weights, (of_stratum, np.arange(n_strata))), (n_parts, n_strata))
            return (member @ values).toarray()

        return cls(
            added(by_stratum, np.ones(n_strata)),
            added(falling(by_stratum, 2), concentration),
            added(by_stratum, concentration * tokens),
            np.bincount(of_stratum, concentration * tokens**2, minlength=n_parts),
            np.bincount(of_stratum, tokens, minlength=n_parts),
        )

    def side(self, parts: np.ndarray) -> Side:
        """The parts marked True, together.

        Shares are those of the expected occurrences: a stratum's own rate counts, with one occurrence more, spread over
        all of them, so that they are known for a term that the side never has.
        """
        counts, pairs, singles = (values[parts].sum(axis=0) for values in (self.counts, self.pairs, self.singles))
        tokens, squares = self.tokens[parts].sum(), self.squares[parts].sum()
        size = max(tokens, 1)
        expected = pairs + 2 * singles / size + squares / size**2
        return Side(counts, tokens, expected / (counts * (counts - 1) + 2 * counts + 1))


@dataclass(frozen=True)
class RatioOfRates:
    """Confidence distribution of the binary logarithm of the ratio of two rates, for each term.

    Notes
    -----
    With a occurrences in N tokens (1/2 added to both: Jeffreys) and overdispersion psi between clusters, the logarithm of
    the rate has the variance 1 / a + psi h, where h is the sum of the squared shares of the clusters, and the third
    cumulant -1 / a^2: that of a logarithm of a gamma variable, to which the rates of clusters add a symmetric part. The
    logarithm of the ratio of two rates is taken as log(p / (1 - p)) plus a shift, p with a beta distribution whose two
    numbers (effective occurrences) give the same variance V and third cumulant K: 2 / (V - K / V) and 2 / (V + K / V).
    Without overdispersion these are a and b, and the interval is that of Jeffreys for a share of a + b occurrences. What
    is not known of psi makes the tails longer: quantiles of the normal distribution become those of Student's t, with
    2 V^2 / Var(V) degrees of freedom (Satterthwaite). A side that never has the term bounds the ratio on one side only.

    References
    ----------
    Brown, Cai and DasGupta (2001), Statistical Science 16 (2); Korn and Graubard (1998), Survey Methodology 24 (2)
    (effective sample size); Satterthwaite (1946), Biometrics Bulletin 2 (6).
    """

    effective: np.ndarray  # (2, n_terms): occurrences of target and reference as of independent draws
    shift: np.ndarray  # (n_terms,): natural logarithm of the ratio of rates, less that of the effective occurrences
    freedom: np.ndarray  # (n_terms,)
    absent: np.ndarray  # (2, n_terms), bool

    @classmethod
    def of(cls, target: Side, reference: Side, psi: Overdispersion) -> RatioOfRates:
        a, b = target.counts + SMOOTHING, reference.counts + SMOOTHING
        spread = target.concentration + reference.concentration
        variance = 1 / a + 1 / b + psi.value * spread
        tilt = (1 / b**2 - 1 / a**2) / variance
        effective = np.array([2 / (variance - tilt), 2 / (variance + tilt)])
        ratio = np.log(a / (target.tokens + SMOOTHING)) - np.log(b / (reference.tokens + SMOOTHING))
        shift = ratio - np.log(effective[0] / effective[1]) + (1 / b - 1 / a - tilt) / 2
        freedom = 2 * variance**2 / np.maximum(psi.variance * spread**2, 1e-12)
        absent = np.array([target.counts == 0, reference.counts == 0])
        return cls(effective, shift, np.clip(freedom, _LEAST_FREEDOM, _MOST_FREEDOM), absent)

    def take(self, terms: np.ndarray) -> RatioOfRates:
        """The same of some terms."""
        return RatioOfRates(self.effective[:, terms], self.shift[terms], self.freedom[terms], self.absent[:, terms])

    def limits(self, confidence: np.ndarray | float) -> np.ndarray:
        """Lower and upper limits, shape (2, n_terms), infinite where a side never has the term."""
        tail = ndtr(student.ppf((1 - np.asarray(confidence)) / 2, self.freedom))
        a, b = self.effective
        # So far out in a tail that the quantile is not found, it is as good as 0.
        share, rest = (np.nan_to_num(betaincinv(*own, tail)) for own in ((a, b), (b, a)))
        with np.errstate(divide="ignore"):
            low = np.log(share) - np.log1p(-share) + self.shift
            high = np.log1p(-rest) - np.log(rest) + self.shift
        return np.array([np.where(self.absent[0], -np.inf, low), np.where(self.absent[1], np.inf, high)]) / np.log(2)

    def p_above(self) -> np.ndarray:
        """One-sided p: how surely the ratio is above 1, in the same tails as the limits."""
        p = student.cdf(ndtri(betainc(*self.effective, expit(-self.shift))), self.freedom)
        return np.where(self.absent[0], 1.0, p)
