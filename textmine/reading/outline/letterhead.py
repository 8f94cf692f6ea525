"""What stands around a policy: its title, the letterhead of the notice that carries it, signatures; and where an annex begins."""

from __future__ import annotations

import re

from textmine.reading.outline import marks
from textmine.reading.outline.layout import Line
from textmine.reading.outline.tables import table_end

_LONGEST_SIGNATURE = 12
_SHORT = 40
_REMARK_OPENS = "(公信联签抄主分发"
_NO_PUNCTUATION = re.compile(rf"[^。;:,]{{1,{_SHORT}}}")
_BRACKETED = re.compile(r"[(\[][^()\[\]]{1,40}[)\]]")
_STAND_IN = re.compile(r"[代章][)\]]$")
_ADOPTED = re.compile(r"通过|公布|发布|印发|施行|[0-9]月")
_FIRST_MARKS = {("cn", 1), ("chapter", 1), ("article", 1), ("book", 1), ("decimal_1", 1)}
_OPENING_LINES = 6
_CONTENTS = re.compile(r"[^。;:,]{0,60}?目\s{0,6}[录次]")
_LONGEST_CONTENTS = 300
_PAGE_NUMBER = re.compile(r"[\s.·…_—-]*[0-9]{0,4}$")


def kind_around(lines: list[Line], i: int, *, front: bool, previous: str) -> str:
    """Kind of a line that stands around a policy, empty for a line of the policy.

    Parameters
    ----------
    lines : list of Line
    i : int
        The line in question.
    front : bool
        Whether nothing of the policy itself has come yet.
    previous : str
        Kind of the segment before it.

    Returns
    -------
    str
        "title", "letterhead", "signature" or "".
    """
    line = lines[i]
    if line.mark.kind:
        return _marked(lines, i, front, previous)
    if not front and len(line.words) > _SHORT and "。" in line.words and line.words[0] not in _REMARK_OPENS:
        return ""
    words = marks.unspaced(line.words)
    if _signs(lines, i):
        return "signature"
    if marks.is_remark(words) or marks.ANNEX_HEAD.fullmatch(words):
        return "letterhead"
    if marks.ANNEX_NOTE.fullmatch(words):
        return "title" if opens_policy(lines, i, previous) else "letterhead"
    if marks.is_title(words) and (front or opens_policy(lines, i, previous)):
        return "title"
    if i and marks.ANNEX_HEAD.fullmatch(lines[i - 1].words) and _NO_PUNCTUATION.fullmatch(words):
        return "title"
    return _in_front(lines, i, previous) if front else _red_head(lines, i)


def opens_policy(lines: list[Line], i: int, previous: str) -> bool:
    """Whether a line below the first heading that could be a title opens a second policy or an annex."""
    words = marks.unspaced(lines[i].words)
    if marks.ANNEX_HEAD.fullmatch(words):
        return i + 1 < len(lines) and not _lists_annexes(lines, i + 1)
    if not (marks.is_title(words) or marks.ANNEX_NOTE.fullmatch(words)):
        return False
    if (i and _names_annex(lines[i - 1].words)) or previous == "signature":
        return marks.is_title(words)
    following = lines[i + 1 : i + 1 + _OPENING_LINES]
    if marks.ANNEX_NOTE.fullmatch(words):
        return bool(following) and (following[0].mark[:2] in _FIRST_MARKS or table_end(lines, i + 1) > i + 1)
    if following and marks.is_addressee(following[0].words):
        return True
    first = next((line.mark[:2] for line in following if line.mark.kind), ("", 0))
    return first in _FIRST_MARKS


def belongs_to_annex(line: Line) -> bool:
    """Whether a line of the letterhead belongs to the title that follows: 附件…, a document number, a red head."""
    words = marks.unspaced(line.words)
    patterns = (marks.DOCUMENT_NUMBER, marks.RED_HEAD)
    return _names_annex(words) or any(pattern.fullmatch(words) for pattern in patterns)


def contents_end(lines: list[Line], i: int) -> int:
    """Index behind a table of contents whose caption is line i; i where there is none."""
    if not _CONTENTS.fullmatch(lines[i].words) or i + 2 >= len(lines):
        return i
    ahead = [_entry(line.words) for line in lines[i + 1 : i + _LONGEST_CONTENTS]]
    if ahead[0] not in ahead[1:]:
        return i
    listed: set[str] = set()
    for k, entry in enumerate(ahead, i + 1):
        if entry in listed:
            return k
        if "。" in entry or len(entry) > 60:
            return k - 1 if k > i + 2 and not lines[k - 1].mark.kind else k
        listed.add(entry)
    return i


