"""An executed notebook -> what keeps it from being stored: words on stderr, traces of the machine."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

_LONGEST_SHOWN = 160
_TRACE = re.compile(
    r"(?<![\w.~/-])/(?:home|root|Users|tmp|var/folders|private|mnt|opt)/[^\s\"'<>)\]]+"
    r"|\b[A-Za-z]:\\\\?Users\\[^\s\"'<>)\]]+"
    r"|\b0x[0-9a-f]{6,}\b"
)


def first_line(cell: nbformat.NotebookNode) -> str:
    """The line by which a message names a cell."""
    return next(iter(cell.source.splitlines()), "empty")


def faults_of_outputs(notebook: nbformat.NotebookNode, folder: Path) -> list[str]:
    """What in the outputs would differ on another machine.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    folder : Path
        Where it ran.

    Returns
    -------
    list of str
        A line a cell and kind of fault: words on stderr (a warning of a library, most often), and a path of this machine or
        an address of its memory in what was printed. Pictures are not read.
    """
    places = _places(folder)
    faults = []
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"cell {number} ({first_line(cell)})"
        outputs = cell.get("outputs", [])
        said = "".join(output.text for output in outputs if output.get("name") == "stderr")
        if said.strip():
            faults.append(f"{where} wrote to stderr: {_shown(said)}")
        elif traces := [trace for text in _texts(outputs) for trace in _traces(text, places)]:
            faults.append(f"{where} printed a trace of this machine: {_shown(traces[0])}")
    return faults


def _places(folder: Path) -> list[str]:
    """Folders of this machine that no output may name; the root of a file system says nothing."""
    found = (Path.home(), folder.resolve(), folder.resolve().parent, Path(sys.prefix), Path(tempfile.gettempdir()))
    return sorted({str(place) for place in found if len(place.parts) > 1}, key=len, reverse=True)


def _texts(outputs: list[nbformat.NotebookNode]) -> Iterator[str]:
    for output in outputs:
        yield output.get("text", "")
        yield from (
            data for kind, data in output.get("data", {}).items() if isinstance(data, str) and "image/p" not in kind
        )


def _traces(text: str, places: list[str]) -> list[str]:
    return [place for place in places if re.search(re.escape(place) + r"(?![\w.-])", text)] + _TRACE.findall(text)


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]} ..."
