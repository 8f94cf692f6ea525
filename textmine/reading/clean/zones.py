"""Which lines of a page are noise: each line judged by itself, then in its zone, against `textmine.reading.clean.noise`.

Where a line could be either, it stays: losing policy is worse than keeping a footer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textmine.reading.clean import labels, noise
from textmine.reading.clean.header import BULLET, LONGEST_HEADER, OF_A_PAGE, further_pages, mark_header, states
from textmine.reading.clean.noise import LONGEST
from textmine.reading.clean.titles import is_title, titles_of

_SHORTEST_LINK = 8
# What looks like a footer that many lines above the last one is a table.
_LONGEST_TAIL = 600
_NEAR = 3
_FRONT_MATTER = 40
# 1. [索引号] …
_LISTED = re.compile(r"\d{1,2}\.\s?\[")
# What Markdown draws below the first row of a table.
_RULE = re.compile(r"[\s|:]*-{2,}\s?\|[\s|:-]*")
_KEY = re.compile(r"[A-Za-z_][\w-]{0,30}\s?:|- ")
_SHORTEST_MENU, _LONGEST_ENTRY = 5, 60
_NO_ENTRY = re.compile(
    r"[。;]|^附\s?[件表录]|^第\s?[一二三四五六七八九十\d]+\s?[编章节条]|^[一二三四五六七八九十\d]{1,3}\s?[、.]|^\("
)


def reasons(lines: list[str], links: Sequence[int] = ()) -> list[str]:
    """Why each line of a page is removed; empty for a line that stays (a blank line is judged by nobody here).

    Parameters
    ----------
    lines : list of str
        The lines as `textmine.reading.clean.narrow` gives them, without zero-width characters, blanks single.
    links : sequence of int
        Indices of lines that are nothing but links, in order.
    """
    found = [_anywhere(line) for line in lines]
    _menus(lines, found, links)
    _front_matter(lines, found)
    if "document library" in found:
        _library(lines, found)
    for start, end in pairwise([0, *further_pages(lines, found), len(lines)]):
        found[start:end] = _of_page(lines[start:end], found[start:end])
    return found


def _menus(lines: list[str], found: list[str], links: Sequence[int]) -> None:
    """Mark links in a row, as menus and lists of news have them; a sentence, an annex or a numbered line is no entry of these."""
    run: list[int] = []
    for i in [*links, len(lines) + 1]:
        if run and i != run[-1] + 1:
            if len(run) >= _SHORTEST_MENU:
                found[run[0] : run[-1] + 1] = ["navigation"] * len(run)
            run = []
        if i < len(lines) and len(lines[i]) <= _LONGEST_ENTRY and not _NO_ENTRY.search(lines[i]):
            run.append(i)


def _front_matter(lines: list[str], found: list[str]) -> None:
    """Mark what a Markdown file says of itself between two rules on top: title: ..., date: ...."""
    if lines[:1] != ["---"]:
        return
    end = next((i for i, line in enumerate(lines[1:_FRONT_MATTER], 1) if line == "---"), 0)
    if end and all(not line or _KEY.match(line) for line in lines[1:end]):
        found[: end + 1] = ["metadata"] * (end + 1)


def _of_page(lines: list[str], found: list[str]) -> list[str]:
    """The reasons of one page's lines, zone by zone, where `found` has those of lines that are noise anywhere."""
    body = _first_sentence(lines, found)
    mark_header(lines, found, body)
    _above(lines, found, body)
    _below(lines, found, body)
    return found


def _anywhere(line: str) -> str:
    if not line or len(line) > LONGEST:
        return ""
    if line[-1] == "。" and not noise.SENTENCE_HINT.search(line):
        return ""
    line = line.strip("<>«»‹› ") or line
    if line[0] in noise.TOOLS_OPEN and noise.TOOLS.fullmatch(line):
        return "page tools" if noise.CLEAR.search(line) else ""
    if not noise.HINT.search(line):
        return ""
    return next((reason for reason, pattern in noise.ANYWHERE if pattern.fullmatch(line)), "")


def _library(lines: list[str], found: list[str]) -> None:
    """On a page of a document library: its buttons, and the name of the file wherever it stands alone."""
    files = {match[1] for line in lines if len(line) <= LONGEST and (match := noise.FILE.fullmatch(line))}
    last = {line: i for i, line in enumerate(lines) if line in files}
    for i, line in enumerate(lines):
        # The file is named as its document is: the last such line is the title.
        own = line in files and is_title(line) and last[line] == i and not noise.FILE.fullmatch(line)
        named = line in files or (len(line) <= LONGEST and noise.LIBRARY.fullmatch(line))
        if line and not found[i] and named and not own:
            found[i] = "document library"


