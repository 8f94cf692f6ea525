"""Style, fonts and languages of the figures, and the one function that saves them.

Nothing here touches matplotlib's settings outside a `with style():` block; figures are made without pyplot, so that no
window and no global figure list is involved.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, wraps
from importlib.metadata import files
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure
from PIL import Image

from textmine.atomic import write_bytes
from textmine.study import COLOURS, LEVELS

FAMILY = "Textmine Sans SC"
WIDTH = 16 / 2.54  # inches: the text width of a journal page of A4
SIGNIFICANT_DIGITS = 6
INK, GREY, PALE = "#1d2733", "#6b7683", "#d9dee3"
FILLS = (
    ("#16324f", ""),
    ("#8fa6bb", ""),
    ("#e9c9a8", ""),
    ("#ffffff", "////"),
    ("#c9d6d3", "...."),
    ("#b0b0b0", "xxxx"),
)
ACCENT = COLOURS[0]
LEVEL_COLOURS = {group.id: group.colour for group in LEVELS}
# A set for each group, in it one a document, so that grey print still tells.
_MARKERS = ("ophH", "sDdP", "^v<>", "*X+x", "Ph8d", "Dp*o", "XHs^", "8<P>")
_STYLE = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "hatch.linewidth": 0.5,
    "savefig.dpi": 300,
    "svg.hashsalt": "textmine",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "pdf.compression": 0,  # a compressed stream depends on the zlib of the machine
}
_NOT_STYLE = (
    "backend",
    "backend_fallback",
    "interactive",
    "toolbar",
    "timezone",
    "webagg",
    "savefig.directory",
    "date.epoch",
)
_METADATA = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


class FigureError(ValueError):
    """A figure that cannot be saved as it should be; the message says why."""


@lru_cache(maxsize=1)
def _register_font() -> None:
    """Make the Chinese font of the package `zhplot` known under a name of ours (importing that package changes settings)."""
    found = [file for file in files("zhplot") or () if file.name == "NotoSansSC-Regular.ttf"]
    if not found:
        raise FigureError(
            "the package zhplot holds no NotoSansSC-Regular.ttf; install the versions of requirements.lock"
        )
    entry = font_manager.FontEntry(
        fname=str(found[0].locate()),
        name=FAMILY,
        style="normal",
        variant="normal",
        weight=400,
        stretch="normal",
        size="scalable",
    )
    font_manager.fontManager.ttflist.append(entry)


@contextmanager
def style() -> Iterator[None]:
    """Settings of matplotlib under which figures are drawn and saved; the former ones come back at the end.

    Starts from matplotlib's own defaults, whatever the process has set. A glyph that the fonts lack is an error.
    """
    _register_font()
    defaults = {key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith(_NOT_STYLE)}
    with mpl.rc_context({**defaults, **_STYLE}), warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Glyph \d+")
        yield


def styled(draw: Callable) -> Callable:
    """Decorator: draw in the project's style and from the rounded table that is saved."""

    @wraps(draw)
    def drawn(table: pd.DataFrame, *args, **options):
        with style():
            return draw(plotted(table), *args, **options)

    return drawn


def label(term: str, glossary: Mapping[str, str] | None) -> str:
    """The term, with its English name where the glossary has one."""
    return f"{term} {glossary[term]}" if glossary and term in glossary else term


def look_of(group: str, colours: Mapping[str, str] | None, place: int = 0) -> tuple[str, str]:
    """Colour and mark of a group, or of its document at a place.

    Parameters
    ----------
    group : str
    colours : mapping of str to str or None
        Colour of each group, in order; None: those of the three levels. The mark goes by the group's position.
    place : int
        Of a document in its group; marks return after the fourth.
    """
    colours = LEVEL_COLOURS if colours is None else colours
    if group not in colours:
        return INK, "o"
    marks = _MARKERS[list(colours).index(group) % len(_MARKERS)]
    return colours[group], marks[place % len(marks)]


def new_figure(height: float, rows: int = 1, columns: int = 1, **options) -> tuple[Figure, np.ndarray]:
    """An empty figure of journal width and its axes.

    Parameters
    ----------
    height : float
        Centimetres.
    rows, columns : int
    **options
        Passed on to `Figure.subplots`.

    Returns
    -------
    figure : Figure
    axes : ndarray of Axes, shape (rows, columns)
    """
    figure = Figure(figsize=(WIDTH, height / 2.54), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def plotted(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is drawn and saved: floats with six significant digits, so that no rounding error of a processor
    moves a mark."""
    return table.apply(_rounded) if len(table) else table


def _rounded(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_float_dtype(column):
        return column
    return column.map(lambda value: float(f"{value:.{SIGNIFICANT_DIGITS}g}"))


@dataclass(frozen=True, eq=False)
class SavedFigure:
    """A saved figure; a notebook shows it as SVG.

    Attributes
    ----------
    path : Path
        Without suffix; `.svg`, `.pdf`, `.png` and `.csv` stand there.
    svg : str
    """

    path: Path
    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"{self.path.name}: svg, pdf, png, csv"


def save_figure(figure: Figure, table: pd.DataFrame, path: str | Path) -> SavedFigure:
    """Save a figure as SVG, PDF and PNG, and what it shows as CSV.

    Parameters
    ----------
    figure : Figure
    table : DataFrame
        What is plotted, one row a mark. Its column `segment_ids` names the segments behind each row, joined by blanks.
    path : str or Path
        Of the files, without suffix: `../figures/fig01_documents`.

    Returns
    -------
    SavedFigure

    Raises
    ------
    FigureError
        If the table has no rows or no column `segment_ids`, or the fonts lack a glyph.

    Notes
    -----
    The bytes of SVG, PDF and CSV depend only on what is drawn. Those of a PNG depend on the compression library too:
    a PNG with the same pixels is left as it is.
    """
    path = Path(path)
    if "segment_ids" not in table or not len(table):
        raise FigureError(f"{path.name}: the table needs rows and a column segment_ids; it has {list(table.columns)}")
    try:
        _lay_out(figure)
        data = {suffix: _render(figure, suffix) for suffix in _METADATA}
    except UserWarning as warning:
        raise FigureError(f"{path.name}: a character is in none of the fonts: {warning}") from None
    data["csv"] = plotted(table).to_csv(index=False, lineterminator="\n").encode("utf-8")
    for suffix, content in data.items():
        target = path.with_name(f"{path.name}.{suffix}")
        if suffix != "png" or not same_pixels(target, content):
            write_bytes(target, content)
    return SavedFigure(path, data["svg"].decode("utf-8"))


def _lay_out(figure: Figure) -> None:
    """Place everything once, so that the three formats share one layout."""
    with style():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def _render(figure: Figure, suffix: str) -> bytes:
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format=suffix, metadata=_METADATA[suffix])
    return buffer.getvalue()


def same_pixels(path: Path, png: bytes) -> bool:
    """Whether the file holds a picture with the same pixels as `png`."""
    if not path.is_file():
        return False
    try:
        with Image.open(path) as old, Image.open(io.BytesIO(png)) as new:
            return old.size == new.size and old.convert("RGBA").tobytes() == new.convert("RGBA").tobytes()
    except OSError:
        return False
