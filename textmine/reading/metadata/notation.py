"""How official documents write numbers and dates, in one usual form each.

Document numbers come with any kind of bracket, inner blanks, full-width digits or without 号; dates in digits or in Chinese
numerals, whose zero has many look-alikes.
"""

from __future__ import annotations

import re
from datetime import date

from textmine.reading.characters import plain

_YEAR = r"[\d〇○OoОоΟο◯零一二三四五六七八九]{4}"
_NUMBER = re.compile(
    rf"([\u4e00-\u9fffA-Za-z]{{1,14}}?)\s*[\[(<〈《{{]\s*({_YEAR})\s*年?\s*[\])>〉》}}]\s*(第?)\s*(\d{{1,5}})\s*号?"
)
_ORDER_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{2,30}(?:令|公告))\s*(?:\(\s*)?第?\s*(\d{1,4}|[一二三四五六七八九十百〇零]{1,6})\s*号\s*\)?"
)
# A number at the head of a line that goes on: 云政办发〔2009〕5号 二○○九年十二月八日.
OPENING_NUMBER = re.compile(
    rf"\s*[\u4e00-\u9fffA-Za-z]{{2,14}}?\s?[\[(<〈《{{〔［【（]\s?{_YEAR}\s?年?\s?[\])>〉》}}〕］】）]\s?第?\s?\d{{1,5}}\s?号"
)
# The number of an announcement (公告, 通告).
_SERIAL_NUMBER = re.compile(rf"({_YEAR})年第(\d{{1,4}})号")
_NUMBER_PREFIX = re.compile(r"^(?:发文字号|发文文号|文号|字号|文件)\s*:?\s*")
DATE = re.compile(
    rf"({_YEAR})\s*[年./-]\s*(\d{{1,2}}|[〇一二三四五六七八九十]{{1,3}})\s*[月./-]\s*(\d{{1,2}}|[〇一二三四五六七八九十]{{1,3}})\s*日?"
)
_ZEROS = str.maketrans("○OoОоΟο零◯０", "〇〇〇〇〇〇〇〇〇〇")
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def usual_zeros(text: str) -> str:
    """The text with one zero for all its look-alikes, character for character."""
    return text.translate(_ZEROS)


def document_number(words: str) -> str | None:
    """A document number in its usual form, where the words are one and nothing else."""
    words = _NUMBER_PREFIX.sub("", re.sub(r"\s", "", plain(words)).strip("()"))
    if match := _NUMBER.fullmatch(words) or _NUMBER.fullmatch(words + ")"):
        prefix, year, ordinal, number = match.groups()
        return f"{prefix}〔{_digits(year)}〕{ordinal}{number}号"
    if match := _ORDER_NUMBER.fullmatch(words):
        return f"{match[1]}第{match[2]}号"
    if match := _SERIAL_NUMBER.fullmatch(words):
        return f"{_digits(match[1])}年第{match[2]}号"
    return None


def _digits(year: str) -> str:
    return "".join(str(_DIGITS.get(digit, digit)) for digit in year.translate(_ZEROS))


def iso_date(words: str) -> str | None:
    """The one date in the words as YYYY-MM-DD: 2022年8月30日, 二〇二二年八月三十日, 2022-08-30; None where it is no date."""
    words = usual_zeros(plain(words))
    # Letter-spaced numerals (二 〇 二 二 年) are closed up only where nothing else makes a date: a time may follow the day.
    match = DATE.search(words) or DATE.search(words.replace(" ", ""))
    if not match:
        return None
    try:
        found = date(int(_digits(match[1])), _small(match[2]), _small(match[3]))
    except ValueError:
        return None
    return found.isoformat() if 1949 <= found.year <= 2100 else None


def _small(numeral: str) -> int:
    """Value of a day or month: 30, 三十, 二十八."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
