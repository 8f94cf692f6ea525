"""A `DocumentTermMatrix` -> a folder that R and Python read, and back without loss."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import io as scipy_io
from scipy import sparse

from textmine.atomic import write_bytes
from textmine.counting.matrix.counts import DocumentTermMatrix

_FILES = ("counts.mtx", "rows.csv", "terms.csv")
_MARKERS = ("NA", "<NA>", "<missing>", "<no value>")
_FROM_TEXT = {"b": lambda text: text == "True", "i": int, "u": int, "f": float}


class StorageError(ValueError):
    """A matrix that cannot be stored or a folder that holds none; the message names the column or the file."""


def save_matrix(matrix: DocumentTermMatrix, folder: str | Path) -> list[str]:
    """Store a matrix as MatrixMarket and CSV.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    folder : str or Path
        Made where it does not exist.

    Returns
    -------
    list of str
        Names of the files that changed: `counts.mtx` (integers, rows by terms), `rows.csv` (the row table), `terms.csv`
        (column `term`), `matrix.json` (types of the columns, mark of missing values, fingerprint of the tokenizer, hashes
        of the other files).

    Raises
    ------
    StorageError
        If the counts are no integers, or a column of the row table holds anything but text, numbers, truth values or a
        category of these; names the column.

    Notes
    -----
    The same matrix gives the same bytes. Every file is written whole or not at all, `matrix.json` last, so that
    `load_matrix` finds out if a writing was broken off between two files. In R::

        counts <- as(Matrix::readMM("counts.mtx"), "CsparseMatrix")
        rows <- read.csv("rows.csv", encoding = "UTF-8", na.strings = "NA")  # or the mark that matrix.json names
        terms <- read.csv("terms.csv", encoding = "UTF-8", na.strings = character())$term
        dimnames(counts) <- list(make.unique(as.character(rows[[1]])), terms)
        dfm <- quanteda::as.dfm(counts); quanteda::docvars(dfm) <- rows      # quanteda
        tidytext::tidy(dfm)                                                  # tidytext: document, term, count
        stm_input <- quanteda::convert(dfm, to = "stm")                      # stm (leaves out empty rows)
        stm::stm(stm_input$documents, stm_input$vocab, K = 10, data = stm_input$meta)
    """
    if matrix.counts.dtype.kind not in "iu":
        raise StorageError(f"counts must be integers, not {matrix.counts.dtype}; weights are made anew from the counts")
    columns = [_description(name, matrix.rows[name]) for name in _names(matrix.rows)]
    missing = _marker(matrix.rows)
    contents = dict(
        zip(_FILES, (_market(matrix.counts), _rows_csv(matrix.rows, missing), _terms_csv(matrix)), strict=True)
    )
    about = {
        "format": 1,
        "tokenizer": matrix.tokenizer,
        "counts": matrix.counts.dtype.str,
        "terms": matrix.terms.dtype.str,
        "missing": missing,
        "columns": columns,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
    }
    contents["matrix.json"] = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    return [name for name, data in contents.items() if write_bytes(Path(folder) / name, data)]


def load_matrix(folder: str | Path) -> DocumentTermMatrix:
    """Read a matrix that `save_matrix` stored.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    DocumentTermMatrix
        Equal to the one stored: counts, types and order of the columns, missing values, terms, tokenizer. Missing values
        of a column of type object come back as None.

    Raises
    ------
    StorageError
        If a file is missing or was changed since; names it.
    """
    folder = Path(folder)
    contents = {name: _read(folder / name) for name in ("matrix.json", *_FILES)}
    about = json.loads(contents["matrix.json"])
    for name, sha256 in about["sha256"].items():
        if hashlib.sha256(contents[name]).hexdigest() != sha256:
            raise StorageError(
                f"{folder / name}: was changed after it was stored, or a writing was broken off; save anew"
            )
    counts = sparse.csr_array(scipy_io.mmread(io.BytesIO(contents["counts.mtx"]), spmatrix=False)).astype(
        about["counts"]
    )
    counts.sort_indices()
    cells = _read_csv(contents["rows.csv"]) if about["columns"] else {}
    table = {
        column["name"]: _column(cells[column["name"]].tolist(), column, about["missing"]) for column in about["columns"]
    }
    rows = pd.DataFrame(table, index=range(counts.shape[0]), columns=[column["name"] for column in about["columns"]])
    terms = _read_csv(contents["terms.csv"])["term"].to_numpy(dtype=about["terms"])
    return DocumentTermMatrix(counts, rows, terms, about["tokenizer"])


def _names(rows: pd.DataFrame) -> list[str]:
    if not all(isinstance(name, str) for name in rows.columns) or not rows.columns.is_unique:
        raise StorageError(f"the columns of the row table must be different names, got {list(rows.columns)}")
    return list(rows.columns)


def _description(name: str, values: pd.Series) -> dict[str, Any]:
    """What is needed to read the column back: its type and, of a category, the values and their order."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        of = _description(name, values.cat.categories.to_series())
        categories = [_text(value) for value in values.cat.categories]
        return {
            "name": name,
            "dtype": "category",
            "of": of["dtype"],
            "categories": categories,
            "ordered": values.cat.ordered,
        }
    text = values.dtype == object or isinstance(values.dtype, pd.StringDtype)
    if text and not all(isinstance(value, str) for value in values.dropna()):
        raise StorageError(f"column '{name}' holds values that are no text; turn it into text or numbers")
    if not text and values.dtype.kind not in "biuf":
        raise StorageError(f"column '{name}' is of type {values.dtype}; turn it into text, numbers or truth values")
    return {"name": name, "dtype": str(values.dtype)}