def _first_sentence(lines: list[str], found: list[str]) -> int:
    """Index of the first line that is a sentence or a numbered heading: metadata and navigation stand above it."""
    for i, line in enumerate(lines[:LONGEST_HEADER]):
        if found[i] or not line or labels.bare(BULLET.sub("", line, count=1)) or _in_header(lines, found, i):
            continue
        sentence = "。" in line and len(line) > 20
        if (sentence and not states(line)) or noise.MARKER.match(line) or noise.ADDRESSEE.fullmatch(line[:LONGEST]):
            return i
    return min(len(lines), LONGEST_HEADER)


def _in_header(lines: list[str], found: list[str], i: int) -> bool:
    """Whether line i, which looks like an item or a dash, is a label in a list or the rule below the labels of a table."""
    if i and _RULE.fullmatch(lines[i]) and states(lines[i - 1]):
        found[i] = "markup"
        return True
    return bool(_LISTED.match(lines[i])) and states(lines[i])


def _above(lines: list[str], found: list[str], body: int) -> None:
    """Above the first line of policy, what is neither title nor letterhead is the site's name and its navigation."""
    shown = [i for i in range(body) if lines[i]]
    kept = [i for i in shown if not found[i]]
    grouped = titles_of(lines, kept)
    titles = [i for title in grouped for i in title]
    first = titles[0] if titles else next((i for i in kept if _labelled_title(lines[i])), None)
    # Letterhead belongs to the policy where it stands directly above the title, with nothing of the page between.
    above = [i for i in shown if first is not None and i < first]
    for k in reversed(range(len(above))):
        line = lines[above[k]]
        # A number below an empty label may still be the letterhead's.
        value = k and _names_value(lines[above[k - 1]]) and not noise.LETTERHEAD.fullmatch(line)
        if found[above[k]] or value or not _is_letterhead(line):
            break
        first = above[k]
    if titles and above and first == above[-1] and lines[first].isdecimal():
        first = titles[0]  # the number of a copy stands above a letterhead, never alone above a title
    last_noise = max((i for i in shown if found[i]), default=-1)
    repeated = _repeats(lines, grouped, last_noise)
    for i in kept:
        between = repeated and i < last_noise and i not in titles and not _is_letterhead(lines[i])
        if noise.OF_LAW.fullmatch(lines[i][:LONGEST]) and not noise.COLUMN.fullmatch(lines[i]):
            continue
        if between or (first is not None and i < first):
            found[i] = _is_chrome(lines[i], True) or "site name"
        elif i not in titles and (reason := _is_chrome(lines[i], i < last_noise)):
            found[i] = reason


def _names_value(line: str) -> bool:
    """Whether the line is a label, so that what stands below it is its value."""
    return bool(labels.bare(BULLET.sub("", line, count=1)))


def _labelled_title(line: str) -> bool:
    """Whether the line is a title behind its label (发文标题:…), which stays where the page has it nowhere else."""
    return len(line) <= LONGEST and any(kind == "title" and is_title(value) for kind, _, value in labels.pairs(line))


def _repeats(lines: list[str], titles: list[list[int]], last_noise: int) -> bool:
    """Whether the title stands above the page's header and comes again below it: then all between is the page's."""
    joined = ["".join(lines[i] for i in title).replace(" ", "") for title in titles]
    below = {words for words, title in zip(joined, titles, strict=True) if title[0] > last_noise}
    return bool(joined) and titles[0][-1] < last_noise and joined[0] in below


def _is_letterhead(line: str) -> bool:
    if noise.COLUMN.fullmatch(line) or noise.MENU.fullmatch(line):
        return False
    if BULLET.match(line):
        return False
    return bool(noise.LETTERHEAD.fullmatch(line) or noise.REMARK.fullmatch(line) or line.startswith(("《", "关于")))


def _is_chrome(line: str, above_noise: bool) -> str:
    """Reason to remove a line at the top of the page that stands beside or below the title, or where there is none."""
    if len(line) > LONGEST:
        return ""
    if noise.TOOLS.fullmatch(line) or not line.strip("•·|-—_ "):
        return "page tools"
    if noise.MENU.fullmatch(line):
        return "navigation"
    if noise.SITE.fullmatch(line) and (above_noise or not noise.LETTERHEAD.fullmatch(line)):
        return "site name"
    return "site name" if noise.HIJACKED.search(line) and not is_title(line) else ""


