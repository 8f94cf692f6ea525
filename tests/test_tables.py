"""Tables for papers: each format is read back and holds what was given, in the same bytes each time."""

import io
import re
import time
import zipfile

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from textmine import paper_table, save_table
from textmine.cli import main
from textmine.showing.formats import TableFileError
from textmine.showing.formats.latex import latex_escaped
from textmine.showing.tables import FORMATS, save_figure_tables

TABLE = pd.DataFrame(
    {
        "term": ["科普", "新时代文明实践中心", "50 % & more_#1 {x}", "=1+1", "a\\b~c^d <e> [f] -- g", "第一行\n第二行"],
        "count": [3, 0, 12, 7, 1, 2],
        "high": [1.5, np.inf, 2.5, -np.inf, 3.5, 4.5],
        "log_ratio": [0.123456789, -1.5, np.nan, 2.0, -1e-9, 1 / 3],
        "reliable": [True, False, True, True, False, True],
    }
)
CAPTION = "表1 各级文件的用词 (100 %)"


def flat(text):
    return " ".join(text.split())


def read_xlsx(path):
    sheet = openpyxl.load_workbook(path)["table"]
    head, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


def read_docx(path):
    head, *rows = ([cell.text for cell in row.cells] for row in docx.Document(path).tables[0].rows)
    return pd.DataFrame(rows, columns=head)


UNESCAPED = {
    r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<", r"\textgreater{}": ">",
    r"\textbar{}": "|", r"\textquotedbl{}": '"', "{[}": "[", "{]}": "]", "$-$": "-", "-{}-": "--", r"\{": "{", r"\}": "}", r"\$": "$",
    r"\&": "&", r"\%": "%", r"\#": "#", r"\_": "_",
}  # fmt: skip
COMMAND = re.compile("|".join(re.escape(command) for command in UNESCAPED))


def unescaped(text):
    return COMMAND.sub(lambda found: UNESCAPED[found[0]], text)


def read_tex(path):
    """Head and rows of a longtable, by the commands that a reader of LaTeX knows."""
    body = path.read_text(encoding="utf-8")
    head = body.partition("\\toprule\n")[2].partition(" \\\\")[0]
    rows = body.partition("\\endlastfoot\n")[2].partition("\\end{longtable}")[0].splitlines()
    assert all(row.endswith(r" \\") for row in rows)
    cells = [[unescaped(cell) for cell in re.split(r"(?<!\\) & ", row.removesuffix(r" \\"))] for row in rows]
    return pd.DataFrame(cells, columns=[unescaped(name) for name in re.split(r"(?<!\\) & ", head)])


def test_excel_holds_numbers_as_numbers_and_text_as_text(tmp_path):
    read = read_xlsx(save_table(TABLE, tmp_path / "t.xlsx", caption=CAPTION))
    assert list(read["high"]) == [1.5, "inf", 2.5, "-inf", 3.5, 4.5]  # Excel knows no infinite numbers
    read["high"] = read["high"].astype(float)
    expected = TABLE.assign(log_ratio=[0.123457, -1.5, np.nan, 2.0, -1e-9, 0.333333])
    pd.testing.assert_frame_equal(read, expected, check_dtype=False, check_exact=True)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book["table"]["A5"].data_type == "s"  # =1+1 is no formula
    assert book["caption"]["A1"].value == CAPTION


@pytest.mark.parametrize(("suffix", "read"), [("docx", read_docx), ("tex", read_tex)])
def test_word_and_latex_hold_every_cell(tmp_path, suffix, read):
    found = read(save_table(TABLE, tmp_path / f"t.{suffix}", caption=CAPTION))
    assert list(found.columns) == list(TABLE.columns)
    assert [flat(cell) for cell in found["term"]] == [flat(cell) for cell in TABLE["term"]]
    assert list(found["high"]) == ["1.5", "inf", "2.5", "-inf", "3.5", "4.5"]
    assert list(found["count"]) == ["3", "0", "12", "7", "1", "2"]
    assert list(found["log_ratio"]) == ["0.123457", "-1.5", "", "2.0", "-1e-09", "0.333333"]
    assert list(found["reliable"]) == ["True", "False", "True", "True", "False", "True"]


def test_csv_is_read_back_and_opens_in_excel_as_utf8(tmp_path):
    path = save_table(TABLE, tmp_path / "t.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfterm,count")
    read = pd.read_csv(path)
    assert list(read["term"]) == list(TABLE["term"])
    np.testing.assert_allclose(read["log_ratio"], TABLE["log_ratio"], rtol=1e-5)


def test_word_takes_chinese_characters_from_a_chinese_font_and_repeats_the_head(tmp_path):
    path = save_table(TABLE, tmp_path / "t.docx", caption=CAPTION)
    document = docx.Document(path)
    assert document.paragraphs[0].text == CAPTION
    assert 'w:eastAsia="SimSun"' in document.styles["Normal"].element.xml
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert "w:tblHeader" not in document.tables[0].rows[1]._tr.xml


