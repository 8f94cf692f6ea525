"""From numbers to sentences."""

import pandas as pd
import pytest

from textmine import concordance, holding_segments, quotations, read_codebook, trace
from textmine.measuring.coding.matches import Coder


def test_holding_segments_are_those_with_the_term(matrix, corpus, tokenizer):
    text = corpus.segments.set_index("segment_id")["text"]
    held = holding_segments(matrix, ["应急科普", "没有的词"])
    expected = [key for key in matrix.rows["segment_id"] if "应急科普" in tokenizer.terms(text[key])]
    assert held == [" ".join(expected), ""]
    assert len(expected) > 5


def test_holding_segments_of_some_rows(matrix):
    mask = matrix.rows["document_id"].eq("harbin-2016").to_numpy()
    assert set(holding_segments(matrix, ["应急科普"], mask)[0].split()) == set()
    assert all(key.startswith("harbin") for key in holding_segments(matrix, ["社区"], mask)[0].split())


def test_concordance_by_hand():
    segments = pd.DataFrame({"segment_id": ["a/1", "a/2"], "path": ["", "一、目标"], "text": ["加强科普,科普好", "无"]})
    table = concordance(segments, "科普", window=2)
    assert table.to_numpy().tolist() == [["a/1", "加强", "科普", ",科", "", 2], ["a/1", "普,", "科普", "好", "", 5]]


@pytest.mark.parametrize(("pattern", "words"), [("(", "no regular expression"), ("x*", "empty text")])
def test_bad_patterns_are_errors(pattern, words):
    with pytest.raises(ValueError, match=words):
        concordance(pd.DataFrame({"segment_id": [], "path": [], "text": []}), pattern)


def test_trace_leads_to_sentences_and_lines(corpus, tokenizer):
    """工程 as a word of its own; 建设工程 is another word."""
    row = {"term": "工程", "segment_ids": "cast-2022/4.2.5.1 chuxiong-2022/3.3"}
    table = trace(row, corpus, tokenizer)
    assert table[["segment_id", "line", "sentence"]].to_numpy().tolist() == [
        ["chuxiong-2022/3.3", 124, "(三)科普基础设施工程"]
    ]
    assert trace(row, corpus)["segment_id"].tolist() == ["cast-2022/4.2.5.1", "chuxiong-2022/3.3"]
    at = table.loc[0]
    assert corpus.pages["chuxiong-2022"].text[at["start"] : at["end"]] == at["sentence"]


def traced_tables(project):
    """The tables beside the figures."""
    tables = {path: pd.read_csv(path) for path in sorted((project / "figures").glob("*.csv"))}
    assert [path.stem for path in tables if "segment_ids" not in tables[path]] == []
    return [(path, table) for path, table in tables.items() if "segment_ids" in table]


