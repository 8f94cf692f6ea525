"""Segments -> clauses: what is cut at 。;!? within a segment, the unit whose origin is looked for."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from textmine.measuring.reuse.folding import fold_segments
from textmine.reading.characters import narrow
from textmine.reading.outline import sections
from textmine.reading.outline.marks import mark_of

COLUMNS = [
    "document_id",
    "clause_id",
    "segment_id",
    "section_id",
    "path",
    "order",
    "start",
    "end",
    "characters",
    "text",
]
_CLAUSE = re.compile(r"\s*([^。;!?]*[。;!?]*[”’」』\")\]]*)")


def clauses(segments: pd.DataFrame) -> pd.DataFrame:
    """Cut segments into clauses.

    Parameters
    ----------
    segments : DataFrame
        Segments of a corpus: `document_id`, `segment_id`, `path`, `kind`, `start`, `text`, all headings among them. With
        `passage_id`, only those that have one are cut: the prose of the study.

    Returns
    -------
    DataFrame
        One row a clause: `document_id`, `clause_id` (`zhongshan-2022/3.1.2#1`: the first of its segment), `segment_id`,
        `section_id`, `path` (the headings above), `order` (0, 1, ... within the document), `start`, `end` (offsets into the
        document's policy text; `text[start:end]` is the clause), `characters` (letters and digits: what is compared),
        `text`. Sorted by document, then order of the text.

    Notes
    -----
    A clause ends at 。 ; ! or ? of any width, or with its segment; not at a line break, which within a segment is where the
    page was wrapped. The mark that numbers a segment ((一), ——, 第三条) is not part of its first clause: it says where the
    clause stands, not what it says. Stretches without a letter or digit are no clauses.
    """
    missing = [name for name in ("document_id", "segment_id", "path", "kind", "start", "text") if name not in segments]
    if missing:
        raise ValueError(f"clauses: the segments lack {', '.join(missing)}; they have {', '.join(segments.columns)}")
    section = segments["section_id"] if "section_id" in segments else sections(segments)
    table = segments.assign(section_id=section)
    if "passage_id" in table:
        table = table[table["passage_id"].notna()]
    columns = ["document_id", "segment_id", "section_id", "path", "start", "text"]
    rows = []
    for number, (document, segment, section_id, path, start, text) in enumerate(table[columns].itertuples(index=False)):
        for a, b in _cut(text):
            rows.append((document, number, segment, section_id, path, 0, start + a, start + b, 0, text[a:b]))
    found = pd.DataFrame(rows, columns=COLUMNS).astype({"start": int, "end": int, "characters": int})
    found["characters"] = np.bincount(fold_segments(found).rows, minlength=len(found))
    found = found[found["characters"] > 0].reset_index(drop=True)
    place = found.groupby("clause_id").cumcount() + 1
    found["clause_id"] = [f"{segment}#{i}" for segment, i in zip(found["segment_id"], place, strict=True)]
    found = found.sort_values(["document_id", "start"], kind="stable", ignore_index=True)
    return found.assign(order=found.groupby("document_id").cumcount())


def _cut(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch of a segment that may be a clause."""
    seen = narrow(text)
    at = mark_of(seen).length
    found = []
    while at < len(seen):
        match = _CLAUSE.match(seen, at)
        start, end = match.span(1)
        at = max(end, at + 1)
        end = start + len(text[start:end].rstrip())
        found.append((start, end))
    return found
