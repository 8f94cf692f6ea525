"""A flattened table of indicators (指标, 2020年, 2025年, 属性) -> the values it promises and those it starts from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from textmine.reading.characters import narrow
from textmine.reading.commitments.grids import Cell, grid_of
from textmine.reading.commitments.numbers import BACK, FRONT, normal_back, normal_front, value_of
from textmine.reading.commitments.periods import Period

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_NOTE = r"(?:\(.*\)|\[.*\])?"
_COLUMNS = {
    "number": re.compile(r"序号|编号"),
    "unit": re.compile(r"(?:计量)?单位"),
    "nature": re.compile(r"(?:指标)?(?:属性|性质|类型)"),
    "sum": re.compile(r".*累计(?:值|数|目标|完成)?(?:\(.*\)|\[.*\])?"),
    "change": re.compile(r".*(?:年均|增速|增长|增幅|变化|提高|下降).*"),
    "baseline": re.compile(
        rf"(?:(?:19|20)\d{{2}}年?)?(?:底|末)?(?:基期|现状|基准|实际|完成|基础|基数|现有)(?:年|值|数|情况|水平)*{_NOTE}"
    ),
    "target": re.compile(
        rf"(?:到|至)?(?:(?:19|20)\d{{2}}年?)?(?:底|末)?(?:规划|预期|发展|预计)?(?:目标)(?:年|值|数)*{_NOTE}|\"?“?十[四五六七]五”?末?(?:目标)?值?"
    ),
    "year": re.compile(rf"(?:到|至)?(?:19|20)\d{{2}}年?(?:底|末)?值?{_NOTE}"),
    "name": re.compile(r"(?:主要|具体|核心|二级|三级|发展)?指标(?:名称|内容)?|项目(?:名称)?|名称"),
    "other": re.compile(r"(?:指标)?类别|备注|类别|领域|分类|一级指标|(?:责任|牵头|数据来源)(?:单位|部门)|方向|维度"),
}
_SIGNS = {"≥": "不低于", "≧": "不低于", ">": "超过", "≤": "不超过", "≦": "不超过", "<": "低于"}
_VALUE = re.compile(
    rf"[\[(]?(?P<sum>累计)?(?P<front>[≥≧>≤≦<]=?|{'|'.join(FRONT.values())})?\s?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?)(?:\s?[-—–~至]{1,2}\s?(?P<high>\d{1,15}(?:\.\d{1,6})?))?"
    rf"\s?(?P<scale>(?:(?!千[瓦米克])[百千万亿]){{0,2}})(?P<unit>%|‰|(?!以|及以|左右|上下|之内)[一-鿿/]{{1,8}}?)?(?P<back>{'|'.join(BACK.values())})?[\])]?(?:\[\d+\])?"
)
_EMPTY = re.compile(r"[-—–―/\\]{1,3}|无|/|完成(?:国家|省|上级).{0,12}|持续.{0,6}|达标|.{0,8}(?:下达|任务).{0,8}")
_NATURE = re.compile(r"\s*(?:约束性|预期性|引导性|指导性|预测性|考核性)(?:指标)?\s*")
_UNIT_IN_NAME = re.compile(r"[(（]([^()（）]{1,12})[)）]$")
_UNIT = re.compile(r"%|‰|[百千万亿]{0,2}[一-鿿]{0,6}(?:/[\d百千万亿]{0,4}[一-鿿]{0,6})?(?:标准煤)?")
_SCALE = re.compile(r"(?:(?:(?!千[瓦米克])[百千万亿]){1,2}(?=[一-鿿]))?")


@dataclass(frozen=True)
class Entry:
    """One value of an indicator: offsets of the value and of its row in the table, and what they say."""

    start: int
    row: tuple[int, int]
    indicator: str
    year: int | None
    value: float
    unit: str
    operator: str
    kind: str
    value_to: float
    cumulative: bool
    nature: str | None


class _Place(NamedTuple):
    """What a column of values is: targets, baselines or changes; of which year; sums over the years or not."""

    kind: str
    year: int | None
    summed: bool


class _Row(NamedTuple):
    """One indicator: its name, its unit, its values, and whether it binds (约束性, 预期性)."""

    name: Cell
    unit: str
    values: list[Cell]
    nature: str


def table_entries(text: str, period: Period) -> Iterator[Entry]:
    """Values of a table of indicators, in order; none where the table has no column of indicators or none of values.

    Parameters
    ----------
    text : str
        The table, one row or one cell a line.
    period : Period
        Of the document: a value is a baseline where the year of its column lies before it, or the column says so.
    """
    grid = grid_of(text, lambda name: _column(name) not in (None, "name"))
    columns = [_column(name) for name in grid.header]
    years = [int(match[1]) if (match := _YEAR.search(name)) else None for name in grid.header]
    valued = [i for i, column in enumerate(columns) if column in ("baseline", "target", "year", "change", "sum")]
    if "name" not in columns or not any(columns[i] in ("target", "year", "sum") for i in valued):
        return
    place = [
        _Place(
            _kind(columns[i], years[i], valued, years, period),
            _due(columns[i], years[i], period),
            columns[i] == "sum",
        )
        for i in valued
    ]
    if grid.aligned:
        rows = [row for row in (_aligned(row, columns, valued) for row in grid.rows) if row]
    else:
        rows = list(_run_on([cell for row in grid.rows for cell in row], len(valued), "unit" in columns))
    for row in rows:
        yield from _entries(text, row, place)


def _column(name: str) -> str | None:
    return next((column for column, pattern in _COLUMNS.items() if pattern.fullmatch(name)), None)


def _kind(
    column: str | None, year: int | None, valued: Sequence[int], years: Sequence[int | None], period: Period
) -> str:
    """Whether a column holds targets, baselines, or neither (年均增速)."""
    if column in ("baseline", "target", "change", "sum"):
        return "target" if column == "sum" else column
    made = period.begins or period.made
    if made is None:
        named = [own for i in valued if (own := years[i])]
        return "baseline" if len(named) > 1 and year == min(named) else "target"
    return "baseline" if year is not None and year < made else "target"


def _due(column: str | None, year: int | None, period: Period) -> int | None:
    return year if year and column != "sum" else period.ends if column in ("target", "sum") else None


def _aligned(row: Sequence[Cell], columns: Sequence[str | None], valued: Sequence[int]) -> _Row | None:
    """Name, unit and values of a row whose cells stand in their columns."""
    if len(row) != len(columns):
        return None
    name = next((row[i] for i in range(len(row) - 1, -1, -1) if columns[i] == "name" and row[i][1]), None)
    unit = next((row[i][1] for i, column in enumerate(columns) if column == "unit"), "")
    nature = next((row[i][1] for i, column in enumerate(columns) if column == "nature"), "")
    return _Row(name, unit, [row[i] for i in valued], nature) if name else None


def _run_on(cells: Sequence[Cell], values: int, has_unit: bool) -> Iterator[_Row]:
    """Rows of cells one a line: words, then as many values as there are columns of them; what follows is the next row's."""
    words: list[Cell] = []
    nature, i = "", 0
    while i < len(cells):
        run = cells[i : i + values]
        if words and len(run) == values and all(_is_value(cell[1]) for cell in run):
            unit = words.pop()[1] if has_unit and len(words) > 1 and _UNIT.fullmatch(narrow(words[-1][1])) else ""
            following = cells[i + values][1] if i + values < len(cells) else ""
            yield _Row(words[-1], unit, list(run), nature or (following if _NATURE.fullmatch(following) else ""))
            words, nature, i = [], "", i + values
        elif _NATURE.fullmatch(cells[i][1]):
            nature, i = cells[i][1] if words else "", i + 1  # behind the values it was taken already
        else:
            if not _VALUE.fullmatch(narrow(cells[i][1])):
                words.append(cells[i])
            i += 1


