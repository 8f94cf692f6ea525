"""A table as researchers have it -> its rows, every cell a text.

CSV and its kin in any Chinese encoding, Excel, JSON lines; packed by gzip or xz.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from textmine.intake.cells import TableError, excel_rows, json_rows
from textmine.reading.page import decode

_PACKED = {".gz": gzip.decompress, ".xz": lzma.decompress}
_JSON_NAMES = (".jsonl", ".ndjson", ".json")
_TEXT_NAMES = (".csv", ".tsv", ".tab", ".txt")
TABLE_NAMES = (".csv", ".tsv", ".xlsx", *_JSON_NAMES)
_DELIMITERS = ",;\t"
_LOOKED_AT = 20
Row = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Table:
    """A table as received.

    Attributes
    ----------
    path : Path
    columns : tuple of str
        Names as they stand in the file; a column without a name is called column_5 by its place.
    rows : tuple of (int, dict of str to str)
        Number of the row, as a spreadsheet counts (of JSON lines: the line), and its cells by column, as they are. Rows
        without any cell are left out.
    faults : tuple of (int, str)
        Rows that have more cells than there are columns, and what to do.
    notes : tuple of str
        What of the file was not read.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()


def find_table(path: str | Path) -> Path:
    """The table that a path names: itself, or of a folder the only one inside it, else the one of its name beside it.

    Raises
    ------
    TableError
        If there is none, or more than one.
    """
    path = Path(path)
    if not path.exists():
        raise TableError(f"{path}: no such file; check the name")
    if not path.is_dir():
        return path
    folder = path.resolve()
    inside, beside = ([f for f in place.iterdir() if f.is_file() and _is_table(f)] for place in (folder, folder.parent))
    found = sorted(inside or [file for file in beside if file.name.partition(".")[0] == folder.name])
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise TableError(
            f"{path}: needs one table ({', '.join(TABLE_NAMES)}) in it or beside it; found {names}; name the table itself"
        )
    return found[0]


def _is_table(file: Path) -> bool:
    name = file.name.lower().removesuffix(".gz").removesuffix(".xz")
    return not name.startswith((".", "~$")) and name.endswith(TABLE_NAMES)


def read_table(path: str | Path, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """Read a table.

    Parameters
    ----------
    path : str or Path
        CSV or TSV (delimiter comma, semicolon or tab, whichever divides the first rows best), .xlsx (its first sheet with
        cells), .jsonl or .json with objects; also with .gz or .xz behind its name.
    encoding : str, optional
        Of a text file; else found as for pages: UTF-8, UTF-16, GB18030 or Big5.
    sheet : str, optional
        Of Excel, the sheet that is read where there is one of this name.

    Returns
    -------
    Table

    Raises
    ------
    TableError
        If the file cannot be read, has no column or no row, a column name twice, or a line that is no JSON object.
    """
    path = Path(path)
    name, data = _unpacked(path)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(f"{path}: is a table of an old Excel; open it there and save it as .xlsx")
    if data.startswith(b"PK\x03\x04"):
        rows, notes = excel_rows(path, data, sheet)
        return _table(path, rows, notes)
    if name.endswith(_JSON_NAMES):
        columns, rows = json_rows(path, _decoded(path, data, encoding))
        return _with_rows(path, columns, [row for row in rows if _filled(row[1].values())], [], ())
    if name.endswith(_TEXT_NAMES):
        return _table(path, _delimited_rows(_decoded(path, data, encoding)), ())
    raise TableError(f"{path}: is no table that can be read; allowed: {', '.join(TABLE_NAMES)}")


def _unpacked(path: Path) -> tuple[str, bytes]:
    """Name and bytes of what a file holds."""
    try:
        data = path.read_bytes()
        if unpack := _PACKED.get(path.suffix.lower()):
            return path.stem.lower(), unpack(data)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise TableError(f"{path}: cannot be read ({why}); check the file") from None
    return path.name.lower(), data


def _decoded(path: Path, data: bytes, encoding: str | None) -> str:
    if not data.strip():
        raise TableError(f"{path}: is empty")
    try:
        text = data.decode(encoding) if encoding else decode(data)[0]
    except LookupError:
        raise TableError(f"{path}: no encoding '{encoding}' is known; usual: utf-8, gb18030, big5, utf-16") from None
    except UnicodeError as error:
        wrong = f"is not in {encoding} ({error}); name another encoding, or none" if encoding else error
        raise TableError(f"{path}: {wrong}") from None
    return text.removeprefix("\ufeff")


def _table(path: Path, found: Iterable[tuple[int, list[str]]], notes: tuple[str, ...]) -> Table:
    """The table of rows of cells, the first of them the names of the columns."""
    filled = (row for row in found if _filled(row[1]))
    _, header = next(filled, (0, []))
    while header and not header[-1].strip():
        header.pop()
    columns = [" ".join(name.split()) or f"column_{place}" for place, name in enumerate(header, start=1)]
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise TableError(f"{path}: more than one column is named {', '.join(twice)}; give each a name of its own")
    rows, faults = [], []
    for number, cells in filled:
        rows.append((number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))))
        if _filled(cells[len(columns) :]):
            faults.append((number, "more cells than columns; put cells with a comma or a line break in double quotes"))
    return _with_rows(path, columns, rows, faults, notes)


def _with_rows(path: Path, columns: list[str], rows: list[Row], faults: list, notes: tuple[str, ...]) -> Table:
    if not rows:
        raise TableError(f"{path}: has no row below the names of its columns")
    return Table(path, tuple(columns), tuple(rows), tuple(faults), notes)


def _filled(cells: Iterable[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _delimited_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    with _long_cells():
        delimiter = max(_DELIMITERS, key=lambda delimiter: _fit(_first_rows(text, delimiter)))
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    yield from enumerate(rows, start=1)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for _, row in zip(range(_LOOKED_AT), rows, strict=False) if row]


def _fit(rows: list[list[str]]) -> tuple[bool, float, int]:
    """How well a delimiter divides rows: into several columns, as many in each row, and many."""
    wide = len(rows[0]) if rows else 0
    return wide > 1, sum(len(row) == wide for row in rows) / max(len(rows), 1), wide


@contextmanager
def _long_cells() -> Iterator[None]:
    """Cells as long as a policy may be; the limit belongs to the whole process and is set back."""
    limit = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(limit)
