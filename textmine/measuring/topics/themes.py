"""Topics of passages and codes of their segments -> where topics and the categories of a codebook agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.coding import Codebook, code
from textmine.measuring.topics.model import DECIMALS, Topics

FOUND = 0.5


def topics_and_codes(topics: Topics, codes: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """How many tokens of each topic stand in segments of each category.

    Parameters
    ----------
    topics : Topics
        Its row table has `segment_ids` (or `segment_id`).
    codes : DataFrame
        `segment_id`, `category` and, where segments have several, `main`: from `textmine.measuring.coding.categories`, or
        hand codes. Only main categories count.
    ids : sequence of str
        Ids of all categories, in order.

    Returns
    -------
    DataFrame
        `topic`, `category`, `tokens`, `share_of_topic`, `share_of_category`, `ratio` (tokens over those expected if topics and
        categories had nothing to do with each other; above 1: more). Sorted by topic, then category in the order of `ids`.
        Tokens of rows that nothing codes are left out.

    Notes
    -----
    The tokens of a row go to the topics by theta and, in equal parts, to the main categories of its segments.
    """
    belongs = _categories_of_rows(topics.matrix, codes, ids)
    tokens = (topics.matrix.lengths[:, None] * topics.theta).T @ belongs
    by_topic, by_category = tokens.sum(axis=1, keepdims=True), tokens.sum(axis=0, keepdims=True)
    expected = by_topic * by_category / max(tokens.sum(), 1e-300)
    topic, category = np.indices(tokens.shape)
    columns = {"topic": topic + 1, "category": np.asarray(ids, dtype=object)[category], "tokens": tokens}
    for name, whole in (("share_of_topic", by_topic), ("share_of_category", by_category), ("ratio", expected)):
        whole = np.broadcast_to(whole, tokens.shape)
        columns[name] = np.divide(tokens, whole, out=np.full(tokens.shape, np.nan), where=whole > 0)
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()})


def topic_code_agreement(topics: Topics, codes: pd.DataFrame, ids: Sequence[str]) -> dict[str, float]:
    """Adjusted mutual information of the strongest topic and the category of the rows.

    Parameters
    ----------
    topics, codes, ids
        As for `topics_and_codes`.

    Returns
    -------
    dict
        `adjusted_mutual_information` (1: one tells the other; 0: no more than chance; NaN without coded rows), `n_rows` (with a
        category), `n_uncoded`.

    References
    ----------
    Vinh, Epps and Bailey (2010), Journal of Machine Learning Research 11.
    """
    belongs = _categories_of_rows(topics.matrix, codes, ids)
    coded = (belongs.sum(axis=1) > 0) & (topics.matrix.lengths > 0)
    own = topics.theta.round(DECIMALS)[coded].argmax(axis=1) if topics.n_topics else np.zeros(coded.sum())
    value = adjusted_mutual_info_score(belongs[coded].argmax(axis=1), own) if coded.any() else np.nan
    return {
        "adjusted_mutual_information": float(value),
        "n_rows": int(coded.sum()),
        "n_uncoded": int((~coded).sum()),
    }


def themes_without_topic(table: pd.DataFrame, *, least: float = FOUND) -> pd.DataFrame:
    """Each category with the topic that holds most of it: which theme no topic finds.

    Parameters
    ----------
    table : DataFrame
        From `topics_and_codes`.
    least : float
        Share of the category that one topic must hold, unless the category is the largest of a topic.

    Returns
    -------
    DataFrame
        `category`, `topic`, `tokens` (of the category), `share_of_category` (in that topic), `ratio`, `found` (bool). Sorted by
        category in the order of the table. Categories without tokens are left out.
    """
    largest = set(_largest(table, "topic")["category"])
    best = _largest(table, "category").drop(columns="share_of_topic")
    totals = table.groupby("category", sort=False)["tokens"].sum()
    best["tokens"] = best["category"].map(totals)
    found = best["category"].isin(largest) | best["share_of_category"].ge(least)
    return best[["category", "topic", "tokens", "share_of_category", "ratio"]].assign(found=found)


def topics_without_theme(table: pd.DataFrame, *, least: float = FOUND) -> pd.DataFrame:
    """Each topic with its largest category: which topic no theme names.

    Parameters
    ----------
    table : DataFrame
        From `topics_and_codes`.
    least : float
        Share of the topic that one category must have.

    Returns
    -------
    DataFrame
        `topic`, `category`, `tokens` (of the topic), `share_of_topic` (of that category), `ratio`, `named` (bool). Sorted by topic.
    """
    best = _largest(table, "topic")
    best["tokens"] = best["topic"].map(table.groupby("topic")["tokens"].sum())
    named = best["share_of_topic"].ge(least)
    return best[["topic", "category", "tokens", "share_of_topic", "ratio"]].assign(named=named)


def anchor_terms(matrix: DocumentTermMatrix, codebook: Codebook) -> dict[str, list[str]]:
    """The terms that a codebook's categories code as a whole: anchors for `seeded_topics`.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    codebook : Codebook

    Returns
    -------
    dict of str to list of str
        Terms of each category that has any, in code point order.
    """
    ids = [str(i) for i in range(len(matrix.terms))]
    words = pd.DataFrame({"document_id": "", "segment_id": ids, "text": matrix.terms.astype(object)})
    coded = code(words, codebook)
    whole = coded["match"].to_numpy() == matrix.terms.astype(object)[coded["segment_id"].astype(int)]
    found = coded[whole].groupby("category")["match"].agg(sorted)
    return {name: found[name] for name in codebook.ids if name in found}


def _largest(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """The row with most tokens of each topic or category, the first of equal ones, in order of appearance."""
    order = table[table["tokens"] > 0].assign(most=lambda own: -own["tokens"].round(DECIMALS))
    best = order.sort_values("most", kind="stable").drop_duplicates(by).sort_index()
    places = {value: i for i, value in enumerate(pd.unique(table[by]))}
    return (
        best.sort_values(by, key=lambda own: own.map(places), kind="stable").drop(columns="most").reset_index(drop=True)
    )


def _categories_of_rows(matrix: DocumentTermMatrix, codes: pd.DataFrame, ids: Sequence[str]) -> np.ndarray:
    """Shares of the categories in each row, shape (n_rows, n_categories); 0 where nothing codes it."""
    main = codes[codes["main"].astype(bool)] if "main" in codes else codes
    if unknown := sorted(set(main["category"]) - set(ids)):
        raise ValueError(
            f"codes have the category '{unknown[0]}', which is not among {', '.join(ids)}; give all of them"
        )
    column = "segment_ids" if "segment_ids" in matrix.rows else "segment_id"
    held = matrix.rows[column].astype(str).str.split(" ").explode().rename("segment_id").reset_index()
    pairs = held.merge(main[["segment_id", "category"]].astype(str), on="segment_id")
    belongs = np.zeros((len(matrix.rows), len(ids)))
    np.add.at(belongs, (pairs["index"].to_numpy(), pd.Index(ids).get_indexer(pairs["category"])), 1.0)
    return belongs / np.maximum(belongs.sum(axis=1, keepdims=True), 1)
