"""A table of measures -> a figure of what is gained and lost with each number of topics."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from textmine.showing.draw.canvas import ACCENT, POINTS, new_figure, panel_title, styled
from textmine.showing.figures import GREY, PALE

_COLUMNS = 4
_BETTER = {"higher": "↑", "lower": "↓"}


@styled
def draw_trade_off(
    table: pd.DataFrame, *, titles: Mapping[str, str], chosen: int | None = None, xlabel: str = "number of topics"
) -> Figure | None:
    """Small multiples: each measure over the number of topics, with its interval; the measures do not agree, and that is shown.

    Parameters
    ----------
    table : DataFrame
        `n_topics`, `measure`, `better` ("higher" or "lower"), `estimate`, `low`, `high`: from `compare_n_topics`.
    titles : mapping of str to str
        Name of each measure, in the order to be drawn.
    chosen : int, optional
        The number taken: an upright line in every panel.
    xlabel : str
    """
    measures = [name for name in titles if table["measure"].eq(name).any()]
    if not measures:
        return None
    rows = -(-len(measures) // _COLUMNS)
    figure, axes = new_figure(rows * 3.9 + 0.5, rows, _COLUMNS, sharex=True)
    for ax, name in zip(axes.flat, measures, strict=False):
        own = table[table["measure"].eq(name)].sort_values("n_topics")
        _draw_measure(ax, own, chosen)
        panel_title(ax, f"{titles[name]} {_BETTER[own['better'].iloc[0]]}", (16 / _COLUMNS - 0.3) * POINTS)
    for ax in axes.flat[len(measures) :]:
        ax.set_axis_off()
    for ax in axes.flat[max(len(measures) - _COLUMNS, 0) : len(measures)]:
        ax.tick_params(labelbottom=True)
    figure.supxlabel(f"{xlabel} (↑ higher is better, ↓ lower is better)", fontsize=8)
    return figure


def _draw_measure(ax: Axes, own: pd.DataFrame, chosen: int | None) -> None:
    x = own["n_topics"].to_numpy(dtype=float)
    low, high = (np.ma.masked_invalid(own[end].to_numpy(dtype=float)) for end in ("low", "high"))
    if chosen is not None:
        ax.axvline(chosen, color=GREY, linewidth=0.7, linestyle=(0, (3, 2)))
    ax.fill_between(x, low, high, color=PALE, linewidth=0)
    ax.plot(x, own["estimate"], "o-", color=ACCENT, markersize=3.2, linewidth=0.9)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4))
    ax.tick_params(labelsize=7)
