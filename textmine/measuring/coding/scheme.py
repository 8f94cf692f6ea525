"""A scheme of categories, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MIXED = re.compile(r"([\x00-\x7f\u2013\u2019]+?)\s*([\u3400-\u9fff].*)", re.DOTALL)
_WITH_WORDS = re.compile(r"[A-Za-z][\x00-\x7f]*?\s*\(([\u3400-\u9fff][^()]*)\)")


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


def split_name(name: str) -> tuple[str, str]:
    """Chinese and English of a name like "science education 科学教育"; the whole name for both where it is in one language.

    Of a name like "must (必须、应当)" the words in brackets are the Chinese, the whole is the English.
    """
    name = name.strip()
    if found := _WITH_WORDS.fullmatch(name):
        return found[1], name
    found = _MIXED.fullmatch(name)
    return (found[2].strip(), found[1].strip()) if found else (name, name)
