"""New pages -> a corpus folder: copied, described as far as they speak for themselves, duplicates refused."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from textmine.atomic import write_bytes, write_text
from textmine.corpus import DOCUMENT_COLUMNS, required
from textmine.reading.clean import Cleaned, clean
from textmine.reading.inspection import require_policy
from textmine.reading.metadata import read_metadata
from textmine.reading.metadata.places import PROVINCES
from textmine.reading.outline import outline
from textmine.reading.page import Page, PageError, read_page
from textmine.study import read_study

NEAR = 0.9
_SHINGLE = 5
_BEYOND = "(cells beyond the last column)"
_WORD = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")


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
    folder : str or Path
        Made, with its `documents.csv`, where it does not exist.

    Returns
    -------
    list of Added
        In the order of `paths`.

    Raises
    ------
    PageError
        If a file cannot be read as a page, or is a duplicate: the same bytes, or a text of which more than nine tenths of the
        runs of five characters are those of a document of the corpus or of another of the files. Nothing is added then,
        of any file.

    Notes
    -----
    Likeness is the Jaccard index of the sets of runs of five characters of the policy texts, marks and blanks left out.
    """
    folder = Path(folder)
    study = read_study(folder)
    header, rows = _table(folder / "documents.csv")
    known = {row["sha256"]: row["document_id"] for row in rows if row["sha256"]}
    texts = {row["document_id"]: _shingles(_policy(folder / "raw" / row["source_file"])) for row in rows}
    pages, added = [], []
    for path in map(Path, paths):
        page = read_page(path)
        cleaned = clean(page.text)
        _refuse_duplicate(page, cleaned.text, known, texts)
        row = _describe(page, cleaned, path.suffix.lower(), _identifier(path, page, {*texts, *_sources(rows)}))
        target = folder / "raw" / row["source_file"]
        if target.exists() and target.read_bytes() != path.read_bytes():
            raise PageError(f"{path}: {target} exists already, and is another file; give one of them another name")
        known[page.sha256], texts[row["document_id"]] = row["document_id"], _shingles(cleaned.text)
        rows.append(row)
        pages.append((target, path.read_bytes()))
        row = dict.fromkeys(header, "") | row
        needed = required(study)
        missing = [name for name in header if name in needed and not row[name]]
        unstated = [name for name in header if name not in (*needed, "complete", "note") and not row[name]]
        added.append(Added(row["document_id"], row["source_file"], tuple(missing), tuple(unstated)))
    _write(folder, header, rows, pages)
    return added


def _write(folder: Path, header: list[str], rows: list[dict[str, str]], pages: list[tuple[Path, bytes]]) -> None:
    """Pages first, the table last; what was copied is taken back where anything fails.

    A page that a killed process left in `raw/` without its row is taken over as it is.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    new = [target for target, _ in pages if not target.exists()]
    try:
        for target, data in pages:
            write_bytes(target, data)
        write_text(folder / "documents.csv", buffer.getvalue())
    except BaseException:
        for target in new:
            target.unlink(missing_ok=True)
        raise


def _table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    if not path.is_file():
        return list(DOCUMENT_COLUMNS), []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey=_BEYOND, restval="")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise PageError(f"{path}: cannot be read as UTF-8 CSV ({error}); save it as 'CSV UTF-8'") from None
    header = list(reader.fieldnames or ())
    if missing := [name for name in DOCUMENT_COLUMNS if name not in header]:
        raise PageError(f"{path}: lacks the columns {', '.join(missing)}; mend the table first")
    if long := [str(number) for number, row in enumerate(rows, start=2) if _BEYOND in row]:
        raise PageError(f"{path}: row {', '.join(long)}: more cells than columns; mend the table first")
    return header, rows


def _describe(page: Page, cleaned: Cleaned, suffix: str, document_id: str) -> dict[str, str]:
    """The row of a page: what it states of itself, and nothing else."""
    segments = outline(cleaned.text)
    require_policy(page, segments)
    stated = read_metadata(page.text, cleaned, segments)
    start, _, end = (stated.period or "").partition("-")
    values = {
        "document_id": document_id,
        "title": stated.title,
        "issuer": stated.issuer,
        "level": stated.level,
        "region": stated.region,
        "province": stated.region if stated.region in PROVINCES else None,
        "document_number": stated.document_number,
        "issued": stated.issued,
        "period_start": start,
        "period_end": end,
        "source_file": f"{document_id}{suffix}",
        "sha256": page.sha256,
    }
    return {name: values.get(name) or "" for name in DOCUMENT_COLUMNS}


def _sources(rows: list[dict[str, str]]) -> set[str]:
    return {Path(row["source_file"]).stem for row in rows}


def _identifier(path: Path, page: Page, taken: set[str]) -> str:
    """An id from the file's name where that is readable, else from its hash."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    stem = name if re.match(r"[a-z]", name) and path.stem.isascii() else f"page-{page.sha256[:8]}"
    number, candidate = 2, stem
    while candidate in taken:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def _policy(path: Path) -> str:
    return clean(read_page(path).text).text if path.is_file() else ""


def _shingles(text: str) -> frozenset[str]:
    letters = _WORD.sub("", text)
    return frozenset(letters[i : i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1))


def _refuse_duplicate(page: Page, text: str, known: dict[str, str], texts: dict[str, frozenset[str]]) -> None:
    if page.sha256 in known:
        raise PageError(f"{page.file}: is the same file as {known[page.sha256]}; nothing was added")
    own = _shingles(text)
    for document_id, other in texts.items():
        likeness = len(own & other) / max(len(own | other), 1)
        if likeness > NEAR:
            raise PageError(
                f"{page.file}: has nearly the text of {document_id} (likeness {likeness:.2f}); nothing was added"
            )
