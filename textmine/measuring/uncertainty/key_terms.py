"""Counts of terms in sections -> log ratios of groups of documents, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.compare import keyness, log_ratio, target_rows
from textmine.measuring.uncertainty.resampling import (
    bca_tails,
    blocks,
    check_options,
    percentile_tails,
    quantiles,
    resampled_sections,
)

_INTERVAL = ["estimate", "low", "high", "leave_out_low", "leave_out_high"]


def log_ratio_intervals(
    matrix: DocumentTermMatrix, by: str, target: str, *, terms: np.ndarray | None = None, **options
) -> pd.DataFrame:
    """Intervals of the log ratio of terms.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        One row a section, with `document_id` in the row table.
    by, target
        As for `textmine.measuring.compare.keyness`.
    terms : ndarray, optional
        Mask or positions of the terms wanted; else all.
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `section_intervals`.

    Returns
    -------
    DataFrame
        `term`, then the columns of `section_intervals`; in the order of `matrix.terms`.

    Raises
    ------
    ValueError
        If no row, or every row, belongs to the target; as for `section_intervals`.

    Notes
    -----
    The same numbers as by `section_intervals`, in memory that does not grow with the number of terms: counts are whole
    numbers, so that their sums do not depend on how they are taken.
    """
    part = np.where(target_rows(matrix, by, target), 0, 1)
    return _intervals(matrix, part, 1, terms, **options)[0]


def compare_groups(
    matrix: DocumentTermMatrix, by: str, groups: Sequence[str] | None = None, *, least: int = 5, **options
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
        Terms that occur less often in the group are left out.
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `section_intervals`.

    Returns
    -------
    DataFrame
        One row a group and term: `by`, the columns of `textmine.measuring.compare.keyness`, `low`, `high`,
        `leave_out_low`, `leave_out_high` (of `log_ratio`), `stands_out` (bool: low is above 0). Sorted by group, falling
        `low`, term. No rows where no group has others to be compared with, such as in a study of one group.
    """
    found = matrix.rows[by].dropna().unique()
    wanted = [group for group in (found if groups is None else groups) if not _alone(matrix, by, group)]
    tables = [keyness(matrix, by, group) for group in wanted]
    if not tables:
        return _no_comparison(by)
    common = np.logical_or.reduce([table["count_target"].ge(least) for table in tables])
    part = pd.Categorical(matrix.rows[by], categories=wanted).codes.astype(int)
    part[part < 0] = len(wanted)
    intervals = _intervals(matrix, part, len(wanted), common, **options)
    parts = []
    for group, scores, interval in zip(wanted, tables, intervals, strict=True):
        table = scores[common].reset_index(drop=True).join(interval[_INTERVAL[1:]])
        table.insert(0, by, group)
        parts.append(table[table["count_target"].ge(least)].sort_values(["low", "term"], ascending=[False, True]))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(stands_out=table["low"].gt(0))


def _alone(matrix: DocumentTermMatrix, by: str, group: str) -> bool:
    inside = matrix.rows[by].eq(group)
    return bool(inside.all() or not inside.any())


def _no_comparison(by: str) -> pd.DataFrame:
    """The table of `compare_groups` without rows."""
    rows = pd.DataFrame({"document_id": ["a", "b"]}).assign(**{by: ["a", "b"]})
    nothing = DocumentTermMatrix(sparse.csr_array((2, 0), dtype=np.int64), rows, np.array([], dtype=str))
    table = keyness(nothing, by, "a").assign(**dict.fromkeys(_INTERVAL[1:], np.array([])))
    table.insert(0, by, np.array([], dtype=str))
    return table.assign(stands_out=np.array([], dtype=bool))


@dataclass(frozen=True)
class _Part:
    """The sections of a group, or of what no group has."""

    sections: np.ndarray  # (n_sections,), rows of the matrix
    counts: sparse.csr_array  # (n_terms, n_sections)
    lengths: np.ndarray  # (n_sections,)
    documents: np.ndarray  # (n_sections,), number of the document
    drawn: np.ndarray  # (n_sections, n_resamples)

    @property
    def by_document(self) -> sparse.csr_array:
        """Counts of terms in documents, shape (n_documents, n_terms)."""
        shape = len(self.documents), int(self.documents.max(initial=-1)) + 1
        member = sparse.csr_array((np.ones(shape[0], dtype=np.int64), (np.arange(shape[0]), self.documents)), shape)
        return (self.counts @ member).T.tocsr()


