"""Labels of responsibility notes in many forms, and stretches that look like notes and are none."""

import json
from pathlib import Path

import pytest

from textmine.reading.clean import clean
from textmine.reading.commitments import responsibilities
from textmine.reading.commitments.duties import ROLES
from textmine.reading.commitments.unread import UNREAD_COLUMNS, unread_notes
from textmine.reading.outline import outline
from textmine.reading.outline.roles import column_role

LINES = (Path(__file__).parent / "pages" / "roles.jsonl").read_text(encoding="utf-8").splitlines()
FORMS = [json.loads(line) for line in LINES]
PAGE = """云山市全民科学素质行动实施方案(2021—2025年)
一、总体要求
为做好工作,制定本方案。
二、重点任务
(一)加强阵地建设
1.建设科普场馆。推进场馆建设,完善服务设施。{note}
2.开展科普活动。办好全国科普日,面向公众开放。
三、组织保障
加强组织领导,健全工作机制,抓好任务落实。
"""


def read(note):
    segments = outline(clean(PAGE.format(note=note)).text, "d")
    rows = responsibilities(segments, "云山市")
    return rows, unread_notes(segments, rows)


@pytest.mark.parametrize("form", FORMS, ids=[form["text"].strip()[:30] for form in FORMS])
def test_a_label_of_any_form_gives_its_bodies_their_roles(form):
    rows, unread = read(form["text"])
    for role in ROLES:
        assert [name for names in rows[f"{role}_verbatim"] for name in names] == form.get(role, [])
    assert form.get("deadline") in (None, *rows["deadline"])
    assert unread.empty


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        ("\n牵头单位\n市科协\n配合单位\n市教育局", ["牵头单位", "配合单位"]),
        ("\n保障单位:市财政局、市人社局", ["保障单位:市财政局、市人社局"]),
        ("\n督办单位:市政府督查室", ["督办单位:市政府督查室"]),
        ("(责任单位:见附件)", ["(责任单位:见附件)"]),
    ],
)
def test_what_looks_like_a_note_and_is_not_read_is_said(note, seen):
    rows, unread = read(note)
    assert rows.empty
    assert unread["text"].tolist() == seen
    assert tuple(unread) == UNREAD_COLUMNS


@pytest.mark.parametrize(
    "note",
    [
        "",
        "由市科协牵头的工作机制已经建立,各部门积极配合。",
        "(以下简称责任单位)",
        "\n联系单位:市科协,电话:12345678。",
        "\n疾病预防控制机构:指从事疾病预防控制活动的疾病预防控制中心。",
        "\n村民代表应当向其推选户或者村民小组负责。",
        "\n(五)施工工地由施工企业负责,待建地块由产权单位负责,储备土地由管护单位负责。",
    ],
)
def test_running_text_is_neither_note_nor_warning(note):
    rows, unread = read(note)
    assert rows.empty
    assert unread.empty


def test_a_label_of_no_role_beside_others_takes_no_part_and_is_said():
    rows, unread = read("\n经费保障单位:市财政局;责任单位:市科协")
    assert rows["responsible_verbatim"].tolist() == [("市科协",)]
    assert unread["text"].tolist() == ["经费保障单位:市财政局;"]
    alone, unread = read("\n责任领导:李明\n牵头单位:市科协")
    assert alone["lead_verbatim"].tolist() == [("市科协",)]
    assert unread.empty


def test_who_guides_has_none_of_the_three_roles():
    rows, unread = read("(市生态环境局指导,市供销社参与)")
    assert rows["support_verbatim"].tolist() == [("市供销社",)]
    assert rows["lead_verbatim"].tolist() == [()]
    assert unread.empty


