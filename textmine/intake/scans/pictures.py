"""A scanned PDF, a photograph or a TIFF -> its pages: the text layer of a page where it has one, else its picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from textmine.intake.scans.recognizer import INSTALL, ScanError
from textmine.reading.page.pdftext import hides_characters, is_scan, pdf_pages

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_KINDS = "a scanned PDF, PNG, JPEG or TIFF"
_DOTS = 300
_LONGEST_SIDE = 5000  # dots; a page of A4 at 300 dots an inch has 3508
_DEEP = ("I;16", "I;16L", "I;16B", "I")


class PageOfFile(NamedTuple):
    """A page of a file.

    Attributes
    ----------
    text : str or None
        Its text layer, where it is taken from that.
    picture : ndarray or None
        Else its picture: `uint8`, height x width x 3, of which each is the same grey.
    """

    text: str | None = None
    picture: np.ndarray | None = None


def pages_of_scan(data: bytes, *, every_page: bool = False) -> tuple[int, Iterator[PageOfFile]]:
    """The pages of a file, their number first; the pictures are made one after another, so that only one is in memory.

    Parameters
    ----------
    data : bytes
        A PDF, or a picture in one of the usual formats; of a TIFF every picture is a page.
    every_page : bool, default False
        Whether to take the picture of pages with a text layer too.

    Raises
    ------
    ScanError
        If it is neither, is damaged, or the extra that draws pages is not installed.
    """
    if b"%PDF-" in data[:1024]:
        return _of_pdf(data, every_page)
    return _of_picture(data)


def _of_pdf(data: bytes, every_page: bool) -> tuple[int, Iterator[PageOfFile]]:
    layers = pdf_pages(data)
    kept = [None if every_page or is_scan(page) or hides_characters(page.text) else page.text for page in layers]
    if None not in kept:
        raise ScanError("is a PDF whose pages all have a text layer; read it as it is, or recognize it by --every-page")
    return len(kept), _drawn(data, kept)


def _drawn(data: bytes, kept: list[str | None]) -> Iterator[PageOfFile]:
    try:
        import pypdfium2
    except ModuleNotFoundError:
        raise ScanError(f"to draw the pages of a PDF, pypdfium2 is missing: {INSTALL}") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ScanError(f"is a damaged PDF ({error}); scan or export it again") from None
    with document:
        for number, text in enumerate(kept):
            if text is not None:
                yield PageOfFile(text=text)
                continue
            page = document[number]
            scale = min(_DOTS / 72, _LONGEST_SIDE / max(page.get_size()))
            drawn = page.render(scale=scale)
            picture = _as_grey(drawn.to_pil())
            drawn.close()
            page.close()
            yield PageOfFile(picture=picture)


def _of_picture(data: bytes) -> tuple[int, Iterator[PageOfFile]]:
    with _opened(data) as image:
        total = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    return total, _frames(data, total)


def _frames(data: bytes, total: int) -> Iterator[PageOfFile]:
    from PIL import ImageOps

    with _opened(data) as image:
        for frame in range(total):
            image.seek(frame)
            yield PageOfFile(picture=_as_grey(ImageOps.exif_transpose(image)))


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            yield image
    except UnidentifiedImageError:
        raise ScanError(f"is not {_KINDS}; save it as one of these") from None
    except Image.DecompressionBombError:
        raise ScanError("is a picture too large to open; scan it at 300 dots an inch") from None
    except (OSError, SyntaxError, EOFError) as error:
        raise ScanError(f"is a damaged picture ({error}); copy or scan it again") from None


def _as_grey(image: Image.Image) -> np.ndarray:
    """Each dot three times, in a grey to which red is nearly white: a seal does not hide the signature and date below it.

    It is nine parts of red and one of green or blue, whichever is darker, so that the red head of a document stays legible. What is
    transparent is white paper; 16 bits are brought to 8.
    """
    import numpy as np
    from PIL import Image

    if image.mode in _DEEP:
        deep = np.asarray(image).astype(np.int64)
        image = Image.fromarray((deep >> (8 if deep.max() > 255 else 0)).clip(0, 255).astype(np.uint8))
    if image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    red, green, blue = (np.asarray(band).astype(np.uint16) for band in image.convert("RGB").split())
    grey = ((9 * red + np.minimum(green, blue)) // 10).astype(np.uint8)
    return np.stack([grey] * 3, axis=-1)
