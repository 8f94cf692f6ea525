"""A table of documents -> what a comparison of their groups can support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb

import numpy as np
import pandas as pd

UNITS = ("section", "document")
METHODS = ("effective", "expanded", "percentile", "bca")
_RESAMPLING = {"n_resamples", "seed", "n_jobs"}
LEAST_DOCUMENTS = 4  # on each side, see design_report
_LEVEL = 0.05
_DESCRIBING = ("level", "region", "province", "issuer", "genre", "issued", "period_start", "complete")


def design_report(documents: pd.DataFrame, by: str = "level") -> pd.DataFrame:
    """What a comparison of groups of documents can support, before anything is compared.

    Parameters
    ----------
    documents : DataFrame
        One row a document, with `document_id`, the column `by`, and further columns that describe documents.
    by : str

    Returns
    -------
    DataFrame
        One row a group, in the order of its categories, else of appearance: `by`, `n_target`, `n_reference` (documents in it and in the others),
        `smallest_p` (the smallest p that an exact permutation of documents between the two can reach: one over the number
        of ways to choose the group), `confounded_with` (columns in which the group shares no value with the others, so
        that its difference could as well be theirs), `claim` (what may be said), `unit` (what varies in the intervals:
        "document" where both sides have at least four documents, so that groups may be compared, else "section", which
        says how far a difference of these documents depends on their sections).

    Notes
    -----
    In simulated studies, intervals over documents cover from three documents on each side (tests/benchmarks/coverage.md);
    from four, a permutation test can also reach p < .05 in both directions.
    """
    described = [c for c in _DESCRIBING if c in documents and c != by]
    facts = documents[described].astype(object)
    if "issued" in described:
        facts["issued"] = facts["issued"].astype("string").str[:4]
    rows = []
    groups = pd.unique(documents[by])
    if isinstance(groups, pd.Categorical):
        groups = groups.sort_values()
    for group in groups:
        own = documents[by].eq(group).to_numpy()
        n, m = int(own.sum()), int((~own).sum())
        apart = [c for c in described if _apart(set(facts.loc[own, c].dropna()), set(facts.loc[~own, c].dropna()))]
        p = 1 / comb(n + m, n) if m else np.nan
        unit = supported_unit(n, m)
        claim = "a difference between these documents" if n > 1 else "a difference of this one document from the others"
        claim = "a difference between groups of documents" if unit == "document" else claim
        claim += "; no test" if not p <= _LEVEL else "; a test of documents is possible"
        rows.append((group, n, m, p, ", ".join(apart), claim, unit))
    return pd.DataFrame(rows, columns=[by, "n_target", "n_reference", "smallest_p", "confounded_with", "claim", "unit"])


def supported_unit(*n_documents: int) -> str:
    """What may vary where each side has so many documents: documents, or only sections of these."""
    return UNITS[min(n_documents) >= LEAST_DOCUMENTS]


def chosen_unit(
    n_documents: Sequence[int], unit: str | None, method: str, confidence: float, options: Mapping[str, object]
) -> str:
    """The unit asked for, else the one supported by so many documents on each side; an error for what cannot be asked."""
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got '{method}'")
    if unit not in (None, *UNITS):
        raise ValueError(f"unit must be one of {', '.join(UNITS)}, or None for the one supported; got '{unit}'")
    if unit == "document" and method != "effective":
        raise ValueError(f"method '{method}' resamples sections; for unit 'document' take method 'effective'")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, such as 0.95; got {confidence}")
    if unknown := set(options) - _RESAMPLING:
        raise TypeError(f"unknown option {', '.join(sorted(unknown))}; there are {', '.join(sorted(_RESAMPLING))}")
    return "section" if method != "effective" else unit or supported_unit(*n_documents)


def _apart(own: set, others: set) -> bool:
    """Whether two groups share no value; unknown where one of them states none."""
    return bool(own and others and not own & others)
