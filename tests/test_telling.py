"""Names, families and strings: which terms of a comparison tell what a group speaks of."""

import pandas as pd
import pytest

from textmine import (
    Tokenizer,
    count_terms,
    fold_families,
    keyness,
    read_families,
    read_names,
    set_apart,
    string_check,
    tokenize,
)
from textmine.counting.lexicon import NAME_KINDS, family_pattern, name_kinds
from textmine.counting.tokens import LexiconError

TEXTS = {
    ("a", "city"): "现代,现代,农村,农村社区,乡镇企业,市政府",
    ("b", "city"): "现代,农村,发展,的,村",
    ("c", "province"): "现代化,现代化建设,农民,发展,发展",
}


@pytest.fixture
def segments():
    rows = [(key, f"{key}/1", group, text) for (key, group), text in TEXTS.items()]
    return pd.DataFrame(rows, columns=["document_id", "segment_id", "level", "text"])


@pytest.fixture
def matrix(segments):
    terms = ["现代", "现代化", "农村社区", "乡镇企业", "市政府"]
    return count_terms(tokenize(segments, Tokenizer(lexicon=tuple((term, None) for term in terms))), segments)


def written(folder, name, text):
    (folder / "lexicon").mkdir(exist_ok=True)
    (folder / "lexicon" / name).write_text(text, encoding="utf-8")
    return folder


def test_names_have_a_kind(tmp_path):
    folder = written(tmp_path, "names.txt", "# head\n\n市政府 # body: a government\n各级 # address: who is addressed\n")
    assert read_names(folder) == {"市政府": "body", "各级": "address"}
    assert read_names(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("line", "says"),
    [("市政府 # town: x", "kind one of place, body"), ("市政府", "needs 'term # kind"), ("市 政府 # body: x", "needs 'term"), ("各级 # body: x", "'各级' comes twice")],
)  # fmt: skip
def test_faulty_names_are_told_with_their_line(tmp_path, line, says):
    folder = written(tmp_path, "names.txt", f"各级 # address: x\n{line}\n")
    with pytest.raises(LexiconError, match=rf"names\.txt:2: .*{says}"):
        read_names(folder)


def test_places_of_the_documents_are_names_but_the_country_is_none():
    terms = pd.Series(["楚雄州", "市政府", "全国", "农村"], index=[3, 1, 2, 0])
    found = name_kinds(terms, {"市政府": "body"}, ["楚雄州", "全国", None, float("nan")])
    assert found.to_dict() == {3: "place", 1: "body", 2: "", 0: ""}
    assert name_kinds(terms, {}).eq("").all()


def test_families_are_read_and_faults_told(tmp_path):
    folder = written(tmp_path, "families.txt", "# head\n农村农民: 农村 农民 # the countryside\n青年: 青年 学生\n")
    assert read_families(folder) == {"农村农民": ("农村", "农民"), "青年": ("青年", "学生")}
    assert read_families(tmp_path / "elsewhere") == {}
    for line, says in (
        ("农村", "needs 'name"),
        ("x:", "needs 'name"),
        ("x: 农村", "'农村' comes twice"),
        ("青年: 甲", "'青年' comes twice"),
    ):
        with pytest.raises(LexiconError, match=rf"families\.txt:4: .*{says}"):
            read_families(written(tmp_path, "families.txt", f"# head\n农村农民: 农村 农民\n青年: 学生\n{line}\n"))


def test_a_family_counts_its_words_and_the_terms_that_hold_them(matrix):
    folded = fold_families(matrix, {"countryside": ("农村", "农民"), "nothing": ("海洋",)})
    assert "countryside" in folded.terms and "nothing" not in folded.terms
    assert not {"农村", "农民", "农村社区"} & set(folded.terms)
    assert list(folded.terms) == sorted(folded.terms)
    assert folded.counts[:, [list(folded.terms).index("countryside")]].toarray().ravel().tolist() == [2, 1, 1]
    assert folded.lengths.tolist() == matrix.lengths.tolist()
    assert folded.rows.equals(matrix.rows)


