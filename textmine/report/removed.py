"""Cleaned pages -> their lines as received, with every removed stretch and its reason."""

from __future__ import annotations

from html import escape

import pandas as pd

from textmine.reading.characters import lines_of
from textmine.reading.clean import Cleaned
from textmine.report.words import Words

LAYOUT = "layout"
_EMPTY = "\u00a0"


def page_lines(page: Cleaned, words: Words) -> list[str]:
    """Each line of the page as markup: what was removed struck out, the reason behind it; blanks are left as they are.

    Parameters
    ----------
    page : Cleaned
    words : Words
        Name the reasons.

    Returns
    -------
    list of str
        The first is line 1.
    """
    stretches, made, at = page.stretches, [], 0
    for start, end in lines_of(page.page):
        while at and stretches[at].start > start:
            at -= 1
        while at < len(stretches) and stretches[at].end <= start:
            at += 1
        pieces, place = [], at
        while place < len(stretches) and stretches[place].start < end:
            a, b, reason = stretches[place]
            text = page.page[max(a, start) : min(b, end)].strip("\r\n")
            pieces.append(_piece(text, reason, words))
            place += 1
        made.append("".join(pieces) or _EMPTY)
    return made


def _piece(text: str, reason: str, words: Words) -> str:
    if not reason or reason == LAYOUT or not text.strip():
        return escape(text)
    named = words.cell(reason) or escape(reason)
    return f'<del>{escape(text)}</del> <span class="reason">{named}</span>'


def removed_rows(removed: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Of each document the removed stretches that are more than blanks: `first`, `last` (lines), `reason`, `characters`, `text`."""
    rows: dict[str, list[dict[str, object]]] = {}
    for row in removed[removed["reason"].ne(LAYOUT)].itertuples():
        entry = {"first": row.first_line, "last": row.last_line, "reason": row.reason}
        rows.setdefault(row.document_id, []).append(entry | {"characters": row.characters, "text": row.text.strip()})
    return rows


def totals(removed: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Characters of blanks and of all else that were removed from each document."""
    blank = removed["reason"].eq(LAYOUT)
    sums = removed.groupby(["document_id", blank], sort=False)["characters"].sum()
    keys = removed["document_id"].unique()
    return {key: (int(sums.get((key, True), 0)), int(sums.get((key, False), 0))) for key in keys}
