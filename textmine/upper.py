"""`upper.csv` of a corpus folder -> the documents above ours: which are held, on which do ours rest, what is faulty."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from textmine.documents import CorpusError, is_date

UPPER_TABLE = "upper.csv"
UPPER_COLUMNS = (
    "upper_id", "title", "issuer", "number", "issued", "level", "followed_by", "source_file", "sha256", "note",
)  # fmt: skip
_NEEDED = ("upper_id", "title", "level", "followed_by")
_LEVELS = ("national", "provincial", "city", "county")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_BEYOND = "(cells beyond the last column)"


def read_upper(folder: Path) -> list[dict[str, str]]:
    """Rows of `upper.csv`; none where there is no such file.

    Raises
    ------
    CorpusError
        If the file is no UTF-8 CSV or lacks a column.
    """
    path = folder / UPPER_TABLE
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey=_BEYOND, restval="")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path}: cannot be read as UTF-8 CSV ({error}); save it as 'CSV UTF-8'") from None
    if missing := [name for name in UPPER_COLUMNS if name not in (reader.fieldnames or ())]:
        raise CorpusError(f"{path}:1: columns missing: {', '.join(missing)}")
    return [{key: v.strip() if isinstance(v, str) else v for key, v in row.items()} for row in rows]


def upper_faults(rows: Sequence[dict[str, str]], documents: Collection[str]) -> list[str]:
    """Faults of the rows that show without opening a page, each with its row.

    Parameters
    ----------
    rows : sequence of dict
        From `read_upper`.
    documents : collection of str
        Ids of the documents of the corpus.
    """
    faults: list[str] = []
    for number, row in enumerate(rows, start=2):
        faults += [f"{UPPER_TABLE}:{number}: {fault}" for fault in _faults(row, documents)]
        for name in ("upper_id", "source_file"):
            if row[name] and row[name] in [other[name] for other in rows[: number - 2]]:
                faults.append(f"{UPPER_TABLE}:{number}: {name} '{row[name]}' comes twice")
    return faults


def _faults(row: dict[str, str], documents: Collection[str]) -> list[str]:
    faults = [f"{name} is empty" for name in _NEEDED if not row[name]]
    if _BEYOND in row:
        faults.append("more cells than columns; put cells with a comma in double quotes")
    if row["upper_id"] and not _ID.fullmatch(row["upper_id"]):
        faults.append(f"upper_id '{row['upper_id']}' must be like outline-2021 (a-z, 0-9, hyphens)")
    if row["upper_id"] in documents:
        faults.append(
            f"upper_id '{row['upper_id']}' is a document of the corpus; what is compared is no upper document"
        )
    if row["level"] and row["level"] not in _LEVELS:
        faults.append(f"level '{row['level']}' is none of {', '.join(_LEVELS)}")
    if row["issued"] and not re.fullmatch(r"\d{4}", row["issued"]) and not is_date(row["issued"]):
        faults.append(f"issued '{row['issued']}' is neither a date like 2021-06-03 nor a year")
    if bool(row["source_file"]) != bool(row["sha256"]):
        faults.append("source_file and sha256 go together; empty both, or add the page by textmine add --upper")
    return faults


def upper_table(rows: Sequence[dict[str, str]], documents: Collection[str]) -> pd.DataFrame:
    """The upper documents on which documents of the corpus rest.

    Parameters
    ----------
    rows, documents
        As for `upper_faults`.

    Returns
    -------
    DataFrame
        The columns `UPPER_COLUMNS` in the order of the file, empty cells missing; `followed_by` a tuple of those documents that the
        corpus has; then `held` (bool): its page is there. Rows that no document of the corpus follows are left out.
    """
    known = []
    for row in rows:
        followers = tuple(key for key in row["followed_by"].split() if key in documents)
        if followers:
            own = {name: row[name] or None for name in UPPER_COLUMNS}
            known.append({**own, "followed_by": followers, "held": bool(row["source_file"])})
    table = pd.DataFrame(known, columns=[*UPPER_COLUMNS, "held"])
    return table.astype({"held": bool})
