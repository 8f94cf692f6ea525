"""Counts and anchor terms -> topics that begin with what somebody wants to find, beside topics that are free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics import divergence
from textmine.measuring.topics.background import BACKGROUND, mixture
from textmine.measuring.topics.model import Topics
from textmine.measuring.topics.rows import by_contents, documents_of

STRENGTH = 0.01


def seeded_topics(
    matrix: DocumentTermMatrix,
    anchors: Mapping[str, Sequence[str]],
    *,
    n_free: int = 0,
    strength: float = STRENGTH,
    seed: int = 0,
    background: float = BACKGROUND,
) -> Topics:
    """Fit topics of which some begin with terms of their own, such as those of a codebook's categories.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    anchors : mapping of str to sequence of str
        Terms of each seeded topic, such as from `anchor_terms`; terms that the matrix lacks are left out.
    n_free : int
        Topics without anchors, for what they leave.
    strength : float
        Tokens, as a share of all, that the anchors of each topic hold beforehand; they are divided equally among them.
    seed : int
        Of the start of the free topics.
    background : float
        As for `fit_topics`.

    Returns
    -------
    Topics
        The seeded topics in the order of `anchors`, then the free ones (`method` is "nmf_kl, seeded").

    Raises
    ------
    ValueError
        If no anchor of a topic is a term of the matrix, or there are fewer than two topics or too many.

    Notes
    -----
    The model is that of "nmf_kl" with a Dirichlet prior on phi, fitted from the anchors; where the texts use an anchor in
    other company, the topic follows the texts. A topic that is seeded is not thereby found: look at its terms and passages.

    References
    ----------
    Jagarlamudi, Daumé and Udupa (2012), EACL; Watanabe and Baturo (2024), Social Science Computer Review 42 (1).
    """
    n_topics = len(anchors) + n_free
    limit = min(matrix.counts.shape)
    if not 2 <= n_topics <= limit or n_free < 0 or strength <= 0:
        raise ValueError(
            f"needs from 2 to {limit} topics, n_free of at least 0 and a strength above 0; "
            f"got {len(anchors)} seeded and {n_free} free topics, strength {strength}"
        )
    prior = np.zeros((n_topics, len(matrix.terms)))
    places = {term: i for i, term in enumerate(matrix.terms)}
    for topic, (name, terms) in enumerate(anchors.items()):
        known = sorted({places[term] for term in terms if term in places})
        if not known:
            raise ValueError(f"no anchor of '{name}' is a term of the matrix: {' '.join(terms) or 'none was given'}")
        prior[topic, known] = strength * matrix.lengths.sum() / len(known)
    order = by_contents(matrix)
    data = mixture(matrix.counts[order], documents_of(matrix)[order], share=background)
    with threadpool_limits(1, user_api="blas"):
        phi, own, n_iter = divergence.anchored(data, prior, seed=seed)
    theta = np.zeros_like(own)
    theta[order] = own
    rested = n_iter < divergence.MAX_ITER
    return Topics(phi, theta, matrix, "nmf_kl, seeded", seed, rested, n_iter, len(order), background)
