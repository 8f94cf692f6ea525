"""A topic model and many refits of resampled sections -> which of its topics return, and what tells numbers of topics apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.optimize import linear_sum_assignment

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.background import BACKGROUND, mixture
from textmine.measuring.topics.diagnosis import MOST_COMPARED, cosine, npmi
from textmine.measuring.topics.divergence import fold_in
from textmine.measuring.topics.fit import by_contents, documents_of, fitted, sample_rows
from textmine.measuring.topics.model import DECIMALS, Topics
from textmine.measuring.topics.terms import exclusivity
from textmine.measuring.uncertainty.resampling import percentile_tails, quantiles, resampled_sections

RETURNS = 0.7  # cosine from which a topic counts as the same one again
REFIT_TOLERANCE = 1e-4
_SMOOTHED = 0.01  # share of the corpus's words where a model has no background of its own
_TAILS = (0.025, 0.975)
MEASURES = {
    "held_out": "higher",
    "coherence": "higher",
    "exclusivity": "higher",
    "stability": "higher",
    "returns": "higher",
    "twin": "lower",
    "document_share": "lower",
}


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Rows of the sections that were drawn, with repeats, and of those that were not."""

    rows: np.ndarray
    left_out: np.ndarray


def stable_topics(
    topics: Topics,
    *,
    n_refits: int = 40,
    same: float = RETURNS,
    least: float = 0.5,
    unit: str = "section_id",
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Which topics return when the sections are drawn anew and the model is fitted again from other starts.

    Parameters
    ----------
    topics : Topics
    n_refits : int
        Each draws the sections of every document anew with replacement, and has a seed of its own.
    same : float
        Cosine from which a topic and its match in a refit are the same topic.
    least : float
        Share of the refits in which a topic must return to be `kept`.
    unit : str
        Column of the row table with what is drawn; without it, rows are.
    n_jobs : int, optional
        Processes, through joblib; the result does not depend on it.

    Returns
    -------
    DataFrame
        `topic`, `terms` (the first five), `share` (of all tokens: the text that it covers), `returns` (share of the refits
        with a match of at least `same`), `cosine`, `low`, `high` (mean, 2.5th and 97.5th percentile of the cosine with the
        match), `kept` (bool; what is not kept is unstable), `n_refits`. Sorted by topic.

    Notes
    -----
    Topics of the model and of a refit are matched one to one so that the sum of cosines is greatest.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), ECML PKDD; Kuhn (1955), Naval Research Logistics Quarterly 2 (matching).
    """
    _check(n_refits, same, least)
    order = by_contents(topics.matrix)
    matrix = topics.matrix.take(rows=order)
    model = Topics(**{**vars(topics), "matrix": matrix, "theta": topics.theta[order]})
    drawn = _draws(matrix, n_refits, topics.seed, unit)
    found = Parallel(n_jobs=n_jobs)(delayed(_alike)(model, draw, i) for i, draw in enumerate(drawn, start=1))
    alike = np.array(found).reshape(n_refits, topics.n_topics)
    tokens = topics.matrix.lengths @ topics.theta
    low, high = np.quantile(alike, _TAILS, axis=0)
    returns = (alike.round(DECIMALS) >= same).mean(axis=0)
    leading = topics.phi_table(5).groupby("topic")["term"].agg(" ".join)
    return pd.DataFrame(
        {
            "topic": np.arange(1, topics.n_topics + 1),
            "terms": leading.to_numpy(),
            "share": tokens / max(tokens.sum(), 1e-300),
            "returns": returns,
            "cosine": alike.mean(axis=0),
            "low": low,
            "high": high,
            "kept": returns >= least,
            "n_refits": n_refits,
        }
    )


def compare_n_topics(
    matrix: DocumentTermMatrix,
    candidates: list[int],
    *,
    method: str = "nmf_kl",
    seed: int = 0,
    n_refits: int = 10,
    max_rows: int = MOST_COMPARED,
    background: float = BACKGROUND,
    unit: str = "section_id",
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """What speaks for and against each number of topics, with intervals over refits; the choice stays the researcher's.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    candidates : list of int
        Numbers of topics; those for which there are too few rows or terms are left out.
    method, seed, background
        As for `fit_topics`.
    n_refits : int
        As for `stable_topics`, of each candidate; the same draws for all.
    max_rows : int
        Of a larger matrix so many rows are drawn, and all models are fitted to these alone.
    unit, n_jobs
        As for `stable_topics`.

    Returns
    -------
    DataFrame
        `n_topics`, `measure`, `better` ("higher" or "lower"), `estimate`, `low`, `high` (mean, 2.5th and 97.5th percentile
        over the refits), `n_refits`. In the order of the candidates, then of the measures:

        - `held_out`: mean log probability of a token, of the half of each passage of sections not drawn from whose other
          half its topics were found;
        - `coherence`: mean NPMI of the ten leading terms over all rows;
        - `exclusivity`: mean share of these terms that is their topic's;
        - `stability`: mean cosine of the topics of the model of all rows with their match in a refit;
        - `returns`: share of these topics whose match reaches .7;
        - `twin`: largest cosine of two topics of a refit;
        - `document_share`: largest part of a topic that one document holds.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), ICML (document completion); Roberts, Stewart and Tingley (2019),
    Journal of Statistical Software 91 (2) (the trade-off of coherence and exclusivity).
    """
    _check(n_refits, RETURNS, 0.5)
    matrix = matrix.take(rows=by_contents(matrix))
    if len(matrix.rows) > max_rows:
        matrix = matrix.take(rows=sample_rows(matrix, max_rows, seed=seed))
    drawn = _draws(matrix, n_refits, seed, unit)
    most = min(len(matrix.terms), len(matrix.rows), *(len(draw.rows) for draw in drawn)) if len(matrix.rows) else 0
    possible = [n for n in candidates if 2 <= n <= most]
    options = {"method": method, "seed": seed, "background": background, "tolerance": REFIT_TOLERANCE}
    models = Parallel(n_jobs=n_jobs)(delayed(fitted)(matrix, n, **options) for n in possible)
    work = [(model, draw, i) for model in models for i, draw in enumerate(drawn, start=1)]
    values = Parallel(n_jobs=n_jobs)(delayed(_measured)(*job) for job in work)
    each = [np.array(values[i * n_refits : (i + 1) * n_refits]) for i in range(len(possible))]
    tables = [_summary(n, own) for n, own in zip(possible, each, strict=True)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=_COLUMNS)


_COLUMNS = ["n_topics", "measure", "better", "estimate", "low", "high", "n_refits"]


def _summary(n_topics: int, values: np.ndarray) -> pd.DataFrame:
    """One row a measure, from values of shape (n_refits, n_measures)."""
    columns = {"n_topics": n_topics, "measure": list(MEASURES), "better": list(MEASURES.values())}
    low, high = quantiles(values.T, percentile_tails(0.95, values.shape[1]))
    columns |= {"estimate": pd.DataFrame(values).mean(), "low": low, "high": high, "n_refits": len(values)}
    return pd.DataFrame(columns)


def _check(n_refits: int, same: float, least: float) -> None:
    if n_refits < 2:
        raise ValueError(f"n_refits must be at least 2; got {n_refits}")
    if not (0 < same <= 1 and 0 < least <= 1):
        raise ValueError(f"same and least must be above 0 and at most 1; got {same}, {least}")


def _draws(matrix: DocumentTermMatrix, n: int, seed: int, unit: str) -> list[_Drawn]:
    """Rows of the sections drawn within each document, n times."""
    documents = documents_of(matrix)
    units = matrix.rows[unit] if unit in matrix.rows else np.arange(len(matrix.rows))
    codes = pd.factorize(units)[0]
    first = np.unique(codes, return_index=True)[1]
    times = resampled_sections(documents[first], n_resamples=n, seed=seed)[:, codes]
    return [_Drawn(np.repeat(np.arange(len(codes)), own), np.flatnonzero(own == 0)) for own in times]


def _refit(model: Topics, drawn: _Drawn, number: int) -> Topics:
    options = {"method": model.method, "seed": model.seed + number, "background": model.background}
    rows = model.matrix.take(rows=drawn.rows)
    return fitted(rows, model.n_topics, tolerance=REFIT_TOLERANCE, **options)


def _alike(model: Topics, drawn: _Drawn, number: int) -> np.ndarray:
    """Cosine of each topic with its match in a refit."""
    return matched(model.phi, _refit(model, drawn, number).phi)


def matched(phi: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cosine of each topic with its match among others, one to one; 0 where there is none."""
    alike = cosine(phi, other)
    own, match = linear_sum_assignment(-alike.round(12))
    values = np.zeros(len(phi))
    values[own] = alike[own, match]
    return values


