"""`textmine check` on a folder of pages: the worst first, each with what is thin about it."""

import csv
import io
import json
import zipfile

import pytest

from textmine.check import check_pages, is_folder_of_pages, verdict_lines
from textmine.check.pages import VERDICT_COLUMNS
from textmine.cli import main
from textmine.reading.page import PageError

GOOD = (
    "云山市人民政府关于加强科普工作的通知\n云政发〔2022〕6号\n各区人民政府：\n一、总体要求\n"
    + "要把科普工作纳入年度安排，落实责任，完善服务，向社会公布结果，接受群众监督。\n" * 8
    + "二、主要任务\n建设科普场馆。（责任单位：市科协）\n云山市人民政府\n2022年5月6日\n"
)
BARE = "要把科普工作纳入年度安排，落实责任，完善服务，向社会公布结果，接受群众监督，不断改进。\n" * 60


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "bare.txt").write_text(BARE, encoding="utf-8")
    (tmp_path / "unread.txt").write_text(GOOD.replace("责任单位：市科协", "责任单位：见附件"), encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.txt", GOOD.replace("科普", "消防"))
        archive.writestr("b.txt", "首页\n")
    (tmp_path / "table.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    (tmp_path / "saved_files").mkdir()
    (tmp_path / "saved_files" / "frame.html").write_text("<p>x</p>", encoding="utf-8")
    return tmp_path


def test_the_worst_page_comes_first(folder):
    table = check_pages(folder)
    assert tuple(table) == VERDICT_COLUMNS
    assert table["file"].tolist() == [
        "empty.txt", "two.zip/b.txt", "sub/bare.txt", "unread.txt", "good.txt", "two.zip/a.txt",
    ]  # fmt: skip
    assert table["score"].tolist() == [100, 100, 10 + 5 + 4 + 3 + 1, 2, 0, 0]
    assert table["verdict"].tolist() == [
        "cannot be read: is empty, it holds no characters; save the page again",
        "cannot be read: holds no policy text: 0 Chinese characters, too few or without title, heading and sentences; name the "
        "page on which the document itself stands",
        "no title; no issuer; no structure; no date; no heading was found: the outline is flat",
        "1 unread note",
        "",
        "",
    ]
    assert table["notes"].tolist() == [0, 0, 0, 0, 1, 1]
    assert table["unread_notes"].sum() == 1
    assert table["title"].tolist()[3:] == ["云山市人民政府关于加强科普工作的通知"] * 2 + [
        "云山市人民政府关于加强消防工作的通知"
    ]


def test_any_number_of_processes_gives_the_same(folder):
    assert check_pages(folder, n_jobs=2).equals(check_pages(folder))


def test_lines_show_the_worst_and_say_how_many_are_hidden(folder):
    lines = verdict_lines(check_pages(folder), 2)
    assert [line.split()[:2] for line in lines[1:3]] == [["100", "empty.txt"], ["100", "two.zip/b.txt"]]
    assert lines[-1] == "6 pages: 4 with something thin, 1 unread notes; 2 more are not shown"
    assert len(verdict_lines(check_pages(folder))) == 6


def test_much_removed_and_a_field_inferred_are_said(tmp_path):
    menu = "".join(f"版权所有 云山市人民政府 ICP备1234567{i}号 联系我们 网站地图\n" for i in range(9))
    short = (
        "科普工作的通知\n赣府厅发〔2022〕6号\n各单位：\n要把科普工作纳入年度安排，落实责任，完善服务，接受群众监督。\n"
    )
    (tmp_path / "a.txt").write_text(short + menu, encoding="utf-8")
    row = check_pages(tmp_path).iloc[0]
    assert row["issuer"] == "江西省人民政府办公厅"
    assert row["removed"] > 0.5
    assert f"{row['removed']:.0%} removed" in row["verdict"]
    assert "issuer inferred (number)" in row["verdict"]


def test_the_command_writes_all_of_them_as_csv(folder, tmp_path_factory, capsysbinary):
    target = tmp_path_factory.mktemp("out") / "verdicts.csv"
    assert main(["check", str(folder), "--csv", str(target), "--worst", "1", "--jobs", "1"]) == 0
    assert "empty.txt" in capsysbinary.readouterr().out.decode()
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [row["file"] for row in rows] == check_pages(folder)["file"].tolist()
    assert main(["check", str(folder), "--json", "--jobs", "1"]) == 0
    assert [row["score"] for row in json.loads(capsysbinary.readouterr().out)] == [100, 100, 23, 2, 0, 0]


def test_a_study_and_an_empty_folder_are_no_folders_of_pages(folder, tmp_path_factory, capsysbinary):
    empty = tmp_path_factory.mktemp("empty")
    assert is_folder_of_pages(folder)
    assert not is_folder_of_pages(empty)
    with pytest.raises(PageError, match="holds no page"):
        check_pages(empty)
    (folder / "documents.csv").write_text("", encoding="utf-8")
    assert not is_folder_of_pages(folder)
    assert main(["check", str(empty), "--csv", "x.csv"]) == 2
    assert b"--csv is for a folder of pages" in capsysbinary.readouterr().err
