"""Cells of a table as text: how they are printed, how wide they are, which of them are numbers."""

from __future__ import annotations

import re

Cells = list[list[object]]  # None, bool, int, float or text
# What XML, and so Excel and Word, cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"−?(?:\d+(?:\.\d+)?|∞)")  # as `paper_table` writes them


class TableFileError(ValueError):
    """A table that cannot be written to a file of this kind; the message says why."""


def text_of(cell: object) -> str:
    """A cell as it is printed; empty for None."""
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else str(cell)


def writable(text: str) -> str:
    """The text without the characters that Excel, Word and LaTeX cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def width(text: str) -> int:
    """How wide a text is, a Chinese character as two letters."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def numeric_columns(cells: Cells, names: list[str]) -> list[bool]:
    """Of each column whether it holds numbers alone, as numbers or written out."""
    return [all(_is_number(row[i]) for row in cells) for i in range(len(names))]


def _is_number(cell: object) -> bool:
    if isinstance(cell, str):
        return not cell or _NUMBER.fullmatch(cell) is not None
    return cell is None or not isinstance(cell, bool)
