"""Counts and numbers of topics -> what speaks for and against each number, with intervals over refits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from joblib import delayed

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics.background import BACKGROUND, mixture
from textmine.measuring.topics.consensus import mean_topics
from textmine.measuring.topics.diagnosis import cosine, npmi
from textmine.measuring.topics.divergence import ROUGH, fold_in
from textmine.measuring.topics.fit import fitted
from textmine.measuring.topics.model import DECIMALS, Topics
from textmine.measuring.topics.refits import RETURNS, Drawn, check_refits, draws, matched, refit
from textmine.measuring.topics.rows import by_contents, documents_of, sample_rows
from textmine.measuring.topics.terms import exclusivity
from textmine.measuring.uncertainty.resampling import percentile_tails, quantiles
from textmine.progress import in_parallel

MOST_COMPARED = 1_000  # passages
_SMOOTHED = 0.01  # share of the corpus's words where a model has no background of its own
MEASURES = {
    "held_out": "higher",
    "coherence": "higher",
    "exclusivity": "higher",
    "stability": "higher",
    "returns": "higher",
    "twin": "lower",
    "document_share": "lower",
}


def compare_n_topics(
    matrix: DocumentTermMatrix,
    candidates: list[int],
    *,
    method: str = "nmf_kl",
    seed: int = 0,
    n_refits: int = 20,
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
        As for `refit_topics`, of each candidate; the same draws for all.
    max_rows : int
        Of a larger matrix so many rows are drawn, and all models are fitted to these alone.
    unit, n_jobs
        As for `refit_topics`.

    Returns
    -------
    DataFrame
        `n_topics`, `measure`, `better` ("higher" or "lower"), `estimate`, `low`, `high` (mean, 2.5th and 97.5th percentile
        over the refits), `n_refits`. In the order of the candidates, then of the measures:

        - `held_out`: mean log probability of a token, of the half of each passage of sections not drawn from whose other
          half its topics were found;
        - `coherence`: mean NPMI of the ten leading terms over all rows;
        - `exclusivity`: mean share of these terms that is their topic's;
        - `stability`: mean cosine of the topics with their match in a refit; they are those of `consensus_topics`, the means
          of the other half of the refits;
        - `returns`: share of these topics whose match reaches .7;
        - `twin`: largest cosine of two topics of a refit;
        - `document_share`: largest part of a topic that one document holds.

    References
    ----------
    Wallach, Murray, Salakhutdinov and Mimno (2009), ICML (document completion); Roberts, Stewart and Tingley (2019),
    Journal of Statistical Software 91 (2) (the trade-off of coherence and exclusivity).
    """
    check_refits(n_refits)
    matrix = matrix.take(rows=by_contents(matrix))
    if len(matrix.rows) > max_rows:
        matrix = matrix.take(rows=sample_rows(matrix, max_rows, seed=seed))
    drawn = draws(matrix, n_refits, seed, unit)
    most = min(len(matrix.terms), len(matrix.rows), *(len(draw.rows) for draw in drawn)) if len(matrix.rows) else 0
    possible = [n for n in candidates if 2 <= n <= most]
    options = {"method": method, "seed": seed, "background": background, "tolerance": ROUGH}
    fits = [delayed(fitted)(matrix, n, **options) for n in possible]
    models = in_parallel(fits, n_jobs=n_jobs, what="fit", unit=" models")
    tables = [pd.DataFrame(columns=_COLUMNS)]
    for model in models:
        work = (delayed(_measured)(model, draw, i) for i, draw in enumerate(drawn, start=1))
        name = f"refit {model.n_topics} topics"
        found = in_parallel(work, n_jobs=n_jobs, what=name, unit=" models", total=len(drawn))
        alike = _found_again(model.phi, [phi for phi, _ in found])
        values = [{**own, **again} for (_, own), again in zip(found, alike, strict=True)]
        tables.append(_summary(model.n_topics, pd.DataFrame(values)[list(MEASURES)].to_numpy()))
    return pd.concat(tables[1:] or tables, ignore_index=True)


def suggested_n_topics(choice: pd.DataFrame, *, least: float = 0.5) -> int:
    """The largest number of topics of which enough return: where to begin, not where to end.

    Parameters
    ----------
    choice : DataFrame
        From `compare_n_topics`.
    least : float
        Share of the topics that must return.

    Returns
    -------
    int
        The largest candidate whose `returns` reaches `least`; where none does, the one with the highest, of equal ones the
        smallest. 0 where there is no candidate: `fit_topics` then gives a model without topics.
    """
    own = choice[choice["measure"].eq("returns")].sort_values("n_topics")
    if own.empty:
        return 0
    values = own["estimate"].astype(float).round(DECIMALS).fillna(-1.0)
    enough = values >= least
    return int(own.loc[enough, "n_topics"].max() if enough.any() else own.loc[values.idxmax(), "n_topics"])


def _found_again(start: np.ndarray, refits: list[np.ndarray]) -> list[dict[str, float]]:
    """How well each refit finds the mean topics of the other half of the refits."""
    means = [mean_topics(start, refits[other::2]) for other in (1, 0)]
    alike = [matched(means[i % 2], phi) for i, phi in enumerate(refits)]
    return [
        {"stability": float(own.mean()), "returns": float((own.round(DECIMALS) >= RETURNS).mean())} for own in alike
    ]


_COLUMNS = ["n_topics", "measure", "better", "estimate", "low", "high", "n_refits"]


def _summary(n_topics: int, values: np.ndarray) -> pd.DataFrame:
    """One row a measure, from values of shape (n_refits, n_measures)."""
    columns = {"n_topics": n_topics, "measure": list(MEASURES), "better": list(MEASURES.values())}
    low, high = quantiles(values.T, percentile_tails(0.95, values.shape[1]))
    columns |= {"estimate": pd.DataFrame(values).mean(), "low": low, "high": high, "n_refits": len(values)}
    return pd.DataFrame(columns)


def _measured(model: Topics, drawn: Drawn, number: int) -> tuple[np.ndarray, dict[str, float]]:
    """Phi of one refit, and the values of `MEASURES` that it has by itself."""
    again = refit(model, drawn, number)
    leading = np.argsort(-again.phi.round(DECIMALS), axis=1, kind="stable")[:, :10]
    tokens = pd.DataFrame(again.matrix.lengths[:, None] * again.theta).groupby(documents_of(again.matrix)).sum()
    return again.phi, {
        "held_out": held_out(again, model.matrix.take(rows=drawn.left_out), seed=number),
        "coherence": float(np.mean([npmi(model.matrix, own) for own in leading])),
        "exclusivity": float(np.take_along_axis(exclusivity(again.phi), leading, axis=1).mean()),
        "twin": float((cosine(again.phi, again.phi) - 2 * np.eye(again.n_topics)).max()),
        "document_share": float((tokens / tokens.sum()).max().max()),
    }


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
