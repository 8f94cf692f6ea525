"""Documents, what they cite and whose wording they follow -> a graph with levels as layers and time as axis."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    POINTS,
    SHEET,
    legend_above,
    looks,
    new_sheet,
    short_names,
    tie,
)
from textmine.showing.draw.clear import clear_label, curve, label_box, node_box
from textmine.showing.draw.layers import (
    LANE,
    LEFT,
    RIGHT,
    SIZE,
    UNDATED,
    Layer,
    inside_layers,
    outside_layer,
    places_in_time,
    years_of,
)
from textmine.showing.drawing import ROWS, numbered, styled
from textmine.showing.language import Text, note, word
from textmine.showing.style import GREY, INK, PALE

_AXIS = 0.9  # centimetres
_MOST_OUTSIDE = 8
_MOST_FOLLOWS, _MOST_CITES = 80, 400


@styled
def draw_descent(
    nodes: pd.DataFrame,
    *,
    edges: pd.DataFrame,
    levels: Mapping[str, str],
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, Text] | None = None,
) -> Figure | None:
    """Documents in the layer of their group along time, with lines to what they cite and to whose wording they follow.

    Parameters
    ----------
    nodes, edges : DataFrame
        From `textmine.measuring.reuse.descent.descent`. Documents outside the corpus are drawn, hollow, where two or more
        cite them; the eight cited by most. A date that is a year is drawn in its middle; documents without a date stand left
        of the time.
    levels : mapping of str to str
        Group of each document.
    colours : mapping of str to str, optional
        Colour of each group, in order from above. Of more than eight documents only those are named that most others cite or
        follow, and the 80 strongest lines of following and 400 of citing are drawn.
    names : mapping of str to (str, str), optional
        English and Chinese name of groups and documents.
    """
    inside = nodes[nodes["in_corpus"] & nodes["node"].isin(list(levels))]
    outside = nodes[~nodes["in_corpus"] & nodes["cited_by"].ge(2)].head(_MOST_OUTSIDE)
    known, edges = {*inside["node"], *outside["node"]}, numbered(edges)
    drawn = edges[edges["document_id"].isin(known) & edges["other"].isin(known)]
    if drawn.empty:
        return None
    x = places_in_time(pd.concat([inside, outside]))
    look = looks(levels.values(), colours)
    layers = outside_layer(outside, x, names)
    top = layers[-1].top + layers[-1].height if layers else 0.0
    layers += inside_layers(inside, x, levels, look, drawn, top, names)
    bottom = layers[-1].top + layers[-1].height
    figure, ax = new_sheet(bottom + _AXIS)
    _draw_layers(ax, layers)
    _draw_time(ax, x, bottom)
    _clear_labels(layers, drawn, few=len(inside) <= MOST_SHOWN)
    _draw_edges(ax, drawn, {key: place for layer in layers for key, place in layer.places.items()}, len(inside))
    _draw_nodes(ax, layers, few=len(inside) <= MOST_SHOWN)
    legend_above(figure, handle=2.4, columnspacing=1.6)
    note("descent")
    if len(outside):
        note("descent_outside", n=len(outside))
    if len(inside) > MOST_SHOWN:
        note("descent_named")
    return figure


def _draw_layers(ax: Axes, layers: list[Layer]) -> None:
    names = short_names([layer.name for layer in layers], (LEFT - 0.1) * POINTS, 7.5)
    for layer, text in zip(layers, names, strict=True):
        y = layer.top + (0.22 if layer.outside else layer.height / 2)
        ax.text(0, y, text, va="center", fontsize=7.5, color=layer.colour)
        ax.plot([0, SHEET], [layer.top + layer.height] * 2, color=PALE, linewidth=0.6, zorder=0)


def _draw_time(ax: Axes, x: pd.DataFrame, bottom: float) -> None:
    """Years below the layers, at most ten of them; where there are documents without a date, their place."""
    y = bottom + 0.38
    if x["year"].isna().any():
        ax.text(UNDATED, y, word("no_date"), ha="center", va="center", fontsize=7, color=GREY)
    if x["year"].isna().all():
        return
    begin, low, high = years_of(x["year"].to_numpy())
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / n <= 10)
    for year in range(ceil(low / step) * step, int(high) + 1, step):
        place = begin + (RIGHT - begin) * (year - low) / (high - low)
        ax.plot([place, place], [0, bottom + 0.1], color=PALE, linewidth=0.5, zorder=0)
        ax.text(place, y, str(year), ha="center", va="center", fontsize=7, color=INK)


def _draw_edges(ax: Axes, edges: pd.DataFrame, places: Mapping[str, tuple[float, float]], n: int) -> None:
    """Lines that begin at the document that cites or follows; arrows where documents are few."""
    cites = edges[edges["kind"] == "cites"].sort_values("count", ascending=False, kind="stable").head(_MOST_CITES)
    follows = edges[edges["kind"] == "follows"].sort_values("share", ascending=False, kind="stable").head(_MOST_FOLLOWS)
    looks_ = {
        "cites": (cites, {"color": GREY, "linestyle": (0, (2, 2)), "zorder": 1}, word("cites")),
        "follows": (
            follows,
            {"color": INK, "linestyle": "-", "zorder": 1.5},
            word("follows"),
        ),
    }
    few = n <= MOST_SHOWN
    for kind, (table, look, name) in looks_.items():
        ends = [(places[a], places[b]) for a, b in zip(table["document_id"], table["other"], strict=True)]
        share = table["share"].fillna(0).to_numpy(dtype=float)
        wide = 0.7 + (0 if kind == "cites" else 0.9 * share / max(share.max(initial=0), 1e-9))
        wide = np.broadcast_to(wide if few else 0.5 * wide, len(ends))
        alpha = 1.0 if few else 0.45 if kind == "cites" else 0.8
        for (start, end), width, row in zip(ends, wide, table[ROWS], strict=True) if few else ():
            tie(ax.add_patch(_arrow(start, end, look | {"linewidth": float(width)})), [row])
        if not few:
            lines = ax.add_collection(LineCollection(ends, linewidths=wide, alpha=alpha, **look), autolim=False)
            tie(lines, table[ROWS])
        if len(ends):
            ax.plot([], [], linewidth=1.2, label=name, **look)


def _clear_labels(layers: list[Layer], edges: pd.DataFrame, *, few: bool) -> None:
    """Move names that a line would meet; between few documents lines are bent."""
    places = {key: place for layer in layers for key, place in layer.places.items()}
    ends = [(places[a], places[b]) for a, b in zip(edges["document_id"], edges["other"], strict=True)]
    lines = [curve(start, end, _bend(start, end) if few else 0.0) for start, end in ends]
    for layer in layers:
        left = 0.0 if layer.outside else LEFT
        for key, label in layer.labels.items():
            others = [(one.labels[k], one.places[k]) for one in layers for k in one.labels if k != key]
            taken = [label_box(other, place, SIZE) for other, place in others]
            taken += [node_box(place) for k, place in places.items() if k != key]
            layer.labels[key] = clear_label(label, places[key], lines, taken, left, SIZE)


def _bend(start: tuple[float, float], end: tuple[float, float]) -> float:
    if abs(start[1] - end[1]) < LANE:  # the line sinks below the names that stand above the nodes
        return -min(0.25, 0.7 / max(abs(start[0] - end[0]), 0.1))
    return 0.06


def _arrow(start: tuple[float, float], end: tuple[float, float], look: dict) -> FancyArrowPatch:
    head = "-|>,head_length=2.6,head_width=1.3"
    return FancyArrowPatch(
        start,
        end,
        arrowstyle=head,
        connectionstyle=f"arc3,rad={_bend(start, end)}",
        shrinkA=4,
        shrinkB=4.5,
        mutation_scale=1.4,
        **look,
    )


def _draw_nodes(ax: Axes, layers: list[Layer], *, few: bool) -> None:
    for layer in layers:
        hollow = layer.outside
        look = {"markerfacecolor": "white" if hollow else layer.colour, "markeredgecolor": layer.colour, "zorder": 3}
        unnamed = [place for key, place in layer.places.items() if key not in layer.labels]
        ax.plot(*(np.array(unnamed).T if unnamed else ([], [])), "o", markersize=2.2, **look)
        for key, (text, dx, dy, align) in layer.labels.items():
            x, y = layer.places[key]
            ax.plot(x, y, "o", markersize=5.2 if few or hollow else 3.6, **look)
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.85}
            ax.text(x + dx, y + dy, text, ha=align, va="center", fontsize=SIZE, bbox=box, zorder=2.5)
