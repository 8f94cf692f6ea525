"""A figure's table -> for each of its rows the sentences behind it, exactly those that `trace` gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from textmine.counting.tokens import Tokenizer
from textmine.measuring.coding import Codebook
from textmine.report.sentences import Sentences, Spans


@dataclass(frozen=True)
class Kind:
    """What a table of figures is about, known by its columns.

    Attributes
    ----------
    id : str
        Under which `words.toml` describes it.
    columns : tuple of str
        A table of this kind has all of them.
    by : {"segments", "term", "category", "none"}
        Which sentences of a row's segments are its evidence: all; those that hold its `term`; those coded with its `category`;
        none, where rows name no segments.
    values : tuple of str
        The columns that are drawn.
    """

    id: str
    columns: tuple[str, ...]
    by: str
    values: tuple[str, ...]


# The first that fits holds: those with more columns of their own stand above.
KINDS = (
    Kind("aligned clauses", ("clause_id", "other_clause_id", "status"), "segments", ("status",)),
    Kind("descent", ("document_id", "other", "kind", "relation"), "segments", ("count", "share")),
    Kind("shared wording", ("row", "column", "shared"), "segments", ("share",)),
    Kind("pairs", ("row", "column", "n_both"), "segments", ("n_both",)),
    Kind("topic terms", ("topic", "term", "phi"), "term", ("phi",)),
    Kind("key terms", ("term", "log_ratio"), "term", ("log_ratio", "count_target", "count_reference")),
    Kind("distinctive terms", ("term", "tf_idf"), "term", ("difference", "count")),
    Kind("occurrences", ("term", "position"), "term", ("position",)),
    Kind("main categories", ("category", "estimate", "uncorrected"), "segments", ("estimate",)),
    Kind("coded places", ("category", "estimate"), "category", ("estimate",)),
    Kind("topics", ("topic", "estimate"), "segments", ("estimate",)),
    Kind("targets", ("indicator", "value", "year"), "segments", ("value", "year")),
    Kind("duties", ("body", "role", "covers"), "segments", ("role",)),
    Kind("parts", ("part", "characters"), "segments", ("characters",)),
    Kind("outline", ("heading", "characters"), "segments", ("share",)),
)
UNKNOWN = Kind("unknown", ("segment_ids",), "segments", ())
OF_NO_SEGMENTS = Kind("of no segments", (), "none", ())  # its numbers are of models or of the whole, not of sentences


class Evidence(NamedTuple):
    """A sentence behind a row: its number in `Sentences.table`, and where in it the row's term or category stands."""

    number: int
    spans: Spans


def kind_of(table: pd.DataFrame) -> Kind:
    """What a table beside a figure is about; `UNKNOWN` where no kind has its columns, `OF_NO_SEGMENTS` without `segment_ids`."""
    if "segment_ids" not in table:
        return OF_NO_SEGMENTS
    return next((kind for kind in KINDS if set(kind.columns) <= set(table.columns)), UNKNOWN)


def codebook_of(table: pd.DataFrame, codebooks: Iterable[Codebook]) -> Codebook | None:
    """The first codebook that has all categories of a table; None where no codebook has them."""
    named = set(table["category"].dropna()) if "category" in table else set()
    return next((book for book in codebooks if named and named <= set(book.ids)), None)


def row_evidence(
    table: pd.DataFrame, sentences: Sentences, tokenizer: Tokenizer | None = None, codebook: Codebook | None = None
) -> list[list[Evidence]]:
    """The sentences behind each row of a figure's table.

    Parameters
    ----------
    table : DataFrame
        With `segment_ids`.
    sentences : Sentences
    tokenizer : Tokenizer, optional
        For tables of terms; without it a sentence counts that holds the term as a string.
    codebook : Codebook, optional
        For tables of coded places; without it all sentences of the segments count.

    Returns
    -------
    list of list of Evidence
        In the order of the rows, then of the segments that the row names: the rows of
        `trace(row, corpus, tokenizer)` for a kind that goes by terms, of `trace(row, corpus, codebook=codebook)` for one that
        goes by categories, else those of `trace(row, corpus)`.
    """
    kind = kind_of(table)
    if kind is OF_NO_SEGMENTS:
        return [[] for _ in range(len(table))]
    found = []
    for row in table.to_dict("records"):
        numbers = sentences.of(row["segment_ids"])
        if kind.by == "term":
            pairs = ((n, sentences.term_spans(n, str(row["term"]), tokenizer)) for n in numbers)
            found.append([Evidence(n, spans) for n, spans in pairs if spans])
        elif kind.by == "category" and codebook is not None:
            pairs = ((n, sentences.category_spans(n, row["category"], codebook)) for n in numbers)
            found.append([Evidence(n, spans) for n, spans in pairs if spans])
        else:
            found.append([Evidence(n, []) for n in numbers])
    return found


def written(evidence: list[Evidence], sentences: Sentences, documents: dict[str, int]) -> str:
    """Evidence of one row as the pages read it: `0:3@2-6+9-13,5-7;2:1`.

    That is of the first document sentence 3, with two places in it, and sentences 5 to 7; then sentence 1 of the third one.
    """
    keys = sentences.table["document_id"].to_numpy()
    parts: list[tuple[int, list[str]]] = []
    last: tuple[int, int] | None = None  # document and sentence at the end of an open range
    first = 0
    for number, spans in evidence:
        document, place = documents[keys[number]], int(sentences.in_document[number])
        if not parts or parts[-1][0] != document:
            parts.append((document, []))
            last = None
        own = parts[-1][1]
        if spans:
            own.append(f"{place}@" + "+".join(f"{start}-{end}" for start, end in spans))
            last = None
        elif last == (document, place - 1):
            own[-1] = f"{first}-{place}"
            last = document, place
        else:
            own.append(str(place))
            first, last = place, (document, place)
    return ";".join(f"{document}:{','.join(own)}" for document, own in parts)
