"""Codes of people -> their consensus, as hand codes; and a file of hand codes of them, beside the one that the study has."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from textmine.atomic import write_text
from textmine.coders.filled import Filled
from textmine.measuring.agreement import HandCodes
from textmine.measuring.agreement.hand_codes import CONSENSUS
from textmine.measuring.agreement.sample import PARTS
from textmine.measuring.coding import Codebook

_COLUMNS = ["segment_id", "codebook", "coder", "category", "main"]


def consensus_of(people: Sequence[Filled], codebooks: Mapping[str, Codebook]) -> Filled:
    """What more than half of the coders gave each segment; of two: what both gave.

    Parameters
    ----------
    people : sequence of Filled
        With the same segments and codebooks.
    codebooks : mapping of str to Codebook

    Returns
    -------
    Filled
        Of `consensus`. Where no main category has a majority the segment has an empty text in its place: it is to be settled.
    """
    first, codes = people[0], {}
    for name in first.codes:
        codes[name] = {}
        for key in first.segment_ids:
            given = [one.codes[name][key] for one in people]
            ids = _of_most([set(own) for own in given], codebooks[name].ids)
            if name in first.mains:
                (main,) = _of_most([{own[0] if own else "-"} for own in given], [*codebooks[name].ids, "-"]) or [""]
                ids = [key for key in [main, *(other for other in ids if other != main)] if key != "-"]
            codes[name][key] = tuple(ids)
    return Filled(CONSENSUS, codes, first.mains, {})


def _of_most(given: list[set[str]], ids: Sequence[str]) -> list[str]:
    return [key for key in ids if 2 * sum(key in own for own in given) > len(given)]


def unsettled(consensus: Filled) -> dict[str, list[str]]:
    """For each codebook with a main category the segments on whose main category the coders have not agreed."""
    return {name: [key for key, ids in consensus.codes[name].items() if ids[:1] == ("",)] for name in consensus.mains}


def as_hand_codes(
    people: Sequence[Filled], consensus: Filled, segments: pd.DataFrame, parts: Mapping[str, str] | None = None
) -> HandCodes:
    """The same as `read_hand_codes` gives.

    Parameters
    ----------
    people, consensus
        See `consensus_of`; where a main category is not settled, none is.
    segments : DataFrame
        With `segment_id`, `document_id`, `section_id`.
    parts : mapping of segment id to str, optional
        Part of the sample; of others "held": nobody has seen what the people say when they wrote patterns.

    Returns
    -------
    HandCodes
        Units in the order of `segments`.
    """
    own = segments[segments["segment_id"].isin(people[0].segment_ids)]
    units = own[["segment_id", "document_id", "section_id"]].reset_index(drop=True)
    units["part"] = [(parts or {}).get(key, PARTS[1]) for key in units["segment_id"]]
    rows = [
        (key, name, one.coder, category, i == 0)
        for key in units["segment_id"]
        for name in people[0].codes
        for one in (*people, consensus)
        for i, category in enumerate(one.codes[name][key])
        if category
    ]
    codes = pd.DataFrame(rows, columns=_COLUMNS).astype({"main": bool})
    return HandCodes(units, codes, tuple(one.coder for one in people), tuple(people[0].codes))


def write_codes(
    path: Path, people: Sequence[Filled], consensus: Filled, segments: pd.DataFrame, parts: Mapping[str, str]
) -> Path:
    """Write codes of people as a file that `read_hand_codes` reads, whole or not at all.

    Parameters
    ----------
    path : Path
        A file that exists is written over only where it holds no codes of others.
    people, consensus, segments, parts
        As for `as_hand_codes`; `segments` with `text` too.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If a main category is not settled, or the file holds codes of other coders.
    """
    if open_ones := {name: ids for name, ids in unsettled(consensus).items() if ids}:
        counted = ", ".join(f"{len(ids)} of {name}" for name, ids in open_ones.items())
        raise ValueError(
            f"the coders differ on main categories ({counted}): settle them in settled.xlsx, which --output FOLDER writes, "
            "and give that by --consensus"
        )
    _refuse_others(path, people)
    coders = [*people, consensus]
    header = ["segment_id", "part", "text", *(f"{name}.{one.coder}" for name in people[0].codes for one in coders)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    own = segments[segments["segment_id"].isin(people[0].segment_ids)]
    for key, text in own[["segment_id", "text"]].itertuples(index=False):
        codes = [" ".join(one.codes[name][key]) or "-" for name in people[0].codes for one in coders]
        writer.writerow([key, parts.get(key, PARTS[1]), text, *codes])
    write_text(path, buffer.getvalue())
    return path


def _refuse_others(path: Path, people: Sequence[Filled]) -> None:
    """Refuse to write over codes of other coders."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [*csv.reader(file)] or [[]]
    coders = {column.partition(".")[2] for column in header if "." in column} - {CONSENSUS}
    if rows and coders != {one.coder for one in people}:
        raise ValueError(f"{path}: holds codes of {', '.join(sorted(coders)) or 'others'}; name another file to write")
