"""A topic model and many refits of resampled sections -> which of its topics return."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from joblib import delayed
from scipy.optimize import linear_sum_assignment

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.background import mixture
from textmine.measuring.topics.diagnosis import cosine
from textmine.measuring.topics.divergence import ROUGH, fold_in
from textmine.measuring.topics.fit import fitted
from textmine.measuring.topics.model import DECIMALS, Topics
from textmine.measuring.topics.rows import by_contents, documents_of, sample_rows
from textmine.measuring.uncertainty.resampling import resampled_sections
from textmine.progress import in_parallel

RETURNS = 0.7  # cosine from which a topic counts as the same one again
_TAILS = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Drawn:
    """Rows of the sections that were drawn, with repeats, and of those that were not."""

    rows: np.ndarray
    left_out: np.ndarray


@dataclass(frozen=True, eq=False)
class Refits:
    """A model's topics as they come out of refits of resampled sections.

    Attributes
    ----------
    topics : Topics
        The model, with the rows that its fit has seen.
    phi : ndarray of shape (n_refits, n_topics, n_terms)
        In each refit, the topic that is matched with each topic of the model.
    theta : ndarray of shape (n_refits, n_rows, n_topics)
        Of the same rows with these topics in place of the model's.
    cosine : ndarray of shape (n_refits, n_topics)
        Between the two; 0 for a topic that a refit does not have.
    """

    topics: Topics
    phi: np.ndarray
    theta: np.ndarray
    cosine: np.ndarray


def refit_topics(topics: Topics, *, n_refits: int = 30, unit: str = "section_id", n_jobs: int | None = None) -> Refits:
    """Fit a model again and again to sections drawn anew, from other starts, and match its topics.

    Parameters
    ----------
    topics : Topics
    n_refits : int
        Each draws the sections of every document anew with replacement, and has a seed of its own; for topics that are a
        mean of refits, other draws and seeds than theirs. Of a sampled matrix the rows that the fit has seen are drawn from.
    unit : str
        Column of the row table with what is drawn; without it, rows are.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    Refits

    Raises
    ------
    ValueError
        For fewer than two refits.

    Notes
    -----
    Topics of the model and of a refit are matched one to one so that the sum of cosines is greatest.

    References
    ----------
    Kuhn (1955), Naval Research Logistics Quarterly 2.
    """
    check_refits(n_refits)
    model, first = fitted_rows(topics), topics.n_refits
    drawn = list(enumerate(draws(model.matrix, first + n_refits, topics.seed, unit), start=1))[first:]
    work = (delayed(_matched)(model, draw, number) for number, draw in drawn)
    found = in_parallel(work, n_jobs=n_jobs, what="refit", unit=" models", total=n_refits)
    phi, theta, alike = (np.array(values) for values in zip(*found, strict=True))
    return Refits(model, phi, theta, alike)


def stable_topics(refits: Refits, *, same: float = RETURNS, least: float = 0.5) -> pd.DataFrame:
    """Which topics return when the sections are drawn anew and the model is fitted again from other starts.

    Parameters
    ----------
    refits : Refits
    same : float
        Cosine from which a topic and its match in a refit are the same topic.
    least : float
        Share of the refits in which a topic must return to be `kept`.

    Returns
    -------
    DataFrame
        `topic`, `terms` (the first five), `share` (of the tokens of the rows fitted: the text that it covers), `returns`
        (share of the refits with a match of at least `same`), `cosine`, `low`, `high` (mean, 2.5th and 97.5th percentile of
        the cosine with the match), `kept` (bool; what is not kept is unstable), `n_refits`. Sorted by topic.

    Raises
    ------
    ValueError
        If `same` or `least` is not above 0 and at most 1.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), ECML PKDD.
    """
    if not (0 < same <= 1 and 0 < least <= 1):
        raise ValueError(f"same and least must be above 0 and at most 1; got {same}, {least}")
    topics, alike = refits.topics, refits.cosine
    tokens = topics.matrix.lengths @ topics.theta
    low, high = np.quantile(alike, _TAILS, axis=0)
    returns = (alike.round(DECIMALS) >= same).mean(axis=0)
    leading = topics.phi_table(5).groupby("topic")["term"].agg(" ".join)
    return pd.DataFrame(
        {
            "topic": np.arange(1, topics.n_topics + 1),
            "terms": leading.to_numpy(),
            "share": tokens / max(tokens.sum(), 1e-300),
            "returns": returns,
            "cosine": alike.mean(axis=0),
            "low": low,
            "high": high,
            "kept": returns >= least,
            "n_refits": len(alike),
        }
    )


def fitted_rows(topics: Topics) -> Topics:
    """The model with the rows alone that the fit has seen, in an order of their contents."""
    order = by_contents(topics.matrix)
    if topics.n_fitted < len(order):
        order = order[sample_rows(topics.matrix.take(rows=order), topics.n_fitted, seed=topics.seed)]
    return replace(topics, matrix=topics.matrix.take(rows=order), theta=topics.theta[order])


def check_refits(n_refits: int) -> None:
    if n_refits < 2:
        raise ValueError(f"n_refits must be at least 2; got {n_refits}")


def draws(matrix: DocumentTermMatrix, n: int, seed: int, unit: str) -> list[Drawn]:
    """Rows of the sections drawn within each document, n times."""
    documents = documents_of(matrix)
    units = matrix.rows[unit] if unit in matrix.rows else np.arange(len(matrix.rows))
    codes = pd.factorize(units)[0]
    first = np.unique(codes, return_index=True)[1]
    times = resampled_sections(documents[first], n_resamples=n, seed=seed)[:, codes]
    return [Drawn(np.repeat(np.arange(len(codes)), own), np.flatnonzero(own == 0)) for own in times]


def refit(model: Topics, drawn: Drawn, number: int) -> Topics:
    options = {"method": model.method, "seed": model.seed + number, "background": model.background}
    rows = model.matrix.take(rows=drawn.rows)
    return fitted(rows, model.n_topics, tolerance=ROUGH, few_starts=True, **options)


def _matched(model: Topics, drawn: Drawn, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The topics of a refit in the order of those that they are matched with, 0 where there is none; theta; the cosines."""
    other = refit(model, drawn, number).phi
    alike = cosine(model.phi, other)
    own, match = linear_sum_assignment(-alike.round(12))
    phi, values = np.zeros_like(model.phi), np.zeros(len(model.phi))
    phi[own], values[own] = other[match], alike[own, match]
    return phi, shares_of(model.matrix, phi, model.background), values


def shares_of(matrix: DocumentTermMatrix, phi: np.ndarray, background: float) -> np.ndarray:
    """Theta of the rows of a matrix with the terms of the topics fixed, whatever the order of the rows."""
    order = by_contents(matrix)
    ordered = matrix.take(rows=order)
    theta = np.zeros((len(order), len(phi)))
    theta[order] = fold_in(mixture(ordered.counts, documents_of(ordered), share=background), phi)
    return theta


def matched(phi: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cosine of each topic with its match among others, one to one; 0 where there is none."""
    alike = cosine(phi, other)
    own, match = linear_sum_assignment(-alike.round(12))
    values = np.zeros(len(phi))
    values[own] = alike[own, match]
    return values
