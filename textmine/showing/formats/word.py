"""A table -> a Word file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from textmine.office import without_clock
from textmine.showing.formats.cells import Cells, numeric_columns, text_of, width, writable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.table import Table

# In centimetres: A4 and its margins; a letter of nine points, two of which are a Chinese character; a cell's edges.
_PAGE, _MARGIN, _LETTER, _PADDING = (21.0, 29.7), 2.5, 0.175, 0.4
_LEAST_CELL, _LONG_CELL = 4, 48  # letters
_BOLD = 1.25  # times as wide


def docx(cells: Cells, names: list[str], caption: str) -> bytes:
    """A document with the caption and a table of three rules, whose head is repeated on every page; a wide one lies across the page."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    _set_type(document)
    widths = _column_widths(cells, names)
    room = _set_page(document.sections[0], sum(widths))
    if caption:
        above = document.add_paragraph(writable(caption)).paragraph_format
        above.keep_with_next, above.space_after = True, Pt(4)
    table = document.add_table(rows=0, cols=len(names))
    table.autofit = False
    layout = table._tbl.tblPr.find(_qualified("tblLayout"))
    layout.addprevious(_element("tblBorders", _rule("top", 12), _rule("bottom", 12)))
    for column, wide in zip(table.columns, _fitting(widths, room), strict=True):
        column.width = Cm(wide)
    numeric = numeric_columns(cells, names)
    _add_row(table, names, numeric, head=True)
    for row in cells:
        _add_row(table, row, numeric)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_clock(buffer.getvalue())


def _set_type(document: Document) -> None:
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(9)
    style.paragraph_format.space_after = Pt(0)
    # Word takes Chinese characters from a font of its own, which must be named beside that of Latin letters.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(_qualified("eastAsia"), "SimSun")


def _set_page(section: Section, wanted: float) -> float:
    """Turn the page if the columns want more than its width; the centimetres between its margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    across = wanted > _PAGE[0] - 2 * _MARGIN
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Cm, _PAGE[::-1] if across else _PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    return _PAGE[across] - 2 * _MARGIN


def _add_row(table: Table, row: list[object], numeric: list[bool], *, head: bool = False) -> None:
    made = table.add_row()
    # Of a long table, `made.cells` counts all rows anew each time; its own cells do not.
    for cell, value, right in zip(made._tr.tc_lst, row, numeric, strict=True):
        text = _element("t")
        text.text = writable(text_of(value))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if right:
            cell.p_lst[0].append(_element("pPr", _element("jc", val="right")))
        bold = [_element("rPr", _element("b"))] if head else []
        cell.p_lst[0].append(_element("r", *bold, text))
        if head:
            cell.get_or_add_tcPr().append(_element("tcBorders", _rule("bottom", 6)))
    properties = made._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    if head:  # repeated on every page
        properties.append(_element("tblHeader"))


def _column_widths(cells: Cells, names: list[str]) -> list[float]:
    """Centimetres that columns take at nine points: their longest cell, at least the longest word of the head."""
    widths = []
    for column, name in enumerate(names):
        longest = max([0, *(width(text_of(row[column])) for row in cells)])
        word = _BOLD * max([width(part) for part in name.split()] or [0])
        widths.append(_LETTER * max(min(max(longest, word), _LONG_CELL), _LEAST_CELL) + _PADDING)
    return widths


def _fitting(widths: list[float], room: float) -> list[float]:
    """Widths that fill the room or less: where they are too much the widest give way, all to the same width."""
    left, ordered = room, sorted(widths)
    for place, wide in enumerate(ordered):
        share = left / (len(ordered) - place)
        if wide > share:
            return [min(wide, share) for wide in widths]
        left -= wide
    return widths


def _qualified(name: str) -> str:
    """A name in Word's namespace."""
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def _element(name: str, *inner: object, **attributes: object) -> BaseOxmlElement:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(_qualified(key), str(value))
    element.extend(inner)
    return element


def _rule(edge: str, eighths: int) -> BaseOxmlElement:
    """A line on an edge, so many eighths of a point thick."""
    return _element(edge, val="single", sz=eighths, space=0, color="000000")
