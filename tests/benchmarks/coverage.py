"""(h) How often intervals cover what they should, on made-up terms in sections as long as those of the five documents."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from tests.benchmarks.measure import Figure, Figures
from tests.benchmarks.rivals import METHODS, Design
from tests.benchmarks.texts import PROJECT
from textmine import Tokenizer, count_terms, group, read_corpus, tokenize

RATES = 0.3, 6.0  # per 1,000 tokens
LEAST = 5  # occurrences of a term in all documents; below, it is rare
_TERMS, _STUDIES = 600, 10


@dataclass(frozen=True)
class Truth:
    """How made-up terms vary: standard deviations of the log rate, and the log ratio of target to reference."""

    name: str
    sections: tuple[float, ...] = (0.0,)  # terms have one of these
    documents: float = 0.0
    effect: float = 0.0
    wanted: bool = True  # whether the limits of the issue are asked of it


TRUTHS = (
    Truth("no overdispersion"),
    Truth("sections .7", (0.7,)),
    Truth("sections .7, documents .4", (0.7,), 0.4),
    Truth("sections .7, documents .8", (0.7,), 0.8),
    Truth("sections 0 to 1.5", (0.0, 0.5, 1.0, 1.5), wanted=False),
    Truth("sections .7, true log ratio 1", (0.7,), effect=1.0),
    Truth("sections .7, true log ratio -1", (0.7,), effect=-1.0),
)


@cache
def five_documents() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tokens, number of the document and level of each section of the corpus."""
    corpus = read_corpus(PROJECT / "corpus")
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    sections = group(count_terms(tokenize(prose, Tokenizer.from_folder(PROJECT / "corpus")), prose), "section_id")
    documents, _ = pd.factorize(sections.rows["document_id"])
    return sections.lengths.astype(float), documents, sections.rows["level"].to_numpy()


def made_up(
    generator: np.random.Generator, truth: Truth, design: Design, n_terms: int = _TERMS
) -> tuple[np.ndarray, np.ndarray]:
    """Counts of terms in sections, and the true log ratio of these documents; mean effects are 1."""

    def effects(deviation: np.ndarray | float, n: int) -> np.ndarray:
        return np.exp(deviation * generator.standard_normal((n_terms, n)) - deviation**2 / 2)

    rates = np.exp(generator.uniform(*np.log(RATES), n_terms))[:, None] / 1000
    of_sections = generator.choice(truth.sections, (n_terms, 1))
    documents = effects(truth.documents, design.documents.max() + 1)[:, design.documents]
    side = 2 ** (truth.effect * (design.target - 0.5))
    means = rates * documents * side * design.lengths
    (a, n), (b, m) = ((means[:, own].sum(axis=1), design.lengths[own].sum()) for own in design.sides)
    counts = generator.poisson(means * effects(of_sections, len(design.lengths)))
    return counts.astype(float), np.log2(a / n) - np.log2(b / m)


@dataclass
class Tally:
    """What a method did with many terms."""

    terms: list[pd.DataFrame] = field(default_factory=list)
    seconds: float = 0.0

    def row(self) -> dict[str, float]:
        """Coverage of frequent and rare terms, of nulls left out, mean width where both ends are finite, milliseconds."""
        table = pd.concat(self.terms)
        often, rare = table[table["total"].ge(LEAST)], table[table["total"].lt(LEAST)]
        there, seldom = table[table["own"].ge(LEAST)], table[table["own"].lt(LEAST)]
        width = often.loc[often["both"], "high"] - often.loc[often["both"], "low"]
        return {
            "often": often["covered"].mean(),
            "rare": rare["covered"].mean(),
            "often_in_target": there["covered"].mean(),
            "rare_in_target": seldom["covered"].mean(),
            "above": often["low"].gt(often["truth"]).mean(),
            "width": width.mean(),
            "milliseconds": 1000 * self.seconds / len(table) * 1000,
        }


def measured(truth: Truth, *, n_studies: int = _STUDIES, methods: tuple[str, ...] = tuple(METHODS)) -> pd.DataFrame:
    """A row a method and level against the others: see `Tally.row`; milliseconds are for 1,000 terms."""
    lengths, documents, levels = five_documents()
    rows = []
    for level in pd.unique(levels):
        design = Design(lengths, documents, levels == level)
        tallies = {name: Tally() for name in methods}
        for study in range(n_studies):
            counts, true = made_up(np.random.default_rng([study, len(level)]), truth, design)
            for name, tally in tallies.items():
                begin = time.perf_counter()
                limits = METHODS[name](counts, design)
                tally.seconds += time.perf_counter() - begin
                tally.terms.append(_judged(limits, counts, true, design))
        rows += [
            {"truth": truth.name, "method": name, "level": level, **tally.row()} for name, tally in tallies.items()
        ]
    return pd.DataFrame(rows)


def _judged(limits: np.ndarray, counts: np.ndarray, true: np.ndarray, design: Design) -> pd.DataFrame:
    low, high = limits
    own, other = (counts[:, side].sum(axis=1) for side in design.sides)
    table = pd.DataFrame({"low": low, "high": high, "truth": true, "own": own, "total": own + other})
    return table.assign(covered=(low <= true + 1e-12) & (true <= high + 1e-12), both=(own > 0) & (other > 0))


def coverage() -> Figures:
    """The table of methods, and whether the one chosen holds what is wanted."""
    tables = []
    for truth in TRUTHS:
        tables.append(measured(truth))
        mean = tables[-1].drop(columns=["truth", "level"]).groupby("method", sort=False).mean()
        print(f"  {truth.name}\n{mean.round(3).to_string()}", flush=True)
    yield from _wanted(pd.concat(tables))


def _wanted(table: pd.DataFrame) -> Iterator[Figure]:
    chosen = table[table["method"].eq("effective counts")].set_index(["truth", "level"])
    for truth in (truth for truth in TRUTHS if truth.wanted):
        row = chosen.loc[truth.name].mean(numeric_only=True)
        yield Figure(f"{truth.name}: coverage of terms that occur {LEAST} times", row["often"], least=0.93, most=0.97)
        yield Figure(f"{truth.name}: coverage of rarer terms", row["rare_in_target"], least=0.92, most=0.98)
        own = table[table["truth"].eq(truth.name)].groupby("method")[["often", "width"]].mean()
        best = own.loc[own["often"].between(0.93, 0.97), "width"].min()
        yield Figure(f"{truth.name}: width over that of the best that covers", row["width"] / best, most=1.15)
