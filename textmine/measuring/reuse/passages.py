"""Two documents -> the passages that stand word for word in both, and which of them are set phrases."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background, set_phrase_mask
from textmine.measuring.reuse.folding import Folded, fold, fold_segments, ngrams

LEAST = 12
OWN = 6  # characters outside set phrases that make a shared passage a borrowing
COLUMNS = [
    "document_id", "other_id", "segment_id", "other_segment_id", "start", "end", "other_start", "other_end", "characters",
    "own_characters", "common", "kind", "text",
]  # fmt: skip


def exact_matches(one: Folded, other: Folded, least: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All maximal exact matches of two folded texts.

    Parameters
    ----------
    one, other : Folded
    least : int
        Characters, at least 2.

    Returns
    -------
    i, j, length : ndarray of int64
        The match is `one[i : i + length]` and `other[j : j + length]`; sorted by i, then j.

    Notes
    -----
    Maximal: neither one character more to the left nor to the right is the same, within the segment. Where runs of `least`
    characters are the same at (i, j), (i + 1, j + 1), ..., they are one match: so each is a stretch without gaps of a diagonal
    j - i of the table of equal runs. Time and memory grow with the number of equal pairs of runs.
    """
    if least < 2:
        raise ValueError(f"least must be at least 2 characters; got {least}")
    places, hashes = ngrams(one, least)
    others, other_hashes = ngrams(other, least)
    order = np.argsort(other_hashes, kind="stable")
    others, other_hashes = others[order], other_hashes[order]
    low = np.searchsorted(other_hashes, hashes, side="left")
    counts = np.searchsorted(other_hashes, hashes, side="right") - low
    i = np.repeat(places, counts)
    within = np.arange(len(i)) - np.repeat(np.cumsum(counts) - counts, counts)
    j = others[np.repeat(low, counts) + within]
    order = np.lexsort((i, j - i))
    i, j = i[order], j[order]
    first = np.ones(len(i), dtype=bool)
    first[1:] = (np.diff(j - i) != 0) | (np.diff(i) != 1)
    begins = np.flatnonzero(first)
    length = np.diff(np.append(begins, len(i))) + least - 1
    i, j = i[begins], j[begins]
    order = np.lexsort((j, i))
    return i[order], j[order], length[order]


def shared_passages(
    segments: pd.DataFrame, *, least: int = LEAST, background: Background = NO_BACKGROUND, common: int = COMMON
) -> pd.DataFrame:
    """The passages that any two documents share word for word.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id`, `start`, `text`; with `passage_id`, only segments that have one. For many documents,
        pass those that `related_documents` finds.
    least : int
        Characters of a passage, without punctuation and blanks.
    background : Background
        From `read_background`; the default tells no set phrases.
    common : int
        Unrelated texts in which a run of six characters must stand to be part of a set phrase.

    Returns
    -------
    DataFrame
        One row a maximal passage of a pair of documents: `document_id`, `other_id` (the one whose id comes first is
        `document_id`), `segment_id`, `other_segment_id`, `start`, `end`, `other_start`, `other_end` (offsets into the policy
        texts), `characters` (as compared), `own_characters` (of these outside set phrases), `common` (unrelated texts of the
        background that hold its rarest run: the passage as a whole is in no more; missing where the background tells
        nothing), `kind` ("borrowing" with at least six own characters, else "formula"; missing likewise), `text` (as in
        `document_id`). Sorted by `document_id`, `other_id`, `start`, `other_start`.

    Notes
    -----
    Width, punctuation, blanks and line breaks do not count. A passage never runs from one segment into the next, and a
    stretch that stands twice in one document gives a row for each place.
    """
    if "passage_id" in segments:
        segments = segments[segments["passage_id"].notna()]
    groups = {key: part.sort_values("start") for key, part in segments.groupby("document_id", sort=True, observed=True)}
    folded = {key: fold_segments(part) for key, part in groups.items()}
    masks = {key: set_phrase_mask(part, background, common) for key, part in folded.items()}
    rare = {key: background.rarest_from(part) for key, part in folded.items()} if background.tells else {}
    tables = [pd.DataFrame(columns=COLUMNS)]
    for one, other in combinations(groups, 2):
        i, j, length = exact_matches(folded[one], folded[other], least)
        if len(i):
            table = _places(groups[one], folded[one], i, length, "")
            table |= _places(groups[other], folded[other], j, length, "other_")
            outside = np.concatenate([[0], np.cumsum(~masks[one])])
            table["own_characters"] = outside[i + length] - outside[i]
            table["common"] = [rare[one][a : a + n - background.run + 1].min() for a, n in zip(i, length, strict=True)] if rare else np.nan  # fmt: skip
            tables.append(pd.DataFrame({"document_id": one, "other_id": other, "characters": length, **table}))
    found = pd.concat(tables[1:] or tables, ignore_index=True)
    kind = np.where(found["own_characters"] >= OWN, "borrowing", "formula") if background.tells else None
    found["kind"] = pd.Series(kind, found.index, dtype=object)
    return found[COLUMNS]


def _places(segments: pd.DataFrame, folded: Folded, at: np.ndarray, length: np.ndarray, side: str) -> dict[str, object]:
    """Where matches stand in the source."""
    rows = folded.rows[at]
    start, end = folded.offsets[at], folded.offsets[at + length - 1] + 1
    found = {f"{side}segment_id": segments["segment_id"].to_numpy()[rows], f"{side}start": start, f"{side}end": end}
    if not side:
        begins, texts = segments["start"].to_numpy()[rows], segments["text"].to_numpy()[rows]
        found["text"] = [text[a:b] for text, a, b in zip(texts, start - begins, end - begins, strict=True)]
    return found


def set_phrases(passages: pd.DataFrame) -> pd.DataFrame:
    """The shared passages that are no borrowing, with how common they are.

    Parameters
    ----------
    passages : DataFrame
        From `shared_passages`, with a background.

    Returns
    -------
    DataFrame
        One row a wording: `text` (as where it stands first), `characters`, `common` (see `shared_passages`), `documents` (how
        many share it), `pairs`, `segment_ids` (joined by blanks). Sorted by falling `common`, `characters`, then `text`.
    """
    formulas = passages[passages["kind"].eq("formula")]
    rows = []
    for text, part in formulas.groupby(formulas["text"].map(fold), sort=True):
        documents = pd.unique(part[["document_id", "other_id"]].to_numpy().ravel())
        held = pd.unique(part[["segment_id", "other_segment_id"]].to_numpy().ravel())
        pairs = len(part[["document_id", "other_id"]].drop_duplicates())
        first = part["text"].iloc[0]
        rows.append((first, len(text), int(part["common"].min()), len(documents), pairs, " ".join(sorted(held))))
    table = pd.DataFrame(rows, columns=["text", "characters", "common", "documents", "pairs", "segment_ids"])
    return table.sort_values(["common", "characters", "text"], ascending=[False, False, True], ignore_index=True)
