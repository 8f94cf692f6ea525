"""Sentences that say for a whole section who is responsible: 以上任务由市科协牵头, 本章任务由市教育局负责."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from textmine.reading.characters import narrow
from textmine.reading.commitments.names import is_body, is_particular
from textmine.reading.commitments.notes import ROLES, Note, parse_note

_SCOPE = re.compile(
    r"[(\[]?\s?(?:以上|上述|前述|本(?P<part>章|部分|节|项|条|领域)|第[(]?[一二三四五六七八九十]{1,3}[)]?(?:章|部分|节))"
    r"(?:第?\s?[\d一二三四五六七八九十]{1,3}(?:\s?[-—~至到、]\s?第?[\d一二三四五六七八九十]{1,3})*\s?[项条])?"
    r"(?:各|所有|全部|重点|具体|主要|有关|相关|[项条])*(?P<task>(?:任务|工作|措施|事项|内容|要求|行动|项目|工程|活动)*)的?\s?[,:]?\s?"
    r"(?P<rest>(?:均|分别|都|统一)?(?:由|请)?)"
)
_SENTENCE = re.compile(r"(?:^|(?<=[。;\n]))\s?")
_SPOKEN = re.compile(r"应当|可以|必须|不得|(?<!国)的(?!(?:牵头|责任|配合|主办))|解释")
_DUTY = re.compile(r"牵头|负责|责任|配合|主办|参与|承办")
_LONGEST = 400


class Default(NamedTuple):
    """A note for a section: its span in the segment, what it says, and the part it speaks of (章, 部分 …; empty for 以上)."""

    start: int
    end: int
    note: Note
    part: str


def scope_of(text: str) -> str | None:
    """The part of which a note speaks that begins with it (本章任务, 以上任务); None where it begins otherwise."""
    match = _SCOPE.match(narrow(text[:80]).lstrip())
    return (match["part"] or "") if match else None


def openings(seen: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a narrow text that begin with a section and go on with a word of duty, read or not."""
    if not _DUTY.search(seen):
        return
    for edge in _SENTENCE.finditer(seen):
        match = _SCOPE.match(seen, edge.end())
        if match and (match["task"] or match["rest"]):
            stop = re.compile(r"[。\n]|$").search(seen, match.end()).start()
            if stop - match.start() <= _LONGEST and _DUTY.search(seen, match.end(), stop):
                yield match.start(), stop


def defaults(text: str, *, first_leads: bool) -> Iterator[Default]:
    """The notes for a section among the sentences of a segment."""
    seen = narrow(text)
    for start, end in openings(seen):
        scope = _SCOPE.match(seen, start)
        note = parse_note(text[scope.end() : end], first_leads=first_leads)
        names = [name for role in ROLES for name in note.names[role]]
        if (
            names
            and not note.stray
            and note.explicit
            and all(is_body(name) and not _SPOKEN.search(name) for name in names)
            and any(map(is_particular, names))
        ):
            yield Default(start, end, note, scope["part"] or "")
