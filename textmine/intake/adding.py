"""New pages -> a corpus folder: copied, described as far as they speak for themselves, duplicates refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from textmine.documents import required
from textmine.intake.describing import Described, describe, runs_of
from textmine.intake.likeness import near_pairs
from textmine.intake.writing import read_rows, write_corpus
from textmine.reading.page import PageError, page_of, raws_of
from textmine.settings import DOCUMENT_COLUMNS
from textmine.study import read_study
from textmine.upper import UPPER_COLUMNS, UPPER_TABLE


@dataclass(frozen=True)
class Added:
    """One page that was added.

    Attributes
    ----------
    document_id : str
        As written to `documents.csv`; a person may change it there.
    source_file : str
        Name in `raw/`.
    missing : tuple of str
        Columns that a person must fill in before the corpus can be read.
    unstated : tuple of str
        Other columns that the page left empty.
    """

    document_id: str
    source_file: str
    missing: tuple[str, ...]
    unstated: tuple[str, ...]


def add_pages(paths: list[str | Path], folder: str | Path = "corpus") -> list[Added]:
    """Copy pages into `raw/` of a corpus folder and write their rows of `documents.csv`.

    Parameters
    ----------
    paths : list of str or Path
        Pages, or archives (.zip) of pages, each of which is added.
    folder : str or Path
        Made, with its `documents.csv`, where it does not exist.

    Returns
    -------
    list of Added
        In the order of `paths`, the pages of an archive in that of their names.

    Raises
    ------
    PageError
        If a file cannot be read as a page, or is a duplicate: the same bytes, or a text of which more than nine tenths of the
        runs of five characters are those of a document of the corpus, of an upper document that is held, or of another of the
        files. Nothing is added then, of any file.

    Notes
    -----
    Likeness is the Jaccard index of the sets of runs of five characters of the policy texts, marks and blanks left out.
    """
    folder = Path(folder)
    study = read_study(folder)
    header, rows = read_rows(folder / "documents.csv")
    texts = {row["document_id"]: runs_of(folder / "raw" / row["source_file"]) for row in rows}
    known = {row["sha256"]: row["document_id"] for row in rows if row["sha256"]}
    for row in read_rows(folder / UPPER_TABLE, UPPER_COLUMNS)[1]:
        if row["source_file"]:
            texts[row["upper_id"]], known[row["sha256"]] = runs_of(folder / "raw" / row["source_file"]), row["upper_id"]
    n_known, pages, added = len(texts), {}, []
    raws = [raw for path in paths for raw in raws_of(path)]
    for raw in raws:
        path = Path(raw.path)
        described = describe(page_of(raw))
        if described.sha256 in known:
            raise PageError(f"{path.name}: is the same file as {known[described.sha256]}; nothing was added")
        row = _row(described, path, {*texts, *(Path(row["source_file"]).stem for row in rows)})
        target = folder / "raw" / row["source_file"]
        if target.exists() and target.read_bytes() != raw.data:
            raise PageError(f"{path}: {target} exists already, and is another file; give one of them another name")
        known[described.sha256], texts[row["document_id"]] = row["document_id"], described.runs
        rows.append(row)
        pages[row["source_file"]] = partial(bytes, raw.data)
        needed = required(study)
        cells = dict.fromkeys(header, "") | row
        missing = [name for name in header if name in needed and not cells[name]]
        unstated = [name for name in header if name not in (*needed, "complete", "note") and not cells[name]]
        added.append(Added(row["document_id"], row["source_file"], tuple(missing), tuple(unstated)))
    _refuse_likeness([Path(raw.path).name for raw in raws], texts, n_known)
    write_corpus(folder, header, rows, pages)
    return added


def _row(described: Described, path: Path, taken: set[str]) -> dict[str, str]:
    document_id = _identifier(path, described.sha256, taken)
    own = {"document_id": document_id, "source_file": f"{document_id}{path.suffix.lower()}", "sha256": described.sha256}
    return dict.fromkeys(DOCUMENT_COLUMNS, "") | described.cells | own


def _identifier(path: Path, sha256: str, taken: set[str]) -> str:
    """An id from the file's name where that is readable, else from its hash."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    stem = name if re.match(r"[a-z]", name) and path.stem.isascii() else f"page-{sha256[:8]}"
    number, candidate = 2, stem
    while candidate in taken:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def _refuse_likeness(names: list[str], texts: dict[str, np.ndarray], n_known: int) -> None:
    for i, j, like in near_pairs(list(texts.values()), known=n_known):
        raise PageError(
            f"{names[j - n_known]}: has nearly the text of {list(texts)[i]} (likeness {like:.2f}); nothing was added"
        )
