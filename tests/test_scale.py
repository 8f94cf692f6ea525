"""Measures on studies of any size: blocks against whole arrays, fast code against slow translations, and what cannot be asked."""

from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine import (
    DocumentTermMatrix,
    Tokenizer,
    compare_groups,
    count_terms,
    dispersion,
    distinctive_terms,
    draw_sample,
    formulas,
    group,
    held_by,
    holding_segments,
    keyness,
    log_ratio,
    log_ratio_intervals,
    section_intervals,
    share_intervals,
    tf_idf,
    tokenize,
)
from textmine.measuring.uncertainty import resampled_ratios, resampled_sections, resampling

LEVELS = ["national", "provincial", "city"]


@pytest.fixture(scope="module")
def sections(matrix):
    return group(matrix, "section_id")


def all_at_once(matrix, by, target, **options):
    """The intervals from dense weights and dense counts, all terms together."""
    inside = matrix.rows[by].eq(target).to_numpy()
    counts, lengths = matrix.counts.toarray().astype(float), matrix.lengths.astype(float)

    def statistic(weights):
        parts = [weights * inside, weights * ~inside]
        return log_ratio(*(part @ counts for part in parts), *((part @ lengths)[:, None] for part in parts))

    return section_intervals(statistic, matrix.rows["document_id"].to_numpy(), **options)


def test_draws_are_those_of_one_generator_whatever_the_blocks(monkeypatch):
    documents = np.array(list("aabcccccb"))
    generator, expected = np.random.default_rng(4), np.zeros((50, 9), dtype=int)
    for name in "abc":
        own = np.flatnonzero(documents == name)
        for row, draws in zip(expected, generator.integers(0, len(own), size=(50, len(own))), strict=True):
            np.add.at(row, own[draws], 1)
    assert (resampled_sections(documents, n_resamples=50, seed=4) == expected).all()
    monkeypatch.setattr(resampling, "BUDGET", 400)
    assert (resampled_sections(documents, n_resamples=50, seed=4) == expected).all()


@pytest.mark.parametrize(
    "options",
    [{"n_resamples": 300, "method": "percentile"}, {"n_resamples": 200, "method": "bca", "confidence": 0.9},
     {"n_resamples": 200, "method": "expanded"}],
)  # fmt: skip
def test_log_ratios_in_blocks_are_those_of_all_terms_at_once(sections, options, monkeypatch):
    small = sections.take(terms=np.arange(0, len(sections.terms), 7))
    expected = all_at_once(small, "level", "city", seed=3, **options)
    found = log_ratio_intervals(small, "level", "city", seed=3, **options)
    pd.testing.assert_frame_equal(found.drop(columns=["term", "unit"]), expected, check_exact=True)
    monkeypatch.setattr(resampling, "BUDGET", 2**18)
    pd.testing.assert_frame_equal(log_ratio_intervals(small, "level", "city", seed=3, **options), found, rtol=1e-12)


def test_equal_terms_have_equal_limits_however_many_are_reckoned_at_once(sections, monkeypatch):
    options = {"method": "percentile", "n_resamples": 100, "seed": 3}
    found = log_ratio_intervals(sections, "level", "city", **options)
    dense = sections.counts.toarray().T
    _, which = np.unique(dense, axis=0, return_inverse=True)
    limits = found[["low", "high"]].groupby(which)
    assert limits.ngroups < len(found) and (limits.nunique() == 1).all().all()
    monkeypatch.setattr(resampled_ratios, "_AT_ONCE", 1)
    pd.testing.assert_frame_equal(log_ratio_intervals(sections, "level", "city", **options), found, check_exact=True)


def test_some_terms_have_the_intervals_that_they_have_among_all(sections):
    full = log_ratio_intervals(sections, "level", "city", n_resamples=100)
    some = np.flatnonzero(np.asarray(sections.counts.sum(axis=0)).ravel() > 20)
    for wanted in (some, np.isin(np.arange(len(sections.terms)), some)):
        found = log_ratio_intervals(sections, "level", "city", terms=wanted, n_resamples=100)
        pd.testing.assert_frame_equal(found, full.iloc[some].reset_index(drop=True), check_exact=True)
    nothing = log_ratio_intervals(sections, "level", "city", terms=np.array([], dtype=int), n_resamples=10)
    assert nothing.empty and list(nothing) == list(full)


