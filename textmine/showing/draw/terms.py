"""Tables of terms -> figures of what stands out, where and how surely."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.showing.figures import ACCENT, GREY, INK, PALE, label, look_of, new_figure, styled


@styled
def draw_distinctive_terms(
    table: pd.DataFrame, *, by: str, value: str, glossary: Mapping[str, str] | None = None, xlabel: str = ""
) -> Figure:
    """Small multiples of dots: the terms that stand out in each group, most first.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `value`, `count`; in the order to be drawn.
    by, value : str
        Columns of the group and of the position.
    glossary : mapping of str to str, optional
    xlabel : str
    """
    groups = list(dict.fromkeys(table[by]))
    columns = 2 if len(groups) > 3 else len(groups)
    rows = -(-len(groups) // columns)
    deepest = table.groupby(by, observed=True).size().max()
    figure, axes = new_figure(rows * (1.3 + 0.40 * deepest), rows, columns, sharex=True)
    for ax, name in zip(axes.flat, groups, strict=False):
        own = table[table[by] == name].reset_index(drop=True)
        _dots(ax, own[value], own["count"], [label(term, glossary) for term in own["term"]])
        ax.set_title(name)
        ax.set_ylim(deepest - 0.4, -0.6)
    for ax in axes.flat[len(groups) :]:
        ax.set_axis_off()
    axes.flat[0].set_xlim(0, table[value].max() * 1.18)
    for ax in axes.flat[max(len(groups) - columns, 0) : len(groups)]:
        ax.tick_params(labelbottom=True)
    figure.supxlabel(xlabel, fontsize=8)
    return figure


def _dots(ax: Axes, values: pd.Series, counts: pd.Series, labels: list[str]) -> None:
    y = np.arange(len(values))
    ax.hlines(y, 0, values, color=PALE, linewidth=1.2)
    ax.plot(values, y, "o", color=ACCENT, markersize=3.6)
    for position, x, count in zip(y, values, counts, strict=True):
        ax.annotate(
            f"{count}", (x, position), (5, 0), textcoords="offset points", va="center", fontsize=6.6, color=GREY
        )
    ax.set_yticks(y, labels)
    ax.tick_params(axis="y", length=0)


@styled
def draw_log_ratios(
    table: pd.DataFrame,
    *,
    by: str = "level",
    levels: Mapping[str, str] | None = None,
    glossary: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """Forest plot of log ratios: dot, interval over resampled sections, and range with one document left out.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `count_target`, `count_reference`, `log_ratio`, `low`, `high`, `leave_out_low`, `leave_out_high`; in
        the order to be drawn. A row whose range with one document left out reaches 0 is drawn hollow.
    by : str
        Column of the group; one panel a group.
    levels : mapping of str to str, optional
        Level of each group, for colour and mark; else the groups are levels.
    glossary : mapping of str to str, optional
    colours : mapping of str to str, optional
        Colour of each level, in order.
    """
    groups = table.groupby(by, sort=False, observed=True)
    heights = groups.size().to_numpy()
    figure, axes = new_figure(
        1.9 + 0.85 * len(heights) + 0.4 * heights.sum(), len(heights), 1, sharex=True, height_ratios=heights
    )
    for ax, (name, own) in zip(axes.flat, groups, strict=True):
        level = levels[name] if levels else name
        colour, marker = look_of(level, colours)
        y = np.arange(len(own))
        ax.hlines(y, own["leave_out_low"], own["leave_out_high"], color=PALE, linewidth=6)
        ax.hlines(y, own["low"], own["high"], color=colour, linewidth=1.0)
        sound = own["leave_out_low"].to_numpy() > 0
        ax.plot(own["log_ratio"], y, marker, color=colour, markerfacecolor="white", markersize=4.2)
        ax.plot(own["log_ratio"].to_numpy()[sound], y[sound], marker, color=colour, markersize=4.2)
        for position, a, b in zip(y, own["count_target"], own["count_reference"], strict=True):
            ax.annotate(
                f"{a} : {b}", (1, position), xycoords=("axes fraction", "data"), va="center", ha="right", color=GREY
            )
        ax.axvline(0, color=GREY, linewidth=0.6)
        ax.set_yticks(y, [label(term, glossary) for term in own["term"]])
        ax.set_ylim(len(own) - 0.4, -0.6)
        ax.set_title(name)
        ax.tick_params(axis="y", length=0)
    axes.flat[0].set_xlim(min(0, table["low"].min()) - 0.2, table["high"].max() * 1.12)
    figure.supxlabel("log ratio (1 = twice as frequent as in the other documents)", fontsize=8)
    return figure


@styled
def draw_topic_terms(
    table: pd.DataFrame, *, titles: Mapping[int, str], glossary: Mapping[str, str] | None = None
) -> Figure:
    """Small multiples of bars: the terms of highest probability in each topic.

    Parameters
    ----------
    table : DataFrame
        `topic`, `rank`, `term`, `phi`.
    titles : mapping of int to str
        Title of each topic's panel.
    glossary : mapping of str to str, optional
    """
    topics = list(dict.fromkeys(table["topic"]))
    deepest, rows = table["rank"].max(), -(-len(topics) // 2)
    figure, axes = new_figure(rows * (1.0 + 0.37 * deepest), rows, 2, sharex=True)
    for ax, topic in zip(axes.flat, topics, strict=False):
        own = table[table["topic"] == topic]
        ax.barh(own["rank"], own["phi"], height=0.6, color="#8fa6bb", edgecolor=INK, linewidth=0.4)
        ax.set_yticks(own["rank"], [label(term, glossary) for term in own["term"]], fontsize=7)
        ax.set_ylim(deepest + 0.6, 0.4)
        ax.set_title(titles[topic], loc="right")  # grows over the labels, not over the edge
        ax.tick_params(axis="y", length=0)
    for ax in axes.flat[len(topics) :]:
        ax.set_axis_off()
    for ax in axes.flat[max(len(topics) - 2, 0) : len(topics)]:
        ax.tick_params(labelbottom=True)
    figure.supxlabel("P(term | topic)", fontsize=8)
    return figure
