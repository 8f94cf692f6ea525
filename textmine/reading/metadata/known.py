"""A value and how it is known: where on the page it was read, and whether the page states it or it follows from something else."""

from __future__ import annotations

from typing import NamedTuple

STATED, INFERRED = "stated", "inferred"


class Read(NamedTuple):
    """A value with the place it was read at.

    Attributes
    ----------
    value : str or None
        None where nothing was read.
    where : str
        "title", "signature", "header", "order" (…令), "history" (the note of adoption under the title), "number", "addressee",
        "text", "page" (what the file declares of itself), "first line"; empty where nothing was read.
    sure : str
        "stated", or "inferred" where the page says something else from which it follows.
    """

    value: str | None = None
    where: str = ""
    sure: str = STATED

    def __bool__(self) -> bool:
        return self.value is not None


NOTHING = Read()
