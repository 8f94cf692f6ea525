"""Run every notebook anew, redraw every figure, and say what changed."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from textmine.atomic import write_text
from textmine.corpus import read_corpus, write_texts
from textmine.showing.changes import FIGURE_FILES, figure_changes, notebook_changes
from textmine.showing.findings import unborne_claims, unborne_numbers
from textmine.showing.kernel import environment
from textmine.showing.stored import faults_of_outputs, first_line

_CELL_TIMEOUT = 3600  # seconds; choosing a number of topics for thousands of documents takes its time
_NAMED = 5  # changed texts that are named; of more, their number


class ReproductionError(RuntimeError):
    """Notebooks that failed or are not fit to be stored; the message names each with its cell and the fault."""


def reproduce(
    project: str | Path = ".", *, jobs: int | None = None, png: int | None = None, say: Callable[[str], None] = print
) -> None:
    """Derive the policy texts, run the notebooks side by side, and report every number that moved.

    Parameters
    ----------
    project : str or Path
        Holds `corpus/`, `notebooks/` and `figures/`.
    jobs : int, optional
        Notebooks run at a time; by default one a core.
    png : {300, 600}, optional
        Draw every figure as a PNG of so many dots an inch too.
    say : callable
        Takes each line of the report.

    Raises
    ------
    CorpusError
        If the corpus has faults.
    ReproductionError
        If there is no notebook, or one fails, or a cell writes to stderr or prints a path of this machine. Such a notebook
        is left as it was.
    """
    project = Path(project)
    notebooks = sorted((project / "notebooks").glob("*.ipynb"))
    if not notebooks:
        raise ReproductionError(f"{project / 'notebooks'}: no notebooks; run this in the project's folder or name it")
    corpus = read_corpus(project / "corpus")
    changed = write_texts(corpus)
    say(f"corpus: {len(corpus.documents)} documents; policy texts {_some_of(changed)}")
    figures = project / "figures"
    before = _figures(figures)
    stored = {path: nbformat.read(path, as_version=4) for path in notebooks}
    _run_all(notebooks, jobs or os.cpu_count() or 1, png, say)
    sources = "".join(path.read_text(encoding="utf-8") for path in notebooks)
    for path, former in stored.items():
        for line in notebook_changes(path.name, former, nbformat.read(path, as_version=4)):
            say(line)
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        for place, number in unborne_numbers(notebook):
            say(f"{path.name}, cell {place}: the finding's {number} stands in no output any more")
        for place, words in unborne_claims(notebook):
            say(f"{path.name}, cell {place}: no claim that holds bears this out: {words}")
    for line in figure_changes(before, _figures(figures), sources):
        say(line)


def _some_of(changed: list[str]) -> str:
    """The first changed texts by name, and how many more there are."""
    if not changed:
        return "unchanged"
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"changed: {', '.join(changed[:_NAMED])}{more}"


def _run_all(notebooks: list[Path], jobs: int, png: int | None, say: Callable[[str], None]) -> None:
    failed = []
    with ThreadPoolExecutor(jobs) as pool, tempfile.TemporaryDirectory() as ipython:
        started = {pool.submit(run_notebook, path, ipython_folder=ipython, png=png): path for path in notebooks}
        for done, future in enumerate(as_completed(started), start=1):
            path, error = started[future], future.exception()
            if error and not isinstance(error, ReproductionError):
                raise error
            failed += [str(error)] if error else []
            outcome = "failed" if error else f"{future.result():.0f} s"
            say(f"[{done}/{len(notebooks)}] {path.name}: {outcome}")
    if failed:
        raise ReproductionError("\n".join(sorted(failed)))


def run_notebook(path: Path, *, ipython_folder: str, png: int | None = None) -> float:
    """Execute a notebook in its own folder and store its outputs without anything that depends on machine or clock.

    Parameters
    ----------
    path : Path
    ipython_folder : str
        Stands in for the user's own IPython settings, which would change what the cells do.
    png : {300, 600}, optional
        Draw figures as PNG of so many dots an inch too.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ReproductionError
        Names the cell and the error, or each cell that wrote to stderr or printed a trace of this machine; the stored
        notebook is then left as it was.
    """
    begin = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=_CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=40"],  # else the kernel warns of its own transport at every start
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        asyncio.run(client.async_execute(env=environment(ipython_folder, png=png)))
    except CellExecutionError as error:
        raise ReproductionError(f"{path.name}, {_failed_cell(notebook)}: {error.ename}: {error.evalue}") from None
    except (DeadKernelError, TimeoutError) as error:
        raise ReproductionError(f"{path.name}, {_failed_cell(notebook)}: {error}") from None
    if faults := faults_of_outputs(notebook, path.parent):
        raise ReproductionError(
            "\n".join(f"{path.name}, {fault}; the stored notebook is left as it was" for fault in faults)
        )
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    write_text(path, nbformat.writes(notebook) + "\n")
    return time.monotonic() - begin


def _failed_cell(notebook: nbformat.NotebookNode) -> str:
    """The first cell with an error among its outputs, by number and first line."""
    for number, cell in enumerate(notebook.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {number} ({first_line(cell)})"
    return "a cell"


def _figures(folder: Path) -> dict[str, dict[str, bytes]]:
    """Bytes of every figure's files, by figure and suffix."""
    found: dict[str, dict[str, bytes]] = {}
    for path in sorted(folder.glob("*")):
        name, _, suffix = path.name.partition(".")
        if suffix in FIGURE_FILES:
            found.setdefault(name, {})[suffix] = path.read_bytes()
    return found
