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
    SMALLEST,
    fitting_size,
    legend_above,
    looks,
    new_figure,
    panel_title,
    short_names,
    text_width,
    tie,
)
from textmine.showing.draw.grids import grid_figure
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, is_english, named, note, word
from textmine.showing.style import GREY, PALE

_MOST_PANELS, _MOST_NOTES, _MOST_BODIES = 4, 45, 20
_LEAST = 0.31  # centimetres of a row
_TITLES = 2.5  # centimetres of the titles below a panel
_HEAD = 0.75  # of a panel's name
_LEAD = {"marker": "s", "color": ACCENT, "markersize": 4.6, "zorder": 3}
_BESIDE = {"marker": "o", "color": GREY, "markerfacecolor": "white", "markersize": 3.4, "markeredgewidth": 0.7}
# How each role is drawn, in the order of the legend; the three kinds of lead where the table tells them apart.
_ROLES = {
    "lead": _LEAD,
    "sole_lead": _LEAD,
    "first_lead": _LEAD | {"marker": "^", "markersize": 5},
    "further_lead": _LEAD | {"markerfacecolor": "#b9c7d6", "markersize": 4.4},
    "support": _BESIDE,
    "responsible": _BESIDE | {"marker": "D", "markersize": 3.2},
}


@styled
def draw_duties(
    table: pd.DataFrame,
    *,
    names: Mapping[str, Text] | None = None,
    levels: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure | None:
    """Matrix of bodies and notes on responsibility, one panel a document: who leads what, who is named beside.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `covers` (what the note is about), `body`, `role` (lead, or sole_lead, first_lead and further_lead where they
        are told apart; support; responsible), and if it is known `item` (short title of what the note is about; else its number is
        shown). Bodies are drawn in the order in which they first occur in the table, notes in the order of the outline.
    names : mapping of str to (str, str), optional
        English and Chinese name of documents, groups, bodies and items (of these the gloss alone is shown in English).
    levels : mapping of str to str
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
        return _grid(table, names, levels or dict.fromkeys(notes.index, word("all_documents")), colours)
    return _matrices(table, names)


def _matrices(table: pd.DataFrame, names: Mapping[str, Text] | None) -> Figure:
    groups = table.groupby("document_id", sort=False)
    columns = [_columns(own, names) for _, own in groups]
    below = [max(text_width(title, SMALLEST) for title in own.values()) / POINTS + 0.15 for own in columns]
    heights = [own["body"].nunique() for _, own in groups]
    # As many bodies in each language: room is kept for the longest titles that there may be, then taken as it is needed.
    most = _TITLES if "item" in table else max(below)
    fixed = 1.4 + (most + 0.15 + _HEAD) * len(heights)
    line = min(0.38, max((HIGHEST - fixed) / sum(heights), _LEAST))
    share = min(1.0, (HIGHEST - fixed) / (line * sum(heights)))
    kept = [max(1, int(share * n + 1e-6)) for n in heights]
    figure, axes = new_figure(1.4 + sum(below) + _HEAD * len(kept) + line * sum(kept), len(kept), 1, height_ratios=kept)
    for ax, n, own_columns, (document, own) in zip(axes.flat, kept, columns, groups, strict=True):
        bodies = list(dict.fromkeys(own["body"]))
        _matrix(ax, own[own["body"].isin(bodies[:n])], bodies[:n], own_columns, names, fitting_size(line, 7))
        name = named(document, names)
        title = name if n == len(bodies) else word("bodies_of", document=name, shown=n, all=len(bodies))
        panel_title(ax, title, 14 * POINTS)
    note("duties_rows")
    _explain(axes.flat[0], table, cut=kept != heights)
    legend_above(figure, handle=1.0, columnspacing=1.4)
    return figure


def _columns(own: pd.DataFrame, names: Mapping[str, Text] | None) -> dict[str, str]:
    """What stands below the column of each note, in the order of the outline."""
    own = own.assign(item=own.get("item", "")).fillna({"item": ""})
    ordered = own.drop_duplicates("covers").sort_values("covers", key=_outline_order, kind="stable")
    titles = {}
    for covers, item in zip(ordered["covers"], ordered["item"], strict=True):
        called = named(item, names)
        gloss = called.removeprefix(item).strip() if is_english() else ""
        titles[covers] = gloss or called or covers.rpartition("/")[2]
    return dict(zip(titles, short_names(titles.values(), _TITLES * POINTS, SMALLEST), strict=True))


def _matrix(
    ax: Axes,
    own: pd.DataFrame,
    bodies: list[str],
    columns: Mapping[str, str],
    names: Mapping[str, Text] | None,
    size: float,
) -> None:
    x, y = own["covers"].map(list(columns).index).to_numpy(), own["body"].map(bodies.index).to_numpy()
    for role, look in _ROLES.items():
        of_role = own["role"].eq(role).to_numpy()
        if of_role.any():
            (marks,) = ax.plot(x[of_role], y[of_role], linestyle="none", **look)
            tie(marks, own[ROWS][of_role], role.replace("_", ""))
    called = short_names([named(body, names) for body in bodies], 5.4 * POINTS, size)
    ax.set_yticks(range(len(bodies)), called, fontsize=size)
    ax.set_xticks(range(len(columns)), columns.values(), rotation=90, fontsize=SMALLEST)
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_ylim(len(bodies) - 0.4, -0.6)
    ax.grid(color=PALE, linewidth=0.4)
    ax.tick_params(length=0)


def _explain(ax: Axes, table: pd.DataFrame, *, cut: bool) -> None:
    for role, look in _ROLES.items():
        if table["role"].eq(role).any():
            ax.plot([], [], linestyle="none", label=named(role, None), **look)
    note("roles" if table["role"].str.contains("_").any() else "roles_plain")
    if cut:
        note("bodies_cut")


def _grid(
    table: pd.DataFrame,
    names: Mapping[str, Text] | None,
    levels: Mapping[str, str],
    colours: Mapping[str, str] | None,
) -> Figure | None:
    """Shares of each group's documents in which each body leads; is named, where no note says who leads."""
    table = table.assign(group=table["document_id"].map(levels)).dropna(subset="group")
    if table.empty:
        return None
    sizes = table.groupby("group", sort=False)["document_id"].nunique()
    leads = table["role"].str.endswith("lead")
    pairs = (table[leads] if leads.any() else table).drop_duplicates(["document_id", "body"])
    ranked = pairs["body"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    columns = {
        group: f"{named(group, names)} ({sizes[group]})" for group in looks(levels.values(), colours) if group in sizes
    }
    numbers = pairs.groupby(["body", "group"]).size()
    every = pd.MultiIndex.from_product([ranked[:_MOST_BODIES], columns], names=["row", "column"])
    cells = numbers.reindex(every, fill_value=0).rename("n").reset_index()
    shown = table[leads] if leads.any() else table
    tied = shown.groupby(["body", "group"])[ROWS].agg(tuple)
    cells[ROWS] = tied.reindex(every).to_numpy()
    cells["share"] = cells["n"] / cells["column"].map(sizes)
    most = {"shown": _MOST_BODIES, "all": len(ranked)}
    note("duties_lead" if leads.any() else "duties_named")
    return grid_figure(
        cells,
        rows={body: (named(body, names),) * 2 for body in ranked[:_MOST_BODIES]},
        columns={group: (name,) * 2 for group, name in columns.items()},
        count="n",
        shade="share",
        shade_label=word("share_with_lead" if leads.any() else "share_with_body")
        + (word("some_bodies", **most) if len(ranked) > _MOST_BODIES else ""),
    )


def _outline_order(ids: pd.Series) -> pd.Series:
    """Segment ids as tuples that sort as the outline does."""
    steps = ids.str.rpartition("/")[2].str.split(".")
    return steps.map(lambda parts: tuple(int(part) if part.isdecimal() else 1000 for part in parts))
