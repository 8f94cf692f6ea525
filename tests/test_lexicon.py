"""Proposals for the lexicon, the hand-segmented sample, the classes of the stop list."""

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from textmine import Tokenizer, tokenize
from textmine.counting.lexicon import (
    CLOSED_CLASSES,
    STOPWORD_CLASSES,
    discover_terms,
    draw_sentences,
    read_segmented_sample,
    read_stopword_classes,
    segmentation_scores,
)
from textmine.counting.tokens import LexiconError


@pytest.fixture(scope="module")
def sample(project):
    return read_segmented_sample(project / "corpus" / "lexicon" / "segmented_sample.tsv")


@pytest.fixture(scope="module")
def prose(corpus):
    return corpus.segments[corpus.segments["passage_id"].notna()]


def segments_of(*texts):
    ids = [f"a/{i}" for i in range(1, len(texts) + 1)]
    return pd.DataFrame({"document_id": "a", "segment_id": ids, "text": texts})


# --- proposals


def test_proposal_by_hand():
    """科学/素质 stands four times, always together, each time between other words; twelve words in all.

    cohesion = log2(4 * 12 / (4 * 4)); both entropies are log2(4): four different neighbours.
    """
    segments = segments_of("提高科学素质", "科学素质纲要", "加强科学素质", "科学素质工作")
    found = discover_terms(segments, Tokenizer(), min_count=3, min_cohesion=0, min_entropy=1.5)
    assert found["term"].tolist() == ["科学素质"]
    row = found.iloc[0]
    assert (row["words"], row["count"], row["documents"]) == ("科学 素质", 4, 1)
    assert row["cohesion"] == pytest.approx(math.log2(4 * 12 / 16))
    assert (row["left_entropy"], row["right_entropy"]) == (2.0, 2.0)
    assert row["score"] == pytest.approx(math.log2(3) + 2)
    assert row["segment_ids"] == "a/1 a/2 a/3"


def test_a_part_of_a_longer_term_is_not_proposed():
    """流动/科技馆 always stands before 巡展: its right entropy is 0."""
    found = discover_terms(
        segments_of("推动流动科技馆巡展", "开展流动科技馆巡展", "流动科技馆巡展,"),
        Tokenizer(), min_count=3, min_cohesion=0, min_entropy=0.5,
    )  # fmt: skip
    assert found["term"].tolist() == ["流动科技馆巡展"]


def test_known_terms_and_edges_of_stop_words_are_not_proposed():
    segments = segments_of("提高科学素质", "科学素质纲要", "加强科学素质", "科学素质工作")
    options = {"min_count": 3, "min_cohesion": 0, "min_entropy": 0}
    assert "科学素质" not in set(discover_terms(segments, Tokenizer((("科学素质", None),)), **options)["term"])
    assert discover_terms(segments, Tokenizer(stopwords=frozenset({"素质"})), **options).empty
    assert list(discover_terms(segments.iloc[:0], Tokenizer()).columns)[:3] == ["term", "words", "count"]


def literal_proposals(segments, tokenizer, min_count, max_words):
    """The definition word for word: every sequence, every split, every neighbour, counted by scanning the runs anew."""
    runs = []
    for text in segments["text"]:
        run = []
        for word in [*tokenizer.cut(text), ""]:
            if word and all("\u3400" <= c <= "\u9fff" for c in word):
                run.append(word)
            elif run:
                runs.append(run)
                run = []

    def places(words):
        n = len(words)
        return [(r, i) for r in range(len(runs)) for i in range(len(runs[r]) - n + 1) if runs[r][i : i + n] == words]

    def entropy(values):
        shares = [n / len(values) for n in Counter(values).values()]
        return -sum(p * math.log2(p) for p in shares)

    total, found = sum(map(len, runs)), {}
    for words in {tuple(r[i : i + n]) for r in runs for n in range(2, max_words + 1) for i in range(len(r) - n + 1)}:
        at = places(list(words))
        if len(at) >= min_count and words[0] not in tokenizer.stopwords and words[-1] not in tokenizer.stopwords:
            parts = [(places(list(words[:i])), places(list(words[i:]))) for i in range(1, len(words))]
            cohesion = min(math.log2(len(at) * total / (len(a) * len(b))) for a, b in parts)
            left = entropy([runs[r][i - 1] if i else ("edge", r) for r, i in at])
            ends = [(r, i + len(words)) for r, i in at]
            right = entropy([runs[r][e] if e < len(runs[r]) else ("edge", r) for r, e in ends])
            found[" ".join(words)] = (len(at), cohesion, left, right)
    return found


