"""A page -> its policy text, and every removed stretch with the reason.

Kept and removed stretches together are the page, character for character. Where a line could be either, it is kept:
losing policy is worse than keeping a footer.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from textmine.reading.characters import BLANKS, lines_of, narrow, single_blanks
from textmine.reading.clean import noise, zones
from textmine.reading.clean.pieces import pieces_of

# 某 某 市 人 民 政 府, but not the sizes of a font: 大 中 小.
_LETTER_SPACED = re.compile(r"(?!.*[大中小] [大中小] )(?:[\u4e00-\u9fff“”《》()、] ){4,}[^ ]{1,12}")
_LONGEST_SPACED = 200
_LINE_ENDS = ("\n", "\r\n", "\r")


class Stretch(NamedTuple):
    """A run of the page's characters, `page[start:end]`: kept where `reason` is empty, else removed for that reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Cleaned:
    """A page divided into stretches that tile it.

    Attributes
    ----------
    page : str
        The page as received.
    starts : array of unsigned int
        Where each stretch starts, in order: it ends where the next one starts, the last with the page.
    reasons : tuple of str
        Reason of each stretch.
    """

    page: str
    starts: array
    reasons: tuple[str, ...]

    def __getstate__(self) -> dict[str, object]:
        """The three alone: what was made of them on the way is made again rather than carried between processes."""
        return {name: self.__dict__[name] for name in ("page", "starts", "reasons")}

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The stretches in order; together they are the page."""
        # Made when asked for: as objects those of a thousand pages take more memory than the pages.
        return tuple(map(Stretch, self.starts, [*self.starts[1:], len(self.page)], self.reasons))

    @cached_property
    def text(self) -> str:
        """The policy text: the kept stretches, one line a paragraph, no blank lines, no indentation."""
        page, ends = self.page, [*self.starts[1:], len(self.page)]
        # An empty page has no stretch.
        return "".join([page[a:b] for a, b, why in zip(self.starts, ends, self.reasons, strict=False) if not why])

    @cached_property
    def _kept(self) -> tuple[array, array]:
        """Where each kept stretch starts, in the policy text and in the page."""
        kept = [(start, end - start) for start, end, reason in self.stretches if not reason]
        ends = accumulate(length for _, length in kept)
        return array("I", [0, *ends][: len(kept)]), array("I", [start for start, _ in kept])

    @cached_property
    def _line_starts(self) -> array:
        return array("I", [start for start, _ in lines_of(self.page)])

    def page_offset(self, offset: int) -> int:
        """Offset in the page of the character at `offset` of the policy text."""
        starts, offsets = self._kept
        i = max(bisect_right(starts, offset) - 1, 0)
        return offsets[i] + offset - starts[i] if starts else 0

    def page_line(self, offset: int) -> int:
        """1-based line of the page on which the character at `offset` of the policy text stands."""
        return self.line_at(self.page_offset(offset))

    def line_at(self, page_offset: int) -> int:
        """1-based line of the page that holds the character at `page_offset`."""
        return bisect_right(self._line_starts, page_offset)


def clean(page: str, links: Collection[int] = ()) -> Cleaned:
    """Divide a page into policy text and what the web page put around it.

    Parameters
    ----------
    page : str
        Characters of the page.
    links : collection of int
        Indices of the lines that are nothing but links (`textmine.reading.page.Page.links`): five or more in a row are a menu.

    Returns
    -------
    Cleaned

    Notes
    -----
    Lines are judged one by one in `textmine.reading.clean.zones`, first everywhere, then more boldly above the first and below the last
    line that must be policy. Blank lines and the blanks at the edges of a line are removed as "layout".
    """
    lines = lines_of(page)
    spans = pieces_of(page, lines)
    seen = narrow(page)
    linked = {lines[i] for i in links} if links else ()
    linked = [i for i, span in enumerate(spans) if span in linked] if links else []
    reasons = zones.reasons([_judged(seen[start:end]) for start, end in spans], linked)
    starts, kinds = array("I"), []
    for (start, end), reason in zip(spans, reasons, strict=True):
        for first, kind in ((start, reason),) if reason else _trim(page, start, end):
            if not kinds or kinds[-1] != kind:
                starts.append(first)
                kinds.append(kind)
    return Cleaned(page, starts, tuple(kinds))


def _judged(line: str) -> str:
    """A narrow line as it is judged: without markup, blanks single, a letter-spaced title closed up."""
    if line in _LINE_ENDS:
        return ""
    line = single_blanks(noise.MARKUP.sub(" ", line) if _may_hold_markup(line) else line)
    spaced = line[1:2] == " " and len(line) < _LONGEST_SPACED and _LETTER_SPACED.fullmatch(line)
    return line.replace(" ", "") if spaced else line


def _may_hold_markup(line: str) -> bool:
    return "<" in line or "&" in line or "#" in line or "{" in line or "**" in line or "](" in line or "\\" in line


def _trim(page: str, start: int, end: int) -> list[tuple[int, str]]:
    """Where each stretch of a kept line starts, and its reason, empty for the words of the line.

    Layout are blanks at its edges, and all of its line break but one character.
    """
    line = page[start:end]
    if line in _LINE_ENDS:
        return [(start, "layout")]
    body = line.rstrip("\r\n")
    if len(body) == len(line) and body[-1] in BLANKS and end < len(page):
        body = line[:-1]
    left, right = len(body) - len(body.lstrip(BLANKS)), len(body.rstrip(BLANKS))
    marked = bool(_may_hold_markup(line))
    if not (noise.MARKUP.sub("", body).strip(BLANKS) if marked else right):
        return [(start, "markup" if right > left else "layout")]
    if not (left or marked) and right == len(body) >= len(line) - 1:
        return [(start, "")]
    pieces, at = [(0, left, "layout")], left
    for tag in noise.MARKUP.finditer(body, left, right) if marked else ():
        pieces += [(at, tag.start(), ""), (tag.start(), tag.end(), "markup")]
        at = tag.end()
    pieces += [(at, right, ""), (right, len(body), "layout")]
    if len(line) > len(body):
        pieces += [(len(body), len(line) - 1, "layout"), (len(line) - 1, len(line), "")]
    return [(start + a, reason) for a, b, reason in pieces if b > a]
