"""Coding tries few patterns on a text, and finds what trying each of them on its own finds."""

import pickle
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import PROJECT
from textmine import read_codebook
from textmine.measuring.coding import Category, Codebook
from textmine.measuring.coding.candidates import Candidates
from textmine.measuring.coding.matches import Coder
from textmine.measuring.coding.necessary import matched_texts, necessary_words

BOOKS = ("themes", "target_groups", "instruments", "obligation")


@cache
def book(name):
    return read_codebook(PROJECT / "corpus" / "codebooks" / f"{name}.toml")


def codebook(*categories):
    """Each category: id, patterns, not_patterns, negators."""
    made = [Category(name, "", "n", "d", "i", "e", *map(tuple, lists), ()) for name, *lists in categories]
    return Codebook("t", "s", "never", 0, tuple(made))


def alone(loaded, text):
    """What each pattern matches on its own, longest first, then leftmost, then by category and pattern."""
    pairs = [(c.id, p) for c in loaded.categories for p in c.patterns]
    pairs += [("", p) for c in loaded.categories for p in c.not_patterns]
    found = [(*m.span(), name, p) for name, p in pairs for m in re.finditer(p, text) if m.group()]
    return sorted(found, key=lambda match: (match[0] - match[1], match[0], match[2], match[3]))


def longest(loaded, text):
    taken, kept = set(), []
    for match in alone(loaded, text):
        if taken.isdisjoint(range(*match[:2])):
            taken.update(range(*match[:2]))
            kept.append(match)
    return kept


def slow_matches(loaded, text, negated):
    negators = {c.id: c.negators for c in loaded.categories}

    def struck(start, category):
        clause = re.split("[，,。；;！!？?：:\n]", text[:start])[-1]
        return any(re.compile(n).fullmatch(clause, i) for n in negators[category] for i in range(len(clause)))

    return sorted(m for m in longest(loaded, text) if m[2] and struck(m[0], m[2]) == negated)


def slow_ties(loaded, text):
    owners = {}
    for start, end, category, _ in alone(loaded, text):
        owners.setdefault((start, end), set()).add(category)
    kept = sorted(match[:2] for match in longest(loaded, text))
    return [(*span, sorted(owners[span])) for span in kept if len(owners[span] - {""}) > 1]


def assert_as_slow(loaded, texts):
    coder = Coder(loaded)
    for text in texts:
        for negated in (False, True):
            assert coder.matches(text, negated=negated) == slow_matches(loaded, text, negated), text
        assert coder.ties(text) == slow_ties(loaded, text), text


@pytest.mark.parametrize("name", BOOKS)
def test_the_corpus_is_coded_as_by_each_pattern_alone(corpus, name):
    assert_as_slow(book(name), corpus.segments["text"])


@pytest.mark.parametrize("name", BOOKS)
def test_every_pattern_of_the_codebooks_waits_for_words_and_few_are_tried(corpus, name):
    coder = Coder(book(name))
    assert all(necessary_words(pattern.pattern) for pattern, _ in coder.patterns)
    pairs = [(text, i) for text in corpus.segments["text"] for i in coder.candidates.of(text)]
    matching = sum(bool(coder.patterns[i][0].search(text)) for text, i in pairs)
    assert matching >= 0.5 * len(pairs)


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("科技馆", [["科技馆"]]),
        ("(新型|广大)*农民(工|的)*", [["农民"]]),
        ("(?:数字|实体)科技馆", [["数字科技馆 实体科技馆"]]),
        ("科技(创新)?人才", [["科技人才 科技创新人才"]]),
        ("科[技普]|课堂", [["科技 科普"], ["课堂"]]),
        ("(任务|工作)[^,。]{0,9}规划", [["任务 工作", "规划"]]),
        ("(大|中)+学", [["大 中", "学"]]),
        ("科(技|学)*馆|课(程|题){0,2}表", [["科", "馆"], ["课", "表"]]),
        ("(中小学生?|学校)课", [["中小学课 中小学生课 学校课"]]),
        ("组织(?=活动)(?!站)", [["活动", "组织"]]),
        ("(?<!、)学生(?<=大学生)", [["大学生", "学生"]]),
        (r"进\w{2,4}、{2}", [["进", "、"]]),
        (r"\(试行\)|a\.b", [["(试行)"], ["a.b"]]),
        ("(?:x.|科技)y", [["x 科技", "y"]]),
        ("[^,]{4,60}", None),
        ("[a-c]", None),
        ("科技|.", None),
        ("科技|", None),
        ("(科技)?", None),
        ("x{0,3}|y*", None),
        ("(?i)abc", None),
        (r"(科)\1技", None),
        (r"(?P<x>科)技", None),
        (r"\u79d1", None),
        ("科{技}", None),
        ("(科)?(?(1)技|馆)", None),
    ],
)
def test_the_words_of_a_pattern(pattern, ways):
    found = necessary_words(pattern)
    assert re.compile(pattern)
    assert (found and [{frozenset(words) for words in way} for way in found]) == (
        ways and [{frozenset(words.split()) for words in way} for way in ways]
    )