def test_every_row_of_every_figure_can_be_traced(corpus, project):
    for path, table in traced_tables(project):
        for _, row in table[table["segment_ids"].notna()].iloc[:: max(len(table) // 8, 1)].iterrows():
            found = trace(row, corpus)
            assert len(found), (path.name, dict(row))
            assert set(found["segment_id"]) <= set(row["segment_ids"].split())


def test_trace_of_a_category_leads_to_its_coded_sentences(corpus, project):
    codebook = read_codebook(project / "corpus" / "codebooks" / "obligation.toml")
    row = {"category": "mandatory", "segment_ids": "tianjin-2023/2.3.1 harbin-2016/4.1.2.1"}
    table = trace(row, corpus, codebook=codebook)
    assert table["segment_id"].tolist() == ["tianjin-2023/2.3.1"] * 4 + ["harbin-2016/4.1.2.1"]
    assert all("要" in sentence for sentence in table["sentence"])


def test_a_row_that_cannot_be_traced_is_an_error(corpus):
    with pytest.raises(KeyError, match="no segment_ids; it has term"):
        trace({"term": "x"}, corpus)
    with pytest.raises(KeyError, match="no segment a/9 in the corpus"):
        trace({"segment_ids": "a/9"}, corpus)


def test_concordance_sorts_by_context():
    segments = pd.DataFrame({"segment_id": ["a/1"], "path": [""], "text": ["乙科普甲,甲科普乙"]})
    assert concordance(segments, "科普", window=1, sort="right")["right"].tolist() == ["乙", "甲"]
    assert concordance(segments, "科普", window=1, sort="left")["left"].tolist() == ["乙", "甲"]
    with pytest.raises(ValueError, match="'text', 'left' or 'right'"):
        concordance(segments, "科普", sort="up")


def test_plotted_segments_exist(corpus, project):
    """Every id beside a figure is a segment of the corpus, and no plotted row is without one unless it shows a zero."""
    known = set(corpus.segments["segment_id"])
    for path, table in traced_tables(project):
        ids = table["segment_ids"].fillna("").str.split()
        assert set(ids.explode().dropna()) <= known, path.name


def test_plotted_counts_lead_to_their_sentences(project, corpus):
    """The counts of the figure of level terms, counted again in the text of the segments it names."""
    table = pd.read_csv(project / "figures" / "fig03_level_terms.csv").set_index("term")
    text = corpus.segments.set_index("segment_id")["text"]
    for term in ("落实", "组织", "全域科普", "农村", "建立健全"):
        own = table.loc[term]
        assert all(term in text[key] for key in own["segment_ids"].split())
        assert sum(text[key].count(term) for key in own["segment_ids"].split()) >= own["count_target"]


def test_quotations_take_the_sentences_with_the_most_coded_characters_from_different_segments(corpus, project):
    codebook = read_codebook(project / "corpus" / "codebooks" / "obligation.toml")
    ids = corpus.segments.loc[corpus.segments["document_id"].eq("chuxiong-2022"), "segment_id"]
    rows = pd.DataFrame({"category": ["promotive", "conditional"], "segment_ids": [" ".join(ids), "chuxiong-2022/1"]})
    table = quotations(rows, corpus, codebook, n=3)
    assert list(table.columns) == ["row", "category", "segment_id", "path", "start", "end", "line", "sentence"]
    assert table["row"].tolist() == [0, 0, 0]  # the second row has no sentence so coded
    assert table["segment_id"].is_unique
    coded = [sum(text.count(word) for word in ("鼓励", "支持", "引导", "提倡", "倡导")) for text in table["sentence"]]
    assert coded == sorted(coded, reverse=True)
    everything = trace(rows.iloc[0], corpus, codebook=codebook)["sentence"]
    assert coded[0] == max(sum(t.count(w) for w in ("鼓励", "支持", "引导", "提倡", "倡导")) for t in everything)
    assert quotations(rows.head(0), corpus, codebook).empty


def test_quotations_are_the_best_of_what_is_traced(corpus, project):
    codebook = read_codebook(project / "corpus" / "codebooks" / "themes.toml")
    coder, n = Coder(codebook), 0
    keys = corpus.segments["segment_id"]
    rows = [(name, " ".join(keys[i :: 7 + i])) for i, name in enumerate(codebook.ids)]
    table = quotations(pd.DataFrame(rows, columns=["category", "segment_ids"]), corpus, codebook, n=3)
    for i, (category, ids) in enumerate(rows):
        found = trace({"category": category, "segment_ids": ids}, corpus, codebook=codebook)
        size = [sum(m[1] - m[0] for m in coder.matches(s) if m[2] == category) for s in found["sentence"]]
        best = found.assign(size=size).sort_values("size", ascending=False, kind="stable")
        best = best.drop_duplicates("segment_id").head(3).drop(columns="size")
        own = table[table["row"].eq(i)].drop(columns=["row", "category"])
        assert own.to_numpy().tolist() == best.to_numpy().tolist()
        n += len(own)
    assert n == len(table) > 10
