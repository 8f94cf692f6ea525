"""What pages say: interface, columns, values, categories and terms in Chinese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from textmine.corpus import Study
from textmine.measuring.coding import Codebook, split_name
from textmine.report.safe import both
from textmine.showing.language import values
from textmine.showing.paper import heads

Pair = tuple[str, str]  # Chinese, English


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, Pair]]:
    content = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {
        name: {key: (pair["zh"], pair.get("en", "")) for key, pair in table.items()} for name, table in content.items()
    }


@lru_cache(maxsize=1)
def _values() -> dict[str, Pair]:
    """What cells of tables are called: as in figures, and words that only pages have."""
    return {name: pair[::-1] for name, pair in values().items()} | _shipped()["values"]


@dataclass(frozen=True)
class Words:
    """Names in both languages.

    Attributes
    ----------
    groups : mapping of str to str
        Label of each group of the study.
    chinese : mapping of str to str
        Chinese names of groups, of those that `study.toml` gives one (`label_zh`).
    categories : mapping of str to (str, str)
        Names of categories of the codebooks.
    glossary : mapping of str to str
        English names of Chinese terms.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, Pair] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str) -> Pair:
        """A text of the interface; KeyError where it has none of this name."""
        return _shipped()["text"][key]

    def kind(self, key: str) -> Pair:
        """What a kind of table is about."""
        return _shipped()["kinds"][key]

    def column(self, name: str) -> Pair:
        """Name of a column of a table; itself where it is not known."""
        return heads().get(name, (name, name))[::-1]

    def value(self, value: str) -> Pair:
        """A cell of a table: a group, a category, a role, a term with its gloss; itself where it is none of these."""
        if value in self.chinese:
            return self.chinese[value], self.groups.get(value, value)
        if value in self.groups:
            named = _values().get(value, split_name(self.groups[value]))
            return named if self.groups[value] == value else split_name(self.groups[value])
        if value in self.categories:
            return self.categories[value]
        if value in self.glossary:
            return value, f"{value} {self.glossary[value]}"
        return _values().get(value, (value, value))

    def title(self, notebook: str, title: str) -> Pair:
        """Title of a notebook; where no Chinese one is known, as it stands in the notebook."""
        return _shipped()["titles"].get(notebook, (title, title))[0], title

    def cell(self, text: str) -> str | None:
        """Markup of a cell's words in both languages; None where only one is known."""
        pair = self.value(text)
        pair = self.column(text) if pair[0] == pair[1] else pair
        return both(*pair) if pair[0] != pair[1] else None

    def said(self, key: str) -> Markup:
        """A text of the interface as markup."""
        return Markup(both(*self.text(key)))


def words_of(study: Study, codebooks: Mapping[str, Codebook], glossary: Mapping[str, str]) -> Words:
    """The words of a study; of a category that several codebooks have, the name in the first."""
    categories: dict[str, Pair] = {"(uncovered)": ("未归类", "uncovered")}
    for book in codebooks.values():
        for key, name in book.names.items():
            categories.setdefault(key, split_name(name))
    chinese = {group.id: group.label_zh for group in study.groups if group.label_zh}
    return Words(study.labels, categories, glossary, chinese)
