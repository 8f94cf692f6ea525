"""Folding, exact passages, the background and related documents, against slow searches that look at every place."""

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import read_background, related_documents, set_phrases, shared_passages
from textmine.measuring.reuse import (
    NO_BACKGROUND,
    clauses,
    measure_background,
    save_background,
    set_phrase_characters,
    study_background,
)
from textmine.measuring.reuse.background import COMMON, set_phrase_mask
from textmine.measuring.reuse.folding import covered, fold, fold_segments, ngrams
from textmine.measuring.reuse.passages import exact_matches
from textmine.measuring.reuse.rare import incidence, shared
from textmine.reading.outline import outline

RUN_OF_FOUR = 14485763643425425560  # of 科学普及, computed apart with Python's own integers
SUBJECTS = ["渔港监督", "古籍修复", "冰雪运动", "气象探测", "殡葬服务", "档案利用"]


def segments_of(documents):
    """A table of segments; each document is a list of texts, which stand a line break apart."""
    rows = []
    for document, texts in documents.items():
        at = 0
        for i, text in enumerate(texts):
            rows.append((document, f"{document}/{i}", "", "paragraph", at, at + len(text), text))
            at += len(text) + 1
    return pd.DataFrame(rows, columns=["document_id", "segment_id", "path", "kind", "start", "end", "text"])


def every_match(one, other, least):
    """All maximal matches, found by walking down every diagonal character by character."""
    found = []
    for i in range(len(one)):
        for j in range(len(other)):
            if i and j and same(one, other, i - 1, j - 1) and together(one, i) and together(other, j):
                continue
            n = 0
            while i + n < len(one) and j + n < len(other) and same(one, other, i + n, j + n):
                if n and not (together(one, i + n) and together(other, j + n)):
                    break
                n += 1
            found += [(i, j, n)] * (n >= least)
    return found


def same(one, other, i, j):
    return one.codes[i] == other.codes[j]


def together(folded, i):
    """Whether a character stands in the segment of the one before it."""
    return folded.rows[i] == folded.rows[i - 1]


def apart(folded, mark):
    """The folded segments, a mark between them, and for each place of that string its place without marks."""
    pieces, places = [], []
    for i in range(len(folded)):
        if i and not together(folded, i):
            pieces.append(mark)
            places.append(-1)
        pieces.append(folded.text(i, i + 1))
        places.append(i)
    return "".join(pieces), places


def matches_by_search(one, other, least):
    """As `every_match`, by looking for each stretch of the one in the whole of the other: fit for whole documents."""
    (text, places), (other_text, other_places) = apart(one, "\n"), apart(other, "\r")
    found = []
    for i in range(len(text) - least + 1):
        j = other_text.find(text[i : i + least])
        while j >= 0:
            if not (i and j and text[i - 1] == other_text[j - 1]):
                n = least
                while text[i + n : i + n + 1] and text[i + n : i + n + 1] == other_text[j + n : j + n + 1]:
                    n += 1
                found.append((places[i], other_places[j], n))
            j = other_text.find(text[i : i + least], j + 1)
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("到2025年，比例超过１０.８ %。", "到2025年比例超过10.8%"),
        ("《科普法》（以下简称“法”）", "科普法以下简称法"),
        ("实 施\n方　案", "实施方案"),
        ("二Ο三五年、二〇三五年", "二〇三五年二〇三五年"),
        ("3.1.2版.第4条", "3.1.2版第4条"),
        ("。，；", ""),
        ("", ""),
    ],
)
def test_what_counts_when_wording_is_compared(text, folded):
    assert fold(text) == folded


def test_folded_characters_lead_back_to_their_source():
    segments = segments_of({"a": ["以，科学", "", "（普）及。"]})
    folded = fold_segments(segments)
    source = "\n".join(segments["text"])
    assert "".join(source[at] for at in folded.offsets) == folded.text(0, len(folded)) == "以科学普及"
    assert folded.rows.tolist() == [0, 0, 0, 2, 2]


@settings(deadline=None)
@given(st.lists(st.text("科普教、育", max_size=12), max_size=5), st.integers(1, 6))
def test_equal_runs_and_only_these_have_equal_numbers(texts, n):
    folded = fold_segments(segments_of({"a": texts}))
    places, hashes = ngrams(folded, n)
    runs = [folded.text(i, i + n) for i in range(len(folded) - n + 1) if folded.rows[i] == folded.rows[i + n - 1]]
    assert [folded.text(i, i + n) for i in places] == runs
    assert len(set(zip(runs, hashes.tolist(), strict=True))) == len(set(runs)) == len(set(hashes.tolist()))


