"""Agreement of coders and of a dictionary -> which categories can be trusted, by what their counts really rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.measuring.agreement.hand_codes import HandCodes
from textmine.measuring.agreement.tables import MAIN, RELIABLE

_LEAST = 5


def category_trust(
    hand: HandCodes, segments: pd.DataFrame, agreement: pd.DataFrame, scores: pd.DataFrame, *, least: int = _LEAST
) -> pd.DataFrame:
    """Which categories can be trusted where segments count as they were coded by reading, and by the dictionary elsewhere.

    Parameters
    ----------
    hand : HandCodes
    segments : DataFrame
        Those that are counted, with `segment_id`.
    agreement : DataFrame
        From `coder_agreement`.
    scores : DataFrame
        From `dictionary_scores`, with the same categories.
    least : int
        Segments that all coders must have given a category for their agreement on it to be evidence.

    Returns
    -------
    DataFrame
        One row a category in the order of `scores`: `category`, `rests_on` ("codes": every segment was coded by reading;
        "dictionary": none was; else "both"), `n_all` (segments to which all coders gave it), `kappa` (of the coders), `f1` (of the
        dictionary), `reliable` (bool).

    Notes
    -----
    What rests on codes is reliable where the coders agree (kappa of at least .80, on at least `least` segments): this says that
    the coding can be repeated, not that it is right. What rests on the dictionary is reliable where `dictionary_scores` calls
    the dictionary so; what rests on both must pass both.
    """
    coded = segments["segment_id"].isin(hand.units["segment_id"])
    rests_on = "codes" if len(coded) and coded.all() else "both" if coded.any() else "dictionary"
    own = agreement[agreement["category"].ne(MAIN)].set_index("category").reindex(scores["category"])
    agreed = (own["kappa"].ge(RELIABLE) & own["n_all"].ge(least)).to_numpy()
    found = scores["reliable"].astype(bool).to_numpy()
    reliable = {"codes": agreed, "dictionary": found, "both": agreed & found}[rests_on]
    return pd.DataFrame(
        {
            "category": scores["category"].to_numpy(),
            "rests_on": rests_on,
            "n_all": own["n_all"].fillna(0).to_numpy(dtype=np.int64),
            "kappa": own["kappa"].to_numpy(dtype=float),
            "f1": scores["f1"].to_numpy(dtype=float),
            "reliable": reliable.astype(bool),
        }
    )
