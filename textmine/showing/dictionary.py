"""The docstrings of public functions -> what each table holds, column by column, and how each number is made."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SECTION = re.compile(r"^([A-Z]\w+)\n-+\n", re.MULTILINE)
_NAME = re.compile(r"`([A-Za-z_]\w*(?:<\w+>\w*)?)`")
_OTHER = re.compile(r"(?:the )?columns of `(?:[\w.]*\.)?(\w+)`")
_ENDS = re.compile(r"[.;]\s+(?=[A-Za-z])")
_GOES_ON = re.compile(r"(?:then|one row|and)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its own, or that of the parameter which names it, such as `by`.
    about : str
        What stands in it, with its unit and its direction; empty where the name says it.
    """

    name: str
    about: str


@dataclass(frozen=True)
class Described:
    """A table that a public function returns.

    Attributes
    ----------
    function, room : str
    summary : str
        The first sentence of the function.
    row : str
        What a row is, where that is said.
    columns : tuple of Column
        In their order. A name like `by` stands for the column that the parameter of this name names.
    order : str
        How rows are sorted, and what else is said of the table.
    """

    function: str
    room: str
    summary: str
    row: str
    columns: tuple[Column, ...]
    order: str


@dataclass(frozen=True)
class Method:
    """What the docstring of a public function says of its formula.

    Attributes
    ----------
    function, room, summary : str
    notes, references : str
        The sections Notes and References; empty where there is none.
    """

    function: str
    room: str
    summary: str
    notes: str
    references: str


def sections(function: Callable[..., Any]) -> dict[str, str]:
    """The parts of a numpydoc docstring by their headings; the first sentence under "summary", what follows it under "extended"."""
    text = inspect.getdoc(function) or ""
    head, *rest = SECTION.split(text)
    summary, _, extended = head.strip().partition("\n\n")
    found = {"summary": " ".join(summary.split()), "extended": extended.strip()}
    return found | {name: body.strip("\n") for name, body in zip(rest[::2], rest[1::2], strict=True)}


def described_tables(functions: Mapping[str, tuple[str, Callable[..., Any]]]) -> list[Described]:
    """The tables of functions whose docstrings list columns.

    Parameters
    ----------
    functions : mapping of str to (str, callable)
        Room and function, by name; in the order of the dictionary.

    Returns
    -------
    list of Described
        Functions that return no table, or whose table is said to be that of another one, are left out.
    """
    returned = {name: returned_text(function) for name, (_, function) in functions.items()}
    found = []
    for name, (room, function) in functions.items():
        columns = tuple(_columns(name, returned))
        if columns:
            row, _, order = _parted(returned[name])
            found.append(Described(name, room, sections(function)["summary"], row, columns, order))
    return found


def methods(functions: Mapping[str, tuple[str, Callable[..., Any]]]) -> list[Method]:
    """What is said of formulas: of functions and classes whose docstring has a section Notes or References.

    What stands between the first sentence and the parameters comes before the notes.
    """
    found = []
    for name, (room, function) in functions.items():
        parts = sections(function)
        notes, references = parts.get("Notes", ""), parts.get("References", "")
        if notes or references:
            notes = "\n\n".join(filter(None, [parts["extended"], notes]))
            found.append(Method(name, room, parts["summary"], notes, references))
    return found


def returned_text(function: Callable[..., Any]) -> str:
    """What the docstring says of the table that a function returns; empty where that is none."""
    lines = sections(function).get("Returns", "").splitlines()
    if not lines or "DataFrame" not in lines[0]:
        return ""
    body = []
    for line in lines[1:]:
        if line.strip() and not line.startswith(" "):
            break  # a second thing that is returned
        body.append(line.strip())
    return " ".join(body).strip()


def _columns(name: str, returned: Mapping[str, str]) -> Iterator[Column]:
    """The columns of a function's table; those of another table that it names stand in their place."""
    _, listed, _ = _parted(returned[name])
    for start, piece in _pieces(listed):
        if (other := _OTHER.search(piece)) and other[1] in returned:
            yield from _columns(other[1], returned)
            continue
        if not start:
            continue
        about = _about(piece)
        yield Column(start, about)


def _parted(text: str) -> tuple[str, str, str]:
    """What a row is; the list of columns; what is said behind it."""
    flat = _outside(text)
    first = flat.find("`")
    colon = flat.find(": ")
    row = ""
    if colon >= 0 and (flat.startswith(("One row", "The table", "As ")) or colon < first):
        row, text, flat = text[:colon].strip(), text[colon + 2 :], flat[colon + 2 :]
    if not text.lstrip().startswith(("`", "the columns")):
        return row, "", text
    for end in _ENDS.finditer(flat):
        if not _goes_on(flat[end.end() :]):
            return row, text[: end.start()], text[end.end() :].strip()
    return row, text.rstrip(". "), ""


def _goes_on(rest: str) -> bool:
    """Whether the list of columns goes on behind a full stop or a semicolon."""
    return bool(re.match(r"(?:then,? )?(?:from [^,]*, )?`|then\b", rest))


def _outside(text: str) -> str:
    """The text with all that stands in brackets blanked out, of the same length."""
    depth, kept = 0, []
    for character in text:
        depth -= character == ")"
        kept.append(character if depth <= 0 and character != "(" else " ")
        depth += character == "("
    return "".join(kept)


def _pieces(listed: str) -> Iterator[tuple[str, str]]:
    """Each name outside brackets with the text up to the next one; a mention of another table has no name."""
    flat = _outside(listed)
    marks = [(found.start(), found[1]) for found in _NAME.finditer(flat)]
    marks = [(at, name) for at, name in marks if not _OTHER.search(flat[max(at - 16, 0) : at + len(name) + 2])]
    others = [(found.start(), "") for found in _OTHER.finditer(flat)]
    places = sorted([*marks, *others])
    ends = [at for at, _ in places[1:]] + [len(listed)]
    for (at, name), end in zip(places, ends, strict=False):  # without any name there is an end too many
        yield name, listed[at:end]


def _about(piece: str) -> str:
    """The bracket behind a name, or the words that follow it."""
    behind = piece.split("`", 2)[2].strip(",;: ")
    behind = re.sub(r",?\s+(?:and|then)$", "", behind)
    if behind.startswith("(") and behind.endswith(")"):
        behind = behind[1:-1]
    return "" if re.fullmatch(r"[,;]?\s*(?:and|then|then, from [^,]*|)", behind) else behind
