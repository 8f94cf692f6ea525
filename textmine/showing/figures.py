"""Style and fonts of the figures, and the one function that saves them.

Nothing here touches matplotlib's settings outside a `with style():` block; figures are made without pyplot, so that no
window and no global figure list is involved.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import files
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure
from PIL import Image

from textmine.atomic import write_bytes

FAMILY = "Textmine Sans SC"
SIGNIFICANT_DIGITS = 6
INK, GREY, PALE = "#1d2733", "#6b7683", "#d9dee3"
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


def plotted(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is drawn and saved: floats with six significant digits, so that no rounding error of a processor
    moves a mark."""
    return table.apply(_rounded) if len(table) else table


def _rounded(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_float_dtype(column):
        return column
    return column.map(lambda value: float(f"{value:.{SIGNIFICANT_DIGITS}g}"), na_action="ignore")


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
    figure: Figure | None, table: pd.DataFrame, path: str | Path, *, none: str = "", traced: bool = True
) -> SavedFigure | Unasked:
    """Save a figure as SVG, PDF and PNG, and what it shows as CSV.

    Parameters
    ----------
    figure : Figure or None
        None where there is nothing to draw.
    table : DataFrame
        What is plotted, one row a mark. Its column `segment_ids` names the segments behind each row, joined by blanks.
    traced : bool
        False for a figure of models, behind whose marks no single segments stand: it needs no such column.
    path : str or Path
        Of the files, without suffix: `../figures/fig01_documents`.
    none : str
        What to say where the figure is None or the table has no rows. The files of an earlier figure are deleted then.

    Returns
    -------
    SavedFigure or Unasked

    Raises
    ------
    FigureError
        If a traced table has no column `segment_ids`, the fonts lack a glyph, or there is nothing to draw and `none` is empty.

    Notes
    -----
    The bytes of SVG, PDF and CSV depend only on what is drawn. Those of a PNG depend on the compression library too:
    a PNG with the same pixels is left as it is.
    """
    path = Path(path)
    if none and (figure is None or not len(table)):
        for suffix in (*_METADATA, "csv"):
            path.with_name(f"{path.name}.{suffix}").unlink(missing_ok=True)
        return Unasked(none)
    if figure is None or not len(table) or (traced and "segment_ids" not in table):
        raise FigureError(
            f"{path.name}: the table needs rows and a column segment_ids; it has {len(table)} rows and {list(table.columns)}"
        )
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
