"""Who is told to do what in running text."""

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_commitments import RAW
from textmine.reading.clean import clean
from textmine.reading.commitments import cited_documents, prose_duties, responsibilities
from textmine.reading.commitments.prose import PROSE_DUTY_COLUMNS
from textmine.reading.outline import outline
from textmine.reading.page import read_page

# Every duty of the two documents that a person finds, with the words of duty of `prose_duties`.
BY_HAND = {
    "cast-2022": [
        ("各级科协", "要"),
        ("各级科协党组(党委)", "要"),
        ("主要负责同志", "要"),
        ("“一体两翼”", "要"),
        ("各级科协", "要"),
        ("各级科协、学会", "要"),
    ],
    "tianjin-2023": [
        ("各级党委、政府", "要"),
        ("各级政府职能部门、科协组织", "要"),
        ("科技行政部门", "要"),
        ("行业主管部门", "要"),
        ("科协组织", "要"),
        ("有关群团组织和社会组织", "要"),
        ("全市各类学校、科研机构、医院等企事业单位和科技社团等社会组织", "要"),
        ("广大科技工作者", "要"),
        ("广大市民", "要"),
        ("广播、电视、报刊等传统媒体", "要"),
        ("各类新兴媒体", "要"),
        ("各级科技行政部门", "要"),
        ("各区、各有关部门和单位", "要"),
    ],
}


def segment(text, kind="paragraph"):
    return pd.DataFrame(
        [("d", "d/1", "", kind, 0, 0, len(text), text)],
        columns=["document_id", "segment_id", "path", "kind", "order", "start", "end", "text"],
    )


@pytest.mark.parametrize("document", BY_HAND)
def test_against_a_reading_by_hand(document):
    text = clean(read_page(RAW / f"{document}.txt").text).text
    found = prose_duties(outline(text, document))
    rows = list(found[["actor", "modal"]].itertuples(index=False, name=None))
    # 一体两翼 (the association and its branches) is the name of no body; it is passed over.
    assert rows == [row for row in BY_HAND[document] if row[0] != "“一体两翼”"]
    texts = outline(text, document).set_index("segment_id")["text"]
    for row in found.itertuples():
        words = texts[row.segment_id][row.start : row.end]
        assert words.startswith(row.actor)
        assert words.endswith(row.duty)


@pytest.mark.parametrize(
    ("text", "actor", "modal", "duty"),
    [
        ("教育部门要加强科学教育,配齐教师。", "教育部门", "要", "加强科学教育,配齐教师"),
        ("围绕目标,各地应当制定方案;做好总结。", "各地", "应当", "制定方案"),
        ("(二)各单位应加强管理。", "各单位", "应", "加强管理"),
        ("3.市政府负责领导实施工作。", "市政府", "负责", "领导实施工作"),
        ("各省(区、市)人民政府要统筹建立清单。", "各省(区、市)人民政府", "要", "统筹建立清单"),
        ("本办法由市科协负责解释。", "市科协", "负责", "解释"),
        ("各镇街在制定规划、政策时,要体现科学素质的要求。", "各镇街", "要", "体现科学素质的要求"),
        ("有条件的学校也应开设课程。", "有条件的学校", "应", "开设课程"),
        ("企业须公开信息。", "企业", "须", "公开信息"),
        ("高校应对学生进行科学教育。", "高校", "应", "对学生进行科学教育"),
    ],
)
def test_one_duty(text, actor, modal, duty):
    row = prose_duties(segment(text)).iloc[0]
    assert (row["actor"], row["modal"], row["duty"]) == (actor, modal, duty)
    assert text[row["start"] : row["end"]].startswith(actor)
    assert text[row["start"] : row["end"]].endswith(duty)


def test_one_sentence_may_hold_two():
    found = prose_duties(segment("教育部门要加强培训,科技部门要开放实验室。"))
    assert found[["actor", "duty"]].to_numpy().tolist() == [["教育部门", "加强培训"], ["科技部门", "开放实验室"]]


@pytest.mark.parametrize(
    "text",
    [
        "要加强组织领导。",
        "其应当承担费用。",
        "该单位应当整改。",
        "对违反规定的单位,要严肃处理。",
        "推动各级政府应急管理部门发展。",
        "科普工作要有新进展。",
        "形成党委领导、政府负责、社会参与的格局。",
        "(市科协要配合)",
        "各部门主要任务如下。",
        "学校的需求很大。",
        "企业相应调整。",
        "县级以上地方负责食品安全监督管理的部门。",
        "社会要求提高。",
        "提高公众应对突发事件的能力。",
    ],
)
def test_no_duty(text):
    assert prose_duties(segment(text)).empty


def test_notes_and_tables_are_not_read():
    for kind in ("responsibility", "table", "title"):
        found = prose_duties(segment("市科协要加强领导。", kind))
        assert found.empty
        assert tuple(found) == PROSE_DUTY_COLUMNS


def test_a_broken_line_keeps_its_offsets():
    text = "为落实工作部署和各项要求,各级科协组\n织要加强领导,做好工作。"
    row = prose_duties(segment(text)).iloc[0]
    assert text[row["start"] : row["end"]] == "各级科协组\n织要加强领导,做好工作"


WORDS = st.sampled_from(
    [
        *[
            "各部门",
            "要",
            "应当",
            "负责",
            "市科协",
            ",",
            "。",
            ";",
            "(",
            ")",
            "“",
            "”",
            "由",
            "在",
            "时",
            "的",
            "、",
            "\n",
            "1.",
        ],
        "\n",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map("".join)))
def test_any_text_is_read(text):
    for row in prose_duties(segment(text)).itertuples():
        assert 0 <= row.start < row.end <= len(text)
        assert row.actor
        assert row.duty


@pytest.mark.parametrize("unit", ["要", "各部门要", "各部门在,", "(", "负责", "“", "各部门在规划,要"])
def test_a_long_hostile_line_is_read_in_linear_time(unit):
    def seconds(n):
        segments, start = segment(unit * n), time.process_time()
        prose_duties(segments)
        return time.process_time() - start

    few = 4_000 // len(unit)
    assert seconds(8 * few) < 30 * max(seconds(few), 0.02)


@pytest.mark.parametrize(
    ("note", "order"),
    [
        ("(市科协牵头,市教育局配合)", [("sole",)]),
        ("(市科协、市教育局、市科技局牵头)", [("first", "further", "further")]),
        ("(责任单位:市科协、市教育局)", [()]),
    ],
)
def test_the_place_of_a_lead(note, order):
    assert responsibilities(segment(note))["lead_order"].tolist() == order


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("落实《甲意见》《乙规划(2021—2025年)》《关于印发〈丙条例〉的通知》。", ["policy"] * 3),
        ("依据《丁法》《戊条例(修订)》《己管理办法》《关于修改〈庚条例〉的决定》。", ["law"] * 4),
        ("在主流媒体、《科普研究》《中国科技教育》等期刊上发表文章。", ["journal or programme"] * 2),
        ("登载于《云山日报》。", ["journal or programme"]),
        ("办好《科学之夜》电视节目。", ["journal or programme"]),
        ("领取《安全合格证》。", ["other"]),
        ("发布《云山市国土空间公报》。", ["policy"]),
    ],
)
def test_what_is_cited(text, kinds):
    assert cited_documents(segment(text))["kind"].tolist() == kinds
