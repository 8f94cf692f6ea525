"""A topic model and many refits of resampled sections -> topics that are the mean of what returns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from joblib import delayed
from scipy.optimize import linear_sum_assignment

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.background import BACKGROUND
from textmine.measuring.topics.diagnosis import cosine
from textmine.measuring.topics.divergence import ROUGH
from textmine.measuring.topics.fit import fitted
from textmine.measuring.topics.model import Topics, canonical
from textmine.measuring.topics.refits import check_refits, draws, fitted_rows, refit, shares_of
from textmine.progress import in_parallel

LEAST_ALIKE = 0.5  # cosine from which a topic of a refit counts in a mean
_ROUNDS = 20


def consensus_topics(
    matrix: DocumentTermMatrix,
    n_topics: int,
    *,
    seed: int = 0,
    n_refits: int = 30,
    background: float = BACKGROUND,
    max_rows: int | None = None,
    unit: str = "section_id",
    n_jobs: int | None = None,
) -> Topics:
    """Topics that do not hang on one fit: the mean of those that come back in refits of resampled sections.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    n_topics : int
    seed, background, max_rows
        As for `fit_topics` with the method "nmf_kl".
    n_refits : int
        Each draws the sections of every document anew with replacement, and has a seed of its own.
    unit : str
        Column of the row table with what is drawn; without it, rows are.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    Topics
        With `n_refits`. `stable_topics` takes other draws than these to say which of the topics return.

    Raises
    ------
    ValueError
        As `fit_topics`, and for fewer than two refits.

    Notes
    -----
    A model of all rows is the start. The topics of each refit are matched one to one with those of the start so that the sum
    of cosines is greatest; the topics are then the means of their matches of cosine .5 or more, and are matched anew, until
    no mean changes any more. A topic without any such match stays that of the start. Theta is found with phi fixed. A single
    fit follows whichever sections there happen to be; the mean keeps what several of them say.

    References
    ----------
    Kotliar et al. (2019), eLife 8 (consensus NMF); Kuhn (1955), Naval Research Logistics Quarterly 2 (matching).
    """
    check_refits(n_refits)
    start = fitted(
        matrix, n_topics, method="nmf_kl", seed=seed, max_rows=max_rows, background=background, tolerance=ROUGH
    )
    if not start.n_topics:
        return replace(start, n_refits=n_refits)
    model = fitted_rows(start)
    drawn = enumerate(draws(model.matrix, n_refits, seed, unit), start=1)
    work = (delayed(_phi)(model, draw, number) for number, draw in drawn)
    found = in_parallel(work, n_jobs=n_jobs, what="fit", unit=" models", total=n_refits)
    phi = mean_topics(start.phi, found)
    return canonical(replace(start, phi=phi, theta=shares_of(matrix, phi, background), n_refits=n_refits))


def mean_topics(phi: np.ndarray, refits: list[np.ndarray]) -> np.ndarray:
    """The mean of what is matched with each topic, from a start on until it stays the same; its rows add up to 1."""
    for _ in range(_ROUNDS):
        matches = [linear_sum_assignment(-cosine(phi, other).round(12))[1] for other in refits]
        own = np.array([other[match] for other, match in zip(refits, matches, strict=True)])
        alike = np.array([np.diag(cosine(phi, other)) for other in own]) >= LEAST_ALIKE
        times = alike.sum(axis=0)[:, None]
        mean = np.where(times, np.einsum("rk,rkw->kw", alike.astype(float), own) / np.maximum(times, 1), phi)
        if np.allclose(mean, phi, rtol=0, atol=1e-9):
            break
        phi = mean
    return phi


def _phi(model: Topics, drawn, number: int) -> np.ndarray:
    return refit(model, drawn, number).phi
