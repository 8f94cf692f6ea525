"""How figures look: fonts, sizes, settings of matplotlib, all inside a `with style():` block; and the rounding of what is drawn."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import files

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager

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
    "figure.dpi": 720,  # at which texts are measured: at a screen's, hinting makes each Chinese character .3 points too narrow
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
