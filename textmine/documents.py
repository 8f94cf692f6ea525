"""`documents.csv` of a corpus folder -> its rows, their faults, and the groups they fall into."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from textmine.settings import COLOURS, DOCUMENT_COLUMNS
from textmine.study import Group, Study

REQUIRED = ("document_id", "title", "source_file", "sha256")  # and the column that groups documents
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class CorpusError(ValueError):
    """A corpus folder with faults; the message lists all of them, each with its file and row."""


def read_documents(folder: Path, study: Study) -> list[dict[str, str]]:
    path = folder / "documents.csv"
    if not path.is_file():
        raise CorpusError(
            f"{path}: no such file; a corpus folder holds documents.csv and raw/, which textmine import and textmine add make"
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="(cells beyond the last column)", restval="")
            records = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path}: cannot be read as UTF-8 CSV ({error}); save it as 'CSV UTF-8'") from None
    columns = tuple(reader.fieldnames or ())
    missing = [name for name in required(study) if name not in columns]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if missing or twice:
        own = [name for name in columns if name not in DOCUMENT_COLUMNS]
        raise CorpusError(
            f"{path}:1: columns missing: {missing or 'none'}; twice: {twice or 'none'}; not known: {own or 'none'}"
        )
    if not records:
        raise CorpusError(f"{path}: holds no document")
    empty = dict.fromkeys((*DOCUMENT_COLUMNS, *columns), "")
    return [empty | {key: v.strip() if isinstance(v, str) else v for key, v in r.items()} for r in records]


def required(study: Study) -> tuple[str, ...]:
    """Columns of `documents.csv` that no row may leave empty."""
    grouping = (study.column, study.second) if study.second else (study.column,)
    return (*REQUIRED, *(name for name in grouping if name not in REQUIRED))


def faults_of(documents: list[dict[str, str]], study: Study) -> list[str]:
    """Faults of the rows that show without opening a page, each with its row."""
    faults = [fault for row, record in enumerate(documents, start=2) for fault in _faults(row, record, study)]
    known = {record["document_id"] for record in documents}
    faults += [
        f"study.toml: the subset '{subset.id}' leaves out '{key}', which is no document"
        for subset in study.subsets
        for key in subset.without
        if key not in known
    ]
    return faults + _repeated(documents, "document_id") + _repeated(documents, "source_file")


def _faults(row: int, record: dict[str, str], study: Study) -> list[str]:
    """Faults of one row that show without opening its page."""
    where = f"documents.csv:{row}"
    faults = [f"{where}: {name} is empty" for name in required(study) if not record[name]]
    if "(cells beyond the last column)" in record:
        faults.append(f"{where}: more cells than columns; put cells with a comma in double quotes")
    if record["document_id"] and not _ID.fullmatch(record["document_id"]):
        faults.append(f"{where}: document_id '{record['document_id']}' must be like zhongshan-2022 (a-z, 0-9, hyphens)")
    group = record[study.column]
    if group and study.groups and group not in study.labels:
        faults.append(f"{where}: {study.column} '{group}' is none of {', '.join(study.labels)}")
    if record["complete"] and record["complete"] not in ("yes", "no"):
        faults.append(f"{where}: complete '{record['complete']}' must be yes or no")
    if record["issued"] and not is_date(record["issued"]):
        faults.append(f"{where}: issued '{record['issued']}' is not a date like 2022-12-28")
    years = [record[name] for name in ("period_start", "period_end")]
    faults += [f"{where}: period '{year}' is not a year" for year in years if year and not re.fullmatch(r"\d{4}", year)]
    if all(re.fullmatch(r"\d{4}", year) for year in years) and years[0] > years[1]:
        faults.append(f"{where}: the period ends ({years[1]}) before it begins ({years[0]})")
    return faults


def is_date(text: str) -> bool:
    """Whether a text is a day like 2022-12-28."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _repeated(documents: list[dict[str, str]], column: str) -> list[str]:
    first: dict[str, int] = {}
    faults = []
    for row, record in enumerate(documents, start=2):
        if record[column] and first.setdefault(record[column], row) != row:
            faults.append(f"documents.csv:{row}: {column} '{record[column]}' stands in row {first[record[column]]} too")
    return faults


def with_groups(study: Study, documents: list[dict[str, str]]) -> Study:
    """The study with those of its groups that have documents; where it names none, with those that the documents have."""
    found = list(dict.fromkeys(record[study.column] for record in documents))
    if study.groups:
        return replace(study, groups=tuple(group for group in study.groups if group.id in found))
    if len(found) > len(COLOURS):
        raise CorpusError(
            f"documents.csv: {len(found)} values of '{study.column}', more than {len(COLOURS)} groups; put some together in a column of their own and name it in study.toml"
        )
    return replace(
        study, groups=tuple(Group(value, value, colour) for value, colour in zip(found, COLOURS, strict=False))
    )
