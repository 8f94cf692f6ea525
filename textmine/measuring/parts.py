"""Segments -> what documents are made of, and their parts of the first level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

_OWN_PARTS = {"responsibility": "responsibility", "table": "table"}


def composition(segments: pd.DataFrame, by: str = "document_id") -> pd.DataFrame:
    """How many characters each document, or the mean document of each group, gives to prose and to what is none.

    Parameters
    ----------
    segments : DataFrame
        Segments of a corpus, with `passage_id` and the column `by`.
    by : str

    Returns
    -------
    DataFrame
        `by`, `part` (prose, responsibility, table, apparatus: titles, letterheads, signatures), `characters` (of the policy
        text; of a group the mean over its documents), `segment_ids` (joined by blanks). Sorted by `by` in the order of its
        categories, else of first appearance; parts as they first appear.
    """
    part = segments["kind"].map(_OWN_PARTS).mask(segments["passage_id"].notna(), "prose").fillna("apparatus")
    table = segments.assign(part=part, characters=segments["text"].str.len())
    grouped = table.groupby([by, "part"], sort=False, observed=True)
    result = grouped.agg(characters=("characters", "sum"), segment_ids=("segment_id", " ".join)).reset_index()
    if by != "document_id":
        result["characters"] /= (
            result[by].map(segments.groupby(by, observed=True)["document_id"].nunique()).astype(float)
        )
    in_order = isinstance(result[by].dtype, pd.CategoricalDtype)
    return result.sort_values(by, kind="stable", ignore_index=True) if in_order else result


def first_level(segments: pd.DataFrame) -> pd.DataFrame:
    """The parts of each document: its level-1 sections, and what stands above the first or in annexes.

    Parameters
    ----------
    segments : DataFrame
        Segments of a corpus, with `section_id`.

    Returns
    -------
    DataFrame
        `document_id`, `heading` ("front" above the first heading, "annex" in one without headings), `characters`,
        `segment_ids`, `share` (of the document's characters); in the order of the text.
    """
    top = segments["path"].str.split(" > ").str[0].mask(segments["path"].eq(""))
    own = segments["text"].where(segments["kind"].eq("heading"))
    front = segments["section_id"].str.endswith("/B.0").map({True: "annex", False: "front"})
    parts = segments.assign(heading=top.fillna(own).fillna(front), characters=segments["text"].str.len())
    grouped = parts.groupby(["document_id", "heading"], sort=False)
    result = grouped.agg(characters=("characters", "sum"), segment_ids=("segment_id", " ".join)).reset_index()
    total = result.groupby("document_id")["characters"].transform("sum")
    return result.assign(share=result["characters"] / total)


def first_level_spans(segments: pd.DataFrame) -> pd.DataFrame:
    """Where the parts of each document stand: its level-1 sections, what stands above the first, annexes.

    Parameters
    ----------
    segments : DataFrame
        Segments of a corpus, with `section_id`.

    Returns
    -------
    DataFrame
        `document_id`, `heading` (as in `first_level`), `start`, `end` (offsets into the policy text; a part ends where the
        next begins); in the order of the text.
    """
    parts = first_level(segments)[["document_id", "heading", "segment_ids"]]
    start = parts["segment_ids"].str.split(" ").str[0].map(segments.set_index("segment_id")["start"])
    parts = parts.assign(start=start.astype(int)).drop(columns="segment_ids")
    last = parts["document_id"].map(segments.groupby("document_id")["end"].max())
    following = parts.groupby("document_id", sort=False)["start"].shift(-1)
    return parts.assign(end=following.fillna(last).astype(int))


def part_functions(headings: pd.Series, words: Mapping[str, Sequence[str]]) -> pd.Series:
    """What the parts of documents do, told from words in their headings.

    Parameters
    ----------
    headings : Series of str
        From `first_level`.
    words : mapping of str to sequence of str
        Words of each function; `[parts]` of `study.toml`. The first function counts of which a word stands in the heading.

    Returns
    -------
    Series of str
        The function, empty where the heading has none of the words.
    """
    return headings.map(
        lambda heading: next((key for key, own in words.items() if any(one in str(heading) for one in own)), "")
    )
