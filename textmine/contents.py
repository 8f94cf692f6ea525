"""A value -> a digest of its contents, the same in every process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

Update = Callable[[bytes], None]


class ContentError(ValueError):
    """A value of which it cannot be told what it holds."""


def digest(value: Any) -> str:
    """SHA-256 of a value: equal contents of equal type have the same digest, in every process.

    Parameters
    ----------
    value : object
        Numbers, texts, lists, tuples, dictionaries (with their order), sets, arrays, tables (with index, dtypes and `attrs`),
        sparse matrices, and the dataclasses of this package.

    Raises
    ------
    ContentError
        If it is or holds anything else, such as a path (what it names may change) or a generator of random numbers.
    """
    state = hashlib.sha256()
    _feed(value, state.update)
    return state.hexdigest()


def _feed(value: Any, update: Update) -> None:
    kind = type(value)
    update(f"<{kind.__module__}.{kind.__qualname__}>".encode())
    if value is None or value is pd.NA or value is pd.NaT or kind in (bool, int, float, complex, range):
        _sized(repr(value).encode(), update)
    elif kind is str:
        _sized(value.encode("utf-8", "surrogatepass"), update)
    elif kind is bytes:
        _sized(value, update)
    elif isinstance(value, (list, tuple)):
        _each(value, update)
    elif kind is dict:
        _each([part for item in value.items() for part in item], update)
    elif kind in (set, frozenset):
        _each(sorted(map(digest, value)), update)  # the order of a set differs from process to process
    elif feed := _feed_table(value):
        feed(value, update)
    elif is_dataclass(value) and kind.__module__.startswith("textmine."):
        _each([getattr(value, field.name) for field in fields(value)], update)
        _feed(getattr(value, "fingerprint", None), update)  # of a tokenizer: it also knows the engine's own data
    else:
        raise ContentError(f"what a {kind.__module__}.{kind.__qualname__} holds cannot be told")


def _feed_table(value: Any) -> Callable[[Any, Update], None] | None:
    """How arrays and tables are taken in."""
    by_type = {pd.DataFrame: _frame, pd.Series: _series, np.ndarray: _array}
    if type(value) in by_type:
        return by_type[type(value)]
    by_family = ((pd.Index, _index), (pd.api.extensions.ExtensionArray, _extension), (np.generic, _scalar))
    families = (*by_family, ((sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix), _sparse))
    return next((feed for family, feed in families if isinstance(value, family)), None)


def _sized(data: bytes, update: Update) -> None:
    update(f"{len(data)}:".encode())
    update(data)


def _each(values: Any, update: Update) -> None:
    update(f"{len(values)}:".encode())
    for value in values:
        _feed(value, update)


def _frame(table: pd.DataFrame, update: Update) -> None:
    _each([dict(table.attrs), table.columns, table.index], update)
    for i in range(table.shape[1]):
        _feed(table.iloc[:, i].array, update)


def _series(series: pd.Series, update: Update) -> None:
    _each([dict(series.attrs), series.name, series.index, series.array], update)


def _index(index: pd.Index, update: Update) -> None:
    _feed(list(index.names), update)
    if isinstance(index, pd.RangeIndex):
        _feed(range(index.start, index.stop, index.step), update)
    elif isinstance(index, pd.MultiIndex):
        _each([index.get_level_values(level).array for level in range(index.nlevels)], update)
    else:
        _feed(index.array, update)


def _extension(values: pd.api.extensions.ExtensionArray, update: Update) -> None:
    _sized(repr(values.dtype).encode(), update)
    if isinstance(values, pd.Categorical):
        _each([values.codes, values.categories, bool(values.ordered)], update)
    elif isinstance(values.dtype, pd.StringDtype):
        _texts(values, update)
    else:
        _array(values.to_numpy(), update)


def _array(array: np.ndarray, update: Update) -> None:
    _sized(f"{array.dtype.descr} {array.shape}".encode(), update)
    if not array.dtype.hasobject:
        _sized(np.ascontiguousarray(array).tobytes(), update)
    elif array.ndim == 1 and pd.api.types.infer_dtype(array, skipna=False) == "string":
        _texts(array, update)
    else:
        _each(array.ravel().tolist(), update)


def _scalar(value: np.generic, update: Update) -> None:
    _array(np.asarray(value), update)


def _texts(values: Any, update: Update) -> None:
    """Texts, each distinct one once: columns of a table of tokens repeat few."""
    codes, distinct = pd.factorize(values)  # missing ones have the code -1
    distinct = list(distinct)
    lengths = np.fromiter(map(len, distinct), dtype=np.int64, count=len(distinct))
    _sized(np.ascontiguousarray(codes).tobytes(), update)
    _sized(lengths.tobytes(), update)
    _sized("".join(distinct).encode("utf-8", "surrogatepass"), update)


def _sparse(matrix: Any, update: Update) -> None:
    _each([tuple(map(int, matrix.shape)), matrix.data, matrix.indices, matrix.indptr], update)