def _measured(model: Topics, drawn: _Drawn, number: int) -> list[float]:
    """The values of `MEASURES` of one refit."""
    refit = _refit(model, drawn, number)
    leading = np.argsort(-refit.phi.round(DECIMALS), axis=1, kind="stable")[:, :10]
    alike = matched(model.phi, refit.phi)
    tokens = pd.DataFrame(refit.matrix.lengths[:, None] * refit.theta).groupby(documents_of(refit.matrix)).sum()
    return [
        held_out(refit, model.matrix.take(rows=drawn.left_out), seed=number),
        float(np.mean([npmi(model.matrix, own) for own in leading])),
        float(np.take_along_axis(exclusivity(refit.phi), leading, axis=1).mean()),
        float(alike.mean()),
        float((alike.round(DECIMALS) >= RETURNS).mean()),
        float((cosine(refit.phi, refit.phi) - 2 * np.eye(refit.n_topics)).max()),
        float((tokens / tokens.sum()).max().max()),
    ]


def held_out(topics: Topics, matrix: DocumentTermMatrix, *, seed: int = 0) -> float:
    """Mean log probability of a token in rows that a model has not seen, by document completion.

    Parameters
    ----------
    topics : Topics
    matrix : DocumentTermMatrix
        Other rows, with the same terms.
    seed : int
        Of the halves.

    Returns
    -------
    float
        Natural logarithm; nearer to 0 is better. NaN where no row has two halves.

    Notes
    -----
    Each token goes to one of two halves of its row by a fair coin. The topics of a row are found in the first half, with
    phi fixed; what is given is the mean of ln P(w) over the tokens of the second. P includes the background of the model;
    a model without one is smoothed by 1 % of it.
    """
    counts = matrix.counts.sorted_indices()
    first, second = counts.astype(float), counts.astype(float)
    first.data = np.random.default_rng(seed).binomial(counts.data, 0.5).astype(float)
    second.data = counts.data - first.data
    share = topics.background or _SMOOTHED
    known = (topics.matrix.counts, documents_of(topics.matrix))
    data = mixture(first, documents_of(matrix), share=share, known=known)
    theta = fold_in(data, topics.phi)
    at = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    chance = (1 - share) * np.einsum("nk,nk->n", theta[at], topics.phi.T[counts.indices]) + data.usual.data
    return float(second.data @ np.log(chance) / second.data.sum()) if second.data.sum() else np.nan
