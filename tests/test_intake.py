"""`textmine add`: pages copied, rows written, duplicates refused by name, nothing half-written."""

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from textmine.cli import main
from textmine.corpus import read_corpus
from textmine.documents import REQUIRED
from textmine.intake import add_pages, writing
from textmine.reading.page import PageError
from textmine.settings import DOCUMENT_COLUMNS

RAW = Path(__file__).parents[1] / "corpus" / "raw"
FIVE = sorted(RAW.glob("*.txt"))
ZHONGSHAN = RAW / "zhongshan-2022.txt"
NOTICE = """云山市人民政府关于加强"科普, 宣传"工作的通知
云政发〔2023〕6号
各区人民政府：
为加强科普工作，现就有关事项通知如下：
一、提高认识。各区要加强组织领导，把科普工作纳入重要议事日程。
二、落实责任。市科技局牵头，市科协配合，每年组织科普活动不少于100场次。
云山市人民政府
2023年5月6日
"""


def rows_of(folder):
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "Yunshan 2023.TXT"
    path.write_text(NOTICE, encoding="utf-8")
    return path


@pytest.fixture
def corpus_folder(tmp_path):
    add_pages(FIVE, tmp_path / "corpus")
    return tmp_path / "corpus"


# --- what is written -----------------------------------------------------------------------------------------------------


def test_pages_are_copied_byte_for_byte(corpus_folder):
    assert {path.name for path in (corpus_folder / "raw").iterdir()} == {path.name for path in FIVE}
    for path in FIVE:
        assert (corpus_folder / "raw" / path.name).read_bytes() == path.read_bytes()


def test_rows_hold_what_the_pages_state(corpus_folder):
    rows = rows_of(corpus_folder)
    assert [row["document_id"] for row in rows] == [path.stem for path in FIVE]
    assert [row["sha256"] for row in rows] == [hashlib.sha256(path.read_bytes()).hexdigest() for path in FIVE]
    zhongshan = rows[-1]
    assert tuple(zhongshan) == DOCUMENT_COLUMNS
    assert zhongshan["issuer"] == "中山市人民政府"
    assert zhongshan["document_number"] == "中府函〔2022〕420号"
    assert (zhongshan["issued"], zhongshan["period_start"], zhongshan["period_end"]) == ("2022-12-28", "2022", "2025")
    assert (zhongshan["level"], zhongshan["region"], zhongshan["province"]) == ("city", "中山市", "")
    assert rows[3]["province"] == "天津市"


def test_result_names_what_the_page_does_not_state(tmp_path, notice):
    (added,) = add_pages([notice], tmp_path / "corpus")
    assert (added.document_id, added.source_file) == ("yunshan-2023", "yunshan-2023.txt")
    assert added.missing == ()
    assert added.unstated == ("province", "period_start", "period_end", "genre")
    (row,) = rows_of(tmp_path / "corpus")
    assert all(bool(row[name]) != (name in added.missing) for name in REQUIRED)


def test_corpus_is_read_once_the_missing_cells_are_filled_in(corpus_folder):
    rows = rows_of(corpus_folder)
    for row in rows:
        row.update(complete="yes", region=row["region"] or "全国")
    with (corpus_folder / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, DOCUMENT_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    corpus = read_corpus(corpus_folder)
    assert corpus.documents["document_id"].tolist() == [path.stem for path in FIVE]
    assert set(corpus.segments["document_id"]) == {path.stem for path in FIVE}


def test_commas_and_quotes_survive_the_table(tmp_path, notice):
    add_pages([notice], tmp_path / "corpus")
    (row,) = rows_of(tmp_path / "corpus")
    assert row["title"] == '云山市人民政府关于加强"科普, 宣传"工作的通知'
    assert (tmp_path / "corpus" / "documents.csv").read_bytes().count(b"\r") == 0


def test_names_that_are_no_ids_become_hashes(tmp_path, notice):
    named = shutil.copy(notice, tmp_path / "云山市 通知（终稿）.txt")
    (added,) = add_pages([named], tmp_path / "corpus")
    assert added.document_id == f"page-{hashlib.sha256(NOTICE.encode()).hexdigest()[:8]}"
    assert (tmp_path / "corpus" / "raw" / added.source_file).read_text(encoding="utf-8") == NOTICE


def test_an_id_that_is_taken_gets_a_number(corpus_folder, tmp_path, notice):
    other = tmp_path / "Zhongshan_2022.txt"
    other.write_text(NOTICE, encoding="utf-8")
    (added,) = add_pages([other], corpus_folder)
    assert added.document_id == "zhongshan-2022-2"
    assert [row["document_id"] for row in rows_of(corpus_folder)] == [*(path.stem for path in FIVE), "zhongshan-2022-2"]


def test_columns_of_the_researcher_are_kept(tmp_path, notice):
    folder = tmp_path / "corpus"
    add_pages([ZHONGSHAN], folder)
    table = folder / "documents.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{lines[0]},coder\n{lines[1]},李\n", encoding="utf-8-sig")
    add_pages([notice], folder)
    assert [row["coder"] for row in rows_of(folder)] == ["李", ""]


# --- what is refused -----------------------------------------------------------------------------------------------------


