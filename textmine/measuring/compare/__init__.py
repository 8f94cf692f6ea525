"""Two groups of rows -> how much more often each term is used in one than in the other; how evenly; with what; how varied."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.compare import effects
from textmine.measuring.compare.collocations import clause_openers, collocations, most_frequent
from textmine.measuring.compare.dispersion import dispersion
from textmine.measuring.compare.diversity import mattr, sentences, type_token_ratios
from textmine.measuring.compare.effects import log_ratio
from textmine.measuring.compare.formulas import formulas
from textmine.measuring.compare.telling import telling_terms

__all__ = [
    "clause_openers",
    "collocations",
    "dispersion",
    "formulas",
    "keyness",
    "log_ratio",
    "mattr",
    "most_frequent",
    "sentences",
    "target_rows",
    "telling_terms",
    "type_token_ratios",
]

UNIFORM_PRIOR = 0.05
BACKGROUND_MASS = 500.0


def keyness(matrix: DocumentTermMatrix, by: str, target: str) -> pd.DataFrame:
    """Compare the terms of one group of rows with those of all other rows.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    by : str
        Column of the row table that names the group.
    target : str
        Value of that column.

    Returns
    -------
    DataFrame
        One row a term in the order of `matrix.terms`: `term`, `count_target`, `count_reference`, `n_target`,
        `n_reference` (tokens), `rate_target`, `rate_reference` (per 1,000 tokens), `documents_target` (how many documents
        of the target hold the term); then, from `textmine.measuring.compare.effects`, `log_ratio`, `lrc` (conservative, over all
        terms), `percent_diff`, `odds_ratio`, `difference_coefficient`, `g2`, `chi2` (both signed),
        `log_odds_z_uniform` (prior 0.05 for every term) and `log_odds_z_background` (prior of 500 tokens, spread as in all
        rows). No p-value is given: tokens of a text are not independent draws.

    Raises
    ------
    ValueError
        If no row, or every row, belongs to the target.
    """
    inside = target_rows(matrix, by, target)
    a, b = (np.asarray(matrix.counts[rows].sum(axis=0)).ravel() for rows in (inside, ~inside))
    n, m = int(a.sum()), int(b.sum())
    background = BACKGROUND_MASS * (a + b) / max(n + m, 1)
    known = background > 0
    z_background = np.full(len(a), np.nan)
    z_background[known] = effects.log_odds(a[known], b[known], n, m, background[known])[1]
    return pd.DataFrame(
        {
            "term": matrix.terms,
            "count_target": a,
            "count_reference": b,
            "n_target": n,
            "n_reference": m,
            "rate_target": 1000 * a / n if n else np.nan,
            "rate_reference": 1000 * b / m if m else np.nan,
            "documents_target": _documents_holding(matrix, inside),
            "log_ratio": log_ratio(a, b, n, m),
            "lrc": effects.conservative_log_ratio(a, b, n, m, terms=max(len(a), 1)),
            "percent_diff": effects.percent_diff(a, b, n, m),
            "odds_ratio": effects.odds_ratio(a, b, n, m),
            "difference_coefficient": effects.difference_coefficient(a, b, n, m),
            "g2": effects.g2(a, b, n, m),
            "chi2": effects.chi2(a, b, n, m),
            "log_odds_z_uniform": effects.log_odds(a, b, n, m, UNIFORM_PRIOR)[1],
            "log_odds_z_background": z_background,
        }
    )


def _documents_holding(matrix: DocumentTermMatrix, inside: np.ndarray) -> np.ndarray:
    """How many documents hold each term in some rows, shape (n_terms,)."""
    codes, documents = pd.factorize(matrix.rows["document_id"].to_numpy()[inside], use_na_sentinel=False)
    entries = np.ones(len(codes), dtype=np.int64), (codes, np.arange(len(codes)))
    member = sparse.csr_array(entries, shape=(len(documents), len(codes)))
    return np.bincount((member @ matrix.counts[inside]).indices, minlength=len(matrix.terms))


def target_rows(matrix: DocumentTermMatrix, by: str, target: str) -> np.ndarray:
    """Which rows belong to the target, shape (n_rows,), bool; see `keyness`."""
    inside = matrix.rows[by].eq(target).to_numpy()
    if inside.all() or not inside.any():
        values = ", ".join(map(str, pd.unique(matrix.rows[by])))
        raise ValueError(f"'{target}' must be the {by} of some rows and not of all; the rows have {values}")
    return inside
