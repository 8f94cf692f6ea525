"""A row of somebody's table -> a draft of a row of `documents.csv`, with what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from textmine.intake import values
from textmine.intake.cells import EXCEL_LIMIT
from textmine.intake.columns import Columns
from textmine.intake.describing import Described
from textmine.intake.tables import Table
from textmine.study import Study


@dataclass(eq=False)
class Draft:
    """A row on its way into the corpus.

    Attributes
    ----------
    number : int
        Of the row in the table.
    cells : dict of str to str
        Column of `documents.csv` -> value in its one form; cells that are empty are left out.
    id_cell : str
        The id as the table has it.
    source : bytes, Path or None
        The text itself in UTF-8, or its file.
    part_of_day : str
        Year or month where the table gives no day.
    faults, warnings : list of str
    sha256 : str
    described : Described or None
        What its page states; None where it was not read.
    standing : dict or None
        The row that the corpus has of it.
    filled : dict of str to str
        Cells taken from the page.
    """

    number: int
    cells: dict[str, str]
    id_cell: str = ""
    source: bytes | Path | None = None
    part_of_day: str = ""
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sha256: str = ""
    described: Described | None = None
    standing: dict[str, str] | None = None
    filled: dict[str, str] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        """Whether the corpus has its text already."""
        return self.standing is not None and self.standing["sha256"] == self.sha256

    @property
    def changes(self) -> list[str]:
        """Columns in which the table says otherwise than the corpus."""
        return [name for name, value in self.cells.items() if value != (self.standing or {}).get(name, "")]

    def value(self, name: str) -> str:
        """A cell of the row it becomes: of the table, else of the corpus, else of the page."""
        return self.cells.get(name) or (self.standing or {}).get(name) or self.filled.get(name) or ""

    @property
    def suffix(self) -> str:
        """Ending of the name that its page has in `raw/`."""
        return (self.source.suffix.lower() or ".txt") if isinstance(self.source, Path) else ".txt"


class Files:
    """Where the files are that a table names: beside it, or anywhere below another folder."""

    def __init__(self, beside: Path, below: Path | None) -> None:
        self.beside = beside
        self.below = below
        self._by_name: dict[str, list[Path]] | None = None

    def find(self, name: str) -> list[Path]:
        """The file of that name: one, none, or those among which it cannot be told."""
        name = name.strip().replace("\\", "/")
        folders = [self.below, self.beside] if self.below else [self.beside]
        for folder in folders:
            if (folder / name).is_file():
                return [folder / name]
        if self.below and self._by_name is None:
            self._by_name = {}
            for path in sorted(path for path in self.below.rglob("*") if path.is_file()):
                self._by_name.setdefault(path.name, []).append(path)
        return (self._by_name or {}).get(Path(name).name, [])


def draft_rows(table: Table, columns: Columns, study: Study, files: Files) -> list[Draft]:
    """A draft of every row of a table, in its order."""
    drafts = [_draft(number, row, columns, study, files) for number, row in table.rows]
    by_number = {draft.number: draft for draft in drafts}
    for number, fault in table.faults:
        by_number[number].faults.append(fault)
    return drafts


def _draft(number: int, row: dict[str, str], columns: Columns, study: Study, files: Files) -> Draft:
    given = {name: row[theirs] for name, theirs in columns.known.items()}
    text, file = given.pop("text", ""), given.pop("file", "").strip()
    cells = {name: " ".join(words.split()) for name, words in given.items()}
    cells |= {name: row[theirs].strip() for name, theirs in columns.own.items()}
    draft = Draft(number, cells, id_cell=cells.pop("document_id", ""))
    _set_source(draft, text, file, files)
    _set_dates(draft)
    if cells.get("complete"):
        _set(draft, "complete", values.complete(cells["complete"]), "must be yes or no (是, 否)")
    if cells.get(study.column):
        cells[study.column] = values.group(cells[study.column], study.labels, levels=study.column == "level")
    if cells.get("level") and study.column != "level":
        cells["level"] = values.group(cells["level"], {}, levels=True)
    draft.cells = {name: value for name, value in cells.items() if value}
    return draft


def _set_source(draft: Draft, text: str, file: str, files: Files) -> None:
    if text.strip():
        try:
            draft.source = text.encode("utf-8")
        except UnicodeEncodeError:
            draft.faults.append("the text holds halves of characters; export the table again")
        if len(text) == EXCEL_LIMIT:
            draft.warnings.append("the text is as long as a cell of Excel can be: is it cut off there?")
    elif not file:
        draft.faults.append("the text is empty")
    elif len(found := files.find(file)) == 1:
        draft.source = found[0]
    elif found:
        draft.faults.append(f"more than one file is named '{file}'; give its path: {', '.join(map(str, found))}")
    else:
        draft.faults.append(f"the file '{file}' does not exist; name its folder by --texts")


def _set_dates(draft: Draft) -> None:
    cells = draft.cells
    if issued := cells.get("issued"):
        draft.part_of_day = "" if values.day(issued) else values.part_of_day(issued)
        found = "" if draft.part_of_day else values.day(issued)
        _set(draft, "issued", found, "is not a date like 2022-12-28 or 2022年12月28日")
    for name in ("period_start", "period_end"):
        if cells.get(name):
            _set(draft, name, values.year(cells[name]), "is not a year like 2022")
    start, end = cells.get("period_start"), cells.get("period_end")
    if start and end and start > end:
        draft.faults.append(f"the period ends ({end}) before it begins ({start})")


def _set(draft: Draft, name: str, value: str | None, wrong: str) -> None:
    """The cell in its one form, or the fault of it."""
    if value is None:
        draft.faults.append(f"{name} '{draft.cells[name]}' {wrong}")
    draft.cells[name] = value or ""
