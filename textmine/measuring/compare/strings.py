"""Terms of a comparison beside the same characters as plain strings: what the cutting into words has made."""

from __future__ import annotations

import re
from collections import Counter
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
    terms = table["term"].astype(str).tolist()
    own = table[by].astype(str).tolist()
    # One text a group; no term goes over a line break.
    texts = {group: "\n".join(held) for group, held in segments["text"].groupby(segments[by].astype(str))}
    found = {group: _occurrences(terms, text, families or {}) for group, text in texts.items()}
    everywhere = sum(found.values(), Counter())
    target = np.array(
        [found[group][term] if group in found else 0 for group, term in zip(own, terms, strict=True)], dtype=np.int64
    )
    reference = np.array([everywhere[term] for term in terms], dtype=np.int64) - target
    strings = log_ratio(target, reference, table["n_target"].to_numpy(), table["n_reference"].to_numpy())
    hidden = table["count_reference"].eq(0) & (reference > 0)
    less = np.sign(table["log_ratio"]) * strings < table["log_ratio"].abs() / 2
    return table.assign(strings_target=target, strings_reference=reference, by_cutting=hidden | less)


def _occurrences(terms: Iterable[str], text: str, families: Mapping[str, Sequence[str]]) -> Counter[str]:
    """How often each term stands in a text, as `str.count` counts it, all in one pass; families by any of their words."""
    wanted = set(terms)
    found = Counter({term: len(re.findall(family_pattern(families[term]), text)) for term in wanted & families.keys()})
    plain = wanted - families.keys()
    longer: dict[str, set[int]] = {}  # lengths of the terms that begin with these two characters
    for term in plain:
        if len(term) > 1:
            longer.setdefault(term[:2], set()).add(len(term))
        else:
            found[term] = text.count(term)
    free: dict[str, int] = {}  # where the last occurrence of a term ended
    for at in range(len(text) - 1):
        for length in longer.get(text[at : at + 2], ()):
            term = text[at : at + length]
            if term in plain and free.get(term, 0) <= at:
                found[term] += 1
                free[term] = at + length
    return found


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
