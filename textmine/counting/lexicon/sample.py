"""Sentences segmented by hand -> how far a tokenizer's words agree with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.counting.tokens import LexiconError, Tokenizer
from textmine.reading.characters import narrow

SAMPLE_COLUMNS = ("segment_id", "start", "words")
_SENTENCE = re.compile(r"[^。;!?；！？]+[。;!?；！？]*[”)』]*")
_HAN = re.compile(r"[\u3400-\u9fff]")


def draw_sentences(segments: pd.DataFrame, *, per_document: int, seed: int, min_han: int = 8) -> pd.DataFrame:
    """Draw sentences at random, as many from each document.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id`, `start` and `text`, such as the prose of a corpus.
    per_document : int
        Drawn without replacement; a document with fewer sentences gives all it has.
    seed : int
    min_han : int, default 8
        Sentences with fewer Chinese characters are not drawn.

    Returns
    -------
    DataFrame
        `segment_id`, `start` (offset into the document's text), `sentence`; in the order of the documents and their text.
    """
    rows = [
        (document_id, segment_id, start + offset, sentence)
        for document_id, segment_id, start, text in segments[["document_id", "segment_id", "start", "text"]].itertuples(
            index=False
        )
        for offset, sentence in _sentences(text)
        if len(_HAN.findall(sentence)) >= min_han
    ]
    table = pd.DataFrame(rows, columns=["document_id", "segment_id", "start", "sentence"])
    generator = np.random.default_rng(seed)
    drawn: list[int] = []
    for document_id in table["document_id"].unique():
        own = np.flatnonzero(table["document_id"].eq(document_id))
        drawn += np.sort(generator.choice(own, min(per_document, len(own)), replace=False)).tolist()
    return table.loc[drawn, ["segment_id", "start", "sentence"]].reset_index(drop=True)


def read_segmented_sample(path: str | Path) -> pd.DataFrame:
    """Read sentences segmented by hand.

    Parameters
    ----------
    path : str or Path
        Tab-separated, with `segment_id`, `start` and `words` (parted by blanks or slashes).

    Returns
    -------
    DataFrame
        `document_id`, `segment_id`, `start` (int), `sentence`, `words` (tuple of str that, joined, are the sentence); in
        the order of the file.

    Raises
    ------
    LexiconError
        Names the file and the line: a missing file, other columns, a start that is no number, a sentence without words
        or that comes twice.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise LexiconError(f"{path}: no such file; it needs the columns {', '.join(SAMPLE_COLUMNS)}") from None
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: is not UTF-8 ({error})") from None
    if not lines or tuple(lines[0].split("\t")) != SAMPLE_COLUMNS:
        raise LexiconError(f"{path}:1: the columns must be {', '.join(SAMPLE_COLUMNS)}, parted by tabs")
    rows = [_sample_row(f"{path}:{number}", line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    table = pd.DataFrame(rows, columns=["document_id", "segment_id", "start", "sentence", "words"])
    if (twice := table.duplicated(["segment_id", "start"])).any():
        row = table[twice].iloc[0]
        raise LexiconError(f"{path}: the sentence at {row['start']} of {row['segment_id']} comes twice")
    return table


def segmentation_scores(
    sample: pd.DataFrame, tokenizer: Tokenizer, *, n_resamples: int = 1000, confidence: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """How far a tokenizer's words agree with the words of sentences segmented by hand.

    Parameters
    ----------
    sample : DataFrame
        From `read_segmented_sample`.
    tokenizer : Tokenizer
    n_resamples, confidence, seed
        Resamples of the sentences within their document, mass of the interval, seed of the generator.

    Returns
    -------
    DataFrame
        One row a document in the order of the sample, then one for all: `document_id` ("all" there),
        `sentences`, `words` (by hand), `found` (by the tokenizer), `correct` (in both, with the same start and end), `precision` (correct / found),
        `recall` (correct / words), `f1` (their harmonic mean), `low`, `high` (percentile interval of f1). Higher means
        more agreement; NaN where there is no word.

    Notes
    -----
    Marks and blanks are no words and do not count. Sentences drawn from the corpus that the lexicon was made for show how
    well the tokenizer does on that corpus; on other documents the lexicon will do less.

    References
    ----------
    Sproat and Emerson (2003), The first international Chinese word segmentation bakeoff, SIGHAN.
    """
    counted = pd.DataFrame(
        [_agreement(words, tokenizer) for words in sample["words"]], columns=["words", "found", "correct"]
    )
    generator = np.random.default_rng(seed)
    documents = sample["document_id"].to_numpy()
    drawn = np.zeros((n_resamples, len(sample)), dtype=np.int64)
    for document_id in pd.unique(documents):
        own = np.flatnonzero(documents == document_id)
        drawn[:, own] = generator.multinomial(len(own), np.full(len(own), 1 / len(own)), size=n_resamples)
    tail = 100 * (1 - confidence) / 2
    rows = []
    for name in [*pd.unique(documents), "all"]:
        own = (documents == name) | (name == "all")
        resampled = _f1(*(drawn[:, own] @ counted.loc[own].to_numpy()).T)
        words, found, correct = counted.loc[own].sum()
        shares = [_share(correct, found), _share(correct, words), float(_f1(words, found, correct))]
        rows.append((name, own.sum(), words, found, correct, *shares, *np.percentile(resampled, [tail, 100 - tail])))
    columns = ["document_id", "sentences", "words", "found", "correct", "precision", "recall", "f1", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(text):
        sentence = match.group().lstrip()
        yield match.end() - len(sentence), sentence.rstrip()


def _sample_row(where: str, line: str) -> tuple[str, str, int, str, tuple[str, ...]]:
    cells = line.split("\t")
    if len(cells) != len(SAMPLE_COLUMNS) or not cells[1].isdecimal():
        raise LexiconError(f"{where}: needs a segment, a start (a number) and words, parted by tabs; got {cells}")
    words = tuple(cells[2].replace("/", " ").split())
    if not words:
        raise LexiconError(f"{where}: the sentence has no words")
    return cells[0].split("/")[0], cells[0], int(cells[1]), "".join(words), words


def _agreement(words: tuple[str, ...], tokenizer: Tokenizer) -> tuple[int, int, int]:
    """Number of words by hand, found, and in both."""
    hand, found = _spans(words), _spans(tokenizer.cut(narrow("".join(words))))
    return len(hand), len(found), len(hand & found)


def _spans(units: list[str] | tuple[str, ...]) -> set[tuple[int, int]]:
    """Start and end of each unit that is no mark and no blank."""
    ends = np.cumsum([len(unit) for unit in units]).tolist()
    return {(end - len(unit), end) for unit, end in zip(units, ends, strict=True) if any(map(str.isalnum, unit))}


def _f1(words, found, correct) -> np.ndarray:
    total = np.asarray(words + found, dtype=float)
    return 2 * correct / np.where(total > 0, total, np.nan)


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else np.nan
