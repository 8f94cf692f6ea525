"""Counts of terms in sections -> quantiles of their log ratios over resampled sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from joblib import delayed
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
from textmine.progress import in_parallel

_AT_ONCE = 2**17  # values: as many as stay in the cache of a processor while their quantiles are found


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
    numbers, so that their sums do not depend on how they are taken. Terms with the same counts in all sections, as many
    rare ones have, are reckoned once.
    """
    check_options(method, confidence, len(part))
    names = matrix.rows["document_id"].to_numpy()
    drawn = resampled_sections(names, n_resamples=n_resamples, seed=seed)
    counts, of_term = _distinct(sparse.csr_array(matrix.counts[:, positions].T))
    inside = [np.flatnonzero(part == i) for i in range(max(part) + 1)]
    lengths = matrix.lengths
    parts = [_Part(own, counts[:, own], lengths[own], drawn[:, own].T.copy()) for own in inside]
    size = 8 * n_resamples * (len(parts) + 6) + (32 * len(part) if method == "bca" else 0)
    parted = blocks(counts.shape[0], size)
    work = (
        delayed(_of_terms)([_of(p, rows) for p in parts], n_targets, len(set(names)), confidence, method)
        for rows in parted
    )
    found = in_parallel(work, n_jobs=n_jobs, what="resample", total=len(parted))
    return np.concatenate([np.empty((n_targets, 2, 0)), *found], axis=2)[:, :, of_term]


def _distinct(counts: sparse.csr_array) -> tuple[sparse.csr_array, np.ndarray]:
    """The rows that differ, in order of appearance, and for each row which of them it is."""
    counts.sum_duplicates()
    numbers: dict[tuple[bytes, bytes], int] = {}
    row = [(counts.indices[a:b].tobytes(), counts.data[a:b].tobytes()) for a, b in pairwise(counts.indptr)]
    which = np.array([numbers.setdefault(key, len(numbers)) for key in row], dtype=int)
    return counts[np.unique(which, return_index=True)[1]], which


def _of(part: _Part, terms: np.ndarray) -> _Part:
    return _Part(part.sections, part.counts[terms], part.lengths, part.drawn)


def _of_terms(parts: list[_Part], n_targets: int, n_documents: int, confidence: float, method: str) -> np.ndarray:
    """Limits of some terms, shape (n_targets, 2, n_terms)."""
    sums, lengths = zip(*_resampled(parts), strict=True)
    whole = [(p.counts.sum(axis=1), p.lengths.sum()) for p in parts]
    n_sections, (n_terms, n_resamples) = sum(len(p.lengths) for p in parts), sums[0].shape
    results = np.empty((n_targets, 2, n_terms))
    for target in range(n_targets):
        tokens = _sides(lengths, target)
        estimate = log_ratio(*_sides([w[0] for w in whole], target), *_sides([w[1] for w in whole], target))
        tails = percentile_tails(confidence, n_terms)
        if method == "expanded":
            tails = expanded_tails(tails, n_sections, n_documents)
        left_out = _without_sections(parts, whole, target) if method == "bca" else None
        for block in blocks(n_terms, 8 * n_resamples, most=max(_AT_ONCE // n_resamples, 1)):
            rows = slice(block[0], block[-1] + 1)
            values = log_ratio(*_sides([own[rows] for own in sums], target), *tokens)
            ends = tails[:, rows]
            if left_out is not None:
                ends = bca_tails(estimate[rows], values, left_out[:, rows], ends)
            results[target][:, rows] = np.where(np.isnan(estimate[rows]), np.nan, quantiles(values, ends))
    return results


def _sides(values: Sequence[np.ndarray], target: int) -> tuple[np.ndarray, np.ndarray]:
    """The value of the target, and the sum of all others."""
    return values[target], sum(values) - values[target]


def _resampled(parts: list[_Part]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Counts and lengths of each part in each resample, shapes (n_terms, n_resamples) and (n_resamples,)."""
    most = sum(int(part.drawn.max(initial=0)) * int(part.lengths.sum()) for part in parts)
    dtype = np.int64 if most >= 2**31 else np.int32
    for part in parts:
        n_sections, n_resamples = part.drawn.shape
        counted = sparse.vstack([part.counts, sparse.csr_array(part.lengths[None])], format="csr").astype(dtype)
        sums = np.empty((counted.shape[0], n_resamples), dtype=dtype)
        for columns in blocks(n_resamples, 8 * n_sections):
            columns = slice(columns[0], columns[-1] + 1)
            sums[:, columns] = counted @ part.drawn[:, columns].astype(dtype)
        yield sums[:-1], sums[-1]


def _without_sections(parts: list[_Part], whole: list[tuple], target: int) -> np.ndarray:
    """Log ratios without each section, shape (n_sections, n_terms)."""
    values = []
    for i, part in enumerate(parts):
        left = [total - part.counts.T.toarray() if j == i else total for j, (total, _) in enumerate(whole)]
        size = [(total - part.lengths)[:, None] if j == i else total for j, (_, total) in enumerate(whole)]
        values.append(log_ratio(*_sides(left, target), *_sides(size, target)))
    return np.concatenate(values)[np.argsort(np.concatenate([part.sections for part in parts]))]
