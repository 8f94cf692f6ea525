"""Figures: glyphs, bytes, style, and what stands beside them."""

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from tests.layout import layout_faults
from tests.made_up import KINDS, MadeUp
from textmine import save_figure
from textmine.showing import draw
from textmine.showing.draw.canvas import (
    DEFAULT_COLOURS,
    HALF,
    MARKERS,
    looks,
    new_figure,
    short_names,
    spread,
    text_width,
)
from textmine.showing.draw.strips import scattered, thinned
from textmine.showing.drawing import Drawing
from textmine.showing.language import LANGUAGES
from textmine.showing.style import FAMILY, FigureError, plotted, style

TABLE = pd.DataFrame(
    {"document_id": ["a", "b"], "part": ["x", "x"], "characters": [10, 20], "segment_ids": ["a/1", "b/1 b/2"]}
)


def in_english(function):
    """The English figure of what a function draws."""

    def drawn(*args, **options):
        drawing = function(*args, **options)
        return None if drawing is None else drawing.figure()

    return drawn


draw_descent, draw_distinctive_terms, draw_duties = map(
    in_english, (draw.draw_descent, draw.draw_distinctive_terms, draw.draw_duties)
)
draw_grid, draw_log_ratios, draw_outlines = map(in_english, (draw.draw_grid, draw.draw_log_ratios, draw.draw_outlines))
draw_prevalence, draw_ribbons, draw_shared = map(
    in_english, (draw.draw_prevalence, draw.draw_ribbons, draw.draw_shared)
)
draw_targets, draw_xray = map(in_english, (draw.draw_targets, draw.draw_xray))
PARTS = {"x": "prose 正文"}
FILES = ["en.pdf", "en.svg", "en.txt", "zh.pdf", "zh.svg", "zh.txt"]


def simple(table=TABLE, parts=PARTS):
    return draw.draw_composition(table, parts=parts)


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
        pd.read_csv(path).drop(columns="segment_ids", errors="ignore").to_csv()
        for path in (project / "figures").glob("*.csv")
    )
    assert {c for c in drawn if not c.isspace() and ord(c) not in glyphs} == set()


def test_a_figure_of_models_needs_no_segments(tmp_path):
    table = TABLE.drop(columns="segment_ids")
    with pytest.raises(FigureError, match="needs rows and a column segment_ids"):
        save_figure(simple(), table, tmp_path / "fig")
    save_figure(simple(), table, tmp_path / "fig", traced=False)
    assert (tmp_path / "fig.csv").exists()


def test_a_missing_glyph_is_an_error(tmp_path):
    with pytest.raises(FigureError, match="in none of the fonts"):
        save_figure(simple(parts={"x": "\ua015"}), TABLE, tmp_path / "fig")
    assert list(tmp_path.iterdir()) == []


def test_both_languages_and_the_same_bytes_again(tmp_path):
    save_figure(simple(), TABLE, tmp_path / "fig")
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    assert sorted(first) == ["fig.csv", *(f"fig.{suffix}" for suffix in FILES)]
    saved = save_figure(simple(), TABLE, tmp_path / "fig")
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == first
    assert saved._repr_svg_().encode() == first["fig.en.svg"][0]
    assert repr(saved) == "fig: en.svg, en.pdf, en.txt, zh.svg, zh.pdf, zh.txt, csv"


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
    for suffix in (*FILES, "csv"):
        assert (tmp_path / f"own.{suffix}").read_bytes() == (tmp_path / f"other.{suffix}").read_bytes(), suffix


def test_a_changed_mark_changes_picture_and_table(tmp_path):
    save_figure(simple(), TABLE, tmp_path / "fig")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    other = TABLE.assign(characters=[10, 21])
    save_figure(simple(other), other, tmp_path / "fig")
    drawn = [path for path in tmp_path.iterdir() if path.suffix != ".txt"]
    assert len(drawn) == 5 and all(before[path.name] != path.read_bytes() for path in drawn)


def test_settings_of_matplotlib_are_left_alone():
    before = dict(mpl.rcParams)
    simple()
    assert dict(mpl.rcParams) == before


def test_a_table_without_its_segments_is_refused(tmp_path):
    with pytest.raises(FigureError, match="segment_ids"):
        save_figure(simple(), TABLE.drop(columns="segment_ids"), tmp_path / "fig")


