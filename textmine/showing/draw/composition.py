"""Tables of documents -> bars of what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from textmine.showing.draw.canvas import (
    FILLS,
    FULL,
    HALF,
    POINTS,
    legend_above,
    new_figure,
    short_names,
    tie,
)
from textmine.showing.draw.strips import draw_strip, number_right
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, named, note, word
from textmine.showing.style import INK, plotted

_MOST_BARS = 40
_HALF_BARS = 8  # of documents that a figure of half the width holds


@styled
def draw_composition(
    table: pd.DataFrame,
    *,
    parts: Mapping[str, Text],
    by: str = "document_id",
    names: Mapping[str, Text] | None = None,
    points: pd.DataFrame | None = None,
) -> Figure | None:
    """Stacked bars: what each document, or the mean document of each group, is made of.

    Parameters
    ----------
    table : DataFrame
        `by`, `part`, `characters`: one row a bar and part, bars in the order they are to be drawn. At most 40 bars are drawn.
    parts : mapping of str to str or (str, str)
        Parts in the order of stacking, with the name the legend gives them; at most eight.
    by : str
        Column of the bars: documents or groups.
    names : mapping of str to (str, str), optional
        English and Chinese name of each bar.
    points : DataFrame, optional
        `by`, `characters`: one row a document. Drawn in a panel of its own, a point a document, their median a stroke.
    """
    bars = list(dict.fromkeys(table[by].dropna()))
    shown = bars[:_MOST_BARS]
    if points is None:
        figure, axes = new_figure(2.8 + 0.75 * len(shown), width=FULL if len(shown) > _HALF_BARS else HALF)
    else:
        figure, axes = new_figure(2.2 + 0.95 * len(shown), 1, 2, sharey=True, width_ratios=(3, 2))
        _totals(axes[0, 1], plotted(points), by, shown)
        note("points_documents")
    note("bars_documents" if points is None and by == "document_id" else "bars_means")
    totals = _stacked(axes[0, 0], table, by, shown, parts)
    some = word("first_of", shown=len(shown), all=len(bars)) if len(shown) < len(bars) else ""
    axes[0, 0].set_xlabel(word("characters_of_text" if by == "document_id" else "mean_document") + some)
    _name_bars(axes[0, 0], [named(name, names) for name in shown], totals)
    legend_above(figure, handle=1.2, columnspacing=1.2)
    return figure


def _stacked(ax: Axes, table: pd.DataFrame, by: str, names: list[str], parts: Mapping[str, Text]) -> np.ndarray:
    """Draw the bars; return their lengths."""
    left = np.zeros(len(names))
    for (part, name), (colour, hatch) in zip(parts.items(), FILLS, strict=False):
        own = table[table["part"] == part].set_index(by)
        if own.empty:  # nor does the legend name it; the others keep their looks
            continue
        width = own["characters"].reindex(names, fill_value=0).fillna(0).to_numpy()
        look = {"color": colour, "hatch": hatch, "edgecolor": INK, "linewidth": 0.5}
        bars = ax.barh(range(len(names)), width, left=left, height=0.62, label=named(part, {part: name}), **look)
        for bar, row in zip(bars, own[ROWS].reindex(names), strict=True):
            tie(bar, [row] if row >= 0 else [])
        left += width
    return left


def _name_bars(ax: Axes, names: list[str], totals: np.ndarray) -> None:
    longest = totals.max() or 1.0
    for y, total in enumerate(totals):
        ax.text(total + 0.008 * longest, y, f"{total:,.0f}", va="center", fontsize=7.5)
    width = ax.figure.get_figwidth() * 2.54
    ax.set_yticks(range(len(names)), short_names(names, 0.3 * width * POINTS, 7.5))
    ax.invert_yaxis()
    ax.set_xlim(0, longest * (1.08 if width > HALF else 1.2))
    ax.xaxis.get_major_locator().set_params(nbins=8 if width > HALF else 5)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.tick_params(axis="y", length=0)


def _totals(ax: Axes, points: pd.DataFrame, by: str, names: list[str]) -> None:
    """A row of points for the lengths of each group's documents, on a scale of multiples."""
    ax.set_xscale("log")
    for y, name in enumerate(names):
        own = points.loc[(points[by] == name) & points["characters"].gt(0), "characters"]
        draw_strip(ax, y, own, "#5c7894", longest=points[by].value_counts().max())
        number_right(ax, y, word("n_is", n=len(own)))
    _mark_multiples(ax, points["characters"])
    ax.set_xlabel(word("each_document"))
    ax.tick_params(axis="y", length=0)


def _mark_multiples(ax: Axes, values: pd.Series) -> None:
    """Few ticks on a scale of multiples, in thousands: 1, 2, 5, 10 where it is short, 1, 10, 100 where it is long."""
    values = values[values > 0]
    decades = np.log10(values.max() / values.min()) if len(values) else 1
    steps = (1, 2, 5) if decades < 1.3 else (1, 3) if decades < 2.6 else (1,)
    ax.xaxis.set_major_locator(LogLocator(subs=steps, numticks=12))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x / 1000:g}")
    ax.xaxis.set_minor_locator(NullLocator())
