"""A table -> a file for a paper: CSV, Excel, LaTeX or Word, from the same rows, the same bytes each time."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from textmine.atomic import write_bytes
from textmine.corpus import read_corpus
from textmine.showing.changes import CAPTION, TABLE
from textmine.showing.formats import Cells, TableFileError, docx, tex, xlsx
from textmine.showing.paper import paper_names, paper_table

FORMATS = ("csv", "xlsx", "tex", "docx")
FOLDER = "tables"  # of a study
_SENTENCE = re.compile(r".*?(?:\.(?=\s|$)|。|$)", re.DOTALL)


def save_table(table: pd.DataFrame, path: str | Path, *, caption: str = "", digits: int = 6) -> Path:
    """Save a table in the format that the suffix of the file names.

    Parameters
    ----------
    table : DataFrame
        Its index is left out.
    path : str or Path
        Ends in .csv, .xlsx, .tex or .docx; written whole or not at all.
    caption : str, optional
        Stands above the table in LaTeX and Word, in the first row of a sheet of its own in Excel; CSV has none.
    digits : int, default 6
        Significant digits of the numbers that are not whole.

    Returns
    -------
    Path

    Raises
    ------
    TableFileError
        If the suffix is none of these, the columns are no plain names or come twice, the package that writes the format is not
        installed, or Excel cannot hold a cell.

    Notes
    -----
    The bytes depend on the table alone: no clock stands in the file, nothing in it is compressed. Text stays text: a cell that
    begins with = is no formula. Missing values are empty cells.
    """
    path = Path(path)
    kind = path.suffix[1:].lower()
    if kind not in FORMATS:
        raise TableFileError(f"{path.name}: the suffix must be one of .{', .'.join(FORMATS)}")
    names = list(table.columns)
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise TableFileError(f"{path.name}: columns need plain names, each once; got {names}")
    write = {"csv": _csv, "xlsx": xlsx, "tex": tex, "docx": docx}[kind]
    cells = [[_plain(cell, digits) for cell in row] for row in table.astype(object).itertuples(index=False, name=None)]
    try:
        content = write(cells, names, caption)
    except ModuleNotFoundError as error:
        raise TableFileError(
            f'{path.name}: writing .{kind} needs the package {error.name}; pip install "textmine[ingest]"'
        ) from None
    except TableFileError as error:
        raise TableFileError(f"{path.name}: {error}") from None
    write_bytes(path, content)
    return path


def save_figure_tables(
    study: str | Path = ".",
    kind: str = "xlsx",
    *,
    output: str | Path | None = None,
    language: str = "en",
    segments: bool = False,
    whole: bool = False,
) -> list[Path]:
    """Save the table of every stored figure of a study.

    Excel and CSV hold every column, to be computed with; LaTeX and Word what a paper prints of it (`paper_table`).

    Parameters
    ----------
    study : str or Path
        Holds `figures/` as `textmine reproduce` leaves it. Nothing is drawn or run.
    kind : {"xlsx", "tex", "docx", "csv"}
    output : str or Path, optional
        Folder of the files; `tables/` of the study where it is not given.
    language : {"en", "zh"}
        Of the captions, where the study has them beside its figures, and of what LaTeX and Word hold. There the caption is the
        first sentence: the others explain the marks of the drawing.
    segments : bool, default False
        Whether the column `segment_ids`, which names the segments behind each row, stands in the files.
    whole : bool, default False
        Whether LaTeX and Word hold every column too.

    Returns
    -------
    list of Path
        In the order of the figures' names.

    Raises
    ------
    TableFileError
        If there are no figures, or as `save_table`.
    """
    study = Path(study)
    folder = Path(output) if output is not None else study / FOLDER
    found = sorted((study / "figures").glob(f"*.{TABLE}"))
    if not found:
        raise TableFileError(f"{study / 'figures'}: no tables of figures; run textmine reproduce there first")
    printed = kind in ("tex", "docx") and not whole
    has_corpus = printed and (study / "corpus" / "documents.csv").is_file()
    names = paper_names(read_corpus(study / "corpus")) if has_corpus else {}
    saved = []
    for path in found:
        table = pd.read_csv(path)
        said = path.with_suffix(f".{language}.{CAPTION}")
        caption = said.read_text(encoding="utf-8").strip() if said.is_file() else ""
        if printed:
            table = paper_table(table, names, language, segments=segments)
            caption = _SENTENCE.match(caption)[0].strip()
        elif not segments:
            table = table.drop(columns="segment_ids", errors="ignore")
        saved.append(save_table(table, folder / f"{path.stem}.{kind}", caption=caption))
    return saved


def _plain(cell: object, digits: int) -> object:
    """None, bool, int, float or text."""
    if isinstance(cell, list | tuple):
        return "; ".join(map(str, cell))
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return None
    if isinstance(cell, str) or pd.api.types.is_bool(cell):
        return cell if isinstance(cell, str) else bool(cell)
    if pd.api.types.is_integer(cell):
        return int(cell)
    return float(f"{cell:.{digits}g}") if pd.api.types.is_float(cell) else str(cell)


def _csv(cells: Cells, names: list[str], caption: str) -> bytes:
    table = pd.DataFrame(cells, columns=names, dtype=object)
    # The mark at the front tells Excel that the file is UTF-8.
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig", "replace")
