"""Pairs of documents that share wording -> a matrix of shares, of documents or of groups, with the segments behind each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pandas as pd

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background, set_phrase_mask
from textmine.measuring.reuse.folding import fold_segments, ngrams
from textmine.measuring.reuse.passages import LEAST, OWN

COLUMNS = ["row", "column", "n_pairs", "shared", "share", "segment_ids"]

# Of a document: its runs outside set phrases, and the segment that holds each.
_Held = tuple[np.ndarray, np.ndarray]


def shared_matrix(
    related: pd.DataFrame,
    segments: pd.DataFrame,
    unit_of: Mapping[str, str],
    *,
    least: int = LEAST,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
) -> pd.DataFrame:
    """How much of the wording of each unit stands in each other one.

    Parameters
    ----------
    related : DataFrame
        From `related_documents` with the same `least`, `background` and `common`, and no `smallest`.
    segments : DataFrame
        As given to `related_documents`.
    unit_of : mapping of str to str
        The unit of each document: the document itself or its group. Documents that it lacks are passed over.

    Returns
    -------
    DataFrame
        One row an ordered pair of units, of which at least one pair of different documents can be made: `row`, `column`,
        `n_pairs` (of documents), `shared` (own characters of the one document that stand in the other, over all pairs),
        `share` (mean over the pairs of shared / own characters of the document of `row`; a pair that shares nothing counts
        0; missing where no document has any wording of its own), `segment_ids` (of `row`, joined by blanks: those with a run of at least `least` characters that
        stands in another document of `column`). Sorted by `row`, then `column`, in the order of `unit_of`.

    Notes
    -----
    Of two documents the shares differ with their lengths: a short one may stand wholly in a long one, of which it is little.
    """
    units = list(dict.fromkeys(unit_of.values()))
    held = {key: part for key, part in _held(segments, least, background, common).items() if key in unit_of}
    counts = Counter(unit_of[key] for key in held)
    speaking = Counter(unit_of[key] for key, (hashes, _) in held.items() if len(hashes))
    pairs = related.assign(row=related["document_id"].map(unit_of), column=related["other_id"].map(unit_of))
    sums = pairs.groupby(["row", "column"], observed=True)[["shared", "share"]].sum()
    ids = _segments_of_cells(held, unit_of, units)
    rows = []
    for row, column in product(units, units):
        others = counts[column] - (row == column)
        if counts[row] and others > 0:
            shared, share = sums.loc[(row, column)] if (row, column) in sums.index else (0, 0.0)
            mean = share / (speaking[row] * others) if speaking[row] else np.nan
            rows.append((row, column, counts[row] * others, int(shared), mean, " ".join(ids.get((row, column), ()))))
    return pd.DataFrame(rows, columns=COLUMNS)


def shared_segments(
    segments: pd.DataFrame,
    pairs: Iterable[tuple[str, str]],
    *,
    least: int = LEAST,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
) -> list[str]:
    """For each pair of documents the segments of the first that share wording with the second, joined by blanks.

    Parameters
    ----------
    segments, least, background, common
        As for `related_documents`, which counts the characters of the same runs.
    pairs : iterable of (str, str)
    """
    pairs = list(pairs)
    own = segments[segments["document_id"].isin({key for pair in pairs for key in pair})]
    held = _held(own, least, background, common)
    nothing = np.zeros(0, np.uint64), np.zeros(0, object)
    found = []
    for one, other in pairs:
        hashes, ids = held.get(one, nothing)
        same = np.isin(hashes, held.get(other, nothing)[0])
        found.append(" ".join(dict.fromkeys(ids[same])))
    return found


def _held(segments: pd.DataFrame, least: int, background: Background, common: int) -> dict[str, _Held]:
    """The runs of each document that tell, in the order of the text."""
    if "passage_id" in segments:
        segments = segments[segments["passage_id"].notna()]
    return {
        key: _telling(part.sort_values("start"), least, background, common)
        for key, part in segments.groupby("document_id", sort=True, observed=True)
    }


def _telling(segments: pd.DataFrame, least: int, background: Background, common: int) -> _Held:
    folded = fold_segments(segments)
    own = ~set_phrase_mask(folded, background, common)
    places, hashes = ngrams(folded, least)
    before = np.concatenate([[0], np.cumsum(own)])
    telling = before[places + least] - before[places] >= OWN
    return hashes[telling], segments["segment_id"].to_numpy(dtype=object)[folded.rows[places[telling]]]


def _segments_of_cells(
    held: Mapping[str, _Held], unit_of: Mapping[str, str], units: list[str]
) -> dict[tuple[str, str], list[str]]:
    """For each pair of units the segments of the first that hold a run of another document of the second."""
    if not held:
        return {}
    known, which = np.unique(np.concatenate([hashes for hashes, _ in held.values()]), return_inverse=True)
    ends = np.cumsum([len(hashes) for hashes, _ in held.values()])
    runs = dict(zip(held, np.split(which, ends[:-1]), strict=True))
    holders = np.zeros((len(units), len(known)), dtype=np.int32)  # documents of each unit that hold each run
    for key, own in runs.items():
        holders[units.index(unit_of[key]), np.unique(own)] += 1
    found: dict[tuple[str, str], list[str]] = {}
    for key, (_, ids) in held.items():
        for i, unit in enumerate(units):
            elsewhere = holders[i, runs[key]] > (unit == unit_of[key])
            found.setdefault((unit_of[key], unit), []).extend(dict.fromkeys(ids[elsewhere]))
    return found
