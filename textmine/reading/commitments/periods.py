"""The year a number in a policy belongs to: stated beside it, before it in its sentence, or by the plan period it names."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import pandas as pd

from textmine.reading.characters import narrow

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|、(?:19|20)\d{2}年|和(?:19|20)\d{2}年)")
_TITLED_PLAN = re.compile(r"(?<![一二三四五六七八九十])十([二三四五六七八])五(?![一-鿿]{0,4}(?:末|以来))")
_PLAN = re.compile(r"(?<![一二三四五六七八九十])十([二三四五六七八])五[”\"]?(?:规划)?(?:时期|期间|期末|末|收官)")
_TERM = re.compile(r"(?<![\d一二三四五六七八九十第])[五5]年(?:内|间)?(?!级|制|规划|计划|发展)|规划期[末内]?|到期末")
_COMPARED = re.compile(r"(?:比|较|与|同|自|对比|相比|按|以)[\s“\"]{0,2}$")
_ORIGIN = re.compile(r"[从由比较]$")
_VALUED = re.compile(r"年[底末]?的?\s?\d")
_ENACTED = re.compile(
    r"年?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|起|后|印发|发布|出台|制定|远景目标(?:纲要|的?建议|规划)|不变价|可比价|基数|为基|第)"
)
_SPAN = re.compile(r"((?:19|20)\d{2})\s?年?\s?[-—–―~至到]{1,3}\s?((?:19|20)\d{2})")
_SIGNED = re.compile(r"(\d{4}|[〇○零ΟО一二三四五六七八九]{4})\s?年")
_DIGITS = str.maketrans("〇○零ΟО一二三四五六七八九", "00000123456789")


@dataclass(frozen=True)
class Period:
    """When a document was made and what years it plans for; None where it does not say.

    Attributes
    ----------
    made : int or None
        Year of the signature, else the first year of the planned period.
    begins, ends : int or None
        First and last year of the period in the title; of 十四五 those of that plan.
    """

    made: int | None
    begins: int | None
    ends: int | None

    @property
    def is_five_years(self) -> bool:
        return bool(self.begins and self.ends and self.ends - self.begins in (4, 5))


def period_of(segments: pd.DataFrame) -> Period:
    """Read the period of one document from its titles and its signature."""
    titles = " ".join(narrow(text) for text in segments.loc[segments["kind"] == "title", "text"])
    signatures = " ".join(narrow(text) for text in segments.loc[segments["kind"] == "signature", "text"])
    span, signed, single = _SPAN.search(titles), _SIGNED.search(signatures), _YEAR.search(titles)
    plan = _TITLED_PLAN.search(titles)
    begins, ends = (int(span[1]), int(span[2])) if span else (None, None)
    if plan and not span:
        ends = 2010 + 5 * "一二三四五六七八".index(plan[1])
        begins = ends - 4
    made = int(signed[1].translate(_DIGITS)) if signed else begins or (int(single[1]) if single else None)
    return Period(made, begins, ends)


@dataclass(frozen=True)
class Mark:
    """A year named in a text at `start`; `origin` where it is only what a change starts from (从2015年的…)."""

    start: int
    year: int
    origin: bool = False


def marks(seen: str, period: Period) -> list[Mark]:
    """The years of a narrow text that a number can belong to, in order.

    Notes
    -----
    Years that only compare (比2020年), date a document or begin a span (自2020年起) are left out. 十四五末 and 十四五期间 give
    2025, the year in which that plan ends by definition. 五年内 gives the last year of the document's own period where
    its title states one of five years, and nothing otherwise.
    """
    found = [
        Mark(match.start(), int(match[1]), bool(_ORIGIN.search(seen, max(match.start() - 1, 0), match.start())))
        for match in _YEAR.finditer(seen)
        if (_VALUED.match(seen, match.end()) or not _COMPARED.search(seen, max(match.start() - 3, 0), match.start()))
        and not _ENACTED.match(seen, match.end())
    ]
    found += [
        Mark(match.start(), 2010 + 5 * "一二三四五六七八".index(match[1]))
        for match in _PLAN.finditer(seen)
        if not _COMPARED.search(seen, max(match.start() - 3, 0), match.start())
    ]
    if period.ends:
        stated = [m for m in _TERM.finditer(seen) if period.is_five_years or not m[0].startswith(("五", "5"))]
        found += [Mark(m.start(), period.ends) for m in stated]
    return sorted(found, key=lambda mark: mark.start)


def between(named: list[Mark], start: int, end: int) -> list[Mark]:
    """The marks in `[start, end)`."""
    return named[bisect_left(named, start, key=_start) : bisect_left(named, end, key=_start)]


def _start(mark: Mark) -> int:
    return mark.start
