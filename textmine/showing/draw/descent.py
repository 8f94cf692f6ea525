"""Documents, what they cite and whose wording they follow -> a graph with levels as layers and time as axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    Look,
    legend_above,
    looks,
    new_sheet,
    short_names,
    shortened,
    styled,
    text_width,
)
from textmine.showing.draw.strips import scattered
from textmine.showing.figures import GREY, INK, PALE

_LEFT, _UNDATED, _RIGHT = (
    2.9,
    5.25,
    15.3,
)  # centimetres: names of the layers, the place of undated documents, end of time
_LANE, _LANE_OF_TWO, _STRIP, _GAP, _AXIS = 0.46, 0.76, 0.9, 0.3, 0.9
_HEAD = 0.34  # of what is outside the corpus
_MOST_OUTSIDE, _MOST_LANES = 8, 2  # lanes of each layer of many documents
_MOST_FOLLOWS, _MOST_CITES = 80, 400
_SIZE = 7
_OUTSIDE = "outside the corpus"


@dataclass
class _Layer:
    """A band of the sheet: a group, or what is cited outside the corpus."""

    name: str
    colour: str
    top: float
    height: float = 0.0
    # Of each node its place; of those that are named the name, where it stands from the node, and its alignment.
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    labels: dict[str, tuple[str, float, float, str]] = field(default_factory=dict)


@styled
def draw_descent(
    nodes: pd.DataFrame,
    *,
    edges: pd.DataFrame,
    levels: Mapping[str, str],
    colours: Mapping[str, str] | None = None,
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
    """
    inside = nodes[nodes["in_corpus"] & nodes["node"].isin(list(levels))]
    outside = nodes[~nodes["in_corpus"] & nodes["cited_by"].ge(2)].head(_MOST_OUTSIDE)
    known = {*inside["node"], *outside["node"]}
    drawn = edges[edges["document_id"].isin(known) & edges["other"].isin(known)]
    if drawn.empty:
        return None
    x = _places_in_time(pd.concat([inside, outside]))
    look = looks(levels.values(), colours)
    layers = _outside_layer(outside, x)
    layers += _inside_layers(inside, x, levels, look, drawn, top=layers[-1].top + layers[-1].height if layers else 0.0)
    bottom = layers[-1].top + layers[-1].height
    figure, ax = new_sheet(bottom + _AXIS)
    _draw_layers(ax, layers)
    _draw_time(ax, x, bottom)
    _draw_edges(ax, drawn, {key: place for layer in layers for key, place in layer.places.items()}, len(inside))
    _draw_nodes(ax, layers, few=len(inside) <= MOST_SHOWN)
    legend_above(figure, handle=2.4, columnspacing=1.6)
    return figure


def _places_in_time(nodes: pd.DataFrame) -> pd.DataFrame:
    """`node` -> `year` (with its fraction; missing without a date) and `x` in centimetres."""
    parts = nodes["date"].astype("string").str.extract(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?").astype("Float64")
    month = (parts[1] - 1 + (parts[2].fillna(15) - 1) / 31) / 12
    year = (parts[0] + month.fillna(0.5)).to_numpy(dtype=float, na_value=np.nan)
    begin, low, high = _time(year)
    x = begin + (_RIGHT - begin) * (year - low) / (high - low)
    return pd.DataFrame({"year": year, "x": np.where(np.isnan(year), _UNDATED, x)}, index=nodes["node"])


def _time(year: np.ndarray) -> tuple[float, float, float]:
    """Where time begins on the sheet, and its first and last year."""
    begin = _UNDATED + 0.7 if np.isnan(year).any() else _LEFT + 0.4
    if np.isnan(year).all():
        return begin, 0.0, 1.0
    return begin, float(np.floor(np.nanmin(year))), float(np.floor(np.nanmax(year)) + 1)


def _outside_layer(outside: pd.DataFrame, x: pd.DataFrame) -> list[_Layer]:
    if outside.empty:
        return []
    layer = _Layer(_OUTSIDE, GREY, 0.0)
    names = short_names(outside["node"], (_UNDATED - 0.25) * POINTS, _SIZE)
    _fill_lanes(layer, dict(zip(outside["node"], names, strict=True)), x, _HEAD, len(outside), "left")
    return [layer]


def _inside_layers(
    inside: pd.DataFrame,
    x: pd.DataFrame,
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    edges: pd.DataFrame,
    top: float,
) -> list[_Layer]:
    layers = []
    many = len(inside) > MOST_SHOWN
    pointed = edges["other"].value_counts()
    for group, own_look in look.items():
        own = [key for key in inside["node"] if levels[key] == group]
        if not own:
            continue
        layer = _Layer(group, own_look.colour, top)
        ranked = sorted(own, key=lambda key: (-pointed.get(key, 0), key))
        named = [key for key in ranked if pointed.get(key, 0)] if many else own
        names = dict(zip(named, short_names(named, 4 * POINTS, _SIZE), strict=True))
        lanes = (_STRIP, _MOST_LANES, "right") if many else (0.0, len(own), "below")
        _fill_lanes(layer, names, x, *lanes)
        for key, offset in zip(own, scattered(len(own)), strict=True):
            strip = layer.top + _GAP / 2 + _STRIP * (0.5 + 0.8 * offset)
            layer.places.setdefault(key, (float(x.loc[key, "x"]), strip))
        layers.append(layer)
        top += layer.height
    return layers


def _fill_lanes(layer: _Layer, names: Mapping[str, str], x: pd.DataFrame, above: float, most: int, side: str) -> None:
    """Give each named node a lane in which its name meets no other; those that find none in `most` lanes go unnamed."""
    lanes: list[list[tuple[float, float]]] = []
    high = _LANE_OF_TWO if side == "below" else _LANE
    for key, name in names.items():
        place = float(x.loc[key, "x"])
        *label, span = _placed(name, place, side)
        free = (i for i, lane in enumerate(lanes) if all(span[1] <= a or span[0] >= b for a, b in lane))
        lane = next(free, len(lanes))
        if lane >= most:
            continue
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(span)
        middle = layer.top + above + _GAP / 2 + high * (lane + 0.5) - (0.17 if side == "below" else 0)
        layer.places[key] = place, middle
        layer.labels[key] = name, *label
    layer.height = above + high * max(len(lanes), 0 if above else 1) + _GAP


def _placed(name: str, x: float, side: str) -> tuple[float, float, str, tuple[float, float]]:
    """Where a name stands from its node at `x`, its alignment, and what both take of the lane."""
    width = text_width(name, _SIZE) / POINTS
    if side == "below":
        left = min(max(x - width / 2, 0.0), SHEET - width)
        return left - x, 0.36, "left", (min(left, x - 0.15) - 0.15, max(left + width, x + 0.15) + 0.15)
    if (side == "left" and x - width - 0.2 >= 0) or x + 0.2 + width > SHEET:
        return -0.2, 0.0, "right", (x - width - 0.4, x + 0.2)
    return 0.2, 0.0, "left", (x - 0.2, x + width + 0.4)


def _draw_layers(ax: Axes, layers: list[_Layer]) -> None:
    for layer in layers:
        outside = layer.name == _OUTSIDE
        y = layer.top + (0.22 if outside else layer.height / 2)
        text = layer.name if outside else shortened(layer.name, (_LEFT - 0.3) * POINTS, 7.5)
        ax.text(0, y, text, va="center", fontsize=7.5, color=layer.colour)
        ax.plot([0, SHEET], [layer.top + layer.height] * 2, color=PALE, linewidth=0.6, zorder=0)


def _draw_time(ax: Axes, x: pd.DataFrame, bottom: float) -> None:
    """Years below the layers, at most ten of them; where there are documents without a date, their place."""
    y = bottom + 0.38
    if x["year"].isna().any():
        ax.text(_UNDATED, y, "no date", ha="center", va="center", fontsize=7, color=GREY)
    if x["year"].isna().all():
        return
    begin, low, high = _time(x["year"].to_numpy())
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / n <= 10)
    for year in range(ceil(low / step) * step, int(high) + 1, step):
        place = begin + (_RIGHT - begin) * (year - low) / (high - low)
        ax.plot([place, place], [0, bottom + 0.1], color=PALE, linewidth=0.5, zorder=0)
        ax.text(place, y, str(year), ha="center", va="center", fontsize=7, color=INK)


