"""An empty study: corpus skeleton, lexicon, codebooks, notebooks without findings, and what to do next."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import nbformat

from textmine.atomic import write_text
from textmine.measuring.reuse.background import read_background, save_background
from textmine.showing.findings import template

# Notebooks and lexicon of the compendium are the one source of every new study: inside the package where it was installed
# from a wheel, else beside it.
_PACKAGE = Path(__file__).parents[1]
SHIPPED = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent
_SECTION = re.compile(r"^# --- (?P<name>.*)$")
_GENERAL = "general"
_STUDY = """# What the notebooks take for granted; every key may be left out. corpus/README.md of the compendium explains them.

title = "My study"

[groups]
column = "level" # of documents.csv: its values are compared; without [[group]] below: those that the documents have

[[group]]
id = "national" # label = "…" and label_zh = "…" below an id say what English and Chinese figures call the group

[[group]]
id = "provincial"

[[group]]
id = "city"

[seeds]
resampling = 0
topics = 0

[parts] # words in a first-level heading that tell what the part does; the first list with one of them counts
aims = ["总体要求", "指导思想", "目标", "总则", "前言"]
projects = ["工程"]
safeguards = ["保障", "组织实施", "监督", "责任"]
actions = ["行动", "任务", "措施", "推进", "加强"]

[topics]
compare = [5, 8, 11, 14]
# n = 11 # the number chosen, once you have read notebook 3; else the largest of which half of the topics return
"""
_README = """# {title}

A study made by `textmine new`: your documents, the notebooks, the figures they draw. Run the commands in this folder.

1. **Documents.** `textmine import table.csv` takes a table (CSV, Excel, JSON lines) with the texts in a column or in files;
   `textmine add page1.html page2.docx` takes single pages. Both write `corpus/raw/` and `corpus/documents.csv`.
2. **Groups.** What is compared is named in `corpus/study.toml`: by default the column `level` with national, provincial, city. For
   another column (county, department, period) change `column` and the `[[group]]` entries, or delete these.
3. **Check.** `textmine check .` lists what is wrong or thin, before an hour is spent on it. Read some pages: `textmine inspect page.html`.
4. **Run.** `textmine reproduce .` runs every notebook and draws every figure into `figures/`. Open `notebooks/` with `jupyter lab`.
5. **Words.** Notebook 2 shows which terms stand out. Add the fixed terms of your field to `corpus/lexicon/terms.txt`, names and forms of address
   to `names.txt`, words of one subject to `families.txt`, and English names of plotted terms to `glossary.csv`. Run again.
6. **Codes.** {codebooks}
7. **Findings.** Where a notebook says *To look for*, look, and write what you find in a cell with the tag `findings`: `textmine reproduce`
   then names every number in it that no output bears out any more. Topics are named in `corpus/topics.csv` (notebook 3 tells how), groups
   by `label` and `label_zh` in `corpus/study.toml`.
8. **Show.** `textmine report` writes a site to click through, `textmine tables --format docx` tables for a paper, and `textmine verify` says
   whether the figures come out again.
"""
_WITH_CODEBOOKS = (
    "The codebooks in `corpus/codebooks/` are an example, made for documents on science popularization: rewrite them for your "
    "subject, and let people code a sample (`textmine sheets`) before you believe what they count."
)
_WITHOUT = "There is no codebook yet; notebooks 5 to 7 say what they lack. Write one after the compendium's `corpus/codebooks/`."


_TERMS = "# Fixed terms that the default dictionary splits: these are general, add those of your field.\n"
_NAMES = "# Names and forms of address, which are left out of lists of key terms: these are general, add those of your documents.\n"
_FAMILIES = """# Words that readers take for one subject, counted as one in notebook 2. Empty: there are none yet.
# One family a line: `name: word word ... # why`. A longer term that holds a word counts too.
"""


class NewStudyError(ValueError):
    """A study that cannot be made; the message says why."""


def new_study(folder: str | Path, *, codebooks: bool = True) -> list[str]:
    """Make a study without documents.

    Parameters
    ----------
    folder : str or Path
        Made where it does not exist; must be empty.
    codebooks : bool, default True
        Whether to copy the codebooks of the compendium as an example.

    Returns
    -------
    list of str
        The files written, relative to the folder.

    Raises
    ------
    NewStudyError
        If the folder holds anything, or the compendium's own notebooks are not there.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NewStudyError(f"{folder}: holds something already; name a folder that is empty or does not exist")
    notebooks = sorted((SHIPPED / "notebooks").glob("*.ipynb"))
    if not notebooks:
        raise NewStudyError(
            f"{SHIPPED / 'notebooks'}: no notebooks to start from; install textmine from a wheel, or run it from its checkout"
        )
    files = {
        "README.md": _README.format(title=folder.resolve().name, codebooks=_WITH_CODEBOOKS if codebooks else _WITHOUT),
        ".gitignore": ".cache/\n.ipynb_checkpoints/\n",
        "corpus/study.toml": _STUDY,
        "corpus/lexicon/terms.txt": general_terms(_shipped("corpus/lexicon/terms.txt")),
        "corpus/lexicon/stopwords.txt": _shipped("corpus/lexicon/stopwords.txt"),
        "corpus/lexicon/glossary.csv": _glossary(),
        "corpus/lexicon/names.txt": general_terms(_shipped("corpus/lexicon/names.txt"), _NAMES),
        "corpus/lexicon/families.txt": _FAMILIES,
    }
    for path in notebooks:
        made = template(nbformat.read(path, as_version=4))
        files[f"notebooks/{path.name}"] = nbformat.writes(made) + "\n"
    for path in sorted((SHIPPED / "corpus" / "codebooks").glob("*.toml")) if codebooks else ():
        files[f"corpus/codebooks/{path.name}"] = path.read_text(encoding="utf-8")
    if codebooks:
        files["corpus/codebooks/hand_codes.csv"] = _shipped("corpus/codebooks/hand_codes.csv").splitlines()[0] + "\n"
    for name, text in files.items():
        write_text(folder / name, text)
    background = read_background(SHIPPED / "corpus")
    if background.tells:
        files[save_background(background, folder / "corpus").relative_to(folder).as_posix()] = ""
    for name in ("corpus/raw", "figures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return list(files)


def general_terms(lexicon: str, head: str = _TERMS) -> str:
    """A new head for a word list, the rest of its comment, and its sections whose name begins with "general"."""
    kept, keep = [], True
    for line in lexicon.splitlines():
        if section := _SECTION.match(line):
            keep = section["name"].startswith(_GENERAL)
        kept += [line] if keep else []
    return head + "\n".join(kept[1:]) + "\n"


def _glossary() -> str:
    """English names of terms that name no place of the compendium's own documents."""
    documents = csv.DictReader(io.StringIO(_shipped("corpus/documents.csv")))
    places = {row[name][:2] for row in documents for name in ("region", "province")} - {"全国", ""}
    lines = _shipped("corpus/lexicon/glossary.csv").splitlines()
    return "".join(f"{line}\n" for line in lines if not any(place in line for place in places))


def _shipped(name: str) -> str:
    return (SHIPPED / name).read_text(encoding="utf-8")
