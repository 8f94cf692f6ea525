"""How far long work has come, on a screen and nowhere else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import Any

from joblib import Parallel
from tqdm import tqdm

SWITCH = "TEXTMINE_PROGRESS"  # environment variable; "off" shows no bar anywhere
_DELAY = 1.0  # seconds; work that is done by then shows nothing

Task = tuple[Callable[..., Any], tuple, dict[str, Any]]  # from joblib's `delayed`


def is_screen() -> bool:
    """Whether somebody is looking: the errors of this process go to a terminal, or it is the kernel of an open notebook.

    A notebook that is run by a program, such as `textmine reproduce`, cannot ask its reader anything, and by this it is told
    from one that is open: nothing is ever written into a stored notebook.
    """
    if os.environ.get(SWITCH, "").lower() == "off" or sys.stderr is None:
        return False
    if sys.stderr.isatty():
        return True
    ask = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    return bool(getattr(getattr(ask(), "kernel", None), "_allow_stdin", False))


def bar(what: str, *, unit: str, total: int | None = None, scaled: bool = False, shown: bool = True) -> tqdm:
    """A bar that appears after a second and goes when the work is done; use it in a `with` block and `update` it.

    Parameters
    ----------
    what : str
        The work in a word: "read", "cut".
    unit : str
        What is counted, with a blank before it.
    total : int, optional
        How many there are, where that is known.
    scaled : bool, default False
        Whether numbers are shortened: 1.2M.
    shown : bool, default True
        False shows nothing even on a screen.
    """
    hidden = not (shown and is_screen())
    # 80 by 24 where it is not known, as in a notebook; tqdm's own guess is then a screen without room for a bar.
    screen = shutil.get_terminal_size()
    options = {"unit": unit, "unit_scale": scaled, "leave": False, "delay": _DELAY}
    options |= {"ncols": screen.columns, "nrows": screen.lines}
    return tqdm(desc=what, total=total, disable=hidden, **options)


def in_parallel(
    tasks: Iterable[Task], *, n_jobs: int | None, what: str, unit: str = " tasks", total: int | None = None
) -> list[Any]:
    """What the tasks give, in order, through joblib, with a bar where there is a screen.

    Parameters
    ----------
    tasks : iterable
        Made by joblib's `delayed`.
    n_jobs : int or None
        Processes, as joblib counts them.
    what, unit, total
        As for `bar`; the number of tasks is the total where they have a length.

    Returns
    -------
    list
    """
    if not is_screen():
        return Parallel(n_jobs=n_jobs)(tasks)
    total = len(tasks) if total is None and hasattr(tasks, "__len__") else total
    results = []
    with bar(what, unit=unit, total=total) as shown:
        for result in Parallel(n_jobs=n_jobs, return_as="generator")(tasks):
            results.append(result)
            shown.update()
    return results
