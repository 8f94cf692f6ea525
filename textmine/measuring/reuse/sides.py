"""The status of a clause -> both texts side by side, their ids, and the lines of both pages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from textmine.corpus import Corpus
from textmine.measuring.reuse.alignment import edits
from textmine.measuring.reuse.clauses import clauses
from textmine.measuring.reuse.folding import fold_segments

COLUMNS = [
    "clause_id", "counterpart_id", "edit", "start", "end", "line", "text", "counterpart_start", "counterpart_end",
    "counterpart_line", "counterpart_text",
]  # fmt: skip


def side_by_side(row: pd.Series | Mapping, corpus: Corpus) -> pd.DataFrame:
    """A clause beside its counterpart, piece by piece, with what was done to each.

    Parameters
    ----------
    row : Series or mapping
        Of `clause_statuses` (or of any table with `clause_id` and `counterpart_id`); without a counterpart, the clause stands
        alone.
    corpus : Corpus

    Returns
    -------
    DataFrame
        One row a piece: `clause_id`, `counterpart_id`, `edit` ("kept", "replaced", "inserted", "left out", "moved"; missing for
        a clause without counterpart), `start`, `end` (offsets into the policy text), `line` (1-based, of the page as
        received), `text`, and the same of the counterpart: `counterpart_start`, `counterpart_end`, `counterpart_line`,
        `counterpart_text`. A side that has no part in the edit is missing, its text empty. In the order of the clause; what is
        left out, or has moved away, where it would stand. The texts of the pieces together are the clause; those of the
        counterpart, in the order of `counterpart_start`, the counterpart.

    Raises
    ------
    KeyError
        If the row has no `clause_id`, or names a clause that the corpus lacks.
    """
    for name in ("clause_id", "counterpart_id"):
        if name not in row:
            raise KeyError(f"the row has no {name}; it has {', '.join(map(str, dict(row)))}")
    clause = _clause(row["clause_id"], corpus)
    if pd.isna(row["counterpart_id"]):
        piece = [clause["clause_id"], None, None, *_place(clause, clause["start"], clause["end"], corpus), *_nowhere()]
        return _typed([piece])
    other = _clause(row["counterpart_id"], corpus)
    (text, bounds), (other_text, other_bounds) = _folded(clause), _folded(other)
    found = edits(text, other_text)
    rows = []
    for edit in found:
        here = _side(clause, bounds, edit.start, edit.end, corpus)
        there = _side(other, other_bounds, edit.other_start, edit.other_end, corpus)
        rows.append([clause["clause_id"], other["clause_id"], edit.kind, *here, *there])
    return _typed(rows)


def _typed(rows: list[list]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if name.endswith(("start", "end", "line"))]
    return table.astype(dict.fromkeys(numbers, "Int64"))


def _clause(clause_id: str, corpus: Corpus) -> pd.Series:
    """A clause of the corpus by its id."""
    segment_id = str(clause_id).rpartition("#")[0]
    own = clauses(corpus.segments[corpus.segments["segment_id"] == segment_id])
    own = own[own["clause_id"] == clause_id]
    if own.empty:
        raise KeyError(f"no clause {clause_id} in the corpus; the table belongs to another state of it")
    return own.iloc[0]


def _folded(clause: pd.Series) -> tuple[str, np.ndarray]:
    """A clause as it is compared, and where in the source each of its characters begins; the marks behind it belong to it."""
    folded = fold_segments(clause.to_frame().T)
    bounds = np.append(folded.offsets, clause["end"])
    bounds[0] = clause["start"]
    return folded.text(0, len(folded)), bounds


def _side(clause: pd.Series, bounds: np.ndarray, start: int, end: int, corpus: Corpus) -> tuple:
    return _place(clause, int(bounds[start]), int(bounds[end]), corpus) if end > start else _nowhere()


def _place(clause: pd.Series, start: int, end: int, corpus: Corpus) -> tuple:
    """Offsets, line of the page, and words."""
    line = corpus.pages[clause["document_id"]].page_line(start)
    return start, end, line, clause["text"][start - clause["start"] : end - clause["start"]]


def _nowhere() -> tuple:
    return None, None, None, ""
