"""Clauses of two documents -> ribbons between their outlines."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from textmine.showing.draw.canvas import (
    ACCENT,
    POINTS,
    SHEET,
    legend_above,
    new_sheet,
    short_names,
    shortened,
    spread,
    tie,
)
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, is_english, named, note, word
from textmine.showing.style import GREY, INK

STATUSES = ("adapted", "verbatim")  # in the order of drawing
_LOOKS = {"adapted": ("#a9bccd", 0.75), "verbatim": (ACCENT, 1.0)}
_SECTIONS = ("#ffffff", "#eef1f4")
_TOP, _HEIGHT = 0.8, 12.5  # centimetres: above the bars, of the bars
_BARS = (5.4, 10.9)  # left edges of the bars
_WIDE = 0.48  # of a bar
_LINE = 0.36  # of a heading
_MOST = 1000  # ribbons; of more the longest


@styled
def draw_ribbons(
    table: pd.DataFrame,
    *,
    outlines: pd.DataFrame,
    documents: tuple[str, str],
    names: Mapping[str, Text] | None = None,
) -> Figure | None:
    """Two documents as bars from their beginning to their end, and a ribbon from each clause to its counterpart.

    Parameters
    ----------
    table : DataFrame
        `status` ("verbatim", "adapted"), `start`, `end`, `other_start`, `other_end` (offsets into the two texts); from
        `textmine.measuring.reuse.marks.aligned_clauses`. Of more than 1,000 the longest are drawn.
    outlines : DataFrame
        `document_id`, `heading`, `start`, `end`: the parts of both documents; from `textmine.measuring.parts.first_level_spans`.
        Both bars are equally high. Where headings are too many, those of the longest parts are printed.
    documents : (str, str)
        Ids of the left and the right document.
    names : mapping of str to (str, str), optional
        English and Chinese name of documents and headings (a heading without its numeral).
    """
    figure, ax = new_sheet(_TOP + _HEIGHT + 0.2)
    parts = [outlines[outlines["document_id"] == key] for key in documents]
    sizes = [float(part["end"].max()) for part in parts]
    long = table.assign(length=table["end"] - table["start"]).nlargest(_MOST, "length").sort_index()
    spans = long[["start", "end"]] / sizes[0], long[["other_start", "other_end"]] / sizes[1]
    for side, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        _draw_outline(ax, part, size, side, names)
    for status in STATUSES:
        own = long["status"].eq(status).to_numpy()
        colour, alpha = _LOOKS[status]
        _draw_clauses(ax, [span[own].to_numpy() for span in spans], list(long[ROWS][own]), colour, alpha)
        ax.add_patch(Rectangle((0, 0), 0, 0, facecolor=colour, alpha=alpha, label=word(status)))
    ax.add_patch(
        Rectangle((0, 0), 0, 0, facecolor="white", edgecolor=GREY, linewidth=0.5, label=word("no_counterpart"))
    )
    _name_documents(ax, [named(key, names) for key in documents], sizes)
    legend_above(figure, handle=1.2, columnspacing=1.6)
    note("ribbons", **{status: int(table["status"].eq(status).sum()) for status in STATUSES})
    return figure


def _draw_outline(ax: Axes, parts: pd.DataFrame, size: float, side: int, names: Mapping[str, Text] | None) -> None:
    """The bar of a document, cut into its parts, with their headings beside it."""
    for i, (start, end) in enumerate(parts[["start", "end"]].itertuples(index=False)):
        box = (_BARS[side], _TOP + _HEIGHT * start / size), _WIDE, _HEIGHT * (end - start) / size
        ax.add_patch(Rectangle(*box, facecolor=_SECTIONS[i % 2], edgecolor=GREY, linewidth=0.5, zorder=1))
    most = int(_HEIGHT / _LINE)
    shown = parts.assign(length=parts["end"] - parts["start"]).nlargest(most, "length").sort_values("start")
    middles = _TOP + _HEIGHT * (shown["start"] + shown["end"]).to_numpy() / 2 / size
    places = spread(middles, _LINE, _TOP + _LINE / 2, _TOP + _HEIGHT - _LINE / 2)
    edge, step = (_BARS[0], -1) if side == 0 else (_BARS[1] + _WIDE, 1)
    room = (_BARS[0] if side == 0 else SHEET - edge) - 0.55
    for heading, middle, place in zip(shown["heading"], middles, places, strict=True):
        ax.plot([edge, edge + 0.18 * step, edge + 0.36 * step], [middle, place, place], color=GREY, linewidth=0.4)
        text = shortened(_heading(str(heading), names).replace("\n", " "), room * POINTS, 7)
        align = "right" if side == 0 else "left"
        ax.text(edge + 0.44 * step, place, text, ha=align, va="center", fontsize=7)


def _heading(heading: str, names: Mapping[str, Text] | None) -> str:
    """A heading, in English with the gloss of what follows its numeral."""
    if heading in ("front", "annex"):
        return word(heading)
    bare = heading.partition("、")[2]
    if not is_english() or not names or bare not in names:
        return heading
    return f"{heading} {named(bare, names).removeprefix(bare).strip()}"


def _draw_clauses(ax: Axes, spans: list[np.ndarray], rows: list[int], colour: str, alpha: float) -> None:
    """Ribbons between the bars, and in the bars the clauses that they join; all with a hair line, or short ones vanish."""
    if not len(spans[0]):
        return
    left, right = (_TOP + _HEIGHT * span for span in spans)
    ribbons = [PathPatch(_ribbon(*a, *b)) for a, b in zip(left, right, strict=True)]
    boxes = [
        Rectangle((x + 0.03, a), _WIDE - 0.06, b - a)
        for x, span in zip(_BARS, (left, right), strict=True)
        for a, b in span
    ]
    for patches, opaque, tied, name in ((ribbons, alpha, rows, "mark"), (boxes, 1.0, rows + rows, "box")):
        look = {"facecolor": colour, "edgecolor": colour, "linewidth": 0.35, "alpha": opaque}
        drawn = ax.add_collection(PatchCollection(patches, zorder=2, **look), autolim=False)
        tie(drawn, tied, name)


def _ribbon(a: float, b: float, c: float, d: float) -> Path:
    """The outline of a ribbon from a to b at the left to c to d at the right, with level ends."""
    x, y = _BARS[0] + _WIDE, _BARS[1]
    middle = (x + y) / 2
    points = [(x, a), (middle, a), (middle, c), (y, c), (y, d), (middle, d), (middle, b), (x, b), (x, a)]
    curve = Path.CURVE4
    return Path(points, [Path.MOVETO, curve, curve, curve, Path.LINETO, curve, curve, curve, Path.CLOSEPOLY])


def _name_documents(ax: Axes, documents: list[str], sizes: list[float]) -> None:
    names = short_names(documents, (_BARS[0] + _WIDE - 0.3) * POINTS, 8)
    for side, (name, size) in enumerate(zip(names, sizes, strict=True)):
        x, align = (_BARS[0] + _WIDE, "right") if side == 0 else (_BARS[1], "left")
        ax.text(x, 0.16, name, ha=align, va="center", fontsize=8, color=INK)
        ax.text(x, 0.53, word("n_characters", n=size), ha=align, va="center", fontsize=7, color=GREY)
