"""Codebooks and coding: every fault of a file, longest match, evidence, and the obligation codebook on known sentences."""

import pandas as pd
import pytest

from tests.conftest import PROJECT
from textmine import CodebookError, categories, code, count_codes, read_codebook, recode, sentences, ties, uncovered

GOOD = """
title = "t"
source = "s"
[[category]]
id = "museum"
name = "museums"
definition = "d"
include = "i"
exclude = "e"
patterns = ["科技馆"]
not_patterns = ["科技馆路"]
examples = ["建设科技馆"]
[[category]]
id = "mobile"
name = "mobile museums"
definition = "d"
include = "i"
exclude = "e"
patterns = ["流动科技馆"]
examples = []
"""


@pytest.fixture
def book(tmp_path):
    def write(text):
        path = tmp_path / "book.toml"
        path.write_text(text, encoding="utf-8")
        return read_codebook(path)

    return write


def texts(*contents):
    return pd.DataFrame({"document_id": "a", "segment_id": [f"a/{i}" for i in range(len(contents))], "text": contents})


def test_longest_match_first_and_each_place_once(book):
    coded = code(texts("建设科技馆和流动科技馆", "科技馆路一号", "无"), book(GOOD))
    assert coded[["segment_id", "start", "end", "category", "match"]].to_numpy().tolist() == [
        ["a/0", 2, 5, "museum", "科技馆"],
        ["a/0", 6, 11, "mobile", "流动科技馆"],
    ]


def test_codes_of_sentences_carry_offsets_into_the_segment(book):
    segments = texts("无事。建设科技馆。")
    coded = code(sentences(segments), book(GOOD))
    assert coded[["start", "end"]].to_numpy().tolist() == [[5, 8]]
    assert segments["text"][0][5:8] == "科技馆"


def test_counts_of_rows(book):
    loaded = book(GOOD)
    coded = code(texts("科技馆、科技馆", "流动科技馆", "无"), loaded)
    rows = pd.Series(["s1", "s2", "s2"], index=["a/0", "a/1", "a/2"])
    assert count_codes(coded, loaded, rows).tolist() == [[2, 0], [0, 1]]


NEGATED = GOOD.replace('source = "s"', 'source = "s"\nnegators = ["不(?:再|予)?", "未"]')


def test_negated_words_are_not_coded_and_can_be_asked_for(book):
    loaded = book(NEGATED)
    segments = texts("不再科技馆,科技馆", "未流动科技馆", "不,科技馆", "不断科技馆")
    assert code(segments, loaded)[["segment_id", "start"]].to_numpy().tolist() == [["a/0", 6], ["a/2", 2], ["a/3", 2]]
    struck = code(segments, loaded, negated=True)
    assert struck[["segment_id", "start", "category"]].to_numpy().tolist() == [
        ["a/0", 2, "museum"],
        ["a/1", 1, "mobile"],
    ]


def test_a_category_with_negators_of_its_own_does_without_those_of_the_codebook(book):
    loaded = book(NEGATED.replace("examples = []", 'examples = []\nnegators = ["无"]'))
    segments = texts("未流动科技馆", "无流动科技馆", "未科技馆")
    assert code(segments, loaded)["segment_id"].tolist() == ["a/0"]


OUTLINE = pd.DataFrame(
    [
        ("a", "a/1", "", "heading", "一、科技馆"),
        ("a", "a/1.1", "一、科技馆", "heading", "(一)流动科技馆"),
        ("a", "a/1.1.1", "一、科技馆 > (一)流动科技馆", "paragraph", "加强管理。"),
        ("a", "a/1.1.2", "一、科技馆 > (一)流动科技馆", "paragraph", "建设科技馆。"),
        ("a", "a/2", "", "heading", "二、其他"),
        (
            "a",
            "a/2.1",
            "二、其他",
            "paragraph",
            "科技馆很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多。流动科技馆。",
        ),
    ],
    columns=["document_id", "segment_id", "path", "kind", "text"],
)


