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
from textmine.measuring.reuse.folding import Folded, covered, fold_segments, ngrams
from textmine.measuring.reuse.rare import incidence, shared as sharing

STATUSES = ("verbatim", "adapted", "formula", "new")
SHORT = 6  # characters: a clause with fewer has no status
OWN = 6  # characters outside set phrases: a clause with fewer is a formula
SHARED = 8  # own characters that an adapted clause and its counterpart have in common at least
TELLING = 6  # of these, characters that are not part of a name
SCORE = 0.5  # of the own characters of the shorter of the two
PART = 0.25  # of the own characters of the clause
DENSE = 0.3  # of the characters from the first that is shared to the last, in each of the two
ALIKE = 0.75  # of the own characters of both: then names tell enough
_NAME_RUN, _NAME_CLAUSES = 6, 4  # a run in so many clauses of one document is a name of what it is about
_RUN = 3  # characters of the runs by which candidates are found
_MOST = 400  # clauses that hold a run; more common ones find no candidates
_CANDIDATES = 6
_CHUNK = 400  # clauses a task
Clause = tuple[str, np.ndarray, np.ndarray]  # folded; which characters are own; which of these are telling
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
    (log2(clauses / clauses that hold the run)). Each is aligned (`textmine.measuring.reuse.alignment.edits`); what is kept or
    moved three or more characters in a row is shared. score = shared / own characters of the shorter of the two; so it is
    high for a clause that was split off or merged. A clause is adapted from a candidate where shared >= 8, score >= 0.5,
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
    texts = [folded.text(a, b) for a, b in zip(bounds[:-1], bounds[1:], strict=True)]
    document = pd.Index(documents).get_indexer(table["document_id"])
    names = _names(folded, document)
    held = [(text, own[a:b], own[a:b] & ~names[a:b]) for text, a, b in zip(texts, bounds[:-1], bounds[1:], strict=True)]
    best = _best(held, _candidates(folded, own, document, allowed), n_jobs)
    return _with_counterparts(table, [(*row, int(sides[1].sum())) for row, sides in zip(best, held, strict=True)], texts)


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
    for rows, columns, weights in sharing(held):
        kept = allowed[document[rows], document[columns]]
        rows, columns, weights = rows[kept], columns[kept], weights[kept]
        order = np.lexsort((columns, -weights, rows))
        rows, columns = rows[order], columns[order]
        begins = np.flatnonzero(np.diff(rows, prepend=-1))
        for a, b in zip(begins, np.append(begins[1:], len(rows)), strict=True):
            found[rows[a]] = columns[a : min(b, a + _CANDIDATES)]
    return found


def _names(folded: Folded, document: np.ndarray) -> np.ndarray:
    """Which characters are part of a run that stands in several clauses of one document; shape (n,), bool."""
    places, hashes = ngrams(folded, _NAME_RUN)
    runs = pd.DataFrame({"run": hashes, "clause": folded.rows[places]})
    runs["document"] = document[runs["clause"]]
    clauses_of = runs.groupby(["run", "document"])["clause"].transform("nunique")
    return covered(places[runs["run"].isin(runs.loc[clauses_of >= _NAME_CLAUSES, "run"])], _NAME_RUN, len(folded))


def _best(held: list[Clause], candidates: list[np.ndarray], n_jobs: int | None) -> list[tuple[int, int, float]]:
    """For each clause its counterpart (-1 without one), the own characters shared and the score."""
    tasks = []
    for i in range(0, len(held), _CHUNK):
        wanted = candidates[i : i + _CHUNK]
        needed = sorted({int(k) for own in wanted for k in own} | set(range(i, i + len(wanted))))
        tasks.append((i, {k: held[k] for k in needed}, wanted))
    jobs = n_jobs if len(tasks) > 2 * effective_n_jobs(n_jobs) else 1  # starting processes would take longer
    return list(chain.from_iterable(Parallel(n_jobs=jobs)(delayed(_chunk)(*task) for task in tasks)))


def _chunk(first: int, held: dict[int, Clause], candidates: list[np.ndarray]) -> list[tuple[int, int, float]]:
    return [_choice(held, first + i, own) for i, own in enumerate(candidates)]


def _choice(held: dict[int, Clause], clause: int, candidates: np.ndarray) -> tuple[int, int, float]:
    best = (0, 0.0, 1)
    for k in map(int, candidates):
        shared, score, kin = _kinship(held[clause], held[k])
        if kin:
            best = max(best, (shared, score, -k))
    shared, score, k = best
    return -k if k < 1 else -1, shared, score


def _kinship(one: Clause, other: Clause) -> tuple[int, float, bool]:
    """Own characters that two clauses share, the score, and whether the one is taken from the other."""
    (text, own, telling), (other_text, other_own, other_telling) = one, other
    size, other_size = int(own.sum()), int(other_own.sum())
    if text == other_text:
        return size, 1.0, size >= OWN
    found = edits(text, other_text)
    mine, theirs = shared_characters(found, len(text)), shared_characters(found, len(other_text), other=True)
    shared = int(min((mine & own).sum(), (theirs & other_own).sum()))
    score = round(shared / max(min(size, other_size), 1), 9)
    told = min((mine & telling).sum(), (theirs & other_telling).sum()) >= TELLING
    alike = 2 * shared >= ALIKE * (size + other_size)
    enough = shared >= max(SHARED, PART * size) and score >= SCORE and _dense(mine) and _dense(theirs)
    return shared, score, bool(enough and (told or alike))


def _dense(shared: np.ndarray) -> bool:
    """Whether what is shared stands together, not here and there in a long clause."""
    places = np.flatnonzero(shared)
    return len(places) > 0 and len(places) >= DENSE * (places[-1] - places[0] + 1)


def _with_counterparts(table: pd.DataFrame, found: list[tuple[int, int, float]], texts: list[str]) -> pd.DataFrame:
    """The table of clauses with their status and counterpart."""
    place, common, score = (np.array([row[i] for row in found]) for i in range(3))
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
