"""The first-level parts of documents -> strips, or how many parts the documents of each group have."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.corpus import MOST_SHOWN
from textmine.settings import FUNCTIONS
from textmine.showing.draw.canvas import (
    FULL,
    POINTS,
    SMALLEST,
    legend_above,
    looks,
    new_figure,
    short_names,
    text_width,
    tie,
)
from textmine.showing.draw.strips import draw_strip, group_rows
from textmine.showing.drawing import ROWS, styled
from textmine.showing.language import Text, is_english, named, note, word
from textmine.showing.style import INK

# What a part does: colour, hatch; a pale field where its heading does not say.
_FUNCTION_LOOKS = dict(
    zip(FUNCTIONS, (("#8fabc6", ""), ("#f2f5f7", ""), ("#ecc7a2", ""), ("#ffffff", "////")), strict=True)
)
_NO_FUNCTION = ("#ffffff", "....")
_CUT = 0.018  # of the axis: the hatched end of a source that is cut off


@styled
def draw_outlines(
    table: pd.DataFrame,
    *,
    levels: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, Text] | None = None,
    incomplete: Collection[str] = (),
) -> Figure | None:
    """One strip a document, cut where its level-1 sections begin, each section as wide as its share of the text.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `heading`, `share` (of the document's characters), in the order of the text, and if it is known `function`
        (what the part does: aims, actions, projects, safeguards, or empty), which colours it. A heading is printed where it fits,
        else its numeral.
    levels : mapping of str to str
        Group of each document. Of more than eight documents only the number of their sections is drawn: one row a group, a
        point a document, their median a stroke.
    colours : mapping of str to str, optional
        Colour of each group, in order from above.
    names : mapping of str to (str, str), optional
        English and Chinese name of documents, groups and headings (a heading without its numeral).
    incomplete : collection of str
        Documents whose source is cut off: the end of their strip is hatched.
    """
    documents = list(dict.fromkeys(table["document_id"]))
    if len(documents) > MOST_SHOWN:
        documents = table.groupby("document_id", sort=False)
        return _section_numbers(documents.size(), documents[ROWS].agg(tuple), levels, colours, names)
    figure, axes = new_figure(1.6 + 1.0 * len(documents))
    ax = axes[0, 0]
    called = short_names([named(document, names) for document in documents], 4.5 * POINTS, 7.5)
    room = FULL * POINTS - 11 - max(text_width(name, 7.5) for name in called)
    table = table if "function" in table else table.assign(function="")
    cut = {document: document in incomplete for document in documents}
    for y, (document, ends) in enumerate(cut.items()):
        own = table[table["document_id"] == document].dropna(subset="share")
        plain = not table["function"].ne("").any()
        _outline(ax, y, own, min(0.84 * FULL * POINTS, room), names, plain=plain, cut=ends)
    note("strips")
    _explain_parts(ax, table, any(cut.values()))
    ax.set_yticks(range(len(documents)), called)
    ax.invert_yaxis()
    ax.set_xlim(0, 1 + _CUT if any(cut.values()) else 1)
    ax.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
    ax.set_xlabel(word("share_of_characters"))
    ax.tick_params(axis="y", length=0)
    legend_above(figure, handle=1.2, columnspacing=1.2)
    return figure


def _explain_parts(ax: Axes, table: pd.DataFrame, cut: bool) -> None:
    """Entries of the legend: what parts do, and where a source is cut off."""
    known = [function for function in _FUNCTION_LOOKS if table["function"].eq(function).any()]
    for function in known:
        colour, hatch = _FUNCTION_LOOKS[function]
        ax.barh(0, 0, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.5, label=named(function, None))
    if known and (~table["function"].isin(known)).any():
        ax.barh(
            0, 0, color=_NO_FUNCTION[0], hatch=_NO_FUNCTION[1], edgecolor=INK, linewidth=0.5, label=word("other_part")
        )
    if cut:
        ax.barh(0, 0, hatch="xxxxx", color="white", edgecolor=INK, linewidth=0, label=word("cut_off"))
        note("cut_off")
    note("numerals")
    if known:
        note("parts_colour")


def _outline(
    ax: Axes, y: int, sections: pd.DataFrame, room: float, names: Mapping[str, Text] | None, *, plain: bool, cut: bool
) -> None:
    """The strip of a document on axes that are `room` points wide; `plain` where no part of any document has a function."""
    left = 0.0
    for i, row in enumerate(sections.itertuples()):
        colour, hatch = _FUNCTION_LOOKS.get(row.function, _NO_FUNCTION)
        colour, hatch = (("#eef1f4", "#d3dce4")[i % 2], "") if plain else (colour, hatch)
        bars = ax.barh(y, row.share, left=left, height=0.66, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.5)
        tie(bars[0], [getattr(row, ROWS)])
        text = _fitting(row.heading, row.share * room, names)
        behind = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"} if hatch and text else None
        ax.text(left + row.share / 2, y, text, ha="center", va="center", fontsize=SMALLEST, bbox=behind)
        left += row.share
    if cut:
        ax.barh(y, _CUT, left=left, height=0.66, color="white", hatch="xxxxx", edgecolor=INK, linewidth=0)


def _section_numbers(
    numbers: pd.Series,
    rows: pd.Series,
    levels: Mapping[str, str] | None,
    colours: Mapping[str, str] | None,
    names: Mapping[str, Text] | None,
) -> Figure | None:
    levels = levels or dict.fromkeys(numbers.index, word("all_documents"))
    level = pd.Series([levels.get(document) for document in numbers.index], index=numbers.index, dtype=object)
    groups = looks(level.dropna(), colours)
    if not groups:
        return None
    figure, axes = new_figure(1.5 + 0.95 * len(groups))
    ax = axes[0, 0]
    for y, (group, look) in enumerate(groups.items()):
        own, longest = level == group, level.value_counts().max()
        draw_strip(ax, y, numbers[own], look.colour, longest=longest, width=0.6, rows=list(rows[own]))
    called = {named(group, names): look for group, look in groups.items()}
    group_rows(ax, called, [word("n_is", n=(level == group).sum()) for group in groups])
    ax.set_xlim(0, numbers.max() + 1)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel(word("parts_of_first_level"))
    note("part_numbers")
    note("points_numbers")
    return figure


def _fitting(heading: object, room: float, names: Mapping[str, Text] | None) -> str:
    """What fits of a heading into `room` points: all of it on up to two lines, else its numeral, else nothing."""
    if pd.isna(heading) or heading in ("front", "annex"):
        text = "" if pd.isna(heading) else word(str(heading))
        return text if text_width(text, SMALLEST) < room - 4 else ""
    numeral, mark, rest = str(heading).partition("、")
    bare = rest or numeral
    lead = f"{numeral}{mark}" if rest else ""
    if is_english() and names and bare in names:
        gloss = named(bare, names).removeprefix(bare).strip()
        wanted = [f"{lead}{bare}\n{gloss}", f"{lead}{gloss}"]
    else:
        half = -(-len(heading) // 2)
        wanted = [str(heading), f"{heading[:half]}\n{heading[half:]}"]
    fitting = (text for text in wanted if text_width(text, SMALLEST) < room - 4)
    short = numeral if text_width(numeral, SMALLEST) < room - 2 and mark else ""
    return next(fitting, short)
