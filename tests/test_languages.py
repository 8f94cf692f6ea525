"""Figures in two languages: what is drawn in each, the captions beside, the names that a study gives."""

import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tests.layout import texts_of
from textmine import read_study, save_figure, study_names
from textmine.corpus import CorpusError, read_titles
from textmine.showing import draw
from textmine.showing.figures import FigureError
from textmine.showing.language import LANGUAGES, _words, named, note, said, speaking, value, word
from textmine.study import StudyError

LATIN, CHINESE = re.compile(r"[A-Za-z]{3,}"), re.compile("[\u3400-\u9fff]")
COLUMNS = ["level", "term", "count_target", "count_reference", "log_ratio", "low", "high", "leave_out_low", "leave_out_high", "stands_out", "unit", "tested"]  # fmt: skip
ROWS = [
    ("national", "学会", 17, 4, 5.0, 3.1, 7.3, 4.5, 4.9, True, "section", 630),  # its range misses its point
    ("city", "农村", 62, 0, 3.6, 0.7, np.inf, -0.1, 4.3, False, "section", 630),
]
RATIOS = pd.DataFrame(ROWS, columns=COLUMNS).assign(segment_ids="a/1")
NAMES = {"学会": ("学会 learned societies", "学会"), "农村": ("农村 countryside", "农村")}


def texts(figure):
    return [text.get_text() for text in texts_of(figure)]


def test_every_word_of_the_package_is_said_in_both_languages():
    for table in _words().values():
        for key, pair in table.items():
            assert set(pair) == set(LANGUAGES), key
            fields = [sorted(re.findall(r"{(\w+)", pair[language])) for language in LANGUAGES]
            assert fields[0] == fields[1], key
            if not pair["zh"].startswith("n ="):
                assert CHINESE.search(pair["zh"]), key
    assert not [pair["zh"] for pair in _words()["notes"].values() if re.search("[\u3400-\u9fff][,;:()]", pair["zh"])]


def test_a_language_is_spoken_for_a_block_only():
    with speaking("zh") as notes:
        assert word("year") == "年份"
        assert value("city") == "市级"
        note("counts_beside")
        note("counts_beside")
        assert len(notes) == 1
        with speaking("en"):
            assert word("year") == "year"
        assert word("year") == "年份"
    assert word("year") == "year"
    with pytest.raises(ValueError, match="no language 'fr'; known: en, zh"), speaking("fr"):
        pass


def test_names_are_said_in_the_language_that_is_drawn():
    with speaking("zh"):
        assert said("science education 科学教育") == "科学教育"
        assert said("must (必须、应当)") == "必须、应当"
        assert said(("axis", "轴")) == "轴"
        assert named("农村", NAMES) == "农村"
    assert said("science education 科学教育") == "science education"
    assert said("must (必须、应当)") == "must (必须、应当)"
    assert (named("农村", NAMES), named("unknown", NAMES), named("city", None)) == (
        "农村 countryside",
        "unknown",
        "city",
    )


def test_one_drawing_speaks_two_languages_with_the_same_marks():
    drawing = draw.draw_log_ratios(RATIOS, names=NAMES)
    english, chinese = (texts(drawing.figure(language)) for language in LANGUAGES)
    assert {"national", "学会 learned societies", "95 % interval"} <= set(english)
    assert {"国家级", "学会", "95% 区间"} <= set(chinese)
    assert not [text for text in chinese if LATIN.search(text)]
    gids = [re.findall(r'id="(tied[^"]+)"', drawing.rendered("svg", language).decode()) for language in LANGUAGES]
    assert gids[0] == gids[1] != []


def test_the_range_with_one_document_left_out_holds_its_point():
    ax = draw.draw_log_ratios(RATIOS, names=NAMES).figure().axes[0]
    ticks = sorted({segment[0][0] for lines in ax.collections for segment in lines.get_segments() if segment[0][0] == segment[1][0]})  # fmt: skip
    assert ticks == [4.5, 5.0]


