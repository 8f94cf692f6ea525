"""Stretches that look like responsibility notes and gave no row: silence of `responsibilities` must mean that there is none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from textmine.reading.characters import lines_of, narrow
from textmine.reading.commitments.brackets import ABOUT_DUTIES, bracket_spans
from textmine.reading.commitments.defaults import openings
from textmine.reading.commitments.division import unread_cells
from textmine.reading.commitments.grids import grid_of
from textmine.reading.commitments.names import is_particular, split_names
from textmine.reading.outline import PROSE
from textmine.reading.outline.marks import is_note, mark_of
from textmine.reading.outline.roles import column_role

UNREAD_COLUMNS = ("document_id", "segment_id", "start", "text")
_NOUN = r"(?:单位|部门|机构|主体|[处科股]室|领导|责任人)"
# Any words before the noun, so that a role nobody has thought of is seen too: 保障单位:市财政局.
_LABELLED = re.compile(
    rf"(?:^|(?<=[。;\n)\]]))\s?(?:[-—–―*▲●]\s?)*\[?[一-鿿、/()]{{1,10}}{_NOUN}(?:\s?\([^()]{{1,20}}\))?\*{{0,3}}\]?\s?:\*{{0,3}}\s?(?=[^\s:指])"
)
_NAMING = ("mixed", "lead", "support", "responsible")
_INQUIRIES = re.compile(r"联系|咨询|监督电话|举报|解释|主送|抄送|送达|报送|起草|归口")
_PASSING = re.compile(
    r"\(?(?:以下|由.{0,30}(?:解释|另行)|含|包括|不含|详见|见|如|即|参见|附)|负责人\)?$|简称|统称|电话|公章|盖章|签字"
)
_PERSON = re.compile(r"\s?\[?[一-鿿]{0,6}(?:领导|责任人|联系人|负责人)\]?\s?:")
_SHOWN = 60


class _Span(NamedTuple):
    """A stretch of a document, the segment it stands in, and whether it is known that it was not read."""

    row: int
    start: int
    end: int
    sure: bool = False


def unread_notes(segments: pd.DataFrame, responsibilities: pd.DataFrame) -> pd.DataFrame:
    """What looks like a responsibility note but is in none of the rows read.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.reading.outline.outline` gives them.
    responsibilities : DataFrame
        What `textmine.reading.commitments.responsibilities` read from them.

    Returns
    -------
    DataFrame
        One row a stretch, in the order of the text: `document_id`, `segment_id`, `start` (offset into the policy text), `text` (its
        first 60 characters). Looked for are segments that the outline takes for notes, brackets that name bodies with a duty, labels
        before a body (保障单位:市财政局) or on a line of their own above one, sentences that charge a body with a section (以上任务由…负责),
        tables with a column of bodies in charge, and of those that were read the cells of a role that name no body, and the
        numbered rows without any.
    """
    rows = []
    for document_id, part in segments.groupby("document_id", sort=False):
        part = part.sort_values("start", kind="stable", ignore_index=True)
        own = responsibilities[responsibilities["document_id"].eq(document_id)]
        read = sorted(zip(own["start"], own["start"] + own["text"].str.len(), strict=True))
        last = -1
        for span in sorted(_stretches(part), key=lambda span: (span.start, -span.end)):
            if span.start >= last and (span.sure or not _overlaps(read, span)):
                text = part["text"][span.row][span.start - part["start"][span.row] :][: span.end - span.start]
                rows.append((document_id, part["segment_id"][span.row], span.start, " ".join(text[:_SHOWN].split())))
                last = span.end
    return pd.DataFrame(rows, columns=list(UNREAD_COLUMNS)).astype({"start": int})


def _overlaps(read: list[tuple[int, int]], span: _Span) -> bool:
    """Whether a note that was read lies in the stretch or around it."""
    at = bisect_left(read, (span.end, -1))
    return any(end > span.start for _, end in read[max(at - 3, 0) : at])


def _stretches(segments: pd.DataFrame) -> Iterator[_Span]:
    """Everything that looks like a note, whether it was read or not."""
    following = [*segments["text"].iloc[1:], ""]
    for row, segment in enumerate(segments.itertuples()):
        seen = narrow(segment.text)
        if segment.kind == "responsibility":
            if (person := _PERSON.match(seen)) and not _names_body(seen[person.end() :]):
                continue  # 责任领导:李明
            yield _Span(row, segment.start, segment.end)
        elif segment.kind == "table":
            yield from _tables(row, segment.start, segment.text)
        elif segment.kind in (*PROSE, "letterhead"):
            own = list(_in_prose(seen)) if ABOUT_DUTIES.search(seen) or ":" in seen else []
            if (
                len(seen) < _SHOWN
                and column_role(seen.strip(" []")) in _NAMING
                and _opens_with_body(narrow(following[row]))
            ):
                own.append((0, len(seen)))
            for start, end in own:
                yield _Span(row, segment.start + start, segment.start + end)


def _in_prose(seen: str) -> Iterator[tuple[int, int]]:
    """Brackets that name bodies with a duty, and labels before a body."""
    for start, end in bracket_spans(seen):
        words = seen[start:end]
        if (
            ABOUT_DUTIES.search(words)
            and is_note(words, seen[start - 1 : start] or "。")
            and not _PASSING.search(words)
        ):
            yield start, end
    for start, end in openings(seen):
        if _names_body(seen[start:end]):
            yield start, end
    for match in _LABELLED.finditer(seen, mark_of(seen).length):
        if not _INQUIRIES.search(match[0]) and _opens_with_body(seen[match.end() : match.end() + _SHOWN]):
            stop = re.search(r"[。\n]|$", seen[match.end() :]).start()
            yield match.start(), match.end() + stop


def _opens_with_body(words: str) -> bool:
    """Whether the words are, or begin with, a list that names a body."""
    listed = re.split(r"[。;:\n]", words.strip(), maxsplit=1)[0]
    names = split_names(listed)
    return bool(names) and is_particular(names[0])


def _names_body(words: str) -> bool:
    """Whether somewhere in the words, behind 由, a mark or a label, the name of a body begins."""
    pieces = re.split(r"[,;:、(由为]", words)
    return any(is_particular(re.split(r"牵头|负责|配合|主办|参与|承办|落实", piece)[0]) for piece in pieces if piece)


def _tables(row: int, start: int, text: str) -> Iterator[_Span]:
    """A table one of whose columns is called by a role."""
    grid = grid_of(text, lambda name: column_role(name) is not None)
    if any(column_role(name) not in (None, "other") for name in grid.header) and grid.rows:
        yield _Span(row, start, start + lines_of(text)[-1][1])
        for first, last in unread_cells(text):
            yield _Span(row, start + first, start + last, sure=True)
