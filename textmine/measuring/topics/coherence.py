"""Leading terms of topics -> how often they stand together, in the corpus or in a reference corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.model import DECIMALS, Topics

MEASURES = ("u_mass", "c_uci", "c_npmi", "c_v")
EPSILON = 1e-12


def coherence(
    topics: Topics,
    reference: DocumentTermMatrix | None = None,
    *,
    measures: Sequence[str] = MEASURES,
    n_terms: int = 10,
    epsilon: float = EPSILON,
) -> pd.DataFrame:
    """How often the leading terms of each topic stand together.

    Parameters
    ----------
    topics : Topics
    reference : DocumentTermMatrix, optional
        Counts of other texts or of windows (`count_windows`); by default the rows that the model was fitted to. Terms that
        it lacks are left out.
    measures : sequence of {"u_mass", "c_uci", "c_npmi", "c_v"}
    n_terms : int
        Terms of highest probability that stand for a topic.
    epsilon : float
        Added to each joint probability. With the common 1e-12, one pair that never meets dominates u_mass and c_uci.

    Returns
    -------
    DataFrame
        `topic`, `measure`, `value` (NaN with fewer than two known terms), `n_terms` (those that the reference knows). Sorted by
        topic, then measure in the order given.

    Notes
    -----
    P(w) is the share of the rows that hold w, and P(v, w) that of those that hold both; terms are ordered by phi. Higher is
    better for all four.

    - u_mass: mean of ln((P(v, w) + epsilon) / P(v)) over the pairs of a term w and one v of higher rank.
    - c_uci: mean of ln((P(v, w) + epsilon) / (P(v) P(w))) over all pairs.
    - c_npmi: mean of that quotient's logarithm divided by -ln(P(v, w) + epsilon).
      (`npmi` of `diagnose` is its limit without epsilon: -1 for a pair that never meets.)
    - c_v: mean cosine of the NPMI of each term with all terms (itself among them) with the sum of these over all terms.

    As published, c_uci and c_npmi are counted in windows of 10 tokens and c_v in windows of 110, u_mass in documents.

    References
    ----------
    Mimno et al. (2011), EMNLP (u_mass); Newman et al. (2010), NAACL (c_uci); Aletras and Stevenson (2013), IWCS (c_npmi);
    Röder, Both and Hinneburg (2015), WSDM (c_v, and all in one frame).
    """
    if unknown := [name for name in measures if name not in MEASURES]:
        raise ValueError(f"measures must be among {', '.join(MEASURES)}; got '{unknown[0]}'")
    matrix = topics.matrix if reference is None else reference
    order = np.argsort(-topics.phi.round(DECIMALS), axis=1, kind="stable")[:, :n_terms]
    rows = []
    for topic, own in enumerate(topics.matrix.terms[order], start=1):
        at = pd.Index(matrix.terms).get_indexer(own)
        at = at[at >= 0]
        values = coherence_of(matrix, at, epsilon) if len(at) > 1 else dict.fromkeys(MEASURES, np.nan)
        rows += [(topic, name, values[name], len(at)) for name in measures]
    return pd.DataFrame(rows, columns=["topic", "measure", "value", "n_terms"])


def coherence_of(matrix: DocumentTermMatrix, terms: np.ndarray, epsilon: float = EPSILON) -> dict[str, float]:
    """The measures of `coherence` for terms given by their positions, the leading one first."""
    holds = (matrix.counts[:, terms].toarray() > 0).astype(float)
    joint = holds.T @ holds / max(len(holds), 1)
    single = np.diag(joint)
    later, earlier = np.tril_indices(len(terms), k=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.log((joint + epsilon) / single[None, :])
        pmi = np.log((joint + epsilon) / np.outer(single, single))
        npmi = pmi / -np.log(joint + epsilon)
    npmi = np.nan_to_num(npmi, nan=0.0, posinf=0.0, neginf=0.0)  # a term that no row holds
    whole = npmi.sum(axis=0)
    norms = np.linalg.norm(npmi, axis=1) * np.linalg.norm(whole)
    alike = np.divide(npmi @ whole, norms, out=np.zeros(len(terms)), where=norms > 0)
    means = (given[later, earlier].mean(), pmi[later, earlier].mean(), npmi[later, earlier].mean(), alike.mean())
    return dict(zip(MEASURES, map(float, means), strict=True))


def count_windows(texts: Iterable[Sequence[str]], terms: Sequence[str], *, size: int = 110) -> DocumentTermMatrix:
    """Which of some terms stand in each stretch of so many tokens: a reference for `coherence`.

    Parameters
    ----------
    texts : iterable of sequence of str
        The tokens of each text.
    terms : sequence of str
        Those to look for.
    size : int
        Tokens of a window; a shorter text is one window.

    Returns
    -------
    DocumentTermMatrix
        1 where a window holds a term. One row a window, with `text` (position of its text) and `start` (its first token).
    """
    if size < 1:
        raise ValueError(f"size must be at least 1; got {size}")
    names = np.unique(np.asarray(list(terms), dtype=str))
    at = {term: i for i, term in enumerate(names)}
    rows, blocks = [], [sparse.csr_array((0, len(names)), dtype=np.int64)]
    for number, tokens in enumerate(texts):
        n = max(len(tokens) - size + 1, 1)
        cells = {
            (start, at[token])
            for i, token in enumerate(tokens)
            if token in at
            for start in range(max(i - size + 1, 0), min(i, n - 1) + 1)
        }
        where = np.array(sorted(cells), dtype=int).reshape(-1, 2).T
        blocks.append(sparse.csr_array((np.ones(len(cells), dtype=np.int64), tuple(where)), shape=(n, len(names))))
        rows += [(number, start) for start in range(n)]
    return DocumentTermMatrix(
        sparse.csr_array(sparse.vstack(blocks)), pd.DataFrame(rows, columns=["text", "start"]), names
    )