def _marker(rows: pd.DataFrame) -> str:
    """What stands for a missing value: the first of `_MARKERS` that is no value."""
    values = {_text(value) for name in rows for value in rows[name].dropna().unique()}
    free = [marker for marker in _MARKERS if marker not in values]
    if not free:
        raise StorageError(f"all of {', '.join(_MARKERS)} are values of the row table; rename one of them")
    return free[0]


def _market(counts: sparse.csr_array) -> bytes:
    ordered = counts.copy()
    ordered.sort_indices()
    buffer = io.BytesIO()
    scipy_io.mmwrite(buffer, sparse.coo_array(ordered), field="integer", symmetry="general")
    return buffer.getvalue()


def _rows_csv(rows: pd.DataFrame, missing: str) -> bytes:
    columns = [[missing if pd.isna(value) else _text(value) for value in rows[name]] for name in rows]
    return _csv([list(rows.columns), *(zip(*columns, strict=True) if columns else [[] for _ in range(len(rows))])])


def _terms_csv(matrix: DocumentTermMatrix) -> bytes:
    return _csv([["term"], *([term] for term in matrix.terms)])


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def _text(value: Any) -> str:
    """The value as text that reads back as the same value; of a float, the shortest such."""
    return value if isinstance(value, str) else str(value.item() if isinstance(value, np.generic) else value)


def _column(cells: list[str], column: dict[str, Any], missing: str) -> Any:
    if column["dtype"] == "category":
        of = {"name": column["name"], "dtype": column["of"]}
        categories = pd.Index(_column(column["categories"], of, missing))
        codes = {text: code for code, text in enumerate(column["categories"])}
        own = [codes.get(cell, -1) for cell in cells]
        return pd.Categorical.from_codes(own, categories=categories, ordered=column["ordered"])
    dtype = pd.api.types.pandas_dtype(column["dtype"])
    from_text = _FROM_TEXT.get(dtype.kind, str)
    absent = float("nan") if isinstance(dtype, np.dtype) and dtype.kind == "f" else None
    return pd.Series([absent if cell == missing else from_text(cell) for cell in cells], dtype=dtype)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StorageError(f"{path}: no such file; save_matrix writes {', '.join(_FILES)} and matrix.json") from None


def _read_csv(data: bytes) -> pd.DataFrame:
    """All cells as they stand; the csv module would refuse cells of more than 131,072 characters."""
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
