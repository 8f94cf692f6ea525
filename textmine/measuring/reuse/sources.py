"""For each document those that its wording may come from: by the order of groups and by date."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd


def sources(
    documents: pd.DataFrame, which: str = "all", *, column: str = "level", groups: Collection[str] | None = None
) -> dict[str, list[str]]:
    """For each document those that its wording may come from.

    Parameters
    ----------
    documents : DataFrame
        Of a corpus: `document_id`, `issued`, `period_start` and the column that groups them.
    which : {"all", "upper", "lower", "older"}
        All others; those of groups before its own; those of groups behind it (which may have taken up its wording); those
        issued before it, and on the same day those of groups before its own.
    column : str
    groups : collection of str, optional
        Values of the column, the uppermost first; default its categories.

    Returns
    -------
    dict of str to list of str
        Documents of no group, or without a date, are nobody's source and have none. Where `issued` is missing, the first
        year of the period stands for it.

    Raises
    ------
    ValueError
        If `which` is unknown, or the order of the groups is neither given nor known from the column.
    """
    ids = documents["document_id"].tolist()
    if which == "all":
        return {key: [other for other in ids if other != key] for key in ids}
    if which not in ("upper", "lower", "older"):
        raise ValueError(f"which must be 'all', 'upper', 'lower' or 'older'; got '{which}'")
    rank = ranks(documents, column, groups)
    if which == "lower":
        return {key: [other for other in ids if rank[other] > rank[key]] for key in ids}
    upper = {key: [other for other in ids if rank[other] < rank[key]] for key in ids}
    if which == "upper":
        return upper
    date = dates(documents)
    return {key: [o for o in ids if _before(date[o], date[key], upper=o in upper[key])] for key in ids}


def _before(date: str, own: str, *, upper: bool) -> bool:
    """Whether a document of one date is older than one of another."""
    return bool(date and own) and (date < own or (date == own and upper))


def dates(documents: pd.DataFrame) -> dict[str, str]:
    """Day of issue of each document as ISO text, else the first year of its period, else empty."""
    year = documents["period_start"].astype("string") if "period_start" in documents else pd.NA
    given = documents["issued"].astype("string").str.slice(0, 10).replace("", pd.NA).fillna(year).fillna("")
    return dict(zip(documents["document_id"], given.astype(str), strict=True))


def ranks(documents: pd.DataFrame, column: str, groups: Collection[str] | None) -> dict[str, float]:
    """Place of each document's group in the order of the groups, the uppermost 0; NaN for a document of none."""
    if column not in documents:
        raise ValueError(f"the documents have no column '{column}'; they have {', '.join(documents.columns)}")
    values = documents[column]
    if groups is None and not isinstance(values.dtype, pd.CategoricalDtype):
        raise ValueError(f"'{column}' has no order of its own; pass groups=, the uppermost first")
    place = {name: float(i) for i, name in enumerate(values.cat.categories if groups is None else groups)}
    return {key: place.get(v, np.nan) for key, v in zip(documents["document_id"], values, strict=True)}
