"""Texts of a figure after layout: which of them overlap, leave the canvas, or are too small to read."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from textmine.showing.style import style

TOLERANCE = 0.8  # points by which boxes may overlap: they hold the room of descenders too


def layout_faults(figure):
    """What an art editor would send back."""
    with style():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        renderer = figure.canvas.get_renderer()
        texts = texts_of(figure)
        boxes = [corners(text, renderer) * 72 / figure.dpi for text in texts]
    edge = figure.get_size_inches() * 72 + 0.5
    faults = [
        ("leaves the canvas", text.get_text())
        for text, box in zip(texts, boxes, strict=True)
        if box.min() < -0.5 or (box > edge).any()
    ]
    faults += [("too small", text.get_text()) for text in texts if text.get_fontsize() < 7]
    faults += [("overlap", texts[i].get_text(), texts[j].get_text()) for i, j in overlaps(boxes)]
    faults += [("legend", len(legend.get_texts())) for legend in figure.legends if len(legend.get_texts()) > 11]
    height = figure.get_figheight() * 2.54
    return faults + ([("height", height)] if height > 22.001 else [])


def texts_of(figure):
    """Visible texts of the figure, its axes and legends."""
    found = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    found += [text for text in (figure._supxlabel, figure._suptitle) if text is not None]
    for ax in figure.axes:
        if ax.axison:
            found += [child for child in ax.get_children() if isinstance(child, Text)]
            for axis in (ax.xaxis, ax.yaxis):
                found += [axis.label, axis.offsetText]
                found += [label for tick in axis._update_ticks() for label in (tick.label1, tick.label2)]
    return list({id(text): text for text in found if text.get_visible() and text.get_text().strip()}.values())


def corners(text, renderer):
    """Corners of the box of a text, in pixels; of a slanted text, of its slanted box."""
    angle = text.get_rotation()
    if angle % 90:
        text.set_rotation(0)
    box = text.get_window_extent(renderer)
    points = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])
    if angle % 90:
        text.set_rotation(angle)
        x, y = text.get_transform().transform(text.get_unitless_position())
        points = Affine2D().rotate_deg_around(x, y, angle).transform(points)
    return points


def overlaps(boxes):
    """Pairs of boxes that no straight line parts."""
    low, high = (np.array([side(box, axis=0) for box in boxes]) for side in (np.min, np.max))
    for i in range(len(boxes)):
        common = np.minimum(high[i], high[i + 1 :]) - np.maximum(low[i], low[i + 1 :])
        near = i + 1 + np.flatnonzero((common > TOLERANCE).all(axis=1))
        yield from ((i, int(j)) for j in near if meet(boxes[i], boxes[j]))


def meet(one, other):
    """Whether two boxes overlap in the direction of each of their sides (the separating axis theorem)."""
    for box in (one, other):
        for side in (box[1] - box[0], box[2] - box[1]):
            length = np.hypot(*side)
            a, b = one @ side / length, other @ side / length
            if min(a.max(), b.max()) - max(a.min(), b.min()) <= TOLERANCE:
                return False
    return True
