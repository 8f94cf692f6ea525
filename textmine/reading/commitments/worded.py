"""Segments -> what a policy promises without a number: full coverage, a rank among others, something done within so many years."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.conditions import is_law
from textmine.reading.commitments.indicators import indicator, topic
from textmine.reading.commitments.measures import within
from textmine.reading.commitments.names import region_in, region_of
from textmine.reading.commitments.numbers import quantities
from textmine.reading.commitments.periods import Period, between, marks, period_of
from textmine.reading.commitments.promises import is_past
from textmine.reading.commitments.surroundings import Surroundings
from textmine.reading.commitments.wrapped import unwrapped
from textmine.reading.outline import PROSE

WORDED_COLUMNS = (
    *("document_id", "segment_id", "start", "kind", "indicator", "region", "year"),
    *("operator", "reference", "within", "text"),
)
_SEEN = re.compile(r"全覆盖|平均|前列|领先|先进|年[时之内]")
_STOP = re.compile(r"[。!?;\n]")
_PAUSE = re.compile(r"[,:]")
_AIM = re.compile(r"力争|争取|力求")
_COVERED = re.compile(r"(?<!健)全覆盖(?!率)(?=\s?(?:$|[,;。:!?、)\n]|和|及|与))")
_REACHES = re.compile(r"实现|达到|做到|确保|推动|推进|力争|争取|完成|基本|形成")
_PLACES = "全国|全省|全市|全州|全区|全球|国内|国际|世界|同期|同类|省内|周边|本?地区|发达国家|(?:东|中|西)部|各类?[一-鿿]{0,6}中?|[国省市]"
_RELATIVE = re.compile(
    rf"(?P<operator>不低于|高于|超过|低于|优于|好于|快于|达到|接近|保持在|保持|位居|居于?|走在|进入|迈入|处于|跻身)"
    rf"(?P<reference>(?:{_PLACES})?[^,;。\d]{{0,10}}?(?:平均(?:水平|值|增速|增幅|数)|先进水平|先进行列|领先(?:水平|地位)?|前列|第一方阵|中上游(?:水平)?|上游水平))"
)
_LASTS = re.compile(
    r"(?:(?:力争|争取|用|利用|通过|确保|计划|在|未来)\s?)*(?:[一二两三四五六七八九十]|\d{1,2})(?:[-—到至][一二三四五\d])?年(?:左右)?(?:的?时间|之?内)(?:里|,)?"
    r"\s?(?P<operator>(?:基本|全面|初步|率先|逐步|力争|争取|使)*(?:完成|实现|建成|建立|构建|达到|消除|形成|解决|打造|淘汰|完善|健全))"
)
_PURPOSE = re.compile(r"现(?:提出|制定|就|将)|(?:制定|特制定)本")
_PRAISED = re.compile(r"(?:给予|予以)[^,;。]{0,6}(?:表彰|奖励)")
_LONGEST_PHRASE, _LONGEST_SENTENCE = 80, 400


def worded_targets(segments: pd.DataFrame, region: str | Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read what a policy promises in words instead of numbers.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.reading.outline.outline` gives them. Prose is read.
    region : str or mapping, optional
        Region of the documents, or region by `document_id`; else the one with which a title begins.

    Returns
    -------
    DataFrame
        One row a promise, sorted by document and `start`: `document_id`, `segment_id`, `start` (offset of the expression
        in the policy text), `kind`, `indicator` (what is spoken of), `region`, `year` (Int64), `operator` (as printed;
        力争 before it where the sentence has 力争 or 争取), `reference` (of kind relative: 全省平均水平; else None),
        `within` (三年内, or None), `text` (the sentence; of a long one what
        stands within 200 characters).

    Notes
    -----
    `kind` is coverage (实现社区全覆盖), relative (高于全省平均水平, 位居前列) or duration (三年内基本完成, where no number stands
    in the clause; laws have such terms for procedures and are left out). What has been reached (已, 目前, 截至) is no
    promise, nor is an attribute (全覆盖的服务体系) or the purpose for which a document is written (为实现…, 现提出…).
    """
    rows = [row for _, part in segments.groupby("document_id", sort=False) for row in _document(part, region)]
    table = pd.DataFrame(rows, columns=list(WORDED_COLUMNS), dtype=object).astype({"start": int, "year": "Int64"})
    return table.sort_values(["document_id", "start"], kind="stable", ignore_index=True)


