"""Policy text -> segments: the heading tree and the kind of every part.

The segments tile the text: put one after another, with the line breaks that stand between them, they are the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from textmine.clean import lines_of, narrow
from textmine.noise import TITLE_END

KINDS = ("title", "heading", "paragraph", "item", "responsibility", "letterhead", "signature", "table")
PROSE = ("heading", "paragraph", "item")
COLUMNS = ("document_id", "segment_id", "path", "kind", "order", "start", "end", "text")
SECTION_LEVEL = 2

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_CN = "一二三四五六七八九十百零〇"
_MARKERS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "chapter": rf"第\s?([{_CN}\d]+)\s?[编章]\s*",
        "division": rf"第\s?([{_CN}\d]+)\s?节\s*",
        "article": rf"第\s?([{_CN}\d]+)\s?条\s*",
        "cn": rf"([{_CN}]{{1,4}})\s?[、.](?!\d)\s*",
        "cn_paren": rf"\(\s?([{_CN}]{{1,4}})\s?\)\s*[、.]?\s*",
        "number_paren": r"\(\s?(\d{1,2})\s?\)\s*[、.]?\s*|(\d{1,2})\)\s*",
        "number": r"(\d{1,2})\s?[.、](?!\d)\s*",
        "circled": r"([①-⑳])\s*",
        "dash": r"[—–―-]{2,}\s*|[●■◆▪•]\s*",
    }.items()
}
_LONGEST_HEADING = 60
_LONGEST_RUN_IN = 40
_RUN_IN = re.compile(rf"[^。;:\n]{{2,{_LONGEST_RUN_IN}}}[。:](?=.)")
_NOT_A_HEADING = re.compile(r"到?\d{4}年|.*(?:达到|不少于|不低于|超过)\d")
_ROLE = r"牵头|配合|负责|责任单位|参加|参与|落实"
_NOTE = re.compile(
    rf"\((?=[^()]{{0,12}}(?:牵头|责任|配合|主办|协办)|[^()]*(?:{_ROLE}))(?:[^()]|\([^()]*\)){{3,}}\)[。.]?$"
)
_NOTE_LABEL = re.compile(r"(?:任务分工|责任分工|责任单位|责任部门|牵头单位|牵头部门|配合单位|分工)[:：]")
_BODY = re.compile(r"[局委办部厅会院校联队团馆处]|政府")
_DATE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九ΟО]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日"
)
_ADDRESSEE = re.compile(r"[^。;]{2,200}:")
_ADDRESSED = re.compile(r"各|有关单位|人民政府|委员会|直属|省|市|县|州|区")
_TRANSMITTAL = re.compile(
    r"印发给你们|转发给你们|予以印发|印发你们|现予公布|现予发布|现印发|现转发|请(?:认真|结合|遵照|抓好)[^。]{0,30}(?:落实|执行|实施)"
)
_REMARK = re.compile(
    r"\((?:此件|此文|此页|主动公开|公开方式|联系)[^()]*\)|公开方式:.*|附件\s?\d*\s?[:：].*|附件[\s\d一二三四五六七八九十]*"
)
_TABLE_TITLE = re.compile(r"[^。;:]{2,60}(?:分工|任务|责任|指标|项目|进度|计划|一览|汇总|明细)表")
_TABLE_HEAD = re.compile(r"序号|编号|项目|指标|类别")


@dataclass
class _Node:
    """One segment in the heading tree."""

    start: int
    end: int
    kind: str
    number: int | None = None
    marker: str = ""
    children: list[_Node] = field(default_factory=list)


def outline(text: str, document_id: str = "") -> pd.DataFrame:
    """Cut a policy text into segments at its headings, items and notes.

    Parameters
    ----------
    text : str
        Policy text as `textmine.clean.clean` gives it.
    document_id : str
        Prefix of the segment ids.

    Returns
    -------
    DataFrame
        One row a segment in the order of the text: `document_id`, `segment_id` (`document_id/3.1.2`), `path` (the headings
        above it, joined by " > "), `kind` (one of `KINDS`), `order` (0, 1, ...), `start`, `end` (offsets into `text`,
        `text[start:end]` is the segment), `text`.

    Notes
    -----
    A heading keeps its printed number in the id where that number goes on from its sibling's. Segments without a number
    are counted from 1 below their heading, behind a 0 where the heading has numbered headings of its own: `3.0.1` is the
    first paragraph of section 3, `3.1` its heading (一). Title, letterhead and signature belong to no section: `0.1`, ...
    A second policy in the same text (an annex) gets the ids `B.0.1`, `B.1`, ....
    """
    parts = [_tree(text, units) for units in _parts(text, _units(text))]
    rows = []
    for letter, part in zip(_letters(len(parts)), parts, strict=True):
        rows += _walk(text, part, letter, ())
    rows.sort(key=lambda row: row[2])
    table = pd.DataFrame(
        [
            (
                document_id,
                f"{document_id}/{number}" if document_id else number,
                path,
                kind,
                order,
                start,
                end,
                text[start:end],
            )
            for order, (number, path, start, end, kind) in enumerate(rows)
        ],
        columns=list(COLUMNS),
    )
    return table.astype({"order": int, "start": int, "end": int}) if table.empty else table


def passages(segments: pd.DataFrame) -> pd.Series:
    """For each segment the id of its passage: a heading or item with the prose that follows it, up to the next.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, in order.

    Returns
    -------
    Series of str
        Aligned with `segments`; missing where the segment is not prose (`PROSE`). The id is that of the passage's first
        segment.
    """
    prose = segments["kind"].isin(PROSE)
    opens = prose & (
        segments["kind"].isin(("heading", "item")) | segments["document_id"].ne(segments["document_id"].shift())
    )
    first = prose & segments["document_id"].where(prose).ffill().shift().ne(segments["document_id"])
    return segments["segment_id"].where(opens | first).ffill().where(prose)


def sections(segments: pd.DataFrame) -> pd.Series:
    """For each segment the id of its section: the level-1 or level-2 heading it stands under.

    Returns
    -------
    Series of str
        Aligned with `segments`. Segments above the first heading belong to the section `document_id/0`.
    """
    headings = set(segments.loc[segments["kind"] == "heading", "segment_id"])
    return segments["segment_id"].map(lambda segment_id: _section(segment_id, headings))


def _section(segment_id: str, headings: set[str]) -> str:
    document_id, _, number = segment_id.rpartition("/")
    steps = number.split(".")
    part = 1 if steps[0].isalpha() else 0
    for depth in range(part + SECTION_LEVEL, part, -1):
        above = f"{document_id}/{'.'.join(steps[:depth])}"
        if above in headings:
            return above
    return f"{document_id}/{'.'.join([*steps[:part], '0'])}"


# --- from lines to units: (start, end, kind, marker, number) -----------------------------------------------------------


def _units(text: str) -> list[tuple[int, int, str, str, int | None]]:
    """Cut the lines of the text where one line holds several segments, and say what each is by its own words."""
    lines = [(s, s + len(text[s:e].rstrip("\r\n"))) for s, e in lines_of(text)]
    lines = [(s, e) for s, e in lines if e > s]
    body = next((i for i, (s, e) in enumerate(lines) if _marker(narrow(text[s:e]))[0]), len(lines))
    units, i = [], 0
    while i < len(lines):
        start, end = lines[i]
        line = narrow(text[start:end])
        if (last := _table_end(text, lines, i)) > i:
            units.append((start, lines[last][1], "table", "", None))
            i = last + 1
        elif _NOTE_LABEL.fullmatch(line) and i + 1 < len(lines):
            units.append((start, lines[i + 1][1], "responsibility", "", None))
            i += 2
        else:
            kind = _front(text, lines, i, body)
            units += [(start, end, kind, "", None)] if kind else _prose(line, start, end)
            i += 1
    return units


def _marker(line: str) -> tuple[str, int | None, int]:
    """Kind of list mark that the line begins with, its number, and the mark's length."""
    for kind, pattern in _MARKERS.items():
        if match := pattern.match(line):
            digits = next((group for group in match.groups() if group), "")
            return kind, _value(digits), match.end()
    return "", None, 0


