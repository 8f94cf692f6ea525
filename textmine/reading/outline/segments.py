"""Policy text -> its segments in order, each with what its own words and its neighbours say of it.

Which heading a segment belongs to is said by `textmine.reading.outline`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from textmine.reading.outline import marks
from textmine.reading.outline.layout import Line, meant_lines, trimmed
from textmine.reading.outline.letterhead import belongs_to_annex, contents_end, kind_around, opens_policy
from textmine.reading.outline.tables import table_end

_UNMARKED_HEADING = re.compile(r"[^。;:,、?!\d]{2,25}")
_FOREWORD = re.compile(r"前\s{0,4}言|引\s{0,4}言|序\s{0,4}言|导\s{0,4}言")
_LOOK_AHEAD = 200


@dataclass(slots=True)
class Segment:
    """A segment and its place in the tree; `own` and `parent` are of use while the tree grows."""

    start: int
    end: int
    kind: str
    mark: marks.Mark = marks.NO_MARK
    same_line: bool = False
    for_section: bool = False
    opens_part: bool = False
    parent: Segment | None = None
    own: str = ""
    path: str = ""
    below: str = ""
    last_number: int = 0
    last_plain: int = 0
    numbered_below: bool = False
    marked_below: int = 0
    noted_below: bool = False
    leaf: bool = True


@dataclass
class _Reading:
    """What has been read so far: `front` above the policy, `started` below its first heading."""

    text: str
    unmarked: bool
    front: bool = True
    started: bool = False
    parts: int = 1
    last_cn: int = 0
    unmarked_headings: int = 0
    items_only: tuple[str, ...] = ()


def segments_of(text: str) -> list[Segment]:
    """The segments of a text in order, each with what its own words and its neighbours say of it."""
    lines = meant_lines(text)
    marked = any(line.mark.kind in marks.HEADING_MARKS or line.mark.kind == "article" for line in lines)
    reading = _Reading(text, unmarked=not marked)
    found: list[Segment] = []
    i = 0
    while i < len(lines):
        i = _take(lines, i, reading, found)
    return found


def _take(lines: list[Line], i: int, reading: _Reading, found: list[Segment]) -> int:
    """Append the segments of line i to `found`; the index of the line to read next."""
    line = lines[i]
    if (end := table_end(lines, i)) > i:
        found.append(Segment(line.start, lines[end - 1].end, "table"))
        reading.front, reading.started = False, True
        return end
    if (end := contents_end(lines, i)) > i:
        found.append(Segment(line.start, lines[end - 1].end, "letterhead"))
        return end
    if i + 1 < len(lines) and marks.NOTE_LABEL.fullmatch(line.words):
        section = bool(marks.SECTION_NOTE.match(line.words))
        found.append(Segment(line.start, lines[i + 1].end, "responsibility", for_section=section))
        return i + 2
    previous = found[-1].kind if found else ""
    unmarked = _unmarked_heading(lines, i, reading)
    kind = "" if unmarked else kind_around(lines, i, front=reading.front, previous=previous)
    if kind:
        found.append(Segment(line.start, line.end, kind))
        _note_part(lines, i, reading, found, previous)
    else:
        found += [Segment(line.start, line.end, "heading", unmarked)] if unmarked else _prose(lines, i, reading)
        reading.front = False
        reading.started |= bool(unmarked or line.mark.kind or reading.parts > 1)
    return i + 1


def _note_part(lines: list[Line], i: int, reading: _Reading, found: list[Segment], previous: str) -> None:
    """Mark where line i, a title or the head of an annex, begins another policy, with the letterhead that belongs to it."""
    if found[-1].kind != "signature" and reading.started and opens_policy(lines, i, previous):
        back = 0
        while back < min(i, 4) and len(found) > back + 1 and found[-back - 2].kind == "letterhead":
            if not belongs_to_annex(lines[i - back - 1]):
                break
            back += 1
        found[-back - 1].opens_part = True
        reading.started, reading.items_only, reading.last_cn = False, (), 0
        reading.parts += 1
    if not reading.started and found[-1].kind != "letterhead":
        reading.front = True


def _prose(lines: list[Line], i: int, reading: _Reading) -> list[Segment]:
    """A line of the policy: heading, item or paragraph, with a run-in heading and closing responsibility notes cut off."""
    words, mark = lines[i].words, lines[i].mark
    if marks.opens_note(words):
        section = bool(marks.SECTION_NOTE.match(words))
        return [Segment(lines[i].start, lines[i].end, "responsibility", for_section=section)]
    notes = marks.closing_notes(words, mark.length)
    stop = notes[0] if notes else len(words)
    cut = 0
    if mark.kind == "article":
        kind = "heading" if _titles_article(lines, i) else "item"
        reading.items_only = ("cn_paren", "number", *(() if reading.last_cn else ("cn",)))
    elif mark.kind in marks.HEADING_MARKS and mark.kind not in reading.items_only:
        cut = marks.run_in(words, mark.length, stop)
        kind = "heading" if cut or marks.is_heading(words[mark.length : stop].strip()) else "item"
    elif mark.kind == "number_paren" and _heads_paragraph(lines, i):
        kind = "heading"
    else:
        kind = "item" if mark.kind else "paragraph"
    if mark.kind == "cn":
        reading.last_cn = mark.number or 0
    pieces = [(0, cut or stop, kind, mark)] + [(cut, stop, "paragraph", marks.NO_MARK)] * bool(cut)
    ends = [*notes[1:], len(words)]
    pieces += [(a, b, "responsibility", marks.NO_MARK) for a, b in zip(notes, ends, strict=False)]
    return _segments(reading.text, lines[i].start, pieces)


def _segments(text: str, start: int, pieces: list[tuple[int, int, str, marks.Mark]]) -> list[Segment]:
    """The pieces of a line as segments, without the blanks between them."""
    found: list[Segment] = []
    for a, b, kind, mark in pieces:
        if span := trimmed(text, start + a, start + b):
            found.append(Segment(*span, kind, mark, same_line=bool(found)))
    return found


def _titles_article(lines: list[Line], i: int) -> bool:
    """Whether an article's line is its title (第三条 主要任务), its text standing on the lines below."""
    title = lines[i].words[lines[i].mark.length :].strip()
    above = i + 1 < len(lines) and lines[i + 1].mark.kind not in ("article", "chapter", "division", "book")
    return above and bool(_UNMARKED_HEADING.fullmatch(title))


