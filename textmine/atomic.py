"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_bytes(path: str | Path, data: bytes) -> bool:
    """Write `data` to `path` through a temporary file beside it; leave a file that already holds it untouched.

    Parameters
    ----------
    path : str or Path
        Its folder is made where it does not exist.
    data : bytes

    Returns
    -------
    bool
        Whether the file changed.
    """
    path = Path(path)
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def write_text(path: str | Path, text: str) -> bool:
    """Write `text` as UTF-8 with its line breaks as they are; see `write_bytes`."""
    return write_bytes(path, text.encode("utf-8"))
