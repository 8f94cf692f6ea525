"""Segments -> a random sample of each document, in two parts."""

from __future__ import annotations

from math import ceil

import numpy as np
import pandas as pd

PARTS = ("dev", "held")


def draw_sample(segments: pd.DataFrame, *, share: float = 0.8, seed: int = 2026, n: int | None = None) -> pd.DataFrame:
    """Draw segments at random within each document, and divide them into a part for development and a held part.

    Parameters
    ----------
    segments : DataFrame
        With `document_id` and `segment_id`.
    share : float
        Of each document's segments, rounded up; half of them (rounded down) for development.
    seed : int
    n : int, optional
        So many segments in all instead of a share: each document gives its part of them by its number of segments, rounded so
        that they are n together (largest remainders; of equal ones the earlier document), half of it (rounded down) for
        development.

    Returns
    -------
    DataFrame
        `segment_id`, `part`; in the order of `segments`.

    Raises
    ------
    ValueError
        If the share is not above 0 and at most 1, or n not from 1 to the number of segments.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1 (all segments); got {share}")
    if n is not None and not 1 <= n <= len(segments):
        raise ValueError(f"n must be from 1 to {len(segments)}, the number of segments; got {n}")
    generator = np.random.default_rng(seed)
    parts = np.full(len(segments), "", dtype=object)
    codes, documents = pd.factorize(segments["document_id"])
    sizes = np.bincount(codes, minlength=len(documents))
    drawn_of = [ceil(share * size) for size in sizes] if n is None else _divided(n, sizes)
    for document, of_it in enumerate(drawn_of):
        order = generator.permutation(np.flatnonzero(codes == document))
        parts[order[: of_it // 2]], parts[order[of_it // 2 : of_it]] = PARTS
    drawn = pd.DataFrame({"segment_id": segments["segment_id"].to_numpy(), "part": parts})
    return drawn[drawn["part"] != ""].reset_index(drop=True)


def _divided(n: int, sizes: np.ndarray) -> list[int]:
    """n in whole numbers by the sizes: the largest remainders get what rounding down leaves."""
    whole, remainders = np.divmod(n * sizes, sizes.sum())
    whole[np.argsort(-remainders, kind="stable")[: n - whole.sum()]] += 1
    return whole.tolist()
