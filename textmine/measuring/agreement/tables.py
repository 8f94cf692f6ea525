"""Hand codes and a dictionary's categories -> tables of agreement with intervals, and where they disagree."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd

from textmine.measuring.agreement.coefficients import alpha, cohen_kappa, ratio
from textmine.measuring.agreement.hand_codes import CONSENSUS, HandCodes, presence
from textmine.measuring.agreement.sample import PARTS
from textmine.measuring.uncertainty import section_intervals

RELIABLE = 0.8
MAIN = "(main category)"
ALL = "(all categories)"


def coder_agreement(
    hand: HandCodes, name: str, ids: list[str], *, main: bool = False, pooled: bool = False, **options
) -> pd.DataFrame:
    """Agreement of the independent codings with one another.

    Parameters
    ----------
    hand : HandCodes
    name : str
        Of the codebook, as in the columns of the file.
    ids : list of str
        The categories, in order (`Codebook.ids`).
    main : bool
        Compare main categories only, and add a last row for the main category as one nominal variable (none included).
    pooled : bool
        Add a row for all categories together: every yes or no to a category of a unit counts as one decision.
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `textmine.measuring.uncertainty.section_intervals`.

    Returns
    -------
    DataFrame
        One row a category in the order of `ids`: `category`, `n_<coder>` for each coder and `n_all` (units coded so by
        that one, and by all), `n_units`, `agreement` (share of units on which two coders say the same, mean over their pairs),
        `kappa`, `kappa_low`, `kappa_high` (Cohen's, mean over the pairs), `alpha`, `alpha_low`, `alpha_high` (Krippendorff,
        nominal); intervals over resampled sections. Agreement is missing where no unit, or no two coders, were there.

    References
    ----------
    Light (1971), Psychological Bulletin 76 (5) (the mean of kappas over pairs).
    """
    if len(hand.coders) < 2:
        return _no_agreement(hand, [*ids, *[ALL] * pooled, *[MAIN] * main])
    codes = [hand.presence(name, coder, ids, main=main) for coder in hand.coders]
    rows = []
    each = [np.stack([_binary(a[:, k], b[:, k]) for a, b in combinations(codes, 2)], axis=1) for k in range(len(ids))]
    for k, (category, tables) in enumerate(zip(ids, each, strict=True)):
        rows.append(_agreement_row(category, [code[:, [k]] for code in codes], tables, hand, options))
    if pooled and ids:
        tables = np.sum(each, axis=0)
        rows.append(_agreement_row(ALL, codes, tables, hand, options))
    if main:
        pairs = combinations(map(_one_hot, codes), 2)
        tables = np.stack([a[:, :, None] & b[:, None, :] for a, b in pairs], axis=1)
        rows.append(_agreement_row(MAIN, codes, tables, hand, options))
    return pd.DataFrame(rows) if rows else _no_agreement(hand, [])


def _no_agreement(hand: HandCodes, categories: list[str]) -> pd.DataFrame:
    """The table of agreement where there is nothing to compare."""
    table = pd.DataFrame({"category": pd.Series(categories, dtype=str)})
    table = table.assign(**{f"n_{coder}": 0 for coder in (*hand.coders, "all")}, n_units=len(hand.units))
    measures = [f"{name}{end}" for name in ("kappa", "alpha") for end in ("", "_low", "_high")]
    return table.assign(**dict.fromkeys(["agreement", *measures], np.nan))


def _agreement_row(category: str, codes: list[np.ndarray], tables: np.ndarray, hand: HandCodes, options: dict) -> dict:
    """One row of agreement from tables of shape (n_units, n_pairs, n_values, n_values)."""

    def statistic(sums: np.ndarray) -> np.ndarray:
        coincidences = (sums + np.swapaxes(sums, -1, -2)).sum(axis=1) / (len(codes) - 1)
        return np.stack([cohen_kappa(sums).mean(axis=1), alpha(coincidences)], axis=-1)

    kappa, krippendorff = _intervals(statistic, tables.astype(float), hand.units, options).itertuples(index=False)
    return {
        "category": category,
        **{f"n_{coder}": int(code.any(axis=1).sum()) for coder, code in zip(hand.coders, codes, strict=True)},
        "n_all": int(np.logical_and.reduce(codes).any(axis=1).sum()),
        "n_units": len(tables),
        "agreement": float(ratio(np.trace(tables.sum(axis=0), axis1=-2, axis2=-1).sum(), tables.sum())),
        "kappa": kappa.estimate,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "alpha": krippendorff.estimate,
        "alpha_low": krippendorff.low,
        "alpha_high": krippendorff.high,
    }


def dictionary_scores(
    hand: HandCodes,
    name: str,
    ids: list[str],
    assigned: pd.DataFrame,
    *,
    part: str | None = "held",
    main: bool = False,
    pooled: bool = False,
    least: int = 5,
    **options,
) -> pd.DataFrame:
    """Agreement of a dictionary's categories with the consensus of the hand codings.

    Parameters
    ----------
    hand : HandCodes
    name, ids
        As for `coder_agreement`.
    assigned : DataFrame
        From `textmine.measuring.coding.categories` or `code`.
    part : {"held", "dev"} or None
        Part of the sample; only the held one was not seen by whoever wrote the patterns. None: both.
    main : bool
        Compare main categories only; a segment with none counts as no category.
    pooled : bool
        Add a row for all categories together: the codes of all of them are counted as one.
    least : int
        Units coded so by hand that a category needs to be called reliable: on fewer, F1 is no evidence.
    **options
        `n_resamples`, `confidence`, `method`, `seed`, `n_jobs` of `textmine.measuring.uncertainty.section_intervals`.

    Returns
    -------
    DataFrame
        One row a category in the order of `ids`: `category`, `n_hand`, `n_dictionary`, `n_both` (units),
        `precision`, `recall`, `f1`, `kappa`, each followed by its interval over resampled sections (`f1_low`, `f1_high`, ...),
        and `reliable` (F1 of at least 0.8 on at least `least` units).

    Raises
    ------
    ValueError
        If the part, or the codebook, is unknown.

    Notes
    -----
    F1 = 2 n_both / (n_hand + n_dictionary); precision is the share of the dictionary's codes that the hand has too, recall the
    share of the hand's codes that the dictionary finds. NaN where there is nothing to count. Where every code is right, the
    resampled scores are all 1, and so are both ends of the interval: it then says nothing of how few the units are.
    """
    if part is not None and part not in PARTS:
        raise ValueError(f"part must be one of {', '.join(PARTS)}; got '{part}' (None takes both)")
    inside = hand.units["part"].isin(PARTS if part is None else [part]).to_numpy()
    units = hand.units[inside]
    truth = hand.presence(name, CONSENSUS, ids, main=main)[inside]
    found = presence(assigned[assigned["main"].astype(bool)] if main else assigned, units["segment_id"], ids)

    def statistic(sums: np.ndarray) -> np.ndarray:
        both, only_found, only_truth = sums[..., 1, 1], sums[..., 0, 1], sums[..., 1, 0]
        precision, recall = ratio(both, both + only_found), ratio(both, both + only_truth)
        f1 = ratio(2 * both, 2 * both + only_found + only_truth)
        return np.stack([precision, recall, f1, cohen_kappa(sums)], axis=-1)

    rows = []
    for category, k in [
        *zip(ids, np.eye(len(ids), dtype=bool), strict=True),
        *[(ALL, np.ones(len(ids), bool))] * pooled,
    ]:
        one, other = truth[:, k], found[:, k]
        values = _intervals(statistic, _binary(one, other).sum(axis=1), units, options)
        row = {"category": category, "n_hand": int(one.sum()), "n_dictionary": int(other.sum())}
        row["n_both"] = int((one & other).sum())
        for measure, value in zip(("precision", "recall", "f1", "kappa"), values.itertuples(index=False), strict=True):
            row |= {measure: value.estimate, f"{measure}_low": value.low, f"{measure}_high": value.high}
        rows.append(row | {"reliable": bool(values["estimate"][2] >= RELIABLE and row["n_hand"] >= least)})
    measures = [f"{name}{end}" for name in ("precision", "recall", "f1", "kappa") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["category", "n_hand", "n_dictionary", "n_both", *measures, "reliable"])


def disagreements(
    hand: HandCodes,
    name: str,
    ids: list[str],
    segments: pd.DataFrame,
    assigned: pd.DataFrame | None = None,
    *,
    coders: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """The units on which two codings differ.

    Parameters
    ----------
    hand : HandCodes
    name, ids
        As for `coder_agreement`.
    segments : DataFrame
        With `segment_id` and `text`.
    assigned : DataFrame, optional
        With it, the consensus against the dictionary; without, one coder against another.
    coders : tuple of str
        The two coders compared without `assigned`; by default the first two.

    Returns
    -------
    DataFrame
        `segment_id`, `part`, `only_first`, `only_second` (categories that only one of the two gave, joined by blanks),
        `first_main`, `second_main`, `text`; in the order of the sample. Units on which both agree are left out.
    """
    one, other = coders or hand.coders[:2] or (CONSENSUS, CONSENSUS)
    known = segments[segments["segment_id"].isin(hand.units["segment_id"])]
    if assigned is not None:
        assigned = assigned[assigned["segment_id"].isin(known["segment_id"])]
    first = _grouped(hand.of(name, one if assigned is None else CONSENSUS))
    second = _grouped(hand.of(name, other) if assigned is None else assigned)
    texts = known.set_index("segment_id")["text"]
    rows = []
    for key, part in hand.units[["segment_id", "part"]].itertuples(index=False):
        one, two = first.get(key, []), second.get(key, [])
        if set(one) != set(two) or one[:1] != two[:1]:
            only = (" ".join(c for c in ids if c in set(x) - set(y)) for x, y in ((one, two), (two, one)))
            rows.append((key, part, *only, (one or ["-"])[0], (two or ["-"])[0], texts[key]))
    columns = ["segment_id", "part", "only_first", "only_second", "first_main", "second_main", "text"]
    return pd.DataFrame(rows, columns=columns)


def _grouped(codes: pd.DataFrame) -> dict[str, list[str]]:
    """Categories of each segment, the main one first."""
    ordered = codes.sort_values("main", ascending=False, kind="stable")
    return ordered.groupby("segment_id", sort=False)["category"].agg(list).to_dict()


def _binary(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Confusion of two yes-no codings a unit, shape (n_units, ..., 2, 2): rows are the first, columns the second; 0 is no."""
    return np.stack([np.stack([~a & ~b, ~a & b], axis=-1), np.stack([a & ~b, a & b], axis=-1)], axis=-2)


def _one_hot(main: np.ndarray) -> np.ndarray:
    """Main categories with a last column for none."""
    return np.column_stack([main, ~main.any(axis=1)])


def _intervals(
    statistic: Callable[[np.ndarray], np.ndarray], tables: np.ndarray, units: pd.DataFrame, options: dict
) -> pd.DataFrame:
    """Intervals of a statistic of summed confusions, over the sections of the units."""
    if units.empty:
        nothing = statistic(np.zeros((1, *tables.shape[1:])))[0]
        return pd.DataFrame({"estimate": nothing, "low": nothing, "high": nothing})
    codes, sections = pd.factorize(units["section_id"])
    sums = np.zeros((len(sections), *tables.shape[1:]))
    np.add.at(sums, codes, tables)
    documents = units.drop_duplicates("section_id")["document_id"].to_numpy()
    return section_intervals(lambda weights: statistic(np.tensordot(weights, sums, axes=1)), documents, **options)
