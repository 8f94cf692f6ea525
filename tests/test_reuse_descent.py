"""Who follows whom, and common parents outside the corpus: toys by hand, and the five documents."""

import pandas as pd
import pytest

from tests.test_reuse_matching import segments_of
from textmine import cited_documents, common_parents, descent, read_background, related_documents, shared_passages
from textmine.measuring.reuse.descent import title_key

GROUPS = ["national", "provincial", "city"]
RULE = "渔港监督机构应当每季度抽查渔船消防设备"
DUTY = "船长负责核验船员证书并逐航次登记备查"
OTHER = "休渔期内不得为涉渔三无船舶供油供冰"
LOCAL = "潮间带贝类采捕凭票进入限量二十公斤"


@pytest.fixture
def documents():
    rows = [
        ("law", "渔港管理办法", "national", "全国", "2015-01-01", "农办渔〔2015〕3号"),
        ("law-new", "渔港管理办法", "national", "全国", "2023-01-01", None),
        ("province", "东海省渔港管理实施细则", "provincial", "东海省", "2018-05-01", None),
        ("east", "东湾市渔港管理规定", "city", "东湾市", "2020-03-01", None),
        ("west", "西湾市渔港管理规定", "city", "西湾市", None, None),
    ]
    names = ["document_id", "title", "level", "region", "issued", "document_number"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(level=table["level"].astype(pd.CategoricalDtype(GROUPS, ordered=True)))


@pytest.fixture
def segments():
    return segments_of(
        {
            "law": [RULE + "。", OTHER + "。"],
            "law-new": [RULE + "。", "港口岸电改造费用由使用单位承担。"],
            "province": [RULE + "。", DUTY + "。"],
            "east": [RULE + "。", DUTY + "。", LOCAL + "。"],
            "west": [OTHER + "。", LOCAL + "。"],
        }
    )


@pytest.fixture
def cited():
    rows = [
        ("east", "农业部关于发布渔港管理办法的公告", None, 2, ("east/0", "east/1")),
        ("east", "海岸带保护规划(2016—2030年)", None, 3, ("east/2",) * 3),
        ("east", "船员证书目录", None, 1, ("east/1",)),
        ("province", "通知", "农办渔〔2015〕3号", 1, ("province/0",)),
        ("west", "东海省人民政府关于印发海岸带保护规划(2016-2030年)的通知", "东政发〔2016〕8号", 1, ("west/1",)),
        ("west", "船员证书目录", None, 1, ("west/0",)),
    ]
    return pd.DataFrame(rows, columns=["document_id", "title", "number", "count", "segment_ids"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("国务院关于印发全民健身计划(2021—2025年)的通知", "《全民健身计划（2021-2025年）》"),
        ("中华人民共和国渔业法", "渔业法"),
        ("全国渔业发展规划", "渔业发展规划"),
        ("农业部关于发布〈渔港管理办法〉的公告", "渔港管理办法"),
    ],
)
def test_mentions_of_one_title_are_one(one, other):
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("全国人大", "人大"), ("渔业规划(2016—2020年)", "渔业规划(2021—2025年)"), ("渔业法", "渔业法实施办法")],
)
def test_titles_that_differ_stay_apart(one, other):
    assert title_key(one) != title_key(other)


def test_who_follows_whom(documents, segments, cited):
    found = descent(documents, cited, related_documents(segments)).edges
    follows = found[found["kind"] == "follows"]
    assert follows[["document_id", "other", "relation"]].to_numpy().tolist() == [
        ["law-new", "law", "same"],
        ["province", "law", "upper"],
        ["east", "province", "upper"],
        ["east", "law", "upper"],
        ["west", "law", "upper"],
    ]
    by_pair = follows.set_index(["document_id", "other"])
    east = len(RULE) + len(DUTY) + len(LOCAL)
    assert by_pair.loc[("east", "province"), "count"] == len(RULE) + len(DUTY)
    assert by_pair.loc[("east", "law"), "share"] == pytest.approx(len(RULE) / east)
    fewer = descent(documents, cited, related_documents(segments), least_share=0.5).edges
    assert fewer.loc[fewer["kind"] == "follows", "other"].tolist() == ["law", "law", "province", "law"]


