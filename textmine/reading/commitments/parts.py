"""Parts of a province or of the country, which are no units of its administration, and what is shared out among them."""

from __future__ import annotations

import re

# 苏南, 东部地区. 江苏中小学 names no 苏中.
_NAME = (
    r"(?:(?<!江)[苏皖粤浙鲁豫晋陕冀辽湘鄂赣闽川滇黔桂琼蒙][东西南北中]{1,2}|(?:东北|中西|东中|[东中西])部(?=地区|省份|\d|$)|"
    r"珠三角|长三角)(?:地区|省份)?"
)
_AT_END = re.compile(rf"{_NAME}$")
_SHARE = rf"({_NAME})(?:达到?)?\s?(\d+(?:\.\d+)?)%(?:左右|以上)?"
_SHARED = re.compile(rf"(?:{_SHARE}[、,和]?){{2,9}}的([^,;。%]{{2,40}})")
_ONE = re.compile(_SHARE)


def part_named(words: str) -> str:
    """The part of a province or of the country whose name ends the words: 苏南 of 耕地比重苏南; empty where none does."""
    match = _AT_END.search(words)
    return match[0] if match else ""


def shared_out(seen: str) -> dict[int, tuple[str, str]]:
    """Of each number in 苏南80%、苏中30%的地区达到要求, where its digits begin: the part, and what that share of it does.

    Parameters
    ----------
    seen : str
        A passage as patterns see it.

    Returns
    -------
    dict of int to (str, str)
    """
    found = {}
    for shared in _SHARED.finditer(seen) if "%" in seen else ():
        for one in _ONE.finditer(seen, shared.start(), shared.start(3)):
            found[one.start(2)] = (one[1], shared[3])
    return found
