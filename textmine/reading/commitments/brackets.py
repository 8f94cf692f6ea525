"""Where in the prose of a policy a responsibility note may stand: brackets, labelled ends, bare lists of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.names import is_body, is_particular, split_names
from textmine.reading.commitments.notes import LINE_LABEL
from textmine.reading.outline import PROSE
from textmine.reading.outline.marks import mark_of

LONGEST_NOTE = 2_000
ABOUT_DUTIES = re.compile(r"牵头|配合|负责|责任|参加|参与|协办|主办|主责|承办|落实|分工|会同|主抓|协同|领衔")
_DEEPEST = 3
_BRACKET = re.compile(r"[()\[\]]")
_BODIES = re.compile(r"[局委办部厅会院校联团馆处室署社台站所队府关行司协心区镇乡道位门构业组]")
_END = re.compile(r"[)\]]\s{0,4}[。.;,]?\s{0,4}$")
_NO_LIST = re.compile(r"以下|简称|[原含见如即下]|包括|不含|附件|其中")
# A bare list may close with its time: (市科协、市教育局;2024年底前).
_TIMED = re.compile(r"[,;](?:\d{4}年[^,;、]{0,12}|长期|持续|每年[^,;、]{0,8}|\d{1,2}月底?前?)(?:完成|推进|坚持)?$")
_FEW = 3


class _Bare(NamedTuple):
    """A bare list of bodies that closes a segment; `apart` where a sentence ends before it."""

    row: int
    start: int
    end: int
    apart: bool
    names: int


def candidates(seen: str) -> Iterator[tuple[int, int]]:
    """Spans in a narrow prose segment that may be notes: brackets that speak of bodies and duties, and a labelled end."""
    end = 0
    for start, stop in bracket_spans(seen):
        if LINE_LABEL.fullmatch(seen, start, stop):  # [牵头单位] before its bodies
            continue
        if ABOUT_DUTIES.search(seen, start, stop) and _BODIES.search(seen, start, stop):
            yield start, stop
            end = stop
    for match in LINE_LABEL.finditer(seen):
        if match.start() >= end and (mark_of(seen).length == match.start() or seen[match.start() - 1] in "。;\n("):
            stop = len(seen) if len(seen) - match.start() <= LONGEST_NOTE else match.end()
            yield match.start(), stop
            return


def bare_lists(segments: pd.DataFrame) -> dict[int, tuple[int, int]]:
    """Brackets at the end of prose segments that hold nothing but public bodies, by the row of the segment.

    Notes
    -----
    Such a list names who is responsible where the document makes it a habit: a bracket of several bodies behind a whole
    sentence counts by itself, one of a single body where there is another, and one inside the last sentence where there
    are three.
    """
    found = [
        bare
        for row, (kind, text) in enumerate(zip(segments["kind"], segments["text"], strict=True))
        if kind in PROSE and (bare := _bare(row, narrow(text[-LONGEST_NOTE:]), max(len(text) - LONGEST_NOTE, 0)))
    ]
    apart = sum(bare.apart for bare in found)
    kept = [
        bare
        for bare in found
        if (bare.apart and (bare.names > 1 or apart > 1)) or (len(found) >= _FEW and (apart > 1 or bare.names > 1))
    ]
    return {bare.row: (bare.start, bare.end) for bare in kept}


def _bare(row: int, seen: str, offset: int) -> _Bare | None:
    end = _END.search(seen)
    if not end:
        return None
    spans = [span for span in bracket_spans(seen) if span[1] == end.start() + 1]
    if not spans or ABOUT_DUTIES.search(seen, *spans[0]) or _NO_LIST.search(seen, *spans[0]):
        return None
    start, stop = spans[0]
    names = split_names(_TIMED.sub("", seen[start + 1 : stop - 1].strip(" ,;。")))
    if not names or not all(map(is_body, names)) or not any(map(is_particular, names)):
        return None
    before = seen[:start].rstrip()
    return _Bare(row, offset + start, offset + stop, not before or before[-1] in "。;!?", len(names))


def bracket_spans(seen: str) -> list[tuple[int, int]]:
    """Spans of the brackets of a text that are neither too long nor too deep to be a note, in order; linear in its length."""
    open_: list[list[int]] = []
    found = []
    for match in _BRACKET.finditer(seen):
        if match[0] in "([":
            open_.append([match.start(), 0])
        elif open_:
            start, depth = open_.pop()
            if match.end() - start <= LONGEST_NOTE and depth < _DEEPEST:
                found.append((start, match.end()))
            if open_:
                open_[-1][1] = max(open_[-1][1], depth + 1)
    return sorted(found)
