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
    least: int = 5,
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
        From `compare_groups`.
    documents : DataFrame
        One row a document, with what `beside` needs.
    shown : DataFrame, optional
        The rows of `compared` wanted; else all.
    least : int
        As given to `compare_groups`: the adjusted p allows for every term that occurs so often in all rows, not only for
        those that the group was found to have.
    within, n_permutations, seed
        As for `permutation_test`; columns of the row table.
    beside, n_jobs
        As for `adjusted_ratios`.

    Returns
    -------
    DataFrame
        One row a group and term, in the order of `shown`, of groups whose intervals rest on documents (`unit` "document"):
        `by`, `term`, `log_ratio`, `low`, `high`, `p_adjusted` (permutation of whole documents, for all terms tested
        together), `share_of_groups` (of the variance between documents, what lies between groups), `adjusted`,
        `adjusted_low`, `adjusted_high` (the ratio at equal year, genre and length), `why` (empty, or why there is none). No
        rows where no group has documents enough: then the study says nothing of groups.
    """
    wanted = compared if shown is None else shown
    wanted = wanted[wanted["unit"].eq("document")]
    if wanted.empty:
        return pd.DataFrame(columns=[by, "term", *_MEASURED])
    names = pd.Index(matrix.terms)
    tested = np.flatnonzero(np.asarray(matrix.counts.sum(axis=0)).ravel() >= least)
    options = {"terms": tested, "within": within, "n_permutations": n_permutations, "seed": seed}
    parts = []
    for group, own in wanted.groupby(by, sort=False, observed=True):
        terms = own["term"].tolist()
        p = permutation_test(matrix, by, group, **options).set_index("term")["p_adjusted"]
        between = variance_components(matrix, by, terms=np.sort(names.get_indexer(terms))).set_index("term")
        ratios = adjusted_ratios(matrix, by, documents, [group], terms=terms, beside=beside, n_jobs=n_jobs)
        ratios = ratios.rename(columns={"low": "adjusted_low", "high": "adjusted_high"}).set_index("term")
        found = between[["share_of_groups"]].join(ratios[["adjusted", "adjusted_low", "adjusted_high", "why"]]).join(p)
        parts.append(own[[by, "term", "log_ratio", "low", "high"]].join(found, on="term"))
    return pd.concat(parts).loc[wanted.index, [by, "term", *_MEASURED]].reset_index(drop=True)
