"""Documents, the documents they cite and the wording they share -> who follows whom, and common parents outside the corpus."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background
from textmine.measuring.reuse.folding import fold
from textmine.measuring.reuse.passages import LEAST, shared_passages
from textmine.measuring.reuse.sources import dates, ranks, sources

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
