"""Scans -> text files beside them, for a person to read against the scan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textmine.atomic import write_text
from textmine.intake.scans.recognition import Scan, one_after_another, recognize_scan
from textmine.intake.scans.recognizer import Recognizer, ScanError, load_recognizer

# Confidence from which a line is not listed: in trials 7 % of the lines were below, and 6 of the 14 wrong ones among them.
SURE = 0.7


@dataclass(frozen=True)
class WrittenScan:
    """A scan whose text was written.

    Attributes
    ----------
    scan : Scan
    file : Path
        The text, UTF-8, a line for a printed line.
    """

    scan: Scan
    file: Path

    def lines(self, n: int = 20) -> list[str]:
        """What a person should know of it: pages, lines, and the lines to be looked at first, at most `n` of those below 0.7."""
        scan = self.scan
        layer = scan.n_pages - scan.n_recognized
        taken = f", {layer} of them from the text layer" if layer else ""
        told = [f"{self.file}: {_counted(scan.n_pages, 'page')}{taken}, {_counted(len(scan.lines), 'line')}"]
        doubtful = int((scan.lines["confidence"] < SURE).sum())
        worst = scan.least_sure(min(max(n, 0), doubtful))
        first = (
            f", the least sure first (page, line of the text, confidence), {len(worst)} shown:" if len(worst) else ""
        )
        told.append(f"  read it against the scan; {_counted(doubtful, 'line')} below {SURE}{first}")
        told += [
            f"  {page:>4} {line:>5}  {confidence:.2f}  {text.strip()}"
            for page, line, confidence, text in worst[["page", "line", "confidence", "text"]].itertuples(index=False)
        ]
        return told


def write_scans(
    paths: Sequence[str | Path],
    output: str | Path | None = None,
    *,
    as_one: str | None = None,
    force: bool = False,
    every_page: bool = False,
    recognizer: Recognizer | None = None,
    each: Callable[[WrittenScan], None] | None = None,
) -> list[WrittenScan]:
    """Recognize scans and write the text of each into a file of its name: 通知.pdf -> 通知.txt.

    Parameters
    ----------
    paths : sequence of str or Path
        See `recognize_scan`.
    output : str or Path, optional
        Folder of the texts, made where it does not exist. Default: beside each scan.
    as_one : str, optional
        Name of the one text of all scans, where they are the pages of a document in their order: 通知 for 通知.txt, beside the
        first of them or in `output`.
    force : bool, default False
        Whether a text that is already there, and perhaps corrected by a person, is overwritten.
    every_page : bool, default False
        Whether pages of a PDF with a text layer are recognized too.
    recognizer : Recognizer, optional
        Default: that of the extra `ocr`.
    each : callable, optional
        Told of each scan as soon as its text is written.

    Returns
    -------
    list of WrittenScan
        In the order of `paths`; one where they are pages of one.

    Raises
    ------
    ScanError
        If a text is there already, or two scans would have the same: nothing is recognized then. If a scan cannot be
        recognized: the texts of those before it are written, whole, and none where all were to be one.
    PageError
        If a file cannot be read.
    """
    targets = _targets([Path(path) for path in paths], None if output is None else Path(output), as_one, force)
    recognizer = recognizer or load_recognizer()
    written = []
    for target, pages in targets.items():
        scans = [recognize_scan(path, recognizer=recognizer, every_page=every_page) for path in pages]
        scan = one_after_another(scans)
        write_text(target, scan.text)
        written.append(WrittenScan(scan, target))
        if each:
            each(written[-1])
    return written


def _targets(paths: list[Path], output: Path | None, as_one: str | None, force: bool) -> dict[Path, list[Path]]:
    """The texts, each with the scans that it is of."""
    if as_one is not None and (not as_one.strip(".") or Path(as_one).name != as_one):
        raise ScanError(f"'{as_one}' must be the name of a text without a folder, like 通知; --output names the folder")
    targets: dict[Path, list[Path]] = {}
    for path in paths:
        folder = output or (paths[0] if as_one else path).parent
        target = folder / f"{as_one.removesuffix('.txt') if as_one else path.stem}.txt"
        if target == path:
            raise ScanError(f"{path}: is a text by its name; name scanned PDFs, PNG, JPEG or TIFF")
        if target.exists() and not force:
            raise ScanError(f"{target} exists already; move it, or overwrite it by --force. Nothing was recognized")
        if target in targets and not as_one:
            raise ScanError(
                f"{targets[target][0]} and {path} would both become {target}; give one another name, or make them one by "
                "--as-one. Nothing was recognized"
            )
        targets.setdefault(target, []).append(path)
    return targets


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
