"""A number in a table -> the segments and sentences behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from textmine.corpus import Corpus
from textmine.counting.matrix import DocumentTermMatrix
from textmine.counting.tokens import Tokenizer
from textmine.measuring.coding import Codebook, code
from textmine.measuring.coding.matches import Coder
from textmine.measuring.compare import sentences

_TRACED = ["segment_id", "path", "start", "end", "line", "sentence"]


def holding_segments(
    matrix: DocumentTermMatrix, terms: list[str] | pd.Series, rows: np.ndarray | None = None
) -> list[str]:
    """For each term the segments that hold it, joined by blanks.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are segments, or groups of them that carry `segment_ids`.
    terms : sequence of str
    rows : ndarray of shape (n_rows,) or (n_terms, n_rows), bool, optional
        Only these rows; or of each term only its own.

    Returns
    -------
    list of str
        In the order of `terms`; empty strings for terms that no such row holds.
    """
    terms = list(terms)
    allowed = np.ones(len(matrix.rows), dtype=bool) if rows is None else np.asarray(rows)
    allowed = np.broadcast_to(allowed, (len(terms), len(matrix.rows)))
    places = _holding_rows(matrix, terms)
    return _joined(matrix, [own[which[own]] for own, which in zip(places, allowed, strict=True)])


def held_by(matrix: DocumentTermMatrix, table: pd.DataFrame, by: str) -> list[str]:
    """For each row of a table of terms and groups, the segments of the group that hold the term, joined by blanks.

    Parameters
    ----------
    matrix : DocumentTermMatrix
        Rows are segments, or groups of them that carry `segment_ids`; with the column `by`.
    table : DataFrame
        With `term` and `by`.
    by : str

    Returns
    -------
    list of str
        In the order of `table`, all segments of each; empty strings where none holds the term.
    """
    groups = pd.factorize(matrix.rows[by])
    wanted = pd.Index(groups[1]).get_indexer(table[by])
    places = _holding_rows(matrix, table["term"].tolist())
    own = [
        held[groups[0][held] == group] if group >= 0 else held[:0] for held, group in zip(places, wanted, strict=True)
    ]
    return _joined(matrix, own)


def _holding_rows(matrix: DocumentTermMatrix, terms: list[str]) -> list[np.ndarray]:
    """For each term the rows that hold it, in order; none for a term that the matrix lacks."""
    position = pd.Index(matrix.terms).get_indexer(terms)
    columns = matrix.counts[:, position[position >= 0]].tocsc()
    columns.sort_indices()
    held = iter(np.split(columns.indices, columns.indptr[1:-1]))
    return [next(held) if i >= 0 else np.array([], dtype=int) for i in position]


def _joined(matrix: DocumentTermMatrix, places: list[np.ndarray]) -> list[str]:
    ids = matrix.rows["segment_id" if "segment_id" in matrix.rows else "segment_ids"].to_numpy()
    return [" ".join(ids[own]) for own in places]


def trace(
    row: pd.Series | Mapping, corpus: Corpus, tokenizer: Tokenizer | None = None, codebook: Codebook | None = None
) -> pd.DataFrame:
    """From a row of a plotted table to its sentences, and to the lines of the pages they stand on.

    Parameters
    ----------
    row : Series or mapping
        One row of a table beside a figure: `segment_ids` (joined by blanks), and, where the row is about a term or a
        category of a codebook, `term` or `category`.
    corpus : Corpus
    tokenizer : Tokenizer, optional
        With it, only sentences in which `term` is a word of its own; without, those that hold it as a string.
    codebook : Codebook, optional
        With it, only sentences coded with `category`; without, all sentences of the segments.

    Returns
    -------
    DataFrame
        `segment_id`, `path`, `start`, `end` (offsets into the document's policy text), `line` (1-based, of the page as
        received), `sentence`; in the order of the text. Empty for a row without segments.

    Raises
    ------
    KeyError
        If the row has no `segment_ids`, or names a segment that the corpus lacks.
    """
    if "segment_ids" not in row:
        raise KeyError(f"the row has no segment_ids; it has {', '.join(map(str, dict(row)))}")
    ids = [] if pd.isna(row["segment_ids"]) else str(row["segment_ids"]).split()
    if not ids:
        return pd.DataFrame(columns=_TRACED)
    own = _segments(corpus, ids)
    table = sentences(own)
    if "term" in row:
        held = [_holds(text, row["term"], tokenizer) for text in table["text"]]
        table = table[held]
    if codebook is not None and "category" in row:
        coded = code(table, codebook)
        places = coded.loc[coded["category"].eq(row["category"]), ["segment_id", "start"]].itertuples(index=False)
        found = {(key, at) for key, at in places}
        spans = zip(table["segment_id"], table["start"], table["end"], strict=True)
        table = table[[any((key, at) in found for at in range(start, end)) for key, start, end in spans]]
    return _traced(table, own, corpus)


def _segments(corpus: Corpus, ids: list[str]) -> pd.DataFrame:
    """Segments by their ids, in the order of these; the index too is the id."""
    places = pd.Index(corpus.segments["segment_id"]).get_indexer(ids)
    if (unknown := places < 0).any():
        key = ids[int(unknown.argmax())]
        raise KeyError(f"no segment {key} in the corpus; the figure belongs to another state of it")
    return corpus.segments.iloc[places].set_index("segment_id", drop=False)


def _traced(table: pd.DataFrame, own: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Sentences with the places where they stand."""
    base = table["segment_id"].map(own["start"]).astype(int)
    start, end = base + table["start"], base + table["end"]
    lines = [corpus.pages[key].page_line(at) for key, at in zip(table["document_id"], start, strict=True)]
    paths = table["segment_id"].map(own["path"])
    columns = {"segment_id": table["segment_id"], "path": paths, "start": start, "end": end, "line": lines}
    return pd.DataFrame({**columns, "sentence": table["text"]}).reset_index(drop=True)


