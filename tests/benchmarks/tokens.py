"""(a) Tokens against plain jieba: the same words, and how much faster."""

import tempfile
import warnings

from tests.benchmarks.measure import Figure, Figures, fastest, paired, run
from tests.benchmarks.texts import PROJECT, sample
from textmine import Tokenizer
from textmine.counting.tokens import cut_texts

PLAIN = """
import warnings; warnings.simplefilter("ignore")
import logging, pathlib, pandas, jieba
jieba.setLogLevel(logging.WARNING)
for path in sorted(pathlib.Path("corpus/text").glob("*.txt")):
    jieba.lcut(path.read_text(encoding="utf-8"))
"""
OWN = """
import pathlib, pandas
from textmine import Tokenizer
tokenizer = Tokenizer()
for path in sorted(pathlib.Path("corpus/text").glob("*.txt")):
    tokenizer.cut(path.read_text(encoding="utf-8"))
"""


def plain_jieba(lexicon=()):
    """A jieba as everybody uses it, with the terms of the lexicon."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    engine = jieba.Tokenizer()
    engine.tmp_dir = tempfile.mkdtemp()
    for term, frequency in lexicon:
        engine.add_word(term, frequency)
    engine.check_initialized()
    return engine


def exactness(texts: list[str]) -> Figures:
    """Texts that either engine cuts otherwise than jieba with the same dictionary."""
    tokenizers = {engine: Tokenizer.from_folder(PROJECT / "corpus", engine=engine) for engine in ("jieba", "rjieba")}
    reference = plain_jieba(tokenizers["jieba"].lexicon)
    cut = [cut_texts(texts, tokenizer, n_jobs=2) for tokenizer in tokenizers.values()]
    different = dict.fromkeys(tokenizers, 0)
    for text, *words in zip(texts, *cut, strict=True):
        expected = reference.lcut(text)
        for engine, found in zip(tokenizers, words, strict=True):
            if found != expected:
                different[engine] += 1
                place = next(i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b)
                print(f"    {engine}: {found[place - 2 : place + 5]}, jieba: {expected[place - 2 : place + 5]}")
    yield Figure("characters compared", sum(map(len, texts)))
    for engine, number in different.items():
        yield Figure(f'texts that engine "{engine}" cuts otherwise than jieba', number, f"of {len(texts)}", most=0)


def speed(texts: list[str]) -> Figures:
    """Characters a second of both engines over those of plain `jieba.lcut`; dictionaries loaded, processes started."""
    texts = sample(texts, 3_000_000)
    reference = plain_jieba()
    works = {"plain": lambda: [reference.lcut(text) for text in texts]}
    for engine in ("jieba", "rjieba"):
        for n_jobs in (1, 2):
            tokenizer = Tokenizer(engine=engine)
            list(cut_texts(texts[: len(texts) // 2], tokenizer, n_jobs=n_jobs))
            works[f"{engine} {n_jobs}"] = lambda t=tokenizer, n=n_jobs: list(cut_texts(texts, t, n_jobs=n))
    times = fastest(works)
    yield Figure("plain jieba.lcut", sum(map(len, texts)) / times["plain"] / 1e6, "million characters a second")
    wanted = {"jieba 1": 1.0, "jieba 2": 1.7, "rjieba 2": 15.0}
    for name, time in times.items():
        if name != "plain":
            yield Figure(f"engine {name} process(es), times as fast", times["plain"] / time, least=wanted.get(name))


def set_up() -> Figures:
    """The five documents from a fresh interpreter on, over plain jieba with its cache; both import pandas."""
    run(PLAIN)  # so that jieba has its cache
    ratio, difference = paired(OWN, PLAIN, repeats=5)
    yield Figure("five documents with set-up, time over plain jieba's", ratio, most=1)
    yield Figure("the same, difference", difference, "seconds")
