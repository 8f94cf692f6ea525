"""The content of a TOML file against the keys it may have -> its faults, each with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping

KINDS = {str: "a text", list: "a list", int: "a whole number", (int, float): "a number", dict: "a table"}
Kind = type | tuple[type, ...]


def line_of(text: str, words: str, begin: int = 0) -> int:
    """Line, from some place on, where words stand as a key, else as a quoted value, else at all; that of the place if nowhere."""
    found = re.escape(words)
    for form in (rf"^\s*{found}\s*=", rf"([\"']){found}\1", found):
        if words and (match := re.compile(form, re.MULTILINE).search(text, begin)):
            return text.count("\n", 0, match.end()) + 1
    return text.count("\n", 0, begin) + 1


def starts_of(text: str, table: str, n: int = 1) -> list[int]:
    """Where each of the n tables `[table]` or `[[table]]` of a file begins; 0 for all where they are written otherwise."""
    found = [match.start() for match in re.finditer(rf"^[ \t]*\[{{1,2}}\s*{re.escape(table)}\s*\]", text, re.MULTILINE)]
    return found if len(found) == n else [0] * n


def key_faults(
    entry: Mapping,
    keys: Mapping[str, Kind],
    where: str,
    text: str,
    begin: int = 0,
    *,
    optional: frozenset[str] = frozenset(),
) -> list[str]:
    """Keys that are missing or unknown, values of another kind, empty texts, lists that hold anything but texts.

    Parameters
    ----------
    entry : mapping
        A table of the file.
    keys : mapping of str to type
        Its keys and what each must be (`KINDS`).
    where : str
        What the table is, for the message.
    text : str
        The file.
    begin : int
        Where in it the table begins.
    optional : frozenset of str
        Keys that may be missing.

    Returns
    -------
    list of str
        "line: fault".
    """
    faults = [f"{line_of(text, '', begin)}: {where} lacks '{key}'" for key in keys if key not in {*entry, *optional}]
    for key, value in entry.items():
        at = line_of(text, key, begin)
        if key not in keys:
            faults.append(f"{at}: {where} has the unknown key '{key}'; known: {', '.join(keys)}")
        elif not isinstance(value, keys[key]) or isinstance(value, bool):
            faults.append(f"{at}: '{key}' of {where} must be {KINDS[keys[key]]}")
        elif isinstance(value, str) and not value.strip():
            faults.append(f"{at}: '{key}' of {where} is empty")
    return faults


def item_faults(entry: Mapping, key: str, kind: Kind, where: str, text: str, begin: int = 0) -> list[str]:
    """Items of a list that are not of the kind wanted; a value that is no list has no items."""
    value = entry.get(key)
    if not isinstance(value, list) or all(isinstance(item, kind) and not isinstance(item, bool) for item in value):
        return []
    return [f"{line_of(text, key, begin)}: '{key}' of {where} must hold {KINDS[kind].split()[-1]}s only"]
