"""A picture of a page -> the runs of characters printed on it: the recognizer of the extra `ocr`, without any network.

Any function of this form will do in its place; `Recognizer` says which.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

INSTALL = "pip install textmine[ocr]"


class ScanError(ValueError):
    """A file whose text cannot be recognized; the message says which, what is wrong and how to mend it."""


class Piece(NamedTuple):
    """A run of characters as a recognizer finds it.

    Attributes
    ----------
    text : str
    confidence : float
        That of its least sure character, from 0 to 1: the mean of a line hides one wrong character among thirty.
    corners : tuple of (float, float)
        Four points of the picture, x to the right and y down, clockwise from where the run begins at its upper edge.
    """

    text: str
    confidence: float
    corners: tuple[tuple[float, float], ...]


Recognizer = Callable[["np.ndarray"], list[Piece]]


def load_recognizer() -> Recognizer:
    """The recognizer of the extra `ocr`: RapidOCR, with the models that its package carries.

    Returns
    -------
    Recognizer
        A function from a picture, `uint8` of height x width x 3, to a list of `Piece` in no set order.
        Loading takes a second, so keep it for many pages.

    Raises
    ------
    ScanError
        If the extra is not installed, cannot start, or carries no models.
    """
    try:
        import rapidocr
    except ModuleNotFoundError as error:
        raise ScanError(f"to recognize text, {error.name} is missing: {INSTALL}") from None
    except ImportError as error:
        raise ScanError(
            f"the recognizer cannot start ({error}); where libGL is missing: pip uninstall opencv-python, then "
            "pip install --force-reinstall opencv-python-headless"
        ) from None
    folder = Path(rapidocr.__file__).parent / "models"
    models = {step: _model(folder, step) for step in ("det", "rec")}
    options = {
        "Global.log_level": "critical",
        # Every run is kept, however doubtful: it is for the reader of proofs to strike it out.
        "Global.text_score": 0.0,
        # The step that turns lines upside down turns upright ones too (one in 300 here); whole pages are turned instead.
        "Global.use_cls": False,
        "Global.return_word_box": True,
        "Global.return_single_char_box": True,
        "Det.model_path": str(models["det"]),
        "Rec.model_path": str(models["rec"]),
    }
    engine = rapidocr.RapidOCR(params=options)
    return lambda picture: _pieces(engine(picture))


def _model(folder: Path, step: str) -> Path:
    """The model file of a step; named outright, so that the package never looks for one on the network."""
    found = sorted(folder.glob(f"*_{step}_*.onnx"))
    if len(found) != 1:
        raise ScanError(
            f"the package rapidocr should carry one model *_{step}_*.onnx, and there are {len(found)} in {folder}; {INSTALL}"
        )
    return found[0]


def _pieces(found: object) -> list[Piece]:
    if found.txts is None:
        return []
    least = [min((sure for _, sure, _ in characters), default=1.0) for characters in found.word_results]
    if len(least) != len(found.txts):
        least = found.scores
    return [
        Piece(text, float(min(mean, low)), tuple((float(x), float(y)) for x, y in corners))
        for text, mean, low, corners in zip(found.txts, found.scores, least, found.boxes, strict=True)
    ]
