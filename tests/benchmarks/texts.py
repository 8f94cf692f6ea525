"""The texts to measure with: a corpus given by its path, or the five documents over and over."""

import json
import lzma
import os
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

PROJECT = Path(__file__).parents[2]
VARIABLE = "TEXTMINE_BENCH"


def documents() -> list[str]:
    """The policy texts of the five documents."""
    return [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "corpus" / "text").glob("*.txt"))]


def collection(path: str | None) -> list[str]:
    """The `text` of each line of a JSON-lines file, packed by xz or not; without a path, twenty times the five documents."""
    path = path or os.environ.get(VARIABLE)
    if not path:
        return documents() * 20
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def sample(texts: list[str], characters: int) -> list[str]:
    """Texts spread evenly over the collection, about so many characters in all; repeated where it has fewer."""
    total = sum(map(len, texts))
    if total < characters:
        return list(of_size(texts, characters))
    return texts[:: max(1, total // characters)]


def of_size(texts: list[str], characters: int) -> Iterator[str]:
    """Texts, over and over, until there are so many characters; each exists only while it is used."""
    for text in cycle(texts):
        if characters <= 0:
            return
        yield text[:characters]
        characters -= len(text)
