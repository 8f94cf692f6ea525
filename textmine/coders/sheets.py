"""A study -> one Excel sheet a coder, all with the same segments, none with any codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from textmine.atomic import write_bytes
from textmine.coders.choices import choices
from textmine.coders.instructions import example_rows, paragraphs, worked_examples
from textmine.coders.layout import (
    CATEGORIES,
    CODING,
    EXAMPLES,
    GUIDELINE,
    REMARK,
    category_rows,
    coding_rows,
    columns,
)
from textmine.coders.workbook import Sheet, workbook_bytes
from textmine.corpus import Corpus
from textmine.measuring.agreement import HandCodes, draw_sample, read_hand_codes
from textmine.measuring.coding import Codebook, read_codebook

USUAL = ("themes", "target_groups")
HAND_CODES = "hand_codes.csv"
_CODER = re.compile(r"[A-Za-z\u3400-\u9fff][\w-]*")
_WIDTHS = {"segment_id": 20.0, "headings": 28.0, "text": 64.0, REMARK: 32.0}
_CHOICE_WIDTH = 22.0


def write_sheets(
    corpus: Corpus,
    coders: Sequence[str],
    folder: str | Path,
    *,
    n: int = 100,
    codebooks: Sequence[str] = (),
    main: str | None = None,
    seed: int | None = None,
) -> list[Path]:
    """Write a coding sheet for each coder.

    Parameters
    ----------
    corpus : Corpus
    coders : sequence of str
        Their names: letters, digits, hyphens; each names a file.
    folder : str or Path
        Made where it does not exist.
    n : int, default 100
        Segments, drawn at random within each document (`draw_sample`); the same for all coders, in the order of the texts.
    codebooks : sequence of str
        Names of files in `codebooks/`. Default: `themes` and `target_groups`, where the study has them, else all.
    main : str, optional
        The codebook of which each segment has a main category, and others beside it; default: `themes`, where it is used.
        Under the other codebooks all categories of a segment count alike.
    seed : int, optional
        Default: `resampling` of `study.toml`.

    Returns
    -------
    list of Path
        `<coder>.xlsx` in the order of the coders, with four sheets: `coding` (to be filled in), `categories`, `examples`,
        `guideline`. The same arguments give the same bytes.

    Raises
    ------
    ValueError
        If a coder's name is none or comes twice, a codebook does not exist, there are fewer segments than asked for, or
        a file of that name exists and is another one: it may be filled in already.

    Notes
    -----
    Where the study has hand codes with a held part that is large enough, segments are drawn from that, which whoever wrote the
    patterns has not seen: so the people's codes can judge the dictionary too. Segments of worked examples are not drawn. What
    the study's own codes or patterns say stands nowhere in a sheet.
    """
    check_coders(coders)
    books = chosen_codebooks(corpus.folder, codebooks)
    if main and main not in books:
        raise ValueError(f"the main category is to be of '{main}', and the sheets are for {', '.join(books)}")
    mains = [name for name in (main or USUAL[0],) if name in books]
    examples = worked_examples(corpus, books)
    pool = _pool(corpus, books, n, {row["segment_id"] for row in examples})
    drawn = draw_sample(pool, n=n, seed=corpus.study.seeds["resampling"] if seed is None else seed)
    segments = pool[pool["segment_id"].isin(drawn["segment_id"])]
    data = sheet_bytes(corpus, segments, books, mains)
    paths = [Path(folder) / f"{coder}.xlsx" for coder in coders]
    for path in paths:
        if path.exists() and path.read_bytes() != data:
            raise ValueError(f"{path}: exists, and may be filled in; name another folder, or move it away")
    for path in paths:
        write_bytes(path, data)
    return paths


def sheet_bytes(
    corpus: Corpus,
    segments: pd.DataFrame,
    codebooks: Mapping[str, Codebook],
    mains: Collection[str],
    filled: Mapping[tuple[str, str], Sequence[str]] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> bytes:
    """A coding sheet as an Excel file; rows with a remark have a coloured ground. See `textmine.coders.layout.coding_rows`."""
    rows = coding_rows(segments, codebooks, mains, filled, remarks)
    named, places = category_rows(codebooks)
    offered = {
        number: f"'{CATEGORIES}'!$B${places[column.codebook][0]}:$B${places[column.codebook][1]}"
        for number, column in enumerate(columns(codebooks, mains), start=1)
        if column.codebook
    }
    widths = [_WIDTHS.get(column.name, _CHOICE_WIDTH) for column in columns(codebooks, mains)]
    marked = frozenset(number for number, row in enumerate(rows[1:], start=2) if row[-1])
    longest = max((choice for book in codebooks.values() for choice in choices(book)), key=len)
    sheets = [
        Sheet(CODING, rows, widths, offered, marked, frozen="D2", longest=longest),
        Sheet(CATEGORIES, named, (15.0, 40.0, 50.0, 60.0, 50.0)),
        Sheet(EXAMPLES, example_rows(corpus, codebooks), (30.0, 60.0, *[28.0] * len(codebooks), 70.0)),
    ]
    guideline = corpus.folder / "codebooks" / "guideline.md"
    if guideline.is_file():
        sheets.append(Sheet(GUIDELINE, paragraphs(guideline.read_text(encoding="utf-8-sig")), (130.0,)))
    return workbook_bytes(sheets)


def check_coders(coders: Sequence[str]) -> None:
    """Refuse names of coders that name no file or column, or come twice."""
    for coder in coders:
        if not _CODER.fullmatch(coder) or coder in ("consensus", REMARK):
            raise ValueError(
                f"the coder '{coder}' must be named by letters, digits and hyphens, like anna, and not consensus; "
                "sheets of other names are read with --coders anna,ben"
            )
    if len(set(coders)) < len(coders) or not coders:
        raise ValueError(f"each coder needs a name of their own; got {', '.join(coders) or 'none'}")


def chosen_codebooks(folder: Path, names: Sequence[str]) -> dict[str, Codebook]:
    """Codebooks of a corpus folder by name; of none named `themes` and `target_groups` where it has them, else all.

    Raises
    ------
    ValueError
        If there is none, or none of that name.
    """
    there = sorted(path.stem for path in (folder / "codebooks").glob("*.toml"))
    if not there:
        raise ValueError(f"{folder / 'codebooks'}: there is no codebook to code by; write one first")
    if unknown := [name for name in names if name not in there]:
        raise ValueError(f"no codebook '{unknown[0]}' in {folder / 'codebooks'}; there are {', '.join(there)}")
    usual = [name for name in USUAL if name in there]
    return {name: read_codebook(folder / "codebooks" / f"{name}.toml") for name in names or usual or there}


def coded_prose(corpus: Corpus) -> pd.DataFrame:
    """The segments that may be coded: headings, paragraphs and items, or what else the study takes for prose."""
    return corpus.segments[corpus.segments["passage_id"].notna()].reset_index(drop=True)


def study_codes(corpus: Corpus, codebooks: Mapping[str, Codebook]) -> HandCodes:
    """The hand codes that the study has under these codebooks; of a codebook without columns there, none."""
    path = corpus.folder / "codebooks" / HAND_CODES
    header = ""
    if path.is_file():
        with path.open(encoding="utf-8-sig") as file:
            header = f",{file.readline()}"
    there = {name: book for name, book in codebooks.items() if f",{name}." in header}
    return read_hand_codes(path, coded_prose(corpus), there, missing_ok=True)


def _pool(corpus: Corpus, codebooks: Mapping[str, Codebook], n: int, left_out: set[str]) -> pd.DataFrame:
    """The segments from which n are drawn."""
    prose, units = coded_prose(corpus), study_codes(corpus, codebooks).units
    held = set(units.loc[units["part"].eq("held"), "segment_id"]) - left_out
    free = prose[~prose["segment_id"].isin(left_out)]
    if n > len(free):
        raise ValueError(f"{n} segments are wanted, and there are {len(free)} that can be coded; ask for fewer")
    return free[free["segment_id"].isin(held)] if len(held) >= n else free
