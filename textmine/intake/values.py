"""Cells as people write them -> the one form that `documents.csv` has."""

from __future__ import annotations

import re
from datetime import date, timedelta

from textmine.reading.metadata.notation import DATE, iso_date

_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_PARTIAL = re.compile(r"(\d{4})\s*[年./-]?\s*(?:(\d{1,2})\s*月?)?")
_EXCEL_DAY = re.compile(r"[1-7]\d{4}")  # counted from the end of 1899
_EXCEL_FIRST = date(1899, 12, 30)
_YEAR = re.compile(r"(\d{4})\s*年?")
_YES_NO = {"yes": "是 true 1 y t 完整 全", "no": "否 false 0 n f 不完整 残缺"}
_COMPLETE = {word: value for value, words in _YES_NO.items() for word in (value, *words.split())}
_LEVELS = {
    "national": "国家 国家级 中央 中央级 全国 national central",
    "provincial": "省 省级 省部级 自治区 直辖市 provincial province",
    "city": "市 市级 地级市 地市级 地市 地级 副省级市 city municipal prefecture",
    "county": "县 县级 区县 区县级 县区 县区级 county",
}
_LEVEL = {word: level for level, words in _LEVELS.items() for word in words.split()}
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def day(words: str) -> str | None:
    """The day a cell names as YYYY-MM-DD; None where it names none, or more than one.

    Examples
    --------
    >>> {day(words) for words in ("2022年8月30日", "2022/8/30", "2022.08.30", "20220830", "44803", "2022-08-30 00:00:00")}
    {'2022-08-30'}
    """
    words = words.strip().removesuffix(".0")
    if match := _EIGHT.fullmatch(words):
        words = "-".join(match.groups())
    elif _EXCEL_DAY.fullmatch(words):
        words = (_EXCEL_FIRST + timedelta(days=int(words))).isoformat()
    return iso_date(words) if len(DATE.findall(words)) < 2 else None


def part_of_day(words: str) -> str:
    """What a cell names that is less than a day, as an ISO date begins (2022, 2022-08); empty where it is none."""
    match = _PARTIAL.fullmatch(words.strip().removesuffix(".0"))
    if not match or not 1949 <= int(match[1]) <= 2100 or not 1 <= int(match[2] or 1) <= 12:
        return ""
    return f"{match[1]}-{int(match[2]):02d}" if match[2] else match[1]


def year(words: str) -> str | None:
    """The year a cell names; None where it is none."""
    match = _YEAR.fullmatch(words.strip().removesuffix(".0"))
    return match[1] if match else None


def complete(words: str) -> str | None:
    """`yes` or `no` for 是, 否, true, 0, ...; None where it is neither."""
    return _COMPLETE.get(words.strip().lower())


def group(words: str, labels: dict[str, str], *, levels: bool) -> str:
    """The id of a group for its id, its label or, where the groups are levels of government, a usual name of the level.

    Parameters
    ----------
    words : str
        Of a cell.
    labels : dict of str to str
        Ids of the groups and their labels; none where any value is a group.
    levels : bool
        Whether the groups are levels of government.

    Returns
    -------
    str
        Words that name no group are given back as they are.
    """
    words = words.strip()
    if words in labels:
        return words
    found = {label: key for key, label in labels.items()}.get(words) or (_LEVEL.get(words.lower()) if levels else None)
    return found if found and (found in labels or not labels) else words


def readable_id(words: str) -> str:
    """An id such as `documents.csv` has from words in ASCII; empty where they give none.

    Examples
    --------
    >>> readable_id("Zhongshan_2022"), readable_id("017"), readable_id("中山")
    ('zhongshan-2022', 'doc-017', '')
    """
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") if words.isascii() else ""
    name = f"doc-{name}" if name[:1].isdigit() else name
    return name if _ID.fullmatch(name) else ""
