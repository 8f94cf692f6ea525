"""Studies unlike ours: one document, one value, groups in another order, names that lines would meet, terms without a gloss."""

import hashlib
import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from tests.layout import texts_of
from textmine import emphasis, glossed, read_corpus, save_figure
from textmine.report.evidence import UNKNOWN
from textmine.report.figures import Figure
from textmine.report.words import words_of
from textmine.showing import draw
from textmine.showing.draw.clear import clear_label, curve, label_box
from textmine.showing.style import style
from textmine.study import Group, Study

LEVELS = {"a": "national", "b": "national", "c": "city"}


def words(drawing, language="en"):
    return [text.get_text() for text in texts_of(drawing.figure(language))]


def test_categories_stand_with_their_group_whatever_document_comes_first():
    """The first document is of the second group; numbers and evidence must not change places."""
    rows = [("c/1", "c", "city", 10), ("a/1", "a", "national", 30), ("a/2", "a", "national", 10)]
    table = pd.DataFrame(rows, columns=["segment_id", "document_id", "level", "n"]).assign(kind="paragraph")
    table["level"] = pd.Categorical(table["level"], ["national", "city"], ordered=True)
    table = table.assign(section_id=table["document_id"] + "/0", text=table["n"].map(lambda n: "文" * n))
    found = pd.DataFrame({"segment_id": ["a/1", "c/1"], "category": ["farm", "museum"], "main": True, "weight": 1})
    shares = emphasis(table, found, ["farm", "museum"], "level").set_index(["level", "category"])
    assert shares["estimate"].tolist() == pytest.approx(shares["uncorrected"].tolist())
    assert shares.loc[("national", "farm"), "segment_ids"] == "a/1"
    assert shares.loc[("city", "museum"), "segment_ids"] == "c/1"
    assert shares.loc[("national", "farm"), "n_segments"] == shares.loc[("city", "museum"), "n_segments"] == 1


def test_a_passage_ends_with_its_section(tmp_path):
    text = "某市工作方案\n一、任务\n加强组织领导，落实各项任务。\n某市人民政府\n2020年1月2日\n（联系人：张某；\n电话：12345678）"
    corpus = tmp_path / "corpus"
    (corpus / "raw").mkdir(parents=True)
    (corpus / "raw" / "a.txt").write_text(text, encoding="utf-8")
    sha = hashlib.sha256(text.encode()).hexdigest()
    (corpus / "documents.csv").write_text(
        f"document_id,title,level,source_file,sha256\na,某市工作方案,city,a.txt,{sha}\n", encoding="utf-8"
    )
    segments = read_corpus(corpus).segments
    prose = segments[segments["passage_id"].notna()]
    assert prose["section_id"].nunique() == 2  # what stands behind the signature is under no heading
    assert prose.groupby("passage_id")["section_id"].nunique().eq(1).all()
    assert set(prose["passage_id"]) <= set(prose["segment_id"])


@pytest.mark.parametrize(
    ("documents", "caption"), [(["a"], "1 document states 1 value."), (["a", "b"], "2 documents state 2 values.")]
)
def test_a_caption_counts_one_as_one(tmp_path, documents, caption):
    table = pd.DataFrame({"document_id": documents, "part": "x", "characters": 3, "segment_ids": ""})
    drawing = draw.draw_composition(table, parts={"x": "x"})
    asked = "{n_document_id:document states|documents state} {rows:value|values}."
    saved = save_figure(drawing, table, tmp_path / "fig01_x", caption=(asked, "{n_document_id} 份文件"))
    assert saved.caption.startswith(caption)
    assert (tmp_path / "fig01_x.zh.txt").read_text(encoding="utf-8").startswith(f"{len(documents)} 份文件")


def test_parts_without_a_function_look_alike_in_all_documents():
    rows = [("a", "front", "", 0.2), ("a", "一、任务", "actions", 0.8), ("b", "front", "", 1.0)]
    table = pd.DataFrame(rows, columns=["document_id", "heading", "function", "share"])
    bars = draw.draw_outlines(table).figure().axes[0].patches
    hatches = [bar.get_hatch() for bar in bars if bar.get_width() > 0]
    assert hatches[0] == hatches[2] != hatches[1]