def quotations(rows: pd.DataFrame, corpus: Corpus, codebook: Codebook, *, n: int = 2) -> pd.DataFrame:
    """A few sentences behind each row of a table of categories.

    Parameters
    ----------
    rows : DataFrame
        With `category` and `segment_ids`.
    corpus : Corpus
    codebook : Codebook
    n : int
        Sentences a row: those in which the most characters are coded with the category, each from another segment.

    Returns
    -------
    DataFrame
        `row` (its place in `rows`, from 0), `category`, then the columns of `trace`; in the order of the rows, then by
        characters coded, then of the text. Rows whose segments have no sentence of their own coded so give none.
    """
    listed = [[] if pd.isna(ids) else str(ids).split() for ids in rows["segment_ids"]]
    own = _segments(corpus, list(dict.fromkeys(key for ids in listed for key in ids)))
    cut = sentences(own)
    coder = Coder(codebook)
    coded = [_characters(coder, text) for text in cut["text"]]
    keys = cut["segment_id"].tolist()
    sentences_of = cut.groupby("segment_id", sort=False).indices
    parts = [pd.DataFrame(columns=["row", "category", *_TRACED])]
    for i, (category, ids) in enumerate(zip(rows["category"], listed, strict=True)):
        places = [at for key in ids for at in sentences_of.get(key, ()) if coded[at].get(category)]
        places.sort(key=lambda at, category=category: -coded[at][category])
        first: dict[str, int] = {}
        for at in places:
            first.setdefault(keys[at], at)
        if first:
            found = _traced(cut.iloc[list(first.values())[:n]], own, corpus)
            found.insert(0, "row", i)
            found.insert(1, "category", category)
            parts.append(found)
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _characters(coder: Coder, text: str) -> dict[str, int]:
    """Characters of a sentence that are coded with each category."""
    found: dict[str, int] = {}
    for start, end, category, _ in coder.matches(text):
        found[category] = found.get(category, 0) + end - start
    return found


def _holds(text: str, term: str, tokenizer: Tokenizer | None) -> bool:
    return term in text and (tokenizer is None or any(token == term for _, _, token, _ in tokenizer.tokens(text)))


def concordance(segments: pd.DataFrame, pattern: str, *, window: int = 20, sort: str = "text") -> pd.DataFrame:
    """Every place where a pattern occurs, with what stands around it (keyword in context).

    Parameters
    ----------
    segments : DataFrame
        With `segment_id`, `path` and `text`.
    pattern : str
        Regular expression.
    window : int
        Characters shown on each side; they end with the segment.
    sort : {"text", "left", "right"}
        Order: of the text, or of the context (the left one from the pattern outwards).

    Returns
    -------
    DataFrame
        `segment_id`, `left`, `match`, `right`, `path`, `start` (offset into the segment's text).

    Raises
    ------
    ValueError
        If the pattern is no regular expression or matches the empty text, or the order is unknown.
    """
    if sort not in ("text", "left", "right"):
        raise ValueError(f"sort must be 'text', 'left' or 'right'; got '{sort}'")
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"'{pattern}' is no regular expression: {error}") from None
    if compiled.match(""):
        raise ValueError(f"'{pattern}' matches the empty text; name at least one character")
    rows = [
        (
            segment_id,
            text[max(m.start() - window, 0) : m.start()],
            m[0],
            text[m.end() : m.end() + window],
            path,
            m.start(),
        )
        for segment_id, path, text in segments[["segment_id", "path", "text"]].itertuples(index=False)
        for m in compiled.finditer(text)
    ]
    table = pd.DataFrame(rows, columns=["segment_id", "left", "match", "right", "path", "start"])
    if sort == "text" or table.empty:
        return table
    outwards = table[sort] if sort == "right" else table["left"].str[::-1]
    return table.iloc[outwards.argsort(kind="stable")].reset_index(drop=True)
