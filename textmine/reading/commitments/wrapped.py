"""Prose that a page broke into lines of equal length -> the same in one line, with the way back to its offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_BREAK = re.compile(r"(?<=[^\r\n]{9})[\r\n]+[ \t\u3000]*")


@dataclass(frozen=True)
class Unwrapped:
    """Text without the breaks of its lines.

    Attributes
    ----------
    text : str
    printed : str
        The text as it was.
    ends, lengths : list of int
        Where in `text` each break stood, and how many characters were left out up to there.
    """

    text: str
    printed: str
    ends: list[int]
    lengths: list[int]

    def at(self, offset: int) -> int:
        """Offset in the printed text of a character of `text`."""
        breaks = bisect_right(self.ends, offset)
        return offset + (self.lengths[breaks - 1] if breaks else 0)

    def words(self, start: int, end: int) -> str:
        """The printed words of a span of `text`."""
        return self.printed[self.at(start) : self.at(end - 1) + 1] if start < end else ""


def unwrapped(printed: str) -> Unwrapped:
    """Take the line breaks out of a segment; one behind a short line, such as a list mark alone, stays."""
    ends, lengths, pieces, at, left = [], [], [], 0, 0
    for match in _BREAK.finditer(printed):
        pieces.append(printed[at : match.start()])
        at, left = match.end(), left + len(match[0])
        ends.append(at - left)
        lengths.append(left)
    return Unwrapped("".join([*pieces, printed[at:]]), printed, ends, lengths)
