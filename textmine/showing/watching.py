"""A running notebook -> which files of the study its cells have opened.

A notebook's process is started with a small file in its IPython folder, which calls `watch`. From then on every file below
`corpus/` and `figures/` that the process opens is written to a log, once; after each cell the log tells what it rests on.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

LOG, STUDY = "TEXTMINE_OPENED", "TEXTMINE_STUDY"  # environment variables of a watched process
_WATCHED = ("corpus", "figures")
_STARTUP = "from textmine.showing.watching import watch as _watch\n_watch()\ndel _watch\n"


def prepare(ipython_folder: str | Path) -> None:
    """Write the file by which every notebook started with this IPython folder watches itself."""
    folder = Path(ipython_folder) / "profile_default" / "startup"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "00-watch.py").write_text(_STARTUP, encoding="utf-8")


def watch() -> None:
    """Log every file of the study that this process opens from now on; nothing where no log is asked for."""
    if not os.environ.get(LOG):
        return
    study = os.path.realpath(os.environ[STUDY]) + os.sep
    watched = tuple(f"{study}{folder}{os.sep}" for folder in _WATCHED)
    log = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    seen: set[str] = set()

    def opened(event: str, arguments: tuple) -> None:
        if event != "open" or not isinstance(arguments[0], str | os.PathLike):
            return
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path.startswith(watched) and path not in seen:
            seen.add(path)
            os.write(log, os.fsencode(path.removeprefix(study).replace(os.sep, "/")) + b"\n")

    sys.addaudithook(opened)


def opened_files(log: str | Path) -> list[str]:
    """The files in a log, in the order in which they were opened first, relative to the study."""
    path = Path(log)
    return [os.fsdecode(line) for line in path.read_bytes().splitlines()] if path.is_file() else []
