"""Files that hold a page: web archives, e-mails, zips, old Word files; and what a page's head declares."""

import io
import shutil
import zipfile
from email.message import EmailMessage

import pytest

from textmine.intake import add_pages
from textmine.reading.clean import clean
from textmine.reading.page import PageError, oldword, raws_of, read_page
from textmine.reading.page.formats import html_lines
from textmine.reading.page.heads import declared_in

POLICY = (
    "云山市人民政府关于加强科普工作的通知\n各区人民政府：\n" + "要把科普工作纳入年度安排，落实责任，完善服务。\n" * 12
)
HTML = "<html><head><title>通知_云山网</title></head><body><p>" + POLICY.replace("\n", "</p><p>") + "</p></body></html>"


def mail(body=None, html=None, attached=()):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "通知"
    message.set_content(body or "请查收。")
    if html:
        message.add_alternative(html, subtype="html")
    for name, text in attached:
        message.add_attachment(text.encode("gb18030"), maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def page(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def web_archive(encoding):
    part = HTML.encode(encoding)
    head = b'From: <Saved by Browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
    body = b"--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + part
    return head + body + b"\r\n--B\r\nContent-Type: image/png\r\n\r\nx\r\n--B--\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_archive_is_the_page_it_holds(tmp_path, encoding):
    read = read_page(page(tmp_path, "saved.mht", web_archive(encoding)))
    assert read.text == POLICY
    assert read.encoding == encoding
    assert read.declared == {"title": "通知_云山网"}


@pytest.mark.parametrize(
    "data",
    [
        mail(POLICY),
        mail(html=HTML),
        mail(attached=[("通知.txt", POLICY)]),
        mail("好。", attached=[("通知.html", HTML)]),
    ],
)
def test_an_email_is_its_text_or_the_document_attached(tmp_path, data):
    assert read_page(page(tmp_path, "letter.eml", data)).text.replace("\r\n", "\n") == POLICY


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        (
            "two.eml",
            mail(attached=[("a.txt", POLICY), ("b.txt", POLICY)]),
            r"2 document\(s\) attached \(a.txt, b.txt\)",
        ),
        ("both.eml", mail(POLICY, attached=[("a.txt", POLICY)]), "an e-mail with a text and 1 document"),
        ("two.zip", zipped({"a.txt": POLICY, "b.html": HTML}), r"archive of 2 pages \(a.txt, b.html\)"),
        ("none.zip", zipped({"a.png": b"x"}), "archive without a page"),
        ("nested.zip", zipped({"a.eml": mail(POLICY)}), "archive inside of an archive"),
        ("cut.zip", b"PK\x03\x04" + bytes(40), "is no Word document"),
    ],
)
def test_what_holds_no_single_page_is_refused_in_one_line(tmp_path, name, data, says):
    with pytest.raises(PageError, match=says):
        read_page(page(tmp_path, name, data))


def test_a_zip_of_a_saved_page_is_that_page(tmp_path):
    data = zipped(
        {"page.html": HTML, "page_files/frame.html": "<p>x</p>", "page_files/a.css": "x", "__MACOSX/page.html": "x"}
    )
    assert read_page(page(tmp_path, "saved.zip", data)).text == POLICY


def test_the_pages_of_an_archive_keep_their_names_and_are_added_each(tmp_path):
    members = {"AAAA.txt": POLICY, "b.txt": POLICY.replace("科普", "消防").replace("服务", "设施检查制度")}
    data = zipped(members).replace(b"AAAA", "通知".encode("gbk"))  # as Windows packs it, with no word of the encoding
    path = page(tmp_path, "pages.zip", data)
    assert [raw.path for raw in raws_of(path)] == [f"{path}/b.txt", f"{path}/通知.txt"]
    added = add_pages([path], tmp_path / "corpus")
    assert added[0].source_file == "b.txt"
    assert len(list((tmp_path / "corpus" / "raw").iterdir())) == 2


