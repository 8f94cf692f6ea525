"""Pages as received -> `DocumentTermMatrix` of their segments, on several processors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix.counts import DocumentTermMatrix, document_frequency
from textmine.counting.tokens import Tokenizer
from textmine.counting.tokens.counted import Counted, count_chunk
from textmine.progress import bar
from textmine.reading.outline import COLUMNS
from textmine.reading.page import Raw, read_raw

_CHUNK = 2**17  # bytes a task: a tenth of a second, so that all processors end together


def count_pages(
    paths: Iterable[str | Path],
    tokenizer: Tokenizer,
    *,
    min_df: int = 1,
    n_jobs: int | None = None,
    progress: bool = True,
) -> DocumentTermMatrix:
    """Read, clean, outline and cut pages, and count the terms of their segments.

    Parameters
    ----------
    paths : iterable of str or Path
        The pages; their names without ending are the ids of the documents.
    tokenizer : Tokenizer
    min_df : int, default 1
        Terms of fewer segments are left out.
    n_jobs : int, optional
        Processes, as joblib counts them: -1 is one for each processor, None what `joblib.parallel_config` says, else 1.
        The result is the same for any number, and on a cluster.
    progress : bool, default True
        Whether long work shows a bar on a terminal.

    Returns
    -------
    DocumentTermMatrix
        One row a segment, in the order of the pages and their text; the row table has the columns of `outline` but `text`.
        The counts, rows and terms are those of `count_terms(tokenize(segments, tokenizer), segments)`.

    Raises
    ------
    PageError
        Names the page that cannot be read.
    ValueError
        If two pages have the same id.

    Notes
    -----
    For counting alone: texts and tokens exist only in the process that counts them, which takes a fraction of the time and
    memory of the tables that lead from a number back to its words.
    """
    paths = list(map(Path, paths))
    names = [path.stem for path in paths]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise ValueError(f"pages must have different names; '{twice[0]}' comes twice")
    shown = bar("count", unit=" pages", total=len(paths), shown=progress)
    # One task after another: joblib would put short ones together, and the last processor would wait for the first.
    with shown, joblib.Parallel(n_jobs=n_jobs, return_as="generator", batch_size=1) as parallel:
        parts = []
        for part in parallel(joblib.delayed(count_chunk)(chunk, tokenizer) for chunk in _chunks(paths)):
            parts.append(part)
            shown.update(len(part.rows))
    matrix = _joined(parts, _rows(names, parts), tokenizer.fingerprint)
    return matrix.take(terms=document_frequency(matrix) >= min_df) if min_df > 1 else matrix


def _chunks(paths: list[Path]) -> Iterator[list[Raw]]:
    """Pages side by side, about `_CHUNK` bytes at a time."""
    chunk: list[Raw] = []
    for path in paths:
        chunk.append(read_raw(path))
        if sum(len(page.data) for page in chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _rows(names: list[str], parts: list[Counted]) -> pd.DataFrame:
    """The table of the segments."""
    pages = chain.from_iterable(part.rows for part in parts)
    rows = [
        (name, f"{name}/{own}", path, kind, order, start, end)
        for name, page in zip(names, pages, strict=True)
        for order, (own, path, kind, start, end) in enumerate(page)
    ]
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "text"])
    return table.astype({"order": int, "start": int, "end": int}) if table.empty else table


def _joined(parts: list[Counted], rows: pd.DataFrame, fingerprint: str) -> DocumentTermMatrix:
    """All counts under one vocabulary in code point order."""
    terms = np.unique(np.array([*chain.from_iterable(part.terms for part in parts)], dtype=str))
    place = {term: i for i, term in enumerate(terms.tolist())}
    indices, counts, borders = (
        [np.empty(0, dtype=np.int32)],
        [np.empty(0, dtype=np.int32)],
        [np.zeros(1, dtype=np.int64)],
    )
    for part in parts:
        indices.append(np.array([place[term] for term in part.terms], dtype=np.int32)[part.codes])
        counts.append(part.counts)
        borders.append(part.borders[1:] + borders[-1][-1])
    data = np.concatenate(counts).astype(np.int64)
    matrix = sparse.csr_array((data, np.concatenate(indices), np.concatenate(borders)), shape=(len(rows), len(terms)))
    matrix.sort_indices()
    return DocumentTermMatrix(matrix, rows, terms, fingerprint)
