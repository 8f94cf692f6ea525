"""What the five documents and the hand-made pages commit to, as a person reads it."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.reading.clean import clean
from textmine.reading.commitments import bodies, cited_documents, responsibilities, targets
from textmine.reading.commitments.indicators import LITERACY
from textmine.reading.outline import outline
from textmine.reading.page import read_page

HERE = Path(__file__).parent
RAW = HERE.parent / "corpus" / "raw"
DOCUMENTS = ("cast-2022", "chuxiong-2022", "harbin-2016", "tianjin-2023", "zhongshan-2022")
PAGES = sorted((HERE / "pages").glob("commitments_*.json"))


def read(path):
    """Segments of a page, and the function that gives the line of an offset."""
    cleaned = clean(read_page(path).text)
    return outline(cleaned.text, path.stem), cleaned.page_line


@pytest.fixture(scope="module")
def corpus():
    return {name: read(RAW / f"{name}.txt") for name in DOCUMENTS}


def segment(text, kind="paragraph", path="", document="d"):
    return pd.DataFrame(
        [(document, f"{document}/1", path, kind, 0, 0, len(text), text)],
        columns=["document_id", "segment_id", "path", "kind", "order", "start", "end", "text"],
    )


def year_of(row):
    return None if pd.isna(row.year) else row.year


# --- targets -------------------------------------------------------------------------------------------------------------

TARGETS = [
    # document, line, indicator, region, year, value, unit, operator, kind
    ("chuxiong-2022", 34, LITERACY, "楚雄州", 2025, 13, "%", "达到", "target"),
    ("chuxiong-2022", 48, "开展青少年科技创新大赛、机器人竞赛征集项目", "楚雄州", None, 1500, "件", "不少于", "target"),
    ("chuxiong-2022", 50, "培训中小学骨干科技教师", "楚雄州", None, 100, "人", "以上", "target"),
    ("chuxiong-2022", 50, "培训科技辅导员", "楚雄州", None, 500, "名", "以上", "target"),
    ("chuxiong-2022", 60, "每年评定农民技术职称", "楚雄州", None, 500, "人", "以上", "target"),
    ("chuxiong-2022", 60, "开展新型农民教育培训", "楚雄州", None, 100_000, "人次", "以上", "target"),
    ("chuxiong-2022", 60, "培育农村创业创新带头人", "楚雄州", None, 200, "名", "以上", "target"),
    ("chuxiong-2022", 62, "选派农村科技特派员", "楚雄州", None, 100, "人", "以上", "target"),
    ("chuxiong-2022", 62, "选派科技特派团", "楚雄州", None, 5, "个", "以上", "target"),
    ("chuxiong-2022", 120, "每年向公众分享科普资源", "楚雄州", None, 150_000, "人次", "以上", "target"),
    ("chuxiong-2022", 144, "发展科普志愿队伍人数", "楚雄州", None, 1500, "人", "不少于", "target"),
    ("chuxiong-2022", 150, "支持学(协)会开展科普服务项目", "楚雄州", None, 30, "个", "不少于", "target"),
    ("harbin-2016", 55, LITERACY, "哈尔滨市", 2020, 12, "%", "达到", "target"),
    ("harbin-2016", 179, "建立专业技术人才继续教育基地", "哈尔滨市", 2020, 10, "个", "", "target"),
    ("harbin-2016", 179, "每年培训专业技术人才", "哈尔滨市", 2020, 1000, "名", "", "target"),
    ("harbin-2016", 181, "引进海外高层次人才", "哈尔滨市", None, 300, "人", "", "target"),
    ("harbin-2016", 181, "引进外国专家项目", "哈尔滨市", None, 200, "个", "", "target"),
    ("harbin-2016", 181, "引进外国专家", "哈尔滨市", None, 800, "人次", "", "target"),
    ("harbin-2016", 189, "国家工程技术研究中心", "哈尔滨市", 2020, 6, "个", "达到", "target"),
    ("harbin-2016", 189, "国家重点实验室", "哈尔滨市", 2020, 10, "个", "达到", "target"),
    ("harbin-2016", 189, "建立企业博士后研究站", "哈尔滨市", 2020, 10, "个", "", "target"),
    ("tianjin-2023", 18, LITERACY, "天津市", 2025, 23, "%", "超过", "target"),
    ("tianjin-2023", 18, LITERACY, "天津市", 2035, 30, "%", "超过", "target"),
    ("zhongshan-2022", 29, LITERACY, "中山市", 2020, 10.8, "%", "达到", "baseline"),
    ("zhongshan-2022", 55, LITERACY, "中山市", 2025, 16, "%", "力争达到", "target"),
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_targets_of_the_five_documents(corpus, document):
    segments, line = corpus[document]
    found = [
        (
            document,
            line(row.start),
            row.indicator,
            row.region,
            year_of(row),
            row.value,
            row.unit,
            row.operator,
            row.kind,
        )
        for row in targets(segments).itertuples()
    ]
    assert found == [row for row in TARGETS if row[0] == document]


def test_a_target_stands_where_it_says(corpus):
    segments, _ = corpus["chuxiong-2022"]
    text = clean(read_page(RAW / "chuxiong-2022.txt").text).text
    for row in targets(segments).itertuples():
        digits = str(int(row.value // 10_000)) + "万" if row.value >= 10_000 else str(int(row.value))
        assert digits in text[row.start : row.start + 10]
        assert digits in row.text
        assert row.text in text


def test_columns_and_types_also_without_rows():
    tables = {
        targets: "document_id segment_id start indicator region year value unit operator kind flag text "
        "value_to per every cumulative within nature",
        responsibilities: "document_id segment_id start covers lead support responsible deadline text "
        "lead_verbatim support_verbatim responsible_verbatim lead_order",
        cited_documents: "document_id title alias number count segment_ids kind",
    }
    for read_table, columns in tables.items():
        for segments in (segment("没有承诺。"), segment("").iloc[:0]):
            table = read_table(segments)
            assert list(table.columns) == columns.split()
            assert table.empty
    assert str(targets(segment("无"))["year"].dtype) == "Int64"
    empty = bodies(responsibilities(segment("无")))
    assert list(empty.columns) == ["document_id", "segment_id", "covers", "role", "body", "verbatim", "lead_order"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年,森林覆盖率达到65.7%以上。", [("森林覆盖率", 2025, 65.7, "%", "达到…以上", "target")]),
        ("PM2.5浓度控制在25微克/立方米以内。", [("PM2.5浓度", None, 25, "微克/立方米", "控制在…以内", "target")]),
        ("到2025年,单位GDP能耗较2020年下降13.5%。", [("单位GDP能耗", 2025, 13.5, "%", "下降", "target")]),
        (
            "新建科普馆10座、科普画廊200个。",
            [("新建科普馆", None, 10, "座", "", "target"), ("新建科普画廊", None, 200, "个", "", "target")],
        ),
        ("“十四五”末,科普场馆面积达到50万平方米。", [("科普场馆面积", 2025, 500_000, "平方米", "达到", "target")]),
        ("截至2020年底,建成科普基地120个。", [("建成科普基地", 2020, 120, "个", "", "baseline")]),
        ("目前全市已建成科普馆12座。", [("建成科普馆", None, 12, "座", "", "baseline")]),
        ("每千人口拥有医师达到3.2人。", [("每千人口拥有医师", None, 3.2, "人", "达到", "target")]),
        ("推动50%以上的社区建成示范社区。", [("推动社区建成示范社区", None, 50, "%", "以上", "target")]),
        ("15％以上的公民具备科学素质。", [(LITERACY, None, 15, "%", "以上", "target")]),
        ("人均科普经费达到3元以上。", [("人均科普经费", None, 3, "元", "达到…以上", "target")]),
        (
            "到2022年和2030年,健康素养水平分别不低于25%和35%。",
            [("健康素养水平", 2022, 25, "%", "不低于", "target"), ("健康素养水平", 2030, 35, "%", "不低于", "target")],
        ),
        (
            "推动5所高校、10家企业开放。",
            [("推动高校", None, 5, "所", "", "target"), ("推动企业开放", None, 10, "家", "", "target")],
        ),
        ("公交站点500米覆盖率达到100%。", [("公交站点500米覆盖率", None, 100, "%", "达到", "target")]),
        ("2025年底前建成充电桩1.2万个。", [("建成充电桩", 2025, 12_000, "个", "", "target")]),
        ("每个县至少建有1座科技馆。", [("建有科技馆", None, 1, "座", "至少", "target")]),
        ("培训科技人员1,500人。", [("培训科技人员", None, 1500, "人", "", "target")]),
        ("装机容量达到50万千瓦。", [("装机容量", None, 500_000, "千瓦", "达到", "target")]),
        ("去年全市开展科普活动1200场次。", [("开展科普活动", None, 1200, "场次", "", "baseline")]),
        (
            "每年评选标兵10名、能手20名。",
            [("每年评选标兵", None, 10, "名", "", "target"), ("每年评选能手", None, 20, "名", "", "target")],
        ),
        ("为不少于800名残疾儿童提供服务。", [("残疾儿童提供服务", None, 800, "名", "不少于", "target")]),
    ],
)
def test_one_number(text, expected):
    found = [
        (row.indicator, year_of(row), row.value, row.unit, row.operator, row.kind)
        for row in targets(segment(text)).itertuples()
    ]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "给予50万元补助。",
        "面积500平方米以上的场馆可以申报。",
        "实施5项提升行动。",
        "该项占20分,权重30%。",
        "开展“7个专项行动”。",
        "落实《关于培训1000名教师的通知》。",
        "第12次会议提出。",
        "成立由市长任组长、3名副市长任副组长的领导小组,下设10个专项工作组。",
        "面积不少于200平方米、藏书不少于1万册的场馆,可申报市级基地。",
        "对违反规定的,处五千元以上一万元以下罚款。",
        "对年接待10万人次以上的场馆给予补助。",
        "在10个工作日内完成。",
        "每10万人口。",
        "2022—2024年全面实施。",
        "一镇一区、五大重点人群、千名专家进基层。",
        "“1+1+9”工作部署。",
    ],
)
def test_no_target(text):
    assert targets(segment(text)).empty


def test_region_may_be_given_by_document():
    both = pd.concat([segment("全省比例达到5%。", document="a"), segment("全省比例达到6%。", document="b")])
    assert targets(both, {"a": "云南省", "b": "广东省"})["region"].tolist() == ["云南省", "广东省"]
    national = targets(segment("全国居民健康素养水平分别不低于22%和30%。"), "中山市")
    assert national["region"].tolist() == ["全国", "全国"]
    assert targets(both, "中山市")["region"].tolist() == ["全省", "全省"]


def test_a_year_is_never_guessed(corpus):
    chuxiong = targets(corpus["chuxiong-2022"][0]).set_index("indicator")
    assert pd.isna(chuxiong.loc["培训科技辅导员", "year"]), "the title states four years, the sentence five"
    titled = pd.concat([segment("清河市方案(2021—2025年)", "title"), segment("五年内培训教师100人。")])
    assert targets(titled)["year"].tolist() == [2025]


# --- responsibilities -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def duties():
    """Every note of the five documents, as read from the pages; the rows of a table count as notes."""
    return pd.read_csv(HERE / "pages" / "commitments_duties.csv", keep_default_na=False)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_responsibilities_of_the_five_documents(corpus, duties, document):
    segments, line = corpus[document]
    found = responsibilities(segments)
    rows = [
        (line(row.start), "、".join(row.lead), "、".join(row.support), "、".join(row.responsible))
        for row in found.itertuples()
    ]
    expected = duties[duties["document_id"] == document].drop(columns="document_id")
    assert rows == list(expected.itertuples(index=False, name=None))
    assert found["deadline"].isna().all()


def test_how_many_notes(duties):
    counts = duties["document_id"].value_counts().to_dict()
    assert counts == {"chuxiong-2022": 35, "harbin-2016": 10, "zhongshan-2022": 22}


def covered(segments):
    texts = segments.set_index("segment_id")["text"]
    return [texts[covers][:12] for covers in responsibilities(segments)["covers"]]


def test_a_note_covers_its_section_or_its_item(corpus):
    harbin = covered(corpus["harbin-2016"][0])
    assert [words[:3] for words in harbin] == [f"({c})" for c in "一二三四五六七八九"] + ["(十)"]
    zhongshan = covered(corpus["zhongshan-2022"][0])
    assert [words[:3] for words in zhongshan] == 2 * (
        [f"({c})" for c in "一二三四五"] + [f"({c})" for c in "一二三四五六"]
    )
    assert all(words.startswith("——") for words in covered(corpus["chuxiong-2022"][0]))


def test_verbatim_names_stay(corpus):
    first = responsibilities(corpus["harbin-2016"][0]).iloc[0]
    assert first["lead_verbatim"] == ("市教育局", "团市委", "市科协")
    assert first["support_verbatim"][2] == "民族宗教局"
    assert first["support"][2] == "哈尔滨市民族宗教局"
    assert first["text"].startswith("任务分工:")


def test_bodies_are_one_row_a_body_and_role(corpus):
    found = responsibilities(corpus["zhongshan-2022"][0])
    long = bodies(found)
    assert len(long) == sum(len(names) for role in ("lead", "support", "responsible") for names in found[role])
    assert long.iloc[0].tolist()[3:] == ["lead", "中山市教育体育局", "市教育体育局", "sole"]
    assert set(long["role"]) == {"lead", "responsible"}


def test_a_long_form_the_document_spells_out():
    text = "中山市科学技术协会(以下简称市科协)统筹协调。(市科协牵头,省科技厅配合)"
    row = responsibilities(segment(text), "中山市").iloc[0]
    assert row["lead"] == ("中山市科学技术协会",)
    assert row["support"] == ("省科技厅",), "a level that is not the region's stays as printed"


@pytest.mark.parametrize(
    ("region", "printed", "full"),
    [
        ("广东省广州市", "市科协", "广州市科协"),
        ("郑州市", "团市委", "共青团郑州市委"),
        ("红旗区", "区科协", "红旗区科协"),
        ("赣州市", "市直机关工委", "赣州市直机关工委"),
        ("楚雄彝族自治州", "州科协", "楚雄彝族自治州科协"),
        ("沛县", "县科协", "沛县科协"),
    ],
)
def test_a_level_becomes_the_region_of_that_level(region, printed, full):
    assert responsibilities(segment(f"({printed}牵头)"), region)["lead"].tolist() == [(full,)]


@pytest.mark.parametrize(
    ("statement", "lead"),
    [
        ("列第一位者为牵头单位,下同", ("市科协",)),
        ("排在第一位的为牵头单位", ("市科协",)),
        ("责任单位中排名第一的单位为牵头部门", ("市科协",)),
        ("第一时间报告", ()),
    ],
)
def test_the_first_body_leads_where_the_document_says_so(statement, lead):
    note = responsibilities(segment(f"({statement})任务。(市科协、市教育局等负责)")).iloc[-1]
    assert note["lead"] == lead
    assert note["responsible"] == ("市科协", "市教育局")[len(lead) :]


# --- cited documents --------------------------------------------------------------------------------------------------

OPINION = "关于新时代进一步加强科学技术普及工作的意见"
OUTLINE = "国务院关于印发全民科学素质行动规划纲要{}的通知"
CITED = {
    "cast-2022": [
        (OPINION, "意见", None, 15),
        ("全民科学素质行动规划纲要(2021—2035年)", "纲要", None, 2),
        ("“十四五”国家科学技术普及发展规划", None, None, 1),
        ("科普研究", None, None, 1),
        ("中国科技教育", None, None, 1),
        ("科普法", None, None, 2),
    ],
    "tianjin-2023": [(OPINION, None, None, 2), ("天津市科学技术普及条例", None, None, 1)],
    "harbin-2016": [
        ("国务院办公厅关于印发全民科学素质行动计划纲要实施方案(2016—2020年)的通知", None, "国办发〔2016〕10号", 1),
        ("黑龙江省全民科学素质行动计划纲要实施方案(2016—2020年)的通知", None, "黑政办发﹝2016﹞51号", 1),
        ("干部教育培训工作条例", None, None, 1),
        ("中共中央关于加强和改进新形势下党校工作的意见", None, None, 1),
        ("科学素质纲要", None, None, 6),
    ],
    "zhongshan-2022": [
        ("中华人民共和国科学技术普及法", "科普法", None, 2),
        (OUTLINE.format("(2021-2035年)"), "科学素质纲要", "国发〔2021〕9号", 6),
        ("广东省全民科学素质行动规划纲要实施方案(2021-2025)", "省实施方案", None, 1),
        ("广东省科学技术普及条例", None, None, 4),
        ("中山市国民经济和社会发展第十四个五年规划和2035年远景目标纲要", None, None, 1),
        ("中山市全民科学素质行动计划纲要实施方案(2016-2020年)", None, None, 1),
        ("干部教育培训工作条例", None, None, 1),
        ("公务员培训规定", None, None, 1),
    ],
    "chuxiong-2022": [
        (OUTLINE.format("(2021—2035年)"), None, "国发〔2021〕9号", 1),
        ("云南省人民政府关于印发云南省全民科学素质行动实施方案(2021—2025年)的通知", None, "云政发〔2021〕29号", 1),
        ("楚雄州国民经济和社会发展第十四个五年规划和二Ο三五年远景目标的建议", None, None, 1),
        ("干部教育培训工作条例", None, None, 1),
        ("公务员培训规定", None, None, 1),
    ],
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_cited_documents_of_the_five_documents(corpus, document):
    segments, _ = corpus[document]
    found = cited_documents(segments)
    rows = list(found[["title", "alias", "number", "count"]].itertuples(index=False, name=None))
    assert rows == CITED[document]
    assert [len(ids) for ids in found["segment_ids"]] == found["count"].tolist()
    assert {segment_id for ids in found["segment_ids"] for segment_id in ids} <= set(segments["segment_id"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("落实《甲条例》《乙办法》。", ["甲条例", "乙办法"]),
        ("落实《关于印发〈甲规划〉的通知》。", ["关于印发〈甲规划〉的通知"]),
        ("落实《关于印发《甲规划》的通知》。", ["关于印发〈甲规划〉的通知"]),
        ("落实《关于印发《甲规划》的通知。", ["关于印发〈甲规划〉的通知"]),
        ("落实《关于印发《甲规划的通知》精神。", ["关于印发甲规划的通知"]),
        ("落实《甲工作条例,推动《乙办法》实施。", ["甲工作条例", "乙办法"]),
        ("落实《甲工作\n条例》。", ["甲工作条例"]),
        ("落实<<甲条例>>。", ["甲条例"]),
        ("《》和《。", []),
    ],
)
def test_marks(text, expected):
    assert cited_documents(segment(text))["title"].tolist() == expected


def test_a_title_may_run_over_two_segments():
    cut = pd.concat([segment("落实《关于加强科普"), segment("工作的意见》。").assign(start=10, segment_id="d/2")])
    assert cited_documents(cut)["title"].tolist() == ["关于加强科普工作的意见"]


# --- hand-made pages ----------------------------------------------------------------------------------------------------

TABLES = {"targets": targets, "responsibilities": responsibilities, "cited_documents": cited_documents}


@pytest.mark.parametrize("expected", PAGES, ids=lambda path: path.stem.removeprefix("commitments_"))
def test_hand_made_page(expected):
    segments, line = read(expected.with_suffix(".txt"))
    for name, rows in json.loads(expected.read_text(encoding="utf-8")).items():
        table = TABLES[name](segments)
        found = [{**row, "line": line(row["start"])} if "start" in row else row for row in table.to_dict("records")]
        keys = rows[0] if rows else []
        plain = [{key: list(row[key]) if isinstance(row[key], tuple) else row[key] for key in keys} for row in found]
        assert [{k: None if v is pd.NA else v for k, v in row.items()} for row in plain] == rows


# --- what holds for any text ------------------------------------------------------------------------------------------

PIECES = (
    "《 》 〈 〉 ( ) （ ） [ ] 、 , ; : 。 1 等 和 从 分别 序号 达到 15% 10万人次 2025年 “十四五”末 牵头 配合 负责 责任单位: 市科协 团市委 "
    "各区、县 第一位者为牵头单位 以下简称 国发〔2021〕9号 的通知 意见"
)
WORDS = st.sampled_from([*PIECES.split(" "), " ", "\n"])
ANY = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map("".join))


@given(ANY, st.sampled_from(["paragraph", "heading", "responsibility", "table", "title", "signature"]), ANY)
def test_any_text_is_read(text, kind, path):
    segments = segment(text, kind, path)
    before = segments.copy()
    for row in targets(segments, "清河市").itertuples():
        assert row.text in text
        assert 0 <= row.start < len(text)
    found = responsibilities(segments, "清河市")
    for row in found.itertuples():
        assert row.text == text[row.start : row.start + len(row.text)]
        assert [len(row.lead), len(row.support)] == [len(row.lead_verbatim), len(row.support_verbatim)]
    assert len(bodies(found)) >= len(found)
    assert (cited_documents(segments)["count"] > 0).all()
    pd.testing.assert_frame_equal(segments, before)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "《",
            "(",
            "((牵头))",
            "((局牵头))",
            "《〈",
            "1",
            "百",
            "“",
            "局和",
            "到2025年达到15%,",
            "(市科协牵头,市教育局配合)",
        ),
        *("1\t", "指标\n2020年\n2025年\n", "序号\n牵头单位\n", "国发〔2021〕9号《", "下同,不再列出。"),
    ],
)
@pytest.mark.parametrize("kind", ["paragraph", "responsibility", "table"])
def test_a_long_hostile_line_is_read_in_linear_time(unit, kind):
    import time

    def seconds(n):
        segments, start = segment(unit * n, kind), time.process_time()
        for read_table in TABLES.values():
            read_table(segments)
        return time.process_time() - start

    few = 4_000 // len(unit)
    assert seconds(8 * few) < 30 * max(seconds(few), 0.02)
