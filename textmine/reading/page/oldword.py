"""Old Word files (.doc, .rtf) -> .docx, by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from textmine.reading.page.formats import FormatError

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120
_OLE = b"\xd0\xcf\x11\xe0"
_STREAM = "WordDocument".encode("utf-16-le")


def is_old_word(data: bytes) -> bool:
    """Whether bytes are a Word file of before 2007, rather than an Excel file of the same container, or rich text."""
    return (data.startswith(_OLE) and _STREAM in data) or data.startswith(b"{\\rtf")


def docx_of(data: bytes) -> bytes:
    """The file as LibreOffice converts it.

    Raises
    ------
    FormatError
        If LibreOffice is not installed, or cannot read the file.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if not program:
        raise FormatError(
            "is an old Word or RTF file; install LibreOffice, which converts it, or open it in Word and save it as .docx"
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"page{'.rtf' if data.startswith(b'{') else '.doc'}"
        source.write_bytes(data)
        # A profile of its own: one that is open elsewhere would be waited for.
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return source.with_suffix(".docx").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise FormatError(
                "is an old Word or RTF file that LibreOffice cannot read; open it in Word and save it as .docx"
            ) from None