def _value(numeral: str) -> int | None:
    """Value of 12, 十二, 二十一 or ⑫."""
    if not numeral:
        return None
    if numeral.isdecimal():
        return int(numeral)
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    total = digit = 0
    for character in numeral:
        if unit := {"十": 10, "百": 100}.get(character):
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _prose(line: str, start: int, end: int) -> list[tuple[int, int, str, str, int | None]]:
    """A line of the body: heading, item or paragraph, with a run-in heading and a closing responsibility note cut off."""
    marker, number, length = _marker(line)
    note = _NOTE.search(line)
    note = note if note and _BODY.search(note[0]) and note.start() > length else None
    stop = note.start() if note else len(line)
    stop -= len(line[:stop]) - len(line[:stop].rstrip())
    units = []
    if marker in ("", "dash", "circled", "number_paren", "article"):
        whole = _NOTE_LABEL.match(line) or (_NOTE.fullmatch(line) and _BODY.search(line))
        kind = "responsibility" if whole else "item" if marker else "paragraph"
        units.append((start, start + stop, kind, marker, number))
    elif (run_in := _RUN_IN.match(line, length)) and run_in.end() < stop and not _NOT_A_HEADING.match(line, length):
        units.append((start, start + run_in.end(), "heading", marker, number))
        units.append((start + run_in.end(), start + stop, "paragraph", "", None))
    else:
        kind = "heading" if _is_heading(line[length:stop]) else "item"
        units.append((start, start + stop, kind, marker, number))
    if note:
        units.append((start + note.start(), end, "responsibility", "", None))
    return units


def _is_heading(words: str) -> bool:
    return len(words) <= _LONGEST_HEADING and not re.search(r"[;。].|;$", words) and not _NOT_A_HEADING.match(words)


