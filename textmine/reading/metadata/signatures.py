"""Who signs a document, and when: a line that is a date, with the bodies on it or above it."""

from __future__ import annotations

import re

from textmine.reading.characters import plain
from textmine.reading.clean.titles import is_title
from textmine.reading.metadata.bodies import BODY
from textmine.reading.metadata.notation import DATE, iso_date, usual_zeros

_INCOMPLETE_BODY = re.compile(r"[省市县州区]|各")
_MOST_BODIES = 12
# 市长:张三 2013年4月5日 below an order.
_HEAD_OF = re.compile(r"^(?:[省市州县区部局署]长|主席|主任|行长):?[\u4e00-\u9fff]{2,6}$")
# A date on a line of its own signs where nothing but remarks follow.
_LAST_LINES = 2
# (此件公开发布) on the line of the date; blanks that a conversion has made question marks.
_REMARK = re.compile(r"(?<=日)\s?\(此[件文][^()]{2,20}\)$|^\(此件[^()]{2,20}\)\s?(?=\d{4}年)")
_UNREADABLE = re.compile(r"(?:\?\s?){2,}")
# (市科技局代), (代章): who signs for the body.
_BEHIND = re.compile(r"(?:\(.{0,20}(?:代章|代|章)\)|\(公章\)|\(印章\))$")


def signatures_of(lines: list[str], *, certain: bool = False) -> list[tuple[str, str]]:
    """Bodies and ISO date of the first signature: a line that is a date, with the bodies on it or on the lines above.

    Parameters
    ----------
    lines : list of str
        Lines above the first heading, or the last ones of the text.
    certain : bool
        Take only a body that names its place, and none in a table, whose cells are bodies and dates too.

    Returns
    -------
    list of (body, date)
        One pair a body; the body is empty where the date stands alone.
    """
    narrow = [_UNREADABLE.sub(" ", plain(line)).strip() for line in lines]
    for i, line in enumerate(narrow):
        bare = re.sub(r"\s", "", usual_zeros(_REMARK.sub("", line[:100]))).strip("()")
        match = DATE.search(bare)
        if len(line) > 80 or not match or bare[match.end() :] not in ("", "印发") or "年" not in match[0]:
            continue
        signed, issued = _HEAD_OF.sub("", bare[: match.start()]), iso_date(bare)
        if not issued or (signed and not BODY.fullmatch(signed)):
            continue
        bodies = [signed] if signed else _above(narrow[max(i - _MOST_BODIES, 0) : i])
        if certain and not bodies and i >= len(narrow) - _LAST_LINES and "序号" not in narrow[:i]:
            return [("", issued)]
        if not certain or (bodies and not _INCOMPLETE_BODY.match(bodies[0]) and "序号" not in narrow[:i]):
            return [(body, issued) for body in bodies] or [("", issued)]
    return []


def _above(lines: list[str]) -> list[str]:
    """The signing bodies on the last of the lines, in their order; one line may name several, apart by blanks."""
    bodies: list[str] = []
    for line in reversed(lines):
        words = _BEHIND.sub("", line)
        names = words.split()
        if not all(BODY.fullmatch(name) for name in names):
            names = ["".join(names)]
        if len(line) > 60 or is_title(line) or not all(BODY.fullmatch(name) for name in names):
            break
        bodies = names + bodies
    return bodies
