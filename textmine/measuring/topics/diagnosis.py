"""A topic model -> what tells its real topics from artefacts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from joblib import delayed
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.fit import fitted
from textmine.measuring.topics.model import DECIMALS, Topics
from textmine.measuring.topics.rows import sample_rows
from textmine.progress import in_parallel

MOST_FOLDS = 10
COPY = 0.85  # cosine from which the terms of a topic are those of a document: in planted corpora topics stay below .8
_DIAGNOSED = ("topic", "terms", "share", "npmi", "twin", "largest_document", "document_share", "likeness", "copy")


def npmi(matrix: DocumentTermMatrix, terms: np.ndarray) -> float:
    """Coherence of some terms: mean normalized pointwise mutual information of their pairs over the rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    terms : array_like of int
        Positions of the terms, at least two.

    Returns
    -------
    float
        1 where the terms only occur together, about 0 where they are independent, -1 where they never meet.

    References
    ----------
    Bouma (2009), GSCL; Lau, Newman and Baldwin (2014), EACL.
    """
    holds = (matrix.counts[:, terms].toarray() > 0).astype(float)
    n = len(holds)
    joint, single = holds.T @ holds / n, holds.mean(axis=0)
    pairs = np.triu_indices(len(terms), k=1)
    p, independent = joint[pairs], np.outer(single, single)[pairs]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(p == 0, -1.0, np.where(p == 1, 1.0, np.log(p / independent) / -np.log(p)))
    return float(values.mean())


def diagnose(
    topics: Topics,
    by: str = "document_id",
    *,
    n_terms: int = 10,
    stability: bool = True,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """What speaks for and against each topic.

    Parameters
    ----------
    topics : Topics
    by : str
        Column of the row table with the documents.
    n_terms : int
        Terms of highest probability that stand for a topic in `npmi`.
    stability : bool, default True
        Whether to fit the model anew without each document, or, of more than ten documents, without each of ten parts of them
        (see `folds`); else that column is left out.
    n_jobs : int, optional
        Processes that fit, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        `topic`, `terms` (the first five), `share` (of all tokens), `npmi` (coherence; higher is better), `twin` (largest
        cosine between its phi and another topic's; near 1: the same topic twice), `largest_document` and
        `document_share` (the document that holds most of the topic's tokens and what part of them: near 1, the topic is a
        document, not a theme), `likeness` (largest cosine between its phi and the shares of the terms in a document) and
        `copy` (whether that is .85 or more: the topic is a copy of the document), `stability` (smallest cosine between the topic and its match when the model is fitted anew
        with one document, or one part of them, left out; near 1: none of them makes it; NaN where too few rows are left,
        as in a study of one document), `n_iter` and `converged` (of the fit; the latter also of the fits without a
        document). Sorted by topic.
    """
    if not topics.n_topics:
        return pd.DataFrame(columns=[*_DIAGNOSED, *(["stability"] if stability else []), "n_iter", "converged"])
    order = np.argsort(-topics.phi.round(DECIMALS), axis=1, kind="stable")[:, :n_terms]
    tokens = topics.matrix.lengths[:, None] * topics.theta
    documents = pd.DataFrame(tokens).groupby(topics.matrix.rows[by].to_numpy(), sort=False).sum()
    alike = cosine(topics.phi, topics.phi) - 2 * np.eye(topics.n_topics)
    table = pd.DataFrame(
        {
            "topic": np.arange(1, topics.n_topics + 1),
            "terms": [" ".join(topics.matrix.terms[row[:5]]) for row in order],
            "share": tokens.sum(axis=0) / tokens.sum(),
            "npmi": [npmi(topics.matrix, row) for row in order],
            "twin": alike.max(axis=1),
            "largest_document": documents.index[documents.to_numpy().round(DECIMALS).argmax(axis=0)],
            "document_share": (documents / documents.sum()).max().to_numpy(),
            "likeness": _likeness(topics, by),
        }
    )
    table["copy"] = table["likeness"] >= COPY
    converged = topics.converged
    if stability:
        matches, refits_converged = _left_out_matches(topics, by, n_jobs)
        table["stability"] = matches.min(axis=0)
        converged &= refits_converged
    return table.assign(n_iter=topics.n_iter, converged=converged)


def _likeness(topics: Topics, by: str) -> np.ndarray:
    """Largest cosine of each topic with the counts of a document."""
    codes = pd.factorize(topics.matrix.rows[by])[0]
    member = sparse.csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))))
    counts = sparse.csr_array(member @ topics.matrix.counts)
    norms = np.outer(np.sqrt(counts.multiply(counts).sum(axis=1)), np.linalg.norm(topics.phi, axis=1))
    alike = np.divide(counts @ topics.phi.T, norms, out=np.zeros_like(norms), where=norms > 0)
    return alike.max(axis=0)


def folds(matrix: DocumentTermMatrix, by: str = "document_id", *, most: int = MOST_FOLDS) -> np.ndarray:
    """Divide documents into parts that are left out one after another.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    by : str
        Column of the row table with the documents.
    most : int
        Up to so many documents, each is a part of its own.

    Returns
    -------
    ndarray of shape (n_rows,), int
        Number of the part of each row.

    Notes
    -----
    More documents are dealt out from the longest to the shortest (ties in order of appearance), each to the part that has the
    fewest tokens so far, so that the parts are about equally long.
    """
    codes, documents = pd.factorize(matrix.rows[by])
    if len(documents) <= most:
        return codes
    lengths = np.bincount(codes, matrix.lengths)
    part, filled = np.empty(len(documents), dtype=int), np.zeros(most)
    for document in np.argsort(-lengths, kind="stable"):
        part[document] = filled.argmin()
        filled[part[document]] += lengths[document]
    return part[codes]


def _left_out_matches(topics: Topics, by: str, n_jobs: int | None) -> tuple[np.ndarray, bool]:
    """Cosine of each topic with its match in a model without one part, shape (n_parts, n_topics); whether all these models
    converged. NaN where no part can be left out."""
    parts = folds(topics.matrix, by)
    n_terms = len(topics.matrix.terms)
    left = [parts != part for part in range(parts.max() + 1)]
    work = (delayed(_match)(topics, rows) for rows in left if topics.n_topics <= min(rows.sum(), n_terms))
    found = in_parallel(work, n_jobs=n_jobs, what="leave out", unit=" parts", total=len(left))
    found = found or [(np.full(topics.n_topics, np.nan), True)]
    matches, converged = zip(*found, strict=True)
    return np.array(matches), all(converged)


def _match(topics: Topics, rows: np.ndarray) -> tuple[np.ndarray, bool]:
    """Cosine of each topic with its match in a model of some rows; whether that converged."""
    sampled = topics.n_fitted < len(topics.matrix.rows)
    drawn = sample_rows(topics.matrix.take(rows=rows), topics.n_fitted, seed=topics.seed) if sampled else slice(None)
    matrix = topics.matrix.take(rows=np.flatnonzero(rows)[drawn])
    options = {"method": topics.method, "seed": topics.seed, "background": topics.background}
    other = fitted(matrix, topics.n_topics, max_rows=len(matrix.rows), **options)
    alike = cosine(topics.phi, other.phi)
    own, match = linear_sum_assignment(-alike)
    return alike[own, match], other.converged


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosines of the rows of `a` with those of `b`; 0 for an empty topic."""
    norms = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    return np.divide(a @ b.T, norms, out=np.zeros_like(norms), where=norms > 0)
