"""Tokens -> `DocumentTermMatrix`: sparse counts with their row table and terms; grouping."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse


@dataclass(frozen=True, eq=False)
class DocumentTermMatrix:
    """Counts of terms in segments, passages, sections, documents or levels.

    Attributes
    ----------
    counts : csr_array of shape (n_rows, n_terms), int64
        Occurrences of each term in each row.
    rows : DataFrame of length n_rows
        What each row is; the index is 0, 1, ....
    terms : ndarray of shape (n_terms,), str
        In code point order.
    tokenizer : str or None
        Fingerprint of the tokenizer that made the terms, where it is known.
    """

    counts: sparse.csr_array
    rows: pd.DataFrame
    terms: np.ndarray
    tokenizer: str | None = None

    @property
    def lengths(self) -> np.ndarray:
        """Tokens counted in each row, shape (n_rows,)."""
        return np.asarray(self.counts.sum(axis=1)).ravel()

    def take(self, rows: np.ndarray | None = None, terms: np.ndarray | None = None) -> DocumentTermMatrix:
        """The matrix of some rows or terms, given as boolean masks or positions; the terms keep their order."""
        rows = np.arange(len(self.rows)) if rows is None else np.arange(len(self.rows))[np.asarray(rows)]
        terms = np.arange(len(self.terms)) if terms is None else np.arange(len(self.terms))[np.asarray(terms)]
        counts = sparse.csr_array(self.counts[rows][:, terms])
        return replace(self, counts=counts, rows=self.rows.iloc[rows].reset_index(drop=True), terms=self.terms[terms])


def count_terms(tokens: pd.DataFrame, rows: pd.DataFrame, *, min_df: int = 1) -> DocumentTermMatrix:
    """Count the terms (words that are neither numbers nor stop words) of each segment.

    Parameters
    ----------
    tokens : DataFrame
        From `textmine.counting.tokens.tokenize`.
    rows : DataFrame
        The segments to count, one row each, with `segment_id`; tokens of other segments are left out.
    min_df : int, default 1
        Terms of fewer segments are left out.

    Returns
    -------
    DocumentTermMatrix
        One row a segment in the order of `rows`; a segment without terms has a row of zeros.

    Raises
    ------
    ValueError
        If a `segment_id` comes twice in `rows`.
    """
    if rows["segment_id"].duplicated().any():
        twice = rows.loc[rows["segment_id"].duplicated(), "segment_id"].iloc[0]
        raise ValueError(f"rows must name each segment once; '{twice}' comes twice")
    position = pd.Series(np.arange(len(rows)), index=rows["segment_id"].to_numpy())
    counted = tokens[tokens["segment_id"].isin(position.index) & (tokens["kind"] != "number") & ~tokens["stop"]]
    codes, words = pd.factorize(counted["token"])
    terms, place = np.unique(np.asarray(words, dtype=str), return_inverse=True)
    columns = place[codes]
    indices = (position[counted["segment_id"].to_numpy()].to_numpy(), columns)
    counts = sparse.coo_array((np.ones(len(counted), dtype=np.int64), indices), shape=(len(rows), len(terms)))
    fingerprint = tokens.attrs.get("tokenizer")
    matrix = DocumentTermMatrix(sparse.csr_array(counts), rows.reset_index(drop=True), terms, fingerprint)
    return matrix.take(terms=document_frequency(matrix) >= min_df) if min_df > 1 else matrix


def document_frequency(matrix: DocumentTermMatrix) -> np.ndarray:
    """In how many rows each term occurs, shape (n_terms,)."""
    return np.bincount(matrix.counts.indices, minlength=len(matrix.terms))


def group(matrix: DocumentTermMatrix, by: str) -> DocumentTermMatrix:
    """Add up the rows that share a value of a column of the row table.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    by : str
        Column of `matrix.rows`; rows where it is missing are left out.

    Returns
    -------
    DocumentTermMatrix
        One row a value, in order of first appearance. Its row table holds `by` first, then every column that is constant
        within all groups, then `segment_ids`: the segments added up, joined by blanks.

    Raises
    ------
    KeyError
        If there is no such column.
    """
    if by not in matrix.rows:
        raise KeyError(f"no column '{by}' to group by; the row table has {', '.join(matrix.rows.columns)}")
    matrix = matrix.take(rows=matrix.rows[by].notna().to_numpy())
    codes, values = pd.factorize(matrix.rows[by])
    member = sparse.csr_array(
        (np.ones(len(codes), dtype=np.int64), (codes, np.arange(len(codes)))), shape=(len(values), len(codes))
    )
    groups = matrix.rows.groupby(codes, sort=True)
    constant = [name for name in matrix.rows if name != by and (groups[name].nunique(dropna=False) == 1).all()]
    table = groups[[by, *(name for name in constant if name != "segment_ids")]].first()
    ids = matrix.rows["segment_ids" if "segment_ids" in matrix.rows else "segment_id"]
    ends = np.cumsum(np.bincount(codes, minlength=len(values))).tolist()
    ordered = ids.to_numpy()[np.argsort(codes, kind="stable")]
    table["segment_ids"] = pd.Series([" ".join(ordered[a:b]) for a, b in pairwise([0, *ends])], dtype=ids.dtype)
    return replace(matrix, counts=sparse.csr_array(member @ matrix.counts), rows=table.reset_index(drop=True))
