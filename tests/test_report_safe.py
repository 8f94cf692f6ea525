"""Markup out of notebooks can do nothing but be read."""

import re
import tomllib

import nbformat
import pytest
from bs4 import BeautifulSoup

from textmine.reading.clean import clean
from textmine.report.cells import told
from textmine.report.evidence import KINDS, OF_NO_SEGMENTS, UNKNOWN
from textmine.report.notebooks import notebook_body
from textmine.report.safe import both, markdown, safe, translated
from textmine.report.words import Words, split_name

HOSTILE = [
    "<script>bad()</script>",
    "<img src=x onerror=bad()>",
    '<a href="javascript:bad()">x</a>',
    '<a href=" java\nscript:bad()">x</a>',
    '<a href="data:text/html,<script>bad()</script>">x</a>',
    '<iframe src="http://x.invalid"></iframe>',
    '<form action="http://x.invalid"><button>x</button></form>',
    '<svg onload="bad()"><script>bad()</script></svg>',
    '<p style="background:url(http://x.invalid)">x</p>',
    '<img src="http://x.invalid/a.png">',
    '<img src="//x.invalid/a.png">',
    '<object data="http://x.invalid"></object>',
    '<meta http-equiv="refresh" content="0;url=http://x.invalid">',
    '<link rel="stylesheet" href="http://x.invalid/a.css">',
    "<style>@import url(http://x.invalid)</style>",
    '<base href="http://x.invalid">',
    "<math><mtext><table><mglyph><style><img src=x onerror=bad()></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=bad()>'>",
]


def faults(markup):
    """Elements, handlers and addresses that could do something."""
    soup = BeautifulSoup(markup, "html.parser")
    names = [tag.name for tag in soup(["script", "style", "iframe", "form", "object", "embed", "svg", "math", "meta", "link", "base"])]  # fmt: skip
    handlers = [name for tag in soup(True) for name in tag.attrs if name.startswith("on") or name == "style"]
    links = [tag["href"] for tag in soup("a", href=True) if not tag["href"].startswith(("http://", "https://", "#", "mailto:"))]  # fmt: skip
    sources = [tag["src"] for tag in soup("img", src=True) if ":" in tag["src"] or tag["src"].startswith("//")]
    return names + handlers + links + sources


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_does_nothing(markup):
    assert faults(safe(f"before {markup} after")) == []
    assert faults(markdown(f"before\n\n{markup}\n\nafter")) == []


@pytest.mark.parametrize(
    "source",
    ["[x](javascript:bad())", "![x](http://x.invalid/a.png)", "[x](../corpus/raw/a.txt)", "<javascript:bad()>"],
)
def test_hostile_markdown_does_nothing(source):
    assert faults(markdown(source)) == []


def test_tables_lists_and_links_stay():
    kept = '<table class="dataframe"><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>'
    assert safe(kept) == kept
    assert 'href="https://example.org/x"' in markdown("[x](https://example.org/x)")
    assert 'href="../notebooks/02_terms.html#a"' in markdown("[x](02_terms.ipynb#a)")
    assert "<strong>b</strong>" in markdown("a **b**")


@pytest.mark.parametrize("markup", HOSTILE)
def test_a_notebook_with_hostile_cells_and_outputs_does_nothing(markup):
    outputs = [
        nbformat.v4.new_output("display_data", {"text/html": markup, "text/plain": markup}),
        nbformat.v4.new_output("display_data", {"text/markdown": markup}),
        nbformat.v4.new_output("display_data", {"application/javascript": "bad()", "text/plain": "x"}),
        nbformat.v4.new_output("stream", text=markup),
        nbformat.v4.new_output("display_data", {"image/svg+xml": markup, "text/plain": f"{markup}: svg"}),
    ]
    cells = [nbformat.v4.new_markdown_cell(markup), nbformat.v4.new_code_cell(markup, outputs=outputs)]
    body, pictures = notebook_body(nbformat.v4.new_notebook(cells=cells), {})
    assert faults(body) == []
    assert list(pictures.values()) == [markup]  # in a file of its own, which a page shows as a picture
    assert f"../figures/{next(iter(pictures))}" in body


