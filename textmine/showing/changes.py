"""Two states of figures and notebooks -> which numbers moved, from what to what."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd

_SHOWN = 100  # rows of a figure's table, lines of a cell's output
_WHOLE = 1e15  # below it every whole number is a float
TABLE, CAPTION = "csv", "txt"
DRAWINGS = ("svg", "pdf")  # whose bytes depend only on what is drawn
_NAMED = re.compile(r"figures/(fig\d+_\w+)")  # in a notebook
FIGURE_FILES = (*DRAWINGS, "png", TABLE, CAPTION)  # in this order they are told

Files = dict[str, dict[str, bytes]]


def figure_files(folder: Path) -> Files:
    """Bytes of every figure's files, by figure and suffix.

    Parameters
    ----------
    folder : Path
        Holds files like `fig01_composition.csv` and `fig01_composition.en.svg`; the suffix is all behind the first dot: `en.svg`.
    """
    found: Files = {}
    for path in sorted(folder.glob("*")):
        name, _, suffix = path.name.partition(".")
        if name and path.is_file() and path.suffix[1:] in FIGURE_FILES:
            found.setdefault(name, {})[suffix] = path.read_bytes()
    return found


def changed_files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Suffixes of a figure's files that differ: drawings first, then the table and captions."""
    differing = [suffix for suffix in {*old, *new} if old.get(suffix) != new.get(suffix)]
    return sorted(differing, key=lambda suffix: (FIGURE_FILES.index(suffix.rpartition(".")[2]), suffix))


def figure_changes(before: Files, after: Files, sources: str) -> Iterator[str]:
    """What became of each figure.

    Parameters
    ----------
    before, after : dict
        Bytes of every figure's files, by figure and suffix.
    sources : str
        Text of all notebooks; a figure that none names is stale, one that they name and that has no files is not drawn.

    Yields
    ------
    str
        One line a figure: unchanged, new, stale, gone, not drawn, or changed; below a changed one, indented, the rows of its
        table that moved.
    """
    for name in sorted({*before, *after, *_NAMED.findall(sources)}):
        old, new = before.get(name, {}), after.get(name, {})
        if name not in sources:
            yield f"{name}: stale (no notebook draws it; delete its files)"
        elif not new:
            yield f"{name}: {'gone' if old else 'not drawn'} (its notebook says why)"
        elif not old:
            yield f"{name}: new"
        elif old == new:
            yield f"{name}: unchanged"
        else:
            yield f"{name}: changed ({', '.join(changed_files(old, new))})"
            if TABLE in old and TABLE in new and old[TABLE] != new[TABLE]:
                yield from _cut(list(moved_rows(read_table(old[TABLE]), read_table(new[TABLE]))), f"figures/{name}.csv")


def moved_rows(old: pd.DataFrame, new: pd.DataFrame) -> Iterator[str]:
    """Rows of a table that moved: numbers from old to new, rows that are gone, rows that are new.

    Parameters
    ----------
    old, new : DataFrame
        Rows are matched by their cells that are not numbers (the segments behind a row left out), and where these come twice by a
        whole number too that both tables have and that tells them apart, such as the number of topics.

    Yields
    ------
    str
    """
    if list(old.columns) != list(new.columns):
        yield f"columns were {', '.join(old.columns)}; are {', '.join(new.columns)}"
        return
    numbers = [
        c for c in new.columns if pd.api.types.is_numeric_dtype(new[c]) and pd.api.types.is_numeric_dtype(old[c])
    ]
    keys = [c for c in new.columns if c not in numbers and c != "segment_ids"]
    if number := _number_that_tells_apart(old, new, keys, numbers):
        numbers.remove(number)
        keys = [c for c in new.columns if c in keys or c == number]
    yield from _counted(_moved(old, new, keys, numbers))


