"""A file as received -> its characters.

The bytes are decoded whole or not at all: a page never contains a replacement character that the file did not hold.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Characters that any page of official Chinese holds, in both scripts: they decide between GB18030 and Big5,
# two encodings that often both decode the same bytes without an error.
_FREQUENT = frozenset(
    "的和在是为有关于国家人民政府工作年月日加强实施发展关於為國實發單位机构機構意见意見通知一二三，。、："
)


class PageError(ValueError):
    """A file that cannot be read as a page; the message says which, what is wrong and how to mend it."""


@dataclass(frozen=True)
class Page:
    """One page as received.

    Attributes
    ----------
    file : str
        Name of the file, without its folder.
    sha256 : str
        Hash of the bytes.
    encoding : str
        Encoding in which all bytes decode.
    text : str
        The decoded characters, without the byte order mark.
    """

    file: str
    sha256: str
    encoding: str
    text: str


def read_page(path: str | Path) -> Page:
    """Read one page.

    Raises
    ------
    PageError
        If the file is missing, a folder, empty or not text.
    """
    path = Path(path)
    if not path.exists():
        raise PageError(f"{path}: no such file")
    if path.is_dir():
        raise PageError(f"{path}: is a folder; name one file")
    data = path.read_bytes()
    if not data.strip():
        raise PageError(f"{path}: is empty")
    try:
        text, encoding = decode(data)
    except UnicodeError as error:
        raise PageError(f"{path}: {error}") from None
    return Page(path.name, hashlib.sha256(data).hexdigest(), encoding, text)


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a Chinese text: UTF-8, UTF-16, UTF-32, GB18030 (with GBK and GB2312) or Big5.

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
            return data[len(bom) :].decode(encoding), encoding
    candidates = [_strict(data, "utf-8")]
    if candidates[0] is None:
        utf16 = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
        candidates = [_strict(data, encoding) for encoding in ("gb18030", "big5", *utf16)]
    readable = [found for found in candidates if found is not None]
    if not readable:
        raise UnicodeError(
            "is not text in UTF-8, UTF-16, GB18030 or Big5; open it in the program that made it and save it as UTF-8 text"
        )
    return max(readable, key=lambda found: _familiarity(found[0]))


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1a\x1b\x1e")
    return None if controls else (text, encoding)


def _familiarity(text: str) -> float:
    sample = text[:20_000]
    return sum(character in _FREQUENT for character in sample) / max(len(sample), 1)
