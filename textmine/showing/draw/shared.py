"""Shares of wording that documents have in common -> a matrix."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from textmine.showing.draw.canvas import HALF
from textmine.showing.draw.grids import grid_figure
from textmine.showing.drawing import styled
from textmine.showing.language import Text, note, word

_HALF_UNITS = (3, 5)  # fewest and most that a figure of half the width holds
_DARKEST = 0.001  # of the shades: less is not drawn dark, however little the others share


@styled
def draw_shared(table: pd.DataFrame, *, units: Mapping[str, Text], grouped: bool = False) -> Figure | None:
    """Matrix of shares: how much of the wording of the row stands word for word in the column.

    Parameters
    ----------
    table : DataFrame
        `row`, `column`, `share`; from `textmine.measuring.reuse.matrix.shared_matrix`. Cells that it lacks stay empty; a share
        that is 0 in one decimal of a per cent (in two, where none reaches 1 %) is a dot.
    units : mapping of str to str or (str, str)
        Name of each row and column, in order.
    grouped : bool, default False
        Whether units are groups, whose shares are means over pairs of documents.

    Returns
    -------
    Figure or None
        None where nothing is shared. The darkest shade is the greatest share, or 0.1 % where that is more.
    """
    cells = table.dropna(subset="share")
    if not cells["share"].gt(0).any():
        return None
    digits = 1 if cells["share"].max() >= 0.01 else 2
    cells = cells.assign(percent=(100 * cells["share"]).round(digits))
    what = word("shared_wording") + (word("mean_of_pairs") if grouped else "")
    few = {"width": HALF} if _HALF_UNITS[0] <= len(units) <= _HALF_UNITS[1] else {}
    look = {"digits": digits, "shade": "share", "shade_label": what, "darkest": _DARKEST, **few}
    figure = grid_figure(cells, rows=units, columns=units, count="percent", **look)
    if figure is not None:
        figure.axes[0].set_ylabel(word("wording_of"))
        figure.axes[0].set_xlabel(word("stands_in"))
        note("shared")
    return figure
