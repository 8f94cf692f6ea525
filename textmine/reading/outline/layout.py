"""Policy text -> its lines as the author meant them, where the page lost or added line breaks.

Lines broken by a printer's column are joined, lines that hold a whole policy are cut at its list marks. Doubt leaves the
lines as they are.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from textmine.reading.characters import lines_of, narrow
from textmine.reading.outline.decimals import decimal_marks
from textmine.reading.outline.marks import (
    BODY_END,
    CLOSING_SIGNATURE,
    DATE,
    HEADING_MARKS,
    MARKS,
    Mark,
    is_title,
    mark_of,
)

# A line break inside a joined line becomes a character that is neither blank nor word, so that offsets hold.
_BREAK = "\u2060"
_SENTENCE_END = re.compile(r"[。!?][”’」』)\]]?$")
_FEWEST_FULL, _FULL_SHARE, _RUN_OVER_SHARE = 4, 0.4, 0.6
# In half-width columns: 18 to 50 Chinese characters; the first line of a paragraph has lost its indentation of two.
_NARROWEST, _WIDEST, _RAGGED = 36, 100, 6
_LONG, _VERY_LONG, _WHOLE_SHARE, _GLUED = 120, 1500, 0.4, 45
_LONGEST_QUOTE = 300
_SIGNATURE = re.compile(rf"[^\s。;:,]{{3,40}}{BODY_END}\s{{1,10}}(?:{DATE.pattern})(?=\s)")
_GLUED_HEADING = re.compile(
    r"[。;]\s{0,4}(?:第[一二三四五六七八九十]{1,3}[章节]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))[^。;:,、!?]{2,30}$"
)
_ENDS_NO_HEADING = "。;:,、!?"
_PAIRS = "()[]《》〈〉“”‘’「」『』"
_BRACKETS = re.compile(f"[{re.escape(_PAIRS)}]")
_OPENING = dict(zip(_PAIRS[1::2], _PAIRS[::2], strict=True))
_INNER_KINDS = [kind for kind in MARKS if kind != "point"]
_INNER = re.compile(
    r"(?=[第(\[0-9一二三四五六七八九十百\u2160-\u216b\u2460-\u249b\u3251-\u325f—–-])(?<![0-9第见照一二三四五六七八九十百—–-])"
)
_TOP_KINDS = ("book", "chapter", "article", "cn")
# Marks of what stands alone and ends what came before.
SECTIONS = ("cn", "cn_paren", "chapter", "article", "book", "division", "decimal_1", "decimal_2")


class Line(NamedTuple):
    """A line as its author meant it: `text[start:end]`, the same as patterns see it, and its list mark."""

    start: int
    end: int
    words: str
    mark: Mark


def meant_lines(text: str) -> list[Line]:
    """The lines of a policy text without blank ones, joined and cut where the page changed them.

    Returns
    -------
    list of Line
        In order; what stands between two of them is white space.
    """
    seen = narrow(text).replace("\r", _BREAK).replace("\n", _BREAK)
    spans = [span for start, end in lines_of(text) if (span := trimmed(text, start, end))]
    spans = _joined(text, seen, spans)
    last: dict[str, int] = {}
    cut = []
    for start, end in spans:
        cut += _cut(seen, start, end, last)
    spans = [span for start, end in cut if (span := trimmed(text, start, end))]
    words = [seen[start:end] for start, end in spans]
    decimals = decimal_marks(words)
    return [Line(*span, words[i], decimals.get(i) or mark_of(words[i])) for i, span in enumerate(spans)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without the white space at its edges; None where nothing else is in it."""
    body = text[start:end]
    if body and not body[0].isspace() and not body[-1].isspace():
        return start, end
    left = len(body) - len(body.lstrip())
    return (start + left, start + len(body.rstrip())) if left < len(body) else None


# --- lines broken by a column --------------------------------------------------------------------------------------------


