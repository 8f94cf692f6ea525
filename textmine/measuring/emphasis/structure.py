"""Categories of segments -> where they stand, which go together, and which a group of documents lacks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from textmine.measuring.agreement.hand_codes import CONSENSUS, HandCodes, presence


def positions(segments: pd.DataFrame, assigned: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Where in each document each main category stands.

    Parameters
    ----------
    segments : DataFrame
        Prose segments with `segment_id`, `document_id`, `start` and `end`, in the order of the text.
    assigned : DataFrame
        From `textmine.measuring.coding.categories`.
    ids : list of str
        The categories, in order (`Codebook.ids`); others are left out.

    Returns
    -------
    DataFrame
        One row a document and category that it has: `document_id`, `category`, `n_segments`, `first` (where its first segment
        begins), `centre` (mean over its characters), both from 0 (start of the document's prose) to 1 (end); `rank` (1: the
        category whose centre comes first). Documents in order, then by rank.
    """
    main = assigned.loc[assigned["main"] & assigned["category"].isin(ids), ["segment_id", "category"]]
    table = segments[["document_id", "segment_id", "start", "end"]].merge(main, on="segment_id")
    begin = table["document_id"].map(segments.groupby("document_id")["start"].min())
    length = table["document_id"].map(segments.groupby("document_id")["end"].max()) - begin
    table["first"] = (table["start"] - begin) / length
    table["size"] = table["end"] - table["start"]
    table["weighted"] = ((table["start"] + table["end"]) / 2 - begin) / length * table["size"]
    grouped = table.groupby(["document_id", "category"], sort=False)
    result = grouped.agg(
        n_segments=("size", "size"), first=("first", "min"), weighted=("weighted", "sum"), size=("size", "sum")
    ).reset_index()
    result["centre"] = result.pop("weighted") / result.pop("size")
    place = {name: i for i, name in enumerate(pd.unique(segments["document_id"]))}
    column = {name: i for i, name in enumerate(ids)}
    order = result.assign(document=result["document_id"].map(place), column=result["category"].map(column))
    result = result.loc[order.sort_values(["document", "centre", "column"]).index].reset_index(drop=True)
    result["rank"] = result.groupby("document_id", sort=False).cumcount() + 1
    return result


def cross_table(
    segments: pd.DataFrame,
    first: pd.DataFrame,
    first_ids: list[str],
    second: pd.DataFrame,
    second_ids: list[str],
) -> pd.DataFrame:
    """How many segments have a category of one codebook together with a category of another, or of the same.

    Parameters
    ----------
    segments : DataFrame
        With `segment_id`; only these count.
    first, second : DataFrame
        Codes with `segment_id` and `category`, from `textmine.measuring.coding.categories`, or some of its rows.
    first_ids, second_ids : list of str
        The categories, in order.

    Returns
    -------
    DataFrame
        One row a pair: `row`, `column`, `n_row`, `n_column`, `n_both` (segments), `expected` (n_row n_column / n_segments:
        what independence would give), `jaccard` (n_both over the segments with either; NaN where there are none),
        `segment_ids` (of those with both). Rows in the order of `first_ids`, then `second_ids`.
    """
    keys = segments["segment_id"]
    a, b = presence(first, keys, first_ids), presence(second, keys, second_ids)
    rows = []
    for i, row in enumerate(first_ids):
        for j, column in enumerate(second_ids):
            both, n_row, n_column = a[:, i] & b[:, j], int(a[:, i].sum()), int(b[:, j].sum())
            either = n_row + n_column - int(both.sum())
            jaccard = both.sum() / either if either else np.nan
            expected = n_row * n_column / len(keys) if len(keys) else np.nan
            rows.append((row, column, n_row, n_column, int(both.sum()), expected, jaccard, " ".join(keys[both])))
    columns = ["row", "column", "n_row", "n_column", "n_both", "expected", "jaccard", "segment_ids"]
    return pd.DataFrame(rows, columns=columns)


