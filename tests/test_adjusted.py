"""Ratios beside confounders: against closed forms, a literal translation of the formulas, and planted confounding."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import t as student

from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.uncertainty import (
    adjusted_ratios,
    compare_groups,
    group_claims,
    permutation_test,
    variance_components,
)


def made(counts, lengths, groups, **facts):
    """A matrix of one row a document with the term and a filler, and its table of documents."""
    ids = [f"d{i:02}" for i in range(len(counts))]
    table = np.column_stack([counts, np.asarray(lengths) - counts])
    rows = pd.DataFrame({"document_id": ids, "segment_id": [f"{key}/1" for key in ids], "level": groups})
    matrix = DocumentTermMatrix(sparse.csr_array(table), rows, np.array(["词", "余"]), "")
    return matrix, pd.DataFrame({"document_id": ids, "level": groups, **facts})


def of_term(matrix, documents, **options):
    return adjusted_ratios(matrix, "level", documents, ["a"], terms=["词"], **options).iloc[0]


COUNTS = np.array([4, 9, 2, 11, 6, 3, 5, 1, 8, 2, 3, 4])
LENGTHS = np.array([900, 1500, 700, 1400, 1100, 800, 1300, 900, 2100, 800, 1000, 1200])
GROUPS = ["a"] * 5 + ["b"] * 7


def test_beside_nothing_the_ratio_is_that_of_the_pooled_rates():
    row = of_term(*made(COUNTS, LENGTHS, GROUPS), beside=[])
    expected = np.log2((COUNTS[:5].sum() / LENGTHS[:5].sum()) / (COUNTS[5:].sum() / LENGTHS[5:].sum()))
    assert row["adjusted"] == pytest.approx(expected, abs=1e-6)
    assert (row["count_target"], row["count_reference"], row["n_documents"], row["why"]) == (32, 26, 12, "")


def test_estimate_and_interval_are_those_of_the_formula():
    year = np.array([2010, 2012, 2015, 2011, 2019, 2020, 2013, 2009, 2021, 2016, 2018, 2014])
    row = of_term(*made(COUNTS, LENGTHS, GROUPS, issued=[f"{y}-01-01" for y in year]), beside=["year"])
    inside = np.array([group == "a" for group in GROUPS])
    design = np.column_stack([np.ones(12), inside, (year - year.mean()) / year.std()])
    beta = np.zeros(3)
    for _ in range(50):  # Newton's method
        mean = LENGTHS * np.exp(design @ beta)
        beta += np.linalg.solve(design.T * mean @ design, design.T @ (COUNTS - mean))
    mean = LENGTHS * np.exp(design @ beta)
    bread = np.linalg.inv(design.T * mean @ design)
    hat = mean[:, None] * (design @ bread @ design.T)
    weight = (design @ bread)[:, 1] / np.sqrt(1 - np.diag(hat))
    variance = sum((c * (y - mu)) ** 2 for c, y, mu in zip(weight, COUNTS, mean, strict=True))
    dispersion = max(((COUNTS - mean) ** 2 - mean).sum() / (mean**2).sum(), 0)
    a = np.diag(weight) @ (np.eye(12) - hat) @ np.diag(np.sqrt(mean + dispersion * mean**2))
    free = np.trace(a @ a.T) ** 2 / np.trace(a @ a.T @ a @ a.T)
    error = np.sqrt(variance) * student.ppf(0.975, free)
    expected = np.array([beta[1], beta[1] - error, beta[1] + error]) / np.log(2)
    assert row[["adjusted", "low", "high"]].to_numpy(dtype=float) == pytest.approx(expected, abs=1e-5)


def test_a_difference_that_is_the_years_vanishes_beside_them():
    generator = np.random.default_rng(3)
    n = 40
    inside = np.arange(n) < 20
    year = np.where(inside, 2018, 2008) + generator.integers(-6, 7, n)
    lengths = generator.integers(3000, 9000, n)
    counts = generator.poisson(lengths * 0.004 * np.exp(0.12 * (year - 2013)))
    matrix, documents = made(counts, lengths, np.where(inside, "a", "b"), issued=[f"{y}-01-01" for y in year])
    raw, beside = (of_term(matrix, documents, beside=what) for what in ([], ["year"]))
    assert raw["low"] > 0.8
    assert beside["low"] < 0 < beside["high"]
    assert abs(beside["adjusted"]) < 0.5


def test_what_tells_the_group_apart_is_named_and_nothing_is_estimated():
    genre = ["law"] * 5 + ["plan"] * 7
    row = of_term(*made(COUNTS, LENGTHS, GROUPS, genre=genre), beside=["genre", "length"])
    assert row["why"] == "genre law tells the group apart"
    assert np.isnan(row[["adjusted", "low", "high"]].to_numpy(dtype=float)).all()
    assert np.isfinite(row["log_ratio"])


def test_rare_genres_are_taken_together_and_columns_without_a_difference_passed_over():
    genre = ["law", "plan"] * 5 + ["note", "memo"]
    matrix, documents = made(COUNTS, LENGTHS, GROUPS, genre=genre, issued="2020-01-01")
    row = of_term(matrix, documents, beside=["genre", "year", "nowhere"])
    merged = documents.assign(genre=["law", "plan"] * 5 + ["x", "x"])
    assert row.equals(of_term(matrix, merged, beside=["genre"]))


def test_a_side_without_the_term_and_too_few_documents_say_so():
    nowhere = np.where(np.arange(12) < 5, 0, COUNTS)
    assert of_term(*made(nowhere, LENGTHS, GROUPS), beside=[])["why"] == "a side lacks the term"
    few = of_term(*made(COUNTS[2:8], LENGTHS[2:8], GROUPS[2:8]), beside=["length"])
    assert few["why"] == "6 documents for 3 coefficients"
    assert of_term(*made(COUNTS, LENGTHS, ["a"] * 12), beside=[])["why"] == "no other group"


def test_unknown_terms_and_documents_are_named():
    matrix, documents = made(COUNTS, LENGTHS, GROUPS)
    with pytest.raises(ValueError, match="'无' is not a term of the matrix"):
        adjusted_ratios(matrix, "level", documents, terms=["无"])
    with pytest.raises(ValueError, match="'d00' is not among them"):
        adjusted_ratios(matrix, "level", documents.iloc[1:])


def test_the_table_does_not_depend_on_the_number_of_processes():
    matrix, documents = made(COUNTS, LENGTHS, GROUPS)
    one, two = (adjusted_ratios(matrix, "level", documents, n_jobs=n) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert one[["level", "term"]].to_numpy().tolist() == [["a", "词"], ["a", "余"], ["b", "词"], ["b", "余"]]


@pytest.mark.parametrize("n_inside", [4, 18])
def test_the_intervals_cover_where_documents_differ(n_inside):
    """Documents differ by a standard deviation of .4 of the log rate; the groups do not."""
    generator = np.random.default_rng(n_inside)
    n, missed = 37, 0
    groups = np.where(np.arange(n) < n_inside, "a", "b")
    for _ in range(60):
        lengths = generator.integers(800, 12000, n)
        counts = generator.poisson(lengths * 0.004 * np.exp(generator.normal(0, 0.4, n)))
        row = of_term(*made(counts, lengths, groups), beside=["length"])
        missed += not row["low"] < 0 < row["high"]
    assert missed <= 7  # of 60; 3 expected, 8 or more in one of a hundred such tests


def test_claims_join_test_variance_and_adjusted_ratio_for_groups_of_documents():
    generator = np.random.default_rng(5)
    n, lengths = 24, generator.integers(2000, 6000, 24)
    groups = np.array(["a"] * 12 + ["b"] * 12)
    counts = generator.poisson(lengths * np.where(groups == "a", 0.006, 0.002) * np.exp(generator.normal(0, 0.3, n)))
    matrix, documents = made(counts, lengths, groups, issued=[f"{2000 + i % 9}-01-01" for i in range(n)])
    compared = compare_groups(matrix, "level", least=1)
    claims = group_claims(matrix, "level", compared, documents, n_permutations=199)
    assert claims[["level", "term"]].equals(compared[["level", "term"]])
    row = claims.query("level == 'a' and term == '词'").iloc[0]
    assert row["p_adjusted"] == pytest.approx(1 / 200)
    test = permutation_test(matrix, "level", "a", n_permutations=199).set_index("term")
    assert row["p_adjusted"] == test.loc["词", "p_adjusted"]
    alone = adjusted_ratios(matrix, "level", documents, ["a"], terms=["词"]).iloc[0]
    assert row[["adjusted", "adjusted_low", "adjusted_high"]].tolist() == alone[["adjusted", "low", "high"]].tolist()
    assert row["adjusted_low"] > 0


def test_claims_say_what_part_of_the_variance_lies_between_the_groups():
    generator = np.random.default_rng(6)
    lengths = generator.integers(500, 1500, 48)
    documents = np.repeat(np.arange(16), 3)
    groups = np.where(documents < 8, "a", "b")
    effect = np.exp(generator.normal(0, 0.3, 16))[documents]
    counts = generator.poisson(lengths * np.where(groups == "a", 0.02, 0.005) * effect)
    matrix, _ = made(counts, lengths, groups)
    matrix = replace(matrix, rows=matrix.rows.assign(document_id=[f"d{i:02}" for i in documents]))
    table = pd.DataFrame({"document_id": [f"d{i:02}" for i in range(16)]})
    claims = group_claims(matrix, "level", compare_groups(matrix, "level", least=1), table, n_permutations=99)
    between = variance_components(matrix, "level").set_index("term")["share_of_groups"]
    assert claims["share_of_groups"].tolist() == between[claims["term"]].tolist()
    assert between["词"] > 0.7


def test_where_documents_are_few_nothing_is_claimed_of_groups():
    matrix, documents = made(COUNTS[:6], LENGTHS[:6], ["a"] * 3 + ["b"] * 3)
    compared = compare_groups(matrix, "level", least=1)
    assert len(compared)
    assert group_claims(matrix, "level", compared, documents).empty


def test_the_adjusted_p_allows_for_terms_that_the_group_lacks():
    """Chosen by what a group was found to have, the terms tested would be fewer, and their p too small."""
    generator = np.random.default_rng(11)
    lengths = generator.integers(2000, 6000, 16)
    matrix, documents = made(generator.poisson(lengths * 0.004), lengths, ["a"] * 8 + ["b"] * 8)
    others = generator.poisson(lengths[:, None] * 0.001, (16, 30))
    counts = sparse.csr_array(np.hstack([matrix.counts.toarray(), others]))
    terms = np.array(["词", "余", *(f"异{i:02}" for i in range(30))])
    matrix = DocumentTermMatrix(counts, matrix.rows, terms, "")
    compared = compare_groups(matrix, "level", ["a"], least=50)
    assert set(compared["term"]) == {"词", "余"}
    options = {"n_permutations": 199}
    found = group_claims(matrix, "level", compared, documents, least=50, **options).set_index("term")["p_adjusted"]
    enough = np.asarray(matrix.counts.sum(axis=0)).ravel() >= 50
    of_all, of_own = (
        permutation_test(matrix, "level", "a", terms=places, **options).set_index("term").loc["词", "p_adjusted"]
        for places in (enough, np.array([0, 1]))
    )
    assert enough.sum() > 20
    assert found["词"] == of_all > of_own
