"""Segments or sentences + codebook -> what was coded, by which pattern, where."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

_CODEBOOK_KEYS = {"title": str, "source": str, "category": list}
_CATEGORY_KEYS = {
    **{key: str for key in ("id", "name", "definition", "include", "exclude")},
    **{key: list for key in ("patterns", "not_patterns", "examples")},
}
_OPTIONAL = {"not_patterns"}


class CodebookError(ValueError):
    """A codebook file with faults; the message lists all of them with file and line."""


@dataclass(frozen=True)
class Category:
    """One category of a codebook.

    Attributes
    ----------
    id, name, definition, include, exclude : str
        `include` and `exclude` are the rules for a coder.
    patterns : tuple of str
        Regular expressions that code it.
    not_patterns : tuple of str
        Regular expressions of longer words that only look like it; what they match is coded as nothing.
    examples : tuple of str
        Sentences that must be coded so.
    """

    id: str
    name: str
    definition: str
    include: str
    exclude: str
    patterns: tuple[str, ...]
    not_patterns: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """A scheme of categories, with its source."""

    title: str
    source: str
    categories: tuple[Category, ...]


def read_codebook(path: str | Path) -> Codebook:
    """Read and validate a codebook.

    Parameters
    ----------
    path : str or Path
        TOML with `title`, `source` and one `[[category]]` for each category (see `Category`).

    Returns
    -------
    Codebook

    Raises
    ------
    CodebookError
        Lists every fault with the line: no file, no TOML, unknown or missing keys, values of the wrong kind, an id twice, no
        patterns, a pattern that is no regular expression, matches the empty text, or stands in two categories, an example
        that its own patterns do not code.
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
        faults = [fault for entry in entries for fault in _category_faults(entry, text)] + _shared(entries, text)
    if not faults and not entries:
        faults.append("1: needs at least one [[category]]")
    if not faults:
        book = Codebook(content["title"], content["source"], tuple(_category(entry) for entry in entries))
        faults = _example_faults(book, text)
    if faults:
        raise CodebookError("\n".join(f"{path}:{fault}" for fault in faults))
    return book


def _category(entry: dict) -> Category:
    return Category(
        **{key: tuple(entry.get(key, ())) if kind is list else entry[key] for key, kind in _CATEGORY_KEYS.items()}
    )


def _line_of(text: str, words: str) -> int:
    """Line on which some words of the file first stand; 1 where they do not."""
    at = text.find(words)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _key_faults(entry: dict, keys: dict[str, type], where: str, text: str) -> list[str]:
    line = _line_of(text, f'"{entry["id"]}"') if isinstance(entry.get("id"), str) else 1
    faults = [f"{line}: {where} lacks '{key}'" for key in keys if key not in entry and key not in _OPTIONAL]
    known = ", ".join(keys)
    faults += [
        f"{_line_of(text, key)}: {where} has the unknown key '{key}'; known: {known}"
        for key in entry
        if key not in keys
    ]
    for key, kind in keys.items():
        if key in entry and not isinstance(entry[key], kind):
            faults.append(f"{line}: '{key}' of {where} must be a {'list' if kind is list else 'text'}")
    return faults


def _category_faults(entry: dict, text: str) -> list[str]:
    where = f"category '{entry.get('id', '?')}'"
    faults = _key_faults(entry, _CATEGORY_KEYS, where, text)
    if faults:
        return faults
    if not entry["patterns"]:
        faults.append(f"{_line_of(text, entry['id'])}: {where} has no patterns")
    for pattern in [*entry["patterns"], *entry.get("not_patterns", [])]:
        try:
            empty = bool(re.match(pattern, ""))
        except (re.error, TypeError) as error:
            faults.append(f"{_line_of(text, str(pattern))}: '{pattern}' of {where} is no regular expression: {error}")
            continue
        if empty:
            faults.append(f"{_line_of(text, pattern)}: '{pattern}' of {where} matches the empty text")
    return faults


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


def _example_faults(book: Codebook, text: str) -> list[str]:
    faults = []
    for category in book.categories:
        for example in category.examples:
            if category.id not in {found[2] for found in _matches(example, _compiled(book))}:
                faults.append(f"{_line_of(text, example)}: the example '{example}' is not coded '{category.id}'")
    return faults


def _compiled(book: Codebook) -> list[tuple[re.Pattern, str]]:
    """Every pattern with its category; an empty category for what is coded as nothing."""
    pairs = [(re.compile(p), c.id) for c in book.categories for p in c.patterns]
    return pairs + [(re.compile(p), "") for c in book.categories for p in c.not_patterns]


def _matches(text: str, patterns: list[tuple[re.Pattern, str]]) -> list[tuple[int, int, str, str]]:
    """Start, end, category, pattern of the longest matches, leftmost first, none overlapping another."""
    found = [(*m.span(), category, p.pattern) for p, category in patterns for m in p.finditer(text)]
    found.sort(key=lambda match: (match[0] - match[1], match[0], match[2], match[3]))
    taken = np.zeros(len(text), dtype=bool)
    kept = []
    for start, end, category, pattern in found:
        if not taken[start:end].any():
            taken[start:end] = True
            kept.append((start, end, category, pattern))
    return sorted(match for match in kept if match[2])


def code(texts: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Code segments or sentences by the patterns of a codebook.

    Parameters
    ----------
    texts : DataFrame
        With `document_id`, `segment_id` and `text`: segments, or sentences (`textmine.compare.sentences`), whose `start` is
        then added.
    codebook : Codebook

    Returns
    -------
    DataFrame
        One row a match: `document_id`, `segment_id`, `start`, `end` (offsets into the segment's text), `category`,
        `pattern`, `match`; in the order of the texts, then `start`. A text may have several codes, or none.

    Notes
    -----
    Longer matches go first and no character is coded twice: 科技馆 inside 流动科技馆 is found once. Where two patterns match
    the same words, the category first in code point order has them; `not_patterns` match as patterns do, and code nothing.
    """
    patterns = _compiled(codebook)
    sentence = "start" in texts and "end" in texts and "clauses" in texts
    offsets = texts["start"] if sentence else [0] * len(texts)
    rows = [
        (document_id, segment_id, offset + start, offset + end, category, pattern, text[start:end])
        for (document_id, segment_id, text), offset in zip(
            texts[["document_id", "segment_id", "text"]].itertuples(index=False), offsets, strict=True
        )
        for start, end, category, pattern in _matches(text, patterns)
    ]
    columns = ["document_id", "segment_id", "start", "end", "category", "pattern", "match"]
    return pd.DataFrame(rows, columns=columns).astype({"start": int, "end": int})


def count_codes(coded: pd.DataFrame, codebook: Codebook, rows: pd.Series) -> np.ndarray:
    """How often each category was coded in each row.

    Parameters
    ----------
    coded : DataFrame
        From `code`.
    codebook : Codebook
    rows : Series
        Index: segment ids; values: the row (section, document) each belongs to.

    Returns
    -------
    ndarray of shape (n_rows, n_categories), int64
        Rows in order of first appearance in `rows`, categories in the order of the codebook.
    """
    codes, values = pd.factorize(rows)
    place = pd.Series(codes, index=rows.index)
    counts = np.zeros((len(values), len(codebook.categories)), dtype=np.int64)
    columns = {category.id: i for i, category in enumerate(codebook.categories)}
    inside = coded[coded["segment_id"].isin(place.index)]
    np.add.at(counts, (place[inside["segment_id"]].to_numpy(), inside["category"].map(columns).to_numpy(dtype=int)), 1)
    return counts
