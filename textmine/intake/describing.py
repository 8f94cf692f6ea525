"""A page -> what it states of itself, as the cells of a row of `documents.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from textmine.intake.likeness import runs
from textmine.reading.clean import clean
from textmine.reading.inspection import require_policy
from textmine.reading.metadata import read_metadata
from textmine.reading.metadata.places import PROVINCES
from textmine.reading.outline import outline
from textmine.reading.page import Page, PageError, read_page


@dataclass(frozen=True, eq=False)
class Described:
    """A page that was read.

    Attributes
    ----------
    sha256 : str
        Hash of the bytes.
    cells : dict of str to str
        Column -> what the page states; nothing that it does not state.
    runs : ndarray
        Of its policy text, from `textmine.intake.likeness.runs`.
    """

    sha256: str
    cells: dict[str, str]
    runs: np.ndarray


def describe(page: Page) -> Described:
    """What a page states of its document.

    Raises
    ------
    PageError
        If the page holds no policy text.
    """
    cleaned = clean(page.text, page.links)
    segments = outline(cleaned.text)
    require_policy(page, segments)
    stated = read_metadata(page.text, cleaned, segments, page.declared)
    start, _, end = (stated.period or "").partition("-")
    values = {
        "title": stated.title,
        "issuer": stated.issuer,
        "level": stated.level,
        "region": stated.region,
        "province": stated.region if stated.region in PROVINCES else None,
        "document_number": stated.document_number,
        "issued": stated.issued,
        "period_start": start,
        "period_end": end,
    }
    return Described(page.sha256, {name: value for name, value in values.items() if value}, runs(cleaned.text))


def runs_of(path: Path) -> np.ndarray:
    """Runs of the policy text of a page of the corpus; none where the file is missing or no page."""
    try:
        page = read_page(path)
        return runs(clean(page.text, page.links).text)
    except PageError:
        return runs("")
