"""A codebook file -> validated categories."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

from textmine.measuring.coding.faults import CATEGORY_LISTS, cross_faults, own_faults
from textmine.measuring.coding.matches import Coder
from textmine.measuring.coding.scheme import Category, Codebook


class CodebookError(ValueError):
    """A codebook file with faults; the message lists all of them with file and line."""


def read_codebook(path: str | Path, *, missing_ok: bool = False) -> Codebook:
    """Read and validate a codebook.

    Parameters
    ----------
    path : str or Path
        TOML with `title`, `source`, optional `headings`, `least_weight` and `negators` (see `Codebook`; negators stand for
        all categories that have none of their own), and one `[[category]]` for each category (see `Category`).
    missing_ok : bool
        Whether a file that does not exist means a codebook without categories.

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
    if missing_ok and not path.exists():
        return Codebook("", "", "never", 0, ())
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
