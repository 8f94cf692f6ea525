"""What the stored figures rest on: `figures/manifest.json`, written by `textmine reproduce`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import nbformat

from textmine.atomic import write_text
from textmine.counting.tokens import Tokenizer
from textmine.showing.changes import CAPTION, DRAWINGS, TABLE, Files
from textmine.showing.running import Executed, cell_id
from textmine.study import read_study

NAME = "manifest.json"
LOCK = "requirements.lock"
FORMAT = 1
_KEYS = ("versions", "tokenizer", "seeds", "inputs", "figures")
# What numbers and drawings are made with.
PACKAGES = (
    "beautifulsoup4", "biopython", "charset-normalizer", "jieba", "joblib", "matplotlib", "numpy", "pandas", "scikit-learn",
    "scipy", "textmine", "zhplot",
)  # fmt: skip
_DERIVED = "corpus/text/"  # made of corpus/raw/
_TEMPORARY = re.compile(r"^\.(?P<name>[^/]+)\.[^./]+$")  # a file while it is being written, see `textmine.atomic`

Manifest = dict[str, Any]


class ManifestError(ValueError):
    """A manifest that is missing or cannot be read; the message says what to do."""


def made_manifest(study: Path, figures: Files, executed: Mapping[Path, Executed]) -> Manifest:
    """What the figures of a study rest on, after its notebooks have been run.

    Parameters
    ----------
    study : Path
    figures : dict
        Bytes of every figure's files, by figure and suffix.
    executed : mapping of Path to Executed
        The notebooks, in order.

    Returns
    -------
    dict
        `format`; `versions` of the packages; `tokenizer` (its fingerprint, None without a lexicon); `seeds`; `inputs` (SHA-256 of
        each file); `figures`: of each its `notebook`, the `cell` that saves it, a hash of the `code` up to there, the `inputs` that
        had been opened until then (a folder of pages all of which were is one entry, ending in a slash), hashes of the
        `table`, the `drawings` and the `captions`. Figures that no notebook saved are left out. Nothing in it depends on the
        machine, the clock, or the version of Python.
    """
    listed: dict[str, Manifest] = {}
    for path, run in executed.items():
        notebook = nbformat.read(path, as_version=4)
        for name, cell in _saved_in(notebook, run).items():
            if name in figures and TABLE in figures[name]:
                opened = _opened_until(cell, notebook, run)
                listed[name] = {
                    "notebook": f"notebooks/{path.name}",
                    "cell": cell,
                    "code": code_hash(notebook, cell),
                    "inputs": opened,
                    **file_hashes(figures[name]),
                }
    inputs = sorted({name for figure in listed.values() for name in figure["inputs"]})
    for figure in listed.values():
        figure["inputs"] = _folded(sorted(figure["inputs"]), inputs)
    return {
        "format": FORMAT,
        **state_of(study),
        "inputs": {name: file_hash(study / name) for name in inputs},
        "figures": dict(sorted(listed.items())),
    }


def write_manifest(study: Path, manifest: Manifest) -> None:
    """Write `figures/manifest.json` of a study."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    write_text(study / "figures" / NAME, text + "\n")


def read_manifest(study: Path) -> Manifest:
    """The manifest of a study.

    Raises
    ------
    ManifestError
        If there is none, it is no JSON, or it was written in another format.
    """
    path = study / "figures" / NAME
    if not path.is_file():
        raise ManifestError(f"{path}: no such file; textmine reproduce writes it")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ManifestError(f"{path}: no JSON ({error}); textmine reproduce writes it anew") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise ManifestError(f"{path}: format {found}, needs {FORMAT}; textmine reproduce writes it anew")
    if missing := [key for key in _KEYS if key not in manifest]:
        raise ManifestError(f"{path}: lacks {', '.join(missing)}; textmine reproduce writes it anew")
    return manifest


def state_of(study: Path) -> Manifest:
    """Versions, fingerprint of the tokenizer and seeds as they are now."""
    corpus = study / "corpus"
    lexicon = corpus / "lexicon" / "terms.txt"
    return {
        "versions": versions(study),
        "tokenizer": Tokenizer.from_folder(corpus).fingerprint if lexicon.is_file() else None,
        "seeds": dict(sorted(read_study(corpus).seeds.items())),
    }


