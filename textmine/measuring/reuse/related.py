"""Many documents -> which of them share wording, and how much: no two are compared that have no rare wording in common."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pandas as pd
from joblib import delayed

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background, set_phrase_mask
from textmine.measuring.reuse.folding import Folded, covered, fold_segments, ngrams
from textmine.measuring.reuse.passages import LEAST, OWN
from textmine.measuring.reuse.rare import incidence, shared
from textmine.progress import in_parallel

COLUMNS = ["document_id", "other_id", "shared", "characters", "share"]
_MOST = 200  # documents that hold a run; runs in more find no pairs
_SAMPLE = np.uint64(4)  # one run of so many finds pairs; all of them are counted then
_SAMPLED_FROM = 1_000_000  # characters in all; of fewer every run finds pairs
_CHUNK = 2_000_000  # characters a task when runs are read
_DOCUMENTS = 64  # first documents of the pairs of a task when they are counted

# Of a document: the runs outside set phrases and where each begins, and which characters are own.
_Runs = tuple[np.ndarray, np.ndarray, np.ndarray]


def related_documents(
    segments: pd.DataFrame,
    *,
    least: int = LEAST,
    smallest: float = 0.0,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """How much of each document stands word for word in each other one.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `start`, `text`; with `passage_id`, only segments that have one.
    least : int
        Characters in a row that are shared wording.
    smallest : float
        Pairs of which neither document has this share in the other are left out.
    background, common
        As for `shared_passages`.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        One row an ordered pair of documents that share anything: `document_id`, `other_id`, `shared` (own characters of
        `document_id` in runs that also stand in `other_id`), `characters` (its own characters in any run: what could be
        shared), `share` (shared / characters; 1 for two that are equal). Own are those outside set phrases. Sorted by `document_id`, falling `share`, `other_id`. A pair without a
        row shares nothing, or less than `smallest`.

    Notes
    -----
    Counted are runs of `least` characters of which at least six are own. Pairs are found by the runs that at most 200
    documents hold (of a million characters and more by one of four of these, drawn by their number, not by chance); so time
    grows with the text and with the pairs that are kin, not with all pairs. Documents that share nothing but runs of more
    than 200 documents are not found.
    """
    if "passage_id" in segments:
        segments = segments[segments["passage_id"].notna()]
    groups = list(segments.groupby("document_id", sort=True, observed=True))
    ids = np.array([key for key, _ in groups], dtype=object)
    tables = [part[["start", "text"]] for _, part in groups]
    tasks = [[tables[i] for i in part] for part in _parts([int(t["text"].str.len().sum()) for t in tables])]
    n_jobs = n_jobs if len(tasks) > 1 else 1
    work = (delayed(_read)(task, least, background, common) for task in tasks)
    read = in_parallel(work, n_jobs=n_jobs, what="fold", total=len(tasks))
    documents = list(chain.from_iterable(read))
    pairs = _pairs(documents)
    counted = _counts(documents, pairs, least, n_jobs)
    total = np.array([int((covered(places, least, len(own)) & own).sum()) for _, places, own in documents], dtype=int)
    one, other = (pairs[:, i] for i in (0, 1)) if len(pairs) else (np.zeros(0, int),) * 2
    rows = np.concatenate([one, other]), np.concatenate([other, one])
    both = np.concatenate([counted[:, 0], counted[:, 1]])
    table = pd.DataFrame({"document_id": ids[rows[0]], "other_id": ids[rows[1]], "shared": both})
    table["characters"] = total[rows[0]]
    table["share"] = table["shared"] / table["characters"].where(table["characters"] > 0)
    half = len(one)
    greater = np.maximum(table["share"].to_numpy()[:half], table["share"].to_numpy()[half:])
    table = table[np.tile((greater >= smallest) & (both[:half] > 0), 2)]
    return table.sort_values(["document_id", "share", "other_id"], ascending=[True, False, True], ignore_index=True)


def _parts(sizes: list[int]) -> list[list[int]]:
    """Documents side by side, about `_CHUNK` characters a part."""
    marks = np.cumsum(sizes) // _CHUNK
    return [np.flatnonzero(marks == mark).tolist() for mark in np.unique(marks)]


def _read(tables: list[pd.DataFrame], least: int, background: Background, common: int) -> list[_Runs]:
    return [_runs(fold_segments(table.sort_values("start")), least, background, common) for table in tables]


def _runs(folded: Folded, least: int, background: Background, common: int) -> _Runs:
    """The runs of a document that tell, sorted by their number."""
    own = ~set_phrase_mask(folded, background, common)
    places, hashes = ngrams(folded, least)
    before = np.concatenate([[0], np.cumsum(own)])
    telling = before[places + least] - before[places] >= OWN
    places, hashes = places[telling].astype(np.int32), hashes[telling]
    order = np.argsort(hashes, kind="stable")
    return hashes[order], places[order], own


def _pairs(documents: list[_Runs]) -> np.ndarray:
    """Pairs of documents with a rare run in common; shape (n, 2), rising."""
    step = _SAMPLE if sum(len(own) for _, _, own in documents) >= _SAMPLED_FROM else np.uint64(1)
    sampled = [np.unique(hashes[hashes % step == 0]) for hashes, _, _ in documents]
    owners = np.repeat(np.arange(len(sampled)), [len(h) for h in sampled])
    held = incidence(np.concatenate([np.zeros(0, np.uint64), *sampled]), owners, len(sampled), most=_MOST)
    found = [np.stack([r[r < c], c[r < c]], axis=1) for r, c, _ in shared(held)]
    pairs = np.concatenate([np.zeros((0, 2), int), *found])
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _counts(documents: list[_Runs], pairs: np.ndarray, least: int, n_jobs: int | None) -> np.ndarray:
    """Own characters of the first and of the second of each pair that are shared; shape (n, 2)."""
    one = pairs[:, 0]
    tasks = [
        rows for rows in np.split(np.arange(len(pairs)), np.flatnonzero(np.diff(one // _DOCUMENTS)) + 1) if len(rows)
    ]
    needed = [sorted(set(pairs[rows].ravel().tolist())) for rows in tasks]
    jobs = ((pairs[rows], {k: documents[k] for k in keys}, least) for rows, keys in zip(tasks, needed, strict=True))
    work = (delayed(_count)(*job) for job in jobs)
    found = in_parallel(work, n_jobs=n_jobs if len(tasks) > 2 else 1, what="compare", total=len(tasks))
    return np.concatenate([np.zeros((0, 2), int), *found])


def _count(pairs: np.ndarray, documents: dict[int, _Runs], least: int) -> np.ndarray:
    return np.array([[_shared(documents[a], documents[b], least), _shared(documents[b], documents[a], least)] for a, b in pairs.tolist()])  # fmt: skip


def _shared(one: _Runs, other: _Runs, least: int) -> int:
    """Own characters of a document in runs that the other has too."""
    hashes, places, own = one
    at = np.searchsorted(other[0], hashes)
    at[at == len(other[0])] = 0
    same = other[0][at] == hashes if len(other[0]) else np.zeros(len(hashes), dtype=bool)
    return int((covered(places[same], least, len(own)) & own).sum())
