"""The sentences of one passage -> the numbers they promise or report, each with its indicator, year, operator and kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from textmine.reading.characters import narrow
from textmine.reading.commitments.conditions import holds_in_a_law
from textmine.reading.commitments.fractions import unitless
from textmine.reading.commitments.indicators import Said, flag, indicator, opening
from textmine.reading.commitments.measures import Measure, measure_of
from textmine.reading.commitments.names import place_before, region_in
from textmine.reading.commitments.numbers import Quantity, normal_front, quantities
from textmine.reading.commitments.parts import part_named, shared_out
from textmine.reading.commitments.periods import Mark, Period, between, marks
from textmine.reading.commitments.promises import SHARE_OF, is_baseline, is_promised
from textmine.reading.commitments.surroundings import Surroundings
from textmine.reading.commitments.wrapped import Unwrapped, unwrapped

_LONGEST_SENTENCE = 400
_LONGEST_PHRASE = 80
_STOP = re.compile(r"[。!?\n]")
_PAUSE = re.compile(r"[,:。!?;\n]")
_QUOTED = re.compile(
    r"“[^“”\n]{0,60}”|\"[^\"\n]{1,60}\"|《[^《》\n]{1,120}》|〈[^〈〉\n]{1,120}〉|‘[^‘’\n]{0,40}’|「[^「」\n]{0,40}」"
)
_TITLE = re.compile(r"《[^《》\n]{1,120}》")
_JOINS = re.compile(r"\s?(?:和|、|与|及|以及)\s?")
_JOINED_YEARS = re.compile(r"\d{4}年?[底末]?(?:和|、|与|及|以及)到?")
_AT_LEAST = re.compile(r"至少|不少于|不低于")
_AIM = re.compile(r"力争|争取|力求")
_GOALS = re.compile(r"目标|指标")
_OPENS_WITH_A_YEAR = re.compile(r"(?:力争|争取|确保|预计)?(?:到|至)?\s?(?:19|20)\d{2}年")


@dataclass
class Reader:
    """Reads one passage, number by number; what a number leaves out it takes from the one before.

    Attributes
    ----------
    text : str
    path : str
        Headings above.
    region : str or None
        Of the document.
    period : Period
        Of the document.
    introduced : list of Mark
        The year with which the line that introduces the passage begins.
    law : bool
        Whether the document is written in articles.
    last : Said or None
        What the number before said.
    """

    text: str
    path: str
    region: str | None
    period: Period
    introduced: list[Mark]
    law: bool = False
    last: Said | None = None

    @cached_property
    def seen(self) -> str:
        return narrow(self.whole.text)

    @cached_property
    def whole(self) -> Unwrapped:
        return unwrapped(self.text)

    @cached_property
    def years(self) -> list[Mark]:
        return marks(_TITLE.sub(_masked, self.seen), self.period)

    @cached_property
    def shared(self) -> dict[int, tuple[str, str]]:
        return shared_out(self.seen)

    @cached_property
    def stops(self) -> list[int]:
        return [0, *(match.end() for match in _STOP.finditer(self.seen)), len(self.seen)]

    @cached_property
    def pauses(self) -> list[int]:
        return [0, *(match.end() for match in _PAUSE.finditer(self.seen))]

    @property
    def introduces(self) -> list[Mark]:
        """The one year of a line that introduces items: 到2025年,实现以下目标:."""
        introduces = self.seen.rstrip().endswith(":") and _OPENS_WITH_A_YEAR.match(self.seen)
        return self.years[:1] if introduces else []

    def rows(self) -> Iterator[tuple]:
        """Rows without their ids; the start counts from the beginning of the segment."""
        unquoted = _QUOTED.sub(_masked, self.seen)
        end, said = 0, -1
        for series in _series(_numbers(unquoted), self.seen):
            for place, number in enumerate(series):
                i = max(bisect_right(self.stops, number.start) - 1, 0)
                sentence = (self.stops[i], self.stops[min(i + 1, len(self.stops) - 1)])
                self.last = self.last if said >= sentence[0] else None
                row = self._row(number, sentence, end, (place, len(series)))
                if row:
                    said, end = number.start, number.end
                    yield row

    def _row(self, number: Quantity, sentence: tuple[int, int], end: int, place: tuple[int, int]) -> tuple | None:
        """Row of one number; None where it is neither target nor baseline."""
        clause = self.pauses[bisect_right(self.pauses, number.start) - 1]
        year, since = self._year(number, sentence[0], end, place)
        around = self._around(number, sentence, max(clause, end), clause, since)
        measure = self._measure(number, sentence[0], clause)
        joins = bool(self.last and place[0])
        part, does = self.shared.get(number.digits, ("", ""))
        if self.law and not joins and not holds_in_a_law(number, around, measure.every, year):
            return None
        if not (joins or part) and not is_promised(
            number, around, goes_on=self.last is not None, each=bool(measure.per or measure.every)
        ):
            return None
        inherited = does or (self.last.indicator if joins else "")
        words, noun = (inherited, "") if inherited else indicator(around, self.last, self.region)
        operator = self._operator(number, around, joins, max(sentence[0], end))
        kind = "baseline" if is_baseline(number, around, year, self.period) else "target"
        region = part or self._region(around, words)
        self.last = Said(words, operator, region, noun)
        quoted = self._words(sentence, clause, number)
        given = (number.value, number.unit, operator, kind, flag(number, words))
        return (self.whole.at(number.start), words, region, year, *given, quoted, number.value_to, *measure, None)

    def _around(
        self, number: Quantity, sentence: tuple[int, int], phrase: int, clause: int, since: int
    ) -> Surroundings:
        seen, start = self.seen, number.start
        near = start - _LONGEST_PHRASE
        return Surroundings(
            phrase=seen[max(phrase, near) : start],
            clause=seen[max(clause, near) : start],
            after=seen[number.end : min(number.end + 40, sentence[1])],
            sentence=seen[max(sentence[0], start - 200) : min(sentence[1], start + 200)],
            since=seen[max(since, sentence[0], start - 200) : number.digits],
            path=self.path,
        )

    def _measure(self, number: Quantity, sentence: int, clause: int) -> Measure:
        near = number.digits - _LONGEST_PHRASE
        return measure_of(
            self.seen[max(sentence, near - 120) : number.digits], self.seen[max(clause, near) : number.digits]
        )

    def _region(self, around: Surroundings, words: str) -> str | None:
        phrase = opening(around.phrase)
        placed = part_named(phrase) or place_before(phrase, self.region)
        goes_on = self.last and self.last.indicator == words and not placed
        return self.last.region if goes_on else region_in(phrase, self.region)

    def _operator(self, number: Quantity, around: Surroundings, joins: bool, since: int) -> str:
        if joins and not number.front:
            return self.last.operator
        least = _AT_LEAST.search(around.phrase)
        if least and not number.front:
            return least[0]
        share_of = SHARE_OF.search(around.phrase)
        if share_of and not number.front:
            return "…".join(word for word in (normal_front(share_of[1]), number.back) if word)
        aims = _AIM.search(self.seen, max(since, number.start - _LONGEST_PHRASE), number.start)
        return f"力争{number.operator}" if aims else number.operator

    def _year(self, number: Quantity, sentence: int, end: int, place: tuple[int, int]) -> tuple[int | None, int]:
        """Year of a number, and where the words that belong to that year begin."""
        named = between(self.years, max(sentence, number.start - 1_000), number.digits)
        several = self._joined(named)
        if place[1] == len(several) > 1:
            return several[place[0]].year, sentence
        while named and named[-1].origin and named[-1].start < end:
            named.pop()
        if named:
            return named[-1].year, named[-1].start - 3
        carried = self._carried(sentence) or self.introduced
        return (carried[-1].year if carried else None), sentence

    def _joined(self, named: list[Mark]) -> list[Mark]:
        """The last years that are named together: 到2025年、2035年."""
        first = len(named) - 1
        while first > 0 and _JOINED_YEARS.fullmatch(self.seen, named[first - 1].start, named[first].start):
            first -= 1
        return named[max(first, 0) :]

    def _carried(self, sentence: int) -> list[Mark]:
        """The last year with which an earlier sentence of a paragraph on goals begins."""
        if not _GOALS.search(self.path):
            return []
        earlier = between(self.years, max(sentence - 1_000, 0), sentence)
        return [mark for mark in earlier if mark.start - self.stops[bisect_right(self.stops, mark.start) - 1] <= 4][-1:]

    def _words(self, sentence: tuple[int, int], clause: int, number: Quantity) -> str:
        """The sentence of a number as printed, or so much of it as can be read."""
        start, end = sentence
        if end - start > _LONGEST_SENTENCE:
            start = max(clause, number.start - _LONGEST_SENTENCE // 2)
            pause = _PAUSE.search(self.seen, number.end, min(end, number.end + _LONGEST_SENTENCE // 2))
            end = pause.end() if pause else min(end, number.end + _LONGEST_SENTENCE // 2)
        return self.whole.words(start, end).strip()


def _masked(match: re.Match) -> str:
    return match[0][0] + "＊" * (len(match[0]) - 2) + match[0][-1]


def _numbers(seen: str) -> list[Quantity]:
    """All numbers in order, those without a unit among them; none overlaps the one before."""
    found = quantities(seen)
    further = list(unitless(seen))
    if not further:
        return found
    apart: list[Quantity] = []
    for number in sorted([*further, *found], key=lambda number: (number.digits, -number.end)):
        if not apart or number.digits >= apart[-1].end:
            apart.append(number)
    return apart


def _series(found: list[Quantity], seen: str) -> list[list[Quantity]]:
    """Numbers that stand side by side (分别达到15%和25%) in one list, all others alone."""
    series: list[list[Quantity]] = []
    for number in found:
        if series and _JOINS.fullmatch(seen, series[-1][-1].end, number.start):
            series[-1].append(number)
        else:
            series.append([number])
    return series
