"""Tables of pairs -> grids of shaded cells with their counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from textmine.showing.draw.canvas import (
    ACCENT,
    FULL,
    POINTS,
    SMALLEST,
    fitting_size,
    folded,
    new_figure,
    short_names,
    shortened,
    text_width,
    tie,
)
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, note, said, value, word
from textmine.showing.style import GREY, INK, PALE

_SHADES = LinearSegmentedColormap.from_list("shades", ["#ffffff", "#9db4c8", ACCENT])
_DARK = 0.55  # of the shades: from here on the count stands in white
_MOST_ROWS, _MOST_COLUMNS = 52, 30
_SLANTED = {"rotation": 50, "ha": "right", "rotation_mode": "anchor"}


@styled
def draw_grid(
    table: pd.DataFrame,
    *,
    rows: Mapping[str, Text],
    columns: Mapping[str, Text],
    count: str,
    shade: str,
    shade_label: Text,
    groups: Mapping[str, str] | None = None,
    unreliable: Collection[str] = (),
    colours: Mapping[str, str] | None = None,
    digits: int = 0,
) -> Figure | None:
    """Grid of cells: the count as a number, another measure as the shade.

    Parameters
    ----------
    table : DataFrame
        `row`, `column`, and the columns `count` and `shade`; one row a cell. Cells that it lacks stay empty.
    rows, columns : mapping of str to str or (str, str)
        Name of each row and column, in order; the first 52 and 30 are drawn, and the scale says so.
    count, shade : str
        Columns of the number and of the shade, a share (0: white; darkest: the greatest of reliable cells).
    shade_label : str or (str, str)
        Of the scale above the grid.
    groups : mapping of str to str, optional
        Group of each column; groups are parted by lines and named above.
    unreliable : collection of str
        Rows and columns whose measurement is not to be relied on: without shade, their names marked with †. Where that is
        all of them, there is no scale.
    colours : mapping of str to str, optional
        Colour in which each group of columns is named.
    digits : int, default 0
        Of the number, behind the point.
    """
    options = {"groups": groups, "unreliable": unreliable, "colours": colours, "digits": digits}
    return grid_figure(
        table, rows=rows, columns=columns, count=count, shade=shade, shade_label=said(shade_label), **options
    )


def grid_figure(
    table: pd.DataFrame,
    *,
    rows: Mapping[str, Text],
    columns: Mapping[str, Text],
    count: str,
    shade: str,
    shade_label: str,
    groups: Mapping[str, str] | None = None,
    unreliable: Collection[str] = (),
    colours: Mapping[str, str] | None = None,
    digits: int = 0,
    width: float = FULL,
    darkest: float = 0.0,
) -> Figure | None:
    """The figure of `draw_grid`, `width` centimetres wide, in the language that is spoken; no share below `darkest` is darkest."""
    shade_label += _left_out("first_rows", rows, _MOST_ROWS) + _left_out("first_columns", columns, _MOST_COLUMNS)
    rows, columns = _called(rows, _MOST_ROWS), _called(columns, _MOST_COLUMNS)
    table = table[table["row"].isin(list(rows)) & table["column"].isin(list(columns))]
    if table.empty:
        return None
    figure, axes = new_figure(5.0 + 0.52 * len(rows), width=width)
    ax = axes[0, 0]
    size = fitting_size((figure.get_figheight() * 2.54 - 5.0) / len(rows), 7.5)
    room = max(2.5, min(0.43 * width, width - 1 - 0.45 * len(columns)))
    names = _marked(rows, unreliable, room, size), _marked(columns, unreliable, 4.6, 7.5)
    cell = (width * POINTS - 34 - max(text_width(name, size) for name in names[0])) / len(columns)
    doubted = table["row"].isin(unreliable) | table["column"].isin(unreliable)
    highest = float(table.loc[~doubted, shade].max(skipna=True))
    highest = max(highest, darkest) if highest > 0 else 1.0
    cells = table[["row", "column", count, shade]].assign(doubtful=doubted)
    shades = _draw_cells(ax, cells, list(rows), list(columns), highest, cell, digits)
    # Cells, no image: one of the figure's resolution takes megabytes in a PDF.
    edges = np.arange(len(columns) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5
    image = ax.pcolormesh(*edges, np.ma.masked_invalid(shades), cmap=_SHADES, vmin=0, vmax=1)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    _draw_lines(ax, shades, table.set_index(["row", "column"])[ROWS], list(rows), list(columns))
    ax.set_yticks(range(len(rows)), names[0])
    upright = max(text_width(name, 7.5) for name in names[1]) < cell - 6
    ax.set_xticks(range(len(columns)), names[1], **({} if upright else _SLANTED))
    ax.tick_params(length=0)
    ax.tick_params(axis="y", labelsize=size)
    ax.spines[:].set_visible(False)
    _name_groups(ax, [groups[key] for key in columns] if groups else [], colours or {}, cell)
    if not doubted.all():
        _draw_scale(figure, image, highest, folded(shade_label, 0.94 * width * POINTS, 8))
    if doubted.any():
        note("unreliable_grid")
    if (table[count] == 0).any():
        note("grid_zero")
    return figure


def _called(names: Mapping[str, Text], most: int) -> dict[str, str]:
    """The first so many names, in the language that is spoken."""
    return {key: value(said(text)) for key, text in list(names.items())[:most]}


def _left_out(what: str, names: Mapping[str, Text], most: int) -> str:
    return word(what, shown=most, all=len(names)) if len(names) > most else ""


def _marked(names: Mapping[str, str], unreliable: Collection[str], room: float, size: float) -> list[str]:
    """Names that take at most `room` centimetres, those of unreliable rows and columns with †."""
    short = short_names(names.values(), room * POINTS, size)
    return [f"{name} †" if key in unreliable else name for key, name in zip(names, short, strict=True)]


def _draw_cells(
    ax: Axes, cells: pd.DataFrame, rows: list[str], columns: list[str], highest: float, width: float, digits: int
) -> np.ndarray:
    """Write the counts that find room; return the shades, NaN where there is no cell."""
    shades = np.full((len(rows), len(columns)), np.nan)
    for row, column, n, part, doubtful in cells.itertuples(index=False):
        y, x = rows.index(row), columns.index(column)
        shades[y, x] = 0 if doubtful or np.isnan(part) else part / highest
        colour = GREY if doubtful or not n > 0 else ("white" if shades[y, x] > _DARK else INK)
        text = _number(n, width, digits) if n > 0 else "·"
        if text_width(text, SMALLEST) < width - 1:
            ax.text(x, y, text, ha="center", va="center", fontsize=SMALLEST, color=colour)
    return shades


def _number(n: float, width: float, digits: int) -> str:
    """A count, in thousands (k) where it would be wider than its cell."""
    text = f"{n:.{digits}f}"
    return text if text_width(text, SMALLEST) < width - 2 or n < 1000 else f"{n / 1000:.0f}k"


def _draw_lines(ax: Axes, shades: np.ndarray, tied: pd.Series, rows: list[str], columns: list[str]) -> None:
    """Pale lines between the cells that are drawn."""
    own = tied.to_dict()
    for y, x in np.argwhere(~np.isnan(shades)):
        cell = ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, edgecolor=PALE, linewidth=0.5))
        row = own[rows[y], columns[x]]
        tie(cell, [row] if isinstance(row, tuple) or row >= 0 else [])


def _name_groups(ax: Axes, groups: list[str], colours: Mapping[str, str], width: float) -> None:
    for name in dict.fromkeys(groups):
        first, size = groups.index(name), groups.count(name)
        text, colour = shortened(value(name), size * width - 3, 7.5), colours.get(name, INK)
        ax.text(first + (size - 1) / 2, -0.75, text, ha="center", va="bottom", fontsize=7.5, color=colour)
        if first:
            ax.axvline(first - 0.5, color=INK, linewidth=0.8)


def _draw_scale(figure: Figure, image: ScalarMappable, highest: float, name: str) -> None:
    options = {"location": "top", "shrink": 0.4, "aspect": 30, "pad": 0.02, "anchor": (0.5, 0.0)}
    bar = figure.colorbar(image, ax=figure.axes[0], **options)
    digits = 1 if highest >= 0.01 else 2
    bar.set_ticks([0, 0.5, 1], labels=[f"{round(100 * share, digits):g} %" for share in (0, highest / 2, highest)])
    figure.suptitle(name, x=0.02, ha="left", fontsize=8)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=2)
