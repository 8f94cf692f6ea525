"""Clauses -> where each may come from: verbatim, adapted or new, with its counterpart in another document."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain

import numpy as np
import pandas as pd
from joblib import Parallel, delayed, effective_n_jobs

from textmine.measuring.reuse.alignment import edits, shared_characters
from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background, set_phrase_mask
from textmine.measuring.reuse.clauses import clauses
from textmine.measuring.reuse.folding import Folded, fold_segments, ngrams
from textmine.measuring.reuse.rare import incidence, shared

STATUSES = ("verbatim", "adapted", "formula", "new")
SHORT = 6  # characters: a clause with fewer has no status
SHARED = 6  # own characters that a clause and its counterpart have in common at least
SCORE = 0.5  # of the own characters of the shorter of the two
PART = 0.25  # of the own characters of the clause
_RUN = 3  # characters of the runs by which candidates are found
_MOST = 400  # clauses that hold a run; more common ones find no candidates
_CANDIDATES = 6
_CHUNK = 400  # clauses a task
ADDED = ["own_characters", "status", "counterpart_id", "counterpart_document_id", "counterpart_section_id", "shared", "score"]


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
        For each document the ids of those its wording may come from; see `sources`. Default: all others.
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
    (log2(clauses / clauses that hold the run)). Each is aligned (`textmine.measuring.reuse.alignment.edits`); the counterpart
    is the candidate that has the most own characters of the clause, kept or moved; of equal ones that with the higher score,
    then the first by id. score = shared / own characters of the shorter of the two; so it is high for a clause that was split
    off or merged. A clause is adapted from its counterpart where shared >= 6, score >= 0.5 and shared >= a quarter of its own
    characters. Without a background all characters are own, and formulas count as borrowed.
    """
    table = clauses(segments)
    documents = sorted(table["document_id"].unique())
    allowed = _allowed(documents, against)
    folded = fold_segments(table)
    own = ~set_phrase_mask(folded, background, common)
    bounds = np.searchsorted(folded.rows, np.arange(len(table) + 1))
    texts = [folded.text(a, b) for a, b in zip(bounds[:-1], bounds[1:], strict=True)]
    masks = [own[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]
    document = pd.Index(documents).get_indexer(table["document_id"])
    best = _best(texts, masks, _candidates(folded, own, document, allowed), n_jobs)
    return _with_counterparts(table, [(*row, int(mask.sum())) for row, mask in zip(best, masks, strict=True)], texts)


def sources(
    documents: pd.DataFrame, which: str = "all", *, column: str = "level", groups: Collection[str] | None = None
) -> dict[str, list[str]]:
    """For each document those that its wording may come from.

    Parameters
    ----------
    documents : DataFrame
        Of a corpus: `document_id`, `issued`, `period_start` and the column that groups them.
    which : {"all", "upper", "older"}
        All others; those of groups before its own; those issued before it (on the same day: of an upper group).
    column : str
    groups : collection of str, optional
        Values of the column, the uppermost first; default its categories.

    Returns
    -------
    dict of str to list of str
        Documents of no group, or without a date, are nobody's source and have none. Where `issued` is missing, the first
        year of the period stands for it.

    Raises
    ------
    ValueError
        If `which` is unknown, or the order of the groups is neither given nor known from the column.
    """
    ids = documents["document_id"].tolist()
    if which == "all":
        return {key: [other for other in ids if other != key] for key in ids}
    if which not in ("upper", "older"):
        raise ValueError(f"which must be 'all', 'upper' or 'older'; got '{which}'")
    rank = _ranks(documents, column, groups)
    date = dates(documents)
    found = {}
    for key in ids:
        upper = [other for other in ids if rank[other] < rank[key]]
        older = [o for o in ids if (date[o] < date[key] and date[o]) or (date[o] and date[o] == date[key] and o in upper)]
        found[key] = upper if which == "upper" else older
    return found


def dates(documents: pd.DataFrame) -> dict[str, str]:
    """Day of issue of each document as ISO text, else the first year of its period, else empty."""
    year = documents["period_start"].astype("string") if "period_start" in documents else pd.NA
    given = documents["issued"].astype("string").str.slice(0, 10).replace("", pd.NA).fillna(year).fillna("")
    return dict(zip(documents["document_id"], given.astype(str), strict=True))


def _ranks(documents: pd.DataFrame, column: str, groups: Collection[str] | None) -> dict[str, float]:
    if column not in documents:
        raise ValueError(f"the documents have no column '{column}'; they have {', '.join(documents.columns)}")
    values = documents[column]
    if groups is None and not isinstance(values.dtype, pd.CategoricalDtype):
        raise ValueError(f"'{column}' has no order of its own; pass groups=, the uppermost first")
    place = {name: float(i) for i, name in enumerate(values.cat.categories if groups is None else groups)}
    return {key: place.get(v, np.nan) for key, v in zip(documents["document_id"], values, strict=True)}


def _allowed(documents: list[str], against: Mapping[str, Collection[str]] | None) -> np.ndarray:
    """Which document (column) may be the source of which (row); shape (n, n), bool."""
    if against is None:
        return ~np.eye(len(documents), dtype=bool)
    unknown = sorted(set(chain(against, *against.values())) - set(documents))
    if unknown:
        known = ", ".join(documents[:8]) + ", ..." * (len(documents) > 8)
        raise ValueError(f"against names {', '.join(unknown)}, of which there is no clause; there are {known}")
    return np.array([[other in against.get(key, ()) and other != key for other in documents] for key in documents])


def _candidates(folded: Folded, own: np.ndarray, document: np.ndarray, allowed: np.ndarray) -> list[np.ndarray]:
    """For each clause those most likely to be its counterpart, the likeliest first."""
    places, hashes = ngrams(folded, _RUN)
    outside = own[places] | own[places + _RUN - 1]
    places, hashes = places[outside], hashes[outside]
    held = incidence(hashes, folded.rows[places], len(document), most=_MOST)
    found = [np.zeros(0, dtype=int)] * len(document)
    for rows, columns, weights in shared(held):
        kept = allowed[document[rows], document[columns]]
        rows, columns, weights = rows[kept], columns[kept], weights[kept]
        order = np.lexsort((columns, -weights, rows))
        rows, columns = rows[order], columns[order]
        begins = np.flatnonzero(np.diff(rows, prepend=-1))
        for a, b in zip(begins, np.append(begins[1:], len(rows)), strict=True):
            found[rows[a]] = columns[a : min(b, a + _CANDIDATES)]
    return found


def _best(
    texts: list[str], masks: list[np.ndarray], candidates: list[np.ndarray], n_jobs: int | None
) -> list[tuple[int, int, float]]:
    """For each clause its counterpart (-1 without one), the own characters shared and the score."""
    tasks = []
    for i in range(0, len(texts), _CHUNK):
        wanted = candidates[i : i + _CHUNK]
        needed = sorted({int(k) for own in wanted for k in own} | set(range(i, min(i + _CHUNK, len(texts)))))
        tasks.append((i, {k: (texts[k], masks[k]) for k in needed}, wanted))
    jobs = n_jobs if len(tasks) > 2 * effective_n_jobs(n_jobs) else 1  # starting processes would take longer
    return list(chain.from_iterable(Parallel(n_jobs=jobs)(delayed(_chunk)(*task) for task in tasks)))


def _chunk(first: int, held: dict[int, tuple[str, np.ndarray]], candidates: list[np.ndarray]) -> list[tuple]:
    return [_choice(held, first + i, own) for i, own in enumerate(candidates)]


def _choice(held: dict[int, tuple[str, np.ndarray]], clause: int, candidates: np.ndarray) -> tuple[int, int, float]:
    text, own = held[clause]
    best = (0, 0.0, 1)
    for k in map(int, candidates):
        other, other_own = held[k]
        if text == other:
            common = int(own.sum())
        else:
            found = edits(text, other)
            mine, theirs = shared_characters(found, len(text)), shared_characters(found, len(other), other=True)
            common = int(min((mine & own).sum(), (theirs & other_own).sum()))
        score = round(common / max(min(int(own.sum()), int(other_own.sum())), 1), 9)
        if common >= max(SHARED, PART * own.sum()) and score >= SCORE:
            best = max(best, (common, score, -k))
    common, score, k = best
    return -k if k < 1 else -1, common, score


def _with_counterparts(table: pd.DataFrame, found: list[tuple[int, int, float]], texts: list[str]) -> pd.DataFrame:
    """The table of clauses with their status and counterpart."""
    place, common, score = (np.array([row[i] for row in found]) for i in range(3))
    table["own_characters"] = [row[3] for row in found]
    told = (table["characters"] >= SHORT) & (table["own_characters"] >= SHARED)
    kin = told.to_numpy() & (place >= 0)
    same = np.array([k >= 0 and text == texts[k] for text, k in zip(texts, place, strict=True)], dtype=bool)
    codes = np.select([table["characters"] < SHORT, ~told, kin & same, kin], [-1, 2, 0, 1], 3)
    table["status"] = pd.Categorical.from_codes(codes, categories=list(STATUSES))
    for name, column in zip(ADDED[2:5], ("clause_id", "document_id", "section_id"), strict=True):
        values = table[column].to_numpy(dtype=object)[place]  # the last for want of one, and then hidden
        table[name] = pd.Series(values, table.index, dtype=object).where(kin)
    table["shared"], table["score"] = np.where(kin, common, 0), np.where(kin, score, 0.0)
    return table
