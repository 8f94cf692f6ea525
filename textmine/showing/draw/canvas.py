"""What all figures share: the page they are drawn on, looks of groups, room for words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import cycle
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from textmine.settings import COLOURS
from textmine.showing.style import FAMILY
from textmine.study import LEVELS

FULL, HALF = 17.0, 8.5  # centimetres: a page of a journal, and one of its two columns
HIGHEST = 22.0  # centimetres: a page of A4 with its caption
POINTS = 72 / 2.54  # a centimetre
SHEET = 16.78  # centimetres: the full width without the margins of the layout
ACCENT = COLOURS[0]
FILLS = (
    ("#16324f", ""),
    ("#8fa6bb", ""),
    ("#e9c9a8", ""),
    ("#ffffff", "////"),
    ("#c9d6d3", "...."),
    ("#b0b0b0", "xxxx"),
    ("#7d6b58", ""),
    ("#ffffff", "||||"),
)
SMALLEST = 7.0  # points: of letters
DEFAULT_COLOURS = {group.id: group.colour for group in LEVELS}
# A set for each group, in it one a document, so that grey print still tells.
MARKERS = ("ophH", "sDdP", "^v<>", "X8Pp", "*dhs", "Dsp8", "v^><", "Ph*X")


class Look(NamedTuple):
    """Colour of a group, and the marks of its documents."""

    colour: str
    marks: str


def looks(groups: Iterable[str], colours: Mapping[str, str] | None = None) -> dict[str, Look]:
    """Look of each group, in the order of `colours`, which default to those of the levels.

    A group that `colours` does not name comes after those that it names, in the next colour.
    """
    groups = list(dict.fromkeys(groups))
    known = colours or (DEFAULT_COLOURS if set(groups) <= set(DEFAULT_COLOURS) else {})
    further = [group for group in groups if group not in known]
    unused = [colour for colour in COLOURS if colour not in known.values()] or list(COLOURS)
    known = {**known, **dict(zip(further, cycle(unused), strict=False))}
    marked = zip(known.items(), cycle(MARKERS), strict=False)
    return {group: Look(colour, marks) for (group, colour), marks in marked if group in groups}


def tie(artist: Artist, rows: Iterable[int | tuple[int, ...] | float], name: str = "mark") -> None:
    """Name an artist in the SVG after the rows of the table that its marks show.

    Parameters
    ----------
    artist : Artist
        A patch, a collection, or a line of markers.
    rows : iterable
        For each of its marks in order, the row or the tuple of rows of the saved table, counted from 0. Of a line, markers at no
        finite place are not drawn and have no row; they are passed over.
    name : str
        What the id names them; two artists with the same rows need two names.

    Notes
    -----
    The id is like `tied-mark_3_4-5`: a mark of row 3, then one of rows 4 and 5. `textmine.report.marks` reads it.
    """
    rows = list(rows)
    if isinstance(artist, Line2D):
        drawn = np.isfinite(np.asarray(artist.get_xydata(), dtype=float)).all(axis=1)
        rows = [row for row, seen in zip(rows, drawn, strict=True) if seen]
    each = ["-".join(f"{n:.0f}" for n in (row if isinstance(row, tuple) else (row,))) for row in rows]
    if each:
        artist.set_gid("_".join([f"tied-{name}", *each]))


def new_figure(
    height: float, rows: int = 1, columns: int = 1, *, width: float = FULL, **options
) -> tuple[Figure, np.ndarray]:
    """An empty figure of journal width and its axes.

    Parameters
    ----------
    height : float
        Centimetres; no figure is higher than `HIGHEST`.
    rows, columns : int
    width : float
        Centimetres: `FULL` or `HALF`.
    **options
        Passed on to `Figure.subplots`.

    Returns
    -------
    figure : Figure
    axes : ndarray of Axes, shape (rows, columns)
    """
    figure = Figure(figsize=(width / 2.54, min(height, HIGHEST) / 2.54), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def new_sheet(height: float) -> tuple[Figure, Axes]:
    """An empty figure whose axes, without ticks and frame, are measured in centimetres from the upper left corner.

    They are `SHEET` centimetres wide and `height` high; a legend above comes on top of that.
    """
    figure, axes = new_figure(height + 0.9)
    ax = axes[0, 0]
    ax.set(xlim=(0, SHEET), ylim=(height, 0), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return figure, ax


def spread(places: Sequence[float], least: float, low: float, high: float) -> np.ndarray:
    """Rising places moved as little as needed, so that they are at least `least` apart and between `low` and `high`.

    There must be room for all of them.
    """
    found = np.array(places, dtype=float)
    for i, place in enumerate(found):
        found[i] = max(place, low if i == 0 else found[i - 1] + least)
    for i in range(len(found) - 1, -1, -1):
        found[i] = min(found[i], high if i == len(found) - 1 else found[i + 1] - least)
    return found


@lru_cache(maxsize=10_000)
def text_width(text: str, size: float) -> float:
    """Points that a text takes, its widest line if it has several."""
    font = FontProperties(family=[FAMILY, "DejaVu Sans"], size=size)
    lines = [line for line in text.split("\n") if line]
    return max((text_to_path.get_text_width_height_descent(line, font, False)[0] for line in lines), default=0.0)


def shortened(text: object, room: float, size: float) -> str:
    """The text with every line cut so that it takes at most `room` points."""
    return "\n".join(_shortened(line, room, size) for line in str(text).split("\n"))


def _shortened(line: str, room: float, size: float) -> str:
    if text_width(line, size) <= room:
        return line
    kept = next((n for n in range(len(line) - 1, 0, -1) if text_width(line[:n] + "…", size) <= room), 0)
    return line[:kept].rstrip() + "…"


def folded(text: str, room: float, size: float) -> str:
    """The text on as many lines as it takes to stay within `room` points: broken at blanks, or between Chinese characters."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in re.findall(r"[\u3400-\u9fff\uff00-\uffef…]|[^\s\u3400-\u9fff\uff00-\uffef…]+\s*|\s+", paragraph):
            if line and text_width((line + piece).rstrip(), size) > room:
                lines.append(line.rstrip())
                line = ""
            line += piece
        lines.append(line.rstrip())
    return "\n".join(lines)


