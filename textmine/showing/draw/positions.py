"""Tables of occurrences -> figures of where terms stand in the documents."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.corpus import MOST_SHOWN
from textmine.showing.draw.canvas import (
    FULL,
    POINTS,
    SMALLEST,
    folded,
    line_height,
    looks,
    new_figure,
    short_names,
    shortened,
    tie,
)
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, named, note, word
from textmine.showing.style import GREY, PALE

_BINS = 20
_FEWEST = 20  # occurrences of which a distribution is drawn; fewer are drawn one by one
_HEAD = 0.9  # centimetres over the rows of a panel


@styled
def draw_xray(
    table: pd.DataFrame,
    *,
    levels: Mapping[str, str],
    names: Mapping[str, Text] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure | None:
    """Lexical x-ray: where along each document each term stands.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `term`, `position` (0 to 1); one row an occurrence. One panel a term, in order of first appearance.
    levels : mapping of str to str
        Documents to be drawn, in order from above, and their groups. Of more than eight the groups are drawn: the share of a
        group's occurrences in each twentieth of the documents, or, where they are fewer than 20, a stroke for each.
    names : mapping of str to (str, str), optional
        English and Chinese name of documents, groups and terms.
    colours : mapping of str to str, optional
        Colour of each group, in order from above.
    """
    table = table[table["document_id"].isin(list(levels))].dropna(subset="position").set_index(ROWS)
    terms = list(dict.fromkeys(table["term"]))
    if not terms:
        return None
    look, grouped = looks(levels.values(), colours), len(levels) > MOST_SHOWN
    rows = {group: group for group in look} if grouped else dict(levels)
    owner = table["document_id"].map(levels) if grouped else table["document_id"]
    usual, least = (0.52, 0.31) if grouped else (0.36, 0.31)
    panels = min(-(-len(terms) // 2), int(21 // (_HEAD + least * len(rows))))
    line, _ = line_height(panels, len(rows), head=_HEAD, usual=usual, least=least, foot=1.0)
    figure, axes = new_figure(1.0 + panels * (_HEAD + line * len(rows)), panels, 2, sharex=True, sharey=True)
    for ax, term in zip(axes.flat, terms, strict=False):
        found = [table.loc[table["term"].eq(term) & owner.eq(row), "position"] for row in rows]
        _draw_rows(ax, found, [look[group].colour for group in rows.values()], grouped=grouped)
        ax.set_title(shortened(named(term, names), 6.3 * POINTS, 8.5))
        _name_rows(ax, [named(row, names) for row in rows])
    for ax in axes.flat[len(terms) :]:
        ax.set_axis_off()
    _explain(figure, min(axes.size, len(terms)), len(terms), grouped=grouped)
    return figure


def _name_rows(ax: Axes, rows: list[str]) -> None:
    ax.set_yticks(range(len(rows)), short_names(rows, 3.2 * POINTS, 7), fontsize=7)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 1.07)
    ax.set_xticks([0, 0.5, 1], [word(place) for place in ("start", "middle", "end")])
    ax.tick_params(axis="y", length=0)


def _explain(figure: Figure, shown: int, terms: int, *, grouped: bool) -> None:
    notes = [word("areas_and_strokes" if grouped else "strokes")]
    notes += [word("first_of_terms", shown=shown, all=terms)] if shown < terms else []
    figure.supxlabel(folded("\n".join(notes), (FULL - 0.8) * POINTS, SMALLEST), fontsize=SMALLEST)
    note("xray_groups" if grouped else "xray")


def _draw_rows(ax: Axes, found: list[pd.Series], colours: list[str], *, grouped: bool) -> None:
    shares = [np.histogram(at, _BINS, (0, 1))[0] / max(len(at), 1) for at in found]
    many = [grouped and len(at) >= _FEWEST for at in found]
    highest = max((own.max() for own, whole in zip(shares, many, strict=True) if whole), default=1.0)
    for y, (at, own, colour) in enumerate(zip(found, shares, colours, strict=True)):
        if many[y]:
            ax.hlines(y + 0.4, 0, 1, color=PALE, linewidth=0.6)
            edges = np.linspace(0, 1, _BINS + 1)
            area = ax.stairs(y + 0.4 - 0.8 * own / highest, edges, baseline=y + 0.4, fill=True, color=colour)
            tie(area, [tuple(at.index)])
        else:
            ax.hlines(y, 0, 1, color=PALE, linewidth=0.6)
            strokes = ax.vlines(at, y - 0.34, y + 0.34, color=colour, linewidth=0.8)
            tie(strokes, at.index)
        ax.annotate(f"{len(at)}", (1.015, y), va="center", fontsize=SMALLEST, color=GREY)
