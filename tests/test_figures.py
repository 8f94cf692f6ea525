"""Figures: glyphs, bytes, style, and what stands beside them."""

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from textmine import save_figure
from textmine.showing.draw import (
    draw_composition,
    draw_distinctive_terms,
    draw_duties,
    draw_grid,
    draw_log_ratios,
    draw_outlines,
    draw_prevalence,
    draw_targets,
    draw_topic_terms,
    draw_xray,
)
from textmine.showing.draw.canvas import new_figure
from textmine.showing.figures import FAMILY, FigureError, plotted, style

TABLE = pd.DataFrame(
    {"document_id": ["a", "b"], "part": ["x", "x"], "characters": [10, 20], "segment_ids": ["a/1", "b/1 b/2"]}
)


def simple():
    return draw_composition(TABLE, parts={"x": "prose 正文"})


def test_chinese_characters_are_drawn_from_the_bundled_font():
    with style():
        path = mpl.font_manager.findfont(FAMILY, fallback_to_default=False)
        assert mpl.rcParams["font.family"][0] == FAMILY
    glyphs = TTFont(path).getBestCmap()
    assert all(ord(character) in glyphs for character in "科学素质普及龘〔〕《》—…、−·①")


def test_every_character_of_the_figures_is_in_the_font(project, corpus):
    with style():
        glyphs = TTFont(mpl.font_manager.findfont(FAMILY, fallback_to_default=False)).getBestCmap()
    drawn = "".join(
        pd.read_csv(path).drop(columns="segment_ids").to_csv() for path in (project / "figures").glob("*.csv")
    )
    assert {c for c in drawn if not c.isspace() and ord(c) not in glyphs} == set()


def test_a_missing_glyph_is_an_error(tmp_path):
    figure = simple()
    figure.axes[0].set_title("\ua015")
    with pytest.raises(FigureError, match="in none of the fonts"):
        save_figure(figure, TABLE, tmp_path / "fig")
    assert list(tmp_path.iterdir()) == []


def test_four_files_and_the_same_bytes_again(tmp_path):
    save_figure(simple(), TABLE, tmp_path / "fig")
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    assert sorted(first) == ["fig.csv", "fig.pdf", "fig.png", "fig.svg"]
    saved = save_figure(simple(), TABLE, tmp_path / "fig")
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == first
    assert saved._repr_svg_().encode() == first["fig.svg"][0]


def test_bytes_do_not_depend_on_the_process(tmp_path):
    """Another process, time zone, locale and hash seed, and a user who has changed matplotlib's settings."""
    code = f"""
import matplotlib as mpl; mpl.rcParams["font.size"] = 30; mpl.rcParams["svg.fonttype"] = "none"
import sys; sys.path.insert(0, {str(tmp_path.parent)!r})
from tests.test_figures import TABLE, simple
from textmine import save_figure
save_figure(simple(), TABLE, {str(tmp_path / "other")!r})
assert mpl.rcParams["font.size"] == 30
"""
    environment = {
        "TZ": "Asia/Shanghai",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "HOME": str(tmp_path),
        "PYTHONPATH": sys.path[0] or ".",
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    save_figure(simple(), TABLE, tmp_path / "own")
    for suffix in ("svg", "pdf", "csv"):
        assert (tmp_path / f"own.{suffix}").read_bytes() == (tmp_path / f"other.{suffix}").read_bytes(), suffix


def test_a_changed_mark_changes_picture_and_table(tmp_path):
    save_figure(simple(), TABLE, tmp_path / "fig")
    before = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}
    other = TABLE.assign(characters=[10, 21])
    save_figure(draw_composition(other, parts={"x": "prose 正文"}), other, tmp_path / "fig")
    assert all(before[path.suffix] != path.read_bytes() for path in tmp_path.iterdir())


def test_settings_of_matplotlib_are_left_alone():
    before = dict(mpl.rcParams)
    simple()
    assert dict(mpl.rcParams) == before