def short_names(names: Iterable[object], room: float, size: float) -> list[str]:
    """Names cut to `room` points: at their ends, or in their middle where their ends are what tells them apart."""
    names = [str(name) for name in names]
    cut = [shortened(name, room, size) for name in names]
    if len(set(cut)) == len(set(names)):
        return cut
    return [_without_middle(name, room, size) for name in names]


def _without_middle(name: str, room: float, size: float) -> str:
    if text_width(name, size) <= room or "\n" in name:
        return shortened(name, room, size)
    cuts = (f"{name[: n - n // 2]}…{name[len(name) - n // 2 :]}" for n in range(len(name) - 1, 1, -1))
    return next((cut for cut in cuts if text_width(cut, size) <= room), "…")


def panel_title(ax: Axes, title: object, room: float, *, right: bool = False) -> None:
    """Title of a panel whose axes and labels together have `room` points.

    What is too long to stand over the axes ends at their right edge, so that it grows over the labels, not over the edge.
    """
    text = shortened(title, room, 8.5)
    labels = max((text_width(tick.get_text(), tick.get_fontsize()) for tick in ax.get_yticklabels()), default=0.0)
    ax.set_title(text, loc="right" if right or text_width(text, 8.5) > room - labels else "left")


def legend_above(figure: Figure, *, handle: float = 2.0, **options) -> None:
    """Legend over the whole figure in as many columns as find room, `handle` font sizes wide."""
    size, room = 7.5, figure.get_figwidth() * 72 - 12
    pairs = [ax.get_legend_handles_labels() for ax in figure.axes]
    entries = {name: mark for pair in pairs for mark, name in zip(*pair, strict=True)}  # the same name once
    handles, names = list(entries.values()), list(entries)
    if not names:
        return
    other = size * (handle + options.get("handletextpad", 0.8) + options["columnspacing"])
    names = short_names(names, room / (2 if figure.get_figwidth() * 2.54 > HALF + 0.01 else 1) - other, size)
    widths = [text_width(name, size) + other for name in names]
    columns = len(names) if sum(widths) <= room else max(int(room // max(widths)), 1)
    figure.legend(handles, names, loc="outside upper left", ncols=columns, handlelength=handle, **options)


def line_height(
    panels: int, deepest: int, *, head: float, usual: float, least: float, foot: float
) -> tuple[float, int]:
    """Height of a line and how many lines a panel has, so that panels above each other stay within `HIGHEST`.

    Parameters
    ----------
    panels, deepest : int
        Panels above each other; lines that the deepest wants.
    head, foot : float
        Centimetres of each panel besides its lines; of the figure besides its panels.
    usual, least : float
        Centimetres of a line where there is room, and where there is little.
    """
    free = (HIGHEST - foot) / panels - head
    if usual * deepest <= free:
        return usual, deepest
    lines = max(min(deepest, int(free / least)), 1)
    return free / lines, lines


def fitting_size(height: float, usual: float) -> float:
    """Font size of a line that is `height` centimetres high: not below `SMALLEST`."""
    return min(usual, max(SMALLEST, 0.8 * height * POINTS))
