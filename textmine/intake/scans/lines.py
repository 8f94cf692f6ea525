"""Runs of characters with their places on a page -> its printed lines in reading order, as a reader of pages takes them.

A printed line is a line, so that the text can be read against the scan; what a paragraph is, is for `textmine.reading.outline` to say,
which joins lines broken by a column. Three things of the print are kept: the indentation of a first line, the cells of a row of
a table, and that a number at the edge of a page is the number of the page.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from textmine.intake.scans.places import Placed, in_columns, straight
from textmine.intake.scans.punctuation import mended
from textmine.intake.scans.recognizer import Piece

INDENTATION = "\u3000\u3000"
# Heights of a character: from which gap runs of one row are set apart, and are cells of a table.
_BLANK, _CELL = 0.8, 2.5
_SAME_ROW = 0.5
_INDENTED = (1.2, 3.2)
_NEAR = 5  # rows: the margin is that of the rows near by, since a photographed page is no rectangle
_EDGE = 0.15  # of the height of a page, where its number stands
_SET_APART = 1.4  # times the usual distance of lines
_DASHES = r"[-—–―－_·•.~～|一\s]{0,4}"
_NUMBER = re.compile(rf"{_DASHES}(\d{{1,3}}){_DASHES}")
_DASHES_READ_AS_ONES = re.compile("^一一")  # ——坚持协同推进; a paragraph hardly begins with the word 一一
_LATIN = re.compile(r"[0-9A-Za-z]")


class PrintedLine(NamedTuple):
    """A line of a page: its text, and the least confidence of its characters."""

    text: str
    confidence: float


class _Row(NamedTuple):
    """Runs side by side."""

    left: float
    right: float
    middle: float
    height: float
    pieces: tuple[Placed, ...]


def printed_lines(pieces: list[Piece], height: int) -> list[PrintedLine]:
    """The lines of a page, from top to bottom; those of two columns, or of two pages side by side, one after the other.

    Parameters
    ----------
    pieces : list of Piece
        In any order; a page that lies up to some ten degrees aslant is read straight.
    height : int
        Of the picture, in dots.

    Returns
    -------
    list of PrintedLine
        Runs side by side are one line: joined, or with a blank between them, or with a tab where a gap as wide as
        2.5 characters parts the cells of a table. A line that begins two characters to the right of the left margin begins with
        two full-width blanks, and 一一 at its beginning is a dash. A number alone at the upper or lower edge, with whatever dashes, is `— 3 —`.
    """
    blocks = [_rows(block) for block in in_columns(straight([piece for piece in pieces if piece.text.strip()]))]
    page = [row for rows in blocks for row in rows]
    if not page:
        return []
    size = median(row.height for row in page)
    lines = []
    for rows in blocks:
        for i, row in enumerate(rows):
            words = _words(row)
            if number := _page_number(page, row, words, height):
                words = f"— {number} —"
            elif _INDENTED[0] <= (row.left - _margin(rows, i)) / size <= _INDENTED[1]:
                words = INDENTATION + _DASHES_READ_AS_ONES.sub("——", words)
            lines.append(PrintedLine(words, min(placed.piece.confidence for placed in row.pieces)))
    return lines


def _rows(placed: list[Placed]) -> list[_Row]:
    """Runs whose middles are nearer than half a height are a row."""
    groups: list[list[Placed]] = []
    for one in sorted(placed, key=lambda one: (one.middle, one.left)):
        last = groups[-1] if groups else []
        beside = last and one.middle - sum(other.middle for other in last) / len(last) < _SAME_ROW * min(
            one.height, median(other.height for other in last)
        )
        if beside:
            last.append(one)
        else:
            groups.append([one])
    return [
        _Row(
            min(one.left for one in group),
            max(one.right for one in group),
            sum(one.middle for one in group) / len(group),
            median(one.height for one in group),
            tuple(sorted(group, key=lambda one: one.left)),
        )
        for group in groups
    ]


def _words(row: _Row) -> str:
    words, reached = "", row.left
    for left, right, _, _, piece in row.pieces:
        gap, text = (left - reached) / row.height, piece.text.strip()
        if words and gap >= _CELL:
            words += "\t"
        elif words and (gap >= _BLANK or (_LATIN.match(words[-1]) and _LATIN.match(text))):
            words += " "
        words += text
        reached = max(reached, right)
    return mended(words)


def _margin(rows: list[_Row], i: int) -> float:
    """Where the long runs near a row begin, at the farthest left; a speck beside a line is no long run."""
    widest = max(placed.right - placed.left for row in rows for placed in row.pieces)
    near = [placed for row in rows[max(i - _NEAR, 0) : i + _NEAR + 1] for placed in row.pieces]
    return min((one.left for one in near if one.right - one.left >= widest / 2), default=rows[i].left)


def _page_number(page: list[_Row], row: _Row, words: str, height: int) -> str:
    """The number of the page where the row is that and nothing else: at an edge, apart from what is above or below it."""
    found = _NUMBER.fullmatch(words)
    if not found or len(page) == 1:
        return ""
    others = [one.middle for one in page if one is not row and one.left < row.right and row.left < one.right]
    first = row.middle < _EDGE * height and all(row.middle < other for other in others)
    last = row.middle > (1 - _EDGE) * height and all(row.middle > other for other in others)
    apart = min((abs(row.middle - other) for other in others), default=float(height))
    usual = [distance for above, below in pairwise(page) if (distance := below.middle - above.middle) > 0]
    return found[1] if (first or last) and apart >= _SET_APART * median(usual or [0.0]) else ""
