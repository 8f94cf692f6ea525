"""Scans become text files: runs of characters in the order of print, page by page, and nothing that a person corrected is lost."""

import io
import math
import random
import re
import socket
import sys
from importlib.metadata import files
from types import ModuleType, SimpleNamespace

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from textmine import ScanError, inspect_page, load_recognizer, outline, read_page, recognize_scan, write_scans
from textmine.cli import main
from textmine.intake.scans.lines import INDENTATION, printed_lines
from textmine.intake.scans.pictures import pages_of_scan
from textmine.intake.scans.punctuation import mended
from textmine.intake.scans.recognition import COLUMNS
from textmine.intake.scans.recognizer import Piece, _model, _pieces
from textmine.reading.clean import clean
from textmine.reading.page import PageError
from textmine.reading.page.pdftext import PdfPage, is_scan

EM, PITCH, LEFT, TOP = 40, 70, 200, 300
HEIGHT = 2000


def run(text, column=0.0, line=0, *, width=None, confidence=0.9, em=EM):
    """A run of full-width characters that begins at this column of this line."""
    left, top = LEFT + column * EM, TOP + line * PITCH
    right, low = left + em * (len(text) if width is None else width), top + em
    return Piece(text, confidence, ((left, top), (right, top), (right, low), (left, low)))