def test_captions_explain_what_is_drawn_and_nothing_else(tmp_path):
    drawing = draw.draw_log_ratios(RATIOS, names=NAMES)
    caption = ("The {rows} terms of {n_level} groups.", "{n_level} 组的 {rows} 个词。")
    saved = save_figure(drawing, RATIOS, tmp_path / "fig07_x", caption=caption)
    english, chinese = ((tmp_path / f"fig07_x.{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES)
    assert english.startswith("The 2 terms of 2 groups. ")
    assert all(words in english for words in ("630 terms", "Hollow", "Arrow", "Ticks", "over sections"))
    assert chinese.startswith("2 组的 2 个词。") and "630 个比较词" in chinese
    assert not LATIN.search(chinese)
    assert saved.caption == english.strip()
    plain = draw.draw_log_ratios(RATIOS.head(1).drop(columns=["unit", "stands_out"]), names=NAMES)
    assert not [words for words in ("Hollow", "Arrow", "sections") if words in " ".join(plain.notes())]


def test_a_caption_that_asks_for_an_unknown_number_is_an_error(tmp_path):
    with pytest.raises(FigureError, match=r"asks for 'n_terms'; the table gives rows, n_level, n_term"):
        save_figure(draw.draw_log_ratios(RATIOS), RATIOS, tmp_path / "x", caption=("{n_terms}", ""))
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_shows_the_english_figure_with_its_number_and_caption(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *objects, **options: shown.extend(objects))
    saved = save_figure(draw.draw_log_ratios(RATIOS), RATIOS, tmp_path / "fig07_x", caption=("Terms.", "词。"))
    saved._ipython_display_()
    assert shown[0]["image/svg+xml"] == (tmp_path / "fig07_x.en.svg").read_text(encoding="utf-8")
    assert shown[1].data.startswith("**Figure 7** Terms. The log ratio")


@pytest.mark.parametrize("resolution", [300, 600])
def test_pngs_have_the_resolution_asked_for(tmp_path, monkeypatch, resolution):
    monkeypatch.setenv("TEXTMINE_PNG", str(resolution))
    save_figure(draw.draw_log_ratios(RATIOS, names=NAMES), RATIOS, tmp_path / "fig")
    for language in LANGUAGES:
        with Image.open(tmp_path / f"fig.{language}.png") as picture:
            assert picture.size[0] == pytest.approx(17 / 2.54 * resolution, abs=2)


def test_pngs_are_drawn_on_request_and_go_with_another_drawing(tmp_path):
    drawing = draw.draw_log_ratios(RATIOS, names=NAMES)
    save_figure(drawing, RATIOS, tmp_path / "fig", png=300)
    save_figure(drawing, RATIOS, tmp_path / "fig")
    assert len(list(tmp_path.glob("*.png"))) == 2
    other = RATIOS.assign(log_ratio=4.8)
    save_figure(draw.draw_log_ratios(other, names=NAMES), other, tmp_path / "fig")
    assert list(tmp_path.glob("*.png")) == []


def test_other_resolutions_are_errors(tmp_path):
    with pytest.raises(FigureError, match="a PNG of 72 dots an inch; allowed: 300, 600"):
        save_figure(draw.draw_log_ratios(RATIOS), RATIOS, tmp_path / "fig", png=72)


def test_names_of_this_study(corpus):
    names = study_names(corpus)
    assert names["harbin-2016"] == ("Harbin 2016", "哈尔滨 2016")
    assert names["city"] == ("city", "市级")
    assert names["科普"] == ("科普 science popularization", "科普")
    assert names["提升行动"] == ("actions for improvement", "提升行动")


def test_documents_without_a_name_of_their_own_have_their_place_and_year_or_their_title(corpus):
    from dataclasses import replace

    bare = replace(corpus, study=replace(corpus.study, names={}))
    assert study_names(bare)["harbin-2016"][1] == corpus.documents.set_index("document_id")["title"]["harbin-2016"]
    placed = bare.documents.assign(region=["某省", "天津市", "楚雄州", "中山市", "哈尔滨市"])
    found = study_names(replace(bare, documents=placed))
    assert found["harbin-2016"] == ("harbin-2016", "哈尔滨市 2016")
    assert found["tianjin-2023"] == ("tianjin-2023", "天津市 2023")


def test_labels_and_names_of_a_study_are_read_and_faults_have_their_line(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text('[[group]]\nid = "county"\nlabel_zh = "县级"\n[names]\na = { en = "A", zh = "甲" }\n[parts]\naims = ["目标"]\n[codes]\nby = "two people"\n', encoding="utf-8")  # fmt: skip
    study = read_study(tmp_path)
    assert (study.groups[0].label, study.groups[0].label_zh) == ("county", "县级")
    assert (study.names, study.parts, study.coded_by) == ({"a": ("A", "甲")}, {"aims": ("目标",)}, ("two people",) * 2)
    path.write_text('title = "x"\n[names]\na = "A"\n', encoding="utf-8")
    with pytest.raises(StudyError, match=r"study.toml:3: 'a' of \[names\] must be like"):
        read_study(tmp_path)
    path.write_text("[parts]\nends = []\n", encoding="utf-8")
    with pytest.raises(StudyError, match="ends"):
        read_study(tmp_path)


def test_short_titles_are_read_and_faults_have_their_line(tmp_path):
    assert read_titles(tmp_path) == {}
    path = tmp_path / "lexicon" / "titles.csv"
    path.parent.mkdir()
    path.write_text("title,english,chinese\n实施农民行动,farmers,农民\n", encoding="utf-8")
    assert read_titles(tmp_path) == {"实施农民行动": ("farmers", "农民")}
    path.write_text("title,english,chinese\n甲,a,\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"titles\.csv:2: needs title and english and chinese"):
        read_titles(tmp_path)


def stored(project):
    return sorted((project / "figures").glob("*.csv"))


def test_captions_of_this_study_are_in_one_language_and_hold_their_numbers(project):
    for path in stored(project):
        english, chinese = (path.with_suffix(f".{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES)
        assert english.endswith(".\n") and chinese.endswith("。\n"), path.name
        assert len(re.findall(r"[\u3400-\u9fff]", english)) == 0, path.name
        assert CHINESE.search(chinese) and not re.search(r"[A-Za-z]{6,}", chinese), path.name
        assert "{" not in english + chinese


def test_figures_of_this_study_have_the_same_marks_in_both_languages(project):
    for path in stored(project):
        gids = [
            re.findall(r'id="(tied[^"]+)"', path.with_suffix(f".{language}.svg").read_text(encoding="utf-8"))
            for language in LANGUAGES
        ]
        assert gids[0] == gids[1] != [], path.name
