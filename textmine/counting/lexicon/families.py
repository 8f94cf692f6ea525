"""Families of terms that readers take for one subject -> counted as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import sparse

from textmine.counting.matrix import DocumentTermMatrix
from textmine.counting.tokens.lists import LexiconError, noted_lines


def read_families(folder: str | Path = "corpus") -> dict[str, tuple[str, ...]]:
    """Families of terms, from `lexicon/families.txt` of the corpus folder.

    Parameters
    ----------
    folder : str or Path
        The file has one family a line, `name: word word ... # why`; lines that begin with # are comments. Without it there
        are none.

    Returns
    -------
    dict of str to tuple of str
        The words of each family, in the order of the file.

    Raises
    ------
    LexiconError
        Names the file and the line: no name, no word, a name or a word that comes twice.
    """
    path = Path(folder) / "lexicon" / "families.txt"
    if not path.is_file():
        return {}
    families: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for where, text, _ in noted_lines(path):
        name, colon, words = (part.strip() for part in text.partition(":"))
        members = tuple(words.split())
        if not (name and colon and members):
            raise LexiconError(f"{where}: needs 'name: word word ...'; got '{text}'")
        if name in families or (twice := [w for i, w in enumerate(members) if w in taken or w in members[:i]]):
            raise LexiconError(f"{where}: '{name if name in families else twice[0]}' comes twice")
        families[name] = members
        taken |= set(members)
    return families


def fold_families(matrix: DocumentTermMatrix, families: Mapping[str, Sequence[str]]) -> DocumentTermMatrix:
    """Count the terms of each family as one.

    Parameters
    ----------
    matrix : DocumentTermMatrix
    families : mapping of str to sequence of str
        From `read_families`.

    Returns
    -------
    DocumentTermMatrix
        The same rows and lengths. A term that holds a word of a family, as 农村社区 holds 农村, counts for the family (that of
        the longest such word; of equally long ones the first family) and is no longer there by itself; a family without any
        term is left out. Terms, the families among them, in code point order.
    """
    family_of = {word: name for name, words in families.items() for word in words}
    found = _longest_words(matrix.terms, list(family_of))
    names = np.array(
        [family_of[word] if word else term for term, word in zip(matrix.terms, found, strict=True)], dtype=str
    )
    if taken := [term for term, word in zip(matrix.terms, found, strict=True) if term in families and family_of.get(word) != term]:  # fmt: skip
        raise ValueError(f"the family '{taken[0]}' has the name of a term that it does not hold; name it otherwise")
    terms, columns = np.unique(names, return_inverse=True)
    fold = sparse.csr_array(
        (np.ones(len(names), dtype=np.int64), (np.arange(len(names)), columns)), shape=(len(names), len(terms))
    )
    counts = sparse.csr_array(matrix.counts @ fold)
    counts.sort_indices()
    return replace(matrix, counts=counts, terms=terms)


def _longest_words(terms: Sequence[str], words: list[str]) -> list[str]:
    """The longest of the words that each term holds, or nothing."""
    ordered = sorted(words, key=len, reverse=True)  # stable: of equally long words the first stays first
    return [next((word for word in ordered if word in str(term)), "") for term in terms]


def family_pattern(words: Sequence[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
