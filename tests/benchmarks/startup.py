"""(e) What `import textmine` costs over an empty interpreter."""

from tests.benchmarks.measure import Figure, Figures, paired


def startup() -> Figures:
    """Median difference of paired runs."""
    _, difference = paired("import textmine", "pass", repeats=21)
    yield Figure("import textmine over an empty interpreter", difference * 1000, "ms", most=50)
