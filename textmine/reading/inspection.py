"""One file -> everything the package reads from it, as a report, a card for the terminal or JSON."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.reading.clean import Cleaned, clean
from textmine.reading.commitments import cited_documents, responsibilities, targets
from textmine.reading.commitments.unread import unread_notes
from textmine.reading.metadata import Metadata, read_metadata
from textmine.reading.outline import PROSE, heading_levels, outline
from textmine.reading.page import Page, PageError, read_page

_TARGET_KEYS = ("indicator", "region", "year", "value", "unit", "operator", "kind", "line", "segment_id", "text")
_LEAST_CHINESE = 20
# Of a page without title, headings, items, tables and signature more is asked: an error message has a sentence too.
_LEAST_UNBUILT = 60
_SENTENCE = re.compile(r"[。；;：:]|\.\s*$", re.MULTILINE)
_EXPECTED = {
    "title": "title",
    "issuer": "issuer",
    "document_number": "document number",
    "issued": "date of issue",
    "level": "level of government",
    "region": "region",
}


def inspect_page(path: str | Path) -> dict[str, Any]:
    """Read one page: what it is, how it is built, what it commits to, what was removed.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    dict
        `source` (file, sha256, encoding, characters), `metadata` (title, wrapper_title, issuer, document_number, issued,
        published, level, region, period, adopted, approved, promulgated, in_force, amended; None where the page does not state
        it; `known`: for the others where each was read and whether it is stated or inferred), `headings` (level, text, line,
        segment_id), `segments` (count, by_kind), `targets` (indicator, region, year, value, unit, operator, kind, line,
        segment_id, text), `responsibilities` (line, segment_id, lead, support, responsible, deadline, text), `unread_notes` (line,
        segment_id, text: what looks like such a note and gave no row),
        `cited_documents` (title, number, count), `removed` (first_line, last_line, reason), `policy_characters` and `removed_share` (without blanks), `warnings`. Lines are 1-based
        lines of the page's decoded text. All values are plain Python values, ready for JSON.

    Raises
    ------
    PageError
        If the file cannot be read, or holds no policy text.
    """
    return report_of(read_page(path))


def report_of(page: Page) -> dict[str, Any]:
    """What `inspect_page` says, of a page already read.

    Raises
    ------
    PageError
        If it holds no policy text.
    """
    cleaned = clean(page.text, page.links)
    segments = outline(cleaned.text)
    require_policy(page, segments)
    metadata = read_metadata(page.text, cleaned, segments, page.declared)
    promised = targets(segments, metadata.region)
    notes = responsibilities(segments, metadata.region)
    unread = _records(unread_notes(segments, notes), cleaned)
    return {
        "source": {
            "file": page.file,
            "sha256": page.sha256,
            "encoding": page.encoding,
            "characters": len(page.text),
        },
        "metadata": asdict(metadata),
        "headings": _headings(segments, cleaned),
        "segments": {"count": len(segments), "by_kind": segments["kind"].value_counts(sort=False).to_dict()},
        "targets": [{key: row[key] for key in _TARGET_KEYS} for row in _records(promised, cleaned)],
        "responsibilities": [
            {
                "line": row["line"],
                "segment_id": row["segment_id"],
                **{role: list(row[role]) for role in ("lead", "support", "responsible")},
                "deadline": row["deadline"],
                "text": row["text"],
            }
            for row in _records(notes, cleaned)
        ],
        "unread_notes": [{key: row[key] for key in ("line", "segment_id", "text")} for row in unread],
        "cited_documents": _plain(cited_documents(segments)[["title", "number", "count"]]),
        "policy_characters": len("".join(cleaned.text.split())),
        "removed_share": _removed_share(page.text, cleaned),
        "removed": [
            {"first_line": cleaned.line_at(s.start), "last_line": cleaned.line_at(s.end - 1), "reason": s.reason}
            for s in cleaned.stretches
            if s.reason and s.reason != "layout"
        ],
        "warnings": _warnings(metadata, segments, _records(promised, cleaned), unread),
    }


def _removed_share(text: str, cleaned: Cleaned) -> float:
    """Share of the characters of a page that were removed, blanks not counted."""
    lost = sum(len("".join(text[s.start : s.end].split())) for s in cleaned.stretches if s.reason not in ("", "layout"))
    return round(lost / max(len("".join(text.split())), 1), 4)


def require_policy(page: Page, segments: pd.DataFrame) -> None:
    """Refuse a page on which no document stands: too few words, an error message, a list of links.

    Raises
    ------
    PageError
        Names the file and says what was looked for.
    """
    policy = "\n".join(segments["text"])
    characters = len(re.findall("[\u4e00-\u9fff]", policy))
    built = segments["kind"].isin(("heading", "item", "table", "signature")).any()
    titled = segments["kind"].eq("title").any()
    said = characters >= (_LEAST_CHINESE if titled else _LEAST_UNBUILT) and _SENTENCE.search(policy)
    if characters < _LEAST_CHINESE or not (built or said):
        raise PageError(
            f"{page.file}: holds no policy text: {characters} Chinese characters, too few or without title, heading and "
            "sentences; name the page on which the document itself stands"
        )


def _headings(segments: pd.DataFrame, cleaned: Cleaned) -> list[dict[str, Any]]:
    levels = heading_levels(segments)
    own = segments["kind"].eq("heading")
    return [
        {"level": int(level), "text": row.text, "line": cleaned.page_line(row.start), "segment_id": row.segment_id}
        for row, level in zip(segments[own].itertuples(), levels[own], strict=True)
    ]


def _records(table: pd.DataFrame, cleaned: Cleaned) -> list[dict[str, Any]]:
    """Rows of a table with a `start`, and the line of the page on which each stands."""
    lines = [cleaned.page_line(start) for start in table["start"]]
    return _plain(table.assign(line=lines))


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts of plain Python values, None for what is missing; numbers that are whole as int."""
    rows = table.astype(object).to_dict("records")
    return [{key: _value(value) for key, value in row.items()} for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value.item() if hasattr(value, "item") else value


def _warnings(
    metadata: Metadata, segments: pd.DataFrame, promised: list[dict[str, Any]], unread: list[dict[str, Any]]
) -> list[str]:
    """What a person should look at before trusting the report."""
    unstated = [name for key, name in _EXPECTED.items() if getattr(metadata, key) is None]
    if metadata.adopted or metadata.promulgated:  # a law has these days, and often no number
        unstated = [name for name in unstated if name not in ("document number", "date of issue")]
    found = [
        f"the page states no {name}" for name in unstated if not (name == "region" and metadata.level == "national")
    ]
    if not segments["kind"].eq("heading").any():
        found.append("no heading was found: the outline is flat")
    if not segments.empty and not segments["text"].iloc[-1].rstrip().endswith(tuple("。)!;:.”》日")):
        last = segments["text"].iloc[-1].rstrip()[-20:]
        if segments["kind"].iloc[-1] in PROSE:
            found.append(f"the text may be cut off: it ends with '{last}'")
    found += [f"line {row['line']}: {row['value']} {row['unit']} is {row['flag']}" for row in promised if row["flag"]]
    found += [
        f"line {row['line']}: looks like a note of responsibility and was not read: {row['text']}" for row in unread
    ]
    return found


def card(report: dict[str, Any]) -> str:
    """The report as a page for the terminal."""
    source, metadata, kinds = report["source"], report["metadata"], report["segments"]["by_kind"]
    lines = [f"{source['file']}  ({source['encoding']}, {source['characters']:,} characters)", ""]
    lines += [_metadata_line(name, value, metadata["known"]) for name, value in metadata.items() if name != "known"]
    lines += ["", _title("Outline", len(report["headings"])), *_outline_lines(report["headings"])]
    lines += ["  " + ", ".join(f"{count} {kind}" for kind, count in kinds.items())]
    lines += ["", _title("Targets", len(report["targets"])), *map(_target_line, report["targets"])]
    notes = report["responsibilities"]
    unread = f"; {len(report['unread_notes'])} more look like notes and were not read" if report["unread_notes"] else ""
    lines += ["", _title("Responsibilities", len(notes)) + unread, *map(_note_line, notes)]
    cited = report["cited_documents"]
    lines += ["", _title("Cited documents", len(cited))]
    lines += [f"  {row['count']:>3} × 《{row['title']}》 {row['number'] or ''}".rstrip() for row in cited]
    removed = report["removed"]
    lines += ["", _title("Removed", len(removed)) + (f": {report['removed_share']:.0%}" if removed else "")]
    lines += [f"  lines {row['first_line']}-{row['last_line']}: {row['reason']}" for row in removed]
    lines += ["", _title("Look at", len(report["warnings"])), *(f"  {warning}" for warning in report["warnings"])]
    return "\n".join(lines)


def _metadata_line(name: str, value: str | None, known: dict[str, tuple[str, str]]) -> str:
    where, sure = known.get(name, ("", ""))
    told = f"  [{where}{', inferred' if sure == 'inferred' else ''}]" if where else ""
    return f"  {name.replace('_', ' '):<16} {value or '-'}{told}"


def _title(name: str, count: int) -> str:
    return f"{name} ({count})"


def _outline_lines(headings: list[dict[str, Any]], deepest: int = 2) -> list[str]:
    shown = [row for row in headings if row["level"] <= deepest]
    return [f"  {row['line']:>5}  {'  ' * (row['level'] - 1)}{row['text'].strip()}" for row in shown]


def _target_line(row: dict[str, Any]) -> str:
    year = f" ({row['year']})" if row["year"] else ""
    mark = "  [baseline]" if row["kind"] == "baseline" else ""
    return f"  {row['line']:>5}  {row['indicator']}: {row['operator']} {row['value']:g} {row['unit']}{year}{mark}"


def _note_line(row: dict[str, Any]) -> str:
    roles = [f"{role}: {'、'.join(row[role])}" for role in ("lead", "support", "responsible") if row[role]]
    return f"  {row['line']:>5}  {row['segment_id']}  {'; '.join(roles)}" + (
        f" ({row['deadline']})" if row["deadline"] else ""
    )