def _draw_edges(ax: Axes, edges: pd.DataFrame, places: Mapping[str, tuple[float, float]], n: int) -> None:
    """Lines that begin at the document that cites or follows; arrows where documents are few."""
    cites = edges[edges["kind"] == "cites"].sort_values("count", ascending=False, kind="stable").head(_MOST_CITES)
    follows = edges[edges["kind"] == "follows"].sort_values("share", ascending=False, kind="stable").head(_MOST_FOLLOWS)
    looks_ = {
        "cites": (cites, {"color": GREY, "linestyle": (0, (2, 2)), "zorder": 1}, "cites"),
        "follows": (
            follows,
            {"color": INK, "linestyle": "-", "zorder": 1.5},
            "follows: has most wording in common with",
        ),
    }
    few = n <= MOST_SHOWN
    for kind, (table, look, name) in looks_.items():
        ends = [(places[a], places[b]) for a, b in zip(table["document_id"], table["other"], strict=True)]
        share = table["share"].fillna(0).to_numpy(dtype=float)
        wide = 0.7 + (0 if kind == "cites" else 0.9 * share / max(share.max(initial=0), 1e-9))
        wide = np.broadcast_to(wide if few else 0.5 * wide, len(ends))
        alpha = 1.0 if few else 0.45 if kind == "cites" else 0.8
        for (start, end), width in zip(ends, wide, strict=True) if few else ():
            ax.add_patch(_arrow(start, end, look | {"linewidth": float(width)}))
        if not few:
            ax.add_collection(LineCollection(ends, linewidths=wide, alpha=alpha, **look), autolim=False)
        if len(ends):
            ax.plot([], [], linewidth=1.2, label=name, **look)


def _arrow(start: tuple[float, float], end: tuple[float, float], look: dict) -> FancyArrowPatch:
    bend = 0.25 if abs(start[1] - end[1]) < _LANE else 0.06
    head = "-|>,head_length=2.6,head_width=1.3"
    return FancyArrowPatch(
        start,
        end,
        arrowstyle=head,
        connectionstyle=f"arc3,rad={bend}",
        shrinkA=4,
        shrinkB=4.5,
        mutation_scale=1.4,
        **look,
    )


def _draw_nodes(ax: Axes, layers: list[_Layer], *, few: bool) -> None:
    for layer in layers:
        hollow = layer.name == _OUTSIDE
        for key, (x, y) in layer.places.items():
            named = key in layer.labels
            size = 5.2 if few or hollow else 3.6 if named else 2.2
            face = "white" if hollow else layer.colour
            ax.plot(x, y, "o", markersize=size, markerfacecolor=face, markeredgecolor=layer.colour, zorder=3)
            if named:
                text, dx, dy, align = layer.labels[key]
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.85}
                ax.text(x + dx, y + dy, text, ha=align, va="center", fontsize=_SIZE, bbox=box, zorder=2.5)
