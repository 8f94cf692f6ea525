"""The pages of drafts -> what they state, on as many processors as asked for."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import joblib

from textmine.intake.describing import Described, describe
from textmine.intake.drafts import Draft
from textmine.progress import bar
from textmine.reading.page import PageError, read_page

_FEW = 200  # starting processes takes longer than reading so many pages
Given = TypeVar("Given")
Got = TypeVar("Got")


def hash_sources(drafts: Sequence[Draft]) -> None:
    """Give each draft the hash of its page."""
    for draft in drafts:
        try:
            data = draft.source.read_bytes() if isinstance(draft.source, Path) else draft.source
        except OSError as error:
            draft.faults.append(f"{draft.source}: cannot be read ({error.strerror}); check its permissions")
            draft.source = None
        else:
            draft.sha256 = hashlib.sha256(data).hexdigest() if data is not None else ""


def describe_sources(drafts: Sequence[Draft], *, n_jobs: int | None, progress: bool) -> None:
    """Give each draft what its page states, or the fault for which it is no page."""
    found = spread(_described, [draft.source for draft in drafts], n_jobs=n_jobs, progress=progress)
    for draft, described in zip(drafts, found, strict=True):
        if isinstance(described, str):
            draft.faults.append(described)
        else:
            draft.described = described


def spread(
    work: Callable[[Given], Got], items: Sequence[Given], *, n_jobs: int | None, progress: bool = False
) -> Iterator[Got]:
    """What the work gives for each item, in order."""
    shown = bar("read", unit=" pages", total=len(items), shown=progress)
    parallel = joblib.Parallel(n_jobs=n_jobs if len(items) >= _FEW else 1, return_as="generator")
    with shown:
        for got in parallel(joblib.delayed(work)(item) for item in items):
            shown.update()
            yield got


def _described(source: bytes | Path) -> Described | str:
    """What a page states; else what is wrong with it."""
    if isinstance(source, Path):
        return _described_file(source, source.name)
    # A text is read as the file it will be, so that nothing is found here that is not found there.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_bytes(source)
        return _described_file(path, "the text")


def _described_file(path: Path, name: str) -> Described | str:
    try:
        return describe(read_page(path))
    except PageError as error:
        return f"{name}: {str(error).removeprefix(f'{path}: ').removeprefix(f'{path.name}: ')}"
