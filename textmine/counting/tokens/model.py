"""Runs of characters that the dictionary does not know -> words, by jieba's hidden Markov model."""

from __future__ import annotations

import importlib.util
import pickle
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_HAN = re.compile(r"([\u4e00-\u9fd5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_BEFORE = {"B": "ES", "M": "MB", "E": "BM", "S": "SE"}  # which states may come before each
_IMPOSSIBLE = -3.14e100  # jieba's logarithm of nought


class EngineError(ValueError):
    """An engine that does not exist or is not installed."""


@lru_cache(maxsize=2**16)
def guess(run: str) -> tuple[str, ...]:
    """Words of a run that the dictionary does not know, by jieba's hidden Markov model."""
    words: list[str] = []
    for position, part in enumerate(_HAN.split(run)):
        words += _decode(part) if position % 2 else filter(None, _LATIN.split(part))
    return tuple(words)


def _decode(run: str) -> Iterator[str]:
    """Cut a run of Han characters where the likeliest states (begin, middle, end, single) say."""
    start = 0
    for end, state in enumerate(_likeliest_states(run), start=1):
        if state in "ES":
            yield run[start:end]
            start = end


def _likeliest_states(run: str) -> str:
    """The likeliest way through begin (B), middle (M), end (E) and single (S); of equals, the later letter."""
    starts, moves, emissions = _model()
    likelihood = {state: starts[state] + emissions[state].get(run[0], _IMPOSSIBLE) for state in "BMES"}
    path = {state: state for state in "BMES"}
    for character in run[1:]:
        best = {
            state: max(
                (likelihood[before] + moves[before][state] + emissions[state].get(character, _IMPOSSIBLE), before)
                for before in befores
            )
            for state, befores in _BEFORE.items()
        }
        likelihood = {state: value for state, (value, _) in best.items()}
        path = {state: path[before] + state for state, (_, before) in best.items()}
    return path[max("ES", key=lambda state: (likelihood[state], state))]


@lru_cache(maxsize=1)
def _model() -> tuple[dict[str, float], dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Log probabilities of the first state, of each next state, and of each character in each state."""
    files = (jieba_folder() / "finalseg" / f"prob_{name}.p" for name in ("start", "trans", "emit"))
    return tuple(pickle.loads(path.read_bytes()) for path in files)


@lru_cache(maxsize=1)
def jieba_folder() -> Path:
    """Where jieba is installed, found without importing it: its import logs, warns and sets global state."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise EngineError("jieba, whose dictionary both engines use, is not installed; pip install jieba==0.42.1")
    return Path(spec.origin).parent
