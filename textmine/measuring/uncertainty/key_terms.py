"""Counts of terms in sections -> log ratios of groups of documents, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.compare import keyness, log_ratio, target_rows
from textmine.measuring.uncertainty.design import chosen_unit
from textmine.measuring.uncertainty.false_coverage import selective_confidence
from textmine.measuring.uncertainty.leaving_out import leave_out_ranges
from textmine.measuring.uncertainty.overdispersion import overdispersion, summed
from textmine.measuring.uncertainty.ratios import RatioOfRates, Sums
from textmine.measuring.uncertainty.resampled_ratios import resampled_limits

_INTERVAL = ["low", "high", "leave_out_low", "leave_out_high"]


def log_ratio_intervals(
    matrix: DocumentTermMatrix,
    by: str,
    target: str,
    *,
    terms: np.ndarray | None = None,
    unit: str | None = None,
    method: str = "effective",
    confidence: float = 0.95,
    **options,
) -> pd.DataFrame:
    """Intervals of the log ratio of terms.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, with `document_id` in the row table. The more terms it has, the better it is known how unevenly
        terms are spread: choose those that you want by `terms`.
    by, target
        As for `textmine.measuring.compare.keyness`.
    terms : ndarray, optional
        Mask or positions of the terms wanted; else all.
    unit : {"section", "document"}, optional
        What varies: sections of these documents, or documents of the groups; else the document where both sides have
        enough of them (see `design_report`).
    method : {"effective", "expanded", "percentile", "bca"}
        "effective" needs no resampling. The others are those of `section_intervals`, kept for comparison: they are too
        narrow for rare terms.
    confidence : float
    **options
        `n_resamples`, `seed`, `n_jobs` of `section_intervals`, for the methods that resample.

    Returns
    -------
    DataFrame
        `term`, `estimate`, `low`, `high` (infinite where a side never has the term), `leave_out_low`, `leave_out_high`, `unit`;
        in the order of `matrix.terms`.

    Raises
    ------
    ValueError
        If no row, or every row, belongs to the target; if unit, method or confidence are not among those allowed.

    Notes
    -----
    Occurrences are made as few as they would be if tokens were independent draws, by an overdispersion that each term
    shares with terms as frequent; the limits are then those of a beta distribution: see
    `textmine.measuring.uncertainty.ratios.RatioOfRates`, and tests/benchmarks/coverage.md for how often they cover.
    """
    inside = target_rows(matrix, by, target)
    unit = chosen_unit(_documents(matrix, inside), unit, method, confidence, options)
    part, positions = np.where(inside, 0, 1), np.arange(len(matrix.terms))
    positions = positions if terms is None else positions[np.asarray(terms)]
    if method == "effective":
        limits = _ratios(matrix, by, part, 1, unit)[0].take(positions).limits(confidence)
    else:
        options |= {"method": method, "confidence": confidence}
        limits = resampled_limits(matrix, part, 1, positions, **options)[0]
    a, b = (np.asarray(matrix.counts[part == i].sum(axis=0)).ravel()[positions] for i in (0, 1))
    estimate = log_ratio(a, b, *(matrix.lengths[part == i].sum() for i in (0, 1)))
    ends = np.where(np.isnan(estimate), np.nan, [*limits, *_leave_out(matrix, part, 1, positions)[0]])
    columns = {"term": matrix.terms[positions], "estimate": estimate, **dict(zip(_INTERVAL, ends, strict=True))}
    return pd.DataFrame(columns).assign(unit=unit)


def compare_groups(
    matrix: DocumentTermMatrix,
    by: str,
    groups: Sequence[str] | None = None,
    *,
    least: int = 5,
    unit: str | None = None,
    method: str = "effective",
    confidence: float = 0.95,
    false_rate: float = 0.1,
    **options,
) -> pd.DataFrame:
    """Key terms of every group of documents: scores and intervals of its terms against all other rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, with `document_id` in the row table.
    by : str
        Column of the row table that names the group.
    groups : sequence of str, optional
        Values of that column, in order; else those that the rows have, in order of appearance. A group without rows, or with
        all of them, has nothing to be compared with and is passed over.
    least : int
        Terms that occur less often in the group are left out; terms that occur less often in all rows are not tested.
    unit, method, confidence, **options
        As for `log_ratio_intervals`; without a unit, each group has the one that it supports.
    false_rate : float
        Of the terms that stand out, the share whose adjusted interval may miss the true ratio.

    Returns
    -------
    DataFrame
        One row a group and term: `by`, the columns of `textmine.measuring.compare.keyness`, `low`, `high`,
        `leave_out_low`, `leave_out_high` (of `log_ratio`), `unit` (section or document), `tested` (number of terms among which
        the group's terms were chosen), `fcr_low`, `fcr_high` (interval that allows for the choice among them), `stands_out`
        (bool: fcr_low is above 0), `key` (bool: stands out, and the conservative log ratio `lrc` is above 0 as well). Sorted by group, falling `low`, term. No rows where no group has others to be compared
        with, such as in a study of one group.

    Notes
    -----
    For the adjusted intervals see `textmine.measuring.uncertainty.false_coverage.selective_confidence`; how many terms
    would stand out by chance: `chance_findings`.
    """
    found = matrix.rows[by].dropna().unique()
    wanted = [group for group in (found if groups is None else groups) if not _alone(matrix, by, group)]
    if not wanted:
        return _no_comparison(by)
    inside = [matrix.rows[by].eq(group).to_numpy() for group in wanted]
    units = [chosen_unit(_documents(matrix, own), unit, method, confidence, options) for own in inside]
    part = pd.Index(wanted).get_indexer(matrix.rows[by])
    part[part < 0] = len(wanted)
    tables = [keyness(matrix, by, group) for group in wanted]
    common = np.flatnonzero(np.logical_or.reduce([table["count_target"].ge(least) for table in tables]))
    ranges = _leave_out(matrix, part, len(wanted), common)
    ratios = {own: _ratios(matrix, by, part, len(wanted), own) for own in set(units)}
    limits = [ratios[own][i].take(common).limits(confidence) for i, own in enumerate(units)]
    if method != "effective":
        options |= {"method": method, "confidence": confidence}
        limits = resampled_limits(matrix, part, len(wanted), common, **options)
    tested = np.flatnonzero(np.asarray(matrix.counts.sum(axis=0)).ravel() >= least)
    parts = []
    for i, (group, own) in enumerate(zip(wanted, units, strict=True)):
        adjusted = selective_confidence(ratios[own][i].take(tested).p_above(), false_rate)
        table = tables[i].iloc[common].reset_index(drop=True)
        table[_INTERVAL] = np.column_stack([*limits[i], *ranges[i]])
        table = table.assign(unit=own, tested=len(tested))
        table[["fcr_low", "fcr_high"]] = ratios[own][i].take(common).limits(adjusted).T
        table.insert(0, by, group)
        parts.append(table[table["count_target"].ge(least)].sort_values(["low", "term"], ascending=[False, True]))
    table = pd.concat(parts, ignore_index=True)
    stands_out = table["fcr_low"].gt(0)
    return table.assign(stands_out=stands_out, key=stands_out & table["lrc"].gt(0))


def _alone(matrix: DocumentTermMatrix, by: str, group: str) -> bool:
    inside = matrix.rows[by].eq(group)
    return bool(inside.all() or not inside.any())


def _no_comparison(by: str) -> pd.DataFrame:
    """The table of `compare_groups` without rows."""
    rows = pd.DataFrame({"document_id": ["a", "b"]}).assign(**{by: ["a", "b"]})
    some = DocumentTermMatrix(sparse.csr_array(np.ones((2, 2), dtype=np.int64)), rows, np.array(["a", "b"]))
    return compare_groups(some, by).head(0)


def _documents(matrix: DocumentTermMatrix, inside: np.ndarray) -> tuple[int, int]:
    """Number of documents on both sides."""
    documents = matrix.rows["document_id"]
    return documents[inside].nunique(), documents[~inside].nunique()


def _ratios(matrix: DocumentTermMatrix, by: str, part: np.ndarray, n_targets: int, unit: str) -> list[RatioOfRates]:
    """The ratio of the rates of all terms, of each of the first parts of the rows to all others."""
    groups, _ = pd.factorize(matrix.rows[by], use_na_sentinel=False)
    documents, _ = pd.factorize(matrix.rows["document_id"], use_na_sentinel=False)
    counts, lengths, strata = matrix.counts, matrix.lengths.astype(float), _numbered(documents, part)
    if unit == "document":
        clusters = strata
        first = np.unique(clusters, return_index=True)[1]
        counts, lengths = summed(counts, clusters, len(first)), np.bincount(clusters, lengths)
        part, strata = part[first], _numbered(groups[first], part[first])
    psi = overdispersion(counts, lengths, strata)
    sums = Sums.of(counts, lengths, strata, part)
    own = np.arange(len(sums.tokens))
    return [RatioOfRates.of(sums.side(own == i), sums.side(own != i), psi) for i in range(n_targets)]


def _numbered(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A number from 0 for each pair of values."""
    return np.unique(one * (other.max() + 1) + other, return_inverse=True)[1]


def _leave_out(matrix: DocumentTermMatrix, part: np.ndarray, n_targets: int, terms: np.ndarray) -> np.ndarray:
    documents, _ = pd.factorize(matrix.rows["document_id"], use_na_sentinel=False)
    return leave_out_ranges(sparse.csr_array(matrix.counts[:, terms]), matrix.lengths, documents, part, n_targets)
