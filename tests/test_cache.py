"""What is kept is what would be computed; anything that may change it is noticed; no file can make the work fail."""

import ast
import os
import shutil
import subprocess
import sys
from functools import partial
from importlib.metadata import packages_distributions
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import textmine.cache
from textmine import (
    CorpusError,
    Tokenizer,
    code,
    count_terms,
    draw_grid,
    fit_topics,
    read_codebook,
    read_corpus,
    tokenize,
)
from textmine.cache import MISSING, Cache, fingerprint, open_cache
from textmine.contents import ContentError, digest
from textmine.reading import many

PACKAGE = Path(textmine.cache.__file__).parent


@pytest.fixture(autouse=True)
def switched_on(monkeypatch):
    monkeypatch.delenv("TEXTMINE_CACHE")
    monkeypatch.setattr(many, "CHUNK", 1_000)


@pytest.fixture
def folder(project, tmp_path):
    """The corpus folder of a copy of this study."""
    return Path(shutil.copytree(project / "corpus", tmp_path / "study" / "corpus"))


@pytest.fixture
def reads(monkeypatch):
    """Names of the pages that are really read."""
    names, parsed = [], many._parsed
    monkeypatch.setattr(many, "_parsed", lambda page: (names.append(Path(page.path).name), parsed(page))[1])
    return names


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.segments, other.segments)
    pd.testing.assert_frame_equal(one.removed, other.removed)
    pd.testing.assert_frame_equal(one.documents, other.documents)
    assert one.pages == other.pages


def kept(folder):
    return sorted((folder.parent / ".cache").rglob("output.pkl"))


# --- reading -----------------------------------------------------------------------------------------------------------


def test_pages_are_read_once(folder, corpus, reads):
    first = read_corpus(folder)
    assert len(reads) == 5
    second = read_corpus(folder)
    assert len(reads) == 5
    assert_same(first, corpus)
    assert_same(second, corpus)


def test_a_changed_page_is_an_error_and_read_anew(folder, reads):
    read_corpus(folder)
    page = folder / "raw" / "harbin-2016.txt"
    page.write_bytes(page.read_bytes() + "五、附则\n".encode())
    with pytest.raises(CorpusError, match=r"harbin-2016\.txt was changed"):
        read_corpus(folder)
    assert reads[5:] == ["harbin-2016.txt"]


def test_an_added_document_leaves_what_was_kept(folder, reads):
    table = pd.read_csv(folder / "documents.csv", dtype=str)
    table.iloc[1:].to_csv(folder / "documents.csv", index=False)
    added = table.iloc[0]
    shutil.move(folder / "raw" / added["source_file"], folder.parent / "page")
    read_corpus(folder)
    shutil.move(folder.parent / "page", folder / "raw" / added["source_file"])
    table.to_csv(folder / "documents.csv", index=False)
    del reads[:]
    assert len(read_corpus(folder).documents) == 5
    assert reads == [added["source_file"]]


def test_another_ending_is_another_page(folder, reads):
    """The ending of a name helps to tell what a file is, so the same bytes may be another page."""
    read_corpus(folder)
    (folder / "raw" / "harbin-2016.txt").rename(folder / "raw" / "harbin-2016.html")
    table = (folder / "documents.csv").read_text(encoding="utf-8").replace("harbin-2016.txt", "harbin-2016.html")
    (folder / "documents.csv").write_text(table, encoding="utf-8")
    read_corpus(folder)
    assert reads[5:] == ["harbin-2016.html"]


@pytest.mark.parametrize("switch", ["off", "OFF"])
def test_switched_off_it_writes_nothing(folder, corpus, monkeypatch, switch):
    read_corpus(folder, cache=False)
    monkeypatch.setenv("TEXTMINE_CACHE", switch)
    read = read_corpus(folder)
    read.cached(tokenize, read.segments.head(), Tokenizer())
    assert not (folder.parent / ".cache").exists()


# --- results -----------------------------------------------------------------------------------------------------------


