"""Tables of log ratios -> forest plots."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    HIGHEST,
    POINTS,
    ROWS,
    Look,
    fitting_size,
    looks,
    new_figure,
    panel_title,
    styled,
    tie,
)
from textmine.showing.draw.terms import LEAST, finish, term_names
from textmine.showing.figures import GREY, PALE

_FOOT, _HEAD, _USUAL = 1.9, 0.85, 0.4  # centimetres of the figure, a panel and a line


@styled
def draw_log_ratios(
    table: pd.DataFrame,
    *,
    by: str = "level",
    levels: Mapping[str, str] | None = None,
    glossary: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure | None:
    """Forest plot of log ratios: dot, interval, and range with one document left out.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `count_target`, `count_reference`, `log_ratio`, `low`, `high`, `leave_out_low`, `leave_out_high`, and
        `stands_out` if it is known; in the order to be drawn. A row that does not stand out, or whose range with one document
        left out reaches 0, is drawn hollow; an infinite ratio or end of an interval as an arrow at the edge.
    by : str
        Column of the group; one panel a group, at most eight, in two columns where one finds no room.
    levels : mapping of str to str, optional
        Level of each group, for colour and mark; else the groups are levels.
    glossary : mapping of str to str, optional
    colours : mapping of str to str, optional
        Colour of each level.
    """
    panels = dict(list(table.groupby(by, sort=False, observed=True))[:MOST_SHOWN])
    if not panels:
        return None
    columns, wanted = _arranged([len(own) for own in panels.values()])
    line, kept = _shared(wanted)
    height = _FOOT + _HEAD * len(kept) + line * kept.sum()
    figure, axes = new_figure(height, len(kept), columns, sharex=True, height_ratios=kept)
    level_of = {name: levels[name] if levels else name for name in panels}
    look, limits = looks(level_of.values(), colours), _limits(table)
    inside = columns == 1 and np.isfinite(table[["log_ratio", "high"]].to_numpy(dtype=float)).all()
    for place, (ax, (name, own)) in enumerate(zip(axes.flat, panels.items(), strict=False)):
        lines = kept[place // columns]
        names = term_names(own["term"].head(lines), glossary, 6.4 if columns == 1 else 3.4, line)
        _forest(ax, own.head(lines), names, look[level_of[name]], limits, line)
        _count(ax, own.head(lines), line, inside=inside)
        ax.set_ylim(lines - 0.4, -0.6)
        panel_title(ax, name, (16 / columns - 0.6) * POINTS)
    axes.flat[0].set_xlim(limits)
    some = f"; the first {kept.max()} terms" if kept.sum() < wanted.sum() else ""
    finish(axes, len(panels), figure, f"log ratio (1 = twice as frequent as in the other documents){some}")
    return figure


def _arranged(sizes: list[int]) -> tuple[int, np.ndarray]:
    """Columns of panels, and lines that each row of panels wants."""
    if len(sizes) == 1 or _FOOT + _HEAD * len(sizes) + 0.8 * _USUAL * sum(sizes) <= HIGHEST:
        return 1, np.array(sizes)
    return 2, np.array([max(sizes[i : i + 2]) for i in range(0, len(sizes), 2)])


def _shared(wanted: np.ndarray) -> tuple[float, np.ndarray]:
    """Height of a line, and lines of each panel: all where they find room, else the longest are cut to one length."""
    free = HIGHEST - _FOOT - _HEAD * len(wanted)
    line, most = min(_USUAL, max(free / wanted.sum(), LEAST)), wanted.max()
    while most > 1 and line * np.minimum(wanted, most).sum() > free + 1e-9:
        most -= 1
    return line, np.minimum(wanted, most)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    """Limits of the axis, which hold all that is finite, and 0."""
    ends = table[["log_ratio", "low", "high"]].to_numpy(dtype=float)
    finite = [0.0, *ends[np.isfinite(ends)]]
    return min(finite) - 0.2, 1.12 * max(finite) or 1.0


def _forest(
    ax: Axes, own: pd.DataFrame, names: list[str], look: Look, limits: tuple[float, float], line: float
) -> None:
    y, ratio, marker = np.arange(len(own)), own["log_ratio"].to_numpy(dtype=float), look.marks[0]
    ends = own[["leave_out_low", "leave_out_high", "low", "high"]].astype(float).clip(*limits)
    ax.hlines(y, ends["leave_out_low"], ends["leave_out_high"], color=PALE, linewidth=min(6, 0.55 * line * POINTS))
    ax.hlines(y, ends["low"], ends["high"], color=look.colour, linewidth=1.0)
    sound = own["leave_out_low"].to_numpy(dtype=float) > 0
    if "stands_out" in own:
        sound &= own["stands_out"].to_numpy(dtype=bool)
    (hollow,) = ax.plot(ratio, y, marker, color=look.colour, markerfacecolor="white", markersize=4.2)
    (filled,) = ax.plot(ratio[sound], y[sound], marker, color=look.colour, markersize=4.2)
    tie(hollow, own[ROWS])
    tie(filled, own[ROWS][sound], "filled")
    open_ended = (
        own["low"].eq(-np.inf).to_numpy() | (ratio == -np.inf),
        own["high"].eq(np.inf).to_numpy() | (ratio == np.inf),
    )
    for edge, arrow, beyond in zip(limits, "<>", open_ended, strict=True):
        if beyond.any():
            ax.plot(np.full(beyond.sum(), edge), y[beyond], arrow, color=look.colour, markersize=3.4, clip_on=False)
    ax.axvline(0, color=GREY, linewidth=0.6)
    ax.set_yticks(y, names)
    ax.tick_params(axis="y", length=0, labelsize=fitting_size(line, 7.5))


def _count(ax: Axes, own: pd.DataFrame, line: float, *, inside: bool) -> None:
    """Counts at the right edge of the axes, or beyond it where lines reach the edge."""
    options = {"color": GREY, "fontsize": fitting_size(line, 8 if inside else 7)}
    x, align = (1, "right") if inside else (1.05, "left")
    for y, (a, b) in enumerate(zip(own["count_target"], own["count_reference"], strict=True)):
        ax.annotate(f"{a} : {b}", (x, y), xycoords=("axes fraction", "data"), va="center", ha=align, **options)
