"""Tables of documents -> figures of what they are made of and where words stand in them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from textmine.showing.figures import FILLS, GREY, INK, PALE, WIDTH, label, look_of, new_figure, styled


@styled
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
    for (part, name), (colour, hatch) in zip(parts.items(), FILLS, strict=False):
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


@styled
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


@styled
def draw_xray(
    table: pd.DataFrame,
    *,
    levels: Mapping[str, str],
    glossary: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Figure:
    """Lexical x-ray: where along each document each term stands.

    Parameters
    ----------
    table : DataFrame
        `document_id`, `term`, `position` (0 to 1); one row an occurrence. One panel a term, in order of first appearance.
    levels : mapping of str to str
        Documents to be drawn, in order from above, and their levels.
    glossary : mapping of str to str, optional
    colours : mapping of str to str, optional
        Colour of each level, in order.
    """
    terms, documents = list(dict.fromkeys(table["term"])), list(levels)
    rows = -(-len(terms) // 2)
    figure, axes = new_figure(1.0 + rows * (0.9 + 0.36 * len(documents)), rows, 2, sharex=True, sharey=True)
    for ax, term in zip(axes.flat, terms, strict=False):
        own = table[table["term"] == term]
        for y, document in enumerate(documents):
            at = own.loc[own["document_id"] == document, "position"]
            ax.hlines(y, 0, 1, color=PALE, linewidth=0.6)
            ax.vlines(at, y - 0.34, y + 0.34, color=look_of(levels[document], colours)[0], linewidth=0.8)
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
