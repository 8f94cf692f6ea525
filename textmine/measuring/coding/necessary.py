"""A pattern -> words without which it cannot match, so that most patterns need not be tried on most texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

Words = frozenset[str]

# All that is understood of a pattern; any other syntax (flags, names, back references, conditions) makes it one of which nothing is known.
_TOKEN = re.compile(
    r"""\(\?(?:[:>=!]|<[=!])|\((?!\?)|[)|^$.]        # groups, alternatives, anchors, any character
    |(?:[*+?]|\{(?:[0-9]+(?:,[0-9]*)?|,[0-9]*)\})[?+]?
    |\[\^?\]?(?:\\.|[^\]\\])*\]
    |\\[^0-9A-Za-z]|\\[dDwWsSbBAZ]
    |[^\\()\[{*+?|^$.]""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED_KINDS = set("dDwWsSbBAZ")
_MOST = 64  # words in a set; beyond that the set is split at the cost of knowing less


@dataclass(frozen=True)
class _Part:
    """What is known of a part of a pattern: all it can match, if that is few, and sets of words, one of each of which it needs."""

    matched: Words | None
    needed: tuple[Words, ...] = ()


_EMPTY = _Part(Words([""]))
_UNKNOWN = _Part(None)


@lru_cache(maxsize=512)  # as many as `re` keeps compiled
def necessary_words(pattern: str) -> tuple[tuple[Words, ...], ...] | None:
    """The words that a text must contain for a pattern to match in it.

    Parameters
    ----------
    pattern : str
        A valid regular expression.

    Returns
    -------
    tuple of tuple of frozenset of str, or None
        The ways to match, one for each of the pattern's outer alternatives: where it matches, the text has, for at least one
        way, at least one word of each set. None if the pattern may match texts without any certain word.
    """
    branches = _branches(pattern)
    ways = tuple(_all_needed(_sequence(branch)) for branch in branches or [[]])
    return ways if all(ways) else None


def matched_texts(pattern: str) -> Words | None:
    """A set that holds every text a pattern can match, or None if they are many or unknown."""
    branches = _branches(pattern)
    return _either([_sequence(branch) for branch in branches]).matched if branches else None


def _branches(pattern: str) -> list[list[_Part]] | None:
    tokens = _TOKEN.findall(pattern)
    return _parts(iter(tokens)) if "".join(tokens) == pattern else None


def _parts(tokens: Iterator[str]) -> list[list[_Part]]:
    """The parts of each alternative, up to the end of the group."""
    branches: list[list[_Part]] = [[]]
    for token in tokens:
        if token == ")":
            break
        if token == "|":
            branches.append([])
        elif token[0] == "(":
            branches[-1].append(_group(token, tokens))
        elif token[0] in "*+?{":
            branches[-1][-1:] = _repeated(branches[-1][-1], token)
        else:
            branches[-1].append(_single(token))
    return branches


def _single(token: str) -> _Part:
    if token in ("^", "$"):
        return _EMPTY
    if token[0] == "[":
        listed = token[1:-1]
        return _UNKNOWN if listed[0] == "^" or set("-\\") & set(listed) else _few(listed)
    if token[0] == "\\":
        return _UNKNOWN if token[1] in _ESCAPED_KINDS else _Part(Words(token[1]))
    return _UNKNOWN if token == "." else _Part(Words(token))


def _group(opening: str, tokens: Iterator[str]) -> _Part:
    inside = _either([_sequence(branch) for branch in _parts(tokens)])
    if opening in ("(?!", "(?<!"):
        return _EMPTY
    if opening in ("(?=", "(?<="):
        return _Part(_EMPTY.matched, _all_needed(inside))
    return inside


def _repeated(part: _Part, quantifier: str) -> list[_Part]:
    """Once or not at all; else at least once and whatever follows, or anything."""
    if quantifier[0] == "?":
        return [_UNKNOWN if part.matched is None else _few({*part.matched, ""})]
    return [part, _UNKNOWN] if re.match(r"\+|\{0*[1-9]", quantifier) else [_UNKNOWN]


def _sequence(parts: Iterable[_Part]) -> _Part:
    run, whole, needed = _EMPTY.matched, True, []
    for part in parts:
        needed += part.needed
        if part.matched is not None and len(run) * len(part.matched) <= _MOST:
            run = Words(before + after for before in run for after in part.matched)
        else:
            needed += _all_needed(_Part(run))
            run, whole = part.matched or _EMPTY.matched, False
    return _Part(run, tuple(needed)) if whole else _Part(None, (*needed, *_all_needed(_Part(run))))


def _either(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    if all(part.matched is not None for part in parts):
        return _few(Words().union(*(part.matched for part in parts)))
    each = [_all_needed(part) for part in parts]
    return _Part(None, (_shortest(Words().union(*map(strictest, each))),)) if all(each) else _UNKNOWN


def _few(words: Collection[str]) -> _Part:
    matched = Words(words)
    return _Part(matched) if len(matched) <= _MOST else _Part(None, _all_needed(_Part(matched)))


def _all_needed(part: _Part) -> tuple[Words, ...]:
    """The sets of a part; what it matches, if that is known, is one of them."""
    return part.needed if part.matched is None or "" in part.matched else (*part.needed, _shortest(part.matched))


def _shortest(words: Words) -> Words:
    """Without the words that contain another one."""
    return Words(word for word in words if not any(other in word for other in words if other != word))


def strictest(needed: Collection[Words]) -> Words:
    """The set likely to be met least often: that of the longest words, then of the fewest."""
    return max(needed, key=lambda words: (min(map(len, words)), -len(words)))
