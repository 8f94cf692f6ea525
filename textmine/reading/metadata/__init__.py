"""What a page states about its document: title, issuer, number, dates, level, region, period.

What the page does not state is None. The numbers and dates of cited documents are never taken: only the page's header, the
titles, lines that are nothing but a number, and signatures are read, never a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from textmine.reading.characters import plain
from textmine.reading.clean import Cleaned, labels
from textmine.reading.metadata.issuer import completed, issuer_of, signatures_of
from textmine.reading.metadata.notation import document_number, iso_date
from textmine.reading.metadata.places import PROVINCES, place_of
from textmine.reading.metadata.titles import (
    CARRIER,
    labelled_titles,
    named_title,
    own_and_wrapper,
    printed_titles,
    whole_titles,
)

_HEADER_REASONS = ("metadata", "page tools")
_FRONT_LINES = 80
_BACK_LINES = 25
_LONGEST_BACK = 20_000

_SPAN = r"(\d{4})\s*年?\s*(?:[-—–―~～－一至到]+\s*(?:\d{4}\s*年?\s*[-—–~至]+\s*)?)(\d{4})(?!\d)"
_PERIOD = re.compile(_SPAN)
_PERIOD_TEXT = re.compile(
    rf"(?:规划期限?|实施期限?|实施时间|执行期限?|计划期限?|期限|时限)(?:为|是|:|自|从)?\s*{_SPAN}"
)
# A five-year plan has its years by definition.
_FIVE_YEARS = {
    "十一五": "2006-2010",
    "十二五": "2011-2015",
    "十三五": "2016-2020",
    "十四五": "2021-2025",
    "十五五": "2026-2030",
}


@dataclass(frozen=True)
class Metadata:
    """What a page states about its document; None where it states nothing.

    Attributes
    ----------
    title : str or None
        The document's own title, joined where it is broken over lines, in the characters of the page.
    wrapper_title : str or None
        Title of the 通知 that carries the document.
    issuer : str or None
        Issuing bodies, joined by 、.
    document_number : str or None
        Such as 楚政通〔2022〕61号: brackets 〔〕, half-width digits, 号, no blanks, however the page writes it.
    issued, published : str or None
        ISO dates of the document and of its publication on the web.
    level : str or None
        "national", "provincial", "city" or "county", from the issuer's name, else from the place in the title.
    region : str or None
        The smallest place that the issuer's name, else the title, begins with: 中山市.
    period : str or None
        Years the document covers, "2022-2025".
    """

    title: str | None = None
    wrapper_title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued: str | None = None
    published: str | None = None
    level: str | None = None
    region: str | None = None
    period: str | None = None


def read_metadata(page: str, cleaned: Cleaned, segments: pd.DataFrame) -> Metadata:
    """Read what a page states about its document.

    Parameters
    ----------
    page : str
        Characters of the page.
    cleaned : Cleaned
        The page divided by `textmine.reading.clean.clean`.
    segments : DataFrame
        Segments of the policy text (`textmine.reading.outline.outline`): titles and numbers stand above the first heading.

    Returns
    -------
    Metadata

    Notes
    -----
    Issuer: the body before 关于 or 印发 in a title, else the signature, else 发文机关, else 发布机构 of the header, else the body a
    title opens with, else the body whose 令 it is. A bare 市人民政府 is completed by the place in the title. Issued: 成文日期 of the header, else the signature's
    date, else 生成日期. Published: 发布日期 of the header, else a date that stands there alone.
    """
    header = labels.stated(_header_lines(page, cleaned))
    front, back = _front_and_back(cleaned.text, segments)
    titles = whole_titles([*labelled_titles(header, front), *printed_titles(front)])
    title, wrapper = own_and_wrapper(titles)
    title = title or named_title(front)
    signatures = signatures_of(front) or signatures_of(back, certain=True)
    number = _stated_number(header, front)
    issuer = completed(issuer_of(titles, signatures, header, number), title)
    region, level = _place(issuer, title, wrapper)
    return Metadata(
        title=title,
        wrapper_title=wrapper,
        issuer=issuer,
        document_number=number,
        issued=_issued(header, signatures),
        published=_published(header),
        level=level,
        region=region,
        period=_period(title, wrapper, cleaned.text),
    )


def _header_lines(page: str, cleaned: Cleaned) -> list[str]:
    removed = [page[s.start : s.end] for s in cleaned.stretches if s.reason in _HEADER_REASONS]
    lines = [plain(line) for stretch in removed for line in stretch.splitlines()]
    return [re.sub(r"^[•·●▪◆■□*]\s?", "", line) for line in lines if line]


def _front_and_back(text: str, segments: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Lines above the first heading, where titles, numbers and the carrying letter stand, and the last lines."""
    headings = segments["kind"].eq("heading").to_numpy().nonzero()[0]
    parts = segments["text"].tolist() or [text]
    above = parts[: headings[0] if len(headings) else len(parts)][:_FRONT_LINES]
    front = [line for part in above for line in part.splitlines() if line.strip()][:_FRONT_LINES]
    back = [line for part in parts[-_BACK_LINES:] for line in part[-_LONGEST_BACK:].splitlines() if line.strip()]
    return front, back[-_BACK_LINES:] if len(headings) else []


