"""Kept and removed stretches are the page; the five pages and the hand-made ones lose what a reader would take away."""

import io
import json
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.reading.characters import lines_of, narrow, plain, unspaced
from textmine.reading.clean import Stretch, clean
from textmine.reading.clean.noise import SENTENCE_HINT
from textmine.reading.page import read_page

RAW = Path(__file__).parents[1] / "corpus" / "raw"
PAGES = Path(__file__).parent / "pages"
HAND_MADE = sorted(path.stem for path in PAGES.glob("*.txt") if not path.stem.startswith(("outline_", "commitments_")))
# What a page is made of: layout, labels, tools, brackets, sentences, in any order.
_FRAGMENTS = (
    "\n|\r\n|\r| |\u3000|\u200b|首页 > |文号:|发布日期:2022-01-01|一、|(一)|。|《|》|<p>|&nbsp;|浏览次数:|打印|相关链接|责任编辑:|ICP备1234567号|"
    "云山市科普方案|关于印发|的通知|2022年1月1日|{{a}}|附件|\x00|\ufffd"
)
FRAGMENTS = st.sampled_from(_FRAGMENTS.split("|"))
ANY_PAGE = st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=60).map("".join))


def removals(cleaned):
    """First line, last line and reason of each removed stretch that holds more than layout."""
    found = []
    for s in cleaned.stretches:
        text = cleaned.page[s.start : s.end]
        if s.reason not in ("", "layout"):
            first = s.start + len(text) - len(text.lstrip())
            found.append([cleaned.line_at(first), cleaned.line_at(s.start + len(text.rstrip()) - 1), s.reason])
    return found


@given(ANY_PAGE)
def test_stretches_tile_any_page(page):
    cleaned = clean(page)
    assert "".join(page[s.start : s.end] for s in cleaned.stretches) == page
    assert all(a.end == b.start for a, b in pairwise(cleaned.stretches))
    assert all(s.end > s.start for s in cleaned.stretches)
    kept = "".join(page[s.start : s.end] for s in cleaned.stretches if not s.reason)
    assert cleaned.text == kept


@given(ANY_PAGE)
def test_offsets_lead_back_to_the_page(page):
    cleaned = clean(page)
    for offset in range(0, len(cleaned.text), 7):
        assert page[cleaned.page_offset(offset)] == cleaned.text[offset]
        start, end = lines_of(page)[cleaned.page_line(offset) - 1]
        assert start <= cleaned.page_offset(offset) < end


@given(ANY_PAGE)
def test_lines_are_those_of_a_file(page):
    lines = io.StringIO(page, newline="").readlines()
    assert [page[start:end] for start, end in lines_of(page)] == lines
    assert all(a[1] == b[0] for a, b in pairwise(lines_of(page)))


@given(st.text("０９ＡｚＺ（）：，；　甲a \n", max_size=40))
def test_long_texts_are_narrowed_as_their_characters_are(text):
    assert narrow(text * 50) == "".join(map(narrow, text)) * 50


def test_a_stretch_is_a_triple_and_starts_where_the_one_before_ends():
    cleaned = clean("\n一、总则\n  二、附则\n")
    assert cleaned.starts.tolist() == [0, 1, 6, 8]
    assert cleaned.stretches[:2] == (Stretch(0, 1, "layout"), (1, 6, ""))
    assert cleaned.stretches[-1].end == len(cleaned.page)


# The hints as a choice of words, as a reader would list them.
_HINTS = re.compile(
    r"\d\s?[人次位][浏阅访]|声明|凡本|不代表|侵权|浏览器|分辨率|[上下]一[篇条页个]|文档|珍藏|分享|搜索|[Cc][Oo][Pp][Yy][Rr]|©|\([Cc]\)|扫"
)


@given(
    st.lists(
        st.sampled_from([*"1 人次位浏阅访声明凡本不侵权览器分辨率上一篇页文档珍藏享搜索()CcOoPYRr©扫", "代表"]),
        max_size=12,
    ).map("".join)
)
def test_hints_in_sentences_are_the_listed_words(text):
    assert bool(SENTENCE_HINT.search(text)) == bool(_HINTS.search(text))


