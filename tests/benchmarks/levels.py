"""(i) Terms chosen among many, shares, and studies of many documents: whether what is promised of them holds."""

import numpy as np
import pandas as pd
from scipy import sparse

from tests.benchmarks.coverage import LEAST, RATES, five_documents
from tests.benchmarks.measure import Figure, Figures
from textmine import DocumentTermMatrix, compare_groups, log_ratio_intervals, permutation_test
from textmine.measuring.uncertainty import Sample, share_differences

_TERMS, _EFFECT, _TOKENS = 2500, 3.0, 100


def made_up_study(
    lengths: np.ndarray,
    documents: np.ndarray,
    levels: np.ndarray,
    *,
    sections: float,
    between: float = 0.0,
    effects: np.ndarray | float = 0.0,
    target: str = "",
    n_terms: int = 400,
    seed: int = 0,
) -> DocumentTermMatrix:
    """Terms whose log rates vary between sections and documents with these deviations; the target's differ by the effects.

    There are a hundred times as many tokens, at a hundredth of the rates: else made-up terms would fill the sections.
    """
    generator = np.random.default_rng(seed)
    rates = np.exp(generator.uniform(*np.log(RATES), n_terms))[:, None] / 1000

    def drawn(deviation: float, n: int) -> np.ndarray:
        return np.exp(deviation * generator.standard_normal((n_terms, n)) - deviation**2 / 2)

    means = rates * lengths * drawn(between, documents.max() + 1)[:, documents] * drawn(sections, len(lengths))
    means *= 2 ** (np.broadcast_to(effects, n_terms)[:, None] * (levels == target))
    ids = np.arange(len(lengths)).astype(str)
    rows = pd.DataFrame({"document_id": np.char.add("d", documents.astype(str)), "segment_id": ids, "level": levels})
    counts = generator.poisson(means).T
    rest = np.maximum(_TOKENS * lengths - counts.sum(axis=1), 0)[:, None]  # so that lengths hang on no term
    terms = np.append(np.char.add("t", np.arange(n_terms).astype(str)), "rest")
    return DocumentTermMatrix(sparse.csr_array(np.hstack([counts, rest]).astype(np.int64)), rows, terms)


