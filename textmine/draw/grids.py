"""Tables of pairs -> grids of shaded cells with their counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from textmine.figures import GREY, INK, LEVEL_COLOURS, PALE, new_figure, styled

_SHADES = LinearSegmentedColormap.from_list("shades", ["#ffffff", "#9db4c8", LEVEL_COLOURS["national"]])
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
    breaks: Collection[str] = (),
    unreliable: Collection[str] = (),
    lower: bool = False,
) -> Figure:
    """Grid of cells: the count as a number, another measure as the shade.

    Parameters
    ----------
    table : DataFrame
        `row`, `column`, and the columns `count` and `shade`; one row a cell.
    rows, columns : mapping of str to str
        Name of each row and column, in order.
    count, shade : str
        Columns of the number and of the shade (0: white).
    shade_label : str
        Of the scale below the grid.
    breaks : collection of str
        Rows before which a line is drawn.
    unreliable : collection of str
        Rows and columns whose measurement is not to be relied on: hatched, their names marked with †.
    lower : bool
        Draw only the cells below the diagonal.
    """
    marked = {key: f"{name} †" if key in unreliable else name for key, name in {**columns, **rows}.items()}
    cells = table.set_index(["row", "column"])
    highest = max(float(table[shade].max()), 1e-12)
    figure, axes = new_figure(4.2 + 0.52 * len(rows))
    ax = axes[0, 0]
    shades = np.full((len(rows), len(columns)), np.nan)
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            if lower and x >= y:
                continue
            cell = cells.loc[(row, column)]
            doubtful = bool({row, column} & set(unreliable))
            shades[y, x] = 0 if doubtful or np.isnan(cell[shade]) else cell[shade] / highest
            colour = GREY if doubtful else ("white" if shades[y, x] > _DARK else INK)
            text = f"{int(cell[count])}" if cell[count] else "·"
            ax.text(x, y, text, ha="center", va="center", fontsize=6.6, color=colour if cell[count] else GREY)
    image = ax.imshow(shades, cmap=_SHADES, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    for y in np.arange(0.5, len(rows) - 1):
        ax.axhline(y, color=PALE, linewidth=0.5)
    for x in np.arange(0.5, len(columns) - 1):
        ax.axvline(x, color=PALE, linewidth=0.5)
    for key in breaks:
        ax.axhline(list(rows).index(key) - 0.5, color=INK, linewidth=0.8)
    ax.set_yticks(range(len(rows)), [marked[key] for key in rows])
    ax.set_xticks(
        range(len(columns)), [marked[key] for key in columns], rotation=50, ha="right", rotation_mode="anchor"
    )
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=ax, orientation="horizontal", location="top", shrink=0.4, aspect=30, pad=0.02)
    bar.set_ticks([0, 0.5, 1], labels=["0", f"{highest / 2:.2g}", f"{highest:.2g}"])
    bar.set_label(shade_label)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=2)
    return figure
