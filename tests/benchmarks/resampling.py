"""(f) Intervals over resampled sections against a plain loop over sections and terms."""

from collections import Counter

import numpy as np

from tests.benchmarks.measure import Figure, Figures, fastest
from tests.benchmarks.texts import PROJECT
from textmine import Tokenizer, count_terms, group, log_ratio_intervals, read_corpus, tokenize
from textmine.measuring.uncertainty import resampled_sections

_RESAMPLES = 2000
_LOOPED = 20  # the loop is timed on fewer resamples; its time is proportional to them


def resampling() -> Figures:
    """2,000 resamples of the log ratio of all terms of the five documents."""
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