def found(loaded):
    table = categories(OUTLINE, loaded)
    return {key: own[["category", "main", "source_id"]].to_numpy().tolist() for key, own in table.groupby("segment_id")}


def test_categories_by_own_words_alone(book):
    assert found(book(GOOD)) == {
        "a/1": [["museum", True, "a/1"]],
        "a/1.1": [["mobile", True, "a/1.1"]],
        "a/1.1.2": [["museum", True, "a/1.1.2"]],
        "a/2.1": [["mobile", True, "a/2.1"], ["museum", False, "a/2.1"]],
    }
    assert uncovered(OUTLINE, categories(OUTLINE, book(GOOD)))["segment_id"].tolist() == ["a/1.1.1", "a/2"]


def test_categories_of_headings_where_a_segment_has_none_and_always(book):
    if_none = found(book(GOOD.replace('source = "s"', 'source = "s"\nheadings = "if_none"')))
    assert if_none["a/1.1.1"] == [["mobile", True, "a/1.1"]]
    assert if_none["a/1.1.2"] == [["museum", True, "a/1.1.2"]]
    always = found(book(GOOD.replace('source = "s"', 'source = "s"\nheadings = "always"')))
    assert always["a/1.1.1"] == [["mobile", True, "a/1.1"], ["museum", False, "a/1"]]
    assert always["a/1.1.2"] == [["museum", True, "a/1.1.2"], ["mobile", False, "a/1.1"]]
    assert always["a/1.1"] == [["mobile", True, "a/1.1"], ["museum", False, "a/1"]]


def test_minor_categories_are_dropped_below_the_least_weight(book):
    text = "科技馆,流动科技馆,流动科技馆" + "很" * 30
    for least, kept in ((0.3, ["mobile", "museum"]), (0.31, ["mobile"])):
        loaded = book(GOOD.replace('source = "s"', f'source = "s"\nleast_weight = {least}'))
        assert categories(OUTLINE.head(1).assign(text=text), loaded)["category"].tolist() == kept


def test_the_lead_weighs_three_times_and_equal_weights_go_by_place(book):
    loaded = book(GOOD)
    one = OUTLINE.assign(text="——科技馆。流动科技馆,建设。").head(1)
    table = categories(one, loaded)
    assert table[["category", "weight", "matches", "first"]].to_numpy().tolist() == [
        ["museum", 9, 1, 2],
        ["mobile", 5, 1, 6],
    ]
    tied = OUTLINE.assign(text="这是一句没有题目而又很长的话所以前面没有什么特别的分量,科技馆,流动科技馆").head(1)
    assert categories(tied, loaded)["category"].tolist() == ["mobile", "museum"]


def test_codes_under_the_groups_of_a_scheme_with_two_levels(book):
    loaded = book(
        GOOD.replace('id = "museum"', 'id = "museum"\ngroup = "venue"').replace(
            'id = "mobile"', 'id = "mobile"\ngroup = "venue"'
        )
    )
    assert loaded.groups == {"museum": "venue", "mobile": "venue"}
    assert loaded.names == {"museum": "museums", "mobile": "mobile museums"}
    table = recode(categories(OUTLINE, loaded), loaded.groups)
    assert table["segment_id"].is_unique
    assert set(table["category"]) == {"venue"}
    hand = pd.DataFrame(
        {"segment_id": "a/1", "codebook": "x", "coder": ["a", "a", "b"], "category": ["museum", "mobile", "museum"]}
    )
    assert recode(hand, loaded.groups)[["coder", "category"]].to_numpy().tolist() == [["a", "venue"], ["b", "venue"]]
    assert recode(hand, {"mobile": "m"})["category"].tolist() == ["m"]


def test_more_processes_give_the_same_codes(corpus):
    codebook = read_codebook(PROJECT / "corpus" / "codebooks" / "themes.toml")
    alone, together = (categories(corpus.segments, codebook, n_jobs=n) for n in (1, 2))
    assert alone.equals(together)
    assert code(corpus.segments, codebook).equals(code(corpus.segments, codebook, n_jobs=2))


