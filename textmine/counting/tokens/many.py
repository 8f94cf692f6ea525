"""Many texts -> their words, through joblib: on the processors of this machine or on a cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, count, islice
from typing import TypeVar

import joblib
import numpy as np

from textmine.counting.tokens.tokenizer import Tokenizer
from textmine.progress import bar
from textmine.reading.characters import narrow

Part = TypeVar("Part")

CHUNK = 2**18  # characters a task: half a second of jieba, so that sending costs little and a lost task little more
_BETWEEN = "\0"
_CHUNKS_A_PROCESSOR = 8  # sent out at a time; bounds what is held in memory


@dataclass(frozen=True, eq=False)
class Encoded:
    """The words of some texts, each distinct word held once.

    Attributes
    ----------
    vocabulary : list of str
        The distinct words, marks and blanks, in order of first appearance.
    codes : ndarray of int32
        Each word of the texts in order, as its place in the vocabulary.
    counts : ndarray of int64
        How many of the codes belong to each text.
    """

    vocabulary: list[str]
    codes: np.ndarray
    counts: np.ndarray


def cut_texts(
    texts: Iterable[str], tokenizer: Tokenizer, *, n_jobs: int | None = None, progress: bool = True
) -> Iterator[list[str]]:
    """What `tokenizer.cut` gives for each text, in order, on several processors or a cluster if wanted.

    Parameters
    ----------
    texts : iterable of str
        Read as needed: only the chunks at work are held in memory.
    tokenizer : Tokenizer
    n_jobs, progress
        As in `tokenize`.

    Yields
    ------
    list of str
        All words, marks and blanks of the next text.

    Raises
    ------
    TypeError
        Names the text (counted from 0) that is none.
    """
    named = ((f"text {i}", text) for i, text in enumerate(texts))
    for part in _spread(_cut, named, tokenizer, n_jobs=n_jobs, progress=progress):
        yield from (words.split(_BETWEEN) if isinstance(words, str) else words for words in part)


def encode_texts(
    texts: Iterable[str],
    tokenizer: Tokenizer,
    *,
    labels: Iterable[str] | None = None,
    narrowed: bool = False,
    n_jobs: int | None = None,
    progress: bool = True,
) -> Iterator[Encoded]:
    """The words of the texts, some texts at a time, in order.

    Parameters
    ----------
    texts : iterable of str
        Read as needed.
    tokenizer : Tokenizer
    labels : iterable of str, optional
        What an error calls each text; by default "text 0", "text 1", ....
    narrowed : bool, default False
        Whether full-width forms are narrowed before cutting, as in `tokenize`.
    n_jobs, progress
        As in `tokenize`.

    Yields
    ------
    Encoded

    Raises
    ------
    TypeError
        Names the text that is none.
    """
    named = zip(labels, texts, strict=True) if labels is not None else ((f"text {i}", t) for i, t in enumerate(texts))
    yield from _spread(partial(_encode, narrowed=narrowed), named, tokenizer, n_jobs=n_jobs, progress=progress)


def _spread(
    work: Callable[[Sequence[tuple[str, str]], Tokenizer], Part],
    named: Iterable[tuple[str, str]],
    tokenizer: Tokenizer,
    *,
    n_jobs: int | None,
    progress: bool,
) -> Iterator[Part]:
    """What the work gives for each chunk of the texts, in order, on as many processors as asked for."""
    chunks = _chunks(named)
    first = list(islice(chunks, 2))
    if len(first) < 2:  # starting processes would take longer than the work
        yield from (work(chunk, tokenizer) for chunk in first)
        return
    chunks = chain(first, chunks)
    window = _CHUNKS_A_PROCESSOR * joblib.effective_n_jobs(n_jobs)
    shown = bar("cut", unit=" characters", scaled=True, shown=progress)
    with shown, joblib.Parallel(n_jobs=n_jobs, return_as="generator") as parallel:
        while batch := list(islice(chunks, window)):
            parts = parallel(joblib.delayed(work)(chunk, tokenizer) for chunk in batch)
            for chunk, part in zip(batch, parts, strict=True):
                shown.update(sum(len(text) for _, text in chunk))
                yield part


def join(parts: Iterable[Encoded]) -> Encoded:
    """All parts as one, with one vocabulary."""
    place: dict[str, int] = {}
    codes, counts = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.int64)]
    for part in parts:
        places = [place.setdefault(word, len(place)) for word in part.vocabulary]
        codes.append(np.array(places, dtype=np.int32)[part.codes])
        counts.append(part.counts)
    return Encoded(list(place), np.concatenate(codes), np.concatenate(counts))


def _chunks(named: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Texts side by side, about `CHUNK` characters at a time: rows differ too much in length to be counted."""
    chunk: list[tuple[str, str]] = []
    size = 0
    for label, text in named:
        if not isinstance(text, str):
            raise TypeError(f"{label}: needs a text, got {text!r}")
        chunk.append((label, text))
        size += len(text)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _words(label: str, text: str, tokenizer: Tokenizer) -> list[str]:
    """The words of a text; a failure says of which."""
    try:
        return tokenizer.cut(text)
    except Exception as error:
        error.add_note(f"while cutting {label}")
        raise


def _cut(chunk: Sequence[tuple[str, str]], tokenizer: Tokenizer) -> list[str | list[str]]:
    """The words of each text of a chunk, as one string where that can be taken apart again: it travels faster."""
    cut = (_words(label, text, tokenizer) for label, text in chunk)
    return [
        _BETWEEN.join(words) if words and _BETWEEN not in text else words
        for (_, text), words in zip(chunk, cut, strict=True)
    ]


def _encode(chunk: Sequence[tuple[str, str]], tokenizer: Tokenizer, *, narrowed: bool) -> Encoded:
    """The words of a chunk."""
    place: dict[str, int] = defaultdict(count().__next__)
    codes, counts = [], []
    for label, text in chunk:
        words = _words(label, narrow(text) if narrowed else text, tokenizer)
        codes.append(np.fromiter(map(place.__getitem__, words), dtype=np.int32, count=len(words)))
        counts.append(len(words))
    return Encoded(list(place), np.concatenate(codes), np.array(counts, dtype=np.int64))