def turned(pieces, degrees):
    """The page aslant about its upper left corner."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        piece._replace(corners=tuple((x * cosine - y * sine, x * sine + y * cosine) for x, y in piece.corners))
        for piece in pieces
    ]


def texts(pieces, height=HEIGHT):
    return [line.text for line in printed_lines(pieces, height)]


PARAGRAPH = [
    "为贯彻落实国家和省有关部署深入推进科学普及工作",
    "结合本市实际制定本方案请各区各部门认真组织实施把",
    "各项任务落到实处",
]
PAGE = [
    run("关于印发科普工作方案的通知", 6),
    run(PARAGRAPH[0], 2, 1),
    run(PARAGRAPH[1], 0, 2),
    run(PARAGRAPH[2], 0, 3),
    run("一、总体要求", 2, 4),
    run(PARAGRAPH[0], 2, 5),
    run(PARAGRAPH[1], 0, 6),
]
READ = [
    "关于印发科普工作方案的通知",
    INDENTATION + PARAGRAPH[0],
    *PARAGRAPH[1:],
    INDENTATION + "一、总体要求",
    INDENTATION + PARAGRAPH[0],
    PARAGRAPH[1],
]


@pytest.mark.parametrize("degrees", [0, 1, -1, 4, -7])
@pytest.mark.parametrize("seed", range(4))
def test_lines_are_in_the_order_of_print_however_the_runs_come_and_the_page_lies(degrees, seed):
    pieces = turned(PAGE, degrees)
    random.Random(seed).shuffle(pieces)
    assert texts(pieces) == READ


def test_the_margin_of_a_photographed_page_may_lean():
    leaning = [
        piece._replace(corners=tuple((x + 0.06 * y, y) for x, y in piece.corners))
        for piece in [run(words, 0 if i % 3 else 2, i) for i, words in enumerate(PARAGRAPH * 6)]
    ]
    assert [text.startswith(INDENTATION) for text in texts(leaning)] == [i % 3 == 0 for i in range(18)]


def test_a_speck_beside_a_line_moves_no_margin():
    pieces = [run(words, 0 if i % 3 else 2, i) for i, words in enumerate(PARAGRAPH * 3)]
    found = texts([*pieces, run("丨", -4, 4)])
    assert [text.startswith(INDENTATION) for text in found] == [i % 3 == 0 for i in range(9)]


@pytest.mark.parametrize(("gap", "between"), [(0.0, ""), (0.7, ""), (0.9, " "), (2.4, " "), (2.6, "\t"), (9.0, "\t")])
def test_a_gap_in_a_line_is_nothing_a_blank_or_the_edge_of_a_cell(gap, between):
    assert texts([run("第一章", 0), run("总则", 3 + gap)]) == [f"第一章{between}总则"]


def test_dashes_that_open_an_item_are_dashes_and_a_word_in_a_line_is_not():
    item = [
        run("一一坚持协同推进建立政府主导多元主体参与的社会", 2),
        run("一一对应的机制完善统筹协调政策支持投入保障的制度", 0, 1),
    ]
    assert texts(item) == [INDENTATION + "——坚持协同推进建立政府主导多元主体参与的社会", item[1].text]


def test_brackets_over_two_runs_are_a_pair():
    assert texts([run("第一条(以下", 0), run("简称条例)", 6)]) == ["第一条（以下简称条例）"]


def test_latin_words_side_by_side_stay_apart():
    assert texts([run("Science", 0, width=4), run("2022", 4.2, width=2)]) == ["Science 2022"]


def test_rows_of_a_table_are_rows_for_the_outline():
    rows = [("序号", "任务", "责任单位"), ("1", "建设科普场馆", "市科协"), ("2", "培训科技教师", "市教育局")]
    pieces = [run(cell, 10 * at, line) for line, row in enumerate(rows) for at, cell in enumerate(row)]
    found = texts(pieces)
    assert found == ["\t".join(row) for row in rows]
    assert set(outline("".join(f"{line}\n" for line in found))["kind"]) == {"table"}


def test_the_confidence_of_a_line_is_that_of_its_least_sure_run():
    assert printed_lines([run("甲", 0, confidence=0.8), run("乙", 1, confidence=0.3)], HEIGHT)[0].confidence == 0.3


@pytest.mark.parametrize("words", ["3", "— 3 —", "-3-", "—3一", "· 3 ·", "－ 3 －"])
@pytest.mark.parametrize("line", [23, -3])
def test_a_number_alone_at_the_edge_is_the_number_of_the_page_for_the_cleaning(words, line):
    page = [*PAGE, run(words, 12, line)]
    found = texts(page)
    at = -1 if line > 0 else 0
    assert found[at] == "— 3 —"
    text = "".join(f"{line}\n" for line in found)
    assert "— 3 —" not in clean(text).text
    assert clean(text).text.split() == [line.strip() for line in READ]


@pytest.mark.parametrize(
    ("words", "line", "height"),
    [
        ("3", 7, HEIGHT),  # the next line of the text
        ("3", 9, 4 * HEIGHT),  # in the middle of the page
        ("2022年", 23, HEIGHT),
        ("三", 23, HEIGHT),
        ("（3）", 23, HEIGHT),
    ],
)
def test_other_numbers_are_no_page_numbers(words, line, height):
    assert texts([*PAGE, run(words, 0, line)], height)[-1] == words


COLUMN = [words[:20] for words in (PARAGRAPH[0], PARAGRAPH[1], PARAGRAPH[0][::-1])]


def columns(*, numbers=()):
    """Two columns of nine lines each below a title over both, the last line of each paragraph short."""
    title = run("关于印发科普工作方案的通知", 14, -2)
    lines = [run(COLUMN[i % 3][: {0: 18, 8: 9}.get(i, 20)], at + 2 * (i == 0), i) for at in (0, 22) for i in range(9)]
    return [title, *lines, *(run(number, at, 23) for number, at in numbers)]


@pytest.mark.parametrize("degrees", [0, 2])
@pytest.mark.parametrize("seed", range(3))
def test_two_columns_are_read_one_after_the_other(degrees, seed):
    pieces = columns()
    mixed = turned(pieces, degrees)
    random.Random(seed).shuffle(mixed)
    assert [text.strip() for text in texts(mixed)] == [piece.text for piece in pieces]
    assert [i for i, text in enumerate(texts(mixed)) if text.startswith(INDENTATION)] == [1, 10]


def test_pages_side_by_side_have_a_number_each():
    found = texts(columns(numbers=[("12", 10), ("13", 32)]))
    assert (found[10], found[20]) == ("— 12 —", "— 13 —")


def test_a_table_of_two_columns_is_read_row_by_row():
    names = ["市科协", "市教育局", "市委宣传部", "市人力资源社会保障局"]
    cells = [(f"任务{'一二三四五六七八九十'[i]}", names[i % 4]) for i in range(10)]
    found = texts([run(cell, 15 * at, i) for i, row in enumerate(cells) for at, cell in enumerate(row)])
    assert found == ["\t".join(row) for row in cells]


def test_a_page_without_characters_has_no_lines():
    assert printed_lines([], HEIGHT) == printed_lines([run(" ")], HEIGHT) == []


@pytest.mark.parametrize(
    ("recognized", "right"),
    [
        ("各区委,区政府:现将方案印发给你们", "各区委，区政府：现将方案印发给你们"),
        ("达到10%,其中女性", "达到10%，其中女性"),
        ("《纲要》;《意见》", "《纲要》；《意见》"),
        ("(以下简称《纲要》)", "（以下简称《纲要》）"),
        ("(一)指导思想", "（一）指导思想"),
        ("(1)设立专项;(2)开展试点", "（1）设立专项；（2）开展试点"),
        ("（2021-2025)》", "（2021-2025）》"),
        ("由市教育局牵头)", "由市教育局牵头）"),
        ("国发[2021]9号", "国发〔2021〕9号"),
        ("国发【2021】 9号", "国发〔2021〕9号"),
        ("粤府办〔2022)15号", "粤府办〔2022〕15号"),
        ("粤府函(2022]第15号", "粤府函〔2022〕第15号"),
        ("（2021一2035年）", "（2021—2035年）"),
        ("2021年一2035年", "2021年—2035年"),
        ("规划纲要（2021一", "规划纲要（2021—"),
        ("一2035年）", "—2035年）"),
        ("一—坚持协同推进", "——坚持协同推进"),
        ("科普—一让公众理解科学", "科普——让公众理解科学"),
        ("制定本方案。 各区", "制定本方案。各区"),
    ],
)
def test_marks_are_set_right_where_only_one_reading_is_possible(recognized, right):
    assert mended(recognized) == right
    assert mended(right) == right


@pytest.mark.parametrize(
    "line",
    [
        "1,000人",
        "8:30至17:30",
        "http://www.example.cn/a?b=1;c",
        "国发（1995）15号",  # so printed in older documents
        "[2021]年",
        "a(b)c, d: e",
        "十一一二",
        "一一对应",
        "—坚持",
        "第3一",
        "一3月",
        "第一，第二；（三）《四》〔五〕",
        "增长8.5%",
        "f(x)",
    ],
)
def test_marks_that_may_be_so_printed_stay(line):
    assert mended(line) == line


def test_a_title_printed_over_lines_is_one_for_the_metadata(tmp_path):
    lines = [
        "粤府办〔2022〕15号",
        "广东省人民政府办公厅关于印发《广东省促进",
        "科技成果转移转化行动方案（2022—2025年）》",
        "的通知",
        "各地级以上市人民政府：",
    ]
    path = written(
        tmp_path, "a.txt", "\n".join([*lines, INDENTATION + "现将方案印发给你们，请认真贯彻落实。"]).encode()
    )
    found = inspect_page(path)["metadata"]
    assert found["title"] == "广东省促进科技成果转移转化行动方案（2022—2025年）"
    assert found["wrapper_title"] == "".join(lines[1:4])


# --- files -----------------------------------------------------------------------------------------------------------

PAPER, CODE = 255, 10


def picture(number, *, size=(60, 90)):
    """Page `number`: its upper left corner holds a dot as dark as ten times that."""
    image = Image.new("L", size, PAPER)
    image.paste(CODE * number, (0, 0, 8, 8))
    return image


def saved(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


class MadeUp:
    """A recognizer that knows pages by their corner, and sees on its side, or on its head, a page that lies so."""

    def __init__(self, **pages):
        self.pages, self.seen = {int(name[1:]): lines for name, lines in pages.items()}, []

    def __call__(self, seen):
        assert seen.dtype == np.uint8 and seen.shape[2] == 3
        self.seen.append(seen.shape)
        corners = {
            at: int(seen[y, x, 0])
            for at, (y, x) in {"ul": (3, 3), "ur": (3, -4), "ll": (-4, 3), "lr": (-4, -4)}.items()
        }
        at, dark = min(corners.items(), key=lambda corner: corner[1])
        number = round(dark / CODE)
        if number not in self.pages:
            return []
        pieces = [run(words, line=i, confidence=sure) for i, (words, sure) in enumerate(self.pages[number])]
        if at == "ul":
            return pieces
        if at == "lr":
            return [piece._replace(text="口" * 5, confidence=0.7) for piece in pieces]
        return [piece._replace(corners=tuple((y, x) for x, y in piece.corners), confidence=0.6) for piece in pieces]


FIRST, SECOND = (
    [("云山市人民政府关于科普工作的通知", 0.99), ("一、总体要求", 0.42)],
    [("二、重点任务及分工如下所列", 0.87)],
)
RECOGNIZER = {"p1": FIRST, "p2": SECOND}


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def tiff(*images):
    return saved(images[0], "TIFF", save_all=True, append_images=list(images[1:]))


def pdf_of(*pages):
    """A PDF: a page with a text layer for a str, else a page without one."""
    writer = pypdf.PdfWriter()
    for words in pages:
        page = writer.add_blank_page(width=300, height=300)
        if words:
            stream = pypdf.generic.DecodedStreamObject()
            stream.set_data(f"BT /F1 12 Tf 20 250 Td ({words}) Tj ET".encode())
            name = pypdf.generic.NameObject
            font = {
                name("/Type"): name("/Font"),
                name("/Subtype"): name("/Type1"),
                name("/BaseFont"): name("/Helvetica"),
            }
            fonts = pypdf.generic.DictionaryObject({name("/F1"): pypdf.generic.DictionaryObject(font)})
            page[name("/Contents")] = writer._add_object(stream)
            page[name("/Resources")] = pypdf.generic.DictionaryObject({name("/Font"): fonts})
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def drawing(monkeypatch):
    """What draws the pages of a PDF, made up: page n is `picture(n)`; the sizes at which it was asked are noted."""
    asked = []

    class Page:
        def __init__(self, number):
            self.number = number

        def get_size(self):
            return 595, 842

        def render(self, scale):
            asked.append((self.number, scale))
            return SimpleNamespace(to_pil=lambda: picture(self.number), close=lambda: None)

        def close(self):
            pass

    class Document:
        def __init__(self, data):
            assert data.startswith(b"%PDF-")

        def __enter__(self):
            return self

        def __exit__(self, *problem):
            return None

        def __getitem__(self, i):
            return Page(i + 1)

    made = ModuleType("pypdfium2")
    made.PdfDocument, made.PdfiumError = Document, RuntimeError
    monkeypatch.setitem(sys.modules, "pypdfium2", made)
    return asked


def test_a_picture_is_a_page_and_its_lines_a_table(tmp_path):
    scan = recognize_scan(written(tmp_path, "通知.png", saved(picture(1))), recognizer=MadeUp(**RECOGNIZER))
    assert list(scan.lines.columns) == list(COLUMNS)
    assert scan.lines.to_numpy().tolist() == [[1, 1, True, 0.99, FIRST[0][0]], [1, 2, True, 0.42, FIRST[1][0]]]
    assert (scan.n_pages, scan.n_recognized) == (1, 1)
    assert scan.text == f"{FIRST[0][0]}\n{FIRST[1][0]}\n"
    assert scan.least_sure(1)["line"].tolist() == [2]


def test_every_picture_of_a_tiff_is_a_page(tmp_path):
    path = written(tmp_path, "a.tif", tiff(picture(1), picture(3), picture(2)))
    scan = recognize_scan(path, recognizer=MadeUp(**RECOGNIZER))
    assert scan.lines[["page", "line"]].to_numpy().tolist() == [[1, 1], [1, 2], [3, 3]]
    assert scan.n_pages == 3


def of_colour(image, mode):
    if mode == "I;16":
        return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    if mode == "transparent":
        dots = np.asarray(image)
        return Image.fromarray(np.stack([dots * 0, dots * 0, dots * 0, 255 - dots], -1), "RGBA")
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "P", "I;16", "LA", "transparent"])
def test_colours_of_every_kind_become_grey(mode):
    image = of_colour(picture(2), mode)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    total, pages = pages_of_scan(saved(image, kind))
    (page,) = pages
    assert (total, page.text, page.picture.shape, page.picture.dtype) == (1, None, (90, 60, 3), np.uint8)
    assert abs(page.picture[3, 3].astype(int) - 2 * CODE).max() <= 2
    assert page.picture[50, 50].min() >= 253


def test_a_seal_is_nearly_white_and_a_red_head_is_not_quite():
    inks = {
        "seal": (225, 50, 60),
        "head": (255, 0, 0),
        "signature below the seal": (70, 4, 5),
        "blue": (0, 0, 200),
        "paper": (250, 250, 250),
    }
    image = Image.new("RGB", (len(inks), 1))
    image.putdata(list(inks.values()))
    (page,) = pages_of_scan(saved(image))[1]
    assert dict(zip(inks, page.picture[0, :, 0].tolist(), strict=True)) == {
        "seal": 207,
        "head": 229,
        "signature below the seal": 63,
        "blue": 0,
        "paper": 250,
    }
    assert (page.picture == page.picture[:, :, :1]).all()


def test_a_photograph_is_held_as_the_camera_was(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    data = saved(picture(1).rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    recognizer = MadeUp(**RECOGNIZER)
    assert recognize_scan(written(tmp_path, "a.jpg", data), recognizer=recognizer).text.startswith("云山市")
    assert recognizer.seen == [(90, 60, 3)]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned(tmp_path, degrees):
    path = written(tmp_path, "a.png", saved(picture(1).rotate(degrees, expand=True)))
    recognizer = MadeUp(**RECOGNIZER)
    assert recognize_scan(path, recognizer=recognizer).lines["text"].tolist() == [words for words, _ in FIRST]
    assert len(recognizer.seen) == {0: 1, 180: 2}.get(degrees, 3)


def test_pages_with_a_text_layer_are_taken_from_it(tmp_path, drawing):
    layer = "A text layer that is longer than the stamp of a scanner"
    path = written(tmp_path, "a.pdf", pdf_of("", layer, ""))
    recognizer = MadeUp(p1=FIRST, p2=[("不是这个", 0.9)], p3=SECOND)
    scan = recognize_scan(path, recognizer=recognizer)
    assert scan.lines[["page", "recognized"]].to_numpy().tolist() == [[1, True], [1, True], [2, False], [3, True]]
    assert scan.lines["text"].tolist() == [FIRST[0][0], FIRST[1][0], layer, SECOND[0][0]]
    assert scan.lines["confidence"].isna().tolist() == [False, False, True, False]
    assert (scan.n_pages, scan.n_recognized) == (3, 2)
    assert scan.least_sure()["line"].tolist() == [2, 4, 1]
    assert [number for number, _ in drawing] == [1, 3]
    assert {scale for _, scale in drawing} == {300 / 72}
    every = recognize_scan(path, recognizer=recognizer, every_page=True)
    assert every.lines["recognized"].all() and "不是这个" in every.text


@pytest.mark.parametrize(
    ("text", "shows_picture", "scan"),
    [
        ("", False, True),
        (" \n", True, True),
        ("扫描全能王 创建", True, True),
        ("通知", False, False),
        ("字" * 30, True, False),
    ],
)
def test_a_stamp_on_a_picture_is_no_text_layer(text, shows_picture, scan):
    assert is_scan(PdfPage(text, shows_picture)) == scan


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.pdf", pdf_of("Words", "More"), "all have a text layer; read it as it is, or recognize it by --every-page"),
        ("a.pdf", b"%PDF-1.4\n" + bytes(40), "is a damaged PDF"),
        ("a.png", saved(picture(1))[:80], "is a damaged picture"),
        ("a.jpg", b"no picture", "is not a scanned PDF, PNG, JPEG or TIFF"),
        ("a.png", saved(picture(9)), "no characters were found"),
        ("a.png", b"", "is not a scanned PDF"),
    ],
)
def test_one_line_says_what_is_wrong(tmp_path, name, data, problem):
    path = written(tmp_path, name, data)
    with pytest.raises(ScanError) as error:
        write_scans([path], recognizer=MadeUp(**RECOGNIZER))
    assert str(error.value).startswith(f"{path}: ") and problem in str(error.value)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(PageError, match="no such file"):
        write_scans([tmp_path / "none.png"], recognizer=MadeUp())
    with pytest.raises(PageError, match="is a folder"):
        recognize_scan(tmp_path, recognizer=MadeUp())


def test_a_text_that_is_there_is_never_overwritten_unasked(tmp_path):
    first, second = written(tmp_path, "a.png", saved(picture(1))), written(tmp_path, "b.png", saved(picture(2)))
    (tmp_path / "b.txt").write_text("corrected", encoding="utf-8")
    recognizer = MadeUp(**RECOGNIZER)
    with pytest.raises(ScanError, match=r"b\.txt exists already.*--force\. Nothing was recognized"):
        write_scans([first, second], recognizer=recognizer)
    assert not (tmp_path / "a.txt").exists() and recognizer.seen == []
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == "corrected"
    done = write_scans([first, second], force=True, recognizer=recognizer)
    assert [scan.file.name for scan in done] == ["a.txt", "b.txt"]
    assert (tmp_path / "b.txt").read_bytes() == f"{SECOND[0][0]}\n".encode()


def test_scans_that_would_become_one_text_and_texts_are_refused(tmp_path):
    one, other = written(tmp_path, "a.png", saved(picture(1))), written(tmp_path, "a.jpg", saved(picture(2), "JPEG"))
    with pytest.raises(ScanError, match=r"a\.png and .*a\.jpg would both become .*a\.txt"):
        write_scans([one, other], recognizer=MadeUp(**RECOGNIZER))
    with pytest.raises(ScanError, match=r"a\.txt: is a text by its name"):
        write_scans([written(tmp_path, "a.txt", b"x")], force=True, recognizer=MadeUp())


def test_photographs_of_the_pages_of_a_document_are_one_text(tmp_path):
    files = [written(tmp_path, "a.png", saved(picture(1))), written(tmp_path, "b.tif", tiff(picture(3), picture(2)))]
    (done,) = write_scans(files, as_one="通知.txt", recognizer=MadeUp(**RECOGNIZER))
    assert done.file == tmp_path / "通知.txt"
    assert done.file.read_text(encoding="utf-8") == "".join(f"{words}\n" for words, _ in [*FIRST, *SECOND])
    assert done.scan.lines[["page", "line"]].to_numpy().tolist() == [[1, 1], [1, 2], [3, 3]]
    assert (done.scan.n_pages, done.scan.n_recognized) == (3, 3)
    with pytest.raises(ScanError, match="exists already"):
        write_scans(files, as_one="通知", recognizer=MadeUp())


@pytest.mark.parametrize("name", ["", "a/b", "/b", ".."])
def test_the_one_text_is_named_without_a_folder(tmp_path, name):
    path = written(tmp_path, "a.png", saved(picture(1)))
    with pytest.raises(ScanError, match="without a folder"):
        write_scans([path], as_one=name, recognizer=MadeUp(**RECOGNIZER))


def test_texts_are_written_whole_or_not_at_all(tmp_path):
    """The second scan stops in the middle of its pages: the first text is there, of the second nothing."""
    first = written(tmp_path, "a.png", saved(picture(2)))
    second = written(tmp_path, "b.tif", tiff(picture(1), picture(2)))
    made_up, told = MadeUp(**RECOGNIZER), []

    def stopped(seen):
        if len(made_up.seen) == 2:
            raise KeyboardInterrupt
        return made_up(seen)

    with pytest.raises(KeyboardInterrupt):
        write_scans([first, second], tmp_path / "texts", recognizer=stopped, each=told.append)
    assert [path.name for path in (tmp_path / "texts").iterdir()] == ["a.txt"]
    assert [scan.file.name for scan in told] == ["a.txt"]


def test_the_command_says_where_to_begin_reading(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.setattr("textmine.intake.scans.writing.load_recognizer", lambda: MadeUp(**RECOGNIZER))
    path = written(tmp_path, "通知.tif", tiff(picture(1), picture(2)))
    assert main(["ocr", str(path), "--output", str(tmp_path / "texts"), "--worst", "2"]) == 0
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert lines[0] == f"{tmp_path}/texts/通知.txt: 2 pages, 3 lines"
    assert "1 line below 0.7, the least sure first (page, line of the text, confidence), 1 shown" in lines[1]
    assert [line.split() for line in lines[2:-1]] == [["1", "2", "0.42", "一、总体要求"]]
    assert "textmine add" in lines[-1]
    assert read_page(tmp_path / "texts" / "通知.txt").text == "".join(f"{words}\n" for words, _ in [*FIRST, *SECOND])
    assert main(["ocr", str(path), "--output", str(tmp_path / "texts")]) == 2
    assert b"exists already" in capsysbinary.readouterr().err


# --- the recognizer of the extra -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["rapidocr", "pypdfium2"])
def test_without_the_extra_one_line_says_what_to_install(tmp_path, monkeypatch, capsysbinary, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    if missing == "pypdfium2":
        monkeypatch.setattr("textmine.intake.scans.writing.load_recognizer", lambda: MadeUp(**RECOGNIZER))
    assert main(["ocr", str(written(tmp_path, "a.pdf", pdf_of("")))]) == 2
    error = capsysbinary.readouterr().err.decode()
    assert error.count("\n") == 1 and f"{missing} is missing: pip install textmine[ocr]" in error
    assert not (tmp_path / "a.txt").exists()


def test_a_library_that_cannot_start_is_named(monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "rapidocr":
                raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.delitem(sys.modules, "rapidocr", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(ScanError, match=r"cannot start \(libGL.*opencv-python-headless"):
        load_recognizer()


def test_a_package_without_models_is_refused_rather_than_one_fetched(tmp_path):
    with pytest.raises(ScanError, match="should carry one model"):
        _model(tmp_path, "rec")
    assert _model(written(tmp_path, "PP_rec_small.onnx", b"").parent, "rec").name == "PP_rec_small.onnx"


def test_runs_have_the_confidence_of_their_least_sure_character():
    box = np.array([[0, 0], [40, 0], [40, 20], [0, 20]], dtype=np.float32)
    characters = (("科", 0.9, None), ("普", 0.4, None))
    found = SimpleNamespace(txts=("科普",), scores=(0.65,), word_results=(characters,), boxes=[box])
    assert _pieces(found) == [Piece("科普", 0.4, ((0, 0), (40, 0), (40, 20), (0, 20)))]
    found.word_results = ()
    assert _pieces(found)[0].confidence == 0.65
    assert _pieces(SimpleNamespace(txts=None)) == []


TITLE = "云山市人民政府办公室关于进一步加强科学技术普及工作的通知"
BODY = [
    "各区人民政府，市政府各部门：",
    "为贯彻《全民科学素质行动规划纲要（2021—2035年）》（国发〔2021〕9号）精神，进一步加强科学技术普及工作，现就有关事项通知如下。",
    "一、总体要求",
    "（一）指导思想。坚持政府引导、社会参与、市场运作，推动科普与科技创新同等重要的制度安排基本形成，为建设创新型城市提供有力支撑。",
    "（二）工作目标。到2025年，全市公民具备科学素质的比例达到16.5%，建成科普教育基地120个，科普志愿者达到30000名。",
    "二、重点任务",
    "（一）加强青少年科学教育。完善校内外协同育人机制，每所中小学至少聘请1名科学副校长，开展科学家精神宣讲活动。（牵头单位：市教育局；配合单位：市科协、团市委）",
]
WIDTH = 28  # characters a line, as official documents have them


def font_of(size):
    (font,) = (file for file in files("zhplot") if file.name == "NotoSansSC-Regular.ttf")
    return ImageFont.truetype(str(font.locate()), size)


def drawn_page(dots):
    """An A4 page as official documents are printed, size three, 28 characters a line, in the font of the project."""
    em = round(16 / 72 * dots)
    size = font_of(em)
    image = Image.new("L", (round(8.27 * dots), round(11.69 * dots)), PAPER)
    pen, left, line = ImageDraw.Draw(image), (round(8.27 * dots) - WIDTH * em) // 2, 0
    for words in [TITLE, *BODY]:
        words = words if words in (TITLE, BODY[0]) else INDENTATION + words
        while words:
            kept = max(n for n in range(len(words) + 1) if size.getlength(words[:n]) <= WIDTH * em)
            while words[kept : kept + 1] in tuple("，。、；：）》") or re.fullmatch(
                "[0-9.]{2}", words[kept - 1 : kept + 1]
            ):
                kept -= 1
            pen.text((left, round(1.4 * dots) + line * round(1.8 * em)), words[:kept], font=size, fill=0)
            words, line = words[kept:], line + 1
    pen.text((image.width // 2, image.height - dots), "— 1 —", font=size, fill=0)
    return image


@pytest.fixture(scope="module")
def recognizer():
    for package in ("rapidocr", "onnxruntime", "pypdfium2"):
        pytest.importorskip(package, reason="needs pip install textmine[ocr]")

    def refused(*address):
        raise AssertionError("the recognizer asked the network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refused)
        yield load_recognizer()


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_drawn_page_is_recognized_and_read_like_any_other(tmp_path, recognizer, kind):
    options = {"resolution": 200} if kind == "PDF" else {}
    path = written(tmp_path, f"page.{kind.lower()}", saved(drawn_page(200), kind, **options))
    with pytest.raises(PageError, match="textmine ocr FILE"):
        read_page(path)
    (done,) = write_scans([path], recognizer=recognizer)
    text = clean(read_page(done.file).text).text
    segments = outline(text)
    found = ["".join(words.split()) for words in segments["text"]]
    assert "".join(found) == "".join([TITLE, *BODY])
    assert BODY[1] in found  # over three lines of the print
    assert [words for words, kind in zip(found, segments["kind"], strict=True) if kind == "heading"] == [
        "一、总体要求",
        "（一）指导思想。",
        "（二）工作目标。",
        "二、重点任务",
        "（一）加强青少年科学教育。",
    ]


def test_a_seal_hides_neither_signature_nor_date_and_a_red_head_is_read(tmp_path, recognizer):
    signature, seal = Image.new("RGB", (1300, 700), "white"), Image.new("RGB", (1300, 700), "white")
    pen = ImageDraw.Draw(signature)
    pen.text((150, 40), "云山市人民政府文件", font=font_of(110), fill=(220, 10, 20))
    pen.text((600, 400), "云山市人民政府办公室", font=font_of(44), fill=0)
    pen.text((680, 480), "2022年3月18日", font=font_of(44), fill=0)
    pen, red = ImageDraw.Draw(seal), (225, 50, 60)
    pen.ellipse((660, 290, 990, 620), outline=red, width=9)
    points = [
        (825 + r * math.sin(math.pi * i / 5), 455 - r * math.cos(math.pi * i / 5)) for i, r in enumerate([60, 23] * 5)
    ]
    pen.polygon(points, fill=red)
    path = written(tmp_path, "a.png", saved(ImageChops.multiply(signature, seal)))
    assert recognize_scan(path, recognizer=recognizer).lines["text"].str.strip().tolist() == [
        "云山市人民政府文件",
        "云山市人民政府办公室",
        "2022年3月18日",
    ]
