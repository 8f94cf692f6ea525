"""A file of names that people gave to topics, tied to the topics of a model by their terms."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from textmine.measuring.topics.model import DECIMALS, Topics

COLUMNS = ("terms", "name_zh", "name_en", "definition")
AMONG, LEAST = 20, 0.6
_FEWEST = 3


class TopicNamesError(ValueError):
    """A file of topic names with faults, or names that no longer fit their model; the message lists all of them."""


@dataclass(frozen=True)
class TopicName:
    """What people call a topic.

    Attributes
    ----------
    terms : tuple of str
        The leading terms it had when it was named.
    name_zh, name_en, definition : str
    line : int
        Of the file.
    """

    terms: tuple[str, ...]
    name_zh: str
    name_en: str
    definition: str
    line: int = 0


def read_topic_names(path: str | Path, *, missing_ok: bool = False) -> list[TopicName]:
    """Read and validate a file of names.

    Parameters
    ----------
    path : str or Path
        CSV with `terms` (at least three, joined by blanks), `name_zh`, `name_en`, `definition`; a line a topic, in any order.
    missing_ok : bool
        Whether a file that does not exist means that nothing was named.

    Returns
    -------
    list of TopicName
        In the order of the file.

    Raises
    ------
    TopicNamesError
        Lists every fault with its line: no file, other columns, empty cells, too few terms, a term or a name that comes twice.
    """
    path = Path(path)
    if missing_ok and not path.exists():
        return []
    if not path.is_file():
        raise TopicNamesError(f"{path}: no such file; it needs the columns {', '.join(COLUMNS)}")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except UnicodeDecodeError:
        raise TopicNamesError(f"{path}: is not in UTF-8; save it as CSV UTF-8") from None
    if not rows or tuple(rows[0][1]) != COLUMNS:
        raise TopicNamesError(f"{path}:1: the columns must be {', '.join(COLUMNS)}")
    seen: dict[str, int] = {}
    faults = [f"{path}:{line}: {fault}" for line, row in rows[1:] for fault in _faults(row, line, seen)]
    if faults:
        raise TopicNamesError("\n".join(faults))
    return [TopicName(tuple(row[0].split()), *row[1:], line) for line, row in rows[1:]]


def _faults(row: list[str], line: int, seen: dict[str, int]) -> list[str]:
    if len(row) != len(COLUMNS):
        return [f"needs {len(COLUMNS)} cells ({', '.join(COLUMNS)}), has {len(row)}"]
    faults = [f"'{name}' is empty" for name, cell in zip(COLUMNS, row, strict=True) if not cell]
    terms = row[0].split()
    if 0 < len(terms) < _FEWEST:
        faults.append(f"'terms' needs at least {_FEWEST} terms joined by blanks; has {' '.join(terms)}")
    if len(set(terms)) < len(terms):
        faults.append(f"a term comes twice in '{row[0]}'")
    for name in filter(None, row[1:3]):
        if seen.setdefault(name, line) != line:
            faults.append(f"the name '{name}' stands in line {seen[name]} already")
    return faults


def name_topics(topics: Topics, names: list[TopicName], *, least: float = LEAST, among: int = AMONG) -> pd.DataFrame:
    """Give each topic the name that people gave to its terms.

    Parameters
    ----------
    topics : Topics
    names : list of TopicName
        From `read_topic_names`; none at all leaves all topics without a name.
    least : float
        Share of a name's terms that must be among the leading terms of its topic.
    among : int
        How many leading terms (by phi) these are.

    Returns
    -------
    DataFrame
        `topic`, `name_zh`, `name_en`, `definition` (empty without names), `fit` (the share). Sorted by topic.

    Raises
    ------
    TopicNamesError
        If a topic has no name that fits, or a name no topic: the model has moved, and the names must be looked at again.

    Notes
    -----
    Names and topics are matched one to one so that the sum of the shares is greatest. A share of .6 lets ranks change and
    four of ten terms go; one half would let a name pass that fits two topics alike.
    """
    if not 0 < least <= 1:
        raise ValueError(f"least must be above 0 and at most 1; got {least}")
    if not names:
        empty = dict.fromkeys(("name_zh", "name_en", "definition"), "")
        return pd.DataFrame({"topic": np.arange(1, topics.n_topics + 1), **empty, "fit": np.nan})
    leading = np.argsort(-topics.phi.round(DECIMALS), axis=1, kind="stable")[:, :among]
    held = [set(own) for own in topics.matrix.terms[leading]]
    fit = np.array([[len(own & set(name.terms)) / len(name.terms) for name in names] for own in held])
    own, given = linear_sum_assignment(-fit.reshape(topics.n_topics, len(names)))
    match = {int(t): int(n) for t, n in zip(own, given, strict=True) if fit[t, n] >= least}
    if faults := _unfit(topics, names, fit, match, least, among):
        raise TopicNamesError("\n".join(faults))
    rows = [(t + 1, *_texts(names[n]), fit[t, n]) for t, n in sorted(match.items())]
    return pd.DataFrame(rows, columns=["topic", "name_zh", "name_en", "definition", "fit"])


def _texts(name: TopicName) -> tuple[str, str, str]:
    return name.name_zh, name.name_en, name.definition


def _unfit(
    topics: Topics, names: list[TopicName], fit: np.ndarray, match: dict[int, int], least: float, among: int
) -> list[str]:
    """Topics without a name that fits, and names without a topic."""
    faults = []
    for topic, terms in enumerate(topics.phi_table(8).groupby("topic")["term"].agg(" ".join)):
        if topic not in match:
            near = int(fit[topic].argmax())
            faults.append(
                f"topic {topic + 1} ({terms}) has no name: of '{names[near].name_zh}' (line {names[near].line}), the nearest, "
                f"{fit[topic, near]:.0%} of the terms are among its {among} leading ones, at least {least:.0%} must be; "
                "read its typical passages and name it anew"
            )
    return faults + [
        f"line {name.line}: no topic has the terms of '{name.name_zh}' any more; delete the line or give it the terms of a "
        "topic that it names"
        for i, name in enumerate(names)
        if i not in match.values()
    ]
