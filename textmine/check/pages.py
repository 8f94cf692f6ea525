"""A folder of pages -> a verdict a page, the worst first: so that a person reads the ten worst and not all three hundred."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from textmine.progress import in_parallel
from textmine.reading.inspection import report_of
from textmine.reading.page import PageError, Raw, page_of, raws_of
from textmine.reading.page.containers import PAGE_NAMES

VERDICT_COLUMNS = (
    *("file", "score", "verdict", "title", "issuer", "document_number", "issued", "characters", "removed"),
    *("headings", "notes", "unread_notes", "warnings"),
)
# Points of a page for what is thin; only their order matters.
_UNREADABLE, _NO_TITLE, _NO_ISSUER, _NO_DATE, _INFERRED = 100, 10, 5, 3, 1
_MUCH, _MOST, _OF_MUCH, _OF_MOST = 0.3, 0.5, 4, 8
_SHORT, _OF_SHORT = 200, 6
_LONG, _OF_FLAT = 1500, 4
_OF_UNREAD, _MOST_UNREAD = 2, 10
_WIDTH = 44


def is_folder_of_pages(folder: str | Path) -> bool:
    """Whether a folder holds pages and no study."""
    folder = Path(folder)
    study = [folder / "corpus", folder / "documents.csv", folder / "study.toml"]
    return folder.is_dir() and not any(path.exists() for path in study) and next(_files(folder), None) is not None


def check_pages(folder: str | Path, *, n_jobs: int = 1) -> pd.DataFrame:
    """Read every page of a folder and say what is thin about it.

    Parameters
    ----------
    folder : str or Path
        With pages in it and below it (`textmine.reading.page.containers.PAGE_NAMES`), and archives (.zip) of pages.
    n_jobs : int, default 1
        Processes, as joblib counts them. The result is the same for any number.

    Returns
    -------
    DataFrame
        One row a page, the worst first, then by file: `file` (below the folder), `score` (the sum over what is thin; 0 is a page
        without any), `verdict` (what is thin, joined by "; ", worst first; empty where nothing is), `title`, `issuer`,
        `document_number`, `issued`, `characters` (of the policy text), `removed` (share of the page, its blanks not counted),
        `headings`, `notes` (responsibility notes read), `unread_notes`, `warnings` (those of `textmine inspect`).

    Raises
    ------
    PageError
        If the folder holds no page.

    Notes
    -----
    Points: cannot be read 100; no title 10; fewer than 200 characters 6; no issuer 5; more than half removed 8, than three
    tenths 4; no heading and no item in 1,500 characters 4; no date 3; each unread note 2, at most 10; each field inferred
    and each further warning 1.
    """
    folder = Path(folder)
    work = [joblib.delayed(_verdicts)(path, path.relative_to(folder).as_posix()) for path in _files(folder)]
    if not work:
        raise PageError(
            f"{folder}: holds no page ({', '.join(sorted(PAGE_NAMES))}, .zip); name the folder with the pages"
        )
    rows = [row for part in in_parallel(work, n_jobs=n_jobs, what="read", unit=" pages") for row in part]
    table = pd.DataFrame(rows, columns=list(VERDICT_COLUMNS))
    return table.sort_values(["score", "file"], ascending=[False, True], kind="stable", ignore_index=True)


def verdict_lines(table: pd.DataFrame, most: int | None = None) -> list[str]:
    """The table for the terminal: score, file and verdict of the worst pages, and how many pages there are.

    Parameters
    ----------
    table : DataFrame
        As `check_pages` gives it.
    most : int, optional
        How many pages are shown; else all.
    """
    thin = table[table["score"].gt(0)]
    width = min(max([len(name) for name in thin["file"].head(most)], default=4), _WIDTH)
    lines = [f"{'score':>5}  {'file':<{width}}  what is thin"] if len(thin) else []
    lines += [f"{row.score:>5}  {row.file:<{width}}  {row.verdict}" for row in thin.head(most).itertuples()]
    unread = int(table["unread_notes"].sum())
    hidden = f"; {len(thin) - most} more are not shown" if most is not None and len(thin) > most else ""
    return [*lines, f"{len(table)} pages: {len(thin)} with something thin, {unread} unread notes{hidden}"]


def _files(folder: Path) -> Iterator[Path]:
    """Pages and archives below a folder, in the order of their names; what a browser saves beside a page is passed over."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part.endswith("_files") for part in parts)
        if path.suffix.lower() in (*PAGE_NAMES, ".zip") and path.is_file() and not hidden:
            yield path


def _verdicts(path: Path, name: str) -> list[tuple]:
    """The rows of a file: one, or one for each page of an archive."""
    try:
        pages = raws_of(path)
    except PageError as error:
        return [_unreadable(name, error, path)]
    if not pages:
        return [(name, _UNREADABLE, "an archive without a page", *_nothing())]
    inner = [raw.path.removeprefix(str(path)) for raw in pages]
    return [_verdict(raw, name + end) for raw, end in zip(pages, inner, strict=True)]


def _verdict(raw: Raw, name: str) -> tuple:
    try:
        page = page_of(raw)
        report = report_of(page)
    except PageError as error:
        return _unreadable(name, error, Path(raw.path))
    found = sorted(_thin(report), key=lambda points: -points[0])
    metadata, removed = report["metadata"], report["removed_share"]
    stated = [metadata[key] for key in ("title", "issuer", "document_number", "issued")]
    counted = [len(report[key]) for key in ("headings", "responsibilities", "unread_notes", "warnings")]
    verdict = "; ".join(words for _, words in found)
    return (name, sum(points for points, _ in found), verdict, *stated, report["policy_characters"], removed, *counted)


def _unreadable(name: str, error: PageError, path: Path) -> tuple:
    said = str(error).removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")
    return (name, _UNREADABLE, f"cannot be read: {said}", *_nothing())


def _nothing() -> tuple:
    return (None, None, None, None, 0, 0.0, 0, 0, 0, 0)


def _thin(report: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """What is thin about a page, with its points."""
    metadata, removed, characters = report["metadata"], report["removed_share"], report["policy_characters"]
    law = metadata["adopted"] or metadata["promulgated"]
    for key, points, words in (
        ("title", _NO_TITLE, "no title"),
        ("issuer", _NO_ISSUER, "no issuer"),
        ("issued", _NO_DATE, "no date"),
    ):
        if not metadata[key] and not (key == "issued" and law):
            yield points, words
        elif metadata["known"].get(key, ("", ""))[1] == "inferred":
            yield _INFERRED, f"{key} inferred ({metadata['known'][key][0]})"
    if removed > _MUCH:
        yield _OF_MOST if removed > _MOST else _OF_MUCH, f"{removed:.0%} removed"
    if characters < _SHORT:
        yield _OF_SHORT, f"{characters} characters"
    kinds = report["segments"]["by_kind"]
    if characters > _LONG and not kinds.get("heading") and not kinds.get("item"):
        yield _OF_FLAT, "no structure"
    if unread := len(report["unread_notes"]):
        yield min(_OF_UNREAD * unread, _MOST_UNREAD), f"{unread} unread note{'s' * (unread > 1)}"
    other = [
        words for words in report["warnings"] if not words.startswith("the page states no") and "not read" not in words
    ]
    for words in other:
        yield 1, words
