"""(c, d) How time and memory grow with the text."""

import os

from tests.benchmarks.measure import Figure, Figures, exponent, fastest, run, seconds
from tests.benchmarks.texts import VARIABLE, of_size
from textmine import cited_documents, responsibilities, targets
from textmine.reading.clean import clean
from textmine.reading.outline import outline

BYTES_A_CHARACTER = 3  # of Chinese in UTF-8
COUNTING = """
import sys
from collections import Counter
import numpy as np
from tests.benchmarks.measure import peak_megabytes, seconds
from tests.benchmarks.texts import collection, of_size
from textmine import Tokenizer
from textmine.counting.tokens import encode_texts

def count(characters):
    frequency = Counter()
    for part in encode_texts(of_size(texts, characters), tokenizer, narrowed=True, n_jobs=2):
        totals = np.bincount(part.codes, minlength=len(part.vocabulary))
        frequency.update(dict(zip(part.vocabulary, totals.tolist())))
    return frequency

texts, tokenizer = collection(None), Tokenizer(engine="rjieba")
count(3_000_000)
took = seconds(lambda: count(int(sys.argv[1])))
from joblib.externals.loky import get_reusable_executor
get_reusable_executor().shutdown(wait=True)
print(took, peak_megabytes())
"""


def reading(texts: list[str], *, long: bool) -> Figures:
    """Clean, outline and commitments of one page of growing size."""
    sizes = [1, 5, 50] if long else [0.2, 1, 5]
    times: dict[str, list[float]] = {"clean": [], "outline": [], "commitments": []}
    for size in sizes:
        page = "\n".join(of_size(texts, int(size * 1e6 / BYTES_A_CHARACTER)))
        text = clean(page).text
        segments = outline(text, "page")
        works = {"clean": lambda page=page: clean(page), "outline": lambda text=text: outline(text, "page"),
                 "commitments": lambda s=segments: (targets(s), responsibilities(s), cited_documents(s))}  # fmt: skip
        for name, time in fastest(works, repeats=1 if size > 1 else 3).items():
            times[name].append(time)
            yield Figure(f"{name} of {size} MB", time, "seconds")
    for name, series in times.items():
        # Linear in steps; caches and the collector of garbage add a little, a quadratic step would give 2.
        yield Figure(f"{name}: exponent from {sizes[0]} to {sizes[-1]} MB", exponent(sizes, series), most=1.25)


def hostile(texts: list[str]) -> Figures:
    """Pages that tempt patterns to go back and forth, over ordinary text of a million characters."""
    size = 1_000_000
    pages = {
        "brackets": "(" * size,
        "brackets in lines": ("(" * 99 + "\n") * (size // 100),
        "one line of 10 MB": "".join(of_size(texts, 10 * size // BYTES_A_CHARACTER)).replace("\n", ""),
        "nested 《": "《" * (size // 2) + "》" * (size // 2),
    }
    ordinary = "\n".join(of_size(texts, size))
    usual = seconds(lambda: _read(ordinary)) / len(ordinary)
    for name, page in pages.items():
        time = seconds(lambda page=page: _read(page)) / len(page)
        yield Figure(f"{name}: time a character over that of ordinary text", time / usual, most=10)


def counting(path: str | None, *, long: bool) -> Figures:
    """Cut and count a stream of texts with engine "rjieba" on two processors."""
    sizes = [10, 30, 100] + [1000] * long
    os.environ[VARIABLE] = path or os.environ.get(VARIABLE, "")
    times = []
    for size in sizes:
        took, peak = map(float, run(COUNTING, str(int(size * 1e6 / BYTES_A_CHARACTER))).split())
        times.append(took)
        yield Figure(f"tokens and counts of {size} MB", took, "seconds")
        yield Figure(f"peak memory at {size} MB, both workers included", peak, "MB", most=2000)
    yield Figure(f"tokens and counts: exponent from {sizes[0]} to {sizes[-1]} MB", exponent(sizes, times), most=1.05)


def _read(page: str) -> None:
    segments = outline(clean(page).text, "page")
    targets(segments), responsibilities(segments), cited_documents(segments)
