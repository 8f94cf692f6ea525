"""Counts of terms in sections -> quantiles of their log ratios over resampled sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.compare import log_ratio
from textmine.measuring.uncertainty.resampling import (
    bca_tails,
    blocks,
    check_options,
    expanded_tails,
    percentile_tails,
    quantiles,
    resampled_sections,
)


@dataclass(frozen=True)
class _Part:
    """The sections of a group, or of what no group has."""

    sections: np.ndarray  # (n_sections,), rows of the matrix
    counts: sparse.csr_array  # (n_terms, n_sections)
    lengths: np.ndarray  # (n_sections,)
    drawn: np.ndarray  # (n_sections, n_resamples)


def resampled_limits(
    matrix: DocumentTermMatrix,
    part: np.ndarray,
    n_targets: int,
    positions: np.ndarray,
    *,
    method: str,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
    n_jobs: int | None = None,
) -> np.ndarray:
    """Limits of each of the first `n_targets` parts of the rows against all other rows, shape (n_targets, 2, n_terms).

    The same numbers as by `section_intervals`, in memory that does not grow with the number of terms: counts are whole
    numbers, so that their sums do not depend on how they are taken.
    """
    check_options(method, confidence, len(part))
    names = matrix.rows["document_id"].to_numpy()
    drawn = resampled_sections(names, n_resamples=n_resamples, seed=seed)
    counts = sparse.csr_array(matrix.counts[:, positions].T)
    inside = [np.flatnonzero(part == i) for i in range(max(part) + 1)]
    lengths = matrix.lengths
    parts = [_Part(own, counts[:, own], lengths[own], drawn[:, own].T.copy()) for own in inside]
    size = 8 * n_resamples * (len(parts) + 6) + (32 * len(part) if method == "bca" else 0)
    work = (
        delayed(_of_terms)([_of(p, rows) for p in parts], n_targets, len(set(names)), confidence, method)
        for rows in blocks(len(positions), size)
    )
    found = Parallel(n_jobs=n_jobs)(work)
    return np.concatenate([np.empty((n_targets, 2, 0)), *found], axis=2)


def _of(part: _Part, terms: np.ndarray) -> _Part:
    return _Part(part.sections, part.counts[terms], part.lengths, part.drawn)


def _of_terms(parts: list[_Part], n_targets: int, n_documents: int, confidence: float, method: str) -> np.ndarray:
    """Limits of some terms, shape (n_targets, 2, n_terms)."""
    sums, lengths = zip(*map(_resampled, parts), strict=True)
    whole = [(p.counts.sum(axis=1), p.lengths.sum()) for p in parts]
    n_sections, results = sum(len(p.lengths) for p in parts), []
    for target in range(n_targets):
        values = log_ratio(*_sides(sums, target), *_sides(lengths, target))
        estimate = log_ratio(*_sides([w[0] for w in whole], target), *_sides([w[1] for w in whole], target))
        tails = percentile_tails(confidence, len(estimate))
        if method == "expanded":
            tails = expanded_tails(tails, n_sections, n_documents)
        if method == "bca":
            tails = bca_tails(estimate, values, _without_sections(parts, whole, target), tails)
        results.append(np.where(np.isnan(estimate), np.nan, quantiles(values, tails)))
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


def _without_sections(parts: list[_Part], whole: list[tuple], target: int) -> np.ndarray:
    """Log ratios without each section, shape (n_sections, n_terms)."""
    values = []
    for i, part in enumerate(parts):
        left = [total - part.counts.T.toarray() if j == i else total for j, (total, _) in enumerate(whole)]
        size = [(total - part.lengths)[:, None] if j == i else total for j, (_, total) in enumerate(whole)]
        values.append(log_ratio(*_sides(left, target), *_sides(size, target)))
    return np.concatenate(values)[np.argsort(np.concatenate([part.sections for part in parts]))]
