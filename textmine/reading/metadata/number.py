"""The document number that a page states, and the day that stands beside it."""

from __future__ import annotations

import re

from textmine.reading.characters import plain
from textmine.reading.clean.titles import is_title
from textmine.reading.metadata.known import NOTHING, Read
from textmine.reading.metadata.notation import DATE, OPENING_NUMBER, document_number, iso_date, usual_zeros

_BEHIND_TITLE = re.compile(r"(?:通知|意见|方案|规划|办法|规定|函|批复|决定|公告|通告|公报)\(([^()]+)\)$")
_LONGEST_TITLE = 150
# 云政办发〔2009〕5号 on one line, 2009-11-03 at the head of the next; a time behind it would be that of the web page.
_NEXT_DAY = re.compile(rf"{DATE.pattern}(?=\s+(?!\d{{1,2}}:)\S|$)")


def stated_number(header: list[tuple[str, str, str]], front: list[str]) -> tuple[Read, str | None]:
    """The number of the document, and the ISO date that stands beside it, if one does.

    Parameters
    ----------
    header : list of (kind, label, value)
        As `textmine.reading.clean.labels.stated` gives them.
    front : list of str
        Lines above the first heading.

    Returns
    -------
    number : Read
        That of the header; else that of a line that is nothing but a number or opens with one (a day or a title follows), or
        stands in brackets behind a title.
    day : str or None
        2009-12-08 of 云政办发〔2009〕5号 二○○九年十二月八日.
    """
    lines = [plain(line).lstrip("•· ") for line in front]
    printed, day = next(filter(None, map(_on_line, lines, [*lines[1:], ""])), (NOTHING, None))
    for kind, label, value in header:
        # 字号 names the size of the letters, too.
        if (kind == "number" or label == "字号") and (number := _of_value(value)):
            return Read(number, "header"), day if printed.value == number else None
    return printed, day


def _of_value(value: str) -> str | None:
    """The number that a value of the header is, or opens with: 云政办〔2022〕15号 性: 有效."""
    opening = OPENING_NUMBER.match(value)
    return document_number(value) or (document_number(opening[0]) if opening and value[opening.end()] == " " else None)


def _on_line(line: str, following: str) -> tuple[Read, str | None] | None:
    """The number that a line states and the day beside it; None where it states none."""
    joined = re.sub(r"\s", "", line)
    if joined.endswith(("令", "公告", "通告")) and len(joined) < _LONGEST_TITLE:
        joined += re.sub(r"\s", "", following) if joined.endswith("令") or following.startswith(("(第", "第")) else ""
    number = document_number(joined)
    if not number and len(joined) < _LONGEST_TITLE and (behind := _BEHIND_TITLE.search(joined)):
        number = document_number(behind[1])
        return (Read(number, "title"), None) if number else None
    if number:
        day = _NEXT_DAY.match(usual_zeros(following))
        return Read(number, "line"), iso_date(day[0]) if day else None
    opening = OPENING_NUMBER.match(line)
    number = document_number(opening[0]) if opening else None
    if not opening or not number:
        return None
    rest = line[opening.end() :].strip()
    if DATE.fullmatch(usual_zeros(rest)):
        return Read(number, "line"), iso_date(rest)
    return (Read(number, "line"), None) if opens_with_title(rest) else None


def opens_with_title(words: str) -> str | None:
    """The title that the words open with: all of them (《…通知》), or up to the addressees behind it (…的通知各区县:)."""
    if is_title(words.strip("《》")):
        return words
    match = re.match(r"[^。;:]{6,150}?(?:通知|意见|决定|通告|公告)(?=各|有关)", words)
    return match[0] if match and "关于" in match[0] else None


def parted(line: str) -> list[str]:
    """A line that opens with a number and goes on with a title, as two lines or three; any other line as it is."""
    opening = OPENING_NUMBER.match(line) if len(line) < 20_000 else None
    title = opens_with_title(line[opening.end() :].strip()) if opening and document_number(opening[0]) else None
    if not opening or not title:
        return [line]
    rest = line[line.index(title, opening.end()) + len(title) :].strip()
    return [opening[0], title, *([rest] if rest else [])]
