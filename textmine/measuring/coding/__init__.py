"""Segments or sentences + codebook -> what was coded, by which pattern, where; the main category of each segment."""

from textmine.measuring.coding.assignment import categories, recode, uncovered
from textmine.measuring.coding.codebook import CodebookError, read_codebook
from textmine.measuring.coding.matches import code, count_codes, ties
from textmine.measuring.coding.scheme import Category, Codebook, split_name

__all__ = [
    "Category",
    "Codebook",
    "CodebookError",
    "categories",
    "code",
    "count_codes",
    "read_codebook",
    "recode",
    "split_name",
    "ties",
    "uncovered",
]