def test_citations_are_of_documents_of_the_corpus_where_it_has_them(documents, segments, cited):
    found = descent(documents, cited, related_documents(segments))
    cites = found.edges[found.edges["kind"] == "cites"].set_index(["document_id", "other"])
    assert cites["count"].to_dict() == {
        ("province", "law"): 1,  # by its number
        ("east", "海岸带保护规划(2016—2030年)"): 3,
        ("east", "law"): 2,  # the later of that title was not there yet
        ("east", "船员证书目录"): 1,
        ("west", "海岸带保护规划(2016—2030年)"): 1,
        ("west", "船员证书目录"): 1,
    }
    assert cites.loc[("east", "law"), ["relation", "segment_ids"]].tolist() == ["upper", "east/0 east/1"]
    nodes = found.nodes.set_index("node")
    assert nodes.index.tolist() == [*documents["document_id"], "海岸带保护规划(2016—2030年)", "船员证书目录"]
    assert nodes.loc["海岸带保护规划(2016—2030年)", ["date", "in_corpus", "cited_by"]].tolist() == ["2016", False, 2]
    assert nodes.loc["law", ["level", "date", "in_corpus", "cited_by"]].tolist() == ["national", "2015-01-01", True, 2]


def test_descent_does_not_depend_on_the_order_of_rows(documents, segments, cited):
    related = related_documents(segments)
    one = descent(documents, cited, related)
    other = descent(documents, cited.iloc[::-1], related.sample(frac=1, random_state=0))
    assert other.edges.drop(columns="segment_ids").equals(one.edges.drop(columns="segment_ids"))
    assert other.nodes.equals(one.nodes)


def test_a_corpus_without_citations_and_shared_wording(documents, cited):
    segments = segments_of({key: [f"{key}的事项"] for key in documents["document_id"]})
    found = descent(documents, cited.iloc[:0], related_documents(segments))
    assert found.edges.empty
    assert found.nodes["node"].tolist() == documents["document_id"].tolist()
    assert common_parents(segments, documents, cited.iloc[:0]).empty


def test_common_parents_are_named_by_what_both_cite(documents, segments, cited):
    found = common_parents(segments, documents, cited)
    assert found[["document_id", "other_id"]].to_numpy().tolist() == [["east", "west"]]
    row = found.iloc[0]
    assert row["unexplained"] == len(LOCAL)
    assert row["longest"] == LOCAL
    assert row["parents"].split("; ") == ["海岸带保护规划(2016—2030年)", "船员证书目录"]  # the most mentioned first
    assert (row["segment_ids"], row["other_segment_ids"]) == ("east/2", "west/1")
    same_place = documents.assign(region="东湾市")
    assert common_parents(segments, same_place, cited).empty
    same_day = same_place.assign(issued="2020-03-01")
    pairs = common_parents(segments, same_day, cited)[["document_id", "other_id"]].to_numpy().tolist()
    assert sorted(pairs) == [["east", "west"], ["law", "law-new"]]


def test_wording_that_stands_in_an_upper_document_needs_no_other_parent(documents, segments, cited):
    law = pd.DataFrame([("law", "law/9", "", "paragraph", 900, 900 + len(LOCAL), LOCAL)], columns=segments.columns)
    assert common_parents(pd.concat([segments, law], ignore_index=True), documents, cited).empty


def test_chuxiong_and_zhongshan_have_a_parent_outside_the_corpus(project, corpus):
    background = read_background(project / "corpus")
    cited = cited_documents(corpus.segments)
    found = common_parents(corpus.segments, corpus.documents, cited, background=background)
    first = found.iloc[0]
    assert (first["document_id"], first["other_id"]) == ("chuxiong-2022", "zhongshan-2022")
    assert first["parents"].startswith("国务院关于印发全民科学素质行动规划纲要(2021—2035年)的通知")
    assert first["unexplained"] > 4 * found["unexplained"].iloc[1]
    passages = shared_passages(corpus.segments, background=background)
    pair = passages[(passages["document_id"] == "chuxiong-2022") & (passages["other_id"] == "zhongshan-2022")]
    assert first["characters"] == pair.loc[pair["kind"] == "borrowing", "characters"].sum()


def test_the_graph_of_the_five_documents(project, corpus):
    background = read_background(project / "corpus")
    cited = cited_documents(corpus.segments)
    found = descent(corpus.documents, cited, related_documents(corpus.segments, background=background))
    outline = found.nodes[found.nodes["node"].str.contains("全民科学素质行动规划纲要")].iloc[0]
    assert outline[["cited_by", "date", "in_corpus"]].tolist() == [3, "2021", False]
    follows = found.edges[found.edges["kind"] == "follows"]
    assert ["tianjin-2023", "cast-2022"] in follows[["document_id", "other"]].to_numpy().tolist()
    assert "cast-2022" not in set(follows["document_id"])
    cites = found.edges[found.edges["kind"] == "cites"]
    assert cites["count"].sum() == cited["count"].sum()
