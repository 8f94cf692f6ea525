"""The words around a number, from which it is told what it counts and whether it is promised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """What stands around a number, each bounded in length.

    Attributes
    ----------
    phrase : str
        From the number before it (or the last pause) to the number's operator.
    clause : str
        From the last pause to the number.
    after : str
        What follows.
    sentence : str
    since : str
        From the year the number belongs to, or the beginning of the sentence, to the number.
    path : str
        Headings above.
    """

    phrase: str
    clause: str
    after: str
    sentence: str
    since: str
    path: str
