"""What a line of a policy is by its own words: list mark, heading, responsibility note, title, letterhead, signature.

Patterns see lines as `textmine.reading.clean.narrow` gives them (full-width forms narrow). Every repetition in them is bounded or
cannot backtrack, so that a line of any length costs time in proportion to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from textmine.reading.clean.noise import TITLE_END
from textmine.reading.outline import roles

_B = r"[\s\u200b-\u200d\u2060\ufeff]{0,4}"  # blanks inside and around a mark
_CN = r"[一二三四五六七八九十百零〇]{1,5}"
_NO = rf"(?:{_CN}|[0-9]{{1,3}})"
_NOT_MENTIONED = r"(?![第和及至到、规的所])"  # 第三条第二款, 第一章规定: words of a sentence, no marks
MARKS = {
    "book": rf"第{_B}{_NO}{_B}(?:编{_NOT_MENTIONED}[:、]?|篇{_NOT_MENTIONED}(?!\s?:))",
    "chapter": rf"第{_B}{_NO}{_B}章{_NOT_MENTIONED}[:、]?",
    "division": rf"第{_B}{_NO}{_B}节{_NOT_MENTIONED}(?![课目约能假])[:、]?",
    "article": rf"第{_B}{_NO}{_B}条{_NOT_MENTIONED}(?![款项例件])[:、]?",
    "cn": rf"{_CN}{_B}[、.,](?![0-9](?!\d{{3}}年)|[一二三四五六七八九十][级等线产类档期批次季楼号月])",
    "cn_paren": rf"[(\[]{_B}{_CN}{_B}[)\]][、.:]?",
    "number": r"[0-9]{1,2}" + _B + r"[.、](?![0-9])[、.]?|[\u2488-\u249b]",
    "number_paren": rf"[(\[]{_B}[0-9]{{1,2}}{_B}[)\]][、.]?|[\u2474-\u2487]",
    "number_half": rf"[0-9]{{1,2}}{_B}\)[、.]?",
    "circled": r"[\u2460-\u2473\u3251-\u325f]",
    "roman": rf"[\u2160-\u216b]{_B}[.、,]",
    "point": r"[一二三四五六七八九十]{1,2}是",
    "dash": r"[—–―─-]{1,4}(?=[^0-9\s—–―─|-]|\s[^\s|-])|[·•●■◆▪○◇□▲►➢✓](?=[^|])|\*(?=\s\S)",
}
_BOLD = r"[*#_]{0,6}\s{0,2}"  # what a converter from a word processor leaves of a bold face or a heading style
_MARK = re.compile(_BOLD + "(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in MARKS.items()) + rf"){_B}")
# What a line with a mark begins with: most lines need no closer look.
_OPENINGS = frozenset(
    "第([一二三四五六七八九十百零〇0123456789—–―─-·•●■◆▪○◇□▲►➢✓*#_ \t\f\v"
    + "".join(
        chr(code)
        for first, last in ((0x2160, 0x216B), (0x2460, 0x249B), (0x3251, 0x325F))
        for code in range(first, last + 1)
    )
)
_LONGEST_MARK = 48  # characters, with bold face, blanks and what must not follow
_NUMERAL = re.compile(rf"{_CN}|[0-9]{{1,3}}|[\u2160-\u216b\u2460-\u249b\u3251-\u325f]")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SIGNS = (("\u2460", "\u2473"), ("\u2474", "\u2487"), ("\u2488", "\u249b"), ("\u2160", "\u216b"), ("\u3251", "\u325f"))

# Kinds of mark that head sections; the others number the items of a list.
DECIMALS = ("decimal_1", "decimal_2", "decimal_3", "decimal_4", "decimal_5")  # see `textmine.reading.outline.decimals`
HEADING_MARKS = ("book", "chapter", "division", "cn", "cn_paren", "number", *DECIMALS)
_LONGEST_HEADING, _LONGEST_SENTENCE = 60, 40
_RUN_IN = re.compile(r"[^。;:]{2,40}[。:]\*{0,3}(?=.)")
_RUN_IN_BLANK = re.compile(r"[^。;:,\s]{2,25}(?=[ \t]+\S[^。]{10,300}。)")
_PROMISE = re.compile(
    r"到?[0-9]{4}年|.*(?:达到|不少于|不低于|超过)[0-9]|.*(?:如下|下列|以下(?:工作|任务|几|方面|内容|要求|规定|措施|原则))"
)
# A heading that opens with a year as promises do: 2023年主要预期目标.
_OF_A_YEAR = re.compile(r"[0-9]{4}年[^。;:,、0-9]{2,30}(?:目标|任务|要求|重点|要点|安排|措施|思路|计划|回顾|情况)")
_SENTENCES = re.compile(r"[;。].|;\*{0,3}$")
_QUANTITY = re.compile(r"[0-9]\s?(?:%|‰|[万亿余多]|个百分点|公里|平方|立方|[名户亩吨元家件场次座辆])|0\.[0-9]")
SECTION_WORDS = re.compile(
    r"(?:总体|基本|工作|主要|重点|目标|发展|实施|组织|保障|进度|时间|指导|总|附|背景)"
    r"(?:要求|思路|思想|原则|目标|任务|内容|措施|条件|保障|领导|实施|步骤|安排|则|范围|意义)|指导思想|目标任务|保障措施"
)

_ACTION = "牵头|配合|负责|参与|参加|主办|协办|承办|落实|主抓|协同"
_NOTE_LABEL = (
    r"(?:任务分工|责任分工|职责分工|工作分工|分工|"
    r"(?:牵头|责任|配合|参与|参加|协办|主办|承办|实施|落实|协同)(?:单位|部门|科室|处室|机构|领导|人)(?:及分工)?)\s?[:]"
)
_NOTE_LABEL = (
    rf"(?:{_NOTE_LABEL}|(?:{roles.LABEL})(?:\s?\([^()]{{1,30}}\))?\*{{0,3}}\s?:\*{{0,3}}|\[(?:{roles.LABEL})\]\s?:?)"
)
# 是 and 为 apart, a note begins with its label; dashes before it are those of a list.
NOTE_LABEL = re.compile(rf"(?:[—–―-]{{1,3}}\s?)?{_BOLD}{_NOTE_LABEL}")
SECTION_NOTE = re.compile(_BOLD + r"(?:任务|责任|职责|工作)?分工")
_CLOSING_LABEL = re.compile(rf"[。;)]\s{{0,4}}(?={_NOTE_LABEL}[^。]{{2,600}}。?$)")
_ROLE = re.compile(rf"{_NOTE_LABEL}|(?:{_ACTION})(?=[,;。、:\s]|等|$)|(?:{_ACTION}|责任)(?:单位|部门)[、和为\s]")
_BODY = re.compile(r"[局委办部厅会院校联队团馆处社]|政府|单位|部门|科协|中心|企业|各[省市区县镇地级]")
_LONGEST_NOTE = 1000

BODY_END = r"(?:政府|办公室|办公厅|委员会|[局厅部委办院校会团馆处社署]|中心|集团|公司|领导小组|联席会议|党组|机关)"
_YEAR = r"(?:[0-9]{4}|[〇○零一二三四五六七八九ΟОoO0]{4})"
_DAY = r"[0-9一二三四五六七八九十]{1,3}"
_DATE = rf"{_YEAR}\s?年\s?{_DAY}\s?月\s?{_DAY}\s?日|20[0-9]{{2}}(?P<by>[-./])[01]?[0-9](?P=by)[0-3]?[0-9]"
DATE = re.compile(_DATE)
SIGNED = re.compile(rf"[^。;:,]{{2,60}}{BODY_END}(?:\([^()]{{1,12}}\))?\s{{0,20}}(?:{_DATE})(?:\s?\(印章?\))?")
CLOSING_SIGNATURE = re.compile(rf"。\s{{0,20}}([^。;:,]{{2,60}}{BODY_END}\s{{0,20}}(?:{_DATE}))$")
BODY_LINE = re.compile(rf"[^。;:,]{{1,40}}{BODY_END}(?:\([^()]{{1,12}}\))?")
_ADDRESSED = re.compile(r"各|有关单位|人民政府|委员会|直属|省|市|县|州|区")
_ADDRESSEE = re.compile(r"(?!.{0,199}(?:如下|以下|下列|根据|按照|现将|制定|结合))[^。;]{2,200}:")
TRANSMITTAL = re.compile(
    r"印发给你们|转发给你们|予以印发|印发你们|现予公布|现予发布|现印发|现转发|请(?:认真|结合|遵照|抓好)[^。]{0,30}(?:落实|执行|实施)"
)
_REMARK = re.compile(
    r"\((?:此件|此文|此页|主动公开|不予公开|依申请公开|公开方式|公开属性|信息公开|联系)[^()]{0,200}\)|(?:公开方式|信息公开选项|联系人|联系电话|签发人|抄送|抄报|主送|分送|发)\s?:.{0,600}|"
    rf"[^。;]{{2,60}}(?:{_DATE})\s?印发|[A-Z]{{2,6}}[-—–]?[0-9]{{4}}[-—–][0-9]{{3,8}}|(?:共|\(共)?印[0-9]{{1,5}}份\)?"
)
DOCUMENT_NUMBER = re.compile(r"[^。;:,]{1,14}[(\[]\s?[0-9]{4}\s?[)\]]\s?(?:第\s?)?[0-9]{1,5}\s?号")
RED_HEAD = re.compile(r"[^。;:,]{2,40}文件")
_NUMERALS = rf"\s?(?:[0-9]{{1,2}}|{_CN})?\s?"
ANNEX_HEAD = re.compile(rf"附(?:件|表|录){_NUMERALS}:?")
ANNEX_NOTE = re.compile(
    rf"附(?:件|表|录){_NUMERALS}[:.]\s?[^。]{{2,200}}|附(?:件|表|录)\s?(?:[0-9]{{1,2}}|{_CN})\s[^。;,]{{2,60}}|附:[^。]{{2,200}}"
)
_NUMBER_BEHIND = re.compile(r"[(\[][^()\[\]]{1,14}[(\[]\s?[0-9]{4}\s?[)\]]\s?(?:第\s?)?[0-9]{1,5}\s?号[)\]]$")
_TABLE_TITLE = re.compile(r"[^。;:]{2,60}(?:分工|任务|责任|指标|项目|进度|计划|一览|汇总|明细|统计|安排|清单)表")
_LETTER_SPACED = re.compile(r"\S(?:\s{1,4}\S){2,40}")


class Mark(NamedTuple):
    """A list mark at the beginning of a line: its kind (a key of `MARKS`, one of `DECIMALS`, or empty), number and length."""

    kind: str
    number: int | None
    length: int


NO_MARK = Mark("", None, 0)


def mark_of(line: str, at: int = 0) -> Mark:
    """The list mark that the line begins with, counted from `at`."""
    if line[at : at + 1] not in _OPENINGS:
        return NO_MARK
    mark = _opening_mark(line[at : at + _LONGEST_MARK])
    return NO_MARK if mark.kind == "point" and _holds_next_point(line, at, at + mark.length) else mark


@lru_cache(maxsize=2**10)  # each line is asked for its mark several times in a row
def _opening_mark(opening: str) -> Mark:
    match = _MARK.match(opening)
    if not match:
        return NO_MARK
    numeral = _NUMERAL.search(match[0]) if match.lastgroup != "dash" else None
    return Mark(match.lastgroup, numeral_value(numeral[0]) if numeral else None, match.end())


def _holds_next_point(line: str, at: int, end: int) -> bool:
    """Whether 一是 …; 二是 … stand in one line: an enumeration inside a paragraph, not items."""
    return any(f"{c}是" in line[end : end + 2000] for c in "二三四五六七八九十" if c != line[at])


@lru_cache(maxsize=2**12)
def numeral_value(numeral: str) -> int:
    """Value of 12, 十二, 二十一, ⑫ or Ⅻ."""
    if numeral.isdecimal():
        return int(numeral)
    for first, last in _SIGNS:
        if first <= numeral <= last:
            return ord(numeral) - ord(first) + (21 if first == "\u3251" else 1)
    total = digit = 0
    for character in numeral:
        if unit := {"十": 10, "百": 100}.get(character):
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _DIGITS[character]
    return total + digit


def is_heading(words: str) -> bool:
    """Whether the words behind a mark, alone on their line, head what follows rather than say it."""
    if len(words) > _LONGEST_HEADING or _SENTENCES.search(words):
        return False
    if _PROMISE.match(words) and not _OF_A_YEAR.fullmatch(words):
        return False
    if words.endswith("。") and _QUANTITY.search(words):
        return False
    return not words.endswith("。") or len(words) <= (
        _LONGEST_SENTENCE if "," not in words else _LONGEST_SENTENCE // 4 * 3
    )


def run_in(line: str, start: int, stop: int) -> int:
    """Where the heading ends that opens the line at `start` and runs into its text before `stop`; 0 where none does."""
    for pattern in (_RUN_IN_BLANK, _RUN_IN):
        match = pattern.match(line, start, stop)
        if match and match.end() < stop and not _PROMISE.match(match[0]):
            return match.end()
    return 0


def closing_notes(line: str, start: int) -> list[int]:
    """Where the responsibility notes begin that close a line; its words before `start` are looked at by nobody."""
    found, stop = [], len(line)
    while len(found) < 8 and (opening := _closing_bracket(line, start, stop)) is not None:
        if not is_note(line[opening:stop], after=line[max(opening - 1, 0) : opening]):
            break
        found.insert(0, opening)
        stop = opening
    tail = max(start, stop - _LONGEST_NOTE)
    if not found and ":" in line and (label := _CLOSING_LABEL.search(line, tail, stop)):
        found = [label.end()]
    return found


def _closing_bracket(line: str, start: int, stop: int) -> int | None:
    """Where the bracket opens that closes the line before `stop`, brackets inside it counted."""
    at = stop
    while at > start and (line[at - 1] in "。.;,*" or line[at - 1].isspace()) and stop - at < 8:
        at -= 1
    depth = 0
    for i in range(at - 1, max(start, at - _LONGEST_NOTE) - 1, -1):
        if line[i] in ")]":
            depth += 1
        elif line[i] in "([":
            depth -= 1
        if depth == 0:
            return i if i < at - 1 else None
    return None


def opens_note(words: str) -> bool:
    """Whether a line begins with the label of a note, letter-spaced or not."""
    if NOTE_LABEL.match(words):
        return True
    return words[1:2] == " " and bool(NOTE_LABEL.match(roles.closed_labels(words).lstrip()))


def is_note(bracket: str, after: str = "") -> bool:
    """Whether words in brackets say who is responsible; `after` is the character that stands before them."""
    words = bracket.strip("()[]。.;,* \t\u2060")
    passing = words.startswith(("由", "以下", "含", "包括")) and after not in "。;!)]"
    return bool(not passing and len(words) > 3 and _ROLE.search(words) and _BODY.search(words))


def is_title(line: str) -> bool:
    """Whether the line can be the title, or the last line of the title, of a policy or a table."""
    words = _NUMBER_BEHIND.sub("", unspaced(line))
    if len(words) > 200 or mark_of(words).kind or (words[:1] == "为" and "," in words):
        return False
    return bool(TITLE_END.fullmatch(words) or _TABLE_TITLE.fullmatch(words))


def is_remark(line: str) -> bool:
    """Whether the line is apparatus wherever it stands: (此件公开发布), 抄送:…, 联系人:…, a document number, …印发."""
    return bool(_REMARK.fullmatch(line) or DOCUMENT_NUMBER.fullmatch(line))


def is_addressee(line: str) -> bool:
    """Whether the line names the bodies to whom a policy is sent."""
    return bool(_ADDRESSEE.fullmatch(line) and _ADDRESSED.search(line))


def unspaced(line: str) -> str:
    """The line without the blanks of a letter-spaced title (实 施 方 案)."""
    return "".join(line.split()) if len(line) < 200 and _LETTER_SPACED.fullmatch(line) else line
