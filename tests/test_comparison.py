"""Log ratios and their intervals: by hand, against plain loops, and by simulation."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from textmine import (
    DocumentTermMatrix,
    design_report,
    group,
    influence,
    keyness,
    log_ratio,
    log_ratio_intervals,
    section_intervals,
    share_intervals,
)
from textmine.measuring.uncertainty import resampled_sections


def matrix_of(counts, documents, levels=None):
    rows = pd.DataFrame({"document_id": documents, "level": levels or documents, "segment_id": range(len(documents))})
    terms = np.array([f"t{i}" for i in range(len(counts[0]))])
    return DocumentTermMatrix(sparse.csr_array(np.array(counts)), rows.astype({"segment_id": str}), terms)


def rate(counts, lengths, weights):
    with np.errstate(invalid="ignore"):
        return (weights @ counts / (weights @ lengths))[:, None]


def test_log_ratio_by_hand():
    assert log_ratio(8, 2, 1000, 1000) == pytest.approx(math.log2(8.5 / 2.5))
    assert log_ratio(3, 3, 100, 100) == 0
    assert log_ratio(0, 0, 100, 100) == 0
    assert log_ratio(5, 1, 100, 300) == -log_ratio(1, 5, 300, 100)
    assert math.isnan(log_ratio(0, 3, 0, 100))


def test_a_target_of_no_or_all_rows_is_an_error():
    matrix = matrix_of([[1], [2]], ["a", "b"])
    with pytest.raises(ValueError, match="'c' must be the document_id of some rows and not of all; the rows have a, b"):
        keyness(matrix, "document_id", "c")
    with pytest.raises(ValueError, match="not of all"):
        log_ratio_intervals(matrix.take(rows=[0]), "document_id", "a")


def test_draws_keep_the_number_of_sections_of_each_document():
    documents = ["a"] * 3 + ["b"] * 5
    drawn = resampled_sections(documents, n_resamples=200, seed=1)
    assert (drawn[:, :3].sum(axis=1) == 3).all()
    assert (drawn[:, 3:].sum(axis=1) == 5).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(8), abs=0.2)
    assert (drawn == resampled_sections(documents, n_resamples=200, seed=1)).all()


def test_intervals_equal_a_plain_loop(matrix):
    """The vectorized resampling against the same draws, section by section, term by term."""
    sections = group(matrix, "section_id")
    sections = sections.take(terms=np.argsort(-np.asarray(sections.counts.sum(axis=0)).ravel(), kind="stable")[:5])
    fast = log_ratio_intervals(sections, "level", "city", method="percentile", n_resamples=60, seed=3)
    drawn = resampled_sections(sections.rows["document_id"], n_resamples=60, seed=3)
    counts, inside = sections.counts.toarray(), sections.rows["level"].eq("city").tolist()
    values = [[] for _ in range(5)]
    for weights in drawn:
        sums = {True: [0] * 5, False: [0] * 5}
        for section, weight in enumerate(weights):
            for term in range(5):
                sums[inside[section]][term] += int(weight) * int(counts[section][term])
        for term in range(5):
            a, b, n, m = sums[True][term], sums[False][term], sum(sums[True]), sum(sums[False])
            values[term].append(math.log2(((a + 0.5) / (n + 0.5)) / ((b + 0.5) / (m + 0.5))))
    assert fast["low"].tolist() == pytest.approx([np.percentile(v, 2.5) for v in values])
    assert fast["high"].tolist() == pytest.approx([np.percentile(v, 97.5) for v in values])


def test_leave_one_out_range_by_hand():
    matrix = matrix_of([[9, 1], [1, 9], [5, 5]], ["a", "b", "c"], ["x", "x", "y"])
    table = log_ratio_intervals(matrix, "level", "x", n_resamples=10)
    only_a, only_b = log_ratio(9, 5, 10, 10), log_ratio(1, 5, 10, 10)
    assert table.loc[0, ["leave_out_low", "leave_out_high"]].tolist() == pytest.approx([only_b, only_a])
    assert table.loc[0, "estimate"] == pytest.approx(log_ratio(10, 5, 20, 10))


def test_intervals_cover_where_section_rates_vary():
    """True rate .1; sections of a document scatter around it: intervals over sections cover, token-level ones do not."""
    generator = np.random.default_rng(7)
    covered = covered_by_tokens = 0
    for seed in range(200):
        rates = generator.beta(2, 18, size=60)
        lengths = np.full(60, 200.0)
        counts = generator.binomial(200, rates).astype(float)
        documents = np.repeat(["a", "b", "c"], 20)
        row = section_intervals(partial(rate, counts, lengths), documents, n_resamples=400, seed=seed).iloc[0]
        covered += row["low"] <= 0.1 <= row["high"]
        p = counts.sum() / lengths.sum()
        half = 1.96 * math.sqrt(p * (1 - p) / lengths.sum())
        covered_by_tokens += p - half <= 0.1 <= p + half
    assert 0.90 <= covered / 200 <= 0.98
    assert covered_by_tokens / 200 < 0.80


def test_shares_add_up_and_a_lone_document_has_no_leave_one_out_range():
    rows = pd.DataFrame({"document_id": ["a", "a", "b", "c"], "level": ["x", "x", "y", "y"]})
    values = np.array([[1.0, 3.0], [2.0, 2.0], [4.0, 0.0], [0.0, 4.0]])
    table = share_intervals(values, values.sum(axis=1), rows, "level", n_resamples=50)
    assert table.groupby("level", sort=False)["estimate"].sum().tolist() == pytest.approx([1, 1])
    assert table.loc[0, ["level", "share", "n_documents", "estimate"]].tolist() == ["x", 0, 1, pytest.approx(3 / 8)]
    assert table.loc[table["level"].eq("x"), "leave_out_low"].isna().all()
    assert table.loc[2, ["leave_out_low", "leave_out_high"]].tolist() == [0, 1]


def test_bca_equals_scipy():
    generator = np.random.default_rng(4)
    values = generator.lognormal(size=40)
    row = section_intervals(partial(rate, values, np.ones(40)), ["a"] * 40, n_resamples=9999, method="bca").iloc[0]
    expected = stats.bootstrap((values,), np.mean, method="BCa", n_resamples=9999, rng=np.random.default_rng(1))
    assert [row["low"], row["high"]] == pytest.approx(list(expected.confidence_interval), rel=0.02)


def test_intervals_do_not_depend_on_the_number_of_processes(matrix):
    sections = group(matrix, "section_id").take(terms=np.arange(40))
    for options in ({}, {"method": "percentile", "n_resamples": 1200}):
        alone = log_ratio_intervals(sections, "level", "city", n_jobs=1, **options)
        pd.testing.assert_frame_equal(alone, log_ratio_intervals(sections, "level", "city", n_jobs=2, **options))


def test_bad_options_are_named():
    with pytest.raises(ValueError, match="'percentile' or 'bca'; got 't'"):
        section_intervals(np.mean, ["a"], method="t")
    with pytest.raises(ValueError, match="at least one section"):
        section_intervals(np.mean, [])


def test_an_undefined_value_has_no_interval():
    row = section_intervals(partial(rate, np.zeros(3), np.zeros(3)), ["a", "a", "b"], n_resamples=20)
    assert row.isna().all().all()


def test_influence_by_hand():
    table = influence(partial(rate, np.array([1.0, 3.0, 8.0]), np.array([2.0, 2.0, 4.0])), ["a", "a", "b"], ["x"])
    assert table.to_numpy().tolist() == [["a", "x", 1.5, 2.0, 0.5], ["b", "x", 1.5, 1.0, -0.5]]


def test_design_report_of_the_study(corpus):
    table = design_report(corpus.documents).set_index("level")
    assert table["smallest_p"].tolist() == pytest.approx([0.2, 0.2, 0.1])
    assert table["n_target"].tolist() == [1, 1, 3]
    assert "genre" in table.loc["city", "confounded_with"]
    assert table["claim"].str.contains("no test").all()


def test_a_design_that_could_carry_a_test():
    documents = pd.DataFrame({"document_id": list("abcdefgh"), "level": ["x"] * 4 + ["y"] * 4, "genre": ["s"] * 8})
    table = design_report(documents)
    assert table["smallest_p"].tolist() == pytest.approx([1 / 70, 1 / 70])
    assert table["confounded_with"].tolist() == ["", ""]
    assert table["claim"].str.contains("possible").all()