def test_a_figure_of_nothing_is_a_sentence_and_leaves_no_file(tmp_path):
    save_figure(simple(), TABLE, tmp_path / "fig")
    (tmp_path / "figure.csv").touch()
    shown = save_figure(simple(TABLE[:0]), TABLE[:0], tmp_path / "fig", none="No target.")
    assert [path.name for path in tmp_path.iterdir()] == ["figure.csv"]
    assert (repr(shown), shown._repr_markdown_()) == ("No target.", "No target.")


def test_a_figure_of_nothing_without_a_sentence_is_an_error(tmp_path):
    for figure, table in ((None, TABLE), (simple(), TABLE[:0]), (None, TABLE[:0])):
        with pytest.raises(FigureError, match="needs rows"):
            save_figure(figure, table, tmp_path / "fig")


def test_text_in_the_pdf_can_be_searched(tmp_path):
    from pypdf import PdfReader

    save_figure(simple(), TABLE, tmp_path / "fig")
    found = {language: PdfReader(tmp_path / f"fig.{language}.pdf").pages[0].extract_text() for language in LANGUAGES}
    assert "正文" in found["zh"] and "政策文本字数" in found["zh"] and "prose" not in found["zh"]
    assert "prose" in found["en"] and "characters of policy text" in found["en"] and "正文" not in found["en"]


def test_floats_are_rounded_before_they_are_drawn():
    table = plotted(pd.DataFrame({"x": [1 / 3, np.nan], "n": [1, 2]}))
    assert table["x"].tolist()[0] == 0.333333
    assert table["n"].dtype == int


def bars(figure):
    return [patch for ax in figure.axes for patch in ax.patches]


def test_composition_draws_the_numbers():
    figure = simple().figure()
    assert [bar.get_width() for bar in bars(figure)] == [10, 20]
    assert isinstance(simple(), Drawing) and isinstance(figure, Figure)


def test_outline_strips_tile_the_document():
    table = pd.DataFrame(
        {"document_id": ["a"] * 3, "heading": ["一、目标", "二、任务", "三、保障"], "share": [0.25, 0.5, 0.25]}
    )
    figure = draw_outlines(table)
    assert [(bar.get_x(), bar.get_width()) for bar in bars(figure)] == [(0, 0.25), (0.25, 0.5), (0.75, 0.25)]
    assert [text.get_text() for text in figure.axes[0].texts] == ["一、目标", "二、任务", "三、保障"]


def test_parts_are_coloured_by_what_they_do_and_a_cut_source_ends_hatched():
    columns = ["document_id", "heading", "share", "function"]
    rows = [
        ("a", "front", 0.1, ""),
        ("a", "一、目标", 0.4, "aims"),
        ("a", "二、行动", 0.5, "actions"),
        ("b", "一、目标", 1.0, "aims"),
    ]
    drawing = draw.draw_outlines(
        pd.DataFrame(rows, columns=columns), incomplete=["b"], names={"目标": ("目标 aims", "目标")}
    )
    figure = drawing.figure()
    strips = [bar for bar in bars(figure) if bar.get_width() > 0]
    colours = [bar.get_facecolor() for bar in strips]
    assert colours[1] == colours[3] and len({*colours[:3]}) == 3
    assert [(round(bar.get_x(), 2), bar.get_hatch()) for bar in strips if bar.get_hatch() == "xxxxx"] == [(1, "xxxxx")]
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["aims", "actions", "other parts", "source cut off"]
    assert "一、目标\naims" in [text.get_text() for text in figure.axes[0].texts]
    assert "breaks off" in " ".join(drawing.notes())


def test_terms_are_drawn_at_their_values():
    table = pd.DataFrame(
        {"level": ["x", "x", "y"], "term": ["科普", "农民", "科普"], "v": [0.5, 0.2, 0.1], "count": [3, 2, 1]}
    )
    figure = draw_distinctive_terms(table, by="level", value="v", names={"农民": ("农民 farmers", "农民")})
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


def test_prevalence_draws_its_table():
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
    sure, doubtful = (line for line in ax.lines if line.get_linestyle() == "None" and len(line.get_xdata()))
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
    assert ax.collections[0].get_array().filled(-1).tolist() == [[1, 0], [0, -1]]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["first", "second †"]
    assert [text.get_text() for text in ax.texts if text.get_text() in "GH"] == ["G", "H"]


