"""A corpus folder -> validated documents and segments."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.atomic import write_text
from textmine.cache import Cache, open_cache
from textmine.documents import CorpusError, faults_of, read_documents, with_groups
from textmine.reading.clean import Cleaned
from textmine.reading.many import Parsed
from textmine.reading.outline import PROSE, outline_table, passages, sections
from textmine.received import read_pages, strays
from textmine.study import Study, read_study
from textmine.upper import UPPER_TABLE, read_upper, upper_faults, upper_table

MOST_SHOWN = 8  # documents that a figure shows one by one
_GLOSSARY_COLUMNS = ("term", "english")
_TITLE_COLUMNS = ("title", "english", "chinese")


@dataclass(frozen=True, eq=False)
class Corpus:
    """The documents of a study and what was read from them.

    Attributes
    ----------
    folder : Path
        The corpus folder.
    documents : DataFrame
        One row a document, in the order of `documents.csv`: the columns `DOCUMENT_COLUMNS`, then those of the study's own.
        Empty cells are missing values; `period_start` and `period_end` are nullable integers (years), `complete` is
        boolean (true where the cell is empty), and the column that groups documents is an ordered category.
    segments : DataFrame
        One row a segment: the columns of `textmine.reading.outline.outline`, then `section_id`, `passage_id` (missing where the
        segment is not prose), and of its document the group, the second grouping if the study has one, and `region`. Sorted
        by document (order of `documents`), then `order`.
    removed : DataFrame
        One row a removed stretch: `document_id`, `first_line`, `last_line` (1-based, of the page), `reason` ("layout" for
        blank lines and blanks at the edges of lines), `characters`, `text`. Sorted by document, then line.
    pages : dict of str to Cleaned
        The divided page of each document, from which every offset leads back to the line of the page.
    study : Study
        What `study.toml` says, with the groups that have documents.
    cache : Cache
        What has been computed for this study before.
    upper : DataFrame
        Documents above ours on which they rest, from `upper.csv`; see `textmine.upper.upper_table`. They are no documents of the
        study: nothing compares, counts or shows them, unless it is given `upper_segments`.
    upper_segments : DataFrame
        Segments of those that are held, read as any page: `document_id` (the upper_id) and the further columns of `outline`,
        `section_id`, `passage_id`. In the order of `upper`.
    upper_pages : dict of str to Cleaned
        The divided page of each of these.
    """

    folder: Path
    documents: pd.DataFrame
    segments: pd.DataFrame
    removed: pd.DataFrame
    pages: dict[str, Cleaned]
    study: Study
    cache: Cache = field(default=Cache(), repr=False)
    upper: pd.DataFrame = field(default_factory=lambda: upper_table([], ()))
    upper_segments: pd.DataFrame = field(default_factory=lambda: _segments({}, PROSE))
    upper_pages: dict[str, Cleaned] = field(default_factory=dict)

    def cached(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What a function of this package gives, computed once and then read from the folder `.cache` beside the corpus.

        Parameters
        ----------
        function : callable
            A function of `textmine` that computes: `corpus.cached(tokenize, segments, tokenizer)`.
        *args, **kwargs
            What it is given. The result is found again by all contents of these (not `n_jobs` and `progress`, which change
            nothing in it), the code of the package, and the versions of Python and the libraries. Where the contents of an
            argument cannot be told, the function is called each time.

        Returns
        -------
        object
            The same as `function(*args, **kwargs)`.

        Raises
        ------
        ValueError
            If the function is not one of this package, reads files, or draws.
        """
        return self.cache.result(function, *args, **kwargs)

    @property
    def unit(self) -> str:
        """What figures show one by one: `document_id` up to eight documents, above that the column that groups them."""
        return "document_id" if len(self.documents) <= MOST_SHOWN else self.study.column

    @property
    def group_of(self) -> dict[str, str]:
        """Group of each document by its id, in the order of `documents`."""
        return dict(zip(self.documents["document_id"], self.documents[self.study.column].astype(str), strict=True))

    @property
    def unit_of(self) -> dict[str, str]:
        """Value of the column `unit` of each document by its id: the document itself, or its group."""
        return {key: key if self.unit == "document_id" else group for key, group in self.group_of.items()}

    @property
    def units(self) -> dict[str, str]:
        """Group of each value of the column `unit`, in order: that of each document, or each group itself."""
        return self.group_of if self.unit == "document_id" else {group: group for group in self.study.labels}