def test_proposals_equal_the_definition_written_out(prose):
    some, tokenizer = prose.iloc[:60], Tokenizer(stopwords=frozenset({"的", "和"}))
    found = discover_terms(some, tokenizer, min_count=2, max_words=3, min_cohesion=-99, min_entropy=0)
    expected = literal_proposals(some, tokenizer, 2, 3)
    assert len(found) > 50
    assert set(found["words"]) == set(expected)
    for row in found.itertuples():
        values = (row.count, row.cohesion, row.left_entropy, row.right_entropy)
        assert (row[3], *values[1:]) == pytest.approx(expected[row.words])


def test_proposals_are_sorted_and_bounded(prose, tokenizer):
    found = discover_terms(prose, tokenizer)
    assert found["score"].is_monotonic_decreasing
    assert found["count"].min() >= 5
    assert found["cohesion"].min() >= 3
    assert found[["left_entropy", "right_entropy"]].min().min() >= 1
    again = discover_terms(prose.sample(frac=1, random_state=0), tokenizer)
    assert again.drop(columns="segment_ids").round(9).equals(found.drop(columns="segment_ids").round(9))


def test_the_default_dictionary_gets_the_terms_of_the_field_proposed(prose, tokenizer):
    """What a reader accepted by hand comes back from the dictionary that lacks it."""
    proposed = set(discover_terms(prose, Tokenizer(stopwords=tokenizer.stopwords))["term"])
    assert {"科学素质", "科普资源", "科学教育", "乡村振兴", "科技工作者"} <= proposed


# --- the sample


def test_the_sample_is_the_draw_that_the_guideline_names(prose, sample):
    drawn = draw_sentences(prose, per_document=42, seed=4)
    assert len(sample) == 210
    assert sample["segment_id"].tolist() == drawn["segment_id"].tolist()
    assert sample["start"].tolist() == drawn["start"].tolist()
    assert sample["sentence"].tolist() == drawn["sentence"].tolist()


def test_sentences_are_the_corpus_text_at_their_offsets(project, sample):
    for document_id, own in sample.groupby("document_id"):
        text = (project / "corpus" / "text" / f"{document_id}.txt").read_text(encoding="utf-8")
        for row in own.itertuples():
            assert text[row.start : row.start + len(row.sentence)] == row.sentence


def test_sentences_by_hand():
    segments = pd.DataFrame(
        {"document_id": ["a"], "segment_id": ["a/1"], "start": [10], "text": ["“一二三。”四五六; 七"]}
    )
    drawn = draw_sentences(segments, per_document=9, seed=0, min_han=1)
    assert drawn[["start", "sentence"]].to_numpy().tolist() == [[10, "“一二三。”"], [16, "四五六;"], [21, "七"]]
    assert draw_sentences(segments, per_document=9, seed=0, min_han=2)["sentence"].tolist() == ["“一二三。”", "四五六;"]
    assert len(draw_sentences(segments, per_document=1, seed=0, min_han=1)) == 1


def test_scores_by_hand():
    """By hand 科学素质/建设/2035/年, found 科学/素质/建设/2035/年: three of five found are right, of four there are."""
    sample = pd.DataFrame({"document_id": ["a"], "words": [("科学素质", "建设", "2035", "年", "。")]})
    row = segmentation_scores(sample, Tokenizer()).iloc[-1]
    assert row[["document_id", "sentences", "words", "found", "correct"]].tolist() == ["all", 1, 4, 5, 3]
    assert row[["precision", "recall", "f1"]].tolist() == pytest.approx([3 / 5, 3 / 4, 2 / 3])
    assert row[["low", "high"]].tolist() == pytest.approx([2 / 3, 2 / 3])
    perfect = segmentation_scores(sample, Tokenizer((("科学素质", None),)))
    assert perfect["f1"].tolist() == [1.0, 1.0]


