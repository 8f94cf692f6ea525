"""Two clauses -> whether the one is taken from the other; of each clause's candidates the best."""

from __future__ import annotations

from itertools import chain

import numpy as np
from joblib import delayed, effective_n_jobs

from textmine.measuring.reuse.alignment import EVIDENT, edits, shared_characters
from textmine.measuring.reuse.folding import Folded, covered, ngrams
from textmine.progress import in_parallel

OWN = 6  # characters outside set phrases: a clause with fewer is a formula
SHARED = 8  # own characters that an adapted clause and its counterpart have in common at least
TELLING = 6  # of these, characters that are not part of a name
SCORE = 0.5  # of the own characters of the shorter of the two
LONG = 30  # own characters shared are enough, whatever else two long sentences say
PART = 0.25  # of the own characters of the clause
DENSE = 0.3  # of the characters from the first that is shared to the last, in each of the two
ALIKE = 0.75  # of the own characters of both: then names tell enough
_NAME_RUN, _NAME_CLAUSES = 6, 4  # a run in so many clauses of one document is a name of what it is about
_CHUNK = 400  # clauses a task
Clause = tuple[str, np.ndarray, np.ndarray]  # folded; which characters are own; which of these are telling


def names(folded: Folded, document: np.ndarray) -> np.ndarray:
    """Which characters are part of a run that stands in several clauses of one document; shape (n,), bool.

    Parameters
    ----------
    folded : Folded
        Clauses, those of a document side by side.
    document : ndarray of int
        The document of each clause.
    """
    places, hashes = ngrams(folded, _NAME_RUN)
    order = np.argsort(hashes, kind="stable")  # of one run by clause, so by document
    run, clause = hashes[order], folded.rows[places[order]]
    other_run = np.diff(run, prepend=~run[:1]) != 0
    other_clause = other_run | (np.diff(clause, prepend=-1) != 0)
    owner = document[clause]
    held = np.cumsum(other_run | (np.diff(owner, prepend=-1) != 0)) - 1  # each run in each document
    clauses_of = np.bincount(held[other_clause])
    number = np.cumsum(other_run) - 1
    named = np.zeros(len(number), dtype=bool)
    named[number[clauses_of[held] >= _NAME_CLAUSES]] = True
    return covered(places[order[named[number]]], _NAME_RUN, len(folded))


def counterparts(held: list[Clause], candidates: list[np.ndarray], n_jobs: int | None) -> list[tuple[int, int, float]]:
    """For each clause its counterpart (-1 without one), the own characters shared and the score."""
    tasks = []
    for i in range(0, len(held), _CHUNK):
        wanted = candidates[i : i + _CHUNK]
        needed = sorted({int(k) for own in wanted for k in own} | set(range(i, i + len(wanted))))
        tasks.append((i, {k: held[k] for k in needed}, wanted))
    jobs = n_jobs if len(tasks) > 2 * effective_n_jobs(n_jobs) else 1  # starting processes would take longer
    found = in_parallel((delayed(_chunk)(*task) for task in tasks), n_jobs=jobs, what="compare", total=len(tasks))
    return list(chain.from_iterable(found))


def _chunk(first: int, held: dict[int, Clause], candidates: list[np.ndarray]) -> list[tuple[int, int, float]]:
    runs = {k: _runs(clause[0]) for k, clause in held.items()}
    sizes = {k: int(clause[1].sum()) for k, clause in held.items()}
    return [_choice(held, runs, sizes, first + i, own) for i, own in enumerate(candidates)]


def _choice(
    held: dict[int, Clause], runs: dict[int, list[str]], sizes: dict[int, int], clause: int, candidates: np.ndarray
) -> tuple[int, int, float]:
    best = (0, 0.0, 1)
    for k in map(int, candidates):
        least = max(OWN, best[0], min(LONG, SCORE * min(sizes[clause], sizes[k])))
        if _most_shared(held[clause], runs[clause], runs[k], least) < least:
            continue  # to align the two could not change anything
        shared, score, kin = _kinship(held[clause], held[k])
        if kin:
            best = max(best, (shared, score, -k))
    shared, score, k = best
    return -k if k < 1 else -1, shared, score


def _runs(text: str) -> list[str]:
    return [text[i : i + EVIDENT] for i in range(len(text) - EVIDENT + 1)]


def _most_shared(one: Clause, runs: list[str], others: list[str], least: float) -> int:
    """Own characters in runs that stand in both clauses, in whatever order: no alignment shares more; 0 if below `least`."""
    there = set(others)
    places = [i for i, run in enumerate(runs) if run in there]
    if len(places) * EVIDENT < least:
        return 0
    mine = bytearray(len(one[0]))
    for i in places:
        mine[i : i + EVIDENT] = b"\1" * EVIDENT
    return int(np.count_nonzero(np.frombuffer(mine, dtype=bool) & one[1]))


def _kinship(one: Clause, other: Clause) -> tuple[int, float, bool]:
    """Own characters that two clauses share, the score, and whether the one is taken from the other."""
    (text, own, telling), (other_text, other_own, other_telling) = one, other
    size, other_size = int(own.sum()), int(other_own.sum())
    if text == other_text:
        return size, 1.0, size >= OWN
    found = edits(text, other_text)
    mine, theirs = shared_characters(found, len(text)), shared_characters(found, len(other_text), other=True)
    shared = int(min((mine & own).sum(), (theirs & other_own).sum()))
    score = round(shared / max(min(size, other_size), 1), 9)
    told = min((mine & telling).sum(), (theirs & other_telling).sum()) >= TELLING
    alike = 2 * shared >= ALIKE * (size + other_size)
    much = score >= SCORE or shared >= LONG
    enough = much and shared >= max(SHARED, PART * size) and _dense(mine) and _dense(theirs)
    return shared, score, bool(enough and (told or alike))


def _dense(shared: np.ndarray) -> bool:
    """Whether what is shared stands together, not here and there in a long clause."""
    places = np.flatnonzero(shared)
    return len(places) > 0 and len(places) >= DENSE * (places[-1] - places[0] + 1)