def test_targets_and_baselines_stand_at_their_years_and_values():
    columns = ["document_id", "year", "value", "operator", "kind"]
    rows = [
        ("a", 2020, 10.8, "达到", "baseline"),
        ("a", 2025, 16.0, "达到", "target"),
        ("a", np.nan, 12.0, None, "target"),
    ]
    drawing = draw.draw_targets(
        pd.DataFrame(rows, columns=columns),
        levels={"a": "city", "b": "national"},
        xlabel=("share", "比例"),
        names={"b": ("B", "乙")},
    )
    ax = drawing.figure().axes[0]
    marks = [line for line in ax.lines if line.get_marker() != "None"]
    found = [(line.get_xdata()[0], line.get_ydata()[0], line.get_markerfacecolor() == "white") for line in marks]
    assert found[1:] == [(2020, 10.8, True), (2025, 16.0, False)]
    assert found[0][0] < 2020 and found[0][1:] == (12.0, False)  # without a year: left of the years
    texts = {text.get_text() for text in ax.texts}
    assert {"12 %", "10.8 % (baseline)", "reach 达到 16 %", "a", "B", "states none:"} == texts
    assert [label.get_text() for label in ax.get_xticklabels()] == ["no year", "2020", "2025"]
    assert {text.get_text() for text in drawing.figure("zh").axes[0].texts} >= {"达到 16 %", "乙", "未提出："}
    assert "No value is stated by B." in drawing.notes()


