"""Bands over the ways to cut, on toys whose values under every variant are known."""

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from textmine import Tokenizer, count_terms, keyness, tokenization_band, tokenization_variants, tokenize

SEGMENTS = pd.DataFrame(
    {
        "document_id": ["a", "a", "b"],
        "segment_id": ["a/1", "a/2", "b/1"],
        "text": ["提高科学素质", "科学的工作", "工作,科普"],
    }
)
TOOL = Tokenizer((("科学素质", None),), frozenset({"的"}))


def totals(matrix):
    return pd.Series(np.asarray(matrix.counts.sum(axis=0)).ravel(), index=matrix.terms)


def row_of(table, name):
    return table.set_index("name").loc[name]


def test_variants_are_all_combinations_once():
    settings = [variant.settings for variant in tokenization_variants(TOOL)]
    assert len(settings) == len(set(settings)) == 10
    assert settings[0] == "lexicon, HMM, stop list"
    assert settings[7:] == ["no lexicon, no HMM, no stop list", "bigrams, stop list", "bigrams, no stop list"]
    assert len(tokenization_variants(TOOL, units=["words"])) == 8
    assert [v.settings for v in tokenization_variants(Tokenizer())] == [
        "no lexicon, HMM, no stop list", "no lexicon, no HMM, no stop list", "bigrams, no stop list",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="unit 'letters' is none of words, bigrams"):
        tokenization_variants(TOOL, units=["letters"])


def test_counts_under_every_variant_by_hand():
    """科学 is one token with the lexicon (科学素质 is whole), two without it, and two bigrams."""
    table = tokenization_band(totals, SEGMENTS, TOOL)
    assert list(table.columns) == [
        "name", "measure", "reference", "min", "max", "min_settings", "max_settings", "n_variants", "n_missing",
        "missing_settings",
    ]  # fmt: skip
    assert row_of(table, "科学").tolist() == [
        "value", 1, 1, 2, "lexicon, HMM, stop list", "no lexicon, HMM, stop list", 10, 0, "",
    ]  # fmt: skip


def test_a_term_that_a_variant_lacks_is_missing_and_not_zero():
    row = row_of(tokenization_band(totals, SEGMENTS, TOOL), "科学素质")
    assert (row["reference"], row["min"], row["max"], row["n_variants"], row["n_missing"]) == (1, 1, 1, 4, 6)
    assert row["missing_settings"].split("; ") == [
        "no lexicon, HMM, stop list", "no lexicon, HMM, no stop list", "no lexicon, no HMM, stop list",
        "no lexicon, no HMM, no stop list", "bigrams, stop list", "bigrams, no stop list",
    ]  # fmt: skip


def test_names_that_the_reference_lacks_can_be_asked_for():
    table = tokenization_band(totals, SEGMENTS, TOOL, names=["的", "素质", "没有"], units=["words"])
    assert table["name"].tolist() == ["的", "素质", "没有"]
    assert table["reference"].isna().all()
    assert table["n_variants"].tolist() == [4, 4, 0]
    assert table["n_missing"].tolist() == [4, 4, 8]
    assert row_of(table, "的")["min_settings"] == "lexicon, HMM, no stop list"
    assert np.isnan(row_of(table, "没有")["min"])
    assert row_of(table, "没有")["min_settings"] == ""


def test_a_table_of_measures_has_a_row_for_each():
    def lengths(matrix):
        names = matrix.rows["segment_id"].to_numpy()
        return pd.DataFrame({"tokens": matrix.lengths, "terms": np.diff(matrix.counts.indptr)}, index=names)

    table = tokenization_band(lengths, SEGMENTS, TOOL)
    assert table[["name", "measure"]].head(2).to_numpy().tolist() == [["a/1", "tokens"], ["a/1", "terms"]]
    tokens = table[table["measure"].eq("tokens")].set_index("name")
    # a/1: 提高 科学素质 | 提高 科学 素质 | five bigrams; a/2: 科学 工作 | 科学 的 工作 | four bigrams; b/1 never changes
    assert tokens[["reference", "min", "max"]].to_numpy().tolist() == [[2, 2, 5], [2, 2, 4], [2, 2, 2]]
    assert tokens.loc["a/1", "max_settings"] == "bigrams, stop list"


def test_the_reference_is_the_tokenizer_as_given():
    plain = Tokenizer(TOOL.lexicon, TOOL.stopwords, hmm=False)
    table = tokenization_band(totals, SEGMENTS, plain, units=["bigrams"], names=["科学", "科学素质"])
    assert row_of(table, "科学")[["reference", "min", "max", "n_variants"]].tolist() == [1, 1, 2, 3]
    assert row_of(table, "科学")["min_settings"] == "lexicon, no HMM, stop list"
    assert row_of(table, "科学素质")["n_missing"] == 2


def test_every_value_is_that_of_the_variant_named(corpus, tokenizer):
    prose = corpus.segments[corpus.segments["passage_id"].notna()]

    def log_ratios(matrix):
        return keyness(matrix, "level", "city").set_index("term")["log_ratio"]

    table = tokenization_band(log_ratios, prose, tokenizer, names=["农村", "工程", "科普基础设施"], units=["words"])
    variants = {variant.settings: variant.tokenizer for variant in tokenization_variants(tokenizer)}
    for row in table.itertuples():
        for value, settings in ((row.min, row.min_settings), (row.max, row.max_settings)):
            matrix = count_terms(tokenize(prose, variants[settings]), prose)
            assert value == pytest.approx(log_ratios(matrix)[row.name])
        assert row.min <= row.reference <= row.max
    assert table["n_missing"].tolist() == [0, 0, 4]


def test_pairs_of_characters_are_all_neighbours_of_a_run():
    """Against a search with a regular expression, with marks, line breaks, full-width forms and rare characters between."""
    texts = ["科学,普及\n普及\u3000科学", "A科B学", "\U00020000\U00020001科 学\U0002ffff", "", "鿿㐀", "〇一"]
    segments = pd.DataFrame({"document_id": "a", "segment_id": list("abcdef"), "text": texts})
    expected = Counter()
    for segment_id, text in zip(segments["segment_id"], texts, strict=True):
        for run in re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,}", text):
            expected.update((segment_id, run[i : i + 2]) for i in range(len(run) - 1))

    def counted(matrix):
        cells = matrix.counts.tocoo()
        ids, terms = matrix.rows["segment_id"].to_numpy()[cells.coords[0]], matrix.terms[cells.coords[1]]
        return pd.Series(cells.data, index=[f"{a} {b}" for a, b in zip(ids, terms, strict=True)], dtype=float)

    names = [" ".join(key) for key in expected]
    table = tokenization_band(counted, segments, Tokenizer(), units=["bigrams"], names=names)
    assert table["max"].tolist() == [float(n) for n in expected.values()]


def test_what_is_no_statistic_is_an_error():
    with pytest.raises(TypeError, match="Series or DataFrame of numbers"):
        tokenization_band(lambda matrix: 3, SEGMENTS, TOOL)
    with pytest.raises(TypeError, match="Series or DataFrame of numbers"):
        tokenization_band(lambda matrix: pd.Series(["x"], index=["a"]), SEGMENTS, TOOL)
    with pytest.raises(ValueError, match="gives 'a' twice"):
        tokenization_band(lambda matrix: pd.Series([1, 2], index=["a", "a"]), SEGMENTS, TOOL)


def test_segments_are_not_changed():
    before = SEGMENTS.copy()
    tokenization_band(totals, SEGMENTS, TOOL)
    pd.testing.assert_frame_equal(SEGMENTS, before)
