"""Counts -> a topic model, fitted until it rests."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.decomposition import NMF, LatentDirichletAllocation, non_negative_factorization
from threadpoolctl import threadpool_limits

from textmine.counting.matrix import DocumentTermMatrix, tf_idf
from textmine.measuring.topics.model import DECIMALS, Topics

METHODS = ("nmf", "lda")
MAX_ITER = {"nmf": 5000, "lda": 1000}
TOLERANCE = {"nmf": 1e-6, "lda": 0.01}
MAX_ROWS = {"nmf": 20_000, "lda": 1_000}  # some ten seconds of either
_ITERATIONS_A_CHECK = 10


class NotConvergedWarning(UserWarning):
    """A topic model whose fit was still changing when its iterations ran out."""


def fit_topics(
    matrix: DocumentTermMatrix, n_topics: int, *, method: str = "nmf", seed: int = 0, max_rows: int | None = None
) -> Topics:
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
        Of the start, and of the sample.
    max_rows : int, optional
        Rows that the topics are fitted to at most; by default `MAX_ROWS`: 20,000 for NMF, 1,000 for LDA. Of a larger matrix
        so many are drawn (see `sample_rows`), and the topics of the others are found with the terms of the topics fixed.

    Returns
    -------
    Topics

    Raises
    ------
    ValueError
        If the method is unknown or the number of topics, or of rows to fit, impossible.

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
    topics = fitted(matrix, n_topics, method=method, seed=seed, max_rows=max_rows)
    if not topics.converged:
        message = f"{method} with {n_topics} topics still changes after {topics.n_iter} iterations; try fewer topics"
        warnings.warn(message, NotConvergedWarning, stacklevel=2)
    return topics


def fitted(
    matrix: DocumentTermMatrix, n_topics: int, *, method: str = "nmf", seed: int = 0, max_rows: int | None = None
) -> Topics:
    """As `fit_topics`, without a warning: for models that are only compared, whose table says which did not converge."""
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got '{method}'")
    most = MAX_ROWS[method] if max_rows is None else max_rows
    n_rows, n_terms = matrix.counts.shape
    if not n_topics:
        return Topics(np.zeros((0, n_terms)), np.zeros((n_rows, 0)), matrix, method, seed, True, 0, 0)
    if not 2 <= n_topics <= min(n_rows, n_terms, most):
        limit = min(n_rows, n_terms, most)
        raise ValueError(f"n_topics must be from 2 to {limit} (rows, terms, rows to fit); got {n_topics}")
    weights = tf_idf(matrix) if method == "nmf" else matrix.counts
    drawn = sample_rows(matrix, most, seed=seed)
    with threadpool_limits(1, user_api="blas"):  # the products are so small that threads wait for one another
        fit = _nmf if method == "nmf" else _lda
        phi, theta, n_iter = fit(weights, drawn, n_topics, seed)
    share = (matrix.lengths @ theta / max(matrix.lengths.sum(), 1)).round(DECIMALS)
    first = phi.round(DECIMALS).argmax(axis=1)
    order = np.lexsort((first, -share))
    return Topics(phi[order], theta[:, order], matrix, method, seed, n_iter < MAX_ITER[method], n_iter, len(drawn))


def sample_rows(matrix: DocumentTermMatrix, n: int, *, seed: int) -> np.ndarray:
    """Draw rows at random, from each document in proportion to its rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        With `document_id` in the row table; without, all rows are taken as one document.
    n : int
    seed : int

    Returns
    -------
    ndarray of shape (min(n, n_rows),), int
        Positions in rising order; all of them where there are no more than n.

    Notes
    -----
    The rows, in order of their documents, are divided into n stretches of equal length, and one row is drawn from each.
    """
    n_rows = len(matrix.rows)
    if n_rows <= n:
        return np.arange(n_rows)
    documents = matrix.rows["document_id"] if "document_id" in matrix.rows else np.zeros(n_rows)
    borders = np.arange(n + 1) * n_rows // n
    drawn = np.random.default_rng(seed).integers(borders[:-1], borders[1:])
    return np.sort(np.argsort(pd.factorize(documents)[0], kind="stable")[drawn])


def _nmf(weights: sparse.csr_array, drawn: np.ndarray, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Phi, theta of all rows, and the number of iterations on the rows drawn."""
    w, h, n_iter = _nmf_factors(weights[drawn], n_topics, seed)
    if len(drawn) < weights.shape[0]:
        own, w = w, np.zeros((weights.shape[0], n_topics))
        w[drawn] = own
        others = np.setdiff1d(np.arange(len(w)), drawn)
        options = {"update_H": False, "tol": TOLERANCE["nmf"], "max_iter": MAX_ITER["nmf"]}
        w[others] = non_negative_factorization(weights[others], H=h, n_components=n_topics, **options)[0]
    return *_shares(w, h), n_iter


def _nmf_factors(weights: sparse.csr_array, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Factors and the number of iterations of coordinate descent; `MAX_ITER` of them if it did not come to rest."""
    w, h = _start(weights, n_topics, seed)
    phi, theta = _shares(w, h)
    for n_iter in range(_ITERATIONS_A_CHECK, MAX_ITER["nmf"], _ITERATIONS_A_CHECK):
        # tol=0: the rule of the library, relative to the first step, is not ours.
        w, h, _ = non_negative_factorization(
            weights, w, h, n_components=n_topics, init="custom", tol=0, max_iter=_ITERATIONS_A_CHECK
        )
        before, (phi, theta) = (phi, theta), _shares(w, h)
        if max(np.abs(phi - before[0]).max(), np.abs(theta - before[1]).max()) <= TOLERANCE["nmf"]:
            return w, h, n_iter
    return w, h, MAX_ITER["nmf"]


def _start(weights: sparse.csr_array, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Factors by NNDSVD, as they are after the first iteration: the library does not give them before."""
    model = NMF(n_topics, init="nndsvd", random_state=seed, max_iter=1, tol=0)
    w = model.fit_transform(weights)
    return w.round(DECIMALS), model.components_.round(DECIMALS)


def _lda(counts: sparse.csr_array, drawn: np.ndarray, n_topics: int, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Phi, theta of all rows, and the number of iterations on the rows drawn; `MAX_ITER` if it did not come to rest."""
    model = LatentDirichletAllocation(
        n_topics,
        topic_word_prior=0.01,
        random_state=seed,
        max_iter=MAX_ITER["lda"],
        evaluate_every=_ITERATIONS_A_CHECK,
        perp_tol=TOLERANCE["lda"],
        n_jobs=1,
    )
    theta = model.fit_transform(counts[drawn])
    if len(drawn) < counts.shape[0]:
        theta = model.transform(counts)
    return *_shares(theta, model.components_, scaled=False), model.n_iter_


def _shares(w: np.ndarray, h: np.ndarray, *, scaled: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Phi and theta of two factors: rows that add up to 1; where `scaled`, the scale of each row of `h` goes to `w`."""
    scale = h.sum(axis=1, keepdims=True)
    w = w * scale.T if scaled else w
    total = w.sum(axis=1, keepdims=True)
    phi = np.divide(h, scale, out=np.zeros_like(h), where=scale > 0)
    return phi, np.divide(w, total, out=np.zeros_like(w), where=total > 0)
