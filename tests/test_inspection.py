"""`textmine inspect`: one report of exactly these keys, the five documents as read by hand, errors of one line."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest

from textmine.cli import main
from textmine.reading import inspection
from textmine.reading.inspection import card, inspect_page
from textmine.reading.page import PageError

RAW = Path(__file__).parents[1] / "corpus" / "raw"
PAGES = Path(__file__).parent / "pages"
KEYS = {
    "source": ["file", "sha256", "encoding", "characters"],
    "metadata": [
        "title", "wrapper_title", "issuer", "document_number", "issued", "published", "level", "region", "period",
        "adopted", "approved", "promulgated", "in_force", "amended", "known",
    ],
    "headings": ["level", "text", "line", "segment_id"],
    "segments": ["count", "by_kind"],
    "targets": ["indicator", "region", "year", "value", "unit", "operator", "kind", "line", "segment_id", "text"],
    "responsibilities": ["line", "segment_id", "lead", "support", "responsible", "deadline", "text"],
    "unread_notes": [],
    "cited_documents": ["title", "number", "count"],
    "policy_characters": [],
    "removed_share": [],
    "removed": ["first_line", "last_line", "reason"],
    "warnings": [],
}  # fmt: skip
SINGLE = ("warnings", "policy_characters", "removed_share")
# Headings, headings of level 1, segments, responsibility notes, cited documents, removed stretches.
FIVE = {
    "cast-2022": (39, 5, 73, 0, 6, 3),
    "chuxiong-2022": (20, 5, 120, 35, 5, 4),
    "harbin-2016": (62, 4, 219, 10, 5, 10),
    "tianjin-2023": (35, 7, 74, 0, 2, 0),
    "zhongshan-2022": (23, 5, 121, 22, 8, 3),
}
NO_POLICY = {
    "menu.txt": "首页 > 政务公开\n索引号：123\n发布机构：云山市人民政府\n浏览次数：3\n云ICP备12345678号\n",
    "english.txt": "The State Council. This page says nothing in Chinese.\n" * 20,
    "error.html": "<html><body><h1>404</h1><p>您访问的页面不存在或已被删除，请稍后再试。</p></body></html>",
    "links.html": "<html><body>" + "<p>云山市人民政府关于印发工作方案的通知 2022-01-01</p>" * 20 + "</body></html>",
}


def keys_of(report):
    return {
        key: list(value[0] if isinstance(value, list) else value) if value and key not in SINGLE else []
        for key, value in report.items()
    }


@pytest.fixture(scope="module")
def reports():
    return {name: inspect_page(RAW / f"{name}.txt") for name in FIVE}


def error_of(capsysbinary, *arguments):
    """The one line on stderr of a command that fails with exit code 2 and says nothing on stdout."""
    assert main(["inspect", *map(str, arguments)]) == 2
    out, err = capsysbinary.readouterr()
    lines = err.decode("utf-8").splitlines()
    assert out == b""
    assert len(lines) == 1
    assert "Traceback" not in lines[0]
    return lines[0].removeprefix("textmine inspect: ")


# --- the report ----------------------------------------------------------------------------------------------------------


def test_keys_are_exact_and_in_order(reports):
    assert keys_of(reports["chuxiong-2022"]) == KEYS
    for report in reports.values():
        assert list(report) == list(KEYS)
        assert all(keys in ([], KEYS[key]) for key, keys in keys_of(report).items())


@pytest.mark.parametrize("name", FIVE)
def test_counts_of_the_five_documents(reports, name):
    report = reports[name]
    headings, top, segments, notes, cited, removed = FIVE[name]
    assert len(report["headings"]) == headings
    assert sum(heading["level"] == 1 for heading in report["headings"]) == top
    assert report["segments"]["count"] == segments == sum(report["segments"]["by_kind"].values())
    assert len(report["responsibilities"]) == notes
    assert len(report["cited_documents"]) == cited
    assert len(report["removed"]) == removed


def test_metadata_of_the_five_documents(reports):
    stated = {name: report["metadata"] for name, report in reports.items()}
    assert {name: row["issuer"] for name, row in stated.items()} == {
        "cast-2022": "中国科协",
        "chuxiong-2022": "楚雄州人民政府",
        "harbin-2016": None,
        "tianjin-2023": "天津市科普工作联席会议办公室",
        "zhongshan-2022": "中山市人民政府",
    }
    assert [stated[name]["level"] for name in FIVE] == ["national", "city", "city", "provincial", "city"]
    assert [stated[name]["region"] for name in FIVE] == [None, "楚雄州", "哈尔滨市", "天津市", "中山市"]
    assert [stated[name]["period"] for name in FIVE] == [None, "2022-2025", "2016-2020", None, "2022-2025"]
    assert [stated[name]["issued"] for name in FIVE] == [None, "2022-08-30", None, "2023-05-31", "2022-12-28"]
    assert stated["zhongshan-2022"]["document_number"] == "中府函〔2022〕420号"


@pytest.mark.parametrize("name", FIVE)
def test_lines_are_those_of_the_page(reports, name):
    report = reports[name]
    lines = (RAW / f"{name}.txt").read_text(encoding=report["source"]["encoding"]).splitlines()
    for row in [*report["headings"], *report["responsibilities"], *report["targets"]]:
        assert row["text"].strip().splitlines()[0] in lines[row["line"] - 1].replace("\u3000", " ")
    assert all(1 <= row["first_line"] <= row["last_line"] <= len(lines) for row in report["removed"])


def test_warnings_say_what_to_look_at(reports):
    assert reports["zhongshan-2022"]["warnings"] == []
    assert reports["cast-2022"]["warnings"] == [
        "the page states no document number",
        "the page states no date of issue",
    ]
    assert "the text may be cut off: it ends with '4.建立'" in reports["harbin-2016"]["warnings"]


def test_a_document_that_is_all_table_is_read(tmp_path):
    page = tmp_path / "table.txt"
    page.write_text((PAGES / "outline_table_cells.txt").read_text(encoding="utf-8"), encoding="utf-8")
    assert inspect_page(page)["segments"]["by_kind"]["table"] >= 1


def test_a_letter_whose_annex_is_elsewhere_is_a_document(tmp_path):
    page = tmp_path / "letter.txt"
    letter = "云山市人民政府关于印发云山市信息化规划的通知\n各区人民政府：\n《云山市信息化规划》已经同意，现印发你们，请认真贯彻落实。\n"
    page.write_text(letter, encoding="utf-8")
    assert inspect_page(page)["metadata"]["wrapper_title"] == letter.splitlines()[0]


# --- card and JSON -------------------------------------------------------------------------------------------------------


def test_card_is_readable(reports, capsysbinary):
    assert main(["inspect", str(RAW / "zhongshan-2022.txt")]) == 0
    shown = capsysbinary.readouterr().out.decode("utf-8").splitlines()
    assert shown == card(reports["zhongshan-2022"]).splitlines()
    assert shown[0].startswith("zhongshan-2022.txt  (utf-8")
    assert "  document number  中府函〔2022〕420号  [header]" in shown
    assert "  region           中山市  [issuer, inferred]" in shown
    assert "Outline (23)" in shown
    assert [line.split()[1][:2] for line in shown if line[2:7].strip() and line[7:9] == "  " and line[9:10] in "一二三四五"] == [
        "一、", "二、", "三、", "四、", "五、",
    ]  # fmt: skip
    assert "  lines 328-331: footer" in shown


@pytest.mark.parametrize(
    "setting", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_json_is_utf8_whatever_the_locale(setting, reports):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONIO"))}
    command = [sys.executable, "-m", "textmine", "inspect", str(RAW / "cast-2022.txt"), "--json"]
    done = subprocess.run(command, capture_output=True, env=environment | setting, cwd=RAW.parents[1], check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8")) == json.loads(json.dumps(reports["cast-2022"]))


def test_a_file_name_of_any_bytes_is_reported(tmp_path, capsysbinary):
    page = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    try:
        Path(os.fsdecode(page)).write_bytes((RAW / "cast-2022.txt").read_bytes())
    except OSError:
        pytest.skip("the file system allows no such name")
    assert main(["inspect", os.fsdecode(page), "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["source"]["file"] == os.fsdecode(b"\xff\xfe.txt")


def test_a_reader_that_goes_away_is_no_error(monkeypatch):
    class Closed(io.BytesIO):
        def write(self, data):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Closed()))
    assert main(["inspect", str(RAW / "cast-2022.txt")]) == 0


# --- errors --------------------------------------------------------------------------------------------------------------


def pdf(password=None):
    writer, buffer = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(buffer)
    return buffer.getvalue()


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", " \n\t\u3000\r\n".encode(), "is empty"),
        ("random.dat", bytes(range(256)) * 16, "is not text in UTF-8"),
        ("ff.txt", b"\xff" * 300, "is not text in UTF-8"),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "is an image"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old Word"),
        ("text.docx", "这是一段文字。".encode(), "is named .docx but is not a Word file"),
        ("broken.docx", b"PK\x03\x04broken", "is no Word document"),
        ("other.docx", zipped(), "is no Word document"),
        ("scan.pdf", pdf(), "is a PDF without a text layer"),
        ("locked.pdf", pdf("secret"), "is a PDF protected by a password"),
        ("broken.pdf", b"%PDF-1.4\n%broken\n", "is a damaged PDF"),
        *((name, text.encode(), "") for name, text in NO_POLICY.items()),
    ],
)
def test_one_line_says_what_is_wrong_with_a_file(name, data, problem, tmp_path, capsysbinary):
    (tmp_path / name).write_bytes(data)
    message = error_of(capsysbinary, tmp_path / name, "--json")
    assert name in message
    assert problem in message
    assert name not in NO_POLICY or "holds no policy text" in message


def test_one_line_for_what_is_no_file(tmp_path, capsysbinary, monkeypatch):
    assert "is a folder; name one file" in error_of(capsysbinary, tmp_path)
    assert "no such file" in error_of(capsysbinary, tmp_path / "missing.txt", "--json")
    assert "no such file" in error_of(capsysbinary, tmp_path / "two\nlines.txt")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "cannot be read (Permission denied)" in error_of(capsysbinary, tmp_path / "secret.txt")


def test_a_page_without_policy_is_an_error_in_python_too(tmp_path):
    (tmp_path / "menu.txt").write_text(NO_POLICY["menu.txt"], encoding="utf-8")
    with pytest.raises(PageError, match=r"menu\.txt: holds no policy text"):
        inspection.inspect_page(tmp_path / "menu.txt")
