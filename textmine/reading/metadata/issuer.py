"""Who issued a document: the body a title names, the signature, the header, in that order of trust."""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile

from textmine.reading.characters import plain, unspaced
from textmine.reading.metadata.bodies import BODY, INCOMPLETE, bodies_of, names_its_place
from textmine.reading.metadata.codes import body_of_code
from textmine.reading.metadata.history import History, without_republic
from textmine.reading.metadata.known import INFERRED, NOTHING, Read
from textmine.reading.metadata.places import place_of

# Who puts a page on the web is no issuer.
_SITE = re.compile(r"网|本站|原创|日报|转载|平台|客户端|管理员|^[无/-]+$")
# What follows the issuer in a title; 贯彻 and 实施 may be part of its name, too.
_TITLE_ACT = re.compile(r"\s*(?:关于|印发|转发|批转|公布|发布|贯彻|落实|实施|执行)")
_LONGEST_ISSUER = 62
_ORDER_HEAD = re.compile(r"(.{3,60}?)(?:令|公告|通告)(?:\(?第?.{1,12}号\)?)?")
_RED_HEAD = re.compile(r"(.{4,60}?)文件")
# 国家外汇管理局各省、自治区、直辖市分局: who writes to its own branches.
_OWN_BRANCHES = re.compile(
    r"((?:中国|国家|全国)[\u4e00-\u9fff]{2,14}(?:局|行|总局|署|公司|社))(?:各省|各分|各直属|各省级).{0,40}?(?:分局|分行|分公司|分署|支局|税务局|海关)"
)
_OPENING_BODY = re.compile(
    r"(?!关于|印发|转发)(国务院(?:办公厅)?|[\u4e00-\u9fff]{0,10}(?:科协|科学技术协会|人民政府(?:办公[厅室])?))(?=学习|宣传|贯彻|落实|深入|推进|实施|\d{4}年|工作|公告|通告|令)"
)


def issuer_of(
    titles: list[str],
    signatures: list[tuple[str, str]],
    header: list[tuple[str, str, str]],
    number: str | None,
    front: list[str],
    history: History,
) -> Read:
    """The issuing bodies, joined by 、, and how they are known.

    Parameters
    ----------
    titles : list of str
        Titles of the document, the carrying letter's included.
    signatures : list of (str, str)
        As `signatures_of` gives them.
    header : list of (kind, label, value)
        As `textmine.reading.clean.labels.stated` gives them.
    number : str or None
        The document number: an order (令) names its issuer there, and some letters are one body's alone.
    front : list of str
        Lines above the first heading.
    history : History
        Of a law: who adopted it.
    """
    signed = [body for body, _ in signatures if body]
    for title in titles:
        bodies = _titled(title, signed)
        more = bodies and set(bodies.split("、")) < set(signed)  # 关于…的通知 below the last of several issuers
        if bodies and not more and not (signed and INCOMPLETE.match(bodies)):
            return Read(bodies if signed else _with_those_above(bodies, front), "title")
    if signed:
        return Read("、".join(dict.fromkeys(signed)), "signature")
    if ordering := _ordering(number) or _order_head(front):
        return Read(without_republic(ordering), "order")
    labelled = _labelled(header)
    # The note below a law's title may say 自治州人民代表大会 without its name.
    if history.body and (any(place_of(history.body.value or "")) or not labelled):
        return history.body
    if labelled:
        return labelled
    if letterhead := _red_head(front):
        return Read(letterhead, "letterhead")
    if alone := _alone(front):
        return Read(alone, "letterhead", INFERRED)
    if (coded := body_of_code(number)) and not _elsewhere(titles, coded):
        return Read(coded, "number", INFERRED)
    if opening := [match[1] for title in titles if (match := _OPENING_BODY.match(title))]:
        return Read(opening[0], "title", INFERRED)
    return next(
        (Read(match[1], "addressee", INFERRED) for line in front if (match := _OWN_BRANCHES.match(plain(line[:200])))),
        NOTHING,
    )


def _titled(title: str, signed: list[str]) -> str | None:
    """The bodies before the first word that an issuer's act begins with: 云山省人民政府 of 云山省人民政府贯彻国务院关于…的意见."""
    title = title.lstrip("《| ")
    if _TITLE_ACT.match(title):  # 关于转发…的通知 names whose document it passes on
        return None
    for act in _TITLE_ACT.finditer(title, 2, _LONGEST_ISSUER):
        if bodies := bodies_of(title[: act.start()], signed):
            return bodies
    return None


def _ordering(number: str | None) -> str | None:
    """云山市人民政府 from 云山市人民政府令第12号; a bare 政府令 leaves the place to the title."""
    match = re.match(r"([\u4e00-\u9fff]+?)(?:令|公告)[第〔]", number or "")
    return match[1] if match and BODY.fullmatch(match[1]) else None


def _labelled(header: list[tuple[str, str, str]]) -> Read:
    """发文机关, else 发布机构, of the header."""
    for kind in ("author", "publisher"):
        values = [value for label, _, value in header if label == kind and not _SITE.search(value)]
        if values and (bodies := bodies_of(values[0], []) or _town(values[0])):
            return Read(bodies, "header")
    # 作者:云县应急局 may be who sent the page in.
    writers = [
        value for _, label, value in header if label == "作者" and names_its_place(value) and not _SITE.search(value)
    ]
    return Read(writers[0], "header", INFERRED) if writers else NOTHING


def _town(words: str) -> str | None:
    """云山县石桥镇, as a header may call the government of a town or the committee of a zone."""
    return words if re.fullmatch(r"[\u4e00-\u9fff]{2,14}(?:镇|乡|街道|开发区|新区|高新区|园区)", words) else None


def _alone(front: list[str]) -> str | None:
    """The body, or the bodies in a row, whose names with their place or nation stand alone on lines above the text."""
    seen = [unspaced(plain(line)) if len(line) <= _LONGEST_ISSUER else "" for line in front]
    row = takewhile(names_its_place, dropwhile(lambda line: not names_its_place(line), seen))
    return "、".join(dict.fromkeys(row)) or None


def _with_those_above(body: str, front: list[str]) -> str:
    """The issuers, where the last of them stands on a line above 关于… and the others on lines above that."""
    seen = [unspaced(plain(line)) if len(line) <= _LONGEST_ISSUER * 3 else "" for line in front]
    at = next((i for i, line in enumerate(seen[:-1]) if line == body and seen[i + 1].startswith(("关于", "印发"))), 0)
    above = [*takewhile(names_its_place, reversed(seen[:at]))]
    return "、".join(dict.fromkeys([*reversed(above), body]))


def _order_head(front: list[str]) -> str | None:
    """商务部 from a line 中华人民共和国商务部令 or 云山市人民政府公告."""
    for line in front:
        match = _ORDER_HEAD.fullmatch(re.sub(r"\s", "", plain(line))) if len(line) <= 80 else None
        if match and BODY.fullmatch(match[1]):
            return match[1]
    return None


def _red_head(front: list[str]) -> str | None:
    """云山市人民政府 from the letterhead 云山市人民政府文件."""
    for line in front:
        match = _RED_HEAD.fullmatch(re.sub(r"\s", "", plain(line))) if len(line) <= 80 else None
        if match and (bodies := bodies_of(match[1], [])):
            return bodies
    return None


def _elsewhere(titles: list[str], body: str) -> bool:
    """Whether a title names a place that is not the body's: 云政办发 may be a city's as well."""
    own = place_of(body)[0]
    return any(region and region != own for region in (place_of(title)[0] for title in titles))
