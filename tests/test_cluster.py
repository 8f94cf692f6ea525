"""Many texts on a Dask cluster of two processes: the same table, also when a worker dies in the middle."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import joblib
import pandas as pd
import pytest

from textmine import Tokenizer, tokenize
from textmine.counting.tokens import many
from textmine.counting.tokens.engines import engine_of

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
