"""Rows of cells -> the bytes of an Excel, LaTeX or Word file; no clock in them, nothing compressed."""

from textmine.showing.formats.cells import Cells, TableFileError
from textmine.showing.formats.excel import xlsx
from textmine.showing.formats.latex import tex
from textmine.showing.formats.word import docx

__all__ = ["Cells", "TableFileError", "docx", "tex", "xlsx"]