def test_duties_stand_in_the_order_of_the_outline():
    rows = [("a", "市科协", "lead", "a/3.10"), ("a", "市科协", "support", "a/3.2"), ("a", "市妇联", "support", "a/3.2")]
    ax = draw_duties(pd.DataFrame(rows, columns=["document_id", "body", "role", "covers"])).axes[0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["3.2", "3.10"]
    leads, beside = ax.lines[0], ax.lines[1]
    assert (leads.get_xdata().tolist(), leads.get_ydata().tolist()) == ([1], [0])
    assert (beside.get_xdata().tolist(), beside.get_ydata().tolist()) == ([0, 0], [0, 1])


def test_kinds_of_lead_and_short_titles_of_items():
    rows = [
        ("a", "市科协", "first_lead", "a/3.1", "实施农民行动"),
        ("a", "市妇联", "further_lead", "a/3.1", "实施农民行动"),
        ("a", "市教育局", "support", "a/3.2", ""),
    ]
    table = pd.DataFrame(rows, columns=["document_id", "body", "role", "covers", "item"])
    drawing = draw.draw_duties(table, names={"实施农民行动": ("farmers", "农民")})
    ticks = [[text.get_text() for text in drawing.figure(language).axes[0].get_xticklabels()] for language in LANGUAGES]
    assert ticks == [["farmers", "3.2"], ["农民", "3.2"]]
    figure = drawing.figure("zh")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["第一牵头", "其他牵头", "配合"]
    marks = [(line.get_marker(), line.get_ydata().tolist()) for line in figure.axes[0].lines if len(line.get_ydata())]
    assert marks == [("^", [0]), ("s", [1]), ("o", [2])]


def test_xray_draws_every_occurrence():
    table = pd.DataFrame({"document_id": ["a", "a", "b"], "term": ["科普"] * 3, "position": [0.1, 0.9, 0.5]})
    ax = draw_xray(table, levels={"a": "city", "b": "national"}).axes[0]
    assert [text.get_text() for text in ax.texts] == ["2", "1"]
    strokes = [[path[0][0] for path in lines.get_segments()] for lines in ax.collections]
    assert strokes == [[0], [0.1, 0.9], [0], [0.5]]


def test_a_matrix_of_shares_says_per_cents_and_leaves_out_what_it_lacks():
    table = pd.DataFrame({"row": ["a", "b"], "column": ["b", "a"], "share": [0.1414, 0.0003]})
    ax = draw_shared(table, units={"a": "first", "b": "second"}).axes[0]
    assert {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts} == {(1, 0): "14.1", (0, 1): "·"}
    assert ax.collections[0].get_array().mask.tolist() == [[True, False], [False, True]]
    small = draw_shared(table.assign(share=[0.004, 0.0003]), units={"a": "first", "b": "second"}).axes
    assert {text.get_text() for text in small[0].texts} == {"0.40", "0.03"}
    assert [text.get_text() for text in small[1].get_xticklabels()] == ["0 %", "0.2 %", "0.4 %"]


def test_ribbons_join_the_places_of_clauses_and_tell_statuses_apart():
    rows = [("a", "一、目标", 0, 50), ("a", "二、任务", 50, 100), ("b", "一、任务", 0, 200)]
    outlines = pd.DataFrame(rows, columns=["document_id", "heading", "start", "end"])
    columns = ["status", "start", "end", "other_start", "other_end"]
    table = pd.DataFrame([("verbatim", 50, 60, 0, 20), ("adapted", 0, 10, 190, 200)], columns=columns)
    ax = draw_ribbons(table, outlines=outlines, documents=("a", "b")).axes[0]
    adapted, verbatim = (ax.collections[i].get_paths()[0].vertices for i in (0, 2))
    top, high = 0.8, 12.5
    assert verbatim[[0, 3, 4, 7], 1].tolist() == pytest.approx([top + high * x for x in (0.5, 0, 0.1, 0.6)])
    assert adapted[[0, 3, 4, 7], 1].tolist() == pytest.approx([top + high * x for x in (0, 0.95, 1, 0.1)])
    light, dark = (0.299 * r + 0.587 * g + 0.114 * b for r, g, b, _ in (ax.collections[i].get_facecolor()[0] for i in (1, 3)))  # fmt: skip
    assert light - dark > 0.4
    assert [text.get_text() for text in ax.texts if "、" in text.get_text()] == ["一、目标", "二、任务", "一、任务"]


def test_descent_stands_in_layers_and_time_and_outside_documents_are_hollow():
    nodes = pd.DataFrame({"node": ["n", "c", "纲要", "条例"], "date": ["2021-01-01", "2022-07-02", "", "2020"], "cited_by": [0, 0, 2, 1]})  # fmt: skip
    nodes["in_corpus"] = nodes["node"].isin(["n", "c"])
    edges = pd.DataFrame([("n", "纲要", "cites", 1, np.nan), ("c", "纲要", "cites", 3, np.nan), ("c", "n", "follows", 9, 0.1), ("c", "条例", "cites", 1, np.nan)], columns=["document_id", "other", "kind", "count", "share"])  # fmt: skip
    ax = draw_descent(nodes, edges=edges, levels={"n": "national", "c": "city"}).axes[0]
    marks = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert [line.get_markerfacecolor() for line in marks] == [
        "white",
        DEFAULT_COLOURS["national"],
        DEFAULT_COLOURS["city"],
    ]
    (x, y), (a, b), (c, d) = ((line.get_xdata()[0], line.get_ydata()[0]) for line in marks)
    assert x < a < c and y < b < d
    assert (c - a) / (14.8 - a) == pytest.approx(0.75, abs=0.01)
    assert "条例" not in [text.get_text() for text in ax.texts]
    assert [patch.get_linestyle() == "-" for patch in ax.patches] == [False, False, True]


def test_a_graph_without_lines_is_no_figure():
    nodes = pd.DataFrame({"node": ["n"], "date": ["2021"], "cited_by": [0], "in_corpus": [True]})
    edges = pd.DataFrame({"document_id": ["n"], "other": ["x"], "kind": "cites", "count": 1, "share": np.nan})
    assert draw_descent(nodes, edges=edges, levels={"n": "city"}) is None


def test_places_are_spread_as_little_as_needed():
    assert spread([1, 2, 3], 0.5, 0, 4).tolist() == [1, 2, 3]
    assert spread([1, 1, 1], 0.5, 0, 4).tolist() == [1, 1.5, 2]
    assert spread([3.9, 4, 4], 0.5, 0, 4).tolist() == [3, 3.5, 4]


def test_an_empty_figure_has_journal_width():
    figure, axes = new_figure(4, 1, 2)
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx(17)
    assert new_figure(4, width=HALF)[0].get_size_inches()[0] * 2.54 == pytest.approx(8.5)
    assert axes.shape == (1, 2)


# One to eight groups, documents one by one and in groups, short and long names.
STUDIES = [(1, 1, True), (2, 2, False), (5, 3, True), (8, 8, True), (37, 4, False), (300, 8, True)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("study", STUDIES, ids=lambda study: f"{study[0]}-documents-{study[1]}-groups")
def test_figures_of_any_study_are_readable_in_both_languages(kind, study):
    """No text overlaps another, leaves the canvas or is too small; no figure is too high, or too heavy a file."""
    documents, groups, long = study
    drawing = getattr(MadeUp(documents, groups, long=long), kind)()
    for language in LANGUAGES:
        figure = drawing.figure(language)
        assert layout_faults(figure) == []
        assert figure.get_figwidth() * 2.54 == pytest.approx(17) or figure.get_figwidth() * 2.54 == pytest.approx(8.5)
        assert len(drawing.rendered("svg", language)) < 1_500_000


def test_faults_of_layout_are_found():
    figure, axes = new_figure(25, 1, 1)
    figure.set_figheight(25 / 2.54)
    axes[0, 0].text(0.5, 0.5, "one above")
    axes[0, 0].text(0.5, 0.505, "the other")
    axes[0, 0].text(0.5, 0.2, "slanted", rotation=50, rotation_mode="anchor", in_layout=False)
    axes[0, 0].text(0.53, 0.2, "beside it", rotation=50, rotation_mode="anchor", in_layout=False)
    axes[0, 0].text(0.95, 0.8, "far over the edge", fontsize=5, in_layout=False)
    found = layout_faults(figure)
    assert [fault[0] for fault in found] == ["leaves the canvas", "too small", "overlap", "height"]
    assert found[2][1:] == ("one above", "the other")


@pytest.mark.parametrize("n", [8, 9])
def test_above_eight_documents_groups_are_drawn(n):
    levels = {f"d{i}": "city" if i % 2 else "national" for i in range(n)}
    table = pd.DataFrame({"document_id": list(levels), "term": "科普", "position": 0.5})
    rows = [text.get_text() for text in draw_xray(table, levels=levels).axes[0].get_yticklabels()]
    assert rows == (list(levels) if n == 8 else ["national", "city"])


def test_groups_show_each_document_and_the_median():
    levels = {f"d{i}": "city" for i in range(9)}
    rows = [("d0", 2020, 1.0, "target"), ("d0", 2025, 8.0, "target"), ("d1", np.nan, 2.0, "target")]
    rows += [("d2", 2025, 6.0, "target"), ("d2", 2030, 99.0, "baseline"), ("d3", 2025, np.nan, "target")]
    table = pd.DataFrame(rows, columns=["document_id", "year", "value", "kind"]).assign(operator="达到")
    ax = draw_targets(table, levels=levels, xlabel="x").axes[0]
    assert sorted(ax.lines[0].get_xdata()) == [2, 6, 8]
    assert ax.collections[0].get_segments()[0][:, 0].tolist() == [6, 6]
    assert [text.get_text() for text in ax.texts] == ["3 of 9 state one"]


def test_outlines_of_many_documents_count_their_sections():
    levels = {f"d{i}": "city" if i else "national" for i in range(9)}
    rows = [(document, f"{j}", 1 / 3) for i, document in enumerate(levels) for j in range(1 + i % 3)]
    ax = draw_outlines(pd.DataFrame(rows, columns=["document_id", "heading", "share"]), levels=levels).axes[0]
    assert sorted(ax.lines[1].get_xdata().round()) == [1, 1, 2, 2, 2, 3, 3, 3]
    assert [text.get_text() for text in ax.texts] == ["n = 1", "n = 8"]


def test_duties_of_many_documents_are_shares_of_those_with_notes():
    levels = {f"d{i}": "city" if i else "national" for i in range(9)}
    rows = [(f"d{i}", f"d{i}/{j}", "科协" if j else "妇联", role) for i in range(5) for j, role in enumerate(["support", "lead"])]  # fmt: skip
    rows += [("d4", "d4/2", "妇联", "lead"), ("d4", "d4/3", "妇联", "lead")]
    table = pd.DataFrame(rows, columns=["document_id", "covers", "body", "role"])
    ax = draw_duties(table, levels=levels).axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["科协", "妇联"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["national (1)", "city (4)"]
    assert [text.get_text() for text in ax.texts] == ["1", "4", "·", "1"]
    assert ax.collections[0].get_array().filled(-1).tolist() == [[1, 1], [0, 0.25]]


def test_xray_of_groups_draws_distributions_of_many_and_strokes_of_few():
    levels = {f"d{i}": "city" if i else "national" for i in range(9)}
    rows = [("d0", 0.5)] + [(f"d{1 + i % 8}", x) for i, x in enumerate([0.02] * 30 + [0.99] * 10)]
    table = pd.DataFrame(rows, columns=["document_id", "position"]).assign(term="科普")
    ax = draw_xray(table, levels=levels).axes[0]
    heights = 1.4 - ax.patches[0].get_data().values
    assert np.flatnonzero(heights.round(6)).tolist() == [0, 19]
    assert heights[0] / heights[19] == pytest.approx(3)
    assert [text.get_text() for text in ax.texts] == ["1", "40"]


def test_documents_stand_behind_the_share_of_their_group_and_a_missing_topic_is_a_gap():
    columns = ["level", "topic", "estimate", "low", "high"]
    shares = pd.DataFrame([("city", 1, 0.2, 0.1, 0.3), ("national", 2, 0.4, 0.3, 0.5)], columns=columns)
    points = pd.DataFrame({"level": "city", "topic": 1, "estimate": [0.3, np.nan, 0.1]})
    levels = {"city": "city", "national": "national"}
    ax = draw_prevalence(shares, by="level", titles={1: "a", 2: "b"}, levels=levels, points=points).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [0.1, 0.3]
    city = next(line for line in ax.lines if line.get_label() == "city")
    assert city.get_color() == DEFAULT_COLOURS["city"]
    assert city.get_xdata()[0] == 0.2
    assert np.isnan(city.get_xdata()[1])


def test_infinite_and_missing_ratios_do_not_stretch_the_axis():
    table = pd.DataFrame({"level": "city", "term": list("abc"), "count_target": 1, "count_reference": 0})
    table = table.assign(log_ratio=[np.inf, np.nan, 2.0], low=[1.0, np.nan, 1.0], high=[np.inf, np.nan, 3.0])
    ax = draw_log_ratios(table.assign(leave_out_low=1.0, leave_out_high=np.inf)).axes[0]
    assert ax.get_xlim() == pytest.approx((-0.2, 3.36))
    arrow = next(line for line in ax.lines if line.get_marker() == ">")
    assert (arrow.get_xdata().tolist(), arrow.get_ydata().tolist()) == ([pytest.approx(3.36)], [0])


def test_looks_follow_the_colours_and_three_levels_keep_theirs():
    assert looks(["city", "national"]) == {"national": ("#16324f", "ophH"), "city": ("#4a9f97", "^v<>")}
    assert looks(["b", "a"], {"a": "#000001", "b": "#000002"})["b"] == ("#000002", MARKERS[1])
    further = looks(["county", "town"])
    assert list(further) == ["county", "town"]
    assert further["county"].colour != further["town"].colour
    assert len(MARKERS) == 8
    assert {len(marks) for marks in MARKERS} == {4}


def test_names_are_cut_where_they_do_not_lose_what_tells_them_apart():
    assert short_names(["科学素质", "x"], 500, 8) == ["科学素质", "x"]
    (cut,) = short_names(["全民科学素质行动规划纲要"], 60, 8)
    assert cut.startswith("全民") and cut.endswith("…")
    names = short_names([f"department-of-science-{i}" for i in range(3)], 60, 8)
    assert len(set(names)) == 3
    assert all("…" in name and text_width(name, 8) <= 60 for name in names)


def test_points_are_scattered_the_same_every_time_and_thinned_evenly():
    assert scattered(300).tolist() == scattered(300).tolist()
    assert np.abs(scattered(300)).max() <= 0.5
    assert np.histogram(scattered(300), 10, (-0.5, 0.5))[0].tolist() == pytest.approx(
        [30] * 10, abs=15
    )  # three standard deviations of chance
    assert thinned([3, np.nan, 1, 2, np.inf], 2).tolist() == [1, 3]
    assert len(thinned(range(3000), 400)) == 400


def test_an_empty_table_draws_no_figure():
    empty = pd.DataFrame({"document_id": [], "value": [], "kind": [], "year": [], "operator": []})
    assert draw_targets(empty, levels={"a": "city"}, xlabel="x") is None
    assert draw_outlines(empty) is None
