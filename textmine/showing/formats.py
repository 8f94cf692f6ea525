"""Rows of cells -> the bytes of an Excel, LaTeX or Word file; no clock in them, nothing compressed."""

from __future__ import annotations

import io
import math
import re

from textmine.office import without_clock

Cells = list[list[object]]  # None, bool, int, float or text
_LONGEST = 32_767  # characters that a cell of Excel holds
_WIDEST = 24  # characters; a column of LaTeX with longer cells is set in lines of `_LINE`
_LINE = "0.3\\linewidth"
# What XML, and so Excel and Word, cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "[": "{[}", "]": "{]}",
}  # fmt: skip
_LATEX_HEAD = """% Chinese text needs XeLaTeX or LuaLaTeX and, in the preamble:
%   \\usepackage{ctex}
%   \\usepackage{booktabs,longtable,array}
"""


class TableFileError(ValueError):
    """A table that cannot be written to a file of this kind; the message says why."""


def text_of(cell: object) -> str:
    """A cell as it is printed; empty for None."""
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else str(cell)


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
                value = _UNWRITABLE.sub("\ufffd", value)
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
        width = max([len(name), *(_width(text_of(row[column - 1])) for row in cells[:200])])
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, 8), 60)
        for row in range(2, len(cells) + 2):
            sheet.cell(row, column).alignment = Alignment(vertical="top", wrap_text=width > 60)
    sheet.freeze_panes = "A2"
    if caption:
        about = book.create_sheet("caption")
        about.cell(1, 1, _UNWRITABLE.sub("\ufffd", caption)).data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue())


def _width(text: str) -> int:
    """How wide a text is, a Chinese character as two letters."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def tex(cells: Cells, names: list[str], caption: str) -> bytes:
    """A `longtable` with the rules of booktabs; numbers to the right, columns of long texts in lines."""
    numeric = [
        all(row[i] is None or (isinstance(row[i], int | float) and not isinstance(row[i], bool)) for row in cells)
        for i in range(len(names))
    ]
    longest = [max([0, *(_width(text_of(row[i])) for row in cells)]) for i in range(len(names))]
    kinds = [
        "r" if number and cells else f"p{{{_LINE}}}" if length > _WIDEST else "l"
        for number, length in zip(numeric, longest, strict=True)
    ]
    head = " & ".join(latex_escaped(name) for name in names) + r" \\"
    lines = [f"\\begin{{longtable}}{{{''.join(kinds)}}}"]
    lines += [f"\\caption{{{latex_escaped(caption)}}}\\\\"] if caption else []
    lines += ["\\toprule", head, "\\midrule", "\\endfirsthead", "\\toprule", head, "\\midrule", "\\endhead"]
    lines += ["\\bottomrule", "\\endlastfoot"]
    lines += [" & ".join(map(_latex_cell, row)) + r" \\" for row in cells]
    lines += ["\\end{longtable}", ""]
    return (_LATEX_HEAD + "\n".join(lines)).encode("utf-8", "replace")


def _latex_cell(cell: object) -> str:
    escaped = latex_escaped(text_of(cell))
    return f"$-${escaped[1:]}" if isinstance(cell, int | float) and escaped.startswith("-") else escaped


def latex_escaped(text: str) -> str:
    """A text as LaTeX sets it: specials as commands, line breaks as blanks, two hyphens apart, since together they are a dash.

    Brackets stand in braces, so that none at the beginning of a row is taken for an option.
    """
    plain = _UNWRITABLE.sub("\ufffd", " ".join(text.split()))
    return "".join(_LATEX.get(character, character) for character in plain).replace("--", "-{}-").replace("--", "-{}-")


def docx(cells: Cells, names: list[str], caption: str) -> bytes:
    """A document with the caption and the table, whose head is repeated on every page."""
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(9)
    # Word takes Chinese characters from a font of its own, which must be named beside that of Latin letters.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
    if caption:
        document.add_paragraph(_UNWRITABLE.sub("\ufffd", caption))
    table = document.add_table(rows=0, cols=len(names), style="Table Grid")
    for number, row in enumerate([names, *cells]):
        made = table.add_row()
        # Of a long table, `made.cells` counts all rows anew each time; its own cells do not.
        for cell, value in zip(made._tr.tc_lst, row, strict=True):
            run = OxmlElement("w:r")
            text = OxmlElement("w:t")
            text.text = _UNWRITABLE.sub("\ufffd", text_of(value))
            text.set(qn("xml:space"), "preserve")
            if number == 0:
                properties = OxmlElement("w:rPr")
                properties.append(OxmlElement("w:b"))
                run.append(properties)
            run.append(text)
            cell.p_lst[0].append(run)
        if number == 0:  # repeated on every page
            made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    buffer = io.BytesIO()
    document.save(buffer)
    return without_clock(buffer.getvalue())
