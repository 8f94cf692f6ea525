"""Statements about levels: permutations of documents, intervals over documents, components of variance, what a design supports."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from tests.benchmarks.levels import covered_levels, made_up_study, many_documents
from textmine import DocumentTermMatrix, design_report, permutation_test, variance_components
from textmine.measuring.uncertainty import resampling
from textmine.measuring.uncertainty.design import supported_unit


def study_of(counts, documents, levels, **columns):
    rows = pd.DataFrame({"document_id": documents, "level": levels, "segment_id": map(str, range(len(documents)))})
    terms = np.array([f"t{i}" for i in range(np.shape(counts)[1])])
    return DocumentTermMatrix(sparse.csr_array(np.asarray(counts)), rows.assign(**columns), terms)


@pytest.fixture(scope="module")
def small():
    generator = np.random.default_rng(3)
    counts = generator.poisson(generator.gamma(2, 2, (7, 1)) * generator.gamma(1, 2, 5), (7, 5))
    counts[:3, 0] += 9
    return study_of(counts, list("abcdefg"), ["x"] * 3 + ["y"] * 4, genre=["s", "s", "t", "s", "s", "t", "t"])


def scores(study, chosen, strata):
    """z of each term for one choice of the target, from means and variances over all choices, by plain loops."""
    y, n = study.counts.toarray().astype(float), study.lengths.astype(float)
    rest = y - np.outer(n, y.sum(axis=0) / n.sum())
    ways = [()]
    for stratum in strata:
        size = len(set(stratum) & set(chosen))
        ways = [way + more for way in ways for more in combinations(stratum, size)]
    values = np.array([rest[list(way)].sum(axis=0) for way in ways])
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    return scaled, [set(way) for way in ways].index(set(chosen))


@pytest.mark.parametrize(("within", "strata"), [(None, [range(7)]), ("genre", [[0, 1, 3, 4], [2, 5, 6]])])
def test_exact_p_by_a_plain_loop(small, within, strata):
    found = permutation_test(small, "level", "x", within=within)
    values, own = scores(small, (0, 1, 2), strata)
    assert found["exact"].all() and (found["permutations"] == len(values)).all()
    assert found["z"].tolist() == pytest.approx(values[own].tolist())
    size = np.abs(values)
    assert found["p"].tolist() == pytest.approx((size >= size[own] - 1e-9).mean(axis=0).tolist())
    expected, highest = np.zeros(5), 0.0
    for term in np.argsort(-size[own]):  # step-down: against all terms that are not farther from 0
        rest = size[own] <= size[own][term] + 1e-12
        highest = max(highest, (size[:, rest].max(axis=1) >= size[own][term] - 1e-9).mean())
        expected[term] = highest
    assert found["p_adjusted"].tolist() == pytest.approx(expected.tolist())


def test_drawn_p_come_near_exact_ones_and_do_not_depend_on_blocks(small, monkeypatch):
    exact = permutation_test(small, "level", "x")
    drawn = permutation_test(small, "level", "x", n_permutations=34, seed=5)
    assert not drawn["exact"].any() and (drawn["p"] >= 1 / 35).all()
    rows = pd.concat([small.rows.assign(document_id=small.rows["document_id"] + str(i)) for i in range(2)])
    double = DocumentTermMatrix(sparse.vstack([small.counts] * 2).tocsr(), rows.reset_index(drop=True), small.terms)
    many = permutation_test(double, "level", "x", n_permutations=3000)
    assert (many["p"] > 0).all() and not many["exact"].any()
    monkeypatch.setattr(resampling, "BUDGET", 4000)
    pd.testing.assert_frame_equal(permutation_test(double, "level", "x", n_permutations=3000), many)
    pd.testing.assert_frame_equal(permutation_test(small, "level", "x"), exact)


def test_permuted_sections_are_those_of_whole_documents(small):
    halves = small.counts.toarray() // 2
    parts = np.concatenate([halves, small.counts.toarray() - halves])
    rows = pd.concat([small.rows, small.rows], ignore_index=True)
    split = DocumentTermMatrix(sparse.csr_array(parts), rows, small.terms)
    pd.testing.assert_frame_equal(permutation_test(split, "level", "x"), permutation_test(small, "level", "x"))
    torn = DocumentTermMatrix(split.counts, rows.assign(level=["x"] * 3 + ["y"] * 11), small.terms)
    with pytest.raises(ValueError, match="each document must have one level to be permuted as a whole; 'a' has two"):
        permutation_test(torn, "level", "x")


def test_a_term_that_never_varies_has_p_1():
    found = permutation_test(study_of([[1, 3], [1, 3], [1, 3]], list("abc"), ["x", "y", "y"]), "level", "x")
    assert found["p"].tolist() == [1, 1] and found["p_adjusted"].tolist() == [1, 1]


@pytest.mark.parametrize("n", [12, 37])
def test_permutation_p_are_uniform_where_levels_do_not_differ(n):
    p = []
    for seed in range(3):
        matrix = made_up_study(*many_documents(n, seed), sections=0.7, between=0.8, n_terms=500, seed=seed)
        p.append(permutation_test(matrix, "level", "national", n_permutations=499, seed=seed)["p"])
    p = np.concatenate(p)
    assert stats.kstest(p, "uniform").pvalue > 0.001
    assert abs((p <= 0.05).mean() - 0.05) < 0.015


def test_adjusted_p_are_rarely_small_where_nothing_differs():
    small = 0
    for seed in range(60):
        matrix = made_up_study(*many_documents(12, seed), sections=0.7, between=0.4, n_terms=60, seed=seed)
        small += permutation_test(matrix, "level", "city", n_permutations=199, seed=seed)["p_adjusted"].min() <= 0.1
    assert small / 60 <= 0.2


@pytest.mark.parametrize(("n", "between", "effect"), [(12, 0.4, 0.0), (12, 0.8, 1.0), (37, 0.4, 1.0), (37, 0.8, 0.0)])
def test_intervals_over_documents_cover_differences_of_levels(n, between, effect):
    assert 0.93 <= covered_levels(n, between, effect=effect, n_studies=6, n_terms=300) <= 0.97


def test_intervals_over_documents_cover_in_a_study_of_300():
    assert 0.92 <= covered_levels(300, 0.8, n_studies=1, n_terms=300) <= 0.98


def test_components_by_a_plain_loop():
    generator = np.random.default_rng(9)
    documents = np.repeat(list("abcdef"), 3)
    groups = np.repeat(["x", "y"], 9)
    counts, table = generator.poisson(6, (18, 3)), None
    study = study_of(counts, documents, groups)
    table = variance_components(study, "level", terms=np.array([0, 2]))
    n = study.lengths.astype(float)
    for row, term in zip(table.itertuples(), (0, 2), strict=True):
        y = counts[:, term].astype(float)
        levels = [(documents, y * (y - 1), y, n)]
        ratios = []
        for above in (documents, groups, np.repeat("all", 18)):
            labels, squares, sums, sizes = levels[-1]
            del labels
            keys = (
                pd.factorize(above)[0] if len(sums) == 18 else pd.factorize(_of(documents, groups, above, len(sums)))[0]
            )
            top, bottom, higher = 0.0, 0.0, []
            for key in range(keys.max() + 1):
                own = keys == key
                pairs = sums[own].sum() ** 2 - (sums[own] ** 2).sum()
                each = pairs / (sizes[own].sum() ** 2 - (sizes[own] ** 2).sum())
                top, bottom = top + squares[own].sum(), bottom + each * (sizes[own] ** 2).sum()
                higher.append((each * sizes[own].sum() ** 2, sums[own].sum(), sizes[own].sum()))
            ratios.append(np.log(max(top / bottom, 1)))
            levels.append((None, *map(np.array, zip(*higher, strict=True))))
        assert [row.within_documents, row.between_documents, row.between_groups] == pytest.approx(ratios)


def _of(documents, groups, above, n):
    """The label above each document or group."""
    return groups[::3] if n == 6 and above is groups else np.repeat("all", n)


def test_components_are_found_again():
    lengths, documents, levels = many_documents(60)
    between = np.array([0.6, 0.0, -0.6])
    effect = np.select([levels == "national", levels == "city"], between[[0, 2]], 0.0)
    matrix = made_up_study(lengths, documents, levels, sections=0.7, between=0.5, n_terms=400)
    counts = matrix.counts.toarray()
    counts[:, :-1] = np.random.default_rng(4).poisson(counts[:, :-1] * 4 * np.exp(effect)[:, None])
    raised = DocumentTermMatrix(sparse.csr_array(counts), matrix.rows, matrix.terms)
    table = variance_components(raised, "level")
    assert (table["count"] == counts.sum(axis=0)).all()
    known = table[table["count"].gt(200) & table["term"].ne("rest")]
    assert known["between_documents"].median() == pytest.approx(0.25, abs=0.08)
    assert known["between_groups"].median() > 0.1
    assert (variance_components(matrix, "level")["between_groups"].median()) < 0.05
    assert known["share_of_groups"].dropna().between(0, 1).all()


def test_nothing_tells_of_components_in_single_documents():
    table = variance_components(study_of([[4, 1], [5, 2]], ["a", "b"], ["x", "y"]), "level")
    assert table[["within_documents", "between_documents"]].isna().all(axis=None)


def test_a_design_says_which_statement_it_supports(corpus):
    assert design_report(corpus.documents)["unit"].tolist() == ["section"] * 3
    documents = pd.DataFrame({"document_id": list("abcdefghi"), "level": list("xxxxyyyyz")})
    table = design_report(documents)
    assert table["unit"].tolist() == ["document", "document", "section"]
    assert table["claim"][0] == "a difference between groups of documents; a test of documents is possible"
    assert table["claim"][2].startswith("a difference of this one document from the others; no test")
    assert [supported_unit(3, 100), supported_unit(4, 4), supported_unit(5)] == ["section", "document", "document"]


def test_a_design_is_reported_in_the_order_of_its_groups():
    values = pd.Categorical(["city", "national", "city", "national"], ["national", "provincial", "city"])
    documents = pd.DataFrame({"document_id": list("abcd"), "level": values})
    assert design_report(documents, "level")["level"].tolist() == ["national", "city"]
    assert design_report(documents.astype(str), "level")["level"].tolist() == ["city", "national"]
