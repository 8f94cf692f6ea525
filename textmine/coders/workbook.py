"""Rows of cells -> the bytes of an Excel file that is readable, offers the categories, and is the same each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from textmine.office import without_clock

_LINE = 18.0  # points: enough for the fonts of any system
_HIGHEST = 405.0  # points: Excel shows no higher row
_HEAD, _MARKED = "FFE3E8EE", "FFFFF2CC"


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    title : str
    rows : sequence of sequence of str
        The first is the header.
    widths : sequence of float
        Of the columns, in characters of Latin letters.
    lists : mapping of int to str
        Column (1-based) -> the range whose values may be chosen in it.
    marked : frozenset of int
        Rows (1-based) with a coloured ground.
    frozen : str
        The first cell that moves when the sheet is scrolled: its header, and what is left of it, stay in sight.
    longest : str
        The longest value that can be chosen: rows below the header are high enough for it.
    """

    title: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    lists: dict[int, str] = field(default_factory=dict)
    marked: frozenset[int] = frozenset()
    frozen: str = "A2"
    longest: str = ""


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An Excel file of sheets.

    Raises
    ------
    ValueError
        If openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise ValueError("sheets of Excel need openpyxl; install it: pip install openpyxl") from None
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue())


def _fill(page, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    wrapped, edge = Alignment(wrap_text=True, vertical="top"), Side(style="thin", color="FFBFC7CF")
    for number, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place)
            cell.alignment, cell.border = wrapped, Border(bottom=edge, right=edge)
            if value:
                cell.value = value
                cell.data_type = "s"  # a text that begins with = is no formula
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD)
            elif number in sheet.marked:
                cell.fill = PatternFill("solid", fgColor=_MARKED)
        chosen = [sheet.longest if place in sheet.lists else "" for place in range(1, len(row) + 1)]
        lines = max(_lines(row, sheet.widths), _lines(chosen, sheet.widths) if number > 1 else 1)
        page.row_dimensions[number].height = min(_LINE * lines + 3, _HIGHEST)
    for place, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = sheet.frozen
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for place, values in sheet.lists.items():
        letter = get_column_letter(place)
        _offer(page, f"{letter}2:{letter}{max(len(sheet.rows), 2)}", values)


def _offer(page, cells: str, values: str) -> None:
    """A list to choose from; other words are let in after a question, as several categories may stand in a cell."""
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation(type="list", formula1=values, allow_blank=True, showErrorMessage=True)
    offer.errorStyle, offer.errorTitle = "warning", "Not in the list"
    offer.error = "Choose one of the list. Several in one cell: their ids with ; between them."
    offer.add(cells)
    page.add_data_validation(offer)


def _lines(row: Sequence[str], widths: Sequence[float]) -> int:
    """Lines that the longest cell of a row needs; a Chinese character is as wide as two letters, and not every line is full."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        letters = (sum(1 + (c > "\u2e7f") for c in part) for part in value.split("\n"))
        lines = max(lines, sum(max(ceil(n / (0.85 * width)), 1) for n in letters))
    return lines
