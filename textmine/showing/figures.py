"""The one function that saves figures, in both languages, with their tables and captions."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image

from textmine.atomic import write_bytes
from textmine.showing.drawing import Drawing
from textmine.showing.language import LANGUAGES
from textmine.showing.style import FigureError, plotted

RESOLUTIONS = (300, 600)  # dots an inch of a PNG
PNG_VARIABLE = "TEXTMINE_PNG"  # of the environment: the resolution that `textmine reproduce --png` asks for
_NUMBER = re.compile(r"fig0*(\d+)")


@dataclass(frozen=True, eq=False)
class SavedFigure:
    """A saved figure; a notebook shows the English one with its caption.

    Attributes
    ----------
    path : Path
        Without suffix; the files stand there.
    suffixes : tuple of str
        Of the files: `en.svg`, `en.pdf`, ..., `csv`; a PNG, which is made on request only, is not among them.
    svg : str
        The English drawing.
    caption : str
        The English caption.
    """

    path: Path
    suffixes: tuple[str, ...]
    svg: str
    caption: str

    def _repr_svg_(self) -> str:
        return self.svg

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display  # takes its time to import, and only notebooks need it

        number = _NUMBER.match(self.path.name)
        head = f"**Figure {number[1]}** " if number else ""
        display({"image/svg+xml": self.svg, "text/plain": repr(self)}, raw=True)
        display(Markdown(f"{head}{self.caption}"))

    def __repr__(self) -> str:
        return f"{self.path.name}: {', '.join(self.suffixes)}"


@dataclass(frozen=True, repr=False)
class Unasked:
    """What these documents give nothing for, a figure or a table; a notebook shows the sentence instead.

    Attributes
    ----------
    sentence : str
    """

    sentence: str

    def _repr_markdown_(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return self.sentence


def or_say(table: pd.DataFrame, sentence: str) -> pd.DataFrame | Unasked:
    """The table, or where it has no rows the sentence that says why."""
    return table if len(table) else Unasked(sentence)


def save_figure(
    drawing: Drawing | None,
    table: pd.DataFrame,
    path: str | Path,
    *,
    caption: tuple[str, str] = ("", ""),
    none: str = "",
    traced: bool = True,
    png: int | None = None,
) -> SavedFigure | Unasked:
    """Save a figure in English and Chinese as SVG and PDF, what it shows as CSV, and its captions as text.

    Parameters
    ----------
    drawing : Drawing or None
        From a function of `textmine.showing.draw`; None where there is nothing to draw.
    table : DataFrame
        What is plotted, one row a mark. Its column `segment_ids` names the segments behind each row, joined by blanks.
    path : str or Path
        Of the files, without suffix: `../figures/fig01_documents`.
    caption : (str, str)
        What the figure shows, in English and in Chinese. `{rows}` stands for the number of rows of the table, `{n_term}` for the
        number of different values in its column `term`, and so on; `{n_term:term|terms}` for the number with the word that
        it needs, 1 term or 2 terms. The drawing adds what its symbols mean.
    none : str
        What to say where the drawing is None or the table has no rows. The files of an earlier figure are deleted then.
    traced : bool
        False for a figure of models, behind whose marks no single segments stand: it needs no such column.
    png : {300, 600}, optional
        Dots an inch of a PNG in each language. None: what the environment variable `TEXTMINE_PNG` says, which
        `textmine reproduce --png` sets; where it says nothing, no PNG is written, and those of another drawing are deleted.

    Returns
    -------
    SavedFigure or Unasked

    Raises
    ------
    FigureError
        If a traced table has no column `segment_ids`, the fonts lack a glyph, the caption asks for a number that the table does not
        have, the resolution is none of the two, or there is nothing to draw and `none` is empty.

    Notes
    -----
    Files: `NAME.en.svg`, `NAME.en.pdf`, `NAME.en.txt` and the same with `zh`; one `NAME.csv` for both. Their bytes depend only on
    what is drawn. Those of a PNG depend on the compression library too: a PNG with the same pixels is left as it is.
    """
    path = Path(path)
    if none and (drawing is None or not len(table)):
        for stored in _stored(path):
            stored.unlink()
        return Unasked(none)
    if drawing is None or not len(table) or (traced and "segment_ids" not in table):
        raise FigureError(
            f"{path.name}: the table needs rows and a column segment_ids; it has {len(table)} rows and {list(table.columns)}"
        )
    try:
        data = _files(drawing, table, caption, _resolution(png))
    except FigureError as error:
        raise FigureError(f"{path.name}: {error}") from None
    _write(path, data)
    return SavedFigure(
        path,
        tuple(suffix for suffix in data if "png" not in suffix),
        data["en.svg"].decode("utf-8"),
        data["en.txt"].decode("utf-8").strip(),
    )


def _resolution(png: int | None) -> int | None:
    asked = png if png is not None else os.environ.get(PNG_VARIABLE) or None
    if asked is None:
        return None
    if str(asked) not in map(str, RESOLUTIONS):
        raise FigureError(f"a PNG of {asked} dots an inch; allowed: {', '.join(map(str, RESOLUTIONS))}")
    return int(asked)


def _files(drawing: Drawing, table: pd.DataFrame, caption: tuple[str, str], png: int | None) -> dict[str, bytes]:
    """Contents of all files by suffix."""
    data = {}
    for language, template in zip(LANGUAGES, caption, strict=True):
        data[f"{language}.svg"] = drawing.rendered("svg", language)
        data[f"{language}.pdf"] = drawing.rendered("pdf", language)
        if png:
            data[f"{language}.png"] = drawing.rendered("png", language, dpi=png)
        data[f"{language}.txt"] = (_caption(template, table, drawing.notes(language), language) + "\n").encode("utf-8")
    data["csv"] = plotted(table).to_csv(index=False, lineterminator="\n").encode("utf-8")
    return data


def _caption(template: str, table: pd.DataFrame, notes: tuple[str, ...], language: str) -> str:
    numbers = {f"n_{name}": _Number(table[name].nunique()) for name in table if name.isidentifier()}
    try:
        own = template.format(rows=_Number(len(table)), **numbers)
    except (KeyError, IndexError, ValueError) as error:
        known = ", ".join(["rows", *numbers])
        raise FigureError(f"the caption asks for {error}; the table gives {known}") from None
    return (" " if language == "en" else "").join(filter(None, [own, *notes]))


class _Number(int):
    """A number that a caption may ask for with its word, in the singular and the plural: `{rows:value|values}`."""

    def __format__(self, spec: str) -> str:
        one, several, *_ = [*spec.split("|"), "", ""]
        return f"{int(self)} {one if self == 1 else several}" if "|" in spec else super().__format__(spec)


def _write(path: Path, data: dict[str, bytes]) -> None:
    for stored in _stored(path):
        suffix = stored.name.removeprefix(f"{path.name}.")
        drawing = stored.with_suffix(".svg")
        if suffix.endswith(".png") and drawing.is_file() and drawing.read_bytes() != data[drawing.name[-6:]]:
            stored.unlink()  # a picture of another drawing
    for suffix, content in data.items():
        target = path.with_name(f"{path.name}.{suffix}")
        if not suffix.endswith("png") or not same_pixels(target, content):
            write_bytes(target, content)


def _stored(path: Path) -> Iterator[Path]:
    """The files that a figure of this name may have had."""
    suffixes = [f"{language}.{kind}" for language in LANGUAGES for kind in ("svg", "pdf", "png", "txt")]
    candidates = (path.with_name(f"{path.name}.{suffix}") for suffix in [*suffixes, "csv"])
    return (file for file in candidates if file.is_file())


def same_pixels(path: Path, png: bytes) -> bool:
    """Whether the file holds a picture with the same pixels as `png`."""
    if not path.is_file():
        return False
    try:
        with Image.open(path) as old, Image.open(io.BytesIO(png)) as new:
            return old.size == new.size and old.convert("RGBA").tobytes() == new.convert("RGBA").tobytes()
    except OSError:
        return False
