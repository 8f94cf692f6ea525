"""`study.toml` of a corpus folder -> what a study takes for granted: its groups, seeds, least lengths, terms."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from textmine.reading.outline import PROSE
from textmine.settings import COLOURS, NUMBERS, TABLES, study_faults
from textmine.subsets import Subset, subsets_of


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
        The number chosen; None: what `suggested_n_topics` says of those compared.
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
    seeds: Mapping[str, int] = field(default_factory=lambda: dict(NUMBERS["seeds"]))
    least: Mapping[str, int] = field(default_factory=lambda: dict(NUMBERS["least"]))
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
    if faults := study_faults(content, text):
        raise StudyError("\n".join(f"{path}:{fault}" for fault in faults))
    return _study(content)


def _study(content: dict) -> Study:
    table = {name: content.get(name, {}) for name in TABLES}
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
    given |= {name: {**values, **table[name]} for name, values in NUMBERS.items()}
    if "group" in content or "column" in table["groups"]:
        given["groups"] = tuple(
            Group(group["id"], group.get("label", group["id"]), group.get("colour", colour), group.get("label_zh", ""))
            for group, colour in zip(content.get("group", []), COLOURS, strict=False)
        )
    return Study(**{name: value for name, value in given.items() if value is not None})
