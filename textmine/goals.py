"""Segments -> the numbers a policy promises, and the baselines it starts from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from textmine.clean import narrow
from textmine.names import place_before, region_in, region_of
from textmine.numbers import Quantity, quantities
from textmine.outline import PROSE
from textmine.periods import Mark, Period, between, marks, period_of
from textmine.promises import DOING, Surroundings, is_baseline, is_promised

TARGET_COLUMNS = (
    *("document_id", "segment_id", "start", "indicator", "region", "year"),
    *("value", "unit", "operator", "kind", "flag", "text"),
)
LITERACY = "公民具备科学素质的比例"
_LITERACY = re.compile(
    r"(?:具备|具有)(?:基本)?科学素[质养](?:水平)?的?(?:公民|居民|人口)?的?(?:比例|比率|占比|比重|人数)|公民(?:基本)?科学素[质养]的?(?:比例|水平|达标率)|科学素质达标率"
)
_HAVING_LITERACY = re.compile(r"以?上?的?(?:公民|居民)[^,;。]{0,6}具[备有](?:基本)?科学素[质养]")
_HIGHEST_LITERACY = 60
_LONGEST_SENTENCE = 400
_LONGEST_PHRASE = 80
_LONGEST_INDICATOR = 50
_STOP = re.compile(r"[。!?\n]")
_PAUSE = re.compile(r"[,:。!?;\n]")
_QUOTED = re.compile(
    r"“[^“”\n]{0,60}”|\"[^\"\n]{1,60}\"|《[^《》\n]{1,120}》|〈[^〈〉\n]{1,120}〉|‘[^‘’\n]{0,60}’|「[^「」\n]{0,60}」"
)
_AT_LEAST = re.compile(r"至少|不少于|不低于")
_AIM = re.compile(r"力争|争取|力求")
_SEVERALLY = "分别"
_GOALS = re.compile(r"目标|指标")
_OPENS_WITH_A_YEAR = re.compile(r"(?:力争|争取|确保|预计)?(?:到|至)?\s?(?:19|20)\d{2}年")
_YEARLY = re.compile(r"每年|年均|每季度|每月|每周")
_TIME = (
    r"(?:到|至|于|在|截至)?(?:\d{4}年?\s?[-—–~至和、]{1,2}\s?)?\d{4}年?(?:[底末初前]|期间|之前|以前)?|(?:到|在)?[“\"]?十[二三四五六]五[”\"]?(?:规划)?(?:时期|期间|期末|末)?|"
    r"[五三5]年(?:内|间)?|(?:到|在)?规划期[内末]?|未来[五三]年"
)
_LEADING = re.compile(
    rf"(?:[\s,、:;。”’)—-]|(?:比|较|与)(?:\d{{4}}|[上去]一?)年(?:末|底|同期|相比)*|和|及|与|并|以上|左右|{_TIME}|{_SEVERALLY}|目前|当前|已经?|其中|以及|同时|使|力争|争取|努力|确保|预计|计划(?=[新建培引])|基本(?=建|形|实)|的(?=.))+"
)
_TRAILING = re.compile(
    rf"(?:[\s:、,(“]|(?:比|较|与)(?:\d{{4}}|[上去]一?)年(?:末|底|同期|相比)?|{_SEVERALLY}|均|总体|力争|争取|努力|确保|基本|总数|也|都|要|将|稳步|逐步|持续|明显|显著|从|由|比|较|同比|年均)+$"
)
_NOUN_AFTER = re.compile(r"(?:的)?(?:以上)?(?:的)?([^,;。、:!?()\d\n]{1,30})")
_VERB_AT_END = re.compile(rf"(?:{DOING})$")
_VERB = re.compile(rf"(?:{DOING})")
_GROWTH = ("增长", "下降")
_PARTITIVE = re.compile(r"率|比例|比重|占比|覆盖|普及")


def targets(segments: pd.DataFrame, region: str | Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read what a policy promises in numbers.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.outline.outline` gives them. Prose is read; titles, signatures,
        responsibility notes and tables are not.
    region : str or mapping, optional
        Region of the documents, or region by `document_id`; else the one with which a title begins.

    Returns
    -------
    DataFrame
        One row a number, sorted by document and `start`: `document_id`, `segment_id`, `start` (offset of the expression
        in the policy text), `indicator`, `region`, `year` (Int64), `value` (the printed number times 百, 千, 万, 亿; the
        lower end of a range), `unit` (as printed, without 万), `operator`, `kind` (target | baseline), `flag` ("" or
        "implausible": a share above 100 %, a literacy rate above 60 %), `text` (the sentence; its clause where the
        sentence is longer than 400 characters).

    Notes
    -----
    `operator` holds the words of the text in a normal form. Before the number: 达到 (also 达, 实现), 超过 (突破, 高于), 不少于,
    不低于, 至少, 不超过, 不高于, 低于, 提高到, 降低到, 控制在, 保持在, 增长, 下降, 约, 为; each with 力争 before it where the
    text has 力争 or 争取. Behind the number: 以上, 左右, 以内, 以下. Both are joined by …: 达到…以上. 区间 is a range; empty
    where the number stands alone (建立10个基地).

    A year is the nearest one before the number in its sentence; in a section on goals also the one with which an
    earlier sentence of the paragraph, or the line that introduces the items, begins. See `textmine.periods.marks`.

    The indicator of the share of citizens with scientific literacy is `LITERACY`, however the text words it.
    """
    rows = [row for _, part in segments.groupby("document_id", sort=False) for row in _document(part, region)]
    table = pd.DataFrame(rows, columns=list(TARGET_COLUMNS), dtype=object).astype(
        {"start": int, "value": float, "year": "Int64"}
    )
    return table.sort_values(["document_id", "start"], kind="stable", ignore_index=True)