def test_each_segment_has_one_main_category(corpus):
    codebook = read_codebook(PROJECT / "corpus" / "codebooks" / "obligation.toml")
    table = categories(corpus.segments, codebook)
    assert (table.groupby("segment_id")["main"].sum() == 1).all()
    assert set(table["segment_id"]) == set(code(corpus.segments, codebook)["segment_id"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('source = "s"', ""), "the codebook lacks 'source'"),
        (('include = "i"', 'inclde = "i"'), "unknown key 'inclde'"),
        (('patterns = ["科技馆"]', "patterns = []"), "category 'museum' has no patterns"),
        (('["科技馆"]', '["("]'), ":10: '(' of category 'museum' is no regular expression"),
        (('["科技馆"]', '["x*"]'), "matches the empty text"),
        (('id = "mobile"', 'id = "museum"'), "the id 'museum' comes twice"),
        (('["流动科技馆"]', '["科技馆"]'), "the pattern '科技馆' comes twice (category 'museum')"),
        (('["建设科技馆"]', '["建设博物馆"]'), "the example '建设博物馆' is not coded 'museum'"),
        (('patterns = ["科技馆"]', 'patterns = "科技馆"'), "'patterns' of category 'museum' must be a list"),
        (("[[category]]", "[[category"), "is no TOML"),
        (('examples = ["建设科技馆"]', "examples = [1]"), ":12: 'examples' of category 'museum' must hold texts only"),
        (
            ('patterns = ["科技馆"]', 'patterns = [["科技馆"]]'),
            ":10: 'patterns' of category 'museum' must hold texts only",
        ),
        (('id = "mobile"', 'id = "my id"'), ":14: the id 'my id' must begin with a letter"),
        (('name = "mobile museums"', 'name = ""'), ":15: 'name' of category 'mobile' is empty"),
        (('id = "mobile"', 'title = "x"\nid = "mobile"'), ":14: category 'mobile' has the unknown key 'title'"),
        (('id = "mobile"\n', ""), ":13: category '?' lacks 'id'"),
        (('id = "mobile"', 'id = "museum"'), ":14: the id 'museum' comes twice"),
        (
            ('["流动科技馆"]', '["科技.{1,2}", "流动"]'),
            ":10: '科技馆' of category 'museum' is also matched by '科技.{1,2}'",
        ),
        (
            ('source = "s"', 'source = "s"\nheadings = "all"'),
            ":4: 'headings' is 'all'; allowed: never, if_none, always",
        ),
        (('source = "s"', 'source = "s"\nleast_weight = 1'), ":4: 'least_weight' is 1; it must be from 0 to below 1"),
        (('source = "s"', 'source = "s"\nleast_weight = "1"'), "'least_weight' of the codebook must be a number"),
        (('source = "s"', 'source = "s"\nnegators = ["("]'), ":4: '(' of the negators is no regular expression"),
        (("examples = []", 'examples = []\nnegators = ["不*"]'), "'不*' of category 'mobile' matches the empty text"),
    ],
)
def test_faults_name_file_and_line(book, change, words):
    with pytest.raises(CodebookError) as caught:
        book(GOOD.replace(*change, 1))
    assert words in str(caught.value)
    assert "book.toml:" in str(caught.value)


def test_faults_of_settings_and_of_categories_are_told_together(book):
    with pytest.raises(CodebookError) as caught:
        book(GOOD.replace('source = "s"', 'sauce = "s"').replace('["科技馆"]', '["("]', 1))
    assert len(str(caught.value).splitlines()) == 3


def test_words_that_two_categories_claim_alike(book):
    alike = GOOD.replace('["科技馆"]', '["科技馆+"]', 1).replace('["流动科技馆"]', '["流动科技馆", "科技(?:馆)"]')
    with pytest.raises(
        CodebookError, match=":12: in '建设科技馆', '科技馆' is claimed by category 'mobile' and category 'museum'"
    ):
        book(alike)
    loaded = book(alike.replace('examples = ["建设科技馆"]', "examples = []"))
    table = ties(texts("办科技馆", "办流动科技馆"), loaded)
    assert table.to_numpy().tolist() == [["a/0", 1, 4, "科技馆", "mobile museum"]]