def test_old_word_without_libreoffice_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    data = b"\xd0\xcf\x11\xe0" + bytes(100) + "WordDocument".encode("utf-16-le")
    with pytest.raises(PageError, match=r"install LibreOffice.*save it as \.docx"):
        read_page(page(tmp_path, "old.doc", data))


@pytest.mark.parametrize("works", [True, False])
def test_old_word_is_converted_by_libreoffice(tmp_path, monkeypatch, works):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("云山市人民政府关于加强科普工作的通知")
    document.save(tmp_path / "made.docx")
    program = tmp_path / "soffice"
    made = f"cp '{tmp_path / 'made.docx'}' \"$5/page.docx\"" if works else "exit 3"
    program.write_text(f'#!/bin/sh\n[ "$3" = --convert-to ] || exit 1\nset -- "$1" "$2" "$3" "$4" "$6"\n{made}\n')
    program.chmod(0o755)
    monkeypatch.setattr(oldword.shutil, "which", lambda name: str(program))
    path = page(tmp_path, "old.doc", b"{\\rtf1 x}")
    if works:
        assert read_page(path).text == "云山市人民政府关于加强科普工作的通知\n"
        assert read_page(path).encoding == "doc"
    else:
        with pytest.raises(PageError, match="LibreOffice cannot read"):
            read_page(path)


def test_a_pdf_of_which_half_are_scans_is_named_as_such(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    from pypdf.generic import DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    for _ in range(2):
        blank = writer.add_blank_page(100, 100)
        blank[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject()})
    file = io.BytesIO()
    writer.write(file)
    with pytest.raises(PageError, match="a scan; recognize its text by: textmine ocr FILE"):
        read_page(page(tmp_path, "scan.pdf", file.getvalue()))


@pytest.mark.parametrize(
    ("markup", "declared"),
    [
        ('<meta name="ArticleTitle" content="关于科普的通知"><title>云山网</title>', {"title": "关于科普的通知"}),
        ("<title>\n关于&ldquo;科普&rdquo;的通知_云山网 </title>", {"title": "关于“科普”的通知_云山网"}),
        ("<meta content='2022-05-06 10:00' name='PubDate'>", {"published": "2022-05-06 10:00"}),
        ("<title> </title><p>x</p>", {}),
    ],
)
def test_what_a_head_declares(markup, declared):
    assert declared_in(markup) == declared


ENTRIES = ["关于做好春季防汛工作的通知", "市长调研乡村振兴工作", "领导信箱", "网上办事", "历史文化"]


def menu(entries, href="/n/1"):
    return "<ul>" + "".join(f'<li><a href="{href}">{words}</a></li>' for words in entries) + "</ul>"


def kept(markup):
    text, links = html_lines(markup)
    return clean(text, links).text.splitlines()


BODY = "<div class='x9'><p>云山市科普条例</p><p>第一条 为了加强科普工作，制定本条例。</p></div>"


def test_five_links_in_a_row_are_a_menu_in_any_template():
    assert kept(menu(ENTRIES) + BODY) == ["云山市科普条例", "第一条 为了加强科普工作，制定本条例。"]
    text, links = html_lines(menu(ENTRIES) + BODY)
    assert links == (0, 1, 2, 3, 4)
    assert text.splitlines()[:5] == ENTRIES


@pytest.mark.parametrize(
    "markup",
    [
        menu(ENTRIES, "#a"),  # a table of contents
        menu(ENTRIES, "/a/1.docx"),  # files to download
        menu([f"附件{n} 申报表" for n in range(6)]),
        menu([f"{n}. 申报表" for n in range(1, 7)]),
        "".join(f'<p>按照<a href="/n/1">{words}</a>执行</p>' for words in ENTRIES),
    ],
)
def test_links_of_the_policy_itself_stay(markup):
    shown = html_lines(markup)[0].splitlines()
    assert kept(BODY + markup + "<p>第二条 本条例自公布之日起施行。</p>")[2:-1] == shown