def test_the_same_file_is_refused_by_name(corpus_folder, tmp_path):
    before = files_of(corpus_folder)
    again = shutil.copy(ZHONGSHAN, tmp_path / "other-name.txt")
    with pytest.raises(PageError, match=r"other-name\.txt: is the same file as zhongshan-2022"):
        add_pages([again], corpus_folder)
    assert files_of(corpus_folder) == before


def test_nearly_the_same_text_is_refused_by_name(corpus_folder, tmp_path):
    text = ZHONGSHAN.read_text(encoding="utf-8")
    again = tmp_path / "mirror.txt"
    again.write_text(
        f"某网 > 政策\n{text.replace('，', ',').replace('中山市科协', '市科协')}\n责任编辑：王\n", encoding="gb18030"
    )
    before = files_of(corpus_folder)
    with pytest.raises(PageError, match=r"mirror\.txt: has nearly the text of zhongshan-2022"):
        add_pages([again], corpus_folder)
    assert files_of(corpus_folder) == before


def test_duplicates_among_the_files_themselves_are_refused(tmp_path, notice):
    again = shutil.copy(notice, tmp_path / "copy.txt")
    with pytest.raises(PageError, match=r"copy\.txt: is the same file as yunshan-2023"):
        add_pages([notice, again], tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


def test_a_page_without_policy_is_refused(tmp_path):
    menu = tmp_path / "menu.txt"
    menu.write_text("首页 > 政务公开\n索引号：123\n云ICP备12345678号\n", encoding="utf-8")
    with pytest.raises(PageError, match="holds no policy text"):
        add_pages([menu], tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (b"document_id,title\nx,y\n", "lacks the columns issuer"),
        ("文件\n".encode("gbk"), "cannot be read as UTF-8 CSV"),
        (f"{','.join(DOCUMENT_COLUMNS)}\n{',' * 20}\n".encode(), "row 2: more cells than columns"),
    ],
)
def test_a_damaged_table_is_not_written_over(table, problem, tmp_path, notice):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "documents.csv").write_bytes(table)
    with pytest.raises(PageError, match=problem):
        add_pages([notice], folder)
    assert files_of(folder) == {"documents.csv": table}


def test_another_file_of_that_name_in_raw_is_not_overwritten(tmp_path, notice):
    stray = tmp_path / "corpus" / "raw" / "yunshan-2023.txt"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"something else")
    with pytest.raises(PageError, match="exists already, and is another file"):
        add_pages([notice], tmp_path / "corpus")
    assert files_of(tmp_path / "corpus") == {"raw/yunshan-2023.txt": b"something else"}


# --- nothing half-written ------------------------------------------------------------------------------------------------


def test_nothing_is_added_when_a_later_file_fails(corpus_folder, tmp_path, notice):
    before = files_of(corpus_folder)
    with pytest.raises(PageError, match="no such file"):
        add_pages([notice, tmp_path / "missing.txt"], corpus_folder)
    assert files_of(corpus_folder) == before


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails_at", ["second page", "table"])
def test_what_was_copied_is_taken_back(error, fails_at, corpus_folder, tmp_path, notice, monkeypatch):
    other = tmp_path / "other.txt"
    other.write_text(NOTICE.replace("科普", "消防安全").replace("云山", "青川"), encoding="utf-8")
    before, written = files_of(corpus_folder), []
    write, write_text = writing.write_bytes, writing.write_text

    def interrupted(path, data):
        if len(written) == 1 and fails_at == "second page":
            raise error
        written.append(path)
        return write(path, data)

    def no_table(path, text):
        if path.name == "documents.csv":
            raise error
        return write_text(path, text)

    monkeypatch.setattr(writing, "write_bytes", interrupted)
    monkeypatch.setattr(writing, "write_text", no_table)
    with pytest.raises(type(error)):
        add_pages([notice, other], corpus_folder)
    assert written
    assert files_of(corpus_folder) == before


def test_a_page_left_by_a_killed_process_is_taken_over(tmp_path, notice, monkeypatch):
    folder = tmp_path / "corpus"
    left = folder / "raw" / "yunshan-2023.txt"
    left.parent.mkdir(parents=True)
    left.write_bytes(notice.read_bytes())
    (added,) = add_pages([notice], folder)
    assert added.source_file == left.name
    assert set(files_of(folder)) == {"documents.csv", "raw/yunshan-2023.txt"}


# --- the command ---------------------------------------------------------------------------------------------------------


def test_command_says_what_to_fill_in(tmp_path, notice, capsysbinary):
    folder = tmp_path / "corpus"
    assert main(["add", str(notice), "--corpus", str(folder)]) == 0
    out = capsysbinary.readouterr().out.decode("utf-8")
    assert f"yunshan-2023: copied to {folder}/raw/yunshan-2023.txt" in out
    assert "fill in, before the corpus can be read" not in out
    assert "the page does not state: province, period_start, period_end, genre" in out


def test_command_refuses_in_one_line(corpus_folder, capsysbinary):
    assert main(["add", str(ZHONGSHAN), "--corpus", str(corpus_folder)]) == 2
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert err.decode("utf-8").splitlines() == [
        "textmine add: zhongshan-2022.txt: is the same file as zhongshan-2022; nothing was added"
    ]
