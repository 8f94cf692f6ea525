"""Many pages are read as each would be alone, on any number of processes, and chunks end where their pages say so."""

import hashlib
import random

import pandas as pd
import pytest

from textmine import read_corpus
from textmine.documents import CorpusError
from textmine.reading import many
from textmine.reading.clean import clean
from textmine.reading.outline import outline, outline_table
from textmine.reading.page import Raw, read_page


def raw(number: int, size: int = 100) -> Raw:
    """A page of so many bytes, none like another."""
    data = random.Random(number).randbytes(size)
    return Raw(f"{number}.txt", hashlib.sha256(data).hexdigest(), data)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 1_000)


def test_pages_are_read_as_each_alone(project, small_chunks):
    paths = sorted((project / "corpus" / "raw").glob("*.txt"))
    pages = [Raw(str(path), str(i), path.read_bytes()) for i, path in enumerate(paths)]
    parsed = list(many.parse_pages(pages))
    assert len(parsed) == len(paths)
    for path, page in zip(paths, parsed, strict=True):
        alone = clean(read_page(path).text)
        assert page.cleaned == alone
        table = outline_table([("a", page.cleaned.text, page.rows)])
        pd.testing.assert_frame_equal(table, outline(alone.text, "a"))


def test_processes_change_nothing(project, corpus, small_chunks):
    again = read_corpus(project / "corpus", n_jobs=2, progress=False)
    pd.testing.assert_frame_equal(again.segments, corpus.segments)
    pd.testing.assert_frame_equal(again.removed, corpus.removed)
    pd.testing.assert_frame_equal(again.documents, corpus.documents)
    assert again.pages == corpus.pages


def test_nothing_shows_where_there_is_no_terminal(project, small_chunks, capfd):
    read_corpus(project / "corpus", n_jobs=2)
    assert capfd.readouterr() == ("", "")


def test_no_page_gives_nothing():
    assert list(many.parse_pages([])) == []


def test_an_unreadable_page_says_why_and_the_others_are_read():
    policy = "云山市科普方案\n一、总则\n为加强科普,制定本方案。\n".encode()
    first, second = many.parse([Raw("a.png", "0", b"\x89PNG"), Raw("b.txt", "1", policy)])
    assert (first.cleaned, first.rows) == (None, [])
    assert first.problem.startswith("a.png: is an image")
    assert [kind for _, _, kind, *_ in second.rows] == ["title", "heading", "paragraph"]


def test_faults_of_pages_come_in_the_order_of_the_rows(tmp_path):
    raws = tmp_path / "corpus" / "raw"
    raws.mkdir(parents=True)
    rows = ["document_id,title,level,source_file,sha256"]
    for name, data in {"a": b"\x89PNG", "b": None, "c": "首页\n打印 关闭\n".encode()}.items():
        if data:
            (raws / f"{name}.txt").write_bytes(data)
        rows.append(f"{name}-2022,x,city,{name}.txt,{hashlib.sha256(data or b'').hexdigest()}")
    (tmp_path / "corpus" / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path / "corpus")
    found = str(caught.value).splitlines()[1:]
    assert [line.split(":")[1] for line in found] == ["2", "3", "4"]
    assert [words in line for words, line in zip(["image", "no such file", "no policy"], found, strict=True)] == [
        1,
        1,
        1,
    ]


def test_chunks_tile_the_pages_and_are_of_like_size(small_chunks):
    pages = [raw(i) for i in range(400)]
    chunks = list(many._chunks(pages))
    assert [page for chunk in chunks for page in chunk] == pages
    sizes = [sum(len(page.data) for page in chunk) for chunk in chunks[:-1]]
    assert min(sizes) >= 1_000
    assert max(sizes) <= 4_000


def test_an_added_page_changes_few_chunks(small_chunks):
    pages = [raw(i) for i in range(400)]
    before = {tuple(chunk) for chunk in many._chunks(pages)}
    for place in (0, 200, 400):
        after = {tuple(chunk) for chunk in many._chunks([*pages[:place], raw(1000), *pages[place:]])}
        assert len(after - before) <= 5, place


def test_what_is_kept_is_asked_for_first(small_chunks):
    pages = [raw(i, 600) for i in range(20)]
    kept = {}
    first = list(many.parse_pages(pages, recall=lambda chunk: kept.get(tuple(chunk)), keep=lambda c, p: kept.update({tuple(c): p})))  # fmt: skip
    assert sum(map(len, kept)) == 20
    stand_in = {chunk: [many.Parsed(None, [], "kept")] * len(chunk) for chunk in list(kept)[::2]}
    second = list(many.parse_pages(pages, recall=lambda chunk: stand_in.get(tuple(chunk))))
    expected = [
        stand_in.get(chunk, parts)[i] for chunk, parts in kept.items() for i in range(len(chunk))
    ]  # every other chunk from what was kept, the rest read
    assert second == expected
    assert second != first