def log_ratios(**change):
    row = {"document_id": "a", "term": "试点", "count_target": 9, "count_reference": 1, "log_ratio": 3.0, "low": 1.0}
    row |= {"high": 5.0, "leave_out_low": 2.0, "leave_out_high": 3.5, "stands_out": True}
    return draw.draw_log_ratios(pd.DataFrame([row | change]), by="document_id", levels=LEVELS)


def test_a_range_that_reaches_beyond_0_is_seen_and_named():
    drawing = log_ratios(leave_out_low=-2.0)
    assert drawing.figure().axes[0].get_xlim()[0] < -2
    assert "may be chance, or hangs on one document" in words(drawing)
    assert "does not keep its sign without one of the documents" in " ".join(drawing.notes("en"))
    assert "可能出于偶然，或取决于某一文件" in words(drawing, "zh")
    assert "may be chance" in words(log_ratios(stands_out=False))
    assert "stands out among all terms" in words(log_ratios())


def shared(share):
    rows = [("a", "b", share), ("b", "a", 0.0)]
    return draw.draw_shared(pd.DataFrame(rows, columns=["row", "column", "share"]), units={"a": "a", "b": "b"})


def test_where_nothing_is_shared_there_is_no_figure_and_little_is_not_drawn_dark():
    assert shared(0.0) is None
    assert "0.1 %" in words(shared(0.0002)) and "0.02" in words(shared(0.0002))
    assert "20 %" in words(shared(0.2))


def targets(n, operator="左右"):
    table = pd.DataFrame({"document_id": ["d0"], "year": [2025.0], "value": 80.0, "operator": operator})
    levels = {f"d{i}": "city" for i in range(n)}
    return draw.draw_targets(table.assign(kind="target"), levels=levels, xlabel=("share", "比例"))


def test_values_have_their_unit_and_operators_their_english():
    assert "about 左右 80 %" in words(targets(2)) and "左右 80 %" in words(targets(2), "zh")
    assert "reach … or more 达到…以上 80 %" in words(targets(2, "达到…以上"))
    assert "突破…许 80 %" in words(targets(2, "突破…许"))  # no English known
    assert any(text.endswith(" %") for text in words(targets(10)))


def duties(n, roles):
    rows = [(f"d{i}", body, role, f"d{i}/1") for i in range(n) for body, role in roles]
    return draw.draw_duties(pd.DataFrame(rows, columns=["document_id", "body", "role", "covers"]))


def test_the_caption_of_duties_says_what_rows_and_numbers_are():
    several = [("市科协", "lead"), ("市财政局", "support")]
    assert "Rows: in each document the bodies that lead most often" in " ".join(duties(1, several).notes("en"))
    assert "documents in which the body leads" in " ".join(duties(6, several).notes("en"))
    assert "documents whose notes name the body" in " ".join(duties(6, several[1:]).notes("en"))


def test_only_values_that_come_several_times_are_spread_sideways():
    table = pd.DataFrame({"document_id": [f"d{i}" for i in range(9)], "heading": "一、任务", "share": 1.0})
    table = pd.concat([table, table.tail(1).assign(heading="二、保障")], ignore_index=True)
    dots = draw.draw_outlines(table).figure().axes[0].lines[0].get_xdata()
    assert max(dots) == 2 and np.unique(np.round(dots, 6)).size == 9


def test_a_label_of_terms_takes_the_glosses_that_there_are():
    names = {"农民": ("农民 farmers", "农民"), "g01": ("g01", "通知")}
    assert glossed("农民、贫困地区、农民", names) == "farmers, 贫困地区, farmers"
    assert glossed("试点", {}) == "试点"


