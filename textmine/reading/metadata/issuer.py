"""Who issued a document and when: the body a title names, the signature, the header, in that order of trust."""

from __future__ import annotations

import re

from textmine.reading.characters import plain
from textmine.reading.clean.titles import is_title
from textmine.reading.metadata.notation import DATE, iso_date, usual_zeros
from textmine.reading.metadata.places import place_of

# Names of bodies end in one of these; a signature or the words before 关于 are an issuer only where they do.
_BODY = re.compile(
    r"[^\s,。;:《》()]{0,50}(?:政府|国务院|办公厅|办公室|委员会|党委|[省市县州区]委|局|厅|部|科协|协会|学会|总工会|联合会|妇联|管委会|联席会议|领导小组|指挥部|大会|常委会|法院|检察院|大学|学院|研究院|"
    r"科学院|银行|办事处|公署|工委|党组|总队|支队|医院|海关|联社|司令部|图书馆|科技馆|博物馆|总署|中心|集团|公司|部门|单位|兵团|团委|委|办)"
)
# Who puts a page on the web is no issuer.
_SITE = re.compile(r"网|本站|原创|日报|转载|平台|客户端|管理员|^[无/-]+$")
_TITLE_ISSUER = re.compile(r"(.{2,60}?)\s*(?:关于|印发|转发|批转|公布|发布)")
# 市人民政府 names no place: a signature that does is better, else the title completes it.
_INCOMPLETE = re.compile(r"(省|市|县|州|区)(?=人民政府|委|政府|科|教|民|农)")
_OPENING_BODY = re.compile(
    r"(国务院(?:办公厅)?|[\u4e00-\u9fff]{0,10}(?:科协|科学技术协会|人民政府(?:办公[厅室])?))(?=学习|宣传|贯彻|落实|深入|推进|实施|\d{4}年|工作|公告|通告|令)"
)
_INCOMPLETE_BODY = re.compile(r"[省市县州区]|各")
_MOST_BODIES = 12
# A date on a line of its own signs where nothing but remarks follow.
_LAST_LINES = 2
# (市科技局代), (代章): who signs for the body.
_BEHIND = re.compile(r"(?:\(.{0,20}(?:代章|代|章)\)|\(公章\)|\(印章\))$")


def issuer_of(
    titles: list[str], signatures: list[tuple[str, str]], header: list[tuple[str, str, str]], number: str | None
) -> str | None:
    """The issuing bodies, joined by 、.

    Parameters
    ----------
    titles : list of str
        Titles of the document, the carrying letter's included.
    signatures : list of (str, str)
        As `signatures_of` gives them.
    header : list of (kind, label, value)
        As `textmine.reading.clean.labels.stated` gives them.
    number : str or None
        The document number: an order (令) names its issuer there.
    """
    signed = [body for body, _ in signatures if body]
    for title in titles:
        match = _TITLE_ISSUER.match(title)
        bodies = _bodies(match[1], signed) if match else None
        if bodies and not (signed and _INCOMPLETE.match(bodies)):
            return bodies
    if signed:
        return "、".join(dict.fromkeys(signed))
    if ordering := _ordering(number):
        return ordering
    for kind in ("author", "publisher"):
        values = [value for label, _, value in header if label == kind and not _SITE.search(value)]
        if values and (bodies := _bodies(values[0], [])):
            return bodies
    opening = [match[1] for title in titles if (match := _OPENING_BODY.match(title))]
    return opening[0] if opening else None


def _ordering(number: str | None) -> str | None:
    """云山市人民政府 from 云山市人民政府令第12号."""
    body = (number or "").partition("令")[0]
    return body if number and "令" in number and _BODY.fullmatch(body) else None


def _bodies(words: str, signed: list[str]) -> str | None:
    """The bodies that the words name, joined by 、; None where they name none. Signatures tell where one name ends."""
    if signed and "".join(signed) == re.sub(r"[\s、,,]", "", words):
        return "、".join(dict.fromkeys(signed))
    words = re.sub(r"([省市县州区]委(?:办公[厅室])?)(?=[\u4e00-\u9fff]{2,8}人民政府)", r"\1、", words)
    names = [name for name in re.split(r"[\s、,,;;]+", words) if name]
    whole = names and all(_BODY.fullmatch(name) or name.endswith("部门") for name in names)
    return "、".join(names) if whole else None


def completed(issuer: str | None, title: str | None) -> str | None:
    """市人民政府 as 赤壁市人民政府, where the title names the 市."""
    match = _INCOMPLETE.match(issuer or "")
    region = place_of(title)[0] if title and match else None
    return region[:-1] + issuer if issuer and match and region and region.endswith(match[1]) else issuer


def signatures_of(lines: list[str], *, certain: bool = False) -> list[tuple[str, str]]:
    """Bodies and ISO date of the first signature: a line that is a date, with the bodies on it or on the lines above.

    Parameters
    ----------
    lines : list of str
        Lines above the first heading, or the last ones of the text.
    certain : bool
        Take only a body that names its place, and none in a table, whose cells are bodies and dates too.

    Returns
    -------
    list of (body, date)
        One pair a body; the body is empty where the date stands alone.
    """
    narrow = [plain(line) for line in lines]
    for i, line in enumerate(narrow):
        bare = re.sub(r"\s", "", usual_zeros(line[:100])).strip("()")
        match = DATE.search(bare)
        if len(line) > 80 or not match or bare[match.end() :] not in ("", "印发") or "年" not in match[0]:
            continue
        signed, issued = bare[: match.start()], iso_date(bare)
        if not issued or (signed and not _BODY.fullmatch(signed)):
            continue
        bodies = [signed] if signed else _above(narrow[max(i - _MOST_BODIES, 0) : i])
        if certain and not bodies and i >= len(narrow) - _LAST_LINES and "序号" not in narrow[:i]:
            return [("", issued)]
        if not certain or (bodies and not _INCOMPLETE_BODY.match(bodies[0]) and "序号" not in narrow[:i]):
            return [(body, issued) for body in bodies] or [("", issued)]
    return []


def _above(lines: list[str]) -> list[str]:
    """The signing bodies on the last of the lines, in their order; one line may name several, apart by blanks."""
    bodies: list[str] = []
    for line in reversed(lines):
        words = _BEHIND.sub("", line)
        names = words.split()
        if not all(_BODY.fullmatch(name) for name in names):
            names = ["".join(names)]
        if len(line) > 60 or is_title(line) or not all(_BODY.fullmatch(name) for name in names):
            break
        bodies = names + bodies
    return bodies