@pytest.mark.parametrize("method", ["effective", "percentile"])
def test_groups_compared_at_once_are_those_compared_one_by_one(sections, method):
    options = {"method": method, "n_resamples": 200, "seed": 1}
    table = compare_groups(sections, "level", LEVELS, least=5, **options)
    parts = []
    for level in LEVELS:
        interval = log_ratio_intervals(sections, "level", level, **options)
        part = keyness(sections, "level", level).join(interval.drop(columns=["term", "estimate"]))
        part.insert(0, "level", level)
        parts.append(part[part["count_target"].ge(5)].sort_values(["low", "term"], ascending=[False, True]))
    expected = pd.concat(parts, ignore_index=True)
    added = ["tested", "fcr_low", "fcr_high", "stands_out", "key"]
    pd.testing.assert_frame_equal(table.drop(columns=added), expected, rtol=1e-12)
    assert (table["stands_out"] == table["fcr_low"].gt(0)).all()
    assert (table["key"] == table["stands_out"] & table["lrc"].gt(0)).all()
    assert (table["fcr_low"] <= table["low"] + 1e-9).all() or method != "effective"
    assert compare_groups(sections, "level", least=5, n_jobs=2, **options)["level"].nunique() == 3


@pytest.mark.parametrize("groups", [None, ["city"], ["nowhere"]])
def test_one_group_has_nothing_to_be_compared_with(sections, groups):
    city = sections.take(rows=sections.rows["level"].eq("city").to_numpy())
    full = compare_groups(sections, "level", n_resamples=10)
    table = compare_groups(city, "level", groups, n_resamples=10)
    assert table.empty and list(table) == list(full)
    assert table["stands_out"].dtype == bool


def test_compare_groups_by_document(sections):
    table = compare_groups(sections, "document_id", n_resamples=20)
    assert list(table["document_id"].unique()) == list(sections.rows["document_id"].unique())
    own = table[table["document_id"].eq("harbin-2016")].sort_values("term")
    alone = log_ratio_intervals(sections, "document_id", "harbin-2016", n_resamples=20).set_index("term")
    assert (own[alone.columns[1:]].to_numpy() == alone.loc[own["term"]].drop(columns="estimate").to_numpy()).all()


def test_rows_without_a_group_are_on_the_other_side():
    rows = pd.DataFrame({"document_id": list("abc"), "segment_id": list("xyz"), "level": ["one", None, "two"]})
    matrix = DocumentTermMatrix(sparse.csr_array([[9, 1], [2, 8], [3, 3]]), rows, np.array(["t", "u"]))
    table = compare_groups(matrix, "level", least=1, n_resamples=5).set_index(["level", "term"])
    assert table.loc[("one", "t"), "count_reference"] == 5
    assert table.loc[("one", "t"), "log_ratio"] == log_ratio(9, 5, 10, 16)
    drawn = compare_groups(matrix, "level", least=1, method="percentile", n_resamples=5).set_index(["level", "term"])
    assert drawn.loc[("one", "t"), "low"] == drawn.loc[("one", "t"), "high"]  # documents of one section are drawn whole
    assert table.loc[("one", "t"), "low"] < table.loc[("one", "t"), "log_ratio"] < table.loc[("one", "t"), "high"]


def test_shares_of_no_section_are_a_table_without_rows():
    rows = pd.DataFrame({"document_id": ["a", "b"], "level": ["x", None]})
    full = share_intervals(np.ones((2, 2)), np.ones(2), rows, "level", n_resamples=5)
    assert full["level"].tolist() == ["x", "x"]
    empty = share_intervals(np.ones((0, 2)), np.ones(0), rows.head(0), "level")
    assert empty.empty and list(empty) == list(full)


def test_formulas_against_a_slow_search():
    generator = np.random.default_rng(8)
    table = pd.DataFrame({"token": generator.choice(list("甲乙丙"), 400)})
    table["segment_id"] = [f"{'ab'[i // 250]}/{i // 40}" for i in range(400)]
    for shortest, longest in ((2, 5), (3, 3), (1, 40)):
        found = formulas(table, shortest=shortest, longest=longest, min_count=3)
        expected = _slow_formulas(table, shortest, longest)
        assert {row[0]: row[1:] for row in found.itertuples(index=False, name=None)} == expected
        assert len(found) == len(expected) > 3
    assert formulas(table.head(0)).empty


