"""Sheets that people filled in -> their codes; or every fault of all sheets, and then nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from textmine.coders.choices import NO_CATEGORY, named_categories
from textmine.coders.layout import CODING, REMARK, shown
from textmine.coders.sheets import check_coders
from textmine.intake import TableError, read_table
from textmine.measuring.coding import Codebook

_BLANK = re.compile(r"\s+|_x000D_")


class SheetError(ValueError):
    """Sheets with faults; the message lists all of them, each with file, sheet and row."""


@dataclass(frozen=True)
class Filled:
    """What one coder filled in.

    Attributes
    ----------
    coder : str
    codes : dict of str to dict of str to tuple of str
        Codebook -> segment id, in the order of the sheet -> ids of categories; of a codebook with a main category
        that one first, else in the order of the codebook.
    mains : tuple of str
        Codebooks that have a main category.
    remarks : dict of str to str
        Of segments that have one.
    """

    coder: str
    codes: dict[str, dict[str, tuple[str, ...]]]
    mains: tuple[str, ...]
    remarks: dict[str, str]

    @property
    def segment_ids(self) -> list[str]:
        """The segments, in the order of the sheet."""
        return list(next(iter(self.codes.values())))


def read_sheets(
    paths: Sequence[str | Path],
    segments: pd.DataFrame,
    codebooks: Mapping[str, Codebook],
    *,
    coders: Sequence[str] = (),
) -> list[Filled]:
    """Read filled sheets.

    Parameters
    ----------
    paths : sequence of str or Path
        Excel files from `write_sheets`, or their first sheet as CSV; in any order of rows.
    segments : DataFrame
        Of the corpus: `segment_id`, `text`.
    codebooks : mapping of str to Codebook
        All that the study has.
    coders : sequence of str, optional
        Their names; default: those of the files.

    Returns
    -------
    list of Filled
        In the order of the paths.

    Raises
    ------
    SheetError
        Lists every fault with file, sheet and row, and what is allowed: a file that is no table, columns that are missing or
        of no codebook, segments that the corpus lacks, that come twice or whose text has changed, a codebook without an entry,
        words that are no category, a category twice, no category beside one; segments or codebooks that not all sheets have.
    ValueError
        If names of coders are none, or as many as the sheets.
    """
    names = list(coders) or [Path(path).stem for path in paths]
    if len(names) != len(paths):
        raise ValueError(f"{len(names)} names of coders for {len(paths)} sheets: {', '.join(names)}")
    check_coders(names)
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    faults: list[str] = []
    filled = [_read(Path(path), name, texts, codebooks, faults) for path, name in zip(paths, names, strict=True)]
    if not faults:
        faults += _uneven(paths, filled)
    if faults:
        some = f"{len(faults)} fault{'s' * (len(faults) > 1)}; nothing was read"
        raise SheetError("\n".join([f"{some}:", *faults]))
    return filled


def _read(
    path: Path, coder: str, texts: Mapping[str, str], codebooks: Mapping[str, Codebook], faults: list[str]
) -> Filled:
    """What stands in one sheet; its faults are added to the list."""
    filled = Filled(coder, {}, (), {})
    try:
        table = read_table(path, sheet=CODING)
    except TableError as error:
        faults.append(str(error))
        return filled
    where = f"{path}: " + (f"sheet {CODING}, " if path.suffix.lower() == ".xlsx" else "")
    cells: dict[str, list[str]] = {}  # the columns of each codebook, in the order of the sheet
    for column in table.columns:
        if (name := column.partition(":")[0].strip()) in codebooks and ":" in column:
            cells.setdefault(name, []).append(column)
    if wrong := list(_column_faults(table.columns, cells, codebooks)):
        faults += [f"{where}row 1: {fault}" for fault in wrong]
        return filled
    mains = tuple(name for name, own in cells.items() if own[0].partition(":")[2].strip() == "main")
    filled = Filled(coder, {name: {} for name in cells}, mains, {})
    faults += [f"{where}row {number}: {fault}" for number, fault in table.faults]
    for number, row in table.rows:
        key = row["segment_id"].strip()
        found = list(_unit_faults(key, row["text"], texts, filled.segment_ids))
        for name, own in cells.items():
            given = [row[column].strip() for column in own]
            ids, wrong = _codes(name, given, codebooks[name], main=name in mains)
            filled.codes[name][key] = ids
            found += wrong
        faults += [f"{where}row {number}: {fault}" for fault in found]
        if remark := row.get(REMARK, "").strip():
            filled.remarks[key] = remark
    return filled


def _column_faults(
    columns: tuple[str, ...], cells: Mapping[str, list[str]], codebooks: Mapping[str, Codebook]
) -> Iterator[str]:
    for name in ("segment_id", "text"):
        if name not in columns:
            yield f"the column {name} is missing; keep the columns as they were given out"
    known = ", ".join(codebooks)
    if not cells:
        yield f"there is no column of a codebook, like '{next(iter(codebooks), 'themes')}: 1'; codebooks: {known or 'none'}"
    for column in columns:
        if ":" in column and column.partition(":")[0].strip() not in codebooks:
            yield f"the column '{column}' is of no codebook of the study; codebooks: {known}"


def _unit_faults(key: str, text: str, texts: Mapping[str, str], seen: list[str]) -> Iterator[str]:
    if key not in texts:
        yield f"the corpus has no segment '{key}'; write new sheets if it was changed since, and code what is new"
    elif _bare(text) != _bare(shown(texts[key])):
        yield f"the text of '{key}' is not that of the corpus; write new sheets and code this segment anew"
    if key in seen:
        yield f"the segment '{key}' comes twice; keep one row of it"


def _codes(name: str, cells: list[str], codebook: Codebook, *, main: bool) -> tuple[tuple[str, ...], list[str]]:
    """Categories in the cells of a codebook in one row, and what is wrong with them."""
    found, faults = [], []
    for cell in cells:
        ids, unknown = named_categories(cell, codebook) if cell else ([], [])
        found += ids
        allowed = f"allowed: {', '.join(codebook.ids)}, or '{NO_CATEGORY}'"
        faults += [f"'{words}' is no category of {name}; {allowed}" for words in unknown]
    if not any(cells):
        faults.append(f"{name} is empty; choose a category, or '{NO_CATEGORY}'")
    elif main and not cells[0]:
        faults.append(f"{name} has no main category, but others; put the main one into the first cell")
    if twice := [key for key in dict.fromkeys(found) if found.count(key) > 1]:
        faults.append(f"'{twice[0] or NO_CATEGORY}' of {name} comes twice; keep it once")
    if "" in found and len(set(found)) > 1:
        faults.append(f"{name} has '{NO_CATEGORY}' beside a category; keep one of the two")
    ids = [key for key in found if key]
    return tuple(ids if main else sorted(ids, key=codebook.ids.index)), faults


def _uneven(paths: Sequence[str | Path], filled: list[Filled]) -> Iterator[str]:
    """Segments and codebooks that not all sheets have."""
    every = dict.fromkeys(key for one in filled for key in one.segment_ids)
    books = dict.fromkeys(name for one in filled for name in one.codes)
    for path, one in zip(paths, filled, strict=True):
        own = set(one.segment_ids)
        if missing := [key for key in every if key not in own]:
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            yield f"{path}: lacks segments that another sheet has: {', '.join(missing[:5])}{more}; all coders code the same"
        if lacking := [name for name in books if name not in one.codes]:
            yield f"{path}: lacks columns of {', '.join(lacking)}, which another sheet has; all coders use the same codebooks"
        if {name for name in filled[0].mains if name in one.codes} != set(one.mains):
            yield f"{path}: the main category is of {', '.join(one.mains) or 'no codebook'}, elsewhere of {', '.join(filled[0].mains) or 'none'}"


def _bare(text: str) -> str:
    return _BLANK.sub("", text)
