"""Decimal numbering, 1 总则 / 1.1 编制目的 / 1.1.1, as plans for emergencies have it.

A number that opens a line is a mark only where it goes on from the one before: 1.5 万人 does not.
"""

from __future__ import annotations

import re

from textmine.reading.outline.marks import DECIMALS, Mark

_OPENING = re.compile(
    r"([0-9]{1,2}(?:\s?\.\s?[0-9]{1,2}){0,4})[.、]?[\s\u2060]{0,4}(?=[\u4e00-\u9fff\u2160-\u216b“《\"(])"
    r"(?![万亿倍元米吨度]|个百分点|公里|平方|立方)"
)
_WHOLE_HEADING = re.compile(r"[^。;:,?!]{2,30}")
_FEWEST = 2
_FIRST = (1, 1)


def decimal_marks(lines: list[str]) -> dict[int, Mark]:
    """The marks of a decimal numbering, by index of their line; empty for a text without one.

    Parameters
    ----------
    lines : list of str
        The lines of a text, narrow.

    Returns
    -------
    dict of int to Mark
        The kind is one of `DECIMALS`, by the depth of the number; the number is its last step: 3 for 2.1.3.
    """
    openings = [(i, match) for i, line in enumerate(lines) if line[:1].isdecimal() and (match := _OPENING.match(line))]
    steps = [tuple(int(step) for step in match[1].split(".")) for _, match in openings]
    marks: dict[int, Mark] = {}
    reached: tuple[int, ...] = ()
    for k, (i, match) in enumerate(openings):
        if len(steps[k]) == 1 and not _WHOLE_HEADING.fullmatch(lines[i], match.end()):
            continue
        following = steps[k + 1] if k + 1 < len(steps) else ()
        opens_numbering = steps[k] == _FIRST or (
            steps[k] == (1,) and (following == _FIRST or (following == (2,) and not reached))
        )
        if opens_numbering or _goes_on(steps[k], reached):
            marks[i] = Mark(DECIMALS[len(steps[k]) - 1], steps[k][-1], match.end())
            reached = steps[k]
    return marks if sum(mark.kind == DECIMALS[1] for mark in marks.values()) >= _FEWEST else {}


def _goes_on(steps: tuple[int, ...], reached: tuple[int, ...]) -> bool:
    """Whether a number goes on from the one reached: 2.2 from 2.1.3, 2.1.1 from 2.1, 3 or 3.1 from 2.4; one may be missing."""
    if not reached:
        return False
    depth = len(steps)
    if depth > len(reached):
        return steps == (*reached, 1)
    if steps[:-1] == reached[: depth - 1]:
        return 1 <= steps[-1] - reached[depth - 1] <= (1 if depth == 1 else 2)
    return depth > 1 and steps == (*reached[: depth - 2], reached[depth - 2] + 1, 1)
