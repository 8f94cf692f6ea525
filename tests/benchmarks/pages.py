"""Real pages of many sites: which of their fields are read, and that nothing of them is passed over in silence.

The pages stay outside the project: a folder with `metadata.csv` (file, title, issuer, document_number, issued; empty where the page
does not state it).
"""

import csv
import os
import re
from collections import defaultdict
from pathlib import Path

from tests.benchmarks.measure import Figure, Figures, seconds
from textmine.reading.inspection import report_of
from textmine.reading.page import read_page

VARIABLE = "TEXTMINE_PAGES"
FIELDS = ("title", "issuer", "document_number", "issued")
_LEAST = 33 / 35


def pages(folder: str | None) -> Figures:
    """Share of right fields over all pages and by site, notes read and not read, seconds a page."""
    folder = folder or os.environ.get(VARIABLE)
    if not folder:
        return
    with (Path(folder) / "metadata.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    reports: dict[str, dict] = {}

    def read() -> None:
        reports.update({row["file"]: report_of(read_page(Path(folder) / row["file"])) for row in rows})

    spent = seconds(read)
    right = defaultdict(list)
    for row in rows:
        found = reports[row["file"]]["metadata"]
        for field in FIELDS:
            if field == "title" and not row[field]:  # left open by the table, not by the page
                continue
            right[field, _site(row["file"])].append(_same(field, row[field], found))
            if not right[field, _site(row["file"])][-1]:
                print(f"  {row['file']}: {field} is {found[field]}, stated {row[field] or None}")
    for field in FIELDS:
        own = [value for (name, _), values in right.items() if name == field for value in values]
        yield Figure(f"{field}, {sum(own)} of {len(own)}", sum(own) / len(own), least=_LEAST)
        for (name, site), values in sorted(right.items()):
            if name == field:
                yield Figure(f"  {site}*: {sum(values)} of {len(values)}", sum(values) / len(values))
    titled = sum(bool(report["metadata"]["title"]) for report in reports.values())
    yield Figure(f"pages with a title, {titled} of {len(rows)}", titled / len(rows))
    yield Figure("notes read", sum(len(report["responsibilities"]) for report in reports.values()))
    yield Figure("notes not read, each with a warning", sum(len(report["unread_notes"]) for report in reports.values()))
    yield Figure("seconds a page", spent / len(rows), "s")


def _site(file: str) -> str:
    """Pages of one collection are named alike: g01.html, g02.html."""
    return re.match(r"[^\d.]*", file)[0]


def _same(field: str, stated: str, found: dict[str, str | None]) -> bool:
    """Whether a field was read as stated; a title is that of the document or that of the letter that carries it."""
    read = [found[field], found["wrapper_title"]] if field == "title" else [found[field]]
    return _bare(stated) in [_bare(value) for value in read]


def _bare(words: str | None) -> str:
    return re.sub(r"\s", "", words or "").replace("―", "—")
