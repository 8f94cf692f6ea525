"""The titles among the lines of a document, which may be broken over several lines."""

from __future__ import annotations

import re

from textmine.reading.clean import noise
from textmine.reading.clean.noise import LONGEST, TITLE_END

# A title broken over more lines than this has not been met.
_TITLE_LINES = 5
_SHORTEST_TITLE = 8
_LONGEST_ENTRY = 7
_NEAR = 3
_NUMBER_BEHIND = re.compile(r"\s?[\[(][^()\[\]]{1,14}\[\s?\d{4}\s?\]\s?\d{1,5}\s?号?[)\]]$")
_PERIOD_LINE = re.compile(r"[(\[]\s?(?:\d{4}[^月日号]{0,20}|试行|暂行|修订(?:稿)?|征求意见稿)\s?[)\]](?:的通知)?")
# 云山市人民政府 / 关于印发…的通知: the issuer on a line of its own belongs to the title.
_ISSUER_LINE = re.compile(
    r"(?:[^\s。,;:|>/]{2,30}(?:政府|办公室|办公厅|委员会|联席会议|协会|科协|[委局厅部])(?:\s(?=\S)|$)){1,4}"
)
_GAZETTE = re.compile(r"[^\d,。]{2,20}(?:政府|国务院|省委|市委|常委会|委员会)公报")
_TITLE_REST = re.compile(
    r"(?:实施|工作|行动|管理|暂行|若干|总体|建设|发展|三年|五年)?\s?(?:方案|意见|办法|规划|计划|纲要|细则|规定|措施|通知|决定|要点|的通知)"
)


def titles_of(lines: list[str], kept: list[int]) -> list[list[int]]:
    """The titles among the kept lines, each as the indices of its lines: a title may be broken over several.

    A line goes on from a title above it where it cannot open one itself: 实施方案, (2022-2025年).
    """
    titles: list[list[int]] = []
    for end, i in enumerate(kept):
        before = kept[end - 1] if end else -1
        if titles and titles[-1][-1] == before and i - before <= _NEAR and _ends_title_above(lines[i]):
            titles[-1].append(i)
        elif is_title(lines[i]) or re.fullmatch(f"的?(?:{noise.TITLE_NOUN})", lines[i]):
            start = end
            while start and end - start < _TITLE_LINES - 1 and _goes_on(lines, kept, start, titles):
                start -= 1
            while start < end and not noise.TITLE_OPENS.match(lines[kept[start]]):
                start += 1
            pieces = [lines[k] for k in kept[start : end + 1]]
            # The entries of a menu, one a line, are no pieces of a title: 新闻, 政策.
            if len("".join(pieces)) >= _SHORTEST_TITLE and max(map(len, pieces)) >= _LONGEST_ENTRY:
                titles.append(kept[start : end + 1])
    return titles


def is_title(line: str) -> bool:
    """Whether a line is a title, its document number in brackets behind it left aside."""
    if len(line) > LONGEST or _GAZETTE.fullmatch(line) or noise.COLUMN.fullmatch(line) or noise.MENU.fullmatch(line):
        return False
    return bool(TITLE_END.fullmatch(_NUMBER_BEHIND.sub("", line.rstrip(" |"))))


def _ends_title_above(line: str) -> bool:
    return bool(_PERIOD_LINE.fullmatch(line)) or (
        len(line) <= 25 and is_title(line) and bool(_TITLE_REST.match(line)) and not noise.MARKER.match(line)
    )


def _goes_on(lines: list[str], kept: list[int], start: int, titles: list[list[int]]) -> bool:
    """Whether a title can begin above and go on in the kept line at `start`, no more than two blank lines away."""
    line = lines[kept[start - 1]]
    near = kept[start] - kept[start - 1] <= _NEAR and not (titles and kept[start - 1] in titles[-1])
    plain = len(line) <= 60 and not re.search(r"[。;:|>]|^[\d\s-]+$|^\(.*\)$|^\[.*\]$", line)
    if near and lines[kept[start]].startswith(("关于", "印发", "转发")) and _ISSUER_LINE.fullmatch(line):
        return True
    opens_below = bool(noise.TITLE_OPENS.match(lines[kept[start]])) and not re.search(
        r"关于|(?:印发|转发|的|和|与|、|贯彻|落实)$", line
    )
    other = any(
        pattern.fullmatch(line) for pattern in (noise.LETTERHEAD, noise.DATED, noise.MENU, noise.COLUMN, noise.SITE)
    )
    return near and plain and not opens_below and not other
