"""Groups of documents as rows of points: every document a point, their median a stroke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from textmine.showing.draw.canvas import POINTS, Look, short_names, tie
from textmine.showing.style import GREY, INK

MOST_POINTS = 400  # of a row; of more, evenly many over their ranks are drawn
_THICK = 0.6  # of the distance of rows
_STEPS = (
    0.7548776662466927,
    0.5698402909980532,
)  # irrational: their multiples by squares are even on a circle (Weyl 1916)


def thinned(values: Sequence[float], most: int) -> np.ndarray:
    """The finite values, sorted; of more than `most`, that many evenly over their ranks."""
    finite = np.sort(np.asarray(values, dtype=float))
    finite = finite[np.isfinite(finite)]
    if len(finite) <= most:
        return finite
    return finite[np.linspace(0, len(finite) - 1, most).round().astype(int)]


def scattered(n: int, axis: int = 0) -> np.ndarray:
    """`n` offsets between -0.5 and 0.5 that look random and are the same every time."""
    return (0.5 + _STEPS[axis] * np.arange(1.0, n + 1) ** 2) % 1 - 0.5


def draw_strip(
    ax: Axes,
    y: float,
    values: Sequence[float],
    colour: str,
    *,
    longest: int,
    width: float = 0.0,
    rows: Sequence[int | tuple[int, ...]] = (),
) -> None:
    """One row of points with the stroke of their median.

    `longest` is the number of points of the longest row, by which all rows have one size of points; `width` spreads values
    that come several times, as whole numbers do, sideways too; `rows` are those of the table that each value stands for (`tie`).
    """
    shown = thinned(values, MOST_POINTS)
    if not len(shown):
        return
    size, alpha = (3.4, 0.75) if longest <= 40 else (2.6, 0.5) if longest <= 150 else (1.8, 0.35)
    _, place, alike = np.unique(shown, return_inverse=True, return_counts=True)
    aside = np.where(alike[place] > 1, width * scattered(len(shown), 1), 0.0)
    x, offsets = shown + aside, _THICK * scattered(len(shown))
    (dots,) = ax.plot(x, y + offsets, "o", color=colour, markersize=size, alpha=alpha, markeredgewidth=0, clip_on=False)
    if len(rows):
        places = np.flatnonzero(np.isfinite(np.asarray(values, dtype=float)))
        places = places[np.argsort(np.asarray(values, dtype=float)[places], kind="stable")]
        tie(dots, [rows[i] for i in places[thinned(range(len(places)), MOST_POINTS).astype(int)]])
    middle = np.nanmedian(np.asarray(values, dtype=float))
    ax.vlines(middle, y - 0.62 * _THICK, y + 0.62 * _THICK, color=INK, linewidth=1.4)


def group_rows(ax: Axes, groups: Mapping[str, Look], numbers: Sequence[str], room: float = 5.5) -> None:
    """Names of the groups left of their rows, at most `room` centimetres wide, and a number right of each."""
    ax.set_yticks(range(len(groups)), short_names(groups, room * POINTS, 7.5))
    ax.set_ylim(len(groups) - 0.45, -0.55)
    ax.tick_params(axis="y", length=0)
    for y, number in enumerate(numbers):
        number_right(ax, y, number)


def number_right(ax: Axes, y: float, number: str) -> None:
    """A number right of the axes."""
    ax.annotate(number, (1.015, y), xycoords=("axes fraction", "data"), va="center", fontsize=7, color=GREY)
