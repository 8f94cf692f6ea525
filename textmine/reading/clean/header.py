"""Which lines of a page are its metadata: labels with their values, at the top or, in a file of several pages, further in."""

from __future__ import annotations

import re

from textmine.reading.clean import labels, noise
from textmine.reading.clean.noise import LONGEST
from textmine.reading.clean.titles import is_title

# What looks like a header of more lines than this, further in, is a table.
LONGEST_HEADER = 600
_AHEAD = 60
_FEWEST_LABELS = 3
_SHORTEST_SENTENCE = 8
_LONGEST_APPROACH = 4
BULLET = re.compile(r"[•·●▪◆■□*▶►]\s?(?=\S)|^\d{1,2}\.\s?(?=\[)|^-\s(?=[^。:]{2,14}:)")
# 11152523011672048D/2024-00004 2024-03-08
_INDEX_NUMBER = re.compile(rf"[\dA-Z]{{8,24}}/\d{{4}}-\d{{4,8}}(?:\s{labels.WEB_DATE.pattern})?")
# Labels that no form or table of a policy has: three of them one below another begin another page.
OF_A_PAGE = re.compile(
    r"\W{0,3}(?:索\s?引\s?号|信息索引号|发布机构|发布机关|发文机[关构]|发文单位|发文字号|文\s?号|发布日期|发布时间|成文日期|生成日期|发文日期|公开日期|主题分类|公文种类|信息分类|公开方式)\s?[\])]?\s?(?::|$)"
)


def mark_header(lines: list[str], found: list[str], body: int) -> None:
    """Mark the metadata above line `body`: labels with their values, on the same line or on the next that can be a value."""
    waiting, beside = "", 0
    for i in range(body):
        line = BULLET.sub("", lines[i], count=1)
        if not line or found[i]:
            continue
        label = labels.bare(line)
        if label:
            found[i], waiting = "metadata", label[0]
            _mark_columns(lines, found, i, body)
        elif states(line) and not _only_title(line, i, lines):
            stated = labels.pairs(" ".join(noise.BESIDE_METADATA.sub(" ", line).split()))
            found[i], waiting = "metadata", "" if stated[-1][2] else stated[-1][0]
            beside += any(value for *_, value in stated)
        elif waiting and (not beside or waiting == "title" or line.isdecimal()) and _is_value(waiting, i, lines):
            found[i], waiting = "metadata", ""
        elif (labels.WEB_DATE.fullmatch(line) and "年" not in line) or _INDEX_NUMBER.fullmatch(line):
            found[i] = "metadata"
        else:
            waiting = ""


def _mark_columns(lines: list[str], found: list[str], first: int, body: int) -> None:
    """Mark all labels and then all values, where line `first` is the first label of two such columns of lines."""
    shown = [i for i in range(first, min(first + _AHEAD, body)) if lines[i]]
    named = [labels.bare(BULLET.sub("", lines[i], count=1)) for i in shown]
    count = next((n for n, label in enumerate(named) if not label), len(named))
    if count < 2 or (first and found[first - 1] == "metadata" and labels.bare(lines[first - 1])):
        return
    values: list[int] = []
    for i, label in list(zip(shown, named, strict=True))[count : 2 * count]:
        repeated = not is_title(lines[i]) or _comes_again(lines[i], i, lines)
        if label or found[i] or not repeated or lines[i].endswith("文件"):
            break
        values.append(i)
    if len(values) > 1 and len(labels.aligned(named[:count], [lines[i] for i in values])) == len(values):
        for i in values:
            found[i] = "metadata"


def states(line: str) -> bool:
    """Whether the line is metadata from its first character to its last: labels with values, beside page tools."""
    if len(line) > LONGEST:
        return False
    bare = " ".join(noise.BESIDE_METADATA.sub(" ", BULLET.sub("", line, count=1)).split())
    stated = labels.pairs(bare)
    return bool(stated) and all(labels.fits(kind, value) for kind, _, value in stated)


def _only_title(line: str, i: int, lines: list[str]) -> bool:
    """Whether the line is the one place near the top where the page states the title."""
    stated = [value for kind, _, value in labels.pairs(line) if kind == "title" and value]
    return bool(stated) and not any(_comes_again(value, i, lines, max(i - _AHEAD, 0)) for value in stated)


def _comes_again(words: str, i: int, lines: list[str], above: int | None = None) -> bool:
    """Whether the words come again below line i, or above it from line `above` on, there perhaps broken over lines."""
    parts = lines[i if above is None else above : i], lines[i + 1 : i + _AHEAD]
    closed = words.replace(" ", "")
    return any(closed in "".join(line[:LONGEST] for line in part).replace(" ", "") for part in parts)


def _is_value(kind: str, i: int, lines: list[str]) -> bool:
    """Whether line i can be the value of a label of that kind on the line before; a title only where it comes again."""
    line = lines[i]
    if is_title(line) or kind == "title":
        return kind in ("title", "text", "summary") and _comes_again(line, i, lines)
    if noise.LETTERHEAD.fullmatch(line) and kind in ("text", "summary"):
        return not re.search(r"号$|文件$", line)
    return labels.fits(kind, line)


def further_pages(lines: list[str], found: list[str]) -> list[int]:
    """Where further pages begin in a file of several: at a header below the first sentences, with sentences of its own below.

    Parameters
    ----------
    lines : list of str
    found : list of str
        Reasons of the lines that are noise wherever they stand: those of the navigation open a page.

    Returns
    -------
    list of int
        Indices of lines, none of them 0.
    """
    sentences = [i for i, line in enumerate(lines) if "。" in line and len(line) > _SHORTEST_SENTENCE and not found[i]]
    if not sentences:
        return []
    starts, i = [], sentences[0] + 1
    while i < sentences[-1]:
        end = _header_end(lines, i) if lines[i] and OF_A_PAGE.match(lines[i][:20]) else i
        if end > i:
            starts.append(_approach(lines, found, i))
        i = max(end, i + 1)
    return starts


def _header_end(lines: list[str], i: int) -> int:
    """Index behind the header of a page that begins at line i; i where there is none."""
    end, named = i, set()
    while end < len(lines) and end - i < _AHEAD and (not lines[end] or states(lines[end]) or labels.bare(lines[end])):
        named |= {label for _, label, _ in labels.pairs(lines[end])} if OF_A_PAGE.match(lines[end][:20]) else set()
        end += 1
    return end if len(named) >= _FEWEST_LABELS else i


def _approach(lines: list[str], found: list[str], i: int) -> int:
    """Index of the first line of the navigation right above the header at line i."""
    shown = [k for k in range(max(i - 2 * _LONGEST_APPROACH, 0), i) if lines[k]][-_LONGEST_APPROACH:]
    for k in reversed(shown):
        if found[k] != "navigation":
            break
        i = k
    return i
