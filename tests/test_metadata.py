"""What a page states is read; what it does not state, and what it states of other documents, is not."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.reading.clean import clean
from textmine.reading.metadata import Metadata, read_metadata
from textmine.reading.metadata.notation import document_number, iso_date
from textmine.reading.metadata.places import PROVINCES, place_of
from textmine.reading.outline import outline
from textmine.reading.page import read_page

RAW = Path(__file__).parents[1] / "corpus" / "raw"
PAGES = Path(__file__).parent / "pages"
HAND_MADE = {
    path.stem: stated
    for path in sorted(PAGES.glob("*.json"))
    if not path.stem.startswith(("outline_", "commitments_"))
    and (stated := json.loads(path.read_text(encoding="utf-8")).get("metadata"))
}


def read(page):
    cleaned = clean(page)
    return read_metadata(page, cleaned, outline(cleaned.text))


@pytest.mark.parametrize("name", HAND_MADE)
def test_hand_made_page(name):
    found = asdict(read(read_page(PAGES / f"{name}.txt").text))
    assert {key: found[key] for key in HAND_MADE[name]} == HAND_MADE[name]


FIVE = {
    "cast-2022": Metadata(
        title="中国科协学习宣传贯彻《关于新时代进一步加强科学技术普及工作的意见》工作方案",
        issuer="中国科协",
        published="2022-10-18",
        level="national",
    ),
    "chuxiong-2022": Metadata(
        title="楚雄州全民科学素质行动实施方案(2022—2025年)",
        wrapper_title="楚雄州人民政府关于印发楚雄州全民科学素质行动实施方案(2022—2025年)的通知",
        issuer="楚雄州人民政府",
        document_number="楚政通〔2022〕61号",
        issued="2022-08-30",
        published="2022-08-31",
        level="city",
        region="楚雄州",
        period="2022-2025",
    ),
    "harbin-2016": Metadata(
        title="哈尔滨市全民科学素质行动计划纲要实施方案(2016——2020年)",
        level="city",
        region="哈尔滨市",
        period="2016-2020",
    ),
    "tianjin-2023": Metadata(
        title="天津市关于进一步深化新时代科学技术普及工作的实施意见",
        issuer="天津市科普工作联席会议办公室",
        issued="2023-05-31",
        level="provincial",
        region="天津市",
    ),
    "zhongshan-2022": Metadata(
        title="中山市全民科学素质行动规划纲要实施方案(2022-2025年)",
        wrapper_title="中山市人民政府关于印发中山市全民科学素质行动规划纲要实施方案的通知",
        issuer="中山市人民政府",
        document_number="中府函〔2022〕420号",
        issued="2022-12-28",
        published="2022-12-28",
        level="city",
        region="中山市",
        period="2022-2025",
    ),
}


@pytest.mark.parametrize("name", FIVE)
def test_five_pages(name):
    assert read(read_page(RAW / f"{name}.txt").text) == FIVE[name]


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("楚政通〔2022〕61号", "楚政通〔2022〕61号"),
        ("楚政通[2022]61号", "楚政通〔2022〕61号"),
        ("楚政通(2022)61号", "楚政通〔2022〕61号"),
        ("楚政通【2022】61号", "楚政通〔2022〕61号"),
        ("黑政办发﹝2016﹞51号", "黑政办发〔2016〕51号"),
        ("楚政通 〔 2022 〕 61 号", "楚政通〔2022〕61号"),
        ("楚政通〔2022〕61号", "楚政通〔2022〕61号"),
        ("楚政\u200b通〔2022\u200b〕61号", "楚政通〔2022〕61号"),
        ("文号:楚政通〔2022〕61", "楚政通〔2022〕61号"),
        ("发文字号: 京政办发〔2016〕第26号", "京政办发〔2016〕第26号"),
        ("(海府〔二○一一〕33号)", "海府〔2011〕33号"),
        ("云南省人民政府令第200号", "云南省人民政府令第200号"),
        ("根据国发〔2021〕9号文件精神", None),
        ("《国务院关于印发纲要的通知》(国发〔2021〕9号)", None),
        ("曲水府发〔202321", None),
        ("无", None),
        ("", None),
    ],
)
def test_document_numbers_come_in_many_shapes(written, usual):
    assert document_number(written) == usual


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2022年8月30日", "2022-08-30"),
        ("2022 年 8 月 30 日", "2022-08-30"),
        ("２０２２年８月３０日", "2022-08-30"),
        ("二〇二二年十二月二十八日", "2022-12-28"),
        ("二○一一年四月八日", "2011-04-08"),
        ("二О二二年十月十日", "2022-10-10"),
        ("二Ο二二年十一月三十一日", None),
        ("二零二二年一月三十日", "2022-01-30"),
        ("二 〇 二 二 年 一 月 三 日", "2022-01-03"),
        ("2022-12-3 08:00:00", "2022-12-03"),
        ("2022/12/28", "2022-12-28"),
        ("2022.12.28", "2022-12-28"),
        ("2022年12月", None),
        ("一二年一月十二日", None),
        ("2022年13月1日", None),
        ("", None),
    ],
)
def test_dates_come_in_many_shapes(written, iso):
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    ("name", "region", "level"),
    [
        ("云南省楚雄州人民政府", "楚雄州", "city"),
        ("楚雄彝族自治州人民政府", "楚雄彝族自治州", "city"),
        ("楚雄市人民政府", "楚雄市", "county"),
        ("中共岳阳市委办公室", "岳阳市", "city"),
        ("赤壁市人民政府", "赤壁市", "county"),
        ("吉林市科协", "吉林市", "city"),
        ("吉林省科协", "吉林省", "provincial"),
        ("海南藏族自治州人民政府", "海南藏族自治州", "city"),
        ("天津市科普工作联席会议办公室", "天津市", "provincial"),
        ("上海市浦东新区人民政府", "浦东新区", "county"),
        ("西藏自治区拉萨市城关区人民政府", "城关区", "county"),
        ("歙县人民政府", "歙县", "county"),
        ("重庆市梁平区曲水镇人民政府", "曲水镇", None),
        ("内蒙古自治区锡林郭勒盟行政公署", "锡林郭勒盟", "city"),
        ("广州市科协", "广州市", "city"),
        ("中国科协", None, "national"),
        ("教育部办公厅", None, "national"),
        ("文明城市创建方案", None, None),
        ("全市科普工作要点", None, None),
        ("社区科普规划", None, None),
        ("市人民政府办公室", None, None),
        ("乡村振兴规划", None, None),
    ],
)
def test_place_and_level_of_a_name(name, region, level):
    assert place_of(name) == (region, level)


def test_provincial_units():
    assert len(PROVINCES) == 35
    assert PROVINCES["内蒙古自治区"] == "内蒙古"
    assert PROVINCES["广西壮族自治区"] == "广西"
    assert PROVINCES["香港特别行政区"] == "香港"
    assert PROVINCES["黑龙江省"] == "黑龙江"


@given(st.text(max_size=200))
def test_any_page_has_metadata(page):
    found = asdict(read(page))
    assert tuple(found) == Metadata.__match_args__
    known = found.pop("known")
    assert all(value is None or value for value in found.values())
    assert set(known) == {name for name, value in found.items() if value}


@pytest.mark.parametrize("page", ["(" * 300_000, "《" * 300_000, "文 " * 300_000, "国发〔2021〕9号" * 50_000])
def test_time_grows_linearly(page):
    cleaned = clean(page)
    nothing = outline("")
    begun = time.perf_counter()
    read_metadata(page, cleaned, nothing)
    assert time.perf_counter() - begun < 10