def test_a_table_without_its_segments_is_refused(tmp_path):
    with pytest.raises(FigureError, match="segment_ids"):
        save_figure(simple(), TABLE.drop(columns="segment_ids"), tmp_path / "fig")


def test_text_in_the_pdf_can_be_searched(tmp_path):
    from pypdf import PdfReader

    save_figure(simple(), TABLE, tmp_path / "fig")
    assert "正文" in PdfReader(tmp_path / "fig.pdf").pages[0].extract_text()


def test_floats_are_rounded_before_they_are_drawn():
    table = plotted(pd.DataFrame({"x": [1 / 3, np.nan], "n": [1, 2]}))
    assert table["x"].tolist()[0] == 0.333333
    assert table["n"].dtype == int


def bars(figure):
    return [patch for ax in figure.axes for patch in ax.patches]


def test_composition_draws_the_numbers():
    figure = simple()
    assert [bar.get_width() for bar in bars(figure)] == [10, 20]
    assert isinstance(figure, Figure)


def test_outline_strips_tile_the_document():
    table = pd.DataFrame(
        {"document_id": ["a"] * 3, "heading": ["一、目标", "二、任务", "三、保障"], "share": [0.25, 0.5, 0.25]}
    )
    figure = draw_outlines(table)
    assert [(bar.get_x(), bar.get_width()) for bar in bars(figure)] == [(0, 0.25), (0.25, 0.5), (0.75, 0.25)]
    assert [text.get_text() for text in figure.axes[0].texts] == ["一、目标", "二、任务", "三、保障"]


def test_terms_are_drawn_at_their_values():
    table = pd.DataFrame(
        {"level": ["x", "x", "y"], "term": ["科普", "农民", "科普"], "v": [0.5, 0.2, 0.1], "count": [3, 2, 1]}
    )
    figure = draw_distinctive_terms(table, by="level", value="v", glossary={"农民": "farmers"})
    first = figure.axes[0]
    assert first.lines[0].get_xdata().tolist() == [0.5, 0.2]
    assert [text.get_text() for text in first.get_yticklabels()] == ["科普", "农民 farmers"]


def test_a_difference_that_hangs_on_one_document_is_hollow():
    columns = [
        "level",
        "term",
        "count_target",
        "count_reference",
        "log_ratio",
        "low",
        "high",
        "leave_out_low",
        "leave_out_high",
    ]
    rows = [("city", "科普", 5, 1, 2.0, 1.0, 3.0, 0.5, 2.5), ("city", "农民", 5, 1, 1.0, 0.5, 2.0, -0.5, 1.5)]
    ax = draw_log_ratios(pd.DataFrame(rows, columns=columns)).axes[0]
    hollow, solid = ax.lines[0], ax.lines[1]
    assert hollow.get_markerfacecolor() == "white"
    assert hollow.get_xdata().tolist() == [2.0, 1.0]
    assert solid.get_xdata().tolist() == [2.0]


def test_topic_terms_and_prevalence_draw_their_tables():
    phi = pd.DataFrame({"topic": [1, 1, 2, 2], "rank": [1, 2, 1, 2], "term": list("abcd"), "phi": [0.4, 0.1, 0.3, 0.2]})
    figure = draw_topic_terms(phi, titles={1: "one", 2: "two"})
    assert [round(bar.get_width(), 6) for bar in bars(figure)] == [0.4, 0.1, 0.3, 0.2]
    shares = pd.DataFrame(
        {"document_id": ["a", "b"], "topic": [1, 1], "estimate": [0.2, 0.6], "low": [0.1, 0.5], "high": [0.3, 0.7]}
    )
    ax = draw_prevalence(shares, by="document_id", titles={1: "one"}, levels={"a": "city", "b": "city"}).axes[0]
    assert [line.get_xdata().tolist() for line in ax.lines[:2]] == [[0.2], [0.6]]
    assert ax.lines[0].get_marker() != ax.lines[1].get_marker()


