"""Pages counted in the workers have the counts of the tables that lead there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine import Tokenizer, clean, count_pages, count_terms, outline, tokenize
from textmine.counting.matrix import pages as room
from textmine.reading.page import PageError, read_page

PROJECT = Path(__file__).parents[1]
PAGES = sorted((PROJECT / "tests" / "pages").glob("*.txt")) + sorted((PROJECT / "corpus" / "raw").glob("*.txt"))


def by_tables(paths, tokenizer, **options):
    """From page to counts by a table for every step."""
    segments = pd.concat([outline(clean(read_page(path).text).text, path.stem) for path in paths], ignore_index=True)
    return count_terms(tokenize(segments, tokenizer), segments, **options)


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.rows, other.rows.drop(columns="text"))
    assert one.terms.tolist() == other.terms.tolist()
    assert one.tokenizer == other.tokenizer
    assert one.counts.dtype == other.counts.dtype
    for part in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(one.counts, part), getattr(other.counts, part))


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
def test_counts_are_those_of_the_tables(tokenizer, engine, monkeypatch):
    """Of hand-made pages with every irregularity, and of the five."""
    monkeypatch.setattr(room, "_CHUNK", 5_000)
    tokenizer = Tokenizer(tokenizer.lexicon, tokenizer.stopwords, engine=engine)
    expected = by_tables(PAGES, tokenizer)
    assert len(PAGES) > 100
    assert_same(count_pages(PAGES, tokenizer), expected)
    assert_same(count_pages(map(str, PAGES), tokenizer, n_jobs=2), expected)


def test_rare_terms_are_left_out(tokenizer):
    paths = PAGES[-5:]
    assert_same(count_pages(paths, tokenizer, min_df=5), by_tables(paths, tokenizer, min_df=5))


def test_a_page_of_three_segments(tmp_path):
    (tmp_path / "a.txt").write_text("云山市科普方案\n一、科普科普\n2022,工作和科普。\n", encoding="utf-8")
    matrix = count_pages([tmp_path / "a.txt"], Tokenizer(stopwords=frozenset("和"), lexicon=(("科普", 10**6),)))
    assert matrix.rows["segment_id"].tolist() == ["a/0.1", "a/1", "a/1.1"]
    dense = matrix.counts.toarray()
    found = [{str(matrix.terms[i]): int(row[i]) for i in row.nonzero()[0]} for row in dense]
    assert found == [{"云山": 1, "市": 1, "科普": 1, "方案": 1}, {"科普": 2}, {"工作": 1, "科普": 1}]


def test_no_pages_are_an_empty_matrix():
    matrix = count_pages([], Tokenizer())
    assert (matrix.counts.shape, len(matrix.rows), len(matrix.terms)) == ((0, 0), 0, 0)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_page_that_cannot_be_read_is_named(tmp_path, n_jobs):
    (tmp_path / "a.txt").write_bytes(b"\x89PNG")
    with pytest.raises(PageError, match=r"a\.txt: is an image"):
        count_pages([*PAGES[-2:], tmp_path / "a.txt"], Tokenizer(), n_jobs=n_jobs)
    with pytest.raises(PageError, match=r"b\.txt: no such file"):
        count_pages([tmp_path / "b.txt"], Tokenizer(), n_jobs=n_jobs)


def test_two_pages_of_one_name_are_an_error(tmp_path):
    with pytest.raises(ValueError, match="'harbin-2016' comes twice"):
        count_pages([tmp_path / "harbin-2016.txt", PROJECT / "corpus" / "raw" / "harbin-2016.txt"], Tokenizer())


class Failing(Tokenizer):
    """Fails at every text."""

    def cut(self, text):
        raise RuntimeError("out of words")


def test_a_failure_names_the_page():
    with pytest.raises(RuntimeError) as caught:
        count_pages(PAGES[-1:], Failing())
    assert PAGES[-1].name in caught.value.__notes__[0]
