"""The categories of a codebook -> what may be chosen in a cell, and a cell -> the categories it names."""

from __future__ import annotations

import re
import unicodedata

from textmine.measuring.coding import Codebook

NO_CATEGORY = "no category 无"
_NO = ("-", "—", "–", "无", "none")
_BETWEEN = re.compile(r"[;；\n]")
_CHINESE = re.compile("[\u3400-\u9fff]")


def choices(codebook: Codebook) -> list[str]:
    """What a cell may hold, in the order of the codebook: `rural: farming and countryside 农业农村`; no category last."""
    return [*(f"{key}: {name}" for key, name in codebook.names.items()), NO_CATEGORY]


def chosen(category: str | None, codebook: Codebook) -> str:
    """The choice that stands for a category, for none of them (None), or for an empty cell ("")."""
    return NO_CATEGORY if category is None else f"{category}: {codebook.names[category]}" if category else ""


def named_categories(cell: str, codebook: Codebook) -> tuple[list[str], list[str]]:
    """The categories that a cell names.

    Parameters
    ----------
    cell : str
        A choice, an id, or a name in either language; several with ; or a line break between them, of ids also with a blank.
    codebook : Codebook

    Returns
    -------
    categories : list of str
        Ids; "" for no category. As they stand: a category named twice comes twice.
    unknown : list of str
        Words that name no category, or more than one.
    """
    known = _known(codebook)
    if _plain(cell) in known:
        return [known[_plain(cell)]], []
    found, unknown = [], []
    for words in filter(None, (part.strip() for part in _BETWEEN.split(cell))):
        ids = words.split()
        if _plain(words) in known:
            found.append(known[_plain(words)])
        elif all(word in codebook.ids for word in ids):
            found += ids
        else:
            unknown.append(words)
    return found, unknown


def _known(codebook: Codebook) -> dict[str, str]:
    """Plain words -> the one category they stand for."""
    meant: dict[str, set[str]] = {_plain(words): {""} for words in (NO_CATEGORY, *_NO)}
    for key, name in codebook.names.items():
        for words in _ways(key, name):
            meant.setdefault(_plain(words), set()).add(key)
    own = {_plain(key): {key} for key in codebook.ids}  # an id goes before a name
    return {words: next(iter(keys)) for words, keys in {**meant, **own}.items() if words and len(keys) == 1}


def _ways(key: str, name: str) -> list[str]:
    """How a category may be called: its choice, its name, the English and the Chinese part of it."""
    chinese = _CHINESE.search(name)
    parts = [name[: chinese.start()], name[chinese.start() :]] if chinese else []
    return [f"{key}: {name}", name, *parts]


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)).casefold()
