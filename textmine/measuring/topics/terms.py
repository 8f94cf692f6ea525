"""A topic model -> the terms that explain its topics, by probability, lift, FREX and relevance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from textmine.measuring.topics.model import DECIMALS, Topics

SCORES = ("phi", "lift", "frex", "relevance")


def topic_terms(
    topics: Topics, n: int = 10, *, by: str = "frex", frex_weight: float = 0.5, relevance_weight: float = 0.6
) -> pd.DataFrame:
    """The terms that explain each topic best.

    Parameters
    ----------
    topics : Topics
    n : int
        Terms a topic.
    by : {"frex", "phi", "lift", "relevance"}
        The score that orders them.
    frex_weight : float
        Weight of exclusivity in FREX, from 0 (frequency alone) to 1.
    relevance_weight : float
        Weight of probability in relevance, from 0 (lift alone) to 1.

    Returns
    -------
    DataFrame
        `topic`, `rank`, `term`, `phi`, `lift`, `frex`, `relevance`, `count` (of the term in all rows). Sorted by topic, then
        rank; ties go to the term first in code point order. Terms that a topic does not have (phi 0) are left out.

    Raises
    ------
    ValueError
        If the score is unknown or a weight is not from 0 to 1.

    Notes
    -----
    Higher is better for all four. lift = phi_kw / P(w), with P(w) the term's share of all tokens. FREX is the weighted
    harmonic mean 1 / (w / F(phi_kw / sum_j phi_jw) + (1 - w) / F(phi_kw)), where F is the share of the terms whose value in
    this topic is as high or lower. relevance = lambda ln phi_kw + (1 - lambda) ln lift.

    References
    ----------
    Bischof and Airoldi (2012), ICML (FREX); Sievert and Shirley (2014), ACL workshop ILLVI (relevance); Taddy (2012),
    AISTATS (lift).
    """
    if by not in SCORES:
        raise ValueError(f"by must be one of {', '.join(SCORES)}; got '{by}'")
    for name, weight in (("frex_weight", frex_weight), ("relevance_weight", relevance_weight)):
        if not 0 <= weight <= 1:
            raise ValueError(f"{name} must be from 0 to 1; got {weight}")
    counts = np.asarray(topics.matrix.counts.sum(axis=0)).ravel()
    scores = term_scores(topics.phi, counts, frex_weight, relevance_weight)
    order = np.argsort(-np.where(topics.phi > 0, scores[by], -np.inf).round(DECIMALS), axis=1, kind="stable")[:, :n]
    topic, rank = np.indices(order.shape) + 1
    columns = {"topic": topic, "rank": rank, "term": topics.matrix.terms[order]}
    columns |= {name: np.take_along_axis(values, order, axis=1) for name, values in scores.items()}
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()}).assign(count=counts[order.ravel()])
    return table[table["phi"] > 0].reset_index(drop=True)


def term_scores(
    phi: np.ndarray, counts: np.ndarray, frex_weight: float = 0.5, relevance_weight: float = 0.6
) -> dict[str, np.ndarray]:
    """The scores of `topic_terms` of every topic and term, each of shape (n_topics, n_terms).

    Parameters
    ----------
    phi : ndarray of shape (n_topics, n_terms)
    counts : ndarray of shape (n_terms,)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.nan_to_num(phi / (counts / max(counts.sum(), 1)))
        relevance = relevance_weight * np.log(phi) + (1 - relevance_weight) * np.log(lift)
    frequent, exclusive = _at_most(phi), _at_most(exclusivity(phi))
    frex = 1 / (frex_weight / exclusive + (1 - frex_weight) / frequent)
    return {"phi": phi, "lift": lift, "frex": frex, "relevance": relevance}


def exclusivity(phi: np.ndarray) -> np.ndarray:
    """phi_kw / sum_j phi_jw: what part of a term is a topic's; 0 for a term that no topic has."""
    total = np.broadcast_to(phi.sum(axis=0), phi.shape)
    return np.divide(phi, total, out=np.zeros_like(phi), where=total > 0)


def _at_most(values: np.ndarray) -> np.ndarray:
    """For each value the share of the values of its row that are as high or lower."""
    if not values.size:
        return np.ones_like(values)
    return rankdata(values.round(12), method="max", axis=1) / values.shape[1]
