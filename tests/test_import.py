"""`textmine import`: tables as people have them, every fault with its row, runs again, killed at any write."""

import codecs
import csv
import datetime
import gzip
import json
import lzma
import random
import re
import shutil
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest

from textmine import read_corpus
from textmine.cli import main
from textmine.documents import CorpusError
from textmine.intake import TableError, add_pages, import_table, read_table, writing
from textmine.intake.columns import recognize
from textmine.intake.likeness import near_pairs, runs
from textmine.intake.values import complete, day, group, part_of_day, readable_id, year
from textmine.settings import DOCUMENT_COLUMNS
from textmine.study import LEVELS, Study

HEADER = ["标题", "层级", "发布日期", "发文机关", "正文"]
TOPICS = ("科普", "消防", "养老", "水利", "教育", "农业", "交通", "文化")


def notice(place, topic):
    """A small policy that shares hardly a run with that of another topic."""
    rest = "".join(
        f"{'一二三四'[i]}、加强{topic}第{i}项\n{place}要把{topic}{'甲乙丙丁'[i]}类纳入{topic}安排，{topic}每年检查{i + 3}次。\n"
        for i in range(4)
    )
    return f"{place}关于{topic}工作的通知\n{rest}{place}人民政府\n2023年5月6日\n"


def rows_of(n, levels=("国家", "省级", "地级市")):
    return [
        [
            f"关于{topic}工作的通知",
            levels[i % len(levels)],
            f"2023年{i + 1}月6日",
            f"{topic[0]}山市人民政府",
            notice(f"{topic[0]}山市", topic),
        ]
        for i, topic in enumerate(TOPICS[:n])
    ]


