"""Tables of commitments -> figures of targets and duties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from textmine.showing.figures import ACCENT, GREY, PALE, label, look_of, new_figure, styled


@styled
def draw_targets(
    table: pd.DataFrame, *, levels: Mapping[str, str], xlabel: str, colours: Mapping[str, str] | None = None
) -> Figure:
    """One row a document: its targets as marks with their years, its baseline hollow, an arrow from one to the other.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `year` (may be missing), `value`, `operator`, `kind` (target | baseline).
    levels : mapping of str to str
        Level of each document to be drawn, in order from above; one without a row is drawn as stating none.
    xlabel : str
    colours : mapping of str to str, optional
        Colour of each level, in order.
    """
    figure, axes = new_figure(1.4 + 0.75 * len(levels))
    ax = axes[0, 0]
    for y, (document, level) in enumerate(levels.items()):
        own = table[table["document_id"] == document].sort_values("value", kind="stable")
        colour, marker = look_of(level, colours)
        ax.plot(own["value"], np.full(len(own), y), color=colour, linewidth=1.0, linestyle=":" if len(own) else "none")
        for place, row in enumerate(own.itertuples()):
            hollow = row.kind == "baseline"
            ax.plot(row.value, y, marker, color=colour, markerfacecolor="white" if hollow else colour, markersize=6)
            year = "" if pd.isna(row.year) else f"{row.year:.0f}: "
            text = f"{year}{row.operator} {row.value:g} %" + (" (baseline)" if hollow else "")
            # The first of several stands left of its mark, the last right, any between above.
            first, last = place == 0 < len(own) - 1, place == len(own) - 1
            offset, align = ((-7, 0), "right") if first else ((7, 0), "left") if last else ((0, 9), "center")
            ax.annotate(text, (row.value, y), offset, textcoords="offset points", ha=align, va="center", fontsize=7)
        if own.empty:
            ax.annotate("states none", (0, y), (4, 0), textcoords="offset points", va="center", fontsize=7, color=GREY)
    ax.set_yticks(range(len(levels)), list(levels))
    ax.set_ylim(len(levels) - 0.5, -0.7)
    highest = table["value"].max()
    ax.set_xlim(0, highest * 1.25 if highest > 0 else 1)
    ax.set_xlabel(xlabel)
    ax.tick_params(axis="y", length=0)
    return figure


@styled
def draw_duties(table: pd.DataFrame, *, glossary: Mapping[str, str] | None = None) -> Figure:
    """Matrix of bodies and notes on responsibility, one panel a document: who leads what, who is named beside.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `covers` (what the note is about), `body`, `role` (lead | support | responsible). Bodies are drawn in
        the order in which they first occur in the table, notes in the order of `covers` as they first occur.
    glossary : mapping of str to str, optional
    """
    groups = table.groupby("document_id", sort=False)
    heights = [own["body"].nunique() for _, own in groups]
    figure, axes = new_figure(1.2 + sum(1.5 + 0.38 * n for n in heights), len(heights), 1, height_ratios=heights)
    for ax, (document, own) in zip(axes.flat, groups, strict=True):
        names, notes = (
            list(dict.fromkeys(own["body"])),
            list(dict.fromkeys(own["covers"].sort_values(key=_outline_order))),
        )
        x, y = own["covers"].map(notes.index).to_numpy(), own["body"].map(names.index).to_numpy()
        leads = own["role"].eq("lead").to_numpy()
        ax.plot(x[~leads], y[~leads], "o", color=GREY, markerfacecolor="white", markersize=3.4, markeredgewidth=0.7)
        ax.plot(x[leads], y[leads], "s", color=ACCENT, markersize=4.6)
        ax.set_yticks(range(len(names)), [label(name, glossary) for name in names], fontsize=6.6)
        ax.set_xticks(range(len(notes)), [note.rpartition("/")[2] for note in notes], rotation=90, fontsize=6)
        ax.set_xlim(-0.6, len(notes) - 0.4)
        ax.set_ylim(len(names) - 0.4, -0.6)
        ax.grid(color=PALE, linewidth=0.4)
        ax.set_title(document)
        ax.tick_params(length=0)
    return figure


def _outline_order(ids: pd.Series) -> pd.Series:
    """Segment ids as tuples that sort as the outline does."""
    steps = ids.str.rpartition("/")[2].str.split(".")
    return steps.map(lambda parts: tuple(int(part) if part.isdecimal() else 1000 for part in parts))
