"""What a page states about its document: title, issuer, number, dates, level, region, period.

What the page does not state is None. The numbers and dates of cited documents are never taken: only the page's header, the
titles, lines that are nothing but a number, and signatures are read, never a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from textmine.reading.characters import plain, unspaced
from textmine.reading.clean import Cleaned, labels
from textmine.reading.metadata.completion import completed
from textmine.reading.metadata.dates import issued_of, period_of, published_of
from textmine.reading.metadata.history import history_of
from textmine.reading.metadata.issuer import issuer_of
from textmine.reading.metadata.known import INFERRED, NOTHING, Read
from textmine.reading.metadata.number import parted, stated_number
from textmine.reading.metadata.places import PROVINCES, place_of
from textmine.reading.metadata.signatures import signatures_of
from textmine.reading.metadata.titles import (
    ANNOUNCEMENT,
    CARRIER,
    LAW,
    declared_title,
    first_line,
    is_numbered_title,
    labelled_titles,
    named_title,
    own_and_wrapper,
    printed_titles,
    whole_titles,
    without_ordinal,
)

_HEADER_REASONS = ("metadata", "page tools")
_FRONT_LINES = 80
# • 索引号:…, 1. [索引号]…
_BULLET = re.compile(r"^(?:[•·●▪◆■□*]|\d{1,2}\.(?=\s?\[)|-(?=\s[^。:]{2,14}:))\s?")
_BACK_LINES = 25
_LONGEST_BACK = 20_000
_LONGEST_LABELLED = 300


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
    adopted, approved, promulgated, in_force : str or None
        ISO dates of a law or regulation: 通过, 批准 (by the body above), 公布, 施行.
    amended : str or None
        ISO dates of its amendments (修正, 修订), joined by 、.
    known : mapping of str to (str, str)
        For each attribute that is not None where it was read ("title", "signature", "header", "history", "number", ...) and
        whether the page states it ("stated") or it follows from something else ("inferred"). Not compared.
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
    adopted: str | None = None
    approved: str | None = None
    promulgated: str | None = None
    in_force: str | None = None
    amended: str | None = None
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)


def read_metadata(
    page: str, cleaned: Cleaned, segments: pd.DataFrame, declared: Mapping[str, str] | None = None
) -> Metadata:
    """Read what a page states about its document.

    Parameters
    ----------
    page : str
        Characters of the page.
    cleaned : Cleaned
        The page divided by `textmine.reading.clean.clean`.
    segments : DataFrame
        Segments of the policy text (`textmine.reading.outline.outline`): titles and numbers stand above the first heading.
    declared : mapping of str to str, optional
        What the file says of itself beside its text (`textmine.reading.page.Page.declared`): "title", "published".

    Returns
    -------
    Metadata

    Notes
    -----
    Issuer: the body before 关于 or 印发 in a title, else the signature, else the body whose 令 it is, else who adopted the law,
    else 发文机关, else 发布机构 of the header, else the letterhead; inferred: a body that the header has as 作者, the body whose
    name stands alone above the text, the one whose letters the number bears (辽政发), the one a title opens with, the one that
    writes to its own branches. A bare 市人民政府 is completed by the place in the title, the header or the letters of the number,
    else by 结合…实际. Issued: the date of a signature above the policy, else 成文日期 of the header, else that of another
    signature, else the day beside the number, else 发文日期 of the header, else 生成日期. Published:
    发布日期 of the header, else a date that stands there alone. Title: a line that ends as titles do, else the header's, else
    the one that the letter names, else what the file declares, else (inferred) the first line that stands alone.
    """
    header = labels.stated(_header_lines(page, cleaned))
    front, back = _front_and_back(cleaned.text, segments)
    header += _beside_title(front)
    labelled = labelled_titles(header, front)
    titles = [without_ordinal(title) for title in whole_titles([*labelled, *printed_titles(front)])]
    title, wrapper = _titles(titles, labelled, front, declared or {})
    above = signatures_of(front)
    signatures = above or signatures_of(back, certain=True) or signatures_of(_signing(segments), certain=True)
    number, beside = stated_number(header, front)
    issued = issued_of(header, signatures, beside, above=bool(above))
    history = history_of(front, back or front, issued.value)
    # What a letter passes on may be another body's: the one that signs the letter issued it.
    passed_on = title.where == "letter" and any(body for body, _ in signatures)
    if title.value and not passed_on and not any(title.value in other for other in titles):
        titles = [title.value, *titles]
    issuer = issuer_of(titles, signatures, header, number.value, front, history)
    issuer = completed(issuer, title.value, number.value, header, front)
    region, level = _place(issuer.value, title.value, wrapper.value)
    read = {
        "title": title,
        "wrapper_title": wrapper,
        "issuer": issuer,
        "document_number": number,
        "issued": issued,
        "published": published_of(header, declared or {}),
        "level": Read(level, "issuer" if issuer else "title", INFERRED),
        "region": Read(region, "issuer" if issuer else "title", INFERRED),
        "period": period_of(title.value, wrapper.value, cleaned.text),
        **{name: getattr(history, name) for name in ("adopted", "approved", "promulgated", "in_force", "amended")},
    }
    known = {name: (found.where, found.sure) for name, found in read.items() if found}
    return Metadata(**{name: found.value for name, found in read.items()}, known=known)


def _titles(titles: list[str], labelled: list[str], front: list[str], declared: Mapping[str, str]) -> tuple[Read, Read]:
    """The document's own title and that of the letter that carries it."""
    title, wrapper = own_and_wrapper(titles)
    first = first_line(front)
    above = first and LAW.search(first) and not any(_closed(first) in _closed(other) for other in titles)
    if above and front and without_ordinal(unspaced(front[0])) == first:
        return Read(first, "title"), NOTHING
    if title and ANNOUNCEMENT.fullmatch(plain(title)) and (named := named_title(front)):
        return Read(named, "letter"), NOTHING
    if title:
        where = "header" if title in labelled and title not in map(unspaced, front) else "title"
        return Read(title, where), Read(wrapper, "title") if wrapper else NOTHING
    if first and LAW.search(first):
        return Read(first, "title"), NOTHING
    if named := named_title(front):
        return Read(named, "letter"), NOTHING
    if shown := declared_title(declared.get("title", "")):
        return Read(shown, "page"), NOTHING
    return (Read(first, "first line", INFERRED) if first else NOTHING), NOTHING


