"""What all pages share: templates, the words of both languages, style sheet and scripts."""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from textmine.report.material import Material
from textmine.report.notebooks import code_style
from textmine.report.safe import both

_HERE = Path(__file__).parent
# Nothing but the site's own files: no code in the pages, none made from strings, no request to anywhere.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)


class Layout:
    """The templates of a study's report.

    Parameters
    ----------
    material : Material
    """

    def __init__(self, material: Material):
        self.material = material
        self.environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        words = material.words
        self.environment.globals |= {
            "t": words.said,
            "both": lambda pair: Markup(both(*pair)),
            "value": lambda text: Markup(both(*words.value(str(text)))),
            "words": words,
            "policy": POLICY,
            "study": material.corpus.study,
            "group_number": {group: i for i, group in enumerate(material.corpus.study.labels)},
        }

    def page(self, template: str, name: str, **values: object) -> bytes:
        """A page of the site; `name` is its file, from which the way to the top is told."""
        up = "../" * name.count("/")
        rendered = self.environment.get_template(template).render(up=up, name=name, **values)
        return rendered.encode("utf-8")

    def static_files(self) -> dict[str, bytes]:
        """Scripts and style sheets."""
        files = {f"static/{path.name}": path.read_bytes() for path in sorted((_HERE / "static").iterdir())}
        files["static/study.css"] = (self._group_style() + code_style() + "\n").encode("utf-8")
        return files

    def _group_style(self) -> str:
        """The colours of the study's groups, as its figures have them; ids of groups may be any text, so they are numbered."""
        colours = self.material.corpus.study.colours.values()
        return "".join(f".group-{i} {{ --group: {colour}; }}\n" for i, colour in enumerate(colours))


def data_file(key: str, value: object) -> bytes:
    """A script that hands data to the pages; pages from the disk may load scripts and nothing else."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
    return f"textmine.receive({json.dumps(key)},{text});\n".encode("utf-8", "surrogatepass")
