"""Wording that two documents share although neither has it from the other -> common parents outside the corpus."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background
from textmine.measuring.reuse.descent import title_key
from textmine.measuring.reuse.passages import LEAST, shared_passages
from textmine.measuring.reuse.sources import dates, ranks, sources


def common_parents(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    cited: pd.DataFrame,
    *,
    column: str = "level",
    groups: Collection[str] | None = None,
    place: str = "region",
    least: int = LEAST,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
) -> pd.DataFrame:
    """Wording that two documents share although neither has it from the other: signs of a parent outside the corpus.

    Parameters
    ----------
    segments, documents, cited
        See `shared_passages` and `descent`.
    column, groups
        See `textmine.measuring.reuse.sources.sources`.
    place : str
        Column of the documents' places. Two of the same group and of different places answer to upper documents, not to each
        other; so do two issued on the same day.
    least, background, common
        As for `shared_passages`.

    Returns
    -------
    DataFrame
        One row a pair: `document_id`, `other_id`, `passages`, `characters` (of the passages), `unexplained` (of these,
        characters that stand in no document of an upper group of the corpus), `parents` (titles outside the corpus that
        both cite, those with the most mentions first, joined by "; "; empty where they cite none in common), `longest` (unexplained passage), `segment_ids`,
        `other_segment_ids` (joined by blanks). Pairs with anything unexplained, sorted by falling `unexplained`, then ids.

    Notes
    -----
    Only borrowings count, where the background tells set phrases. That one city copied another's text is not excluded:
    a common parent is the simpler account where both cite one.
    """
    passages = shared_passages(segments, least=least, background=background, common=common)
    passages = passages[passages["kind"].ne("formula")]
    upper = sources(documents, "upper", column=column, groups=groups)
    spans = _spans(passages)
    named = _outside(documents, cited)
    rows = []
    for one, other in _siblings(documents, column, place, groups):
        own = passages[(passages["document_id"] == one) & (passages["other_id"] == other)]
        explained = [spans[one, above] for above in upper[one] if (one, above) in spans]
        left = own[[not _inside(a, b, explained) for a, b in zip(own["start"], own["end"], strict=True)]]
        if len(left):
            longest = left.sort_values(["characters", "start"], ascending=[False, True])["text"].iloc[0]
            both = [key for key in named[one] if key in named[other]]
            both.sort(key=lambda key: (-named[one][key][1] - named[other][key][1], key))
            shared = [named[one][key][0] for key in both]
            ids = [" ".join(dict.fromkeys(left[name])) for name in ("segment_id", "other_segment_id")]
            counts = len(own), int(own["characters"].sum()), int(left["characters"].sum())
            rows.append((one, other, *counts, "; ".join(shared), longest, *ids))
    columns = ["document_id", "other_id", "passages", "characters", "unexplained", "parents", "longest"]
    table = pd.DataFrame(rows, columns=[*columns, "segment_ids", "other_segment_ids"])
    order = ["unexplained", "document_id", "other_id"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _siblings(
    documents: pd.DataFrame, column: str, place: str, groups: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Pairs of documents of one group of which neither has its wording from the other."""
    rank, date = ranks(documents, column, groups), dates(documents)
    places = dict(zip(documents["document_id"], documents[place], strict=True))
    for one, other in combinations(sorted(rank), 2):
        if rank[one] == rank[other] and (places[one] != places[other] or (date[one] and date[one] == date[other])):
            yield one, other


def _spans(passages: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Where each document shares wording with each other one."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    columns = ["document_id", "other_id", "start", "end", "other_start", "other_end"]
    for one, other, start, end, other_start, other_end in passages[columns].itertuples(index=False):
        found.setdefault((one, other), []).append((start, end))
        found.setdefault((other, one), []).append((other_start, other_end))
    return found


def _inside(start: int, end: int, explained: list[list[tuple[int, int]]]) -> bool:
    """Whether more than half of a passage stands in passages shared with an upper document."""
    covered = np.zeros(end - start, dtype=bool)
    for spans in explained:
        for a, b in spans:
            covered[max(a - start, 0) : max(b - start, 0)] = True
    return bool(covered.mean() > 0.5)


def _outside(documents: pd.DataFrame, cited: pd.DataFrame) -> dict[str, dict[str, tuple[str, int]]]:
    """For each document the titles that it cites and the corpus lacks, with their mentions, by their key."""
    inside = {title_key(title) for title in documents["title"]}
    found: dict[str, dict[str, tuple[str, int]]] = {key: {} for key in documents["document_id"]}
    for document, title, count in cited[["document_id", "title", "count"]].itertuples(index=False):
        if document in found and (key := title_key(title)) not in inside:
            first, before = found[document].get(key, (title, 0))
            found[document][key] = first, before + int(count)
    return found
