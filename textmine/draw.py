"""A table -> Axes: one function a kind of figure. No statistics, no saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine.figures import GREY, INK, LEVEL_COLOURS, LEVEL_MARKERS, PALE, WIDTH, new_figure, plotted, style

_FILLS = (
    ("#16324f", ""),
    ("#8fa6bb", ""),
    ("#e9c9a8", ""),
    ("#ffffff", "////"),
    ("#c9d6d3", "...."),
    ("#b0b0b0", "xxxx"),
)


def _styled(draw: Callable) -> Callable:
    """Draw in the project's style and from the rounded table that is saved."""

    @wraps(draw)
    def styled(table: pd.DataFrame, *args, **options):
        with style():
            return draw(plotted(table), *args, **options)

    return styled


def label(term: str, glossary: Mapping[str, str] | None) -> str:
    """The term, with its English name where the glossary has one."""
    return f"{term} {glossary[term]}" if glossary and term in glossary else term


@_styled
def draw_composition(table: pd.DataFrame, *, parts: Mapping[str, str]) -> Figure:
    """Stacked bars: what each document is made of.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `part`, `characters`: one row a document and part, documents in the order they are to be drawn.
    parts : mapping of str to str
        Parts in the order of stacking, with the name the legend gives them.
    """
    documents = list(dict.fromkeys(table["document_id"]))
    figure, axes = new_figure(1.8 + 0.85 * len(documents))
    ax = axes[0, 0]
    left = np.zeros(len(documents))
    for (part, name), (colour, hatch) in zip(parts.items(), _FILLS, strict=False):
        own = table[table["part"] == part].set_index("document_id")["characters"]
        width = own.reindex(documents, fill_value=0).to_numpy()
        ax.barh(
            documents,
            width,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor=INK,
            linewidth=0.5,
            height=0.62,
            label=name,
        )
        left += width
    for y, total in enumerate(left):
        ax.text(total + 0.008 * left.max(), y, f"{total:,.0f}", va="center", fontsize=7.5)
    ax.invert_yaxis()
    ax.set_xlim(0, left.max() * 1.08)
    ax.set_xlabel("characters of policy text")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=len(parts), handlelength=1.2, columnspacing=1.2)
    return figure


@_styled
def draw_outlines(table: pd.DataFrame) -> Figure:
    """One strip a document, cut where its level-1 sections begin, each section as wide as its share of the text.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `heading`, `share` (of the document's characters), in the order of the text. A heading is printed
        where it fits, else its numeral.
    """
    documents = list(dict.fromkeys(table["document_id"]))
    figure, axes = new_figure(1.2 + 1.0 * len(documents))
    ax = axes[0, 0]
    for y, document in enumerate(documents):
        left = 0.0
        for i, row in enumerate(table[table["document_id"] == document].itertuples()):
            ax.barh(
                y, row.share, left=left, height=0.66, color=("#eef1f4", "#d3dce4")[i % 2], edgecolor=INK, linewidth=0.5
            )
            ax.text(left + row.share / 2, y, _fitting(row.heading, row.share), ha="center", va="center", fontsize=6.5)
            left += row.share
    ax.set_yticks(range(len(documents)), documents)
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
    ax.set_xlabel("share of the document's characters")
    ax.tick_params(axis="y", length=0)
    return figure


