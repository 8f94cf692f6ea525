"""A study, or a folder of pages -> what is wrong or thin with it, before an hour is spent on it."""

from __future__ import annotations

from pathlib import Path

from textmine.check.faults import find_faults
from textmine.check.findings import Finding
from textmine.check.pages import check_pages, is_folder_of_pages, verdict_lines
from textmine.check.thin import find_thin

__all__ = ["Finding", "check_pages", "check_study", "is_folder_of_pages", "verdict_lines"]


def check_study(folder: str | Path = ".") -> list[Finding]:
    """Say what is wrong or thin with a study.

    Parameters
    ----------
    folder : str or Path
        Holds `corpus/`, or is a corpus folder.

    Returns
    -------
    list of Finding
        Faults first, by file: what would be refused in `study.toml`, the table, the pages, the lexicon, the glossary, the
        codebooks and the hand codes. Then, where the corpus can be read, what is thin: what matters most first.
    """
    folder = Path(folder)
    folder = folder / "corpus" if (folder / "corpus").is_dir() else folder
    found, corpus = find_faults(folder)
    return [*found, *(find_thin(corpus) if corpus is not None else [])]
