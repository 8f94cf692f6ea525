"""Many texts -> the pairs of them that are nearly the same, without comparing every text with every other.

Likeness is the Jaccard index of the sets of runs of five characters, marks and blanks left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

import numpy as np

NEAR = 0.9
_RUN = 5
_WORD = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
# A run is known by a hash of 64 bits: among ten million different runs the chance that any two share theirs is 3 in a million.
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], dtype=np.uint64)  # fmt: skip


def runs(text: str) -> np.ndarray:
    """The different runs of five characters of a text as hashes: uint64, sorted, shape (n_runs,)."""
    letters = np.frombuffer(_WORD.sub("", text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    n = max(len(letters) - _RUN + 1, 0)
    mixed = sum((letters[i : i + n] * m for i, m in enumerate(_MULTIPLIERS)), np.zeros(n, dtype=np.uint64))
    mixed ^= mixed >> np.uint64(32)
    return np.unique(mixed * _MULTIPLIERS[0])


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Jaccard index of two sets of runs; 0 where both are empty."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / max(len(one) + len(other) - shared, 1)


def near_pairs(texts: Sequence[np.ndarray], *, known: int = 0) -> list[tuple[int, int, float]]:
    """All pairs of texts whose likeness is above .9.

    Parameters
    ----------
    texts : sequence of ndarray
        From `runs`.
    known : int
        Pairs among the first that many texts are left out.

    Returns
    -------
    list of (int, int, float)
        Positions (the smaller first) and likeness; sorted by the second position, then the first.

    Notes
    -----
    Exact. Two sets of likeness t share at least t n runs, n the size of the larger. So if the runs of every set are put in one
    order, those two share one among the first n - ceil(t n) + 1 of each; in order of rarity these are the runs that hardly
    any other text has, and only texts that share one are compared.

    References
    ----------
    Chaudhuri, Ganti and Kaushik (2006), A primitive operator for similarity joins in data cleaning, ICDE; Bayardo, Ma and
    Srikant (2007), Scaling up all pairs similarity search, WWW.
    """
    if not len(texts):
        return []
    values, ranks, counts = np.unique(np.concatenate(texts), return_inverse=True, return_counts=True)
    order = np.empty(len(values), dtype=np.int64)
    order[np.lexsort((values, counts))] = np.arange(len(values))
    shared = np.zeros(len(values), dtype=bool)
    shared[order] = counts > 1
    holders: dict[int, list[int]] = {}
    found, start = [], 0
    for j, own in enumerate(texts):
        place = np.sort(order[ranks[start : start + len(own)]])
        start += len(own)
        rarest = place[: len(own) - ceil(NEAR * len(own) - 1e-6) + 1]
        candidates: set[int] = set()
        for run in rarest[shared[rarest]].tolist():
            candidates.update(holders.get(run, ()))
            holders.setdefault(run, []).append(j)
        for i in sorted(candidates) if j >= known else ():
            sizes = sorted((len(texts[i]), len(own)))
            if sizes[0] > NEAR * sizes[1] and (like := likeness(texts[i], own)) > NEAR:
                found.append((i, j, like))
    return found
