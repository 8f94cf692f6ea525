"""Files that hold other files: saved web archives (.mht), e-mails (.eml), archives of pages (.zip)."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import NamedTuple

from textmine.reading.page.formats import FormatError

PAGE_NAMES = frozenset(
    (".txt", ".md", ".html", ".htm", ".shtml", ".mht", ".mhtml", ".docx", ".doc", ".rtf", ".pdf", ".eml")
)
_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n)*){2,}\r?\n"
)
_OF_MAIL = re.compile(rb"^(?:mime-version|content-type)\s*:", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 20_000
# A body of fewer Chinese characters is the letter that a document is attached to.
_LEAST_BODY = 200
_LARGEST = 2**28  # bytes of an unpacked archive


class Member(NamedTuple):
    """A file inside of another: its name there and its bytes."""

    name: str
    data: bytes


def is_mail(data: bytes) -> bool:
    """Whether bytes are an e-mail or a saved web archive: header lines, the type of the content among them."""
    match = _HEADER.match(data[:_LONGEST_HEADER])
    return bool(match and _OF_MAIL.search(match[0]))


def page_in_mail(data: bytes) -> Member:
    """The page that an e-mail or a web archive holds: its text, else the one document attached to it.

    Raises
    ------
    FormatError
        If it holds no text, several documents, or a text and a document.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    attached = [
        Member(part.get_filename() or "", part.get_payload(decode=True) or b"")
        for part in message.walk()
        if part.get_content_disposition() == "attachment" and _is_page(part.get_filename() or "")
    ]
    body = _body(message)
    if body and (not attached or _chinese(body.data) >= _LEAST_BODY):
        if attached and _chinese(body.data) >= _LEAST_BODY:
            raise FormatError(f"is an e-mail with a text and {_named(attached)}; save the one that is the document")
        return body
    if len(attached) == 1:
        return attached[0]
    if attached:
        raise FormatError(f"is an e-mail with {_named(attached)}; save the one that is the document")
    raise FormatError("is an e-mail or web archive without text; save the page or the attachment itself")


def _body(message: EmailMessage) -> Member | None:
    """The text of a message; of a web archive its first page."""
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind, name in (("text/html", "body.html"), ("text/plain", "body.txt")):
        for part in parts:
            if part.get_content_type() == kind and (payload := part.get_payload(decode=True)):
                return Member(name, payload)
    return None


def _chinese(data: bytes) -> int:
    """About how many Chinese characters bytes hold, in any encoding: those beyond ASCII by threes."""
    return sum(byte > 0x7F for byte in data) // 3


def _named(members: list[Member]) -> str:
    return f"{len(members)} document(s) attached ({', '.join(member.name for member in members)})"


def is_word(data: bytes) -> bool:
    """Whether the bytes of a zip are those of a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist() or "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        return True  # what is damaged is said where Word documents are read


def members_of(data: bytes) -> Iterator[Member]:
    """The pages in an archive, in the order of their names; what belongs to a saved page (pictures, scripts) is passed over.

    Raises
    ------
    FormatError
        If the archive is damaged, protected, or unpacks to more than 256 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kept = sorted((_name(info), info) for info in archive.infolist() if _is_page(_name(info)))
            if sum(info.file_size for _, info in kept) > _LARGEST:
                raise FormatError("is an archive that unpacks to more than 256 MB; unpack it into a folder")
            for name, info in kept:
                if info.flag_bits & 1:
                    raise FormatError("is an archive protected by a password; unpack it into a folder")
                yield Member(name, archive.read(info))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise FormatError(f"is a damaged archive ({type(error).__name__}); download it again") from None


def page_in_archive(data: bytes) -> Member:
    """The one page of an archive.

    Raises
    ------
    FormatError
        If there is none, or more than one.
    """
    members = list(members_of(data))
    if len(members) == 1:
        return members[0]
    if members:
        names = ", ".join(member.name for member in members[:5]) + (", ..." if len(members) > 5 else "")
        raise FormatError(f"is an archive of {len(members)} pages ({names}); unpack it and name one file of it")
    raise FormatError("is an archive without a page (text, HTML, Word, PDF); unpack it and name one file of it")


def _is_page(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) or part.endswith("_files") for part in path.parts)
    return path.suffix.lower() in PAGE_NAMES and not hidden


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; Windows packs Chinese names in GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename
