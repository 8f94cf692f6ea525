"""Drawings in pages: marks are tied to their rows, and nothing but shapes remains."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from textmine.report.marks import DrawingError, linked, small
from textmine.showing.draw import (
    draw_composition,
    draw_distinctive_terms,
    draw_duties,
    draw_grid,
    draw_outlines,
    draw_prevalence,
    draw_targets,
    draw_xray,
)
from textmine.showing.figures import save_figure

SVG = "{http://www.w3.org/2000/svg}"


def drawn(figure, table, folder):
    """Links of the saved drawing: rows of each, and the link."""
    saved = save_figure(figure, table.assign(segment_ids="a/1"), folder / "figure")
    markup, n = linked(saved.svg, "x-", lambda rows: f"rows {rows}")
    links = list(ET.fromstring(markup).iter(f"{SVG}a"))
    assert len(links) == n
    return [(tuple(map(int, link.get("href").removeprefix("#row-").split("-"))), link) for link in links]


def places(links):
    """Where each row's marker stands from the left."""
    return {rows[0]: float(link.find(f".//{SVG}use").get("x")) for rows, link in links}


def test_a_marker_stands_where_the_value_of_its_row_says(tmp_path):
    values = [0.31, 0.05, np.nan, 0.22, 0.17, 0.4]
    terms = ["科普", "农民", "工程", "青少年", "科技馆", "产业"]
    table = pd.DataFrame({"level": list("bababa"), "term": terms, "value": values, "count": range(6)})
    found = places(drawn(draw_distinctive_terms(table, by="level", value="value"), table, tmp_path))
    assert set(found) == {0, 1, 3, 4, 5}
    for group in ("a", "b"):
        rows = [row for row in found if table["level"][row] == group]
        at, value = np.array([found[row] for row in rows]), table["value"][rows].to_numpy()
        assert (
            np.corrcoef(at, value)[0, 1] == pytest.approx(1)
            if len(rows) > 2
            else np.all(np.diff(at[value.argsort()]) > 0)
        )


def test_shares_that_are_missing_or_doubtful_do_not_shift_the_rows(tmp_path):
    table = pd.DataFrame({"level": ["a"] * 5, "topic": list("pqrst"), "estimate": [0.1, np.nan, 0.3, 0.2, 0.45]})
    table = table.assign(low=table["estimate"] - 0.05, high=table["estimate"] + 0.05)
    titles = {key: key for key in "tsrqpx"}
    figure = draw_prevalence(table, by="level", titles=titles, levels={"a": "a"}, unreliable=["r", "t"])
    found = places(drawn(figure, table, tmp_path))
    assert set(found) == {0, 2, 3, 4}
    at = np.array([found[row] for row in sorted(found)])
    assert np.corrcoef(at, [0.1, 0.3, 0.2, 0.45])[0, 1] == pytest.approx(1)


def test_bars_are_as_long_as_their_rows_say(tmp_path):
    table = pd.DataFrame({"document_id": ["a", "a", "b"], "part": ["x", "y", "y"], "characters": [100, 300, 200]})
    links = drawn(draw_composition(table, parts={"y": "y", "x": "x"}), table, tmp_path)
    width = {}
    for rows, link in links:
        x = [float(n) for n in re.findall(r"[ML]\s*([\d.]+)\s", link.find(f"{SVG}g/{SVG}path").get("d"))] if link.find(f"{SVG}g") is not None else [float(n) for n in re.findall(r"[ML]\s*([\d.]+)\s", link.find(f"{SVG}path").get("d"))]  # fmt: skip
        width[rows] = max(x) - min(x)
    assert set(width) == {(0,), (1,), (2,)}
    assert [round(width[row,] / width[0,], 3) for row in range(3)] == [1, 3, 2]


def test_cells_and_strokes_are_tied_in_any_order(tmp_path):
    table = pd.DataFrame({"row": ["q", "p", "p"], "column": ["c", "d", "c"], "n": [1, 2, 3], "share": [0.1, 0.2, 0.3]})
    options = {"rows": {"p": "p", "q": "q"}, "columns": {"c": "c", "d": "d"}, "count": "n", "shade": "share"}
    figure = draw_grid(table, **options, shade_label="share")
    corner = {rows: re.match(r"M ([\d.]+) ([\d.]+)", link.find(f".//{SVG}path").get("d")) for rows, link in drawn(figure, table, tmp_path)}  # fmt: skip
    x, y = ({rows: float(found[i]) for rows, found in corner.items()} for i in (1, 2))
    assert x[0,] == x[2,] < x[1,]
    assert y[1,] == y[2,] < y[0,]
    table = pd.DataFrame({"document_id": ["a"] * 4, "term": list("uvuv"), "position": [0.9, 0.5, 0.1, 0.2]})
    links = drawn(draw_xray(table, levels={"a": "a"}), table, tmp_path)
    at = {rows[0]: float(re.match(r"M ([\d.]+)", link.find(f".//{SVG}path").get("d"))[1]) for rows, link in links}
    assert at[2] < at[0]
    assert at[3] < at[1]


