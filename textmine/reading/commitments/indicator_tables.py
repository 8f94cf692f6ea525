"""A flattened table of indicators (指标, 2020年, 2025年, 属性) -> the values it promises and those it starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from textmine.reading.characters import narrow
from textmine.reading.commitments.grids import Cell, grid_of
from textmine.reading.commitments.numbers import BACK, FRONT, value_of
from textmine.reading.commitments.periods import Period

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_NOTE = r"(?:\(.*\)|\[.*\])?"
_COLUMNS = {
    "number": re.compile(r"序号|编号"),
    "unit": re.compile(r"(?:计量)?单位"),
    "change": re.compile(r".*(?:年均|增速|增长|增幅|累计|变化|提高|下降).*"),
    "baseline": re.compile(
        rf"(?:(?:19|20)\d{{2}}年?)?(?:底|末)?(?:基期|现状|基准|实际|完成|基础|基数|现有)(?:年|值|数|情况|水平)*{_NOTE}"
    ),
    "target": re.compile(
        rf"(?:到|至)?(?:(?:19|20)\d{{2}}年?)?(?:底|末)?(?:规划|预期|发展|预计)?(?:目标)(?:年|值|数)*{_NOTE}|\"?“?十[四五六七]五”?末?(?:目标)?值?"
    ),
    "year": re.compile(rf"(?:到|至)?(?:19|20)\d{{2}}年?(?:底|末)?值?{_NOTE}"),
    "name": re.compile(r"(?:主要|具体|核心|二级|三级|发展)?指标(?:名称|内容)?|项目(?:名称)?|名称"),
    "other": re.compile(
        r"(?:指标)?(?:属性|性质|类型|类别)|备注|类别|领域|分类|一级指标|(?:责任|牵头|数据来源)(?:单位|部门)|方向|维度"
    ),
}
_SIGNS = {"≥": "不低于", "≧": "不低于", ">": "超过", "≤": "不超过", "≦": "不超过", "<": "低于"}
_VALUE = re.compile(
    rf"[\[(]?(?P<front>[≥≧>≤≦<]=?|{'|'.join(FRONT.values())})?\s?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?)(?:\s?[-—–~至]{1,2}\s?(?P<high>\d{1,15}(?:\.\d{1,6})?))?"
    rf"\s?(?P<scale>(?:(?!千[瓦米克])[百千万亿]){{0,2}})(?P<unit>%|‰|(?!以|及以|左右|上下|之内)[一-鿿/]{{1,8}}?)?(?P<back>{'|'.join(BACK.values())})?[\])]?(?:\[\d+\])?"
)
_EMPTY = re.compile(r"[-—–―/\\]{1,3}|无|/|完成(?:国家|省|上级).{0,12}|持续.{0,6}|达标|.{0,8}(?:下达|任务).{0,8}")
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
    valued = [i for i, column in enumerate(columns) if column in ("baseline", "target", "year", "change")]
    if "name" not in columns or not any(columns[i] in ("target", "year") for i in valued):
        return
    place = [(_kind(columns[i], years[i], valued, years, period), _due(columns[i], years[i], period)) for i in valued]
    if grid.aligned:
        rows = [row for row in (_aligned(row, columns, valued) for row in grid.rows) if row]
    else:
        rows = _run_on([cell for row in grid.rows for cell in row], len(valued), "unit" in columns)
    for name, unit, cells in rows:
        yield from _entries(text, name, unit, cells, place)


def _column(name: str) -> str | None:
    return next((column for column, pattern in _COLUMNS.items() if pattern.fullmatch(name)), None)


def _kind(
    column: str | None, year: int | None, valued: Sequence[int], years: Sequence[int | None], period: Period
) -> str:
    """Whether a column holds targets, baselines, or neither (年均增速)."""
    if column in ("baseline", "target", "change"):
        return column
    made = period.begins or period.made
    if made is None:
        named = [own for i in valued if (own := years[i])]
        return "baseline" if len(named) > 1 and year == min(named) else "target"
    return "baseline" if year is not None and year < made else "target"


def _due(column: str | None, year: int | None, period: Period) -> int | None:
    return year or (period.ends if column == "target" else None)


def _aligned(
    row: Sequence[Cell], columns: Sequence[str | None], valued: Sequence[int]
) -> tuple[Cell, str, list[Cell]] | None:
    """Name, unit and values of a row whose cells stand in their columns."""
    if len(row) != len(columns):
        return None
    name = next((row[i] for i in range(len(row) - 1, -1, -1) if columns[i] == "name" and row[i][1]), None)
    unit = next((row[i][1] for i, column in enumerate(columns) if column == "unit"), "")
    return (name, unit, [row[i] for i in valued]) if name else None


def _run_on(cells: Sequence[Cell], values: int, has_unit: bool) -> Iterator[tuple[Cell, str, list[Cell]]]:
    """Rows of cells one a line: words, then as many values as there are columns of them; what follows is the next row's."""
    words: list[Cell] = []
    i = 0
    while i < len(cells):
        run = cells[i : i + values]
        if words and len(run) == values and all(_is_value(cell[1]) for cell in run):
            unit = words.pop()[1] if has_unit and len(words) > 1 and _UNIT.fullmatch(narrow(words[-1][1])) else ""
            yield words[-1], unit, list(run)
            words, i = [], i + values
        else:
            if not _VALUE.fullmatch(narrow(cells[i][1])):
                words.append(cells[i])
            i += 1


def _is_value(words: str) -> bool:
    seen = narrow(words)
    return bool(_VALUE.fullmatch(seen) or _EMPTY.fullmatch(seen))


def _entries(
    text: str, name: Cell, unit: str, cells: Sequence[Cell], place: Sequence[tuple[str, int | None]]
) -> Iterator[Entry]:
    """The values of one row."""
    label = re.sub(r"\s+", "", narrow(name[1])).lstrip("#*、.0123456789")
    if (inner := _UNIT_IN_NAME.search(label)) and _UNIT.fullmatch(inner[1]):
        label, unit = label[: inner.start()], unit or inner[1]
    end = max(start + len(words) for start, words in [name, *cells])
    read = partial(_entry, label=label, unit=narrow(unit).strip("()[]"), row=(name[0], end))
    for (start, words), (kind, year) in zip(cells, place, strict=True):
        match = _VALUE.fullmatch(narrow(words))
        if match and kind != "change" and label:
            yield read(match, start=start, kind=kind, year=year)


def _entry(
    match: re.Match, *, label: str, unit: str, row: tuple[int, int], start: int, kind: str, year: int | None
) -> Entry:
    scale = _SCALE.match(unit)[0]
    front = match["front"] or ""
    operator = _SIGNS.get(front[:1]) or next(
        (word for word, pattern in FRONT.items() if re.fullmatch(pattern, front)), ""
    )
    back = next((word for word, pattern in BACK.items() if re.fullmatch(pattern, match["back"] or "")), "")
    words = "…".join(word for word in (operator, back) if word) or ("区间" if match["high"] else "")
    value = value_of(match["number"], match["scale"] or scale)
    return Entry(start, row, label, year, value, match["unit"] or unit.removeprefix(scale), words, kind)