def test_findings_stand_with_the_tables_above_them_and_their_chinese(tmp_path):
    table = nbformat.v4.new_output(
        "display_data", {"text/html": "<table><tr><td>5</td></tr></table>", "text/plain": "5"}
    )
    cells = [
        nbformat.v4.new_markdown_cell("# 3 What?\n\nThis is asked.\n\nMore."),
        nbformat.v4.new_markdown_cell("## Here"),
        nbformat.v4.new_code_cell("x", outputs=[table]),
        nbformat.v4.new_code_cell('save_figure(f, t, "../figures/fig07_x")'),
        nbformat.v4.new_markdown_cell("**Figure 7** Bars.\n\nMore."),
        nbformat.v4.new_markdown_cell("<!-- new study: Look. -->\nFive.", metadata={"tags": ["findings"]}),
        nbformat.v4.new_markdown_cell("五。", metadata={"tags": ["findings", "findings-zh"]}),
        nbformat.v4.new_markdown_cell("<!-- new study: Look. -->", metadata={"tags": ["findings"]}),
        nbformat.v4.new_code_cell("y", outputs=[table]),
        nbformat.v4.new_markdown_cell("## There"),
        nbformat.v4.new_markdown_cell("Six:", metadata={"tags": ["findings"]}),
        nbformat.v4.new_code_cell("z", outputs=[table], metadata={"tags": ["findings"]}),
    ]
    said = told(tmp_path / "03_x.ipynb", nbformat.v4.new_notebook(cells=cells))
    assert (said.title, said.question, said.captions) == ("What?", "<p>This is asked.</p>", {"fig07_x": (7, "Bars.")})
    first, second = said.findings
    assert (first.en, first.zh, first.section, first.figures) == ("<p>Five.</p>", "<p>五。</p>", "Here", ("fig07_x",))
    assert [BeautifulSoup(one, "html.parser").get_text() for one in first.tables] == ["5"]
    assert (second.en, second.zh, second.section, second.figures) == ("<p>Six:</p>", "", "There", ())
    assert [BeautifulSoup(one, "html.parser").get_text() for one in second.tables] == [
        "5"
    ]  # that behind it, not that above


def test_names_in_two_languages():
    assert split_name("science education 科学教育") == ("科学教育", "science education")
    assert split_name("科协") == ("科协", "科协")
    assert split_name("schools") == ("schools", "schools")
    words = Words(
        {"city": "city", "x": "Fifth 第五"},
        {"education": ("科学教育", "science education")},
        {"科普": "popularization"},
    )
    assert words.value("city") == ("市级", "city")
    assert words.value("x") == ("第五", "Fifth")
    assert words.value("科普") == ("科普", "科普 popularization")
    assert words.value("<b>") == ("<b>", "<b>")
    assert (
        both("<b>", "<i>") == '<span lang="zh" class="zh">&lt;b&gt;</span><span lang="en" class="en">&lt;i&gt;</span>'
    )


def test_every_text_of_the_interface_is_in_both_languages_and_used(project):
    room = project / "textmine" / "report"
    said = tomllib.loads((room / "words.toml").read_text(encoding="utf-8"))
    source = "".join(path.read_text(encoding="utf-8") for path in [*room.glob("*.py"), *room.glob("templates/*.html")])
    for key, pair in said["text"].items():
        assert f'"{key}"' in source, key
        assert pair["zh"], key
        assert re.search("[\u4e00-\u9fff]", pair["zh"]) or key == "language", key
    assert set(said["kinds"]) == {kind.id for kind in (*KINDS, OF_NO_SEGMENTS, UNKNOWN)}
    assert set(said["titles"]) == {path.stem for path in (project / "notebooks").glob("*.ipynb")}


def test_every_reason_of_cleaning_has_a_chinese_name(project):
    pages = [path.read_text(encoding="utf-8") for path in (project / "tests" / "pages").glob("*.txt")]
    reasons = {reason for page in pages for reason in clean(page).reasons if reason}
    assert len(reasons) > 6
    assert {reason for reason in reasons if Words().value(reason)[0] == reason} == set()


def test_cells_of_tables_are_translated_and_headings_named():
    table = '<table border="1"><thead><tr><th></th><th>term</th></tr></thead><tbody><tr><th>0</th><td>city</td></tr></tbody></table>'
    made = BeautifulSoup(translated(table, Words({"city": "city"}).cell), "html.parser")
    assert made.find("thead").find("td").get_text() == ""
    assert made.find("th", scope="col").find(class_="zh").get_text() == "词"
    assert made.find("tbody").find("td").find(class_="zh").get_text() == "市级"
    assert made.find("th", scope="row").get_text() == "0"
