"""The text of a Word document as it prints: with the automatic numbers, which its paragraphs do not hold.

In Chinese documents 一、 and (一) are often numbers that Word computes; without them the headings could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DIGITS = "〇一二三四五六七八九"
# Not text: what is deleted or moved away, the instruction of a field, the old twin of a text box.
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK))
_CHINESE = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    )
)
_BULLET = "●"


class WordText:
    """Reads one document and counts its numbered paragraphs.

    Parameters
    ----------
    document : docx.document.Document
    """

    def __init__(self, document) -> None:
        self._body = document.element.body
        self._levels, self._lists = _numbering(document)
        self._styles = {style.style_id: style.element for style in document.styles if style.style_id}
        self._counts: dict[tuple[str, int], int] = {}

    def text(self) -> str:
        """All paragraphs and cells, one a line."""
        return "".join(f"{line}\n" for line in self._lines(self._body))

    def _lines(self, parent) -> Iterator[str]:
        for element in parent:
            if element.tag == f"{_W}p":
                line = self._number(element) + "".join(_runs(element))
                yield from (part for part in line.split("\n") if part.strip())
                for box in _boxes(element):
                    yield from self._lines(box)
            elif element.tag == f"{_W}tc":
                cell = " ".join(line.strip() for line in self._lines_of_cell(element))
                yield from [cell] if cell else []
            elif element.tag not in _SKIPPED:
                yield from self._lines(element)

    def _lines_of_cell(self, cell) -> Iterator[str]:
        for element in cell:
            yield from self._lines([element])

    def _number(self, paragraph) -> str:
        """The automatic number in front of a paragraph, empty where it has none."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        outline = None
        seen = set()
        while properties is None and style is not None and style.get(f"{_W}val") not in seen:
            seen.add(style.get(f"{_W}val"))
            element = self._styles.get(style.get(f"{_W}val"))
            if element is None:
                break
            properties, style = element.find(f"{_W}pPr/{_W}numPr"), element.find(f"{_W}basedOn")
            outline = element.find(f"{_W}pPr/{_W}outlineLvl") if properties is not None else None
        if properties is None:
            return ""
        list_id = _value(properties.find(f"{_W}numId"))
        level = int(_value(properties.find(f"{_W}ilvl")) or (_value(outline) if outline is not None else "") or 0)
        return self._count(list_id, level) if list_id in self._lists else ""

    def _count(self, list_id: str, level: int) -> str:
        shape = self._lists[list_id]
        self._counts[shape, level] = self._counts.get((shape, level), self._start(shape, level) - 1) + 1
        for key in [key for key in self._counts if key[0] == shape and key[1] > level]:
            del self._counts[key]
        style, pattern, _ = self._levels.get((shape, level), ("none", "", 1))
        if style == "bullet":
            return _BULLET
        if style == "none":
            return ""
        for upper in range(level + 1):
            count = self._counts.get((shape, upper), self._start(shape, upper))
            pattern = pattern.replace(
                f"%{upper + 1}", _numeral(count, self._levels.get((shape, upper), ("decimal", "", 1))[0])
            )
        return pattern

    def _start(self, shape: str, level: int) -> int:
        return self._levels.get((shape, level), ("", "", 1))[2]


def _numbering(document) -> tuple[dict[tuple[str, int], tuple[str, str, int]], dict[str, str]]:
    """Format, pattern and start of each level of each numbering; and the numbering of each list."""
    parts = [part for part in document.part.package.iter_parts() if str(part.partname) == "/word/numbering.xml"]
    if not parts:
        return {}, {}
    root = document.part.numbering_part.element
    levels = {}
    for shape in root.iter(f"{_W}abstractNum"):
        for level in shape.iter(f"{_W}lvl"):
            style = _value(level.find(f"{_W}numFmt")) or "decimal"
            start = int(_value(level.find(f"{_W}start")) or 1)
            key = shape.get(f"{_W}abstractNumId"), int(level.get(f"{_W}ilvl"))
            levels[key] = style, _value(level.find(f"{_W}lvlText")), start
    lists = {entry.get(f"{_W}numId"): _value(entry.find(f"{_W}abstractNumId")) for entry in root.iter(f"{_W}num")}
    return levels, lists


def _value(element) -> str:
    return "" if element is None else element.get(f"{_W}val") or ""


def _runs(element) -> Iterator[str]:
    """The characters of a paragraph in order; what text boxes hold is read after it."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}ptab") and element.tag == f"{_W}r":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child)


def _boxes(element) -> Iterator:
    for child in element:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _SKIPPED:
            yield from _boxes(child)


def _numeral(number: int, style: str) -> str:
    """The number as Word prints it in that format."""
    if style in _CHINESE and number < 100:
        tens, ones = divmod(number, 10)
        head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
        return head + (_DIGITS[ones] if ones or not tens else "")
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if style == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if style in ("lowerLetter", "upperLetter") and number <= 26:
        return chr(ord("a" if style == "lowerLetter" else "A") + number - 1)
    return f"{number:02d}" if style == "decimalZero" else str(number)
