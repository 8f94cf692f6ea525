"""A corpus folder -> everything in it that would be refused."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from textmine.check.findings import Finding
from textmine.corpus import Corpus, read_corpus, read_glossary, read_titles
from textmine.counting.tokens import LexiconError, read_stopwords, read_terms
from textmine.documents import CorpusError
from textmine.measuring.agreement import HandCodesError, read_hand_codes
from textmine.measuring.coding import Codebook, CodebookError, read_codebook
from textmine.study import StudyError

_LINE = re.compile(r"(?P<where>.+?(?::\d+)?): (?P<message>.*)", re.DOTALL)
_NUMBERED = re.compile(r":(\d+): (.*)", re.DOTALL)
_MOST = 100  # faults of one file


def find_faults(folder: Path) -> tuple[list[Finding], Corpus | None]:
    """What would be refused, and the corpus where it can be read."""
    found, corpus = [], None
    try:
        corpus = read_corpus(folder)
    except StudyError as error:
        found = _listed(error, folder)
        found.append(Finding("fault", "documents.csv", "was not checked, because study.toml says how; mend that first"))
    except CorpusError as error:
        found = _listed(error, folder)
    for name, read, refusal in (
        ("lexicon/terms.txt", read_terms, LexiconError),
        ("lexicon/stopwords.txt", read_stopwords, LexiconError),
        ("lexicon/glossary.csv", _read_glossary_file, CorpusError),
        ("lexicon/titles.csv", _read_titles_file, CorpusError),
    ):
        if (folder / name).is_file():
            found += [Finding("fault", *fault) for fault in _every_fault(folder / name, name, read, refusal)]
    codebooks, faulty = _codebooks(folder)
    return [*found, *faulty, *(_hand_codes(folder, corpus, codebooks) if corpus and not faulty else [])], corpus


def _listed(error: ValueError, folder: Path) -> list[Finding]:
    """The lines of a message that lists faults, each with its place."""
    found = []
    for line in str(error).splitlines():
        if not line.endswith(":"):  # the heading of a list
            match = _LINE.fullmatch(line.removeprefix(f"{folder}/"))
            found.append(
                Finding("fault", match["where"], match["message"]) if match else Finding("fault", str(folder), line)
            )
    return found


def _read_glossary_file(path: Path) -> None:
    read_glossary(path.parents[1])


def _read_titles_file(path: Path) -> None:
    read_titles(path.parents[1])


def _every_fault(
    path: Path, name: str, read: Callable[[Path], object], refusal: type[ValueError]
) -> Iterator[tuple[str, str]]:
    """The faults of a file whose reader stops at the first: it is asked again without that line."""
    lines = path.read_bytes().splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        copy.parent.mkdir()
        for deleted in range(_MOST):
            copy.write_bytes(b"".join(lines))
            try:
                read(copy)
                return
            except refusal as error:
                said = str(error).removeprefix(str(copy))
            match = _NUMBERED.fullmatch(said)
            if match is None:
                yield name, said.removeprefix(": ")
                return
            yield f"{name}:{int(match[1]) + deleted}", match[2]
            if match[1] == "1" and name.endswith(".csv"):  # without its header no row can be read
                return
            del lines[int(match[1]) - 1]


def _codebooks(folder: Path) -> tuple[dict[str, Codebook], list[Finding]]:
    codebooks, found = {}, []
    for path in sorted((folder / "codebooks").glob("*.toml")):
        try:
            codebooks[path.stem] = read_codebook(path)
        except CodebookError as error:
            found += _listed(error, folder)
    return codebooks, found


def _hand_codes(folder: Path, corpus: Corpus, codebooks: dict[str, Codebook]) -> list[Finding]:
    path = folder / "codebooks" / "hand_codes.csv"
    if not path.is_file() or not codebooks:
        return []
    try:
        read_hand_codes(path, corpus.segments, codebooks)
    except HandCodesError as error:
        return _listed(error, folder)
    return []
