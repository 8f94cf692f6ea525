"""Money, numbers in characters, ranges, doublings, fractions, ratios, rhythms and sums; and what is none of them."""

import math
import time

import pandas as pd
import pytest

from textmine.reading.commitments import targets, worded_targets
from textmine.reading.commitments.measures import within
from textmine.reading.outline import outline


def segment(text, kind="paragraph", path="", document="d"):
    return pd.DataFrame(
        [(document, f"{document}/1", path, kind, 0, 0, len(text), text)],
        columns=["document_id", "segment_id", "path", "kind", "order", "start", "end", "text"],
    )


def plain(value):
    return None if value is None or pd.isna(value) else value


@pytest.mark.parametrize(
    ("text", "indicator", "value", "unit", "operator"),
    [
        ("新建科普场馆三十五个。", "新建科普场馆", 35, "个", ""),
        ("建成三座科技馆。", "建成科技馆", 3, "座", ""),
        ("新增科普基地不少于二十家。", "新增科普基地", 20, "家", "不少于"),
        ("投入科普经费五十万元。", "投入科普经费", 500_000, "元", ""),
        ("完成投资3.5亿元。", "完成投资", 350_000_000, "元", ""),
        ("引进资金20亿元以上。", "引进资金", 2e9, "元", "以上"),
        ("科普产业产值达到200亿元。", "科普产业产值", 2e10, "元", "达到"),
        ("全市科普场馆数量翻一番。", "科普场馆数量", 2, "倍", "翻番"),
        ("科普经费投入实现翻两番。", "科普经费投入", 4, "倍", "翻番"),
        ("研发投入比2020年翻一番以上。", "研发投入", 2, "倍", "翻番…以上"),
        ("科学教师与学生之比达到1:15。", "科学教师与学生之比", 0.066667, "比", "达到"),
        ("一半以上的社区建成科普大学。", "社区建成科普大学", 50, "%", "以上"),
        ("三分之二以上的乡镇建有科普站。", "乡镇建有科普站", 66.6667, "%", "以上"),
        ("女性代表比例不得低于三分之一。", "女性代表比例", 33.3333, "%", "不低于"),
        ("将办理时限压缩至3个工作日以内。", "办理时限", 3, "个工作日", "降低到…以内"),
        ("科普场馆年接待观众突破一百万人次。", "科普场馆年接待观众", 1_000_000, "人次", "超过"),
        ("单项指标实现程度达80%,综合得分达90分。", "单项指标实现程度", 80, "%", "达到"),
        ("再担保业务收费原则上不高于承担风险责任的0.5%。", "再担保业务收费", 0.5, "%", "不高于"),
        ("每50万人拥有一座科技馆。", "拥有科技馆", 1, "座", ""),
        ("每年举办两次科普讲座。", "每年举办科普讲座", 2, "次", ""),
    ],
)
def test_one_number_in_another_form(text, indicator, value, unit, operator):
    row = targets(segment(text)).iloc[0]
    assert (row["indicator"], row["value"], row["unit"], row["operator"]) == (indicator, value, unit, operator)
    assert row["kind"] == "target"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("打造3—5个品牌活动。", 3, 5),
        ("举办科普活动30到50场。", 30, 50),
        ("培育三至五家科普企业。", 3, 5),
        ("绿化覆盖率达到百分之四十五至百分之五十。", 45, 50),
        ("培训教师1—1.5万人。", 10_000, 15_000),
        ("建成基地5个。", 5, None),
    ],
)
def test_both_ends_of_a_range(text, low, high):
    row = targets(segment(text)).iloc[0]
    assert (row["value"], plain(row["value_to"])) == (low, high)


@pytest.mark.parametrize(
    ("text", "per", "every", "cumulative", "length"),
    [
        ("每万人拥有科普人员达到25人。", "每万人", None, False, None),
        ("每50万人拥有一座科技馆。", "每50万人", None, False, None),
        ("每个县(市、区)至少建成一所科普学校。", "每个县", None, False, None),
        ("每个社区配备2名以上科普员。", "每个社区", None, False, None),
        ("每年培训科技辅导员1000名。", None, "每年", False, None),
        ("财政科普投入年均增长10%以上。", None, "年均", False, None),
        ("累计投入资金超过3亿元。", None, None, True, None),
        ("五年累计培训教师一万人次。", None, None, True, "五年"),
        ("三年内建成科普示范社区100个。", None, None, False, "三年内"),
        ("力争用三年时间新建科普馆20座。", None, None, False, "三年时间"),
        ("建成科普馆20座。", None, None, False, None),
    ],
)
def test_by_what_a_number_is_counted(text, per, every, cumulative, length):
    row = targets(segment(text)).iloc[0]
    assert [plain(row[name]) for name in ("per", "every", "cumulative", "within")] == [per, every, cumulative, length]


