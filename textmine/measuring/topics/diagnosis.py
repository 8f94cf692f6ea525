"""A topic model -> what tells its real topics from artefacts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.fit import fit_topics
from textmine.measuring.topics.model import DECIMALS, Topics


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


def diagnose(topics: Topics, by: str = "document_id", *, n_terms: int = 10, stability: bool = True) -> pd.DataFrame:
    """What speaks for and against each topic.

    Parameters
    ----------
    topics : Topics
    by : str
        Column of the row table with the documents.
    n_terms : int
        Terms of highest probability that stand for a topic in `npmi`.
    stability : bool, default True
        Whether to fit the model anew without each document; else that column is left out.

    Returns
    -------
    DataFrame
        `topic`, `terms` (the first five), `share` (of all tokens), `npmi` (coherence; higher is better), `twin` (largest
        cosine between its phi and another topic's; near 1: the same topic twice), `largest_document` and
        `document_share` (the document that holds most of the topic's tokens and what part of them: near 1, the topic is a
        document, not a theme), `stability` (smallest cosine between the topic and its match when the model is fitted anew
        with one document left out; near 1: no document makes it), `n_iter` and `converged` (of the fit; the latter also
        of the fits without a document). Sorted by topic.
    """
    order = np.argsort(-topics.phi.round(DECIMALS), axis=1, kind="stable")[:, :n_terms]
    tokens = topics.matrix.lengths[:, None] * topics.theta
    documents = pd.DataFrame(tokens).groupby(topics.matrix.rows[by].to_numpy(), sort=False).sum()
    alike = _cosine(topics.phi, topics.phi) - 2 * np.eye(topics.n_topics)
    table = pd.DataFrame(
        {
            "topic": np.arange(1, topics.n_topics + 1),
            "terms": [" ".join(topics.matrix.terms[row[:5]]) for row in order],
            "share": tokens.sum(axis=0) / tokens.sum(),
            "npmi": [npmi(topics.matrix, row) for row in order],
            "twin": alike.max(axis=1),
            "largest_document": documents.index[documents.to_numpy().round(DECIMALS).argmax(axis=0)],
            "document_share": (documents / documents.sum()).max().to_numpy(),
        }
    )
    converged = topics.converged
    if stability:
        matches, refits_converged = _left_out_matches(topics, by)
        table["stability"] = matches.min(axis=0)
        converged &= refits_converged
    return table.assign(n_iter=topics.n_iter, converged=converged)


def _left_out_matches(topics: Topics, by: str) -> tuple[np.ndarray, bool]:
    """Cosine of each topic with its match in a model without one document, shape (n_documents, n_topics); whether all these
    models converged."""
    rows = topics.matrix.rows[by]
    matches, converged = [], True
    for document in pd.unique(rows):
        without = topics.matrix.take(rows=rows.ne(document).to_numpy())
        other = fit_topics(without, topics.n_topics, method=topics.method, seed=topics.seed)
        alike = _cosine(topics.phi, other.phi)
        own, match = linear_sum_assignment(-alike)
        matches.append(alike[own, match])
        converged &= other.converged
    return np.array(matches), converged


def _cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosines of the rows of `a` with those of `b`; 0 for an empty topic."""
    norms = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    return np.divide(a @ b.T, norms, out=np.zeros_like(norms), where=norms > 0)


def choose_n_topics(
    matrix: DocumentTermMatrix, candidates: list[int], *, method: str = "nmf", seed: int = 0
) -> pd.DataFrame:
    """Diagnostics of models with different numbers of topics, side by side; the choice stays the researcher's.

    Returns
    -------
    DataFrame
        `n_topics`, `npmi` (mean), `twin` (largest), `document_share` (largest), `stability` (mean and smallest as
        `stability_mean`, `stability_min`), `n_iter`, `converged` (with the models without a document); in the order of
        `candidates`.
    """
    rows = []
    for n_topics in candidates:
        table = diagnose(fit_topics(matrix, n_topics, method=method, seed=seed))
        rows.append(
            {
                "n_topics": n_topics,
                "npmi": table["npmi"].mean(),
                "twin": table["twin"].max(),
                "document_share": table["document_share"].max(),
                "stability_mean": table["stability"].mean(),
                "stability_min": table["stability"].min(),
                "n_iter": table["n_iter"].iloc[0],
                "converged": table["converged"].all(),
            }
        )
    return pd.DataFrame(rows)
