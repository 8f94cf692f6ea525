"""Stored figures -> what their pages show: the drawing with its links, the table, the evidence of each row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from textmine.corpus import Corpus
from textmine.measuring.reuse import side_by_side
from textmine.report.evidence import UNKNOWN, Kind, codebook_of, kind_of, row_evidence, written
from textmine.report.marks import DrawingError, linked
from textmine.report.material import Material

LANGUAGES = ("zh", "en")
_FIRST = re.compile(r"[^。：；]+?(?=[。：；]|[.:;](?:\s|$)|$)")
_NO_KEYS = ("unit", "flag", "relation", "operator", "segment_id", "other_segment_id")  # words that name no row


class StaleFigure(ValueError):
    """A figure whose table names segments that the corpus lacks; the message names both."""


@dataclass(frozen=True, eq=False)
class Figure:
    """A stored figure.

    Attributes
    ----------
    name : str
        Of its files, without suffix.
    number : str
        As its caption or its name says it; the name where neither does.
    captions : dict of str to str
        Markdown by language: that of `fig01.zh.txt` and `fig01.en.txt`, or what the notebook says below the figure, in English;
        empty where there is none.
    notebook : str
        That draws it; empty where none does.
    table : DataFrame
    kind : Kind
    drawings : dict of str to Path
        SVG by language; the same file for both where there is one only.
    """

    name: str
    number: str
    captions: dict[str, str]
    notebook: str
    table: pd.DataFrame
    kind: Kind
    drawings: dict[str, Path]

    @property
    def title(self) -> tuple[str, str] | None:
        """The first words of both captions, to the first stop or colon; None where one of them is missing."""
        found = tuple(_FIRST.match(self.captions[language]) for language in LANGUAGES)
        return tuple(one[0].removesuffix(".").rstrip("，, ") for one in found) if all(found) else None

    @property
    def rows(self) -> pd.DataFrame:
        """The table without the ids of segments."""
        return self.table.drop(columns="segment_ids", errors="ignore")

    @property
    def keys(self) -> list[str]:
        """Columns that name a row: those of words that its kind does not draw."""
        of_words = [c for c in self.rows if not pd.api.types.is_numeric_dtype(self.rows[c]) or c == "topic"]
        return [c for c in of_words if c not in (*self.kind.values, *_NO_KEYS)] or list(self.rows)[:2]


def stored_figures(material: Material) -> list[Figure]:
    """The figures of a study in the order of their names; tables without a drawing or without rows are none."""
    found = []
    for path in sorted((material.folder / "figures").glob("*.csv")):
        drawings = _drawings(path)
        table = pd.read_csv(path, dtype={"segment_ids": str})
        if drawings and len(table):
            said = next((one for one in material.told.values() if path.stem in one.captions), None)
            number, caption = said.captions[path.stem] if said else (_number(path.stem), "")
            drawn_in = said.name if said else _drawn_in(path.stem, material)
            captions = {language: _caption(path, language) for language in LANGUAGES}
            captions["en"] = captions["en"] or caption
            found.append(Figure(path.stem, str(number), captions, drawn_in, table, kind_of(table), drawings))
    return found


def _caption(table: Path, language: str) -> str:
    path = table.with_suffix(f".{language}.txt")
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _drawings(table: Path) -> dict[str, Path]:
    """`fig01.zh.svg` and `fig01.en.svg`, or `fig01.svg` for both languages."""
    plain = table.with_suffix(".svg")
    given = {language: table.with_suffix(f".{language}.svg") for language in LANGUAGES}
    found = {language: path if path.is_file() else plain for language, path in given.items()}
    known = {language: path for language, path in found.items() if path.is_file()}
    return {language: known.get(language, next(iter(known.values()))) for language in LANGUAGES} if known else {}


def _number(name: str) -> str:
    digits = name.removeprefix("fig").partition("_")[0]
    return digits.lstrip("0") if digits.isdecimal() else name


def _drawn_in(name: str, material: Material) -> str:
    drawn = (key for key, notebook in material.notebooks.items() if any(name in cell.source for cell in notebook.cells))
    return next(drawn, "")


def figure_data(figure: Figure, material: Material) -> dict[str, object]:
    """What the script of a figure's page reads.

    Returns
    -------
    dict
        `columns` (name, Chinese and English name, "key" for those that name rows, "value" for those that are drawn), `rows` (cells as they are shown), `values` (cells
        that have a name in two languages), `evidence` (of each row; see `textmine.report.evidence.written`), and of clauses with
        counterparts `sides` (of each row the pieces of the clause and of its counterpart: what was done, and the words).

    Raises
    ------
    StaleFigure
        If the table names a segment that the corpus lacks.
    """
    words = material.words
    rows = [[_cell(value) for value in row] for row in figure.rows.itertuples(index=False, name=None)]
    roles = {**dict.fromkeys(figure.kind.values, "value"), **dict.fromkeys(figure.keys, "key")}
    columns = [[name, *words.column(name), roles.get(name, "")] for name in figure.rows]
    texts = {cell for row in rows for cell in row if isinstance(cell, str)}
    values = {text: words.value(text) for text in sorted(texts) if words.value(text) != (text, text)}
    codebook = codebook_of(figure.table, material.codebooks.values())
    try:
        found = row_evidence(figure.table, material.sentences, material.tokenizer, codebook)
    except KeyError as error:
        raise StaleFigure(f"figures/{figure.name}.csv: {error.args[0]}") from None
    evidence = [written(one, material.sentences, material.documents) for one in found]
    data = {"columns": columns, "rows": rows, "values": values, "evidence": evidence}
    if {"clause_id", "other_clause_id"} <= set(figure.table.columns):
        pairs = figure.table[["clause_id", "other_clause_id"]].itertuples(index=False, name=None)
        data["sides"] = [_sides(*pair, material.corpus) for pair in pairs]
    return data


def _sides(clause_id: str, counterpart_id: str, corpus: Corpus) -> list[list[list[str]]]:
    """The pieces of a clause, and those of its counterpart: of each whether both have it, and its words."""
    pieces = side_by_side({"clause_id": clause_id, "counterpart_id": counterpart_id}, corpus)
    other = pieces.sort_values("counterpart_start", kind="stable", na_position="first")
    sides = ((pieces, "text"), (other, "counterpart_text"))
    return [
        [[edit, words] for edit, words in zip(part["edit"], part[name], strict=True) if words] for part, name in sides
    ]


def _cell(value: object) -> object:
    """A cell as JSON holds it: missing ones empty, truth as a word, infinite numbers by their sign."""
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return "∞" if value == float("inf") else "−∞" if value == -float("inf") else int(value) if value.is_integer() else value  # fmt: skip
    return value if isinstance(value, int) else str(value)


def drawing(figure: Figure, language: str, data: dict[str, object], material: Material) -> tuple[str, int]:
    """The drawing as markup with linked marks, and how many there are; no markup where the file is no drawing."""
    keys = [i for i, column in enumerate(data["columns"]) if column[3] == "key"]

    def label(rows: tuple[int, ...]) -> str:
        known = [row for row in rows if row < len(data["rows"])]
        named = [_label(data["rows"][row], keys, language, material) for row in known[:2]]
        return "; ".join(named) + (f" … ({len(known)})" if len(known) > 2 else "")

    svg = figure.drawings[language].read_text(encoding="utf-8")
    try:
        return linked(svg, f"{figure.name}-{language}-", label)
    except DrawingError:
        return "", 0


def _label(row: list[object], keys: list[int], language: str, material: Material) -> str:
    place = LANGUAGES.index(language)
    return ", ".join(material.words.value(str(row[key]))[place] for key in keys if row[key] != "")


def is_known(figure: Figure) -> bool:
    """Whether the evidence of the figure goes by what its table is about."""
    return figure.kind is not UNKNOWN