def test_numbers_of_runs_are_the_same_on_every_machine():
    assert ngrams(fold_segments(segments_of({"a": ["科学普及"]})), 4)[1].tolist() == [RUN_OF_FOUR]
    with pytest.raises(ValueError, match="n must be at least 1; got 0"):
        ngrams(fold_segments(segments_of({"a": ["科"]})), 0)


def test_covered_characters():
    assert covered(np.array([0, 1, 5]), 2, 8).tolist() == [True, True, True, False, False, True, True, False]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("甲乙丙", max_size=9), max_size=4),
    st.lists(st.text("甲乙丙", max_size=9), max_size=4),
    st.integers(2, 5),
)
def test_exact_matches_are_those_of_a_search_at_every_place(one, other, least):
    one, other = fold_segments(segments_of({"a": one})), fold_segments(segments_of({"b": other}))
    found = list(zip(*(side.tolist() for side in exact_matches(one, other, least)), strict=True))
    assert found == sorted(every_match(one, other, least)) == matches_by_search(one, other, least)


def test_exact_matches_of_all_pairs_of_the_five_documents(corpus):
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    folded = [fold_segments(part) for _, part in prose.groupby("document_id", sort=True)]
    for i, one in enumerate(folded):
        for other in folded[i + 1 :]:
            for least in (12, 20, 30):
                found = list(zip(*(side.tolist() for side in exact_matches(one, other, least)), strict=True))
                assert found == matches_by_search(one, other, least)


def test_matches_shorter_than_two_characters_are_refused():
    empty = fold_segments(segments_of({"a": []}))
    with pytest.raises(ValueError, match="at least 2 characters; got 1"):
        exact_matches(empty, empty, 1)
    assert [len(side) for side in exact_matches(empty, empty, 2)] == [0, 0, 0]


@pytest.fixture(scope="module")
def background(project):
    return read_background(project / "corpus")


@pytest.fixture(scope="module")
def passages(corpus, background):
    return shared_passages(corpus.segments, background=background)


def test_passages_stand_in_both_texts(corpus, passages):
    for row in passages.itertuples():
        one = corpus.pages[row.document_id].text[row.start : row.end]
        other = corpus.pages[row.other_id].text[row.other_start : row.other_end]
        assert row.text == one
        assert fold(one) == fold(other)
        assert row.characters == len(fold(one)) >= 12
    assert (passages["document_id"] < passages["other_id"]).all()
    keys = ["document_id", "other_id", "start", "other_start"]
    assert passages[keys].equals(passages[keys].sort_values(keys, ignore_index=True))


def test_set_phrases_are_told_from_borrowing(passages, background):
    kinds = passages.groupby("kind")["text"].agg(list)
    assert any("以习近平新时代中国特色社会主义思想为指导" in text for text in kinds["formula"])
    assert not any("以习近平新时代中国特色社会主义思想为指导" in text for text in kinds["borrowing"])
    assert "实施青少年科学素质提升行动" in kinds["borrowing"]
    assert (passages.loc[passages["kind"] == "formula", "own_characters"] < 6).all()
    listed = set_phrases(passages)
    assert listed["common"].is_monotonic_decreasing
    assert dict(zip(listed["text"], listed["common"], strict=True))["以习近平新时代中国特色社会主义思想为指导"] >= 15
    assert listed["text"].map(fold).is_unique
    phrase = passages[passages["text"].map(fold) == "以习近平新时代中国特色社会主义思想为指导"]
    row = listed[listed["text"].map(fold) == "以习近平新时代中国特色社会主义思想为指导"].iloc[0]
    assert (row["pairs"], row["documents"]) == (len(phrase), len(set(phrase["document_id"]) | set(phrase["other_id"])))


def test_without_a_background_no_passage_is_called_one_or_the_other(corpus, passages):
    found = shared_passages(corpus.segments)
    assert found["kind"].isna().all()
    assert found["common"].isna().all()
    assert (found["own_characters"] == found["characters"]).all()
    assert found[["start", "other_start"]].equals(passages[["start", "other_start"]])
    assert set_phrases(found).empty


