"""Documents and the texts above them that a study holds -> what stands there already, what is added, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from textmine.corpus import Corpus
from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background
from textmine.measuring.reuse.statuses import clause_statuses
from textmine.study import read_study

_LEFT_OUT = [
    "document_id", "clause_id", "segment_id", "section_id", "path", "start", "end", "own_characters", "n_lower", "text",
]  # fmt: skip
_SHARED = ["document_id", "segment_id", "path", "kind", "order", "start", "end", "text", "section_id", "passage_id"]
_OF_ROW = {
    "document_id": "upper_id",
    "title": "title",
    "issuer": "issuer",
    "document_number": "number",
    "issued": "issued",
}
_COUNTRY = "全国"


def upper_statuses(
    segments: pd.DataFrame,
    upper: pd.DataFrame,
    upper_segments: pd.DataFrame,
    *,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """For each clause of a document its best counterpart in the upper texts on which that document rests.

    Parameters
    ----------
    segments, upper, upper_segments : DataFrame
        `Corpus.segments`, `Corpus.upper`, `Corpus.upper_segments`. To compare with one upper text alone, give its row of `upper` only.
    background, common, n_jobs
        As for `clause_statuses`.

    Returns
    -------
    DataFrame
        The columns of `clause_statuses`, of the documents that rest on an upper text that is held: "verbatim" and "adapted" is
        what stands there, "new" what the document adds. Sorted by document, then order of the text. No row where none is held.
    """
    followed = _followed(segments, upper)
    return _statuses(segments, upper_segments, followed, background=background, common=common, n_jobs=n_jobs)


def upper_left_out(
    segments: pd.DataFrame,
    upper: pd.DataFrame,
    upper_segments: pd.DataFrame,
    *,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Clauses of an upper text that have no counterpart in any document that rests on it.

    Parameters
    ----------
    segments, upper, upper_segments, background, common, n_jobs
        As for `upper_statuses`.

    Returns
    -------
    DataFrame
        The columns of `not_taken_up`; `document_id` is the upper_id, `n_lower` the number of documents that rest on it. No row where
        no upper text is held.
    """
    followed = _followed(segments, upper)
    below = {key: [one for one, above in followed.items() if key in above] for key in upper["upper_id"]}
    below = {key: own for key, own in below.items() if own}
    found = _statuses(upper_segments, segments, below, background=background, common=common, n_jobs=n_jobs)
    found = found[found["status"].eq("new")].assign(n_lower=lambda t: t["document_id"].map(lambda key: len(below[key])))
    return found[_LEFT_OUT].reset_index(drop=True)


def with_upper(corpus: Corpus) -> Corpus:
    """A corpus in which the upper texts that are held are documents like the others, for `descent`, `common_parents`, `marked_changes`.

    Parameters
    ----------
    corpus : Corpus
        Is not changed; what is counted and compared elsewhere does not see these texts.

    Returns
    -------
    Corpus
        The upper texts are the first documents. Their group is that of their level where the study compares levels, else
        missing; the place of a national one is 全国, that of others missing.
    """
    held = corpus.upper[corpus.upper["held"]]
    if held.empty:
        return corpus
    column = corpus.study.column
    study = read_study(corpus.folder)
    known = {**study.labels, **corpus.study.labels}
    rows = pd.DataFrame({name: held[own].to_numpy() for name, own in _OF_ROW.items()})
    rows["complete"], rows["region"] = True, held["level"].map({"national": _COUNTRY}).to_numpy()
    rows["level"] = held["level"].to_numpy()
    group = rows["level"].where(rows["level"].isin(list(known)) & (column == "level"))
    own = corpus.documents.astype({column: object})
    documents = pd.concat(
        [rows.assign(**{column: group.to_numpy()}).reindex(columns=own.columns), own], ignore_index=True
    )
    documents = documents.astype({name: kind for name, kind in corpus.documents.dtypes.items() if name != column})
    present = [key for key in known if key in set(documents[column].dropna())]
    documents[column] = pd.Categorical(documents[column], categories=present, ordered=True)
    carried = [name for name in corpus.segments.columns if name not in _SHARED]
    segments = pd.concat([corpus.upper_segments, corpus.segments[_SHARED]], ignore_index=True)
    segments = segments.join(documents.set_index("document_id")[carried], on="document_id")
    groups = tuple(group for group in (study.groups or corpus.study.groups) if group.id in present)
    return replace(
        corpus,
        documents=documents,
        segments=segments,
        pages={**corpus.upper_pages, **corpus.pages},
        study=replace(corpus.study, groups=groups),
    )


def _followed(segments: pd.DataFrame, upper: pd.DataFrame) -> dict[str, list[str]]:
    """For each document the upper texts that are held and on which it rests."""
    held = upper[upper["held"]]
    found: dict[str, list[str]] = {key: [] for key in segments["document_id"].unique()}
    for key, followers in held[["upper_id", "followed_by"]].itertuples(index=False):
        for document in followers:
            if document in found:
                found[document].append(key)
    return {document: above for document, above in found.items() if above}


def _statuses(
    segments: pd.DataFrame, others: pd.DataFrame, against: Mapping[str, list[str]], **options
) -> pd.DataFrame:
    """Statuses of the clauses of some documents against others."""
    counterparts = sorted({key for keys in against.values() for key in keys})
    own = segments[segments["document_id"].isin(list(against))]
    other = others[others["document_id"].isin(counterparts)]
    if not against:
        return clause_statuses(segments.iloc[:0], **options)
    table = clause_statuses(pd.concat([own[_SHARED], other[_SHARED]], ignore_index=True), against=against, **options)
    return table[table["document_id"].isin(list(against))].reset_index(drop=True)