def test_patterns_without_width_code_nothing(book):
    loaded = book(GOOD.replace('["流动科技馆"]', '["流动科技馆", "(?=科技馆)"]'))
    assert code(texts("科技馆"), loaded)["category"].tolist() == ["museum"]


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path):
    (tmp_path / "book.toml").write_bytes(("\ufeff" + GOOD.replace("\n", "\r\n")).encode("utf-8"))
    assert read_codebook(tmp_path / "book.toml").ids == ["museum", "mobile"]
    with pytest.raises(CodebookError, match="cannot be read"):
        read_codebook(tmp_path)


def test_a_heading_over_two_lines_is_found_by_the_path_that_joins_them(book):
    loaded = book(GOOD.replace('source = "s"', 'source = "s"\nheadings = "if_none"'))
    broken = OUTLINE.assign(text=OUTLINE["text"].replace("(一)流动科技馆", "(一)\n流动科技馆"))
    table = categories(broken, loaded).set_index("segment_id")
    assert table.loc["a/1.1.1", ["category", "source_id"]].tolist() == ["mobile", "a/1.1"]


def test_headings_that_are_needed_and_missing(book):
    loaded = book(GOOD.replace('source = "s"', 'source = "s"\nheadings = "always"'))
    with pytest.raises(ValueError, match=r"no heading above 'a/1\.1\.1' among the segments; pass all of them"):
        categories(OUTLINE.iloc[2:], loaded)


def test_a_missing_codebook_is_an_error(tmp_path):
    with pytest.raises(CodebookError, match="no such file"):
        read_codebook(tmp_path / "none.toml")
    none = read_codebook(tmp_path / "none.toml", missing_ok=True)
    assert none.ids == [] and none.source == ""
    found = categories(OUTLINE, none)
    assert recode(found, none.groups)["category"].dtype == found["category"].dtype
    assert code(OUTLINE, none).empty and categories(OUTLINE, none).empty and ties(OUTLINE, none).empty
    assert count_codes(code(OUTLINE, none), none, OUTLINE.set_index("segment_id")["document_id"]).shape[1] == 0


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("各级党委、政府要将推进新时代科普工作作为重要政治任务", ["mandatory"]),
        ("主要负责同志要带头学", ["mandatory"]),
        ("提出重要论述,满足需要,按要求落实纲要", []),
        ("推动应急科普,适应需求,应当公开", ["mandatory"]),
        ("把科学普及放在两翼,要把科学普及放在与科技创新同等重要的位置", []),
        ("鼓励和引导社会资金", ["promotive", "promotive"]),
        ("坚持政府引导,加大政策支持力度", []),
        ("支持有条件的地方因地制宜探索", ["promotive", "conditional", "conditional", "exploratory"]),
        ("推动产教融合试点企业开展科普", []),
        ("不再支持,不予扶持,不鼓励", []),
        ("不断引导,无须申报,不要拖延", ["promotive", "mandatory"]),
    ],
)
def test_obligation_of_known_sentences(text, categories):
    codebook = read_codebook(PROJECT / "corpus" / "codebooks" / "obligation.toml")
    assert code(texts(text), codebook)["category"].tolist() == categories


def test_every_must_of_tianjin_was_read_by_hand(corpus):
    """16 of them, each found by reading the document; the numbers are lines of the page."""
    codebook = read_codebook(PROJECT / "corpus" / "codebooks" / "obligation.toml")
    own = corpus.segments[corpus.segments["document_id"].eq("tianjin-2023") & corpus.segments["passage_id"].notna()]
    coded = code(own, codebook)
    coded = coded[coded["category"].eq("mandatory")]
    starts = coded["segment_id"].map(own.set_index("segment_id")["start"]) + coded["start"]
    lines = [corpus.pages["tianjin-2023"].page_line(at) for at in starts]
    assert lines == [13, 20, 20, 21, 21, 21, 21, 22, 22, 22, 22, 26, 26, 32, 46, 49]