@pytest.mark.parametrize(
    "words", ["2025年", "第三年", "五年级", "近五年", "三年以上", "五年规划", "满三年", "五年内,到2025年"]
)
def test_no_length_of_time(words):
    assert within(words) is None


@pytest.mark.parametrize(
    "text",
    [
        "千名专家进基层。",
        "深化三项改革,完善五项制度,打造一个平台。",
        "坚持两个确立,增强四个意识。",
        "实施五大工程,推进十项行动。",
        "组织召开三次会议研究。",
        "一半为其所有。",
        "会议应有三分之二以上成员出席,经半数以上通过。",
        "按每亩500元标准给予补贴。",
        "注册资本不少于100万元的企业。",
        "处以五万元以上十万元以下罚款,没收违法所得。",
        "测制比例尺1:500的地图。",
        "上午9:30开会,比往年早。",
        "贯彻落实十九届历次全会精神。",
        "计算方法:完成数/总数×100%。",
        "推广的改革举措(共23项)",
        "择优推荐三家企业上报市工信局。",
        "造成30人以上死亡的,由公安机关处理。",
        "抗御6级左右地震。",
        "涉及两个以上部门的事项,协商办理。",
        "代表十人以上联名可以提出质询案。",
        "本条例所称湿地,是指水深不超过六米的海域。",
        "在15个工作日内作出决定。",
    ],
)
def test_numbers_that_promise_nothing(text):
    assert targets(segment(text)).empty


LAW = """云山市科学技术普及条例
第一章 总则
第一条 为了加强科普工作,制定本条例。
第二条 市财政科普经费占本级财政支出的比例应当不低于百分之一。
第三条 学校应当每学年组织不少于两次科普活动。
第四条 调查组成员不得少于三人,检查人员应当为两名以上。
第五条 申请设立科普基地,应当具备下列条件:
(一)场馆面积不低于五百平方米;
(二)专职人员比例达到百分之五十以上;
(三)每年开放不少于两百天。
第六条 到2025年,全市公民具备科学素质的比例应当达到百分之十六。
第七条 违反本条例规定的,处违法所得一倍以上五倍以下罚款;情节严重的,处五万元以上罚款。
"""


def test_of_a_law_only_shares_rhythms_and_dated_numbers_are_norms():
    found = targets(outline(LAW, "law"))
    assert found[["value", "unit", "operator"]].to_records(index=False).tolist() == [
        (1.0, "%", "不低于"),
        (2.0, "次", "不少于"),
        (16.0, "%", "达到"),
    ]


ROWS = """云山市科普规划(2021—2025年)
一、指标
指标\t单位\t2020年\t2025年\t2021—2025年累计\t属性
公民具备科学素质的比例\t%\t10\t16\t\t预期性
培训教师\t人次\t\t[3000]\t\t约束性
新建科普馆\t座\t3\t5-8\t12\t约束性
"""
CELLS = """云山市科普规划(2021—2025年)
一、指标
序号
指标名称
2020年现状值
2025年目标值
指标属性
1
科普场馆面积(万平方米)
5
累计8
约束性
2
科普志愿者(人)
100
200
预期性
"""


def test_rows_of_a_table_say_whether_they_bind_and_what_is_a_sum():
    found = targets(outline(ROWS, "d"))
    rows = [
        (row.value, plain(row.value_to), plain(row.year), row.kind, row.cumulative, row.nature)
        for row in found.itertuples()
    ]
    assert rows == [
        (10, None, 2020, "baseline", False, "预期性"),
        (16, None, 2025, "target", False, "预期性"),
        (3000, None, 2025, "target", True, "约束性"),
        (3, None, 2020, "baseline", False, "约束性"),
        (5, 8, 2025, "target", False, "约束性"),
        (12, None, 2025, "target", True, "约束性"),
    ]


def test_cells_a_line_say_it_too():
    found = targets(outline(CELLS, "d"))
    assert found[["indicator", "value", "cumulative", "nature"]].to_records(index=False).tolist() == [
        ("科普场馆面积", 50_000.0, False, "约束性"),
        ("科普场馆面积", 80_000.0, True, "约束性"),
        ("科普志愿者", 100.0, False, "预期性"),
        ("科普志愿者", 200.0, False, "预期性"),
    ]


