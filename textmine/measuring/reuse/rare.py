"""Which texts share rare runs of characters: an inverted index, so that no two texts are compared that have none in common."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

_BLOCK = 2_000_000  # products of a block at most, about: bounds the memory


def incidence(hashes: np.ndarray, owners: np.ndarray, n_owners: int, *, most: int) -> sparse.csr_array:
    """Which text holds which run, of the runs that at least two texts and at most `most` hold.

    Parameters
    ----------
    hashes : ndarray of uint64, shape (n,)
        Runs, from `textmine.measuring.reuse.folding.ngrams`.
    owners : ndarray of int, shape (n,)
        The text that holds each.
    n_owners : int
    most : int
        Runs in more texts tell little and cost the square of their texts.

    Returns
    -------
    csr_array of shape (n_owners, n_runs), float64
        The information of the run, log2((n_owners + 1) / texts that hold it), where a text holds it; else 0. Columns in the order
        of the hashes, so that the order of the texts does not matter.
    """
    rising = bool((owners[1:] >= owners[:-1]).all())
    order = np.argsort(hashes, kind="stable") if rising else np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = hashes[1:] != hashes[:-1]
    first = fresh.copy()
    first[1:] |= owners[1:] != owners[:-1]
    owners, column = owners[first], np.cumsum(fresh)[first] - 1
    frequency = np.bincount(column)
    known = (frequency > 1) & (frequency <= most)
    kept = known[column]
    column = (np.cumsum(known) - 1)[column[kept]]
    weights = np.log2((n_owners + 1) / frequency[known])
    shape = (n_owners, len(weights))
    return sparse.csr_array((weights[column], (owners[kept], column)), shape=shape)


def shared(held: sparse.csr_array) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Pairs of texts and the information of the runs that they share, a block of texts at a time.

    Parameters
    ----------
    held : csr_array of shape (n_texts, n_runs)
        From `incidence`.

    Yields
    ------
    rows, columns : ndarray of int
        The two texts of each pair; both orders come, a text never with itself.
    weights : ndarray of float64
        Rounded to nine digits, so that the order of adding does not matter.
    """
    present = held.copy()
    present.data = np.ones_like(present.data)
    turned = present.T.tocsr()
    work = held.astype(bool).astype(np.int64) @ np.diff(turned.indptr)
    cuts = np.flatnonzero(np.diff(np.cumsum(work) // _BLOCK)) + 1
    for rows in np.split(np.arange(held.shape[0]), cuts):
        block = (held[rows] @ turned).tocoo()
        own = rows[block.row]
        apart = own != block.col
        yield own[apart], block.col[apart], np.round(block.data[apart], 9)
