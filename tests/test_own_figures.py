"""The figures of this study, drawn again from their stored tables: letters, collisions, widths, in both languages."""

import pandas as pd
import pytest

from tests.layout import layout_faults, texts_of
from textmine import first_level_spans, read_codebook, study_names
from textmine.showing import draw
from textmine.showing.language import LANGUAGES

SHARES = {"xlabel": ("share", "比例"), "tick": "uncorrected", "tick_label": ("the dictionary alone", "仅用词典")}


@pytest.fixture(scope="module")
def drawings(project, corpus):
    """A function that draws a stored table."""
    names, levels, colours = study_names(corpus), corpus.group_of, corpus.study.colours
    look = {"names": names, "colours": colours}
    books = {name: read_codebook(project / "corpus" / "codebooks" / f"{name}.toml") for name in ("themes", "instruments", "target_groups", "obligation")}  # fmt: skip

    def shares(table, titles, by="level", **options):
        units = corpus.study.sides if by == "level" else levels
        return draw.draw_prevalence(table, by=by, titles=titles, levels=units, **look, **options)

    parts = {part: (part, "部分") for part in ("prose", "responsibility", "table", "apparatus")}
    obligation = {i: one.name.replace(" (", "\n(") for i, one in enumerate(books["obligation"].categories)}
    grid = {
        "count": "n_both",
        "shade": "share",
        "shade_label": ("share", "比例"),
        "groups": books["instruments"].groups,
    }
    how = {
        "fig01": lambda t: draw.draw_composition(t, parts=parts, names=names),
        "fig02": lambda t: draw.draw_outlines(t.fillna({"function": ""}), levels=levels, incomplete=["harbin-2016"], **look),
        "fig03": lambda t: draw.draw_log_ratios(t, by="level", **look),
        "fig05": lambda t: draw.draw_targets(t, levels=levels, xlabel=("share", "比例"), **look),
        "fig06": lambda t: draw.draw_duties(t, levels=levels, **look),
        "fig07": lambda t: draw.draw_log_ratios(t, by="document_id", levels=levels, **look),
        "fig08": lambda t: shares(t, obligation, "document_id", unit="‰", unreliable=[2]),
        "fig09": lambda t: draw.draw_xray(t, levels=levels, **look),
        "fig10": lambda t: shares(t.assign(topic=t["category"]), books["themes"].names, unreliable=["health"], **SHARES),
        "fig11": lambda t: draw.draw_grid(t, rows=books["themes"].names, columns=books["instruments"].names, unreliable=["health"], **grid),
        "fig12": lambda t: shares(t.assign(topic=t["category"]), books["target_groups"].names, **SHARES),
        "fig13": lambda t: draw.draw_shared(t, units={key: names[key] for key in levels}),
        "fig14": lambda t: draw.draw_ribbons(t, outlines=first_level_spans(corpus.segments), documents=("chuxiong-2022", "zhongshan-2022"), names=names),
    }  # fmt: skip
    paths = {path.name[:5]: path for path in (project / "figures").glob("*.csv")}
    return {number: made(pd.read_csv(paths[number])) for number, made in how.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_large_enough_and_meet_nothing(drawings, language):
    for number, drawing in drawings.items():
        figure = drawing.figure(language)
        assert layout_faults(figure) == [], number
        sizes = [text.get_fontsize() for text in texts_of(figure)]
        assert min(sizes) >= 7 and max(sizes) <= 9, number
        assert round(figure.get_figwidth() * 2.54, 2) in (8.5, 17), number


def test_a_chinese_figure_is_in_chinese_and_an_english_one_glosses_terms(drawings):
    for number, drawing in drawings.items():
        chinese = [text.get_text() for text in texts_of(drawing.figure("zh"))]
        own = [text for text in chinese if any(character.isascii() and character.isalpha() for character in text)]
        assert [text for text in own if text not in ("a : b  本处 : 其余的出现次数", "n = 5")] == [], number
    terms = [text.get_text() for text in texts_of(drawings["fig03"].figure("en"))]
    assert "统筹 coordinate" in terms and "统筹" not in terms


def test_narrow_figures_are_those_with_little_to_show(drawings):
    narrow = [number for number, drawing in drawings.items() if drawing.figure().get_figwidth() * 2.54 < 9]
    assert narrow == ["fig01", "fig13"]