def _closed(words: str) -> str:
    return re.sub(r"\s", "", plain(words))


def _signing(segments: pd.DataFrame) -> list[str]:
    """Lines of the signatures, wherever they stand: that of a notice stands above its long annexes."""
    own = segments.loc[segments["kind"].eq("signature"), "text"]
    own = own[own.index < _first_table(segments)]
    return [line for part in own.iloc[:_FRONT_LINES] for line in part.splitlines() if line.strip()]


def _first_table(segments: pd.DataFrame) -> int:
    """Row of the first cell of a table that names its numbers: what follows may be its bodies and dates."""
    numbered = segments["text"].str.fullmatch(r"\s*序\s?号\s*").to_numpy().nonzero()[0]
    return int(numbered[0]) if len(numbered) else len(segments)


def _header_lines(page: str, cleaned: Cleaned) -> list[str]:
    removed = [page[s.start : s.end] for s in cleaned.stretches if s.reason in _HEADER_REASONS]
    lines = [plain(line) for stretch in removed for line in stretch.splitlines()]
    return [_BULLET.sub("", line) for line in lines if line]


def _beside_title(front: list[str]) -> list[tuple[str, str, str]]:
    """Metadata beside a labelled title, whose line stays in the text where the page has the title nowhere else."""
    lines = [labels.pairs(plain(line)) for line in front if len(line) <= _LONGEST_LABELLED]
    return [pair for line in lines if any(kind == "title" for kind, *_ in line) for pair in line if pair[0] != "title"]


def _front_and_back(text: str, segments: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Lines above the first heading, where titles, numbers and the carrying letter stand, and the last lines."""
    heads = segments["kind"].eq("heading").to_numpy().nonzero()[0]
    # A title with an ordinal before it (1.关于…的通知) looks like the first heading.
    headings = heads[1:] if len(heads) and heads[0] == 0 and is_numbered_title(segments["text"].iloc[0]) else heads
    parts = segments["text"].tolist() or [text]
    above = parts[: headings[0] if len(headings) else len(parts)][:_FRONT_LINES]
    lines = [line for part in above for line in part.splitlines() if line.strip()][:_FRONT_LINES]
    front = [piece for line in lines for piece in parted(line)]
    back = [line for part in parts[-_BACK_LINES:] for line in part[-_LONGEST_BACK:].splitlines() if line.strip()]
    return front, back[-_BACK_LINES:] if len(headings) or len(parts) > _FRONT_LINES else []


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
