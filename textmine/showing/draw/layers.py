"""Documents of a graph -> their places on a sheet with groups as layers and time as axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import POINTS, SHEET, Look, short_names, text_width
from textmine.showing.draw.strips import scattered
from textmine.showing.language import Text, named, word
from textmine.showing.style import GREY

# Centimetres: end of the names of layers, place of what has no date, end of time, room of a lane.
LEFT, UNDATED, RIGHT = 2.9, 5.8, 14.8
LANE, LANE_OF_FEW, STRIP, GAP = 0.46, 0.66, 0.9, 0.3
HEAD = 0.34  # of what is outside the corpus
MOST_LANES = 2  # of each layer of many documents
SIZE = 7


@dataclass
class Layer:
    """A band of the sheet: a group, or what is cited outside the corpus."""

    name: str
    colour: str
    top: float
    height: float = 0.0
    outside: bool = False  # whether its documents are outside the corpus
    # Of each node its place; of those that are named the name, where it stands from the node, and its alignment.
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    labels: dict[str, tuple[str, float, float, str]] = field(default_factory=dict)


def places_in_time(nodes: pd.DataFrame) -> pd.DataFrame:
    """`node` -> `year` (with its fraction; missing without a date) and `x` in centimetres."""
    parts = nodes["date"].astype("string").str.extract(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?").astype("Float64")
    month = (parts[1] - 1 + (parts[2].fillna(15) - 1) / 31) / 12
    year = (parts[0] + month.fillna(0.5)).to_numpy(dtype=float, na_value=np.nan)
    begin, low, high = years_of(year)
    x = begin + (RIGHT - begin) * (year - low) / (high - low)
    return pd.DataFrame({"year": year, "x": np.where(np.isnan(year), UNDATED, x)}, index=nodes["node"])


def years_of(year: np.ndarray) -> tuple[float, float, float]:
    """Where time begins on the sheet, and its first and last year."""
    begin = UNDATED + 1.0 if np.isnan(year).any() else LEFT + 0.4
    if np.isnan(year).all():
        return begin, 0.0, 1.0
    return begin, float(np.floor(np.nanmin(year))), float(np.floor(np.nanmax(year)) + 1)


def outside_layer(outside: pd.DataFrame, x: pd.DataFrame, called: Mapping[str, Text] | None) -> list[Layer]:
    if outside.empty:
        return []
    layer = Layer(word("outside"), GREY, 0.0, outside=True)
    names = short_names([named(node, called) for node in outside["node"]], (UNDATED - 0.25) * POINTS, SIZE)
    _fill_lanes(layer, dict(zip(outside["node"], names, strict=True)), x, HEAD, len(outside), "left")
    return [layer]


def inside_layers(
    inside: pd.DataFrame,
    x: pd.DataFrame,
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    edges: pd.DataFrame,
    top: float,
    called: Mapping[str, Text] | None,
) -> list[Layer]:
    layers = []
    many = len(inside) > MOST_SHOWN
    pointed = edges["other"].value_counts()
    names = short_names([named(node, called) for node in inside["node"]], 4 * POINTS, SIZE)
    short = dict(zip(inside["node"], names, strict=True))
    for group, own_look in look.items():
        own = [key for key in inside["node"] if levels[key] == group]
        if not own:
            continue
        layer = Layer(named(group, called), own_look.colour, top)
        ranked = sorted(own, key=lambda key: (-pointed.get(key, 0), key))
        shown = [key for key in ranked if pointed.get(key, 0)] if many else own
        lanes = (STRIP, MOST_LANES, "right") if many else (0.0, len(own), "above")
        _fill_lanes(layer, {key: short[key] for key in shown}, x, *lanes)
        for key, offset in zip(own, scattered(len(own)), strict=True):
            strip = layer.top + GAP / 2 + STRIP * (0.5 + 0.8 * offset)
            layer.places.setdefault(key, (float(x.loc[key, "x"]), strip))
        layers.append(layer)
        top += layer.height
    return layers


def _fill_lanes(layer: Layer, names: Mapping[str, str], x: pd.DataFrame, above: float, most: int, side: str) -> None:
    """Give each named node a lane in which its name meets no other; those that find none in `most` lanes go unnamed."""
    lanes: list[list[tuple[float, float]]] = []
    high = LANE_OF_FEW if side == "above" else LANE
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
        middle = layer.top + above + GAP / 2 + high * (lane + 0.5) + (0.1 if side == "above" else 0)
        layer.places[key] = place, middle
        layer.labels[key] = name, *label
    layer.height = above + high * max(len(lanes), 0 if above else 1) + GAP


def _placed(name: str, x: float, side: str) -> tuple[float, float, str, tuple[float, float]]:
    """Where a name stands from its node at `x`, its alignment, and what both take of the lane."""
    width = text_width(name, SIZE) / POINTS
    up = -0.2 if side == "above" else 0.0
    if (side == "left" and x - width - 0.2 >= 0) or x + 0.2 + width > SHEET:
        return -0.2, up, "right", (x - width - 0.4, x + 0.2)
    return 0.2, up, "left", (x - 0.2, x + width + 0.4)