def _entry(words: str) -> str:
    return "".join(_PAGE_NUMBER.sub("", words[:100]).split())


def _names_annex(words: str) -> bool:
    return bool(marks.ANNEX_HEAD.fullmatch(words) or marks.ANNEX_NOTE.fullmatch(words))


def _marked(lines: list[Line], i: int, front: bool, previous: str) -> str:
    """A line with a list mark: the second line of a title (——2022年…), an entry in the list of annexes, or policy."""
    mark, words = lines[i].mark, lines[i].words
    if front and previous == "title" and mark.kind == "dash" and _NO_PUNCTUATION.fullmatch(words):
        return "title"
    if previous == "letterhead" and _lists_annexes(lines, i):
        return "letterhead"
    return ""


def _lists_annexes(lines: list[Line], i: int) -> bool:
    """Whether line i is one of the annexes listed below 附件: in front of a signature, an annex or the end."""
    if lines[i].mark.kind != "number":
        return False
    first = i
    while first and lines[first].mark.kind == "number" and i - first < _LONGEST_SIGNATURE:
        first -= 1
    last = i
    while last < len(lines) and lines[last].mark.kind == "number" and last - i < _LONGEST_SIGNATURE:
        last += 1
    if not _names_annex(lines[first].words) or any(len(line.words) > 60 for line in lines[i:last]):
        return False
    numbered = re.match(r"附件\s?[:.]\s?1\s?[.、]", lines[first].words) and lines[first + 1].mark.number == 2
    if numbered or last == len(lines):
        return True
    return _signs(lines, last) or _names_annex(lines[last].words) or marks.is_remark(lines[last].words)


def _signs(lines: list[Line], i: int) -> bool:
    """Whether the line is a date, or a body that signs with the date that stands at most a few lines below."""
    words = marks.unspaced(lines[i].words)
    if marks.DATE.fullmatch(words) or marks.SIGNED.fullmatch(words):
        return True
    for k in range(i, min(i + _LONGEST_SIGNATURE, len(lines) - 1)):
        words, following = marks.unspaced(lines[k].words), lines[k + 1].words
        if lines[k].mark.kind or len(words) > _SHORT:
            return False
        dated = bool(marks.DATE.fullmatch(following))
        if not (marks.BODY_LINE.fullmatch(words) or _BRACKETED.fullmatch(words)):
            return dated and bool(re.fullmatch(r"[^。;:]+", words)) and not marks.is_title(words)
        if dated:
            return not marks.is_title(lines[i].words) and not (
                k == i and _BRACKETED.fullmatch(words) and _ADOPTED.search(words)
            )
    return False


def _in_front(lines: list[Line], i: int, previous: str) -> str:
    """A line above the policy: addressee, transmittal, letterhead, a title on several lines."""
    words = marks.unspaced(lines[i].words)
    if len(words) <= 600 and (marks.TRANSMITTAL.search(words) or marks.is_addressee(words)):
        return "letterhead"
    if marks.RED_HEAD.fullmatch(words):
        return "letterhead"
    if _BRACKETED.fullmatch(words):
        if _STAND_IN.search(words) or previous == "signature":
            return "signature"
        return "title" if previous == "title" and not _ADOPTED.search(words) else "letterhead"
    if not _NO_PUNCTUATION.fullmatch(words):
        return ""
    if previous == "title" and len(words) <= 4 and marks.is_title(f"关于{words}"):
        return "title"
    announced = any(f"《{words}" in line.words for line in lines[max(i - _LONGEST_SIGNATURE, 0) : i])
    return "title" if announced or "关于" in words or _title_goes_on(lines, i) else "letterhead"


def _title_goes_on(lines: list[Line], i: int) -> bool:
    """Whether a short line is the beginning of a title that ends at most three lines below."""
    for line in lines[i + 1 : i + 4]:
        words = marks.unspaced(line.words)
        if marks.is_title(words):
            return True
        if not _NO_PUNCTUATION.fullmatch(words) or line.mark.kind or marks.is_remark(words):
            return False
    return False


def _red_head(lines: list[Line], i: int) -> str:
    """The letterhead of a second policy in the same text: XX市人民政府文件 above a document number or a title."""
    if i + 1 == len(lines) or not marks.RED_HEAD.fullmatch(marks.unspaced(lines[i].words)):
        return ""
    following = lines[i + 1].words
    return "letterhead" if marks.DOCUMENT_NUMBER.fullmatch(following) or marks.is_title(following) else ""
