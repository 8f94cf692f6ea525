"""A scan -> its text, and of each line how sure the recognizer is of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.intake.scans.lines import PrintedLine, printed_lines
from textmine.intake.scans.pictures import pages_of_scan
from textmine.intake.scans.recognizer import Piece, Recognizer, ScanError, load_recognizer
from textmine.progress import bar
from textmine.reading.page import read_raw
from textmine.reading.page.formats import FormatError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COLUMNS = ("page", "line", "recognized", "confidence", "text")
# A page of which most characters stand in runs higher than wide lies on its side; one that is hardly legible, on its head.
_TALL, _HARDLY = 1.5, 0.5
_FEWEST = 10


@dataclass(frozen=True)
class Scan:
    """The text of a scan.

    Attributes
    ----------
    path : Path
        The file.
    n_pages : int
    n_recognized : int
        Pages that were recognized; the others have a text layer, which is their text.
    lines : DataFrame
        One row a line, in the order of the text: `page` (from 1), `line` (its number in the text, from 1), `recognized` (or from
        the text layer), `confidence` (that of its least sure character, from 0 to 1; NaN where it was not recognized), `text`.
    """

    path: Path
    n_pages: int
    n_recognized: int
    lines: pd.DataFrame

    @property
    def text(self) -> str:
        """The lines, each closed by a line break."""
        return "".join(f"{line}\n" for line in self.lines["text"])

    def least_sure(self, n: int = 20) -> pd.DataFrame:
        """The `n` recognized lines of least confidence: rows of `lines`, the least sure first, then in the order of the text."""
        recognized = self.lines[self.lines["recognized"]]
        return recognized.sort_values(["confidence", "line"], kind="stable").head(n)


def recognize_scan(path: str | Path, *, recognizer: Recognizer | None = None, every_page: bool = False) -> Scan:
    """Recognize the text of a scanned PDF, a photograph or a TIFF.

    Parameters
    ----------
    path : str or Path
        PDF, PNG, JPEG, TIFF, BMP or WebP; the bytes decide which. Pages that lie on their side or head are turned.
    recognizer : Recognizer, optional
        Default: that of the extra `ocr`, which is loaded anew in each call; see `load_recognizer`.
    every_page : bool, default False
        Whether pages of a PDF with a text layer are recognized too. Otherwise that is their text, unless it is a mere stamp on
        a picture or its fonts hide the characters.

    Returns
    -------
    Scan
        The lines as they are printed, one after another, page after page. Nothing is joined and nothing left out: page
        numbers are for `clean`, lines broken by a column for `outline`. Some marks are set right, see `mended`.

    Raises
    ------
    PageError
        If the file cannot be read.
    ScanError
        If it is no scan, is damaged, holds no characters, or the extra is not installed.

    Notes
    -----
    The same picture may give other characters with another version of the recognizer or on another processor. So its text is
    to be kept, read against the picture, and taken into a study like any other page; no other part of the package calls this.
    """
    path = Path(path)
    data = read_raw(path).data
    try:
        total, pages = pages_of_scan(data, every_page=every_page)
        recognizer = recognizer or load_recognizer()
        with bar("recognize", unit=" pages", total=total) as shown:
            found = []
            for page in pages:
                found.append(_lines_of(page.text, page.picture, recognizer))
                shown.update()
    except (ScanError, FormatError) as error:
        raise ScanError(f"{path}: {error}") from None
    if not any(lines for _, lines in found):
        raise ScanError(f"{path}: no characters were found in it; is it upright, sharp, and a page of text?")
    return Scan(path, total, sum(recognized for recognized, _ in found), _table(found))


def one_after_another(scans: list[Scan]) -> Scan:
    """Scans as one, such as the photographs of a document page by page: pages and lines counted through.

    Parameters
    ----------
    scans : list of Scan
        At least one, in their order.

    Returns
    -------
    Scan
        With the path of the first.
    """
    import pandas as pd

    tables, pages = [], 0
    for scan in scans:
        tables.append(scan.lines.assign(page=scan.lines["page"] + pages))
        pages += scan.n_pages
    lines = pd.concat(tables, ignore_index=True)
    lines["line"] = range(1, len(lines) + 1)
    return Scan(scans[0].path, pages, sum(scan.n_recognized for scan in scans), lines)


def _lines_of(text: str | None, picture: np.ndarray | None, recognizer: Recognizer) -> tuple[bool, list[PrintedLine]]:
    """Whether a page was recognized, and its lines."""
    if text is None:
        return True, list(_upright(picture, recognizer))
    return False, [PrintedLine(line, float("nan")) for line in text.splitlines() if line.strip()]


def _upright(picture: np.ndarray, recognizer: Recognizer) -> list[PrintedLine]:
    """The lines of a picture as it is or turned, whichever can be read."""
    import numpy as np

    pieces = recognizer(picture)
    tries = [(pieces, picture)]
    tall, legible = _tall(pieces), _legible(pieces)
    if sum(len(piece.text) for piece in pieces) >= _FEWEST and (tall > _HARDLY or legible < _HARDLY):
        for quarters in (1, 3) if tall > _HARDLY else (2,):
            turned = np.ascontiguousarray(np.rot90(picture, quarters))
            tries.append((recognizer(turned), turned))
    pieces, picture = max(tries, key=lambda one: _legible(one[0]) * (1 - _tall(one[0])))
    return printed_lines(pieces, picture.shape[0])


def _legible(pieces: list[Piece]) -> float:
    """Mean confidence of the characters, times the share of the runs that they fill: of a line on its head few are found."""
    room = sum(max(sides) / max(min(sides), 1.0) for sides in map(_sides, pieces))
    filled = min(1.0, sum(len(piece.text) for piece in pieces) / max(room, 1.0))
    return filled * _share(pieces, [piece.confidence for piece in pieces])


def _tall(pieces: list[Piece]) -> float:
    """Share of characters in runs that are higher than wide."""
    return _share(pieces, [float(_is_tall(piece)) for piece in pieces])


def _is_tall(piece: Piece) -> bool:
    width, height = _sides(piece)
    return height > _TALL * width


def _sides(piece: Piece) -> tuple[float, float]:
    """Width and height of a run."""
    xs, ys = zip(*piece.corners, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def _share(pieces: list[Piece], values: list[float]) -> float:
    characters = sum(len(piece.text) for piece in pieces)
    return sum(len(piece.text) * value for piece, value in zip(pieces, values, strict=True)) / max(characters, 1)


def _table(pages: list[tuple[bool, list[PrintedLine]]]) -> pd.DataFrame:
    import pandas as pd

    rows = _rows(pages)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"recognized": bool, "confidence": float})


def _rows(pages: list[tuple[bool, list[PrintedLine]]]) -> Iterator[tuple[int, int, bool, float, str]]:
    number = 0
    for page, (recognized, lines) in enumerate(pages, 1):
        for line in lines:
            number += 1
            yield page, number, recognized, line.confidence, line.text
