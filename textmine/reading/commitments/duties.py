"""Segments -> who must do what: the notes that name lead, supporting and responsible bodies.

A note is a bracket, a labelled line, a row of a table, or a bare list of bodies at the end of an item. 牵头, 配合 and 负责 in running text are no notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.brackets import ABOUT_DUTIES, LONGEST_NOTE, bare_lists, candidates
from textmine.reading.commitments.covers import Place, covered
from textmine.reading.commitments.defaults import defaults, scope_of
from textmine.reading.commitments.division import table_rows
from textmine.reading.commitments.names import full_names, is_body, long_forms, region_of
from textmine.reading.commitments.notes import FIRST_LEADS, LABELLED_DEADLINE, ROLES, Note, parse_note
from textmine.reading.outline import PROSE

DUTY_COLUMNS = (
    *("document_id", "segment_id", "start", "covers", *ROLES, "deadline", "text"),
    *(f"{role}_verbatim" for role in ROLES),
    "lead_order",
)
BODY_COLUMNS = ("document_id", "segment_id", "covers", "role", "body", "verbatim", "lead_order")
_LONGEST_LIST = 20_000
_SENTENCE = re.compile(
    r"应当|可以|必须|不得|或者|应邀|(?<!面)向|^[其并该者]|(?<!自)由|对(?!外)|的|第[一二三四五六七八九十百]+条"
)
_OF_SEVERAL = re.compile(r"[(\[]?\s?(?:以上|上述)")


class _Found(NamedTuple):
    """A note in place: the row of its segment, its offset, its words, and what they say."""

    row: int
    start: int
    text: str
    note: Note
    covers: str | None = None
    part: str | None = None


def responsibilities(segments: pd.DataFrame, region: str | Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read who leads, who supports and who is responsible.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.reading.outline.outline` gives them.
    region : str or mapping, optional
        Region of the documents, or region by `document_id`; else the one with which a title begins. Short names are
        completed with it.

    Returns
    -------
    DataFrame
        One row a note (of a table of duties: one row a row), sorted by document and `start`: `document_id`, `segment_id`
        (where the note stands), `start` (offset into the policy text), `covers` (id of the heading, item or paragraph it
        is about), `lead`, `support`, `responsible` (tuples of full names), `deadline` (as printed, or None), `text`
        (the note as printed), `lead_verbatim`, `support_verbatim`, `responsible_verbatim` (tuples of names as printed),
        `lead_order` (tuple, one word for each name of `lead`: sole, or first and further where there are several).

    Notes
    -----
    牵头 and 主办 make a lead; 配合, 参与, 参加, 协助, 协办 and whoever stands behind 会同 support; 责任单位, 负责, 落实 are
    responsible; so are the bodies of a bracket without any such word that closes an item, where the document makes that
    its habit (`textmine.reading.commitments.brackets.bare_lists`). Where the document says that the body listed first leads (列第一位者为牵头单位), the first of a list of
    responsible bodies is the lead from there on. A note that closes a section, and is the only one in it, covers the
    section, as does one that says so (以上任务由市科协牵头; 本章任务: the outermost section); any other note covers the item or
    paragraph before it.

    Several bodies may lead one duty (市教育局、市科协牵头). Which of them comes first is a matter of the print: official lists
    put the body that answers for the whole first, but only a document that says so (列第一位者为牵头单位) makes it a rule, and
    then there is one lead alone.
    """
    rows = [row for _, part in segments.groupby("document_id", sort=False) for row in _document(part, region)]
    table = pd.DataFrame(rows, columns=list(DUTY_COLUMNS), dtype=object).astype({"start": int})
    return table.sort_values(["document_id", "start"], kind="stable", ignore_index=True)


