"""The page of an upper document -> `raw/` and its row of `upper.csv`, if it is that document and nothing else of the corpus."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from textmine.intake.describing import Described, describe, runs_of
from textmine.intake.likeness import near_pairs
from textmine.intake.writing import read_rows, write_corpus
from textmine.reading.page import PageError, page_of, raws_of
from textmine.upper import UPPER_COLUMNS, UPPER_TABLE

_CARRIED = re.compile("关于(?:印发|转发|批转|发布|公布)(.+?)的(?:通知|公告|决定|函)$")
_INSIDE = re.compile("(?:印发|转发|发布|公布)(?:了)?《(.+)》")
_DIFFERING = 2  # characters by which two mentions of one title may differ: 年, 的


@dataclass(frozen=True)
class AddedUpper:
    """The page of an upper document that was added.

    Attributes
    ----------
    upper_id, source_file : str
    filled : tuple of str
        Columns of `upper.csv` that were empty and that the page states.
    """

    upper_id: str
    source_file: str
    filled: tuple[str, ...]


def add_upper(path: str | Path, upper_id: str, folder: str | Path = "corpus") -> AddedUpper:
    """Copy the page of an upper document into `raw/` of a corpus folder and say in `upper.csv` that it is held.

    Parameters
    ----------
    path : str or Path
        One page.
    upper_id : str
        Of its row in `upper.csv`.
    folder : str or Path

    Returns
    -------
    AddedUpper

    Raises
    ------
    PageError
        If there is no such row, or its page is held already; if the file cannot be read as a page, holds several or no policy
        text; if its title or number are not those of the row; if it is the same file as a document or another upper
        document, or nearly the same text (see `textmine.intake.adding.add_pages`). Nothing is changed then.
    """
    folder = Path(folder)
    header, rows = read_rows(folder / UPPER_TABLE, UPPER_COLUMNS)
    row = next((row for row in rows if row["upper_id"] == upper_id), None)
    if row is None:
        known = ", ".join(row["upper_id"] for row in rows) or "none"
        raise PageError(
            f"no upper document '{upper_id}' in {folder / UPPER_TABLE}; it has {known}; write its row first"
        )
    if row["source_file"]:
        raise PageError(
            f"{upper_id}: its page is held already, raw/{row['source_file']}; delete that and empty the cells first"
        )
    raws = raws_of(path)
    if len(raws) != 1:
        raise PageError(f"{path}: holds {len(raws)} pages; an upper document is one")
    described = describe(page_of(raws[0]))
    _refuse_another(Path(path).name, described, row)
    _refuse_twice(Path(path).name, described, folder, rows)
    source_file = f"{upper_id}{Path(raws[0].path).suffix.lower()}"
    if (folder / "raw" / source_file).exists():
        raise PageError(f"{path}: {folder / 'raw' / source_file} exists already; give it another name")
    filled = _fill(row, described)
    row |= {"source_file": source_file, "sha256": described.sha256}
    write_corpus(folder, header, rows, {source_file: partial(bytes, raws[0].data)}, table=UPPER_TABLE)
    return AddedUpper(upper_id, source_file, filled)


def _refuse_another(name: str, described: Described, row: dict[str, str]) -> None:
    """Refuse a page that is not the document of a row."""
    title, number = described.cells.get("title", ""), described.cells.get("document_number", "")
    if not _same_title(title, row["title"]):
        raise PageError(
            f"{name}: its title is '{title or 'not found'}', that of {row['upper_id']} is '{row['title']}'; is it that document? "
            "if so, write the title of the page into upper.csv"
        )
    if number and row["number"] and _plain(number) != _plain(row["number"]):
        raise PageError(
            f"{name}: its number is {number}, that of {row['upper_id']} is {row['number']}; is it that document?"
        )


def _same_title(one: str, other: str) -> bool:
    """Whether two titles are of one document: the same but for marks, what carries it, and a character or two; no other year."""
    one, other = _key(one), _key(other)
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return bool(one) and len(one) + len(other) - 2 * sum(block.size for block in blocks) <= _DIFFERING


def _key(title: str) -> str:
    inside = _INSIDE.search(title)
    bare = re.sub(r"[《》〈〉\s]", "", inside[1] if inside else title)
    carried = _CARRIED.search(bare)
    return _plain(re.sub(r"[-—–~至]", "|", carried[1] if carried else bare))


def _plain(words: str) -> str:
    return re.sub(r"[^\w|]", "", unicodedata.normalize("NFKC", words).replace("﹝", "").replace("﹞", ""))


def _refuse_twice(name: str, described: Described, folder: Path, rows: list[dict[str, str]]) -> None:
    """Refuse a page that the corpus has, as a document or as another upper document."""
    others = {row["document_id"]: row for row in read_rows(folder / "documents.csv")[1]}
    others |= {row["upper_id"]: row for row in rows if row["source_file"]}
    for key, row in others.items():
        if row["sha256"] == described.sha256:
            raise PageError(f"{name}: is the same file as {key}; nothing was added")
    texts = [*(runs_of(folder / "raw" / row["source_file"]) for row in others.values()), described.runs]
    for i, _, like in near_pairs(texts, known=len(others)):
        raise PageError(f"{name}: has nearly the text of {list(others)[i]} (likeness {like:.2f}); nothing was added")


def _fill(row: dict[str, str], described: Described) -> tuple[str, ...]:
    """Write what the page states into empty cells; a day where only its year was known."""
    stated = {name: described.cells.get(own, "") for name, own in (("issuer", "issuer"), ("number", "document_number"))}
    day = described.cells.get("issued", "")
    stated["issued"] = day if not row["issued"] or day.startswith(f"{row['issued']}-") else ""
    filled = {name: value for name, value in stated.items() if value and (not row[name] or name == "issued")}
    row |= filled
    return tuple(filled)
