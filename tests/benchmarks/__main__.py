"""Run the benchmarks; the exit code tells whether every threshold holds."""

import argparse
import sys

from tests.benchmarks import (
    coding,
    coverage,
    growth,
    levels,
    pages,
    report,
    resampling,
    reuse,
    startup,
    studies,
    texts,
    tokens,
    topics,
    whole_way,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--texts", help=f"JSON lines with a text each, packed by xz or not; else ${texts.VARIABLE}")
    parser.add_argument(
        "--long", action="store_true", help="grow to 50 MB of pages, 1 GB of text and 3,400 documents (an hour)"
    )
    parser.add_argument("--only", help="one part, as it is called below")
    parser.add_argument("--pages", help=f"folder of pages with a metadata.csv; else ${pages.VARIABLE}")
    choice = parser.parse_args()
    collection = texts.collection(choice.texts)
    parts = {
        "exactness": lambda: tokens.exactness(collection),
        "speed": lambda: tokens.speed(collection),
        "set-up": tokens.set_up,
        "whole way": lambda: whole_way.whole_way(collection),
        "pages": lambda: pages.pages(choice.pages),
        "growth of reading": lambda: growth.reading(collection, long=choice.long),
        "hostile pages": lambda: growth.hostile(collection),
        "growth of counting": lambda: growth.counting(choice.texts, long=choice.long),
        "coding": lambda: coding.coding(collection, long=choice.long),
        "resampling": lambda: resampling.resampling(choice.texts, long=choice.long),
        "coverage": coverage.coverage,
        "levels": levels.levels,
        "studies": lambda: studies.studies(choice.texts, long=choice.long),
        "topics": topics.topics,
        "reuse": lambda: reuse.reuse(choice.texts),
        "report": report.report,
        "import": startup.startup,
    }
    if choice.only and choice.only not in parts:
        parser.error(f"'{choice.only}' is none of {', '.join(parts)}")
    failed = []
    for name, part in parts.items():
        if choice.only in (None, name):
            print(name, flush=True)
            for figure in part():
                print(figure, flush=True)
                failed += [] if figure.holds else [figure.name]
    print(f"{len(failed)} threshold(s) missed" if failed else "every threshold holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
