"""Documents, the documents they cite and the wording they share -> who cites and who follows whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.measuring.reuse.folding import fold
from textmine.measuring.reuse.sources import dates, ranks

KINDS = ("cites", "follows")
FOLLOWED = 0.004  # of a document's own wording; the mean of unrelated laws is an eighth of it
_CARRIED = re.compile(r"关于(?:印发|转发|批转|发布|公布)(.+?)的(?:通知|公告|决定|函)$")
_COUNTRY = re.compile(r"^(?:中华人民共和国|全国)(?=.{3})")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, eq=False)
class Descent:
    """Who follows whom.

    Attributes
    ----------
    nodes : DataFrame
        `node` (a document's id, or the title of a cited document that the corpus lacks), `title`, `level` (the group; missing
        outside the corpus), `date` (ISO, or a year; of what is cited the year of its number; else empty), `in_corpus`,
        `cited_by` (documents). Documents of the corpus in their order, then cited ones by falling `cited_by`, then title.
    edges : DataFrame
        `document_id`, `other` (a node), `kind` ("cites", "follows"), `relation` ("upper", "same", "lower": how the group of
        `other` stands to that of the document; missing outside the corpus), `count` (mentions; own characters in common),
        `share` (of the document's own characters; missing for citations), `segment_ids` (of the document, joined by blanks).
        Sorted by document in their order, kind, falling `share` and `count`, then `other`.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame


def descent(
    documents: pd.DataFrame,
    cited: pd.DataFrame,
    related: pd.DataFrame,
    *,
    column: str = "level",
    groups: Collection[str] | None = None,
    least_share: float = FOLLOWED,
) -> Descent:
    """Graph of documents: which they cite, and whose wording they follow.

    Parameters
    ----------
    documents : DataFrame
        Of a corpus: `document_id`, `title`, `issued`, the column that groups them; `document_number` and `period_start` if there.
    cited : DataFrame
        From `textmine.reading.commitments.cited_documents`.
    related : DataFrame
        From `related_documents`.
    column, groups
        See `textmine.measuring.reuse.sources.sources`.
    least_share : float
        A document follows none in which less of its own wording stands.

    Returns
    -------
    Descent

    Notes
    -----
    A citation is of a document of the corpus where its number, or its title without what carries it (关于印发…的通知), is the
    same; of several with that title the latest that is not younger. A document follows, in each group above its own and in its
    own, the older document in which most of its wording stands (where one of the two has no date: the one of the group above).
    That is the likeliest parent in the corpus, not proof of descent: both may have it from a third.
    """
    rank, date = ranks(documents, column, groups), dates(documents)
    targets = _targets(documents, cited, date)
    edges = [*_citations(cited, targets), *_followed(related, rank, date, least_share)]
    names = ["document_id", "other", "kind", "count", "share", "segment_ids"]
    table = pd.DataFrame(edges, columns=names)
    relation = [
        _relation(rank.get(b, np.nan), rank[a]) for a, b in zip(table["document_id"], table["other"], strict=True)
    ]
    table.insert(3, "relation", pd.Series(relation, dtype=object))
    place = {key: i for i, key in enumerate(documents["document_id"])}
    order = np.lexsort(
        (table["other"], -table["count"], -table["share"].fillna(0), table["kind"], table["document_id"].map(place))
    )
    table = table.iloc[order].reset_index(drop=True)
    return Descent(_nodes(documents, cited, targets, column, date), table)


def _targets(documents: pd.DataFrame, cited: pd.DataFrame, date: dict[str, str]) -> list[str]:
    """For each citation the document of the corpus, or the title under which what is cited goes."""
    titles: dict[str, list[str]] = {}
    numbers: dict[str, str] = {}
    for row in documents.to_dict("records"):
        titles.setdefault(title_key(row["title"]), []).append(row["document_id"])
        number = row.get("document_number")
        if isinstance(number, str) and number:
            numbers[fold(number)] = row["document_id"]
    shortest = sorted(set(cited["title"]), key=lambda title: (-len(title), title))
    outside = {title_key(title): title for title in shortest}
    found = []
    for document, title, number in cited[["document_id", "title", "number"]].itertuples(index=False):
        key = title_key(title)
        known = [other for other in titles.get(key, []) if other != document]
        known = sorted(known, key=lambda o: (not _may_cite(date[o], date.get(document, "")), _reverse(date[o]), o))
        by_number = numbers.get(fold(number)) if isinstance(number, str) and number else None
        if by_number and by_number != document:
            found.append(by_number)
        else:
            found.append(known[0] if known else outside[key])
    return found


def title_key(title: str) -> str:
    """What different mentions of one document's title have in common: 国务院关于印发X的通知, X and 《X》 are one."""
    bare = re.sub(r"[《》〈〉\s]", "", str(title))
    carried = _CARRIED.search(bare)
    key = fold(carried[1] if carried else bare)
    return _COUNTRY.sub("", key)


def _may_cite(date: str, own: str) -> bool:
    return not date or not own or date <= own


def _reverse(date: str) -> tuple[int, ...]:
    """A key that sorts dates from the latest to the earliest."""
    return tuple(-ord(c) for c in date)


def _citations(cited: pd.DataFrame, targets: list[str]) -> Iterator[tuple]:
    table = cited.assign(other=targets)
    for (document, other), part in table.groupby(["document_id", "other"], sort=True):
        ids = dict.fromkeys(key for keys in part["segment_ids"] for key in keys)
        yield document, other, "cites", int(part["count"].sum()), np.nan, " ".join(ids)


def _followed(
    related: pd.DataFrame, rank: dict[str, float], date: dict[str, str], least_share: float
) -> Iterator[tuple]:
    """The likeliest parent of each document in each group above its own and in its own."""
    best: dict[tuple[str, float], tuple] = {}
    rows = related[["document_id", "other_id", "shared", "share"]].sort_values(["document_id", "other_id"])
    for document, other, shared, share in rows.itertuples(index=False):
        if share >= least_share and _is_older(rank, date, other, document):
            key = document, rank[other]
            if key not in best or share > best[key][4]:
                best[key] = (document, other, "follows", int(shared), float(share), "")
    yield from best.values()


def _is_older(rank: dict[str, float], date: dict[str, str], other: str, document: str) -> bool:
    """Whether a document may be the parent of another: above or beside it, and older."""
    if not rank[other] <= rank[document]:
        return False
    if date[other] and date[document] and date[other] != date[document]:
        return date[other] < date[document]
    return rank[other] < rank[document]


def _relation(other: float, own: float) -> str | None:
    if np.isnan(other) or np.isnan(own):
        return None
    return "upper" if other < own else "same" if other == own else "lower"


def _nodes(
    documents: pd.DataFrame, cited: pd.DataFrame, targets: list[str], column: str, date: dict[str, str]
) -> pd.DataFrame:
    ids = documents["document_id"].tolist()
    table = cited.assign(node=targets)
    cited_by = table.groupby("node")["document_id"].nunique()
    own = pd.DataFrame(
        {"node": ids, "title": documents["title"].tolist(), "level": documents[column].astype(object).tolist()}
    )
    own["date"] = [date[key] for key in ids]
    own["in_corpus"] = True
    outside = table[~table["node"].isin(ids)]
    rows = [(node, node, None, _year(part), False) for node, part in outside.groupby("node", sort=True)]
    found = pd.DataFrame(rows, columns=own.columns).astype({"in_corpus": bool})
    both = pd.concat([own, found], ignore_index=True) if rows else own
    both["cited_by"] = both["node"].map(cited_by).fillna(0).astype(int)
    first = both["in_corpus"].to_numpy()
    order = np.lexsort((both["node"], -both["cited_by"], np.where(first, np.arange(len(both)), len(both))))
    return both.iloc[order].reset_index(drop=True)


def _year(part: pd.DataFrame) -> str:
    """The year in the number of a cited document, else the first in its title, if it is no period's."""
    numbers = [number for number in part["number"] if isinstance(number, str)]
    found = _YEAR.search(min(numbers)) if numbers else None
    return found[0] if found else ""