def write(path, rows, header=HEADER, encoding="utf-8", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def written(folder):
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "study" / "corpus"


# --- tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-8"])
def test_any_chinese_encoding_and_delimiter_is_read(tmp_path, encoding, delimiter):
    rows = rows_of(3)
    table = read_table(write(tmp_path / "t.csv", rows, encoding=encoding, delimiter=delimiter))
    assert table.columns == tuple(HEADER)
    assert [(number, list(row.values())) for number, row in table.rows] == list(zip((2, 3, 4), rows, strict=True))


def test_big5_is_read_and_an_encoding_can_be_named(tmp_path):
    rows = [["關於科學普及工作的通知", "各縣市要加強科學普及，組織活動，每年不少於一百場，並向社會公布結果。"]]
    path = write(tmp_path / "t.csv", rows, ["標題", "正文"], "big5")
    assert [list(row.values()) for _, row in read_table(path).rows] == rows
    assert read_table(path, encoding="big5").rows == read_table(path).rows
    with pytest.raises(TableError, match="is not in utf-8"):
        read_table(path, encoding="utf-8")
    with pytest.raises(TableError, match="no encoding 'gbq'"):
        read_table(path, encoding="gbq")


def test_cells_longer_than_csv_allows_are_read_and_its_limit_is_left_alone(tmp_path):
    limit, long = csv.field_size_limit(), "各区要加强科普工作。" * 20_000
    table = read_table(write(tmp_path / "t.csv", [["a", long]], ["标题", "正文"]))
    assert table.rows[0][1]["正文"] == long
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize("pack", [None, gzip, lzma])
def test_json_lines_are_read_packed_or_not(tmp_path, pack):
    entries = [{"标题": "甲", "年": 2022, "完整": True}, {"标题": "乙", "正文": "丙\n丁", "无": None}]
    data = "\n\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries).encode()
    path = tmp_path / ("t.jsonl" + {None: "", gzip: ".gz", lzma: ".xz"}[pack])
    path.write_bytes(pack.compress(data) if pack else data)
    table = read_table(path)
    assert table.columns == ("标题", "年", "完整", "正文", "无")
    assert table.rows == (
        (1, {"标题": "甲", "年": "2022", "完整": "yes", "正文": "", "无": ""}),
        (3, {"标题": "乙", "年": "", "完整": "", "正文": "丙\n丁", "无": ""}),
    )


def test_a_json_list_is_read(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps([{"a": 1}, {"a": 2.5}]), encoding="utf-8")
    assert read_table(tmp_path / "t.json").rows == ((1, {"a": "1"}), (2, {"a": "2.5"}))


def test_excel_is_read_with_its_dates_and_numbers(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append([])
    book.active.append(["标题", "日期", "年", "正文"])
    book.active.append(["甲", datetime.datetime(2022, 8, 30), 2022.0, "乙\n丙"])
    book.active.append([])
    book.active.append(["丁", datetime.date(2021, 1, 2), None, "戊"])
    book.create_sheet("别的").append(["x"])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.rows == (
        (3, {"标题": "甲", "日期": "2022-08-30", "年": "2022", "正文": "乙\n丙"}),
        (5, {"标题": "丁", "日期": "2021-01-02", "年": "", "正文": "戊"}),
    )
    assert table.notes == ("the sheet 'Sheet' was read, not 别的",)


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("t.csv", b"", "is empty"),
        ("t.csv", "标题,正文\n".encode(), "has no row below"),
        ("t.csv", "标题,标题\na,b\n".encode(), "more than one column is named 标题"),
        ("t.jsonl", b'{"a": 1}\n\n{"a": \n', "t.jsonl:3: is no JSON"),
        ("t.jsonl", b'{"a": 1}\n[3]\n3\n', "t.jsonl:2: is no JSON object"),
        ("t.xls", b"\xd0\xcf\x11\xe0", "old Excel"),
        ("t.xlsx", b"PK\x03\x04rest", "is no table of Excel"),
        ("t.csv.gz", b"rest", "cannot be read"),
        ("t.pdf", b"%PDF-", "is no table that can be read; allowed: .csv"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, data, fault):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TableError, match=fault):
        read_table(tmp_path / name)


# --- columns and values --------------------------------------------------------------------------------------------------


def test_usual_names_are_recognized_and_others_kept():
    names = (
        "编号",
        "题名",
        "发布日期",
        "成文日期",
        "发文字号",
        "发布机构",
        "级别（必填）",
        "省份",
        "地区",
        "文件名",
        "主题 词",
        "id",
    )
    columns = recognize((*names, "sha256"), Study(), {})
    assert columns.known == {
        "document_id": "id", "title": "题名", "issuer": "发布机构", "level": "级别（必填）", "region": "地区", "province": "省份",
        "document_number": "发文字号", "issued": "成文日期", "file": "文件名",
    }  # fmt: skip
    assert columns.own == {"编号": "编号", "发布日期": "发布日期", "主题_词": "主题 词", "sha256_2": "sha256"}


def test_given_names_go_first_and_wrong_ones_are_refused():
    columns = recognize(("标题", "全称", "正文"), Study(), {"title": "全称"})
    assert (columns.known["title"], columns.own) == ("全称", {"标题": "标题"})
    with pytest.raises(TableError, match=r"'titel' is no column of documents .do you mean 'title'"):
        recognize(("标题", "正文"), Study(), {"titel": "标题"})
    with pytest.raises(TableError, match="from '名', but the table has 标题, 正文"):
        recognize(("标题", "正文"), Study(), {"title": "名"})
    with pytest.raises(TableError, match=r"--column text=\.\.\. or --column file=\.\.\.; the table has 标题"):
        recognize(("标题",), Study(), {})


def test_columns_that_group_are_known():
    assert recognize(("Coder", "正文"), Study(column="coder"), {}).known == {"text": "正文", "coder": "Coder"}


@pytest.mark.parametrize(
    "words",
    ["2022年8月30日", "2022/8/30", "2022.08.30", "20220830", "2022-8-30", "44803", "44803.0", "2022-08-30 10:00:00", "二〇二二年八月三十日"],
)  # fmt: skip
def test_days_have_one_form(words):
    assert day(words) == "2022-08-30"


def test_excel_days_are_those_of_excel():
    assert [day(str(n)) for n in (36526, 43891, 45292)] == ["2000-01-01", "2020-03-01", "2024-01-01"]


@pytest.mark.parametrize(
    "words", ["2022", "2022年8月", "2022-02-30", "去年", "2022-08-30至2023-08-30", "1022-08-30", "123"]
)
def test_what_names_no_day_or_two_is_none(words):
    assert day(words) is None


def test_parts_of_days_years_and_other_values():
    assert [part_of_day(words) for words in ("2022", "2022年", "2022年8月", "2022-08", "2022-13", "x")] == ["2022", "2022", "2022-08", "2022-08", "", ""]  # fmt: skip
    assert [year(words) for words in ("2022", "2022年", "2022.0", "22")] == ["2022", "2022", "2022", None]
    assert [complete(words) for words in ("是", "No", "1", "?")] == ["yes", "no", "yes", None]
    levels = {level.id: level.label for level in LEVELS}
    words = ("国家级", "中央", "省级", "地级市", "City", "县级", "乡")
    assert [group(w, levels, levels=True) for w in words] == [
        "national",
        "national",
        "provincial",
        "city",
        "city",
        "县级",
        "乡",
    ]
    assert group("省级", {"p": "省级"}, levels=True) == "p"
    assert group("省级", {"east": "East"}, levels=True) == "省级"
    assert [readable_id(words) for words in ("Law_34", "017", "--", "法-1")] == ["law-34", "doc-017", "", ""]


# --- import --------------------------------------------------------------------------------------------------------------


def test_a_table_with_texts_becomes_a_corpus_that_is_read(tmp_path, folder):
    rows = rows_of(6)
    report = import_table(write(tmp_path / "t.csv", rows, encoding="gb18030"), folder)
    assert (report.faults, report.warnings, report.written) == ((), (), True)
    assert report.new == tuple(f"doc-{number:04d}" for number in range(2, 8))
    table = written(folder)
    assert tuple(table[0]) == DOCUMENT_COLUMNS
    assert [row["level"] for row in table] == ["national", "provincial", "city"] * 2
    assert [row["issued"] for row in table] == [f"2023-0{month}-06" for month in range(1, 7)]
    for row, given in zip(table, rows, strict=True):
        data = (folder / "raw" / row["source_file"]).read_bytes()
        assert (data, row["sha256"]) == (given[4].encode(), sha256(given[4].encode()).hexdigest())
    corpus = read_corpus(folder)
    assert corpus.documents["title"].tolist() == [row[0] for row in rows]
    assert set(files_of(folder)) == {"documents.csv", *(f"raw/{row['source_file']}" for row in table)}


def test_files_are_found_beside_below_and_by_name(tmp_path, folder):
    texts = tmp_path / "data" / "texts"
    (texts / "deep").mkdir(parents=True)
    for i, place in enumerate((tmp_path / "data" / "a.txt", texts / "B 1.txt", texts / "deep" / "丙.txt")):
        place.write_bytes(notice("甲山市", TOPICS[i]).encode("gb18030"))
    rows = [["甲", "city", "a.txt"], ["乙", "city", "B 1.txt"], ["丙", "city", "x\\丙.txt"]]
    table = write(tmp_path / "data" / "t.csv", rows, ["title", "level", "文件"])
    report = import_table(table, folder, texts=texts)
    assert report.faults == ()
    assert report.new == ("a", "b-1", "doc-0004")
    assert (folder / "raw" / "doc-0004.txt").read_bytes() == (texts / "deep" / "丙.txt").read_bytes()
    faults = dict(import_table(table, tmp_path / "other").faults)
    assert list(faults) == [3, 4]
    assert "'B 1.txt' does not exist; name its folder by --texts" in faults[3]


def test_a_folder_names_its_table(tmp_path, folder):
    texts = tmp_path / "mine"
    texts.mkdir()
    (texts / "a.txt").write_text(notice("甲市", "科普"), encoding="utf-8")
    with pytest.raises(TableError, match="found none"):
        import_table(texts, folder)
    write(tmp_path / "mine.csv", [["甲", "city", "a.txt"]], ["title", "level", "file"])
    assert import_table(texts, folder).new == ("a",)
    write(texts / "b.tsv", [["乙", "city", "a.txt"]], ["title", "level", "file"], delimiter="\t")
    assert import_table(texts, folder).table == texts / "b.tsv"
    write(texts / "c.csv", [["乙", "city", "a.txt"]], ["title", "level", "file"])
    with pytest.raises(TableError, match=r"found b\.tsv, c\.csv"):
        import_table(texts, folder)


def test_excel_and_json_give_the_corpus_that_csv_gives(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    rows = rows_of(4)
    book = openpyxl.Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    lines = [
        json.dumps({"id": f"doc-{i}", **dict(zip(HEADER, row, strict=True))}) for i, row in enumerate(rows, start=2)
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(lines).replace('"doc-', '"DOC_000'), encoding="utf-8")
    write(tmp_path / "t.csv", rows, encoding="utf-16")
    for name in ("t.csv", "t.xlsx", "t.jsonl"):
        import_table(tmp_path / name, tmp_path / name.replace(".", "-"))
    csv_files = files_of(tmp_path / "t-csv")
    assert csv_files == files_of(tmp_path / "t-xlsx") == files_of(tmp_path / "t-jsonl")


def test_study_toml_maps_columns_and_options_go_before_it(tmp_path, folder):
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text('[import]\ncolumns = {title = "全称", text = "文"}\n', encoding="utf-8")
    table = write(tmp_path / "t.csv", [["a", "b", "city", notice("甲市", "科普")]], ["全称", "简称", "级别", "文"])
    import_table(table, folder)
    assert written(folder)[0]["title"] == "a"
    assert written(folder)[0]["简称"] == "b"
    import_table(table, folder, columns={"title": "简称"}, replace=True)
    assert written(folder)[0]["title"] == "b"


def test_empty_cells_are_filled_from_the_page_and_counted(tmp_path, folder):
    text = "云山市人民政府关于加强科普工作的通知\n云政发〔2023〕6号\n" + notice("云山市", "科普").split("\n", 1)[1]
    rows = [["甲", "", "", text], ["乙", "省级", "云山市科协", notice("云山市", "消防")]]
    report = import_table(write(tmp_path / "t.csv", rows, ["标题", "层级", "发文机关", "正文"]), folder)
    assert report.faults == ()
    first, second = written(folder)
    assert (first["title"], first["level"], first["issuer"]) == ("甲", "city", "云山市人民政府")
    assert (first["document_number"], first["issued"], first["region"]) == ("云政发〔2023〕6号", "2023-05-06", "云山市")
    assert (second["level"], second["issuer"]) == ("provincial", "云山市科协")
    assert report.filled["level"] == 1 and report.filled["issuer"] == 1
    assert report.filled["document_number"] == 1 and report.filled["issued"] == 2


def test_a_year_alone_is_left_empty_with_a_warning_unless_the_page_has_its_day(tmp_path, folder):
    rows = [["甲", "city", "2019", notice("甲市", "科普")], ["乙", "city", "2023年", notice("乙市", "消防")]]
    report = import_table(write(tmp_path / "t.csv", rows, ["title", "level", "date", "text"]), folder)
    assert [row["issued"] for row in written(folder)] == ["", "2023-05-06"]
    assert [number for number, warning in report.warnings if "names no day" in warning] == [2, 3]


def test_a_study_grouped_by_a_column_of_its_own_imports_it(tmp_path, folder):
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text('[groups]\ncolumn = "region_type"\n', encoding="utf-8")
    rows = [
        ["甲", "east", notice("甲市", "科普")],
        ["乙", "west", notice("乙市", "消防")],
        ["丙", "", notice("丙市", "养老")],
    ]
    table = write(tmp_path / "t.csv", rows, ["title", "Region Type", "text"])
    report = import_table(table, folder, skip_faulty=True)
    assert report.faults == ((4, "region_type is empty, and the page states none"),)
    assert list(read_corpus(folder).study.labels) == ["east", "west"]


# --- faults --------------------------------------------------------------------------------------------------------------


def faulty_table(tmp_path):
    good = notice("甲市", "科普")
    rows = [
        ["a", "甲", "city", "2022-01-01", good],
        ["b", "", "city", "2022-01-01", "1、各区要加强消防工作，落实责任，组织检查，向社会公布结果。\n2、各部门要配合做好有关工作。\n"],
        ["c", "丙", "city", "2022-01-01", ""],
        ["d", "丁", "city", "soon", notice("丁市", "水利")],
        ["a", "戊", "city", "2022-01-01", notice("戊市", "教育")],
        ["f", "己", "city", "2022-01-01", good],
        ["g", "庚", "town", "2022-01-01", notice("庚市", "交通")],
        ["h", "辛", "city", "2022-01-01", "首页 > 政务\n"],
        ["i", "壬", "", "2022-01-01", "关于做好文化工作的通知\n一、加强领导。各单位要加强组织领导。\n二、抓好落实。各单位要抓好落实工作。\n"],
        ["j", "癸", "city", "2022-13-01", ""],
        ["k", "子", "city", "2022-01-01", notice("子市", "农业"), "more"],
        ["l", "丑", "省级", "2022-01-01", notice("丑市", "养老")],
    ]  # fmt: skip
    return write(tmp_path / "t.csv", rows, ["id", "title", "level", "issued", "text"])


WANTED = [
    (3, "title is empty"), (4, "the text is empty"), (5, "issued 'soon' is not a date"), (6, "document_id 'a' stands in row 2 too"),
    (7, "has the same text as row 2"), (8, "level 'town' is none of national, provincial, city"), (9, "holds no policy text"),
    (10, "level is empty"), (11, "the text is empty"), (11, "issued '2022-13-01'"), (12, "more cells than columns"),
]  # fmt: skip


def test_all_faults_are_listed_with_their_rows_and_stop_everything(tmp_path, folder):
    report = import_table(faulty_table(tmp_path), folder)
    assert not report.written and not folder.exists()
    assert [number for number, _ in report.faults] == [number for number, _ in WANTED]
    for (_, fault), (_, words) in zip(report.faults, WANTED, strict=True):
        assert words in fault


def test_good_rows_can_be_imported_and_the_others_after_mending(tmp_path, folder):
    report = import_table(faulty_table(tmp_path), folder, skip_faulty=True)
    assert report.written and report.new == ("a", "l")
    assert len(report.faults) == len(WANTED)
    assert len(read_corpus(folder).documents) == 2
    mended = write(
        tmp_path / "t.csv",
        [["d", "丁", "city", "2022-05-01", notice("丁市", "水利")]],
        ["id", "title", "level", "issued", "text"],
    )
    assert import_table(mended, folder).new == ("d",)
    assert [row["document_id"] for row in written(folder)] == ["a", "l", "d"]


def test_a_ninth_group_is_a_fault(tmp_path, folder):
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text('[groups]\ncolumn = "sphere"\n', encoding="utf-8")
    rows = [[f"t{i}", f"k{i}", notice(f"{'甲乙丙丁戊己庚辛壬'[i]}市", [*TOPICS, "体育"][i])] for i in range(9)]
    report = import_table(write(tmp_path / "t.csv", rows, ["title", "sphere", "text"]), folder)
    assert report.faults == ((10, "sphere 'k8' is one group more than the 8 there may be; put some together"),)


def test_another_file_of_that_name_in_raw_is_a_fault(tmp_path, folder):
    stray = folder / "raw" / "doc-0002.txt"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"other")
    ((row, fault),) = import_table(write(tmp_path / "t.csv", rows_of(1)), folder).faults
    assert row == 2 and "doc-0002.txt exists already, is another file" in fault
    assert files_of(folder) == {"raw/doc-0002.txt": b"other"}


def test_a_damaged_table_of_the_corpus_is_not_written_over(tmp_path, folder):
    folder.mkdir(parents=True)
    (folder / "documents.csv").write_bytes(b"document_id,title\nx,y\n")
    with pytest.raises(ValueError, match="lacks the columns issuer"):
        import_table(write(tmp_path / "t.csv", rows_of(1)), folder)
    assert files_of(folder) == {"documents.csv": b"document_id,title\nx,y\n"}


# --- again ---------------------------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(tmp_path, folder):
    table = write(tmp_path / "t.csv", rows_of(4))
    import_table(table, folder)
    before = files_of(folder)
    report = import_table(table, folder)
    assert (report.new, report.replaced, len(report.unchanged)) == ((), (), 4)
    assert files_of(folder) == before


def test_rows_added_before_others_leave_ids_as_they_are(tmp_path, folder):
    rows = rows_of(5)
    import_table(write(tmp_path / "t.csv", rows[1:4]), folder)
    report = import_table(write(tmp_path / "t.csv", rows), folder)
    assert report.unchanged == ("doc-0002", "doc-0003", "doc-0004")
    assert report.new == ("doc-0002-2", "doc-0006")
    assert import_table(tmp_path / "t.csv", folder).new == ()


def test_a_changed_text_needs_replace(tmp_path, folder):
    rows = [["a", "甲", "city", notice("甲市", "科普")], ["b", "乙", "city", notice("乙市", "消防")]]
    header = ["id", "title", "level", "text"]
    import_table(write(tmp_path / "t.csv", rows, header), folder)
    before = files_of(folder)
    rows[0][3] = notice("甲市", "养老")
    ((row, fault),) = import_table(write(tmp_path / "t.csv", rows, header), folder).faults
    assert row == 2 and "'a' is in the corpus with another text; --replace" in fault
    assert files_of(folder) == before
    report = import_table(tmp_path / "t.csv", folder, replace=True)
    assert (report.replaced, report.unchanged) == (("a",), ("b",))
    first = written(folder)[0]
    assert (folder / "raw" / first["source_file"]).read_text(encoding="utf-8") == rows[0][3]
    assert len(read_corpus(folder).documents) == len(list((folder / "raw").iterdir())) == 2


def test_cells_changed_by_hand_stay_unless_replaced(tmp_path, folder):
    table = write(tmp_path / "t.csv", [["a", "甲", "city", notice("甲市", "科普")]], ["id", "title", "level", "text"])
    import_table(table, folder)
    path = folder / "documents.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",甲,", ",甲（修订）,"), encoding="utf-8")
    ((_, warning),) = import_table(table, folder).warnings
    assert "'a' stays as documents.csv has it, other than here: title" in warning
    assert written(folder)[0]["title"] == "甲（修订）"
    assert import_table(table, folder, replace=True).replaced == ("a",)
    assert written(folder)[0]["title"] == "甲"
    assert read_corpus(folder).documents["document_id"].tolist() == ["a"]


# --- interrupted ---------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for the end of the process: nothing is tidied up after it."""


def state(folder):
    try:
        return read_corpus(folder).documents.to_csv()
    except CorpusError as error:
        return str(error)


def changing_run(tmp_path, folder, replace):
    """A corpus of two, and a table that adds two and changes one."""
    header = ["id", "title", "level", "text"]
    rows = [[name, name, "city", notice(f"{name}市", topic)] for name, topic in zip("abcd", TOPICS, strict=False)]
    import_table(write(tmp_path / "t.csv", rows[:2], header), folder)
    rows[0][3] = notice("a市", "农业") if replace else rows[0][3]
    return lambda: import_table(write(tmp_path / "t.csv", rows, header), folder, replace=replace)


def killed_at(monkeypatch, number, *, after):
    """Kill the process before or after the write or deletion of that number (from 0): what it did stays, nothing more is done."""
    done, most = [], number + after

    def counted(act):
        def call(*arguments, **options):
            if len(done) >= most:
                raise Killed
            done.append(act)
            value = act(*arguments, **options)
            if after and len(done) == most:
                raise Killed
            return value

        return call

    for name in ("write_bytes", "write_text"):
        monkeypatch.setattr(writing, name, counted(getattr(writing, name)))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("replace", [False, True])
def test_killed_at_any_point_it_leaves_the_corpus_as_before_or_after(tmp_path, folder, monkeypatch, replace, after):
    run = changing_run(tmp_path, folder, replace)
    shutil.copytree(folder, tmp_path / "start")
    before = state(folder)
    run()
    finished, wanted = files_of(folder), state(folder)
    assert before != wanted
    seen = set()
    for number in range(20):
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "start", folder)
        with monkeypatch.context() as patch:
            killed_at(patch, number, after=after)
            try:
                run()
                break
            except Killed:
                pass
        seen.add(now := state(folder))
        assert now in (before, wanted), number
        run()
        assert files_of(folder) == finished, number
    else:
        pytest.fail("it never ran to its end")
    assert number >= 5 and seen == {before, wanted}


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails_at", range(4))
def test_interrupted_it_takes_back_what_it_wrote(tmp_path, folder, monkeypatch, error, fails_at):
    run = changing_run(tmp_path, folder, replace=True)
    before, calls = files_of(folder), []

    def failing(act):
        def call(path, data):
            calls.append(path)
            if len(calls) == fails_at + 2:  # the first writes down what is about to be written
                raise error
            return act(path, data)

        return call

    for name in ("write_bytes", "write_text"):
        monkeypatch.setattr(writing, name, failing(getattr(writing, name)))
    with pytest.raises(type(error)):
        run()
    assert files_of(folder) == before


