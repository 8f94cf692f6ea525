"""Tables of duties -> figures of who leads what."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.showing.draw.canvas import (
    ACCENT,
    HIGHEST,
    POINTS,
    ROWS,
    fitting_size,
    label,
    looks,
    new_figure,
    panel_title,
    short_names,
    styled,
    tie,
)
from textmine.showing.draw.grids import draw_grid
from textmine.showing.figures import GREY, PALE

_MOST_PANELS, _MOST_NOTES, _MOST_BODIES = 4, 45, 20
_LEAST = 0.28  # centimetres of a row


@styled
def draw_duties(
    table: pd.DataFrame,
    *,
    glossary: Mapping[str, str] | None = None,
    levels: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure | None:
    """Matrix of bodies and notes on responsibility, one panel a document: who leads what, who is named beside.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `covers` (what the note is about), `body`, `role` (lead | support | responsible). Bodies are drawn in
        the order in which they first occur in the table, notes in the order of the outline.
    glossary : mapping of str to str, optional
    levels : mapping of str to str, optional
        Group of each document. Where more than four documents have notes, or one has more than 45, a grid of bodies and groups
        is drawn: in how many of a group's documents with notes a body leads; the 20 bodies that lead in most documents.
    colours : mapping of str to str, optional
        Colour of each group, in order from the left.
    """
    table = table.dropna(subset=["body", "covers"])
    notes = table.groupby("document_id", sort=False)["covers"].nunique()
    if notes.empty:
        return None
    if len(notes) > _MOST_PANELS or notes.max() > _MOST_NOTES:
        return _grid(table, glossary, levels or dict.fromkeys(notes.index, "all documents"), colours)
    return _matrices(table, glossary)


def _matrices(table: pd.DataFrame, glossary: Mapping[str, str] | None) -> Figure:
    groups = table.groupby("document_id", sort=False)
    heights = [own["body"].nunique() for _, own in groups]
    free = HIGHEST - 1.2 - 1.5 * len(heights)
    line = min(0.38, max(free / sum(heights), _LEAST))
    share = min(1.0, free / (line * sum(heights)))
    kept = [max(1, int(share * n + 1e-6)) for n in heights]
    figure, axes = new_figure(1.2 + sum(1.5 + line * n for n in kept), len(kept), 1, height_ratios=kept)
    for ax, n, (document, own) in zip(axes.flat, kept, groups, strict=True):
        bodies = list(dict.fromkeys(own["body"]))
        _matrix(ax, own[own["body"].isin(bodies[:n])], bodies[:n], glossary, fitting_size(line, 6.6))
        panel_title(ax, document if n == len(bodies) else f"{document}: {n} of {len(bodies)} bodies", 14 * POINTS)
    return figure


def _matrix(ax: Axes, own: pd.DataFrame, bodies: list[str], glossary: Mapping[str, str] | None, size: float) -> None:
    notes = list(dict.fromkeys(own["covers"].sort_values(key=_outline_order)))
    x, y = own["covers"].map(notes.index).to_numpy(), own["body"].map(bodies.index).to_numpy()
    leads = own["role"].eq("lead").to_numpy()
    (named,) = ax.plot(
        x[~leads], y[~leads], "o", color=GREY, markerfacecolor="white", markersize=3.4, markeredgewidth=0.7
    )
    (leading,) = ax.plot(x[leads], y[leads], "s", color=ACCENT, markersize=4.6)
    tie(named, own[ROWS][~leads], "named")
    tie(leading, own[ROWS][leads])
    names = short_names([label(body, glossary) for body in bodies], 6 * POINTS, size)
    ax.set_yticks(range(len(bodies)), names, fontsize=size)
    ax.set_xticks(range(len(notes)), [note.rpartition("/")[2] for note in notes], rotation=90, fontsize=6)
    ax.set_xlim(-0.6, len(notes) - 0.4)
    ax.set_ylim(len(bodies) - 0.4, -0.6)
    ax.grid(color=PALE, linewidth=0.4)
    ax.tick_params(length=0)


def _grid(
    table: pd.DataFrame,
    glossary: Mapping[str, str] | None,
    levels: Mapping[str, str],
    colours: Mapping[str, str] | None,
) -> Figure | None:
    """Shares of each group's documents in which each body leads; is named, where no note says who leads."""
    table = table.assign(group=table["document_id"].map(levels)).dropna(subset="group")
    if table.empty:
        return None
    sizes = table.groupby("group", sort=False)["document_id"].nunique()
    leads = table["role"].eq("lead")
    pairs = (table[leads] if leads.any() else table).drop_duplicates(["document_id", "body"])
    ranked = pairs["body"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    columns = {group: f"{group} ({sizes[group]})" for group in looks(levels.values(), colours) if group in sizes}
    numbers = pairs.groupby(["body", "group"]).size()
    every = pd.MultiIndex.from_product([ranked[:_MOST_BODIES], columns], names=["row", "column"])
    cells = numbers.reindex(every, fill_value=0).rename("n").reset_index()
    shown = table[leads] if leads.any() else table
    tied = shown.groupby(["body", "group"])[ROWS].agg(tuple)
    cells[ROWS] = tied.reindex(every).to_numpy()
    cells["share"] = cells["n"] / cells["column"].map(sizes)
    what = "in which the body leads" if leads.any() else "that name the body"
    some = f"; {_MOST_BODIES} of {len(ranked)} bodies" if len(ranked) > _MOST_BODIES else ""
    return draw_grid(
        cells,
        rows={body: label(body, glossary) for body in ranked[:_MOST_BODIES]},
        columns=columns,
        count="n",
        shade="share",
        shade_label=f"share of the group's documents with notes {what}{some}",
    )


def _outline_order(ids: pd.Series) -> pd.Series:
    """Segment ids as tuples that sort as the outline does."""
    steps = ids.str.rpartition("/")[2].str.split(".")
    return steps.map(lambda parts: tuple(int(part) if part.isdecimal() else 1000 for part in parts))