def absences(
    segments: pd.DataFrame,
    assigned: pd.DataFrame,
    ids: list[str],
    by: str,
    *,
    least: int = 2,
    hand: HandCodes | None = None,
    name: str = "",
) -> pd.DataFrame:
    """What the documents of one group treat and those of another do not.

    Parameters
    ----------
    segments : DataFrame
        With `segment_id`, `text` and the column `by`.
    assigned : DataFrame
        From `textmine.measuring.coding.categories`, or settled with hand codes (`HandCodes.settled`).
    ids : list of str
        The categories, in order (`Codebook.ids`).
    by : str
    least : int
        Segments that the other groups together must have.
    hand : HandCodes, optional
    name : str
        Of the codebook in the hand codes.

    Returns
    -------
    DataFrame
        One row a category and group without it: `category`, `absent_in`, `n_searched` (segments of the group), `n_hand` (of
        these, coded by hand), `n_hand_coded` (of these, given the category by hand: if not 0, the dictionary has overlooked
        them), `n_elsewhere` (segments with the category in other groups), `present_id`, `present_text` (the one of them with the
        greatest weight), `nearest_id`, `nearest_text`, `similarity` (the segment of the group that comes nearest to all of
        them, and how near: cosine of TF-IDF of character bigrams, 0 to 1). In the order of `ids`, then of the groups.
    """
    keys, texts = segments["segment_id"].to_numpy(), segments["text"].to_numpy()
    found = presence(assigned, segments["segment_id"], ids)
    codes, groups = pd.factorize(segments[by])
    lacking = []
    for k, category in enumerate(ids):
        counts = np.bincount(codes[found[:, k] & (codes >= 0)], minlength=len(groups))
        enough = found[:, k].sum() >= least
        lacking += [(k, category, i, group) for i, group in enumerate(groups) if enough and not counts[i]]
    vectors = _bigrams(segments["text"]) if lacking else None
    weights = _weights(assigned, {category for _, category, *_ in lacking})
    rows = []
    for k, category, i, group in lacking:
        own, having = codes == i, np.flatnonzero(found[:, k])
        if len(having):
            typical = having[np.argmax([weights.get((keys[i], category), 0) for i in having])]
            similarity = np.asarray(vectors[own] @ vectors[having].mean(axis=0).T).ravel()
            scale = np.linalg.norm(vectors[having].mean(axis=0)) or np.nan
            nearest = int(np.argmax(similarity))
            at = np.flatnonzero(own)[nearest]
            coded = _hand_coded(hand, name, category, keys[own])
            row = (category, group, int(own.sum()), *coded, len(having), keys[typical], texts[typical])
            rows.append((*row, keys[at], texts[at], float(similarity[nearest] / scale)))
    columns = ["category", "absent_in", "n_searched", "n_hand", "n_hand_coded", "n_elsewhere"]
    columns += ["present_id", "present_text", "nearest_id", "nearest_text", "similarity"]
    return pd.DataFrame(rows, columns=columns)


def _bigrams(texts: pd.Series) -> sparse.csr_matrix:
    """TF-IDF of character bigrams; zeros where no text has two characters."""
    if texts.str.split().str.join(" ").str.len().max() < 2:
        return sparse.csr_matrix((len(texts), 1))
    return TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True).fit_transform(texts)


def _weights(assigned: pd.DataFrame, categories: set[str]) -> dict[tuple[str, str], float]:
    """Weight of some categories in each segment."""
    own = assigned[assigned["category"].isin(categories)]
    return {} if own.empty else own.groupby(["segment_id", "category"])["weight"].sum().to_dict()


def _hand_coded(hand: HandCodes | None, name: str, category: str, ids: np.ndarray) -> tuple[int, int]:
    """How many of some segments were coded by hand, and how many of these have the category."""
    if hand is None:
        return 0, 0
    own = hand.units["segment_id"].isin(ids).to_numpy()
    return int(own.sum()), int(hand.presence(name, CONSENSUS, [category])[own].sum())
