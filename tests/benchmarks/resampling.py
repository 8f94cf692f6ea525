"""(f) Intervals over resampled sections against a plain loop over sections and terms."""

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from tests.benchmarks.measure import Figure, Figures, fastest, run
from tests.benchmarks.studies import LONG, write_table
from tests.benchmarks.texts import PROJECT, collection
from textmine import Tokenizer, count_terms, group, log_ratio_intervals, read_corpus, tokenize
from textmine.measuring.uncertainty import resampled_sections

_RESAMPLES = 2000
_LOOPED = 20  # the loop is timed on fewer resamples; its time is proportional to them
_LIMITS = {37: (10, 6_000), LONG: (300, 6_000)}  # seconds, megabytes
_OF_MANY = """
import sys
from pathlib import Path
from tests.benchmarks.measure import peak_megabytes, seconds
from textmine import Tokenizer, count_terms, group, log_ratio_intervals, read_corpus, tokenize
from textmine.intake import import_table
from textmine.showing.new import new_study
new_study(Path(sys.argv[2]))
folder = Path(sys.argv[2]) / "corpus"
import_table(sys.argv[1], folder, n_jobs=-1)
corpus = read_corpus(folder, cache=False)
prose = corpus.segments[corpus.segments["passage_id"].notna()]
sections = group(count_terms(tokenize(prose, Tokenizer.from_folder(folder)), prose), "section_id")
options = {"method": "percentile", "n_resamples": int(sys.argv[3])}
print(seconds(lambda: log_ratio_intervals(sections, "level", "city", **options)), peak_megabytes(), *sections.counts.shape)
"""


def resampling(path: str | None, *, long: bool) -> Figures:
    """2,000 resamples of the log ratio of all terms of the five documents, and of many."""
    yield from _of_five()
    for size in [37] + [LONG] * long:
        with tempfile.TemporaryDirectory() as name:
            table = write_table(collection(path), size, Path(name) / "received")
            printed = run(_OF_MANY, str(table), str(Path(name) / "study"), str(_RESAMPLES)).splitlines()[-1]
        took, megabytes, n_sections, n_terms = map(float, printed.split())
        what = f"{size:,} documents: {_RESAMPLES:,} resamples of {n_terms:,.0f} terms in {n_sections:,.0f} sections"
        yield Figure(what, took, "s", most=_LIMITS[size][0])
        yield Figure(
            f"{size:,} documents: peak memory, reading and cutting among it", megabytes, "MB", most=_LIMITS[size][1]
        )


def _of_five() -> Figures:
    corpus = read_corpus(PROJECT / "corpus")
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    tokens = tokenize(prose, Tokenizer.from_folder(PROJECT / "corpus"))
    sections = group(count_terms(tokens, prose), "section_id")
    inside = sections.rows["level"].eq("city").tolist()
    counts = sections.counts.toarray()
    bags = [{t: int(n) for t, n in zip(sections.terms, row, strict=True) if n} for row in counts]
    drawn = resampled_sections(sections.rows["document_id"], n_resamples=_LOOPED, seed=0)

    def plain() -> None:
        values = []
        for weights in drawn:
            totals = {True: Counter(), False: Counter()}
            for bag, city, weight in zip(bags, inside, weights, strict=True):
                for _ in range(weight):
                    totals[city].update(bag)
            n, m = (sum(totals[city].values()) for city in (True, False))
            values.append(
                [
                    np.log2((totals[True][t] + 0.5) / (n + 0.5) / ((totals[False][t] + 0.5) / (m + 0.5)))
                    for t in sections.terms
                ]
            )
        np.percentile(values, [2.5, 97.5], axis=0)

    resampled = {"method": "percentile", "n_resamples": _RESAMPLES}
    times = fastest(
        {
            "plain": plain,
            "own": lambda: log_ratio_intervals(sections, "level", "city", **resampled),
            "without": lambda: log_ratio_intervals(sections, "level", "city"),
        }
    )
    yield Figure(f"{_RESAMPLES:,} resamples of {len(sections.terms):,} terms", times["own"], "s")
    yield Figure("times as fast as a plain loop", times["plain"] * _RESAMPLES / _LOOPED / times["own"], least=50)
    yield Figure("the same terms without resampling (effective counts)", times["without"], "s")
