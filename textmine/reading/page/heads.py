"""What an HTML page says of itself in its head: the title and the day of publication, which its text may lack."""

from __future__ import annotations

import html
import re

_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{1,400})</title>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|property|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
# The names that the standard for Chinese government sites sets (ArticleTitle, PubDate), and those of others.
_NAMES = {
    "articletitle": "title",
    "og:title": "title",
    "dc.title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
}
_LONGEST_HEAD = 50_000


def declared_in(markup: str) -> dict[str, str]:
    """What the head of an HTML page declares.

    Returns
    -------
    dict of str to str
        "title" and "published" where they are declared; a title of the standard's name goes before the one of the window.
    """
    head = markup[:_LONGEST_HEAD]
    found: dict[str, str] = {}
    for tag in _META.finditer(head):
        pairs = {match[1].lower(): match[2] or match[3] or "" for match in _ATTRIBUTE.finditer(tag[0])}
        kind = _NAMES.get((pairs.get("name") or pairs.get("property") or "").lower())
        if kind and pairs.get("content", "").strip():
            found.setdefault(kind, _said(pairs["content"]))
    window = _TITLE.search(head)
    if window and _said(window[1]):
        found.setdefault("title", _said(window[1]))
    return found


def _said(words: str) -> str:
    return " ".join(html.unescape(words).split())
