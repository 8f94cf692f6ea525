"""Policy text -> segments: the heading tree and the kind of every part.

The segments tile the text: put one after another, with the white space that stands between them, they are the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from textmine.reading.outline import marks
from textmine.reading.outline.segments import Segment, segments_of

if TYPE_CHECKING:  # pandas is imported where a table is made: worker processes do without and start sooner
    import pandas as pd

KINDS = ("title", "heading", "paragraph", "item", "responsibility", "letterhead", "signature", "table")
PROSE = ("heading", "paragraph", "item")
COLUMNS = ("document_id", "segment_id", "path", "kind", "order", "start", "end", "text")
SECTION_LEVEL = 2

# A segment by itself: its id within the document, the headings above it, its kind, its start and end. A plain tuple, because tens
# of thousands travel from process to process.
Row = tuple[str, str, str, int, int]

_AROUND = ("title", "letterhead", "signature")
_RANKS = {"book": 1, "chapter": 2, "division": 3, "cn": 4, "article": 5, "cn_paren": 6, "number": 7, "dash": 9}
_RANKS |= {"decimal_1": 4, **{kind: 5 + depth / 10 for depth, kind in enumerate(marks.DECIMALS) if depth}}
_LIST_RANK = 8  # (1), ①, 1), Ⅰ. and 一是 nest in the order in which a list first uses them


def outline(text: str, document_id: str = "") -> pd.DataFrame:
    """Cut a policy text into segments at its headings, items and notes.

    Parameters
    ----------
    text : str
        Policy text as `textmine.reading.clean.clean` gives it.
    document_id : str
        Prefix of the segment ids.

    Returns
    -------
    DataFrame
        One row a segment in the order of the text: `document_id`, `segment_id` (`document_id/3.1.2`), `path` (the headings
        above it, joined by " > "), `kind` (one of `KINDS`), `order` (0, 1, ...), `start`, `end` (offsets into `text`,
        `text[start:end]` is the segment), `text`.

    Notes
    -----
    A heading keeps its printed number in the id where that number goes on from its sibling's. Segments without a number
    are counted from 1 below their heading, behind a 0 where the heading has numbered headings of its own: `3.0.1` is the
    first paragraph of section 3, `3.1` its heading (一). Title, letterhead and signature belong to no section: `0.1`, ...
    A second policy in the same text (an annex) gets the ids `B.0.1`, `B.1`, ....
    """
    return outline_table([(document_id, text, outline_rows(text))])


def outline_rows(text: str) -> list[Row]:
    """The segments of a policy text, as `outline` gives them, in order."""
    rows = []
    for letter, part in enumerate(_parts(segments_of(text))):
        _hang(part, _letters(letter))
        _settle(text, part)
        _number(text, part)
        rows += [(s.own, s.path, s.kind, s.start, s.end) for s in part]
    return rows


def outline_table(documents: Iterable[tuple[str, str, list[Row]]]) -> pd.DataFrame:
    """The table of `outline` for many documents, each given by its id, its text and its rows."""
    import pandas as pd

    table = pd.DataFrame(
        [
            (key, f"{key}/{own}" if key else own, path, kind, order, start, end, text[start:end])
            for key, text, rows in documents
            for order, (own, path, kind, start, end) in enumerate(rows)
        ],
        columns=list(COLUMNS),
    )
    return table.astype({"order": int, "start": int, "end": int}) if table.empty else table


def passages(segments: pd.DataFrame, kinds: Collection[str] = PROSE) -> pd.Series:
    """For each segment the id of its passage: a heading or item with the prose that follows it, up to the next.

    No passage goes on in another section: not in the next document or annex, nor behind a signature.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, in order.
    kinds : collection of str
        Kinds of segments that are prose.

    Returns
    -------
    Series of str
        Aligned with `segments`; missing where the segment is not prose. The id is that of the passage's first
        segment.
    """
    prose = segments["kind"].isin(kinds)
    section = sections(segments)
    opens = segments["kind"].isin(("heading", "item")) | section.where(prose).ffill().shift().ne(section)
    return segments["segment_id"].where(prose & opens).ffill().where(prose)


def sections(segments: pd.DataFrame) -> pd.Series:
    """For each segment the id of its section: the level-1 or level-2 heading it stands under.

    Returns
    -------
    Series of str
        Aligned with `segments`. Segments above the first heading belong to the section `document_id/0`.
    """
    headings = set(segments.loc[segments["kind"] == "heading", "segment_id"])
    return segments["segment_id"].map(lambda segment_id: _section(segment_id, headings))


def heading_levels(segments: pd.DataFrame) -> pd.Series:
    """For each heading its depth in the tree: 1 for the first (一、), 2 for a heading below that ((一), or 1. right below 一、).

    Returns
    -------
    Series of Int64
        Aligned with `segments`; missing where the segment is no heading.
    """
    import pandas as pd

    steps = [segment_id.rpartition("/")[2].split(".") for segment_id in segments["segment_id"]]
    depths = [sum(step != "0" and not step.isalpha() for step in parts) for parts in steps]
    levels = pd.Series(depths, index=segments.index, dtype="Int64", name="level")
    return levels.where(segments["kind"] == "heading")


def _section(segment_id: str, headings: set[str]) -> str:
    document_id, slash, number = segment_id.rpartition("/")
    steps = number.split(".")
    part = 1 if steps[0].isalpha() else 0
    for depth in range(part + SECTION_LEVEL, part, -1):
        above = f"{document_id}{slash}{'.'.join(steps[:depth])}"
        if above in headings:
            return above
    return f"{document_id}{slash}{'.'.join([*steps[:part], '0'])}"


def _parts(found: list[Segment]) -> list[list[Segment]]:
    """Divide the segments where another policy or an annex begins."""
    parts: list[list[Segment]] = [[]]
    for segment in found:
        if segment.opens_part and parts[-1]:
            parts.append([])
        parts[-1].append(segment)
    return parts


def _hang(part: list[Segment], letter: str) -> None:
    """Hang each segment of a part below the heading or item it belongs to."""
    ranks = _ranks(part)
    path = [Segment(0, 0, "root", own=letter, numbered_below=True)]
    for segment in part:
        _climb(segment, path, ranks)
        parent = segment.parent = path[0] if segment.kind in _AROUND else path[-1]
        parent.numbered_below |= segment.kind == "heading" or segment.mark.number is not None
        if segment.kind == "responsibility":
            if parent.parent:
                parent.parent.noted_below = True
        else:
            parent.leaf = False
        if segment.mark.kind:
            parent.marked_below += 1
            path.append(segment)


def _ranks(part: list[Segment]) -> dict[str, int]:
    """Ranks of the kinds of mark in a part: as usual, but 1. above (一) and 第X条 above 一、 where the part begins so."""
    kinds = list(dict.fromkeys(segment.mark.kind for segment in part if segment.mark.kind))
    ranks = dict(_RANKS)
    first = next((kind for kind in kinds if kind in ("number", "roman", *marks.HEADING_MARKS)), "")
    if first in ("number", "roman") and not {"book", "chapter", "article", "cn"} & set(kinds):
        ranks[first] = _RANKS["cn"]
    if "article" in kinds and "cn" in kinds and kinds.index("article") < kinds.index("cn"):
        ranks["article"], ranks["cn"] = _RANKS["cn"], _RANKS["article"]
    if "number" in kinds and "decimal_1" not in kinds and first not in ("number", "decimal_2"):
        ranks |= {kind: rank + 2 for kind, rank in ranks.items() if kind in marks.DECIMALS}
    return ranks


def _climb(segment: Segment, path: list[Segment], ranks: dict[str, int]) -> None:
    """Shorten the path of open headings and items to the one that the segment belongs to."""
    if segment.kind in _AROUND:
        if segment.kind == "signature":
            del path[1:]
    elif kind := segment.mark.kind:
        rank = ranks.get(kind, _LIST_RANK)
        while len(path) > 1 and (
            ranks.get(path[-1].mark.kind, _LIST_RANK) > rank or any(open_.mark.kind == kind for open_ in path)
        ):
            path.pop()
    elif segment.kind != "responsibility":
        while path[-1].kind == "item" and path[-1].mark.kind != "article":
            path.pop()
    elif segment.for_section:
        while len(path) > SECTION_LEVEL + 1 or path[-1].kind == "item":
            path.pop()
    elif not segment.same_line and len(path) > 2 and path[-2].marked_below > 1 and not path[-2].noted_below:
        # A note on a line of its own below the last of several siblings, none of which has one, is that of them all.
        path.pop()


def _settle(text: str, part: list[Segment]) -> None:
    """Make items of headings that only look so: siblings that all head nothing and say whole sentences, the last of a list."""
    siblings: dict[tuple[int, str], list[Segment]] = defaultdict(list)
    for segment in part:
        if segment.mark.kind in ("cn", "cn_paren", "number", *marks.DECIMALS):
            siblings[id(segment.parent), segment.mark.kind].append(segment)
    for group in siblings.values():
        for before, segment in pairwise(group):
            if before.kind == "item" and text[before.end - 1] in ";；":
                segment.kind = "item"
        ended = sum(text[segment.end - 1] in "。;；" for segment in group)
        if len(group) > 1 and 2 * ended >= len(group) and all(segment.leaf for segment in group):
            for segment in group:
                segment.kind = "item"


def _number(text: str, part: list[Segment]) -> None:
    """Give each segment of a part its id and the path of headings above it."""
    for segment in part:
        parent = segment.parent
        if segment.mark.number is None:
            parent.last_plain += 1
            step = f"0.{parent.last_plain}" if parent.numbered_below else str(parent.last_plain)
        else:
            number = segment.mark.number
            parent.last_number = number if number > parent.last_number else parent.last_number + 1
            step = str(parent.last_number)
        segment.own = f"{parent.own}.{step}" if parent.own else step
        segment.path = parent.below
        segment.below = parent.below
        if segment.kind == "heading":
            words = "".join(text[segment.start : segment.end].splitlines())
            segment.below = f"{parent.below} > {words}" if parent.below else words


def _letters(part: int) -> str:
    """Name of a part in the ids: none for the first, then B, C, ..., Z, AA, ...."""
    name, rest = "", part
    while part and rest >= 0:
        name, rest = chr(ord("A") + rest % 26) + name, rest // 26 - 1
    return name
