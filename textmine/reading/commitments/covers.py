"""The place of a responsibility note -> the heading, item or paragraph that it is about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import pandas as pd

from textmine.reading.outline import passages

_OWN_LINES = 2


class Place(NamedTuple):
    """Where a note stands: the row of its segment, the id of what it covers where that is known, the part it speaks of."""

    row: int
    covers: str | None
    part: str | None


def covered(segments: pd.DataFrame, found: list[Place]) -> list[str]:
    """Ids of what the notes are about, in their order."""
    kinds, ids = segments["kind"].tolist(), segments["segment_id"].tolist()
    kind_of = dict(zip(ids, kinds, strict=True))
    openers, chains = passages(segments).tolist(), _chains(segments)
    extents = _extents(chains, kinds)
    rows = [note.row for note in found if note.covers is None]
    covers = []
    for note in found:
        before = _before(kinds, note.row)
        level = max(len(chains[note.row]) - 1, 0)
        alone = [heading for heading in chains[before][level:] if _closes_alone(extents[heading], note.row, rows)]
        item = kind_of.get(openers[before]) == "item"
        if note.part is not None and chains[note.row]:
            alone = [_section(chains[note.row], note, extents)]
        covers.append(note.covers or (alone[0] if alone else openers[before] if item else ids[before]))
    return covers


def _section(chain: tuple[str, ...], note: Place, extents: dict[str, tuple[int, int]]) -> str:
    """The heading of which a note speaks: 本章 is the outermost section, 以上任务 the innermost that holds several."""
    if note.part in ("章", "部分"):
        return chain[0]
    inner = (
        note.row - extents[chain[-1]][0] <= _OWN_LINES and len(chain) > 1
    )  # behind the last of several short sections
    return chain[-2 if inner else -1]


def _before(kinds: list[str], row: int) -> int:
    """Row of the last segment, up to this one, that is not a note."""
    while row > 0 and kinds[row] == "responsibility":
        row -= 1
    return row


def _closes_alone(extent: tuple[int, int], row: int, rows: list[int]) -> bool:
    """Whether the note at `row` is the only one in the section and the section ends with it."""
    first, last = extent
    return row >= last and bisect_right(rows, max(row, last)) - bisect_left(rows, first) == 1


def _chains(segments: pd.DataFrame) -> list[tuple[str, ...]]:
    """For each segment the ids of the headings above it, itself included where it is one."""
    chains, open_ = [], [("", ())]
    for segment in segments.itertuples():
        while len(open_) > 1 and open_[-1][0] != segment.path:
            open_.pop()
        chain = open_[-1][1]
        if segment.kind == "heading":
            chain = (*chain, segment.segment_id)
            title = segment.text.strip()
            open_.append((f"{segment.path} > {title}" if segment.path else title, chain))
        chains.append(chain)
    return chains


def _extents(chains: list[tuple[str, ...]], kinds: list[str]) -> dict[str, tuple[int, int]]:
    """First row and last row that is no note, of the section below each heading."""
    extents: dict[str, tuple[int, int]] = {}
    for row, (chain, kind) in enumerate(zip(chains, kinds, strict=True)):
        for heading in chain:
            first, last = extents.get(heading, (row, row))
            extents[heading] = (first, last if kind == "responsibility" else row)
    return extents
