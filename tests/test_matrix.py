"""Counts, groups and TF-IDF against values made by hand and by a slow literal translation of the formula."""

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from textmine import count_terms, distinctive_terms, document_frequency, group, tf_idf


def tokens_of(texts):
    """A table of tokens from {segment_id: "word word"}."""
    rows = [(key.split("/")[0], key, word, "han", False) for key, text in texts.items() for word in text.split()]
    return pd.DataFrame(rows, columns=["document_id", "segment_id", "token", "kind", "stop"])


def rows_of(texts):
    return pd.DataFrame({"document_id": [key.split("/")[0] for key in texts], "segment_id": list(texts)})


TEXTS = {"a/1": "b a b", "a/2": "a c", "b/1": "", "b/2": "c c c a"}


@pytest.fixture
def toy():
    return count_terms(tokens_of(TEXTS), rows_of(TEXTS))


def test_counts_by_hand(toy):
    assert toy.terms.tolist() == ["a", "b", "c"]
    assert toy.counts.toarray().tolist() == [[1, 2, 0], [1, 0, 1], [0, 0, 0], [1, 0, 3]]
    assert toy.lengths.tolist() == [3, 2, 0, 4]
    assert document_frequency(toy).tolist() == [3, 1, 2]


def test_counts_equal_a_counter(corpus, tokenizer, matrix):
    for i in range(0, len(matrix.rows), 29):
        text = corpus.segments.set_index("segment_id").loc[matrix.rows["segment_id"][i], "text"]
        counted = {matrix.terms[j]: n for j, n in enumerate(matrix.counts[[i]].toarray()[0]) if n}
        assert counted == Counter(tokenizer.terms(text))


def test_numbers_and_stop_words_are_not_counted():
    tokens = tokens_of({"a/1": "x 1 的"}).assign(kind=["han", "number", "han"], stop=[False, False, True])
    assert count_terms(tokens, rows_of({"a/1": ""})).terms.tolist() == ["x"]


def test_rare_terms_are_left_out(toy):
    assert count_terms(tokens_of(TEXTS), rows_of(TEXTS), min_df=2).terms.tolist() == ["a", "c"]


def test_a_segment_named_twice_is_an_error():
    with pytest.raises(ValueError, match="'a/1' comes twice"):
        count_terms(tokens_of(TEXTS), pd.DataFrame({"segment_id": ["a/1", "a/1"]}))


def test_groups_add_up_and_name_their_segments(toy):
    grouped = group(toy, "document_id")
    assert grouped.rows["document_id"].tolist() == ["a", "b"]
    assert grouped.counts.toarray().tolist() == [[2, 2, 1], [1, 0, 3]]
    assert grouped.rows["segment_ids"].tolist() == ["a/1 a/2", "b/1 b/2"]
    again = group(grouped, "document_id")
    assert again.counts.toarray().tolist() == grouped.counts.toarray().tolist()
    assert again.rows["segment_ids"].tolist() == grouped.rows["segment_ids"].tolist()


def test_groups_of_the_corpus_keep_every_token(matrix):
    for by in ("document_id", "level", "section_id", "passage_id"):
        assert group(matrix, by).counts.sum() == matrix.counts.sum()


def test_grouping_by_an_unknown_column_names_the_columns(toy):
    with pytest.raises(KeyError, match=r"no column 'level'.*document_id, segment_id"):
        group(toy, "level")


def test_tf_idf_equals_the_formula_written_out(matrix):
    sample = matrix.take(rows=np.arange(40))
    sample = sample.take(terms=document_frequency(sample) > 0)
    weights, counts = tf_idf(sample).toarray(), sample.counts.toarray()
    n = len(counts)
    df = [sum(row[j] > 0 for row in counts) for j in range(counts.shape[1])]
    for i in range(n):
        raw = [counts[i][j] * (math.log((1 + n) / (1 + df[j])) + 1) for j in range(counts.shape[1])]
        length = math.sqrt(sum(value * value for value in raw)) or 1
        assert weights[i] == pytest.approx([value / length for value in raw])


def test_distinctive_terms_by_hand(toy):
    """In a, b has all its weight; in b, c; the shared a distinguishes neither."""
    table = distinctive_terms(toy, "document_id", n=1, min_count=1)
    assert table[["document_id", "rank", "term", "count", "groups"]].to_numpy().tolist() == [
        ["a", 1, "b", 2, 1],
        ["b", 1, "c", 3, 2],
    ]
    assert table["difference"].tolist() == pytest.approx((table["tf_idf"] - table["tf_idf_elsewhere"]).tolist())


def test_ties_go_to_the_first_term():
    texts = {"a/1": "z y x", "b/1": "w"}
    table = distinctive_terms(count_terms(tokens_of(texts), rows_of(texts)), "document_id", n=3, min_count=1)
    assert table.loc[table["document_id"].eq("a"), "term"].tolist() == ["x", "y", "z"]


def test_inputs_are_not_changed(toy):
    counts, rows = toy.counts.toarray(), toy.rows.copy()
    distinctive_terms(toy, "document_id")
    group(toy, "document_id")
    assert (toy.counts.toarray() == counts).all()
    pd.testing.assert_frame_equal(toy.rows, rows)
