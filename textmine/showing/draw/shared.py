"""Shares of wording that documents have in common -> a matrix."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from textmine.showing.draw.canvas import styled
from textmine.showing.draw.grids import draw_grid


@styled
def draw_shared(table: pd.DataFrame, *, units: Mapping[str, str], grouped: bool = False) -> Figure | None:
    """Matrix of shares: how much of the wording of the row stands word for word in the column.

    Parameters
    ----------
    table : DataFrame
        `row`, `column`, `share`; from `textmine.measuring.reuse.matrix.shared_matrix`. Cells that it lacks stay empty; a share
        that is 0 in one decimal of a per cent (in two, where none reaches 1 %) is a dot.
    units : mapping of str to str
        Name of each row and column, in order.
    grouped : bool, default False
        Whether units are groups, whose shares are means over pairs of documents.
    """
    cells = table.dropna(subset="share")
    digits = 1 if cells["share"].max() >= 0.01 else 2
    cells = cells.assign(percent=(100 * cells["share"]).round(digits))
    what = "share of the row's own wording that stands word for word in the column"
    what += "\n(mean of pairs of documents)" if grouped else ""
    figure = draw_grid(
        cells, rows=units, columns=units, count="percent", digits=digits, shade="share", shade_label=what
    )
    if figure is not None:
        figure.axes[0].set_ylabel("wording of …")
        figure.axes[0].set_xlabel("… that stands in")
    return figure
