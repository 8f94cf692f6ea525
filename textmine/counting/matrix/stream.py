"""Texts one after another -> `DocumentTermMatrix`, in memory that does not grow with the text."""

from __future__ import annotations

import gzip
import json
import lzma
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix.counts import DocumentTermMatrix, document_frequency
from textmine.counting.tokens import Tokenizer
from textmine.reading.page import PageError, read_page

_OPENERS = {".gz": gzip.open, ".xz": lzma.open}


class SourceError(ValueError):
    """A source of texts that cannot be read; the message names the file and the line."""


def count_stream(
    documents: Iterable[tuple[Mapping[str, Any], str]], tokenizer: Tokenizer, *, min_df: int = 1
) -> DocumentTermMatrix:
    """Count the terms of texts that come one after another.

    Parameters
    ----------
    documents : iterable of (mapping, str)
        What a row is, and its text; read once, one text at a time, such as `read_folder` or `read_json_lines` gives them.
    tokenizer : Tokenizer
    min_df : int, default 1
        Terms of fewer rows are left out.

    Returns
    -------
    DocumentTermMatrix
        One row a text, in the order they came; `rows` has the keys of the mappings, in order of first appearance, missing
        where a mapping lacks one. Equal to `count_terms` of the same texts in memory.

    Raises
    ------
    TypeError
        If a text is none; names its position.

    Notes
    -----
    One pass with a vocabulary that grows. Held in memory are the vocabulary, the row table and the sparse counts (12 bytes
    for each term of each row, about twice that at the end, when terms are put in code point order), never the texts. Terms
    below `min_df` can only be dropped at the end.
    """
    rows: list[dict[str, Any]] = []
    number_of: dict[str, int] = {}
    columns, counts, borders = array("i"), array("q"), array("q", [0])
    for position, (row, text) in enumerate(documents):
        if not isinstance(text, str):
            raise TypeError(f"document {position} ({dict(row)}): its text must be a str, got {type(text).__name__}")
        for term, count in Counter(tokenizer.terms(text)).items():
            columns.append(number_of.setdefault(term, len(number_of)))
            counts.append(count)
        rows.append(dict(row))
        borders.append(len(columns))
    terms = np.array(list(number_of), dtype=str)
    matrix = _ordered(terms, counts, columns, borders, pd.DataFrame(rows, index=range(len(rows))))
    matrix = DocumentTermMatrix(*matrix, getattr(tokenizer, "fingerprint", None))
    return matrix.take(terms=document_frequency(matrix) >= min_df) if min_df > 1 else matrix


def read_folder(path: str | Path, *, suffix: str = ".txt") -> Iterator[tuple[dict[str, str], str]]:
    """The text files of a folder, one after another.

    Parameters
    ----------
    path : str or Path
        Folders inside it are read too.
    suffix : str, default ".txt"
        How the names of the files end.

    Yields
    ------
    (dict, str)
        `document_id` (the file's path in the folder, without suffix) and the text; sorted by path. Any Chinese encoding is
        read, as by `textmine.reading.page.read_page`.

    Raises
    ------
    SourceError
        If there is no such folder, it holds no such file, or a file cannot be read; names it.
    """
    path = Path(path)
    if not path.is_dir():
        raise SourceError(f"{path}: no such folder")
    names = sorted(file.relative_to(path).as_posix() for file in path.rglob(f"*{suffix}") if file.is_file())
    if not names:
        raise SourceError(f"{path}: holds no file that ends in '{suffix}'")
    for name in names:
        try:
            yield {"document_id": name.removesuffix(suffix)}, read_page(path / name).text
        except PageError as error:
            raise SourceError(str(error)) from None  # names the file


def read_json_lines(path: str | Path, text: str = "text") -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a JSON-lines file, one after another.

    Parameters
    ----------
    path : str or Path
        UTF-8, one object a line; compressed if its name ends in .gz or .xz. Empty lines are passed over.
    text : str, default "text"
        Key of the text.

    Yields
    ------
    (dict, str)
        The object without its text, and the text.

    Raises
    ------
    SourceError
        Names the file and the line: a missing or damaged file, a line that is no JSON object, an object without a text.
    """
    path, number = Path(path), 0
    try:
        with _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _row_and_text(f"{path}:{number}", line, text)
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file") from None
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}:{number + 1}: cannot be read ({error})") from None


def _row_and_text(where: str, line: str, key: str) -> tuple[dict[str, Any], str]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise SourceError(f"{where}: is no JSON ({error})") from None
    if not isinstance(row, dict) or not isinstance(row.get(key), str):
        has = f"an object with {', '.join(row)}" if isinstance(row, dict) else type(row).__name__
        raise SourceError(f"{where}: needs an object whose '{key}' is a string; got {has}")
    return row, row.pop(key)


def _ordered(
    terms: np.ndarray, counts: array, columns: array, borders: array, rows: pd.DataFrame
) -> tuple[sparse.csr_array, pd.DataFrame, np.ndarray]:
    """The counts with their terms in code point order, the row table and the terms."""
    order = np.argsort(terms, kind="stable")
    place = np.empty(len(terms), dtype=np.int32)
    place[order] = np.arange(len(terms), dtype=np.int32)
    indices = place[np.frombuffer(columns, dtype=np.int32)] if len(columns) else np.zeros(0, dtype=np.int32)
    data = np.array(counts, dtype=np.int64)
    shape = (len(rows), len(terms))
    matrix = sparse.csr_array((data, indices, np.array(borders, dtype=np.int64)), shape=shape)
    matrix.sort_indices()
    return matrix, rows, terms[order]
