"""Run every notebook anew, redraw every figure, and say what changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import nbformat

from textmine.corpus import read_corpus, write_texts
from textmine.showing.changes import figure_changes, figure_files, notebook_changes
from textmine.showing.findings import unborne_claims, unborne_numbers
from textmine.showing.manifest import made_manifest, write_manifest
from textmine.showing.running import Executed, ReproductionError, run_all, run_notebook

__all__ = ["ReproductionError", "notebooks_of", "reproduce", "rerun", "run_notebook"]
_NAMED = 5  # changed texts that are named; of more, their number


def reproduce(
    project: str | Path = ".", *, jobs: int | None = None, png: int | None = None, say: Callable[[str], None] = print
) -> None:
    """Derive the policy texts, run the notebooks side by side, report every number that moved, and write `figures/manifest.json`.

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
    notebooks = notebooks_of(project)
    figures = project / "figures"
    before = figure_files(figures)
    stored = {path: nbformat.read(path, as_version=4) for path in notebooks}
    executed = rerun(project, jobs=jobs, png=png, say=say)
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
    after = figure_files(figures)
    for line in figure_changes(before, after, sources):
        say(line)
    write_manifest(project, made_manifest(project, after, executed))


def notebooks_of(project: Path) -> list[Path]:
    """The notebooks of a study in order.

    Raises
    ------
    ReproductionError
        If there is none.
    """
    if notebooks := sorted((project / "notebooks").glob("*.ipynb")):
        return notebooks
    raise ReproductionError(f"{project / 'notebooks'}: no notebooks; run this in the project's folder or name it")


def rerun(
    project: Path, *, jobs: int | None, say: Callable[[str], None], png: int | None = None
) -> dict[Path, Executed]:
    """Derive the policy texts and run the notebooks; raises as `reproduce` does."""
    notebooks = notebooks_of(project)
    corpus = read_corpus(project / "corpus")
    changed = write_texts(corpus)
    say(f"corpus: {len(corpus.documents)} documents; policy texts {_some_of(changed)}")
    return run_all(notebooks, jobs or os.cpu_count() or 1, say, png=png)


def _some_of(changed: list[str]) -> str:
    """The first changed texts by name, and how many more there are."""
    if not changed:
        return "unchanged"
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"changed: {', '.join(changed[:_NAMED])}{more}"