def test_latex_says_what_it_needs_and_has_no_bare_special(tmp_path):
    text = save_table(TABLE, tmp_path / "t.tex", caption=CAPTION).read_text(encoding="utf-8")
    assert text.startswith("% Chinese text needs XeLaTeX")
    assert "\\usepackage{ctex}" in text
    body = text.partition("\\begin{longtable}")[2]
    assert not re.search(r"(?<!\\)[%#_^~]", body)
    assert "\\caption{表1 各级文件的用词 (100 \\%)}" in body
    assert body.count("{") == body.count("}")
    assert latex_escaped("a---b") == "a-{}-{}-b"


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_table_gives_the_same_bytes_at_any_time(tmp_path, monkeypatch, suffix):
    first = save_table(TABLE, tmp_path / f"a.{suffix}", caption=CAPTION).read_bytes()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 4e6)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    second = save_table(TABLE, tmp_path / f"b.{suffix}", caption=CAPTION).read_bytes()
    monkeypatch.undo()
    time.tzset()
    assert first == second
    if suffix in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(first)) as file:
            assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            stamps = re.findall(rb"<dcterms:\w+[^>]*>([^<]*)", file.read("docProps/core.xml"))
            assert set(stamps) == {b"1980-01-01T00:00:00Z"}


def test_a_table_without_rows_can_be_saved(tmp_path):
    empty = TABLE.head(0)
    assert list(read_xlsx(save_table(empty, tmp_path / "t.xlsx")).columns) == list(TABLE.columns)
    assert list(read_tex(save_table(empty, tmp_path / "t.tex")).columns) == list(TABLE.columns)
    assert len(read_docx(save_table(empty, tmp_path / "t.docx"))) == 0


