"""JSON and Excel -> rows of cells, every value a text as a person would write it."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from datetime import date, datetime
from pathlib import Path

EXCEL_LIMIT = 32_767  # characters that a cell of Excel can hold; longer texts are cut off there


class TableError(ValueError):
    """A table that cannot be read, or in which a column is looked for in vain; the message says which and how to mend it."""


def json_rows(path: Path, text: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Columns and rows of objects, one a line or in one list; a column is a key that any of them has.

    Raises
    ------
    TableError
        Names the line that is no JSON object (of a list: the object).
    """
    entries = _json_list(path, text) if text.lstrip().startswith("[") else _json_lines(path, text)
    columns: dict[str, str] = {}
    for number, entry in entries:
        if not isinstance(entry, dict):
            raise TableError(f"{path}:{number}: is no JSON object like {{...}}")
        columns |= dict.fromkeys(entry, "")
    rows = [(number, columns | {key: cell(value) for key, value in entry.items()}) for number, entry in entries]
    return list(columns), rows


def _json_lines(path: Path, text: str) -> list[tuple[int, object]]:
    entries = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                entries.append((number, json.loads(line)))
            except ValueError as error:
                raise TableError(f"{path}:{number}: is no JSON ({error})") from None
    return entries


def _json_list(path: Path, text: str) -> list[tuple[int, object]]:
    try:
        return list(enumerate(json.loads(text), start=1))
    except ValueError as error:
        raise TableError(f"{path}: is no JSON ({error})") from None


def excel_rows(
    path: Path, data: bytes, sheet: str | None = None
) -> tuple[list[tuple[int, list[str]]], tuple[str, ...]]:
    """Rows of the sheet of that name, else of the first sheet that has any, and a note where other sheets have some too.

    Raises
    ------
    TableError
        If openpyxl is not installed, or the bytes are no workbook.
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise TableError(
            f"{path}: a table of Excel needs openpyxl (pip install openpyxl); or save it as CSV UTF-8"
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that carry no cells
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [(page.title, _sheet_rows(page)) for page in book.worksheets]
            book.close()
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
            raise TableError(f"{path}: is no table of Excel ({error}); open it there and save it as .xlsx") from None
    full = sorted(((title, rows) for title, rows in sheets if rows), key=lambda found: found[0] != sheet)
    others = ", ".join(title for title, _ in full[1:])
    note = (f"the sheet '{full[0][0]}' was read, not {others}",) if others else ()
    return full[0][1] if full else [], note


def _sheet_rows(sheet) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = [(number, [cell(value) for value in values]) for number, values in enumerate(sheet.values, start=1)]
    return [(number, row) for number, row in rows if any(row)]


def cell(value: object) -> str:
    """A value as a person would write it: 2022 for 2022.0, yes, 2022-08-30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