def test_a_cell_of_many_documents_leads_to_all_its_rows(tmp_path):
    rows = [(f"d{i}", f"d{i}/1", body, "lead") for i in range(6) for body in ("科协", "教育局") if (i + len(body)) % 3]
    table = pd.DataFrame(rows, columns=["document_id", "covers", "body", "role"])
    figure = draw_duties(table, levels={f"d{i}": "xy"[i % 2] for i in range(6)})
    found = sorted(rows for rows, _ in drawn(figure, table, tmp_path))
    level = table["document_id"].str[1:].astype(int) % 2
    expected = sorted(tuple(part.index) for _, part in table.groupby([table["body"], level]))
    assert found == expected


def test_points_of_many_documents_are_tied_to_their_latest_target(tmp_path):
    values = np.random.default_rng(3).permutation(np.arange(5.0, 25))
    table = pd.DataFrame({"document_id": [f"d{i // 2}" for i in range(20)], "year": [2020, 2025] * 10, "value": values})
    table = table.assign(operator="", kind="target", indicator="x")
    table.loc[19, "kind"] = "baseline"
    figure = draw_targets(table, levels={f"d{i}": "pq"[i % 2] for i in range(10)}, xlabel="x")
    found = places(drawn(figure, table, tmp_path))
    assert sorted(found) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 18]
    assert np.corrcoef([found[row] for row in sorted(found)], values[sorted(found)])[0, 1] == pytest.approx(1)


def test_points_of_many_documents_are_tied_to_all_their_sections(tmp_path):
    sizes = [3, 1, 4, 2, 6, 5, 2, 7, 3]
    table = pd.DataFrame({"document_id": [f"d{i}" for i, n in enumerate(sizes) for _ in range(n)]})
    table = table.assign(heading="x", share=0.1).sample(frac=1, random_state=1).reset_index(drop=True)
    figure = draw_outlines(table, levels={f"d{i}": "p" for i in range(len(sizes))})
    links = drawn(figure, table, tmp_path)
    expected = {tuple(part.index) for _, part in table.groupby("document_id")}
    assert {rows for rows, _ in links} == expected
    at = {rows: float(link.find(f".//{SVG}use").get("x")) for rows, link in links}
    assert max(x for rows, x in at.items() if len(rows) < 4) < min(x for rows, x in at.items() if len(rows) > 5)


HOSTILE = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="bad()" viewBox="0 0 9 9">
<script>bad()</script><style>@import url(http://x.invalid/a.css)</style><image xlink:href="http://x.invalid/a.png"/>
<foreignObject><p>bad</p></foreignObject><a xlink:href="javascript:bad()"><path d="M 0 0"/></a>
<g id="tied-mark_7" onclick="bad()"><use xlink:href="http://x.invalid/a.svg#m" x="1" y="2" style="fill: red; filter: url(http://x.invalid/)"/></g>
<path d="M 1 1 L 2 2 z" style="fill: url(http://x.invalid/f)" clip-path="url(#p1)"/>
</svg>"""


def test_nothing_hostile_is_left_of_a_drawing():
    markup, n = linked(HOSTILE, "x-", lambda rows: '"><script>bad()</script>')
    assert n == 1
    for word in (
        "x.invalid",
        "javascript",
        "onload",
        "onclick",
        "<script",
        "<style",
        "image",
        "foreignObject",
        "style=",
    ):
        assert word not in markup, word
    tree = ET.fromstring(markup)
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} == {"svg", "g", "a", "use", "circle", "path"}
    (link,) = tree.iter(f"{SVG}a")
    assert link.get("href") == "#row-7"
    assert link.get("aria-label") == '"><script>bad()</script>'
    assert link.find(f"{SVG}use").attrib == {"x": "1", "y": "2", "fill": "red"}
    assert tree.find(f"{SVG}path").get("clip-path") == "url(#x-p1)"


@pytest.mark.parametrize("ids", ["patch_5", "line2d_3", "text_12", "matplotlib.axis_1", "tied-mark_", "tied-mark_1_2"])
def test_other_groups_are_no_marks(ids):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="{ids}"><path d="M 0 0"/></g></svg>'
    assert linked(svg, "", str)[1] == 0


@pytest.mark.parametrize(
    "svg", ["", "<svg", "<p/>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>']
)
def test_what_is_no_drawing_is_refused(svg):
    with pytest.raises(DrawingError, match=r"no SVG|entities"):
        linked(svg, "", str)


def test_a_small_picture_holds_the_shapes_without_letters(tmp_path):
    table = pd.DataFrame({"document_id": ["a", "b"], "part": "x", "characters": [10, 20]})
    saved = save_figure(draw_composition(table, parts={"x": "x"}), table.assign(segment_ids="a/1"), tmp_path / "figure")
    picture = small(saved.svg)
    assert len(picture) < len(saved.svg) / 2
    shapes = list(ET.fromstring(picture).iter(f"{SVG}path"))
    assert len(shapes) >= 2 and 'id="text_' not in picture
    assert not re.search(r"\d\.\d{2}", "".join(shape.get("d") for shape in shapes))
    with pytest.raises(DrawingError):
        small("<html/>")
    assert "script" not in small(f'<svg xmlns="{SVG[1:-1]}"><script>bad()</script><path d="M 0 0"/></svg>')
