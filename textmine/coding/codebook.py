"""A codebook file -> validated categories."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from textmine.coding.matches import Coder

HEADINGS = ("never", "if_none", "always")
_CODEBOOK_KEYS = {
    "title": str,
    "source": str,
    "headings": str,
    "least_weight": (int, float),
    "negators": list,
    "category": list,
}
_KINDS = {str: "text", list: "list", (int, float): "number"}
_CATEGORY_KEYS = {
    **{key: str for key in ("id", "group", "name", "definition", "include", "exclude")},
    **{key: list for key in ("patterns", "not_patterns", "negators", "examples")},
}
_OPTIONAL = {"group", "not_patterns", "headings", "least_weight", "negators"}


class CodebookError(ValueError):
    """A codebook file with faults; the message lists all of them with file and line."""


@dataclass(frozen=True)
class Category:
    """One category of a codebook.

    Attributes
    ----------
    id, name, definition, include, exclude : str
        `include` and `exclude` are the rules for a coder.
    group : str
        Of a scheme with two levels: the class the category belongs to; else empty.
    patterns : tuple of str
        Regular expressions that code it.
    not_patterns : tuple of str
        Regular expressions of longer words that only look like it; what they match is coded as nothing.
    negators : tuple of str
        Regular expressions; a match with one of them right before it is not coded. By default those of the codebook.
    examples : tuple of str
        Sentences that must be coded so.
    """

    id: str
    group: str
    name: str
    definition: str
    include: str
    exclude: str
    patterns: tuple[str, ...]
    not_patterns: tuple[str, ...]
    negators: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """A scheme of categories.

    Attributes
    ----------
    title, source : str
    headings : {"never", "if_none", "always"}
        Whether a segment takes the categories of the headings above it: never, only where its own words have none, or in
        addition to its own.
    least_weight : float
        Share of the main category's weight that a further category of a segment must reach (0: any match does).
    categories : tuple of Category
    """

    title: str
    source: str
    headings: str
    least_weight: float
    categories: tuple[Category, ...]

    @property
    def ids(self) -> list[str]:
        """Ids of the categories, in the order of the file."""
        return [category.id for category in self.categories]

    @property
    def names(self) -> dict[str, str]:
        """Name of each category by its id, in the order of the file."""
        return {category.id: category.name for category in self.categories}

    @property
    def groups(self) -> dict[str, str]:
        """Group of each category by its id, in the order of the file."""
        return {category.id: category.group for category in self.categories}


def read_codebook(path: str | Path) -> Codebook:
    """Read and validate a codebook.

    Parameters
    ----------
    path : str or Path
        TOML with `title`, `source`, optional `headings`, `least_weight` and `negators` (see `Codebook`), and one `[[category]]` for each
        category (see `Category`).

    Returns
    -------
    Codebook

    Raises
    ------
    CodebookError
        Lists every fault with the line: no file, no TOML, unknown or missing keys, values of the wrong kind, an id twice, no
        patterns, a pattern that is no regular expression, matches the empty text, or stands in two categories, words that
        patterns of two categories code alike, an example that its own patterns do not code.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise CodebookError(f"{path}: no such file") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path}: is no TOML: {error}") from None
    faults = _key_faults(content, _CODEBOOK_KEYS, "the codebook", text)
    entries = content.get("category", [])
    if not faults and not all(isinstance(entry, dict) for entry in entries):
        faults.append("1: every category must be written as [[category]]")
    if not faults:
        faults = _setting_faults(content, text) + [
            fault for entry in entries for fault in _category_faults(entry, text)
        ]
        faults += _shared(entries, text)
    if not faults and not entries:
        faults.append("1: needs at least one [[category]]")
    if not faults:
        faults = _overlaps(entries, text)
    if not faults:
        book = Codebook(
            content["title"],
            content["source"],
            content.get("headings", "never"),
            content.get("least_weight", 0),
            tuple(_category({"negators": content.get("negators", ()), **entry}) for entry in entries),
        )
        faults = _example_faults(book, text)
    if faults:
        raise CodebookError("\n".join(f"{path}:{fault}" for fault in faults))
    return book