def test_texts_that_a_pattern_can_match():
    assert matched_texts("不(?:予|再)?") == {"不", "不予", "不再"}
    assert matched_texts("未|没有(?!用)") == {"未", "没有"}
    assert matched_texts("不+") is matched_texts("(?i)not") is None


def test_only_patterns_whose_words_are_there_are_tried():
    candidates = Candidates(["科技馆", "(任务|工作)[^,]{0,9}规划", "课|学", "."])
    tried = {"科技": {3}, "流动科技馆": {0, 3}, "规划任务": {1, 3}, "工作": {3}, "规划": {3}, "上课": {2, 3}, "": {3}}
    assert {text: candidates.of(text) for text in tried} == tried


def test_negators_without_bound_and_with_a_look_around():
    loaded = codebook(("a", ["行"], [], ["不+", "(?<=我)未(?!然)"]), ("b", ["走"], [], [".*非[^,]*"]))
    assert_as_slow(loaded, ["不不行,行", "我未行", "他未行", "我未然行", "并非他走。他走", "不走", "非,走", "非。走"])
    assert [m[0] for m in Coder(loaded).matches("我未行他未行,不不行", negated=True)] == [2, 9]


WORDS = st.text("科技馆学a", min_size=1, max_size=3)
LEAVES = WORDS | st.sampled_from(
    ["", ".", "^", "$", r"\b", r"\w", r"\.", "[科技]", "[^科技]", "[a-z]", "[]馆]", r"(科|a)\1", "(?<!科)", "(?<=学|a)"]
)


def larger(parts):
    sequences = st.lists(parts, min_size=2, max_size=3).map("".join)
    alternatives = st.lists(parts, min_size=2, max_size=3).map("|".join)
    opening = st.sampled_from(["(", "(?:", "(?=", "(?!", "(?>"])
    groups = st.builds("{}{})".format, opening, sequences | alternatives)
    ending = st.sampled_from(["?", "*", "+", "??", "+?", "?+", "{2}", "{0,2}", "{1,2}", "{,2}", "{1,}"])
    return sequences | groups | st.builds("(?:{}){}".format, parts | alternatives, ending)


def valid(pattern):
    try:
        return bool(re.compile(pattern))
    except re.error:
        return False


OUTER = st.lists(st.recursive(LEAVES, larger, max_leaves=5), min_size=1, max_size=2).map("|".join)
PATTERNS = st.builds(str.__add__, st.sampled_from(["", "", "", "(?i)", "(?s)"]), OUTER).filter(valid)
TEXTS = st.text("科技馆学aA.,。\n", max_size=10)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, TEXTS)
def test_a_text_that_a_pattern_matches_has_its_words(pattern, text):
    ways, few = necessary_words(pattern), matched_texts(pattern)
    found = [match.group() for match in re.finditer(pattern, text)]
    if found and ways is not None:
        assert any(all(any(word in text for word in words) for words in way) for way in ways)
    assert few is None or few.issuperset(found)


SOME = st.lists(PATTERNS, max_size=2)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(SOME, SOME, SOME), min_size=1, max_size=3), st.lists(TEXTS, max_size=4))
def test_any_codebook_codes_as_each_pattern_alone(lists, texts):
    assert_as_slow(codebook(*((name, *three) for name, three in zip("bac", lists, strict=False))), texts)


def test_a_coder_travels_to_other_processes():
    coder = Coder(book("obligation"))
    sent = pickle.loads(pickle.dumps(coder))
    text = "应当鼓励有条件的地方,不予支持。"
    assert sent.matches(text) == coder.matches(text) != []
    assert sent.matches(text, negated=True) == coder.matches(text, negated=True) != []
