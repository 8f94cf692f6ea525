"""Names beside the nodes of a graph -> where they meet none of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from textmine.showing.draw.canvas import POINTS, SHEET, text_width

_TALL = 0.3  # centimetres of a name
_NODE = 0.13  # centimetres: half a node
_GAPS = (0.2, 0.35, 0.5, 0.65)  # centimetres from a node to its name, best first
_STEPS = np.linspace(0, 1, 60)[:, None]

Label = tuple[str, float, float, str]  # the name, where it stands from its node, and its alignment
Box = tuple[float, float, float, float]  # left, upper, right, lower


def curve(start: tuple[float, float], end: tuple[float, float], bend: float) -> np.ndarray:
    """Points of the line that matplotlib draws as `arc3` with this `rad`, on a sheet whose y runs downwards."""
    a, b = np.array(start, dtype=float), np.array(end, dtype=float)
    middle = (a + b) / 2 + bend * np.array([a[1] - b[1], b[0] - a[0]])
    return (1 - _STEPS) ** 2 * a + 2 * _STEPS * (1 - _STEPS) * middle + _STEPS**2 * b


def clear_label(
    label: Label, node: tuple[float, float], lines: Sequence[np.ndarray], taken: Iterable[Box], left: float, size: float
) -> Label:
    """The label where it meets the fewest lines, and nothing that is taken: as it stands, farther away, or at the other side.

    `left` is where the sheet begins for names, `size` their font size; all else in centimetres.
    """
    text, _, up, align = label
    other = {"left": "right", "right": "left"}[align]
    places = [label, *((text, gap if side == "left" else -gap, up, side) for side in (align, other) for gap in _GAPS)]
    allowed = [label]
    taken = list(taken)
    for place in places[1:]:
        box = label_box(place, node, size)
        inside = box[0] >= left and box[2] <= SHEET
        if inside and not any(_meet(box, one) for one in taken):
            allowed.append(place)
    met = [sum(_crosses(line, label_box(place, node, size)) for line in lines) for place in allowed]
    return allowed[int(np.argmin(met))]


def label_box(label: Label, node: tuple[float, float], size: float) -> Box:
    """The room of a name in centimetres."""
    text, dx, dy, align = label
    wide, x, y = text_width(text, size) / POINTS, node[0] + dx, node[1] + dy
    left = x - wide if align == "right" else x
    return left, y - _TALL / 2, left + wide, y + _TALL / 2


def node_box(node: tuple[float, float]) -> Box:
    """The room of a node in centimetres."""
    return node[0] - _NODE, node[1] - _NODE, node[0] + _NODE, node[1] + _NODE


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(line: np.ndarray, box: Box) -> bool:
    x, y = line.T
    return bool(((x > box[0] - 0.06) & (x < box[2] + 0.06) & (y > box[1]) & (y < box[3])).any())
