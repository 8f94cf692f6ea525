"""Counts, groups and TF-IDF against values made by hand and by a slow literal translation of the formula."""

import gzip
import json
import lzma
import math
import tracemalloc
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from textmine import (
    Tokenizer,
    count_stream,
    count_terms,
    distinctive_terms,
    document_frequency,
    group,
    load_matrix,
    read_folder,
    read_json_lines,
    save_matrix,
    tf_idf,
    tokenize,
)
from textmine.counting.matrix import DocumentTermMatrix, SourceError, StorageError


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


# --- streams


def assert_same(a, b):
    assert a.counts.dtype == b.counts.dtype
    assert a.counts.shape == b.counts.shape
    assert (a.counts != b.counts).nnz == 0
    assert (a.terms.dtype, a.terms.tolist()) == (b.terms.dtype, b.terms.tolist())
    assert a.tokenizer == b.tokenizer
    pd.testing.assert_frame_equal(a.rows, b.rows, check_exact=True)


def stream_of(segments):
    keys = ["document_id", "segment_id"]
    return (({key: row[key] for key in keys}, row["text"]) for row in segments[[*keys, "text"]].to_dict("records"))


@pytest.mark.parametrize("min_df", [1, 3])
def test_a_stream_gives_the_counts_of_the_whole(corpus, tokenizer, min_df):
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    whole = count_terms(tokenize(prose, tokenizer), prose[["document_id", "segment_id"]], min_df=min_df)
    assert_same(count_stream(stream_of(prose), tokenizer, min_df=min_df), whole)


def test_stream_by_hand():
    documents = [
        ({"id": "x", "year": 2020}, "科普,科普工作。"),
        ({"id": "y"}, "2025"),
        ({"id": "z", "town": "b"}, "工作"),
    ]
    streamed = count_stream(iter(documents), Tokenizer())
    assert streamed.terms.tolist() == ["工作", "科普"]
    assert streamed.counts.toarray().tolist() == [[1, 2], [0, 0], [1, 0]]
    assert streamed.rows["id"].tolist() == ["x", "y", "z"]
    assert streamed.rows["year"].isna().tolist() == [False, True, True]
    assert count_stream(iter([]), Tokenizer()).counts.shape == (0, 0)
    with pytest.raises(TypeError, match=r"document 1 \(\{'id': 'b'\}\).*got NoneType"):
        count_stream([({"id": "a"}, "科普"), ({"id": "b"}, None)], Tokenizer())


def test_memory_of_a_stream_grows_with_the_counts_and_not_with_the_text():
    """A hundred texts more, of the same words, cost less than a quarter of their characters."""
    tokenizer = Tokenizer(hmm=False)
    tokenizer.cut("科普")

    def peak(n_texts):
        texts = (({"id": i}, "科普工作," * 200) for i in range(n_texts))
        tracemalloc.start()
        count_stream(texts, tokenizer)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1)
    assert peak(130) - peak(30) < 100 * 1000 * 2 / 4