# --- place ----------------------------------------------------------------------------------------------------------------


def _place(issuer: str | None, title: str | None, wrapper: str | None) -> tuple[str | None, str | None]:
    """Region and level from the first name that states a place or a national body."""
    carried = CARRIER.search(wrapper) if wrapper else None
    names = [issuer, title, carried[1].strip("《》") if carried else None]
    for name in filter(None, names):
        region, level = place_of(name.split("、")[0].lstrip("《<〈"))
        if region or level:
            return _full(region), level
    return None, None


def _full(region: str | None) -> str | None:
    full = {short: name for name, short in PROVINCES.items()}
    return full.get(region, region) if region else None


# --- number --------------------------------------------------------------------------------------------------------------


def _stated_number(header: list[tuple[str, str, str]], front: list[str]) -> str | None:
    """The number the header states; else that of a line that is nothing but a number, or stands in brackets behind a title."""
    for kind, _, value in header:
        if kind == "number" and (number := document_number(value)):
            return number
    for line, following in pairwise([*front, ""]):
        line = re.sub(r"\s", "", plain(line))
        line += plain(following) if line.endswith("令") else ""
        behind = (
            re.search(r"(?:通知|意见|方案|规划|办法|规定|函|批复|决定|公告|通告|公报)\(([^()]+)\)$", line)
            if len(line) < 150
            else None
        )
        number = document_number(behind[1]) if behind else document_number(line)
        if number:
            return number
    return None


# --- dates ---------------------------------------------------------------------------------------------------------------


def _issued(header: list[tuple[str, str, str]], signatures: list[tuple[str, str]]) -> str | None:
    labelled = {kind: iso_date(value) for kind, _, value in reversed(header) if kind in ("issued", "generated")}
    signed = signatures[0][1] if signatures else None
    return labelled.get("issued") or signed or labelled.get("generated")


def _published(header: list[tuple[str, str, str]]) -> str | None:
    labelled = [(kind, iso_date(value)) for kind, _, value in header if kind in ("published", "shown")]
    found = [day for kind in ("published", "shown") for kept, day in labelled if kept == kind and day]
    return found[0] if found else None


def _period(title: str | None, wrapper: str | None, text: str) -> str | None:
    """Years from the title, cited titles in it left aside; else from the words that say the period."""
    for words in filter(None, (title, wrapper)):
        bare = plain(words if CARRIER.search(words) else re.sub(r"《[^《》]*》", "", words))
        if match := _PERIOD.search(bare):
            return f"{match[1]}-{match[2]}" if match[1] < match[2] else None
        for name, years in _FIVE_YEARS.items():
            if name in bare:
                return years
    match = _PERIOD_TEXT.search(plain(text[:20_000]))
    return f"{match[1]}-{match[2]}" if match and match[1] < match[2] else None
