"""The evidence of a report is what `trace` gives."""

import numpy as np
import pandas as pd
import pytest

from textmine import read_codebook, trace
from textmine.report.evidence import (
    KINDS,
    OF_NO_SEGMENTS,
    UNKNOWN,
    Evidence,
    codebook_of,
    kind_of,
    row_evidence,
    written,
)
from textmine.report.sentences import Sentences
from textmine.report.words import Words

MOST = 40  # rows of a table that are traced one by one


@pytest.fixture(scope="module")
def sentences(corpus):
    return Sentences(corpus)


@pytest.fixture(scope="module")
def codebooks(project):
    return [read_codebook(path) for path in sorted((project / "corpus" / "codebooks").glob("*.toml"))]


def read_table(path):
    return pd.read_csv(path, dtype={"segment_ids": str})


def traced(row, table, corpus, tokenizer, codebooks):
    """As a reader would call it by what the table is about."""
    kind = kind_of(table)
    if kind.by == "term":
        return trace(row, corpus, tokenizer)
    return trace(row, corpus, codebook=codebook_of(table, codebooks) if kind.by == "category" else None)


def test_every_row_of_every_figure_has_the_sentences_that_trace_gives(project, corpus, tokenizer, sentences, codebooks):
    paths = sorted((project / "figures").glob("*.csv"))
    assert len(paths) >= 10
    for path in paths:
        table = read_table(path)
        if "segment_ids" not in table:
            continue
        found = row_evidence(table, sentences, tokenizer, codebook_of(table, codebooks))
        assert len(found) == len(table)
        for place in np.unique(np.linspace(0, len(table) - 1, MOST).astype(int)):
            row = table.iloc[place]
            expected = traced(row if kind_of(table).by != "segments" else row.drop("term", errors="ignore"), table, corpus, tokenizer, codebooks)  # fmt: skip
            own = sentences.table.iloc[[one.number for one in found[place]]]
            columns = {"segment_id": "segment_id", "start": "start", "end": "end", "line": "line", "text": "sentence"}
            for ours, theirs in columns.items():
                assert own[ours].tolist() == expected[theirs].tolist(), (path.name, place, ours)


def test_every_shipped_figure_is_of_a_known_kind(project):
    kinds = {path.stem: kind_of(read_table(path)) for path in (project / "figures").glob("*.csv")}
    assert UNKNOWN not in kinds.values()
    assert len({kind.id for kind in kinds.values()}) > 10
    assert len({kind.id for kind in KINDS}) == len(KINDS)


def test_every_column_of_shipped_figures_has_a_chinese_name(project):
    words, same = Words(), {"g2", "chi2", "jaccard", "tf_idf", "f1"}  # signs, alike in both languages
    names = {name for path in (project / "figures").glob("*.csv") for name in read_table(path)} - {"segment_ids"}
    assert len(names) > 40
    assert {name for name in names - same if words.column(name)[0] == words.column(name)[1]} == set()


def test_marked_places_are_the_term_as_a_word(sentences, tokenizer):
    table = pd.DataFrame({"term": ["工程"], "tf_idf": [1.0], "segment_ids": ["cast-2022/4.2.5.1 chuxiong-2022/3.3"]})
    (found,) = row_evidence(table, sentences, tokenizer)
    (one,) = found  # 建设工程 of the other segment is another word
    text = sentences.table["text"].iloc[one.number]
    assert [text[start:end] for start, end in one.spans] == ["工程"]
    (without,) = row_evidence(table, sentences)
    assert [sentences.table["segment_id"].iloc[one.number] for one in without] == [
        "cast-2022/4.2.5.1",
        "chuxiong-2022/3.3",
    ]


def test_a_table_of_another_kind_gives_all_sentences_of_its_segments(sentences, corpus):
    table = pd.DataFrame({"speaker": ["a", "b"], "segment_ids": ["cast-2022/1.1 harbin-2016/2.1", None]})
    assert kind_of(table) is UNKNOWN
    first, second = row_evidence(table, sentences)
    expected = trace(table.iloc[0], corpus)
    assert [sentences.table["start"].iloc[one.number] for one in first] == expected["start"].tolist()
    assert second == []


def test_a_table_of_no_segments_has_no_sentences(sentences):
    table = pd.DataFrame({"n_topics": [5, 6], "estimate": [0.1, 0.2]})
    assert kind_of(table) is OF_NO_SEGMENTS
    assert row_evidence(table, sentences) == [[], []]


def test_a_category_that_no_codebook_has_gives_all_sentences(codebooks, sentences, corpus):
    table = pd.DataFrame({"category": ["nowhere"], "estimate": [0.1], "segment_ids": ["cast-2022/1.1"]})
    assert codebook_of(table, codebooks) is None
    (found,) = row_evidence(table, sentences, codebook=None)
    assert len(found) == len(trace({"segment_ids": "cast-2022/1.1"}, corpus))


def unwritten(text):
    """A slow reading of what `written` writes: document, sentence, spans."""
    found = []
    for part in filter(None, text.split(";")):
        document, _, items = part.partition(":")
        for item in items.split(","):
            numbers, _, places = item.partition("@")
            first, _, last = numbers.partition("-")
            spans = [tuple(map(int, span.split("-"))) for span in places.split("+")] if places else []
            found += [(int(document), n, spans) for n in range(int(first), int(last or first) + 1)]
    return found


@pytest.mark.parametrize("seed", range(20))
def test_written_evidence_can_be_read_back(sentences, seed):
    random = np.random.default_rng(seed)
    numbers = np.sort(random.choice(len(sentences.table), size=60, replace=False))
    numbers = np.concatenate([numbers, np.arange(5) + random.integers(0, 100)])
    evidence = [Evidence(int(n), [(1, 3), (4, 6)] if random.random() < 0.2 else []) for n in numbers]
    documents = {key: i for i, key in enumerate(sentences.table["document_id"].unique())}
    keys = sentences.table["document_id"].tolist()
    place = sentences.in_document
    expected = [(documents[keys[one.number]], int(place[one.number]), one.spans) for one in evidence]
    assert unwritten(written(evidence, sentences, documents)) == expected


def test_neighbours_are_written_as_a_range(sentences):
    documents = {key: i for i, key in enumerate(sentences.table["document_id"].unique())}
    evidence = [Evidence(0, []), Evidence(1, []), Evidence(2, []), Evidence(3, [(2, 6), (9, 13)]), Evidence(4, [])]
    assert written(evidence, sentences, documents) == "0:0-2,3@2-6+9-13,4"
    assert written([], sentences, documents) == ""