def _heads_paragraph(lines: list[Line], i: int) -> bool:
    """Whether a line with (1) is a heading: words without any mark of punctuation, with a paragraph below them."""
    words, following = lines[i].words[lines[i].mark.length :].strip(), lines[i + 1 : i + 2]
    if not following or following[0].mark.kind or marks.opens_note(following[0].words):
        return False
    return bool(_UNMARKED_HEADING.fullmatch(words)) and words[0] != "《" and "。" in following[0].words


def _unmarked_heading(lines: list[Line], i: int, reading: _Reading) -> marks.Mark | None:
    """The mark that a heading without one would have: in a text without marks, in a gap of 一、 三、, or a foreword."""
    words = marks.unspaced(lines[i].words)
    if lines[i].mark.kind or i + 1 == len(lines) or not _UNMARKED_HEADING.fullmatch(words):
        return None
    following = lines[i + 1]
    if following.mark.kind or "。" not in following.words or len(following.words) < 20:
        return None
    if not reading.started and _FOREWORD.fullmatch(words):
        return marks.Mark("cn", None, 0)
    if reading.unmarked and (not reading.front or marks.SECTION_WORDS.fullmatch(words)):
        reading.unmarked_headings += 1
        return marks.Mark("cn", reading.unmarked_headings, 0)
    ahead = (line.mark.number for line in lines[i + 1 : i + _LOOK_AHEAD] if line.mark.kind == "cn")
    if reading.last_cn and next(ahead, None) == reading.last_cn + 2:
        reading.last_cn += 1
        return marks.Mark("cn", reading.last_cn, 0)
    return None