@given(ANY_PAGE)
def test_cleaning_twice_changes_nothing_that_is_narrow(page):
    assert len(narrow(page)) == len(page)
    assert "".join(page[s:e] for s, e in lines_of(page)) == page
    assert not clean("").stretches


def test_narrow_folds_width_and_brackets_only():
    assert narrow("(一)Abc12〔2022〕:。") == "(一)Abc12[2022]:。"
    assert plain("\u3000文\u3000 号:\u200b云政发〔2022〕6号\r\n") == "文 号:云政发[2022]6号"
    assert unspaced("实 施 方 案 of 2022 years") == "实施方案of 2022 years"


@pytest.mark.parametrize("name", HAND_MADE)
def test_hand_made_page(name):
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    cleaned = clean(read_page(PAGES / f"{name}.txt").text)
    assert cleaned.text.splitlines() == expected["text"]
    assert removals(cleaned) == expected["removed"]


FIVE = {
    "cast-2022": (
        "中国科协学习宣传贯彻《关于新时代进一步加强科学技术普及工作的意见》工作方案",
        "(三)强化督促指导。",
        [[1, 1, "site name"], [5, 5, "metadata"], [109, 109, "page tools"]],
    ),
    "chuxiong-2022": (
        "楚雄州人民政府关于印发楚雄州全民科学素质行动实施方案(2022—2025年)的通知",
        "2025年总结评估,组织开展终期检查",
        [[1, 1, "navigation"], [3, 3, "navigation"], [5, 9, "metadata"], [182, 182, "related links"]],
    ),
    "harbin-2016": (
        "哈尔滨市全民科学素质行动计划纲要",
        "4.建立",
        [
            [1, 1, "document library"],
            [3, 33, "document library"],
            [35, 35, "document library"],
            [37, 37, "document library"],
            [39, 39, "document library"],
            [41, 41, "document library"],
            [501, 505, "document library"],
            [507, 507, "navigation"],
            [509, 509, "footer"],
            [511, 511, "footer"],
        ],
    ),
    "tianjin-2023": ("各区委、区政府,市科普工作联席会议成员单位,各有关单位:", "25.强化考核监督机制。", []),
    "zhongshan-2022": (
        "中山市人民政府关于印发中山市全民科学素质行动规划纲要实施方案的通知",
        "市委外办、市教育体育局、市科技局、团市委",
        [[1, 1, "navigation"], [3, 3, "metadata"], [328, 331, "footer"]],
    ),
}


@pytest.mark.parametrize("name", FIVE)
def test_five_pages(name):
    first, last, removed = FIVE[name]
    cleaned = clean(read_page(RAW / f"{name}.txt").text)
    lines = cleaned.text.splitlines()
    assert lines[0] == first
    assert lines[-1].startswith(last)
    assert removals(cleaned) == removed


@pytest.mark.parametrize(
    "page",
    [
        "(" * 1_000_000,
        "首页 > " * 300_000,
        "字" * 3_000_000,
        "《" * 500_000,
        "<a " * 500_000,
        "大 中 小\n" * 100_000,
        " \n" * 300_000,
    ],
    ids=["brackets", "crumbs", "one line", "marks", "tags", "tools", "blank lines"],
)
def test_time_grows_linearly(page):
    begun = time.perf_counter()
    cleaned = clean(page)
    assert time.perf_counter() - begun < 20
    assert sum(s.end - s.start for s in cleaned.stretches) == len(page)


@pytest.mark.parametrize(
    ("line", "removed"),
    [
        ("分享到：微信微博打印关闭字号：大 中 小浏览次数：1024来源：云山市人民政府发布时间：2023-05-31 10:20", True),
        ("分享到：微信微博收藏打印", True),
        ("分享微博打印经验，关闭小散企业。", False),
        ("打印关闭收藏的管理办法由市科协另行制定", False),
    ],
)
def test_tools_that_nothing_sets_apart(line, removed):
    page = f"云山市全民科学素质行动实施方案\n{line}\n一、总体要求\n为做好工作，制定本方案。\n二、重点任务\n办好全国科普日。\n"
    assert (line not in clean(page).text) is removed
