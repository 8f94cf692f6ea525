"""Refits of topics: which return, how many there are, their means, and the shares of groups with the model's uncertainty."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.special import expit, logit
from scipy.stats import norm

from tests.benchmarks.topics import SETTINGS, matched, planted
from tests.test_topics_read import a_model
from textmine import (
    compare_n_topics,
    consensus_topics,
    fit_topics,
    refit_topics,
    share_intervals,
    stable_topics,
    suggested_n_topics,
    topic_differences,
    topic_shares,
    topics_along,
)
from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics import Refits, Topics, held_out
from textmine.measuring.topics.consensus import mean_topics
from textmine.measuring.topics.refits import shares_of


@pytest.fixture(scope="module")
def model():
    return a_model()


def test_topics_with_words_of_their_own_return_whatever_the_processes_and_the_order_of_rows(model):
    topics, _ = model
    table = stable_topics(refit_topics(topics, n_refits=3))
    assert table["returns"].eq(1).all() and table["kept"].all() and table["low"].gt(0.9).all()
    assert table["share"].sum() == pytest.approx(1)
    assert stable_topics(refit_topics(topics, n_refits=3, n_jobs=2)).equals(table)
    order = np.random.default_rng(2).permutation(60)
    turned = Topics(**{**vars(topics), "matrix": topics.matrix.take(rows=order), "theta": topics.theta[order]})
    pd.testing.assert_frame_equal(stable_topics(refit_topics(turned, n_refits=3)), table)
    with pytest.raises(ValueError, match="n_refits must be at least 2; got 1"):
        refit_topics(topics, n_refits=1)
    with pytest.raises(ValueError, match="above 0 and at most 1; got 0,"):
        stable_topics(refit_topics(topics, n_refits=2), same=0)


def test_topics_of_noise_do_not_return():
    generator = np.random.default_rng(0)
    rows = pd.DataFrame({"document_id": np.repeat(["a", "b"], 20), "section_id": np.repeat(np.arange(10), 4)})
    matrix = DocumentTermMatrix(
        sparse.csr_array(generator.poisson(0.2, (40, 200))), rows, np.array([f"w{i:03d}" for i in range(200)])
    )
    table = stable_topics(refit_topics(fit_topics(matrix, 6, method="nmf"), n_refits=5))
    assert table["returns"].mean() < 0.5


def test_a_mean_of_refits_is_that_of_the_matches_and_leaves_out_what_is_unlike():
    phi = np.array([[0.9, 0.1, 0, 0], [0, 0, 0.5, 0.5]])
    refits = [
        np.array([[0, 0, 0.4, 0.6], [0.7, 0.3, 0, 0]]),  # in another order
        np.array([[0.8, 0.2, 0, 0], [0.1, 0.9, 0, 0]]),  # the second topic is not there
    ]
    expected = [[0.75, 0.25, 0, 0], [0, 0, 0.4, 0.6]]
    assert mean_topics(phi, refits) == pytest.approx(np.array(expected))
    nothing = [np.array([[0, 0, 0, 1.0], [0, 1.0, 0, 0]])]
    assert mean_topics(np.array([[1.0, 0, 0, 0], [0, 0, 1.0, 0]]), nothing) == pytest.approx(np.eye(4)[[0, 2]])


def test_topics_of_many_refits_are_the_same_whatever_the_processes_and_the_order_of_rows(model):
    matrix = model[0].matrix
    one = consensus_topics(matrix, 3, n_refits=4)
    order = np.random.default_rng(3).permutation(len(matrix.rows))
    other = consensus_topics(matrix.take(rows=order), 3, n_refits=4, n_jobs=2)
    assert (one.phi == other.phi).all() and (one.theta[order] == other.theta).all()
    assert one.phi.sum(axis=1) == pytest.approx(np.ones(3)) and one.theta.sum(axis=1) == pytest.approx(np.ones(60))
    tokens = matrix.lengths @ one.theta
    assert (np.diff(tokens) <= 0).all() and one.n_refits == 4
    assert matched(model[0].phi, one.phi).min() > 0.95
    assert consensus_topics(matrix, 0).n_topics == 0


def test_what_returns_is_looked_for_in_other_draws_than_those_of_the_mean(model):
    matrix = model[0].matrix
    mean, single = consensus_topics(matrix, 3, n_refits=2), fit_topics(matrix, 3)
    later = refit_topics(single, n_refits=4)
    assert matched(refit_topics(mean, n_refits=2).phi[0], later.phi[2]) == pytest.approx(np.ones(3))
    assert (matched(mean.phi, later.phi[0]) < 1).any()


def test_means_of_refits_find_planted_topics_where_their_number_is_wrong():
    """Three topics too many, two too few: a single fit splits or merges at random."""
    for name, least in (("three topics too many", 0.9), ("two topics too few", 0.85)):
        setting = SETTINGS[name]
        matrix, truth, _ = planted(setting, seed=0)
        single = matched(truth, fit_topics(matrix, setting.modelled).phi)
        found = matched(truth, consensus_topics(matrix, setting.modelled, n_refits=6).phi)
        known = np.sort(found)[-min(setting.modelled, setting.topics) :]
        assert known.min() > least and found.mean() > single.mean()


def test_the_true_number_of_topics_has_the_best_held_out_likelihood_and_returns(model):
    matrix = model[0].matrix
    table = compare_n_topics(matrix, [2, 3, 99], n_refits=3)
    assert table["n_topics"].tolist() == [2] * 7 + [3] * 7
    values = table.pivot(index="measure", columns="n_topics", values="estimate")
    assert values.loc["held_out", 3] > values.loc["held_out", 2]
    assert values.loc["returns", 3] == 1 and values.loc["exclusivity", 3] == pytest.approx(0.5)  # five of ten
    assert (table["low"].le(table["estimate"] + 1e-9) & table["high"].ge(table["estimate"] - 1e-9)).all()
    pd.testing.assert_frame_equal(compare_n_topics(matrix, [2, 3], n_refits=3, n_jobs=2), table)
    assert compare_n_topics(matrix, [1, 99], n_refits=2).empty


def test_the_likelihood_of_held_out_halves_lies_between_chance_and_the_truth(model):
    topics, _ = model
    fresh, _ = a_model(seed=9)
    value = held_out(topics, fresh.matrix)
    words = np.full((3, 15), 0.01)
    for k in range(3):
        words[k, 5 * k : 5 * k + 5] += [0.3, 0.2, 0.18, 0.12, 0.07]
    words /= words.sum(axis=1, keepdims=True)
    best = float((words * np.log(words)).sum(axis=1).mean())
    assert np.log(1 / 15) < value < best + 0.05
    assert np.isnan(held_out(topics, fresh.matrix.take(rows=np.zeros(60, dtype=bool))))


# Shares of groups


def with_groups(topics):
    rows = topics.matrix.rows
    group = pd.Categorical(np.where(rows["document_id"].eq("a"), "up", "down"), categories=["up", "down"])
    matrix = DocumentTermMatrix(topics.matrix.counts, rows.assign(level=group), topics.matrix.terms)
    return Topics(**{**vars(topics), "matrix": matrix})


def made_up_refits(topics, n=4, seed=0):
    """Refits whose topics are those of the model with some noise."""
    generator = np.random.default_rng(seed)
    phi = topics.phi[None] * generator.lognormal(0, 0.8, (n, *topics.phi.shape))
    return refits_of(topics, phi / phi.sum(axis=2, keepdims=True))


def refits_of(topics, phi):
    theta = np.array([shares_of(topics.matrix, own, topics.background) for own in phi])
    return Refits(topics, phi, theta, np.ones(phi.shape[:2]))


def test_refits_that_are_the_model_add_nothing_to_the_interval(model):
    topics = with_groups(model[0])
    phi = np.repeat(topics.phi[None], 3, axis=0)
    table = topic_shares(topics, "level", refits=refits_of(topics, phi))
    plain = topic_shares(topics, "level")
    assert table["of_model"].lt(1e-20).all() and plain["of_model"].isna().all()
    pd.testing.assert_frame_equal(table.drop(columns="of_model"), plain.drop(columns="of_model"))
    sections = topics.matrix.rows.drop_duplicates("section_id").reset_index(drop=True)
    tokens = pd.DataFrame(topics.matrix.lengths[:, None] * topics.theta).groupby(topics.matrix.rows["section_id"]).sum()
    values = tokens.loc[sections["section_id"]].to_numpy()
    own = share_intervals(values, values.sum(axis=1), sections, "level")
    assert plain["topic"].tolist() == (own["share"] + 1).tolist()
    assert plain[["level", "estimate", "low", "high"]].equals(own[["level", "estimate", "low", "high"]])


def test_the_interval_joins_both_variances_as_in_multiple_imputation(model):
    topics = with_groups(model[0])
    refits = made_up_refits(topics)
    table, plain = topic_shares(topics, "level", refits=refits), topic_shares(topics, "level")
    lengths, inside = topics.matrix.lengths, topics.matrix.rows["level"].eq("down").to_numpy()
    found = []
    for phi in refits.phi:
        tokens = (lengths[inside, None] * shares_of(topics.matrix, phi, topics.background)[inside])[:, 1].sum()
        found.append(logit((tokens + 0.5) / (lengths[inside].sum() + 1.5)))
    extra = norm.ppf(0.975) ** 2 * (1 + 1 / 4) * np.var(found, ddof=1)
    row, before = (own[own["level"].eq("down") & own["topic"].eq(2)].iloc[0] for own in (table, plain))
    at = logit(before["estimate"])
    assert row["low"] == pytest.approx(expit(at - np.hypot(at - logit(before["low"]), np.sqrt(extra))))
    assert row["high"] == pytest.approx(expit(at + np.hypot(logit(before["high"]) - at, np.sqrt(extra))))
    assert 0 < row["of_model"] < 1
    assert (table["low"] <= plain["low"]).all() and (table["high"] >= plain["high"]).all()


def test_differences_are_those_of_all_pairs_and_carry_the_refits(model):
    topics = with_groups(model[0])
    refits = made_up_refits(topics)
    table, plain = topic_differences(topics, "level", refits=refits), topic_differences(topics, "level")
    assert table[["topic", "target", "reference"]].to_numpy().tolist() == [[t, "up", "down"] for t in (1, 2, 3)]
    shares = topic_shares(topics, "level").pivot(index="topic", columns="level", values="estimate")
    assert table["estimate"].tolist() == pytest.approx((shares["up"] - shares["down"]).tolist())
    assert (table["high"] - table["low"] > plain["high"] - plain["low"]).all()
    assert table["stands_out"].tolist() == ((table["low"] > 0) | (table["high"] < 0)).tolist()


def test_one_group_has_no_difference(model):
    topics = model[0]
    one = topics.matrix.take(rows=topics.matrix.rows["document_id"].eq("a").to_numpy())
    own = fit_topics(one, 3)
    assert topic_differences(own, "document_id").empty
    assert list(topic_differences(own, "document_id")) == list(topic_differences(topics, "document_id"))


def test_topics_stand_in_the_part_where_the_middle_of_their_row_lies():
    counts = sparse.csr_array([[4, 0], [0, 4], [0, 2], [2, 0]])
    rows = pd.DataFrame({"document_id": list("xxyy")})
    matrix = DocumentTermMatrix(counts, rows, np.array(["a", "b"]))
    topics = Topics(np.eye(2), np.array([[1, 0], [0.5, 0.5], [0, 1], [1, 0]]), matrix, "nmf_kl", 0, True, 1, 4)
    table = topics_along(topics, parts=2)
    assert table.to_numpy().tolist() == [[1, 1, 0.5, 2], [1, 2, 0.75, 2], [2, 1, 0.5, 2], [2, 2, 0.25, 2]]
    assert list(table) == ["topic", "part", "share", "n_documents"]
    with pytest.raises(ValueError, match="parts must be at least 1; got 0"):
        topics_along(topics, parts=0)


# How many topics


def test_the_number_suggested_is_the_largest_of_which_enough_return():
    returns = pd.DataFrame({"n_topics": [7, 5, 9, 4], "estimate": [0.6, 0.8, 0.4, np.nan]}).assign(measure="returns")
    other = returns.assign(measure="stability", estimate=[0.1, 0.2, 0.9, 0.3])
    choice = pd.concat([other, returns], ignore_index=True)
    assert suggested_n_topics(choice) == 7
    assert suggested_n_topics(choice, least=0.9) == 5
    ties = returns.assign(estimate=[0.2, 0.2 + 1e-9, 0.1, 0.2])
    assert suggested_n_topics(ties) == 4
    assert suggested_n_topics(returns.head(0)) == 0


def test_numbers_of_topics_that_are_impossible_are_left_out(model):
    matrix = model[0].matrix
    found = compare_n_topics(matrix.take(rows=range(6)), [3, 2, 40], n_refits=2)
    assert found["n_topics"].unique().tolist() == [3, 2]
    nothing = compare_n_topics(matrix.take(rows=[0]), [2, 3], n_refits=2)
    assert nothing.empty and list(nothing) == list(found) and suggested_n_topics(nothing) == 0


def test_a_choice_for_many_passages_looks_at_a_sample(model):
    matrix = model[0].matrix
    by = np.argsort(matrix.rows["document_id"], kind="stable")
    few = compare_n_topics(matrix.take(rows=by), [3], n_refits=2, max_rows=30)
    assert few["estimate"].notna().all()
    assert not few.equals(compare_n_topics(matrix, [3], n_refits=2))
