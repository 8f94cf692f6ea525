"""A flattened table of duties, one cell a line -> its rows as notes.

Merged cells and empty cells leave no line, so that rows differ in length: the cells that hold bodies are counted from the
end of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from textmine.clean import lines_of, narrow
from textmine.commitments.names import is_body, split_names
from textmine.commitments.notes import Note, parse_note

_COLUMNS = {
    "lead": re.compile(r"(?:牵头|主办|主责)(?:责任)?(?:单位|部门)?"),
    "support": re.compile(r"(?:配合|协办|参与|参加|协同|协助)(?:单位|部门)"),
    "responsible": re.compile(r"(?:责任|负责|落实|实施|承办)(?:单位|部门|主体)"),
    "deadline": re.compile(r"(?:完成|推进|实施|落实)?(?:时限|时间|期限|时间节点|时间安排|进度安排)(?:要求)?"),
}
_NUMBERED = re.compile(r"序\s?号|编\s?号")
_MARK = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])")
_DOING = re.compile(r"^(?:组织|深入)?(?:实施|开展|推进)")
Cell = tuple[int, str]


def table_rows(text: str, headings: pd.DataFrame) -> Iterator[tuple[int, str, Note, str | None]]:
    """Rows of a table of duties.

    Parameters
    ----------
    text : str
        The table, one cell a line.
    headings : DataFrame
        Headings of the document (`segment_id`, `text`), to find what a row is about.

    Yields
    ------
    start, text, note, covers
        Offset of the row in the table, its cells as printed, what they say, and the id of the one heading that bears the
        words of the row; None where there is none or more than one.
    """
    cells = [(start, text[start:end].strip()) for start, end in lines_of(text)]
    header, rows = _rows([cell for cell in cells if cell[1]])
    roles = [role for name in header if (role := _role(name))]
    if not {"lead", "responsible"} & set(roles):
        return
    titles = pd.Series(headings["segment_id"].to_numpy(), index=[_bare(words) for words in headings["text"]])
    for row in rows:
        first = _first_role(row, roles)
        if first is None:
            continue
        note = _read(roles, [words for _, words in row[first:]])
        about = titles.get(_bare(row[first - 1][1])) if first else None
        last, words = row[-1]
        yield row[0][0], text[row[0][0] : last + len(words)].strip(), note, about if isinstance(about, str) else None


def _role(name: str) -> str | None:
    return next((role for role, pattern in _COLUMNS.items() if pattern.fullmatch(narrow(name))), None)


def _rows(cells: Sequence[Cell]) -> tuple[list[str], list[list[Cell]]]:
    """The names of the columns and the rows: cut at 1, 2, 3, … where the first column numbers them, else evenly."""
    if cells and _NUMBERED.fullmatch(narrow(cells[0][1])):
        starts = []
        for i, (_, words) in enumerate(cells):
            if words == str(len(starts) + 1):
                starts.append(i)
        width = starts[0] if starts else len(cells)
    else:
        named = [i for i, (_, words) in enumerate(cells[:12]) if _role(words)]
        width = named[-1] + 1 if named else len(cells)
        starts = range(width, len(cells), max(width, 1))
    edges = [*starts, len(cells)]
    return [words for _, words in cells[:width]], [list(cells[a:b]) for a, b in pairwise(edges)]


def _first_role(row: Sequence[Cell], roles: Sequence[str]) -> int | None:
    """Index of the first cell of a row that answers to a role."""
    holds = [_holds_bodies(words) for _, words in row]
    even = len(row) - len(roles)
    if even >= 0 and holds[even]:
        return even
    return next((i for i, bodies in enumerate(holds) if bodies and i), None)


def _holds_bodies(words: str) -> bool:
    names = split_names(words)
    return bool(names) and all(map(is_body, names))


def _read(roles: Sequence[str], cells: Sequence[str]) -> Note:
    note = Note(explicit=True)
    for role, words in zip(roles, cells, strict=False):
        if role == "deadline":
            note.deadline = words
        elif role == "responsible" and "牵头" in words:
            spoken = parse_note(words)
            note.names.update({given: [*note.names[given], *names] for given, names in spoken.names.items()})
        else:
            note.names[role] += split_names(words)
    return note


def _bare(words: str) -> str:
    """The words of a heading without its mark and the verb before it."""
    return _DOING.sub("", _MARK.sub("", narrow(words).strip(), count=1)).strip("。. ")
