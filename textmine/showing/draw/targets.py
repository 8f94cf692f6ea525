"""Tables of targets -> figures."""

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
    Look,
    folded,
    looks,
    new_figure,
    short_names,
    spread,
    text_width,
    tie,
)
from textmine.showing.draw.strips import draw_strip, group_rows
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, is_english, named, note, said, value, word
from textmine.showing.style import GREY, INK, PALE

_LEFT, _RIGHT, _TOP, _BOTTOM = 1.3, 5.2, 1.0, 0.9  # centimetres beside the axes; documents are named at the right
_HEIGHT = 5.6  # of the axes
_LINE = 0.42  # of a document's name
# Where a label may stand from its mark, in points, best first.
_BESIDE = (
    (6.0, 0.0, "left"), (-6.0, 0.0, "right"), (0.0, 9.5, "center"), (0.0, -9.5, "center"), (4.0, -9.5, "left"), (4.0, 9.5, "left"),
    (-4.0, 9.5, "right"), (-4.0, -9.5, "right"),
)  # fmt: skip


@styled
def draw_targets(
    table: pd.DataFrame,
    *,
    levels: Mapping[str, str],
    xlabel: Text,
    names: Mapping[str, Text] | None = None,
    colours: Mapping[str, str] | None = None,
    percent: bool = True,
) -> Figure | None:
    """Values over years: each document's targets as marks, its baseline hollow, a dotted line from one to the other.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `year` (may be missing), `value`, `operator`, `kind` (target | baseline).
    levels : mapping of str to str
        Group of each document to be drawn, in order; one without a value is named as stating none. Of more than eight the groups
        are drawn: a point for the latest target of each document, their median a stroke, and how many documents state one.
    xlabel : str or (str, str)
        Name of the values.
    names : mapping of str to (str, str), optional
        English and Chinese name of documents and groups.
    colours : mapping of str to str, optional
        Colour of each group, in order from above.
    percent : bool
        Whether values are percentages, which the labels of marks, or those of the axis, say.
    """
    table = table[table["document_id"].isin(list(levels)) & np.isfinite(table["value"].astype(float))]
    look = looks(levels.values(), colours)
    if len(levels) > MOST_SHOWN:
        return _groups(table[table["kind"].ne("baseline")], levels, look, names, said(xlabel), percent=percent)
    figure = Figure(figsize=(FULL / 2.54, (_TOP + _HEIGHT + _BOTTOM) / 2.54))
    width, height = FULL, _TOP + _HEIGHT + _BOTTOM
    box = (_LEFT / width, _BOTTOM / height, (width - _LEFT - _RIGHT) / width, _HEIGHT / height)
    ax = figure.add_axes(box)
    figure.text(0.2 / width, 1 - 0.2 / height, folded(said(xlabel), 16 * POINTS, 8), va="top", fontsize=8)
    places = _scale(ax, table)
    _documents(ax, table.assign(x=places), levels, look, names, " %" if percent else "")
    return figure


def _groups(
    table: pd.DataFrame,
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    names: Mapping[str, Text] | None,
    xlabel: str,
    *,
    percent: bool,
) -> Figure:
    figure, axes = new_figure(1.5 + 0.95 * len(look))
    order = table.sort_values(["year", "value"], na_position="first", kind="stable")
    latest = order.drop_duplicates("document_id", keep="last").set_index("document_id")
    latest, rows = latest["value"], latest[ROWS]
    longest, numbers = pd.Series(levels)[latest.index].value_counts().max(), []
    for y, (group, (colour, _)) in enumerate(look.items()):
        members = [document for document, level in levels.items() if level == group]
        own = latest.reindex(members).dropna()
        draw_strip(axes[0, 0], y, own, colour, longest=longest, rows=list(rows[own.index]))
        numbers.append(word("state_one", n=len(own), all=len(members)))
    ax = axes[0, 0]
    group_rows(ax, {named(group, names): own for group, own in look.items()}, numbers, room=4.5)
    ends = (latest.min(), latest.max()) if len(latest) else (0, 0)
    ax.set_xlim(min(0, 1.25 * ends[0]), 1.25 * ends[1] if ends[1] > 0 else 1)
    if latest.empty:
        ax.set_xticks([])
    elif percent:
        ax.xaxis.set_major_formatter(lambda x, _: f"{x:g} %")
    ax.set_xlabel(folded(xlabel, 14 * POINTS, 8))
    note("targets_groups")
    note("points_documents")
    return figure


