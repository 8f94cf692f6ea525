"""A comparison of groups of many documents -> what speaks for a difference between the groups, not only between these documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.uncertainty.adjusted import BESIDE, adjusted_ratios
from textmine.measuring.uncertainty.components import variance_components
from textmine.measuring.uncertainty.permutations import permutation_test

_MEASURED = (
    "log_ratio",
    "low",
    "high",
    "p_adjusted",
    "share_of_groups",
    "adjusted",
    "adjusted_low",
    "adjusted_high",
    "why",
)


def group_claims(
    matrix: DocumentTermMatrix,
    by: str,
    compared: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    shown: pd.DataFrame | None = None,
    within: str | Sequence[str] | None = None,
    beside: Sequence[str] = BESIDE,
    n_permutations: int = 1999,
    seed: int = 0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """For terms of a comparison: a test of whole documents, how much lies between the groups, and the ratio beside confounders.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, as compared.
    by : str
        Column that names the group.
    compared : DataFrame
        All terms compared, from `compare_groups`: the adjusted p allows for each of them.
    documents : DataFrame
        One row a document, with what `beside` needs.
    shown : DataFrame, optional
        The rows of `compared` wanted; else all.
    within, n_permutations, seed
        As for `permutation_test`; columns of the row table.
    beside, n_jobs
        As for `adjusted_ratios`.

    Returns
    -------
    DataFrame
        One row a group and term, in the order of `shown`, of groups whose intervals rest on documents (`unit` "document"):
        `by`, `term`, `log_ratio`, `low`, `high`, `p_adjusted` (permutation of whole documents, for all terms compared
        together), `share_of_groups` (of the variance between documents, what lies between groups), `adjusted`,
        `adjusted_low`, `adjusted_high` (the ratio at equal year, genre and length), `why` (empty, or why there is none). No
        rows where no group has documents enough: then the study says nothing of groups.
    """
    wanted = compared if shown is None else shown
    wanted = wanted[wanted["unit"].eq("document")]
    if wanted.empty:
        return pd.DataFrame(columns=[by, "term", *_MEASURED])
    names = pd.Index(matrix.terms)
    options = {"within": within, "n_permutations": n_permutations, "seed": seed}
    parts = []
    for group, own in wanted.groupby(by, sort=False, observed=True):
        terms = own["term"].tolist()
        tested = np.sort(names.get_indexer(compared.loc[compared[by].eq(group), "term"]))
        p = permutation_test(matrix, by, group, terms=tested, **options).set_index("term")["p_adjusted"]
        places = np.sort(names.get_indexer(terms))
        between = variance_components(matrix, by, terms=places).set_index("term")["share_of_groups"]
        ratios = adjusted_ratios(matrix, by, documents, [group], terms=terms, beside=beside, n_jobs=n_jobs)
        ratios = ratios.set_index("term")
        table = own[[by, "term", "log_ratio", "low", "high"]].assign(
            p_adjusted=own["term"].map(p),
            share_of_groups=own["term"].map(between),
            adjusted=own["term"].map(ratios["adjusted"]),
            adjusted_low=own["term"].map(ratios["low"]),
            adjusted_high=own["term"].map(ratios["high"]),
            why=own["term"].map(ratios["why"]),
        )
        parts.append(table)
    return pd.concat(parts).reindex(wanted.index).reset_index(drop=True)
