"""A study -> the files of its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textmine.atomic import write_bytes
from textmine.report.figures import StaleFigure
from textmine.report.guides import guide_pages
from textmine.report.layout import Layout
from textmine.report.material import read_material
from textmine.report.pages import data_files, document_pages, figure_pages, notebook_pages, overview_pages

LIST = "files.txt"  # in the folder of a report: what the last run wrote there


class ReportError(ValueError):
    """A report that cannot be written; the message says why."""


def write_report(
    study: str | Path = ".", output: str | Path | None = None, *, say: Callable[[str], None] = lambda line: None
) -> Path:
    """Write a study's report: a static site that needs no server and no network.

    Parameters
    ----------
    study : str or Path
        Folder with `corpus/`, and `notebooks/` and `figures/` as `textmine reproduce` leaves them. No notebook is run.
    output : str or Path, optional
        Folder of the site; `report/` of the study where it is not given. It must be empty, not there yet, or hold a report:
        files that an earlier report wrote there and this one does not are deleted, others are left alone.
    say : callable, optional
        Takes a line about each part that is done.

    Returns
    -------
    Path
        The first page, `index.html` of the folder. The same study gives the same bytes.

    Raises
    ------
    ReportError
        If the folder holds files and no report, the study has neither figures nor notebooks, or a figure's table names a segment
        that the corpus no longer has.
    CorpusError, StudyError, CodebookError
        If the study has faults.
    """
    study = Path(study)
    folder = Path(output) if output is not None else study / "report"
    former = _former(folder)
    material = read_material(study)
    if not material.notebooks and not any((study / "figures").glob("*.csv")):
        raise ReportError(f"{study}: neither notebooks nor figures; run textmine reproduce there first")
    layout = Layout(material)
    files: dict[str, bytes] = {}
    parts = {
        "figures": figure_pages,
        "documents": document_pages,
        "notebooks": notebook_pages,
        "overview": overview_pages,
        "data": data_files,
        "guides": guide_pages,
    }
    for name, part in parts.items():
        try:
            made = part(material, layout)
        except StaleFigure as error:
            raise ReportError(f"{error}; run textmine reproduce {study} first") from None
        files |= made
        say(f"{name}: {len(made)} files, {sum(map(len, made.values())) / 1e6:.1f} MB")
    files |= layout.static_files()
    for name, content in files.items():
        write_bytes(folder / name, content)
    for name in sorted(former - files.keys()):
        (folder / name).unlink(missing_ok=True)
    write_bytes(folder / LIST, "".join(f"{name}\n" for name in sorted(files)).encode())
    return folder / "index.html"


def _former(folder: Path) -> set[str]:
    """Names of the files that an earlier report wrote into the folder."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise ReportError(f"{folder} is a file; name a folder")
    if (folder / LIST).is_file():
        names = (folder / LIST).read_text(encoding="utf-8").splitlines()
        inside = folder.resolve()
        return {name for name in names if (folder / name).resolve().is_relative_to(inside)}
    if any(folder.iterdir()):
        raise ReportError(f"{folder} holds files and no report; name an empty folder or one that is not there yet")
    return set()
