"""Categories of segments -> shares of each group's prose, corrected by a hand-coded sample, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.measuring.agreement.hand_codes import HandCodes, presence
from textmine.measuring.uncertainty import Sample, share_differences, share_intervals

MEASURES = ("characters", "segments", "headings")
UNCOVERED = "(uncovered)"
_INTERVAL = ["estimate", "low", "high", "leave_out_low", "leave_out_high"]


def emphasis(
    segments: pd.DataFrame,
    assigned: pd.DataFrame,
    ids: list[str],
    by: str,
    *,
    measure: str = "characters",
    main: bool = True,
    hand: HandCodes | None = None,
    name: str = "",
    **options,
) -> pd.DataFrame:
    """Share of each category in the prose of each group.

    Parameters
    ----------
    segments : DataFrame
        Prose segments with `segment_id`, `document_id`, `section_id`, `kind`, `text` and the column `by`.
    assigned : DataFrame
        From `textmine.measuring.coding.categories`.
    ids : list of str
        The categories, in order (`Codebook.ids`).
    by : str
        Column of the groups, such as `level` or `document_id`.
    measure : {"characters", "segments", "headings"}
        What is shared out: characters of prose, segments, or headings alone.
    main : bool
        Each segment belongs to its main category, so that shares add to 1; else to all its categories, each in full.
    hand : HandCodes, optional
        With it, the shares are corrected for the dictionary's misclassification.
    name : str
        Of the codebook in the hand codes.
    **options
        `unit`, `method`, `confidence` and others of `textmine.measuring.uncertainty.share_intervals`.

    Returns
    -------
    DataFrame
        One row a group and category, and one for what no category covers, `(uncovered)`: `by`, `category`, `n_documents`,
        `n_segments` (with this category: by hand where they were coded so, else by the dictionary), `estimate`, `low`,
        `high`, `leave_out_low`, `leave_out_high`, `unit` (section or document: what varies in the interval), `uncorrected` (by the dictionary alone), `segment_ids` (of those segments).
        Groups in the order of the categories of `by`, else of appearance, and in each the categories in that of `ids`. With `main`,
        the estimates of a group add to 1. A group without what is measured (headings) has NaN.

    Raises
    ------
    ValueError
        If the measure is unknown, or the hand codes lack the codebook.

    Notes
    -----
    The correction is the difference estimator of survey sampling. A segment of the development part counts as its hand
    code; every other as the dictionary's, plus (hand - dictionary) / pi for the segments of the held part, where pi is the
    share of held segments among the document's segments outside the development part. As the held part was drawn at random
    and not seen by whoever wrote the patterns, the result is unbiased whatever errors the dictionary makes, and however they
    differ between groups; the price is a wider interval, and that the share of a rare category may fall below 0 by chance.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 6.3; Egami, Hinck, Stewart and Wei (2023),
    Using imperfect surrogates for downstream inference, NeurIPS 36.
    """
    prepared = _prepare(segments, assigned, ids, measure, main, hand, name)
    table = share_intervals(prepared.sums, prepared.totals, prepared.rows, by, **options)
    categories = [*ids, UNCOVERED]
    columns = table.pop("share").to_numpy()
    table.insert(1, "category", [categories[i] for i in columns])
    counted, uncorrected = [], []
    for group in table[by].iloc[:: len(categories)]:
        own = prepared.inside(segments[by].eq(group).to_numpy())
        counted += prepared.ids(own)
        total = prepared.lengths[own].sum()
        sums = (prepared.found[own] * prepared.lengths[own, None]).sum(axis=0)
        uncorrected.append(sums / total if total else np.full(len(categories), np.nan))
    table.insert(3, "n_segments", np.array([len(found) for found in counted], dtype=int))
    table["uncorrected"] = np.concatenate([np.empty(0), *uncorrected])
    return table.assign(segment_ids=pd.Series([" ".join(found) for found in counted], dtype=str))


def contrasts(
    segments: pd.DataFrame,
    assigned: pd.DataFrame,
    ids: list[str],
    by: str,
    *,
    measure: str = "characters",
    main: bool = True,
    hand: HandCodes | None = None,
    name: str = "",
    **options,
) -> pd.DataFrame:
    """Difference between the share of each category in one group and in all other documents together.

    Parameters
    ----------
    segments, assigned, ids, by, measure, main, hand, name, **options
        As for `emphasis`.

    Returns
    -------
    DataFrame
        One row a group and category: `by`, `category`, `n_target`, `n_reference` (segments with this category, counted as
        in `emphasis`), `share_target`, `share_reference`, `estimate` (their difference, target minus reference), `low`,
        `high`, `leave_out_low`, `leave_out_high`, `unit`, `segment_ids`, `reference_ids` (of the segments on each side). Groups in
        order of appearance, categories in that of `ids`. The range leaves out every document without which both sides are
        still there. In a study of one group, what has no other side is missing.

    Raises
    ------
    ValueError
        As for `emphasis`.
    """
    prepared = _prepare(segments, assigned, ids, measure, main, hand, name)
    documents = prepared.rows["document_id"].to_numpy()
    names = [by, "category", "n_target", "n_reference", "share_target", "share_reference", *_INTERVAL, "unit"]
    tables = [pd.DataFrame(columns=[*names, "segment_ids", "reference_ids"])]
    for group in segments[by].dropna().unique():
        inside = prepared.rows[by].eq(group).to_numpy()
        sides = [Sample(prepared.sums[side], prepared.totals[side], documents[side]) for side in (inside, ~inside)]
        table, shares = share_differences(*sides, **options), [side.estimate for side in sides]
        own = segments[by].eq(group)
        counted = [prepared.ids(prepared.inside(side.to_numpy())) for side in (own, ~own)]
        columns = {by: group, "category": [*ids, UNCOVERED]}
        columns |= dict(zip(("n_target", "n_reference"), ([len(x) for x in side] for side in counted), strict=True))
        columns |= dict(zip(("share_target", "share_reference"), shares, strict=True))
        table = pd.concat([pd.DataFrame(columns), table], axis=1)
        for column, side in zip(("segment_ids", "reference_ids"), counted, strict=True):
            table[column] = [" ".join(found) for found in side]
        tables.append(table)
    return pd.concat(tables[1:] or tables, ignore_index=True)


@dataclass(frozen=True)
class _Prepared:
    """Codes of segments, and their sums over sections."""

    keys: pd.Series
    lengths: np.ndarray  # (n_segments,)
    found: np.ndarray  # by the dictionary, (n_segments, n_categories + 1)
    settled: np.ndarray  # by hand where coded by hand
    sums: np.ndarray  # of corrected codes, (n_sections, n_categories + 1)
    totals: np.ndarray  # of lengths, (n_sections,)
    rows: pd.DataFrame  # the first segment of each section

    def inside(self, group: np.ndarray) -> np.ndarray:
        """Positions of the segments of a group that have what is measured."""
        return np.flatnonzero(group & (self.lengths > 0))

    def ids(self, inside: np.ndarray) -> list[list[str]]:
        """Ids of the segments with each category."""
        keys = self.keys.to_numpy(dtype=object)[inside]
        return [keys[column].tolist() for column in self.settled[inside].astype(bool).T]


def _prepare(
    segments: pd.DataFrame,
    assigned: pd.DataFrame,
    ids: list[str],
    measure: str,
    main: bool,
    hand: HandCodes | None,
    name: str,
) -> _Prepared:
    lengths = _lengths(segments, measure)
    found = settled = corrected = found_codes(segments, assigned, ids, main=main)
    if hand is not None:
        settled = found_codes(segments, hand.settled(name, assigned), ids, main=main)
        corrected = corrected_codes(segments, found, hand, name, ids, main=main)
    sums, totals, rows = _per_section(segments, corrected * lengths[:, None], lengths)
    return _Prepared(segments["segment_id"], lengths, found, settled, sums, totals, rows)


def found_codes(segments: pd.DataFrame, assigned: pd.DataFrame, ids: list[str], *, main: bool = True) -> np.ndarray:
    """Categories of each segment, shape (n_segments, n_categories + 1), 0 or 1; the last column is none of them."""
    found = presence(assigned[assigned["main"].astype(bool)] if main else assigned, segments["segment_id"], ids)
    return np.column_stack([found, ~found.any(axis=1)]).astype(float)


def corrected_codes(
    segments: pd.DataFrame, found: np.ndarray, hand: HandCodes, name: str, ids: list[str], *, main: bool = True
) -> np.ndarray:
    """Categories corrected by a hand-coded sample; see `emphasis`.

    Parameters
    ----------
    segments : DataFrame
        The segments from which the sample was drawn: `segment_id`, `document_id`.
    found : ndarray of shape (n_segments, n_categories + 1)
        From `found_codes`.
    hand : HandCodes
    name : str
    ids : list of str
    main : bool

    Returns
    -------
    ndarray of shape (n_segments, n_categories + 1), float
        With `main`, each row adds to 1. Segments of a document without hand codes stay as they were found.
    """
    truth = found_codes(segments, hand.of(name), ids, main=main)
    part = segments["segment_id"].map(hand.units.set_index("segment_id")["part"])
    dev, held = part.eq("dev").to_numpy(), part.eq("held").to_numpy()
    documents, _ = pd.factorize(segments["document_id"])
    corrected = found.copy()
    corrected[dev] = truth[dev]
    pi = np.bincount(documents[held], minlength=documents.max(initial=-1) + 1) / np.maximum(
        np.bincount(documents[~dev], minlength=documents.max(initial=-1) + 1), 1
    )
    corrected[held] += (truth - found)[held] / pi[documents[held], None]
    return corrected


def _lengths(segments: pd.DataFrame, measure: str) -> np.ndarray:
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}; got '{measure}'")
    if measure == "characters":
        return segments["text"].str.len().to_numpy(dtype=float)
    ones = np.ones(len(segments))
    return ones if measure == "segments" else ones * segments["kind"].eq("heading").to_numpy()


def _per_section(
    segments: pd.DataFrame, values: np.ndarray, lengths: np.ndarray
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Sums of values and lengths over the sections, and the first row of each."""
    codes, sections = pd.factorize(segments["section_id"])
    sums, totals = np.zeros((len(sections), values.shape[1])), np.zeros(len(sections))
    np.add.at(sums, codes, values)
    np.add.at(totals, codes, lengths)
    return sums, totals, segments.drop_duplicates("section_id").reset_index(drop=True)
