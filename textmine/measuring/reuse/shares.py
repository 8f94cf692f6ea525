"""Statuses of clauses -> shares of documents and themes with their intervals; what upper documents say that none takes up."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from textmine.measuring.reuse.background import COMMON, NO_BACKGROUND, Background
from textmine.measuring.reuse.sources import sources
from textmine.measuring.reuse.statuses import STATUSES, clause_statuses
from textmine.measuring.uncertainty import share_intervals

_INTERVAL = ["estimate", "low", "high", "leave_out_low", "leave_out_high", "unit"]


def status_shares(
    statuses: pd.DataFrame, by: str = "document_id", *, codes: pd.DataFrame | None = None, **options
) -> pd.DataFrame:
    """Share of each status in the prose of each document or group, in all or theme by theme.

    Parameters
    ----------
    statuses : DataFrame
        From `clause_statuses`; with the column `by`.
    by : str
        A column that says to which document or group a clause belongs.
    codes : DataFrame, optional
        `segment_id` and `category`, from `textmine.measuring.coding.categories` or `code`: shares within each category. A clause
        has the categories of its segment, and counts in each.
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `share_intervals`.

    Returns
    -------
    DataFrame
        One row a group (and category) and status: `by`, `category` (with `codes` only), `status`, `clauses`, `characters`
        (of its clauses), `shared` (own characters that stand in the counterparts: an adapted clause may be half new),
        `n_documents`, `n_sections`, `estimate` (characters / those of all clauses that have a status), `low`, `high` (missing
        where there is only one section, which says nothing of others), `leave_out_low`, `leave_out_high` (without one
        document), `unit` (what varies in the interval: section or document), `segment_ids` (of the clauses, joined by
        blanks). Sorted by group in order of its categories, else by name; category by name; status as in `STATUSES`.

    Notes
    -----
    Clauses without a status, too short to tell, are in neither numerator nor denominator.
    """
    if by not in statuses:
        raise ValueError(f"the statuses have no column '{by}'; they have {', '.join(statuses.columns)}")
    told = statuses[statuses["status"].notna()]
    if codes is None:
        return _shares(told, by, options)
    parts = []
    pairs = codes[["segment_id", "category"]].drop_duplicates()
    for category, part in pairs.groupby("category", sort=True, observed=True):
        own = told[told["segment_id"].isin(part["segment_id"])]
        if len(own):
            table = _shares(own, by, options)
            table.insert(1, "category", category)
            parts.append(table)
    if not parts:
        return _shares(told.iloc[:0], by, options).assign(category=[])
    table = pd.concat(parts, ignore_index=True)
    order = table[by].astype(told[by].dtype)
    places = order.cat.codes if isinstance(order.dtype, pd.CategoricalDtype) else order.rank(method="dense")
    return table.iloc[np.argsort(places.to_numpy(), kind="stable")].reset_index(drop=True)


def _shares(told: pd.DataFrame, by: str, options: dict) -> pd.DataFrame:
    """Shares of the statuses within each group."""
    columns = [by, "status", "clauses", "characters", "shared", "n_documents", "n_sections", *_INTERVAL, "segment_ids"]
    if told.empty:
        return pd.DataFrame(columns=columns)
    told = told.sort_values([by, "document_id", "order"], kind="stable")
    sections = told.groupby([by, "section_id"], sort=False, observed=True)
    rows = told.drop_duplicates([by, "section_id"])[list(dict.fromkeys(["document_id", by]))]
    place = sections.ngroup().to_numpy()
    values = np.zeros((len(rows), len(STATUSES)))
    np.add.at(values, (place, told["status"].cat.codes.to_numpy()), told["characters"].to_numpy())
    table = share_intervals(values, values.sum(axis=1), rows, by, **options)
    table["n_sections"] = table[by].map(rows[by].value_counts()).astype(int)
    table[["low", "high"]] = table[["low", "high"]].where(table["n_sections"] > 1)
    table["status"] = pd.Categorical.from_codes(table["share"], categories=list(STATUSES))
    grouped = told.groupby([by, "status"], observed=False, sort=False)
    counted = grouped.agg(
        clauses=("clause_id", "size"),
        characters=("characters", "sum"),
        shared=("shared", "sum"),
        segment_ids=("segment_id", _joined),
    )
    table = table.merge(counted.reset_index(), on=[by, "status"], how="left")
    return table[columns]


def _joined(ids: pd.Series) -> str:
    return " ".join(dict.fromkeys(ids))


def not_taken_up(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    column: str = "level",
    groups: Collection[str] | None = None,
    background: Background = NO_BACKGROUND,
    common: int = COMMON,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """What documents of upper groups say that no document of a lower group takes up.

    Parameters
    ----------
    segments : DataFrame
        Segments of a corpus; see `clauses`.
    documents : DataFrame
        Of a corpus.
    column, groups
        The column that groups documents, and its values, the uppermost first; see `textmine.measuring.reuse.sources`.
    background, common, n_jobs
        As for `clause_statuses`.

    Returns
    -------
    DataFrame
        One row a clause of a document that has lower ones, without a counterpart in any of them: `document_id`, `clause_id`,
        `segment_id`, `section_id`, `path`, `start`, `end`, `own_characters`, `n_lower` (documents it was looked for in), `text`.
        Sorted by document, then order of the text. Formulas and clauses too short to tell are left out.
    """
    lower = sources(documents, "lower", column=column, groups=groups)
    present = set(segments["document_id"])
    against = {key: [o for o in others if o in present] for key, others in lower.items() if key in present}
    statuses = clause_statuses(segments, against=against, background=background, common=common, n_jobs=n_jobs)
    n_lower = statuses["document_id"].map({key: len(others) for key, others in against.items()}).fillna(0).astype(int)
    table = statuses.assign(n_lower=n_lower)[(statuses["status"] == "new") & (n_lower > 0)]
    columns = [
        "document_id",
        "clause_id",
        "segment_id",
        "section_id",
        "path",
        "start",
        "end",
        "own_characters",
        "n_lower",
        "text",
    ]
    return table[columns].reset_index(drop=True)