def _is_value(words: str) -> bool:
    seen = narrow(words)
    return bool(_VALUE.fullmatch(seen) or _EMPTY.fullmatch(seen))


def _entries(text: str, row: _Row, places: Sequence[_Place]) -> Iterator[Entry]:
    """The values of one row."""
    name, unit = row.name, row.unit
    label = re.sub(r"\s+", "", narrow(name[1])).lstrip("#*、.0123456789")
    if (inner := _UNIT_IN_NAME.search(label)) and _UNIT.fullmatch(inner[1]):
        label, unit = label[: inner.start()], unit or inner[1]
    end = max(start + len(words) for start, words in [name, *row.values])
    read = partial(
        _entry, label=label, unit=narrow(unit).strip("()[]"), row=(name[0], end), nature=row.nature.strip() or None
    )
    for (start, words), place in zip(row.values, places, strict=True):
        match = _VALUE.fullmatch(narrow(words))
        if match and place.kind != "change" and label:
            yield read(match, start=start, place=place)


def _entry(
    match: re.Match, *, label: str, unit: str, row: tuple[int, int], nature: str | None, start: int, place: _Place
) -> Entry:
    scale = _SCALE.match(unit)[0]
    front = match["front"] or ""
    operator = _SIGNS.get(front[:1]) or normal_front(front)
    back = normal_back(match["back"] or "")
    words = "…".join(word for word in (operator, back) if word) or ("区间" if match["high"] else "")
    value = value_of(match["number"], match["scale"] or scale)
    high = value_of(match["high"], match["scale"] or scale) if match["high"] else math.nan
    # In plans a number in square brackets is the sum over the years of the plan.
    summed = place.summed or bool(match["sum"]) or (match[0][0] == "[" and match[0][-1] == "]")
    kind, own = place.kind, match["unit"] or unit.removeprefix(scale)
    return Entry(start, row, label, place.year, value, own, words, kind, high, summed, nature)
