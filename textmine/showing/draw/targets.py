"""Tables of targets -> figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    POINTS,
    ROWS,
    WIDTH,
    Look,
    looks,
    new_figure,
    short_names,
    shortened,
    styled,
    text_width,
    tie,
)
from textmine.showing.draw.strips import draw_strip, group_rows
from textmine.showing.figures import GREY


@styled
def draw_targets(
    table: pd.DataFrame,
    *,
    levels: Mapping[str, str],
    xlabel: str,
    colours: Mapping[str, str] | None = None,
    percent: bool = True,
) -> Figure | None:
    """One row a document: its targets as marks with their years, its baseline hollow, a dotted line from one to the other.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `year` (may be missing), `value`, `operator`, `kind` (target | baseline).
    levels : mapping of str to str
        Group of each document to be drawn, in order from above; one without a value is drawn as stating none. Of more than
        eight the groups are drawn: a point for the latest target of each document, their median a stroke, and how many
        documents state one.
    xlabel : str
    colours : mapping of str to str, optional
        Colour of each group, in order from above.
    percent : bool
        Whether values are percentages, which the labels of marks say.
    """
    table = table[table["document_id"].isin(list(levels)) & np.isfinite(table["value"].astype(float))]
    look, grouped = looks(levels.values(), colours), len(levels) > MOST_SHOWN
    table = table[table["kind"].ne("baseline")] if grouped else table
    ends = (table["value"].min(), table["value"].max()) if len(table) else (0, 0)
    limits = (min(0, 1.25 * ends[0]), 1.25 * ends[1] if ends[1] > 0 else 1)
    if grouped:
        figure = _groups(table, levels, look)
    else:
        figure, axes = new_figure(1.4 + 0.75 * len(levels))
        _documents(axes[0, 0], table, levels, look, limits, " %" if percent else "")
    ax = figure.axes[0]
    ax.set_xlim(limits)
    if table.empty:
        ax.set_xticks([])
    ax.set_xlabel(shortened(xlabel, 14 * POINTS, 8))
    ax.tick_params(axis="y", length=0)
    return figure


def _groups(table: pd.DataFrame, levels: Mapping[str, str], look: Mapping[str, Look]) -> Figure:
    figure, axes = new_figure(1.5 + 0.95 * len(look))
    order = table.sort_values(["year", "value"], na_position="first", kind="stable")
    latest = order.drop_duplicates("document_id", keep="last").set_index("document_id")
    latest, rows = latest["value"], latest[ROWS]
    longest, numbers = pd.Series(levels)[latest.index].value_counts().max(), []
    for y, (group, (colour, _)) in enumerate(look.items()):
        members = [document for document, level in levels.items() if level == group]
        own = latest.reindex(members).dropna()
        draw_strip(axes[0, 0], y, own, colour, longest=longest, rows=list(rows[own.index]))
        numbers.append(f"{len(own)} of {len(members)} state one")
    group_rows(axes[0, 0], look, numbers, room=4.5)
    return figure


def _documents(
    ax: Axes,
    table: pd.DataFrame,
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    limits: tuple[float, float],
    unit: str,
) -> None:
    names = short_names(levels, 5 * POINTS, 7.5)
    room = WIDTH * 72 - 20 - max(text_width(name, 7.5) for name in names)
    scale = room / (limits[1] - limits[0])
    for y, (document, level) in enumerate(levels.items()):
        own = table[table["document_id"] == document].sort_values("value", kind="stable")
        colour, marker = look[level].colour, look[level].marks[0]
        ax.plot(own["value"], np.full(len(own), y), color=colour, linewidth=1.0, linestyle=":" if len(own) else "none")
        hollow = own["kind"].eq("baseline")
        for value, face, row in zip(own["value"], hollow.map({True: "white", False: colour}), own[ROWS], strict=True):
            (mark,) = ax.plot(value, y, marker, color=colour, markerfacecolor=face, markersize=6)
            tie(mark, [row])
        _label(ax, y, own, unit, (own["value"].to_numpy() - limits[0]) * scale, room)
        if own.empty:
            ax.annotate("states none", (0, y), (4, 0), textcoords="offset points", va="center", fontsize=7, color=GREY)
    ax.set_yticks(range(len(levels)), names)
    ax.set_ylim(len(levels) - 0.5, -0.7)


def _label(ax: Axes, y: int, own: pd.DataFrame, unit: str, at: np.ndarray, room: float) -> None:
    """Name marks that stand `at` so many points from the left of axes which are `room` points wide.

    The first of several is named on its left, the last on its right, any between above; where there is no room, none.
    """
    taken = 0.0
    for place, row in enumerate(own.itertuples()):
        text = _words(row, unit)
        wide, last = text_width(text, 7), place == len(own) - 1
        start = max(min(at[place] - wide / 2, room - wide), 0)
        if place == 0 < len(own) - 1 and wide + 7 <= at[place]:
            offset, align = (-7, 0), "right"
        elif last and at[place] + 7 + wide <= room:
            offset, align = (7, 0), "left"
        elif start >= taken:
            offset, align, taken = (start + wide / 2 - at[place], 9), "center", start + wide + 4
        else:
            continue
        ax.annotate(text, (row.value, y), offset, textcoords="offset points", ha=align, va="center", fontsize=7)


def _words(row: tuple, unit: str) -> str:
    year = "" if pd.isna(row.year) else f"{row.year:.0f}: "
    operator = "" if pd.isna(row.operator) else f"{row.operator} "
    return f"{year}{operator}{row.value:g}{unit}" + (" (baseline)" if row.kind == "baseline" else "")
