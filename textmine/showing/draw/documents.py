"""Tables of documents -> figures of what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    FILLS,
    POINTS,
    ROWS,
    WIDTH,
    legend_above,
    looks,
    new_figure,
    short_names,
    styled,
    text_width,
    tie,
)
from textmine.showing.draw.strips import draw_strip, group_rows, number_right
from textmine.showing.figures import INK, plotted

_MOST_BARS = 40


@styled
def draw_composition(
    table: pd.DataFrame, *, parts: Mapping[str, str], by: str = "document_id", points: pd.DataFrame | None = None
) -> Figure | None:
    """Stacked bars: what each document, or the mean document of each group, is made of.

    Parameters
    ----------
    table : DataFrame
        `by`, `part`, `characters`: one row a bar and part, bars in the order they are to be drawn. At most 40 bars are drawn.
    parts : mapping of str to str
        Parts in the order of stacking, with the name the legend gives them; at most eight.
    by : str
        Column of the bars: documents or groups.
    points : DataFrame, optional
        `by`, `characters`: one row a document. Drawn in a panel of its own, a point a document, their median a stroke.
    """
    names = list(dict.fromkeys(table[by].dropna()))
    shown = names[:_MOST_BARS]
    if points is None:
        figure, axes = new_figure(1.8 + 0.85 * len(shown))
    else:
        figure, axes = new_figure(2.2 + 0.95 * len(shown), 1, 2, sharey=True, width_ratios=(3, 2))
        _totals(axes[0, 1], plotted(points), by, shown)
    totals = _stacked(axes[0, 0], table, by, shown, parts)
    xlabel = "characters of policy text" + ("" if points is None else ",\nmean document")
    some = f"; the first {len(shown)} of {len(names)}" if len(shown) < len(names) else ""
    axes[0, 0].set_xlabel(xlabel + some)
    _name_bars(axes[0, 0], shown, totals)
    legend_above(figure, handle=1.2, columnspacing=1.2)
    return figure


def _stacked(ax: Axes, table: pd.DataFrame, by: str, names: list[str], parts: Mapping[str, str]) -> np.ndarray:
    """Draw the bars; return their lengths."""
    left = np.zeros(len(names))
    for (part, name), (colour, hatch) in zip(parts.items(), FILLS, strict=False):
        own = table[table["part"] == part].set_index(by)
        width = own["characters"].reindex(names, fill_value=0).fillna(0).to_numpy()
        look = {"color": colour, "hatch": hatch, "edgecolor": INK, "linewidth": 0.5}
        bars = ax.barh(range(len(names)), width, left=left, height=0.62, label=name, **look)
        for bar, row in zip(bars, own[ROWS].reindex(names), strict=True):
            tie(bar, [row] if row >= 0 else [])
        left += width
    return left


def _name_bars(ax: Axes, names: list[str], totals: np.ndarray) -> None:
    longest = totals.max() or 1.0
    for y, total in enumerate(totals):
        ax.text(total + 0.008 * longest, y, f"{total:,.0f}", va="center", fontsize=7.5)
    ax.set_yticks(range(len(names)), short_names(names, 5 * POINTS, 7.5))
    ax.invert_yaxis()
    ax.set_xlim(0, longest * 1.08)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.tick_params(axis="y", length=0)


def _totals(ax: Axes, points: pd.DataFrame, by: str, names: list[str]) -> None:
    """A row of points for the lengths of each group's documents, on a scale of multiples."""
    ax.set_xscale("log")
    for y, name in enumerate(names):
        own = points.loc[(points[by] == name) & points["characters"].gt(0), "characters"]
        draw_strip(ax, y, own, "#5c7894", longest=points[by].value_counts().max())
        number_right(ax, y, f"n = {len(own)}")
    _mark_multiples(ax, points["characters"])
    ax.set_xlabel("each document,\nthousands (log scale)")
    ax.tick_params(axis="y", length=0)


