"""Drawn segments and codebooks -> the cells of a coding sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.coders.choices import choices, chosen
from textmine.measuring.coding import Codebook

CODING, CATEGORIES, EXAMPLES, GUIDELINE = "coding", "categories", "examples", "guideline"
UNIT_COLUMNS = ("segment_id", "headings", "text")
REMARK = "remark"
PLACES = 4  # cells a codebook; more categories go into one cell, with ; between them
_LONGEST = 30_000  # characters that a cell of Excel surely holds


@dataclass(frozen=True)
class Column:
    """One column of the coding sheet.

    Attributes
    ----------
    name : str
    codebook : str
        Whose categories it takes; empty for others.
    """

    name: str
    codebook: str = ""


def columns(codebooks: Collection[str], mains: Collection[str]) -> list[Column]:
    """Columns of the coding sheet: the segment, cells for each codebook, of some of them the first for a main category; a remark."""
    found = [Column(name) for name in UNIT_COLUMNS]
    for name in codebooks:
        first = f"{name}: main" if name in mains else f"{name}: 1"
        found += [Column(first, name), *(Column(f"{name}: {place}", name) for place in range(2, PLACES + 1))]
    return [*found, Column(REMARK)]


def coding_rows(
    segments: pd.DataFrame,
    codebooks: Mapping[str, Codebook],
    mains: Collection[str],
    filled: Mapping[tuple[str, str], Sequence[str]] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> list[list[str]]:
    """Rows of the coding sheet, its header first.

    Parameters
    ----------
    segments : DataFrame
        With `segment_id`, `path` and `text`.
    codebooks : mapping of str to Codebook
    mains : collection of str
        Codebooks with a main category.
    filled : mapping of (segment id, codebook) to sequence of str, optional
        Categories that stand in the cells already, "" for an empty cell, none for no category; those beyond the last cell go
        into that.
    remarks : mapping of segment id to str, optional

    Returns
    -------
    list of list of str
    """
    filled, remarks = filled or {}, remarks or {}
    rows = [[column.name for column in columns(codebooks, mains)]]
    for key, path, text in segments[["segment_id", "path", "text"]].itertuples(index=False):
        cells = [key, path, shown(text)]
        for name, codebook in codebooks.items():
            given = filled.get((key, name), [""]) or [None]
            given = [chosen(category, codebook) for category in given]
            given = [*given[: PLACES - 1], "; ".join(given[PLACES - 1 :])]
            cells += [*given, *[""] * (PLACES - len(given))]
        rows.append([*cells, remarks.get(key, "")])
    return rows


def category_rows(codebooks: Mapping[str, Codebook]) -> tuple[list[list[str]], dict[str, tuple[int, int]]]:
    """Rows of the sheet of categories, its header first, and the first and last row (1-based) of each codebook's choices."""
    rows, places = [["codebook", "choice", "definition", "include", "exclude"]], {}
    for name, codebook in codebooks.items():
        first = len(rows) + 1
        for category, choice in zip(codebook.categories, choices(codebook), strict=False):
            rows.append([name, choice, category.definition, category.include, category.exclude])
        rows.append([name, choices(codebook)[-1], "The segment has none of the categories of this codebook.", "", ""])
        places[name] = first, len(rows)
    return rows, places


def shown(text: str) -> str:
    """A text as a cell holds it: without control characters, cut off where a cell would cut it."""
    return "".join(c for c in text if c in "\n\t" or c >= " ")[:_LONGEST]