def test_types_of_the_further_columns():
    found = targets(segment("建成基地5个。"))
    assert found["cumulative"].dtype == bool
    assert math.isnan(found["value_to"][0])
    assert found["nature"].tolist() == [None]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("力争实现科普活动站全市中小学全覆盖。", ("coverage", "科普活动站全市中小学", "力争", None, None)),
        ("到2025年,基本实现优质高中全覆盖。", ("coverage", "优质高中", "基本", None, None)),
        ("争取三年内实现担保业务市级全覆盖。", ("coverage", "担保业务市级", "力争", None, "三年内")),
        ("确保党的工作全覆盖。", ("coverage", "党的工作", "确保", None, None)),
        ("居民健康素养水平高于全省平均水平。", ("relative", "居民健康素养水平", "高于", "全省平均水平", None)),
        ("科普投入强度达到13%,高于全国平均水平。", ("relative", "科普投入强度", "高于", "全国平均水平", None)),
        ("干部的科学素质在各类人群中位居前列。", ("relative", "干部的科学素质在各类人群中", "位居", "前列", None)),
        ("产品质量达到国际先进水平。", ("relative", "产品质量", "达到", "国际先进水平", None)),
        ("三年内基本完成老旧展馆改造。", ("duration", "老旧展馆改造", "基本完成", None, "三年内")),
    ],
)
def test_a_promise_in_words(text, row):
    found = worded_targets(segment(text))
    assert [tuple(found.loc[0, ["kind", "indicator", "operator", "reference", "within"]])] == [row]
    assert found["text"][0] in text


@pytest.mark.parametrize(
    "text",
    [
        "形成州级统筹、乡镇全覆盖的科普服务体系。",
        "结合科普活动站全覆盖工作,开展培训。",
        "建立健全覆盖本辖区的名录库。",
        "构建多层次、全覆盖、人性化的公共服务网络。",
        "目前已实现乡镇全覆盖。",
        "全市比例已高于全省平均水平。",
        "对产品质量达到国际先进水平的单位给予奖励。",
        "为实现监管全覆盖,现提出如下意见。",
        "三年内新建科普馆20座。",
    ],
)
def test_no_promise_in_words(text):
    assert worded_targets(segment(text)).empty


@pytest.mark.parametrize(
    ("text", "indicator", "expected"),
    [
        ("农田占耕地比重苏南达到80%、苏中30%、苏北15%。", "农田占耕地比重", {"苏南": 80, "苏中": 30, "苏北": 15}),
        ("科普场馆覆盖率,东部地区达到20%,中西部地区达到10%。", "科普场馆覆盖率", {"东部地区": 20, "中西部地区": 10}),
        ("苏南80%、苏中30%、苏北15%左右的地区实现要求。", "地区实现要求", {"苏南": 80, "苏中": 30, "苏北": 15}),
        ("江苏中小学科普场馆覆盖率达到80%。", "江苏中小学科普场馆覆盖率", {"云山省": 80}),
    ],
)
def test_parts_of_a_province_have_a_row_each(text, indicator, expected):
    rows = targets(segment(f"到2020年,{text}"), "云山省")
    assert set(rows["indicator"]) == {indicator}
    assert dict(zip(rows["region"], rows["value"], strict=True)) == expected


def test_a_promise_in_words_has_its_year_and_place():
    titled = pd.concat([segment("清河市方案(2021—2025年)", "title"), segment("到2025年,实现社区全覆盖。")])
    row = worded_targets(titled).iloc[0]
    assert (row["year"], row["region"], row["start"]) == (2025, "清河市", 11)
    assert worded_targets(segment("无")).empty


def test_types_of_promises_in_words():
    found = worded_targets(segment("无承诺。"))
    assert list(found) == [
        "document_id",
        "segment_id",
        "start",
        "kind",
        "indicator",
        "region",
        "year",
        "operator",
        "reference",
        "within",
        "text",
    ]
    assert str(found["year"].dtype) == "Int64"


@pytest.mark.parametrize(
    "unit", ["实现全覆盖,", "高于全省平均水平", "三年内完成", "翻一番", "三分之二以上", "师生比1:15", "每个县", "五年"]
)
def test_a_long_hostile_line_is_read_in_linear_time(unit):
    def seconds(n):
        segments, start = segment(unit * n), time.process_time()
        targets(segments)
        worded_targets(segments)
        return time.process_time() - start

    few = 4_000 // len(unit)
    assert seconds(8 * few) < 30 * max(seconds(few), 0.02)


def test_a_promise_in_words_over_a_broken_line():
    text = "推动科普信息在社区、学校、农村等的落地应用,实现新华科普联播屏社区\n全覆盖,提升服务水平。"
    row = worded_targets(segment(text)).iloc[0]
    assert (row["kind"], row["indicator"]) == ("coverage", "新华科普联播屏社区")
    assert row["text"] == text