def test_a_table_of_duties_that_gives_no_row_is_said():
    note = "\n序号\t任务\t责任部门\n1\t建设\t市科协\n2\t开放\t市教育局"
    segments = outline(clean(PAGE.format(note=note)).text, "d")
    rows = responsibilities(segments, "云山市")
    assert len(rows) == 2
    assert unread_notes(segments, rows).empty
    assert unread_notes(segments, rows.iloc[:0])["segment_id"].tolist() == [rows["segment_id"][0]]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("牵头考核单位", "lead"),
        ("主要配合部门", "support"),
        ("责任单位(部门)", "responsible"),
        ("牵头部门及责任人", "lead"),
        ("督办单位", "other"),
        ("责任领导和单位", "responsible_person"),
        ("牵头及配合单位", "mixed"),
        ("有关单位和部门", None),
        ("重点任务", None),
        ("责任领导", None),
    ],
)
def test_names_of_columns(name, role):
    assert column_role(name) == role


@pytest.mark.parametrize(
    ("sentence", "covers", "lead", "support", "responsible"),
    [
        ("以上任务由市科协负责。", "d/2.1", [], [], ["市科协"]),
        ("(以上任务由市科协牵头,市教育局配合)", "d/2.1", ["市科协"], ["市教育局"], []),
        ("上述工作由市科协、市教育局按职责分工负责。", "d/2.1", [], [], ["市科协", "市教育局"]),
        ("以上1—2项由市科协牵头,市教育局参与。", "d/2.1", ["市科协"], ["市教育局"], []),
        ("以上工作,市科协牵头,市教育局配合。", "d/2.1", ["市科协"], ["市教育局"], []),
        ("上述任务的责任单位为市科协、市教育局。", "d/2.1", [], [], ["市科协", "市教育局"]),
        ("以上措施责任单位:市科协;完成时限:2025年底。", "d/2.1", [], [], ["市科协"]),
        ("本节任务责任单位:市科协", "d/2.1", [], [], ["市科协"]),
        ("本章任务由市教育局牵头。", "d/2", ["市教育局"], [], []),
        ("本部分工作由市科协牵头负责,各县(市、区)人民政府配合。", "d/2", ["市科协"], ["各县(市、区)人民政府"], []),
    ],
)
@pytest.mark.parametrize("before", ["\n", ""])
def test_a_sentence_for_a_whole_section(sentence, covers, lead, support, responsible, before):
    page = PAGE.replace("面向公众开放。{note}", "面向公众开放。{before}{note}").replace(
        "完善服务设施。{note}", "完善服务设施。"
    )
    page = page.replace("面向公众开放。\n", "面向公众开放。{before}{note}\n")
    segments = outline(clean(page.format(note=sentence, before=before)).text, "d")
    rows = responsibilities(segments, "云山市")
    assert rows["covers"].tolist() == [covers]
    row = rows.iloc[0]
    named = [list(row[f"{role}_verbatim"]) for role in ROLES]
    assert named == [lead, support, responsible]
    assert unread_notes(segments, rows).empty


def test_a_sentence_for_a_section_that_is_not_read_is_said():
    rows, unread = read("\n以上任务由市科协牵头抓好衔接,市教育局做好保障。")
    assert rows.empty
    assert unread["text"].tolist() == ["以上任务由市科协牵头抓好衔接,市教育局做好保障"]


@pytest.mark.parametrize(
    ("table", "bodies", "left"),
    [
        (
            "序号\t任务\t责任部门\n1\t建设\t市科协\n2\t开放\t\n3\t巡展\t待定",
            ["市科协"],
            ["2 开放", "待定"],
        ),
        (
            "序号\t任务\t牵头单位\t配合单位\n1\t建设\t市科协\t市教育局\n2\t开放\t见附件\t市财政局\n3\t巡展\t市妇联\t—",
            ["市科协", "市教育局", "市财政局", "市妇联"],
            ["见附件"],
        ),
        (
            "序号\n任务\n责任单位\n1\n建设\n市科协\n2\n开放\n待定\n3\n巡展\n市教育局",
            ["市科协", "市教育局"],
            ["2 开放 待定"],
        ),
        ("序号\t任务\t责任部门\n1\t建设\t市科协\n2\t开放\t市教育局", ["市科协", "市教育局"], []),
    ],
)
def test_what_a_table_of_duties_leaves_open_is_said(table, bodies, left):
    rows, unread = read(f"\n{table}")
    assert [name for row in rows.itertuples() for role in ROLES for name in getattr(row, f"{role}_verbatim")] == bodies
    assert unread["text"].tolist() == left
