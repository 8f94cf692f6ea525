"""(b) From pages to TF-IDF, against the plain script that a researcher would write."""

import tempfile
from pathlib import Path

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.benchmarks.measure import Figure, Figures, fastest
from tests.benchmarks.texts import sample
from tests.benchmarks.tokens import plain_jieba
from textmine import Tokenizer, count_pages, tf_idf


def plain_script(folder: Path, engine) -> object:
    """Read, cut, weigh: pandas, `jieba.lcut`, `TfidfVectorizer`."""
    table = pd.DataFrame([{"name": path.name, "text": path.read_text("utf-8")} for path in sorted(folder.iterdir())])
    table["words"] = [[word for word in engine.lcut(text) if word.strip()] for text in table["text"]]
    return TfidfVectorizer(analyzer=list).fit_transform(table["words"])


def own_way(folder: Path, tokenizer: Tokenizer, n_jobs: int) -> object:
    """Page, clean, segments, counts, TF-IDF."""
    return tf_idf(count_pages(sorted(folder.iterdir()), tokenizer, n_jobs=n_jobs))


def whole_way(texts: list[str]) -> Figures:
    """Time of the plain script over ours, which also cleans and divides into segments."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, text in enumerate(sample(texts, 1_000_000)):
            (folder / f"page-{number}.txt").write_text(text, encoding="utf-8")
        engine = plain_jieba()
        works = {"plain": lambda: plain_script(folder, engine)}
        for kind in ("jieba", "rjieba"):
            tokenizer = Tokenizer(engine=kind)
            own_way(folder, tokenizer, 2)
            works[kind] = lambda tokenizer=tokenizer: own_way(folder, tokenizer, 2)
        times = fastest(works, repeats=5)
    for kind, least in (("jieba", 2.0), ("rjieba", 4.0)):
        name = f'page to TF-IDF with engine "{kind}" on 2 processors, times as fast'
        yield Figure(name, times["plain"] / times[kind], least=least)
