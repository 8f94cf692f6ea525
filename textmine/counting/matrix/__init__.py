"""Tokens -> `DocumentTermMatrix`: sparse counts with their row table and terms; grouping; TF-IDF; streams; files."""

from textmine.counting.matrix.counts import DocumentTermMatrix, count_terms, document_frequency, group
from textmine.counting.matrix.pages import count_pages
from textmine.counting.matrix.storage import StorageError, load_matrix, save_matrix
from textmine.counting.matrix.stream import SourceError, count_stream, read_folder, read_json_lines
from textmine.counting.matrix.weights import distinctive_terms, tf_idf

__all__ = [
    "DocumentTermMatrix",
    "SourceError",
    "StorageError",
    "count_pages",
    "count_stream",
    "count_terms",
    "distinctive_terms",
    "document_frequency",
    "group",
    "load_matrix",
    "read_folder",
    "read_json_lines",
    "save_matrix",
    "tf_idf",
]
