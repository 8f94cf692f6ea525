"""A flattened table of duties -> its rows as notes.

Where the cells stand one a line, merged and empty ones leave no line, so that rows differ in length: there the cells that
hold bodies are counted from the end of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.grids import Cell, Grid, grid_of, pairs
from textmine.reading.commitments.names import is_body, split_names
from textmine.reading.commitments.notes import ROLES, Note, parse_note
from textmine.reading.outline.roles import ROLE_OF, column_role

_DEADLINE = re.compile(r"(?:完成|推进|实施|落实)?(?:时限|时间|期限|时间节点|时间安排|进度安排)(?:要求)?")
_EMPTY = re.compile(r"[\s\-—–―/\\无]*")
_DIVISION = re.compile(r"(?:任务|责任|职责|工作)分工(?:情况|安排)?")
_MARK = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])")
_DOING = re.compile(r"^(?:组织|深入)?(?:实施|开展|推进)")


def table_rows(text: str, headings: pd.DataFrame) -> Iterator[tuple[int, str, Note, str | None]]:
    """Rows of a table of duties.

    Parameters
    ----------
    text : str
        The table, one row or one cell a line.
    headings : DataFrame
        Headings of the document (`segment_id`, `text`), to find what a row is about.

    Yields
    ------
    start, text, note, covers
        Offset of the row in the table, its cells as printed, what they say, and the id of the one heading that bears the
        words of the row; None where there is none or more than one.
    """
    yield from _beside_labels(text)
    grid, roles = _grid(text)
    if not {"lead", "responsible"} & set(roles):
        return
    titles = pd.Series(headings["segment_id"].to_numpy(), index=[_bare(words) for words in headings["text"]])
    for row in grid.rows:
        columns = list(zip(roles, row, strict=False)) if grid.aligned else _counted(row, roles)
        note = _read(
            (role, words) for role, (_, words) in columns if role and _says(words) and not _is_unread(role, words)
        )
        if any(note.names.values()):
            at = next(i for i, cell in enumerate(row) if any(cell is own for role, own in columns if role))
            about = titles.get(_bare(row[at - 1][1])) if at else None
            last, words = row[-1]
            yield (
                row[0][0],
                text[row[0][0] : last + len(words)].strip(),
                note,
                about if isinstance(about, str) else None,
            )


def _beside_labels(text: str) -> Iterator[tuple[int, str, Note, None]]:
    """The one note of a table whose first column holds the labels: 牵头单位 | 市科协, 配合单位 | 市教育局."""
    lines = [(label, cell, _role(label[1])) for label, cell in pairs(text)]
    named = [(role, cell[1]) for _, cell, role in lines if role]
    note = _read((role, words) for role, words in named if _says(words) and not _is_unread(role, words))
    if sum(role in ROLES for role, _ in named) > 1 and any(note.names.values()):
        own = [(label, cell) for label, cell, role in lines if role]
        last, words = own[-1][1]
        yield own[0][0][0], text[own[0][0][0] : last + len(words)].strip(), note, None


def unread_cells(text: str) -> Iterator[tuple[int, int]]:
    """Spans of what a table of duties leaves open: cells of a role that name no body, and numbered rows without any."""
    grid, roles = _grid(text)
    if not {"lead", "responsible"} & set(roles):
        return
    for row in grid.rows:
        columns = list(zip(roles, row, strict=False)) if grid.aligned else _counted(row, roles)
        named = [(role, cell) for role, cell in columns if role in ROLES]
        open_ = [cell for role, cell in named if _is_unread(role, cell[1])]
        yield from ((start, start + len(words)) for start, words in open_)
        if not open_ and not any(_says(words) for _, (_, words) in named) and row and row[0][1].isdecimal():
            last, words = row[-1]
            yield row[0][0], last + len(words)


def _grid(text: str) -> tuple[Grid, list[str | None]]:
    """A table, and the roles of its columns."""
    grid = grid_of(text, lambda name: _role(name) is not None)
    return grid, [_role(name) for name in grid.header] if len(grid.header) != 2 or not _role(grid.header[0]) else []


def _says(words: str) -> bool:
    return not _EMPTY.fullmatch(words)


def _names_bodies(words: str) -> bool:
    return any(map(is_body, split_names(words))) or parse_note(words).holds(strict=False)


def _is_unread(role: str, words: str) -> bool:
    """Whether a cell in the column of a role says something and names no body."""
    return role in ROLES and _says(words) and not _names_bodies(words)


def _role(name: str) -> str | None:
    seen = narrow(name)
    kind = column_role(seen)
    if _DIVISION.fullmatch(seen):
        return "responsible"
    return "deadline" if _DEADLINE.fullmatch(seen) else ROLE_OF[kind] if kind else None


def _counted(row: Sequence[Cell], roles: Sequence[str | None]) -> list[tuple[str | None, Cell]]:
    """The cells of a row that answer to roles, the columns counted from the end or from the first cell that holds bodies."""
    named = [role for role in roles if role]
    holds = [_holds_bodies(words) for _, words in row]
    even = len(row) - len(named)
    if even >= 0 and holds[even]:
        return list(zip(named, row[even:], strict=False))
    first = next((i for i, bodies in enumerate(holds) if bodies and i), len(row))
    return list(zip(named, row[first:], strict=False))


def _holds_bodies(words: str) -> bool:
    names = split_names(words)
    return bool(names and all(map(is_body, names))) or ("牵头" in words and parse_note(words).holds(strict=True))


def _read(columns: Iterable[tuple[str, str]]) -> Note:
    note = Note(explicit=True)
    for role, words in columns:
        if role == "deadline":
            note.deadline = words or None
        elif role == "responsible" and "牵头" in words:
            spoken = parse_note(words)
            note.names.update({given: [*note.names[given], *names] for given, names in spoken.names.items()})
        else:
            note.names[role] += split_names(words)
    return note


def _bare(words: str) -> str:
    """The words of a heading without its mark and the verb before it."""
    return _DOING.sub("", _MARK.sub("", narrow(words).strip(), count=1)).strip("。. ")
