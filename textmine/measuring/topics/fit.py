"""Counts -> a topic model, fitted until it rests."""

from __future__ import annotations

import warnings

import numpy as np
from scipy import sparse
from sklearn.decomposition import NMF, LatentDirichletAllocation, non_negative_factorization

from textmine.counting.matrix import DocumentTermMatrix, tf_idf
from textmine.measuring.topics.model import DECIMALS, Topics

METHODS = ("nmf", "lda")
MAX_ITER = {"nmf": 5000, "lda": 1000}
TOLERANCE = {"nmf": 1e-6, "lda": 0.01}
_ITERATIONS_A_CHECK = 10


class NotConvergedWarning(UserWarning):
    """A topic model whose fit was still changing when its iterations ran out."""


def fit_topics(matrix: DocumentTermMatrix, n_topics: int, *, method: str = "nmf", seed: int = 0) -> Topics:
    """Fit a topic model.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are passages or segments, never whole documents.
    n_topics : int
        2 or more, at most the number of rows and of terms.
    method : {"nmf", "lda"}
        "nmf": non-negative matrix factorization of the TF-IDF weights, Frobenius norm, NNDSVD start, coordinate descent.
        "lda": latent Dirichlet allocation of the counts, batch variational Bayes, priors 1/n_topics on topics and 0.01 on
        terms.
    seed : int
        Of the start.

    Returns
    -------
    Topics

    Raises
    ------
    ValueError
        If the method is unknown or the number of topics impossible.

    Warns
    -----
    NotConvergedWarning
        If the fit still changes after `MAX_ITER` iterations; `Topics.converged` is then False.

    Notes
    -----
    What makes the numbers the same on every processor: linear algebra differs between processors in the last of some 16
    digits. The start is therefore rounded to six decimals. NMF then iterates until ten further iterations change no value
    of phi and theta by more than 1e-6, a rule in the quantities that are reported: one that compares with the first step,
    as is usual, is never met where the start already is the solution. LDA stops when ten iterations change its perplexity
    by less than 0.01. Topics and terms are ordered by values rounded to six decimals, ties by code point. How far that
    holds: on the five documents phi and theta differ by less than 1e-15 between the kernels of OpenBLAS for SkylakeX,
    Haswell and Nehalem, and those of NMF lie within 1e-5 of the limit that they approach, so that a fifth decimal is of the
    fit, not of the texts. A start is arbitrary where two singular values of the weights are equal.

    References
    ----------
    Lee and Seung (1999), Nature 401; Blei, Ng and Jordan (2003), JMLR 3; Boutsidis and Gallopoulos (2008), Pattern
    Recognition 41 (NNDSVD).
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got '{method}'")
    if not 2 <= n_topics <= min(matrix.counts.shape):
        raise ValueError(f"n_topics must be from 2 to {min(matrix.counts.shape)} (rows, terms); got {n_topics}")
    phi, theta, n_iter = (
        _nmf(tf_idf(matrix), n_topics, seed) if method == "nmf" else _lda(matrix.counts, n_topics, seed)
    )
    converged = n_iter < MAX_ITER[method]
    if not converged:
        message = f"{method} with {n_topics} topics still changes after {n_iter} iterations; try fewer topics"
        warnings.warn(message, NotConvergedWarning, stacklevel=2)
    share = (matrix.lengths @ theta / max(matrix.lengths.sum(), 1)).round(DECIMALS)
    first = phi.round(DECIMALS).argmax(axis=1)
    order = np.lexsort((first, -share))
    return Topics(phi[order], theta[:, order], matrix, method, seed, converged, n_iter)


def _nmf(weights: sparse.csr_array, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Phi, theta and the number of iterations of coordinate descent; `MAX_ITER` of them if it did not come to rest."""
    w, h = _start(weights, n_topics, seed)
    phi, theta = _shares(w, h)
    for n_iter in range(_ITERATIONS_A_CHECK, MAX_ITER["nmf"], _ITERATIONS_A_CHECK):
        # tol=0: the rule of the library, relative to the first step, is not ours.
        w, h, _ = non_negative_factorization(
            weights, w, h, n_components=n_topics, init="custom", tol=0, max_iter=_ITERATIONS_A_CHECK
        )
        before, (phi, theta) = (phi, theta), _shares(w, h)
        if max(np.abs(phi - before[0]).max(), np.abs(theta - before[1]).max()) <= TOLERANCE["nmf"]:
            return phi, theta, n_iter
    return phi, theta, MAX_ITER["nmf"]


def _start(weights: sparse.csr_array, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Factors by NNDSVD, as they are after the first iteration: the library does not give them before."""
    model = NMF(n_topics, init="nndsvd", random_state=seed, max_iter=1, tol=0)
    w = model.fit_transform(weights)
    return w.round(DECIMALS), model.components_.round(DECIMALS)


def _lda(counts: sparse.csr_array, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Phi, theta and the number of iterations; `MAX_ITER` of them if it did not come to rest."""
    model = LatentDirichletAllocation(
        n_topics,
        topic_word_prior=0.01,
        random_state=seed,
        max_iter=MAX_ITER["lda"],
        evaluate_every=_ITERATIONS_A_CHECK,
        perp_tol=TOLERANCE["lda"],
        n_jobs=1,
    )
    theta = model.fit_transform(counts)
    return *_shares(theta, model.components_, scaled=False), model.n_iter_


def _shares(w: np.ndarray, h: np.ndarray, *, scaled: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Phi and theta of two factors: rows that add up to 1; where `scaled`, the scale of each row of `h` goes to `w`."""
    scale = h.sum(axis=1, keepdims=True)
    w = w * scale.T if scaled else w
    total = w.sum(axis=1, keepdims=True)
    phi = np.divide(h, scale, out=np.zeros_like(h), where=scale > 0)
    return phi, np.divide(w, total, out=np.zeros_like(w), where=total > 0)
