"""`textmine check`: every fault with its place, and what is thin, one planted at a time."""

import csv
import json
import shutil

import pytest

from textmine.check import check_study
from textmine.cli import main

TOPICS = ("科普", "消防", "养老", "水利", "教育", "农业")


def notice(place, topic, n=6):
    body = "".join(
        f"{'一二三四五六七八九十'[i]}、加强{topic}工作第{i}项\n各区要把{topic}的{'甲乙丙丁戊己庚辛'[i]}类事项纳入{place}年度安排，落实责任，"
        f"每年检查{i + 3}次，向社会公布{topic}结果，接受群众监督，不断改进{topic}服务。\n"
        for i in range(n)
    )
    return f"{place}人民政府关于{topic}工作的通知\n各区人民政府：\n{body}{place}人民政府\n2023年5月6日\n"


@pytest.fixture
def study(project, tmp_path):
    """A study with nothing wrong: two documents a level, lexicon, codebooks; and a function that rewrites its table."""
    from textmine.intake import import_table

    table = tmp_path / "table.csv"
    levels = ["national", "national", "provincial", "provincial", "city", "city"]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "issuer", "level", "region", "issued", "text"])
        for i, (topic, level) in enumerate(zip(TOPICS, levels, strict=True)):
            writer.writerow(
                [
                    f"doc-{i}",
                    f"通知{i}",
                    "云山市人民政府",
                    level,
                    "云山市",
                    f"2023-05-0{i + 1}",
                    notice(f"{topic[0]}山市", topic),
                ]
            )
    corpus = tmp_path / "study" / "corpus"
    import_table(table, corpus)
    shutil.copytree(project / "corpus" / "lexicon", corpus / "lexicon")
    (corpus / "study.toml").write_text("[topics]\ncompare = [2]\nn = 2\n", encoding="utf-8")
    return tmp_path / "study"


def said(study, severity="thin"):
    return [f"{finding.where}: {finding.message}" for finding in check_study(study) if finding.severity == severity]


def edit(study, change):
    """Rewrite documents.csv by a function of its rows."""
    path = study / "corpus" / "documents.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_sound_study_lacks_only_codes(study):
    assert said(study, "fault") == []
    assert said(study) == ["codebooks: there is no codebook: notebook 6 has nothing to code by"]


def test_the_study_of_this_project_has_no_fault(project):
    assert said(project, "fault") == []
    assert said(project)[0].startswith(
        "documents.csv: one document of the group 'national': a difference of this one document"
    )
    assert any("not complete: harbin-2016" in line for line in said(project))


# --- faults --------------------------------------------------------------------------------------------------------------


def test_all_faults_of_the_table_are_listed(study):
    edit(
        study,
        lambda rows: (rows[0].update(title=""), rows[2].update(level="town"), rows[3].update(issued="2023-02-30")),
    )
    assert said(study, "fault") == [
        "documents.csv:2: title is empty",
        "documents.csv:4: level 'town' is none of national, provincial, city",
        "documents.csv:5: issued '2023-02-30' is not a date like 2022-12-28",
    ]
    assert said(study) == []


def test_faults_of_several_files_are_listed_at_once_with_their_lines(study):
    corpus = study / "corpus"
    (corpus / "study.toml").write_text("[least]\nterm_count = 0\n[seeds]\ntopic = 1\n", encoding="utf-8")
    (corpus / "lexicon" / "terms.txt").write_text("科普\n科普 x\n\n消防\n科普\n消防 # again\n", encoding="utf-8")
    (corpus / "lexicon" / "glossary.csv").write_text(
        "term,english\n科普,\n消防,fire\n水利,water\n消防,flame\n", encoding="utf-8"
    )
    (corpus / "codebooks").mkdir()
    (corpus / "codebooks" / "own.toml").write_text('title = "x"\nsours = "y"\n', encoding="utf-8")
    found = said(study, "fault")
    places = [line.split(": ")[0] for line in found]
    assert [place for place in places if place.startswith("lexicon/terms")] == [
        f"lexicon/terms.txt:{n}" for n in (2, 5, 6)
    ]
    assert [place for place in places if place.startswith("lexicon/gloss")] == [
        f"lexicon/glossary.csv:{n}" for n in (2, 5)
    ]
    assert any(line.startswith("study.toml:4: [seeds] has the unknown key 'topic'") for line in found)
    assert any(line.startswith("codebooks/own.toml:2: ") and "sours" in line for line in found)


def test_hand_codes_of_another_text_are_a_fault(project, tmp_path):
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    path = tmp_path / "corpus" / "codebooks" / "hand_codes.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([lines[0], lines[1].replace(",held,", ",kept,"), *lines[2:]]), encoding="utf-8")
    assert said(tmp_path, "fault") == ["codebooks/hand_codes.csv:2: 'kept' is no part; allowed: dev, held"]


def test_a_folder_that_is_no_study_is_a_fault(tmp_path):
    assert said(tmp_path, "fault") == [
        "documents.csv: no such file; a corpus folder holds documents.csv and raw/, which textmine import and textmine add make"
    ]


