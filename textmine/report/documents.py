"""Documents -> their text in pieces: themes, targets, bodies, shared wording and counterparts marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from textmine.measuring.reuse import (
    clause_statuses,
    read_background,
    related_documents,
    shared_passages,
    study_background,
)
from textmine.reading.commitments import responsibilities, targets
from textmine.reading.commitments.duties import ROLES
from textmine.report.material import Material
from textmine.report.safe import both

PAIRS = (
    30  # above eight documents, passages of the documents in so many pairs that share most are marked, as in notebook 7
)
_EXPRESSION = 40  # characters in which the unit of a number is looked for
_STOP = re.compile("[,，。;；、\n]")


class Marked(NamedTuple):
    """A stretch of a document's text: what it is, and of shared wording the segment of the other document."""

    start: int
    end: int
    kind: str
    other: str = ""


@dataclass
class Marks:
    """What is marked in one document: stretches, and the counterparts of clauses by where the clause ends."""

    stretches: list[Marked] = field(default_factory=list)
    counterparts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # status, id of the clause


def document_marks(material: Material) -> dict[str, Marks]:
    """What is marked in each document of a study.

    Returns
    -------
    dict of str to Marks
        By document. Kinds of stretches: `target`, `lead`, `support`, `responsible`, `shared`.
    """
    found: dict[str, Marks] = defaultdict(Marks)
    corpus = material.corpus
    regions = corpus.documents.set_index("document_id")["region"].dropna().to_dict()
    segments = corpus.segments
    texts = {key: page.text for key, page in corpus.pages.items()}
    for row in corpus.cached(targets, segments, regions).itertuples():
        found[row.document_id].stretches.append(_target(texts[row.document_id], row.start, str(row.unit or "")))
    for note in corpus.cached(responsibilities, segments, regions).itertuples():
        found[note.document_id].stretches += _bodies(texts[note.document_id], note)
    _mark_shared(found, material)
    return found


def _target(text: str, start: int, unit: str) -> Marked:
    """From the words before a promised number to its unit, or to the next stop."""
    end = text.find(unit, start, start + _EXPRESSION) + len(unit) if unit and unit != "nan" else 0
    if end <= start:
        stop = _STOP.search(text, start + 1, start + _EXPRESSION)
        end = stop.start() if stop else min(start + _EXPRESSION, len(text))
    return Marked(start, end, "target")


def _bodies(text: str, note: NamedTuple) -> Iterator[Marked]:
    """The names in a note, each at its first place that no longer name has taken."""
    names = [(name, role) for role in ROLES for name in getattr(note, f"{role}_verbatim")]
    taken: list[tuple[int, int]] = []
    end = note.start + len(note.text)
    for name, role in sorted(names, key=lambda pair: -len(pair[0])):
        for place in re.finditer(re.escape(name), text[note.start : end]):
            start, stop = note.start + place.start(), note.start + place.end()
            if all(stop <= a or start >= b for a, b in taken):
                taken.append((start, stop))
                yield Marked(start, stop, role)
                break


def _mark_shared(found: dict[str, Marks], material: Material) -> None:
    """Wording that two documents share and that is no set phrase, and the counterparts of clauses; the calls of notebook 7."""
    corpus, segments = material.corpus, material.corpus.segments
    background = read_background(corpus.folder)
    background = background if background.tells else study_background(segments)
    related = corpus.cached(related_documents, segments, background=background)
    ranked = related.sort_values(["share", "document_id", "other_id"], ascending=[False, True, True])
    near = set(ranked[["document_id", "other_id"]].head(PAIRS).to_numpy().ravel())
    near = set(corpus.documents["document_id"]) if corpus.unit == "document_id" else near
    close = segments[segments["document_id"].isin(near)]
    passages = corpus.cached(shared_passages, close, background=background)
    for row in passages[passages["kind"].ne("formula")].itertuples():
        found[row.document_id].stretches.append(Marked(row.start, row.end, "shared", row.other_segment_id))
        found[row.other_id].stretches.append(Marked(row.other_start, row.other_end, "shared", row.segment_id))
    statuses = corpus.cached(clause_statuses, segments, background=background, n_jobs=-1)
    for row in statuses[statuses["status"].isin(["verbatim", "adapted"])].itertuples():
        found[row.document_id].counterparts.setdefault(row.end, []).append((row.status, row.counterpart_id))


def segment_markup(text: str, offset: int, marks: Marks, titles: Mapping[str, str]) -> str:
    """A segment's text as markup: every stretch in a span of its kind, shared wording a link, counterparts behind clauses.

    Parameters
    ----------
    text : str
        Of the segment, which begins at `offset` of the document's policy text.
    offset : int
    marks : Marks
        Of the document.
    titles : mapping of str to str
        Title of each document.
    """
    end = offset + len(text)
    own = [mark for mark in marks.stretches if mark.start < end and mark.end > offset]
    cuts = {offset, end, *(place for mark in own for place in (mark.start, mark.end) if offset < place < end)}
    cuts |= {place for place in marks.counterparts if offset < place < end}
    pieces, places = [], sorted(cuts)
    for a, b in pairwise(places):
        over = [mark for mark in own if mark.start <= a and mark.end >= b]
        pieces.append(_piece(text[a - offset : b - offset], over, titles))
        pieces += [_counterpart(*one, titles) for one in marks.counterparts.get(b, ())]
    return "".join(pieces)


def _piece(text: str, over: list[Marked], titles: Mapping[str, str]) -> str:
    made = escape(text).replace("\n", "<br>")
    if kinds := sorted({mark.kind for mark in over if mark.kind != "shared"}):
        made = f'<span class="{" ".join(kinds)}">{made}</span>'
    if shared := [mark for mark in over if mark.kind == "shared"]:
        longest = max(shared, key=lambda mark: (mark.end - mark.start, mark.other))
        others = sorted({mark.other.partition("/")[0] for mark in shared})
        title = "; ".join(titles[key] for key in others)
        made = f'<a class="shared" href="{address(longest.other)}" title="{escape(title)}">{made}</a>'
    return made


def _counterpart(status: str, clause_id: str, titles: Mapping[str, str]) -> str:
    segment_id = clause_id.rpartition("#")[0]
    document = segment_id.partition("/")[0]
    words = both("照录" if status == "verbatim" else "改写", status)
    title = escape(titles[document])
    sign = "=" if status == "verbatim" else "≈"
    return f'<a class="counterpart" href="{address(segment_id)}" title="{title}"><span class="unseen">{words} </span>{sign}&#8239;{escape(document)}</a>'


def address(segment_id: str) -> str:
    """Where a segment stands in the site, seen from the page of a document."""
    document, _, place = segment_id.partition("/")
    return f"{document}.html#s-{place}"


def outline_of(segments: pd.DataFrame) -> list[dict[str, object]]:
    """The headings of one document: `place`, `text`, `depth` (1 is the first level)."""
    headings = segments[segments["kind"].eq("heading")]
    return [
        {"place": row.segment_id.partition("/")[2], "text": row.text.rstrip("。"), "depth": depth_of(row.path)}
        for row in headings.itertuples()
    ]


def depth_of(path: str) -> int:
    """How deep a heading stands: 1 below no other."""
    return path.count(" > ") + 2 if path else 1