def _intervals(
    matrix: DocumentTermMatrix,
    part: np.ndarray,
    n_targets: int,
    terms: np.ndarray | None,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    method: str = "percentile",
    seed: int = 0,
    n_jobs: int | None = None,
) -> list[pd.DataFrame]:
    """Intervals of each of the first `n_targets` parts of the rows against all other rows."""
    check_options(method, confidence, len(part))
    positions = np.arange(len(matrix.terms)) if terms is None else np.arange(len(matrix.terms))[np.asarray(terms)]
    names = matrix.rows["document_id"].to_numpy()
    drawn = resampled_sections(names, n_resamples=n_resamples, seed=seed)
    documents, _ = pd.factorize(names, use_na_sentinel=False)
    counts = sparse.csr_array(matrix.counts[:, positions].T)
    inside = [np.flatnonzero(part == i) for i in range(max(part) + 1)]
    lengths = matrix.lengths
    parts = [_Part(own, counts[:, own], lengths[own], documents[own], drawn[:, own].T.copy()) for own in inside]
    size = 8 * n_resamples * (len(parts) + 6) + (32 * len(part) if method == "bca" else 0)
    work = (
        delayed(_of_terms)([_of(p, rows) for p in parts], n_targets, documents.max() + 1, confidence, method)
        for rows in blocks(len(positions), size)
    )
    found = Parallel(n_jobs=n_jobs)(work)
    values = np.concatenate([np.empty((n_targets, 0, len(_INTERVAL))), *found], axis=1)
    tables = [pd.DataFrame(own, columns=_INTERVAL) for own in values]
    for table in tables:
        table.insert(0, "term", matrix.terms[positions])
    return tables


def _of(part: _Part, terms: np.ndarray) -> _Part:
    return _Part(part.sections, part.counts[terms], part.lengths, part.documents, part.drawn)


def _of_terms(parts: list[_Part], n_targets: int, n_documents: int, confidence: float, method: str) -> np.ndarray:
    """The columns of `section_intervals` of some terms, shape (n_targets, n_terms, 5)."""
    sums, lengths = zip(*map(_resampled, parts), strict=True)
    whole = [(p.counts.sum(axis=1), p.lengths.sum()) for p in parts]
    ranges = _leave_out_ranges(parts, whole, n_targets, n_documents)
    results = []
    for target in range(n_targets):
        values = log_ratio(*_sides(sums, target), *_sides(lengths, target))
        estimate = log_ratio(*_sides([w[0] for w in whole], target), *_sides([w[1] for w in whole], target))
        tails = percentile_tails(confidence, len(estimate))
        if method == "bca":
            tails = bca_tails(estimate, values, _without_sections(parts, whole, target), tails)
        ends = np.where(np.isnan(estimate), np.nan, quantiles(values, tails))
        results.append(np.column_stack([estimate, *ends, *ranges[target]]))
    return np.array(results)


def _sides(values: Sequence[np.ndarray], target: int) -> tuple[np.ndarray, np.ndarray]:
    """The value of the target, and the sum of all others."""
    return values[target], sum(values) - values[target]


def _resampled(part: _Part) -> tuple[np.ndarray, np.ndarray]:
    """Counts and lengths in each resample, shapes (n_terms, n_resamples) and (n_resamples,)."""
    n_sections, n_resamples = part.drawn.shape
    most = int(part.drawn.max(initial=0)) * int(part.lengths.sum())
    dtype = np.int64 if most >= 2**31 else np.int32
    counted = sparse.vstack([part.counts, sparse.csr_array(part.lengths[None])], format="csr").astype(dtype)
    sums = np.empty((counted.shape[0], n_resamples), dtype=np.int64)
    for columns in blocks(n_resamples, 8 * n_sections):
        sums[:, columns] = counted @ part.drawn[:, columns].astype(dtype)
    return sums[:-1], sums[-1]


def _leave_out_ranges(parts: list[_Part], whole: list[tuple], n_targets: int, n_documents: int) -> np.ndarray:
    """Smallest and largest log ratio without a document, shape (n_targets, 2, n_terms)."""
    n_terms = parts[0].counts.shape[0]
    counts = [part.by_document for part in parts]
    lengths = [np.bincount(p.documents, p.lengths, minlength=n_documents) for p in parts]
    ranges = np.stack([np.full((n_targets, n_terms), np.inf), np.full((n_targets, n_terms), -np.inf)], axis=1)
    for rows in blocks(n_documents, 8 * n_terms * (len(parts) + 6), most=64):
        left = [total - _rows(own, rows) for own, (total, _) in zip(counts, whole, strict=True)]
        size = [(total - own[rows])[:, None] for own, (_, total) in zip(lengths, whole, strict=True)]
        for target in range(n_targets):
            values = log_ratio(*_sides(left, target), *_sides(size, target))
            ranges[target, 0] = np.fmin(ranges[target, 0], np.fmin.reduce(values, axis=0))
            ranges[target, 1] = np.fmax(ranges[target, 1], np.fmax.reduce(values, axis=0))
    return np.where(np.isinf(ranges), np.nan, ranges)


def _rows(counts: sparse.csr_array, rows: np.ndarray) -> np.ndarray:
    """Some rows; zeros for those beyond the last."""
    known = rows[rows < counts.shape[0]]
    dense = np.zeros((len(rows), counts.shape[1]))
    dense[: len(known)] = counts[known].toarray()
    return dense


def _without_sections(parts: list[_Part], whole: list[tuple], target: int) -> np.ndarray:
    """Log ratios without each section, shape (n_sections, n_terms)."""
    values = []
    for i, part in enumerate(parts):
        left = [total - part.counts.T.toarray() if j == i else total for j, (total, _) in enumerate(whole)]
        size = [(total - part.lengths)[:, None] if j == i else total for j, (_, total) in enumerate(whole)]
        values.append(log_ratio(*_sides(left, target), *_sides(size, target)))
    return np.concatenate(values)[np.argsort(np.concatenate([part.sections for part in parts]))]
