"""Documents above ours: their table and its faults, pages that are added or refused, and what stands in them already."""

import csv
import hashlib

import pandas as pd
import pytest

from textmine import (
    CorpusError,
    cited_documents,
    clause_statuses,
    common_parents,
    descent,
    marked_changes,
    read_corpus,
    related_documents,
    status_shares,
    upper_left_out,
    upper_statuses,
    with_upper,
)
from textmine.check import check_study
from textmine.cli import main
from textmine.intake import add_pages, add_upper, writing
from textmine.reading.page import PageError
from textmine.upper import UPPER_COLUMNS

OUTLINE = """国务院关于印发星空观测行动纲要（2021—2035年）的通知
国发〔2021〕99号
各省、自治区、直辖市人民政府：
现将《星空观测行动纲要（2021—2035年）》印发给你们，请认真贯彻执行。
国务院
2021年6月3日
星空观测行动纲要（2021—2035年）
一、任务
每年秋天在古城墙下举办星空观测夜。
在每所小学开设机器人课堂，由退休工程师担任讲师。
牧民编写草原星象手册，每年评选最佳手稿。
二、保障
各县应当设立雨量观测站，由渔民轮流记录潮汐。
"""
CITY = """{place}人民政府关于印发{place}星空观测实施方案的通知
{short}政发〔{year}〕6号
各区人民政府：
为贯彻落实《国务院关于印发星空观测行动纲要（2021—2035年）的通知》（国发〔2021〕99号），制定本方案。
一、{place}任务
{body}
二、{place}保障
{own}
{place}人民政府
{year}年5月6日
"""
TAKEN = "每年秋天在古城墙下举办星空观测夜。\n在每所中学开设机器人课堂，由退休工程师和教师担任讲师。"
CLOUD = CITY.format(place="云山市", short="云", year=2022, body=TAKEN, own="编写一套茶叶种植图册，送给每位茶农。")
RIVER = CITY.format(
    place="河口市",
    short="河",
    year=2023,
    body="每年秋天在古城墙下举办星空观测夜。",
    own="在渡口修建一座恐龙博物馆，免费接待游客。",
)
ROW = dict.fromkeys(UPPER_COLUMNS, "") | {
    "upper_id": "outline-2021",
    "title": "星空观测行动纲要(2021-2035年)",
    "issued": "2021",
    "level": "national",
    "followed_by": "cloud-2022 river-2023",
}
OTHER = ROW | {"upper_id": "scheme-2022", "title": "云岭省星空观测实施方案", "issued": "", "level": "provincial", "followed_by": "cloud-2022"}  # fmt: skip