def _category(entry: dict) -> Category:
    return Category(
        **{
            key: tuple(entry.get(key, ())) if kind is list else entry.get(key, "")
            for key, kind in _CATEGORY_KEYS.items()
        }
    )


def _line_of(text: str, words: str) -> int:
    """Line where some words stand as a key, else as a quoted value, else at all; 1 where they do not."""
    found = re.escape(words)
    for form in (rf"^{found}\s*=", rf"([\"']){found}\1", found):
        if match := re.search(form, text, re.MULTILINE):
            return text.count("\n", 0, match.start()) + 1
    return 1


def _key_faults(entry: dict, keys: dict[str, type | tuple], where: str, text: str) -> list[str]:
    line = _line_of(text, entry["id"]) if isinstance(entry.get("id"), str) else 1
    faults = [f"{line}: {where} lacks '{key}'" for key in keys if key not in entry and key not in _OPTIONAL]
    known = ", ".join(keys)
    faults += [
        f"{_line_of(text, key)}: {where} has the unknown key '{key}'; known: {known}"
        for key in entry
        if key not in keys
    ]
    for key, kind in keys.items():
        if key in entry and not isinstance(entry[key], kind):
            faults.append(f"{line}: '{key}' of {where} must be a {_KINDS[kind]}")
    return faults


def _category_faults(entry: dict, text: str) -> list[str]:
    where = f"category '{entry.get('id', '?')}'"
    faults = _key_faults(entry, _CATEGORY_KEYS, where, text)
    if faults:
        return faults
    if not entry["patterns"]:
        faults.append(f"{_line_of(text, entry['id'])}: {where} has no patterns")
    for pattern in [*entry["patterns"], *entry.get("not_patterns", []), *entry.get("negators", [])]:
        faults += _pattern_faults(pattern, where, text)
    return faults


def _setting_faults(content: dict, text: str) -> list[str]:
    faults = []
    if content.get("headings", "never") not in HEADINGS:
        found, allowed = content["headings"], ", ".join(HEADINGS)
        faults.append(f"{_line_of(text, 'headings')}: 'headings' is '{found}'; allowed: {allowed}")
    least = content.get("least_weight", 0)
    if not 0 <= least < 1:
        faults.append(f"{_line_of(text, 'least_weight')}: 'least_weight' is {least}; it must be from 0 to below 1")
    for pattern in content.get("negators", []):
        faults += _pattern_faults(pattern, "the negators", text)
    return faults


def _pattern_faults(pattern: object, where: str, text: str) -> list[str]:
    line = _line_of(text, str(pattern))
    try:
        if re.match(pattern, ""):
            return [f"{line}: '{pattern}' of {where} matches the empty text"]
    except (re.error, TypeError) as error:
        return [f"{line}: '{pattern}' of {where} is no regular expression: {error}"]
    return []


def _shared(entries: list[dict], text: str) -> list[str]:
    """Ids and patterns that stand in two categories."""
    faults, seen = [], {}
    for entry in entries:
        names = [("id", entry.get("id"))] + [("pattern", pattern) for pattern in entry.get("patterns", [])]
        for kind, name in names:
            owner = seen.setdefault((kind, name), entry)
            if owner is not entry or names.count((kind, name)) > 1:
                faults.append(
                    f"{_line_of(text, str(name))}: the {kind} '{name}' comes twice (category '{owner.get('id')}')"
                )
    return list(dict.fromkeys(faults))


def _overlaps(entries: list[dict], text: str) -> list[str]:
    """Plain words that stand as a pattern in one category and are matched whole by a pattern of another."""
    pairs = [(entry["id"], pattern) for entry in entries for pattern in entry["patterns"]]
    plain = [(owner, words) for owner, words in pairs if re.escape(words) == words]
    return [
        f"{_line_of(text, words)}: '{words}' of category '{owner}' is also matched by '{pattern}' of category '{other}'"
        for owner, words in plain
        for other, pattern in pairs
        if other != owner and re.fullmatch(pattern, words)
    ]


def _example_faults(book: Codebook, text: str) -> list[str]:
    coder = Coder(book)
    return [
        f"{_line_of(text, example)}: the example '{example}' is not coded '{category.id}'"
        for category in book.categories
        for example in category.examples
        if category.id not in {found[2] for found in coder.matches(example)}
    ]
