"""What `study.toml` may hold: its tables and keys, columns and colours, and the faults of a file, each with its line."""

from __future__ import annotations

import re

from textmine.reading.outline import KINDS, PROSE
from textmine.schema import item_faults, key_faults, line_of, starts_of
from textmine.subsets import subset_faults

# Told apart by readers with colour-blindness, the first three in grey print too: tests/test_colours.py measures it.
COLOURS = ("#16324f", "#ad4422", "#4a9f97", "#859255", "#7b0f11", "#245f91", "#856dd0", "#6d4954")
DOCUMENT_COLUMNS = (
    "document_id", "title", "issuer", "level", "region", "province", "document_number", "issued", "period_start",
    "period_end", "genre", "complete", "source_file", "sha256", "note",
)  # fmt: skip
TABLE_COLUMNS = (*(name for name in DOCUMENT_COLUMNS if name not in ("source_file", "sha256")), "text", "file")
FUNCTIONS = ("aims", "actions", "projects", "safeguards")  # what a part of a policy document does
NUMBERS = {
    "seeds": {"resampling": 0, "topics": 0},
    "least": {"passage_tokens": 10, "term_count": 5, "term_passages": 3, "pair_segments": 10},
}
TABLES = {
    **{name: dict.fromkeys(values, int) for name, values in NUMBERS.items()},
    "groups": {"column": str, "second": str},
    "topics": {"compare": list, "n": int},
    "terms": {"followed": list, "verbs": list},
    "targets": {"indicator": str, "label": str, "label_zh": str},
    "parts": dict.fromkeys(FUNCTIONS, list),
    "prose": {"kinds": list},
    "codes": {"by": str, "by_zh": str},
    "import": {"columns": dict},
}
_KEYS = {"title": str, "group": list, "subset": list, **dict.fromkeys(TABLES, dict), "names": dict}
_GROUP_KEYS = {"id": str, "label": str, "label_zh": str, "colour": str}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


# Columns of our own tables: a grouping of the same name would stand in them twice.
_TAKEN = {
    "document_id", "segment_id", "section_id", "passage_id", "segment_ids", "path", "kind", "order", "start", "end", "text",
    "term", "token", "count", "rank", "topic", "share", "theta", "phi", "category", "estimate", "low", "high", "role", "body",
    "leave_out_low", "leave_out_high", "fcr_low", "fcr_high", "tested", "covers", "value", "unit", "year", "operator", "indicator",
    "status", "clauses", "characters", "shared", "score",
}  # fmt: skip


def study_faults(content: dict, text: str) -> list[str]:
    """What is wrong with a file, as lines that begin with the number of the line; values are judged where all kinds are right."""
    return _kind_faults(content, text) or _value_faults(content, text)


def _kind_faults(content: dict, text: str) -> list[str]:
    """Keys that are unknown and values of another kind than wanted."""
    faults = key_faults(content, _KEYS, "the study", text, optional=frozenset(_KEYS))
    for name, keys in TABLES.items():
        if isinstance(table := content.get(name, {}), dict):
            begin = starts_of(text, name)[0]
            faults += key_faults(table, keys, f"[{name}]", text, begin, optional=frozenset(keys))
            for key, kind in (
                ("compare", int),
                ("followed", str),
                ("verbs", str),
                ("kinds", str),
                *((key, str) for key in FUNCTIONS),
            ):
                faults += item_faults(table, key, kind, f"[{name}]", text, begin)
    faults += subset_faults(content, text)
    groups = content.get("group", [])
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        return [*faults, f"{line_of(text, 'group')}: every group must be written as [[group]]"]
    for group, begin in zip(groups, starts_of(text, "group", len(groups)), strict=True):
        faults += key_faults(
            group, _GROUP_KEYS, "the group", text, begin, optional=frozenset(("label", "label_zh", "colour"))
        )
    return faults


def _value_faults(content: dict, text: str) -> list[str]:
    """Values that are of the right kind, but cannot be."""
    faults, seen = [], set()
    groups = content.get("group", [])
    if len(groups) > len(COLOURS):
        faults.append(
            f"{line_of(text, '', starts_of(text, 'group', len(groups))[len(COLOURS)])}: more than {len(COLOURS)} groups; a figure cannot tell more apart: put some together in a column of their own"
        )
    for group, begin in zip(groups, starts_of(text, "group", len(groups)), strict=True):
        if group["id"] in seen:
            faults.append(f"{line_of(text, 'id', begin)}: the group '{group['id']}' comes twice")
        if not _COLOUR.fullmatch(group.get("colour", COLOURS[0])):
            faults.append(f"{line_of(text, 'colour', begin)}: the colour '{group['colour']}' must be like #16324f")
        seen.add(group["id"])
    for key, column in content.get("groups", {}).items():
        if column in _TAKEN:
            line = line_of(text, key, starts_of(text, "groups")[0])
            faults.append(
                f"{line}: '{key}' of [groups] is '{column}', a column of our own tables; give yours another name"
            )
    for table, least in (("least", 1), ("seeds", 0)):
        for key, value in content.get(table, {}).items():
            if value < least:
                faults.append(
                    f"{line_of(text, key, starts_of(text, table)[0])}: '{key}' of [{table}] is {value}; it must be at least {least}"
                )
    begin = starts_of(text, "topics")[0]
    topics = content.get("topics", {})
    for key, values in (("compare", topics.get("compare", [2])), ("n", [topics.get("n", 2)])):
        if not values or min(values) < 2:
            faults.append(
                f"{line_of(text, key, begin)}: '{key}' of [topics] is {topics[key]}; a model has at least 2 topics"
            )
    for kind in content.get("prose", {}).get("kinds", PROSE):
        if kind not in KINDS:
            faults.append(
                f"{line_of(text, kind, starts_of(text, 'prose')[0])}: '{kind}' is no kind of segment; known: {', '.join(KINDS)}"
            )
    return faults + _name_faults(content, text) + _import_faults(content, text)


def _name_faults(content: dict, text: str) -> list[str]:
    """Names that are no pair of an English and a Chinese one."""
    begin = starts_of(text, "names")[0]
    return [
        f'{line_of(text, key, begin)}: \'{key}\' of [names] must be like {{ en = "Harbin 2016", zh = "哈尔滨 2016" }}'
        for key, pair in content.get("names", {}).items()
        if not isinstance(pair, dict)
        or set(pair) != {"en", "zh"}
        or not all(isinstance(name, str) and name.strip() for name in pair.values())
    ]


def _import_faults(content: dict, text: str) -> list[str]:
    """Columns to import that no document has, and names that are none."""
    groups, columns = content.get("groups", {}), content.get("import", {}).get("columns", {})
    known = (*TABLE_COLUMNS, *(groups[key] for key in ("column", "second") if key in groups))
    begin = starts_of(text, "import")[0]
    faults = [
        f"{line_of(text, name, begin)}: '{name}' in columns of [import] is no column; known: {', '.join(dict.fromkeys(known))}"
        for name in columns
        if name not in known
    ]
    return faults + [
        f"{line_of(text, name, begin)}: '{name}' in columns of [import] must be the name of a column, a text"
        for name, theirs in columns.items()
        if not isinstance(theirs, str) or not theirs.strip()
    ]
