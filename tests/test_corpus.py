"""The corpus folder: this project's five documents, and every fault of a folder."""

import hashlib
import shutil

import pandas as pd
import pytest

from textmine import CorpusError, read_corpus, read_glossary, write_texts
from textmine.reading.outline import outline
from textmine.settings import DOCUMENT_COLUMNS

# First and last line of policy of each page, with its line in the page as received; read off the pages by eye.
POLICY_ENDS = {
    "cast-2022": (
        3,
        "中国科协学习宣传贯彻《关于新时代进一步加强科学技术普及工作的意见》工作方案",
        107,
        "推动科普工作提档升级。",
    ),
    "tianjin-2023": (1, "各区委、区政府,市科普工作联席会议成员单位,各有关单位:", 49, "要依纪依规,严肃追责问责。"),
    "chuxiong-2022": (
        11,
        "楚雄州人民政府关于印发楚雄州全民科学素质行动实施方案(2022—2025年)的通知",
        180,
        "科学素质建设工作进行全面总结和评估。",
    ),
    "zhongshan-2022": (
        2,
        "中山市人民政府关于印发中山市全民科学素质行动规划纲要实施方案的通知",
        325,
        "市委外办、市教育体育局、市科技局、团市委",
    ),
    "harbin-2016": (43, "哈尔滨市全民科学素质行动计划纲要", 499, "4.建立"),
}
REMOVED_LINES = {
    "cast-2022": [1, 5, 109],
    "tianjin-2023": [],
    "chuxiong-2022": [1, 3, 5, 6, 7, 8, 9, 182],
    "zhongshan-2022": [1, 3, 328, 329, 330, 331],
    "harbin-2016": [1, *range(3, 34), 35, 37, 39, 41, 501, 502, 503, 504, 505, 507, 509, 511],
}


@pytest.mark.parametrize("document_id", POLICY_ENDS)
def test_policy_begins_and_ends_where_a_reader_says(corpus, document_id):
    page = corpus.pages[document_id]
    lines = page.text.splitlines()
    first, begin, last, end = POLICY_ENDS[document_id]
    assert (page.page_line(0), lines[0]) == (first, begin)
    assert page.page_line(len(page.text.rstrip()) - 1) == last
    assert lines[-1].endswith(end)


@pytest.mark.parametrize("document_id", REMOVED_LINES)
def test_exactly_the_lines_of_the_web_page_are_removed(corpus, document_id):
    removed = corpus.removed[corpus.removed["document_id"].eq(document_id) & corpus.removed["reason"].ne("layout")]
    page = corpus.pages[document_id].page.splitlines()
    spans = zip(removed["first_line"], removed["last_line"], strict=True)
    assert [n for a, b in spans for n in range(a, b + 1) if page[n - 1].strip()] == REMOVED_LINES[document_id]


def test_kept_and_removed_stretches_are_the_page(corpus):
    for page in corpus.pages.values():
        assert "".join(page.page[s.start : s.end] for s in page.stretches) == page.page
        layout = [page.page[s.start : s.end] for s in page.stretches if s.reason == "layout"]
        assert not "".join(layout).strip()


def test_the_segments_are_the_text(corpus):
    for document_id, own in corpus.segments.groupby("document_id"):
        text, at = corpus.pages[document_id].text, 0
        for row in own.itertuples():
            assert text[row.start : row.end] == row.text
            assert text[at : row.start] in ("", "\n")
            at = row.end
        assert text[at:] in ("", "\n")


def test_segment_ids_are_unique_and_in_order(corpus):
    assert corpus.segments["segment_id"].is_unique
    for _, own in corpus.segments.groupby("document_id"):
        assert own["order"].tolist() == list(range(len(own)))
        assert own["start"].is_monotonic_increasing


def test_the_committed_texts_are_what_the_package_derives(corpus, project):
    stored = {path.stem: path.read_text(encoding="utf-8") for path in (project / "corpus" / "text").glob("*.txt")}
    assert stored == {key: page.text for key, page in corpus.pages.items()}


def test_documents_are_those_of_the_study(corpus):
    documents = corpus.documents.set_index("document_id")
    assert documents["level"].tolist() == ["national", "provincial", "city", "city", "city"]
    assert documents.loc["zhongshan-2022", "document_number"] == "中府函〔2022〕420号"
    assert documents.loc["harbin-2016", ["period_start", "period_end"]].tolist() == [2016, 2020]
    assert pd.isna(documents.loc["harbin-2016", "issuer"])
    assert documents["complete"].tolist() == [True, True, True, True, False]


def test_reading_leaves_nothing_behind(corpus, project, tmp_path):
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    read_corpus(tmp_path / "corpus")
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


PAGE = "某市科普工作方案\n一、总体要求\n加强科普工作,提高全民科学素质。\n"


@pytest.fixture
def folder(tmp_path):
    """A valid corpus of one document, and a function that writes its rows anew with some cells changed."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(PAGE, encoding="utf-8")
    row = dict.fromkeys(DOCUMENT_COLUMNS, "") | {
        "document_id": "a-2022",
        "title": "某市科普工作方案",
        "level": "city",
        "region": "某市",
        "complete": "yes",
        "source_file": "a.txt",
        "sha256": hashlib.sha256(PAGE.encode()).hexdigest(),
    }

    def write(*changes):
        pd.DataFrame([row | change for change in changes or ({},)]).to_csv(tmp_path / "documents.csv", index=False)
        return tmp_path

    return write


def test_a_valid_folder_is_read(folder):
    corpus = read_corpus(folder())
    assert corpus.segments["segment_id"].tolist() == ["a-2022/0.1", "a-2022/1", "a-2022/1.1"]
    assert corpus.segments["passage_id"].fillna("-").tolist() == ["-", "a-2022/1", "a-2022/1"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source_file": "missing.txt"}, "missing.txt: no such file"),
        ({"sha256": "0" * 64}, "raw/a.txt was changed"),
        ({"level": "county"}, "level 'county' is none of national, provincial, city"),
        ({"issued": "2022-13-01"}, "issued '2022-13-01' is not a date"),
        ({"issued": "2022年1月1日"}, "is not a date like 2022-12-28"),
        ({"document_id": "某市"}, "must be like zhongshan-2022"),
        ({"title": ""}, "title is empty"),
        ({"complete": "maybe"}, "complete 'maybe' must be yes or no"),
        ({"period_start": "2025", "period_end": "2022"}, "the period ends (2022) before it begins (2025)"),
        ({"period_start": "20xx"}, "period '20xx' is not a year"),
    ],
)
def test_each_fault_is_named_with_its_row(folder, change, words):
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder(change))
    assert "documents.csv:2" in str(caught.value)
    assert words in str(caught.value)


def test_all_faults_are_listed_at_once(folder):
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder({"level": "county"}, {"issued": "x"}))
    message = str(caught.value)
    assert "documents.csv:2: level 'county'" in message
    assert "documents.csv:3: issued 'x'" in message
    assert "documents.csv:3: document_id 'a-2022' stands in row 2 too" in message
    assert message.startswith("4 faults")  # the page, too, is named twice


def test_a_page_that_no_row_names_is_a_fault(folder):
    path = folder()
    (path / "raw" / "b.txt").write_text(PAGE, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"raw/b\.txt: no row"):
        read_corpus(path)


def test_a_page_without_policy_is_a_fault(folder):
    path = folder()
    noise = "首页\n打印 关闭\n"
    (path / "raw" / "a.txt").write_text(noise, encoding="utf-8")
    folder({"sha256": hashlib.sha256(noise.encode()).hexdigest()})
    with pytest.raises(CorpusError, match="holds no policy text"):
        read_corpus(path)


def test_wrong_columns_are_named(folder):
    path = folder()
    (path / "documents.csv").write_text("document_id,tittle\na,b\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"documents\.csv:1: columns missing: \['title'.*tittle"):
        read_corpus(path)


def test_a_missing_folder_says_what_it_needs(tmp_path):
    with pytest.raises(CorpusError, match=r"documents\.csv: no such file; a corpus folder holds"):
        read_corpus(tmp_path)


def test_texts_of_documents_that_are_gone_are_deleted(folder):
    corpus = read_corpus(folder())
    (corpus.folder / "text").mkdir()
    (corpus.folder / "text" / "old-2000.txt").write_text("x", encoding="utf-8")
    assert write_texts(corpus) == ["a-2022.txt", "old-2000.txt"]
    assert write_texts(corpus) == []
    assert [path.name for path in (corpus.folder / "text").iterdir()] == ["a-2022.txt"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("term,german\n", "columns must be term, english"),
        ("term,english\n科普,a\n科普,b\n", ":3: '科普' comes twice"),
        ("term,english\n科普,\n", ":2: needs a term and its English name"),
    ],
)
def test_faults_of_the_glossary_name_the_line(tmp_path, text, words):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "glossary.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"glossary\.csv") as caught:
        read_glossary(tmp_path)
    assert words in str(caught.value)


def test_offsets_lead_back_to_the_page(corpus):
    """From a segment to the line of the raw page that holds it."""
    row = corpus.segments.set_index("segment_id").loc["zhongshan-2022/2.3.1"]
    page = corpus.pages["zhongshan-2022"]
    assert page.page_line(row["start"]) == 55
    assert "16%" in page.page.splitlines()[54]


def test_outline_of_no_text_is_an_empty_table():
    table = outline("", "a")
    assert table.empty
    assert table["start"].dtype == int
