"""A corpus folder -> validated documents and segments."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from textmine.atomic import write_text
from textmine.reading.clean import Cleaned, clean
from textmine.reading.outline import COLUMNS, outline, passages, sections
from textmine.reading.page import PageError, read_page

LEVELS = ("national", "provincial", "city")
DOCUMENT_COLUMNS = (
    "document_id", "title", "issuer", "level", "region", "province", "document_number", "issued", "period_start",
    "period_end", "genre", "complete", "source_file", "sha256", "note",
)  # fmt: skip
REQUIRED = ("document_id", "title", "level", "region", "complete", "source_file", "sha256")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_GLOSSARY_COLUMNS = ("term", "english")


class CorpusError(ValueError):
    """A corpus folder with faults; the message lists all of them, each with its file and row."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """The documents of a study and what was read from them.

    Attributes
    ----------
    folder : Path
        The corpus folder.
    documents : DataFrame
        One row a document, in the order of `documents.csv`, with its columns (`DOCUMENT_COLUMNS`). Empty cells are
        missing values; `period_start` and `period_end` are nullable integers (years), `complete` is boolean, `level` is
        an ordered category (`LEVELS`).
    segments : DataFrame
        One row a segment: the columns of `textmine.reading.outline.outline`, then `section_id`, `passage_id` (missing where the
        segment is not prose), and `level` and `region` of its document. Sorted by document (order of `documents`), then
        `order`.
    removed : DataFrame
        One row a removed stretch: `document_id`, `first_line`, `last_line` (1-based, of the page), `reason` ("layout" for
        blank lines and blanks at the edges of lines), `characters`, `text`. Sorted by document, then line.
    pages : dict of str to Cleaned
        The divided page of each document, from which every offset leads back to the line of the page.
    """

    folder: Path
    documents: pd.DataFrame
    segments: pd.DataFrame
    removed: pd.DataFrame
    pages: dict[str, Cleaned]


def read_corpus(folder: str | Path = "corpus") -> Corpus:
    """Read and validate a corpus folder.

    Parameters
    ----------
    folder : str or Path
        Holds `documents.csv` and `raw/` with the pages it names.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        Lists every fault found: columns missing or unknown, required cells that are empty, ids that are not readable or
        come twice, unknown levels, dates that are none, periods that end before they begin, pages that are missing,
        changed (their hash differs) or without policy text, and files in `raw/` that no row names.
    """
    folder = Path(folder)
    documents = _read_documents(folder)
    faults = [fault for row, record in enumerate(documents, start=2) for fault in _faults(row, record)]
    faults += _repeated(documents, "document_id") + _repeated(documents, "source_file")
    pages, unread = _read_pages(folder, documents)
    faults += unread
    if faults:
        raise CorpusError(f"{len(faults)} fault{'s' * (len(faults) > 1)} in {folder}:\n" + "\n".join(faults))
    return Corpus(folder, _documents_table(documents), _segments_table(documents, pages), _removed_table(pages), pages)


def write_texts(corpus: Corpus) -> list[str]:
    """Write the policy text of every document to `text/<document_id>.txt` in the corpus folder.

    Returns
    -------
    list of str
        Names of the files that changed; a text of a document that the corpus no longer has is deleted and named too.
    """
    folder = corpus.folder / "text"
    changed = [f"{key}.txt" for key, page in corpus.pages.items() if write_text(folder / f"{key}.txt", page.text)]
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in corpus.pages:
            path.unlink()
            changed.append(path.name)
    return changed


def read_glossary(folder: str | Path = "corpus") -> dict[str, str]:
    """English names of Chinese terms, from `lexicon/glossary.csv` (columns `term`, `english`) in the corpus folder.

    Raises
    ------
    CorpusError
        If the file is missing, has other columns, an empty cell, or a term twice.
    """
    path = Path(folder) / "lexicon" / "glossary.csv"
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; it needs the columns {', '.join(_GLOSSARY_COLUMNS)}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or tuple(rows[0]) != _GLOSSARY_COLUMNS:
        raise CorpusError(f"{path}:1: the columns must be {', '.join(_GLOSSARY_COLUMNS)}")
    glossary: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 2 or not all(cell.strip() for cell in row):
            raise CorpusError(f"{path}:{number}: needs a term and its English name, got {row}")
        if row[0] in glossary:
            raise CorpusError(f"{path}:{number}: '{row[0]}' comes twice")
        glossary[row[0]] = row[1]
    return glossary


def _read_documents(folder: Path) -> list[dict[str, str]]:
    path = folder / "documents.csv"
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; a corpus folder holds documents.csv and raw/")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="(cells beyond the last column)", restval="")
            records = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path}: cannot be read as UTF-8 CSV ({error}); save it as 'CSV UTF-8'") from None
    columns = tuple(reader.fieldnames or ())
    if set(columns) != set(DOCUMENT_COLUMNS) or len(columns) != len(DOCUMENT_COLUMNS):
        missing = [name for name in DOCUMENT_COLUMNS if name not in columns]
        unknown = [name for name in columns if name not in DOCUMENT_COLUMNS]
        raise CorpusError(f"{path}:1: columns missing: {missing or 'none'}; unknown or twice: {unknown or 'none'}")
    if not records:
        raise CorpusError(f"{path}: holds no document")
    return [{key: value.strip() if isinstance(value, str) else value for key, value in r.items()} for r in records]


def _faults(row: int, record: dict[str, str]) -> list[str]:
    """Faults of one row that show without opening its page."""
    where = f"documents.csv:{row}"
    faults = [f"{where}: {name} is empty" for name in REQUIRED if not record[name]]
    if "(cells beyond the last column)" in record:
        faults.append(f"{where}: more cells than columns; put cells with a comma in double quotes")
    if record["document_id"] and not _ID.fullmatch(record["document_id"]):
        faults.append(f"{where}: document_id '{record['document_id']}' must be like zhongshan-2022 (a-z, 0-9, hyphens)")
    if record["level"] and record["level"] not in LEVELS:
        faults.append(f"{where}: level '{record['level']}' is none of {', '.join(LEVELS)}")
    if record["complete"] and record["complete"] not in ("yes", "no"):
        faults.append(f"{where}: complete '{record['complete']}' must be yes or no")
    if record["issued"] and not _is_date(record["issued"]):
        faults.append(f"{where}: issued '{record['issued']}' is not a date like 2022-12-28")
    years = [record[name] for name in ("period_start", "period_end")]
    faults += [f"{where}: period '{year}' is not a year" for year in years if year and not re.fullmatch(r"\d{4}", year)]
    if all(re.fullmatch(r"\d{4}", year) for year in years) and years[0] > years[1]:
        faults.append(f"{where}: the period ends ({years[1]}) before it begins ({years[0]})")
    return faults


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _repeated(documents: list[dict[str, str]], column: str) -> list[str]:
    first: dict[str, int] = {}
    faults = []
    for row, record in enumerate(documents, start=2):
        if record[column] and first.setdefault(record[column], row) != row:
            faults.append(f"documents.csv:{row}: {column} '{record[column]}' stands in row {first[record[column]]} too")
    return faults


def _read_pages(folder: Path, documents: list[dict[str, str]]) -> tuple[dict[str, Cleaned], list[str]]:
    pages, faults = {}, []
    for row, record in enumerate(documents, start=2):
        if not record["source_file"]:
            continue
        where = f"documents.csv:{row}"
        try:
            page = read_page(folder / "raw" / record["source_file"])
        except PageError as error:
            faults.append(f"{where}: {error}")
            continue
        if record["sha256"] and page.sha256 != record["sha256"]:
            faults.append(
                f"{where}: raw/{record['source_file']} was changed: its SHA-256 is {page.sha256}, not {record['sha256']}"
            )
        cleaned = clean(page.text)
        if not cleaned.text.strip():
            faults.append(f"{where}: raw/{record['source_file']} holds no policy text")
        pages[record["document_id"]] = cleaned
    named = {record["source_file"] for record in documents}
    raw = sorted((folder / "raw").iterdir()) if (folder / "raw").is_dir() else []
    strays = [path.name for path in raw if path.name not in named and not path.name.startswith(".")]
    return pages, faults + [f"raw/{name}: no row of documents.csv names this file" for name in strays]


def _documents_table(documents: list[dict[str, str]]) -> pd.DataFrame:
    table = pd.DataFrame(documents, columns=list(DOCUMENT_COLUMNS)).replace("", None)
    for column in ("period_start", "period_end"):
        table[column] = pd.to_numeric(table[column]).astype("Int64")
    table["complete"] = table["complete"].eq("yes")
    table["level"] = pd.Categorical(table["level"], categories=LEVELS, ordered=True)
    return table


def _segments_table(documents: list[dict[str, str]], pages: dict[str, Cleaned]) -> pd.DataFrame:
    parts = [outline(pages[record["document_id"]].text, record["document_id"]) for record in documents]
    table = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    table["section_id"] = sections(table)
    table["passage_id"] = passages(table)
    by_id = {record["document_id"]: record for record in documents}
    levels = [by_id[key]["level"] for key in table["document_id"]]
    table["level"] = pd.Categorical(levels, categories=LEVELS, ordered=True)
    table["region"] = [by_id[key]["region"] for key in table["document_id"]]
    return table


def _removed_table(pages: dict[str, Cleaned]) -> pd.DataFrame:
    rows = [
        (key, page.line_at(s.start), page.line_at(s.end - 1), s.reason, s.end - s.start, page.page[s.start : s.end])
        for key, page in pages.items()
        for s in page.stretches
        if s.reason
    ]
    columns = ["document_id", "first_line", "last_line", "reason", "characters", "text"]
    return pd.DataFrame(rows, columns=columns)
