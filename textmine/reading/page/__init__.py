"""A file as received -> its characters.

The bytes are decoded whole or not at all: a page never contains a replacement character that the file did not hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from textmine.reading.page.containers import Member, is_mail, is_word, members_of, page_in_archive, page_in_mail
from textmine.reading.page.decoding import decode
from textmine.reading.page.formats import FormatError, docx_text, html_lines
from textmine.reading.page.heads import declared_in
from textmine.reading.page.oldword import docx_of, is_old_word
from textmine.reading.page.pdftext import RECOGNIZE, pdf_text

_ZIP = b"PK\x03\x04"
_HTML_NAMES = frozenset((".html", ".htm", ".shtml", ".xhtml", ".jhtml"))
_HTML_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FRAGMENT = re.compile(r"\s*<(?:p|div|span|table|ucap|style|article|section|h1|h2|center|font)\b[^<>]*>", re.IGNORECASE)
_BINARY = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Word, Excel or WPS file; open it in the program that made it and save it as .docx",
    ),
    *((magic, f"is an image; {RECOGNIZE}") for magic in (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")),
    (b"GIF8", "is an image; save it as PNG, then " + RECOGNIZE),
    (b"Rar!", "is an archive; unpack it and name one file of it"),
    (b"7z\xbc\xaf", "is an archive; unpack it and name one file of it"),
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
        Encoding in which all bytes decode; "docx", "doc" or "pdf" for these formats, which carry their own.
    text : str
        The characters, without the byte order mark. Of an HTML, Word or PDF file: what a reader sees, one block a line.
    declared : mapping of str to str
        What an HTML page says of itself in its head, beside its text: "title", "published".
    links : tuple of int
        Of an HTML page the indices of the lines all of whose words lead to other pages.
    """

    file: str
    sha256: str
    encoding: str
    text: str
    declared: Mapping[str, str] = field(default_factory=dict)
    links: tuple[int, ...] = ()


class Raw(NamedTuple):
    """The bytes of a page.

    Attributes
    ----------
    path : str
        Where the file is: its ending helps to tell what it is, errors name it.
    sha256 : str
        Hash of the bytes.
    data : bytes
    """

    path: str
    sha256: str
    data: bytes


def read_page(path: str | Path) -> Page:
    """Read one page: text in any Chinese encoding, HTML, Word (.docx; .doc where LibreOffice is installed) or PDF.

    A saved web archive (.mht), an e-mail (.eml) or an archive (.zip) is read as the one page it holds.

    Parameters
    ----------
    path : str or Path
        The file. Its bytes decide what it is, its name only where they leave it open.

    Returns
    -------
    Page

    Raises
    ------
    PageError
        If the file is missing, a folder, empty, protected, not text, or a scan without characters.
    """
    return page_of(read_raw(path))


def read_raw(path: str | Path) -> Raw:
    """The bytes of a page with their hash.

    Raises
    ------
    PageError
        If the file is missing, a folder, or cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        raise PageError(f"{path}: is a folder; name one file")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PageError(f"{path}: no such file; check the name") from None
    except OSError as error:
        raise PageError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    return Raw(str(path), hashlib.sha256(data).hexdigest(), data)


def page_of(raw: Raw) -> Page:
    """The page that bytes are.

    Raises
    ------
    PageError
        If they are empty, protected, not text, or a scan without characters.
    """
    path = Path(raw.path)
    try:
        page = _characters(raw.data, path.suffix.lower())
    except (FormatError, UnicodeError) as error:
        raise PageError(f"{path}: {error}") from None
    if not page.text.strip("\ufeff\u200b \t\r\n\f\v\u00a0\u3000"):
        raise PageError(f"{path}: is empty, it holds no characters; save the page again")
    return Page(path.name, raw.sha256, page.encoding, page.text, page.declared, page.links)


def raws_of(path: str | Path) -> list[Raw]:
    """The pages of a file: itself, or those in an archive, each with the path of the archive before its name.

    Raises
    ------
    PageError
        If the file cannot be read, or is an archive that cannot.
    """
    raw = read_raw(path)
    if not raw.data.startswith(_ZIP) or is_word(raw.data):
        return [raw]
    try:
        members = list(members_of(raw.data))
    except FormatError as error:
        raise PageError(f"{path}: {error}") from None
    return [Raw(f"{path}/{name}", hashlib.sha256(data).hexdigest(), data) for name, data in members]


class _Read(NamedTuple):
    """What the bytes of a page hold; see `Page`."""

    text: str
    encoding: str
    declared: Mapping[str, str] = MappingProxyType({})
    links: tuple[int, ...] = ()


def _characters(data: bytes, suffix: str) -> _Read:
    """What the bytes hold, read as what they are."""
    if not data.strip():
        raise FormatError("is empty, it holds no characters; save the page again")
    if b"%PDF-" in data[:1024]:
        return _Read(pdf_text(data), "pdf")
    if data.startswith(_ZIP):
        return (
            _Read(docx_text(data), "docx") if is_word(data) or suffix == ".docx" else _of_member(page_in_archive(data))
        )
    if is_old_word(data):
        return _Read(docx_text(docx_of(data)), "doc")
    if is_mail(data):
        return _of_member(page_in_mail(data))
    for magic, problem in _BINARY:
        if data.startswith(magic):
            raise FormatError(problem)
    text, encoding = decode(data)
    if suffix in _HTML_NAMES or _is_html(text):
        shown, links = html_lines(text)
        return _Read(shown, encoding, declared_in(text), links)
    if suffix in (".docx", ".pdf"):
        kind = "Word" if suffix == ".docx" else "PDF"
        raise FormatError(
            f"is named {suffix} but is not a {kind} file; give it the name of what it is, or save it again"
        )
    return _Read(text, encoding)


def _of_member(member: Member) -> _Read:
    """The page inside of a container; a container inside of one is not opened."""
    if is_mail(member.data) or (member.data.startswith(_ZIP) and not is_word(member.data)):
        raise FormatError("holds an archive inside of an archive; unpack it and name one file of it")
    return _characters(member.data, Path(member.name).suffix.lower())


def _is_html(text: str) -> bool:
    """Whether text is a saved web page, or a fragment of one from its first character to its last."""
    if _HTML_OPENS.match(text[:8000]):
        return True
    return bool(_FRAGMENT.match(text[:2000])) and text[-200:].rstrip().endswith(">") and "</" in text