def write_upper(folder, *rows):
    with (folder / "upper.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def upper_rows(folder):
    with (folder / "upper.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    """A corpus of two city documents that rest on an outline and, the first, on a scheme; neither is held."""
    for name, text in (("Cloud 2022", CLOUD), ("River 2023", RIVER)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    add_pages([tmp_path / "Cloud 2022.txt", tmp_path / "River 2023.txt"], tmp_path / "corpus")
    write_upper(tmp_path / "corpus", ROW, OTHER)
    (tmp_path / "corpus" / "study.toml").write_text(
        '[groups]\ncolumn = "level"\n[[group]]\nid = "national"\n[[group]]\nid = "city"\n', encoding="utf-8"
    )
    return tmp_path / "corpus"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.HTML"
    lines = "".join(f"<p>{line}</p>" for line in OUTLINE.splitlines())
    path.write_text(f"<html><body>{lines}</body></html>", encoding="utf-8")
    return path


@pytest.fixture
def held(folder, page):
    add_upper(page, "outline-2021", folder)
    return read_corpus(folder)


# --- the table -------------------------------------------------------------------------------------------------------------


def test_without_a_table_nothing_is_above(folder):
    (folder / "upper.csv").unlink()
    corpus = read_corpus(folder)
    assert list(corpus.upper.columns) == [*UPPER_COLUMNS, "held"]
    assert (len(corpus.upper), len(corpus.upper_segments), corpus.upper_pages) == (0, 0, {})
    assert with_upper(corpus) is corpus


def test_the_table_is_read_with_what_is_held(folder):
    corpus = read_corpus(folder)
    assert corpus.upper["followed_by"].tolist() == [("cloud-2022", "river-2023"), ("cloud-2022",)]
    assert corpus.upper["held"].tolist() == [False, False]
    assert corpus.upper["number"].isna().all()
    assert list(corpus.upper_segments.columns) == [
        "document_id", "segment_id", "path", "kind", "order", "start", "end", "text", "section_id", "passage_id",
    ]  # fmt: skip
    assert corpus.upper_segments.empty


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"upper_id": ""}, "upper.csv:3: upper_id is empty"),
        ({"title": ""}, "upper.csv:3: title is empty"),
        ({"followed_by": ""}, "upper.csv:3: followed_by is empty"),
        ({"upper_id": "Scheme 1"}, "upper.csv:3: upper_id 'Scheme 1' must be like outline-2021"),
        ({"upper_id": "outline-2021"}, "upper.csv:3: upper_id 'outline-2021' comes twice"),
        ({"upper_id": "cloud-2022"}, "upper.csv:3: upper_id 'cloud-2022' is a document of the corpus"),
        ({"level": "province"}, "upper.csv:3: level 'province' is none of national, provincial, city, county"),
        ({"issued": "June 2021"}, "upper.csv:3: issued 'June 2021' is neither a date like 2021-06-03 nor a year"),
        ({"issued": "2021-02-30"}, "upper.csv:3: issued '2021-02-30' is neither"),
        ({"source_file": "x.txt"}, "upper.csv:3: source_file and sha256 go together"),
        ({"source_file": "x.txt", "sha256": "1"}, "upper.csv:3: .*x.txt"),
    ],
)
def test_faults_of_the_table_are_listed_with_their_rows(folder, change, said):
    write_upper(folder, ROW, OTHER | change)
    with pytest.raises(CorpusError, match=said):
        read_corpus(folder)


def test_a_changed_page_is_a_fault(folder, page):
    add_upper(page, "outline-2021", folder)
    (folder / "raw" / "outline-2021.html").write_text("<p>short</p>", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"upper.csv:2: raw/outline-2021.html was changed"):
        read_corpus(folder)


def test_lacking_columns_are_named(folder):
    write_upper(folder, {"upper_id": "a", "title": "b"})
    with pytest.raises(CorpusError, match=r"upper.csv:1: columns missing: issuer, number, issued, level, followed_by"):
        read_corpus(folder)


def test_rows_of_other_corpora_are_passed_over_and_said(folder):
    write_upper(folder, ROW, OTHER | {"followed_by": "gone-2020 older-2019"})
    assert read_corpus(folder).upper["upper_id"].tolist() == ["outline-2021"]
    said = [finding.message for finding in check_study(folder) if finding.where == "upper.csv:3"]
    assert said == ["followed_by names no document of the corpus: gone-2020, older-2019; mend it, or take it out"]


def test_check_says_what_is_not_held(folder, page):
    def said():
        return [finding.message for finding in check_study(folder) if finding.where == "upper.csv"]

    assert said()[0].startswith("2 of 2 upper documents are not held: outline-2021, scheme-2022;")
    add_upper(page, "outline-2021", folder)
    assert said()[0].startswith("1 of 2 upper documents are not held: scheme-2022;")


def test_the_rows_of_this_corpus_state_what_its_texts_state(corpus):
    """Titles and numbers stand in the texts of the documents that are said to rest on them; none is held yet."""
    assert len(corpus.upper) == 8
    assert not corpus.upper["held"].any()
    for row in corpus.upper.to_dict("records"):
        texts = ["".join(corpus.pages[key].text.split()).replace("—", "-") for key in row["followed_by"]]
        assert any(row["title"].replace("—", "-") in text for text in texts), row["upper_id"]
        if pd.notna(row["number"]):
            assert any(row["number"] in text for text in texts), row["upper_id"]
        if pd.notna(row["issuer"]):
            assert any(row["issuer"] in text for text in texts), row["upper_id"]
        assert pd.isna(row["issued"]) or row["issued"] in row["number"]


# --- adding a page -----------------------------------------------------------------------------------------------------------


def test_a_page_is_copied_and_its_row_filled(folder, page):
    added = add_upper(page, "outline-2021", folder)
    assert (added.upper_id, added.source_file) == ("outline-2021", "outline-2021.html")
    assert added.filled == ("issuer", "number", "issued")
    assert (folder / "raw" / "outline-2021.html").read_bytes() == page.read_bytes()
    row, other = upper_rows(folder)
    assert (row["issuer"], row["number"], row["issued"]) == ("国务院", "国发〔2021〕99号", "2021-06-03")
    assert row["sha256"] == hashlib.sha256(page.read_bytes()).hexdigest()
    assert row["title"] == ROW["title"]
    assert other == OTHER
    assert not (folder / "raw" / writing.UNFINISHED).exists()


def test_what_stands_in_the_row_is_not_written_over(folder, page):
    write_upper(folder, ROW | {"issuer": "the State Council", "issued": "2020"}, OTHER)
    assert add_upper(page, "outline-2021", folder).filled == ("number",)
    assert (upper_rows(folder)[0]["issuer"], upper_rows(folder)[0]["issued"]) == ("the State Council", "2020")


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        ({"title": "云岭省星空观测行动纲要(2021-2035年)"}, OUTLINE, "its title is .* that of outline-2021 is .*; is it that document"),
        ({"title": "星空观测行动纲要(2016-2020年)"}, OUTLINE, "its title is"),
        ({"number": "国发〔2021〕98号"}, OUTLINE, "its number is 国发〔2021〕99号, that of outline-2021 is 国发〔2021〕98号"),
        ({}, CLOUD, "its title is"),
        ({"title": "云山市星空观测实施方案"}, CLOUD, "is the same file as cloud-2022; nothing was added"),
        ({"title": "云山市星空观测实施方案"}, CLOUD + "\n", r"has nearly the text of cloud-2022 \(likeness 1.00\)"),
        ({}, "404 Not Found", "404|policy|text"),
    ],
)  # fmt: skip
def test_another_page_is_refused_and_nothing_changes(folder, tmp_path, row, text, said):
    write_upper(folder, ROW | row, OTHER)
    (tmp_path / "other.txt").write_text(text, encoding="utf-8")
    before = files_of(folder)
    with pytest.raises(PageError, match=said):
        add_upper(tmp_path / "other.txt", "outline-2021", folder)
    assert files_of(folder) == before


def test_titles_may_differ_by_marks_and_by_what_carries_them(folder, tmp_path):
    stated = "中共中央办公厅 国务院办公厅印发《关于加强星空观测工作的意见》"
    text = f"{stated}\n关于加强星空观测工作的意见\n一、总体要求\n各县应当设立雨量观测站，由渔民轮流记录。\n二、任务\n牧民编写手册，每年评选手稿。\n"
    (tmp_path / "opinions.txt").write_text(text, encoding="utf-8")
    write_upper(folder, ROW, OTHER | {"title": "《关于加强星空观测工作的意见》"})
    assert add_upper(tmp_path / "opinions.txt", "scheme-2022", folder).source_file == "scheme-2022.txt"


def test_a_row_must_exist_and_be_free(folder, page):
    with pytest.raises(PageError, match=r"no upper document 'x' in .*; it has outline-2021, scheme-2022"):
        add_upper(page, "x", folder)
    add_upper(page, "outline-2021", folder)
    with pytest.raises(PageError, match=r"its page is held already, raw/outline-2021.html"):
        add_upper(page, "outline-2021", folder)


def test_a_held_text_is_no_document_to_be_added(folder, page, tmp_path):
    add_upper(page, "outline-2021", folder)
    with pytest.raises(PageError, match="is the same file as outline-2021"):
        add_pages([page], folder)
    (tmp_path / "again.txt").write_text(OUTLINE, encoding="utf-8")
    with pytest.raises(PageError, match="has nearly the text of outline-2021"):
        add_pages([tmp_path / "again.txt"], folder)


def test_a_failure_while_writing_leaves_everything_as_it_was(folder, page, monkeypatch):
    before = files_of(folder)

    def fail(path, text):
        if path.name == "upper.csv":
            raise OSError("no space left")
        return write(path, text)

    write = writing.write_text
    monkeypatch.setattr(writing, "write_text", fail)
    with pytest.raises(OSError, match="no space left"):
        add_upper(page, "outline-2021", folder)
    assert files_of(folder) == before


def test_adding_documents_later_keeps_the_page(folder, page, tmp_path):
    add_upper(page, "outline-2021", folder)
    # As a kill between the table and the end of the journal leaves it:
    (folder / "raw" / writing.UNFINISHED).write_text("outline-2021.html\n", encoding="utf-8")
    text = CITY.format(
        place="南屿市", short="南", year=2024, body="在码头放映露天电影。", own="每月清点一次渔船，并公布结果。"
    )
    (tmp_path / "south.txt").write_text(text, encoding="utf-8")
    add_pages([tmp_path / "south.txt"], folder)
    assert (folder / "raw" / "outline-2021.html").exists()
    assert len(read_corpus(folder).documents) == 3


def test_the_command_adds_one_page(folder, page, capsys):
    assert main(["add", str(page), str(page), "--upper", "outline-2021", "--corpus", str(folder)]) == 2
    assert "--upper takes one page, and 2 were given" in capsys.readouterr().err
    assert main(["add", str(page), "--upper", "outline-2021", "--corpus", str(folder)]) == 0
    said = capsys.readouterr().out
    assert f"outline-2021: copied to {folder}/raw/outline-2021.html" in said
    assert "filled in from the page: issuer, number, issued" in said


# --- what stands there already -------------------------------------------------------------------------------------------------


def test_upper_texts_are_read_and_mixed_into_nothing(folder, page):
    before = read_corpus(folder)
    add_upper(page, "outline-2021", folder)
    after = read_corpus(folder)
    assert after.upper["held"].tolist() == [True, False]
    assert set(after.upper_segments["document_id"]) == {"outline-2021"}
    text = after.upper_pages["outline-2021"].text
    assert all(
        text[a:b] == words for a, b, words in after.upper_segments[["start", "end", "text"]].itertuples(index=False)
    )
    for name in ("documents", "segments", "removed"):
        pd.testing.assert_frame_equal(getattr(after, name), getattr(before, name))
    assert list(after.pages) == list(before.pages)
    assert after.study == before.study


def told(statuses, document):
    own = statuses[statuses["document_id"].eq(document) & statuses["status"].notna()]
    return {text: status for text, status in own[["text", "status"]].itertuples(index=False)}


def test_each_document_is_compared_with_what_it_rests_on(held):
    above = upper_statuses(held.segments, held.upper, held.upper_segments)
    cloud, river = (told(above, key) for key in ("cloud-2022", "river-2023"))
    assert cloud["每年秋天在古城墙下举办星空观测夜。"] == "verbatim"
    assert cloud["在每所中学开设机器人课堂，由退休工程师和教师担任讲师。"] == "adapted"
    assert cloud["编写一套茶叶种植图册，送给每位茶农。"] == "new"
    assert river["在渡口修建一座恐龙博物馆，免费接待游客。"] == "new"
    assert set(above["document_id"]) == {"cloud-2022", "river-2023"}
    assert set(above["counterpart_document_id"].dropna()) == {"outline-2021"}
    # The oracle: the two documents and the outline by themselves, nobody compared with a sibling.
    both = pd.concat([held.segments[held.upper_segments.columns], held.upper_segments], ignore_index=True)
    against = {"cloud-2022": ["outline-2021"], "river-2023": ["outline-2021"]}
    expected = clause_statuses(both, against=against)
    expected = expected[expected["document_id"].ne("outline-2021")].reset_index(drop=True)
    pd.testing.assert_frame_equal(above, expected)
    shares = status_shares(above, "document_id")
    assert shares.groupby("document_id")["estimate"].sum().round(9).eq(1).all()


def test_a_document_that_rests_on_nothing_held_is_left_out(folder, page):
    write_upper(folder, ROW | {"followed_by": "river-2023"}, OTHER)
    add_upper(page, "outline-2021", folder)
    corpus = read_corpus(folder)
    above = upper_statuses(corpus.segments, corpus.upper, corpus.upper_segments)
    assert set(above["document_id"]) == {"river-2023"}
    left = upper_left_out(corpus.segments, corpus.upper, corpus.upper_segments)
    assert set(left["n_lower"]) == {1}
    assert "在每所小学开设机器人课堂，由退休工程师担任讲师。" in set(left["text"])  # cloud has it, but does not count


def test_what_nobody_takes_up_is_listed(held):
    left = upper_left_out(held.segments, held.upper, held.upper_segments)
    assert list(left.columns) == [
        "document_id", "clause_id", "segment_id", "section_id", "path", "start", "end", "own_characters", "n_lower", "text",
    ]  # fmt: skip
    texts = left["text"].tolist()
    assert "牧民编写草原星象手册，每年评选最佳手稿。" in texts
    assert "各县应当设立雨量观测站，由渔民轮流记录潮汐。" in texts
    assert "每年秋天在古城墙下举办星空观测夜。" not in texts
    assert "在每所小学开设机器人课堂，由退休工程师担任讲师。" not in texts
    assert set(left["n_lower"]) == {2}


def test_where_nothing_is_held_both_tables_are_empty(folder):
    corpus = read_corpus(folder)
    above = upper_statuses(corpus.segments, corpus.upper, corpus.upper_segments)
    assert above.empty
    assert list(above.columns) == list(clause_statuses(corpus.segments).columns)
    assert status_shares(above, "document_id").empty
    assert upper_left_out(corpus.segments, corpus.upper, corpus.upper_segments).empty


def test_with_them_as_documents_the_graph_names_them(held):
    whole = with_upper(held)
    assert whole.documents["document_id"].tolist() == ["outline-2021", "cloud-2022", "river-2023"]
    assert whole.documents["level"].tolist() == ["national", "city", "city"]
    assert list(whole.documents.columns) == list(held.documents.columns)
    assert list(whole.segments.columns) == list(held.segments.columns)
    assert list(whole.study.labels) == ["national", "city"]
    assert held.documents["document_id"].tolist() == ["cloud-2022", "river-2023"]  # as it was
    related = related_documents(whole.segments, least=12)
    graph = descent(whole.documents, cited_documents(whole.segments), related)
    edges = {
        (a, b, kind, how) for a, b, kind, how in graph.edges[["document_id", "other", "kind", "relation"]].to_numpy()
    }
    for key in ("cloud-2022", "river-2023"):
        assert (key, "outline-2021", "cites", "upper") in edges
        assert (key, "outline-2021", "follows", "upper") in edges
    above = upper_statuses(held.segments, held.upper, held.upper_segments)
    marked = marked_changes(above[above["status"].eq("adapted")], whole)["marked"].tolist()
    assert "在每所[-小-]{+中+}学开设机器人课堂，由退休工程师{+和教师+}担任讲师。" in marked


def test_where_other_groups_are_compared_they_are_of_none(folder, page):
    (folder / "study.toml").write_text('[groups]\ncolumn = "region"\n', encoding="utf-8")
    add_upper(page, "outline-2021", folder)
    corpus = read_corpus(folder)
    whole = with_upper(corpus)
    assert whole.documents["region"].isna().tolist() == [True, False, False]
    assert list(whole.study.labels) == list(corpus.study.labels) == ["云山市", "河口市"]
    assert whole.documents["level"].tolist() == ["national", "city", "city"]


def test_a_parent_that_is_held_explains_what_siblings_share(held):
    whole = with_upper(held)
    alone, both = (common_parents(c.segments, c.documents, cited_documents(c.segments)) for c in (held, whole))
    pair = [
        table[table["document_id"].eq("cloud-2022") & table["other_id"].eq("river-2023")] for table in (alone, both)
    ]
    shared = "每年秋天在古城墙下举办星空观测夜"
    assert pair[0]["unexplained"].sum() > len(shared)
    assert pair[1]["unexplained"].sum() <= pair[0]["unexplained"].sum() - len(shared)
