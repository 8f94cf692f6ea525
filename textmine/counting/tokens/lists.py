"""The word lists of a corpus folder: the lexicon and the stop list, a word a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


class LexiconError(ValueError):
    """A lexicon file that is missing or has a faulty line; the message names the file and the line."""


def read_terms(path: str | Path) -> tuple[tuple[str, int | None], ...]:
    """Terms of a jieba user dictionary with comments: `term [frequency] [# why]`.

    Raises
    ------
    LexiconError
        Names the file and the line.
    """
    terms: dict[str, int | None] = {}
    for where, words in _lines(path):
        if len(words) > 2 or (len(words) == 2 and not (words[1].isdecimal() and int(words[1]) > 0)):
            raise LexiconError(f"{where}: needs a term and, if at all, a frequency above 0; got '{' '.join(words)}'")
        if words[0] in terms:
            raise LexiconError(f"{where}: '{words[0]}' comes twice")
        terms[words[0]] = int(words[1]) if len(words) == 2 else None
    return tuple(terms.items())


def read_stopwords(path: str | Path) -> frozenset[str]:
    """Words of a stop list: one a line, `word [# class]`.

    Raises
    ------
    LexiconError
        Names the file and the line.
    """
    found: set[str] = set()
    for where, words in _lines(path):
        if len(words) > 1 or words[0] in found:
            raise LexiconError(f"{where}: needs one word that did not come before; got '{' '.join(words)}'")
        found.add(words[0])
    return frozenset(found)


def noted_lines(path: str | Path) -> Iterator[tuple[str, str, str]]:
    """The lines of a word list that hold something before the #: file with line number, what stands there, the note behind the #.

    Raises
    ------
    LexiconError
        If there is no such file, or it is not in UTF-8.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise LexiconError(f"{path}: no such file; an empty one means 'none'") from None
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: is not UTF-8 ({error})") from None
    for number, line in enumerate(lines, start=1):
        text, _, note = (part.strip() for part in line.partition("#"))
        if text:
            yield f"{path}:{number}", text, note


def _lines(path: str | Path) -> Iterator[tuple[str, list[str]]]:
    for where, text, _ in noted_lines(path):
        yield where, text.split()