def test_the_texts_of_a_folder_come_in_order(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_text("乙科普", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes("甲:关于加强科普工作的通知,各单位要认真贯彻落实。".encode("gb18030"))
    (tmp_path / "c.md").write_text("no", encoding="utf-8")
    assert [(row["document_id"], text[0]) for row, text in read_folder(tmp_path)] == [("a", "甲"), ("b/x", "乙")]


def test_faults_of_a_folder_name_it(tmp_path):
    with pytest.raises(SourceError, match="none: no such folder"):
        list(read_folder(tmp_path / "none"))
    with pytest.raises(SourceError, match=r"holds no file that ends in '\.txt'"):
        list(read_folder(tmp_path))
    (tmp_path / "bad.txt").write_bytes(b"")
    with pytest.raises(SourceError, match=r"bad\.txt: is empty"):
        list(read_folder(tmp_path))


LINES = '{"id": 1, "text": "科普\u2028工作"}\n\n{"id": 2, "text": "", "note": null}\n'


@pytest.mark.parametrize(("name", "pack"), [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.xz", lzma.compress)])
def test_json_lines_plain_and_compressed(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(LINES.encode()))
    assert list(read_json_lines(path)) == [({"id": 1}, "科普\u2028工作"), ({"id": 2, "note": None}, "")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"text": "a"}\n{"text": ', r"a.jsonl:2: is no JSON"),
        (b'\n{"body": "a"}', r"a.jsonl:2: needs an object whose 'text' is a string; got an object with body"),
        (b'["text"]', r"a.jsonl:1: needs an object whose 'text' is a string; got list"),
        (b'{"text": 5}', r"a.jsonl:1: needs an object"),
        (b'{"text": "a"}\n' + "{'text': '科普'}".encode("gb18030"), r"a.jsonl:\d: cannot be read"),
    ],
)
def test_faults_of_json_lines_name_the_line(tmp_path, data, words):
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words):
        list(read_json_lines(path))


def test_missing_and_broken_json_lines(tmp_path):
    with pytest.raises(SourceError, match=r"none\.jsonl: no such file"):
        list(read_json_lines(tmp_path / "none.jsonl"))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "a"}\n' * 5000)[:-20])
    with pytest.raises(SourceError, match=r"a\.jsonl\.gz:\d+: cannot be read"):
        list(read_json_lines(path))


# --- files


def test_the_matrix_of_the_corpus_comes_back(tmp_path, matrix):
    names = ["counts.mtx", "rows.csv", "terms.csv", "matrix.json"]
    assert save_matrix(matrix, tmp_path / "m") == names
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == sorted(names)
    assert_same(load_matrix(tmp_path / "m"), matrix)
    assert save_matrix(load_matrix(tmp_path / "m"), tmp_path / "m") == []
    for by in ("section_id", "level"):
        save_matrix(group(matrix, by), tmp_path / by)
        assert_same(load_matrix(tmp_path / by), group(matrix, by))


def awkward():
    """Every type of column, missing values, an empty row, the word NA, marks, line breaks, Chinese."""
    rows = pd.DataFrame(
        {
            "text": pd.Series(["科普,“引”\n二", None, "", "a\r\nb"], dtype="str"),
            "object": pd.Series(["NA", None, "<NA>", "0012"], dtype=object),
            "whole": [1, -(2**60), 0, 3],
            "year": pd.array([2020, None, 2022, None], dtype="Int64"),
            "share": [0.1, np.nan, -np.inf, 1e-300],
            "narrow": np.array([0.1, 1, 2, 3], dtype=np.float32),
            "complete": [True, False, True, True],
            "known": pd.array([True, None, False, None], dtype="boolean"),
            "level": pd.Categorical(
                ["city", None, "national", "city"], ["national", "provincial", "city"], ordered=True
            ),
            "grade": pd.Categorical([2, 1, None, 2], [2, 1]),
        }
    )
    counts = count_terms(tokens_of(TEXTS), rows_of(TEXTS)).counts
    return DocumentTermMatrix(counts, rows, np.array(["NA", '"', "科普"], dtype="<U9"), "f00d")


def test_types_and_missing_values_come_back(tmp_path):
    save_matrix(awkward(), tmp_path)
    loaded = load_matrix(tmp_path)
    assert_same(loaded, awkward())
    assert loaded.rows.dtypes.tolist() == awkward().rows.dtypes.tolist()
    assert loaded.rows["object"].tolist() == ["NA", None, "<NA>", "0012"]
    assert loaded.rows["level"].cat.ordered
    assert json.loads((tmp_path / "matrix.json").read_text(encoding="utf-8"))["missing"] == "<missing>"


def test_files_are_what_other_programs_expect(tmp_path, toy):
    save_matrix(toy, tmp_path)
    market = (tmp_path / "counts.mtx").read_text(encoding="ascii").splitlines()
    assert market[0] == "%%MatrixMarket matrix coordinate integer general"
    assert [line for line in market if not line.startswith("%")] == [
        "4 3 6", "1 1 1", "1 2 2", "2 1 1", "2 3 1", "4 1 1", "4 3 3",
    ]  # fmt: skip
    assert (tmp_path / "terms.csv").read_text(encoding="utf-8") == "term\na\nb\nc\n"
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8") == "document_id,segment_id\na,a/1\na,a/2\nb,b/1\nb,b/2\n"


def test_the_same_matrix_gives_the_same_bytes(tmp_path, matrix):
    shuffled = matrix.counts.copy()
    shuffled.indices, shuffled.data = shuffled.indices.copy(), shuffled.data.copy()
    first = slice(*shuffled.indptr[:2])
    shuffled.indices[first], shuffled.data[first] = shuffled.indices[first][::-1], shuffled.data[first][::-1]
    shuffled.has_sorted_indices = False
    for name, counts in (("a", matrix.counts), ("b", shuffled)):
        save_matrix(DocumentTermMatrix(counts, matrix.rows, matrix.terms), tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 2), (2, 2)])
