"""Outline: every hand-made page reads as its table says, every string is tiled, the five documents have their headings."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from textmine.reading.clean import clean
from textmine.reading.outline import COLUMNS, KINDS, heading_levels, marks, outline, passages, sections
from textmine.reading.page import read_page

PAGES = sorted((Path(__file__).parent / "pages").glob("outline_*.txt"))
RAW = Path(__file__).parents[1] / "corpus" / "raw"


@cache
def document(name: str) -> pd.DataFrame:
    return outline(clean(read_page(RAW / f"{name}.txt").text).text, name)


def rows(text: str) -> list[tuple[str, str, str]]:
    return list(outline(text)[["segment_id", "kind", "text"]].itertuples(index=False, name=None))


def headings(text: str) -> list[tuple[int, str]]:
    table = outline(text)
    found = table["kind"] == "heading"
    return list(zip(heading_levels(table)[found], table["text"][found], strict=True))


# --- one irregularity a page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem.removeprefix("outline_"))
def test_page_reads_as_its_table_says(page):
    lines = page.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    expected = [tuple(line.replace("\\n", "\n") for line in line.split("\t", 2)) for line in lines]
    assert rows(page.read_text(encoding="utf-8")) == expected


def test_every_page_has_its_table():
    assert len(PAGES) >= 40
    assert [page.stem for page in PAGES] == sorted(page.stem for page in PAGES[0].parent.glob("outline_*.tsv"))


# --- marks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("一、总则", "cn", 1),
        ("十 、附则", "cn", 10),
        ("二十一.评估", "cn", 21),
        ("( 十二 )评估", "cn_paren", 12),
        ("[三]评估", "cn_paren", 3),
        ("1.推动", "number", 1),
        ("12、推动", "number", 12),
        ("⒓推动", "number", 12),
        ("(3)推动", "number_paren", 3),
        ("⑶推动", "number_paren", 3),
        ("3)推动", "number_half", 3),
        ("⑫推动", "circled", 12),
        ("㉑推动", "circled", 21),
        ("Ⅻ.推动", "roman", 12),
        ("第二十一条 本办法", "article", 21),
        ("第 3 章 总则", "chapter", 3),
        ("第一百零二条 本办法", "article", 102),
        ("第二节 目标", "division", 2),
        ("第一编 总纲", "book", 1),
        ("三是加强领导", "point", 3),
        ("——加强领导", "dash", None),
        ("●加强领导", "dash", None),
        ("**一、总则", "cn", 1),
    ],
)
def test_mark(line, kind, number):
    assert marks.mark_of(line)[:2] == (kind, number)


@pytest.mark.parametrize(
    "line",
    [
        "1.5万人", "2022.12.28", "3.15活动", "12、3号楼", "第三条第二款", "第一章规定", "第二节课", "一二三产业", "-5℃", "——", "一、二级公路",
        "三、四线城市", "十分重要", "一是甲;二是乙", "2022年", "(2022年)", "5-10月", "",
    ],
)  # fmt: skip
def test_no_mark(line):
    assert marks.mark_of(line) == ("", None, 0)


# --- the table -----------------------------------------------------------------------------------------------------------


def test_table_has_its_columns_even_when_empty():
    for text in ("", " \n\u3000\r\n"):
        table = outline(text, "x")
        assert list(table.columns) == list(COLUMNS)
        assert len(table) == 0
        assert table[["order", "start", "end"]].dtypes.astype(str).tolist() == ["int64"] * 3
        assert heading_levels(table).tolist() == sections(table).tolist() == passages(table).tolist() == []


def test_path_holds_the_headings_above():
    table = outline("一、甲\n(一)乙\n1.丙丙。丁丁。\n——戊\n", "x").set_index("segment_id")["path"]
    assert table.to_dict() == {
        "x/1": "",
        "x/1.1": "一、甲",
        "x/1.1.1": "一、甲 > (一)乙",
        "x/1.1.1.1": "一、甲 > (一)乙 > 1.丙丙。",
        "x/1.1.1.2": "一、甲 > (一)乙 > 1.丙丙。",
    }


def test_levels_are_depths():
    text = "前言\n科学素质是社会文明进步的基础，提升科学素质意义重大。\n一、甲\n1.乙\n丙。\n二、丁\n(一)戊\n1.己\n庚。\n附件\n分工方案\n一、辛\n壬。\n"
    assert headings(text) == [
        (1, "前言"),
        (1, "一、甲"),
        (2, "1.乙"),
        (1, "二、丁"),
        (2, "(一)戊"),
        (3, "1.己"),
        (1, "一、辛"),
    ]


def test_sections_and_passages():
    table = outline(
        "某某方案\n一、甲\n乙。\n(一)丙\n1.丁\n戊。\n己。(市科协牵头)\n附件1\n某某细则\n一、庚\n辛。\n", "x"
    )
    assert dict(zip(table["segment_id"], sections(table), strict=True)) == {
        "x/0.1": "x/0",
        "x/1": "x/1",
        "x/1.0.1": "x/1",
        "x/1.1": "x/1.1",
        "x/1.1.1": "x/1.1",
        "x/1.1.1.1": "x/1.1",
        "x/1.1.1.2": "x/1.1",
        "x/1.1.1.3": "x/1.1",
        "x/B.0.1": "x/B.0",
        "x/B.0.2": "x/B.0",
        "x/B.1": "x/B.1",
        "x/B.1.1": "x/B.1",
    }
    found = passages(table)
    assert found.dropna().tolist() == ["x/1", "x/1", "x/1.1", "x/1.1.1", "x/1.1.1", "x/1.1.1", "x/B.1", "x/B.1"]
    assert table.loc[found.isna(), "kind"].tolist() == ["title", "responsibility", "letterhead", "title"]


def test_sections_without_a_document_id():
    table = outline("一、甲\n(一)乙\n丙。\n")
    assert sections(table).tolist() == ["1", "1.1", "1.1"]
    assert passages(table).tolist() == ["1", "1.1", "1.1"]


@pytest.mark.parametrize("name", ["x", ""])
def test_no_passage_goes_on_in_the_policy_of_an_annex(name):
    table = outline("某某方案\n一、甲\n乙。\n附件1\n某某细则\n庚的细则。\n辛的细则。\n", name)
    found = passages(table)
    own = f"{name}/" if name else ""
    assert found.dropna().tolist() == [f"{own}1", f"{own}1", f"{own}B.0.3", f"{own}B.0.3"]


def test_thirty_annexes_have_thirty_names():
    text = "某某方案\n一、甲\n乙。\n" + "".join(f"附件{i}\n某某办法\n一、丙\n丁。\n" for i in range(1, 31))
    found = outline(text)["segment_id"]
    names = list(dict.fromkeys(name.split(".")[0] for name in found if name[0].isalpha()))
    assert (len(names), names[0], names[24], names[25], names[29]) == (30, "B", "Z", "AA", "AE")


# --- for any string ------------------------------------------------------------------------------------------------------

ATOMS = [
    *"一二三十、，。；：（）《》“”120.．①⑴Ⅰ—-·|\t \u3000\u200b\n\r，第章条是*",
    *(
        "一、",
        "(一)",
        "1.",
        "\n",
        "。\n",
        "附件1\n",
        "附件：",
        "第一条 ",
        "第二章 ",
        "市科协牵头",
        "责任单位：",
        "任务分工：\n",
    ),
    *(
        "2022年12月28日",
        "\n中山市人民政府\n",
        "关于印发方案的通知",
        "各县区：",
        "序号\n",
        "牵头单位\n",
        "目录\n",
        "前言\n",
    ),
    *("推进科学素质建设工作，提高全民素质水平。", "一是", "——", "(市科协牵头)", "\x85", "\u2028", "\x1c", "\ud800"),
]


@settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(ATOMS), max_size=60).map("".join),
        st.lists(st.sampled_from(ATOMS), min_size=150, max_size=400).map("".join),
    )
)
@example("一、\n" * 3)
@example("第0条0\n0\n0、")
@example("1.\r\n\r\n附件\n")
def test_segments_tile_any_text(text):
    table = outline(text, "x")
    at = 0
    for start, end, segment in table[["start", "end", "text"]].itertuples(index=False):
        assert text[at:start].strip() == ""
        assert segment == text[start:end] == segment.strip() != ""
        at = end
    assert text[at:].strip() == ""
    assert table["segment_id"].is_unique
    assert table["order"].tolist() == list(range(len(table)))
    assert set(table["kind"]) <= set(KINDS)
    assert heading_levels(table).notna().tolist() == (table["kind"] == "heading").tolist()


# Each costs at most a few seconds at this size; anything quadratic would take hours.
LARGE = {
    "brackets open": ("(" * 200_000, 1),
    "brackets nested": ("(" * 100_000 + ")" * 100_000, 1),
    "book titles never closed": ("《" * 200_000, 1),
    "one line of ten megabytes": ("推进科学素质建设" * 420_000, 1),
    "digits": ("1" * 1_000_000, 1),
    "bracket in a title": ("关于通知(" + "年" * 300_000, 1),
    "headings": ("一、总体要求\n" * 20_000, 20_000),
    "deep marks": ("一、甲\n(一)乙\n1.丙\n(1)丁\n①戊\n1)己\nⅠ.庚\n——辛\n" * 2_000, 16_000),
    "bodies without a date": ("市政府\n" * 20_000, 20_000),
    "header cells": ("序号\n" * 50_000, 1),
    "notes in a row": ("(市科协牵头)" * 50_000, 9),
    "a sequence in one line": ("".join(f"。{i % 99 + 1}.推动" for i in range(20_000)), 20_001),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_input_is_read_in_linear_time(name):
    text, segments = LARGE[name]
    began = time.process_time()
    table = outline(text)
    assert time.process_time() - began < 60
    assert len(table) == segments


# --- the five documents --------------------------------------------------------------------------------------------------

HEADINGS = {
    "cast-2022": """
        1 一、总体要求
        1 二、提高政治站位,精心组织学习
        2 (一)党组、书记处领学,悟思践行
        2 (二)纲要成员单位专题研讨
        2 (三)科协常委会科普专委会座谈交流
        2 (四)全国学会和地方科协深入学习
        2 (五)企业科协、高校科协、中国公众科学素质促进联合体等交流学习
        1 三、广泛开展宣传,扩大社会影响
        2 (一)科协领导权威解读
        2 (二)会同科技部做好新闻发布
        2 (三)组织专家全面解读
        2 (四)多渠道多形式宣传阐释
        1 四、抓好重点任务,推动事业发展
        2 (一)履行全民科学素质行动牵头职责
        2 (二)强化科普工作职能
        2 (三)加强国际科技人文交流
        2 (四)提供科普决策咨询服务
        1 五、组织保障
        2 (一)加强组织领导。
        2 (二)做好统筹协调。
        2 (三)强化督促指导。""",
    "chuxiong-2022": """
        1 一、指导思想和目标
        2 (一)指导思想
        2 (二)目标
        1 二、提升行动
        2 (一)青少年科学素质提升行动
        2 (二)农民科学素质提升行动
        2 (三)产业工人科学素质提升行动
        2 (四)老年人科学素质提升行动
        2 (五)领导干部和公务员科学素质提升行动
        1 三、重点工程
        2 (一)科技资源科普化工程
        2 (二)科普信息化提升工程
        2 (三)科普基础设施工程
        2 (四)基层科普能力提升工程
        2 (五)科学素质交流合作工程
        1 四、组织实施
        2 (一)组织保障
        2 (二)机制保障
        2 (三)条件保障
        1 五、工作进度""",
    "harbin-2016": """
        1 一、总体设想
        1 二、主要目标
        1 三、重点任务
        2 (一)实施青少年科学素质行动。
        2 (二)实施农民科学素质行动。
        2 (三)实施城镇劳动者科学素质行动。
        2 (四)实施领导干部和公务员科学素质行动。
        2 (五)实施科技教育与培训基础工程。
        2 (六)实施社区科普益民工程。
        2 (七)实施科普信息化工程。
        2 (八)实施科普基础设施工程。
        2 (九)实施科普产业助力工程。
        2 (十)实施科普人才建设工程。
        1 四、组织实施和保障条件
        2 (一)组织领导
        2 (二)长效机制""",
    "tianjin-2023": """
        1 一、总体要求
        2 (一)指导思想
        2 (二)基本原则
        2 (三)主要目标
        1 二、压实责任,统筹推进新时代科普工作健康发展
        2 1.切实加强统筹领导。
        2 2.严格履行工作职责。
        2 3.努力形成社会合力。
        1 三、提升能力,切实提高新时代科普工作的质量效能
        2 4.强化基层科普服务。
        2 5.加强科普载体建设。
        2 6.完善科普传播体系。
        2 7.支持科普作品创作。
        2 8.打造科普活动品牌。
        2 9.促进科普产业发展。
        2 10.加强科普交流合作。
        1 四、同向发力,努力促进科学普及与科技创新协同发展
        2 11.切实强化创新引领。
        2 12.大力促进开放共享。
        2 13.积极促进成果推广。
        1 五、分类施策,持续深化重点群体科学普及工作
        2 14.加强青少年科学素质提升工作。
        2 15.加强公务员科学素质提升工作。
        2 16.加强劳动者科学素质提升工作。
        2 17.加强老年人科学素质提升工作。
        1 六、积极引导,大力营造热爱科学支持科普的良好氛围
        2 18.切实加强舆论引导。
        2 19.充分展示工作成果。
        2 20.大力弘扬科学精神和科学家精神。
        1 七、巩固基础,不断完善新时代科普工作保障体系
        2 21.完善组织协调机制。
        2 22.优化多元投入机制。
        2 23.加强科普队伍建设。
        2 24.完善科普激励机制。
        2 25.强化考核监督机制。""",
    "zhongshan-2022": """
        1 一、前言
        1 二、总体要求
        2 (一)指导思想
        2 (二)工作原则
        2 (三)发展目标
        1 三、提升行动
        2 (一)实施青少年科学素质提升行动
        2 (二)实施农民科学素质提升行动
        2 (三)实施产业工人科学素质提升行动
        2 (四)实施老年人科学素质提升行动
        2 (五)实施领导干部和公务员科学素质提升行动
        1 四、重点工程
        2 (一)科普信息化提升工程
        2 (二)实施科技资源科普化工程
        2 (三)科普基础设施建设工程
        2 (四)实施基层科普能力提升工程
        2 (五)实施科普产业繁荣工程
        2 (六)实施科学素质交流与合作工程
        1 五、组织实施
        2 (一)加强组织领导
        2 (二)建立健全机制
        2 (三)完善保障条件
        2 (四)明确进度安排""",
}


@pytest.mark.parametrize("name", HEADINGS)
def test_headings_of_the_documents(name):
    table = document(name)
    levels = heading_levels(table)
    found = [
        f"{level} {words}" for level, words in zip(levels.fillna(0), table["text"], strict=True) if level in (1, 2)
    ]
    assert found == [line.strip() for line in HEADINGS[name].strip().splitlines()]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("cast-2022", {"heading": 39, "paragraph": 33, "title": 1}),
        ("chuxiong-2022", {"heading": 20, "paragraph": 24, "item": 35, "responsibility": 35, "title": 2}),
        ("harbin-2016", {"heading": 62, "paragraph": 141, "item": 4, "responsibility": 10, "title": 2}),
        ("tianjin-2023", {"heading": 35, "paragraph": 28, "item": 4, "letterhead": 3, "signature": 3, "title": 1}),
        ("zhongshan-2022", {"heading": 23, "paragraph": 33, "item": 44, "responsibility": 11, "table": 1, "title": 4}),
    ],
)
def test_kinds_of_the_documents(name, counts):
    found = document(name)["kind"].value_counts()
    assert {kind: int(found.get(kind, 0)) for kind in counts} == counts


@pytest.mark.parametrize(
    ("segment_id", "kind", "begins"),
    [
        ("chuxiong-2022/0.4", "signature", "2022年8月30日"),
        ("chuxiong-2022/2.0.1", "paragraph", "贯彻落实习近平总书记"),
        ("chuxiong-2022/2.1.2.1", "responsibility", "(州教育体育局牵头,州委宣传部"),
        ("harbin-2016/3.1.0.4", "responsibility", "任务分工:\n市教育局、团市委、市科协牵头"),
        ("harbin-2016/3.10.6.4", "paragraph", "吸引离退休科技人员"),
        ("tianjin-2023/0.4", "signature", "(市科技局代)"),
        ("tianjin-2023/7.25.1", "paragraph", "开展科普数据统计调查"),
        ("zhongshan-2022/0.7", "title", "(2022-2025年)"),
        ("zhongshan-2022/3.1.7.1", "responsibility", "(牵头单位:市教育体育局;责任单位:"),
        ("zhongshan-2022/B.0.1", "letterhead", "附件:中山市全民科学素质行动规划纲要实施方案"),
        ("zhongshan-2022/B.0.3", "table", "序号\n工作内容\n牵头单位\n责任单位\n1\n提升行动"),
    ],
)
def test_segments_of_the_documents(segment_id, kind, begins):
    table = document(segment_id.split("/")[0]).set_index("segment_id")
    assert table.loc[segment_id, "kind"] == kind
    assert table.loc[segment_id, "text"].startswith(begins)
