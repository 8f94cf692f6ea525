"""Tables of shares with intervals -> figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from textmine.showing.figures import GREY, PALE, look_of, new_figure, styled

_MARK = {"markersize": 4, "linestyle": "none", "clip_on": False, "zorder": 3}  # above the axis


@styled
def draw_prevalence(
    table: pd.DataFrame,
    *,
    by: str,
    titles: Mapping[int | str, str],
    levels: Mapping[str, str],
    xlabel: str = "share of the prose tokens",
    unit: str = "%",
    unreliable: Collection[int | str] = (),
    tick: str | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """Dots with intervals: the share of each topic (theme, category) in each group.

    Parameters
    ----------
    table : DataFrame
        `by`, `topic`, `estimate`, `low`, `high`.
    by : str
        Column of the group (document or level).
    titles : mapping of int or str to str
        Name of each topic, in the order to be drawn from above.
    levels : mapping of str to str
        Level of each group, for colour and mark.
    xlabel : str
    unit : {"%", "‰"}
        In which shares are drawn.
    unreliable : collection of int or str
        Topics whose measurement is not to be relied on: drawn hollow and pale, their names marked with †.
    tick : str, optional
        Column of a second value, drawn as a short upright stroke.
    colours : mapping of str to str, optional
        Colour of each level, in order.
    """
    groups = list(dict.fromkeys(table[by]))
    figure, axes = new_figure(1.8 + len(titles) * (0.35 + 0.23 * len(groups)))
    ax = axes[0, 0]
    step = 0.78 / len(groups)
    for i, group in enumerate(groups):
        own = table[table[by] == group].set_index("topic").loc[list(titles)]
        y = np.arange(len(own)) - 0.39 + step * (i + 0.5)
        level = levels[group]
        place = [other for other in groups if levels[other] == level].index(group)
        colour, marker = look_of(level, colours, place)
        sure = ~own.index.isin(unreliable)
        if tick:
            ax.vlines(own[tick], y - 0.4 * step, y + 0.4 * step, color=GREY, linewidth=0.7)
        ax.hlines(y[sure], own["low"][sure], own["high"][sure], color=colour, linewidth=1.0)
        ax.plot(own["estimate"][sure], y[sure], marker, color=colour, label=group, **_MARK)
        if not sure.all():
            ax.hlines(y[~sure], own["low"][~sure], own["high"][~sure], color=PALE, linewidth=1.0)
            hollow = {"markerfacecolor": "white", "markeredgecolor": GREY, "markeredgewidth": 0.6}
            ax.plot(own["estimate"][~sure], y[~sure], marker, **hollow, **_MARK)
    for y in np.arange(1, len(titles)) - 0.5:
        ax.axhline(y, color=PALE, linewidth=0.6)
    names = [f"{name} †" if topic in unreliable else name for topic, name in titles.items()]
    ax.set_yticks(range(len(titles)), names, linespacing=1.4)
    ax.set_ylim(len(titles) - 0.5, -0.5)
    if table["low"].min() < 0:
        ax.axvline(0, color=GREY, linewidth=0.6)
    else:
        ax.set_xlim(left=0)
    scale = {"%": 100, "‰": 1000}[unit]
    ax.xaxis.set_major_formatter(lambda x, _: f"{scale * x:g}" + (" %" if unit == "%" else ""))
    ax.set_xlabel(xlabel)
    ax.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=len(groups), handletextpad=0.2, columnspacing=1.2)
    return figure
