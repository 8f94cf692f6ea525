"""A fitted topic model as tidy tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from textmine.counting.matrix import DocumentTermMatrix

DECIMALS = 6  # what a converged fit is sure of: values that agree to here are ties


@dataclass(frozen=True, eq=False)
class Topics:
    """A fitted topic model.

    Attributes
    ----------
    phi : ndarray of shape (n_topics, n_terms)
        P(term | topic); rows add up to 1, or to 0 for a topic that the fit has emptied.
    theta : ndarray of shape (n_rows, n_topics)
        P(topic | row); rows add up to 1, or to 0 for a row without any term.
    matrix : DocumentTermMatrix
        What the model was fitted to.
    method : str
        "nmf", "nmf_kl" or "lda".
    seed : int
    converged : bool
        Whether the fit had come to rest (see `fit_topics`).
    n_iter : int
        Iterations it took.
    n_fitted : int
        Rows of the matrix that the fit has seen; in the others its topics were found afterwards.
    background : float
        Share of each row that the usual words of its document explain; theta is the share among the topics.
    n_refits : int
        Refits whose mean phi is (see `consensus_topics`); 0 for a single fit.

    Notes
    -----
    Topics are numbered from 1 by falling share of the tokens, ties by their first term.
    """

    phi: np.ndarray
    theta: np.ndarray
    matrix: DocumentTermMatrix
    method: str
    seed: int
    converged: bool
    n_iter: int
    n_fitted: int
    background: float = 0.0
    n_refits: int = 0

    @property
    def n_topics(self) -> int:
        return len(self.phi)

    def phi_table(self, n: int | None = None) -> pd.DataFrame:
        """`topic`, `rank`, `term`, `phi`: the n terms of highest probability of each topic (all where n is None)."""
        order = np.argsort(-self.phi.round(DECIMALS), axis=1, kind="stable")[:, :n]
        topic, rank = np.indices(order.shape) + 1
        values = np.take_along_axis(self.phi, order, axis=1)
        columns = {"topic": topic, "rank": rank, "term": self.matrix.terms[order], "phi": values}
        return pd.DataFrame({name: column.ravel() for name, column in columns.items()})

    def theta_table(self) -> pd.DataFrame:
        """The row table's columns, then `topic`, `theta`: one line a row and topic, in that order."""
        n = len(self.matrix.rows)
        table = self.matrix.rows.loc[np.repeat(np.arange(n), self.n_topics)].reset_index(drop=True)
        return table.assign(topic=np.tile(np.arange(1, self.n_topics + 1), n), theta=self.theta.ravel())

    def leading(self) -> pd.Series:
        """For each row the topic that holds more than half of it; missing where none does."""
        strongest = self.theta.argmax(axis=1) if self.n_topics else np.zeros(len(self.theta), dtype=int)
        held = self.theta.max(axis=1, initial=0) > 0.5
        return pd.Series(strongest + 1, dtype="Int64").where(held)

    def labels(self, n: int = 3, glossary: Mapping[str, str] | None = None) -> list[str]:
        """A name for each topic: its n terms of highest probability and, with a glossary, their English names below."""
        leading = self.phi_table(n).groupby("topic")["term"].agg(list)
        names = ["、".join(terms) for terms in leading]
        if glossary is None:
            return names
        english = [", ".join(glossary.get(term, term) for term in terms) for terms in leading]
        return [f"{name}\n{translation}" for name, translation in zip(names, english, strict=True)]


def canonical(topics: Topics) -> Topics:
    """The same topics, numbered by falling share of the tokens, ties by their first term."""
    lengths = topics.matrix.lengths
    tokens = (lengths @ topics.theta / max(lengths.sum(), 1)).round(DECIMALS)
    order = np.lexsort((topics.phi.round(DECIMALS).argmax(axis=1), -tokens))
    return replace(topics, phi=topics.phi[order], theta=topics.theta[:, order])


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
    given = ["topic", "rank", "theta", "length"]
    tables = [pd.DataFrame(columns=[*given, *topics.matrix.rows.columns])] if not topics.n_topics else []
    for topic in range(topics.n_topics):
        theta = np.where(long_enough, topics.theta[:, topic].round(DECIMALS), -1.0)
        best = [row for row in np.argsort(-theta, kind="stable")[:n] if long_enough[row]]
        table = topics.matrix.rows.iloc[best].reset_index(drop=True)
        table.insert(0, "topic", topic + 1)
        table.insert(1, "rank", np.arange(1, len(best) + 1))
        table.insert(2, "theta", topics.theta[best, topic])
        table.insert(3, "length", topics.matrix.lengths[best])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def typical_passages(
    topics: Topics, n: int = 3, *, least_share: float = 0.5, lengths: tuple[float, float] = (0.25, 0.9)
) -> pd.DataFrame:
    """Rows that show what a topic is: it is strong in them, they are of middle length, and from several documents.

    Parameters
    ----------
    topics : Topics
        With `document_id` in the row table.
    n : int
        Rows a topic.
    least_share : float
        Theta below which a row is typical of nothing.
    lengths : tuple of float
        Quantiles of the lengths of all rows between which a row is of middle length.

    Returns
    -------
    DataFrame
        `topic`, `rank`, `theta`, `length`, then the row table's columns. The strongest row of each document comes first, then
        the second of each, and so on; within that, by theta, ties by the earlier row. Fewer rows where too few are so strong.
    """
    given = topics.matrix.lengths
    low, high = np.quantile(given, lengths) if len(given) else (0, 0)
    middle = np.flatnonzero((given >= low) & (given <= high))
    tables = [pd.DataFrame(columns=["topic", "rank", "theta", "length", *topics.matrix.rows.columns])]
    for topic in range(topics.n_topics):
        own = pd.DataFrame({"row": middle, "theta": topics.theta[middle, topic].round(DECIMALS)})
        own = own[own["theta"] >= least_share].sort_values("theta", ascending=False, kind="stable")
        own["turn"] = own.groupby(topics.matrix.rows["document_id"].to_numpy()[own["row"]]).cumcount()
        best = own.sort_values(["turn", "theta"], ascending=[True, False], kind="stable")["row"].to_numpy()[:n]
        columns = {"topic": topic + 1, "rank": np.arange(1, len(best) + 1), "theta": topics.theta[best, topic]}
        rows = topics.matrix.rows.iloc[best].reset_index(drop=True)
        tables.append(pd.concat([pd.DataFrame(columns | {"length": given[best]}), rows], axis=1))
    return pd.concat(tables[1:] or tables, ignore_index=True)