# --- what is thin --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda rows: rows[4].update(level="provincial"), "documents.csv: one document of the group 'city': a difference of this one document from the others; no test"),
        (lambda rows: [row.update(level="city") for row in rows[:4]], "documents.csv: no document of the group 'national': nothing can be said of it"),
        (lambda rows: [row.update(level="city") for row in rows[:4]], "documents.csv: all documents are of the group 'city'"),
        (lambda rows: rows[1].update(complete="no"), "documents.csv: not complete: doc-1;"),
        (lambda rows: (rows[1].update(issued=""), rows[2].update(issued="")), "documents.csv: issued is empty in 2 of 6 rows"),
        (lambda rows: rows[1].update(region=""), "documents.csv: region is empty in 1 of 6 rows"),
        (lambda rows: [row.update(coder="李") for row in rows], "documents.csv:1: no notebook looks at coder"),
        (lambda rows: [row.update(Genres=row.pop("genre")) for row in rows], "documents.csv:1: the column 'Genres' is not known; if it is meant to be 'genre'"),
    ],
)  # fmt: skip
def test_what_is_thin_in_the_table_is_found(study, change, line):
    before = said(study)
    edit(study, change)
    assert [found for found in said(study) if found not in before and found.startswith(line)] != []
    assert not any(found.startswith(line) for found in before)


def replaced(study, number, text):
    """The study with another page of a document, and the hash of it."""
    import hashlib

    (study / "corpus" / "raw" / f"doc-{number}.txt").write_text(text, encoding="utf-8")
    edit(study, lambda rows: rows[number].update(sha256=hashlib.sha256(text.encode()).hexdigest()))


def test_thin_pages_are_found(study):
    replaced(study, 0, notice("甲山市", "科普", n=1))
    replaced(study, 1, notice("甲山市", "养老").replace("甲类", "壬类"))
    menu = "".join(f"首页 > 政务公开 > 栏目{i}\n" for i in range(400))
    replaced(study, 3, menu + notice("丁山市", "水利"))
    replaced(study, 4, "市人民政府关于教育的通知\n" + "各区要继续抓好各级各类学校的日常管理，按时报送有关情况。\n" * 12)
    found = said(study)
    assert any(
        line.startswith("documents.csv:2: 'doc-0' has") and "characters of prose, fewer than 200" in line
        for line in found
    )
    assert any(line.startswith("documents.csv:5: ") and "of the page of 'doc-3' was removed" in line for line in found)
    assert any(line.startswith("documents.csv: no headings in doc-4") for line in found)
    order = [
        next(i for i, line in enumerate(found) if words in line) for words in ("of prose", "was removed", "no headings")
    ]
    assert order == sorted(order)


def test_likeness_terms_topics_and_lists_are_found(study):
    corpus = study / "corpus"
    replaced(study, 1, notice("科山市", "科普") + "附件：名单\n")
    (corpus / "study.toml").write_text(
        '[topics]\ncompare = [2, 40]\n[terms]\nfollowed = ["科普", "航天"]\nverbs = ["飞行"]\n', encoding="utf-8"
    )
    (corpus / "lexicon" / "glossary.csv").write_text("term,english\n", encoding="utf-8")
    (corpus / "lexicon" / "stopwords.txt").unlink()
    found = said(study)
    for line in (
        "lexicon/stopwords.txt: does not exist",
        "documents.csv: 'doc-1' has nearly the text of 'doc-0'",
        "study.toml: 40 topics need some 400 passages, there are",
        "study.toml: followed of [terms] never occur in the texts: 航天;",
        "study.toml: verbs of [terms] never occur in the texts: 飞行;",
        "lexicon/glossary.csv: has no term",
    ):
        assert any(said_line.startswith(line) for said_line in found), line


def test_terms_of_figures_without_an_english_name_are_named(study):
    (study / "corpus" / "lexicon" / "glossary.csv").write_text("term,english\n科普,science\n", encoding="utf-8")
    (study / "figures").mkdir(exist_ok=True)
    (study / "figures" / "fig01_x.csv").write_text("term,body\n科普,\n航天,市科协\n", encoding="utf-8")
    wanted = "lexicon/glossary.csv: terms of figures without an English name: 航天, 市科协; add them"
    assert wanted in said(study)


def test_codebooks_without_codes_of_these_documents_are_thin(study, project):
    shutil.copytree(project / "corpus" / "codebooks", study / "corpus" / "codebooks")
    assert any(
        line.startswith("codebooks/hand_codes.csv: no segment of these documents was coded") for line in said(study)
    )


def test_command_prints_lines_or_json_and_tells_faults_by_its_code(study, capsysbinary):
    assert main(["check", str(study)]) == 0
    assert (
        capsysbinary.readouterr()
        .out.decode("utf-8")
        .splitlines()[0]
        .startswith("thin: codebooks: there is no codebook")
    )
    edit(study, lambda rows: rows[0].update(title=""))
    assert main(["check", str(study), "--json"]) == 2
    assert json.loads(capsysbinary.readouterr().out) == [
        {"severity": "fault", "where": "documents.csv:2", "message": "title is empty"}
    ]


def test_groups_that_english_figures_would_name_in_chinese_are_named(study):
    toml, column = study / "corpus" / "study.toml", "[groups]\ncolumn = 'issuer'\n[[group]]\nid = '云山市人民政府'\n"
    toml.write_text(column, encoding="utf-8")
    line = "study.toml: English figures will name '云山市人民政府' in Chinese; give each [[group]] an English label, and its Chinese name as label_zh"
    assert line in said(study)
    toml.write_text(column + "label = 'Yunshan'\nlabel_zh = '云山市'\n", encoding="utf-8")
    assert line not in said(study)


def test_one_finding_is_one(study, capsysbinary):
    assert main(["check", str(study)]) == 0
    assert capsysbinary.readouterr().out.decode().splitlines()[-1] == "1 finding"