@pytest.mark.parametrize(
    ("table", "name", "message"),
    [
        (TABLE, "t.ods", "suffix must be one of .csv, .xlsx, .tex, .docx"),
        (TABLE.rename(columns={"count": "term"}), "t.csv", "each once"),
        (TABLE.rename(columns={"count": 1}), "t.csv", "plain names"),
        (pd.DataFrame({"a": ["x", "字" * 32_768]}), "t.xlsx", "row 3, column 'a': 32768 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_written(tmp_path, table, name, message):
    with pytest.raises(TableFileError, match=re.escape(message)):
        save_table(table, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_characters_that_office_cannot_hold_are_marked(tmp_path):
    odd = pd.DataFrame({"a": ["x\x00\x07y", "\ud800"]})
    assert list(read_xlsx(save_table(odd, tmp_path / "t.xlsx"))["a"]) == ["x\ufffd\ufffdy", "\ufffd"]
    assert list(read_docx(save_table(odd, tmp_path / "t.docx"))["a"]) == ["x\ufffd\ufffdy", "\ufffd"]


@pytest.mark.parametrize(("option", "suffix", "read"), [("xlsx", "xlsx", read_xlsx), ("latex", "tex", read_tex), ("docx", "docx", read_docx), ("csv", "csv", pd.read_csv)])  # fmt: skip
def test_the_command_saves_the_table_of_every_figure(project, tmp_path, capsys, option, suffix, read):
    assert main(["tables", str(project), "--format", option, "--whole", "--output", str(tmp_path)]) == 0
    names = sorted(path.stem for path in (project / "figures").glob("*.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}.{suffix}" for name in names]
    assert f"{len(names)} tables" in capsys.readouterr().out
    for name in names:
        stored = pd.read_csv(project / "figures" / f"{name}.csv").drop(columns="segment_ids", errors="ignore")
        found = read(tmp_path / f"{name}.{suffix}")
        assert list(found.columns) == list(stored.columns)
        assert len(found) == len(stored)
        for column in stored.select_dtypes("number").columns.difference(stored.select_dtypes("bool").columns):
            numbers = pd.to_numeric(found[column].replace("", None))
            np.testing.assert_allclose(numbers.astype(float), stored[column].astype(float), rtol=1e-5)
        for column in stored.select_dtypes(["object", "str"]).columns:
            assert [flat(str(a)) for a in found[column].fillna("").replace("None", "")] == [flat(str(b)) for b in stored[column].fillna("")]  # fmt: skip


def test_captions_of_the_chosen_language_and_segments_on_request(tmp_path):
    (tmp_path / "figures").mkdir()
    TABLE.assign(segment_ids="a/1").to_csv(tmp_path / "figures" / "fig01_a.csv", index=False)
    (tmp_path / "figures" / "fig01_a.zh.txt").write_text("图一：0.5 与其他。实心：突出。", encoding="utf-8")
    (path,) = save_figure_tables(tmp_path, "docx", language="zh", segments=True)
    assert path == tmp_path / "tables" / "fig01_a.docx"
    assert docx.Document(path).paragraphs[0].text == "图一：0.5 与其他。"  # the marks of a drawing are none of a table
    assert "segment_ids" in read_docx(path)
    (path,) = save_figure_tables(tmp_path, "docx", language="zh")
    assert "segment_ids" not in read_docx(path)


def test_word_and_latex_print_what_a_paper_does(project, tmp_path):
    """Every table of the five documents: few columns, in words, no more lines than rows, none that says nothing."""
    paths = save_figure_tables(project, "docx", output=tmp_path, language="zh")
    for path in paths:
        stored, printed = pd.read_csv(project / "figures" / f"{path.stem}.csv"), read_docx(path)
        assert len(printed) == len(stored)
        assert len(printed.columns) <= 9
        assert printed.ne("").any().all()
        assert all(re.search("[\u4e00-\u9fff]|%|Jaccard", head) for head in printed.columns), path.stem
    assert list(read_docx(tmp_path / "fig03_level_terms.docx").columns) == [
        "层级", "词", "此处次数", "他处次数", "对数比", "95% 区间（按节）", "去掉任一文件时的范围", "突出",
    ]  # fmt: skip


def test_a_wide_word_table_lies_across_the_page_and_fills_no_more_than_it(tmp_path):
    wide = pd.DataFrame({f"column {n}": ["a rather long cell of words"] for n in range(6)})
    for table, across in ((wide.iloc[:, :2], False), (wide, True)):
        document = docx.Document(save_table(table, tmp_path / "t.docx"))
        page = document.sections[0]
        assert (page.page_width > page.page_height) == across
        widths = [column.width for column in document.tables[0].columns]
        assert sum(widths) <= page.page_width - page.left_margin - page.right_margin + len(widths)
    text = save_table(wide, tmp_path / "t.tex").read_text(encoding="utf-8")
    assert text.count("{landscape}") == 2
    assert "landscape}" not in save_table(wide.iloc[:, :2], tmp_path / "t.tex").read_text(encoding="utf-8")


def test_a_table_of_a_paper_has_one_column_an_interval_and_readable_numbers():
    table = pd.DataFrame(
        {
            "level": ["city", "national", "city"],
            "term": ["科普", "农村", "站"],
            "count_target": [12, 0, 1],
            "n_target": [900, 800, 900],
            "log_ratio": [1.2345, -0.001, np.inf],
            "low": [-0.5, np.nan, 0.25],
            "high": [2.25, np.nan, np.inf],
            "unit": ["section"] * 3,
            "estimate": [0.03125, 0.0001, np.nan],
            "stands_out": [True, False, False],
            "left_out": [None, None, "name"],
            "year": [2022.0, np.nan, 2016.0],
            "own": ["a", None, "b"],
            "cumulative": [False] * 3,
            "segment_ids": ["a/1", "a/2", "b/1"],
        }
    )
    names = {"city": ("the cities", "各市"), "农村": ("农村 countryside", "农村")}
    printed = paper_table(table, names)
    assert printed.to_dict("list") == {
        "level": ["the cities", "national", "the cities"],
        "term": ["科普", "农村 countryside", "站"],
        "count here": ["12", "0", "1"],
        "log ratio": ["1.23", "0.00", "∞"],
        "95 % interval over sections": ["−0.50 to 2.25", "", "0.25 to ∞"],
        "estimate": ["0.0312", "0.0001", ""],
        "stands out": ["yes", "no", "no"],
        "year": ["2022", "", "2016"],
        "own": ["a", "", "b"],
    }
    chinese = paper_table(table, names, "zh", segments=True)
    assert list(chinese.columns) == ["层级", "词", "此处次数", "对数比", "95% 区间（按节）", "估计值", "突出", "年份", "own", "segment_ids"]  # fmt: skip
    assert list(chinese["层级"]) == ["各市", "国家级", "各市"]
    assert list(chinese.iloc[0, 4:7]) == ["−0.50 至 2.25", "0.0312", "是"]


def test_the_unit_of_values_stays_and_a_topic_that_has_a_name_is_called_by_it():
    values = pd.DataFrame({"year": [2025], "value": [13.5], "unit": ["%"], "topic": [3]})
    assert list(paper_table(values).columns) == ["year", "value", "unit", "topic"]
    assert list(paper_table(values.assign(name="media")).columns) == ["year", "value", "unit", "name"]
    assert paper_table(values).iloc[0].tolist() == ["2025", "13.5", "%", "3"]


def test_an_empty_table_of_a_paper_keeps_its_heads():
    assert list(paper_table(TABLE.head(0), language="zh").columns) == ["词", "次数", "区间上限", "对数比", "可靠"]


def test_a_study_without_figures_is_a_user_error(tmp_path, capsys):
    assert main(["tables", str(tmp_path)]) == 2
    assert "no tables of figures; run textmine reproduce" in capsys.readouterr().err
