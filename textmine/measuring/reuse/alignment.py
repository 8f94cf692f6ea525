"""Two sequences -> their best local alignment; two clauses -> what is kept, replaced, inserted, left out and moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

import numpy as np
from Bio.Align import PairwiseAligner

MATCH, MISMATCH, GAP = 2, -1, -1
SHORTEST = 2  # characters in a row that count as kept or moved; single ones (的, 和) meet by chance
EVIDENT = 3  # characters in a row that are evidence of kinship: words of two characters meet by chance


@dataclass(frozen=True)
class Alignment:
    """The best local alignment of two sequences.

    Attributes
    ----------
    score : float
    blocks : tuple of (int, int, int)
        Equal stretches in order: where each begins in the one and in the other, and its length.
    start, end, other_start, other_end : int
        The part of each sequence that is aligned.
    """

    score: float
    blocks: tuple[tuple[int, int, int], ...]
    start: int
    end: int
    other_start: int
    other_end: int


def align(
    one: Sequence, other: Sequence, *, match: float = MATCH, mismatch: float = MISMATCH, gap: float = GAP
) -> Alignment:
    """Align two sequences of characters or tokens locally.

    Parameters
    ----------
    one, other : sequence
        Of hashable items: a string is a sequence of characters.
    match, mismatch, gap : float
        What an equal pair, an unequal pair and an item without partner add to the score.

    Returns
    -------
    Alignment
        With the greatest score; among equal ones always the same. Score 0 and no block where nothing is equal.

    References
    ----------
    Smith and Waterman (1981), Identification of common molecular subsequences, J. Mol. Biol. 147; Cock et al. (2009),
    Biopython, Bioinformatics 25.
    """
    if set(one).isdisjoint(other):
        return Alignment(0.0, (), 0, 0, 0, 0)
    numbers: dict[object, int] = {}
    first, second = (
        np.array([numbers.setdefault(item, len(numbers)) for item in side], np.int32) for side in (one, other)
    )
    best = _aligner(match, mismatch, gap).align(first, second)[0]
    places, others = best.coordinates.tolist()
    steps = zip(pairwise(places), pairwise(others), strict=True)
    blocks = [block for (a, b), (c, d) in steps if b > a and d > c for block in _equal(one, other, a, b, c)]
    return Alignment(float(best.score), tuple(blocks), places[0], places[-1], others[0], others[-1])


def _equal(one: Sequence, other: Sequence, start: int, end: int, other_start: int) -> Iterator[tuple[int, int, int]]:
    """The equal stretches of two sequences side by side without gaps."""
    apart, begin = other_start - start, start
    for i in range(start, end + 1):
        if i == end or one[i] != other[i + apart]:
            if i > begin:
                yield begin, begin + apart, i - begin
            begin = i + 1


@lru_cache(maxsize=8)
def _aligner(match: float, mismatch: float, gap: float) -> PairwiseAligner:
    return PairwiseAligner(mode="local", match_score=match, mismatch_score=mismatch, gap_score=gap)


@dataclass(frozen=True)
class Edit:
    """A stretch of a clause and what became of it.

    Attributes
    ----------
    kind : str
        "kept"; "replaced" (other words stand there), "inserted" (only here), "left out" (only there), "moved" (there in
        another place; one edit at each place, the other side of which is empty).
    start, end : int
        In the clause; empty for what is left out.
    other_start, other_end : int
        In the counterpart; empty for what is inserted.
    """

    kind: str
    start: int
    end: int
    other_start: int
    other_end: int


def edits(clause: str, counterpart: str) -> list[Edit]:
    """What was done to a counterpart to get a clause.

    Parameters
    ----------
    clause, counterpart : str
        Folded, see `textmine.measuring.reuse.folding.fold`.

    Returns
    -------
    list of Edit
        In the order of the clause, what is left out where it would stand. Those with a stretch of the clause tile it, those
        with a stretch of the counterpart tile that.

    Notes
    -----
    Equal stretches of the local alignment with at least two characters are kept; what stands before it on both sides, and
    behind it, is aligned in the same way. Of what is left the longest equal stretch is moved, then the next longest, down
    to two characters. The rest between two kept stretches is replaced where both sides have some, else inserted or left out.
    """
    blocks = _kept(clause, counterpart)
    moved = _moved(clause, counterpart, blocks)
    found: list[Edit] = []
    at, other_at = 0, 0
    for a, b, n in [*blocks, (len(clause), len(counterpart), 0)]:
        found += _between(at, a, other_at, b, moved)
        found += [Edit("kept", a, a + n, b, b + n)] * bool(n)
        at, other_at = a + n, b + n
    return found


def _kept(clause: str, counterpart: str) -> list[tuple[int, int, int]]:
    """Equal stretches that stand in the same order: of the best alignment, and of those before and behind it."""
    best = align(clause, counterpart)
    blocks = [block for block in best.blocks if block[2] >= SHORTEST]
    if not blocks:
        return []
    (a, b, _), (c, d, n) = blocks[0], blocks[-1]
    behind = [(c + n + i, d + n + j, k) for i, j, k in _kept(clause[c + n :], counterpart[d + n :])]
    return [*_kept(clause[:a], counterpart[:b]), *blocks, *behind]


def _moved(clause: str, counterpart: str, blocks: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Equal stretches of what is not kept, the longest first."""
    # What is taken is masked by signs that occur on one side only.
    left, right = list(clause), list(counterpart)
    for a, b, n in blocks:
        left[a : a + n], right[b : b + n] = ["\0"] * n, ["\1"] * n
    found = []
    while True:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        a, b, n = matcher.find_longest_match()
        if n < SHORTEST:
            return found
        found.append((a, b, n))
        left[a : a + n], right[b : b + n] = ["\0"] * n, ["\1"] * n


def _between(start: int, end: int, other_start: int, other_end: int, moved: list[tuple[int, int, int]]) -> list[Edit]:
    """The edits between two kept stretches."""
    here = sorted((a, a + n) for a, _, n in moved if start <= a < end)
    there = sorted((b, b + n) for _, b, n in moved if other_start <= b < other_end)
    own, others = _gaps(start, end, here), _gaps(other_start, other_end, there)
    if len(own) == 1 and len(others) == 1:  # the one stretch stands for the other
        return sorted(
            [Edit("replaced", *own[0], *others[0])]
            + [Edit("moved", a, b, other_start, other_start) for a, b in here]
            + [Edit("moved", start, start, a, b) for a, b in there],
            key=lambda edit: (edit.start, edit.other_start),
        )
    found = [Edit("inserted", a, b, other_end, other_end) for a, b in own]
    found += [Edit("moved", a, b, other_end, other_end) for a, b in here]
    found += [Edit("left out", start, start, a, b) for a, b in others]
    found += [Edit("moved", start, start, a, b) for a, b in there]
    return sorted(found, key=lambda edit: (edit.start, edit.end, edit.other_start))


def _gaps(start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a stretch."""
    found, at = [], start
    for a, b in [*taken, (end, end)]:
        found += [(at, a)] * (a > at)
        at = max(at, b)
    return found


def shared_characters(found: list[Edit], size: int, *, other: bool = False) -> np.ndarray:
    """Which characters of a clause, or of its counterpart, are evidence that they are kin; shape (size,), bool.

    Those that are kept or moved three or more in a row.
    """
    shared = np.zeros(size, dtype=bool)
    for edit in found:
        start, end = (edit.other_start, edit.other_end) if other else (edit.start, edit.end)
        if edit.kind in ("kept", "moved") and end - start >= EVIDENT:
            shared[start:end] = True
    return shared
