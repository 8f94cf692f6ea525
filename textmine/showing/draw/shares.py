"""Tables of shares with intervals -> figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    POINTS,
    SMALLEST,
    Look,
    legend_above,
    looks,
    new_figure,
    shortened,
    tie,
)
from textmine.showing.draw.ratios import note_unit
from textmine.showing.draw.strips import scattered, thinned
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, named, note, said, word
from textmine.showing.style import GREY, INK, PALE, plotted

_MARK = {"linestyle": "none", "clip_on": False, "zorder": 3}  # above the axis
_MOST_POINTS = 4000  # of a figure
_MOST_TITLES = 50


@styled
def draw_prevalence(
    table: pd.DataFrame,
    *,
    by: str,
    titles: Mapping[int | str, Text],
    levels: Mapping[str, str],
    names: Mapping[str, Text] | None = None,
    xlabel: Text | None = None,
    unit: str = "%",
    unreliable: Collection[int | str] = (),
    tick: str | None = None,
    tick_label: Text = "",
    colours: Mapping[str, str] | None = None,
    points: pd.DataFrame | None = None,
) -> Figure | None:
    """Dots with intervals: the share of each topic (theme, category) in each group.

    Parameters
    ----------
    table : DataFrame
        `by`, `topic`, `estimate`, `low`, `high`. A topic that a group lacks leaves a gap.
    by : str
        Column of the group (document or level).
    titles : mapping of int or str to str or (str, str)
        Name of each topic, in the order to be drawn from above; the first 50 are drawn.
    levels : mapping of str to str
        Level of each group, for colour and mark.
    names : mapping of str to (str, str), optional
        English and Chinese name of documents and groups.
    xlabel : str or (str, str), optional
        By default that shares are of the prose tokens.
    unit : {"%", "‰"}
        In which shares are drawn.
    unreliable : collection of int or str
        Topics whose measurement is not to be relied on: drawn hollow and pale, their names marked with †.
    tick : str, optional
        Column of a second value, drawn as a short upright stroke.
    tick_label : str or (str, str)
        What the legend calls that stroke.
    colours : mapping of str to str, optional
        Colour of each level, in order.
    points : DataFrame, optional
        `by`, `topic`, `estimate`: one row a document and topic, drawn small behind the dots. Of more than 4,000 points, evenly
        many over the ranks of each group and topic are drawn.
    """
    some = word("first_of", shown=_MOST_TITLES, all=len(titles)) if len(titles) > _MOST_TITLES else ""
    titles = {topic: said(title) for topic, title in list(titles.items())[:_MOST_TITLES]}
    groups = list(dict.fromkeys(table[by].dropna()))
    figure, axes = new_figure(1.8 + len(titles) * (0.35 + 0.23 * len(groups)))
    ax = axes[0, 0]
    row = (figure.get_figheight() * 2.54 - 1.8) / len(titles) * POINTS
    marks = _MARK | {"markersize": min(4, 0.78 * row / len(groups))}
    look, step = looks((levels[group] for group in groups), colours), 0.78 / len(groups)
    for i, group in enumerate(groups):
        own = table[table[by] == group].set_index("topic").reindex(list(titles))
        y = np.arange(len(own)) - 0.39 + step * (i + 0.5)
        if points is not None:
            shares = plotted(points[points[by] == group]).groupby("topic")["estimate"]
            _draw_points(ax, shares, zip(titles, y, strict=True), step, look[levels[group]].colour, len(groups))
        if tick:
            ax.vlines(own[tick], y - 0.4 * step, y + 0.4 * step, color=INK, linewidth=0.7)
        _draw_group(ax, own, y, _mark_of(group, groups, levels, look, names), own.index.isin(unreliable), marks)
    _name_topics(ax, titles, unreliable, row)
    _set_scale(ax, table, unit)
    ax.set_xlabel((word("share_of_tokens") if xlabel is None else said(xlabel)) + some)
    doubted = set(unreliable) & set(titles)
    _explain(
        ax,
        table,
        said(tick_label) if tick else "",
        doubted=bool(doubted),
        points=points is not None,
        what="of_documents" if by == "document_id" else "of_groups",
    )
    legend_above(figure, handletextpad=0.2, columnspacing=1.2)
    return figure


def _mark_of(
    group: str,
    groups: list[str],
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    names: Mapping[str, Text] | None,
) -> dict[str, str | None]:
    """Colour and mark of a group, and its name in the legend, which names levels where there are more than eight groups."""
    level = levels[group]
    alike = [other for other in groups if levels[other] == level]
    colour, marks = look[level]
    if len(groups) <= MOST_SHOWN:
        return {"color": colour, "marker": marks[alike.index(group) % len(marks)], "label": named(group, names)}
    return {"color": colour, "marker": marks[0], "label": named(level, names) if alike[0] == group else None}


def _explain(ax: Axes, table: pd.DataFrame, tick: str, *, doubted: bool, points: bool, what: str) -> None:
    """Entries of the legend and sentences of the caption for what is drawn besides the groups."""
    note("dot_interval", what=word(what))
    note_unit(table)
    if doubted:
        look = {"color": "white", "markeredgecolor": GREY, "markeredgewidth": 0.6, "markersize": 4}
        ax.plot([], [], "o", label=word("unreliable"), **look)
        note("unreliable")
    if tick:
        ax.plot([], [], "|", color=INK, markersize=6, markeredgewidth=0.7, label=tick)
        note("tick", label=tick)
    if points:
        ax.plot([], [], "o", color=GREY, markersize=1.8, label=word("one_document"))
        note("behind")


def _draw_group(
    ax: Axes, own: pd.DataFrame, y: np.ndarray, look: dict[str, str | None], doubted: np.ndarray, marks: dict
) -> None:
    sure = ~doubted
    ax.hlines(y[sure], own["low"][sure], own["high"][sure], color=look["color"], linewidth=1.0)
    (dots,) = ax.plot(own["estimate"][sure], y[sure], **look, **marks)
    dots.set_in_layout(bool(sure.any()))  # marks at no place, of a legend alone, would push the axes aside
    tie(dots, own[ROWS][sure])
    if doubted.any():
        ax.hlines(y[doubted], own["low"][doubted], own["high"][doubted], color=PALE, linewidth=1.0)
        hollow = {"markerfacecolor": "white", "markeredgecolor": GREY, "markeredgewidth": 0.6}
        (dots,) = ax.plot(own["estimate"][doubted], y[doubted], marker=look["marker"], **hollow, **marks)
        tie(dots, own[ROWS][doubted])


def _draw_points(ax: Axes, shares, places, step: float, colour: str, groups: int) -> None:
    """Documents behind the dot of their group; `shares` grouped by topic, `places` pairs of topic and y."""
    places, own = list(places), dict(list(shares))
    most = max(_MOST_POINTS // (groups * len(places)), 10)
    for topic, y in places:
        x = thinned(own.get(topic, ()), most)
        alpha = 0.35 if len(x) <= 40 else 0.2
        look = {"color": colour, "markersize": 1.8, "alpha": alpha, "markeredgewidth": 0}
        ax.plot(x, y + 0.8 * step * scattered(len(x)), "o", zorder=1, **look)


def _name_topics(ax: Axes, titles: Mapping[int | str, str], unreliable: Collection[int | str], row: float) -> None:
    """Names left of the rows, which are `row` points high."""
    size = min(7.5, max(SMALLEST, 0.8 * row))
    names = [shortened(name, 7.6 * POINTS, size) for name in titles.values()]
    if row < 21:  # two lines find no room
        names = [name.split("\n")[0] for name in names]
    names = [f"{name} †" if topic in unreliable else name for topic, name in zip(titles, names, strict=True)]
    for y in np.arange(1, len(titles)) - 0.5:
        ax.axhline(y, color=PALE, linewidth=0.6)
    ax.set_yticks(range(len(titles)), names, linespacing=1.4)
    ax.set_ylim(len(titles) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0, labelsize=size)


def _set_scale(ax: Axes, table: pd.DataFrame, unit: str) -> None:
    if table["low"].min() < 0:
        ax.axvline(0, color=GREY, linewidth=0.6)
    else:
        ax.set_xlim(left=0)
    scale = {"%": 100, "‰": 1000}[unit]
    ax.xaxis.set_major_formatter(lambda x, _: f"{scale * x:g}" + (" %" if unit == "%" else ""))