def _document(segments: pd.DataFrame, region: str | Mapping[str, str] | None) -> Iterator[tuple]:
    """Rows of one document."""
    segments = segments.sort_values("start", kind="stable")
    region, period = region_of(segments, region), period_of(segments)
    introduced: tuple[str, list[Mark]] = ("", [])
    for segment in segments.itertuples():
        if segment.kind not in PROSE:
            continue
        reader = _Reader(
            segment.text, segment.path, region, period, introduced[1] if segment.path == introduced[0] else []
        )
        for row in reader.rows():
            yield (segment.document_id, segment.segment_id, segment.start + row[0], *row[1:])
        if reader.introduces:
            introduced = (segment.path, reader.introduces)


@dataclass
class _Reader:
    """Reads one segment, number by number; what a number leaves out it takes from the one before."""

    text: str
    path: str
    region: str | None
    period: Period
    introduced: list[Mark]
    last: tuple | None = None

    @cached_property
    def seen(self) -> str:
        return narrow(self.text)

    @cached_property
    def years(self) -> list[Mark]:
        return marks(self.seen, self.period)

    @cached_property
    def stops(self) -> list[int]:
        return [0, *(match.end() for match in _STOP.finditer(self.seen)), len(self.seen)]

    @cached_property
    def pauses(self) -> list[int]:
        return [0, *(match.end() for match in _PAUSE.finditer(self.seen))]

    @property
    def introduces(self) -> list[Mark]:
        """The one year of a line that introduces items: 到2025年,实现以下目标:."""
        opening = _OPENS_WITH_A_YEAR.match(self.seen) if self.seen.rstrip().endswith(":") else None
        return self.years[:1] if opening else []

    def rows(self) -> Iterator[tuple]:
        """Rows without their ids; the start counts from the beginning of the segment."""
        unquoted = _QUOTED.sub(lambda match: match[0][0] + "＊" * (len(match[0]) - 2) + match[0][-1], self.seen)
        found = quantities(unquoted)
        starts, end, said = [number.start for number in found], 0, -1
        for number in found:
            i = max(bisect_right(self.stops, number.start) - 1, 0)
            sentence = (self.stops[i], self.stops[min(i + 1, len(self.stops) - 1)])
            self.last = self.last if said >= sentence[0] else None
            together = bisect_left(starts, sentence[1]) - bisect_left(starts, number.start)
            row = self._row(number, sentence, end, together)
            if row:
                said = number.start
                yield row
            end = number.end

    def _row(self, number: Quantity, sentence: tuple[int, int], end: int, together: int) -> tuple | None:
        """Row of one number; None where it is neither target nor baseline."""
        seen, start = self.seen, number.start
        clause = self.pauses[bisect_right(self.pauses, start) - 1]
        opening = max(clause, end, start - _LONGEST_PHRASE)
        year, since = self._year(number, sentence[0], end, together)
        around = Surroundings(
            phrase=seen[opening:start],
            clause=seen[max(clause, start - _LONGEST_PHRASE) : start],
            after=seen[number.end : min(number.end + 40, sentence[1])],
            sentence=seen[max(sentence[0], start - 200) : min(sentence[1], start + 200)],
            since=seen[max(since, sentence[0], start - 200) : number.digits],
            path=self.path,
        )
        if not is_promised(number, around, goes_on=self.last is not None):
            return None
        indicator, operator = self._indicator(around), number.operator
        if self.last and not operator and _SEVERALLY in around.sentence:
            operator = self.last[1]
        elif not number.front and (least := _AT_LEAST.search(around.phrase)):
            operator = least[0]
        elif _AIM.search(seen, max(sentence[0], end, start - _LONGEST_PHRASE), start) and not operator.startswith(
            "力争"
        ):
            operator = f"力争{operator}"
        kind = "baseline" if is_baseline(number, around, year, self.period.made) else "target"
        place = region_in(_core_start(around.phrase), self.region)
        self.last = (indicator, operator)
        words = self._words(sentence, clause, number)
        return (
            start,
            indicator,
            place,
            year,
            number.value,
            number.unit,
            operator,
            kind,
            _flag(number, indicator),
            words,
        )

    def _year(self, number: Quantity, sentence: int, end: int, together: int) -> tuple[int | None, int]:
        """Year of a number, and where the words that belong to that year begin."""
        severally = self.seen.rfind(_SEVERALLY, max(sentence, number.start - 200), number.start)
        several = between(self.years, sentence, severally) if severally >= 0 else []
        if len(several) > 1 and together <= len(several):
            return several[-together].year, sentence
        named = between(self.years, max(sentence, number.start - 1_000), number.digits)
        while named and named[-1].origin and named[-1].start < end:
            named.pop()
        if named:
            return named[-1].year, named[-1].start - 3
        opening = self._carried(sentence) or self.introduced
        return (opening[-1].year if opening else None), sentence

    def _carried(self, sentence: int) -> list[Mark]:
        """The last year with which an earlier sentence of a paragraph on goals begins."""
        if not _GOALS.search(self.path):
            return []
        earlier = between(self.years, max(sentence - 1_000, 0), sentence)
        return [mark for mark in earlier if mark.start - self.stops[bisect_right(self.stops, mark.start) - 1] <= 4][-1:]

    def _indicator(self, around: Surroundings) -> str:
        """What the number counts: the words before it, or the verb before and the noun behind it."""
        if _LITERACY.search(around.phrase) or _HAVING_LITERACY.match(around.after):
            return LITERACY
        phrase = _core(around.phrase, self.region)
        noun = _NOUN_AFTER.match(around.after)
        noun = noun[1].strip(' ”“"') if noun else ""
        verb = _VERB_AT_END.search(phrase)
        if noun and (verb or not phrase):
            yearly = _YEARLY.search(around.phrase)
            return (yearly[0] if yearly else "") + (verb[0] if verb else "") + noun
        if not phrase:
            return self.last[0] if self.last else self._topic(around)
        listed = self.last and around.phrase.startswith("、") and not _VERB.search(phrase)
        inherited = _VERB.match(self.last[0]) if listed else None
        return ((inherited[0] if inherited else "") + phrase)[-_LONGEST_INDICATOR:]

    def _topic(self, around: Surroundings) -> str:
        """What the clause before a bare number (…比例稳步提升,2025年达到15%) speaks of."""
        sentence = around.sentence[: around.sentence.find(around.clause)].rstrip(",:")
        clause = _PAUSE.split(sentence)[-1]
        return LITERACY if _LITERACY.search(clause) else _core(clause, self.region)[-_LONGEST_INDICATOR:]

    def _words(self, sentence: tuple[int, int], clause: int, number: Quantity) -> str:
        """The sentence of a number as printed, or so much of it as can be read."""
        start, end = sentence
        if end - start > _LONGEST_SENTENCE:
            start = max(clause, number.start - _LONGEST_SENTENCE // 2)
            pause = _PAUSE.search(self.seen, number.end, min(end, number.end + _LONGEST_SENTENCE // 2))
            end = pause.end() if pause else min(end, number.end + _LONGEST_SENTENCE // 2)
        return self.text[start:end].strip()


def _core_start(phrase: str) -> str:
    """A phrase without the time and the filling words before it."""
    opening = _LEADING.match(phrase)
    return phrase[opening.end() :] if opening else phrase


def _core(phrase: str, region: str | None) -> str:
    """A phrase without its time, its region and its filling words."""
    bare = _core_start(phrase)
    return _TRAILING.sub("", _core_start(bare[place_before(bare, region) :]))


def _flag(number: Quantity, indicator: str) -> str:
    """Say so where a share cannot be what is printed; the value stays."""
    share = number.unit == "%" and number.front not in ("增长", "下降") and _PARTITIVE.search(indicator)
    highest = _HIGHEST_LITERACY if indicator == LITERACY else 100
    return "implausible" if share and number.value > highest else ""
