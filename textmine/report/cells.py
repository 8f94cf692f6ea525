"""Executed notebooks -> their questions, findings with the outputs above them, and captions of figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat

from textmine.report.safe import markdown, safe

TAG, TAG_ZH = "findings", "findings-zh"
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_FIGURE = re.compile(r"figures/([\w.-]+)")
_SAVED = re.compile(r"save_figure\(.*?figures/([\w-]+)", re.DOTALL)
_CAPTION = re.compile(r"^\*\*Figure (\d+)\*\*\s*(.+)", re.DOTALL)
_TITLE = re.compile(r"^#\s+(?:\d+\s+)?(.+)$", re.MULTILINE)
_SECTION = re.compile(r"^##+\s+(.+)$", re.MULTILINE)
_MOST_TABLES = 2


@dataclass(frozen=True)
class Finding:
    """What a notebook says of these documents.

    Attributes
    ----------
    place : int
        Number of its cell, from 1.
    section : str
        Heading of the notebook's section.
    en : str
        Safe markup.
    zh : str
        Safe markup; empty where the notebook has no cell tagged `findings-zh` behind it.
    tables : tuple of str
        Safe markup of the tables printed above it in its section and, in cells tagged `findings`, right behind it; the last two.
    figures : tuple of str
        Names of the figures drawn above it, since the finding before.
    """

    place: int
    section: str
    en: str
    zh: str
    tables: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What a notebook asks and says.

    Attributes
    ----------
    name : str
        Of the file, without suffix.
    title : str
    question : str
        Safe markup of what stands under the title.
    findings : tuple of Finding
    captions : dict of str to (int, str)
        For each figure that it draws the number and the caption in markdown.
    executed : bool
        Whether any of its cells has an output.
    """

    name: str
    title: str
    question: str
    findings: tuple[Finding, ...]
    captions: dict[str, tuple[int, str]] = field(default_factory=dict)
    executed: bool = True


def told(path: Path, notebook: nbformat.NotebookNode) -> Told:
    """Read a notebook.

    Parameters
    ----------
    path : Path
    notebook : NotebookNode

    Returns
    -------
    Told
        Findings are the markdown cells tagged `findings` and not `findings-zh`, in order.
    """
    findings, captions = [], {}
    section, tables, figures, drawn, behind = "", [], [], None, False
    for place, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            printed = [safe(text) for text in _tables(cell)]
            if behind and TAG in cell.metadata.get("tags", []):  # what a finding announces and shows behind its words
                findings[-1] = replace(findings[-1], tables=(*findings[-1].tables, *printed)[-_MOST_TABLES:])
            else:
                tables += printed
            if saved := _SAVED.search(cell.source):
                drawn = saved[1]
                figures.append(drawn)
            continue
        source = _COMMENT.sub("", cell.source)
        if drawn and (caption := _CAPTION.match(source)):
            captions[drawn] = (int(caption[1]), caption[2].split("\n\n")[0])
            drawn = None
        behind = False
        if headings := _SECTION.findall(source):
            section, tables = headings[-1], []  # what stands above belongs to what was said there
        tags = cell.metadata.get("tags", [])
        if TAG_ZH in tags:
            if findings:
                findings[-1], behind = replace(findings[-1], zh=markdown(source)), True
        elif TAG in tags and source.strip():
            shown = tuple(tables[-_MOST_TABLES:])
            findings.append(Finding(place, section, markdown(source), "", shown, tuple(figures)))
            tables, figures, behind = [], [], True
    title, question = _opening(notebook)
    executed = any(cell.get("outputs") for cell in notebook.cells)
    return Told(path.stem, title or path.stem, markdown(question), tuple(findings), captions, executed)


def _opening(notebook: nbformat.NotebookNode) -> tuple[str, str]:
    """Title and first paragraph of the first cell with a title."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (title := _TITLE.search(cell.source)):
            behind = cell.source[title.end() :].strip()
            return title[1].strip(), behind.split("\n\n")[0]
    return "", ""


def _tables(cell: nbformat.NotebookNode) -> list[str]:
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [one["text/html"] for one in data if "<table" in one.get("text/html", "")]
