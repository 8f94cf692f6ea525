"""Many texts on a Dask cluster of two processes: the same table, also when a worker dies in the middle."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import joblib
import pandas as pd
import pytest

from textmine import Tokenizer, code, count_pages, read_codebook, read_corpus, tokenize
from textmine.counting.tokens import many
from textmine.counting.tokens.engines import engine_of
from textmine.measuring.coding import matches
from textmine.reading import many as reading

distributed = pytest.importorskip("distributed", reason="needs pip install textmine[cluster]")

FATAL = "致命"


@dataclass(frozen=True)
class WatchedTokenizer(Tokenizer):
    """Writes down which process cut which text; the first that meets the fatal word is killed before it answers."""

    folder: str = ""

    def cut(self, text):
        with (Path(self.folder) / f"{os.getpid()}.txt").open("a", encoding="utf-8") as file:
            file.write(text + "\n")
        if FATAL in text:
            try:
                (Path(self.folder) / "killed").touch(exist_ok=False)
            except FileExistsError:
                return super().cut(text)
            os.kill(os.getpid(), signal.SIGKILL)
        return super().cut(text)


class FailingTokenizer(Tokenizer):
    """Fails at the name of a city."""

    def cut(self, text):
        if "哈尔滨" in text:
            raise RuntimeError("out of words")
        return super().cut(text)


@pytest.fixture(scope="module")
def client():
    """A cluster of two worker processes on this machine."""
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def both_workers(client):
    """The one that the test before has killed is started again: with a single one joblib would work in this process.

    A cluster that never answers fails the test after two minutes rather than holding up all others.
    """
    client.wait_for_workers(2, timeout=60)

    def give_up(*_):
        raise TimeoutError("the cluster did not answer for two minutes")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def segments(corpus, monkeypatch):
    """All segments of the corpus, in chunks so small that there are about fifty."""
    monkeypatch.setattr(many, "CHUNK", 1_000)
    return corpus.segments


def cut_by(folder):
    """The texts that each process wrote down."""
    return {int(path.stem): path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.txt")}


def test_a_cluster_gives_the_same_table(client, segments, tokenizer, tmp_path):
    watched = WatchedTokenizer(tokenizer.lexicon, tokenizer.stopwords, folder=str(tmp_path))
    with joblib.parallel_config(backend="dask"):
        table = tokenize(segments, watched)
    pd.testing.assert_frame_equal(table, tokenize(segments, tokenizer))
    workers = set(client.run(os.getpid).values())
    assert set(cut_by(tmp_path)) == workers
    assert len(workers) == 2
    assert os.getpid() not in workers


def test_a_worker_builds_its_engine_once(client, segments, tokenizer):
    with joblib.parallel_config(backend="dask"):
        tokenize(segments, tokenizer)
        tokenize(segments, tokenizer)
    assert set(client.run(lambda: engine_of.cache_info().misses).values()) == {1}


def test_a_killed_worker_loses_and_doubles_nothing(client, segments, tokenizer, tmp_path):
    segments = segments.copy()
    middle = len(segments) // 2
    segments.loc[middle, "text"] = FATAL + segments.loc[middle, "text"]
    watched = WatchedTokenizer(tokenizer.lexicon, tokenizer.stopwords, folder=str(tmp_path))
    before = set(client.run(os.getpid).values())
    with joblib.parallel_config(backend="dask"):
        table = tokenize(segments, watched)
    assert (tmp_path / "killed").exists()
    met = [pid for pid, texts in cut_by(tmp_path).items() if any(FATAL in text for text in texts)]
    assert len(met) == 2  # the one that was killed, and the one that did its work again
    assert len(before - set(client.run(os.getpid).values())) == 1
    pd.testing.assert_frame_equal(table, tokenize(segments, tokenizer))


def test_an_error_of_a_worker_names_the_segment(client, segments, tokenizer):
    failing = FailingTokenizer(tokenizer.lexicon, tokenizer.stopwords)
    with joblib.parallel_config(backend="dask"), pytest.raises(RuntimeError, match="out of words") as caught:
        tokenize(segments, failing)
    named = segments.loc[segments["text"].str.contains("哈尔滨"), "segment_id"]
    assert caught.value.__notes__[0].removeprefix("while cutting segment ") in set(named)


def killed_once(client, folder, before):
    """Whether one worker was killed and the other, or a new one, did its work."""
    workers = set(client.run(os.getpid).values())
    return (folder / "killed").exists() and len(before - workers) == 1


def dies_once(folder, holds_fatal, work):
    """The work, by workers of which the first that meets the fatal word is killed before it answers."""

    own = os.getpid()

    def watched(*args):
        assert os.getpid() != own, "not on the cluster"
        if holds_fatal(args):
            try:
                (folder / "killed").touch(exist_ok=False)
            except FileExistsError:
                return work(*args)
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*args)

    return watched


def test_a_worker_killed_while_reading_changes_nothing(client, project, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1_000)  # a page or two a task
    fatal = (project / "corpus" / "raw" / "chuxiong-2022.txt").read_bytes()
    watched = dies_once(tmp_path, lambda args: any(page.data == fatal for page in args[0]), reading.parse)
    monkeypatch.setattr(reading, "parse", watched)
    before = set(client.run(os.getpid).values())
    with joblib.parallel_config(backend="dask"):
        again = read_corpus(project / "corpus", progress=False)
    assert killed_once(client, tmp_path, before)
    pd.testing.assert_frame_equal(again.segments, corpus.segments)
    pd.testing.assert_frame_equal(again.removed, corpus.removed)
    assert again.pages == corpus.pages


def test_a_worker_killed_while_coding_changes_nothing(client, project, corpus, tmp_path, monkeypatch):
    codebook = read_codebook(next((project / "corpus" / "codebooks").glob("*.toml")))
    expected = code(corpus.segments, codebook)
    monkeypatch.setattr(matches, "_CHUNK", 50)
    fatal = corpus.segments["text"].iloc[len(corpus.segments) // 2]
    watched = dies_once(tmp_path, lambda args: fatal in args[1], matches._matches)
    monkeypatch.setattr(matches, "_matches", watched)
    before = set(client.run(os.getpid).values())
    with joblib.parallel_config(backend="dask"):
        coded = code(corpus.segments, codebook)
    assert killed_once(client, tmp_path, before)
    pd.testing.assert_frame_equal(coded, expected)
    assert len(coded) > 100


def test_pages_are_counted_on_a_cluster(client, project, tokenizer):
    paths = sorted((project / "corpus" / "raw").glob("*.txt"))
    here = count_pages(paths, tokenizer)
    with joblib.parallel_config(backend="dask"):
        there = count_pages(paths, tokenizer)
    pd.testing.assert_frame_equal(there.rows, here.rows)
    assert there.terms.tolist() == here.terms.tolist()
    assert (there.counts != here.counts).nnz == 0
