"""The content of a codebook file -> its faults, each with its line."""

from __future__ import annotations

import re
from itertools import combinations

from textmine.measuring.coding.matches import Coder
from textmine.schema import item_faults, key_faults, line_of, starts_of

HEADINGS = ("never", "if_none", "always")
CATEGORY_LISTS = ("patterns", "not_patterns", "negators", "examples")
_CATEGORY_TEXTS = ("id", "group", "name", "definition", "include", "exclude")
_CATEGORY_KEYS = {**dict.fromkeys(_CATEGORY_TEXTS, str), **dict.fromkeys(CATEGORY_LISTS, list)}
_CODEBOOK_KEYS = {
    **dict.fromkeys(("title", "source", "headings"), str),
    "least_weight": (int, float),
    "negators": list,
    "category": list,
}
_OPTIONAL = frozenset(("group", "not_patterns", "headings", "least_weight", "negators"))
_ID = re.compile(r"[A-Za-z]\w*")


def own_faults(content: dict, text: str) -> list[str]:
    """Faults of the codebook's settings and of its categories, each taken alone."""
    faults = key_faults(content, _CODEBOOK_KEYS, "the codebook", text, optional=_OPTIONAL)
    faults += item_faults(content, "negators", str, "the codebook", text)
    faults += _setting_faults(content, text)
    entries = content.get("category", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [*faults, "1: every category must be written as [[category]]"]
    if not entries and "category" in content:
        faults.append("1: needs at least one [[category]]")
    for entry, block in zip(entries, starts_of(text, "category", len(entries)), strict=True):
        faults += _category_faults(entry, text, block)
    return faults


def cross_faults(entries: list[dict], text: str, coder: Coder) -> list[str]:
    """Faults between the categories of a codebook whose single entries have none."""
    blocks = starts_of(text, "category", len(entries))
    return _twice(entries, text, blocks) or [
        *_overlaps(entries, text, blocks),
        *_example_faults(entries, text, blocks, coder),
    ]


def _setting_faults(content: dict, text: str) -> list[str]:
    faults = []
    headings, least = content.get("headings", "never"), content.get("least_weight", 0)
    if isinstance(headings, str) and headings not in HEADINGS:
        faults.append(f"{line_of(text, 'headings')}: 'headings' is '{headings}'; allowed: {', '.join(HEADINGS)}")
    if isinstance(least, int | float) and not 0 <= least < 1:
        faults.append(f"{line_of(text, 'least_weight')}: 'least_weight' is {least}; it must be from 0 to below 1")
    return faults + _pattern_faults(content.get("negators", []), "the negators", text, 0)


def _category_faults(entry: dict, text: str, begin: int) -> list[str]:
    where = f"category '{entry.get('id', '?')}'"
    faults = key_faults(entry, _CATEGORY_KEYS, where, text, begin, optional=_OPTIONAL)
    faults += [fault for key in CATEGORY_LISTS for fault in item_faults(entry, key, str, where, text, begin)]
    if isinstance(entry.get("id"), str) and not _ID.fullmatch(entry["id"]):
        found = f"{line_of(text, 'id', begin)}: the id '{entry['id']}'"
        faults.append(f"{found} must begin with a letter and hold letters, digits and _ only")
    if entry.get("patterns") == []:
        faults.append(f"{line_of(text, 'patterns', begin)}: {where} has no patterns")
    for key in ("patterns", "not_patterns", "negators"):
        faults += _pattern_faults(entry.get(key, []), where, text, begin)
    return faults


def _pattern_faults(patterns: object, where: str, text: str, begin: int) -> list[str]:
    faults = []
    for pattern in patterns if isinstance(patterns, list) else []:
        if not isinstance(pattern, str):
            continue
        try:
            if re.search(pattern, ""):
                faults.append(f"{line_of(text, pattern, begin)}: '{pattern}' of {where} matches the empty text")
        except re.error as error:
            line = line_of(text, pattern, begin)
            faults.append(f"{line}: '{pattern}' of {where} is no regular expression: {error}")
    return faults


def _twice(entries: list[dict], text: str, blocks: list[int]) -> list[str]:
    """Ids and patterns that stand in two categories, or in one twice."""
    faults, seen = [], {}
    for entry, begin in zip(entries, blocks, strict=True):
        for kind, name in [("id", entry["id"]), *(("pattern", pattern) for pattern in entry["patterns"])]:
            if (kind, name) in seen:
                first = seen[kind, name]
                faults.append(f"{line_of(text, name, begin)}: the {kind} '{name}' comes twice (category '{first}')")
            seen.setdefault((kind, name), entry["id"])
    return faults


def _overlaps(entries: list[dict], text: str, blocks: list[int]) -> list[str]:
    """Plain words that stand as a pattern in one category and are matched whole by a pattern of another."""
    pairs = [(entry["id"], pattern) for entry in entries for pattern in entry["patterns"]]
    return [
        f"{line_of(text, words, begin)}: '{words}' of category '{entry['id']}' is also matched by '{pattern}' of category "
        f"'{other}'"
        for entry, begin in zip(entries, blocks, strict=True)
        for words in entry["patterns"]
        if re.escape(words) == words
        for other, pattern in pairs
        if other != entry["id"] and re.fullmatch(pattern, words)
    ]


def _example_faults(entries: list[dict], text: str, blocks: list[int], coder: Coder) -> list[str]:
    faults = []
    for entry, begin in zip(entries, blocks, strict=True):
        for example in entry["examples"]:
            line = line_of(text, example, begin)
            if entry["id"] not in {found[2] for found in coder.matches(example)}:
                faults.append(f"{line}: the example '{example}' is not coded '{entry['id']}'")
            for start, end, owners in coder.ties(example):
                for one, other in combinations(owners, 2):
                    words = example[start:end]
                    faults.append(
                        f"{line}: in '{example}', '{words}' is claimed by category '{one}' and category '{other}'"
                    )
    return faults
