"""Scores of keyness, dispersion, association and diversity against published values and slow literal code."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from textmine import (
    DocumentTermMatrix,
    clause_openers,
    collocations,
    dispersion,
    formulas,
    keyness,
    mattr,
    most_frequent,
    sentences,
    tokenize,
)
from textmine.measuring.compare import effects
from textmine.measuring.compare.collocations import association


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "value"),
    [(10, 0, 3, 31764, 167.23), (110, 2442, 111, 29114, 270.72)],
)
def test_g2_of_dunning(a, b, c, d, value):
    assert float(effects.g2(a, b, a + c, b + d)) == pytest.approx(value, abs=0.005)


def test_g2_is_the_full_form_of_four_cells():
    """quanteda.extras gives 7.329812 for (10, 5; 100, 200); the two-term short form would give 6.931472."""
    assert float(effects.g2(10, 5, 100, 200)) == pytest.approx(7.329812, abs=5e-7)
    assert float(effects.g2(7, 3, 9, 10)) == pytest.approx(4.534939, abs=5e-7)


def test_chi2_with_and_without_yates():
    assert float(effects.chi2(7, 3, 9, 10)) == pytest.approx(4.337160, abs=5e-7)
    assert float(effects.chi2(7, 3, 9, 10, yates=True)) == pytest.approx(2.632438, abs=5e-7)


def test_effect_sizes_as_published():
    assert float(effects.odds_ratio(16217, 735, 2796938, 2087946)) == pytest.approx(16.6, abs=0.05)
    assert float(effects.percent_diff(206523, 178174, 959641, 1562358)) == pytest.approx(88.7, abs=0.05)
    assert float(effects.difference_coefficient(18, 35, 10**6, 10**6)) == pytest.approx(-0.32, abs=0.005)


def test_log_odds_of_monroe_with_a_uniform_prior():
    one = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "pig"]
    other = ["the", "lazy", "purple", "pig", "jumps", "over", "the", "lazier", "donkey"]
    words = sorted(set(one + other))
    a, b = ([text.count(word) for word in words] for text in (one, other))
    _, z = effects.log_odds(a, b, len(one), len(other), 0.05)
    assert z[words.index("brown")] == pytest.approx(0.6894227886807968)


def test_scores_equal_scipy_on_random_tables():
    generator = np.random.default_rng(5)
    for _ in range(100):
        n, m = (int(x) for x in generator.integers(20, 500, size=2))
        a, b = int(generator.integers(0, n)), int(generator.integers(1, m))
        table = [[a, b], [n - a, m - b]]
        sign = -1 if a * m < b * n else 1
        expected = stats.chi2_contingency(table, correction=False)
        assert float(effects.chi2(a, b, n, m)) == pytest.approx(sign * expected.statistic)
        ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
        assert float(effects.g2(a, b, n, m)) == pytest.approx(sign * ratio.statistic, abs=1e-9)
        low = stats.binomtest(a, a + b).proportion_ci(0.95, method="exact")
        ends = [math.log2(p / (1 - p) * m / n) if 0 < p < 1 else (-math.inf if p == 0 else math.inf) for p in low]
        nearest = ends[0] if ends[0] > 0 else ends[1] if ends[1] < 0 else 0.0
        assert float(effects.conservative_log_ratio(a, b, n, m)) == pytest.approx(nearest)


def test_degenerate_input_is_undefined_not_zero():
    for score in (effects.g2, effects.chi2, effects.log_ratio, effects.percent_diff, effects.odds_ratio):
        assert math.isnan(score(3, 3, 0, 10)), score
    assert math.isnan(effects.chi2(0, 0, 10, 10))
    assert math.isnan(effects.percent_diff(0, 0, 10, 10))
    assert float(effects.percent_diff(3, 0, 10, 10)) == math.inf
    assert math.isnan(effects.conservative_log_ratio(0, 0, 10, 10))


def test_keyness_carries_its_counts_and_names_its_variants():
    counts = sparse.csr_array([[4, 0, 1], [2, 4, 0], [1, 9, 0]])
    rows = pd.DataFrame({"document_id": ["a", "a", "b"], "segment_id": ["a/1", "a/2", "b/1"]})
    table = keyness(DocumentTermMatrix(counts, rows, np.array(["x", "y", "z"])), "document_id", "a")
    assert list(table.columns) == [
        "term", "count_target", "count_reference", "n_target", "n_reference", "rate_target", "rate_reference",
        "documents_target", "log_ratio", "lrc", "percent_diff", "odds_ratio", "difference_coefficient", "g2", "chi2",
        "log_odds_z_uniform", "log_odds_z_background",
    ]  # fmt: skip
    first = table.loc[0]
    assert first[["count_target", "count_reference", "n_target", "n_reference"]].tolist() == [6, 1, 11, 10]
    assert first["rate_target"] == pytest.approx(6000 / 11)
    assert first["log_ratio"] == pytest.approx(math.log2((6.5 / 11.5) / (1.5 / 10.5)))


def test_equal_counts_and_absent_terms_raise_no_warning():
    counts = sparse.csr_array(np.array([[3, 3, 0], [3, 3, 0]]))
    rows = pd.DataFrame({"document_id": ["a", "b"], "segment_id": ["a/1", "b/1"]})
    matrix = DocumentTermMatrix(counts, rows, np.array(["x", "y", "never"]))
    table = keyness(matrix, "document_id", "a").set_index("term")
    assert table.loc["x", ["log_ratio", "lrc", "percent_diff", "difference_coefficient", "g2"]].tolist() == [0] * 5
    assert table.loc["never", ["lrc", "percent_diff", "odds_ratio", "difference_coefficient", "chi2"]].isna().all()
    spread = dispersion(matrix).set_index("term")
    assert spread.loc["x", ["juilland_d", "carroll_s", "dp", "kl"]].tolist() == pytest.approx([1, 1, 0, 0])
    assert spread.loc["never", ["juilland_d", "carroll_s", "dp", "dp_norm", "kl"]].isna().all()


PARTS = [
    "b a m n i b e u p",
    "b a s a t b e w q n",
    "b c a g a b e s t a",
    "b a g h a b e a a t",
    "b a h a a b e a x a t",
]


@pytest.fixture
def gries():
    words = sorted(set(" ".join(PARTS).split()))
    counts = sparse.csr_array([[part.split().count(word) for word in words] for part in PARTS])
    return DocumentTermMatrix(counts, pd.DataFrame({"segment_id": list("12345")}), np.array(words))


def test_dispersion_as_published(gries):
    """Gries (2008), as in the tests of Scattertext; the values for 'a' recomputed from the formulas."""
    table = dispersion(gries).set_index("term").loc[["b", "i", "q", "x", "a"]]
    assert table["juilland_d"].round(3).tolist() == [0.968, 0, 0, 0, 0.785]
    assert table["carroll_s"].round(3).tolist() == [0.999, 0.18, 0.2, 0.22, 0.95]
    assert table["dp"].round(2).tolist() == [0.02, 0.82, 0.8, 0.78, 0.18]
    assert table["dp_norm"].round(3).tolist() == pytest.approx([0.024, 1, 0.976, 0.951, 0.2195], abs=6e-4)
    assert table["kl"].round(3).tolist() == [0.003, 2.474, 2.322, 2.184, 0.137]


def test_dispersion_of_what_never_occurs_or_has_one_part_is_undefined(gries):
    absent = gries.take(rows=[0])
    table = dispersion(absent).set_index("term")
    assert table.loc["x", ["juilland_d", "carroll_s", "dp", "kl"]].isna().all()
    assert math.isnan(table.loc["b", "dp_norm"])


def test_association_of_manning_and_schuetze():
    scores = association(8, 15828, 4675, 14307668)
    assert float(scores["t"]) == pytest.approx(0.999932, abs=5e-7)
    assert float(effects.chi2(8, 15828 - 8, 4675, 14307668 - 4675)) == pytest.approx(1.5489, abs=5e-5)
    assert float(association(5, 5, 5, 100)["npmi"]) == pytest.approx(1)
    assert float(association(4, 20, 20, 100)["pmi"]) == pytest.approx(0)


def tokens_of(rows):
    """rows: (segment_id, text with words split by |, marks as they are)."""
    table = []
    for segment_id, text in rows:
        at = 0
        for word in text.split("|"):
            if word.isalnum():
                table.append(
                    (
                        segment_id.split("/")[0],
                        segment_id,
                        at,
                        at + len(word),
                        word,
                        "number" if word.isdecimal() else "han",
                        word == "的",
                    )
                )
            at += len(word)
    return pd.DataFrame(table, columns=["document_id", "segment_id", "start", "end", "token", "kind", "stop"])


def test_collocations_by_hand():
    table = collocations(tokens_of([("a/1", "加强|科普|,|加强|科普|的|工作"), ("a/2", "加强|工作")]), min_count=1)
    assert table[["first", "second", "count", "count_first", "count_second", "n"]].to_numpy().tolist() == [
        ["加强", "工作", 1, 3, 1, 3],
        ["加强", "科普", 2, 3, 2, 3],
    ]  # 科普 , 加强 is parted by a mark, 科普 的 by a stop word


def test_clause_openers_by_hand():
    rows = [("a/1", "加强|的|科普|,|推动|发展|、|创新|。|2|年"), ("a/2", "——|完善")]
    segments = pd.DataFrame(
        {"segment_id": [key for key, _ in rows], "text": [text.replace("|", "") for _, text in rows]}
    )
    table = clause_openers(tokens_of(rows), segments)
    assert table[["segment_id", "start", "opener"]].to_numpy().tolist() == [
        ["a/1", 0, "加强"],
        ["a/1", 6, "推动"],
        ["a/2", 2, "完善"],
    ]
    assert table["governs"].fillna("-").tolist() == ["科普", "发展", "-"]


def test_formulas_are_maximal_repeated_runs():
    run = "坚持|以|人民|为|中心"
    table = formulas(tokens_of([("a/1", run + "|一"), ("b/1", "二|" + run), ("b/2", run)]), shortest=3, min_count=3)
    assert table.to_numpy().tolist() == [["坚持以人民为中心", 5, 3, 2, "a/1 b/1 b/2"]]


def test_mattr_equals_the_definition():
    generator = np.random.default_rng(2)
    words = [str(x) for x in generator.integers(0, 30, size=300)]
    literal = np.mean([len(set(words[i : i + 50])) / 50 for i in range(len(words) - 49)])
    assert mattr(words, window=50) == pytest.approx(literal)
    assert mattr(["a"] * 10, window=5) == pytest.approx(0.2)
    assert math.isnan(mattr(["a"] * 4, window=5))
    with pytest.raises(ValueError, match="at least 1"):
        mattr(["a"], window=0)


def test_mattr_does_not_depend_on_length():
    generator = np.random.default_rng(3)
    short, long = ([str(x) for x in generator.zipf(1.5, size=n) % 500] for n in (600, 12000))
    assert mattr(short) == pytest.approx(mattr(long), abs=0.03)


def test_sentences_by_hand():
    segments = pd.DataFrame({"document_id": ["a"], "segment_id": ["a/1"], "text": ["加强科普,推动发展。完善机制;"]})
    table = sentences(segments)
    assert table[["start", "end", "text", "characters", "clauses"]].to_numpy().tolist() == [
        [0, 10, "加强科普,推动发展。", 9, 2],
        [10, 15, "完善机制;", 4, 1],
    ]


def test_real_collocations_are_terms_of_the_field(corpus, tokenizer):
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    leading = collocations(tokenize(prose, tokenizer)).head(20)
    assert {("科学素质", "建设"), ("同等", "重要")} & set(zip(leading["first"], leading["second"], strict=True))


def test_most_frequent_words_of_each_group_by_hand():
    words = pd.Series(["x", "y", "y", "z", None, "x", "z"], name="opener")
    by = pd.Series(["b", "b", "b", "b", "c", "a", "b"], name="level")
    table = most_frequent(words, by, n=2)
    assert table.values.tolist() == [["b", "y 2  z 2"], ["a", "x 1"]]
    assert list(table) == ["level", "opener"]
    assert most_frequent(words[:0], by[:0]).shape == (0, 2)
