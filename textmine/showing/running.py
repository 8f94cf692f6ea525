"""Run notebooks and store their outputs; know which files each cell had read."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from textmine.atomic import write_text
from textmine.progress import bar
from textmine.showing import watching
from textmine.showing.kernel import environment
from textmine.showing.stored import faults_of_outputs, first_line

_CELL_TIMEOUT = 3600  # seconds; choosing a number of topics for thousands of documents takes its time


class ReproductionError(RuntimeError):
    """Notebooks that failed or are not fit to be stored; the message names each with its cell and the fault.

    Attributes
    ----------
    failed : dict of str to str
        What is wrong with each notebook, by its file name; empty where none was run.
    """

    def __init__(self, message: str, failed: Mapping[str, str] | None = None):
        super().__init__(message)
        self.failed = dict(failed or {})


@dataclass(frozen=True)
class Executed:
    """A notebook that has been run.

    Attributes
    ----------
    seconds : float
    opened : dict of str to list of str
        Files below `corpus/` and `figures/`, relative to the study, that had not been opened before, by the id of the cell that
        opened them, in order of the cells.
    """

    seconds: float
    opened: dict[str, list[str]]


def cell_id(cell: nbformat.NotebookNode, number: int) -> str:
    """The id of a cell; of a notebook whose format has none, its number, from 1."""
    return cell.get("id", f"cell {number}")


def run_all(
    notebooks: list[Path], jobs: int, say: Callable[[str], None], *, png: int | None = None
) -> dict[Path, Executed]:
    """Run notebooks side by side, each in its own folder.

    Parameters
    ----------
    notebooks : list of Path
    jobs : int
        Run at a time.
    say : callable
        Takes a line about each notebook that is done.
    png : {300, 600}, optional
        Draw figures as PNG of so many dots an inch too.

    Returns
    -------
    dict of Path to Executed
        In the order of the notebooks.

    Raises
    ------
    ReproductionError
        Lists what is wrong with each that failed, when all have been run.
    """
    failed, executed = {}, {}
    cells = sum(cell.cell_type == "code" for path in notebooks for cell in nbformat.read(path, as_version=4).cells)
    with (
        bar("notebooks", unit=" cells", total=cells) as shown,
        ThreadPoolExecutor(jobs) as pool,
        tempfile.TemporaryDirectory() as ipython,
    ):
        started = {
            pool.submit(run_notebook, path, ipython_folder=ipython, done=shown.update, png=png): path
            for path in notebooks
        }
        for done, future in enumerate(as_completed(started), start=1):
            path, error = started[future], future.exception()
            if error and not isinstance(error, ReproductionError):
                raise error
            if error:
                failed[path.name] = str(error)
            else:
                executed[path] = future.result()
            outcome = "failed" if error else f"{executed[path].seconds:.0f} s"
            shown.clear()  # the line takes its place; the bar comes again below it
            say(f"[{done}/{len(notebooks)}] {path.name}: {outcome}")
    if failed:
        raise ReproductionError("\n".join(sorted(failed.values())), failed)
    return {path: executed[path] for path in notebooks}


def run_notebook(
    path: Path, *, ipython_folder: str, done: Callable[[], object] = lambda: None, png: int | None = None
) -> Executed:
    """Execute a notebook in its own folder and store its outputs without anything that depends on machine or clock.

    Parameters
    ----------
    path : Path
    ipython_folder : str
        Stands in for the user's own IPython settings, which would change what the cells do.
    done : callable, optional
        Called when a cell has been run.
    png : {300, 600}, optional
        Draw figures as PNG of so many dots an inch too.

    Returns
    -------
    Executed

    Raises
    ------
    ReproductionError
        Names the cell and the error, or each cell that wrote to stderr or printed a trace of this machine; the stored
        notebook is then left as it was.
    """
    begin = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    opened: dict[str, list[str]] = {}
    client = NotebookClient(
        notebook,
        timeout=_CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=40"],  # else the kernel warns of its own transport at every start
        resources={"metadata": {"path": str(path.parent)}},
    )
    watching.prepare(ipython_folder)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "opened"

        def note(cell: nbformat.NotebookNode, cell_index: int, **_: object) -> None:
            before = sum(map(len, opened.values()))
            opened[cell_id(cell, cell_index + 1)] = watching.opened_files(log)[before:]
            done()

        client.on_cell_executed = note
        watched = {watching.LOG: str(log), watching.STUDY: str(path.resolve().parents[1])}
        _execute(client, path, environment(ipython_folder, png=png) | watched)
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
    return Executed(time.monotonic() - begin, opened)


def _execute(client: NotebookClient, path: Path, variables: dict[str, str]) -> None:
    try:
        asyncio.run(client.async_execute(env=variables))
    except CellExecutionError as error:
        where = _failed_cell(client.nb)
        raise ReproductionError(f"{path.name}, {where}: {error.ename}: {error.evalue}") from None
    except (DeadKernelError, TimeoutError) as error:
        raise ReproductionError(f"{path.name}, {_failed_cell(client.nb)}: {error}") from None


def _failed_cell(notebook: nbformat.NotebookNode) -> str:
    """The first cell with an error among its outputs, by number and first line."""
    for number, cell in enumerate(notebook.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {number} ({first_line(cell)})"
    return "a cell"