def test_unreliable_shares_are_hollow_and_marked_and_a_second_value_is_a_stroke():
    shares = pd.DataFrame(
        {
            "level": "city",
            "topic": ["x", "y"],
            "estimate": [0.2, 0.6],
            "low": [-0.1, 0.5],
            "high": [0.3, 0.7],
            "raw": [0.25, 0.5],
        }
    )
    titles = {"x": "one", "y": "two"}
    ax = draw_prevalence(shares, by="level", titles=titles, levels={"city": "city"}, unreliable=["y"], tick="raw").axes[
        0
    ]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two †"]
    sure, doubtful = (line for line in ax.lines if line.get_linestyle() == "None")
    assert (sure.get_xdata().tolist(), doubtful.get_xdata().tolist()) == ([0.2], [0.6])
    assert doubtful.get_markerfacecolor() == "white"
    assert [segment[0][0] for segment in ax.collections[0].get_segments()] == [0.25, 0.5]
    assert ax.get_xlim()[0] < -0.1


GRID = pd.DataFrame(
    {
        "row": ["a", "a", "b"],
        "column": ["p", "q", "p"],
        "n_both": [3, 0, 7],
        "share": [0.2, 0.0, 0.4],
        "segment_ids": "",
    }
)


def test_a_grid_shows_its_counts_and_shades_by_the_greatest_reliable_share():
    names = {"rows": {"a": "first", "b": "second"}, "columns": {"p": "left", "q": "right"}}
    figure = draw_grid(
        GRID, **names, count="n_both", shade="share", shade_label="share", groups={"p": "G", "q": "H"}, unreliable=["b"]
    )
    ax = figure.axes[0]
    cells = {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts if text.get_text() not in "GH"}
    assert cells == {(0, 0): "3", (1, 0): "·", (0, 1): "7"}
    assert ax.images[0].get_array().filled(-1).tolist() == [[1, 0], [0, -1]]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["first", "second †"]
    assert [text.get_text() for text in ax.texts if text.get_text() in "GH"] == ["G", "H"]


def test_targets_and_baselines_stand_at_their_values():
    table = pd.DataFrame(
        {
            "document_id": ["a", "a"],
            "year": [2020, 2025],
            "value": [10.8, 16.0],
            "operator": ["达到"] * 2,
            "kind": ["baseline", "target"],
        }
    )
    ax = draw_targets(table, levels={"a": "city", "b": "national"}, xlabel="x").axes[0]
    marks = [line for line in ax.lines if line.get_marker() != "None"]
    assert [(line.get_xdata()[0], line.get_markerfacecolor() == "white") for line in marks] == [
        (10.8, True),
        (16.0, False),
    ]
    assert [text.get_text() for text in ax.texts] == ["2020: 达到 10.8 % (baseline)", "2025: 达到 16 %", "states none"]


def test_duties_stand_in_the_order_of_the_outline():
    rows = [("a", "市科协", "lead", "a/3.10"), ("a", "市科协", "support", "a/3.2"), ("a", "市妇联", "support", "a/3.2")]
    ax = draw_duties(pd.DataFrame(rows, columns=["document_id", "body", "role", "covers"])).axes[0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["3.2", "3.10"]
    beside, leads = ax.lines[0], ax.lines[1]
    assert (leads.get_xdata().tolist(), leads.get_ydata().tolist()) == ([1], [0])
    assert (beside.get_xdata().tolist(), beside.get_ydata().tolist()) == ([0, 0], [0, 1])


def test_xray_draws_every_occurrence():
    table = pd.DataFrame({"document_id": ["a", "a", "b"], "term": ["科普"] * 3, "position": [0.1, 0.9, 0.5]})
    ax = draw_xray(table, levels={"a": "city", "b": "national"}).axes[0]
    assert [text.get_text() for text in ax.texts] == ["2", "1"]
    strokes = [[path[0][0] for path in lines.get_segments()] for lines in ax.collections]
    assert strokes == [[0], [0.1, 0.9], [0], [0.5]]


def test_an_empty_figure_has_journal_width():
    figure, axes = new_figure(4, 1, 2)
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx(16)
    assert axes.shape == (1, 2)
