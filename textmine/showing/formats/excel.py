"""A table -> an Excel workbook."""

from __future__ import annotations

import io
import math

from textmine.office import without_clock
from textmine.showing.formats.cells import Cells, TableFileError, text_of, width, writable

_LONGEST = 32_767  # characters that a cell of Excel holds


def xlsx(cells: Cells, names: list[str], caption: str) -> bytes:
    """A workbook: the table in its first sheet, the caption in a second one.

    Raises
    ------
    TableFileError
        If a text is longer than a cell of Excel can hold.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "table"
    for row, values in enumerate([names, *cells], start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, float) and not math.isfinite(value):
                value = text_of(value)  # Excel knows no infinite numbers
            if isinstance(value, str):
                value = writable(value)
                if len(value) > _LONGEST:
                    raise TableFileError(
                        f"row {row}, column '{names[column - 1]}': {len(value)} characters, and a cell of Excel holds {_LONGEST}; "
                        "leave the column out or save as .csv"
                    )
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # also where it begins with =
    for column, name in enumerate(names, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        widest = max([len(name), *(width(text_of(row[column - 1])) for row in cells[:200])])
        sheet.column_dimensions[get_column_letter(column)].width = min(max(widest + 2, 8), 60)
        for row in range(2, len(cells) + 2):
            sheet.cell(row, column).alignment = Alignment(vertical="top", wrap_text=widest > 60)
    sheet.freeze_panes = "A2"
    if caption:
        about = book.create_sheet("caption")
        about.cell(1, 1, writable(caption)).data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue())
