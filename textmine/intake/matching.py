"""Drafts against each other and against the corpus: which are new, which are there, which ids they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from textmine.intake.drafts import Draft
from textmine.intake.values import readable_id

Standing = Sequence[Mapping[str, str]]


def find_standing(drafts: Sequence[Draft], rows: Standing) -> None:
    """Find the rows of the corpus that have the bytes of a draft, and the drafts that have those of an earlier one."""
    corpus = {row["sha256"]: row for row in rows if row["sha256"]}
    seen: dict[str, int] = {}
    ids: dict[str, int] = {}
    for draft in drafts:
        if draft.sha256 and seen.setdefault(draft.sha256, draft.number) != draft.number:
            draft.faults.append(f"has the same text as row {seen[draft.sha256]}; delete one of them")
        elif draft.sha256 in corpus:
            draft.standing = dict(corpus[draft.sha256])
        if draft.id_cell and ids.setdefault(draft.id_cell, draft.number) != draft.number:
            draft.faults.append(f"document_id '{draft.id_cell}' stands in row {ids[draft.id_cell]} too")


def give_ids(drafts: Sequence[Draft], rows: Standing, *, replace: bool) -> None:
    """Give every draft its document_id, the same in every run.

    Parameters
    ----------
    drafts : sequence of Draft
        After `find_standing`; a draft that is in the corpus keeps the id it has there.
    rows : sequence of mapping
        Of `documents.csv`.
    replace : bool
        Whether a draft may have the id of a document with another text.

    Notes
    -----
    The id of the table, made readable; else the name of the file; else `doc-0017` by the number of the row. An id that was made
    gets a number where it is taken by a document of another title.
    """
    corpus = {row["document_id"]: row for row in rows}
    claimed = {draft.standing["document_id"]: draft.number for draft in drafts if draft.standing}
    for draft in drafts:
        given = readable_id(draft.id_cell)
        if draft.standing:
            own = draft.standing["document_id"]
            if given in corpus and given != own:
                draft.faults.append(
                    f"document_id '{given}' is another document of the corpus; this text is that of '{own}'"
                )
            draft.cells["document_id"] = own
            continue
        stem = draft.source.stem if isinstance(draft.source, Path) else ""
        made = _numbered(readable_id(stem) or f"doc-{draft.number:04d}")
        name = given or next(name for name in made if _is_free(name, draft, corpus, claimed))
        draft.cells["document_id"] = name
        if claimed.setdefault(name, draft.number) != draft.number:
            if not any("stands in row" in fault for fault in draft.faults):
                draft.faults.append(f"document_id '{name}' stands in row {claimed[name]} too")
        elif name in corpus:
            draft.standing = dict(corpus[name])
            if not replace:
                draft.faults.append(
                    f"'{name}' is in the corpus with another text; --replace puts this one in its place"
                )


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _is_free(name: str, draft: Draft, corpus: Mapping[str, Mapping[str, str]], claimed: Mapping[str, int]) -> bool:
    return name not in claimed and (name not in corpus or corpus[name]["title"] == draft.cells.get("title"))
