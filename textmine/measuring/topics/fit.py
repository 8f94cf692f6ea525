"""Counts -> a topic model, fitted until it rests."""

from __future__ import annotations

import warnings

import numpy as np
from scipy import sparse
from sklearn.decomposition import NMF, LatentDirichletAllocation, non_negative_factorization
from threadpoolctl import threadpool_limits

from textmine.counting.matrix import DocumentTermMatrix, tf_idf
from textmine.measuring.topics import divergence
from textmine.measuring.topics.background import BACKGROUND, mixture
from textmine.measuring.topics.model import DECIMALS, Topics, canonical
from textmine.measuring.topics.rows import by_contents, documents_of, sample_rows

METHODS = ("nmf_kl", "nmf", "lda")
MAX_ITER = {"nmf": 5000, "nmf_kl": divergence.MAX_ITER, "lda": 1000}
TOLERANCE = {"nmf": 1e-6, "lda": 0.01}
MAX_ROWS = {"nmf": 20_000, "nmf_kl": 5_000, "lda": 1_000}
_ITERATIONS_A_CHECK = 10


class NotConvergedWarning(UserWarning):
    """A topic model whose fit was still changing when its iterations ran out."""


def fit_topics(
    matrix: DocumentTermMatrix,
    n_topics: int,
    *,
    method: str = "nmf_kl",
    seed: int = 0,
    max_rows: int | None = None,
    background: float = BACKGROUND,
) -> Topics:
    """Fit a topic model.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are passages or segments, never whole documents.
    n_topics : int
        2 or more, at most the number of rows and of terms.
    method : {"nmf_kl", "nmf", "lda"}
        "nmf_kl": non-negative matrix factorization of the counts, Kullback-Leibler divergence, beside a background of the
        usual words of each document; the best on planted topics (`tests/benchmarks/topics.md`).
        "nmf": non-negative matrix factorization of the TF-IDF weights, Frobenius norm, NNDSVD start, coordinate descent.
        "lda": latent Dirichlet allocation of the counts, batch variational Bayes, priors 1/n_topics on topics and 0.01 on
        terms.
    seed : int
        Of the start, and of the sample.
    max_rows : int, optional
        Rows that the topics are fitted to at most; by default `MAX_ROWS`: 20,000 for "nmf", 5,000 for "nmf_kl", 1,000
        for "lda". Of a larger matrix so many are drawn (see `sample_rows`), and the topics of the others are found with
        the terms of the topics fixed.
    background : float
        For "nmf_kl": the share of each row that the usual words of its document explain (see
        `textmine.measuring.topics.background.mixture`); 0 is plain factorization.

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
    With "nmf_kl" a row is c times the usual words of its document plus 1 - c times its topics (see
    `textmine.measuring.topics.divergence`). Words that every passage of a document, or of all documents, may hold need no
    topic then; what is left to the topics sets passages apart. Theta is the share among the topics. Rows are put into an
    order of their contents first, so that the topics do not depend on the order they come in.

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
    Recognition 41 (NNDSVD). Of "nmf_kl": Lee and Seung (2001), NIPS 13; Gaussier and Goutte (2005), SIGIR (the same as
    probabilistic latent semantic analysis); Zhai, Velivelli and Yu (2004), KDD (a background of fixed share).
    """
    topics = fitted(matrix, n_topics, method=method, seed=seed, max_rows=max_rows, background=background)
    if not topics.converged:
        message = f"{method} with {n_topics} topics still changes after {topics.n_iter} iterations; try fewer topics"
        warnings.warn(message, NotConvergedWarning, stacklevel=2)
    return topics


def fitted(
    matrix: DocumentTermMatrix,
    n_topics: int,
    *,
    method: str = "nmf_kl",
    seed: int = 0,
    max_rows: int | None = None,
    background: float = BACKGROUND,
    tolerance: float = divergence.TOLERANCE,
    few_starts: bool = False,
) -> Topics:
    """As `fit_topics`, without a warning: for models that are only compared, whose table says which did not converge.

    `tolerance` and `few_starts` are those of `divergence.factorize`, for fits that are matched with others.
    """
    most = _checked(matrix, n_topics, method, max_rows, background)
    n_rows, n_terms = matrix.counts.shape
    share = background if method == "nmf_kl" else 0.0
    if not n_topics:
        return Topics(np.zeros((0, n_terms)), np.zeros((n_rows, 0)), matrix, method, seed, True, 0, 0, share)
    with threadpool_limits(1, user_api="blas"):  # the products are so small that threads wait for one another
        phi, theta, n_iter = _fit(
            matrix, n_topics, method, seed, most, share, tolerance=tolerance, few_starts=few_starts
        )
    rested, n_fitted = n_iter < MAX_ITER[method], min(n_rows, most)
    return canonical(Topics(phi, theta, matrix, method, seed, rested, n_iter, n_fitted, share))


def _checked(matrix: DocumentTermMatrix, n_topics: int, method: str, max_rows: int | None, background: float) -> int:
    """The most rows to fit; an error where what is asked for cannot be."""
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got '{method}'")
    if not 0 <= background < 1:
        raise ValueError(f"background must be from 0 (none) to below 1; got {background}")
    most = MAX_ROWS[method] if max_rows is None else max_rows
    limit = min(*matrix.counts.shape, most)
    if n_topics and not 2 <= n_topics <= limit:
        raise ValueError(f"n_topics must be from 2 to {limit} (rows, terms, rows to fit); got {n_topics}")
    return most


def _fit(
    matrix: DocumentTermMatrix, n_topics: int, method: str, seed: int, most: int, share: float, **options
) -> tuple[np.ndarray, np.ndarray, int]:
    if method == "nmf_kl":
        return _nmf_kl(matrix, n_topics, seed, most, share, **options)
    drawn = sample_rows(matrix, most, seed=seed)
    if method == "nmf":
        return _nmf(tf_idf(matrix), drawn, n_topics, seed)
    return _lda(matrix.counts, drawn, n_topics, seed)


def _nmf_kl(
    matrix: DocumentTermMatrix, n_topics: int, seed: int, most: int, share: float, **options
) -> tuple[np.ndarray, np.ndarray, int]:
    """Phi, theta of all rows, and the number of iterations on the rows drawn."""
    order = by_contents(matrix)
    matrix = matrix.take(rows=order)
    data = mixture(matrix.counts, documents_of(matrix), share=share)
    drawn = sample_rows(matrix, most, seed=seed)
    whole = len(drawn) == len(order)
    few = data if whole else data.rows(drawn)
    phi, own, n_iter = divergence.factorize(few, n_topics, seed=seed, max_iter=MAX_ITER["nmf_kl"], **options)
    theta = np.zeros((len(order), n_topics))
    theta[order[drawn]] = own
    if not whole:
        others = np.setdiff1d(np.arange(len(order)), drawn)
        theta[order[others]] = divergence.fold_in(data.rows(others), phi)
    return phi, theta, n_iter


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
