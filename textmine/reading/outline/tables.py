"""The lines of a policy text -> where a flattened table ends that begins at one of them."""

from __future__ import annotations

import re

from textmine.reading.outline.layout import SECTIONS, Line
from textmine.reading.outline.marks import ANNEX_HEAD, DATE, is_title

_CELL_HEAD = re.compile(
    r"序\s?号|编\s?号|项目|项目名称|指标|指标名称|类别|类型|名称|领域|单位|部门|内容|任务|目标|措施|备\s?注|进度|时限|单位名称|"
    r"(?:工作|重点|主要|具体|目标|任务)(?:内容|任务|目标|举措|措施|事项|要求|分解|名称|项目)|"
    r"(?:牵头|责任|配合|参与|参加|协办|主办|承办|实施|负责|落实|协同|成员)(?:单位|部门|处室|科室|人|领导)(?:及分工)?|"
    r"(?:完成|时间|进度|实施|工作)(?:时限|时间|节点|安排|要求|进度|期限)|分管领导|联系人|联系电话|(?:20[0-9]{2}|基期|目标)年?(?:目标)?值?|属性|计量单位"
)
_LONGEST_CELL, _SHORTEST_TABLE, _ROW_LINES = 300, 5, 12


def table_end(lines: list[Line], i: int) -> int:
    """Index behind the last line of the table that begins at line i, its rows or its cells on lines of their own; i for none."""
    rows = i
    while rows < len(lines) and _is_row(lines[rows]):
        rows += 1
    if rows - i >= 2:
        return rows
    if not _CELL_HEAD.fullmatch(lines[i].words):
        return i
    numbered = bool(re.fullmatch(r"序\s?号|编\s?号", lines[i].words))
    if not numbered and not (i + 1 < len(lines) and _CELL_HEAD.fullmatch(lines[i + 1].words)):
        return i
    end, row, row_at, columns = i + 1, 1, i, 0
    while end < len(lines) and not _ends_table(lines, end, row, end - row_at < columns):
        if lines[end].words == str(row):
            columns = columns or end - i
            row, row_at = row + 1, end
        end += 1
    return end if end - i > _SHORTEST_TABLE else i


def _is_row(line: Line) -> bool:
    """Whether a line holds several cells, set apart by tabs or bars."""
    words = line.words[line.mark.length :]
    return "\t" in words or words.count("|") >= 2


def _ends_table(lines: list[Line], i: int, row: int, in_row: bool) -> bool:
    """Whether the line is no cell: a heading, an annex, a date, or a sentence that no row is waiting for."""
    words, kind = lines[i].words, lines[i].mark.kind
    if kind in SECTIONS or ANNEX_HEAD.fullmatch(words) or DATE.fullmatch(words):
        return True
    if "。" not in words and len(words) <= _LONGEST_CELL:
        return is_title(words) and i + 1 < len(lines) and lines[i + 1].mark[:2] == ("cn", 1)
    return not in_row and not any(line.words == str(row) for line in lines[i + 1 : i + 1 + _ROW_LINES])
