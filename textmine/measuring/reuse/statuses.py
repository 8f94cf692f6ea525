"""Clauses -> where each may come from: verbatim, adapted or new, with its counterpart in another document."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain, pairwise

import numpy as np
import pandas as pd

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background, set_phrase_mask
from textmine.measuring.reuse.clauses import clauses
from textmine.measuring.reuse.folding import Folded, fold_segments, ngrams
from textmine.measuring.reuse.kinship import OWN, counterparts, names
from textmine.measuring.reuse.rare import incidence
from textmine.measuring.reuse.rare import shared as sharing

STATUSES = ("verbatim", "adapted", "formula", "new")
SHORT = 6  # characters: a clause with fewer has no status
_RUN = 3  # characters of the runs by which candidates are found
_MOST = 400  # clauses that hold a run; more common ones find no candidates
_CANDIDATES = 6
ADDED = [
    "own_characters",
    "status",
    "counterpart_id",
    "counterpart_document_id",
    "counterpart_section_id",
    "shared",
    "score",
]


def clause_statuses(
    segments: pd.DataFrame,
    *,
    against: Mapping[str, Collection[str]] | None = None,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """For each clause its best counterpart in other documents, and whether it is taken from there word for word or adapted.

    Parameters
    ----------
    segments : DataFrame
        Segments of a corpus; see `clauses`. With two documents only, the result aligns the one with the other.
    against : mapping of str to collection of str, optional
        For each document the ids of those its wording may come from; see `textmine.measuring.reuse.sources`. Default: all others.
    background : Background
        From `read_background`; the default tells no set phrases.
    common : int
        Unrelated texts in which a run of six characters must stand to be part of a set phrase.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        One row a clause: the columns of `clauses`, then `own_characters` (outside set phrases), `status` ("verbatim": the same
        characters as the counterpart; "adapted"; "formula": fewer than six own characters, because of set phrases; "new":
        none of these; missing with fewer than six characters), `counterpart_id` (the clause; missing without one),
        `counterpart_document_id`, `counterpart_section_id`, `shared` (own characters that stand in the counterpart, 0
        without one), `score` (see below; 0 without). Sorted by document, then order of the text.

    Raises
    ------
    ValueError
        If `against` names a document that the segments lack.

    Notes
    -----
    Candidates are the six clauses that share the most information in runs of three characters outside set phrases
    (log2((clauses + 1) / clauses that hold the run)). Each is aligned (`textmine.measuring.reuse.alignment.edits`); what is kept or
    moved three or more characters in a row is shared. score = shared / own characters of the shorter of the two; so it is
    high for a clause that was split off or merged. A clause is adapted from a candidate where shared >= 8, score >= 0.5 or shared >= 30,
    shared >= a quarter of its own characters, at least three of ten characters from the first shared to the last are shared
    in each of the two, and either six shared characters are no part of a name (a run of six
    characters in at least four clauses of one document: 领导干部和公务员) or the two are much alike (2 shared / own characters of
    both >= 0.75). The counterpart is the candidate that shares the most; of equal ones that with the higher score, then the
    first by id. Without a background all characters are own, and formulas count as borrowed.
    """
    table = clauses(segments)
    documents = sorted(table["document_id"].unique())
    allowed = _allowed(documents, against)
    folded = fold_segments(table)
    own = ~set_phrase_mask(folded, background, common)
    bounds = np.searchsorted(folded.rows, np.arange(len(table) + 1))
    texts = [folded.text(a, b) for a, b in pairwise(bounds)]
    document = pd.Index(documents).get_indexer(table["document_id"])
    named = names(folded, document)
    held = [(text, own[a:b], own[a:b] & ~named[a:b]) for text, (a, b) in zip(texts, pairwise(bounds), strict=True)]
    best = counterparts(held, _candidates(folded, own, document, allowed), n_jobs)
    return _with_counterparts(
        table, [(*row, int(sides[1].sum())) for row, sides in zip(best, held, strict=True)], texts
    )


def _allowed(documents: list[str], against: Mapping[str, Collection[str]] | None) -> np.ndarray:
    """Which document (column) may be the source of which (row); shape (n, n), bool."""
    if against is None:
        return ~np.eye(len(documents), dtype=bool)
    unknown = sorted(set(chain(against, *against.values())) - set(documents))
    if unknown:
        known = ", ".join(documents[:8]) + ", ..." * (len(documents) > 8)
        raise ValueError(f"against names {', '.join(unknown)}, of which there is no clause; there are {known}")
    place = {key: i for i, key in enumerate(documents)}
    allowed = np.zeros((len(documents),) * 2, dtype=bool)
    for key, others in against.items():
        allowed[place[key], [place[other] for other in others if other != key]] = True
    return allowed


def _candidates(folded: Folded, own: np.ndarray, document: np.ndarray, allowed: np.ndarray) -> list[np.ndarray]:
    """For each clause those most likely to be its counterpart, the likeliest first."""
    places, hashes = ngrams(folded, _RUN)
    outside = own[places] | own[places + _RUN - 1]
    places, hashes = places[outside], hashes[outside]
    held = incidence(hashes, folded.rows[places], len(document), most=_MOST)
    found = [np.zeros(0, dtype=int)] * len(document)
    for rows, columns, weights in sharing(held):
        kept = allowed[document[rows], document[columns]]
        rows, columns, weights = rows[kept], columns[kept], weights[kept]
        ends = np.flatnonzero(np.diff(rows, append=-1)) + 1
        for start, end in pairwise([0, *ends.tolist()]):
            found[rows[start]] = _likeliest(columns[start:end], weights[start:end])
    return found


def _likeliest(columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The columns of the greatest weights, these first; of equal weights the first columns."""
    if len(columns) > _CANDIDATES:
        least = np.partition(weights, -_CANDIDATES)[-_CANDIDATES]
        columns, weights = columns[weights >= least], weights[weights >= least]
    return columns[np.lexsort((columns, -weights))[:_CANDIDATES]]


def _with_counterparts(table: pd.DataFrame, found: list[tuple[int, int, float]], texts: list[str]) -> pd.DataFrame:
    """The table of clauses with their status and counterpart."""
    place, common, score = (np.array([row[i] for row in found], dtype=kind) for i, kind in enumerate((int, int, float)))
    table["own_characters"] = [row[3] for row in found]
    told = (table["characters"] >= SHORT) & (table["own_characters"] >= OWN)
    kin = told.to_numpy() & (place >= 0)
    same = np.array([k >= 0 and text == texts[k] for text, k in zip(texts, place, strict=True)], dtype=bool)
    codes = np.select([table["characters"] < SHORT, ~told, kin & same, kin], [-1, 2, 0, 1], 3)
    table["status"] = pd.Categorical.from_codes(codes, categories=list(STATUSES))
    for name, column in zip(ADDED[2:5], ("clause_id", "document_id", "section_id"), strict=True):
        values = table[column].to_numpy(dtype=object)[place]  # the last for want of one, and then hidden
        table[name] = pd.Series(values, table.index, dtype=object).where(kin)
    table["shared"], table["score"] = np.where(kin, common, 0), np.where(kin, score, 0.0)
    return table
