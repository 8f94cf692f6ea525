"""A codebook file -> validated categories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from textmine.coding.faults import CATEGORY_LISTS, cross_faults, own_faults
from textmine.coding.matches import Coder


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
        TOML with `title`, `source`, optional `headings`, `least_weight` and `negators` (see `Codebook`; negators stand for
        all categories that have none of their own), and one `[[category]]` for each category (see `Category`).

    Returns
    -------
    Codebook

    Raises
    ------
    CodebookError
        Lists the faults with their lines. First those of single entries: no file, no TOML, unknown or missing keys, values of
        the wrong kind, empty texts, bad ids, no patterns, a pattern that is no regular expression or matches the empty text.
        Where there are none, those between entries: an id or a pattern twice, plain words that another category's pattern
        matches whole, an example that its own patterns do not code, or in which two categories claim the same words.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise CodebookError(f"{path}: no such file") from None
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path}: is no TOML in UTF-8: {error}") from None
    if faults := own_faults(content, text):
        raise CodebookError("\n".join(f"{path}:{fault}" for fault in faults))
    book = _codebook(content)
    if faults := cross_faults(content["category"], text, Coder(book)):
        raise CodebookError("\n".join(f"{path}:{fault}" for fault in faults))
    return book


def _codebook(content: dict) -> Codebook:
    categories = []
    for entry in content["category"]:
        entry = {"negators": content.get("negators", ()), **entry}
        names = [field.name for field in fields(Category)]
        values = {name: tuple(entry.get(name, ())) if name in CATEGORY_LISTS else entry.get(name, "") for name in names}
        categories.append(Category(**values))
    settings = content.get("headings", "never"), content.get("least_weight", 0)
    return Codebook(content["title"], content["source"], *settings, tuple(categories))
