"""A corpus folder's table and pages, changed together or not at all.

The table is written last and in one step, so that it never names a page that is not there. Until then, and where a process
is killed in between, `raw/.unfinished` names the pages that do not count: `read_corpus` passes over them, the next run
takes them over or deletes them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from textmine.atomic import write_bytes, write_text
from textmine.reading.page import PageError
from textmine.received import UNFINISHED, unfinished
from textmine.settings import DOCUMENT_COLUMNS
from textmine.upper import UPPER_COLUMNS, UPPER_TABLE

_BEYOND = "(cells beyond the last column)"
Data = Callable[[], bytes]


def read_rows(path: Path, columns: Sequence[str] = DOCUMENT_COLUMNS) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of `documents.csv`, or of a table with other columns; where there is none, these columns and no row.

    Raises
    ------
    PageError
        If the table is damaged: it is not written over then.
    """
    if not path.is_file():
        return list(columns), []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey=_BEYOND, restval="")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise PageError(f"{path}: cannot be read as UTF-8 CSV ({error}); save it as 'CSV UTF-8'") from None
    header = list(reader.fieldnames or ())
    if missing := [name for name in columns if name not in header]:
        raise PageError(f"{path}: lacks the columns {', '.join(missing)}; mend the table first")
    if long := [str(number) for number, row in enumerate(rows, start=2) if _BEYOND in row]:
        raise PageError(f"{path}: row {', '.join(long)}: more cells than columns; mend the table first")
    return header, rows


def write_corpus(
    folder: Path,
    header: list[str],
    rows: Sequence[Mapping[str, str]],
    pages: Mapping[str, Data],
    *,
    dropped: Iterable[str] = (),
    table: str = "documents.csv",
) -> None:
    """Write pages, then the table that names them.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    header, rows
        Of the table.
    pages : mapping of str to callable
        Name in `raw/` -> a function that gives its bytes, called when they are written.
    dropped : iterable of str
        Names in `raw/` that the new table no longer names; they are deleted once it stands.
    table : {"documents.csv", "upper.csv"}

    Notes
    -----
    Where anything fails, what was written is taken back.
    """
    raw, journal, path = folder / "raw", folder / "raw" / UNFINISHED, folder / table
    text = _csv(header, rows)
    standing = _standing(folder)
    left = unfinished(folder) - standing
    new = {name for name in pages if name in left or not (raw / name).exists()}
    write_text(journal, "".join(f"{name}\n" for name in sorted({*left, *new, *dropped})))
    try:
        for name, data in pages.items():
            write_bytes(raw / name, data())
        write_text(path, text)
    except BaseException:
        # An interruption may come when the table is already in its place.
        if not (path.is_file() and path.read_bytes() == text.encode()):
            _delete(raw, {*left, *new})
            journal.unlink()
        raise
    _delete(raw, {*left, *dropped} - {row["source_file"] for row in rows})
    journal.unlink()


def _standing(folder: Path) -> set[str]:
    """Names in `raw/` that a table names."""
    tables = (read_rows(folder / "documents.csv"), read_rows(folder / UPPER_TABLE, UPPER_COLUMNS))
    return {row["source_file"] for _, rows in tables for row in rows}


def _csv(header: list[str], rows: Sequence[Mapping[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _delete(raw: Path, names: Iterable[str]) -> None:
    for name in names:
        (raw / name).unlink(missing_ok=True)
