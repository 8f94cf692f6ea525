"""Characters as patterns see them: full-width forms and punctuation folded, blanks and letter-spacing closed up.

For matching only; texts keep the characters of their source.
"""

from __future__ import annotations

import re
from itertools import accumulate

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_LONG = 1000
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"
BLANKS = (
    " \t\f\v\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    + _INVISIBLE
)
_ZERO_WIDTH = dict.fromkeys(map(ord, _INVISIBLE))
_NARROW = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict(
    zip("﹒．﹝﹞〔〕【】〖〗﹙﹚﹕︰∶﹔﹐\u00a0\u2002\u2003\u2009\u202f\u3000", "..[][][][]():::;,      ", strict=True)
)
_NARROW_CHARACTERS = frozenset(_NARROW)


def lines_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each line of `text`, line break included; the spans tile the text."""
    if "\r" in text:
        return [match.span() for match in _LINE.finditer(text) if match.end() > match.start()]
    ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
    ends[-1] -= 1  # no line break closes the last line
    return [span for span in zip([0, *ends], ends, strict=False) if span[1] > span[0]]


def narrow(text: str) -> str:
    """The text as patterns see it: full-width forms narrow, blanks plain; character for character, so offsets hold.

    For matching only; the policy text keeps the characters of its source.
    """
    # One pass a character costs a tenth of `translate`, which looks every character up; of a short text it pays to see first
    # which occur.
    for character in _NARROW if len(text) > _LONG else _NARROW_CHARACTERS.intersection(text):
        text = text.replace(character, _NARROW[character])
    return text


def plain(line: str) -> str:
    """A line as the patterns for whole lines see it: narrow, without zero-width characters, blanks single."""
    return single_blanks(narrow(line))


def single_blanks(line: str) -> str:
    """A line without zero-width characters, each run of blanks a single one."""
    line = " ".join(line.split())
    return line if line.isprintable() else " ".join(line.translate(_ZERO_WIDTH).split())


def unspaced(text: str) -> str:
    """The text without invisible characters, indentation and letter-spacing: 实 施 方 案 is one word, 科技部 财政部 are two."""
    joined = ""
    last = ""
    for word in text.translate(_ZERO_WIDTH).split():
        latin = word[0].isascii() and word[0].isalnum() and last[-1:].isascii() and last[-1:].isalnum()
        apart = len(word) > 1 and len(last) > 1 and word[0] not in "((〔[【《" and last[-1] not in "))〕]】》"
        joined += (" " if last and (latin or apart) else "") + word
        last = word
    return joined
