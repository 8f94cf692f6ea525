"""Clauses and their counterparts -> one text with what was changed marked, and pairs of clauses as spans of two documents."""

from __future__ import annotations

import pandas as pd

from textmine.corpus import Corpus
from textmine.measuring.reuse.sides import side_by_side

COLUMNS = ["clause_id", "line", "counterpart_id", "counterpart_line", "status", "marked"]
_SPAN = ["clause_id", "segment_id", "start", "end"]


def marked_changes(statuses: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Clauses with what was done to their counterparts marked in the text.

    Parameters
    ----------
    statuses : DataFrame
        Rows of `clause_statuses` that have a counterpart; others are passed over.
    corpus : Corpus

    Returns
    -------
    DataFrame
        One row a clause: `clause_id`, `line` (1-based, of the page as received), `counterpart_id`, `counterpart_line`,
        `status`, `marked`: `[-only in the counterpart-]`, `{+only here+}`, `[~moved away from here~]`, `{~moved to here~}`.
        In the order of `statuses`.
    """
    rows = []
    for row in statuses[statuses["counterpart_id"].notna()].to_dict("records"):
        pieces = side_by_side(row, corpus)
        lines = pieces["line"].min(), pieces["counterpart_line"].min()
        rows.append((row["clause_id"], lines[0], row["counterpart_id"], lines[1], row["status"], _marked(pieces)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _marked(pieces: pd.DataFrame) -> str:
    found = []
    for edit, here, there in pieces[["edit", "text", "counterpart_text"]].itertuples(index=False):
        sign = "~" if edit == "moved" else ""
        if edit == "kept":
            found.append(here)
            continue
        found += [f"[{sign or '-'}{there}{sign or '-'}]"] if there else []
        found += [f"{{{sign or '+'}{here}{sign or '+'}}}"] if here else []
    return "".join(found)


def aligned_clauses(statuses: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """The clauses of two documents that have a counterpart in each other, each pair of clauses once.

    Parameters
    ----------
    statuses : DataFrame
        From `clause_statuses`.
    one, other : str
        Ids of the two documents.

    Returns
    -------
    DataFrame
        One row a pair: `status`, `clause_id`, `segment_id`, `start`, `end` (of the clause of `one`), `other_clause_id`,
        `other_segment_id`, `other_start`, `other_end`, `segment_ids` (of both, joined by a blank). Where the two do not name
        each other (one was split or merged), both pairs are rows. Sorted by `start`, `other_start`.
    """
    known = statuses.drop_duplicates("clause_id").set_index("clause_id", drop=False)[_SPAN]
    own = statuses[statuses["counterpart_id"].notna()]
    parts = []
    for document, counterpart, sides in ((one, other, ("", "other_")), (other, one, ("other_", ""))):
        part = own[own["document_id"].eq(document) & own["counterpart_document_id"].eq(counterpart)]
        here, there = part[_SPAN], known.reindex(part["counterpart_id"])
        named = {f"{sides[0]}{name}": here[name].to_numpy() for name in _SPAN}
        named |= {f"{sides[1]}{name}": there[name].to_numpy() for name in _SPAN}
        parts.append(pd.DataFrame({"status": part["status"].astype(object).to_numpy(), **named}))
    table = pd.concat(parts, ignore_index=True).drop_duplicates(["clause_id", "other_clause_id"])
    table = table[["status", *_SPAN, *(f"other_{name}" for name in _SPAN)]]
    spans = ["start", "end", "other_start", "other_end"]
    table = table.astype(dict.fromkeys(spans, int)).sort_values(["start", "other_start"], ignore_index=True)
    return table.assign(segment_ids=table["segment_id"] + " " + table["other_segment_id"])
