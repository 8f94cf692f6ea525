"""Runs of characters as they lie in a picture -> where they stand on a straight page, and in which of its columns."""

from __future__ import annotations

import math
from statistics import median
from typing import NamedTuple

from textmine.intake.scans.recognizer import Piece

_LONG = 5  # times as wide as high: the slope of such a run is that of the page
# Two columns: where few runs cross the middle, and on both sides of it most lines are as wide as their column.
_MIDDLE = (0.35, 0.65)
_STEPS = 60
_FEWEST_LINES, _CROSSING, _FULL, _MOSTLY = 8, 0.2, 0.8, 0.5


class Placed(NamedTuple):
    """A run on the page as if that lay straight: its edges, the middle of its height, its height."""

    left: float
    right: float
    middle: float
    height: float
    piece: Piece


def straight(pieces: list[Piece]) -> list[Placed]:
    """Runs where they would stand if the lines of the page were level."""
    angle = slope(pieces)
    cosine, sine = math.cos(angle), math.sin(angle)
    placed = []
    for piece in pieces:
        xs = [x * cosine + y * sine for x, y in piece.corners]
        ys = [y * cosine - x * sine for x, y in piece.corners]
        tall = (ys[3] + ys[2] - ys[0] - ys[1]) / 2
        placed.append(Placed(min(xs), max(xs), sum(ys) / len(ys), max(tall, 1.0), piece))
    return placed


def slope(pieces: list[Piece]) -> float:
    """Angle in radians by which the lines of a page fall to the right; 0 where no run is long enough to tell."""
    angles = []
    for piece in pieces:
        (x, y), (right, low) = piece.corners[0], piece.corners[1]
        if math.hypot(right - x, low - y) > _LONG * math.dist(piece.corners[1], piece.corners[2]):
            angles.append(math.atan2(low - y, right - x))
    return median(angles) if angles else 0.0


def in_columns(placed: list[Placed]) -> list[list[Placed]]:
    """Blocks of a page in reading order: of two columns the left before the right, between runs that cross the middle.

    A table of two columns is none of these: few of its cells are as wide as their column.
    """
    at = _gutter(placed)
    if at is None:
        return [placed]
    blocks: list[list[Placed]] = []
    left: list[Placed] = []
    right: list[Placed] = []
    for one in [*sorted(placed, key=lambda one: one.middle), None]:
        if one is not None and one.right <= at:
            left.append(one)
        elif one is not None and one.left >= at:
            right.append(one)
        else:
            blocks += [left, right, [one] if one else []]
            left, right = [], []
    return [block for block in blocks if block]


def _gutter(placed: list[Placed]) -> float | None:
    """Where the space between two columns is; None where the page has one."""
    if len(placed) < 2 * _FEWEST_LINES:
        return None
    start, end = min(one.left for one in placed), max(one.right for one in placed)
    places = [start + (end - start) * (_MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * i / _STEPS) for i in range(_STEPS + 1)]
    crossing = [sum(one.left < at < one.right for one in placed) for at in places]
    fewest = min(crossing)
    free = [at for at, n in zip(places, crossing, strict=True) if n == fewest]
    at = free[len(free) // 2]
    sides = [one for one in placed if one.right <= at], [one for one in placed if one.left >= at]
    return at if fewest <= _CROSSING * len(placed) and all(map(_is_column, sides)) else None


def _is_column(placed: list[Placed]) -> bool:
    if len(placed) < _FEWEST_LINES:
        return False
    width = max(one.right for one in placed) - min(one.left for one in placed)
    return sum(one.right - one.left >= _FULL * width for one in placed) >= _MOSTLY * len(placed)
