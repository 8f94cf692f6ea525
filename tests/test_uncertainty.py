"""Limits of log ratios: closed forms, slow translations, and by simulation with the sections of the five documents."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from tests.benchmarks.coverage import TRUTHS, five_documents, made_up, measured
from tests.benchmarks.levels import found_among
from tests.benchmarks.rivals import Design
from textmine import DocumentTermMatrix, chance_findings, compare_groups, group, log_ratio_intervals
from textmine.measuring.uncertainty import overdispersion as room
from textmine.measuring.uncertainty.false_coverage import selective_confidence
from textmine.measuring.uncertainty.overdispersion import Overdispersion, overdispersion
from textmine.measuring.uncertainty.ratios import RatioOfRates, Side, Sums


def ratio_of(a, b, n, m, psi=0.0, variance=0.0, spread=0.0):
    counts = np.atleast_1d(np.array(a, dtype=float)), np.atleast_1d(np.array(b, dtype=float))
    sides = (Side(x, size, np.full(len(x), spread)) for x, size in zip(counts, (n, m), strict=True))
    known = Overdispersion(np.full(len(counts[0]), psi), np.full(len(counts[0]), variance))
    return RatioOfRates.of(*sides, known)


def random_counts(generator, n_sections=30, n_terms=8):
    lengths = generator.integers(5, 200, n_sections).astype(float)
    strata = np.sort(generator.integers(0, 4, n_sections))
    rates = generator.gamma(2, 0.01, n_terms) * generator.gamma(1, 1, (n_sections, n_terms))
    return generator.poisson(lengths[:, None] * rates), lengths, strata


def test_without_overdispersion_the_interval_is_that_of_jeffreys():
    a, b, n, m = np.array([7, 1, 30]), np.array([3, 12, 30]), 1000, 4000
    low, high = ratio_of(a, b, n, m).limits(0.95)
    tails = stats.beta.ppf([[0.025], [0.975]], a + 0.5, b + 0.5)
    expected = np.log2(tails / (1 - tails)) + np.log2((m + 0.5) / (n + 0.5))
    assert low == pytest.approx(expected[0], rel=1e-5) and high == pytest.approx(expected[1], rel=1e-5)


def test_effective_occurrences_keep_variance_and_third_cumulant():
    a, b, psi, spread = 9.5, 3.5, 0.8, 0.1
    x, y = ratio_of(9, 3, 500, 800, psi=psi, spread=spread).effective[:, 0]
    assert 1 / x + 1 / y == pytest.approx(1 / a + 1 / b + psi * 2 * spread)
    assert 1 / y**2 - 1 / x**2 == pytest.approx(1 / b**2 - 1 / a**2)


def test_what_is_not_known_of_the_overdispersion_lengthens_the_tails():
    sure, unsure = (ratio_of(9, 3, 500, 800, 0.8, v, 0.1) for v in (0, 1.0))
    variance = 1 / 9.5 + 1 / 3.5 + 0.8 * 0.2
    assert unsure.freedom[0] == pytest.approx(2 * variance**2 / (1.0 * 0.2**2))
    assert unsure.limits(0.95)[0, 0] < sure.limits(0.95)[0, 0] < sure.limits(0.95)[1, 0] < unsure.limits(0.95)[1, 0]


def test_a_side_without_the_term_bounds_the_ratio_on_one_side():
    (low, other_low, least), (high, other_high, most) = ratio_of([0, 6, 0], [6, 0, 0], 1000, 1000).limits(0.95)
    assert low == -np.inf and np.isfinite(high) and high < 0
    assert other_high == np.inf and other_low == pytest.approx(-high)
    assert (least, most) == (-np.inf, np.inf)


def test_limits_and_p_agree():
    generator = np.random.default_rng(2)
    found = ratio_of(generator.integers(0, 30, 300), generator.integers(0, 30, 300), 900, 1500, 0.5, 0.3, 0.08)
    for confidence in (0.5, 0.95, 0.999):
        assert ((found.limits(confidence)[0] > 0) == (2 * found.p_above() < 1 - confidence)).all()
    assert found.p_above()[found.absent[0]].tolist() == [1] * found.absent[0].sum()
    assert (
        np.isfinite(ratio_of(300, 2, 900, 1500, 0.5, 9.0, 0.5).limits(1 - 1e-9)).sum() == 0
    )  # beyond what can be told


def test_shares_of_clusters_by_a_plain_loop():
    counts, lengths, strata = random_counts(np.random.default_rng(5))
    part = (strata > 1).astype(int)
    side = Sums.of(sparse.csr_array(counts), lengths, strata, part).side(np.array([True, False]))
    for term in range(counts.shape[1]):
        total, size, expected = counts[part == 0, term].sum(), lengths[part == 0].sum(), 0.0
        for stratum in (0, 1):
            own = strata == stratum
            share, y = lengths[own].sum() / size, counts[own, term].sum()
            within = ((lengths[own] / lengths[own].sum()) ** 2).sum()
            expected += within * (y * (y - 1) + 2 * y * share + share**2)
        assert side.concentration[term] == pytest.approx(expected / (total * (total - 1) + 2 * total + 1))
    assert side.counts.tolist() == counts[part == 0].sum(axis=0).tolist()


def test_likelihood_of_the_overdispersion_by_a_plain_loop():
    counts, lengths, strata = random_counts(np.random.default_rng(6))
    found = room._log_likelihood(sparse.csr_array(counts), lengths, strata)
    for term in range(counts.shape[1]):
        logs = []
        for psi in room._GRID[1:]:
            value = 0.0
            for stratum in range(4):
                y, n = counts[strata == stratum, term], lengths[strata == stratum]
                if y.sum() < 2:
                    continue
                mean, less = n * y.sum() / n.sum(), psi * (n**2).sum() / n.sum() ** 2
                value += (
                    stats.nbinom.logpmf(y, 1 / psi, 1 / (1 + psi * mean)).sum() - stats.poisson.logpmf(y, mean).sum()
                )
                value -= stats.nbinom.logpmf(y.sum(), 1 / less, 1 / (1 + less * y.sum()))
                value += stats.poisson.logpmf(y.sum(), y.sum())
            logs.append(value)
        assert found[term, 1:] == pytest.approx(logs, abs=0.02)


def test_moments_of_the_overdispersion_by_hand():
    counts, lengths, strata = sparse.csr_array([[3], [1], [0]]), np.array([10.0, 10.0, 20.0]), np.zeros(3, dtype=int)
    own, _ = room._by_moments(counts, lengths, strata, np.zeros(1))
    squares, pairs = 3 / 8, 4 * 3  # sum of squared shares; y (y - 1) of the stratum
    across = pairs * squares / (1 - squares) - 6 * squares / (1 - squares)
    assert own[0] == pytest.approx((6 - across) / (pairs * squares))


@pytest.mark.parametrize(("deviation", "least", "most"), [(0.0, 0.0, 0.08), (0.7, 0.45, 0.85), (1.0, 1.1, 2.1)])
def test_overdispersion_is_found_again(deviation, least, most):
    lengths, documents, levels = five_documents()
    design = Design(lengths, documents, levels == "city")
    counts, _ = made_up(np.random.default_rng(1), TRUTHS[0].__class__("", (deviation,)), design, 1500)
    found = overdispersion(sparse.csr_array(counts.T.astype(np.int64)), lengths, documents)
    often = counts.sum(axis=1) >= 20
    assert least <= found.value[often].mean() <= most


def test_nothing_tells_of_overdispersion_where_no_document_has_two_sections():
    found = overdispersion(sparse.csr_array([[5, 0], [7, 2]]), np.array([90.0, 80.0]), np.arange(2))
    assert found.value.tolist() == [0, 0] and found.variance.tolist() == [0, 0]


@pytest.mark.parametrize("truth", [TRUTHS[0], TRUTHS[1], TRUTHS[3], TRUTHS[5]], ids=lambda truth: truth.name)
def test_intervals_of_log_ratios_cover_with_the_sections_of_the_five_documents(truth):
    table = measured(truth, n_studies=3, methods=("effective counts", "percentile bootstrap")).set_index("method")
    own = table.loc["effective counts"]
    assert 0.93 <= own["often"].mean() <= 0.97
    assert 0.92 <= own["rare_in_target"].mean() <= 0.98
    assert table.loc["percentile bootstrap", "often"].mean() < 0.91


def test_few_null_terms_leave_out_0():
    for truth in TRUTHS[:2]:
        table = measured(truth, n_studies=4, methods=("effective counts",))
        assert 1 - table["often"].mean() <= 0.06


def test_confidence_of_terms_chosen_by_hand():
    p = np.array([0.0005, 0.004, 0.009, 0.2, 0.9])  # doubled .001 <= .02, .008 <= .04, .018 <= .06; .4 > .08
    assert selective_confidence(p, 0.1) == pytest.approx(1 - 3 * 0.1 / 5)
    assert selective_confidence(np.full(5, 0.5), 0.1) == pytest.approx(1 - 0.1 / 5)
    with pytest.raises(ValueError, match=r"between 0 and 1, such as 0.1; got 5"):
        selective_confidence(p, 5)


def test_of_the_terms_that_stand_out_few_are_null():
    """10 % true effects among 2,500 terms: shares over twelve studies."""
    for level, sections in (("national", 0.0), ("city", 0.7), ("national", 1.0)):
        found = pd.DataFrame([found_among(level, sections, seed=seed) for seed in range(4)])
        assert found["null"].sum() <= 0.10 * found["found"].sum()
        assert found["missed"].sum() <= 0.10 * found["found"].sum()
        assert found["found"].mean() > 30


def test_terms_found_by_chance_are_counted(matrix):
    sections = group(matrix, "section_id")
    table = compare_groups(sections, "level")
    found = chance_findings(table).set_index("level")
    assert list(found.index) == list(table["level"].unique())
    total = np.asarray(sections.counts.sum(axis=0)).ravel()
    assert (found["tested"] == (total >= 5).sum()).all()
    assert found["above_0_by_chance"].tolist() == pytest.approx([0.025 * (total >= 5).sum()] * 3)
    for level, own in table.groupby("level"):
        assert found.loc[level, "above_0"] == own["low"].gt(0).sum()
        assert found.loc[level, "stand_out_by_chance"] == pytest.approx(0.05 * own["stands_out"].sum())
    assert chance_findings(table.head(0)).empty


def test_five_documents_speak_of_their_sections_many_of_documents(matrix):
    sections = group(matrix, "section_id")
    assert set(compare_groups(sections, "level")["unit"]) == {"section"}
    rows = pd.DataFrame({"document_id": np.repeat([f"d{i}" for i in range(8)], 2), "segment_id": map(str, range(16))})
    rows["level"] = np.where(np.arange(16) < 8, "x", "y")
    counts = np.random.default_rng(0).poisson(4, (16, 6))
    many = DocumentTermMatrix(sparse.csr_array(counts), rows, np.array(list("abcdef")))
    found = log_ratio_intervals(many, "level", "x")
    assert set(found["unit"]) == {"document"}
    by_hand = many.take(rows=np.arange(0, 16, 2))
    by_hand = DocumentTermMatrix(sparse.csr_array(counts[::2] + counts[1::2]), by_hand.rows, many.terms)
    pd.testing.assert_frame_equal(found, log_ratio_intervals(by_hand, "level", "x", unit="document"), rtol=1e-9)
    assert not np.allclose(found["low"], log_ratio_intervals(many, "level", "x", unit="section")["low"])


def test_what_cannot_be_asked_of_an_interval_is_named(matrix):
    sections = group(matrix, "section_id")
    for options, message in (
        ({"method": "magic"}, "method must be one of effective, expanded, percentile, bca; got 'magic'"),
        ({"unit": "page"}, "unit must be one of section, document, or None for the one supported; got 'page'"),
        ({"unit": "document", "method": "bca"}, "for unit 'document' take method 'effective'"),
        ({"confidence": 95}, "confidence must be between 0 and 1, such as 0.95; got 95"),
    ):
        with pytest.raises(ValueError, match=message):
            log_ratio_intervals(sections, "level", "city", **options)
    with pytest.raises(TypeError, match="unknown option n_resample; there are n_jobs, n_resamples, seed"):
        compare_groups(sections, "level", n_resample=5)
