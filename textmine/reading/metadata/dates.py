"""What a page states of days and years: when the document was issued and published, which years it covers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textmine.reading.characters import plain
from textmine.reading.metadata.known import INFERRED, NOTHING, Read
from textmine.reading.metadata.notation import iso_date
from textmine.reading.metadata.titles import CARRIER

_SPAN = r"(\d{4})\s*年?\s*(?:[-—–―~～－一至到]+\s*(?:\d{4}\s*年?\s*[-—–~至]+\s*)?)(\d{4})(?!\d)"
_PERIOD = re.compile(_SPAN)
_PERIOD_TEXT = re.compile(
    rf"(?:规划期限?|实施期限?|实施时间|执行期限?|计划期限?|期限|时限)(?:为|是|:|自|从)?\s*{_SPAN}"
)
# Labels of the day on which a document was written, and of no other.
_WRITTEN = frozenset(("成文日期", "成文时间", "签发日期", "签署日期", "印发日期", "印发时间", "制定日期"))
# A five-year plan has its years by definition.
_FIVE_YEARS = {
    "十一五": "2006-2010",
    "十二五": "2011-2015",
    "十三五": "2016-2020",
    "十四五": "2021-2025",
    "十五五": "2026-2030",
}


def issued_of(
    header: list[tuple[str, str, str]], signatures: list[tuple[str, str]], beside: str | None, *, above: bool
) -> Read:
    """Day of the document: of the signature above the policy, else 成文日期, another signature, the day beside the number, 发文日期.

    Sites give as 发文日期, and some as 成文日期, the day on which they sent the page out. `above` says that the signatures stand
    above the first heading.
    """
    if above and signatures and signatures[0][0]:
        return Read(signatures[0][1], "signature")
    labelled = {kind: iso_date(value) for kind, _, value in reversed(header) if kind in ("issued", "generated")}
    written = next((day for _, label, value in header if label in _WRITTEN and (day := iso_date(value))), None)
    if written:
        return Read(written, "header")
    if signatures:
        return Read(signatures[0][1], "signature")
    if beside:
        return Read(beside, "number")
    if labelled.get("issued"):
        return Read(labelled["issued"], "header")
    # A library of laws calls it 公布日期, beside who made the document and since when it holds.
    library = any(label in ("制定机关", "施行日期", "实施日期", "效力等级") for _, label, _ in header)
    promulgated = next((iso_date(value) for _, label, value in header if label == "公布日期"), None)
    if library and promulgated:
        return Read(promulgated, "header")
    return Read(labelled["generated"], "header", INFERRED) if labelled.get("generated") else NOTHING


def published_of(header: list[tuple[str, str, str]], declared: Mapping[str, str]) -> Read:
    """Day on which the page was published: that of the header, else the one the file declares."""
    labelled = [(kind, iso_date(value)) for kind, _, value in header if kind in ("published", "shown")]
    found = [day for kind in ("published", "shown") for kept, day in labelled if kept == kind and day]
    if found:
        return Read(found[0], "header")
    day = iso_date(declared.get("published", ""))
    return Read(day, "page") if day else NOTHING


def period_of(title: str | None, wrapper: str | None, text: str) -> Read:
    """Years from the title, cited titles in it left aside; else from the words that say the period."""
    for words in filter(None, (title, wrapper)):
        bare = plain(words if CARRIER.search(words) else re.sub(r"《[^《》]*》", "", words))
        if match := _PERIOD.search(bare):
            return Read(f"{match[1]}-{match[2]}", "title") if match[1] < match[2] else NOTHING
        for name, years in _FIVE_YEARS.items():
            if name in bare:
                return Read(years, "title", INFERRED)
    match = _PERIOD_TEXT.search(plain(text[:20_000]))
    return Read(f"{match[1]}-{match[2]}", "text") if match and match[1] < match[2] else NOTHING
