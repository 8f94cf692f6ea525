"""Tables of log ratios -> forest plots."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    FULL,
    HIGHEST,
    POINTS,
    Look,
    fitting_size,
    legend_above,
    looks,
    new_figure,
    panel_title,
    tie,
)
from textmine.showing.draw.terms import LEAST, finish, term_names
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, named, note, word
from textmine.showing.style import GREY, INK

_FOOT, _HEAD, _USUAL = 2.9, 0.85, 0.4  # centimetres of the figure, a panel and a line


@styled
def draw_log_ratios(
    table: pd.DataFrame,
    *,
    by: str = "level",
    levels: Mapping[str, str] | None = None,
    names: Mapping[str, Text] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure | None:
    """Forest plot of log ratios: dot, interval, and range with one document left out.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `count_target`, `count_reference`, `log_ratio`, `low`, `high`, `leave_out_low`, `leave_out_high`, and
        `stands_out` if it is known; in the order to be drawn. A row that does not stand out, or whose range with one document
        left out reaches 0, is drawn hollow; an infinite ratio or end of an interval as an arrow at the edge. The range is drawn
        as two ticks and holds the ratio over all documents too.
    by : str
        Column of the group; one panel a group, at most eight, in two columns where one finds no room.
    levels : mapping of str to str, optional
        Level of each group, for colour and mark; else the groups are levels.
    names : mapping of str to (str, str), optional
        English and Chinese name of groups and terms.
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
        called = term_names(own["term"].head(lines), names, 6.4 if columns == 1 else 3.5, line)
        _forest(ax, own.head(lines), called, look[level_of[name]], limits, line)
        _count(ax, own.head(lines), line, inside=inside)
        ax.set_ylim(lines - 0.4, -0.6)
        panel_title(ax, named(name, names), (FULL / columns - 0.6) * POINTS)
    axes.flat[0].set_xlim(limits)
    _explain(axes.flat[0], table)
    some = word("first_terms", shown=kept.max()) if kept.sum() < wanted.sum() else ""
    finish(axes, len(panels), figure, word("log_ratio") + some)
    legend_above(figure, columnspacing=1.4, handletextpad=0.5)
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
    ends = table[["log_ratio", "low", "high", "leave_out_low", "leave_out_high"]].to_numpy(dtype=float)
    finite = [0.0, *ends[np.isfinite(ends)]]
    return min(finite) - 0.2, 1.12 * max(finite) or 1.0


def _sound(own: pd.DataFrame) -> np.ndarray:
    """Which rows stand out and keep their sign without any one document."""
    sound = own["leave_out_low"].to_numpy(dtype=float) > 0
    return sound & own["stands_out"].to_numpy(dtype=bool) if "stands_out" in own else sound


def _hangs(own: pd.DataFrame) -> np.ndarray:
    """Which rows stand out, but not without any one document."""
    return own["stands_out"].to_numpy(dtype=bool) & ~_sound(own)


def _open_ended(own: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which rows have no lower and no upper end."""
    ratio = own["log_ratio"].to_numpy(dtype=float)
    return (
        own["low"].eq(-np.inf).to_numpy() | (ratio == -np.inf),
        own["high"].eq(np.inf).to_numpy() | (ratio == np.inf),
    )


def _forest(
    ax: Axes, own: pd.DataFrame, names: list[str], look: Look, limits: tuple[float, float], line: float
) -> None:
    y, ratio, marker = np.arange(len(own)), own["log_ratio"].to_numpy(dtype=float), look.marks[0]
    left_out = own[["leave_out_low", "leave_out_high", "log_ratio"]].astype(float)
    ends = own[["low", "high"]].astype(float).clip(*limits)
    ax.hlines(y, ends["low"], ends["high"], color=look.colour, linewidth=1.0)
    known = left_out[["leave_out_low", "leave_out_high"]].notna().all(axis=1).to_numpy()
    for tick in (left_out.min(axis=1), left_out.max(axis=1)):
        ax.vlines(tick.clip(*limits)[known], y[known] - 0.3, y[known] + 0.3, color=INK, linewidth=0.7)
    sound = _sound(own)
    (hollow,) = ax.plot(ratio, y, marker, color=look.colour, markerfacecolor="white", markersize=4.2)
    (filled,) = ax.plot(ratio[sound], y[sound], marker, color=look.colour, markersize=4.2)
    tie(hollow, own[ROWS])
    tie(filled, own[ROWS][sound], "filled")
    for edge, arrow, beyond in zip(limits, "<>", _open_ended(own), strict=True):
        if beyond.any():
            ax.plot(np.full(beyond.sum(), edge), y[beyond], arrow, color=look.colour, markersize=3.4, clip_on=False)
    ax.axvline(0, color=GREY, linewidth=0.6)
    ax.set_yticks(y, names)
    ax.tick_params(axis="y", length=0, labelsize=fitting_size(line, 7.5))


def _explain(ax: Axes, table: pd.DataFrame) -> None:
    """Entries of the legend and sentences of the caption for the symbols that are drawn."""
    sound, chosen = _sound(table), "stands_out" in table
    if sound.any() and chosen:
        ax.plot([], [], "o", color=INK, markersize=4.2, label=word("stands_out"))
    if (~sound).any() and chosen:
        label = word("does_not_stand_out" if not _hangs(table).any() else "hangs_on_one")
        ax.plot([], [], "o", color=INK, markerfacecolor="white", markersize=4.2, label=label)
    ax.plot([], [], "-", color=INK, linewidth=1.0, label=word("interval"))
    ax.plot([], [], "|", color=INK, markersize=6, markeredgewidth=0.7, label=word("left_out"))
    ax.plot([], [], linestyle="none", label=word("here_elsewhere"))
    note("log_ratio")
    if sound.any():
        tested = "tested" in table and table["tested"].notna().any()
        note("filled", tested=int(table["tested"].max())) if chosen and tested else note("filled_plain")
    if (~sound).any() and chosen:
        note("hollow" if not _hangs(table).any() else "hollow_hangs")
    note_unit(table)
    if _open_ended(table)[1].any():
        note("arrow")
    note("left_out")
    note("counts_beside")


def note_unit(table: pd.DataFrame) -> None:
    """Say what varies in the intervals, where the table's column `unit` knows."""
    units = set(table["unit"].dropna()) if "unit" in table else set()
    if units:
        note(f"unit_{units.pop()}" if len(units) == 1 else "unit_mixed")


def _count(ax: Axes, own: pd.DataFrame, line: float, *, inside: bool) -> None:
    """Counts at the right edge of the axes, or beyond it where lines reach the edge."""
    options = {"color": GREY, "fontsize": fitting_size(line, 8 if inside else 7)}
    x, align = (1, "right") if inside else (1.05, "left")
    for y, (a, b) in enumerate(zip(own["count_target"], own["count_reference"], strict=True)):
        ax.annotate(f"{a} : {b}", (x, y), xycoords=("axes fraction", "data"), va="center", ha=align, **options)
