"""The pages of `textmine/docs`: the data dictionary and the methods, made from docstrings; the walk-throughs as they were written."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from textmine.atomic import write_text
from textmine.showing.dictionary import Described, Method, described_tables, methods, sections

DOCS = Path(__file__).parents[1] / "docs"
DICTIONARY, METHODS = "dictionary.md", "methods.md"
_PACKAGE = __package__.split(".")[0]
_WINGS = ("reading", "counting", "measuring")
# What columns hold wherever they stand without a word of their own.
_EVERYWHERE = {
    "document_id": "the document",
    "segment_id": "the segment: document and place in its outline",
    "section_id": "the section: a heading of the first or second level with all below it",
    "segment_ids": "the segments behind the row, joined by blanks",
    "path": 'the headings above, joined by " > "',
    "start": "offset where it begins; into what is said at `end`",
    "text": "the words themselves",
    "term": "the term (type)",
    "topic": "number of the topic, from 1",
    "category": "id of the category",
    "by": "the group; the column is named as the parameter says",
    "estimate": "the value",
    "low": "lower end of the interval",
    "high": "upper end of the interval",
    "leave_out_low": "smallest value when one document is left out",
    "leave_out_high": "largest value when one document is left out",
    "unit": "what varies in the interval: section or document",
    "n_documents": "documents",
    "count": "occurrences",
    "kind": "the kind",
    "rank": "place in the order, from 1",
    "share": "part of the whole, 0 to 1",
}
_DICTIONARY_HEAD = """# Data dictionary

Every table that a function of `from textmine import ...` returns, in the order in which the data walks through the package: what a row is,
what the columns hold, how rows are sorted. Made from the docstrings by `textmine dictionary`; do not edit.

Where names of columns stand side by side and only the last is explained, the explanation may hold for all of them (`start`, `end`). A column
`by` has the name that was given to the parameter `by`, such as `level`. What is undefined is missing (NaN), never 0.
"""
_METHODS_HEAD = """# Methods

How every number is made, with its source, from the docstrings of the functions that make it; by `textmine dictionary`, do not edit. What the
tests compare them with (published values, independent implementations, formulas written out) stands in `tests/`, and how well intervals and
models do on made-up studies in `tests/benchmarks/coverage.md` and `tests/benchmarks/topics.md`.
"""


def public_functions() -> dict[str, tuple[str, Callable[..., Any]]]:
    """Room and function of every public name that is a function, in the order of the way."""
    door = importlib.import_module(_PACKAGE)
    named = {name: getattr(door, name) for name in door._ROOM_OF}
    return {name: (door._ROOM_OF[name], value) for name, value in named.items() if inspect.isfunction(value)}


def dictionary_page() -> str:
    """The data dictionary as Markdown."""
    return _page(f"{_DICTIONARY_HEAD}\n{_corpus_section()}", described_tables(public_functions()), _table_section)


def methods_page() -> str:
    """The methods as Markdown."""
    return _page(_METHODS_HEAD, methods(_documented()), _method_section)


def write_pages(folder: str | Path) -> list[str]:
    """Write both pages into a folder.

    Returns
    -------
    list of str
        Names of the files that changed.
    """
    pages = {DICTIONARY: dictionary_page(), METHODS: methods_page()}
    return [name for name, text in pages.items() if write_text(Path(folder) / name, text)]


def _page(head: str, found: list[Any], section: Callable[[Any], str]) -> str:
    parts, room = [head], ""
    for one in found:
        if one.room != room:
            room = one.room
            parts.append(f"## {room}\n\n{_about_room(room)}\n")
        parts.append(section(one))
    return "\n".join(parts)


def _about_room(room: str) -> str:
    text = inspect.getdoc(importlib.import_module(f"{_PACKAGE}.{room}")) or ""
    return " ".join(text.partition("\n\n")[0].split())


def _corpus_section() -> str:
    """The tables of a corpus, from the attributes of its class."""
    corpus = importlib.import_module(_PACKAGE).Corpus
    told = _tables_of_class(sections(corpus).get("Attributes", "") or sections(corpus).get("Parameters", ""))
    lines = ["## Corpus\n", "The tables of what `read_corpus` gives.\n"]
    lines += [f"### `corpus.{name}`\n\n{_plain(text)}\n" for name, text in told]
    return "\n".join(lines)


def _tables_of_class(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"^(\w+) : DataFrame\n((?:    .*\n?)+)", text, re.MULTILINE):
        yield found[1], " ".join(found[2].split())


def _table_section(table: Described) -> str:
    rows = [
        f"| `{column.name}` | {_cell(column.about or _EVERYWHERE.get(column.name, ''))} |" for column in table.columns
    ]
    lines = [f"### `{table.function}`\n", f"{_plain(table.summary)}\n"]
    lines += [f"{_plain(table.row)}.\n"] if table.row else []
    lines += ["| column | holds |", "| --- | --- |", *rows, ""]
    lines += [f"{_sentence(_plain(table.order))}\n"] if table.order else []
    return "\n".join(lines)


def _method_section(method: Method) -> str:
    lines = [f"### `{method.function}`\n", f"{_plain(method.summary)}\n"]
    lines += [f"{_plain(method.notes)}\n"] if method.notes else []
    lines += [f"*Source:* {_plain(' '.join(method.references.split()))}\n"] if method.references else []
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text of a docstring as Markdown: stars and lower dashes outside code are letters, not marks."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if i % 2 else re.sub(r"([*_<>|])", r"\\\1", part) for i, part in enumerate(parts))


def _cell(text: str) -> str:
    return " ".join(_plain(text.replace("`|`", "`or`")).split())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _documented() -> Mapping[str, tuple[str, Callable[..., Any]]]:
    """Functions and classes of the wings that compute, whose docstring says how; by name, in the order of rooms."""
    door = importlib.import_module(_PACKAGE)
    order = list(dict.fromkeys(door._ROOM_OF.values()))
    found: dict[str, tuple[str, Callable[..., Any]]] = {}
    for room in (room for room in order if room.split(".")[0] in _WINGS):
        for module in _modules(f"{_PACKAGE}.{room}"):
            for name, value in vars(module).items():
                own = inspect.isfunction(value) or inspect.isclass(value)
                if own and value.__module__ == module.__name__ and not name.startswith("_"):
                    found.setdefault(name, (room, value))
    return found


def _modules(name: str) -> Iterator[Any]:
    module = importlib.import_module(name)
    yield module
    for inside in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield importlib.import_module(f"{name}.{inside.name}")