def test_passages_are_the_same_whatever_the_order_of_documents_width_and_line_breaks(corpus, background, passages):
    segments = corpus.segments
    turned = pd.concat([part for _, part in list(segments.groupby("document_id"))[::-1]])
    before = turned.copy(deep=True)
    assert shared_passages(turned, background=background).equals(passages)
    pd.testing.assert_frame_equal(turned, before)
    wide = str.maketrans(
        {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"} | {str(i): chr(0xFF10 + i) for i in range(10)}
    )
    other = shared_passages(segments.assign(text=segments["text"].str.translate(wide)), background=background)
    assert other.drop(columns="text").equals(passages.drop(columns="text"))
    broken = segments.assign(text=segments["text"].str.replace("的", "的\n", regex=False))
    found = shared_passages(broken, background=background)
    same_columns = [
        "document_id",
        "other_id",
        "segment_id",
        "other_segment_id",
        "characters",
        "own_characters",
        "common",
        "kind",
    ]
    assert found[same_columns].equals(passages[same_columns])


def test_passages_of_documents_that_share_nothing():
    found = shared_passages(segments_of({"a": ["甲" * 20], "b": ["乙" * 20]}))
    assert found.empty
    assert "own_characters" in found


def unrelated_texts(phrase, n=6):
    """Texts about different things that have one phrase in common."""
    return [
        f"{SUBJECTS[i]}{i}的事项由{chr(0x4E00 + 40 * i)}{chr(0x5E00 + 50 * i)}办理。\n{phrase}{SUBJECTS[i]}。"
        for i in range(n)
    ]


def test_a_background_counts_unrelated_texts():
    measured = measure_background(unrelated_texts("各部门要加强组织领导"))
    assert (measured.n_texts, measured.n_families, measured.tells) == (6, 6, True)
    folded = fold_segments(segments_of({"a": ["要加强组织领导做好渔港监督"]}))
    assert set_phrase_mask(folded, measured).tolist() == [True] * 7 + [False] * 6
    frequency = dict(zip(measured.keys.tolist(), measured.families.tolist(), strict=True))
    assert set(frequency.values()) == {6}
    assert len(frequency) == 10 - 6 + 1


def test_characters_in_set_phrases_are_counted_by_segment():
    measured = measure_background(unrelated_texts("各部门要加强组织领导"))
    segments = segments_of({"a": ["要加强组织领导,做好渔港监督。", "养蚕"], "b": ["各部门要加强组织领导。"]})
    found = set_phrase_characters(segments, measured)
    assert found["segment_id"].tolist() == segments["segment_id"].tolist()
    assert found[["characters", "in_set_phrases"]].to_numpy().tolist() == [[13, 7], [2, 0], [10, 10]]
    assert set_phrase_characters(segments, NO_BACKGROUND)["in_set_phrases"].eq(0).all()


def test_related_texts_count_once():
    law = "船舶进出渔港应当报告渔港监督机构并接受安全检查,未经批准不得装卸危险物品或者明火作业。"
    texts = [f"第{i}条 {law}" for i in range(8)] + unrelated_texts("各部门要加强组织领导", 3)
    measured = measure_background(texts)
    assert (measured.n_texts, measured.n_families) == (11, 4)
    folded = fold_segments(segments_of({"a": [law]}))
    assert not set_phrase_mask(folded, measured, 3).any()


def test_a_background_does_not_depend_on_the_order_of_texts(tmp_path):
    texts = [*unrelated_texts("各部门要加强组织领导"), "甲乙丙丁戊己庚辛"]
    one, other = measure_background(texts), measure_background(texts[::-1])
    assert one.keys.tolist() == other.keys.tolist()
    assert one.families.tolist() == other.families.tolist()
    save_background(one, tmp_path)
    read = read_background(tmp_path)
    assert (read.n_texts, read.n_families, read.run) == (one.n_texts, one.n_families, one.run)
    assert read.keys.tolist() == one.keys.tolist()
    assert read.families.tolist() == one.families.tolist()


def test_background_files_that_are_missing_or_damaged(tmp_path):
    assert not read_background(tmp_path).tells
    (tmp_path / "background").mkdir()
    (tmp_path / "background" / "runs.npz").write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="holds no background"):
        read_background(tmp_path)
    with pytest.raises(ValueError, match="common must be at least 3"):
        set_phrase_mask(fold_segments(segments_of({"a": ["甲"]})), NO_BACKGROUND, 2)


def test_the_background_of_the_study_is_small_and_holds_numbers_only(project, background):
    path = project / "corpus" / "background" / "runs.npz"
    assert path.stat().st_size < 1.5e6
    assert background.n_families > 1000
    assert np.all(np.diff(background.keys.astype(np.int64)) > 0)
    assert background.families.min() >= 3
    assert COMMON > 3


def test_a_study_is_its_own_background_only_with_enough_unrelated_documents(corpus):
    assert study_background(corpus.segments) is NO_BACKGROUND
    random = np.random.default_rng(0)
    texts = ["".join(map(chr, random.integers(0x4E00, 0x9000, 40))) + "确保各项任务落到实处" for _ in range(40)]
    measured = study_background(segments_of({f"d{i}": [text] for i, text in enumerate(texts)}))
    assert measured.n_families == 40
    assert set(measured.families.tolist()) == {40}