def test_empty_matrices_come_back(tmp_path, shape):
    rows = pd.DataFrame({"segment_id": pd.Series([f"a/{i}" for i in range(shape[0])], dtype="str")})
    terms = np.array(list("ab")[: shape[1]], dtype=str)
    empty = DocumentTermMatrix(count_terms(tokens_of({}), rows).counts, rows, terms)
    empty.counts.resize(shape)
    save_matrix(empty, tmp_path)
    assert_same(load_matrix(tmp_path), empty)
    bare = DocumentTermMatrix(empty.counts, pd.DataFrame(index=range(shape[0])), terms)
    save_matrix(bare, tmp_path)
    assert load_matrix(tmp_path).rows.shape == (shape[0], 0)


def test_changed_and_missing_files_are_found(tmp_path, toy):
    with pytest.raises(StorageError, match=r"matrix\.json: no such file"):
        load_matrix(tmp_path)
    save_matrix(toy, tmp_path)
    (tmp_path / "terms.csv").write_text("term\nx\nb\nc\n", encoding="utf-8")
    with pytest.raises(StorageError, match=r"terms\.csv: was changed"):
        load_matrix(tmp_path)


def test_what_cannot_be_stored_is_named(tmp_path, toy):
    for column in ([["a"], "b", "c", "d"], pd.date_range("2020-01-01", periods=4), [1 + 2j] * 4):
        with pytest.raises(StorageError, match="column 'odd'"):
            save_matrix(DocumentTermMatrix(toy.counts, toy.rows.assign(odd=column), toy.terms), tmp_path)
    with pytest.raises(StorageError, match="must be integers, not float64"):
        save_matrix(DocumentTermMatrix(tf_idf(toy), toy.rows, toy.terms), tmp_path)
    with pytest.raises(StorageError, match="different names"):
        save_matrix(DocumentTermMatrix(toy.counts, toy.rows.set_axis(["a", "a"], axis=1), toy.terms), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_long_cells_come_back(tmp_path, toy):
    rows = toy.rows.assign(segment_ids="a/1 " * 50_000)
    save_matrix(DocumentTermMatrix(toy.counts, rows, toy.terms), tmp_path)
    assert len(load_matrix(tmp_path).rows["segment_ids"][3]) == 200_000


def test_the_fingerprint_of_the_tokenizer_goes_with_the_counts(toy):
    tokens = tokens_of(TEXTS)
    tokens.attrs["tokenizer"] = "f00d"
    counted = count_terms(tokens, rows_of(TEXTS), min_df=2)
    assert counted.tokenizer == "f00d"
    assert group(counted.take(terms=[0]), "document_id").tokenizer == "f00d"
    assert toy.tokenizer is None
