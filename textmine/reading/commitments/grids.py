"""A flattened table -> its cells: rows with tabs or bars, or one cell a line.

Cells one a line know nothing of merged and empty cells, which leave no line; rows with tabs keep the place of every cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from textmine.reading.characters import lines_of, narrow

Cell = tuple[int, str]
_NUMBERED = re.compile(r"序\s?号|编\s?号")
_RULE = re.compile(r"[\s|:+\-—=]*")
_WIDEST = 12
_SENTENCE = 15


@dataclass(frozen=True)
class Grid:
    """A table as it can be told from its text.

    Attributes
    ----------
    header : list of str
        Names of the columns, narrow and without blanks.
    rows : list of list of (int, str)
        Cells with their offsets in the table.
    aligned : bool
        Whether cell i of a row stands in column i, as in a table with tabs.
    """

    header: list[str]
    rows: list[list[Cell]]
    aligned: bool


def grid_of(text: str, names_column: Callable[[str], bool]) -> Grid:
    """Read a table.

    Parameters
    ----------
    text : str
        The table, one row a line with tabs or bars between the cells, or one cell a line.
    names_column : callable
        Whether words are the name of a column that is looked for; the header is the first row that holds one, and ends,
        where the cells stand one a line, with the last of the first twelve that does.
    """
    lines = [(start, text[start:end]) for start, end in lines_of(text) if text[start:end].strip()]
    parted = [_parts(start, line) for start, line in lines]
    if sum(len(cells) > 2 for cells in parted) * 2 > len(parted):
        return _of_rows(
            [cells for (_, line), cells in zip(lines, parted, strict=True) if not _RULE.fullmatch(line)], names_column
        )
    if (
        parted
        and len(parted[0]) == 2
        and all(len(cells) == 2 for cells in parted)
        and names_column(_name(parted[0][1][1]))
    ):
        return _of_rows(parted, names_column)
    return _of_cells([(start, line.strip()) for start, line in lines], names_column)


def pairs(text: str) -> list[tuple[Cell, Cell]]:
    """The lines of a table of two columns (a label and what stands beside it); none where a line has more or fewer cells."""
    parted = [_parts(start, text[start:end]) for start, end in lines_of(text) if text[start:end].strip()]
    return [(cells[0], cells[1]) for cells in parted] if all(len(cells) == 2 for cells in parted) else []


def long_cells(text: str) -> Iterator[Cell]:
    """The cells of a table that hold a sentence rather than a name or a number."""
    for start, end in lines_of(text):
        for at, words in _parts(start, text[start:end]):
            if len(words) >= _SENTENCE and re.search(r"[,;。，；]", words):
                yield at, words


def _parts(start: int, line: str) -> list[Cell]:
    """Cells of a line with tabs or bars."""
    bars = line.count("|") + line.count("｜") >= 2
    cells, at = [], 0
    for separator in re.finditer(r"[|｜]" if bars else r"\t", line):
        cells.append((at, line[at : separator.start()]))
        at = separator.end()
    cells.append((at, line[at:]))
    if bars:
        cells = cells[not cells[0][1].strip() : len(cells) - (not cells[-1][1].strip())]
    return [(start + at + len(words) - len(words.lstrip()), words.strip()) for at, words in cells]


def _of_rows(rows: list[list[Cell]], names_column: Callable[[str], bool]) -> Grid:
    for i, row in enumerate(rows):
        header = [_name(words) for _, words in row]
        if any(map(names_column, header)):
            numbered = bool(_NUMBERED.fullmatch(header[0]))
            return Grid(header, [_padded(cells, len(header), numbered) for cells in rows[i + 1 :]], aligned=True)
    return Grid([], [], aligned=True)


def _padded(row: list[Cell], width: int, numbered: bool) -> list[Cell]:
    """A row of as many cells as the header; where it has fewer, the first ones are merged with those above.

    Where the row has its own number, the last ones are empty instead.
    """
    if numbered and row and row[0][1].isdecimal():
        last, words = row[-1]
        return row + [(last + len(words), "")] * (width - len(row))
    return [(row[0][0], "")] * (width - len(row)) + row if row else row


def _of_cells(cells: list[Cell], names_column: Callable[[str], bool]) -> Grid:
    """The rows are cut at 1, 2, 3, … where the first column numbers them, else evenly."""
    if cells and _NUMBERED.fullmatch(narrow(cells[0][1])):
        starts = []
        for i, (_, words) in enumerate(cells):
            if words == str(len(starts) + 1):
                starts.append(i)
        width = starts[0] if starts else len(cells)
    else:
        named = [i for i, (_, words) in enumerate(cells[:_WIDEST]) if names_column(_name(words))]
        width = named[-1] + 1 if named else len(cells)
        starts = range(width, len(cells), max(width, 1))
    edges = [*starts, len(cells)]
    return Grid([_name(words) for _, words in cells[:width]], [cells[a:b] for a, b in pairwise(edges)], aligned=False)


def _name(words: str) -> str:
    return re.sub(r"\s+", "", narrow(words))
