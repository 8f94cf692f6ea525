"""Bytes -> the characters of a Chinese text, and the encoding in which all of them are some.

Whole or not at all: a decoded text never holds a replacement character that the file did not hold.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The characters that Chinese text is mostly made of, simplified and traditional, with its punctuation. Two encodings often
# decode the same bytes without an error; in the wrong one hardly any of these appears.
_FREQUENT = frozenset(
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可过天作分方用多你着部能市等业全里工公"
    "经本都而高政法面门动日进区事代那去心小同北定开产前其军还然起种所如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西没此将员"
    "名手最东头者月间无安看见各城十相但已些正口通想度加第合院物性战由位常点海意场使次二向治因立数样身情入原问把路被并利老教万知级量任江及应省"
    "资委务元美特期世系比气总展电科金先声提品设或义社统处四首共形己司目基领队直计别权话少流命至报给打变果书清活几州解议更称程今决导术府保交管"
    "结师达族反再题五条规式县改风运信受组实施办法通知方案意见附件责任单位负责加强推进落实"
    "國為這個來會時學說們於後發對長過著業裡經門動進區開產軍還種現機體與當兩實麼關從內沒將員東頭間無見戰點場數樣問並萬級應資務氣總電聲設義統"
    "處領隊計別權話報給變書幾議稱決導術結師達題條規縣風運組辦單負責強臺灣"
    "〇，。、；：（）《》“”—"
)
_LEGACY = ("gb18030", "big5", "big5hkscs")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_FAMILIARITY_SEEN = 20_000  # characters beyond ASCII
# Control characters that a text does not hold; `_strict` says which few it may.
_CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1a\x1b\x1e"]
_CONTROL_BYTES = "".join(_CONTROLS).encode()
# Below this share of frequent characters a decoded text is letters by accident.
_LEAST_FAMILIARITY = 0.12
_CERTAIN_FAMILIARITY = 0.5


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a Chinese text: UTF-8, UTF-16, UTF-32, GB18030 (with GBK and GB2312) or Big5.

    Parameters
    ----------
    data : bytes
        The whole file. A byte order mark decides; then valid UTF-8; then the charset an HTML page declares; then the
        encoding in which most characters are among the frequent ones of Chinese.

    Returns
    -------
    text, encoding : str

    Raises
    ------
    UnicodeError
        If no such encoding decodes all of the bytes to characters a text can hold.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _whole(data[len(bom) :], encoding), encoding
    valid = _strict(data, "utf-8")
    if valid and _is_familiar(valid[0]):
        return valid
    readable = [found for encoding in _candidates(data) if (found := _strict(data, encoding)) is not None]
    best = max(readable, key=lambda found: _familiarity(found[0]), default=None)
    # A few characters of GB18030 can be valid UTF-8 by accident (通知 is): then the other reading must be Chinese all through.
    if valid and (best is None or _familiarity(best[0]) < _CERTAIN_FAMILIARITY):
        return valid
    if best is None or _familiarity(best[0]) < _LEAST_FAMILIARITY:
        raise UnicodeError(_problem(data))
    return best


def _candidates(data: bytes) -> list[str]:
    declared = _DECLARED.search(data[:4096])
    name = _CODECS.get(declared[1].decode("ascii", "ignore").lower()) if declared else None
    utf16 = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
    return list(dict.fromkeys([*([name] if name else []), *_LEGACY, *utf16]))


def _whole(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnicodeError(
            f"begins as {encoding} but byte {error.start} is none; the file is damaged, save the page again"
        ) from None


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    """The text where all bytes decode to characters a text can hold; a stray control character or two is none of these."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    if len(data.translate(None, _CONTROL_BYTES)) == len(data):
        return text, encoding  # the usual case; no encoding makes control characters of other bytes
    controls = sum(map(text.count, _CONTROLS))
    allowed = len(text) // 200 if encoding == "utf-8" and "\0" not in text else 0
    return None if controls > allowed else (text, encoding)


def _familiarity(text: str) -> float:
    """Share of the characters beyond ASCII that are frequent in Chinese; half is usual, hardly any in a wrong encoding."""
    beyond = [character for character in text[:200_000] if character > "\x7f"][:_FAMILIARITY_SEEN]
    return sum(map(_FREQUENT.__contains__, beyond)) / len(beyond) if beyond else float(text.isascii())


def _is_familiar(text: str) -> bool:
    """Whether the familiarity reaches its least value; the opening of a Chinese text alone holds characters enough for all."""
    seen = min(len(text), _FAMILIARITY_SEEN)
    enough = sum(map(_FREQUENT.__contains__, text[: seen // 3 + 1])) >= _LEAST_FAMILIARITY * seen
    return (seen > 0 and enough) or _familiarity(text) >= _LEAST_FAMILIARITY


def _problem(data: bytes) -> str:
    """What is wrong with bytes that no encoding decodes, as exactly as it can be said."""
    damaged = data.decode("utf-8", "replace")
    wrong = damaged.count("\ufffd")
    if (
        wrong
        and wrong <= len(damaged) // 100 + 1
        and "\0" not in damaged
        and _familiarity(damaged) > _LEAST_FAMILIARITY
    ):
        line = damaged[: damaged.index("\ufffd")].count("\n") + 1
        return f"is UTF-8 text damaged in {wrong} place(s), first on line {line}; save the page again"
    return (
        "is not text in UTF-8, UTF-16, GB18030 or Big5, nor HTML, Word or PDF; "
        "open it in the program that made it and save it as UTF-8 text"
    )