def _joined(text: str, seen: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines over which a sentence runs, where the whole text is wrapped, and a mark alone on its line."""
    widths = [len(text[start:end].encode("gbk", "replace")) for start, end in spans]
    full = _wrap_width(seen, spans, widths)
    joined: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(spans):
        if joined and _goes_on(text, seen, spans[i - 1], (start, end), full is not None and widths[i - 1] >= full):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _wrap_width(seen: str, spans: list[tuple[int, int]], widths: list[int]) -> int | None:
    """Width from which a line is full, where the text is wrapped to a column; None where it is not.

    Wrapped text has no line wider than its column, many that fill it, and most of these end in the middle of a sentence.
    """
    if not widths:
        return None
    limit = sorted(widths)[-1 - len(widths) // 50]
    full = [span for span, width in zip(spans, widths, strict=True) if width >= limit - _RAGGED]
    over = sum(seen[end - 1] not in "。;:!?)]" for _, end in full)
    wrapped = (
        _NARROWEST <= limit <= _WIDEST
        and len(full) >= max(_FEWEST_FULL, _FULL_SHARE * len(widths))
        and over >= _RUN_OVER_SHARE * len(full)
    )
    return limit - _RAGGED if wrapped else None


def _goes_on(text: str, seen: str, line: tuple[int, int], following: tuple[int, int], full: bool) -> bool:
    """Whether a line goes on in the following one."""
    start, end = following
    mark_alone = line[1] - line[0] <= 12 and end - start <= 60
    if not (full or mark_alone) or mark_of(seen[start : min(end, start + 80)]).kind:
        return False
    if mark_alone:
        alone = mark_of(seen[slice(*line)])
        if alone.kind in SECTIONS and alone.length == line[1] - line[0]:
            return True
    indented = text[max(start - 2, 0) : start] == "\u3000\u3000"
    return full and not indented and not _SENTENCE_END.search(seen[max(line[1] - 2, 0) : line[1]])


# --- lines that hold many ------------------------------------------------------------------------------------------------


def _cut(seen: str, start: int, end: int, last: dict[str, int]) -> list[tuple[int, int]]:
    """Cut a long line at the marks that go on in a sequence; `last` holds the number reached for each kind of mark."""
    own = mark_of(seen[start : min(end, start + 80)])
    if end - start < _LONG:
        if own.number:
            last[own.kind] = own.number
        return _cut_heading(seen, start, end, last)
    line = seen[start:end]
    before = dict(last)
    cuts = _sequence(line, own, last)
    if not cuts or not _lost_breaks(line, own, cuts, len(seen)):
        last.clear()
        last.update(before | ({own.kind: own.number} if own.number else {}))
        return [(start, end)]
    places = sorted({0, *_head_cuts(line, cuts[0][0]), *(at for at, _ in cuts), *_tail_cut(line), len(line)})
    return [(start + a, start + b) for a, b in pairwise(places)]


def _cut_heading(seen: str, start: int, end: int, last: dict[str, int]) -> list[tuple[int, int]]:
    """Cut off the next heading where it is glued to the end of a line: …的需求。二、主要任务."""
    glued = None if seen[end - 1] in _ENDS_NO_HEADING else _GLUED_HEADING.search(seen, start, end)
    if not glued:
        return [(start, end)]
    mark = mark_of(seen[glued.start() + 1 : end].lstrip())
    if not mark.number or mark.number != last.get(mark.kind, 0) + 1 or glued.start() - start < mark.length:
        return [(start, end)]
    last[mark.kind] = mark.number
    return [(start, glued.start() + 1), (glued.start() + 1, end)]


def _lost_breaks(line: str, own: Mark, cuts: list[tuple[int, str]], characters: int) -> bool:
    """Whether the marks inside a line head parts that stood on lines of their own, rather than enumerate in a sentence."""
    whole = len(line) >= min(_VERY_LONG, _WHOLE_SHARE * characters)
    section = own.kind in HEADING_MARKS and line[cuts[0][0] - 1] not in ":;"
    return whole or section or any(kind in _TOP_KINDS for _, kind in cuts)


def _sequence(line: str, own: Mark, last: dict[str, int]) -> list[tuple[int, str]]:
    """Where marks stand in a line that continue a sequence, with their kinds: no mentions, nothing in brackets or quotes."""
    found, reached = [], 0
    candidates = _candidates(line)
    seconds = {mark.kind: at for at, mark, _ in candidates if mark.number == 2}
    if own.number:
        last[own.kind] = own.number
    for at, mark, clear in candidates:
        expected = mark.number == last.get(mark.kind, 0) + 1 or (mark.number == 1 and seconds.get(mark.kind, 0) > at)
        glued = mark.number == 1 and at - reached <= _GLUED and not re.search(r"[。;,]", line[reached:at])
        if at and (mark.kind == "dash" or expected) and (clear or glued):
            found.append((at, mark.kind))
            reached = at
            if mark.number:
                last[mark.kind] = mark.number
    return found


def _candidates(line: str) -> list[tuple[int, Mark, bool]]:
    """Marks inside a line, outside of brackets and quotes, and whether a sentence or a blank ends before each."""
    inside = _quoted(line)
    found, reached = [], 0
    for place in _INNER.finditer(line):
        at = place.start()
        if at < reached or inside[at]:
            continue
        mark = mark_of(line[at : at + 40])
        if mark.kind in _INNER_KINDS and not (mark.kind == "dash" and line[at - 1 : at] not in "。;:"):
            found.append((at, mark, bool(re.search(r"[。;:!?)\]”\s*]", line[at - 1 : at]))))
            reached = at + mark.length
    return found


def _quoted(line: str) -> bytearray:
    """For each character whether it stands inside brackets or quotes; those never closed, or closed far away, do not count."""
    inside = bytearray(len(line))
    opened: dict[str, list[int]] = {opening: [] for opening in _OPENING.values()}
    for bracket in _BRACKETS.finditer(line):
        if bracket[0] in opened:
            opened[bracket[0]].append(bracket.start())
        elif opened[_OPENING[bracket[0]]]:
            first = opened[_OPENING[bracket[0]]].pop() + 1
            if bracket.start() - first <= _LONGEST_QUOTE:
                inside[first : bracket.start()] = b"\1" * (bracket.start() - first)
    return inside


def _head_cuts(line: str, stop: int) -> list[int]:
    """Where title, addressee and opening words end that a line holds before its first mark at `stop`."""
    cuts = [0]
    for blank in re.finditer(r"\s+", line[: min(stop, 5000)]):
        piece = line[cuts[-1] : blank.start()].strip()
        if is_title(piece) or re.search(r"[。:)号日]$", piece) or _SIGNATURE.match(line, blank.end()):
            cuts.append(blank.end())
    return cuts


def _tail_cut(line: str) -> list[int]:
    """Where the signature begins that closes a line."""
    signature = CLOSING_SIGNATURE.search(line, max(len(line) - 150, 0))
    return [signature.start(1)] if signature else []
