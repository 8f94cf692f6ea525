"""Two or more codings of the same units -> chance-corrected agreement."""

from __future__ import annotations

import numpy as np


def krippendorff_alpha(ratings: np.ndarray, *, metric: str = "nominal") -> float:
    """Krippendorff's alpha of any number of coders, with missing ratings.

    Parameters
    ----------
    ratings : array_like of shape (n_coders, n_units), float
        NaN where a coder did not rate a unit.
    metric : {"nominal", "interval"}

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance gives, below it for less; NaN where all ratings are equal.

    Notes
    -----
    alpha = 1 - D_o / D_e with the observed and the expected disagreement of pairs of ratings.

    References
    ----------
    Krippendorff (2004), Content Analysis, 2nd ed., chapter 11.
    """
    if metric not in ("nominal", "interval"):
        raise ValueError(f"metric must be 'nominal' or 'interval'; got '{metric}'")
    ratings = np.asarray(ratings, dtype=float)
    values = np.unique(ratings[~np.isnan(ratings)])
    counts = (ratings[:, :, None] == values).sum(axis=0).astype(float)  # (n_units, n_values)
    paired = counts[counts.sum(axis=1) > 1]
    m = paired.sum(axis=1)
    coincidences = np.einsum("uc,uk,u->ck", paired, paired, 1 / (m - 1)) - np.diag(
        (paired / (m - 1)[:, None]).sum(axis=0)
    )
    distance = (values[:, None] != values).astype(float) if metric == "nominal" else (values[:, None] - values) ** 2
    return float(alpha(coincidences, distance))


def alpha(coincidences: np.ndarray, distance: np.ndarray | None = None) -> np.ndarray:
    """Alpha from matrices of coincidences, shape (..., n_values, n_values)."""
    size = coincidences.shape[-1]
    distance = 1 - np.eye(size) if distance is None else distance
    totals = coincidences.sum(axis=-1)
    n = totals.sum(axis=-1)
    observed = (coincidences * distance).sum(axis=(-2, -1))
    expected = (totals[..., :, None] * totals[..., None, :] * distance).sum(axis=(-2, -1))
    return 1 - ratio((n - 1) * observed, expected)


def cohen_kappa(confusion: np.ndarray) -> np.ndarray:
    """Cohen's kappa of two coders.

    Parameters
    ----------
    confusion : array_like of shape (..., n_categories, n_categories)
        How often one coder gave the row's category and the other the column's.

    Returns
    -------
    ndarray of shape (...)
        (p_o - p_e) / (1 - p_e); NaN where chance alone gives full agreement.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20 (1).
    """
    confusion = np.asarray(confusion, dtype=float)
    n = confusion.sum(axis=(-2, -1))
    observed = ratio(np.trace(confusion, axis1=-2, axis2=-1), n)
    chance = ratio((confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1), n**2)
    return ratio(observed - chance, 1 - chance)


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Quotient; NaN where the denominator is 0 (or so small that only rounding keeps it from 0)."""
    small = np.abs(denominator) < 1e-12
    return np.where(small, np.nan, numerator / np.where(small, 1, denominator))