def read_corpus(
    folder: str | Path = "corpus", *, n_jobs: int | None = None, progress: bool = True, cache: bool = True
) -> Corpus:
    """Read and validate a corpus folder.

    Parameters
    ----------
    folder : str or Path
        Holds `documents.csv`, `raw/` with the pages it names and, unless documents are compared by level, `study.toml`.
    n_jobs : int, optional
        Processes, as joblib counts them: -1 is one for each processor, None what `joblib.parallel_config` says, else 1.
        The result is the same for any number, and on a cluster.
    progress : bool, default True
        Whether long work shows a bar on a terminal.
    cache : bool, default True
        Whether what reading makes of the pages, and the results of `Corpus.cached`, are kept in the folder `.cache` beside the
        corpus folder and found again there. Results are the same with and without; the folder may be deleted at any time. The
        environment variable `TEXTMINE_CACHE=off` keeps nothing either.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        Lists every fault found: columns that are missing or come twice, required cells that are empty, ids that are not
        readable or come twice, unknown groups, dates that are none, periods that end before they begin, pages that are missing,
        changed (their hash differs) or without policy text, the same of `upper.csv`, and files in `raw/` that no row names.
    StudyError
        If `study.toml` has faults.
    """
    folder = Path(folder)
    study = read_study(folder)
    documents = read_documents(folder, study)
    upper, ids = read_upper(folder), [record["document_id"] for record in documents]
    faults = faults_of(documents, study) + upper_faults(upper, ids)
    kept = open_cache(folder.resolve().parent) if cache else Cache()
    options = {"n_jobs": n_jobs, "progress": progress}
    parsed, unread = read_pages(folder, documents, kept, **options)
    above, unread_above = read_pages(folder, upper, kept, **options, table=UPPER_TABLE, key="upper_id")
    faults += [*unread, *unread_above, *strays(folder, [*documents, *upper])]
    if faults:
        raise CorpusError(f"{len(faults)} fault{'s' * (len(faults) > 1)} in {folder}:\n" + "\n".join(faults))
    study = with_groups(study, documents)
    table, uppers = _documents_table(documents, study), upper_table(upper, ids)
    pages = {key: page.cleaned for key, page in parsed.items()}
    held = {key: above[key] for key in uppers["upper_id"] if key in above}
    return Corpus(
        folder, table, _segments_table(table, parsed, study), _removed_table(pages), pages, study, kept,
        uppers, _segments(held, study.prose), {key: page.cleaned for key, page in held.items()},
    )  # fmt: skip


def write_texts(corpus: Corpus) -> list[str]:
    """Write the policy text of every document to `text/<document_id>.txt` in the corpus folder.

    Returns
    -------
    list of str
        Names of the files that changed; a text of a document that the corpus no longer has is deleted and named too.
    """
    folder = corpus.folder / "text"
    changed = [f"{key}.txt" for key, page in corpus.pages.items() if write_text(folder / f"{key}.txt", page.text)]
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in corpus.pages:
            path.unlink()
            changed.append(path.name)
    return changed


def read_glossary(folder: str | Path = "corpus") -> dict[str, str]:
    """English names of Chinese terms, from `lexicon/glossary.csv` (columns `term`, `english`) in the corpus folder.

    Raises
    ------
    CorpusError
        If the file is missing, has other columns, an empty cell, or a term twice.
    """
    return {
        term: english for term, english in _lexicon_rows(Path(folder) / "lexicon" / "glossary.csv", _GLOSSARY_COLUMNS)
    }


def read_titles(folder: str | Path = "corpus") -> dict[str, tuple[str, str]]:
    """Short names of headings and titles for figures, from `lexicon/titles.csv` (`title`, `english`, `chinese`).

    Parameters
    ----------
    folder : str or Path
        The corpus folder; without the file, nothing has a short name.

    Returns
    -------
    dict of str to (str, str)
        English and Chinese name of each heading (without its numeral) or title of a document.

    Raises
    ------
    CorpusError
        If the file has other columns, an empty cell, or a title twice.
    """
    path = Path(folder) / "lexicon" / "titles.csv"
    rows = _lexicon_rows(path, _TITLE_COLUMNS) if path.is_file() else []
    return {title: (english, chinese) for title, english, chinese in rows}


def _lexicon_rows(path: Path, columns: tuple[str, ...]) -> list[list[str]]:
    """Rows of a table of the lexicon, without empty cells and with a first cell that comes once."""
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; it needs the columns {', '.join(columns)}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or tuple(rows[0]) != columns:
        raise CorpusError(f"{path}:1: the columns must be {', '.join(columns)}")
    seen = set()
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns) or not all(cell.strip() for cell in row):
            what = "a term and its English name" if columns == _GLOSSARY_COLUMNS else " and ".join(columns)
            raise CorpusError(f"{path}:{number}: needs {what}, got {row}")
        if row[0] in seen:
            raise CorpusError(f"{path}:{number}: '{row[0]}' comes twice")
        seen.add(row[0])
    return rows[1:]


def _documents_table(documents: list[dict[str, str]], study: Study) -> pd.DataFrame:
    table = pd.DataFrame(documents).replace("", None)
    for column in ("period_start", "period_end"):
        table[column] = pd.to_numeric(table[column]).astype("Int64")
    table["complete"] = table["complete"].ne("no")
    table[study.column] = pd.Categorical(table[study.column], categories=list(study.labels), ordered=True)
    return table


def _segments_table(documents: pd.DataFrame, pages: dict[str, Parsed], study: Study) -> pd.DataFrame:
    table = _segments({key: pages[key] for key in documents["document_id"]}, study.prose)
    carried = [name for name in dict.fromkeys((study.column, study.second, "region")) if name]
    of_document = documents.set_index("document_id")[carried]
    return table.join(of_document, on="document_id")


def _segments(pages: dict[str, Parsed], prose: Sequence[str]) -> pd.DataFrame:
    """Segments of pages with their sections and passages."""
    table = outline_table((key, page.cleaned.text, page.rows) for key, page in pages.items())
    table["section_id"] = sections(table)
    table["passage_id"] = passages(table, prose)
    return table


def _removed_table(pages: dict[str, Cleaned]) -> pd.DataFrame:
    rows = [
        (key, page.line_at(s.start), page.line_at(s.end - 1), s.reason, s.end - s.start, page.page[s.start : s.end])
        for key, page in pages.items()
        for s in page.stretches
        if s.reason
    ]
    columns = ["document_id", "first_line", "last_line", "reason", "characters", "text"]
    return pd.DataFrame(rows, columns=columns)
