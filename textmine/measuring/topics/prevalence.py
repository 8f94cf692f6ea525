"""Topics and their refits -> how much of each topic each group has, and the differences, with the model's own uncertainty."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from textmine.measuring.topics.model import Topics
from textmine.measuring.topics.refits import Refits
from textmine.measuring.uncertainty.samples import Sample
from textmine.measuring.uncertainty.shares import share_differences, share_intervals

_CONFIDENCE = 0.95
_SHARES = ["estimate", "low", "high", "leave_out_low", "leave_out_high"]


def topic_shares(topics: Topics, by: str, *, refits: Refits | None = None) -> pd.DataFrame:
    """How much of the tokens of each group belongs to each topic.

    Parameters
    ----------
    topics : Topics
        With `document_id`, `section_id` and the column `by` in its row table.
    by : str
    refits : Refits, optional
        Refits of the model; with them the intervals carry its own uncertainty too.

    Returns
    -------
    DataFrame
        `by`, `topic`, `n_documents`, `estimate`, `low`, `high` (95 %), `leave_out_low`, `leave_out_high`, `unit`, `of_model`
        (how much of the variance of the estimate is the model's; missing without refits). Sorted by group in the order of
        its categories, else of appearance, then topic.

    Notes
    -----
    Two things are uncertain: which sections (documents) a group happens to have, and what the topics are. The first is the
    interval of `share_intervals`. For the second, the topics of each refit are set in place of the model's and their shares
    found in the same rows: the method of composition. The variance B of the shares over m refits joins that of the first as
    in multiple imputation, on the logit scale: a limit that lies a from the estimate then lies sqrt(a^2 + z^2 (1 + 1/m) B)
    from it. A refit that does not have a topic gives it what its best match has, so that topics which do not return have
    wide intervals. Of a sampled matrix B is that of the rows that the fit has seen.

    References
    ----------
    Treier and Jackman (2008), American Journal of Political Science 52 (1) (composition); Rubin (1987), Multiple Imputation
    for Nonresponse in Surveys, section 3.3; for the first interval see `share_intervals`.
    """
    values, rows = _sections(topics, topics.theta)
    table = share_intervals(values, values.sum(axis=1), rows, by).rename(columns={"share": "topic"})
    table["topic"] += 1
    if refits is None or table.empty:
        return table.assign(of_model=np.nan)
    changed, groups = _logits(refits, by)
    spread = pd.DataFrame(changed.var(axis=0, ddof=1), index=groups).reindex(table[by]).to_numpy()
    extra = spread[np.arange(len(table)), table["topic"] - 1] * (1 + 1 / len(changed))
    extra = np.where(np.isnan(extra), 0.0, extra)  # a group without a row in the sample
    estimate = table["estimate"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        at, low, high = (
            logit(estimate),
            logit(table["low"].to_numpy(dtype=float)),
            logit(table["high"].to_numpy(dtype=float)),
        )
        z = norm.ppf((1 + _CONFIDENCE) / 2)
        within = ((high - low) / (2 * z)) ** 2
        below, above = (np.hypot(own, z * np.sqrt(extra)) for own in (at - low, high - at))
        known = np.isfinite(at)  # a share of 0 keeps its own limits
        table["low"] = np.where(known, expit(at - below), table["low"])
        table["high"] = np.where(known, expit(at + above), table["high"])
        return table.assign(of_model=np.where(known, extra / (within + extra), np.nan))


def topic_differences(
    topics: Topics, by: str, *, refits: Refits | None = None, n_jobs: int | None = None
) -> pd.DataFrame:
    """Differences between the groups in how much of their tokens belongs to each topic.

    Parameters
    ----------
    topics, by, refits
        As for `topic_shares`.

    Returns
    -------
    DataFrame
        `topic`, `target`, `reference` (two groups), `estimate` (of the target minus that of the reference), `low`, `high`
        (95 %), `leave_out_low`, `leave_out_high`, `unit`, `stands_out` (bool: the interval leaves out 0). Sorted by topic,
        then pair, the groups in the order of their categories, else of appearance.

    Notes
    -----
    The interval of `share_differences`, whose halves are widened by the variance of the difference over the refits as in
    `topic_shares`, on the scale of the shares. There are as many intervals as pairs times topics: one in twenty leaves out 0
    where nothing differs.
    """
    values, rows = _sections(topics, topics.theta)
    groups = _groups(rows[by])
    lengths, documents = values.sum(axis=1), rows["document_id"].to_numpy()
    samples = {}
    for group in groups:
        own = (rows[by] == group).to_numpy()
        samples[group] = Sample(values[own], lengths[own], documents[own])
    changed = _shares(refits, by, groups) if refits is not None else None
    z = norm.ppf((1 + _CONFIDENCE) / 2)
    tables = [pd.DataFrame(columns=["topic", "target", "reference", *_SHARES, "unit"])]
    for number, (target, reference) in enumerate(combinations(groups, 2)):
        table = share_differences(samples[target], samples[reference])
        if changed is not None:
            spread = np.nan_to_num((changed[target] - changed[reference]).var(axis=0, ddof=1))
            half = z * np.sqrt(spread * (1 + 1 / len(refits.phi)))
            table["low"] = table["estimate"] - np.hypot(table["estimate"] - table["low"], half)
            table["high"] = table["estimate"] + np.hypot(table["high"] - table["estimate"], half)
        names = {"topic": np.arange(1, topics.n_topics + 1), "target": target, "reference": reference}
        tables.append(pd.concat([pd.DataFrame(names), table], axis=1).assign(pair=number))
    table = pd.concat(tables[1:] or tables, ignore_index=True)
    table["stands_out"] = (table["low"] > 0) | (table["high"] < 0)
    if "pair" in table:
        table = table.sort_values(["topic", "pair"], kind="stable", ignore_index=True).drop(columns="pair")
    return table


def topics_along(topics: Topics, *, parts: int = 4) -> pd.DataFrame:
    """Where in its document each topic stands.

    Parameters
    ----------
    topics : Topics
        Its rows in the order of the text, with `document_id`.
    parts : int
        Into how many parts of equal length (in tokens) each document is divided.

    Returns
    -------
    DataFrame
        `topic`, `part` (from 1), `share` (mean over the documents of the topic's share of the part's tokens), `n_documents`
        (with tokens there). Sorted by topic, then part. A row belongs to the part in which its middle lies.
    """
    if parts < 1:
        raise ValueError(f"parts must be at least 1; got {parts}")
    lengths = pd.Series(topics.matrix.lengths.astype(float))
    documents = topics.matrix.rows["document_id"].astype(str).reset_index(drop=True)
    middle = lengths.groupby(documents).cumsum() - lengths / 2
    whole = lengths.groupby(documents).transform("sum")
    part = np.minimum((parts * middle / whole.where(whole > 0, 1)).astype(int), parts - 1) + 1
    tokens = pd.DataFrame(lengths.to_numpy()[:, None] * topics.theta).groupby([documents, part]).sum()
    shares = tokens.div(tokens.sum(axis=1).where(lambda own: own > 0), axis=0)
    long = (
        shares.rename_axis(["document", "part"])
        .melt(ignore_index=False, var_name="topic", value_name="share")
        .reset_index()
    )
    table = long.groupby(["topic", "part"])["share"].agg(["mean", "count"]).reset_index()
    table["topic"] = table["topic"].astype(int) + 1
    return table.rename(columns={"mean": "share", "count": "n_documents"})


def _sections(topics: Topics, theta: np.ndarray) -> tuple[np.ndarray, pd.DataFrame]:
    """Tokens of each topic in each section, shape (n_sections, n_topics), and the first row of each."""
    codes, _ = pd.factorize(topics.matrix.rows["section_id"])
    values = np.zeros((codes.max(initial=-1) + 1, topics.n_topics))
    np.add.at(values, codes, topics.matrix.lengths[:, None] * theta)
    return values, topics.matrix.rows.drop_duplicates("section_id").reset_index(drop=True)


def _groups(column: pd.Series) -> list:
    return list(pd.factorize(column, sort=isinstance(column.dtype, pd.CategoricalDtype))[1])


def _shares(refits: Refits, by: str, groups: list) -> dict:
    """The share of each topic in each group by each refit, (n_refits, n_topics); missing where the sample lacks the group."""
    changed, known = _logits(refits, by)
    missing = np.full((len(changed), refits.topics.n_topics), np.nan)
    return {group: expit(changed[:, known.index(group)]) if group in known else missing for group in groups}


def _logits(refits: Refits, by: str) -> tuple[np.ndarray, list]:
    """Log odds of each topic in each group, in the same rows, by the topics of each refit: (n_refits, n_groups, n_topics)."""
    model = refits.topics
    groups, lengths = _groups(model.matrix.rows[by]), model.matrix.lengths[:, None]
    codes = pd.Index(groups).get_indexer(model.matrix.rows[by])
    tokens = np.zeros((len(refits.theta), len(groups), model.n_topics))
    for own, theta in zip(tokens, refits.theta, strict=True):
        np.add.at(own, codes[codes >= 0], (lengths * theta)[codes >= 0])
    whole = tokens.sum(axis=2, keepdims=True)
    return logit((tokens + 0.5) / (whole + 0.5 * model.n_topics)), groups  # none has no token or all
