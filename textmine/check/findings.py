"""One thing that is wrong or thin with a study."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or thin.

    Attributes
    ----------
    severity : str
        "fault": it would be refused; "thin": less can be said than it seems.
    where : str
        File in the corpus folder, with line or row where there is one.
    message : str
        What it is and what to do.
    """

    severity: str
    where: str
    message: str
