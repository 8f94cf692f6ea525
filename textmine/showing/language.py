"""The language in which a figure is drawn, and the words that figures have of their own in English and Chinese."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from textmine.measuring.coding import split_name

LANGUAGES = ("en", "zh")
Text = str | tuple[str, str]  # English and Chinese: a pair, or one name like "science education 科学教育"
_LANGUAGE = ContextVar("language", default="en")
_NOTES: ContextVar[dict[str, str] | None] = ContextVar("notes", default=None)


@contextmanager
def speaking(language: str) -> Iterator[dict[str, str]]:
    """Draw in a language, "en" or "zh", until the end of the block; the former one comes back.

    Yields the sentences that explain the symbols drawn so far, by their key, in the order in which they came (`note`).
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language '{language}'; known: {', '.join(LANGUAGES)}")
    spoken, noted = _LANGUAGE.set(language), _NOTES.set({})
    try:
        yield _NOTES.get()
    finally:
        _LANGUAGE.reset(spoken)
        _NOTES.reset(noted)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def word(key: str, **values: object) -> str:
    """A text of the package's own in the language that is drawn, with its numbers filled in; KeyError where it has none."""
    return _words()["text"][key][_LANGUAGE.get()].format(**values)


def note(key: str, **values: object) -> None:
    """Add a sentence on a symbol to the caption of the figure that is being drawn; the same key once."""
    if (notes := _NOTES.get()) is not None:
        notes.setdefault(key, _words()["notes"][key][_LANGUAGE.get()].format(**values))


def value(name: str) -> str:
    """A role, kind or status in the language that is drawn; itself where the package has no word for it."""
    return _words()["values"].get(name, {}).get(_LANGUAGE.get(), name)


def values() -> dict[str, tuple[str, str]]:
    """The package's own words for roles, kinds and statuses, in English and in Chinese."""
    return {name: (pair["en"], pair["zh"]) for name, pair in _words()["values"].items()}


def said(text: Text) -> str:
    """A text for both languages in the one that is drawn."""
    pair = split_name(text)[::-1] if isinstance(text, str) else text
    return pair[LANGUAGES.index(_LANGUAGE.get())]


def named(name: object, names: Mapping[str, Text] | None) -> str:
    """A value of a table in the language that is drawn; itself where `names` and the package's own words lack it."""
    if names and name in names:
        return said(names[name])
    return value(str(name))


def is_english() -> bool:
    """Whether English is drawn."""
    return _LANGUAGE.get() == "en"
