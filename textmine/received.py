"""The pages in `raw/` that a table names -> each read, or why it cannot be; what was read before is taken from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from textmine.cache import MISSING, Cache
from textmine.contents import digest
from textmine.reading.many import Parsed, parse, parse_pages
from textmine.reading.page import PageError, Raw, read_raw

UNFINISHED = ".unfinished"  # in raw/: names of pages that a killed import left there


def read_pages(
    folder: Path,
    documents: list[dict[str, str]],
    kept: Cache,
    *,
    n_jobs: int | None,
    progress: bool,
    table: str = "documents.csv",
    key: str = "document_id",
) -> tuple[dict[str, Parsed], list[str]]:
    """Each page by the id of its document (`key`), and the faults of the rows of a table in their order."""
    rows: list[int] = []
    faults: list[tuple[int, str]] = []
    pages: dict[str, Parsed] = {}
    received = _received(folder, documents, rows, faults)
    parsed = parse_pages(
        received, n_jobs=n_jobs, progress=progress, recall=partial(_recall, kept), keep=partial(_keep, kept)
    )
    for i, page in enumerate(parsed):
        record = documents[rows[i]]
        if page.problem:
            faults.append((rows[i], page.problem))
            continue
        if not page.cleaned.text.strip():
            faults.append((rows[i], f"raw/{record['source_file']} holds no policy text"))
        pages[record[key]] = page
    in_order = sorted(faults, key=lambda fault: fault[0])
    return pages, [f"{table}:{row + 2}: {fault}" for row, fault in in_order]


def _recall(kept: Cache, chunk: list[Raw]) -> list[Parsed] | None:
    found = kept.get(parse.__name__, _key(chunk)) if kept.folder else MISSING
    return None if found is MISSING else found


def _keep(kept: Cache, chunk: list[Raw], parsed: list[Parsed]) -> None:
    if not any(page.problem for page in parsed):  # a problem names the file, which may get another name
        kept.put(parse.__name__, _key(chunk), parsed)


def _key(chunk: list[Raw]) -> str:
    """What decides how pages are read: their bytes and the endings of their names."""
    return digest([(page.sha256, Path(page.path).suffix.lower()) for page in chunk])


def _received(
    folder: Path, documents: list[dict[str, str]], rows: list[int], faults: list[tuple[int, str]]
) -> Iterator[Raw]:
    """The pages that can be opened, one after another; their rows and the faults of the others are noted."""
    for row, record in enumerate(documents):
        if not record["source_file"]:
            continue
        try:
            page = read_raw(folder / "raw" / record["source_file"])
        except PageError as error:
            faults.append((row, str(error)))
            continue
        if record["sha256"] and page.sha256 != record["sha256"]:
            changed = f"its SHA-256 is {page.sha256}, not {record['sha256']}"
            faults.append((row, f"raw/{record['source_file']} was changed: {changed}"))
        rows.append(row)
        yield page


def strays(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    """A fault for each file in `raw/` that no row of a table names."""
    named = {record["source_file"] for record in rows} | unfinished(folder)
    raw = sorted((folder / "raw").iterdir()) if (folder / "raw").is_dir() else []
    found = [path.name for path in raw if path.name not in named and not path.name.startswith(".")]
    return [f"raw/{name}: no row of documents.csv names this file" for name in found]


def unfinished(folder: Path) -> set[str]:
    """Names in `raw/` that do not count, because an import was killed before the table named them."""
    path = folder / "raw" / UNFINISHED
    return set(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else set()