def test_results_are_those_without(folder, tokenizer, monkeypatch):
    read = read_corpus(folder)
    tokens = tokenize(read.segments, tokenizer)
    first = read.cached(tokenize, read.segments, tokenizer)
    monkeypatch.setattr(Tokenizer, "cut", None)  # whoever cuts again fails
    second = read.cached(tokenize, read.segments, tokenizer=tokenizer, n_jobs=2, progress=False)
    for table in (first, second):
        pd.testing.assert_frame_equal(table, tokens)
        assert table.attrs == tokens.attrs
    matrix = count_terms(tokens, read.segments)
    for _ in range(2):
        again = read.cached(count_terms, second, read.segments)
        pd.testing.assert_frame_equal(again.rows, matrix.rows)  # with the ordered category of the level
        assert (again.counts != matrix.counts).nnz == 0
        assert (again.terms.tolist(), again.tokenizer) == (matrix.terms.tolist(), matrix.tokenizer)


def test_any_argument_makes_another_result(folder, tokenizer):
    read = read_corpus(folder)
    segments = read.segments.head(20)
    read.cached(tokenize, segments, tokenizer)
    for changed in (
        Tokenizer(tokenizer.lexicon, tokenizer.stopwords, hmm=False),
        Tokenizer(tokenizer.lexicon, tokenizer.stopwords | {"工作"}),
        Tokenizer(tokenizer.lexicon[1:], tokenizer.stopwords),
    ):
        pd.testing.assert_frame_equal(read.cached(tokenize, segments, changed), tokenize(segments, changed))
    shorter = segments.assign(text=segments["text"].str[:-1])
    pd.testing.assert_frame_equal(read.cached(tokenize, shorter, tokenizer), tokenize(shorter, tokenizer))


def test_codes_and_topics_are_kept(project, folder, matrix):
    read = read_corpus(folder)
    codebook = read_codebook(next((project / "corpus" / "codebooks").glob("*.toml")))
    for _ in range(2):
        pd.testing.assert_frame_equal(read.cached(code, read.segments, codebook), code(read.segments, codebook))
        topics = read.cached(fit_topics, matrix, 3, method="nmf", seed=1)
        np.testing.assert_array_equal(topics.phi, fit_topics(matrix, 3, method="nmf", seed=1).phi)
    assert not np.array_equal(topics.phi, read.cached(fit_topics, matrix, 4, method="nmf", seed=1).phi)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda: 1, "is no function of textmine"),
        (pd.concat, "is no function of textmine"),
        (partial(tokenize), "needs a function"),
        (Tokenizer, "needs a function"),
        (read_codebook, "reads or writes files"),
        (read_corpus, "is no function of textmine.reading"),
        (draw_grid, "is no function of textmine.reading"),
    ],
)
def test_other_functions_are_errors_that_say_why(corpus, function, why):
    with pytest.raises(ValueError, match=why):
        corpus.cached(function)


def test_what_cannot_be_told_is_computed_each_time(folder):
    read = read_corpus(folder)
    before = kept(folder)
    texts = read.segments.head().assign(text=[object()] * 5)
    with pytest.raises(TypeError, match="needs a text"):
        read.cached(tokenize, texts, Tokenizer())
    with pytest.raises(TypeError, match="missing"):
        read.cached(tokenize)
    assert kept(folder) == before


# --- contents ----------------------------------------------------------------------------------------------------------