def _front(text: str, lines: list[tuple[int, int]], i: int, body: int) -> str:
    """Kind of a line of the apparatus around the policy: title, letterhead or signature; empty for all other lines."""
    line = narrow(text[slice(*lines[i])])
    following = narrow(text[slice(*lines[i + 1])]) if i + 1 < len(lines) else ""
    if _DATE.fullmatch(line) or (_DATE.fullmatch(following) and len(line) <= 40 and not re.search(r"[。;:]", line)):
        return "signature"
    if _REMARK.fullmatch(line):
        return "letterhead"
    if _is_title(line) and (i < body or _opens_part(text, lines, i)):
        return "title"
    if i >= body:
        return ""
    if _TRANSMITTAL.search(line) or (_ADDRESSEE.fullmatch(line) and _ADDRESSED.search(line)):
        return "letterhead"
    if re.fullmatch(r"[(\[].{1,30}[)\]]", line):
        before = narrow(text[slice(*lines[i - 1])]) if i else ""
        return "title" if TITLE_END.fullmatch(before) and not _ends_signature(line) else "signature"
    if len(line) <= 40 and not re.search(r"[。;:,]", line):
        later = [narrow(text[slice(*span)]) for span in lines[i + 1 : min(i + 4, body)]]
        if any(_DATE.fullmatch(other) for other in later) and not any(len(other) > 40 for other in later[:1]):
            return "signature"
        return "title" if any(_is_title(other) for other in later) else "letterhead"
    return ""


def _is_title(line: str) -> bool:
    return bool(TITLE_END.fullmatch(line) or _TABLE_TITLE.fullmatch(line)) and not _marker(line)[0]


def _ends_signature(line: str) -> bool:
    return bool(re.search(r"代\)|章\)", line))


def _opens_part(text: str, lines: list[tuple[int, int]], i: int) -> bool:
    """Whether the title at line i, below the first heading, opens a second policy or an annex."""
    before = narrow(text[slice(*lines[i - 1])])
    following = [_marker(narrow(text[slice(*span)])) for span in lines[i + 1 : i + 4]]
    return bool(_REMARK.fullmatch(before)) or any(
        marker in ("cn", "chapter") and number == 1 for marker, number, _ in following
    )


def _table_end(text: str, lines: list[tuple[int, int]], i: int) -> int:
    """Index of the last line of the flattened table (one cell a line) whose first cell is line i; i - 1 where there is none."""
    line = text[slice(*lines[i])]
    if not _TABLE_HEAD.fullmatch(line):
        return i - 1
    last = i
    while last + 1 < len(lines):
        cell = narrow(text[slice(*lines[last + 1])])
        if "。" in cell or len(cell) > 200 or _marker(cell)[0] in ("cn", "cn_paren", "chapter"):
            break
        last += 1
    return last if last - i >= 5 else i - 1


def _parts(text: str, units: list) -> list[list]:
    """Divide the units where a second policy begins: at a title (with its remark) that stands below the first heading."""
    cuts, seen = [0], False
    for i, unit in enumerate(units):
        if unit[2] == "title" and seen:
            remark = i - 1 if units[i - 1][2] == "letterhead" else i
            cuts.append(remark)
            seen = False
        seen = seen or unit[2] == "heading" or unit[2] == "table"
    return [units[a:b] for a, b in pairwise([*cuts, len(units)])]


# --- from units to a numbered tree ---------------------------------------------------------------------------------------


def _tree(text: str, units: list) -> _Node:
    """Hang each unit below the heading it belongs to."""
    root = _Node(0, 0, "root")
    path = [root]
    for start, end, kind, marker, number in units:
        node = _Node(start, end, kind, number, marker)
        if kind in ("title", "letterhead", "signature"):
            root.children.append(node)
        elif marker and marker != "dash":
            while any(open_.marker == marker for open_ in path) or (
                len(path) > 1 and path[-1].kind == "item" and kind == "heading"
            ):
                path.pop()
            path[-1].children.append(node)
            path.append(node)
        elif marker == "dash":
            while path[-1].kind == "item":
                path.pop()
            path[-1].children.append(node)
            path.append(node)
        else:
            trailing = kind == "responsibility" and text[start] in "((" and path[-1].end == start
            if kind == "responsibility" and not trailing:
                while len(path) > SECTION_LEVEL + 1 or path[-1].kind == "item":
                    path.pop()
            elif path[-1].kind == "item" and not trailing:
                path.pop()
            path[-1].children.append(node)
    return root


def _walk(text: str, node: _Node, number: str, path: tuple[str, ...]) -> list[tuple[str, str, int, int, str]]:
    """Rows (number, path, start, end, kind) of everything below a node."""
    numbered = node.kind == "root" or any(child.kind == "heading" or child.number for child in node.children)
    printed, plain, rows = 0, 0, []
    for child in node.children:
        if child.number is not None:
            printed = child.number if child.number > printed else printed + 1
            step = str(printed)
        else:
            plain += 1
            step = f"0.{plain}" if numbered else str(plain)
        own = f"{number}.{step}" if number else step
        rows.append((own, " > ".join(path), child.start, child.end, child.kind))
        below = (*path, text[child.start : child.end].strip()) if child.kind == "heading" else path
        rows += _walk(text, child, own, below)
    return rows


def _letters(n: int) -> list[str]:
    return ["", *(chr(ord("B") + i) if i < 25 else f"Z{i}" for i in range(n - 1))][:n]
