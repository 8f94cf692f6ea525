"""The files of a report: whole, the same each time, in need of nothing outside."""

import json
import re
import shutil

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from tests.hostile import SCRIPT, hostile_study
from textmine.cli import main
from textmine.report import ReportError, write_report
from textmine.report.layout import data_file
from textmine.showing.new import new_study


def pages(site):
    return sorted(site.rglob("*.html"))


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def received(path):
    """What a data file hands over."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    study = hostile_study(folder / "study")
    write_report(study, folder / "site")
    return study, folder / "site"


@pytest.fixture(params=["ours", "hostile"])
def any_site(request, site, hostile):
    return site if request.param == "ours" else hostile[1]


def test_every_link_leads_to_a_file_and_a_place(any_site):
    ids = {path: {tag["id"] for tag in soup(path)(id=True)} for path in pages(any_site)}
    assert len(ids) > 10
    for path in ids:
        for tag in soup(path)(["a", "link", "script", "img"]):
            address = tag.get("href") or tag.get("src") or ""
            if not address or address.startswith(("data:", "https://", "http://", "#row-")):
                continue
            name, _, place = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), (path, address)
            if place and target in ids:
                assert place in ids[target], (path, address)


def test_no_page_asks_for_anything_outside_or_holds_code(any_site):
    for path in pages(any_site):
        made = soup(path)
        policy = made.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for tag in made(["script", "link", "img", "iframe", "source", "use"]):
            address = tag.get("src") or tag.get("href")
            assert address, f"{path}: {tag}"
            assert not re.match(r"(?!data:image/png)\w+:|//", address), f"{path}: {tag}"
        assert all(not tag.get_text(strip=True) for tag in made("script")), path
        assert not made(["style", "object", "embed", "base", "form"])[1:], path
        handlers = [
            f"{tag.name} {name}" for tag in made(True) for name in tag.attrs if name.startswith("on") or name == "style"
        ]
        assert handlers == [], path
        assert not [tag for tag in made("a", href=True) if tag["href"].lower().strip().startswith("javascript:")], path


def test_style_sheets_and_scripts_name_no_address_outside(site):
    for path in sorted((site / "static").iterdir()):
        assert not re.findall(
            r"https?://|url\(|@import|\beval\b|innerHTML|document\.write|fetch\(", path.read_text(encoding="utf-8")
        ), path


def test_the_page_of_a_document_is_its_whole_text(site, corpus):
    for key, page in corpus.pages.items():
        made = soup(site / "documents" / f"{key}.html")
        for added in made.select(".counterpart"):
            added.decompose()
        shown = "".join(words.get_text() for words in made.select(".words"))
        assert shown == page.text.replace("\n", ""), key


def test_a_page_as_received_is_the_page_line_by_line(site, corpus):
    for key, page in corpus.pages.items():
        lines = soup(site / "pages" / f"{key}.html").select("ol.lines li")
        removed = "".join(tag.get_text() for line in lines for tag in line("del"))
        expected = corpus.removed[corpus.removed["document_id"].eq(key) & corpus.removed["reason"].ne("layout")]["text"]
        assert re.sub(r"\s", "", removed) == re.sub(r"\s", "", "".join(expected)), key
        for line in lines:
            for reason in line(class_="reason"):
                reason.decompose()
        shown = ["".join(line.get_text().split()) for line in lines]
        assert shown == ["".join(line.split()) for line in page.page.splitlines()], key


def test_marks_of_documents_are_what_was_read_there(site, corpus):
    """One number and one note by hand, the shared wording by its count."""
    made = soup(site / "documents" / "chuxiong-2022.html")
    segment = made.find(id="s-1.2.1")
    assert "".join(mark.get_text() for mark in segment.select(".target")) == "达到13%"
    assert segment["data-theme"] == "aims"
    note = made.find(id="s-2.1.2.1")
    assert "州科协" in [name.get_text() for name in note.select(".support")]
    counterparts = [link["href"] for link in made.select("a.counterpart, a.shared")]
    assert len(counterparts) > 100
    assert all(re.fullmatch(r"[\w-]+\.html#s-[\w.]+", link) for link in counterparts)


def test_the_first_page_has_every_finding_in_order(site, project):
    expected = 0
    for path in sorted((project / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        expected += sum(cell.cell_type == "markdown" and "findings" in cell.metadata.get("tags", []) and "findings-zh" not in cell.metadata["tags"] for cell in cells)  # fmt: skip
    made = soup(site / "index.html")
    articles = made.select("article.finding")
    assert len(articles) == expected > 20
    assert "One national document, one provincial and three of cities" in articles[0].get_text()
    assert len(made.select("article.finding details table")) > 20


def test_the_first_page_is_small(site):
    """All that a browser loads for it, pictures that come later included."""
    made, size = soup(site / "index.html"), (site / "index.html").stat().st_size
    for tag in made(["script", "link", "img"]):
        address = tag.get("src") or tag.get("href")
        size += 0 if address.startswith("data:") else (site / address).stat().st_size
    assert size < 1_000_000


def test_data_of_documents_are_texts_segments_and_sentences(site, corpus):
    data = received(site / "data" / "texts" / "harbin-2016.js")
    own = corpus.segments[corpus.segments["document_id"].eq("harbin-2016")]
    assert data["text"] == corpus.pages["harbin-2016"].text
    assert [data["text"][start:end] for _, _, start, end in data["segments"]] == own["text"].tolist()
    assert [f"harbin-2016/{place}" for place, *_ in data["segments"]] == own["segment_id"].tolist()
    assert [data["paths"][path] for _, path, *_ in data["segments"]] == own["path"].tolist()


def test_a_clause_stands_beside_its_counterpart_whole(site, corpus, project):
    table = pd.read_csv(project / "figures" / "fig14_ribbons.csv")
    data = received(site / "data" / "figures" / "fig14_ribbons.js")
    assert len(data["sides"]) == len(table) > 20
    for (own, other), row in zip(data["sides"], table.itertuples(), strict=True):
        for pieces, segment, start, end in ((own, row.segment_id, row.start, row.end), (other, row.other_segment_id, row.other_start, row.other_end)):  # fmt: skip
            assert "".join(words for _, words in pieces) == corpus.pages[segment.partition("/")[0]].text[start:end]
        assert row.status != "verbatim" or {edit for edit, _ in own} == {"kept"}


def test_drawings_and_captions_in_two_languages_are_shown_each_in_its_own(tmp_path):
    study = hostile_study(tmp_path / "study")
    stem = study / "figures" / "fig01_terms"
    for language in ("zh", "en"):
        stem.with_suffix(f".{language}.txt").write_text(f"caption {language} *so*", encoding="utf-8")
    write_report(study, tmp_path / "site")
    made = soup(tmp_path / "site" / "figures" / "fig01_terms.html")
    assert [sheet["class"] for sheet in made.select("figure .sheet")] == [["zh", "sheet"], ["en", "sheet"]]
    ids = [tag["id"] for tag in made.select("svg [id]")]
    assert len(ids) == len(set(ids)) > 10
    captions = {tag["lang"]: tag.get_text().strip() for tag in made.select("figcaption > div")}
    assert captions == {"zh": "caption zh so", "en": "caption en so"}


def test_a_figure_of_no_segments_is_shown_with_its_table(tmp_path):
    study = hostile_study(tmp_path / "study")
    table = study / "figures" / "fig01_terms.csv"
    pd.read_csv(table).drop(columns="segment_ids").to_csv(table, index=False)
    write_report(study, tmp_path / "site")
    assert "rest on no single sentences" in soup(tmp_path / "site" / "figures" / "fig01_terms.html").get_text()
    data = received(tmp_path / "site" / "data" / "figures" / "fig01_terms.js")
    assert len(data["rows"]) == 4
    assert data["evidence"] == [""] * 4


def test_the_same_study_gives_the_same_bytes_and_old_files_go(hostile, tmp_path):
    study, first = hostile
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "files.txt").write_text("figures/gone.html\n../outside.html\n", encoding="utf-8")
    (folder / "figures").mkdir()
    (folder / "figures" / "gone.html").write_text("old")
    (folder / "mine.txt").write_text("left alone")
    (tmp_path / "outside.html").write_text("left alone")
    write_report(study, folder)
    assert not (folder / "figures" / "gone.html").exists()
    assert (folder / "mine.txt").read_text() == (tmp_path / "outside.html").read_text() == "left alone"
    ours = {path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()}
    theirs = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert ours == {name: content for name, content in theirs.items() if name.name != "mine.txt"}
    listed = (folder / "files.txt").read_text(encoding="utf-8").split()
    assert sorted([*listed, "files.txt"]) == sorted(name.as_posix() for name in ours)


def test_texts_stay_as_they_are_in_data(hostile):
    _, folder = hostile
    text = (folder / "data" / "documents.js").read_text(encoding="utf-8")
    assert "</" not in text
    assert SCRIPT in received(folder / "data" / "documents.js")[0][1]
    assert json.loads(data_file("k", ["\u2028</script>"]).decode().partition(",")[2].rpartition(")")[0]) == [
        "\u2028</script>"
    ]


def test_folders_with_other_files_are_refused(project, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["report", str(project), "--output", str(tmp_path)]) == 2
    assert "holds files and no report; name an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(ReportError, match="is a file; name a folder"):
        write_report(project, tmp_path / "mine.txt")


def test_a_study_without_notebooks_and_figures_is_refused(project, tmp_path):
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    with pytest.raises(ReportError, match="run textmine reproduce there first"):
        write_report(tmp_path)


def test_a_figure_of_another_state_of_the_corpus_is_refused(tmp_path, capsys):
    study = hostile_study(tmp_path / "study")
    table = study / "figures" / "fig01_terms.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("first-2020/1.0.13", "first-2020/9.9"), encoding="utf-8")
    assert main(["report", str(study), "--output", str(tmp_path / "site")]) == 2
    said = capsys.readouterr().err
    assert "figures/fig01_terms.csv: no segment first-2020/9.9 in the corpus" in said
    assert f"run textmine reproduce {study} first" in said
    assert not (tmp_path / "site").exists()


def test_a_new_study_before_its_first_run_has_a_report_that_says_so(project, tmp_path, capsys):
    new_study(tmp_path / "new")
    corpus = tmp_path / "new" / "corpus"
    table = pd.read_csv(project / "corpus" / "documents.csv", dtype=str).query("document_id == 'tianjin-2023'")
    table.to_csv(corpus / "documents.csv", index=False)
    (corpus / "raw").mkdir(exist_ok=True)
    shutil.copy(project / "corpus" / "raw" / "tianjin-2023.txt", corpus / "raw")
    assert main(["report", str(tmp_path / "new")]) == 0
    assert f"open {tmp_path / 'new' / 'report' / 'index.html'} in a browser" in capsys.readouterr().out
    made = soup(tmp_path / "new" / "report" / "index.html")
    assert "No findings are written into the notebooks yet" in made.get_text()
    listed = soup(tmp_path / "new" / "report" / "notebooks" / "index.html")
    assert len(listed.select(".warned")) == 7


def test_a_figure_of_an_unknown_kind_or_without_ties_says_so(project, tmp_path):
    study = hostile_study(tmp_path / "study")
    table = study / "figures" / "fig01_terms.csv"
    pd.read_csv(table)[["document_id", "count", "segment_ids"]].to_csv(table, index=False)
    for language in ("zh", "en"):
        drawing = table.with_suffix(f".{language}.svg")
        drawing.write_text(re.sub(r'id="tied-[^"]*"', "", drawing.read_text(encoding="utf-8")), encoding="utf-8")
    write_report(study, tmp_path / "site")
    words = soup(tmp_path / "site" / "figures" / "fig01_terms.html").get_text()
    assert "A table of a kind that this report does not know" in words
    assert "The marks of this figure cannot be clicked" in words
    assert len(received(tmp_path / "site" / "data" / "figures" / "fig01_terms.js")["rows"]) == 4


def test_guides_are_pages_with_their_pictures_inside_and_lead_nowhere_outside(site):
    names = {path.name for path in (site / "guides").iterdir()}
    assert names == {"index.html", "own_documents.html", "methods.html", "dictionary.html"}
    assert [link["href"] for link in soup(site / "guides" / "index.html").select("ul.notebooks a")] == [
        "own_documents.html",
        "methods.html",
        "dictionary.html",
    ]
    guide = soup(site / "guides" / "own_documents.html")
    assert {part["lang"] for part in guide.select("div.guide")} == {"zh", "en"}
    pictures = guide.select("img")
    assert len(pictures) == 4 and all(picture["src"].startswith("data:image/png;base64,") for picture in pictures)
    assert all(picture["alt"] for picture in pictures)
    columns = {code.text for code in soup(site / "guides" / "dictionary.html").select("td:first-child code")}
    assert {"segment_id", "log_ratio", "leave_out_low"} <= columns
    assert "log2(((a + s)" in soup(site / "guides" / "methods.html").text