def test_the_longest_word_decides_and_of_equally_long_ones_the_first_family(matrix):
    folded = fold_families(matrix, {"short": ("农村",), "long": ("农村社区",), "late": ("社区",)})
    counts = dict(zip(folded.terms, folded.counts.sum(axis=0).tolist(), strict=True))
    assert (counts["short"], counts["long"], counts.get("late")) == (2, 1, None)
    assert family_pattern(["农村", "农村社区"]) == "农村社区|农村"


def test_a_zero_made_by_the_cutting_is_told(matrix, segments):
    table = string_check(keyness(matrix, "level", "city").assign(level="city"), segments, "level").set_index("term")
    assert table.loc["现代", ["count_target", "count_reference", "strings_target", "strings_reference"]].tolist() == [
        3,
        0,
        3,
        2,
    ]
    assert table.loc["现代", "by_cutting"]
    assert not table.loc["农村", "by_cutting"]  # 2 : 0 as a term, 3 : 0 as a string
    assert table.loc["农村", ["strings_target", "strings_reference"]].tolist() == [3, 0]
    assert not table.loc["发展", "by_cutting"]  # rarer in the cities either way


def test_a_family_may_not_take_the_name_of_another_term(matrix):
    with pytest.raises(ValueError, match="the family '发展' has the name of a term"):
        fold_families(matrix, {"发展": ("农村",)})
    assert "农村" in fold_families(matrix, {"农村": ("农村", "农民")}).terms


def test_strings_of_a_family_are_those_of_its_words(matrix, segments):
    families = {"countryside": ("农村", "农民")}
    compared = keyness(fold_families(matrix, families), "level", "city").assign(level="city")
    row = string_check(compared, segments, "level", families).set_index("term").loc["countryside"]
    assert row[["count_target", "count_reference", "strings_target", "strings_reference"]].tolist() == [3, 1, 3, 1]


def test_strings_are_those_that_a_search_for_each_term_finds(corpus):
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    letters = "".join(prose["text"])
    terms = sorted(
        {letters[at : at + size] for size in range(1, 7) for at in range(0, len(letters) - size, 97)} | {"不在此处"}
    )
    odd = prose.head(2).assign(text=["人人人人人。人人", "工作工作工"], level=["city", "national"])
    segments, terms = pd.concat([prose, odd]), [*terms, "人人", "人人人", "工作工"]
    table = pd.DataFrame({"level": "city", "term": terms}).assign(
        count_target=1, count_reference=1, n_target=9, n_reference=9, log_ratio=0.0
    )
    checked = string_check(table, segments, "level")
    inside = segments["level"].astype(str).eq("city")
    for term, target, reference in checked[["term", "strings_target", "strings_reference"]].itertuples(index=False):
        assert target == sum(text.count(term) for text in segments.loc[inside, "text"]), term
        assert reference == sum(text.count(term) for text in segments.loc[~inside, "text"]), term
    assert string_check(table.head(0), segments, "level").empty


def test_each_reason_to_set_a_term_apart(matrix, segments):
    compared = keyness(matrix, "level", "city").assign(level="city")
    found = set_apart(compared, segments, "level", names={"市政府": "body"}, least=2).set_index("term")["left_out"]
    assert found["市政府"] == "name"
    assert found["村"] == "character"
    assert found["农村社区"] == "one document"
    assert found["现代"] == "cutting"
    assert found["农村"] == ""
    assert set_apart(compared, segments, "level", least=3).set_index("term").loc["农村", "left_out"] == "few"
    alone = keyness(matrix, "level", "province").assign(level="province")  # a group of one document
    assert set_apart(alone, segments, "level", least=1).set_index("term").loc["农民", "left_out"] == ""


def test_the_lists_of_this_corpus(project):
    names, families = read_names(project / "corpus"), read_families(project / "corpus")
    assert set(names.values()) == set(NAME_KINDS)
    assert {"各镇", "街", "中国科协", "意见"} <= set(names)
    assert all(words for words in families.values())