def _document(segments: pd.DataFrame, region: str | Mapping[str, str] | None) -> Iterator[tuple]:
    segments = segments.sort_values("start", kind="stable")
    told = [
        segment
        for segment in segments.itertuples()
        if segment.kind in PROSE and segment.kind != "heading" and _SEEN.search(segment.text)
    ]
    if not told:
        return
    region, period, law = region_of(segments, region), period_of(segments), is_law(segments)
    for segment in told:
        for row in _rows(segment.text, segment.path, region, period, law):
            yield (segment.document_id, segment.segment_id, segment.start + row[0], *row[1:])


def _rows(text: str, path: str, region: str | None, period: Period, law: bool) -> Iterator[tuple]:
    """Rows of one segment, the start counted from its beginning."""
    whole = unwrapped(text)
    seen = narrow(whole.text)
    stops = [0, *(match.end() for match in _STOP.finditer(seen)), len(seen)]
    named = marks(seen, period)
    for start, end, kind, operator, reference in sorted(_found(seen, law)):
        i = bisect_right(stops, start) - 1
        first = max(stops[i], start - _LONGEST_SENTENCE // 2)
        last = min(max(stops[min(i + 1, len(stops) - 1)], end), end + _LONGEST_SENTENCE // 2)
        around = _around(seen, start, end, (first, last), path)
        if is_past(around.since, path) or _PURPOSE.search(around.after) or _PRAISED.search(around.sentence):
            continue
        words = _spoken_of(around, kind, seen[first:start], region)
        words = re.sub(rf"^(?:{_REACHES.pattern})+|的$", "", words)
        if words:
            year = between(named, first, start)
            aims = "力争" if _AIM.search(seen, first, end) else ""
            stated = (
                year[-1].year if year else None,
                aims + operator.removeprefix("力争").removeprefix("争取"),
                reference,
            )
            yield (
                whole.at(start),
                kind,
                words,
                region_in(words, region),
                *stated,
                within(seen[first:end]),
                whole.words(first, last).strip(),
            )


def _spoken_of(around: Surroundings, kind: str, before: str, region: str | None) -> str:
    """What a promise is about: what is to be done within the time, else what stands before the expression."""
    if kind == "duration":
        return re.split(r"[,;。:!?\n]", around.after)[0].strip()
    return indicator(around, None, region)[0] if around.clause else topic(before, region)


def _found(seen: str, law: bool) -> Iterator[tuple[int, int, str, str, str | None]]:
    """Span, kind, operator and reference of every expression."""
    for match in _COVERED.finditer(seen):
        clause = re.split(r"[,;。:!?\n]", seen[max(match.start() - _LONGEST_PHRASE, 0) : match.start()])[-1]
        verbs = list(_REACHES.finditer(clause))
        rest = re.split(r"[,;。:!?\n]", seen[match.end() : match.end() + 30])[0]
        if verbs and not (clause.endswith("、") and rest.startswith("、")) and not re.match(r"[、和及与][^,]*的", rest):
            yield match.start(), match.end(), "coverage", verbs[0][0], None
    for match in _RELATIVE.finditer(seen):
        if not re.match(r"\s?的(?!基础)", seen[match.end() : match.end() + 4]):
            yield match.start(), match.end(), "relative", match["operator"], match["reference"]
    for match in _LASTS.finditer(seen) if not law else ():
        clause = re.split(r"[,;。:!?\n]", seen[match.end() : match.end() + 60])[0]
        if (
            clause
            and not quantities(clause)
            and "全覆盖" not in clause
            and not re.search(r"自[^,;。]{0,20}$|起$", seen[max(match.start() - 24, 0) : match.start()])
        ):
            yield match.start(), match.end(), "duration", match["operator"], None


def _around(seen: str, start: int, end: int, sentence: tuple[int, int], path: str) -> Surroundings:
    pauses = [match.end() for match in _PAUSE.finditer(seen, sentence[0], start)]
    clause = seen[max(pauses[-1] if pauses else sentence[0], start - _LONGEST_PHRASE) : start]
    near = seen[max(sentence[0], start - _LONGEST_SENTENCE // 2) : min(sentence[1], end + _LONGEST_SENTENCE // 2)]
    return Surroundings(clause, clause, seen[end : min(end + 40, sentence[1])], near, clause, path)