def test_the_lexicon_agrees_better_with_the_hand_than_the_dictionary(sample, tokenizer):
    before, after = segmentation_scores(sample, Tokenizer()), segmentation_scores(sample, tokenizer)
    assert before["document_id"].tolist() == [*sample["document_id"].unique(), "all"]
    assert before.iloc[:-1][["words", "found", "correct"]].sum().tolist() == (
        before.iloc[-1][["words", "found", "correct"]].tolist()
    )
    assert before["f1"].iloc[-1] == pytest.approx(0.792, abs=0.002)
    assert after["f1"].iloc[-1] == pytest.approx(0.876, abs=0.01)
    assert (after["low"] <= after["f1"]).all()
    assert (after["f1"] <= after["high"]).all()
    assert after["low"].iloc[-1] > before["high"].iloc[-1]
    assert (after["f1"] > before["f1"]).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\tb", r"s.tsv:1: the columns must be segment_id, start, words"),
        ("segment_id\tstart\twords\na/1\tx\t词", r"s.tsv:2: needs a segment"),
        ("segment_id\tstart\twords\n\na/1\t5", r"s.tsv:3: needs a segment"),
        ("segment_id\tstart\twords\na/1\t5\t ", r"s.tsv:2: the sentence has no words"),
        ("segment_id\tstart\twords\na/1\t5\t词\na/1\t5\t词", "at 5 of a/1 comes twice"),
    ],
)
def test_faults_of_the_sample_name_the_line(tmp_path, text, words):
    path = tmp_path / "s.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=words):
        read_segmented_sample(path)


def test_a_missing_sample_and_slashes(tmp_path):
    with pytest.raises(LexiconError, match="no such file"):
        read_segmented_sample(tmp_path / "s.tsv")
    path = tmp_path / "s.tsv"
    path.write_text("segment_id\tstart\twords\na/1\t5\t科学/素质 。\n", encoding="utf-8")
    assert read_segmented_sample(path).loc[0, ["document_id", "start", "sentence", "words"]].tolist() == [
        "a", 5, "科学素质。", ("科学", "素质", "。"),
    ]  # fmt: skip


# --- terms and stop words


def test_every_term_says_why_it_is_one(project):
    lines = (project / "corpus" / "lexicon" / "terms.txt").read_text(encoding="utf-8").splitlines()
    without = [
        line for line in lines if line.strip() and not line.startswith("#") and not line.partition("#")[2].strip()
    ]
    assert without == []


def test_accepted_terms_occur_in_the_corpus(corpus, tokenizer):
    text = "\n".join(corpus.segments["text"])
    assert [term for term, _ in tokenizer.lexicon if term not in text] == []


@pytest.fixture(scope="module")
def stops(project):
    return read_stopword_classes(project / "corpus" / "lexicon" / "stopwords.txt")


def test_every_stop_word_has_a_class(stops, tokenizer):
    assert set(stops["word"]) == tokenizer.stopwords
    assert set(stops["class"]) <= set(STOPWORD_CLASSES)
    assert stops.loc[stops["word"].isin(["的", "和", "对", "其"]), "class"].tolist() == [
        "particle", "conjunction", "preposition", "pronoun",
    ]  # fmt: skip


def test_stop_words_occur_or_are_of_a_closed_class(corpus, stops):
    used = set(tokenize(corpus.segments, Tokenizer.from_folder(corpus.folder))["token"])
    assert [row.word for row in stops.itertuples() if row.word not in used and row[2] not in CLOSED_CLASSES] == []


def test_no_verb_of_policy_and_no_modal_is_a_stop_word(stops):
    verbs = (
        "加强 推进 推动 鼓励 开展 实施 完善 建立 支持 引导 提高 提升 促进 落实 坚持 强化 加大 组织 参与 建设 发展 做好"
    )
    modals = "要 应 应当 必须 须 需 需要 可 可以 能 能够 不得 禁止 严禁 宜 力争 确保"
    assert set(stops["word"]) & {*verbs.split(), *modals.split()} == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# head\n的", "stop.txt:2: needs 'word # class'"),
        ("的 # noun", "stop.txt:1: needs 'word # class', the class one of particle"),
        ("的 了 # particle", "stop.txt:1"),
        ("的 # particle\n\n的 # particle", "stop.txt:3: '的' comes twice"),
    ],
)
def test_faults_of_the_stop_list_name_the_line(tmp_path, text, words):
    path = tmp_path / "stop.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=words):
        read_stopword_classes(path)
    with pytest.raises(LexiconError, match="no such file"):
        read_stopword_classes(tmp_path / "none.txt")


def test_inputs_are_not_changed(prose, sample):
    before, first = sample.copy(), prose.iloc[:5].copy()
    segmentation_scores(sample, Tokenizer(), n_resamples=2)
    discover_terms(prose.iloc[:5], Tokenizer())
    pd.testing.assert_frame_equal(sample, before)
    pd.testing.assert_frame_equal(prose.iloc[:5], first)
    assert np.array_equal(sample["start"], before["start"])