def test_a_name_moves_away_from_the_line_that_meets_it():
    node, label = (8.0, 3.0), ("Chuxiong 2022", 0.2, -0.2, "left")
    upright = curve((8.35, 5.0), (8.35, 1.0), 0.0)
    moved = clear_label(label, node, [upright], [], 0.0, 7)
    box = label_box(moved, node, 7)
    assert moved != label and (box[0] > 8.35 or box[2] < 8.35)
    assert clear_label(label, node, [upright + np.array([20.0, 0.0])], [], 0.0, 7) == label
    everywhere = [box for x in np.arange(0, 17, 0.5) for box in [(x, 2.0, x + 0.5, 4.0)]]
    assert clear_label(label, node, [upright], everywhere, 0.0, 7) == label  # no better place is free


def test_a_curve_is_that_of_matplotlib():
    """On a sheet whose y runs downwards, `arc3` bends to the other side."""
    from matplotlib.patches import ConnectionStyle

    path = ConnectionStyle("arc3", rad=0.2)((0, -1), (4, -3), shrinkA=0, shrinkB=0)
    control = path.vertices[1] * [1, -1]
    points = curve((0, 1), (4, 3), 0.2)
    half = points[len(points) // 2 - 1 : len(points) // 2 + 1].mean(axis=0)
    assert half == pytest.approx((np.array([0, 1]) + 2 * control + [4, 3]) / 4, abs=0.01)


def test_the_report_names_groups_as_the_study_does_and_figures_by_their_caption():
    groups = (Group("十四五", "14th plan", "#16324f", "“十四五”时期"), Group("other", "other 其他", "#c0392b"))
    words = words_of(Study(groups=groups), {}, {})
    assert words.value("十四五") == ("“十四五”时期", "14th plan")
    assert words.value("other") == ("其他", "other")
    assert words_of(Study(), {}, {}).value("national") == ("国家级", "national")
    captions = {"zh": "面向各目标人群的正文比例。由词典编码。", "en": "Share of the prose: who is addressed. Coded."}
    figure = Figure("fig12_x", "12", captions, "", pd.DataFrame(), UNKNOWN, {})
    assert figure.title == ("面向各目标人群的正文比例", "Share of the prose")
    assert Figure("fig12_x", "12", {**captions, "en": ""}, "", pd.DataFrame(), UNKNOWN, {}).title is None


def test_a_figure_of_doubted_categories_alone_keeps_its_axes_where_they_are():
    """An empty line of marks at no place once pushed the axes aside at every pass of the layout."""
    table = pd.DataFrame({"level": "national", "topic": ["a", "b"], "estimate": [0.1, 0.2], "low": 0.0, "high": 0.5})
    drawing = draw.draw_prevalence(
        table, by="level", titles={"a": "a", "b": "b"}, levels=LEVELS | {"national": "national"}, unreliable=["a", "b"]
    )
    figure = drawing.figure()
    with style():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        first = figure.axes[0].get_position().bounds
        figure.draw_without_rendering()
    assert figure.axes[0].get_position().bounds == pytest.approx(first, abs=1e-3)


def test_long_names_stay_on_the_canvas_of_a_png():
    """Letters fitted to dots are wider than those that were measured: the longest name once began at the edge."""
    names = {"a": "study and announcement of the policy", "b": "science education"}
    cells = pd.DataFrame([("a", "b", 1, 0.5), ("b", "b", 2, 0.4)], columns=["row", "column", "n", "share"])
    looks = {"count": "n", "shade": "share", "shade_label": "share", "unreliable": ["a", "b"]}
    drawing = draw.draw_grid(cells, rows=names, columns={"b": "training"}, **looks)
    with Image.open(io.BytesIO(drawing.rendered("png", "en", dpi=300))) as picture:
        dark = (np.asarray(picture.convert("L")) < 128).any(axis=0)
    assert np.flatnonzero(dark)[0] > 2 * 300 / 72


def test_composition_names_what_there_is_and_says_where_bars_are_means():
    table = pd.DataFrame({"document_id": ["a", "b"], "part": "prose", "characters": [3, 4]})
    parts = {"table": ("tables", "表格"), "prose": ("prose", "正文")}
    alone = words(draw.draw_composition(table, parts=parts))
    assert "tables" not in alone and "prose" in alone and "characters of policy text" in alone
    grouped = draw.draw_composition(table.rename(columns={"document_id": "level"}), parts=parts, by="level")
    assert "characters of policy text,\nmean document" in words(grouped)
