"""Any file that holds a policy becomes its characters; any other file an error of one line that says how to mend it."""

import hashlib
import io
import sys
import zipfile

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from textmine.reading.page import PageError, decode, read_page
from textmine.reading.page.formats import html_text

POLICY = "云山市科普工作实施方案\n一、总体要求\n为贯彻落实国家部署,制定本方案。\n"
TRADITIONAL = "臺北市政府科學普及實施要點\n一、為推動科學教育,特訂定本要點。\n"


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def pdf(*lines, password=None):
    """A PDF of one page with these lines in Latin letters; without lines it has no text layer."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(width=300, height=300)
    if lines:
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 250 Td {shown}ET".encode())
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        names = {pypdf.generic.NameObject(k): pypdf.generic.NameObject(v) for k, v in font.items()}
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
        page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
            {
                pypdf.generic.NameObject("/Font"): pypdf.generic.DictionaryObject(
                    {pypdf.generic.NameObject("/F1"): pypdf.generic.DictionaryObject(names)}
                )
            }
        )
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def word(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# --- encodings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "bom", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("gb2312", b"", "gb18030"),
    ],
)
def test_simplified_page_in_any_encoding(tmp_path, encoding, bom, name):
    data = bom + POLICY.encode(encoding)
    page = read_page(write(tmp_path, "a.txt", data))
    assert (page.file, page.encoding, page.text) == ("a.txt", name, POLICY)
    assert page.sha256 == hashlib.sha256(data).hexdigest()


def test_traditional_page_in_big5(tmp_path):
    page = read_page(write(tmp_path, "a.txt", TRADITIONAL.encode("big5")))
    assert (page.encoding, page.text) == ("big5", TRADITIONAL)


@pytest.mark.parametrize("words", ["附件", "责任单位", "中山市人民政府", "二〇二二年", "通知", "科普工作实施方案"])
def test_few_characters_tell_gb18030_from_big5(words):
    assert decode(words.encode("gb18030")) == (words, "gb18030")


@pytest.mark.parametrize("words", ["實施辦法", "政府公告", "鄭重聲明", "關於實施要點的通知", "臺灣"])
def test_few_characters_tell_big5_from_gb18030(words):
    assert decode(words.encode("big5")) == (words, "big5")


def test_characters_beyond_gbk_and_the_basic_plane():
    words = "为保护\U00020000\u4dae字,加强管理。"
    assert decode(words.encode("gb18030")) == (words, "gb18030")


@given(st.binary(max_size=200))
def test_bytes_decode_whole_or_not_at_all(data):
    try:
        text, encoding = decode(data)
    except UnicodeError as error:
        assert "\n" not in str(error)
    else:
        bom = data[: len(data) - len(text.encode(encoding))]
        assert bom + text.encode(encoding) == data


# --- errors --------------------------------------------------------------------------------------------------------------


def not_word():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", " \r\n\t\u3000\n", "is empty"),
        ("blank.html", "<html><body><p>&nbsp;</p></body></html>", "is empty"),
        ("binary.txt", bytes(range(256)) * 4, "is not text"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "save it as .docx"),
        ("note.rtf", rb"{\rtf1 policy}", "save it as .docx"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "recognize its text by: textmine ocr FILE"),
        ("scan.tif", b"II*\0" + bytes(50), "textmine ocr FILE"),
        ("scan.gif", b"GIF89a" + bytes(50), "save it as PNG, then"),
        ("plain.docx", POLICY, "is not a Word file"),
        ("plain.pdf", POLICY, "is not a PDF file"),
        ("sheet.docx", not_word(), "is no Word document"),
        ("cut.docx", b"PK\x03\x04" + bytes(40), "is no Word document"),
        ("scan.pdf", pdf(), "without a text layer"),
        ("secret.pdf", pdf("a", password="x"), "protected by a password"),
        ("cut.pdf", b"%PDF-1.4\n" + bytes(40), "damaged PDF"),
        ("latin.txt", "Élève à l'école".encode("latin-1"), "is not text"),
        ("cut.txt", POLICY.encode()[:-3] + b"\n", "damaged in 1 place(s), first on line 3"),
    ],
)
def test_error_says_what_is_wrong_in_one_line(tmp_path, name, data, says):
    path = write(tmp_path, name, data)
    with pytest.raises(PageError) as error:
        read_page(path)
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert says in message
    assert "\n" not in message


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(PageError, match="no such file"):
        read_page(tmp_path / "none.txt")
    with pytest.raises(PageError, match="is a folder; name one file"):
        read_page(tmp_path)


@pytest.mark.parametrize(("name", "module"), [("a.docx", "docx"), ("a.pdf", "pypdf")])
def test_missing_extra_is_named(tmp_path, monkeypatch, name, module):
    data = word(docx.Document()) if module == "docx" else pdf("a")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PageError, match=r"pip install textmine\[ingest\]"):
        read_page(write(tmp_path, name, data))


# --- HTML ----------------------------------------------------------------------------------------------------------------


def test_blocks_are_lines_and_inline_elements_are_not():
    assert (
        html_text("<div><p>一、<b>总体</b>要<span>求</span></p>为贯彻<br>落实</div>") == "一、总体要求\n为贯彻\n落实\n"
    )


def test_line_breaks_of_the_source_do_not_split_chinese():
    assert html_text("<p>科学\n    素质 提升\n Plan 2022</p>") == "科学素质 提升 Plan 2022\n"


def test_entities_are_characters():
    assert html_text("<p>&ldquo;科普&rdquo;&mdash;&#12298;纲要&#x300b;&amp;&nbsp;</p>") == "“科普”—《纲要》&\xa0\n"


def test_what_nobody_sees_is_no_text():
    page = (
        "<html><head><title>首页</title><style>p{color:red}</style></head><body><script>var a='垃圾';</script>"
        "<div style='display: none'>博彩</div><p hidden>隐藏</p><div style='position:absolute;left:-9999px'>外链</div>"
        "<!-- 注释 --><select><option>友情链接</option></select><p>科普</p></body></html>"
    )
    assert html_text(page) == "科普\n"


def test_cells_of_a_data_table_are_lines_and_rows_of_metadata_pairs():
    table = (
        "<table><tr><td>发布机构:</td><td>云山市<br>人民政府</td><td>主题词:</td><td></td></tr></table>"
        "<table><tr><th>序号</th><th>责任单位</th></tr><tr><td>1</td><td><p>市科协</p><p>市教育局</p></td></tr></table>"
    )
    assert html_text(table).split("\n") == [
        "发布机构:\t云山市 人民政府",
        "主题词:\t",
        "序号",
        "责任单位",
        "1",
        "市科协 市教育局",
        "",
    ]


def test_layout_tables_are_transparent():
    page = "<table><tr><td>导航<br>首页</td><td><table><tr><td><p>一、总体要求</p><p>为贯彻落实。</p></td></tr></table></td></tr></table>"
    assert html_text(page) == "导航 首页\n一、总体要求\n为贯彻落实。\n"


@pytest.mark.parametrize("depth", [50_000])
def test_deep_nesting_is_read(depth):
    assert html_text("<div>" * depth + "科普") == "科普\n"


def test_declared_charset_decides_what_bytes_leave_open(tmp_path):
    page = '<html><head><meta charset="gb2312"></head><body><p>云山市</p></body></html>'
    found = read_page(write(tmp_path, "a.html", page.encode("gb18030")))
    assert (found.encoding, found.text) == ("gb18030", "云山市\n")
    wrong = page.replace("gb2312", "utf-8").encode("gb18030")
    assert read_page(write(tmp_path, "b.html", wrong)).text == "云山市\n"


@pytest.mark.parametrize("name", ["page.txt", "page.doc", "page.html", "page.docx"])
def test_html_is_known_by_its_content(tmp_path, name):
    page = "<!DOCTYPE html><html><body><p>云山市</p><p>方案</p></body></html>"
    assert read_page(write(tmp_path, name, page)).text == "云山市\n方案\n"


def test_fragment_is_html_and_text_with_stray_markup_is_not(tmp_path):
    assert read_page(write(tmp_path, "a.txt", "<p>云山市</p>\n<p>方案</p>\n")).text == "云山市\n方案\n"
    stray = "<p>云山市\n一、要求</p>\n实施。\n"
    assert read_page(write(tmp_path, "b.txt", stray)).text == stray


# --- Word and PDF ----------------------------------------------------------------------------------------------------------


def test_word_paragraphs_and_tables_in_order(tmp_path):
    document = docx.Document()
    document.add_heading("云山市科普方案", 0)
    document.add_paragraph("一、总体要求")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ["序号", "单位", "1", "市科协\n市教育局"], strict=True):
        cell.text = words
    document.add_paragraph("附件\n名单")
    page = read_page(write(tmp_path, "a.docx", word(document)))
    assert page.encoding == "docx"
    assert page.text.split("\n") == [
        "云山市科普方案",
        "一、总体要求",
        "序号",
        "单位",
        "1",
        "市科协 市教育局",
        "附件",
        "名单",
        "",
    ]


def numbered(document, *levels):
    """Give the document a list whose levels have these formats and patterns; returns the id of the list."""
    root = document.part.numbering_part.element
    shapes = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (style, pattern) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{shapes}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def test_word_numbers_are_restored(tmp_path):
    document = docx.Document()
    numbered(document, ("chineseCounting", "%1、"), ("chineseCounting", "(%2)"), ("decimal", "%1.%3"))
    for words, level in [("要求", 0), ("思想", 1), ("原则", 1), ("任务", 0), ("行动", 1), ("措施", 2), ("措施", 2)]:
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    lines = read_page(write(tmp_path, "a.docx", word(document))).text.splitlines()
    assert lines[:5] == ["一、要求", "(一)思想", "(二)原则", "二、任务", "(一)行动"]


def test_word_insertions_are_text_and_deletions_are_not(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("达到")
    run = "<w:r><w:{0}>{1}</w:{0}></w:r>"
    author = 'w:id="1" w:author="a"'
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')} {author}>{run.format('t', '15%')}</w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')} {author}>{run.format('delText', '12%')}</w:del>"))
    assert read_page(write(tmp_path, "a.docx", word(document))).text == "达到15%\n"


def test_pdf_text_layer(tmp_path):
    page = read_page(write(tmp_path, "a.pdf", pdf("Plan 2022", "Target 15")))
    assert page.encoding == "pdf"
    assert page.text.split() == ["Plan", "2022", "Target", "15"]
    assert read_page(write(tmp_path, "open.pdf", pdf("Plan", password=""))).text.split() == ["Plan"]
