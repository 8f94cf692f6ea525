"""Terms of a comparison beside the same characters as plain strings: what the cutting into words has made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from textmine.counting.lexicon import family_pattern, name_kinds
from textmine.measuring.compare.effects import log_ratio


def string_check(
    table: pd.DataFrame, segments: pd.DataFrame, by: str, families: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Count the terms of a comparison once more as plain strings, however the text is cut into words.

    Parameters
    ----------
    table : DataFrame
        One row a group and term, as from `textmine.measuring.uncertainty.compare_groups`: the column `by`, `term`,
        `count_target`, `count_reference`, `n_target`, `n_reference`, `log_ratio`.
    segments : DataFrame
        The segments that were counted, with `text` and the column `by`.
    by : str
    families : mapping of str to sequence of str, optional
        Words of the terms that are families.

    Returns
    -------
    DataFrame
        The table with three more columns: `strings_target`, `strings_reference` (occurrences of the characters in the group and
        elsewhere), and `by_cutting` (bool): the term never occurs elsewhere although its characters do, or the log ratio of the
        strings is less than half of that of the term. Such a ratio says how texts were cut more than how they differ: 现代
        (modern) is missing where 现代化 (modernization) stands.
    """
    groups = segments[by].astype(str)
    texts = segments["text"]
    target, reference = np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=np.int64)
    own = table[by].astype(str).to_numpy()
    for term, rows in pd.Series(np.arange(len(table))).groupby(table["term"].to_numpy(), sort=False):
        found = texts.str.count(family_pattern((families or {}).get(term, (term,))))
        total, of_group = int(found.sum()), found.groupby(groups).sum()
        target[rows] = of_group.reindex(own[rows], fill_value=0).to_numpy()
        reference[rows] = total - target[rows]
    strings = log_ratio(target, reference, table["n_target"].to_numpy(), table["n_reference"].to_numpy())
    hidden = table["count_reference"].eq(0) & (reference > 0)
    less = np.sign(table["log_ratio"]) * strings < table["log_ratio"].abs() / 2
    return table.assign(strings_target=target, strings_reference=reference, by_cutting=hidden | less)


def set_apart(
    table: pd.DataFrame,
    segments: pd.DataFrame,
    by: str,
    *,
    names: Mapping[str, str] | None = None,
    regions: Iterable[str] = (),
    least: int = 8,
) -> pd.DataFrame:
    """Say which terms of a comparison do not tell what a group speaks of, and why.

    Parameters
    ----------
    table, segments, by
        As for `string_check`; the table also with `documents_target`, the segments with `document_id`.
    names, regions
        As for `textmine.counting.lexicon.name_kinds`.
    least : int
        Occurrences in all rows together; of a term with fewer, a clause or two decide the ratio.

    Returns
    -------
    DataFrame
        The table of `string_check` with a column `left_out`: "name" (of a place, body or document, or a form of address),
        "character" (a term of one character, which tells nothing without its neighbours), "one document" (in a group of
        several documents, a term that stands in one of them alone), "few" (fewer than `least` occurrences in all), "cutting"
        (`by_cutting`), or empty. The first of these
        that is true stands there.
    """
    table = string_check(table, segments, by)
    documents = segments.assign(**{by: segments[by].astype(str)}).groupby(by)["document_id"].nunique()
    several = table[by].astype(str).map(documents).fillna(1).clip(upper=2)
    reasons = {
        "name": name_kinds(table["term"], names or {}, regions).ne(""),
        "character": table["term"].str.len().eq(1),
        "one document": table["documents_target"].lt(several),
        "few": (table["count_target"] + table["count_reference"]).lt(least),
        "cutting": table["by_cutting"],
    }
    left_out = pd.Series("", index=table.index, dtype=object)
    for reason, holds in reversed(reasons.items()):
        left_out[holds.astype(bool)] = reason
    return table.assign(left_out=left_out)
