"""Characters as wording is compared: width, punctuation, blanks and line breaks folded, each with its place in the source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.reading.characters import narrow

_KEPT_MARKS = frozenset("%‰℃+×")  # part of a quantity or of a name, such as 1+1+9
_ALIKE = str.maketrans("Ο○О零", "〇〇〇〇")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, so that multiplying loses nothing
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, eq=False)
class Folded:
    """Segments one after another, without what does not count when wording is compared.

    Attributes
    ----------
    codes : ndarray of uint32, shape (n,)
        Code points that are left.
    rows : ndarray of int32, shape (n,)
        The row of the segment that holds each; a match never has two rows on one side.
    offsets : ndarray of int64, shape (n,)
        Where each stands in its document.
    """

    codes: np.ndarray
    rows: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def text(self, start: int, end: int) -> str:
        """The folded characters from one place to another."""
        return self.codes[start:end].astype("<u4").tobytes().decode("utf-32-le")

    def part(self, start: int, end: int) -> Folded:
        """The folded characters from one place to another, with their places."""
        return Folded(self.codes[start:end], self.rows[start:end], self.offsets[start:end])


def fold(text: str) -> str:
    """A text as it is compared: letters, digits and signs of quantity only, full-width forms narrow.

    A point between digits is kept: 10.8 is not 108.
    """
    codes, places = _kept(text)
    return Folded(codes, np.zeros(len(codes), np.int32), places).text(0, len(codes))


def fold_segments(segments: pd.DataFrame) -> Folded:
    """Fold segments, one after another.

    Parameters
    ----------
    segments : DataFrame
        With `start` (offset into the document) and `text`.

    Returns
    -------
    Folded
        `rows` counts the segments from 0, in the order given.
    """
    texts = segments["text"].tolist()
    codes, places = _kept("\n".join(texts))
    sizes = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)[places]
    starts = segments["start"].to_numpy(dtype=np.int64)
    offsets = starts[rows] + places - begins[rows] if len(texts) else places
    return Folded(codes, rows, offsets)


def _kept(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Code points that count, and where they stand in the text."""
    text = narrow(text).translate(_ALIKE)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    known = set(text)
    kept = _among(codes, [c for c in known if c.isalnum() or c in _KEPT_MARKS])
    if len(codes) > 2 and "." in known:
        number = _among(codes, [c for c in known if c.isdecimal()])
        kept[1:-1] |= (codes[1:-1] == ord(".")) & number[:-2] & number[2:]
    places = np.flatnonzero(kept)
    return codes[places].astype(np.uint32), places


def _among(codes: np.ndarray, characters: list[str]) -> np.ndarray:
    """Which code points are of these characters; shape of the codes, bool."""
    table = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    table[[ord(c) for c in characters]] = True
    return table[codes]


def ngrams(folded: Folded, n: int) -> tuple[np.ndarray, np.ndarray]:
    """A number for each run of n characters within a segment: equal runs have equal numbers, on every machine.

    Parameters
    ----------
    folded : Folded
    n : int

    Returns
    -------
    places : ndarray of int64
        Where each run begins, rising.
    hashes : ndarray of uint64
        Different runs have different numbers but for one pair in about 2**64.

    Notes
    -----
    A polynomial in the code points, modulo 2**64, whose bits are then mixed (Steele, Lea and Flood 2014) so that any of them
    can serve to draw a sample.

    References
    ----------
    Karp and Rabin (1987), Efficient randomized pattern-matching algorithms, IBM J. Res. Dev. 31; Steele, Lea and Flood
    (2014), Fast splittable pseudorandom number generators, OOPSLA.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1; got {n}")
    size = len(folded) - n + 1
    if size <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    places = np.flatnonzero(folded.rows[:size] == folded.rows[n - 1 :])
    mixed = _mix(folded.codes.astype(np.uint64))
    hashes = np.zeros(size, np.uint64)
    for i in range(n):
        hashes *= _FACTOR
        hashes += mixed[i : i + size]
    return places, _mix(hashes[places])


def _mix(values: np.ndarray) -> np.ndarray:
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))


def covered(places: np.ndarray, n: int, size: int) -> np.ndarray:
    """Which of so many characters lie in a run of n that begins at one of the places; shape (size,), bool."""
    change = np.bincount(places, minlength=size + 1) - np.bincount(np.asarray(places) + n, minlength=size + 1)
    return np.cumsum(change[:-1]) > 0
