"""What a coder reads beside the coding sheet: worked examples of the study, and its guideline."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping

from textmine.coders.choices import chosen
from textmine.coders.layout import shown
from textmine.corpus import Corpus
from textmine.measuring.coding import Codebook

_EXAMPLES_FILE = "worked_examples.csv"
_BEGINS = re.compile(r"#|[-*] |\d+\. |\|")
_MARKS = re.compile(r"\*\*|^#+ |`")


def worked_examples(corpus: Corpus, codebooks: Mapping[str, Codebook]) -> list[dict[str, str]]:
    """Rows of `worked_examples.csv` whose segment the corpus has."""
    path = corpus.folder / "codebooks" / _EXAMPLES_FILE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        rows = list(reader)
    if missing := [name for name in ("segment_id", "why") if name not in (reader.fieldnames or ())]:
        raise ValueError(f"{path}:1: lacks the columns {', '.join(missing)}")
    for number, row in enumerate(rows, start=2):
        for name, codebook in codebooks.items():
            if unknown := [key for key in row.get(name, "").split() if key not in (*codebook.ids, "-")]:
                raise ValueError(f"{path}:{number}: '{unknown[0]}' is no category of {name}: {', '.join(codebook.ids)}")
    return [row for row in rows if row["segment_id"] in set(corpus.segments["segment_id"])]


def example_rows(corpus: Corpus, codebooks: Mapping[str, Codebook]) -> list[list[str]]:
    """Rows of the sheet of examples: those of the study, else two sentences of the first codebook."""
    header = ["headings", "text", *codebooks, "why"]
    if found := worked_examples(corpus, codebooks):
        known = corpus.segments.set_index("segment_id")
        rows = []
        for row in found:
            codes = [_codes_shown(row.get(name, ""), codebook) for name, codebook in codebooks.items()]
            rows.append([*known.loc[row["segment_id"], ["path", "text"]], *codes, row["why"]])
        return [header, *([row[0], shown(row[1]), *row[2:]] for row in rows)]
    codebook = next(iter(codebooks.values()))
    rows = [
        ["", category.examples[0], chosen(category.id, codebook), *[""] * (len(codebooks) - 1), category.definition]
        for category in codebook.categories
        if category.examples
    ]
    return [header, *rows[:2]]


def _codes_shown(cell: str, codebook: Codebook) -> str:
    ids = [key for key in cell.split() if key != "-"] or [None]
    return "\n".join(chosen(key, codebook) for key in ids)


def paragraphs(markdown: str) -> list[list[str]]:
    """Paragraphs, headings, points and rows of tables of a guideline, a row each."""
    rows: list[str] = []
    joined = False
    for line in map(str.strip, markdown.splitlines()):
        bare = _MARKS.sub("", _cells_joined(line))
        if bare and (not joined or _BEGINS.match(line)):
            rows.append(bare)
        elif bare:
            rows[-1] += f" {bare}"
        joined = bool(bare) and not line.startswith("#")
    return [[row] for row in rows]


def _cells_joined(line: str) -> str:
    """A row of a table as `first: second`; nothing for the line below its header."""
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    return "" if all(set(cell) <= set("-: ") for cell in cells) else ": ".join(cells)