def _below(lines: list[str], found: list[str], body: int) -> None:
    """Below the last line of policy: related links and footers, from the first line that is surely one of them."""
    top = max(body, len(lines) - _LONGEST_TAIL)
    last = next((i for i in range(len(lines) - 1, top, -1) if lines[i] and not found[i] and _is_policy(lines, i)), top)
    tail = [i for i in range(last + 1, len(lines)) if lines[i]]
    opening = next((n for n, i in enumerate(tail) if found[i] or _tail_reason(lines[i])[1]), None)
    if opening is None:
        return
    start = opening
    while start and noise.ATTACHED.fullmatch(lines[tail[start - 1]]):
        start -= 1
    table = sum(not _tail_reason(lines[i])[0] for i in tail[:opening]) > _NEAR
    while start and _tail_reason(lines[tail[start - 1]])[0] and not (table and _is_cell(tail, start - 1)):
        start -= 1
    before = lines[tail[start - 1]] if start else lines[last]
    while start < opening and noise.CONTACT.fullmatch(lines[tail[start]]) and re.search(r"联系|咨询", before):
        start += 1
    _mark_tail(lines, found, tail[start:])


def _is_cell(tail: list[int], n: int) -> bool:
    """Whether a line under a flattened table is rather its last cell than the first footer: no nearer to the line below."""
    return n == 0 or tail[n + 1] - tail[n] >= tail[n] - tail[n - 1]


def _mark_tail(lines: list[str], found: list[str], tail: list[int]) -> None:
    """Mark the lines from the first sure footer on; one nobody knows goes with the links or footers it stands among."""
    verdicts = [found[i] or _tail_reason(lines[i])[0] for i in tail]
    if tail and not verdicts[0] and noise.ATTACHED.fullmatch(lines[tail[0]]):
        verdicts[0] = "related links"
    group = ""
    for n, i in enumerate(tail):
        group = verdicts[n] or group
        if verdicts[n]:
            found[i] = verdicts[n]
        elif group == "related links" and _is_link(lines[i]):
            found[i] = group
        elif len(lines[i]) <= 40 and any(verdicts[n + 1 : n + 1 + _NEAR]) and any(verdicts[max(n - _NEAR, 0) : n]):
            found[i] = "footer"


def _is_link(line: str) -> bool:
    return len(line) <= 120 and (len(line) >= _SHORTEST_LINK or bool(labels.WEB_DATE.fullmatch(line)))


def _is_policy(lines: list[str], i: int) -> bool:
    """Whether a line can only be policy: a sentence, a numbered line, a dated signature, what stands below a signature."""
    line = lines[i]
    if len(line) > LONGEST or ("。" in line and len(line) > 12) or line.endswith((";", "。")):
        return True
    if noise.ATTACHMENT.fullmatch(line) or (noise.ATTACHED.fullmatch(line) and _heads_files(lines, i)):
        return False
    return bool(noise.MARKER.match(line) or noise.POLICY_TAIL.search(line) or noise.DATED.fullmatch(line))


def _heads_files(lines: list[str], i: int) -> bool:
    """Whether what follows line i is a file to download."""
    following = next((line for line in lines[i + 1 : i + 1 + _NEAR] if line), "")
    return len(following) <= LONGEST and bool(noise.ATTACHMENT.fullmatch(following))


def _tail_reason(line: str) -> tuple[str, bool]:
    """Reason to remove a line below the policy, and whether the line is sure enough to begin the footers."""
    if len(line) > LONGEST:
        return "", False
    if noise.LINKS.fullmatch(line) or noise.ATTACHMENT.fullmatch(line):
        return "related links", True
    if noise.SURE_FOOTER.fullmatch(line):
        return "footer", True
    if noise.TOOLS.fullmatch(line):
        return "page tools", bool(re.search(r"打印|关闭|返回|分享", line))
    stated = labels.pairs(line)
    if (len(stated) > 1 or (stated and stated[0][2] and OF_A_PAGE.match(line))) and states(line):
        return "metadata", True
    if noise.FOOTER.fullmatch(line) or noise.CONTACT.fullmatch(line):
        return "footer", False
    if noise.MENU.fullmatch(line):
        return "navigation", False
    if noise.HIJACKED.search(line) and not is_title(line):
        return "related links", False
    return ("site name", False) if noise.SITE.fullmatch(line) else ("", False)