def _moved(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], numbers: list[str]) -> Iterator[str]:
    former, now = _keyed(old, keys), _keyed(new, keys)
    for key in dict.fromkeys([*former, *now]):
        name = ", ".join(filter(None, key[:-1])) or f"row {key[-1] + 1}"
        if key not in now:
            yield f"{name}: gone"
        elif key not in former:
            yield f"{name}: new"
        else:
            pairs = [(c, former[key][c], now[key][c]) for c in numbers]
            moved = [f"{c} {_told(a)} → {_told(b)}" for c, a, b in pairs if a != b and not (pd.isna(a) and pd.isna(b))]
            if moved:
                yield f"{name}: {'; '.join(moved)}"
            elif "segment_ids" in new and str(former[key]["segment_ids"]) != str(now[key]["segment_ids"]):
                yield f"{name}: same numbers from other segments"


def _counted(lines: Iterable[str]) -> Iterator[str]:
    """Lines that follow each other and say the same, once, with their number."""
    for line, alike in groupby(lines):
        n = len(list(alike))
        yield line if n == 1 else f"{line} ({n} rows)"


def _number_that_tells_apart(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], numbers: list[str]) -> str:
    """The first column of whole numbers by which, with the keys, all rows differ and are the same rows in both tables."""
    if keys and not new.duplicated(keys).any() and not old.duplicated(keys).any():
        return ""
    for column in numbers:
        whole = all(pd.api.types.is_integer_dtype(table[column]) for table in (old, new))
        rows = [table[[*keys, column]].astype(str) for table in (old, new)] if whole else []
        if whole and not any(table.duplicated().any() for table in rows):
            first, second = (set(table.itertuples(index=False, name=None)) for table in rows)
            if first == second:
                return column
    return ""


def _told(value: float | bool) -> str:
    """As it stands in the file: whole numbers in full, others with the six digits that are stored."""
    if isinstance(value, bool | np.bool_):
        return str(value)
    return f"{int(value)}" if abs(value) < _WHOLE and value == int(value) else f"{value:.6g}"


def read_table(content: bytes) -> pd.DataFrame:
    """The table of a figure from the bytes of its CSV."""
    return pd.read_csv(io.BytesIO(content), keep_default_na=True)


def _keyed(table: pd.DataFrame, keys: list[str]) -> dict[tuple, pd.Series]:
    """Rows by their key cells and, where these repeat, the how-manieth of them it is."""
    cells = [tuple("" if pd.isna(cell) else str(cell) for cell in row) for row in table[keys].itertuples(index=False)]
    seen: dict[tuple, int] = {}
    keyed = {}
    for cell, (_, row) in zip(cells, table.iterrows(), strict=True):
        seen[cell] = seen.get(cell, -1) + 1
        keyed[(*cell, seen[cell])] = row
    return keyed


def notebook_changes(name: str, before: nbformat.NotebookNode, after: nbformat.NotebookNode) -> Iterator[str]:
    """What became of the printed outputs of a notebook.

    Parameters
    ----------
    name : str
    before, after : NotebookNode
        Of the same cells, before and after a run. Cells that had not been run before are passed over.

    Yields
    ------
    str
        Nothing where no printed text changed; else the notebook, and below it each cell with the lines that went (-) and came
        (+).
    """
    cells = [
        (number, new.source, _printed(old), _printed(new))
        for number, (old, new) in enumerate(zip(before.cells, after.cells, strict=True), start=1)
        if new.cell_type == "code" and old.execution_count and _printed(old) != _printed(new)
    ]
    if cells:
        yield f"{name}: {len(cells)} outputs changed"
    for number, source, old, new in cells:
        yield f"    cell {number}: {source.splitlines()[-1][:90]}"
        lines = [line for line in difflib.ndiff(old, new) if line[:2] in ("- ", "+ ")]
        yield from (f"    {line}" for line in _cut(lines, name))


def _printed(cell: nbformat.NotebookNode) -> list[str]:
    texts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        texts.append(output.get("text", "") + data.get("text/markdown", data.get("text/plain", "")))
    return "\n".join(texts).splitlines()


def _cut(lines: list[str], where: str) -> Iterator[str]:
    yield from (f"    {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"    ... and {len(lines) - _SHOWN} more: git diff {where}"
