"""HTML and Word -> the characters a reader sees, one block a line.

A cell of a table is a line of its own, as in the text that people copy from a page; behind a cell that ends in a colon
(发布机构:) its value follows on the same line.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textmine.reading.page.wordtext import WordText

if TYPE_CHECKING:
    from bs4 import Tag

_BLOCK_NAMES = (
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h1|h2|h3|"
    "h4|h5|h6|header|hr|html|legend|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ucapcontent|ucaptitle|ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split("|"))
# Elements whose content no reader sees, or that are controls rather than text.
_UNSEEN_NAMES = "head|title|script|style|template|noscript|iframe|object|embed|svg|canvas|audio|video|select|datalist|textarea|button|map"
_UNSEEN = frozenset(_UNSEEN_NAMES.split("|"))
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_CJK})[ \t\f]*[\r\n][ \t\r\n\f]*(?={_CJK})")
# Marks the edges of a table's cell among the pieces; no decoded page holds it.
_CELL = "\0"
# Marks the edges of a link that leads to another page.
_LINK, _LINKED = "\x01", "\x02"
_NO_MARKS = dict.fromkeys(map(ord, _LINK + _LINKED))
_OUTSIDE = re.compile(rf"(?:^|{_LINKED})[^{_LINK}{_LINKED}]*[\w\u4e00-\u9fff][^{_LINK}{_LINKED}]*(?:{_LINK}|$)")
_LEADS_AWAY = re.compile(
    r"(?!#|javascript:|mailto:)(?!.*\.(?:docx?|xlsx?|pdf|wps|et|ofd|pptx?|zip|rar)\b).", re.IGNORECASE
)
_LONGEST_CELL = 500


class FormatError(ValueError):
    """A file that is not what it seems to be; the message says what is wrong and how to mend it."""


def html_text(markup: str) -> str:
    """The text of an HTML page or fragment, as `html_lines` gives it."""
    return html_lines(markup)[0]


def html_lines(markup: str) -> tuple[str, tuple[int, ...]]:
    """The text of an HTML page or fragment, and which of its lines are links.

    Parameters
    ----------
    markup : str
        Decoded HTML. Scripts, styles, controls and hidden elements are no text; entities are characters.

    Returns
    -------
    text : str
        One line a block element and a table cell; blank lines are left out.
    links : tuple of int
        Indices of the lines all of whose words lead to other pages.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    with warnings.catch_warnings():
        # The parser warns of XHTML and of markup that looks like a file name; both are read as they should be.
        warnings.simplefilter("ignore")
        try:
            soup = BeautifulSoup(markup, "html.parser")
        except ParserRejectedMarkup:
            raise FormatError("holds broken HTML; open it in a browser and save the page again") from None
    pieces = "".join(_html_pieces(soup))
    pieces = re.sub(f"([:：]) *{_CELL} *{_CELL}", "\\1\t", pieces).replace(_CELL, "\n")
    shown = [line for line in pieces.split("\n") if line.strip(f" {_LINK}{_LINKED}")]
    links = tuple(i for i, line in enumerate(shown) if _LINK in line and not _OUTSIDE.search(line))
    lines = (re.sub(" {2,}", " ", line.translate(_NO_MARKS)).strip(" ") for line in shown)
    return "".join(f"{line}\n" for line in lines if line), links


def _html_pieces(soup: Tag) -> Iterator[str]:
    """Text in order, with marks at the edges of lines and cells; an explicit stack, for pages nested beyond recursion."""
    stack: list[object] = [soup]
    data = _data_cells(soup)
    cells = verbatim = 0
    while stack:
        node = stack.pop()
        if isinstance(node, str) and type(node) is str:
            yield node
        elif isinstance(node, tuple):
            mark, cell, pre = node
            cells, verbatim = cells - cell, verbatim - pre
            yield mark
        elif hasattr(node, "contents"):
            if node.name in _UNSEEN or "hidden" in node.attrs or _HIDDEN.search(str(node.attrs.get("style", ""))):
                continue
            cell, pre = int(id(node) in data), int(node.name == "pre")
            mark = _CELL if cell else "" if node.name not in _BLOCKS else " " if cells else "\n"
            cells, verbatim = cells + cell, verbatim + pre
            yield mark
            stack.append((mark, cell, pre))
            away = node.name == "a" and _LEADS_AWAY.match(str(node.attrs.get("href", "#")))
            stack += [_LINKED, *reversed(node.contents), _LINK] if away else reversed(node.contents)
        elif type(node).__name__ in ("NavigableString", "CData"):
            yield str(node) if verbatim else _SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", str(node)))


def _data_cells(soup: Tag) -> set[int]:
    """Ids of the cells of tables of data; the cells of a layout table hold tables or much text, or stand alone in their row."""
    stack: list[tuple] = [(soup, None)]
    cells, layout, lengths, rows = [], set(), Counter(), Counter()
    while stack:
        node, cell = stack.pop()
        if not hasattr(node, "contents"):
            lengths[id(cell)] += len(node)
            continue
        if node.name in ("table", "td", "th"):
            layout.add(id(cell))
        if node.name in ("td", "th"):
            cell = node
            cells.append(node)
            rows[id(node.parent)] += 1
        stack += [(child, cell) for child in node.contents]
    return {
        id(cell)
        for cell in cells
        if id(cell) not in layout and rows[id(cell.parent)] > 1 and lengths[id(cell)] <= _LONGEST_CELL
    }


def docx_text(data: bytes) -> str:
    """The text of a Word document: paragraphs and tables in their order, with the numbers that Word computes.

    Parameters
    ----------
    data : bytes
        A .docx file.

    Returns
    -------
    str
        One line a paragraph and a table cell. Insertions are text, deletions are not; headers and footers are left out.
    """
    try:
        import docx
    except ImportError:
        raise FormatError("is a Word file; to read these: pip install textmine[ingest]") from None
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError):
        raise FormatError("is no Word document, or a damaged one; open it in Word and save it again as .docx") from None
    return WordText(document).text()
