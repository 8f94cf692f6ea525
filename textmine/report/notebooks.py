"""An executed notebook -> the body of its page, with nothing in it but text, tables and pictures."""

from __future__ import annotations

import copy
import hashlib
import re
import warnings
from collections.abc import Mapping

import nbformat
from pygments.formatters import HtmlFormatter

from textmine.report.safe import safe, unlinked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbconvert import HTMLExporter

_PLACE = "textmine-picture-"


def notebook_body(notebook: nbformat.NotebookNode, figures: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The cells of a notebook as safe markup.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    figures : mapping of str to str
        Drawings that the site holds anyway: SVG -> name of its file.

    Returns
    -------
    body : str
    pictures : dict of str to str
        SVG of further drawings, by the name of the file that the body asks for.
    """
    made, pictures, names = copy.deepcopy(notebook), {}, {}
    for cell in made.cells:
        for output in cell.get("outputs", []):
            if svg := output.get("data", {}).get("image/svg+xml"):
                name = figures.get(svg)
                if name is None:
                    name = f"picture-{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
                    pictures[name] = svg
                words = output["data"].get("text/plain", "")
                key = f"{_PLACE}{len(names)}"
                names[key] = (name, words.partition(":")[0])
                output["data"] = {"text/html": f'<span class="{key}"></span>'}
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    body, _ = exporter.from_notebook_node(made)
    body = safe(unlinked(body)).replace("<th></th>", "<td></td>")  # a heading of nothing
    for key, (name, words) in names.items():
        shown = f'<img src="../figures/{name}" alt="{_plain(words)}" loading="lazy">'
        body = body.replace(f'<span class="{key}"></span>', shown)
    return body, pictures


def _plain(words: str) -> str:
    return re.sub(r"[^\w .,-]", " ", words)


def code_style() -> str:
    """Style sheet for the code of notebooks: dark on white, and readable for most who see colours otherwise."""
    return HtmlFormatter(style="xcode").get_style_defs(".highlight")