def _slow_formulas(table, shortest, longest):
    texts = table.groupby("segment_id", sort=False)["token"].agg("".join)
    places = defaultdict(list)
    for key, text in texts.items():
        for size in range(shortest, longest + 1):
            for i in range(len(text) - size + 1):
                places[text[i : i + size]].append(key)
    often = {run: ids for run, ids in places.items() if len(ids) >= 3}
    inner = Counter()
    for run, ids in often.items():
        for part in (run[1:], run[:-1]):
            inner[part] = max(inner[part], len(ids))
    return {
        run: (len(run), len(ids), len({i[0] for i in ids}), " ".join(dict.fromkeys(ids)))
        for run, ids in often.items()
        if inner[run] < len(ids)
    }


def test_dispersion_of_some_terms_and_of_such_as_do_not_occur(sections):
    full = dispersion(sections).set_index("term")
    some = dispersion(sections, ["农村", "没有的词", "科普"]).set_index("term")
    pd.testing.assert_frame_equal(some.loc[["农村", "科普"]], full.loc[["农村", "科普"]], rtol=1e-12)
    assert some.loc["没有的词", ["count", "parts"]].tolist() == [0, 0]
    assert some.loc["没有的词"].drop(["count", "parts"]).isna().all()
    assert dispersion(sections, []).empty


def test_distinctive_terms_are_the_means_of_rows_here_and_elsewhere(sections):
    table = distinctive_terms(sections, "document_id", n=3)
    weights, documents = tf_idf(sections).toarray(), sections.rows["document_id"]
    position = {term: i for i, term in enumerate(sections.terms)}
    for row in table.itertuples():
        here = documents.eq(row.document_id).to_numpy()
        column = weights[:, position[row.term]]
        assert row.tf_idf == pytest.approx(column[here].mean(), rel=1e-12)
        assert row.tf_idf_elsewhere == pytest.approx(column[~here].mean(), rel=1e-12)
    alone = distinctive_terms(sections.take(rows=documents.eq("harbin-2016").to_numpy()), "document_id", n=3)
    assert alone["tf_idf_elsewhere"].tolist() == [0, 0, 0]
    nothing = distinctive_terms(sections.take(rows=np.array([], dtype=int)), "document_id")
    assert nothing.empty and list(nothing) == list(table)


def test_segments_of_terms_and_groups_one_by_one_and_together(matrix):
    table = pd.DataFrame(
        {"term": ["科普", "农村", "没有的词", "科普"], "level": ["city", "national", "city", "nowhere"]}
    )
    expected = [
        holding_segments(matrix, [term], matrix.rows["level"].eq(level).to_numpy())[0]
        for term, level in table.itertuples(index=False)
    ]
    assert held_by(matrix, table, "level") == expected
    assert expected[0].split() == [
        key for key, level, n in zip(matrix.rows["segment_id"], matrix.rows["level"],
                                     matrix.counts[:, list(matrix.terms).index("科普")].toarray(), strict=True)
        if level == "city" and n
    ]  # fmt: skip
    masks = np.array([matrix.rows["level"].eq(level) for level in table["level"]])
    assert holding_segments(matrix, table["term"], masks) == expected
    assert held_by(matrix, table.head(0), "level") == []


def test_a_sample_of_many_documents_is_drawn_as_from_each_in_turn():
    documents = np.repeat([f"d{i}" for i in range(30)], 7)
    table = pd.DataFrame({"document_id": documents, "segment_id": [f"s{i}" for i in range(210)]})
    drawn = draw_sample(table, share=0.5, seed=3)
    generator, expected = np.random.default_rng(3), {}
    for document in range(30):
        order = generator.permutation(np.arange(7 * document, 7 * document + 7))
        expected |= {f"s{i}": "dev" for i in order[:2]} | {f"s{i}": "held" for i in order[2:4]}
    assert drawn.set_index("segment_id")["part"].to_dict() == expected


@pytest.mark.parametrize("texts", [[], ["。"], ["加强科普。"], ["加强科普。", "鼓励农民。"]])
def test_counts_of_tiny_studies(texts):
    ids = [f"d{i}" for i in range(len(texts))]
    rows = pd.DataFrame({"document_id": ids, "segment_id": ids, "section_id": ids, "level": "city", "text": texts})
    matrix = count_terms(tokenize(rows, Tokenizer()), rows)
    columns = ["level", "rank", "term", "tf_idf", "tf_idf_elsewhere", "difference", "count", "groups"]
    assert list(distinctive_terms(matrix, "level")) == columns
    assert compare_groups(matrix, "level").empty
    assert len(dispersion(matrix)) == len(matrix.terms)
    assert tf_idf(matrix).shape == matrix.counts.shape
