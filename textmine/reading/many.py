"""Many pages as received -> each divided and outlined, through joblib: on the processors of this machine or on a cluster."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import NamedTuple

import joblib

from textmine.progress import bar
from textmine.reading.clean import Cleaned, clean
from textmine.reading.outline import Row, outline_rows
from textmine.reading.page import PageError, Raw, page_of

CHUNK = 2**18  # bytes a task at least: a twentieth of a second, many times what sending costs
_MOST = 4  # times as many bytes end a task wherever it stands
_ENDS = 4  # of so many pages one ends a task
_CHUNKS_A_PROCESSOR = 8  # sent out at a time; bounds what is held in memory


class Parsed(NamedTuple):
    """What reading makes of one page.

    Attributes
    ----------
    cleaned : Cleaned or None
        The divided page; None where it cannot be read.
    rows : list of Row
        Its segments, without the id of a document.
    problem : str
        Why it cannot be read; empty where it can.
    """

    cleaned: Cleaned | None
    rows: list[Row]
    problem: str = ""


Parse = Callable[[Sequence[Raw]], list[Parsed]]
# Gives what it has kept of each chunk, and keeps what has been made of one.
Recall = Callable[[Sequence[Raw]], list[Parsed] | None]
Keep = Callable[[Sequence[Raw], list[Parsed]], None]


def parse_pages(
    pages: Iterable[Raw],
    *,
    n_jobs: int | None = None,
    progress: bool = True,
    recall: Recall | None = None,
    keep: Keep | None = None,
) -> Iterator[Parsed]:
    """Divide and outline pages, on several processors or a cluster if wanted.

    Parameters
    ----------
    pages : iterable of Raw
        Read as needed: only the chunks at work are held in memory.
    n_jobs : int, optional
        Processes, as joblib counts them: -1 is one for each processor, None what `joblib.parallel_config` says, else 1.
        The result is the same for any number.
    progress : bool, default True
        Whether long work shows a bar on a terminal.
    recall, keep : callable, optional
        What was made of a chunk before, or None; where to keep what has been made of one.

    Yields
    ------
    Parsed
        Of the next page, in order.
    """
    chunks = _chunks(pages)
    first = list(islice(chunks, 2))
    chunks = chain(first, chunks)
    if len(first) < 2:  # starting processes would take longer than the work
        n_jobs = 1
    window = _CHUNKS_A_PROCESSOR * joblib.effective_n_jobs(n_jobs)
    shown = bar("read", unit=" bytes", scaled=True, shown=progress)
    with shown, joblib.Parallel(n_jobs=n_jobs) as parallel:
        while batch := list(islice(chunks, window)):
            found = [recall(chunk) if recall else None for chunk in batch]
            missing = [chunk for chunk, parts in zip(batch, found, strict=True) if parts is None]
            made = iter(parallel(joblib.delayed(parse)(chunk) for chunk in missing) if missing else ())
            for chunk, parts in zip(batch, found, strict=True):
                if parts is None:
                    parts = next(made)
                    if keep:
                        keep(chunk, parts)
                shown.update(sum(len(page.data) for page in chunk))
                yield from parts


def parse(pages: Sequence[Raw]) -> list[Parsed]:
    """Divide and outline pages one after another."""
    with uncollected():
        return [_parsed(page) for page in pages]


@contextmanager
def uncollected() -> Iterator[None]:
    """Python's search for objects that hold one another stands still: reading makes many objects and none of these."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _parsed(page: Raw) -> Parsed:
    try:
        read = page_of(page)
        cleaned = clean(read.text, read.links)
    except PageError as error:
        return Parsed(None, [], str(error))
    return Parsed(cleaned, outline_rows(cleaned.text))


def _chunks(pages: Iterable[Raw]) -> Iterator[list[Raw]]:
    """Pages side by side, at least `CHUNK` bytes; where a chunk ends is said by the page that ends it.

    So a page that is added or changed moves the borders near it only, and what was kept of all other chunks is found.
    """
    chunk: list[Raw] = []
    size = 0
    for page in pages:
        chunk.append(page)
        size += len(page.data)
        if size >= _MOST * CHUNK or (size >= CHUNK and int(page.sha256[:8], 16) % _ENDS == 0):
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
