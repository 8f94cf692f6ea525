"""Segments -> the numbers a policy promises, and the baselines it starts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from textmine.reading.commitments.conditions import is_in_a_list, is_law, lists_conditions
from textmine.reading.commitments.grids import long_cells
from textmine.reading.commitments.indicator_tables import table_entries
from textmine.reading.commitments.indicators import LITERACY, flag, is_literacy
from textmine.reading.commitments.measures import measure_of
from textmine.reading.commitments.names import region_in, region_of
from textmine.reading.commitments.periods import Mark, Period, period_of
from textmine.reading.commitments.sentences import Reader
from textmine.reading.outline import PROSE

TARGET_COLUMNS = (
    *("document_id", "segment_id", "start", "indicator", "region", "year"),
    *("value", "unit", "operator", "kind", "flag", "text"),
    *("value_to", "per", "every", "cumulative", "within", "nature"),
)


def targets(segments: pd.DataFrame, region: str | Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read what a policy promises in numbers.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.reading.outline.outline` gives them. Prose, tables of
        indicators and long cells of other tables are read; titles, signatures and responsibility notes are not.
    region : str or mapping, optional
        Region of the documents, or region by `document_id`; else the one with which a title begins.

    Returns
    -------
    DataFrame
        One row a number, sorted by document and `start`: `document_id`, `segment_id`, `start` (offset of the expression
        in the policy text), `indicator`, `region`, `year` (Int64), `value` (the printed number times 百, 千, 万, 亿; the
        lower end of a range), `unit` (as printed, without 万), `operator`, `kind` (target | baseline), `flag` ("" or
        "implausible": a share above 100 %, a literacy rate above 60 %), `text` (the sentence; its clause where the
        sentence is longer than 400 characters; of a table the row, from the name of the indicator to its last value),
        `value_to` (upper end of a range, else NaN), `per` (每万人, 每个县, or None), `every` (每年, 年均, 每季度, or None),
        `cumulative` (bool: 累计; of a table also a value in square brackets, as plans mark sums over their years), `within`
        (五年, 三年内, or None), `nature` (of a table 约束性 or 预期性, else None); all as printed.

    Notes
    -----
    `operator` holds the words of the text in a normal form. Before the number: 达到 (also 达, 实现), 超过 (突破, 高于), 不少于,
    不低于, 至少, 不超过, 不高于, 低于, 提高到, 降低到, 控制在, 保持在, 增长, 下降, 约, 为; each with 力争 before it where the
    text has 力争 or 争取. Behind the number: 以上, 左右, 以内, 以下. Both are joined by …: 达到…以上. 区间 is a range; empty
    where the number stands alone (建立10个基地).

    A doubling is a value in 倍 (翻一番 2, 翻两番 4) with the operator 翻番; a fraction a share (三分之二: 66.6667 %); a ratio (师生比
    1:15) its quotient with the unit 比. Sums of money are read where they are to be reached or spent, numbers in characters
    where a verb builds or holds what they count (新建科普馆三十五个, not 三项制度, 千名专家).

    Numbers of penalties, votes, definitions, formulas, listed conditions and applications promise nothing. Of a document in
    articles (第三条) only shares, periodic norms and dated numbers are read: other numbers of laws are thresholds and counts.
    What is promised without a number is read by `textmine.reading.commitments.worded_targets`.

    A year is the nearest one before the number in its sentence; in a section on goals also the one with which an
    earlier sentence of the paragraph, or the line that introduces the items, begins. See `textmine.reading.commitments.periods.marks`.

    The indicator of the share of citizens with scientific literacy is `textmine.reading.commitments.indicators.LITERACY`, however the text words it.
    """
    rows = [row for _, part in segments.groupby("document_id", sort=False) for row in _document(part, region)]
    table = pd.DataFrame(rows, columns=list(TARGET_COLUMNS), dtype=object).astype(
        {"start": int, "value": float, "year": "Int64", "value_to": float, "cumulative": bool}
    )
    return table.sort_values(["document_id", "start"], kind="stable", ignore_index=True)


def _document(segments: pd.DataFrame, region: str | Mapping[str, str] | None) -> Iterator[tuple]:
    """Rows of one document."""
    segments = segments.sort_values("start", kind="stable")
    region, period, law = region_of(segments, region), period_of(segments), is_law(segments)
    introduced: tuple[str, list[Mark]] = ("", [])
    conditions = False
    for segment in segments.itertuples():
        if segment.kind == "table":
            for row in _table_rows(segment.text, segment.path, region, period):
                yield (segment.document_id, segment.segment_id, segment.start + row[0], *row[1:])
        if segment.kind not in PROSE:
            continue
        conditions = lists_conditions(segment.text) or (conditions and is_in_a_list(segment.text))
        if conditions:
            continue
        years = introduced[1] if segment.path == introduced[0] else []
        reader = Reader(segment.text, segment.path, region, period, years, law)
        for row in reader.rows():
            yield (segment.document_id, segment.segment_id, segment.start + row[0], *row[1:])
        if reader.introduces:
            introduced = (segment.path, reader.introduces)


def _table_rows(text: str, path: str, region: str | None, period: Period) -> Iterator[tuple]:
    """Rows of a table, of indicators or with cells of prose, the start counted from its beginning."""
    entries = list(table_entries(text, period))
    for start, words in [] if entries else long_cells(text):
        for row in Reader(words, path, region, period, []).rows():
            yield (start + row[0], *row[1:])
    for entry in entries:
        words = LITERACY if is_literacy(entry.indicator) else entry.indicator
        number = (entry.value, entry.unit, entry.operator, entry.kind, flag(entry, words))
        measure = measure_of(entry.indicator, entry.indicator)._replace(within=None)
        counted = measure._replace(cumulative=measure.cumulative or entry.cumulative)
        yield (
            *(entry.start, words, region_in(words, region), entry.year, *number, text[slice(*entry.row)]),
            *(entry.value_to, *counted, entry.nature),
        )
