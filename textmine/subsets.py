"""Parts of groups that stand beside them: the cities without the one of another period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.schema import item_faults, key_faults, line_of, starts_of

_KEYS = {"id": str, "group": str, "without": list}


@dataclass(frozen=True)
class Subset:
    """A group without some of its documents.

    Attributes
    ----------
    id : str
        How tables name it.
    group : str
        Id of the group.
    without : tuple of str
        Ids of the documents that are left out.
    """

    id: str
    group: str
    without: tuple[str, ...]


def subsets_of(content: dict) -> tuple[Subset, ...]:
    """The subsets of a `study.toml` that has no faults."""
    return tuple(Subset(each["id"], each["group"], tuple(each["without"])) for each in content.get("subset", []))


def subset_faults(content: dict, text: str) -> list[str]:
    """Faults of the tables [[subset]], each with its line."""
    given = content.get("subset", [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        return [f"{line_of(text, 'subset')}: every subset must be written as [[subset]]"]
    groups = content.get("group", [])
    known = [group.get("id") for group in groups if isinstance(group, dict)] if isinstance(groups, list) else []
    faults, taken = [], set(known)
    for each, begin in zip(given, starts_of(text, "subset", len(given)), strict=True):
        own = key_faults(each, _KEYS, "the subset", text, begin)
        own += item_faults(each, "without", str, "the subset", text, begin)
        if not own and each["id"] in taken:
            own.append(f"{line_of(text, 'id', begin)}: '{each['id']}' is the id of a group or another subset too")
        if not own and known and each["group"] not in known:
            line = line_of(text, "group", begin)
            own.append(f"{line}: '{each['group']}' is no group; known: {', '.join(map(str, known))}")
        if not own and not each["without"]:
            own.append(f"{line_of(text, 'without', begin)}: 'without' names no document; then it is the group itself")
        faults += own
        taken.add(each.get("id"))
    return faults


def with_subsets(
    measure: Callable[[pd.DataFrame], pd.DataFrame], rows: pd.DataFrame, by: str, subsets: Sequence[Subset]
) -> pd.DataFrame:
    """Measure groups, and beside them their subsets.

    Parameters
    ----------
    measure : callable
        From rows to a table with the column `by`.
    rows : DataFrame
        With `document_id` and `by`; the index is kept, so that `measure` can find what belongs to the rows.
    by : str
        The column that groups documents.
    subsets : sequence of Subset
        Those of `Study.subsets`.

    Returns
    -------
    DataFrame
        The table of all rows; then, for each subset, the rows of its group in the table of the rows without the documents left
        out, named by the subset's id. A subset without documents has none. The column `by` holds texts.
    """
    tables = [measure(rows)]
    for subset in subsets:
        kept = rows[~rows["document_id"].isin(subset.without)]
        if kept[by].eq(subset.group).any():
            own = measure(kept)
            tables.append(own[own[by].astype(str).eq(subset.group)].assign(**{by: subset.id}))
    return pd.concat([table.astype({by: object}) for table in tables], ignore_index=True)
