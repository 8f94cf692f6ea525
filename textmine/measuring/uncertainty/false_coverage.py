"""Many terms compared at once -> intervals of those that stand out, which allow for the choice; how many do so by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd


def selective_confidence(p: np.ndarray, false_rate: float) -> float:
    """Confidence at which the intervals of the terms that stand out are right but for a share of them.

    Parameters
    ----------
    p : ndarray of shape (n_terms,)
        One-sided p of all terms that were compared, also of those that will not be shown.
    false_rate : float
        The share of the intervals of terms standing out that may miss what they should cover.

    Returns
    -------
    float
        Mass of the interval of each term; a term stands out if its interval at this confidence lies above 0.

    Notes
    -----
    Of m terms, R stand out: the largest R for which R of them have 2 p <= R q / m (Benjamini and Hochberg on two-sided p,
    of which those above 0 are taken). Their intervals have the confidence 1 - R q / m. On average at most a share q of them
    then fails to cover, and at most q / 2 of the terms standing out have a true ratio of 1 or less.

    References
    ----------
    Benjamini and Yekutieli (2005), JASA 100 (469): False discovery rate-adjusted multiple confidence intervals.
    """
    if not 0 < false_rate < 1:
        raise ValueError(f"false_rate must be between 0 and 1, such as 0.1; got {false_rate}")
    m = len(p)
    ranks = np.arange(1, m + 1)
    passed = ranks[2 * np.sort(p) <= ranks * false_rate / max(m, 1)]
    return 1 - max(passed.max(initial=0), 1) * false_rate / max(m, 1)


def chance_findings(
    table: pd.DataFrame, by: str = "level", *, confidence: float = 0.95, false_rate: float = 0.1
) -> pd.DataFrame:
    """How many terms of a comparison would be expected to stand out though they differ nowhere.

    Parameters
    ----------
    table : DataFrame
        From `compare_groups`.
    by : str
        Column of the groups, as given there.
    confidence, false_rate : float
        As given there.

    Returns
    -------
    DataFrame
        One row a group in order of appearance: `by`, `tested` (terms compared), `above_0` (terms whose own interval lies
        above 0), `above_0_by_chance` (how many would if none differed, at most), `stand_out` (terms that stand out after
        the choice is allowed for), `stand_out_by_chance` (how many of these may be expected to be chance, at most).
    """
    groups = table.groupby(by, sort=False, observed=True)
    result = pd.DataFrame(
        {
            "tested": groups["tested"].first(),
            "above_0": groups["low"].agg(lambda low: int(low.gt(0).sum())),
            "stand_out": groups["stands_out"].sum().astype(int),
        }
    ).reset_index()
    result.insert(3, "above_0_by_chance", result["tested"] * (1 - confidence) / 2)
    return result.assign(stand_out_by_chance=result["stand_out"] * false_rate / 2)
