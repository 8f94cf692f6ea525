"""Markup out of notebooks -> markup that can do nothing but be read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from html import escape

from bs4 import BeautifulSoup, NavigableString

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import bleach
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

_TAGS = {
    "a", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "b", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_CELLS = {"colspan", "rowspan", "scope"}
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_ADDRESS = re.compile(r"https?://.+|#.*|mailto:.+|[\w.-][\w./-]*\.html(?:#.*)?", re.DOTALL)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("class", "id", "lang"):
        return True
    if tag == "a" and name == "href":
        return bool(_ADDRESS.fullmatch(value))
    if tag == "img":
        return name == "alt" or (name == "src" and bool(_PICTURE.fullmatch(value)))
    return tag in ("td", "th") and name in _CELLS


def safe(markup: str) -> str:
    """Markup without scripts, styles, forms, frames, handlers of events, and addresses that are no web page's.

    Parameters
    ----------
    markup : str

    Returns
    -------
    str
        What is not allowed is left out, scripts and styles with all that stands in them; of pictures out of other files only the
        words that stand for them remain.
    """
    soup = BeautifulSoup(markup, "html.parser")
    for hidden in soup(
        ["script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "title"]
    ):
        hidden.decompose()
    for picture in soup("img"):
        if not _PICTURE.fullmatch(picture.get("src", "")):
            picture.replace_with(picture.get("alt", ""))
    return bleach.clean(str(soup), tags=_TAGS, attributes=_allowed, protocols=["http", "https", "mailto", "data"], strip=True)  # fmt: skip


def markdown(source: str) -> str:
    """Markdown of a notebook as safe markup, its links to files that the site does not hold as plain words."""
    return safe(unlinked(markdown2html_mistune(source))).strip()


def unlinked(markup: str) -> str:
    """Markup in which links to notebooks lead to their pages, and links to other files are plain words."""
    soup = BeautifulSoup(markup, "html.parser")
    for link in soup("a"):
        address = link.get("href", "")
        if found := re.fullmatch(r"(?:\.\./notebooks/)?([\w-]+)\.ipynb(#.*)?", address):
            link["href"] = f"../notebooks/{found[1]}.html{found[2] or ''}"
        elif "anchor-link" in link.get("class", []):
            link.decompose()
        elif not re.match(r"https?://|#|mailto:", address):
            link.unwrap()
    return str(soup)


def translated(markup: str, words: Callable[[str], str | None]) -> str:
    """Safe markup of a table with the words of its cells in both languages, where `words` knows them.

    Parameters
    ----------
    markup : str
        Safe.
    words : callable
        From the text of a cell to markup, or None.
    """
    soup = BeautifulSoup(markup, "html.parser")
    for cell in soup(["th", "td"]):
        if len(cell.contents) == 1 and isinstance(cell.contents[0], NavigableString):
            text = str(cell.contents[0])
            if (found := words(text.strip())) is not None:
                cell.contents[0].replace_with(BeautifulSoup(found, "html.parser"))
    for table in soup("table"):
        table.attrs.pop("border", None)
        for heading in table.select("thead th"):
            if heading.get_text(strip=True):
                heading["scope"] = "col"
            else:  # names nothing
                heading.name = "td"
        for heading in table.select("tbody th"):
            heading["scope"] = "row"
    return str(soup)


def both(zh: str, en: str) -> str:
    """Two texts, escaped, of which the page shows the one in the reader's language; one text where they are alike."""
    if zh == en:
        return escape(zh)
    return f'<span lang="zh" class="zh">{escape(zh)}</span><span lang="en" class="en">{escape(en)}</span>'