TABLE = pd.DataFrame({"a": ["x", "y", None], "b": [1, 2, 3]})
DIFFERENT = [
    None, True, 1, 1.0, 2, "1", b"1", "", [], (), [1], (1,), [[1], []], [[], [1]], {}, {1: 2}, {2: 1}, {1}, frozenset([1]), {"a": 1, "b": 2},
    {"b": 2, "a": 1}, np.int64(1), np.float64(1), np.array([1]), np.array([1.0]), np.array([[1]]), np.array(["1"]), np.array(["1"], dtype=object),
    np.array(["ab", "c"], dtype=object), np.array(["a", "bc"], dtype=object), np.array(["a", None], dtype=object), pd.NA, pd.NaT,
    pd.Series([1]), pd.Series([1], name="a"), pd.Series([1], index=[1]), pd.Series(["1"]), pd.Series(["1"], dtype=object),
    pd.Series([1], dtype="Int64"), pd.Series([None], dtype="Int64"), pd.Series(["a", "b"], dtype="category"),
    pd.Series(pd.Categorical(["a", "b"], ["b", "a"])), pd.Series(pd.Categorical(["a", "b"], ["a", "b"], ordered=True)),
    TABLE, TABLE.rename(columns={"a": "c"}), TABLE[["b", "a"]], TABLE.set_index("b"), TABLE.iloc[::-1], TABLE.astype({"b": float}), TABLE.fillna(""),
    TABLE.assign(a=["xy", "", None]), pd.MultiIndex.from_tuples([(1, 2)]), pd.Index([1, 2]), pd.RangeIndex(1, 3), sparse.csr_array(np.eye(2)),
    sparse.csc_array(np.eye(2)), sparse.csr_array(np.eye(2)[::-1]), sparse.csr_array(np.eye(2, 3)), Tokenizer(), Tokenizer(hmm=False),
    Tokenizer(stopwords=frozenset("ab")), Tokenizer(lexicon=(("ab", None),)), Tokenizer(lexicon=(("ab", 1),)),
]  # fmt: skip


def with_attrs(**attrs):
    table = TABLE.copy()
    table.attrs |= attrs
    return table


def test_different_contents_have_different_digests():
    values = [*DIFFERENT, with_attrs(tokenizer="a"), with_attrs(tokenizer="b")]
    for (one, a), (other, b) in combinations([(value, digest(value)) for value in values], 2):
        assert a != b, (one, other)


def test_equal_contents_have_equal_digests():
    word = "".join(["科", "普"])
    assert digest([word, word]) == digest(["科普", "".join(["科", "普"])])
    assert digest(TABLE) == digest(TABLE.copy(deep=True)) == digest(pd.concat([TABLE.head(1), TABLE.tail(2)]))
    assert digest(np.arange(6).reshape(2, 3).T) == digest(np.ascontiguousarray(np.arange(6).reshape(2, 3).T))
    assert digest(frozenset(map(str, range(99)))) == digest(frozenset(map(str, reversed(range(99)))))


@pytest.mark.parametrize(
    "value", [Path("a"), iter("a"), open, np.random.default_rng(), object(), [Path("a")], {1: object()}]
)
def test_what_may_change_has_no_digest(value):
    with pytest.raises(ContentError, match="cannot be told"):
        digest(value)


def test_digests_are_the_same_in_every_process(project, corpus, tokenizer):
    script = (
        "from textmine import *; from textmine.contents import digest; import sys; folder = sys.argv[1];"
        "print(digest([Tokenizer.from_folder(folder), read_corpus(folder).segments, read_codebook(sys.argv[2])]))"
    )
    codebook = next((project / "corpus" / "codebooks").glob("*.toml"))
    expected = digest([tokenizer, corpus.segments, read_codebook(codebook)])
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script, str(project / "corpus"), str(codebook)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TEXTMINE_CACHE": "off"}
        assert subprocess.run(command, env=environment, capture_output=True, text=True).stdout.strip() == expected


# --- what else decides -------------------------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the package that the fingerprint is taken of."""
    package = Path(shutil.copytree(PACKAGE, tmp_path / "textmine", ignore=shutil.ignore_patterns("__pycache__")))
    monkeypatch.setattr(textmine.cache, "_PACKAGE", package)
    fingerprint.cache_clear()
    yield package
    fingerprint.cache_clear()


