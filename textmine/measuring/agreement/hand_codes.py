"""A file of hand codes -> validated units and codes."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.measuring.agreement.sample import PARTS
from textmine.measuring.coding import Codebook, recode

CONSENSUS = "consensus"
_NONE = "-"


class HandCodesError(ValueError):
    """A file of hand codes with faults; the message lists all of them with file and line."""


@dataclass(frozen=True)
class HandCodes:
    """Segments coded by hand.

    Attributes
    ----------
    units : DataFrame
        One row a coded segment: `segment_id`, `document_id`, `section_id`, `part` ("dev": the part on which patterns were
        written; "held": the part that nobody saw while writing them).
    codes : DataFrame
        One row a code: `segment_id`, `codebook`, `coder` (one of `coders`, or "consensus"), `category`, `main` (bool: the first
        of the segment's codes).
    coders : tuple of str
        The codings that were made independently of one another.
    codebooks : tuple of str
    passed_over : int
        Rows of the file whose document the corpus lacks.
    """

    units: pd.DataFrame
    codes: pd.DataFrame
    coders: tuple[str, ...]
    codebooks: tuple[str, ...]
    passed_over: int = 0

    def of(self, codebook: str, coder: str = CONSENSUS) -> pd.DataFrame:
        """The codes of one coder under one codebook.

        Raises
        ------
        ValueError
            If there is no such codebook or coder; names those there are.
        """
        for kind, name, known in (("codebook", codebook, self.codebooks), ("coder", coder, (*self.coders, CONSENSUS))):
            if name not in known:
                raise ValueError(f"no {kind} '{name}' among the hand codes; they have {', '.join(known)}")
        return self.codes[self.codes["codebook"].eq(codebook) & self.codes["coder"].eq(coder)]

    def presence(self, codebook: str, coder: str, ids: list[str], *, main: bool = False) -> np.ndarray:
        """Which unit has which category, shape (n_units, n_categories), bool; `main`: only as its main category."""
        own = self.of(codebook, coder)
        return presence(own[own["main"]] if main else own, self.units["segment_id"], ids)

    def settled(self, codebook: str, assigned: pd.DataFrame) -> pd.DataFrame:
        """The codes to count with: the consensus where a segment was coded by hand, elsewhere those of the dictionary.

        Parameters
        ----------
        codebook : str
        assigned : DataFrame
            From `textmine.measuring.coding.categories`.

        Returns
        -------
        DataFrame
            `segment_id`, `category`, `main`, `weight` (characters the dictionary matched for it; 0 where it found none).
        """
        columns = ["segment_id", "category", "main", "weight"]
        weights = assigned[["segment_id", "category", "weight"]]
        coded = self.of(codebook).merge(weights, how="left", on=["segment_id", "category"]).fillna({"weight": 0})
        rest = assigned[~assigned["segment_id"].isin(self.units["segment_id"])]
        return pd.concat([coded[columns], rest[columns]], ignore_index=True).astype({"main": bool, "weight": int})

    def among(self, segment_ids: Collection[str]) -> HandCodes:
        """The same of these segments only."""
        units, codes = (table[table["segment_id"].isin(list(segment_ids))] for table in (self.units, self.codes))
        return HandCodes(units.reset_index(drop=True), codes.reset_index(drop=True), self.coders, self.codebooks)

    def recode(self, categories: Mapping[str, str]) -> HandCodes:
        """The same under other categories; see `textmine.measuring.coding.recode`."""
        return HandCodes(self.units, recode(self.codes, categories), self.coders, self.codebooks)


def read_hand_codes(
    path: str | Path, segments: pd.DataFrame, codebooks: Mapping[str, Codebook], *, missing_ok: bool = False
) -> HandCodes:
    """Read and validate hand codes.

    Parameters
    ----------
    path : str or Path
        CSV with `segment_id`, `part`, `text`, and for each codebook a column for each of at least two coders and one for
        their consensus (`themes.a`, `themes.b`, `themes.consensus`): ids of categories joined by blanks, the main one first; `-`
        for none. Rows of documents that `segments` lacks are left out.
    segments : DataFrame
        With `segment_id`, `document_id`, `section_id` and `text`.
    codebooks : mapping of str to Codebook
        By the name used in the columns. Columns of one without categories are not asked for, and not read.
    missing_ok : bool
        Whether a file that does not exist means that nothing was coded by hand.

    Returns
    -------
    HandCodes
        Without units where nothing was coded by hand; every measure of agreement is then missing (NaN).

    Raises
    ------
    HandCodesError
        Lists every fault with its line: no file, missing columns, unknown or repeated segments, a text that is no longer that of
        the segment, an unknown part or category, a code given twice, an empty cell.
    """
    path, names = Path(path), tuple(codebooks)
    codebooks = {name: book for name, book in codebooks.items() if book.categories}
    if (missing_ok and not path.exists()) or not codebooks:
        return _no_codes(names)
    if not path.is_file():
        raise HandCodesError(f"{path}: no such file; where nothing was coded by hand, keep its first line alone")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
            columns = list(reader.fieldnames or [])
    except UnicodeDecodeError:
        raise HandCodesError(f"{path}: is not in UTF-8; save it as CSV UTF-8") from None
    coders = _coders(path, columns, codebooks)
    documents = set(segments["document_id"])
    own = [(line, row) for line, row in rows if (row["segment_id"] or "").strip().split("/")[0] in documents]
    rows, passed_over = own, len(rows) - len(own)
    known = segments.set_index("segment_id")
    faults, seen = [], set()
    for line, row in rows:
        for fault in [*_unit_faults(row, known["text"], seen), *_code_faults(row, codebooks, coders)]:
            faults.append(f"{path}:{line}: {fault}")
        seen.add(row["segment_id"])
    if faults:
        raise HandCodesError("\n".join(faults))
    units = pd.DataFrame([(row["segment_id"], row["part"]) for _, row in rows], columns=["segment_id", "part"])
    for at, column in enumerate(["document_id", "section_id"], start=1):
        units.insert(at, column, known.loc[units["segment_id"], column].to_numpy())
    codes = [
        (row["segment_id"], name, coder, category, i == 0)
        for _, row in rows
        for name in codebooks
        for coder in coders
        for i, category in enumerate(_categories(row[f"{name}.{coder}"]))
    ]
    table = pd.DataFrame(codes, columns=["segment_id", "codebook", "coder", "category", "main"]).astype({"main": bool})
    return HandCodes(units, table, coders[:-1], names, passed_over)


def _no_codes(codebooks: tuple[str, ...]) -> HandCodes:
    units = pd.DataFrame(columns=["segment_id", "document_id", "section_id", "part"], dtype=str)
    codes = pd.DataFrame(columns=["segment_id", "codebook", "coder", "category", "main"], dtype=str)
    return HandCodes(units, codes.astype({"main": bool}), (), codebooks)


def _coders(path: Path, columns: list[str], codebooks: Mapping[str, Codebook]) -> tuple[str, ...]:
    """The coders whose columns stand in the file, the consensus last."""
    found = dict.fromkeys(c.split(".", 1)[1] for c in columns if c.split(".", 1)[0] in codebooks and "." in c)
    coders = (*(c for c in found if c != CONSENSUS), CONSENSUS)
    wanted = ["segment_id", "part", "text", *(f"{name}.{coder}" for name in codebooks for coder in coders)]
    if missing := [column for column in wanted if column not in columns]:
        raise HandCodesError(f"{path}:1: lacks the columns {', '.join(missing)}")
    if len(coders) < 3:
        raise HandCodesError(
            f"{path}:1: needs the columns of at least two coders; found {', '.join(coders[:-1]) or 'none'}"
        )
    return coders


def _unit_faults(row: dict[str, str], texts: pd.Series, seen: set[str]) -> list[str]:
    key = row["segment_id"]
    if None in row:
        return [f"more cells than the first line has columns: {', '.join(row[None])}"]
    if key not in texts.index:
        return [f"no segment '{key}' in the corpus"]
    faults = [f"the segment '{key}' comes twice"] if key in seen else []
    if row["text"] != texts[key]:
        faults.append(f"the text of '{key}' is not that of the corpus; code it anew, or delete the line")
    if row["part"] not in PARTS:
        faults.append(f"'{row['part']}' is no part; allowed: {', '.join(PARTS)}")
    return faults


def _code_faults(row: dict[str, str], codebooks: Mapping[str, Codebook], coders: tuple[str, ...]) -> list[str]:
    faults = []
    for name, codebook in codebooks.items():
        for coder in coders:
            cell = row[f"{name}.{coder}"] or ""
            given = _categories(cell)
            if not cell.strip():
                faults.append(f"{name}.{coder} is empty; write - for no category")
            if unknown := [category for category in given if category not in codebook.ids]:
                faults.append(
                    f"{name}.{coder}: unknown category '{unknown[0]}'; the codebook has {', '.join(codebook.ids)}"
                )
            if len(set(given)) < len(given):
                faults.append(f"{name}.{coder}: a category comes twice in '{cell}'")
    return faults


def _categories(cell: str) -> list[str]:
    return [] if cell.strip() == _NONE else cell.split()


def presence(codes: pd.DataFrame, units: pd.Series, ids: list[str]) -> np.ndarray:
    """Which unit has which category.

    Parameters
    ----------
    codes : DataFrame
        With `segment_id` and `category`; codes of other units are passed over.
    units : Series of str
        Segment ids, shape (n_units,).
    ids : list of str
        Ids of the categories.

    Returns
    -------
    ndarray of shape (n_units, n_categories), bool
    """
    table = np.zeros((len(units), len(ids)), dtype=bool)
    rows = pd.Index(units, dtype=object).get_indexer(codes["segment_id"].astype(object))
    columns = pd.Index(ids, dtype=object).get_indexer(codes["category"].astype(object))
    known = (rows >= 0) & (columns >= 0)
    table[rows[known], columns[known]] = True
    return table
