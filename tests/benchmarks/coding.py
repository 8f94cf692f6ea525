"""(e) Coding by the codebooks of the corpus: time, processes, growth, and text that tempts patterns to go back and forth."""

import re

import pandas as pd

from tests.benchmarks.measure import Figure, Figures, exponent, fastest, seconds
from tests.benchmarks.texts import of_size
from textmine import categories, read_codebook
from textmine.measuring.coding.matches import Coder
from textmine.measuring.coding.scheme import Codebook

BOOKS = ("themes", "target_groups", "instruments", "obligation")


def coding(texts: list[str], *, long: bool) -> Figures:
    """Seconds a million characters of each codebook; two processes against one; growth; a line without punctuation."""
    books = {name: read_codebook(f"corpus/codebooks/{name}.toml") for name in BOOKS}
    sizes = [100_000, 300_000, 1_000_000] if long else [30_000, 100_000, 300_000]
    table = _segments(texts, sizes[-1])
    for name, book in books.items():
        took = seconds(lambda b=book: categories(table, b)) * 1e6 / sizes[-1]
        yield Figure(f"{name}: a million characters", took, "seconds")
    themes, few = books["themes"], _segments(texts, 100_000)
    times = fastest({"alone": lambda: _each_alone(few, themes), "coded": lambda: categories(few, themes)})
    yield Figure("themes: times as fast as trying each pattern alone", times["alone"] / times["coded"], least=5)
    works = {n: lambda n=n: categories(table, themes, n_jobs=n) for n in (1, 2)}
    times = fastest(works, repeats=2)
    # A third of a million characters take less time than a second process takes to start.
    yield Figure("themes: two processes, times as fast as one", times[1] / times[2], least=1.1 if long else None)
    series = [seconds(lambda size=size: categories(_segments(texts, size), themes)) for size in sizes]
    yield Figure(f"themes: exponent from {sizes[0]} to {sizes[-1]} characters", exponent(sizes, series), most=1.15)
    for name, book in books.items():
        usual = seconds(lambda b=book: categories(_segments(texts, 30_000), b)) / 30_000
        line = _table(["推动科普工作和科学素质建设高质量发展" * (30_000 // 18)])
        time = seconds(lambda b=book, line=line: categories(line, b)) / 30_000
        yield Figure(
            f"{name}: a line of 30,000 characters without a comma, time a character over ordinary",
            time / usual,
            most=5,
        )
    usual, book = _segments(texts, 30_000), books["obligation"]
    bare = _table([re.sub(r"\W", "", "".join(usual["text"]))])
    times = fastest({"usual": lambda: categories(usual, book), "bare": lambda: categories(bare, book)})
    yield Figure("obligation: all words in one clause, time over ordinary", times["bare"] / times["usual"], most=5)


def _each_alone(table: pd.DataFrame, book: Codebook) -> int:
    patterns = [pattern for pattern, _ in Coder(book).patterns]
    return sum(1 for text in table["text"] for pattern in patterns for _ in pattern.finditer(text))


def _segments(texts: list[str], characters: int) -> pd.DataFrame:
    return _table([line for text in of_size(texts, characters) for line in text.split("\n") if line.strip()])


def _table(lines: list[str]) -> pd.DataFrame:
    ids = [f"x/{i}" for i in range(len(lines))]
    return pd.DataFrame({"document_id": "x", "segment_id": ids, "path": "", "kind": "paragraph", "text": lines})
