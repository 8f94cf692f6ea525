"""The guides that come with the package -> pages of the report: one's own documents, methods, data dictionary."""

from __future__ import annotations

import base64
import re

from markupsafe import Markup

from textmine.report.layout import Layout
from textmine.report.material import Material
from textmine.report.safe import markdown
from textmine.showing.guides import DOCS, dictionary_page, methods_page

Files = dict[str, bytes]
_PICTURE = re.compile(r"\]\((pictures/[\w.-]+\.png)\)")
# Each with the text that the list of guides says of it.
_GUIDES = {"own_documents": "own_documents_hint", "methods": "methods_hint", "dictionary": "dictionary_hint"}


def guide_pages(material: Material, layout: Layout) -> Files:
    """A page a guide, and their list. Methods and dictionary are of the package that writes the report, and in English."""
    bodies = {
        "own_documents": {language: _written(f"own_documents.{language}.md") for language in ("zh", "en")},
        "methods": {"en": methods_page()},
        "dictionary": {"en": dictionary_page()},
    }
    files: Files = {}
    for key in _GUIDES:
        name = f"guides/{key}.html"
        parts = {language: Markup(markdown(text)) for language, text in bodies[key].items()}
        files[name] = layout.page("guide.html", name, key=key, parts=parts)
    files["guides/index.html"] = layout.page("guides.html", "guides/index.html", listed=_GUIDES)
    return files


def _written(name: str) -> str:
    """A page of the package's docs, its pictures inside."""
    return _PICTURE.sub(_inside, (DOCS / name).read_text(encoding="utf-8"))


def _inside(found: re.Match[str]) -> str:
    data = base64.b64encode((DOCS / found[1]).read_bytes()).decode("ascii")
    return f"](data:image/png;base64,{data})"
