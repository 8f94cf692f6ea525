"""Codes of people, of the study and of the dictionary -> tables of agreement and lists of differences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.coders.filled import Filled
from textmine.measuring.agreement import HandCodes, coder_agreement, dictionary_scores
from textmine.measuring.agreement.hand_codes import CONSENSUS
from textmine.measuring.coding import Codebook


@dataclass(frozen=True)
class Other:
    """Codes that came about otherwise than those of the people.

    Attributes
    ----------
    label : str
        What they are called.
    codes : mapping of str to DataFrame
        For each codebook they have `segment_id`, `category`, `main`.
    units : collection of str
        The segments that are compared.
    """

    label: str
    codes: Mapping[str, pd.DataFrame]
    units: Collection[str]


_SCORES = [f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_low", "_high")]
_AGREED = [f"{name}{end}" for name in ("kappa", "alpha") for end in ("", "_low", "_high")]
AGAINST = [
    "codebook", "coder", "other", "category", "n_coder", "n_other", "n_both", "n_units", "agreement", *_AGREED, *_SCORES,
]  # fmt: skip


def between_coders(
    hand: HandCodes, codebooks: Mapping[str, Codebook], mains: Sequence[str], *, seed: int
) -> pd.DataFrame:
    """How far the coders agree, category by category.

    Parameters
    ----------
    hand : HandCodes
        From `textmine.coders.merging.as_hand_codes`.
    codebooks : mapping of str to Codebook
    mains : sequence of str
        Codebooks with a main category.
    seed : int
        Of the resampled sections.

    Returns
    -------
    DataFrame
        `codebook`, then the columns of `coder_agreement`. For each codebook its categories, wherever a coder gave them; then
        "(all categories)": every yes or no to a category of a segment as one decision; of those with a main
        category also "(main category)": that alone, as one nominal variable.
    """
    parts = []
    for name in hand.codebooks:
        parts.append(_agreement(hand, name, codebooks[name].ids, name in mains, seed).assign(codebook=name))
    table = pd.concat(parts, ignore_index=True)
    return table[["codebook", *(column for column in table.columns if column != "codebook")]]


def _agreement(hand: HandCodes, name: str, ids: list[str], main: bool, seed: int) -> pd.DataFrame:
    table = coder_agreement(hand, name, ids, pooled=True, seed=seed)
    if not main:
        return table
    return pd.concat([table, coder_agreement(hand, name, ids, main=True, seed=seed).tail(1)], ignore_index=True)


def against(
    hand: HandCodes,
    codebooks: Mapping[str, Codebook],
    mains: Sequence[str],
    other: Other,
    *,
    unsettled: Mapping[str, Collection[str]],
    seed: int,
) -> pd.DataFrame:
    """How far each coder, and their consensus, agree with codes that came about otherwise.

    Parameters
    ----------
    hand, codebooks, mains, seed
        As for `between_coders`.
    other : Other
    unsettled : mapping of str to collection of str
        Of a codebook with a main category the segments on which the coders have not agreed: left out for the consensus.

    Returns
    -------
    DataFrame
        `codebook`, `coder`, `other`, `category` (as in `between_coders`), `n_coder`, `n_other`, `n_both` (units with the category; in
        the row of all categories codes; missing for the main category), `n_units`, `agreement`, `kappa`, `alpha` as
        `coder_agreement` gives them, `precision` (share of the other's codes that the coder has too), `recall` (share of the
        coder's codes that the other has), `f1`; each with its interval.
    """
    hand, rows = hand.among(other.units), [pd.DataFrame(columns=AGAINST)]
    for name in other.codes:
        ids, main, codes = codebooks[name].ids, name in mains, other.codes[name]
        for coder in (*hand.coders, CONSENSUS):
            pair = _pair(hand, name, coder, codes, unsettled.get(name, ()) if coder == CONSENSUS else ())
            scores = dictionary_scores(pair, name, ids, codes, part=None, pooled=True, seed=seed)
            scores = scores.rename(columns={"n_hand": "n_coder", "n_dictionary": "n_other"})
            agreed = _agreement(pair, name, ids, main, seed)
            table = agreed[["category", "n_units", "agreement", *_AGREED]].merge(
                scores[["category", "n_coder", "n_other", "n_both", *_SCORES]], how="left", on="category"
            )
            counts = dict.fromkeys(("n_coder", "n_other", "n_both"), "Int64")
            rows.append(table.astype(counts).assign(codebook=name, coder=coder, other=other.label)[AGAINST])
    return pd.concat(rows[1:] or rows, ignore_index=True)


def _pair(hand: HandCodes, name: str, coder: str, other: pd.DataFrame, left_out: Collection[str]) -> HandCodes:
    """The codes of a coder and the others as those of two coders; the first is the consensus of both."""
    units = hand.units[~hand.units["segment_id"].isin(left_out)].reset_index(drop=True)
    own = hand.of(name, coder)
    labelled = [
        table[["segment_id", "category", "main"]].assign(codebook=name, coder=label)
        for table, label in ((own, "one"), (other, "two"), (own, CONSENSUS))
    ]
    codes = pd.concat(labelled, ignore_index=True).astype({"main": bool})
    return HandCodes(units, codes, ("one", "two"), (name,))


def differences(people: Sequence[Filled], consensus: Filled, segments: pd.DataFrame) -> pd.DataFrame:
    """The segments on which the coders differ.

    Parameters
    ----------
    people, consensus
        See `textmine.coders.merging.consensus_of`.
    segments : DataFrame
        With `segment_id`, `path`, `text`.

    Returns
    -------
    DataFrame
        One row a codebook and segment: `codebook`, `segment_id`, `path`, `text`, a column for each coder and `consensus` (ids joined
        by blanks, the main one first; `-` for none, `?` for a main one that is not settled), `remarks`. By codebook, then in the order
        of the texts.
    """
    rows = []
    own = segments[segments["segment_id"].isin(people[0].segment_ids)]
    for name in people[0].codes:
        for key, path, text in own[["segment_id", "path", "text"]].itertuples(index=False):
            given = [one.codes[name][key] for one in people]
            if any(_differs(given[0], ids, main=name in consensus.mains) for ids in given[1:]):
                remarks = "; ".join(f"{one.coder}: {one.remarks[key]}" for one in people if key in one.remarks)
                cells = [cell(ids) for ids in (*given, consensus.codes[name][key])]
                rows.append((name, key, path, text, *cells, remarks))
    named = [one.coder for one in people]
    return pd.DataFrame(rows, columns=["codebook", "segment_id", "path", "text", *named, CONSENSUS, "remarks"])


def differences_from(
    hand: HandCodes,
    codebooks: Mapping[str, Codebook],
    mains: Sequence[str],
    others: Sequence[Other],
    segments: pd.DataFrame,
    *,
    unsettled: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """The segments on which the consensus differs from other codes.

    Parameters
    ----------
    hand, codebooks, mains, unsettled
        As for `against`.
    others : sequence of Other
    segments : DataFrame
        With `segment_id`, `path`, `text`.

    Returns
    -------
    DataFrame
        `codebook`, `segment_id`, `path`, `text`, `consensus`, then a column for each of the others, empty where they have no part
        in the comparison; else as in `differences`.
    """
    rows = []
    own = segments[segments["segment_id"].isin(hand.units["segment_id"])]
    for name in hand.codebooks:
        ids, main = codebooks[name].ids, name in mains
        agreed = _in_order(hand.of(name), ids, main)
        given = [_in_order(other.codes[name], ids, main) if name in other.codes else None for other in others]
        for key, path, text in own[["segment_id", "path", "text"]].itertuples(index=False):
            compared = [key in other.units and table is not None for other, table in zip(others, given, strict=True)]
            found = [table.get(key, ()) if use else None for table, use in zip(given, compared, strict=True)]
            one = agreed.get(key, ())
            told = key not in unsettled.get(name, ())
            if told and any(two is not None and _differs(one, two, main=main) for two in found):
                cells = ["" if two is None else cell(two) for two in found]
                rows.append((name, key, path, text, cell(one), *cells))
    labels = [other.label for other in others]
    return pd.DataFrame(rows, columns=["codebook", "segment_id", "path", "text", CONSENSUS, *labels])


def _in_order(codes: pd.DataFrame, ids: list[str], main: bool) -> dict[str, tuple[str, ...]]:
    """Categories of each segment in the order of the codebook, the main one first where there is one."""
    place = codes["category"].map({key: i for i, key in enumerate(ids)})
    ordered = codes.assign(place=place, second=~codes["main"].astype(bool) if main else False)
    ordered = ordered.sort_values(["second", "place"], kind="stable")
    return ordered.groupby("segment_id", sort=False)["category"].agg(tuple).to_dict()


def _differs(one: tuple[str, ...], other: tuple[str, ...], *, main: bool) -> bool:
    return set(one) != set(other) or (main and one[:1] != other[:1])


def cell(ids: tuple[str, ...]) -> str:
    """Categories of a segment as one word each; `?` for a main one that is not settled."""
    return " ".join(key or "?" for key in ids) or "-"
