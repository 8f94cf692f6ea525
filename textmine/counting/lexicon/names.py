"""Names of places, bodies and documents, and forms of address -> told from the words that have a subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from textmine.counting.tokens.lists import LexiconError, noted_lines

NAME_KINDS = {
    "place": "a place: 广东省, 粤港澳大湾区",
    "body": "a body: 中国科协, 成员单位",
    "document": "a document or the period of one: 意见, 十四五",
    "address": "who is addressed, or the rank of what is meant: 各级, 全市, 市级",
}


def read_names(folder: str | Path = "corpus") -> dict[str, str]:
    """Terms that name who writes to whom, from `lexicon/names.txt` of the corpus folder.

    Parameters
    ----------
    folder : str or Path
        The file has one term a line, `term # kind: why`; lines that begin with # are comments. Without it there are none.

    Returns
    -------
    dict of str to str
        The kind of each term, one of `NAME_KINDS`, in the order of the file.

    Raises
    ------
    LexiconError
        Names the file and the line: more than one term, a kind that is none, a term that comes twice.
    """
    path = Path(folder) / "lexicon" / "names.txt"
    if not path.is_file():
        return {}
    names: dict[str, str] = {}
    for where, term, note in noted_lines(path):
        kind = note.partition(":")[0].strip()
        if len(term.split()) != 1 or kind not in NAME_KINDS:
            allowed = ", ".join(NAME_KINDS)
            raise LexiconError(f"{where}: needs 'term # kind: why', the kind one of {allowed}; got '{term} # {note}'")
        if term in names:
            raise LexiconError(f"{where}: '{term}' comes twice")
        names[term] = kind
    return names


def name_kinds(terms: pd.Series, names: Mapping[str, str], regions: Iterable[str] = ()) -> pd.Series:
    """What each term names.

    Parameters
    ----------
    terms : Series of str
    names : mapping of str to str
        From `read_names`.
    regions : iterable of str
        Places of the documents (`documents["region"]`); a term that holds the first two characters of one names a place.
        全国 (the whole country) and missing values are none.

    Returns
    -------
    Series of str
        A kind of `NAME_KINDS`, or empty; the index is that of `terms`.
    """
    places = sorted({str(name)[:2] for name in regions if pd.notna(name) and name != "全国"})
    kinds = pd.Series([names.get(str(term), "") for term in terms], terms.index, dtype=object)
    if places:
        kinds[terms.astype(str).str.contains("|".join(map(re.escape, places))) & kinds.eq("")] = "place"
    return kinds
