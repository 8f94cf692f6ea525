"""Counts -> topics as tidy tables, with what tells a real topic from an artefact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF, LatentDirichletAllocation

from textmine.counting.matrix import DocumentTermMatrix, tf_idf

METHODS = ("nmf", "lda")
_DECIMALS = 10


@dataclass(frozen=True, eq=False)
class Topics:
    """A fitted topic model.

    Attributes
    ----------
    phi : ndarray of shape (n_topics, n_terms)
        P(term | topic); rows add up to 1.
    theta : ndarray of shape (n_rows, n_topics)
        P(topic | row); rows add up to 1, or to 0 for a row without any term.
    matrix : DocumentTermMatrix
        What the model was fitted to.
    method : str
        "nmf" or "lda".
    seed : int

    Notes
    -----
    Topics are numbered from 1 by falling share of the tokens, ties by their first term.
    """

    phi: np.ndarray
    theta: np.ndarray
    matrix: DocumentTermMatrix
    method: str
    seed: int

    @property
    def n_topics(self) -> int:
        return len(self.phi)

    def phi_table(self, n: int | None = None) -> pd.DataFrame:
        """`topic`, `rank`, `term`, `phi`: the n terms of highest probability of each topic (all where n is None)."""
        order = np.argsort(-self.phi.round(_DECIMALS), axis=1, kind="stable")[:, :n]
        topic, rank = np.indices(order.shape) + 1
        values = np.take_along_axis(self.phi, order, axis=1)
        columns = {"topic": topic, "rank": rank, "term": self.matrix.terms[order], "phi": values}
        return pd.DataFrame({name: column.ravel() for name, column in columns.items()})

    def theta_table(self) -> pd.DataFrame:
        """The row table's columns, then `topic`, `theta`: one line a row and topic, in that order."""
        n = len(self.matrix.rows)
        table = self.matrix.rows.loc[np.repeat(np.arange(n), self.n_topics)].reset_index(drop=True)
        return table.assign(topic=np.tile(np.arange(1, self.n_topics + 1), n), theta=self.theta.ravel())

    def labels(self, n: int = 3, glossary: Mapping[str, str] | None = None) -> list[str]:
        """A name for each topic: its n terms of highest probability and, with a glossary, their English names below."""
        leading = self.phi_table(n).groupby("topic")["term"].agg(list)
        names = ["、".join(terms) for terms in leading]
        if glossary is None:
            return names
        english = [", ".join(glossary.get(term, term) for term in terms) for terms in leading]
        return [f"{name}\n{translation}" for name, translation in zip(names, english, strict=True)]


def fit_topics(matrix: DocumentTermMatrix, n_topics: int, *, method: str = "nmf", seed: int = 0) -> Topics:
    """Fit a topic model.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are passages or segments, never whole documents.
    n_topics : int
        2 or more, at most the number of rows and of terms.
    method : {"nmf", "lda"}
        "nmf": non-negative matrix factorization of the TF-IDF weights, Frobenius norm, NNDSVD start.
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

    References
    ----------
    Lee and Seung (1999), Nature 401; Blei, Ng and Jordan (2003), JMLR 3; Boutsidis and Gallopoulos (2008), Pattern
    Recognition 41 (NNDSVD).
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got '{method}'")
    if not 2 <= n_topics <= min(matrix.counts.shape):
        raise ValueError(f"n_topics must be from 2 to {min(matrix.counts.shape)} (rows, terms); got {n_topics}")
    if method == "nmf":
        model, data = NMF(n_topics, init="nndsvd", random_state=seed, max_iter=1000), tf_idf(matrix)
    else:
        model = LatentDirichletAllocation(n_topics, topic_word_prior=0.01, random_state=seed, max_iter=50, n_jobs=1)
        data = matrix.counts
    theta = model.fit_transform(data)
    scale = model.components_.sum(axis=1)
    phi = model.components_ / scale[:, None]
    theta = theta * scale if method == "nmf" else theta
    total = theta.sum(axis=1, keepdims=True)
    theta = np.divide(theta, total, out=np.zeros_like(theta), where=total > 0)
    return _ordered(phi, theta, matrix, method, seed)


def _ordered(phi: np.ndarray, theta: np.ndarray, matrix: DocumentTermMatrix, method: str, seed: int) -> Topics:
    share = (matrix.lengths @ theta).round(_DECIMALS)
    first = phi.round(_DECIMALS).argmax(axis=1)
    order = np.lexsort((first, -share))
    return Topics(phi[order], theta[:, order], matrix, method, seed)


def typical_rows(topics: Topics, n: int = 3, *, min_length: int = 20) -> pd.DataFrame:
    """Rows in which a topic is strongest: the first thing to read before giving it a name.

    Parameters
    ----------
    topics : Topics
    n : int
        Rows a topic.
    min_length : int
        Shorter rows (in tokens) are left out.

    Returns
    -------
    DataFrame
        `topic`, `rank`, `theta`, `length`, then the row table's columns. Ties go to the earlier row.
    """
    long_enough = topics.matrix.lengths >= min_length
    tables = []
    for topic in range(topics.n_topics):
        theta = np.where(long_enough, topics.theta[:, topic].round(_DECIMALS), -1.0)
        best = [row for row in np.argsort(-theta, kind="stable")[:n] if long_enough[row]]
        table = topics.matrix.rows.iloc[best].reset_index(drop=True)
        table.insert(0, "topic", topic + 1)
        table.insert(1, "rank", np.arange(1, len(best) + 1))
        table.insert(2, "theta", topics.theta[best, topic])
        table.insert(3, "length", topics.matrix.lengths[best])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


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
        with one document left out; near 1: no document makes it). Sorted by topic.
    """
    order = np.argsort(-topics.phi.round(_DECIMALS), axis=1, kind="stable")[:, :n_terms]
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
            "largest_document": documents.index[documents.to_numpy().argmax(axis=0)],
            "document_share": (documents / documents.sum()).max().to_numpy(),
        }
    )
    return table.assign(stability=_left_out_matches(topics, by).min(axis=0)) if stability else table


def _left_out_matches(topics: Topics, by: str) -> np.ndarray:
    """Cosine of each topic with its match in a model without one document, shape (n_documents, n_topics)."""
    rows = topics.matrix.rows[by]
    matches = []
    for document in pd.unique(rows):
        without = topics.matrix.take(rows=rows.ne(document).to_numpy())
        other = fit_topics(without, topics.n_topics, method=topics.method, seed=topics.seed)
        alike = _cosine(topics.phi, other.phi)
        own, match = linear_sum_assignment(-alike)
        matches.append(alike[own, match])
    return np.array(matches)


def _cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a @ b.T) / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))


def choose_n_topics(
    matrix: DocumentTermMatrix, candidates: list[int], *, method: str = "nmf", seed: int = 0
) -> pd.DataFrame:
    """Diagnostics of models with different numbers of topics, side by side; the choice stays the researcher's.

    Returns
    -------
    DataFrame
        `n_topics`, `npmi` (mean), `twin` (largest), `document_share` (largest), `stability` (mean and smallest as
        `stability_mean`, `stability_min`); in the order of `candidates`.
    """
    rows = []
    for n_topics in candidates:
        table = diagnose(fit_topics(matrix, n_topics, method=method, seed=seed))
        stability = table["stability"]
        worst = table[["twin", "document_share"]].max()
        rows.append(
            (n_topics, table["npmi"].mean(), worst["twin"], worst["document_share"], stability.mean(), stability.min())
        )
    return pd.DataFrame(rows, columns=["n_topics", "npmi", "twin", "document_share", "stability_mean", "stability_min"])
