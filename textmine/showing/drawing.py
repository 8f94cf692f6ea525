"""One drawing of a table that can be had in either language."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps

import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure

from textmine.showing.language import speaking
from textmine.showing.style import FigureError, plotted, style

ROWS = "rows_of_mark"  # column of a drawn table: the rows of the saved one that a mark shows, one or a tuple
_METADATA = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
# Letters fitted to the dots of a PNG would be wider than those that were measured, and leave the canvas.
_HINTING = {"png": {"text.hinting": "no_hinting"}}


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure that draws itself in English or Chinese; a notebook shows the English one.

    Attributes
    ----------
    draw : callable
        Draws it once, in the language that is spoken (`textmine.showing.language.speaking`).
    """

    draw: Callable[[], Figure | None] = field(repr=False)
    _drawn: dict[str, tuple[Figure | None, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def figure(self, language: str = "en") -> Figure | None:
        """The figure in a language, "en" or "zh"; None where the table holds nothing to draw."""
        return self._made(language)[0]

    def notes(self, language: str = "en") -> tuple[str, ...]:
        """The sentences that explain its symbols, with their numbers."""
        return self._made(language)[1]

    def rendered(self, suffix: str, language: str = "en", **options: object) -> bytes:
        """The bytes of a file, "svg", "pdf" or "png"; `options` go on to `Figure.savefig`."""
        buffer, figure = io.BytesIO(), self.figure(language)
        with style(), _known_glyphs():
            figure.draw_without_rendering()  # places everything once, so that all formats share one layout
            figure.set_layout_engine("none")
            # The solver's last digits differ from run to run, and the names of clipping paths with them.
            for ax in figure.axes:
                ax.set_position([round(float(value), 6) for value in ax.get_position().bounds])
            with rc_context(_HINTING.get(suffix, {})):
                figure.savefig(buffer, format=suffix, metadata=_METADATA[suffix], **options)
        return buffer.getvalue()

    def _repr_svg_(self) -> str:
        return self.rendered("svg").decode("utf-8")

    def _made(self, language: str) -> tuple[Figure | None, tuple[str, ...]]:
        if language not in self._drawn:
            with speaking(language) as notes, style(), _known_glyphs():
                figure = self.draw()
                self._drawn[language] = figure, tuple(notes.values())
        return self._drawn[language]


@contextmanager
def _known_glyphs() -> Iterator[None]:
    try:
        yield
    except UserWarning as warning:
        raise FigureError(f"a character is in none of the fonts: {warning}") from None


def styled(draw: Callable[..., Figure | None]) -> Callable[..., Drawing | None]:
    """Decorator: a function that draws a table -> one that gives its `Drawing`, None where there is nothing to draw.

    It is drawn in the project's style and from the rounded table that is saved.
    """

    @wraps(draw)
    def drawn(table: pd.DataFrame, *args, **options) -> Drawing | None:
        if not len(table):
            return None
        rounded = numbered(plotted(table))
        drawing = Drawing(lambda: draw(rounded, *args, **options))
        return None if drawing.figure() is None else drawing

    return drawn


def numbered(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the number of each row in the column `ROWS`, by which `tie` names marks; as it is if it has them."""
    return table if ROWS in table else table.assign(**{ROWS: range(len(table))})
