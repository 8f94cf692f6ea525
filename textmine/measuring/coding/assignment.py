"""Segments + codebook -> the categories of each segment, the main one among them, and what is left uncovered."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from textmine.measuring.coding.matches import code
from textmine.measuring.coding.scheme import Codebook

LEAD_WEIGHT = 3
_LEAD = re.compile("^[^。;；]{1,30}[。:：]|^[^。;；]{1,30}$")
_COLUMNS = ["document_id", "segment_id", "category", "main", "matches", "weight", "source_id", "first"]


def categories(segments: pd.DataFrame, codebook: Codebook, *, n_jobs: int | None = None) -> pd.DataFrame:
    """The categories of each segment, by its own words and, where the codebook says so, by the headings above it.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id`, `path`, `kind` and `text`, in the order of the text; all headings among them.
    codebook : Codebook
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        One row a segment and category: `document_id`, `segment_id`, `category`, `main` (bool; one category of each segment
        that has any), `matches` (how many places), `weight` (characters matched, those of the lead counted three times),
        `source_id` (the segment whose words were matched: itself or a heading above), `first` (offset of the first match in
        that segment). Segments in order, the main category first, then by weight and place. A segment that nothing codes
        has no row (see `uncovered`).

    Raises
    ------
    ValueError
        If the codebook asks for the headings above and they are not among the segments.

    Notes
    -----
    The main category is that with the greatest weight; of equal ones that which comes first in the text. Others count where they
    reach the codebook's `least_weight`, as a share of the main one's. The lead is the
    opening phrase that names the subject of an item (——加强科普基地建设。), or the whole of a short segment. Categories from
    headings come after a segment's own; those of the nearest heading that has any are taken (`headings = "if_none"`), or those
    of all headings above (`"always"`).
    """
    own = _weights(segments, codebook, n_jobs)
    parents = _parents(segments) if codebook.headings != "never" else {}
    ranks = {name: i for i, name in enumerate(codebook.ids)}
    rows = []
    for document_id, segment_id in segments[["document_id", "segment_id"]].itertuples(index=False):
        found = sorted(own.get(segment_id, ()), key=lambda row: (-row[2], row[4], ranks[row[0]]))
        found = [row for row in found if row[2] >= codebook.least_weight * found[0][2]]
        found += _from_above(segment_id, found, own, parents, codebook.headings)
        rows += [
            (document_id, segment_id, name, i == 0, matches, weight, source, first)
            for i, (name, matches, weight, source, first) in enumerate(found)
        ]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"matches": int, "weight": int, "first": int, "main": bool})


def recode(codes: pd.DataFrame, categories: Mapping[str, str]) -> pd.DataFrame:
    """Codes under other categories, such as the groups of a scheme with two levels.

    Parameters
    ----------
    codes : DataFrame
        With `segment_id` and `category`; by hand also `codebook` and `coder`.
    categories : mapping of str to str
        New category of each old one; codes of others are left out.

    Returns
    -------
    DataFrame
        As `codes`, each new category once a segment (and coder): its first row.
    """
    known = codes[codes["category"].isin(list(categories))]
    renamed = (
        known["category"].map(dict(categories)).astype(codes["category"].dtype)
    )  # where there are none, numbers else
    recoded = known.assign(category=renamed)
    keys = [c for c in ("codebook", "coder", "segment_id", "category") if c in codes]
    return recoded.drop_duplicates(keys).reset_index(drop=True)


def uncovered(segments: pd.DataFrame, assigned: pd.DataFrame) -> pd.DataFrame:
    """The segments that no category covers.

    Parameters
    ----------
    segments : DataFrame
    assigned : DataFrame
        From `categories` or `code`.

    Returns
    -------
    DataFrame
        Rows of `segments`.
    """
    return segments[~segments["segment_id"].isin(assigned["segment_id"])].reset_index(drop=True)


def _weights(segments: pd.DataFrame, codebook: Codebook, n_jobs: int | None) -> dict[str, list[tuple]]:
    """Category, matches, weight, source and first place of each category that a segment's own words have."""
    coded = code(segments[["document_id", "segment_id", "text"]], codebook, n_jobs=n_jobs)
    leads = coded["segment_id"].map({key: _lead_end(text) for key, text in segments[["segment_id", "text"]].to_numpy()})
    coded["weight"] = (coded["end"] - coded["start"]) * (1 + (LEAD_WEIGHT - 1) * (coded["end"] <= leads))
    table = coded.groupby(["segment_id", "category"], sort=False).agg(
        matches=("start", "size"), weight=("weight", "sum"), first=("start", "min")
    )
    found: dict[str, list[tuple]] = {}
    for (segment_id, name), matches, weight, first in table.itertuples(name=None):
        found.setdefault(segment_id, []).append((name, matches, weight, segment_id, first))
    return found


def _lead_end(text: str) -> int:
    match = _LEAD.match(text)
    return match.end() if match else 0


def _parents(segments: pd.DataFrame) -> dict[str, str]:
    """The heading right above each segment that has one."""
    parents, seen = {}, {}
    for document_id, key, path, kind, text in segments[
        ["document_id", "segment_id", "path", "kind", "text"]
    ].itertuples(index=False):
        if path:
            if (document_id, path) not in seen:
                raise ValueError(
                    f"no heading above '{key}' among the segments; pass all of them, and filter what comes back"
                )
            parents[key] = seen[document_id, path]
        if kind == "heading":
            words = "".join(text.splitlines())  # as in the paths of the outline
            seen[document_id, f"{path} > {words}" if path else words] = key
    return parents


def _from_above(segment_id: str, found: list, own: dict, parents: dict, headings: str) -> list[tuple]:
    """Categories taken from the headings above, nearest first."""
    if headings == "never" or (headings == "if_none" and found):
        return []
    names, taken = {row[0] for row in found}, []
    while segment_id in parents:
        segment_id = parents[segment_id]
        above = sorted(own.get(segment_id, ()), key=lambda row: (-row[2], row[4]))
        taken += [row for row in above if row[0] not in names]
        names |= {row[0] for row in above}
        if taken and headings == "if_none":
            break
    return taken