def _scale(ax: Axes, table: pd.DataFrame) -> pd.Series:
    """Set both scales; return where on the axis of years each row stands, those without a year left of the others."""
    years = table["year"].astype(float)
    first, last = (years.min(), years.max()) if years.notna().any() else (0.0, 0.0)
    pad = max(0.12 * (last - first), 0.6)
    shown = sorted(set(years.dropna()))
    step = -(-len(shown) // 8) or 1
    ticks = {year: f"{year:.0f}" for year in shown[::step]}
    if years.isna().any():
        ticks = {first - 2 * pad: word("no_year"), **ticks}
        note("targets_no_year")
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.set_xlim((first - 3 * pad) if years.isna().any() else first - pad, last + pad)
    ends = (table["value"].min(), table["value"].max()) if len(table) else (0, 0)
    ax.set_ylim(min(0, 1.15 * ends[0]), 1.15 * ends[1] if ends[1] > 0 else 1)
    if table.empty:
        ax.set_xticks([])
        ax.set_yticks([])
    return years.fillna(first - 2 * pad)


def _documents(
    ax: Axes,
    table: pd.DataFrame,
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    names: Mapping[str, Text] | None,
    unit: str,
) -> None:
    stated = [document for document in levels if table["document_id"].eq(document).any()]
    alike = {group: [key for key in stated if levels[key] == group] for group in look}
    taken: list[tuple[float, float, float, float]] = []
    ends = {}
    for document in stated:
        own = table[table["document_id"] == document].sort_values(["x", "value"], kind="stable")
        colour, marks = look[levels[document]]
        marker = marks[alike[levels[document]].index(document) % len(marks)]
        ax.plot(own["x"], own["value"], color=colour, linewidth=1.0, linestyle=":")
        ends_of_lines = zip(
            own[["x", "value"]].to_numpy(dtype=float), own[["x", "value"]].to_numpy(dtype=float)[1:], strict=False
        )
        for start, end in ends_of_lines:
            taken += _along(_points(ax, *start), _points(ax, *end))
        for row in own.itertuples():
            face = "white" if row.kind == "baseline" else colour
            (mark,) = ax.plot(row.x, row.value, marker, color=colour, markerfacecolor=face, markersize=6, zorder=3)
            tie(mark, [getattr(row, ROWS)])
            x, y = _points(ax, row.x, row.value)
            taken.append((x - 4, y - 4, x + 4, y + 4))
        ends[document] = own[["x", "value"]].iloc[-1]
    for row in table.sort_values(["x", "value"], kind="stable").itertuples():
        _label(ax, row, unit, taken)
    if len(table):
        note("targets_marks")
    _name(ax, ends, [key for key in levels if key not in stated], levels, look, names)


def _points(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """A place on the axes in points from their lower left corner."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    wide, tall = (FULL - _LEFT - _RIGHT) * POINTS, _HEIGHT * POINTS
    return (x - left) / (right - left) * wide, (y - low) / (high - low) * tall


def _along(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    """Small boxes along a line, which labels keep clear of."""
    steps = np.linspace(start, end, max(int(np.hypot(*np.subtract(end, start)) // 6), 2))
    return [(x - 1, y - 1, x + 1, y + 1) for x, y in steps]


def _label(ax: Axes, row: tuple, unit: str, taken: list[tuple[float, float, float, float]]) -> None:
    """Write the value beside its mark, above or below, where it meets nothing that stands there; else nowhere."""
    operator = "" if pd.isna(row.operator) or not row.operator else f"{_called(str(row.operator))} "
    text = f"{row.value:g}{unit}"
    text = word("baseline_value", text=text) if row.kind == "baseline" else f"{operator}{text}"
    wide, (x, y) = text_width(text, SMALLEST), _points(ax, row.x, row.value)
    room = (FULL - _LEFT - _RIGHT) * POINTS
    for dx, dy, align in _BESIDE:
        left = x + dx - {"left": 0, "right": wide, "center": wide / 2}[align]
        box = (left, y + dy - 4.5, left + wide, y + dy + 4.5)
        inside = left >= 2 and box[2] <= room and box[1] >= 0 and box[3] <= _HEIGHT * POINTS
        if inside and not any(a < box[2] and box[0] < c and b < box[3] and box[1] < d for a, b, c, d in taken):
            ax.annotate(
                text, (row.x, row.value), (dx, dy), textcoords="offset points", ha=align, va="center", fontsize=SMALLEST
            )
            taken.append(box)
            return


def _called(operator: str) -> str:
    """An operator in the language that is drawn; of two joined ones (达到…以上) both."""
    if value(operator) != operator or not is_english():
        return value(operator)
    glosses = [value(part).removesuffix(part).strip() for part in operator.split("…")]
    return f"{' … '.join(glosses)} {operator}" if all(glosses) else operator


def _name(
    ax: Axes,
    ends: Mapping[str, pd.Series],
    none: list[str],
    levels: Mapping[str, str],
    look: Mapping[str, Look],
    names: Mapping[str, Text] | None,
) -> None:
    """Names of documents right of the axes, with a line to the last value of each; those that state none below."""
    called = short_names([named(key, names) for key in [*ends, *none]], (_RIGHT - 1.0) * POINTS, 7.5)
    called = dict(zip([*ends, *none], called, strict=True))
    order = sorted(ends, key=lambda key: (float(ends[key]["value"]), key))
    wanted = [_points(ax, *ends[key])[1] / POINTS for key in order]
    places = spread(wanted, _LINE, 0.2 + _LINE * (len(none) + 1 if none else 0), _HEIGHT - 0.1) if order else []
    across = ax.get_xaxis_transform()
    edge = ax.get_xlim()[1]
    span = (ax.get_xlim()[1] - ax.get_xlim()[0]) / (FULL - _LEFT - _RIGHT)
    low, high = ax.get_ylim()
    for key, place in zip(order, places, strict=True):
        y, colour = low + (high - low) * place / _HEIGHT, look[levels[key]].colour
        x = [float(ends[key]["x"]), edge, edge + 0.35 * span]
        ax.plot(x, [float(ends[key]["value"])] * 2 + [y], color=PALE, linewidth=0.6, clip_on=False, zorder=0)
        ax.text(edge + 0.45 * span, y, called[key], va="center", fontsize=7.5, color=colour)
    for i, key in enumerate(none):
        place = (0.1 + _LINE * (len(none) - 1 - i)) / _HEIGHT
        ax.text(edge + 0.45 * span, place, called[key], transform=across, va="center", fontsize=7.5, color=GREY)
    if none:
        ax.text(
            edge + 0.45 * span,
            (0.1 + _LINE * len(none)) / _HEIGHT,
            word("states_none"),
            transform=across,
            va="center",
            fontsize=SMALLEST,
            color=INK,
        )
        note("targets_none", documents=", ".join(named(key, names) for key in none))
