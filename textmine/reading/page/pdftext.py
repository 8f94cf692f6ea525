"""A PDF -> the text layer of its pages, and which of them are scans."""

from __future__ import annotations

import io
import logging
from typing import NamedTuple

from textmine.reading.page.formats import FormatError

RECOGNIZE = "recognize its text by: textmine ocr FILE"
_STAMP = 30  # characters; a picture with fewer on it is a scan, and they are the mark of the scanner or a page number
_HIDDEN_SHARE = 100


class PdfPage(NamedTuple):
    """The text layer of a page, and whether the page shows a picture."""

    text: str
    shows_picture: bool


def pdf_text(data: bytes) -> str:
    """The text layer of a PDF, page after page.

    Parameters
    ----------
    data : bytes
        A PDF file. One that opens without a password is read even where it forbids copying.
    """
    pages = pdf_pages(data)
    text = "\n".join(page.text for page in pages)
    if not text.strip():
        raise FormatError(f"is a PDF without a text layer, a scan; {RECOGNIZE}")
    scans = [number for number, page in enumerate(pages, 1) if page.shows_picture and is_scan(page)]
    if 2 * len(scans) >= len(pages):
        shown = ", ".join(map(str, scans[:10])) + (", ..." if len(scans) > 10 else "")
        raise FormatError(f"is a PDF of which {len(scans)} of {len(pages)} pages are scans ({shown}); {RECOGNIZE}")
    if hides_characters(text):
        raise FormatError(f"is a PDF whose fonts hide their characters; print it to a new PDF, or {RECOGNIZE}")
    return text


def pdf_pages(data: bytes) -> list[PdfPage]:
    """The pages of a PDF with their text layers, as `pdf_text` puts them together.

    Raises
    ------
    FormatError
        If the file is protected or damaged, or what reads it is not installed.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError
    except ImportError:
        raise FormatError("is a PDF; to read these: pip install textmine[ingest]") from None
    # The parser reports every oddity of a file to the terminal; what matters of it is in the errors.
    log, level = logging.getLogger("pypdf"), logging.getLogger("pypdf").level
    log.setLevel(logging.CRITICAL + 1)
    protected = "is a PDF protected by a password; save a copy of it without protection"
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError(protected)
        return [
            PdfPage(_characters(page.extract_text()), "/XObject" in page.get("/Resources", {})) for page in reader.pages
        ]
    except FormatError:
        raise
    except DependencyError:
        raise FormatError(protected) from None
    except Exception as error:  # pypdf raises whatever a damaged file makes it stumble over
        raise FormatError(f"is a damaged PDF ({type(error).__name__}); download or export it again") from None
    finally:
        log.setLevel(level)


def is_scan(page: PdfPage) -> bool:
    """Whether the characters of a page are only in its picture: it has no text layer, or one that is a mere stamp."""
    characters = len("".join(page.text.split()))
    return not characters or (page.shows_picture and characters < _STAMP)


def hides_characters(text: str) -> bool:
    """Whether a text layer does not say which characters it shows, as fonts without that table do."""
    return text.count("\ufffd") > len(text) // _HIDDEN_SHARE


def _characters(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
