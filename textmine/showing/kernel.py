"""The one environment in which notebooks run: under `textmine reproduce`, and under nbval by `pytest -p textmine.showing.kernel`."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

# One thread of linear algebra: more change the order of sums, and side by side they only wait for one another.
_SET = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
_PNG = "TEXTMINE_PNG"  # read by save_figure; this module loads no matplotlib
_UNSET = ("PYTHONWARNINGS", "PYTHONHASHSEED", "MPLBACKEND", _PNG)


def environment(ipython_folder: str, *, png: int | None = None) -> dict[str, str]:
    """Environment variables of a notebook's process.

    Parameters
    ----------
    ipython_folder : str
        A folder of its own stands in for the user's IPython settings, which would change what the cells do.
    png : int, optional
        Dots an inch of the PNG that `save_figure` writes too.

    Returns
    -------
    dict
        Those of this process, with one thread for linear algebra and without the settings of Python and matplotlib that
        change what is printed.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _UNSET}
    asked = {_PNG: str(png)} if png else {}
    return {**inherited, **_SET, **asked, "IPYTHONDIR": ipython_folder}


def pytest_configure(config: pytest.Config) -> None:
    """Hook of pytest: the kernels that nbval starts inherit the environment of the test process."""
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    for name in _UNSET:
        os.environ.pop(name, None)
    os.environ.update(environment(folder.name))
