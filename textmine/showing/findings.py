"""Notebooks whose findings stand in cells of their own, tagged `findings` -> what no output bears out; templates."""

from __future__ import annotations

import copy
import re
from decimal import Decimal

import nbformat

from textmine.showing.claims import printed_claims, unborne_words

TAG = "findings"
_COMMENT = re.compile(r"<!--\s*new study:\s*(.*?)\s*-->\s*", re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])|(?<=\.)\d+(?![\w.])")
# Not measured here: code, links, numbers of figures, notebooks and of listed points, the confidence of all intervals.
_EXEMPT = re.compile(
    r"`[^`]*`|\]\([^)]*\)|\b[Ff]igures?\s+\d+(?:(?:,| and| to)\s+\d+)*|\b[Nn]otebooks?\s+\d+|^\d+\.\s|\b95 %",
    re.MULTILINE,
)


def is_finding(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell states or shows something of these documents alone."""
    return TAG in cell.metadata.get("tags", [])


def unborne_numbers(notebook: nbformat.NotebookNode) -> list[tuple[int, str]]:
    """Numbers in findings that stand in no output of the notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.

    Returns
    -------
    list of (int, str)
        Number of the cell, from 1, and the number as it is written. A number is borne out by an output with the same value,
        whatever its sign: 12 by 12.0, not by 12.3. Code in backticks, links, numbers of figures and notebooks and "95 %" are
        passed over.
    """
    shown = {value for cell in notebook.cells for text in _output_texts(cell) for value in _values(text)}
    return [
        (place, written)
        for place, text in _findings(notebook)
        for written in _NUMBER.findall(_EXEMPT.sub(" ", text))
        if _value(written) not in shown
    ]


def unborne_claims(notebook: nbformat.NotebookNode) -> list[tuple[int, str]]:
    """Words like all, none, most and first in findings that no printed claim bears out, and printed claims that do not hold.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.

    Returns
    -------
    list of (int, str)
        Number of the cell, from 1, and the words; see `textmine.showing.claims.claims`. Code in backticks is passed over.
    """
    printed: dict[str, bool] = {}
    failed = []
    for place, cell in enumerate(notebook.cells, start=1):
        own = {claim: holds for text in _output_texts(cell) for claim, holds in printed_claims(text).items()}
        failed += [(place, f"does not hold: {claim}") for claim, holds in own.items() if not holds]
        printed |= own
    return failed + [
        (place, words)
        for place, text in _findings(notebook)
        for words in unborne_words(re.sub("`[^`]*`", "`", text), printed)
    ]


def _findings(notebook: nbformat.NotebookNode) -> list[tuple[int, str]]:
    """The texts that state findings, each with the number of its cell, from 1."""
    return [
        (place, _COMMENT.sub("", cell.source))
        for place, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "markdown" and is_finding(cell)
    ]


def template(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook for documents of one's own: without outputs and findings.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    NotebookNode
        In the place of a finding stands what its first lines, `<!-- new study: ... -->`, say to look for; a finding without such
        lines is left out.
    """
    made = copy.deepcopy(notebook)
    made.cells = [cell for cell in map(_as_template, made.cells) if cell is not None]
    return made


def _as_template(cell: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if not is_finding(cell):
        return cell
    found = _COMMENT.match(cell.source) if cell.cell_type == "markdown" else None
    if not found:
        return None
    cell.source = found[1] if found[1].startswith("#") else f"*To look for:* {found[1]}"
    cell.metadata = nbformat.NotebookNode()
    return cell


def _output_texts(cell: nbformat.NotebookNode) -> list[str]:
    outputs = cell.get("outputs", [])
    texts = [output.get("text", "") for output in outputs]
    return texts + [
        output.get("data", {}).get(kind, "") for output in outputs for kind in ("text/plain", "text/markdown")
    ]


def _values(text: str) -> set[Decimal]:
    return {_value(written) for written in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}


def _value(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))