def bodies(responsibilities: pd.DataFrame) -> pd.DataFrame:
    """The bodies of each note, one row a body and role.

    Returns
    -------
    DataFrame
        `document_id`, `segment_id`, `covers`, `role` (lead | support | responsible), `body` (full name), `verbatim`,
        `lead_order` (of a lead: sole | first | further; else None); in the order of the notes, lead first, names in the
        order of the note.
    """
    rows = [
        (note.document_id, note.segment_id, note.covers, role, body, verbatim, order)
        for note in responsibilities.itertuples()
        for role in ROLES
        for body, verbatim, order in zip(
            getattr(note, role),
            getattr(note, f"{role}_verbatim"),
            note.lead_order if role == "lead" else [None] * len(getattr(note, role)),
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=list(BODY_COLUMNS))


def _document(segments: pd.DataFrame, region: str | Mapping[str, str] | None) -> Iterator[tuple]:
    """Rows of one document."""
    segments = segments.sort_values("start", kind="stable", ignore_index=True)
    found = _joined(list(_notes(segments)))
    covers = covered(segments, [Place(note.row, note.covers, note.part) for note in found])
    region, spelled_out = region_of(segments, region), long_forms(segments)
    for (row, start, text, note, *_), about in zip(found, covers, strict=True):
        printed = [name for role in ROLES for name in note.names[role]]
        full = iter(full_names(printed, region, spelled_out))
        resolved = [tuple(next(full) for _ in note.names[role]) for role in ROLES]
        verbatim = [tuple(note.names[role]) for role in ROLES]
        segment = segments.loc[row]
        yield (
            *(segment["document_id"], segment["segment_id"], start, about, *resolved, note.deadline, text, *verbatim),
            _order(len(note.names["lead"])),
        )


def _order(leads: int) -> tuple[str, ...]:
    """Which place each of so many leads has."""
    return ("sole",) if leads == 1 else ("first", *["further"] * (leads - 1)) if leads else ()


def _notes(segments: pd.DataFrame) -> Iterator[_Found]:
    """Every note of a document, in order."""
    first_leads = False
    headings = segments[segments["kind"] == "heading"]
    bare = bare_lists(segments)
    for row, segment in enumerate(segments.itertuples()):
        seen = narrow(segment.text)
        first_leads = first_leads or bool(FIRST_LEADS.search(seen))
        if segment.kind == "table":
            for start, text, note, covers in table_rows(segment.text, headings):
                yield _Found(row, segment.start + start, text, note, covers or segment.segment_id)
        elif segment.kind == "responsibility" and len(segment.text) <= _LONGEST_LIST:
            note = parse_note(segment.text, first_leads=first_leads)
            if note.holds(strict=False):
                yield _Found(row, segment.start, segment.text, note, part=scope_of(segment.text))
        elif LABELLED_DEADLINE.fullmatch(seen.strip(" )]")):
            yield _Found(row, segment.start, segment.text, parse_note(segment.text))
        elif segment.kind in ("paragraph", "item") and (own := list(defaults(segment.text, first_leads=first_leads))):
            for start, end, note, part in own:
                yield _Found(row, segment.start + start, segment.text[start:end], note, part=part)
        elif segment.kind in ("paragraph", "item") and _is_note(segment.text, first_leads):
            yield _Found(row, segment.start, segment.text, parse_note(segment.text, first_leads=first_leads))
        elif segment.kind in (*PROSE, "responsibility") and ABOUT_DUTIES.search(seen):
            for start, end in candidates(seen):
                note = parse_note(segment.text[start:end], first_leads=first_leads)
                if note.holds(strict=True):
                    yield _Found(row, segment.start + start, segment.text[start:end], note)
        if row in bare:
            start, end = bare[row]
            note = parse_note(segment.text[start:end], first_leads=first_leads)
            yield _Found(row, segment.start + start, segment.text[start:end], note)


def _is_note(text: str, first_leads: bool) -> bool:
    """Whether a whole paragraph is a note without brackets: 市科协牵头,市教育局配合。"""
    if len(text) > LONGEST_NOTE or not ABOUT_DUTIES.search(text):
        return False
    note = parse_note(text, first_leads=first_leads)
    # A sentence of a law has the same role words (由所在地人民政府负责), but what stands before them are not bodies alone.
    names = [name for role in ROLES for name in note.names[role]]
    return note.holds(strict=True) and all(is_body(name) and not _SENTENCE.search(name) for name in names)


def _joined(found: list[_Found]) -> list[_Found]:
    """Notes of one duty printed apart, (牵头单位:A)(责任单位:B) or a label a line, made one where no role comes twice; a deadline alone is none."""
    joined: list[_Found] = []
    for new in found:
        last = joined[-1] if joined else None
        beside = (
            last and last.covers is None and 0 <= new.start - last.start - len(last.text) <= 1 and new.covers is None
        )
        if (
            beside
            and not _OF_SEVERAL.match(narrow(new.text))
            and not any(last.note.names[role] and new.note.names[role] for role in ROLES)
        ):
            names = {role: last.note.names[role] + new.note.names[role] for role in ROLES}
            note = Note(names, last.note.deadline or new.note.deadline, True)
            gap = "\n" if new.start > last.start + len(last.text) else ""
            joined[-1] = _Found(last.row, last.start, last.text + gap + new.text, note)
        elif any(new.note.names.values()):
            joined.append(new)
    return joined