def _fitting(heading: str, share: float) -> str:
    """What fits of a heading into its part of the strip: all of it on up to two lines, else its numeral, else nothing."""
    width = int(share * 0.84 * WIDTH * 72 / 6.8)  # characters of 6.5 pt on the part of the figure that the axes take
    if heading.isascii():
        return heading if len(heading) <= 2 * width else ""
    if len(heading) <= 2 * width:
        half = len(heading) if len(heading) <= width else -(-len(heading) // 2)
        return "\n".join(heading[i : i + half] for i in range(0, len(heading), half))
    return heading.split("、")[0] if width else ""


@_styled
def draw_distinctive_terms(
    table: pd.DataFrame, *, by: str, value: str, glossary: Mapping[str, str] | None = None, xlabel: str = ""
) -> Figure:
    """Small multiples of dots: the terms that stand out in each group, most first.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `value`, `count`; in the order to be drawn.
    by, value : str
        Columns of the group and of the position.
    glossary : mapping of str to str, optional
    xlabel : str
    """
    groups = list(dict.fromkeys(table[by]))
    columns = 2 if len(groups) > 3 else len(groups)
    rows = -(-len(groups) // columns)
    deepest = table.groupby(by, observed=True).size().max()
    figure, axes = new_figure(rows * (1.3 + 0.40 * deepest), rows, columns, sharex=True)
    for ax, name in zip(axes.flat, groups, strict=False):
        own = table[table[by] == name].reset_index(drop=True)
        _dots(ax, own[value], own["count"], [label(term, glossary) for term in own["term"]])
        ax.set_title(name)
        ax.set_ylim(deepest - 0.4, -0.6)
    for ax in axes.flat[len(groups) :]:
        ax.set_axis_off()
    axes.flat[0].set_xlim(0, table[value].max() * 1.18)
    for ax in axes.flat[max(len(groups) - columns, 0) : len(groups)]:
        ax.tick_params(labelbottom=True)
    figure.supxlabel(xlabel, fontsize=8)
    return figure


def _dots(ax: Axes, values: pd.Series, counts: pd.Series, labels: list[str]) -> None:
    y = np.arange(len(values))
    ax.hlines(y, 0, values, color=PALE, linewidth=1.2)
    ax.plot(values, y, "o", color=LEVEL_COLOURS["national"], markersize=3.6)
    for position, x, count in zip(y, values, counts, strict=True):
        ax.annotate(
            f"{count}", (x, position), (5, 0), textcoords="offset points", va="center", fontsize=6.6, color=GREY
        )
    ax.set_yticks(y, labels)
    ax.tick_params(axis="y", length=0)


@_styled
def draw_log_ratios(
    table: pd.DataFrame,
    *,
    by: str = "level",
    levels: Mapping[str, str] | None = None,
    glossary: Mapping[str, str] | None = None,
) -> Figure:
    """Forest plot of log ratios: dot, interval over resampled sections, and range with one document left out.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `count_target`, `count_reference`, `log_ratio`, `low`, `high`, `leave_out_low`, `leave_out_high`; in
        the order to be drawn. A row whose range with one document left out reaches 0 is drawn hollow.
    by : str
        Column of the group; one panel a group.
    levels : mapping of str to str, optional
        Level of each group, for colour and mark; else the groups are levels.
    glossary : mapping of str to str, optional
    """
    groups = table.groupby(by, sort=False, observed=True)
    heights = groups.size().to_numpy()
    figure, axes = new_figure(
        1.9 + 0.85 * len(heights) + 0.4 * heights.sum(), len(heights), 1, sharex=True, height_ratios=heights
    )
    for ax, (name, own) in zip(axes.flat, groups, strict=True):
        level = levels[name] if levels else name
        colour, marker = LEVEL_COLOURS.get(level, INK), LEVEL_MARKERS.get(level, "o")[0]
        y = np.arange(len(own))
        ax.hlines(y, own["leave_out_low"], own["leave_out_high"], color=PALE, linewidth=6)
        ax.hlines(y, own["low"], own["high"], color=colour, linewidth=1.0)
        sound = own["leave_out_low"].to_numpy() > 0
        ax.plot(own["log_ratio"], y, marker, color=colour, markerfacecolor="white", markersize=4.2)
        ax.plot(own["log_ratio"].to_numpy()[sound], y[sound], marker, color=colour, markersize=4.2)
        for position, a, b in zip(y, own["count_target"], own["count_reference"], strict=True):
            ax.annotate(
                f"{a} : {b}", (1, position), xycoords=("axes fraction", "data"), va="center", ha="right", color=GREY
            )
        ax.axvline(0, color=GREY, linewidth=0.6)
        ax.set_yticks(y, [label(term, glossary) for term in own["term"]])
        ax.set_ylim(len(own) - 0.4, -0.6)
        ax.set_title(name)
        ax.tick_params(axis="y", length=0)
    axes.flat[0].set_xlim(min(0, table["low"].min()) - 0.2, table["high"].max() * 1.12)
    figure.supxlabel("log ratio (1 = twice as frequent as in the other documents)", fontsize=8)
    return figure


@_styled
def draw_topic_terms(
    table: pd.DataFrame, *, titles: Mapping[int, str], glossary: Mapping[str, str] | None = None
) -> Figure:
    """Small multiples of bars: the terms of highest probability in each topic.

    Parameters
    ----------
    table : DataFrame
        `topic`, `rank`, `term`, `phi`.
    titles : mapping of int to str
        Title of each topic's panel.
    glossary : mapping of str to str, optional
    """
    topics = list(dict.fromkeys(table["topic"]))
    deepest, rows = table["rank"].max(), -(-len(topics) // 2)
    figure, axes = new_figure(rows * (1.0 + 0.37 * deepest), rows, 2, sharex=True)
    for ax, topic in zip(axes.flat, topics, strict=False):
        own = table[table["topic"] == topic]
        ax.barh(own["rank"], own["phi"], height=0.6, color="#8fa6bb", edgecolor=INK, linewidth=0.4)
        ax.set_yticks(own["rank"], [label(term, glossary) for term in own["term"]], fontsize=7)
        ax.set_ylim(deepest + 0.6, 0.4)
        ax.set_title(titles[topic])
        ax.tick_params(axis="y", length=0)
    for ax in axes.flat[len(topics) :]:
        ax.set_axis_off()
    figure.supxlabel("P(term | topic)", fontsize=8)
    return figure


@_styled
def draw_prevalence(
    table: pd.DataFrame,
    *,
    by: str,
    titles: Mapping[int, str],
    levels: Mapping[str, str],
    xlabel: str = "share of the prose tokens",
    unit: str = "%",
) -> Figure:
    """Dots with intervals: the share of each topic (theme, category) in each group.

    Parameters
    ----------
    table : DataFrame
        `by`, `topic`, `estimate`, `low`, `high`.
    by : str
        Column of the group (document or level).
    titles : mapping of int to str
        Name of each topic, in the order to be drawn from above.
    levels : mapping of str to str
        Level of each group, for colour and mark.
    xlabel : str
    unit : {"%", "‰"}
        In which shares are drawn.
    """
    groups = list(dict.fromkeys(table[by]))
    figure, axes = new_figure(1.8 + len(titles) * (0.35 + 0.23 * len(groups)))
    ax = axes[0, 0]
    step = 0.78 / len(groups)
    for i, group in enumerate(groups):
        own = table[table[by] == group].set_index("topic").loc[list(titles)]
        y = np.arange(len(own)) - 0.39 + step * (i + 0.5)
        level = levels[group]
        place = [other for other in groups if levels[other] == level].index(group)
        colour, marker = LEVEL_COLOURS[level], LEVEL_MARKERS[level][place % len(LEVEL_MARKERS[level])]
        ax.hlines(y, own["low"], own["high"], color=colour, linewidth=1.0)
        ax.plot(own["estimate"], y, marker, color=colour, markersize=4, label=group, linestyle="none")
    for y in np.arange(1, len(titles)) - 0.5:
        ax.axhline(y, color=PALE, linewidth=0.6)
    ax.set_yticks(range(len(titles)), list(titles.values()), linespacing=1.4)
    ax.set_ylim(len(titles) - 0.5, -0.5)
    ax.set_xlim(left=0)
    scale = {"%": 100, "‰": 1000}[unit]
    ax.xaxis.set_major_formatter(lambda x, _: f"{scale * x:g}" + (" %" if unit == "%" else ""))
    ax.set_xlabel(xlabel)
    ax.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=len(groups), handletextpad=0.2, columnspacing=1.2)
    return figure


@_styled
def draw_targets(table: pd.DataFrame, *, levels: Mapping[str, str], xlabel: str) -> Figure:
    """One row a document: its targets as marks with their years, its baseline hollow, an arrow from one to the other.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `year` (may be missing), `value`, `operator`, `kind` (target | baseline).
    levels : mapping of str to str
        Level of each document to be drawn, in order from above; one without a row is drawn as stating none.
    xlabel : str
    """
    figure, axes = new_figure(1.4 + 0.75 * len(levels))
    ax = axes[0, 0]
    for y, (document, level) in enumerate(levels.items()):
        own = table[table["document_id"] == document].sort_values("value", kind="stable")
        colour, marker = LEVEL_COLOURS[level], LEVEL_MARKERS[level][0]
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
    ax.set_xlim(0, table["value"].max() * 1.25)
    ax.set_xlabel(xlabel)
    ax.tick_params(axis="y", length=0)
    return figure


@_styled
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
        ax.plot(x[leads], y[leads], "s", color=LEVEL_COLOURS["national"], markersize=4.6)
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


@_styled
def draw_xray(table: pd.DataFrame, *, levels: Mapping[str, str], glossary: Mapping[str, str] | None = None) -> Figure:
    """Lexical x-ray: where along each document each term stands.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `term`, `position` (0 to 1); one row an occurrence. One panel a term, in order of first appearance.
    levels : mapping of str to str
        Documents to be drawn, in order from above, and their levels.
    glossary : mapping of str to str, optional
    """
    terms, documents = list(dict.fromkeys(table["term"])), list(levels)
    rows = -(-len(terms) // 2)
    figure, axes = new_figure(1.0 + rows * (0.9 + 0.36 * len(documents)), rows, 2, sharex=True, sharey=True)
    for ax, term in zip(axes.flat, terms, strict=False):
        own = table[table["term"] == term]
        for y, document in enumerate(documents):
            at = own.loc[own["document_id"] == document, "position"]
            ax.hlines(y, 0, 1, color=PALE, linewidth=0.6)
            ax.vlines(at, y - 0.34, y + 0.34, color=LEVEL_COLOURS[levels[document]], linewidth=0.8)
            ax.annotate(f"{len(at)}", (1.015, y), va="center", fontsize=6.6, color=GREY)
        ax.set_title(label(term, glossary))
        ax.set_yticks(range(len(documents)), documents, fontsize=7)
        ax.set_ylim(len(documents) - 0.5, -0.5)
        ax.set_xlim(0, 1.07)
        ax.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
        ax.tick_params(axis="y", length=0)
    for ax in axes.flat[len(terms) :]:
        ax.set_axis_off()
    return figure
