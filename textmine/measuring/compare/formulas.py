"""Tokens in order -> runs of words that come back word for word."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd


def formulas(tokens: pd.DataFrame, *, shortest: int = 4, longest: int = 40, min_count: int = 3) -> pd.DataFrame:
    """Runs of words that come back word for word.

    Parameters
    ----------
    tokens : DataFrame
        From `textmine.counting.tokens.tokenize`. A run may cross marks, never the end of a segment.
    shortest, longest : int
        Words a run; stop words and numbers count.
    min_count : int
        Rarer runs are left out.

    Returns
    -------
    DataFrame
        `formula` (the words, joined), `words`, `count`, `documents` (that hold it), `segment_ids` (joined by blanks); runs
        that are part of a longer one with the same count are left out. Sorted by falling `documents`, `words`, `count`,
        then the formula.
    """
    segments, names = pd.factorize(tokens["segment_id"])
    order = np.argsort(segments, kind="stable")
    segments, (words, vocabulary) = segments[order], pd.factorize(tokens["token"].to_numpy()[order])
    names, vocabulary = names.to_numpy(dtype=object), np.asarray(vocabulary, dtype=object)
    documents = pd.factorize(np.array([name.rpartition("/")[0] for name in names], dtype=object))[0]
    rows = []
    for size, places, counts in _maximal(words, segments, shortest, longest, min_count):
        for own in np.split(places, np.cumsum(counts)[:-1]) if len(counts) else []:
            held = list(dict.fromkeys(segments[own].tolist()))
            run = "".join(vocabulary[words[own[0] : own[0] + size]])
            rows.append((run, size, len(own), len(set(documents[held].tolist())), " ".join(names[held])))
    table = pd.DataFrame(rows, columns=["formula", "words", "count", "documents", "segment_ids"])
    by = ["documents", "words", "count", "formula"]
    return table.sort_values(by, ascending=[False, False, False, True], ignore_index=True)


def _maximal(
    words: np.ndarray, segments: np.ndarray, shortest: int, longest: int, least: int
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """For each length: where the runs stand that are in no longer one of the same count, run by run; how often each comes."""
    places, number, counts = _frequent(np.arange(len(words)), words, least)
    for size in range(1, longest + 1):
        at, inner = np.full(len(words) + 1, -1), np.zeros(len(counts), dtype=np.int64)
        at[places] = number
        here, own, times = places, number, counts
        if size < longest:  # a run comes often enough only where the runs without its last and its first word do
            places = places[at[places + 1] >= 0]
            places = places[segments[places] == segments[places + size]]
            places, number, counts = _frequent(places, at[places] * len(times) + at[places + 1], least)
            np.maximum.at(inner, at[places], counts[number])
            np.maximum.at(inner, at[places + 1], counts[number])
        if size >= shortest:
            kept = inner[own] < times[own]
            yield size, here[kept][np.argsort(own[kept], kind="stable")], times[inner < times]


def _frequent(places: np.ndarray, runs: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The places of the runs that come at least so often, the new number of the run at each, and how often each run comes."""
    _, number, counts = np.unique(runs, return_inverse=True, return_counts=True)
    enough = counts >= least
    kept = enough[number]
    return places[kept], (np.cumsum(enough) - 1)[number[kept]], counts[enough]
