"""A recognized line -> the same with the marks that a recognizer confuses and that only one reading allows.

No character that carries meaning is changed: width of punctuation, the brackets of document numbers, the dash of a span.
"""

from __future__ import annotations

import re

_CHINESE = r"\u3400-\u9fff"
_WIDE = dict(zip(",;:!?()", "，；：！？（）", strict=True))
# After a Chinese character, a closing mark, or a digit or percent sign before Chinese: 10%,呈现 but not 1,000.
_NARROW_MARK = re.compile(
    rf"(?<=[{_CHINESE}》〉”’」』）〕、。])[,;:!?]|(?<=[0-9A-Za-z%％)])[,;!?](?=[{_CHINESE}《〈“‘「（(])|(?<=[0-9A-Za-z%％)]):(?=[{_CHINESE}《〈“])"
)
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_OPEN, _CLOSED = (
    re.compile(rf"\((?=[{_CHINESE}《“])|(?<=[{_CHINESE}》”])\("),
    re.compile(rf"(?<=[{_CHINESE}》”])\)|\)(?=[{_CHINESE}，。；、])"),
)
# One bracket of the pair at least is square: round ones are printed too, and stay.
_NUMBER = re.compile(
    rf"(?<=[{_CHINESE}])\s?(?:[\[［【〔]\s?((?:19|20)\d\d)\s?[\]］】〕)）}}]|[(（{{]\s?((?:19|20)\d\d)\s?[\]］】〕])\s?(?=第?\d{{1,5}}\s?号)"
)
_SPAN = re.compile(r"(?:(?<=\d)|(?<=\d年))[一―─](?=\d)|(?<=\d{4})[一―─]$|^[一―─](?=\d{4})")
_DASH = re.compile(r"(?<!\d)(?:一[—―─]|[—―─]一)(?!\d)")
_BLANK_IN_CHINESE = re.compile(rf"(?<=[，。；：、]) (?=[{_CHINESE}])")


def mended(line: str) -> str:
    """A line of Chinese with its marks set right where only one reading is possible.

    Parameters
    ----------
    line : str
        As recognized.

    Returns
    -------
    str
        With five changes, and no other:

        - `, ; : ! ?` after Chinese are full-width; so are `( )` around or beside Chinese, and a bracket whose partner is;
        - the year of a document number stands in the brackets of these: 国发[2022]15号 is 国发〔2022〕15号;
        - 一 between two years or numbers in digits is the dash of a span, also where the line breaks beside it: 2021一2035年 is
          2021—2035年;
        - 一 beside a dash is the other half of a dash: 一—坚持 is ——坚持;
        - a blank between a full-width mark and a Chinese character goes.
    """
    line = _NUMBER.sub(lambda found: f"〔{found[1] or found[2]}〕", line)
    line = _SPAN.sub("—", line)
    line = _DASH.sub("——", line)
    line = _NARROW_MARK.sub(lambda found: _WIDE[found[0]], line)
    line = _BRACKETS.sub(_pair, line)
    line = _OPEN.sub("（", line)
    line = _CLOSED.sub("）", line)
    return _BLANK_IN_CHINESE.sub("", line)


def _pair(found: re.Match) -> str:
    """A pair of brackets, wide where one of them is, or where Chinese stands inside or beside."""
    whole, inside = found[0], found[1]
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    chinese = re.compile(f"[{_CHINESE}]")
    wide = "（" in whole or "）" in whole or any(map(chinese.search, (inside, before, after)))
    return f"（{inside}）" if wide else whole
