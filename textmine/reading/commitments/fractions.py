"""Numbers that need no unit: doublings (翻一番), fractions (一半, 三分之二) and ratios (师生比1:15), as quantities.

Patterns see text as `textmine.reading.characters.narrow` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.reading.commitments.numbers import (
    BACK,
    DOUBLED,
    LEVEL,
    RATIO,
    Quantity,
    normal_back,
    normal_front,
    spoken,
)

_DOUBLING = re.compile(r"翻(?P<done>了)?(?P<times>[一两二三四1234])?番\s?(?P<back>以上|左右)?")
_PART = "一二三四五六七八九十两"
_FRACTION = re.compile(
    rf"(?P<front>{LEVEL})?[\s:]?(?:约|近)?(?:(?<![百千万])(?P<whole>[{_PART}]{{1,3}})分之(?P<part>[{_PART}]{{1,3}})|一半|半数(?!通过))"
    rf"\s?(?P<back>{'|'.join(BACK.values())})?"
)
_RATIO = re.compile(
    rf"(?P<front>{LEVEL})?\s?(?<![\d.:])(?P<first>\d{{1,4}}(?:\.\d{{1,3}})?)\s?:\s?(?P<second>\d{{1,4}}(?:\.\d{{1,3}})?)(?![\d:])"
    rf"\s?(?P<back>{'|'.join(BACK.values())})?"
)
_OF_TWO = re.compile(r"比(?:例|率|重)?(?!例尺)[^,;。:]{0,12}$|配备[^,;。:]{0,12}$")
_MAP = re.compile(r"比例尺|地形图|地图")


def unitless(seen: str) -> Iterator[Quantity]:
    """Doublings, fractions and ratios of a narrow text, each kind in order."""
    if "番" in seen:
        yield from map(_doubling, _DOUBLING.finditer(seen))
    if "分之" in seen or "半" in seen:  # 一半为其所有: without a word of level it only parts something
        yield from (_fraction(match) for match in _FRACTION.finditer(seen) if match["front"] or match["back"])
    if "比" in seen or "配备" in seen:
        for match in _RATIO.finditer(seen):
            before = seen[max(match.start() - 30, 0) : match.start()]
            if _OF_TWO.search(before) and not _MAP.search(before + seen[match.end() : match.end() + 8]):
                yield _ratio(match)


def _doubling(match: re.Match) -> Quantity:
    times = int(spoken(match["times"])) if match["times"] else 1
    return Quantity(
        *(match.start(), match.end(), match.start(), 2.0**times, "倍"),
        *(DOUBLED, match["back"] or "", f"翻{match['done'] or ''}", False, False),
    )


def _fraction(match: re.Match) -> Quantity:
    part, whole = (spoken(match["part"]), spoken(match["whole"])) if match["whole"] else (1.0, 2.0)
    return _bare(match, round(100 * part / max(whole, 1.0), 4), "%")


def _ratio(match: re.Match) -> Quantity:
    return _bare(match, round(float(match["first"]) / (float(match["second"]) or 1.0), 6), RATIO)


def _bare(match: re.Match, value: float, unit: str) -> Quantity:
    front = match["front"] or ""
    digits = match.start() + len(front)
    back = normal_back(match["back"] or "")
    return Quantity(match.start(), match.end(), digits, value, unit, normal_front(front), back, front, False, False)