def versions(study: Path) -> dict[str, str]:
    """The version of each package that matters.

    Where the study has a `requirements.lock` and what is installed is one of the versions pinned there, all of these stand
    here, "2.4.6 or 2.5.5": a lock may pin two for different versions of Python, and both give the same bytes.
    """
    lock = study / LOCK
    pinned = _pins(lock.read_text(encoding="utf-8")) if lock.is_file() else {}
    found = {}
    for package in PACKAGES:
        try:
            installed = version(package)
        except PackageNotFoundError:
            installed = "not installed"
        known = pinned.get(package, [])
        found[package] = " or ".join(known) if installed in known else installed
    return found


def _pins(lock: str) -> dict[str, list[str]]:
    pins: dict[str, list[str]] = {}
    for name, pin in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        pins.setdefault(name.lower(), []).append(pin)
    return pins


def file_hash(path: Path) -> str:
    """SHA-256 of a file; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def file_hashes(files: Mapping[str, bytes]) -> Manifest:
    """SHA-256 of a figure's table, drawings and captions. A PNG has none: its bytes depend on the machine's compression."""
    hashes = {suffix: hashlib.sha256(content).hexdigest() for suffix, content in sorted(files.items())}
    ends = {suffix: suffix.rpartition(".")[2] for suffix in hashes}
    return {
        "table": hashes.get(TABLE, ""),
        "drawings": {suffix: digest for suffix, digest in hashes.items() if ends[suffix] in DRAWINGS},
        "captions": {suffix: digest for suffix, digest in hashes.items() if ends[suffix] == CAPTION},
    }


def code_hash(notebook: nbformat.NotebookNode, cell: str) -> str:
    """SHA-256 of a notebook's code up to and with a cell; empty where it has no such cell."""
    state = hashlib.sha256()
    for number, one in enumerate(notebook.cells, start=1):
        if one.cell_type == "code":
            state.update(one.source.encode() + b"\0")
        if cell_id(one, number) == cell:
            return state.hexdigest()
    return ""


def unfolded(names: list[str], inputs: Mapping[str, str]) -> list[str]:
    """The files of a figure's inputs: a folder stands for all in it."""
    return [file for name in names for file in (_below(name, list(inputs)) if name.endswith("/") else [name])]


def _folded(names: list[str], inputs: list[str]) -> list[str]:
    """The names, with corpus/raw/ in place of the pages where these are all that anything rests on."""
    pages = "corpus/raw/"
    if _below(pages, names) and _below(pages, names) == _below(pages, inputs):
        return sorted([*(name for name in names if not name.startswith(pages)), pages])
    return names


def _below(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(folder)]


def _saved_in(notebook: nbformat.NotebookNode, run: Executed) -> dict[str, str]:
    """The cell that saves each figure: the last that opened a file of it and calls `save_figure`, else the last that opened one."""
    sources = {cell_id(cell, number): cell.source for number, cell in enumerate(notebook.cells, start=1)}
    touched = [
        (_figure_of(name), cell) for cell, names in run.opened.items() for name in names if name.startswith("figures/")
    ]
    touched.sort(key=lambda pair: "save_figure" in sources[pair[1]])  # stable: within both kinds the order of the cells
    return {name: cell for name, cell in touched if name}


def _figure_of(name: str) -> str:
    """Figure of a path like figures/fig01_a.en.svg, or of the temporary file from which that is made."""
    file = name.removeprefix("figures/")
    if being_written := _TEMPORARY.match(file):
        file = being_written["name"]
    return "" if "/" in file or file == NAME else file.partition(".")[0]


def _opened_until(cell: str, notebook: nbformat.NotebookNode, run: Executed) -> list[str]:
    """Files of the corpus that the notebook had opened when the cell had been run."""
    opened: list[str] = []
    for number, one in enumerate(notebook.cells, start=1):
        key = cell_id(one, number)
        opened += [name for name in run.opened.get(key, []) if _is_input(name)]
        if key == cell:
            break
    return opened


def _is_input(name: str) -> bool:
    """Whether a path is a file of the corpus that nothing made: no derived text, no file that is being written."""
    file = name.rpartition("/")[2]
    return name.startswith("corpus/") and not name.startswith(_DERIVED) and not file.startswith(".")
