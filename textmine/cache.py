"""Results kept beside a study, found again by the contents they were made from; safe to delete, never stale.

A result is kept under the function that made it, the contents of everything that was given to it, and a fingerprint of all that
the computing rests on: the code of this package, Python, and the libraries. Storing is joblib's.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
import os
import pickle
import platform
import re
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import joblib

from textmine.contents import ContentError, digest

SWITCH = "TEXTMINE_CACHE"  # environment variable; "off" keeps nothing and looks for nothing
FOLDER = ".cache"
# What pages, tokens and numbers are made with.
LIBRARIES = (
    "pandas", "numpy", "scipy", "scikit-learn", "joblib", "threadpoolctl", "jieba", "rjieba", "beautifulsoup4", "lxml", "pypdf",
    "python-docx", "biopython",
)  # fmt: skip
MISSING = object()
_WINGS = ("reading", "counting", "measuring")
_WITHOUT_EFFECT = ("n_jobs", "progress")  # how a result is computed, not what it is
_PACKAGE = Path(__file__).parent
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_LOADED = time.time_ns()


class _NotKept(Exception):
    """What was asked for has not been kept."""


@dataclass(frozen=True)
class Cache:
    """What has been computed before.

    Parameters
    ----------
    folder : Path, optional
        Where results are kept; None keeps nothing.
    """

    folder: Path | None = None

    def result(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the function gives for these arguments, computed once and then read.

        Raises
        ------
        ValueError
            If the function is none that can be kept; says why.
        """
        name = _name_of(function)
        key = self._key(function, args, kwargs)
        if key is None:
            return function(*args, **kwargs)
        value = self.get(name, key)
        if value is MISSING:
            value = function(*args, **kwargs)
            self.put(name, key, value)
        return value

    def get(self, name: str, key: str) -> Any:
        """The value kept under a name and a key, or `MISSING`; a value that is damaged counts as missing."""
        if self.folder is None:
            return MISSING
        try:
            with _quiet():
                checksum, data = self._store()(name, key, None)
                return pickle.loads(data) if hashlib.sha256(data).hexdigest() == checksum else MISSING
        except Exception:  # whatever is wrong with what was kept, it can be computed
            return MISSING

    def put(self, name: str, key: str, value: Any) -> None:
        """Keep a value; where that fails nothing is kept."""
        if self.folder is None or _code_has_changed():
            return
        try:
            data = pickle.dumps(value, protocol=5)
            with _quiet():
                _ignored_by_git(self.folder.parent)
                store = self._store()
                if store.check_call_in_cache(name, key, None):
                    store.call_and_shelve(name, key, None).clear()  # what is damaged
                store(name, key, (hashlib.sha256(data).hexdigest(), data))
        except Exception:  # no right to write, no space, nothing that can be stored: the work goes on
            return

    def _store(self) -> Callable[..., Any]:
        return joblib.Memory(self.folder, verbose=0).cache(_kept, ignore=["value"])

    def _key(self, function: Callable[..., Any], args: tuple, kwargs: dict[str, Any]) -> str | None:
        """Digest of all that was given; None where nothing is to be kept or something has no contents that can be known."""
        if self.folder is None:
            return None
        try:
            bound = inspect.signature(function).bind(*args, **kwargs)
        except TypeError:
            return None  # the call itself tells what is wrong
        bound.apply_defaults()
        try:
            return digest({name: value for name, value in bound.arguments.items() if name not in _WITHOUT_EFFECT})
        except ContentError:
            return None


def open_cache(study: str | Path) -> Cache:
    """The cache of a study's folder; results of other code or other libraries are removed.

    Parameters
    ----------
    study : str or Path
        Results are kept in `.cache/<fingerprint>` in it.

    Returns
    -------
    Cache
        One that keeps nothing where the environment variable `TEXTMINE_CACHE` is "off", or where the package's files have
        changed since this process loaded them: what it computes is then neither the old code's nor the new one's.
    """
    if os.environ.get(SWITCH, "").lower() == "off" or _code_has_changed():
        return Cache()
    folder = Path(study).resolve() / FOLDER
    current = folder / fingerprint()
    with suppress(OSError):
        for other in folder.iterdir():
            if other != current and _is_ours(other):
                shutil.rmtree(other, ignore_errors=True)
    return Cache(current)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Thirty-two hexadecimal digits for the package's code, Python, and the versions of the libraries."""
    state = hashlib.sha256(f"{sys.version}\n{platform.machine()}\n".encode())
    for library in LIBRARIES:
        try:
            state.update(f"{library} {version(library)}\n".encode())
        except PackageNotFoundError:
            state.update(f"{library} -\n".encode())
    for path in _sources():
        data = path.read_bytes()
        state.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(data)}\n".encode() + data)
    return state.hexdigest()[:32]


def _kept(name: str, key: str, value: Any) -> Any:
    """What joblib calls for a value that is not there: none, or the one that is to be kept."""
    if value is None:
        raise _NotKept
    return value


def _name_of(function: Callable[..., Any]) -> str:
    """Where a function stands, or an error that says why its results cannot be kept."""
    if not inspect.isfunction(function):
        raise ValueError(f"cached: needs a function of textmine, got {function!r}; call it as it is")
    name = f"{function.__module__}.{function.__qualname__}"
    if not re.match(rf"textmine\.(?:{'|'.join(_WINGS)})\.", name):
        raise ValueError(
            f"cached: '{name}' is no function of textmine.{', textmine.'.join(_WINGS)}, so nothing would tell when its "
            "code changes; call it as it is"
        )
    if getattr(sys.modules.get(function.__module__), function.__name__, None) is not function:
        raise ValueError(f"cached: '{name}' is not what its module has under this name; call it as it is")
    if any("Path" in str(given.annotation) for given in inspect.signature(function).parameters.values()):
        raise ValueError(f"cached: '{name}' reads or writes files, which may change; call it as it is")
    return name


def _sources() -> Iterator[Path]:
    return iter(sorted(_PACKAGE.rglob("*.py")))


def _code_has_changed() -> bool:
    """Whether a file of the package was written after this process loaded it."""
    try:
        return any(path.stat().st_mtime_ns > _LOADED for path in _sources())
    except OSError:
        return True


def _is_ours(folder: Path) -> bool:
    """Whether a folder was made here: a fingerprint with nothing but joblib's folder inside."""
    named = folder.is_dir() and not folder.is_symlink() and _FINGERPRINT.fullmatch(folder.name)
    return bool(named) and [inside.name for inside in folder.iterdir()] == ["joblib"]


def _ignored_by_git(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings and log lines by which joblib tells of a file that it could not read or write."""
    logger = logging.getLogger("joblib")
    before, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before
