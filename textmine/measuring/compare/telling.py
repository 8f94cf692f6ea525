"""Compared terms -> those that tell a reader something."""

from __future__ import annotations

import numpy as np
import pandas as pd


def telling_terms(table: pd.DataFrame, prose: pd.DataFrame, by: str, *, least: int = 8) -> pd.DataFrame:
    """The terms that a figure should show.

    Parameters
    ----------
    table : DataFrame
        `by`, `term`, `count_target`, `count_reference`, `n_target`, `n_reference`, `log_ratio`: from `compare_groups`.
    prose : DataFrame
        Segments that were counted, with `by` and `text`.
    by : str
        Column of the group.
    least : int, default 8
        Occurrences in all documents together. Of a term with fewer, a clause or two decide the ratio.

    Returns
    -------
    DataFrame
        The rows of the table with terms of two or more characters that occur often enough, and whose ratio is not made by the
        cutting into words, in their order.

    Notes
    -----
    A term of one character (the verb of a sentence, an ending) names nothing by itself. A ratio is taken for one made by the cutting
    where it falls below half of its size, or below 0, once the term is counted as a string on both sides: then longer words hold it
    elsewhere. Formula: log2 of ((s_t + 0.5) / n_t) / ((s_r + 0.5) / n_r) with the numbers of strings s and of tokens n.
    """
    often = table["count_target"] + table["count_reference"] >= least
    table = table[often & table["term"].astype(str).str.len().ge(2)]
    if table.empty:
        return table
    texts = prose.groupby(prose[by].astype(str), sort=False)["text"].agg("\n".join)
    counts = []
    for group, term in table[[by, "term"]].astype(str).itertuples(index=False, name=None):
        strings = {name: text.count(term) for name, text in texts.items()}
        counts.append((strings.get(group, 0), sum(n for name, n in strings.items() if name != group)))
    target, reference = np.array(counts, dtype=float).T + 0.5
    ratio = np.log2(target / table["n_target"].to_numpy() / (reference / table["n_reference"].to_numpy()))
    return table[ratio >= np.maximum(table["log_ratio"].to_numpy(dtype=float) / 2, 0)]