def test_pages_added_by_hand_after_a_killed_run_are_still_seen(tmp_path, folder, monkeypatch):
    run = changing_run(tmp_path, folder, replace=False)
    with monkeypatch.context() as patch:
        killed_at(patch, 2, after=False)
        with pytest.raises(Killed):
            run()
    (folder / "raw" / "new.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"raw/new\.txt: no row of documents\.csv names this file"):
        read_corpus(folder)


# --- likeness ------------------------------------------------------------------------------------------------------------


def shingles(text):
    letters = re.sub(r"[^\u3400-\u9fffA-Za-z0-9]+", "", text)
    return {letters[i : i + 5] for i in range(len(letters) - 4)}


def brute_force(texts):
    sets = [shingles(text) for text in texts]
    pairs = combinations(range(len(texts)), 2)
    found = [(i, j, len(sets[i] & sets[j]) / max(len(sets[i] | sets[j]), 1)) for i, j in pairs]
    return sorted((pair for pair in found if pair[2] > 0.9), key=lambda pair: (pair[1], pair[0]))


def generated(seed):
    """Texts of a small alphabet, and versions of them more and less changed, so that likenesses fall on both sides of .9."""
    draw = random.Random(seed)
    letters = "科普工作要加强，。各区部门落实责任A7\n"
    texts = ["".join(draw.choices(letters, k=draw.choice((0, 3, 5, 60, 300, 900)))) for _ in range(20)]
    for text in list(texts):
        for edits in (0, 1, 2, 4, 8):
            changed = list(text)
            for _ in range(edits if changed else 0):
                changed[draw.randrange(len(changed))] = draw.choice(letters)
            texts.append("".join(changed) + draw.choice(("", "附件", "！！")))
    draw.shuffle(texts)
    return texts


@pytest.mark.parametrize("seed", range(8))
def test_near_pairs_are_those_of_brute_force(seed):
    texts = generated(seed)
    wanted = brute_force(texts)
    assert 20 < len(wanted) < 400
    assert near_pairs([runs(text) for text in texts]) == wanted
    assert near_pairs([runs(text) for text in texts], known=60) == [pair for pair in wanted if pair[1] >= 60]


def test_likeness_of_exactly_nine_tenths_is_not_near():
    letters = [chr(0x4E00 + i) for i in range(200)]
    longer, shorter = "".join(letters[:104]), "".join(letters[:94])  # 100 and 90 runs
    assert brute_force([longer, shorter]) == near_pairs([runs(longer), runs(shorter)]) == []
    assert near_pairs([runs(longer), runs("".join(letters[:95]))]) == [(0, 1, 0.91)]
    assert near_pairs([]) == []


def test_near_duplicates_are_warnings_in_the_table_and_against_the_corpus(tmp_path, folder):
    rows = rows_of(2)
    long = rows[0][4] + "".join(f"{chr(0x4E00 + i * 7)}{chr(0x5E00 + i * 5)}事项" for i in range(80))
    rows[0][4] = long + "。\n"
    rows.append(["又一份", "省级", "2022-01-01", "甲", long + "；\n"])
    report = import_table(write(tmp_path / "t.csv", rows), folder)
    assert report.written and report.faults == ()
    assert report.warnings == ((4, "nearly the text of row 2 (likeness 1.00)"),)
    page = tmp_path / "again.txt"
    page.write_text(long + "！\n", encoding="utf-8")
    report = import_table(write(tmp_path / "u.csv", [["丙", "city", "again.txt"]], ["title", "level", "file"]), folder)
    assert [warning for _, warning in report.warnings] == [f"nearly the text of '{name}' of the corpus (likeness 1.00)" for name in ("doc-0002", "doc-0004")]  # fmt: skip
    with pytest.raises(ValueError, match="is the same file as again"):
        add_pages([page], folder)


# --- the command ---------------------------------------------------------------------------------------------------------


def test_command_says_what_was_recognized_and_done(tmp_path, folder, capsysbinary):
    table = write(
        tmp_path / "t.csv", [[*row, "x"] for row in rows_of(3)], [*HEADER, "主题 词"], codecs.lookup("gbk").name
    )
    assert main(["import", str(table), "--study", str(folder.parent)]) == 0
    out, err = capsysbinary.readouterr()
    lines = out.decode("utf-8").splitlines()
    assert lines[:5] == [f"t.csv: {a} -> {b}" for a, b in (("标题", "title"), ("发文机关", "issuer"), ("层级", "level"), ("发布日期", "issued"), ("正文", "text"))]  # fmt: skip
    assert "t.csv: 主题 词 is kept as 主题_词" in lines
    assert "3 documents imported" in lines
    assert err == b""
    assert [row["主题_词"] for row in written(folder)] == ["x"] * 3


def test_command_codes_tell_what_was_stopped_and_what_was_skipped(tmp_path, folder, capsysbinary):
    table = str(faulty_table(tmp_path))
    assert main(["import", table, "--corpus", str(folder)]) == 2
    out, err = capsysbinary.readouterr()
    assert err.decode("utf-8").splitlines()[0] == "row 3: title is empty, and the page states none"
    assert "2 documents would be imported" in out.decode("utf-8")
    assert not folder.exists()
    assert main(["import", table, "--corpus", str(folder), "--skip-faulty"]) == 1
    assert len(capsysbinary.readouterr().err.decode("utf-8").splitlines()) == len(WANTED)
    assert main(["import", table, "--corpus", str(folder), "--column", "title"]) == 2
    assert b"--column 'title' must be like" in capsysbinary.readouterr().err
    assert main(["import", table, "--corpus", str(folder), "--column", "issuer=title", "--column", "titel=x"]) == 2
    assert b"do you mean 'title'" in capsysbinary.readouterr().err