def test_shared_information_is_that_of_all_pairs():
    hashes = np.array([1, 2, 2, 1, 3, 3, 4, 4, 4, 4], dtype=np.uint64)
    owners = np.array([0, 0, 1, 1, 1, 2, 0, 1, 2, 3])
    held = incidence(hashes, owners, 4, most=3)  # run 4 is in all four
    assert held.shape == (4, 3)
    found = {(int(r), int(c)): w for rows in shared(held) for r, c, w in zip(*rows, strict=True)}
    bits = np.log2(5 / 2)  # of a run that two of four texts hold
    assert found == pytest.approx({(0, 1): 2 * bits, (1, 0): 2 * bits, (1, 2): bits, (2, 1): bits})


def own_characters_shared(segments, least):
    """Characters of each document in matches with each other one, marked one by one."""
    folded = {key: fold_segments(part) for key, part in segments.groupby("document_id", sort=True)}
    found = {}
    for one in folded:
        for other in folded:
            marked = np.zeros(len(folded[one]), dtype=bool)
            for i, _, n in every_match(folded[one], folded[other], least) if one != other else ():
                marked[i : i + n] = True
            found[one, other] = int(marked.sum())
    return found


def test_related_documents_share_what_a_search_at_every_place_finds():
    random = np.random.default_rng(1)
    common = "建立科普专家库每年开展报告会"
    documents = {
        f"d{i}": ["".join(random.choice(list("科普教育"), 30)), common[: 6 + 2 * i], "完全相同的一句话在此"]
        for i in range(4)
    }
    segments = segments_of(documents)
    found = related_documents(segments, least=6)
    expected = own_characters_shared(segments, 6)
    assert {(r.document_id, r.other_id): r.shared for r in found.itertuples()} == {
        k: n for k, n in expected.items() if n
    }
    assert (found["share"] <= 1).all()


def test_related_documents_do_not_depend_on_order_or_processes(corpus, background, monkeypatch):
    found = related_documents(corpus.segments, background=background)
    monkeypatch.setattr("textmine.measuring.reuse.related._CHUNK", 5_000)
    monkeypatch.setattr("textmine.measuring.reuse.related._DOCUMENTS", 1)
    turned = pd.concat([part for _, part in list(corpus.segments.groupby("document_id"))[::-1]])
    with joblib.parallel_config(backend="threading"):
        assert related_documents(turned, background=background, n_jobs=2).equals(found)
    most = found.sort_values("share").iloc[-1]
    assert (most["document_id"], most["other_id"]) == ("chuxiong-2022", "zhongshan-2022")
    fewer = related_documents(corpus.segments, background=background, smallest=0.05)
    kept = found.groupby(found[["document_id", "other_id"]].apply(frozenset, axis=1))["share"].transform("max") >= 0.05
    assert fewer.equals(found[kept].reset_index(drop=True))


def test_equal_documents_share_all():
    text = "船舶进出渔港应当报告渔港监督机构并接受安全检查。"
    found = related_documents(segments_of({"b": [text, "短"], "a": [text.replace(",", "，"), "短"]}))
    assert found[["document_id", "share"]].to_numpy().tolist() == [["a", 1.0], ["b", 1.0]]


def test_clauses_are_cut_at_the_marks_that_end_them_and_nowhere_else():
    text = "(一)加强科普。鼓励高校、\n企业；开展活动!“要普及。”结束"
    found = clauses(segments_of({"a": [text, "——", "第三条 附则；"]}))
    assert found["text"].tolist() == ["加强科普。", "鼓励高校、\n企业；", "开展活动!", "“要普及。”", "结束", "附则；"]
    assert found["clause_id"].tolist() == ["a/0#1", "a/0#2", "a/0#3", "a/0#4", "a/0#5", "a/2#1"]
    assert found["order"].tolist() == list(range(6))
    assert found["characters"].tolist() == [4, 6, 4, 3, 2, 2]
    with pytest.raises(ValueError, match="the segments lack path, kind, start"):
        clauses(pd.DataFrame(columns=["document_id", "segment_id", "text"]))


def test_clauses_of_the_corpus_hold_its_prose(corpus):
    found = clauses(corpus.segments)
    for row in found.itertuples():
        assert corpus.pages[row.document_id].text[row.start : row.end] == row.text
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    whole = prose.groupby("document_id")["text"].sum().map(fold).map(len)
    marks = whole - found.groupby("document_id")["characters"].sum()
    assert marks.between(0, 0.02 * whole).all()  # 一, 二, ...: the numbers of headings
    assert clauses(outline("一、总则\n加强领导。", "x"))["section_id"].tolist() == ["x/1", "x/1"]
