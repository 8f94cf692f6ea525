"""Scanned PDFs and photographs -> text files, for people to correct before they are pages of a corpus.

`recognizer` finds runs of characters in a picture, `pictures` gives the pages of a file, `lines` puts the runs in order,
`punctuation` sets marks right, `recognition` does this for a file, `writing` writes the texts. Only the command `textmine ocr`
and those who call these functions recognize anything: a corpus holds the same text on every machine.
"""

from textmine.intake.scans.recognition import Scan, recognize_scan
from textmine.intake.scans.recognizer import Piece, ScanError, load_recognizer
from textmine.intake.scans.writing import WrittenScan, write_scans

__all__ = ["Piece", "Scan", "ScanError", "WrittenScan", "load_recognizer", "recognize_scan", "write_scans"]