def _mark_multiples(ax: Axes, values: pd.Series) -> None:
    """Few ticks on a scale of multiples, in thousands: 1, 2, 5, 10 where it is short, 1, 10, 100 where it is long."""
    values = values[values > 0]
    decades = np.log10(values.max() / values.min()) if len(values) else 1
    steps = (1, 2, 5) if decades < 1.3 else (1, 3) if decades < 2.6 else (1,)
    ax.xaxis.set_major_locator(LogLocator(subs=steps, numticks=12))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x / 1000:g}")
    ax.xaxis.set_minor_locator(NullLocator())


@styled
def draw_outlines(
    table: pd.DataFrame, *, levels: Mapping[str, str] | None = None, colours: Mapping[str, str] | None = None
) -> Figure | None:
    """One strip a document, cut where its level-1 sections begin, each section as wide as its share of the text.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `heading`, `share` (of the document's characters), in the order of the text. A heading is printed
        where it fits, else its numeral.
    levels : mapping of str to str, optional
        Group of each document. Of more than eight documents only the number of their sections is drawn: one row a group, a
        point a document, their median a stroke.
    colours : mapping of str to str, optional
        Colour of each group, in order from above.
    """
    documents = list(dict.fromkeys(table["document_id"]))
    if len(documents) > MOST_SHOWN:
        documents = table.groupby("document_id", sort=False)
        return _section_numbers(documents.size(), documents[ROWS].agg(tuple), levels, colours)
    figure, axes = new_figure(1.2 + 1.0 * len(documents))
    ax = axes[0, 0]
    names = short_names(documents, 4.5 * POINTS, 7.5)
    room = WIDTH * 72 - 11 - max(text_width(name, 7.5) for name in names)
    for y, document in enumerate(documents):
        _outline(ax, y, table[table["document_id"] == document].dropna(subset="share"), min(0.84 * WIDTH * 72, room))
    ax.set_yticks(range(len(documents)), names)
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
    ax.set_xlabel("share of the document's characters")
    ax.tick_params(axis="y", length=0)
    return figure


def _outline(ax: Axes, y: int, sections: pd.DataFrame, room: float) -> None:
    """The strip of a document on axes that are `room` points wide."""
    left = 0.0
    for i, row in enumerate(sections.itertuples()):
        colour = ("#eef1f4", "#d3dce4")[i % 2]
        bars = ax.barh(y, row.share, left=left, height=0.66, color=colour, edgecolor=INK, linewidth=0.5)
        tie(bars[0], [getattr(row, ROWS)])
        ax.text(
            left + row.share / 2, y, _fitting(row.heading, row.share * room), ha="center", va="center", fontsize=6.5
        )
        left += row.share


def _section_numbers(
    numbers: pd.Series, rows: pd.Series, levels: Mapping[str, str] | None, colours: Mapping[str, str] | None
) -> Figure | None:
    levels = levels or dict.fromkeys(numbers.index, "all documents")
    level = pd.Series([levels.get(document) for document in numbers.index], index=numbers.index, dtype=object)
    groups = looks(level.dropna(), colours)
    if not groups:
        return None
    figure, axes = new_figure(1.5 + 0.95 * len(groups))
    ax = axes[0, 0]
    for y, (group, look) in enumerate(groups.items()):
        own, longest = level == group, level.value_counts().max()
        draw_strip(ax, y, numbers[own], look.colour, longest=longest, width=0.6, rows=list(rows[own]))
    group_rows(ax, groups, [f"n = {(level == group).sum()}" for group in groups])
    ax.set_xlim(0, numbers.max() + 1)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("parts of the first level in a document: front, sections, annexes")
    return figure


def _fitting(heading: str, room: float) -> str:
    """What fits of a heading into its part of the strip: all of it on up to two lines, else its numeral, else nothing."""
    width = int(room / 6.8)  # characters of 6.5 pt
    heading = "" if pd.isna(heading) else heading
    if heading.isascii():
        return heading if len(heading) <= 2 * width else ""
    if len(heading) <= 2 * width:
        half = len(heading) if len(heading) <= width else -(-len(heading) // 2)
        return "\n".join(heading[i : i + half] for i in range(0, len(heading), half))
    return heading.split("、")[0] if width else ""