def many_documents(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sections of n documents in three levels, each with some of the lengths of one of the five."""
    generator = np.random.default_rng([n, seed])
    lengths, documents, _ = five_documents()
    parts = []
    for _ in range(n):
        own = lengths[documents == generator.integers(5)]
        parts.append(generator.choice(own, generator.integers(8, len(own) + 1)))
    of = np.repeat(np.arange(n), [len(part) for part in parts])
    return np.concatenate(parts), of, np.array(["national", "provincial", "city"])[of % 3]


def found_among(level: str, sections: float, *, seed: int = 0) -> dict[str, float]:
    """Of 2,500 terms, a tenth with true effects: how many stand out, are null or fewer there, have intervals that miss."""
    generator = np.random.default_rng([seed, len(level)])
    effects = np.where(generator.random(_TERMS) < 0.1, generator.choice([-_EFFECT, _EFFECT], _TERMS), 0)
    lengths, documents, levels = five_documents()
    options = {"sections": sections, "effects": effects, "target": level, "n_terms": _TERMS, "seed": seed}
    matrix = made_up_study(lengths, documents, levels, **options)
    table = compare_groups(matrix, "level", [level])
    found = table[table["stands_out"]]
    true = found["term"].map(dict(zip(matrix.terms, np.append(effects, 0), strict=True)))
    missed = found["fcr_low"].gt(true) | found["fcr_high"].lt(true)
    power = true.gt(0).sum() / max((effects > 0).sum(), 1)
    return {"found": len(found), "null": true.le(0).sum(), "missed": missed.sum(), "power": power}


def covered_levels(n: int, between: float, *, effect: float = 0.0, n_studies: int = 4, n_terms: int = 400) -> float:
    """Share of the terms of five occurrences whose interval over documents covers the difference of the levels."""
    covered = []
    for seed in range(n_studies):
        options = {"sections": 0.7, "between": between, "effects": effect, "target": "national", "seed": seed}
        matrix = made_up_study(*many_documents(n, seed), n_terms=n_terms, **options)
        table = log_ratio_intervals(matrix, "level", "national", unit="document")
        often = (np.asarray(matrix.counts.sum(axis=0)).ravel() >= LEAST) & (matrix.terms != "rest")
        covered.append(table.loc[often, "low"].le(effect) & table.loc[often, "high"].ge(effect))
    return float(pd.concat(covered).mean())


def covered_shares(level: str, evenness: float, *, n_studies: int = 150, n_shares: int = 9) -> pd.DataFrame:
    """Whether intervals of shares, and of their differences from the other documents, cover, for each made-up share.

    The shares of sections are Dirichlet with this sum of parameters, and only whole segments of 25 tokens have one.
    """
    lengths, documents, levels = five_documents()
    own, rows = levels == level, []
    for seed in range(n_studies):
        generator = np.random.default_rng([seed, len(level)])
        true = generator.dirichlet(np.full(n_shares, 0.7))
        shares = generator.dirichlet(np.maximum(true * evenness, 1e-3), len(lengths))
        segments = np.maximum(np.round(lengths / 25).astype(int), 1)
        values = np.array([generator.multinomial(n, p) / n for n, p in zip(segments, shares, strict=True)])
        sides = [Sample((values * lengths[:, None])[side], lengths[side], documents[side]) for side in (own, ~own)]
        low, high = sides[0].limits(0.95, "section")
        between = share_differences(*sides, unit="section")
        columns = {"true": true, "share": (low <= true) & (true <= high)}
        rows.append(pd.DataFrame(columns | {"difference": between["low"].le(0) & between["high"].ge(0)}))
    return pd.concat(rows, ignore_index=True)


def levels() -> Figures:
    """What coverage.md says, larger than in the tests; of shares, means over the three levels are held to the limits."""
    for level, sections in (("national", 0.0), ("national", 0.7), ("city", 0.7), ("national", 1.0), ("city", 1.0)):
        found = pd.DataFrame([found_among(level, sections, seed=seed) for seed in range(10)]).sum()
        name = f"{level}, sections {sections:g}"
        yield Figure(f"{name}: null among the terms standing out", found["null"] / found["found"], most=0.10)
        yield Figure(f"{name}: intervals of these that miss", found["missed"] / found["found"], most=0.10)
        yield Figure(f"{name}: true effects found", found["power"] / 10)
    for evenness in (1, 5, 50):
        tables = {level: covered_shares(level, evenness) for level in ("national", "provincial", "city")}
        for what in ("share", "difference"):
            means = {"above 5 %": [], "below": []}
            for level, table in tables.items():
                for name, own in (("above 5 %", table["true"] > 0.05), ("below", table["true"] <= 0.05)):
                    means[name].append(table.loc[own, what].mean())
                    yield Figure(f"evenness {evenness}, {level}: {what}s {name}", means[name][-1])
            yield Figure(f"evenness {evenness}: {what}s above 5 %", np.mean(means["above 5 %"]), least=0.93, most=0.97)
            # Intervals of rare shares cover more often than they need to: .98 where .98 is the limit.
            yield Figure(f"evenness {evenness}: {what}s below", np.mean(means["below"]), least=0.92, most=0.985)
    for n in (9, 12, 37, 300):
        for between in (0.4, 0.8):
            for effect in (0.0, 1.0):
                value = covered_levels(n, between, effect=effect, n_studies=20 if n < 100 else 4)
                yield Figure(f"{n} documents {between:g} apart, log ratio {effect:g}", value, least=0.93, most=0.97)
        matrix = made_up_study(*many_documents(n), sections=0.7, between=0.8, n_terms=1000)
        p = permutation_test(matrix, "level", "national", n_permutations=999)["p"]
        yield Figure(f"{n} documents: permutation p up to .05 of null terms", p.le(0.05).mean(), most=0.07)
