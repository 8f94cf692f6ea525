"""Tables of terms -> figures of what stands out in each group or topic."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    ACCENT,
    FULL,
    POINTS,
    fitting_size,
    line_height,
    looks,
    new_figure,
    panel_title,
    short_names,
    shortened,
    tie,
)
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, named, note, said, word
from textmine.showing.style import GREY, PALE

LEAST = 0.31  # centimetres of a line


@styled
def draw_distinctive_terms(
    table: pd.DataFrame,
    *,
    by: str,
    value: str,
    names: Mapping[str, Text] | None = None,
    xlabel: Text = "",
    levels: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure | None:
    """Small multiples of dots: the terms that stand out in each group, most first.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `value`, `count`; in the order to be drawn.
    by, value : str
        Columns of the group and of the position. The first eight groups are drawn.
    names : mapping of str to (str, str), optional
        English and Chinese name of groups and terms.
    xlabel : str or (str, str)
    levels : mapping of str to str, optional
        Level of each group; with it, dots have the colour of their level.
    colours : mapping of str to str, optional
        Colour of each level.
    """
    table = table[np.isfinite(table[value].astype(float))]
    groups = list(dict.fromkeys(table[by]))[:MOST_SHOWN]
    if not groups:
        return None
    columns = 2 if len(groups) > 3 else len(groups)
    rows, deepest = -(-len(groups) // columns), int(table.groupby(by, observed=True).size().max())
    line, lines = line_height(rows, deepest, head=1.3, usual=0.40, least=LEAST, foot=0.0)
    figure, axes = new_figure(rows * (1.3 + line * lines), rows, columns, sharex=True)
    look = looks(levels.values(), colours) if levels else {}
    for ax, name in zip(axes.flat, groups, strict=False):
        own = table[table[by] == name].head(lines)
        called = term_names(own["term"], names, 9.8 / columns, line)
        dots = _dots(ax, own[value], own["count"], called, look[levels[name]].colour if levels else ACCENT, line)
        tie(dots, own[ROWS])
        panel_title(ax, named(name, names), (FULL / columns - 0.6) * POINTS)
        ax.set_ylim(lines - 0.4, -0.6)
    least, most = table[value].min(), table[value].max()
    axes.flat[0].set_xlim(min(0, 1.18 * least), most * 1.18 if most > 0 else 1)
    finish(axes, len(groups), figure, _noted(said(xlabel), lines, deepest))
    note("occurrences")
    return figure


def term_names(terms: pd.Series, names: Mapping[str, Text] | None, room: float, line: float) -> list[str]:
    """Terms, in English with their gloss, in at most `room` centimetres."""
    return short_names([named(term, names) for term in terms], room * POINTS, fitting_size(line, 7.5))


def _noted(xlabel: str, lines: int, deepest: int) -> str:
    """The name of the axis, with a note where not all terms found room."""
    return xlabel if lines >= deepest else f"{xlabel}{word('terms_of', shown=lines, all=deepest)}".strip()


def finish(axes: np.ndarray, panels: int, figure: Figure, xlabel: str) -> None:
    """Hide the axes beyond the panels; number those at the lower end of each column, and name them all."""
    for ax in axes.flat[panels:]:
        ax.set_axis_off()
    for ax in axes.flat[max(panels - axes.shape[1], 0) : panels]:
        ax.tick_params(labelbottom=True)
    figure.supxlabel(shortened(xlabel, (FULL - 0.6) * POINTS, 8), fontsize=8)


def _dots(ax: Axes, values: pd.Series, counts: pd.Series, names: list[str], colour: str, line: float) -> Line2D:
    y, size = np.arange(len(values)), fitting_size(line, 7)
    ax.hlines(y, 0, values, color=PALE, linewidth=1.2)
    (dots,) = ax.plot(values, y, "o", color=colour, markersize=3.6)
    for place, x, count in zip(y, values, counts, strict=True):
        ax.annotate(f"{count}", (x, place), (5, 0), textcoords="offset points", va="center", fontsize=size, color=GREY)
    ax.set_yticks(y, names)
    ax.tick_params(axis="y", length=0, labelsize=fitting_size(line, 7.5))
    return dots
