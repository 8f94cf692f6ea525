"""Tables of pairs -> grids of shaded cells with their counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from textmine.showing.figures import ACCENT, GREY, INK, PALE, new_figure, styled

_SHADES = LinearSegmentedColormap.from_list("shades", ["#ffffff", "#9db4c8", ACCENT])
_DARK = 0.55  # of the shades: from here on the count stands in white


@styled
def draw_grid(
    table: pd.DataFrame,
    *,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    count: str,
    shade: str,
    shade_label: str,
    groups: Mapping[str, str] | None = None,
    unreliable: Collection[str] = (),
) -> Figure:
    """Grid of cells: the count as a number, another measure as the shade.

    Parameters
    ----------
    table : DataFrame
        `row`, `column`, and the columns `count` and `shade`; one row a cell. Cells that it lacks stay empty.
    rows, columns : mapping of str to str
        Name of each row and column, in order.
    count, shade : str
        Columns of the number and of the shade, a share (0: white; darkest: the greatest of reliable cells).
    shade_label : str
        Of the scale above the grid.
    groups : mapping of str to str, optional
        Group of each column; groups are parted by lines and named above.
    unreliable : collection of str
        Rows and columns whose measurement is not to be relied on: without shade, their names marked with †.
    """
    figure, axes = new_figure(5.0 + 0.52 * len(rows))
    ax = axes[0, 0]
    doubted = table["row"].isin(unreliable) | table["column"].isin(unreliable)
    highest = float(table.loc[~doubted, shade].max(skipna=True))
    highest = highest if highest > 0 else 1.0
    shades = np.full((len(rows), len(columns)), np.nan)
    cells = table[["row", "column", count, shade]].assign(doubtful=doubted)
    for row, column, n, value, doubtful in cells.itertuples(index=False):
        y, x = list(rows).index(row), list(columns).index(column)
        shades[y, x] = 0 if doubtful or np.isnan(value) else value / highest
        colour = GREY if doubtful or not n else ("white" if shades[y, x] > _DARK else INK)
        ax.text(x, y, f"{n}" if n else "·", ha="center", va="center", fontsize=6.6, color=colour)
    image = ax.imshow(shades, cmap=_SHADES, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    _lines(ax, shades)
    marked = [[f"{name} †" if key in unreliable else name for key, name in names.items()] for names in (rows, columns)]
    ax.set_yticks(range(len(rows)), marked[0])
    ax.set_xticks(range(len(columns)), marked[1], rotation=50, ha="right", rotation_mode="anchor")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    _group_names(ax, [groups[key] for key in columns] if groups else [])
    bar = figure.colorbar(image, ax=ax, location="top", shrink=0.4, aspect=30, pad=0.02, anchor=(0.5, 0.0))
    bar.set_ticks([0, 0.5, 1], labels=[f"{round(100 * share, 1):g} %" for share in (0, highest / 2, highest)])
    bar.set_label(shade_label)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=2)
    return figure


def _lines(ax: Axes, shades: np.ndarray) -> None:
    """Pale lines between the cells that are drawn."""
    for y, x in np.argwhere(~np.isnan(shades)):
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, edgecolor=PALE, linewidth=0.5))


def _group_names(ax: Axes, groups: list[str]) -> None:
    for name in dict.fromkeys(groups):
        first, size = groups.index(name), groups.count(name)
        ax.text(first + (size - 1) / 2, -0.75, name, ha="center", va="bottom", fontsize=7.5)
        if first:
            ax.axvline(first - 0.5, color=INK, linewidth=0.8)
