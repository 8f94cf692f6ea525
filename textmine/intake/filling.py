"""Drafts and what their pages state -> complete cells, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmine.intake.drafts import Draft
from textmine.reading.metadata.places import PROVINCES
from textmine.settings import COLOURS
from textmine.study import Study


def fill_cells(drafts: Sequence[Draft]) -> None:
    """Fill the cells that the table leaves empty with what the page states, and those alone."""
    for draft in drafts:
        stated = dict(draft.described.cells) if draft.described else {}
        if not stated.get("issued", "").startswith(draft.part_of_day):
            stated.pop("issued", None)
        if draft.part_of_day:
            taken = f"the page's {stated['issued']} was taken" if "issued" in stated else "it was left empty"
            draft.warnings.append(f"issued '{draft.part_of_day}' names no day; {taken}")
        region = draft.value("region") or stated.get("region", "")
        stated["province"] = region if region in PROVINCES else ""
        draft.filled = {name: value for name, value in stated.items() if value and not draft.value(name)}
        if not draft.is_same and not draft.value("title"):
            draft.faults.append("title is empty, and the page states none")


def check_groups(drafts: Sequence[Draft], rows: Sequence[Mapping[str, str]], study: Study) -> None:
    """Find the drafts that belong to no group of the study."""
    groups = {row.get(study.column, ""): None for row in rows}
    for draft in drafts:
        if draft.is_same:
            continue
        for name in filter(None, (study.column, study.second)):
            if not draft.value(name):
                allowed = f"; allowed: {', '.join(study.labels)}" if name == study.column and study.groups else ""
                allowed += f" (to group by another column than {name}, name it in study.toml)" if allowed else ""
                draft.faults.append(f"{name} is empty, and the page states none{allowed}")
        group = draft.value(study.column)
        if group and study.groups and group not in study.labels:
            draft.faults.append(
                f"{study.column} '{group}' is none of {', '.join(study.labels)}; mend it, or name the group in study.toml"
            )
        elif group and not study.groups:
            groups[group] = None
            if list(groups).index(group) >= len(COLOURS):
                draft.faults.append(
                    f"{study.column} '{group}' is one group more than the {len(COLOURS)} there may be; put some together"
                )
