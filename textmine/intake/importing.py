"""A table of documents -> a corpus folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain, count
from pathlib import Path

from textmine.documents import required
from textmine.intake.columns import Columns, recognize
from textmine.intake.describing import runs_of
from textmine.intake.drafts import Draft, Files, draft_rows
from textmine.intake.filling import check_groups, fill_cells
from textmine.intake.likeness import near_pairs
from textmine.intake.matching import find_standing, give_ids
from textmine.intake.sources import describe_sources, hash_sources, spread
from textmine.intake.tables import find_table, read_table
from textmine.intake.writing import read_rows, write_corpus
from textmine.reading.page import PageError
from textmine.received import UNFINISHED, unfinished
from textmine.study import read_study

Remark = tuple[int, str]
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Imported:
    """What an import did, or would have done.

    Attributes
    ----------
    table : Path
    columns : Columns
        What was read from which column.
    new, replaced, unchanged : tuple of str
        Ids of documents: added, changed, and those the corpus had already.
    faults : tuple of (int, str)
        Number of a row and what is wrong with it; rows with faults are not imported.
    warnings : tuple of (int, str)
        The same of rows that are; number 0 stands for the table.
    filled : dict of str to int
        Column -> number of cells that the table left empty and the page states.
    written : bool
        False where faults stopped everything: the corpus is as it was.
    """

    table: Path
    columns: Columns
    new: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    faults: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    filled: dict[str, int]
    written: bool

    def lines(self) -> list[str]:
        """The report without its faults, for people."""
        done = "" if self.written else "would be "
        counts = [(self.new, f"{done}imported"), (self.replaced, f"{done}replaced"), (self.unchanged, "unchanged")]
        lines = [f"{self.table.name}: {theirs} -> {name}" for name, theirs in self.columns.known.items()]
        lines += [f"{self.table.name}: {theirs} is kept as {name}" for name, theirs in self.columns.own.items()]
        lines += [f"{f'row {row}' if row else self.table.name}: look at this: {words}" for row, words in self.warnings]
        lines += [f"{len(ids)} document{'s' * (len(ids) != 1)} {what}" for ids, what in counts if ids]
        filled = ", ".join(f"{name} {number}" for name, number in self.filled.items())
        lines += [f"cells filled from the pages: {filled}"] if filled else []
        rows = len({row for row, _ in self.faults})
        return lines + ([f"{rows} row{'s' * (rows != 1)} with faults"] if rows else [])


def import_table(
    path: str | Path,
    folder: str | Path = "corpus",
    *,
    texts: str | Path | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    skip_faulty: bool = False,
    replace: bool = False,
    n_jobs: int | None = None,
    progress: bool = False,
) -> Imported:
    """Import the documents of a table into a corpus folder.

    Parameters
    ----------
    path : str or Path
        A table (see `textmine.intake.tables.read_table`), or a folder with one in it or beside it. The texts stand in a column,
        or in files that a column names, relative to the table; where a row has both, its text is taken.
    folder : str or Path
        The corpus folder; made where it does not exist.
    texts : str or Path, optional
        Folder below which the files are.
    encoding : str, optional
        Of the table, where it is not found.
    columns : mapping of str to str, optional
        A column of documents, `text` or `file` -> its name in the table, where that is not a usual one; goes before those of
        `study.toml`.
    skip_faulty : bool
        Import the rows without faults; else any fault stops everything.
    replace : bool
        Let a row change the document of its id: its text, and the cells that the table gives.
    n_jobs : int, optional
        Processes, through joblib.
    progress : bool
        Show a bar on a terminal.

    Returns
    -------
    Imported

    Raises
    ------
    TableError
        If the table cannot be read, or its columns are not known.
    PageError
        If `documents.csv` is damaged.
    StudyError
        If `study.toml` has faults.

    Notes
    -----
    Rows whose text the corpus has, byte for byte, are passed over, so that an import can be run again. Cells that the table leaves
    empty are filled with what the page states. Texts that are nearly the same (likeness above .9, see
    `textmine.intake.likeness`) are imported with a warning.
    """
    folder, place = Path(folder), Path(path)
    study, found = read_study(folder), find_table(path)
    table = read_table(found, encoding=encoding)
    names = recognize(table.columns, study, {**study.imported, **(columns or {})})
    below = Path(texts) if texts is not None else place if place.is_dir() else None
    drafts = draft_rows(table, names, study, Files(found.parent, below))
    header, rows = read_rows(folder / "documents.csv")
    hash_sources(drafts)
    find_standing(drafts, rows)
    unread = [draft for draft in drafts if draft.source is not None and not draft.standing]
    describe_sources(unread, n_jobs=n_jobs, progress=progress)
    give_ids(drafts, rows, replace=replace)
    fill_cells(drafts)
    check_groups(drafts, rows, study)
    _name_pages(drafts, rows, folder)
    _warn_of_changes(drafts, replace)
    _warn_of_likeness(drafts, rows, folder, n_jobs)
    report = _report(found, names, drafts, table.notes, skip_faulty, replace)
    # What an earlier run left when it was killed is tidied up even where nothing is new.
    if report.written and (report.new or report.replaced or (folder / "raw" / UNFINISHED).is_file()):
        own = [name for name in dict.fromkeys((*names.own, *required(study))) if name not in header]
        _write(folder, [*header, *own], rows, [d for d in drafts if not d.faults and _writes(d, replace)])
    return report


def _name_pages(drafts: list[Draft], rows: Rows, folder: Path) -> None:
    """Name the page of each draft in `raw/`; a new text of a document gets a name of its own, so that the old one stands until then."""
    used, left = {row["source_file"] for row in rows}, unfinished(folder)
    for draft in drafts:
        if draft.is_same or not draft.sha256:
            continue
        stem = draft.cells["document_id"]
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        name = next(name for name in (f"{name}{draft.suffix}" for name in names) if name not in used)
        used.add(name)
        path = folder / "raw" / name
        if path.exists() and name not in left and sha256(path.read_bytes()).hexdigest() != draft.sha256:
            draft.faults.append(
                f"{path} exists already, is another file, and no row of documents.csv names it; move it away"
            )
        draft.cells |= {"source_file": name, "sha256": draft.sha256}


def _warn_of_changes(drafts: list[Draft], replace: bool) -> None:
    for draft in drafts:
        if draft.is_same and not replace and (changed := draft.changes):
            draft.warnings.append(
                f"'{draft.cells['document_id']}' stays as documents.csv has it, other than here: {', '.join(changed)}; --replace takes these"
            )


def _warn_of_likeness(drafts: list[Draft], rows: Rows, folder: Path, n_jobs: int | None) -> None:
    read = [draft for draft in drafts if draft.described]
    if not read:
        return
    pages = [folder / "raw" / row["source_file"] for row in rows]
    standing = list(spread(runs_of, pages, n_jobs=n_jobs))
    texts = [*standing, *(draft.described.runs for draft in read)]
    for i, j, like in near_pairs(texts, known=len(rows)):
        draft, other = read[j - len(rows)], None if i < len(rows) else read[i - len(rows)]
        known = rows[i]["document_id"] if other is None else ""
        if known != draft.cells["document_id"] and (other is None or other.sha256 != draft.sha256):
            whose = f"'{known}' of the corpus" if other is None else f"row {other.number}"
            draft.warnings.append(f"nearly the text of {whose} (likeness {like:.2f})")


def _writes(draft: Draft, replace: bool) -> bool:
    """Whether the corpus changes by a draft."""
    return not draft.is_same or (replace and bool(draft.changes))


def _report(
    table: Path, names: Columns, drafts: list[Draft], notes: tuple[str, ...], skip_faulty: bool, replace: bool
) -> Imported:
    good = [draft for draft in drafts if not draft.faults]
    changing = [draft for draft in good if _writes(draft, replace)]
    ids = [
        tuple(draft.cells["document_id"] for draft in some)
        for some in (
            [draft for draft in changing if not draft.standing],
            [draft for draft in changing if draft.standing],
            [draft for draft in good if not _writes(draft, replace)],
        )
    ]
    faults = tuple((draft.number, fault) for draft in drafts for fault in draft.faults)
    warned = tuple((draft.number, warning) for draft in drafts for warning in draft.warnings)
    filled = Counter(name for draft in changing for name in draft.filled)
    remarks = (*((0, note) for note in notes), *warned)
    return Imported(table, names, *ids, faults, remarks, dict(filled), skip_faulty or not faults)


def _write(folder: Path, header: list[str], rows: Rows, drafts: list[Draft]) -> None:
    """Write the corpus with the rows of some drafts, those of documents it has in their place."""
    written = {row["document_id"]: row for row in rows}
    pages, dropped = {}, []
    for draft in drafts:
        if not draft.is_same:
            pages[draft.cells["source_file"]] = partial(_bytes, draft)
            dropped += [draft.standing["source_file"]] if draft.standing else []
        written[draft.cells["document_id"]] = (draft.standing or {}) | draft.filled | draft.cells
    write_corpus(folder, header, list(written.values()), pages, dropped=dropped)


def _bytes(draft: Draft) -> bytes:
    data = draft.source.read_bytes() if isinstance(draft.source, Path) else draft.source
    if sha256(data).hexdigest() != draft.sha256:
        raise PageError(f"{draft.source}: was changed while it was imported; import again")
    return data
