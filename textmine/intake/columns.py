"""The columns of somebody's table -> those of `documents.csv`, the text and the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from textmine.intake.cells import TableError
from textmine.settings import DOCUMENT_COLUMNS, TABLE_COLUMNS
from textmine.study import Study

# Usual names, the surer first: where a table has several, the first counts and the others are kept as columns of its own.
_USUAL = {
    "document_id": "id docid 文档编号 编号",
    "title": "标题 题名 名称 文件标题 文件名称 政策标题 政策名称 法规标题 法规名称",
    "issuer": "发文机关 发文机构 发文单位 制定机关 制定机构 发布机关 发布机构 发布单位 颁布机关 发布部门 agency issuedby",
    "level": "层级 级别 政府层级 行政层级 政府级别 行政级别",
    "region": "地区 区域 地域 所属地区 城市 area city",
    "province": "省份 所属省份 省",
    "document_number": "文号 发文字号 发文文号 公文文号 发文号 number",
    "issued": "成文日期 发文日期 印发日期 颁布日期 公布日期 发布日期 成文时间 发文时间 发布时间 日期 issuedate dateissued date",
    "period_start": "起始年份 开始年份 起始年 startyear",
    "period_end": "结束年份 终止年份 终止年 endyear",
    "genre": "文种 公文种类 体裁 文体 文件类型",
    "complete": "完整 是否完整",
    "note": "备注 说明 注释 notes remark",
    "text": "正文 正文内容 全文 内容 文本 政策正文 政策内容 政策文本 文件内容 content body fulltext",
    "file": "文件 文件名 文件路径 路径 sourcefile textfile filename filepath path",
}
_AROUND = re.compile(r"[(（\[【].*?[)）\]】]|[\s_:：*-]")


@dataclass(frozen=True)
class Columns:
    """What is read from which column.

    Attributes
    ----------
    known : dict of str to str
        A column of `documents.csv`, `text` or `file` -> its name in the table; in the order of `TABLE_COLUMNS`.
    own : dict of str to str
        The name under which any other column is kept -> its name in the table; in the order of the table.
    """

    known: dict[str, str]
    own: dict[str, str]


def recognize(columns: tuple[str, ...], study: Study, given: Mapping[str, str]) -> Columns:
    """Find out what the columns of a table are.

    Parameters
    ----------
    columns : tuple of str
        Their names in the table.
    study : Study
        The columns that group its documents are known too.
    given : mapping of str to str
        A known name -> the name in the table, where it is not a usual one; goes before all else.

    Returns
    -------
    Columns

    Raises
    ------
    TableError
        If a given name is no known one, or stands for a column that the table lacks; if there is neither `text` nor `file`.
    """
    names = tuple(dict.fromkeys((*TABLE_COLUMNS, *filter(None, (study.column, study.second)))))
    _check_given(columns, names, given)
    known, free = dict(given), [name for name in columns if name not in given.values()]
    for name in names:
        found = [theirs for usual in _usual(name) for theirs in free if _plain(theirs) == usual]
        if name not in known and found:
            known[name] = found[0]
            free.remove(found[0])
    if not {"text", "file"} & set(known):
        raise TableError(
            "no column is known to hold the texts or to name their files; name one: --column text=... or --column file=...; "
            f"the table has {', '.join(columns)}"
        )
    own: dict[str, str] = {}
    for theirs in free:
        own[_safe(theirs, {*DOCUMENT_COLUMNS, *names, *own})] = theirs
    return Columns({name: known[name] for name in names if name in known}, own)


def _check_given(columns: tuple[str, ...], names: tuple[str, ...], given: Mapping[str, str]) -> None:
    for name, theirs in given.items():
        if name not in names:
            near = get_close_matches(name, names, n=1)
            meant = f" (do you mean '{near[0]}'?)" if near else ""
            raise TableError(f"'{name}' is no column of documents{meant}; known: {', '.join(names)}")
        if theirs not in columns:
            raise TableError(f"'{name}' is to be read from '{theirs}', but the table has {', '.join(columns)}")


def _usual(name: str) -> list[str]:
    return [_plain(name), *_USUAL.get(name, "").split()]


def _plain(name: str) -> str:
    return _AROUND.sub("", name).lower()


def _safe(name: str, taken: set[str]) -> str:
    """A name without blanks and marks that no other column has."""
    stem = re.sub(r"\W+", "_", name).strip("_") or "column"
    number, candidate = 2, stem
    while candidate in taken:
        candidate, number = f"{stem}_{number}", number + 1
    return candidate
