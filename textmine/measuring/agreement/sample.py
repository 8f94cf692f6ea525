"""Segments -> a random sample of each document, in two parts."""

from __future__ import annotations

from math import ceil

import numpy as np
import pandas as pd

PARTS = ("dev", "held")


def draw_sample(segments: pd.DataFrame, *, share: float = 0.8, seed: int = 2026) -> pd.DataFrame:
    """Draw segments at random within each document, and divide them into a part for development and a held part.

    Parameters
    ----------
    segments : DataFrame
        With `document_id` and `segment_id`.
    share : float
        Of each document's segments, rounded up; half of them (rounded down) for development.
    seed : int

    Returns
    -------
    DataFrame
        `segment_id`, `part`; in the order of `segments`.

    Raises
    ------
    ValueError
        If the share is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1 (all segments); got {share}")
    generator = np.random.default_rng(seed)
    parts = np.full(len(segments), "", dtype=object)
    codes, documents = pd.factorize(segments["document_id"])
    for document in range(len(documents)):
        own = np.flatnonzero(codes == document)
        order, n = generator.permutation(own), ceil(share * len(own))
        parts[order[: n // 2]], parts[order[n // 2 : n]] = PARTS
    drawn = pd.DataFrame({"segment_id": segments["segment_id"].to_numpy(), "part": parts})
    return drawn[drawn["part"] != ""].reset_index(drop=True)
