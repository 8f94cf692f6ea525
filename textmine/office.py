"""Files of Office without the time at which they were made: equal contents are equal files."""

from __future__ import annotations

import io
import re
import zipfile

_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell


def without_clock(data: bytes) -> bytes:
    """The same parts, none of which tells when it was made; stored as they are, since compression depends on the machine's
    library."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = 0, 0
            made.writestr(entry, content)
    return buffer.getvalue()
