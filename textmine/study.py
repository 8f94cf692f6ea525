"""`study.toml` of a corpus folder -> what a study takes for granted: its groups, seeds, least lengths, terms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from textmine.reading.outline import KINDS, PROSE
from textmine.schema import item_faults, key_faults, line_of, starts_of
from textmine.subsets import Subset, subset_faults, subsets_of

# Told apart by readers with colour-blindness, the first three in grey print too: tests/test_colours.py measures it.
COLOURS = ("#16324f", "#ad4422", "#4a9f97", "#859255", "#7b0f11", "#245f91", "#856dd0", "#6d4954")
DOCUMENT_COLUMNS = (
    "document_id", "title", "issuer", "level", "region", "province", "document_number", "issued", "period_start",
    "period_end", "genre", "complete", "source_file", "sha256", "note",
)  # fmt: skip
TABLE_COLUMNS = (*(name for name in DOCUMENT_COLUMNS if name not in ("source_file", "sha256")), "text", "file")
FUNCTIONS = ("aims", "actions", "projects", "safeguards")  # what a part of a policy document does
_NUMBERS = {
    "seeds": {"resampling": 0, "topics": 0},
    "least": {"passage_tokens": 10, "term_count": 5, "term_passages": 3, "pair_segments": 10},
}
_TABLES = {
    **{name: dict.fromkeys(values, int) for name, values in _NUMBERS.items()},
    "groups": {"column": str, "second": str},
    "topics": {"compare": list, "n": int},
    "terms": {"followed": list, "verbs": list},
    "targets": {"indicator": str, "label": str, "label_zh": str},
    "parts": dict.fromkeys(FUNCTIONS, list),
    "prose": {"kinds": list},
    "codes": {"by": str, "by_zh": str},
    "import": {"columns": dict},
}
_KEYS = {"title": str, "group": list, "subset": list, **dict.fromkeys(_TABLES, dict), "names": dict}
_GROUP_KEYS = {"id": str, "label": str, "label_zh": str, "colour": str}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


# Columns of our own tables: a grouping of the same name would stand in them twice.
_TAKEN = {
    "document_id", "segment_id", "section_id", "passage_id", "segment_ids", "path", "kind", "order", "start", "end", "text",
    "term", "token", "count", "rank", "topic", "share", "theta", "phi", "category", "estimate", "low", "high", "role", "body",
    "leave_out_low", "leave_out_high", "fcr_low", "fcr_high", "tested", "covers", "value", "unit", "year", "operator", "indicator",
    "status", "clauses", "characters", "shared", "score",
}  # fmt: skip


class StudyError(ValueError):
    """A study.toml with faults; the message lists all of them with file and line."""


@dataclass(frozen=True)
class Group:
    """A group of documents.

    Attributes
    ----------
    id : str
        Value of the column that groups documents.
    label : str
        How figures name it.
    colour : str
        Like "#16324f".
    label_zh : str
        How Chinese figures name it; empty: as the others do, or for the three levels by the package's own words.
    """

    id: str
    label: str
    colour: str
    label_zh: str = ""


LEVELS = tuple(
    Group(name, name, colour) for name, colour in zip(("national", "provincial", "city"), COLOURS, strict=False)
)


@dataclass(frozen=True)
class Study:
    """What the notebooks of a study take for granted.

    Attributes
    ----------
    title : str
    column : str
        Column of `documents.csv` whose values are compared.
    groups : tuple of Group
        Those values, in order; at most eight. Empty: the values that the documents have, in order of first appearance.
    subsets : tuple of Subset
        Groups without some of their documents, which tables show beside the groups.
    second : str
        A further column, such as a period, or empty: documents change groups in a permutation only within its values.
    seeds : mapping
        `resampling`, `topics`.
    least : mapping
        `passage_tokens` (shorter passages are left out of TF-IDF and topics), `term_count` (occurrences of a key term in
        its group), `term_passages` (passages of a term in topics), `pair_segments` (of a pair of categories).
    n_topics_compared : tuple of int
        Numbers of topics to compare.
    n_topics : int or None
        The number chosen; None: the most stable of those compared.
    followed : tuple of str
        Terms of the x-ray figure; empty: the leading key terms of the groups.
    verbs : tuple of str
        Verbs whose objects are listed; empty: the most frequent.
    indicator, indicator_label, indicator_label_zh : str
        Indicator of the figure of targets and the label of its axis in English and Chinese; empty: the one that most documents
        state.
    coded_by : (str, str)
        Who read and coded the segments of `codebooks/hand_codes.csv`, in English and Chinese, for captions.
    parts : mapping of str to tuple of str
        Words by which the heading of a part tells what the part does: `aims`, `actions`, `projects`, `safeguards`.
    names : mapping of str to (str, str)
        English and Chinese name of documents, or of any value that figures show.
    prose : tuple of str
        Kinds of segments that count as prose.
    imported : mapping of str to str
        For `textmine import`: a column of `documents.csv`, `text` or `file` -> what the table that is imported calls it.
    """

    title: str = "Policy documents"
    column: str = "level"
    groups: tuple[Group, ...] = LEVELS
    subsets: tuple[Subset, ...] = ()
    second: str = ""
    seeds: Mapping[str, int] = field(default_factory=lambda: dict(_NUMBERS["seeds"]))
    least: Mapping[str, int] = field(default_factory=lambda: dict(_NUMBERS["least"]))
    n_topics_compared: tuple[int, ...] = (5, 8, 11, 14)
    n_topics: int | None = None
    followed: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    indicator: str = ""
    indicator_label: str = ""
    indicator_label_zh: str = ""
    coded_by: tuple[str, str] = ("readers", "人工")
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    prose: tuple[str, ...] = PROSE
    imported: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, str]:
        """Label of each group by its id, in order."""
        return {group.id: group.label for group in self.groups}

    @property
    def sides(self) -> dict[str, str]:
        """Columns of a table of groups: each group, followed by its subsets; each with the group it belongs to."""
        of_group = {group: [part.id for part in self.subsets if part.group == group] for group in self.labels}
        return {key: group for group, parts in of_group.items() for key in (group, *parts)}

    @property
    def colours(self) -> dict[str, str]:
        """Colour of each group by its id, in order."""
        return {group.id: group.colour for group in self.groups}


def read_study(folder: str | Path = "corpus") -> Study:
    """Read and validate `study.toml` of a corpus folder.

    Parameters
    ----------
    folder : str or Path
        The corpus folder. Without the file, documents are compared by level: national, provincial, city.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        Lists unknown keys, values of another kind, groups that come twice or are more than eight, colours that are none, kinds
        of segments that do not exist and numbers below their least, each with its line.
    """
    path = Path(folder) / "study.toml"
    if not path.is_file():
        return Study()
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StudyError(f"{path}: is no TOML in UTF-8: {error}") from None
    if faults := _kind_faults(content, text) or _value_faults(content, text):
        raise StudyError("\n".join(f"{path}:{fault}" for fault in faults))
    return _study(content)


def _kind_faults(content: dict, text: str) -> list[str]:
    """Keys that are unknown and values of another kind than wanted."""
    faults = key_faults(content, _KEYS, "the study", text, optional=frozenset(_KEYS))
    for name, keys in _TABLES.items():
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


def _study(content: dict) -> Study:
    table = {name: content.get(name, {}) for name in _TABLES}
    given = {"title": content.get("title"), "column": table["groups"].get("column")}
    given |= {"second": table["groups"].get("second"), "n_topics": table["topics"].get("n")}
    given |= {"indicator": table["targets"].get("indicator"), "indicator_label": table["targets"].get("label")}
    given |= {"indicator_label_zh": table["targets"].get("label_zh")}
    codes = table["codes"]
    given["coded_by"] = (codes["by"], codes.get("by_zh", codes["by"])) if "by" in codes else None
    given |= {"parts": {key: tuple(words) for key, words in table["parts"].items()}}
    given |= {"names": {key: (pair["en"], pair["zh"]) for key, pair in content.get("names", {}).items()}}
    lists = {"n_topics_compared": ("topics", "compare"), "followed": ("terms", "followed"), "verbs": ("terms", "verbs")}
    lists |= {"prose": ("prose", "kinds")}
    given |= {name: tuple(table[at][key]) if key in table[at] else None for name, (at, key) in lists.items()}
    given["subsets"] = subsets_of(content)
    given["imported"] = table["import"].get("columns")
    given |= {name: {**values, **table[name]} for name, values in _NUMBERS.items()}
    if "group" in content or "column" in table["groups"]:
        given["groups"] = tuple(
            Group(group["id"], group.get("label", group["id"]), group.get("colour", colour), group.get("label_zh", ""))
            for group, colour in zip(content.get("group", []), COLOURS, strict=False)
        )
    return Study(**{name: value for name, value in given.items() if value is not None})
