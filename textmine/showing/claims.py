"""Statements of findings that say all, none or most, each with whether the tables bear it out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

QUANTIFIERS = (
    "all", "always", "every", "everybody", "everyone", "everything", "everywhere", "first", "most", "never", "nobody", "none",
    "nowhere", "only",
)  # fmt: skip
WORD = re.compile(rf"\b(?<!at )(?:{'|'.join(QUANTIFIERS)})\b", re.IGNORECASE)  # not "at most", "at all"
_LINE = re.compile(r"^(yes|NO) \| (.*)$", re.MULTILINE)


@dataclass(frozen=True, repr=False)
class Claims:
    """Statements and whether they hold; a notebook shows them as a table.

    Attributes
    ----------
    statements : dict of str to bool
    """

    statements: dict[str, bool]

    def __repr__(self) -> str:
        return "\n".join(f"{'yes' if holds else 'NO'} | {claim}" for claim, holds in self.statements.items())

    def _repr_markdown_(self) -> str:
        rows = [f"| {claim} | {'yes' if holds else '**no**'} |" for claim, holds in self.statements.items()]
        return "\n".join(["| said below | borne out |", "| --- | --- |", *rows])


def claims(statements: Mapping[str, object]) -> Claims:
    """What findings say in words that no number ties to a table: that all do, that none does, which comes first.

    Parameters
    ----------
    statements : mapping of str to bool
        The words, as they stand in the finding, and whether the tables bear them out. Words of `QUANTIFIERS` must stand within
        such a statement: a test of the notebooks, and `textmine reproduce`, name those that do not, and statements that no
        longer hold.

    Returns
    -------
    Claims

    Raises
    ------
    TypeError
        If a value is no truth value.
    """
    for claim, holds in statements.items():
        if holds is not True and holds is not False and type(holds).__name__ not in ("bool", "bool_"):
            raise TypeError(f"'{claim}': needs True or False, got {holds!r}")
    return Claims({claim: bool(holds) for claim, holds in statements.items()})


def printed_claims(text: str) -> dict[str, bool]:
    """The statements in a printed output of `claims`."""
    return {claim: verdict == "yes" for verdict, claim in _LINE.findall(text)}


def unborne_words(text: str, borne: Mapping[str, bool]) -> list[str]:
    """Words of `QUANTIFIERS` in a text that stand in no statement that holds, each with the words around it."""
    plain = re.sub(r"[*_]|\s+", lambda found: " " if found[0].isspace() else "", text)
    covered = [
        range(place.start(), place.end())
        for claim, holds in borne.items()
        if holds
        for place in re.finditer(re.escape(claim), plain, re.IGNORECASE)
    ]
    return [
        plain[max(word.start() - 30, 0) : word.end() + 30]
        for word in WORD.finditer(plain)
        if not any(word.start() in span for span in covered)
    ]
