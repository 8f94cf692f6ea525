"""Intervals of shares and their differences, and expanded quantiles: closed forms, by hand, and by simulation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.benchmarks.levels import covered_shares
from textmine import section_intervals, share_intervals
from textmine.measuring.uncertainty import Sample, share_differences


def test_a_mean_of_equal_sections_has_the_interval_of_student():
    values = np.array([3.0, 9.0, 14.0, 4.0, 7.0, 12.0])[:, None]  # no shares: longer than the sections
    sample = Sample(values, np.ones(6), np.array(["a"] * 6))
    expected = stats.t.interval(0.9, 5, values.mean(), stats.sem(values[:, 0]))
    assert sample.limits(0.9, "section")[:, 0] == pytest.approx(expected)


def test_a_share_of_equal_sections_has_the_interval_of_its_effective_size():
    shares = np.array([0.1, 0.4, 0.3, 0.0, 0.2])[:, None]
    sample = Sample(shares * 10, np.full(5, 10.0), np.array(["a"] * 5))
    p, variance = 0.2, np.var(shares, ddof=1) / 5
    size = p * (1 - p) / variance * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 4)) ** 2
    expected = stats.beta.ppf([0.025, 0.975], p * size + 0.5, (1 - p) * size + 0.5)
    assert sample.limits(0.95, "section")[:, 0] == pytest.approx(expected)


def test_documents_vary_where_they_are_the_unit():
    values, lengths = np.array([[1.0], [3.0], [2.0], [6.0], [1.0], [1.0]]), np.full(6, 10.0)
    documents = np.array(list("aabbcc"))
    joined = Sample(values[::2] + values[1::2], np.full(3, 20.0), np.array(["all"] * 3))
    found = Sample(values, lengths, documents).limits(0.95, "document")
    assert found == pytest.approx(joined.limits(0.95, "section"))
    rows = pd.DataFrame({"document_id": np.repeat(list("abcdef"), 2), "level": "x"})
    table = share_intervals(np.arange(12.0)[:, None], np.full(12, 20.0), rows, "level")
    assert table["unit"].tolist() == ["document"]
    assert share_intervals(np.arange(4.0)[:, None], np.full(4, 20.0), rows.head(4), "level")["unit"].tolist() == [
        "section"
    ]


def test_a_share_that_no_section_has_is_bounded_above():
    values = np.array([[4.0, 0.0], [9.0, 0.0], [7.0, 0.0]])
    low, high = Sample(values, np.full(3, 10.0), np.array(["a"] * 3)).limits(0.95, "section")
    assert low[1] == 0 and 0 < high[1] < 1
    assert 0 < low[0] < high[0] < 1


def test_documents_of_one_section_tell_nothing_of_sections():
    values = np.array([[4.0], [9.0]])
    assert np.isnan(Sample(values, np.full(2, 10.0), np.array(["a", "b"])).limits(0.95, "section")).all()


def test_differences_join_the_limits_of_both_sides():
    generator = np.random.default_rng(1)
    documents, lengths = np.repeat(["a", "b"], 6), np.full(12, 20.0)
    sides = [Sample(generator.integers(0, 20, (12, 3)).astype(float), lengths, documents) for _ in range(2)]
    table = share_differences(*sides, unit="section")
    (p, q), ((low, high), (below, above)) = (s.estimate for s in sides), (s.limits(0.95, "section") for s in sides)
    assert table["estimate"].tolist() == pytest.approx((p - q).tolist())
    assert table["low"].tolist() == pytest.approx((p - q - np.sqrt((p - low) ** 2 + (above - q) ** 2)).tolist())
    assert table["high"].tolist() == pytest.approx((p - q + np.sqrt((high - p) ** 2 + (q - below) ** 2)).tolist())
    drawn = share_differences(*sides, method="percentile", n_resamples=300)
    assert drawn["estimate"].tolist() == pytest.approx((p - q).tolist())
    assert drawn[["leave_out_low", "leave_out_high"]].notna().all(axis=None)


def test_what_is_left_out_changes_one_side():
    target = Sample(np.array([[1.0], [3.0]]), np.full(2, 4.0), np.array(["a", "b"]))
    reference = Sample(np.array([[2.0]]), np.array([4.0]), np.array(["c"]))
    row = share_differences(target, reference).iloc[0]
    assert [row["leave_out_low"], row["leave_out_high"]] == pytest.approx([0.25 - 0.5, 0.75 - 0.5])


@pytest.mark.parametrize("level", ["national", "provincial", "city"])
@pytest.mark.parametrize("evenness", [5, 50])
def test_intervals_of_shares_and_differences_cover(level, evenness):
    table = covered_shares(level, evenness, n_studies=40)
    often = table["true"] > 0.05
    for what in ("share", "difference"):
        assert 0.92 <= table.loc[often, what].mean() <= 0.985
        assert table.loc[~often, what].mean() >= 0.92


def test_resampled_shares_are_those_of_section_intervals():
    generator = np.random.default_rng(0)
    values, lengths = generator.random((10, 2)), np.ones(10)
    rows = pd.DataFrame({"document_id": np.repeat(["a", "b"], 5), "level": "x"})
    table = share_intervals(values, lengths, rows, "level", method="expanded", n_resamples=200, seed=2)
    own = section_intervals(lambda w: w @ values / (w @ lengths)[:, None], rows["document_id"], n_resamples=200, seed=2)
    pd.testing.assert_frame_equal(table[own.columns], own)


def test_expanded_quantiles_lie_farther_out():
    values, documents = np.random.default_rng(3).normal(size=12), ["a"] * 5 + ["b"] * 7

    def mean(weights):
        return weights @ values[:, None] / weights.sum(axis=1, keepdims=True)

    tail = stats.norm.cdf(-np.sqrt(12 / 10) * stats.t.ppf(0.975, 10))
    wider = section_intervals(mean, documents, n_resamples=4000)
    same = section_intervals(mean, documents, n_resamples=4000, method="percentile", confidence=1 - 2 * tail)
    pd.testing.assert_frame_equal(wider, same)


def test_expanded_quantiles_cover_medians():
    covered = 0
    for seed in range(150):
        values = np.random.default_rng(seed).lognormal(size=30)
        order = np.argsort(values)

        def median(weights, values=values, order=order):
            summed = weights[:, order].cumsum(axis=1)
            return values[order][(summed >= summed[:, -1:] / 2).argmax(axis=1)][:, None]

        row = section_intervals(median, ["a"] * 12 + ["b"] * 18, n_resamples=400, seed=seed).iloc[0]
        covered += row["low"] <= 1 <= row["high"]
    assert 0.92 <= covered / 150 <= 0.99


def test_no_shares_and_no_lengths_have_no_limits():
    rows = pd.DataFrame({"document_id": ["a", "a", "b"], "level": ["x", "x", "y"]})
    assert share_intervals(np.zeros((3, 0)), np.ones(3), rows, "level").empty
    table = share_intervals(np.zeros((3, 1)), np.array([0.0, 0.0, 3.0]), rows, "level")
    assert table[["estimate", "low", "high"]].isna().to_numpy().tolist() == [[True] * 3, [False, True, True]]
