"""A drawn figure -> SVG to put into a page: nothing in it but shapes, and every mark that is tied to rows a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

_SVG, _XLINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
_SHAPES = {"path", "use", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_KEPT = {"svg", "g", "defs", "clipPath", "pattern", *_SHAPES}
_ATTRIBUTES = {
    "clip-path", "clip-rule", "cx", "cy", "d", "fill", "fill-opacity", "fill-rule", "height", "id", "opacity", "patternUnits", "points", "r",
    "rx", "ry", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_TIED = re.compile(r"tied-[a-z]+((?:_\d+(?:-\d+)*)+)")
_LOCAL = re.compile(r"url\(#([\w.-]+)\)")
_LONG_NUMBER = re.compile(r"\d+\.\d{2,}")
_HIT = 5.5  # points around a small mark that answer to a click


class DrawingError(ValueError):
    """A file that is no SVG drawing; the message says why."""


def linked(svg: str, prefix: str, label: Callable[[tuple[int, ...]], str]) -> tuple[str, int]:
    """The drawing of a figure as markup for a page.

    Parameters
    ----------
    svg : str
        As `save_figure` writes it. Ids like `tied-mark_3_4-5` say which rows of the table the marks of a group show
        (`textmine.showing.draw.canvas.tie`).
    prefix : str
        Put before every id, so that several drawings can stand on one page.
    label : callable
        From the rows of a mark (counted from 0) to what a screen reader says.

    Returns
    -------
    markup : str
        Shapes alone: scripts, links, foreign content, pictures, comments, metadata and styles are left out; what a style says
        of a shape becomes its attributes. Marks stand in `<a class="mark" href="#row-3">`, those of several rows in
        `href="#row-4-5"`.
    n_marks : int
        0 where the drawing ties none.

    Raises
    ------
    DrawingError
        If it is no SVG.
    """
    root = _root(svg)
    marks = dict(_marks(root))
    made = _copied(root, prefix, marks, label)
    made.attrib.pop("height", None)
    made.attrib.pop("width", None)
    # matplotlib says these two in a style sheet.
    made.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt", "class": "drawing", "role": "group"}
    return ET.tostring(made, encoding="unicode", short_empty_elements=True), len(marks)


def small(svg: str) -> str:
    """The drawing for a small picture: shapes alone, without letters, which cannot be read there, in coordinates of one decimal.

    Raises
    ------
    DrawingError
        If it is no SVG.
    """
    root = _root(svg)
    for parent in list(root.iter()):
        for child in [child for child in parent if child.get("id", "").startswith("text_")]:
            parent.remove(child)
    made = _copied(root, "", {}, lambda rows: "")
    for element in made.iter():
        for name in {"d", "x", "y"} & element.attrib.keys():
            element.set(name, _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.1f}", element.get(name)))
    return ET.tostring(made, encoding="unicode", short_empty_elements=True)


def _root(svg: str) -> ET.Element:
    if re.search(r"<!ENTITY", svg):
        raise DrawingError("the drawing defines entities")
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        raise DrawingError(f"no SVG: {error}") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise DrawingError(f"no SVG, but <{root.tag}>")
    return root


def _marks(root: ET.Element) -> Iterator[tuple[ET.Element, tuple[int, ...]]]:
    """The elements that are marks, and the rows of each."""
    for group in root.iter(f"{{{_SVG}}}g"):
        if not (tied := _TIED.fullmatch(group.get("id", ""))):
            continue
        rows = [tuple(map(int, one.split("-"))) for one in tied[1].strip("_").split("_")]
        shapes = list(_shapes(group))
        if len(shapes) == len(rows):
            yield from zip(shapes, rows, strict=True)
        elif len(rows) == 1:
            yield group, rows[0]


def _shapes(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in _SHAPES:
            yield child
        elif name == "g":
            yield from _shapes(child)


def _copied(element: ET.Element, prefix: str, marks: dict, label: Callable[[tuple[int, ...]], str]) -> ET.Element:
    name = element.tag.rpartition("}")[2]
    made = ET.Element(name, _attributes(element, prefix))
    if name == "svg":
        made.set("xmlns", _SVG)
    for child in element:
        if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] not in _KEPT:
            continue
        copied = _copied(child, prefix, marks, label)
        made.append(_link(copied, marks[child], label) if child in marks else copied)
    return made


def _attributes(element: ET.Element, prefix: str) -> dict[str, str]:
    given = {name.rpartition("}")[2]: value for name, value in element.attrib.items() if name != _XLINK}
    for declaration in given.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        given[name.strip()] = value.strip()
    kept = {name: value for name, value in given.items() if name in _ATTRIBUTES and "url(" not in value}
    for name in ("clip-path", "fill"):  # a fill of this kind is a hatch
        if local := _LOCAL.fullmatch(given.get(name, "")):
            kept[name] = f"url(#{prefix}{local[1]})"
    if "id" in kept:
        kept["id"] = prefix + kept["id"]
    target = element.get(_XLINK) or element.get("href") or ""
    if target.startswith("#"):
        kept["href"] = f"#{prefix}{target[1:]}"
    return kept


def _link(shape: ET.Element, rows: tuple[int, ...], label: Callable[[tuple[int, ...]], str]) -> ET.Element:
    """The shape in a link, under an unseen one that is large enough for a finger."""
    address = "#row-" + "-".join(map(str, rows))
    link = ET.Element("a", {"class": "mark", "href": address, "aria-label": label(rows)})
    link.append(shape)
    for part in [shape, *shape.iter("path")][:4] if shape.tag == "g" else [shape]:
        if part.tag == "use":
            ET.SubElement(link, "circle", {"class": "hit", "cx": part.get("x", "0"), "cy": part.get("y", "0"), "r": str(_HIT)})  # fmt: skip
        elif part.tag == "path":
            kept = {name: part.get(name) for name in ("d", "transform", "clip-path") if part.get(name)}
            closed = "z" in part.get("d", "")
            ET.SubElement(link, "path", {**kept, "class": "hit area" if closed else "hit"})  # fmt: skip
    return link