def test_any_line_of_the_package_and_any_version_is_another_fingerprint(copied, monkeypatch):
    found = [fingerprint()]
    for path in (copied / "reading" / "clean" / "noise.py", copied / "schema.py"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        fingerprint.cache_clear()
        found.append(fingerprint())
    (copied / "schema.py").rename(copied / "scheme.py")
    fingerprint.cache_clear()
    found.append(fingerprint())
    for library in textmine.cache.LIBRARIES:
        monkeypatch.setattr(textmine.cache, "version", lambda name, changed=library: "1" if name == changed else "0")
        fingerprint.cache_clear()
        found.append(fingerprint())
    assert len(set(found)) == len(found)


def test_code_that_changed_after_it_was_loaded_keeps_nothing(copied, tmp_path, monkeypatch):
    cache = open_cache(tmp_path)
    assert cache.folder
    later = textmine.cache._LOADED + 10**9
    os.utime(copied / "study.py", ns=(later, later))
    cache.put("a", "b", 1)
    assert cache.get("a", "b") is MISSING
    assert open_cache(tmp_path).folder is None


def test_every_library_that_computes_is_in_the_fingerprint():
    imported = set()
    for path in (path for wing in ("reading", "counting", "measuring") for path in (PACKAGE / wing).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported |= {name.split(".")[0] for name in names}
    installed = packages_distributions()
    needed = {installed[name][0].lower() for name in imported & set(installed)} - {"textmine", "tqdm"}
    assert {"pandas", "scikit-learn", "pypdf", "python-docx"} <= needed
    assert needed <= set(textmine.cache.LIBRARIES)


def test_what_other_code_made_is_removed_and_nothing_else(tmp_path):
    folder = tmp_path / ".cache"
    for name in ("0" * 32 + "/joblib", "1" * 32 + "/mine", "matplotlib/joblib", "2" * 32):
        (folder / name).mkdir(parents=True)
    (folder / ("3" * 32)).write_text("a file")
    cache = open_cache(tmp_path)
    cache.put("a", "b", 1)
    assert open_cache(tmp_path).get("a", "b") == 1
    left = {path.name for path in folder.iterdir()}
    assert left == {"1" * 32, "2" * 32, "3" * 32, "matplotlib", fingerprint(), ".gitignore"}
    assert (folder / ".gitignore").read_text() == "*\n"


# --- files that are damaged, missing or shared ---------------------------------------------------------------------------


def damaged_bytes(data):
    yield b""
    yield data[: len(data) // 2]
    yield data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]  # a single bit
    yield b"no pickle at all"


def test_a_damaged_file_is_computed_again_and_mended(folder, corpus, capfd):
    read_corpus(folder)
    whole = {path: path.read_bytes() for path in kept(folder)}
    assert whole
    for kind in range(4):
        for path, data in whole.items():
            path.write_bytes(list(damaged_bytes(data))[kind])
        assert_same(read_corpus(folder), corpus)
        assert {path: path.read_bytes() for path in kept(folder)} == whole
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_written_keeps_nothing(folder, corpus, capfd):
    (folder.parent / ".cache").write_text("in the way")
    for _ in range(2):
        read = read_corpus(folder)
        assert_same(read, corpus)
    assert len(read.cached(tokenize, read.segments.head(), Tokenizer()))
    assert capfd.readouterr() == ("", "")
    assert (folder.parent / ".cache").read_text() == "in the way"


def test_a_folder_deleted_in_between_is_made_again(folder, corpus, capfd):
    read = read_corpus(folder)
    shutil.rmtree(folder.parent / ".cache")
    for _ in range(2):
        assert len(read.cached(tokenize, read.segments.head(), Tokenizer()))
    assert_same(read_corpus(folder), corpus)
    assert capfd.readouterr() == ("", "")


def test_values_that_cannot_be_stored_are_passed_over(tmp_path, capfd):
    cache = Cache(tmp_path / ("0" * 32))
    cache.put("a", "b", lambda: 1)
    assert cache.get("a", "b") is MISSING
    cache.put("a", "b", None)
    assert cache.get("a", "b") is None
    assert capfd.readouterr() == ("", "")


def test_processes_at_once_are_harmless(folder):
    script = (
        "import sys; from textmine import *; from textmine.contents import digest\n"
        "for _ in range(3):\n"
        "    corpus = read_corpus(sys.argv[1])\n"
        "    print(digest([corpus.segments, corpus.removed, corpus.cached(tokenize, corpus.segments, Tokenizer())]))"
    )
    command = [sys.executable, "-c", script, str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    printed = [process.communicate() for process in running]
    assert [errors for _, errors in printed] == [""] * 3
    assert len(set("".join(lines for lines, _ in printed).split())) == 1
